"""What a table can bear: equal rows, accuracy within reach, noise, and how columns are read."""

import math
import warnings
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from tabulate import tabulate

from gansmote_tf.columns import Columns
from gansmote_tf.columns.containers import read_frame
from gansmote_tf.columns.labels import refuse_labels
from gansmote_tf.columns.summary import attributes_text
from gansmote_tf.columns.values import factorize
from gansmote_tf.inspection.cautions import cautions
from gansmote_tf.recipes import arguments
from gansmote_tf.tables import copied_classes

# Beside the rate of the largest class, noise is told at the accuracy that the paper reaches.
PAPER_ACCURACY = 0.70


@dataclass(frozen=True, eq=False, repr=False)
class Inspection:
    """What `inspect` found; `print` shows it for a terminal.

    Args:
        rows, features: Size of the table.
        classes: DataFrame indexed by label: `rows` and `share` of each class, largest first.
        patterns: `(rows,)`, the same number for rows that are exactly alike. As `groups` of
            scikit-learn's `StratifiedGroupKFold` it keeps twins, rows exactly alike, on one side
            of every split.
        counts: Rows of each pattern and class, `(patterns, classes)`.
        constant: Columns that hold one value only.
        attributes: `Columns.table_`: how the columns are read; None where they can't be.
        notes: Warnings and errors that came while they were read.
        folds: Number of folds that `leak` and `noise` speak of.
        copied: Classes that `GANSMOTE` would balance by copies of their own rows: in
            cross-validation within the table these serve a classifier better than invented ones.

    Example:
    >>> from gansmote_tf import inspect, load_petrography
    >>> inspect(*load_petrography()).twins
    44
    """

    rows: int
    features: int
    classes: pd.DataFrame
    patterns: np.ndarray
    counts: np.ndarray
    constant: tuple
    attributes: pd.DataFrame | None
    notes: tuple[str, ...]
    folds: int
    copied: tuple = ()

    @property
    def imbalance(self) -> float:
        """Rows of the largest class over rows of the smallest."""
        return float(self.classes["rows"].max() / self.classes["rows"].min())

    @property
    def distinct(self) -> int:
        """Number of distinct rows."""
        return len(self.counts)

    @property
    def twins(self) -> int:
        """Rows that have an exact twin, whatever its label."""
        sizes = self.counts.sum(axis=1)
        return int(sizes[sizes > 1].sum())

    @property
    def mixed_patterns(self) -> int:
        """Patterns that carry more than one label."""
        return int(self._mixed.sum())

    @property
    def mixed_rows(self) -> int:
        """Rows of these patterns."""
        return int(self.counts[self._mixed].sum())

    @property
    def reachable(self) -> int:
        """Rows that a classifier gets right at best: those with their pattern's main label."""
        return int(self.counts.max(axis=1).sum())

    @property
    def ceiling(self) -> float:
        """Best accuracy that anyone can reach on these rows, in [0, 1]."""
        return self.reachable / self.rows

    @property
    def leak(self) -> float:
        """Share of test rows that have a twin in training, expected over random splits."""
        return _leak(self.counts.sum(axis=1), self.folds)

    @property
    def noise(self) -> pd.DataFrame:
        """Binomial sd in points of accuracy, of the mean over all folds (`sd`) and of one fold."""
        accuracy = pd.Index(sorted({self.classes["share"].max(), PAPER_ACCURACY}), name="accuracy")
        sd = 100 * np.sqrt(accuracy * (1 - accuracy) / self.rows)
        return pd.DataFrame({"sd": sd, "sd_fold": sd * np.sqrt(self.folds)}, index=accuracy)

    @property
    def cautions(self) -> tuple[str, ...]:
        """What to mind, one sentence each."""
        return (*cautions(self), *self.notes)

    @property
    def _mixed(self):
        return (self.counts > 0).sum(axis=1) > 1

    def __str__(self) -> str:
        parts = [
            f"{self.rows} rows, {self.features} columns, {len(self.classes)} classes",
            _classes_text(self),
            _facts_text(self),
            f"Cross-validation noise ({self.folds} folds)\n{_noise_text(self)}",
        ]
        if self.attributes is not None:
            parts.append(f"Attributes\n{attributes_text(self.attributes)}")
        if self.cautions:
            parts.append("Mind\n" + "\n".join(f"- {caution}" for caution in self.cautions))
        return "\n\n".join(parts)

    __repr__ = __str__


def inspect(
    X: Any, y: Any, *, groups: str | Mapping[Hashable, Any] = "auto", folds: int = 10
) -> Inspection:
    """Look at a table before oversampling it: what it can bear, and where a score would deceive.

    Args:
        X: DataFrame, 2-d array, list of rows or scipy sparse.
        y: One label per row.
        groups: How columns are read, see :class:`~gansmote_tf.columns.Columns`.
        folds: Number of folds of the cross-validation to speak of, from 2 to the number of rows.

    Returns:
        An :class:`Inspection`. Columns that can't be read are among its cautions.

    Raises:
        ValueError: If `X` is none of these, `y` does not hold a class for each of its rows, or
            `folds` is out of range.
        TypeError: If cells or labels can't be told apart, or `folds` is no whole number.

    Example:

    >>> from gansmote_tf.datasets import load_petrography
    >>> from gansmote_tf.inspection import inspect
    >>> found = inspect(*load_petrography())
    >>> found.rows, found.classes["rows"].tolist(), round(found.imbalance, 2)
    (140, [41, 37, 32, 30], 1.37)
    >>> print(str(found).splitlines()[0])
    140 rows, 58 columns, 4 classes
    """
    frame = read_frame(X)
    labels = _labels(y, len(frame))
    folds = arguments.number("folds", folds, -math.inf, math.inf, whole=True)
    if not 2 <= folds <= len(frame):
        raise ValueError(
            f"folds must be a whole number from 2 to the number of rows, {len(frame)}. "
            f"Received: folds={folds}."
        )
    codes = np.column_stack([factorize(frame[name])[0] for name in frame])
    patterns = np.unique(codes, axis=0, return_inverse=True)[1].ravel()
    columns, notes = _columns(X, groups)
    sizes = labels.value_counts().rename("rows").to_frame()
    return Inspection(
        rows=len(frame),
        features=frame.shape[1],
        classes=sizes.assign(share=sizes["rows"] / len(frame)),
        patterns=patterns,
        counts=_counts(patterns, pd.factorize(labels)[0]),
        constant=tuple(frame.columns[(codes == codes[0]).all(axis=0)]),
        attributes=None if columns is None else columns.table_,
        notes=notes,
        folds=folds,
        copied=() if columns is None else copied_classes(X, labels.to_numpy(), columns),
    )


def _labels(y, rows):
    refuse_labels(y, rows)
    labels = y.iloc[:, 0] if isinstance(y, pd.DataFrame) else y
    return pd.Series(np.asarray(labels).ravel(), name=getattr(labels, "name", None))


def _counts(patterns, labels):
    """Rows of each pattern and label, `(patterns, labels)`."""
    shape = patterns.max() + 1, labels.max() + 1
    cells = np.ravel_multi_index((patterns, labels), shape)
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)


def _leak(sizes, folds):
    """Expected share of test rows with a twin in training, from the sizes of the patterns."""
    rows = int(sizes.sum())
    fold_sizes = np.full(folds, rows // folds) + (np.arange(folds) < rows % folds)
    leaking = 0.0
    for size, number in zip(*np.unique(sizes, return_counts=True), strict=True):
        others = np.arange(1, size)[:, None]
        # All twins of a row share its fold: drawn one by one from the rows that are left.
        together = (np.maximum(fold_sizes - others, 0) / (rows - others)).prod(axis=0)
        leaking += number * size * (1 - together @ fold_sizes / rows)
    return leaking / rows


def _columns(X, groups):
    """The columns as they are read, and the warnings or the error that came on the way."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            columns = Columns(groups).fit(X)
        except (TypeError, ValueError) as error:
            return None, (str(error),)
    return columns, tuple(str(warning.message) for warning in caught)


def _classes_text(found):
    rows = [
        (str(label), rows, f"{share:.1%}")
        for label, rows, share in found.classes.itertuples(index=True)
    ]
    table = tabulate(rows, headers=("class", "rows", "share"), disable_numparse=[0, 2])
    return f"{table}\nThe largest class has {found.imbalance:,.2f} times the rows of the smallest."


def _facts_text(found):
    return tabulate(
        [
            ("distinct rows", f"{found.distinct}"),
            ("rows with an exact twin", f"{found.twins} ({found.twins / found.rows:.1%})"),
            ("patterns of several labels", f"{found.mixed_patterns} ({found.mixed_rows} rows)"),
            (
                "best accuracy anyone can reach",
                f"{found.ceiling:.1%} ({found.reachable} of {found.rows})",
            ),
            ("constant columns", f"{len(found.constant)}"),
        ],
        tablefmt="plain",
        disable_numparse=True,
    )


def _noise_text(found):
    rows = [
        (f"{accuracy:.1%}", f"{sd:.1f} points", f"{sd_fold:.1f} points")
        for accuracy, sd, sd_fold in found.noise.itertuples()
    ]
    headers = ("at accuracy", "sd of the mean", "sd of one fold")
    table = tabulate(rows, headers=headers, disable_numparse=True)
    return f"{table}\nOne point of accuracy is {found.rows / 100:.3g} rows."
