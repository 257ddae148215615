"""What topping up a class of a few rows is worth to classifiers.

The paper's setting made measurable: from a large table draw some rows of the largest class and a
few of the second, top up, train classifiers, and test them on rows that were not drawn. All methods
get the same draws.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.metrics import balanced_accuracy_score, f1_score, roc_auc_score
from sklearn.utils import compute_sample_weight

from gansmote_tf.benchmark.classifiers import CLASSIFIERS, fit
from gansmote_tf.benchmark.competitor import Competitor
from gansmote_tf.benchmark.made_rows import FIDELITY, columns_of_bits, fidelity_of, trained_on_made
from gansmote_tf.benchmark.resumable import Cell
from gansmote_tf.benchmark.table_encoder import (
    TableEncoder,
    begins_with,
    plain_table,
    rows_at,
    sizes_of,
)
from gansmote_tf.datasets import data_hash
from gansmote_tf.streams import small_seed, stream_key

#: Rows of a class that must be left to test on, and the most that are tested on.
LEAST_TESTED, MOST_TESTED = 10, 3_000

#: Measures that are the same however frequent the classes are among the rows tested.
WHATEVER_THE_SHARES = ("roc_auc", "balanced_accuracy")

#: What the gains are over.
REFERENCE = "random oversampling"


@dataclass(frozen=True)
class Draw:
    """Positions of rows: to train on, real ones to top up with (the ceiling), and to test on."""

    train: np.ndarray
    reserve: np.ndarray
    test: np.ndarray


def draw(y: Sequence, frequent: int, rows: int, seed: tuple[int, int]) -> Draw:
    """Draw from a table: some rows of the largest class, a few of the second.

    Draws of more rows begin with the rows of smaller ones. Where the second class has enough rows
    for it, as many of them are kept aside as would balance the draw: nobody is tested on them.
    Of a large table some rows are tested, at least ten of each class.

    Args:
        y: The table's labels; rows of further classes are left out.
        frequent: Rows of the largest class.
        rows: Rows of the second.
        seed: Seed and number of the draw.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.benchmark.scarce import draw
        >>> drawn = draw(np.repeat([0, 1], [300, 150]), 100, 6, (0, 0))
        >>> len(drawn.train), len(drawn.reserve), len(drawn.test)
        (106, 94, 250)
    """
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    first, second = (rng.permutation(np.flatnonzero(y == label)) for label in list(sizes_of(y))[:2])
    most = frequent if has_ceiling(y, frequent) else rows
    return Draw(
        np.concatenate([first[:frequent], second[:rows]]),
        second[rows:most],
        _tested(first[frequent:], second[most:], rng),
    )


def _tested(first, second, rng):
    """Rows as they come, unless those of the second class are so rare that too few would."""
    tested = rng.permutation(np.concatenate([first, second]))[:MOST_TESTED]
    if np.isin(second, tested).sum() >= LEAST_TESTED:
        return tested
    return np.concatenate([second[:LEAST_TESTED], first[: MOST_TESTED - LEAST_TESTED]])


def has_ceiling(y: Sequence, frequent: int) -> bool:
    """Whether the second class has rows to balance a draw with real ones, and some to test on."""
    return list(sizes_of(y).values())[1] >= frequent + LEAST_TESTED


def sizes_for(y: Sequence, frequent: Iterable[int], rows: Iterable[int]) -> list[tuple[int, int]]:
    """The pairs of sizes that can be drawn from a table with rows left to test on.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.benchmark.scarce import sizes_for
        >>> sizes_for(np.repeat([0, 1], [300, 50]), [100, 500], [6, 25, 50])
        [(100, 6), (100, 25)]
    """
    sizes = [*sizes_of(y).values(), 0][:2]
    largest, second = (size - LEAST_TESTED for size in sizes)
    return [
        (more, few) for more in frequent for few in rows if few < more <= largest and few <= second
    ]


def unusual(**numbers: Any) -> dict[str, Any]:
    """Those of some arguments of :func:`scarce_cells` that are not as usual.

    Scores know nothing of the others.
    """
    usual = {name: scarce_cells.__kwdefaults__[name] for name in numbers}
    return {name: value for name, value in numbers.items() if value != usual[name]}


def scarce_cells(
    tables: Mapping[str, tuple[pd.DataFrame, pd.Series]],
    methods: Sequence[Competitor],
    *,
    frequent: Sequence[int] = (100,),
    rows: Sequence[int] = (6, 12, 25, 50),
    draws: int = 10,
    as_drawn: bool = False,
    share: float = 1.0,
    every_draw: bool = False,
    seed: int = 0,
) -> list[Cell]:
    """The work of the protocol: a cell for each table and pair of sizes that it has rows for.

    Args:
        tables: Name -> rows and labels.
        methods: What is compared.
        frequent: Rows of the largest class.
        rows: Rows of the second.
        draws: Draws per table and pair of sizes.
        as_drawn: Whether test rows count so that the classes are to each other as they were drawn,
            the scarce one scarce in what is predicted too; else they are as in the table, as if it
            were scarce only among the rows that were found.
        share: Of the largest class's rows, how many the second is topped up to, in (0, 1]; below 1
            by methods that can be asked for any number.
        every_draw: Whether to tell what made rows are like of each draw, not of the first alone.
        seed: Decides the draws and the methods.
    """
    cells = []
    settings = {
        "protocol": "scarce 2",
        "classifiers": {name: repr(model) for name, model in CLASSIFIERS.items()},
        "tested": [LEAST_TESTED, MOST_TESTED],
    }
    for name, (X, y) in tables.items():
        plain, labels = plain_table(X), np.asarray(y)
        apply = [method for method in methods if method.applies_to(plain)]
        data = data_hash(plain, labels)
        for more, few in sizes_for(labels, frequent, rows):
            own = [one for one in apply if one.kind != "ceiling" or has_ceiling(labels, more)]
            numbers = {"draws": draws, "seed": seed, "looked_at": more == min(frequent)}
            numbers |= unusual(as_drawn=as_drawn, share=share, every_draw=every_draw)
            score = functools.partial(score_method, plain, labels, **numbers)
            keys = {"table": name, "frequent": more, "rows": few}
            cells.append(Cell(keys, own, score, {**settings, **numbers}, data))
    return cells


def score_method(
    X: pd.DataFrame,
    y: np.ndarray,
    method: Competitor,
    *,
    table: str,
    frequent: int,
    rows: int,
    draws: int,
    seed: int,
    looked_at: bool = False,
    as_drawn: bool = False,
    share: float = 1.0,
    every_draw: bool = False,
) -> list[dict]:
    """One method's scores on the draws from one table.

    Args:
        X, y: The table, see :func:`~gansmote_tf.benchmark.table_encoder.plain_table`.
        method: The method.
        table: The table's name.
        frequent, rows: Rows drawn of the largest class and of the second.
        draws, seed, as_drawn, share, every_draw: See :func:`scarce_cells`.
        looked_at: Whether to tell what the rows made are like.

    Returns:
        Per draw its number, ``made``, the rows that the method added, and macro-F1 in percent for
        each classifier; of draws looked at also what ``FIDELITY`` has; with ``as_drawn`` what
        ``WHATEVER_THE_SHARES`` has.
    """
    encoder = TableEncoder(X)
    encoded = encoder.encode(X)
    drawn = [draw(y, frequent, rows, (seed, number)) for number in range(draws)]
    given = encoded if method.encoded else X
    tables = [(rows_at(given, one.train), y[one.train]) for one in drawn]
    if method.kind == "ceiling":
        places = [np.concatenate([one.train, one.reserve]) for one in drawn]
        tables = [(rows_at(given, place), y[place]) for place in places]
    wanted = {list(sizes_of(y))[1]: max(round(share * frequent), rows)}
    size = None if share == 1 else wanted
    own_seed = stream_key(seed, "scarce", f"{table}/{frequent}/{rows}/{method.name}")
    results = method.top_up(tables, [size] * draws, small_seed(own_seed))
    lines = []
    for number, (one, (X_more, y_more)) in enumerate(zip(drawn, results, strict=True)):
        trained = X_more if method.encoded else encoder.encode(X_more)
        weights = _as_drawn(y[one.train], y[one.test]) if as_drawn else None
        scores = scores_of(method, trained, y_more, encoded[one.test], y[one.test], weights)
        lines.append({"draw": number, "made": len(y_more) - len(one.train), **scores})
        if number == 0 or every_draw:
            lines[-1] |= dict.fromkeys(FIDELITY)
            if looked_at and method.makes_rows:
                topped_up = trained, np.asarray(y_more)
                lines[-1] |= _likeness(method, encoder, X, topped_up, (encoded, y, one))
    return lines


def _likeness(method, encoder, X, topped_up, table):
    """The made rows' fidelity, empty where a method makes none or also takes real ones away."""
    (rows, labels), (encoded, y, drawn) = topped_up, table
    real = len(drawn.train)
    scarce = list(sizes_of(y))[1]
    made = rows[real:][labels[real:] == scarce]
    given = encoded[drawn.train]
    if len(made) < 2 or not begins_with(rows, given):
        return {}
    learned, held = given[y[drawn.train] == scarce], encoded[drawn.test[y[drawn.test] == scarce]]
    found = fidelity_of(encoder, columns_of_bits(X), real=learned, made=made, held=held)
    without = np.concatenate([labels[:real] != scarce, np.ones(len(labels) - real, bool)])
    tested = encoded[drawn.test], y[drawn.test]
    found["trained_on_made"] = trained_on_made(rows[without], labels[without], *tested)
    return {name: round(value, 4) for name, value in found.items()}


def _as_drawn(drawn, tested):
    """What each test row counts for, so that the classes are as frequent as they were drawn."""
    shares = {one: (drawn == one).mean() / (tested == one).mean() for one in np.unique(drawn)}
    return compute_sample_weight(shares, tested)


def scores_of(
    method: Competitor,
    X: np.ndarray,
    y: Any,
    X_test: np.ndarray,
    y_test: np.ndarray,
    weights: np.ndarray | None = None,
) -> dict[str, float]:
    """Macro-F1 in percent of each classifier, or of the one that the method is.

    With weights also the mean over classifiers of what does not depend on them.

    Args:
        method: What topped the rows up.
        X, y: Rows to train on, encoded, and labels.
        X_test, y_test: Rows to test on.
        weights: What each of these counts for; None for all alike.
    """
    models = {name: clone(model) for name, model in CLASSIFIERS.items()}
    if method.model is not None:
        model, name = method.model
        models = dict.fromkeys(CLASSIFIERS) | {name: clone(model)}
    labels = np.unique(y)
    codes, tested = (np.searchsorted(labels, part) for part in (y, y_test))
    scores, ranked = dict.fromkeys(models, np.nan), []
    for name, model in models.items():
        if model is not None:
            trained = fit(model, X, codes, weighted=method.weighted)
            told = trained.predict(X_test)
            score = f1_score(tested, told, average="macro", sample_weight=weights)
            scores[name] = round(100 * score, 2)
            if weights is not None:
                auc = roc_auc_score(tested, trained.predict_proba(X_test)[:, 1])
                ranked.append((auc, balanced_accuracy_score(tested, told)))
    if weights is not None:
        means = np.round(100 * np.mean(ranked, axis=0), 2)
        scores |= dict(zip(WHATEVER_THE_SHARES, means, strict=True))
    return scores


def long_scores(scores: pd.DataFrame, more: Sequence[str] = ()) -> pd.DataFrame:
    """One line per score: a column ``classifier``, and ``macro_f1`` in percent.

    Args:
        scores: A column per classifier.
        more: Further columns that tell scores apart.
    """
    keys = ["table", "frequent", "rows", "draw", *more, "method"]
    return scores.melt(keys, list(CLASSIFIERS), "classifier", "macro_f1").dropna()
