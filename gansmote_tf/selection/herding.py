"""Rows that are together, pair of levels by pair of levels, as frequent as others."""

import math

import numpy as np

from gansmote_tf.columns import Columns
from gansmote_tf.frequencies.attribute_levels import AttributeLevels
from gansmote_tf.selection.apart import evenly_spread

# Candidates that are chosen among at once: time and memory grow with their square.
_BLOCK = 1_000
# Rows whose frequencies are taken: more of them change little and take their time.
_MOST = 2_000


class Herding:
    """Keeps rows whose levels, and pairs of levels, are together as frequent as in other rows.

    Rows drawn at random are off in every frequency by chance, the more the fewer they are. Of
    candidates one is taken after another, each time that which brings the frequencies of the rows
    taken nearest to those wanted, by the squared error: kernel herding (Chen, Welling & Smola 2010,
    "Super-Samples from Kernel Herding") by the number of pairs of attributes in which two rows
    agree, without taking a row twice. A number's levels are the tenths of the table's.

    Args:
        columns: What the columns are.
        rows: The rows whose frequencies are wanted, encoded ``(rows, width)``, at least one.
        share: Of the rows generated, how many are kept, in (0, 1].

    Example:
        >>> import numpy as np, pandas as pd
        >>> from gansmote_tf import Columns
        >>> from gansmote_tf.selection import Herding
        >>> columns = Columns().fit(pd.DataFrame({"colour": ["red", "blue"]}))
        >>> red, blue = np.eye(2, dtype="float32")[::-1]
        >>> herding = Herding(columns, np.array([red, blue]), share=0.5)
        >>> herding.scores(np.array([red, red, red, blue]), n=2).tolist()
        [1.0, 0.0, 0.0, 1.0]
    """

    def __init__(self, columns: Columns, rows: np.ndarray, share: float) -> None:
        self.share = share
        self._levels = AttributeLevels(columns)
        self._wanted = self._numbered(evenly_spread(rows, _MOST))

    def scores(self, rows: np.ndarray, n: int) -> np.ndarray:
        """1 for those to be kept, 0 for all others, ``(rows,)``.

        Many rows are taken from one block of candidates after another.

        Args:
            rows: Candidates, encoded ``(rows, width)``.
            n: How many are to be kept, at most as many as there are.
        """
        blocks = math.ceil(len(rows) / _BLOCK)
        wanted = np.diff(np.linspace(0, n, blocks + 1).astype(int))
        parts = np.array_split(self._numbered(rows), blocks)
        return np.concatenate([self._kept(*each) for each in zip(parts, wanted, strict=True)])

    def _kept(self, levels, n):
        # All sums are of whole numbers, which no order of adding changes: one machine chooses as
        # another does.
        alike = _alike(levels, levels)
        wanted = _alike(levels, self._wanted).sum(axis=1)
        kept = np.zeros(len(levels))
        # What the squared error of all frequencies together would grow by with each row.
        growth = len(self._wanted) * alike.diagonal() / 2
        for _ in range(n):
            growth -= wanted
            place = growth.argmin()
            kept[place] = 1
            growth += len(self._wanted) * alike[place]
            growth[place] = np.inf
        return kept

    def _numbered(self, rows):
        """The level of each attribute, those of all attributes counted in one; -1 for none."""
        codes = self._levels.codes(rows)
        return np.where(codes >= 0, codes + self._levels.starts, -1)


def _alike(levels, others):
    """The pairs of attributes in which each two rows agree, ``(rows, others)``, in float64."""
    present = np.unique(levels[levels >= 0])
    agreeing = _bits(levels, present) @ _bits(others, present).T
    return np.square(agreeing, dtype="float64")


def _bits(levels, present):
    """Which of the levels present each row has, ``(rows, present)``."""
    places = np.searchsorted(present, levels)
    rows, attributes = np.nonzero(np.isin(levels, present))
    bits = np.zeros((len(levels), len(present)), "float32")
    bits[rows, places[rows, attributes]] = 1
    return bits
