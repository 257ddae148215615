"""Generated numbers brought to the distribution that the class's real ones have."""

from collections.abc import Sequence

import numpy as np

from gansmote_tf.columns.conditions import Condition

__all__ = ["Calibration"]


class Calibration:
    """Maps each number that a generator makes to the real number of the same rank.

    A GAN learns which numbers are high and which are low, and beside which categories, sooner than
    how many there are of each. So of a generated number only its rank is kept, among numbers that
    the same generator made before: the rank is drawn evenly where they are equal, as a generator
    makes them that knows one value only. The number of that rank among the class's real rows,
    interpolated between them, takes its place. Whatever hangs on ranks is kept; means, spreads,
    quantiles and bounds are those of the real rows.

    Args:
        made: Rows of the generator `(m, width)`; the more the finer, 2,000 do.
        real: The class's encoded rows `(n, width)`.
        numeric: Positions that hold numbers.

    Example:

    >>> import numpy as np
    >>> from gansmote_tf.columns.calibration import Calibration
    >>> made = np.linspace(0.45, 0.55, 99)[:, None]
    >>> real = np.array([[0.0], [0.2], [1.0]])
    >>> calibration = Calibration(made, real, numeric=[0])
    >>> numbers = np.array([[0.45], [0.5], [0.55]])
    >>> calibration.real(numbers, uniform=np.full((3, 1), 0.5))
    array([[0. ],
           [0.2],
           [1. ]])
    """

    def __init__(self, made: np.ndarray, real: np.ndarray, numeric: Sequence[int]) -> None:
        self.numeric = [int(position) for position in numeric]
        self._made = np.sort(made[:, self.numeric], axis=0)
        self._real = np.sort(real[:, self.numeric], axis=0)

    def real(self, numbers: np.ndarray, uniform: np.ndarray) -> np.ndarray:
        """Rows with their generated numbers replaced by real ones.

        Args:
            numbers: `(rows, width)`, as the generator makes them; NaN stays.
            uniform: `(rows, numeric positions)` in [0, 1): draws of the rank among equals.
        """
        rows = np.array(numbers)
        for place, position in enumerate(self.numeric):
            made, own = self._made[:, place], rows[:, position]
            below, upto = (np.searchsorted(made, own, side=side) for side in ("left", "right"))
            rank = (below + uniform[:, place] * (upto - below + 1)) / (len(made) + 1)
            known = ~np.isnan(own)
            rows[known, position] = np.interp(
                rank[known], _middles(len(self._real)), self._real[:, place]
            )
        return rows

    def asked_of_generator(self, conditions: Sequence[Condition]) -> list[Condition]:
        """Conditions on real numbers as conditions on what the generator makes of them."""
        return [self._asked(condition) for condition in conditions]

    def _asked(self, condition):
        if condition.positions[0] not in self.numeric:
            return condition
        place = self.numeric.index(condition.positions[0])
        real, (value,) = self._real[:, place], condition.values
        below, upto = (np.searchsorted(real, value, side=side) for side in ("left", "right"))
        rank = (below + upto) / 2 / len(real)
        made = np.interp(rank, _middles(len(self._made)), self._made[:, place])
        return Condition(condition.positions, (float(made),))


def _middles(count):
    """The rank, in (0, 1), of each of so many sorted numbers."""
    return (np.arange(count) + 0.5) / count
