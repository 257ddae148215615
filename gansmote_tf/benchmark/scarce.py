"""What topping up a class of a few rows is worth to classifiers.

The paper's setting made measurable: from a large table draw 100 rows of the largest class and a few
of the second, top up, train classifiers, and test them on rows that were not drawn.
"""

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from tabulate import tabulate

from gansmote_tf.benchmark.report import write_text
from gansmote_tf.recipes import Recipe

_FREQUENT, _MOST_TESTED = 100, 3_000

#: What is trained on the rows, each behind a one-hot encoder.
CLASSIFIERS = {
    "logistic regression": lambda: LogisticRegression(max_iter=2_000),
    "random forest": lambda: RandomForestClassifier(random_state=0),
    "network (100 units)": lambda: MLPClassifier((100,), max_iter=300, random_state=0),
}


def draw(X: pd.DataFrame, y: pd.Series, n: int, seed: int) -> tuple:
    """One draw: 100 rows of the largest class and ``n`` of the second, and rows to test on.

    Args:
        X, y: A table; rows of further classes are left out.
        n: Rows of the scarce class.
        seed: Decides the draw.

    Returns:
        Training rows, their labels, test rows (up to 3000, none of them drawn), their labels.

    Example:
        >>> from gansmote_tf import make_one_hot
        >>> from gansmote_tf.benchmark.scarce import draw
        >>> X, y = make_one_hot(n_samples=400, random_state=0)
        >>> [len(part) for part in draw(X, y, 6, seed=0)]
        [106, 106, 294, 294]
    """
    frequent, scarce = y.value_counts(sort=True).index[:2]
    rng = np.random.default_rng((seed, n))
    places = {label: rng.permutation(np.flatnonzero(y == label)) for label in (frequent, scarce)}
    train = np.concatenate([places[frequent][:_FREQUENT], places[scarce][:n]])
    rest = np.concatenate([places[frequent][_FREQUENT:], places[scarce][n:]])
    test = rng.permutation(rest)[:_MOST_TESTED]
    return (*_rows(X, y, train), *_rows(X, y, test))


def _rows(X, y, places):
    return X.iloc[places].reset_index(drop=True), y.iloc[places].reset_index(drop=True)


def score(
    X: pd.DataFrame, y: pd.Series, X_test: pd.DataFrame, y_test: pd.Series
) -> dict[str, float]:
    """Macro-F1 of each classifier, in percent."""
    scores = {}
    for name, make in CLASSIFIERS.items():
        encoder = OneHotEncoder(handle_unknown="ignore")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # convergence of a network on a hundred rows
            model = make_pipeline(encoder, make()).fit(X, y)
        scores[name] = 100 * f1_score(y_test, model.predict(X_test), average="macro")
    return scores


def summarise(scores: pd.DataFrame) -> pd.DataFrame:
    """Per number of rows and classifier: each method's mean, and GAN-SMOTE's gain, over draws.

    Args:
        scores: ``rows``, ``table``, ``draw``, ``method`` and one column per classifier.

    Returns:
        Indexed by rows and classifier; a column per method, ``gain`` over random oversampling and
        the ``standard error`` of that gain over draws and tables.
    """
    keys = ["rows", "table", "draw", "method"]
    long = scores.melt(keys, list(CLASSIFIERS), "classifier", "f1")
    where = ["rows", "classifier", "table", "draw"]
    wide = long.pivot_table("f1", index=where, columns="method")
    gain = (wide["GAN-SMOTE"] - wide["random oversampling"]).groupby(["rows", "classifier"])
    means = wide.groupby(["rows", "classifier"]).mean()
    return means.assign(**{"gain": gain.mean(), "standard error": gain.sem()})


def check_sizes(y: pd.Series, most_rows: int) -> None:
    """Refuse a table that is too small to draw from it and test on what is left.

    Args:
        y: The table's labels.
        most_rows: Rows of the scarce class drawn at most.

    Raises:
        ValueError: One of the two largest classes has too few rows.
    """
    sizes = y.value_counts()
    least = (2 * _FREQUENT, 2 * most_rows)
    if len(sizes) < 2 or (sizes.to_numpy()[:2] < least).any():
        raise ValueError(
            f"the two largest classes must have {least[0]} and {least[1]} rows at least. "
            f"Received: {sizes.to_dict()}."
        )


def score_tables(
    tables: Mapping[str, tuple[pd.DataFrame, pd.Series]],
    recipe: Recipe,
    *,
    rows: Sequence[int],
    draws: int,
    seed: int,
    watch: Callable[[list], Iterable] = iter,
) -> pd.DataFrame:
    """Score every method and classifier on draws from every table.

    Args:
        tables: Name -> rows and labels; numbers are taken for names of levels.
        recipe: What GAN-SMOTE trains by.
        rows: Sizes of the scarce class.
        draws: Draws per table and size.
        seed: Decides the draws and the methods.
        watch: Wraps the list of tables and sizes; a progress bar fits here.

    Returns:
        What :func:`summarise` takes.
    """
    texts = {name: (X.where(X.isna(), X.astype(str)), y) for name, (X, y) in tables.items()}
    scores = []
    for n, name in watch([(n, name) for n in rows for name in texts]):
        scores += _score_table(*texts[name], name, n, draws, recipe, seed)
    return pd.DataFrame(scores)


def title_of(scores: pd.DataFrame, recipe_name: str) -> str:
    """What was done, in a line."""
    return (
        f"Macro-F1 (%), {_FREQUENT} rows and a few of another class, "
        f"{scores['table'].nunique()} tables, {scores['draw'].nunique()} draws; "
        f"recipe {recipe_name}"
    )


def render_scores(scores: pd.DataFrame) -> str:
    """The summary as a table in Markdown."""
    summary = summarise(scores).reset_index()
    return tabulate(summary, "keys", "github", floatfmt=".1f", showindex=False)


def write_scores(folder: Path, scores: pd.DataFrame, title: str) -> None:
    """Write ``scores.csv`` and ``table.md`` into an existing folder."""
    scores.to_csv(folder / "scores.csv", index=False, lineterminator="\n")
    write_text(folder / "table.md", f"{title}.\n\n{render_scores(scores)}\n")


def _score_table(X, y, name, n, draws, recipe, seed):
    from imblearn.over_sampling import SMOTEN, RandomOverSampler

    from gansmote_tf.many_tables import resample_tables

    drawn = [draw(X, y, n, seed + index) for index in range(draws)]
    generated = resample_tables([(rows, labels) for rows, labels, *_ in drawn], recipe, seed)
    results = []
    for index, (rows, labels, X_test, y_test) in enumerate(drawn):
        filled = rows.fillna("missing")
        methods = {
            "none": (rows, labels),
            "random oversampling": RandomOverSampler(random_state=seed).fit_resample(rows, labels),
            "SMOTEN": SMOTEN(k_neighbors=min(5, n - 1), random_state=seed).fit_resample(
                filled, labels
            ),
            "GAN-SMOTE": generated[index],
        }
        for method, (X_more, y_more) in methods.items():
            tested = X_test.fillna("missing") if method == "SMOTEN" else X_test
            where = {"rows": n, "table": name, "draw": index, "method": method}
            results.append({**where, **score(X_more, y_more, tested, y_test)})
    return results
