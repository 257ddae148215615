"""Scores against the number of synthetic rows: the paper's question of small data sets.

Draws as in :mod:`~gansmote_tf.benchmark.scarce`, and beside them draws without imbalance, the few
rows of either class. A method is asked once for the most rows; smaller numbers are drawn from
them, each a part of the next.
"""

import functools
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from gansmote_tf.benchmark.classifiers import CLASSIFIERS
from gansmote_tf.benchmark.competitor import Competitor
from gansmote_tf.benchmark.resumable import Cell
from gansmote_tf.benchmark.scarce import draw, scores_of, sizes_for
from gansmote_tf.benchmark.table_encoder import (
    TableEncoder,
    begins_with,
    plain_table,
    rows_at,
    sizes_of,
)
from gansmote_tf.datasets import data_hash
from gansmote_tf.streams import small_seed, stream_key

#: Synthetic rows per class, in multiples of balance.
TIMES = (0.0, 0.5, 1.0, 2.0, 5.0)


def rows_asked(sizes: Mapping, times: float) -> dict:
    """Synthetic rows of each class at a multiple of balance.

    With imbalance, once is what balances the classes, half of that is half of it, and each further
    multiple adds the largest class's size to every class. Without imbalance every class gets the
    multiple of its size.

    Args:
        sizes: Label -> real rows.
        times: The multiple, from 0 on.

    Example:
        >>> from gansmote_tf.benchmark.augmentation import rows_asked
        >>> rows_asked({"a": 100, "b": 20}, 0.5), rows_asked({"a": 100, "b": 20}, 2)
        ({'a': 0, 'b': 40}, {'a': 100, 'b': 180})
        >>> rows_asked({"a": 20, "b": 20}, 2)
        {'a': 40, 'b': 40}
    """
    most = max(sizes.values())
    if min(sizes.values()) == most:
        return {label: round(times * most) for label in sizes}
    beyond = max(times - 1, 0) * most
    return {label: round(min(times, 1) * (most - size) + beyond) for label, size in sizes.items()}


def augmentation_cells(
    tables: Mapping[str, tuple[pd.DataFrame, pd.Series]],
    methods: Sequence[Competitor],
    *,
    frequent: int = 100,
    rows: Sequence[int] = (12, 50),
    draws: int = 5,
    seed: int = 0,
) -> list[Cell]:
    """The work: a cell for each table and number of few rows, with imbalance and without.

    Args:
        tables: Name -> rows and labels.
        methods: What is compared; those that cannot be asked for any number of rows are left out.
        frequent: Rows of the largest class where there is imbalance.
        rows: Rows of the second class, and of both where there is none.
        draws: Draws per cell.
        seed: Decides the draws and the methods.
    """
    cells = []
    settings = {
        "protocol": "augmentation 2",
        "draws": draws,
        "seed": seed,
        "times": TIMES,
        "classifiers": {name: repr(model) for name, model in CLASSIFIERS.items()},
    }
    for name, (X, y) in tables.items():
        plain, labels = plain_table(X), np.asarray(y)
        own = [one for one in methods if one.sized and one.applies_to(plain)]
        data = data_hash(plain, labels)
        score = functools.partial(score_method, plain, labels, draws=draws, seed=seed)
        for few in rows:
            for more in (frequent, few):
                if sizes_for(labels, [frequent], [few]):
                    keys = {"table": name, "frequent": more, "rows": few}
                    cells.append(Cell(keys, own, score, settings, data))
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
) -> list[dict]:
    """One method's scores on the draws from one table, at each number of synthetic rows.

    Args:
        X, y: The table, see :func:`~gansmote_tf.benchmark.table_encoder.plain_table`.
        method: The method.
        table: The table's name.
        frequent, rows: Rows drawn of the largest class and of the second.
        draws, seed: See :func:`augmentation_cells`.

    Returns:
        Per draw and multiple ``draw``, ``times``, ``made``, the rows that the method added, and
        macro-F1 in percent for each classifier.

    Raises:
        ValueError: The method takes real rows away, so that nobody can tell which it made.
    """
    encoder = TableEncoder(X)
    encoded = encoder.encode(X)
    given = encoded if method.encoded else X
    drawn = [draw(y, frequent, rows, (seed, number)) for number in range(draws)]
    tables = [(rows_at(given, one.train), y[one.train]) for one in drawn]
    most = [_most(labels) for _, labels in tables]
    own_seed = stream_key(seed, "augmentation", f"{table}/{frequent}/{rows}/{method.name}")
    results = method.top_up(tables, most, small_seed(own_seed))
    lines = []
    for number, (one, (X_more, y_more)) in enumerate(zip(drawn, results, strict=True)):
        trained = np.asarray(X_more) if method.encoded else encoder.encode(X_more)
        y_more, test = np.asarray(y_more), (encoded[one.test], y[one.test])
        if not begins_with(trained, encoded[one.train]):
            raise ValueError(
                f"methods must keep the rows given, first and as they are. Received: {method.name}."
            )
        for times in TIMES:
            kept = some_rows(y_more, len(one.train), times, number)
            scores = scores_of(method, trained[kept], y_more[kept], *test)
            made = len(kept) - len(one.train)
            lines.append({"draw": number, "times": times, "made": made, **scores})
    return lines


def _most(y):
    """The size of each class with the most rows that are asked for."""
    sizes = sizes_of(y)
    asked = rows_asked(sizes, TIMES[-1])
    return {label: size + asked[label] for label, size in sizes.items()}


def some_rows(y: np.ndarray, real: int, times: float, seed: int) -> np.ndarray:
    """Positions of the real rows and of some synthetic ones of each class.

    They are drawn, since methods that go from row to row make the first ones near one another.

    Args:
        y: Labels of the real rows, then of the synthetic ones.
        real: The number of real rows.
        times: How many synthetic ones, see :func:`rows_asked`.
        seed: Decides which; those of a smaller multiple are among those of a larger.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.benchmark.augmentation import some_rows
        >>> some_rows(np.array([0, 0, 0, 0, 1, 1, 1, 1]), real=5, times=0.7, seed=0).tolist()
        [0, 1, 2, 3, 4, 5, 7]
    """
    asked = rows_asked(sizes_of(y[:real]), times)
    order = real + np.random.default_rng(seed).permutation(len(y) - real)
    made = [order[y[order] == label][:size] for label, size in asked.items()]
    return np.sort(np.concatenate([np.arange(real), *made]))
