"""``benchmark scarce``: what topping up a class of a few rows is worth to classifiers.

The paper's setting made measurable: from a large table draw 100 rows of the largest class and a few
of the second, top up, train classifiers, and test them on rows that were not drawn.
"""

import functools
import sys
import warnings
from argparse import Namespace
from collections.abc import Callable
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
from tqdm.auto import tqdm

from gansmote_tf.benchmark.command import writable_folder
from gansmote_tf.benchmark.report import write_text
from gansmote_tf.datasets.csv_files import load_csv
from gansmote_tf.recipes import get_recipe
from gansmote_tf.tensorflow_start import set_up_tensorflow

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


def score(X, y, X_test, y_test) -> dict[str, float]:
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


def prepare(arguments: Namespace) -> Callable[[], None]:
    """Check the command line and the tables, and return the work.

    Raises:
        ValueError: A table has too few rows of its two largest classes.
        OSError: A file can't be read, or the folder can't be written.
    """
    tables = {}
    for path in arguments.files:
        X, y = load_csv(path, arguments.target, binary=False)
        tables[path.stem] = X.where(X.isna(), X.astype(str)), y  # numbers are names of levels here
        sizes = y.value_counts()
        least = (2 * _FREQUENT, 2 * max(arguments.rows))
        if len(sizes) < 2 or (sizes.to_numpy()[:2] < least).any():
            raise ValueError(
                f"{path}: the two largest classes must have {least[0]} and {least[1]} rows at "
                f"least. Received: {sizes.to_dict()}."
            )
    recipe = get_recipe(arguments.recipe)
    recipe = recipe.scaled(arguments.steps or recipe.steps)
    out = writable_folder(arguments.out or Path("results/scarce"))
    return functools.partial(_run, tables, recipe, arguments, out)


def _run(tables, recipe, arguments, out):
    set_up_tensorflow()
    jobs = [(name, n) for n in arguments.rows for name in tables]
    scores = []
    for name, n in tqdm(jobs, desc="tables", unit="table", disable=arguments.quiet or None):
        scores += _score_table(*tables[name], name, n, arguments.draws, recipe, arguments.seed)
    scores = pd.DataFrame(scores)
    summary = summarise(scores)
    title = (
        f"Macro-F1 (%), {_FREQUENT} rows and a few of another class, {len(tables)} tables, "
        f"{arguments.draws} draws; recipe {arguments.recipe}"
    )
    scores.to_csv(out / "scores.csv", index=False, lineterminator="\n")
    table = tabulate(summary.reset_index(), "keys", "github", floatfmt=".1f", showindex=False)
    write_text(out / "table.md", f"{title}.\n\n{table}\n")
    sys.stdout.write(f"{title}\n\n{table}\n\nScores and table: {out}\n")


def _score_table(X, y, name, n, draws, recipe, seed):
    from imblearn.over_sampling import SMOTEN, RandomOverSampler

    from gansmote_tf.many_tables import resample_folds

    drawn = [draw(X, y, n, seed + index) for index in range(draws)]
    generated = resample_folds([(rows, labels) for rows, labels, *_ in drawn], recipe, seed)
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
