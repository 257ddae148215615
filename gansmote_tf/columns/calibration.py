"""Generated numbers brought to the distribution that the class's real ones have."""

from collections.abc import Sequence

import numpy as np
from scipy.stats import rankdata

from gansmote_tf.columns.conditions import Condition
from gansmote_tf.columns.groups import Groups

__all__ = ["Calibration"]

# Levels that fewer rows of the class show say too little of their own about a number.
ROWS_PER_LEVEL = 10


class Calibration:
    """Maps each number that a generator makes to the real number of the same rank.

    A GAN learns which rows have high numbers and which low ones sooner than how high and how many.
    So of a generated number only its rank is kept, among numbers that the same generator made
    before; of equal ones, as a generator makes them that knows one value only, the rank is drawn.
    The real number of that rank, interpolated between the class's rows, takes its place.

    This is done twice. First within the level of the category that goes with the number most
    closely among the class's rows (by their ranks; levels of ten rows and more): a warm day gets
    the temperature that its rank among generated warm days has among real ones. Then among all
    rows, so that means, spreads, quantiles and bounds are those of the class whatever share of
    warm days the generator makes. What else hangs on ranks is kept as the generator made it.

    Args:
        made: Rows of the generator `(m, width)`; the more the finer, 2,000 do.
        real: The class's encoded rows `(n, width)`.
        groups: What the positions are.
        uniform: `(m, numbers, 2)` in [0, 1): draws of the rank among equals for `made`.

    Example:

    >>> import numpy as np
    >>> from gansmote_tf.columns import Group, Groups
    >>> from gansmote_tf.columns.calibration import Calibration
    >>> groups = Groups([Group("age", "numeric", (0,), ("age",), ("age",))])
    >>> made = np.linspace(0.45, 0.55, 99)[:, None]
    >>> real = np.array([[0.0], [0.2], [1.0]])
    >>> calibration = Calibration(made, real, groups, uniform=np.full((99, 1, 2), 0.5))
    >>> numbers = np.array([[0.45], [0.5], [0.55]])
    >>> calibration.real(numbers, uniform=np.full((3, 1, 2), 0.5))
    array([[0. ],
           [0.2],
           [1. ]])
    """

    def __init__(
        self, made: np.ndarray, real: np.ndarray, groups: Groups, uniform: np.ndarray
    ) -> None:
        self.numeric = groups.numeric.tolist()
        self._numbers = [
            _Number(made, real, position, category, uniform[:, place])
            for place, (position, category) in enumerate(
                zip(self.numeric, _closest(real, groups), strict=True)
            )
        ]

    def real(self, numbers: np.ndarray, uniform: np.ndarray) -> np.ndarray:
        """Rows with their generated numbers replaced by real ones.

        Args:
            numbers: `(rows, width)`, as the generator makes them; NaN stays.
            uniform: `(rows, numbers, 2)` in [0, 1): draws of the rank among equals.
        """
        rows = np.array(numbers)
        for place, number in enumerate(self._numbers):
            rows[:, number.position] = number.real(numbers, uniform[:, place])
        return rows

    def asked_of_generator(self, conditions: Sequence[Condition]) -> list[Condition]:
        """Conditions on real numbers as conditions on what the generator makes of them."""
        asked = []
        for positions, values in conditions:
            if positions[0] in self.numeric:
                number = self._numbers[self.numeric.index(positions[0])]
                values = (number.made(values[0]),)
            asked.append(Condition(positions, values))
        return asked


class _Ranks:
    """From numbers made to real ones of the same rank."""

    def __init__(self, made, real):
        self.made, self.real = np.sort(made), np.sort(real)

    def __call__(self, own, uniform):
        below, upto = (np.searchsorted(self.made, own, side=side) for side in ("left", "right"))
        rank = (below + uniform * (upto - below + 1)) / (len(self.made) + 1)
        return np.interp(rank, _middles(self.real), self.real)


class _Number:
    """One number's way: within the level of its category, if it has one, then among all rows."""

    def __init__(self, made, real, position, category, uniform):
        self.position, self._category = position, category
        self._all = _Ranks(made[:, position], real[:, position])
        self._levels = {}
        if category:
            own, real_own = category.levels(made), category.levels(real)
            for level in category.known:
                of_level = made[own == level, position], real[real_own == level, position]
                self._levels[level] = _Ranks(*of_level)
        self._last = _Ranks(self._within_levels(made, uniform[:, 0]), real[:, position])

    def real(self, rows, uniform):
        own = rows[:, self.position]
        values = self._last(self._within_levels(rows, uniform[:, 0]), uniform[:, 1])
        return np.where(np.isnan(own), own, values)

    def made(self, value):
        """The number made that has the rank of a real one."""
        real = self._all.real
        below, upto = (np.searchsorted(real, value, side=side) for side in ("left", "right"))
        made = self._all.made
        return float(np.interp((below + upto) / 2 / len(real), _middles(made), made))

    def _within_levels(self, rows, uniform):
        own = rows[:, self.position]
        values = self._all(own, uniform)
        if self._category:
            levels = self._category.levels(rows)
            for level, ranks in self._levels.items():
                at = levels == level
                values[at] = ranks(own[at], uniform[at])
        return values


class _Category:
    """The positions of one category, or a bit, and the levels of it that enough real rows show."""

    def __init__(self, positions, none_possible, real):
        self._positions, self._none = list(positions), none_possible
        levels, counts = np.unique(self.levels(real), return_counts=True)
        self.known = levels[counts >= ROWS_PER_LEVEL].tolist()

    def levels(self, rows):
        """The place of the level of each row; -1 for none."""
        block = rows[:, self._positions]
        if self._none or len(self._positions) == 1:
            return np.where(block.max(axis=1) >= 0.5, block.argmax(axis=1), -1)
        return block.argmax(axis=1)

    def explained(self, real, ranks):
        """Share of the variance of ranks `(rows, numbers)` between its levels, adjusted."""
        levels = self.levels(real)
        known = np.isin(levels, self.known)
        bits = np.array([levels[known] == level for level in self.known], dtype=float)
        ranks = ranks[known] - ranks[known].mean(axis=0)
        between = ((bits @ ranks) ** 2 / bits.sum(axis=1)[:, None]).sum(axis=0)
        total = (ranks**2).sum(axis=0)
        share = np.divide(between, total, out=np.zeros(len(total)), where=total > 0)
        rows, count = len(ranks), len(self.known)
        return 1 - (1 - share) * (rows - 1) / (rows - count)


def _closest(real, groups):
    """For each number the category that explains most of its ranks; None where none does any."""
    categories = []
    for group in groups:
        if group.exclusive:
            categories.append(_Category(group.positions, group.kind == "at_most_one", real))
        elif group.kind == "any_of":
            categories += [_Category((position,), True, real) for position in group.positions]
    categories = [each for each in categories if len(each.known) > 1]
    if not categories:
        return [None] * groups.numeric.size
    ranks = rankdata(real[:, groups.numeric], axis=0)
    shares = np.array([category.explained(real, ranks) for category in categories])
    best = shares.argmax(axis=0)
    return [
        categories[place] if top > 0 else None
        for place, top in zip(best, shares.max(0), strict=True)
    ]


def _middles(numbers):
    """The rank, in (0, 1), of each of these sorted numbers."""
    return (np.arange(len(numbers)) + 0.5) / len(numbers)
