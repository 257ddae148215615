"""Folds of whole tables: what is done to a table before, and rows that equal each other."""

import itertools
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from gansmote_tf.benchmark.table_encoder import filled, numbers_of, plain_table, sizes_of
from gansmote_tf.benchmark.wording import plural
from gansmote_tf.streams import small_seed, stream_key

#: The split of a training part: a fifth of it tells a network when to stop.
INNER_FOLDS = 5


@dataclass(frozen=True)
class Rules:
    """What is done to a table before its folds are made.

    Args:
        folds: Stratified folds; a class of fewer rows is left out.
        near_balance: A table whose largest class has less than this many times the rows of its
            smallest is taken for balanced, and its smallest class drawn down to a third of the
            largest; 1 leaves all tables as they are.
        most_rows: Larger tables are drawn down to this many rows, class by class.

    Example:
        >>> from gansmote_tf.benchmark.folds import Rules
        >>> Rules(folds=5).near_balance
        1.5
    """

    folds: int = 5
    near_balance: float = 1.5
    most_rows: int = 2_000

    def apply(
        self, X: pd.DataFrame, y: pd.Series, seed: int
    ) -> tuple[pd.DataFrame, pd.Series, list[str]]:
        """The table by these rules, and in words what they did.

        Raises:
            ValueError: Fewer than two classes are left.
        """
        told, labels = [], np.asarray(y)
        rng = np.random.default_rng(stream_key(seed, "rules"))
        sizes = sizes_of(labels)
        small = [label for label, size in sizes.items() if size < self.folds]
        if small:
            named = ", ".join(f"{label} ({plural('row', sizes.pop(label))})" for label in small)
            told.append(f"left out, smaller than {self.folds} folds: class {named}")
        if len(sizes) < 2:
            raise ValueError(
                f"two classes must have as many rows as folds. Received: {self.folds} folds and "
                f"classes of {sizes_of(labels)} rows; lower the folds or leave the table out."
            )
        largest, *_, last = sizes
        if sizes[largest] < self.near_balance * sizes[last]:
            size = max(self.folds, sizes[largest] // 3)
            told.append(
                f"nearly balanced, so class {last} is drawn down from {sizes[last]} to {size} rows"
            )
            sizes[last] = size
        rows = sum(sizes.values())
        if rows > self.most_rows:
            share = self.most_rows / rows
            sizes = {name: max(self.folds, round(size * share)) for name, size in sizes.items()}
            told.append(f"drawn down from {rows:,} to {sum(sizes.values()):,} rows")
        kept = [
            rng.permutation(np.flatnonzero(labels == label))[:size] for label, size in sizes.items()
        ]
        places = np.sort(np.concatenate(kept))
        parts = (part.iloc[places].reset_index(drop=True) for part in (X, y))
        return *parts, told


def row_patterns(X: pd.DataFrame) -> np.ndarray:
    """A number per row, the same for rows that equal each other."""
    return filled(X).groupby(list(X), sort=False).ngroup().to_numpy()


@dataclass(frozen=True)
class Fold:
    """Positions of rows: to train on and to test on, and the first split once more.

    A network trains on ``inner`` until it does best on ``held``, which tells for how many epochs it
    is to train on ``train``, their union.
    """

    train: np.ndarray
    test: np.ndarray
    inner: np.ndarray
    held: np.ndarray


def folds_of(X: pd.DataFrame, y: np.ndarray, folds: int, seed: int, apart: bool) -> list[Fold]:
    """The folds of a table, each with the split of its training part.

    Args:
        X, y: The table and its labels.
        folds: Stratified folds.
        seed: Decides them.
        apart: Whether rows that equal each other are kept on one side, inside as well.

    Raises:
        ValueError: A part to train on has one class only, or one to test on none of its classes.

    Example:
        >>> import numpy as np, pandas as pd
        >>> from gansmote_tf.benchmark.folds import folds_of
        >>> X, y = pd.DataFrame({"a": range(40)}), np.array([0, 1] * 20)
        >>> fold = folds_of(X, y, folds=5, seed=0, apart=False)[0]
        >>> len(fold.train), len(fold.test), len(fold.inner), len(fold.held)
        (32, 8, 25, 7)
    """
    patterns = row_patterns(X) if apart else np.arange(len(y))
    found = []
    for train, test in _splits(y, patterns, folds, seed):
        _check(y, train, test, folds)
        most = min(INNER_FOLDS, *list(sizes_of(y[train]).values())[:1])
        inner, held = (train[part] for part in _splits(y[train], patterns[train], most, seed)[0])
        _check(y, inner, held, folds)
        found.append(Fold(train, test, inner, held))
    return found


def _splits(y, patterns, folds, seed):
    """Training and test positions; the same for tables without equal rows, kept apart or not."""
    different = len(np.unique(patterns))
    if different < folds:
        raise _refusal(y, folds)
    alone = different == len(patterns)
    kind, groups = (StratifiedKFold, None) if alone else (StratifiedGroupKFold, patterns)
    splitter = kind(folds, shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        # A class of fewer rows than inner folds is in some of them only.
        warnings.filterwarnings("ignore", "The least populated class", UserWarning)
        return list(splitter.split(y, y, groups))


def _check(y, train, tested, folds):
    labels = np.unique(y[train])
    if len(labels) < 2 or not np.isin(y[tested], labels).any():
        raise _refusal(y, folds)


def _refusal(y, folds):
    return ValueError(
        "every fold must have two classes to train on and one of them to test on. Received: "
        f"{folds} folds of {len(y)} rows that can't; lower the folds, let equal rows be split, or "
        "leave the table out."
    )


@dataclass(frozen=True, eq=False)
class FoldedTable:
    """A table with the folds of each repetition.

    Args:
        name: The table's.
        X, y: Rows and labels, see :func:`~gansmote_tf.benchmark.table_encoder.plain_table`.
        missing: Which of its numbers were missing.
        folds: A list of folds per repetition.
    """

    name: str
    X: pd.DataFrame
    y: np.ndarray
    missing: pd.DataFrame
    folds: list[list[Fold]]

    def leaking_share(self) -> float:
        """The share of test rows that equal a row of their fold's training part."""
        patterns = row_patterns(self.X)
        all_folds = itertools.chain(*self.folds)
        leaking = [np.isin(patterns[one.test], patterns[one.train]) for one in all_folds]
        return float(np.concatenate(leaking).mean())

    def lacking_folds(self) -> int:
        """How many folds have test rows without some class."""
        classes = len(np.unique(self.y))
        all_folds = itertools.chain(*self.folds)
        return sum(len(np.unique(self.y[one.test])) < classes for one in all_folds)


def folded_table(
    name: str, X: pd.DataFrame, y: Sequence, *, folds: int, repeats: int, apart: bool, seed: int
) -> FoldedTable:
    """A table with its folds, whose seeds differ by its name and the repetition.

    Args:
        name, X, y: The table.
        folds: Stratified folds.
        repeats: How often they are drawn anew.
        apart: Whether rows that equal each other are kept on one side.
        seed: Decides the folds.

    Raises:
        ValueError: A fold can't be trained on or tested on.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.folds import folded_table
        >>> X, how = pd.DataFrame({"a": ["x"] * 40}), {"folds": 5, "repeats": 2, "apart": False}
        >>> folded = folded_table("alike", X, [0, 1] * 20, seed=0, **how)
        >>> folded.leaking_share(), folded.lacking_folds()
        (1.0, 0)
    """
    plain, labels = plain_table(X), np.asarray(y)
    seeds = [small_seed(stream_key(seed, "folds", name, repeat)) for repeat in range(repeats)]
    drawn = [folds_of(plain, labels, folds, own, apart) for own in seeds]
    return FoldedTable(name, plain, labels, X[numbers_of(plain)].isna(), drawn)
