"""Encoded rows drawn from the frequencies of attributes' levels."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from gansmote_tf.columns import Columns, Condition
from gansmote_tf.frequencies.attribute_levels import AttributeLevels
from gansmote_tf.frequencies.shares import drawn, frequencies, shrunk

# Uniform numbers drawn at once: what a chunk of rows takes is never above 32 MB of them.
_MOST_DRAWS = 2**22


class LevelDraw(NamedTuple):
    """What draws levels.

    Args:
        width: How many uniform numbers it takes for a row.
        codes: From those, ``(rows, width)`` in [0, 1), to the level of each attribute, ``(rows,
            attributes)``.
    """

    width: int
    codes: Callable[[np.ndarray], np.ndarray]


def independent(target: np.ndarray, starts: np.ndarray) -> LevelDraw:
    """Draws each attribute by itself.

    Args:
        target: How frequent each level is to be, ``(levels,)``.
        starts: Where the levels of each attribute begin, ``(attributes,)``.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.frequencies.level_draws import independent
        >>> draw = independent(np.array([0.3, 0.7, 1.0]), np.array([0, 2]))
        >>> draw.codes(np.array([[0.2, 0.5], [0.4, 0.5]])).tolist()
        [[0, 0], [1, 0]]
    """
    of_attributes = np.split(target, starts[1:])

    def codes(uniform):
        columns = zip(uniform.T, of_attributes, strict=True)
        return np.column_stack([drawn(column, own) for column, own in columns])

    return LevelDraw(len(of_attributes), codes)


class TableLevels:
    """A table's rows as levels, and how frequent each level is.

    Args:
        columns: What the columns are.
        rows: The table's rows, encoded ``(rows, width)``.

    Attributes:
        levels: The :class:`AttributeLevels` of the columns.
        codes: The level of each attribute in each row, ``(rows, attributes)``; -1 for none.
        frequencies: How frequent each level is among all rows, ``(levels,)``.

    Example:
        >>> import numpy as np, pandas as pd
        >>> from gansmote_tf import Columns
        >>> from gansmote_tf.frequencies.level_draws import TableLevels, independent
        >>> X = pd.DataFrame({"colour": ["red", "blue", "blue", "blue"]})
        >>> columns = Columns().fit(X)
        >>> table = TableLevels(columns, columns.encode(X))
        >>> own = np.array([True, False, False, False])
        >>> target = table.target(own, shrinkage=1.0)
        >>> target.tolist()
        [0.375, 0.625]
        >>> make = table.maker(own, independent(target, table.levels.starts), key=0)
        >>> [round(float(share), 1) for share in make(1000).mean(axis=0)]
        [0.4, 0.6]
    """

    def __init__(self, columns: Columns, rows: np.ndarray) -> None:
        self.levels = AttributeLevels(columns)
        self.codes = self.levels.codes(rows)
        self.frequencies = frequencies(self.levels.counts(self.codes), self.levels.starts)
        self._rows = rows
        self._numbers = columns.groups.numeric.size

    def target(self, own: np.ndarray, shrinkage: float | str) -> np.ndarray:
        """The frequencies of a class, drawn towards the table's, ``(levels,)``.

        Args:
            own: Which rows of the table are the class's, bool ``(rows,)``.
            shrinkage: See :func:`~gansmote_tf.frequencies.shares.shrunk`.
        """
        counts = self.levels.counts(self.codes[own])
        return shrunk(counts, self.frequencies, self.levels.starts, shrinkage)

    def maker(
        self,
        own: np.ndarray,
        draw: LevelDraw,
        key: int,
        conditions: Sequence[Condition] = (),
    ) -> Callable[[int], np.ndarray]:
        """What makes that many encoded rows; more of them begin with the same ones.

        Args:
            own: Which rows of the table are the class's: numbers are drawn from theirs.
            draw: What draws levels.
            key: Of the random stream.
            conditions: What is held.
        """
        numbers = self.levels.numbers_of(self.codes, self._rows, own)
        width = draw.width + self._numbers

        def make(n):
            generator = np.random.Generator(np.random.Philox(key))
            rows = np.empty((n, self._rows.shape[1]), "float32")
            # A generator goes on where it was: chunks are drawn as the whole would be.
            chunk = max(1, _MOST_DRAWS // width)
            for first in range(0, n, chunk):
                part = rows[first : first + chunk]
                uniform = generator.random((len(part), width))
                codes = draw.codes(uniform[:, : draw.width])
                part[:] = self.levels.rows(codes, numbers, uniform[:, draw.width :])
            for positions, values in conditions:
                rows[:, positions] = values
            return rows

        return make
