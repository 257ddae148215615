"""Rows as levels: each attribute has one of finitely many, numbers by bins of their ranks."""

from collections.abc import Sequence

import numpy as np

from gansmote_tf.columns import Columns, Condition, Group

#: How many bins numbers are sorted into, by rank.
BINS = 10


class AttributeLevels:
    """The attributes of encoded rows, and which of its levels each has.

    The levels of a group ``one_of`` are its positions, and of ``at_most_one`` that none is set,
    too; every bit has two; a number has ten, the tenths of the ranks of the table's numbers, so
    that equal numbers have the same.

    Args:
        columns: What the columns are.

    Attributes:
        starts: Where the levels of each attribute begin, those of all standing one behind
            another, ``(attributes,)``.
        count: The number of levels of all attributes.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf import Columns
        >>> from gansmote_tf.frequencies.attribute_levels import AttributeLevels
        >>> X = pd.DataFrame({"colour": ["red", "blue", "red"], "size": [3, 5, 4]})
        >>> columns = Columns().fit(X)
        >>> levels = AttributeLevels(columns)
        >>> levels.codes(columns.encode(X)).tolist()
        [[1, 0], [0, 9], [1, 5]]
        >>> levels.starts.tolist(), levels.count
        ([0, 2], 12)
    """

    def __init__(self, columns: Columns) -> None:
        self._groups, self._width = columns.groups, columns.width
        sizes, places = [], []
        for group in columns.groups:
            own = _sizes(group)
            places += [len(sizes) + place % len(own) for place in range(len(group.positions))]
            sizes += own
        self.count = sum(sizes)
        self.starts = np.cumsum([0, *sizes[:-1]])
        self._places = np.array(places)  # the attribute of each position
        self._numeric = self._places[columns.groups.numeric]

    def codes(self, rows: np.ndarray) -> np.ndarray:
        """The level of each attribute in each row, int ``(rows, attributes)``.

        Counted from 0 in each attribute; -1 where a row breaks its group and so has none.

        Args:
            rows: Encoded rows ``(rows, width)``.
        """
        return np.hstack([_codes(group, rows[:, group.block]) for group in self._groups])

    def counts(self, codes: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        """How many rows have each level, ``(levels,)``.

        Args:
            codes: What :meth:`codes` returned.
            weights: What each row counts for, ``(rows,)``; 1 if None.
        """
        known = codes >= 0
        if weights is not None:
            weights = np.broadcast_to(weights[:, None], codes.shape)[known]
        return np.bincount((codes + self.starts)[known], weights, self.count).astype(float)

    def held(self, conditions: Sequence[Condition]) -> tuple[np.ndarray, np.ndarray]:
        """The attributes that conditions hold, and at which level each, ``(held,)`` both."""
        row = np.zeros((1, self._width), "float32")
        held = []
        for positions, values in conditions:
            row[:, positions] = values
            held.append(self._places[positions[0]])
        return np.array(held, int), self.codes(row)[0, held]

    def numbers_of(self, codes: np.ndarray, rows: np.ndarray, own: np.ndarray) -> "BinnedNumbers":
        """What draws the numbers of a class.

        Args:
            codes, rows: The table's rows, and what :meth:`codes` makes of them.
            own: Which of them are the class's.
        """
        return BinnedNumbers(codes[:, self._numeric], rows[:, self._groups.numeric], own)

    def rows(self, codes: np.ndarray, numbers: "BinnedNumbers", uniform: np.ndarray) -> np.ndarray:
        """Encoded rows ``(rows, width)`` that have these levels.

        Args:
            codes: The level of each attribute in each row, ``(rows, attributes)``.
            numbers: What numbers are drawn from.
            uniform: ``(rows, numbers)`` in [0, 1): the draws.
        """
        rows = np.zeros((len(codes), self._width), "float32")
        rows[:, self._groups.numeric] = numbers.draw(codes[:, self._numeric], uniform)
        for group in self._groups:
            column = codes[:, self._places[group.positions[0]]]
            if group.exclusive:
                (some,) = np.nonzero(column < len(group.positions))
                rows[some, group.positions[0] + column[some]] = 1
            elif group.kind == "any_of":
                rows[:, group.block] = codes[:, self._places[group.block]]
        return rows


class BinnedNumbers:
    """Numbers to draw for each bin: those of a class, or of the table where it has none.

    Args:
        codes: The bin of each of the table's numbers, ``(rows, numbers)``.
        values: The numbers, encoded, ``(rows, numbers)``.
        own: Which rows are the class's, bool ``(rows,)``.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.frequencies.attribute_levels import BinnedNumbers
        >>> codes, values = np.array([[0], [0], [9]]), np.array([[0.0], [0.05], [1.0]])
        >>> numbers = BinnedNumbers(codes, values, own=np.array([True, False, False]))
        >>> numbers.draw(np.array([[0], [0], [9]]), np.array([[0.2], [0.9], [0.5]])).tolist()
        [[0.0], [0.0], [1.0]]
    """

    def __init__(self, codes: np.ndarray, values: np.ndarray, own: np.ndarray) -> None:
        self._pools = [_pool(*pair, own) for pair in zip(codes.T, values.T, strict=True)]

    def draw(self, codes: np.ndarray, uniform: np.ndarray) -> np.ndarray:
        """A number from each bin.

        Args:
            codes: Bins ``(rows, numbers)``.
            uniform: ``(rows, numbers)`` in [0, 1).
        """
        values = np.zeros(codes.shape, "float32")
        for place, (pool, counts) in enumerate(self._pools):
            bins = codes[:, place]
            firsts = np.cumsum(counts) - counts
            values[:, place] = pool[firsts[bins] + (uniform[:, place] * counts[bins]).astype(int)]
        return values


def _pool(codes, values, own):
    """The numbers that are drawn from, bin after bin, and how many there are in each."""
    drawn = own | ~np.isin(codes, codes[own])
    order = np.argsort(codes[drawn], kind="stable")
    return values[drawn][order], np.bincount(codes[drawn], minlength=BINS)


def _sizes(group: Group) -> list[int]:
    """The number of levels of each attribute of a group."""
    if group.exclusive:
        return [len(group.positions) + (group.kind == "at_most_one")]
    return [BINS if group.kind == "numeric" else 2] * len(group.positions)


def _codes(group: Group, block: np.ndarray) -> np.ndarray:
    if group.kind == "numeric":
        return np.minimum((block * BINS).astype(int), BINS - 1)
    if not group.exclusive:
        return (block >= 0.5).astype(int)
    ones = (block != 0).sum(axis=1)
    none = block.shape[1] if group.kind == "at_most_one" else -1
    codes = np.select([ones == 1, ones == 0], [block.argmax(axis=1), none], -1)
    return codes[:, None]
