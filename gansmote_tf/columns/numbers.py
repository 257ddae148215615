"""How a column of numbers becomes shares of its rows in [0, 1], and comes back with its dtype.

scikit-learn's QuantileTransformer does the like, but in float64 only, which merges integers above
2**53, and to within its interpolation, so that a table would not come back as it was.
"""

import sys
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types
from pandas.api.extensions import ExtensionArray

from gansmote_tf.columns.dtypes import cast, dense, is_number, no_use_for
from gansmote_tf.columns.plain import from_plain, to_plain
from gansmote_tf.columns.plain_arrays import dtype_from_plain, dtype_to_plain

__all__ = ["Number"]


class Number:
    """A column of numbers: one position, the share of the column's rows that lie below a number.

    The lowest number is 0, the highest 1, and a number in between stands where its rank in the
    column is, ties in their middle: however skewed the column, its rows are spread evenly over
    [0, 1]. Between two numbers of the column the scale is straight. A constant column is 0.

    Numbers of the column come back exactly, whatever they are (64-bit integers, float32), as long
    as it holds fewer than 8 million different ones. Others come back to within a millionth of the
    rows; integers are counted as integers, never as floats.

    Args:
        column: The column, without missing or infinite numbers.

    Raises:
        ValueError: If it holds any, or no numbers.

    Example:

    >>> import numpy as np
    >>> import pandas as pd
    >>> from gansmote_tf.columns.numbers import Number
    >>> number = Number(pd.Series([3, 10, 1000]))
    >>> number.encode(pd.Series([3, 10, 1000])).tolist()
    [[0.0], [0.5], [1.0]]
    >>> number.decode(np.array([[0.0], [0.25], [0.5], [1.0]]))
    array([   3,    7,   10, 1000])
    """

    kind = "numeric"

    def __init__(self, column: pd.Series) -> None:
        self.name, self.dtype = column.name, column.dtype
        self._learn(*np.unique(self._numbers(column), return_counts=True))

    def _learn(self, values, counts):
        self.labels = (self.name,)
        self._values, self._counts = values, counts
        self._shares = _shares(counts)
        self._integers = self._values.dtype.kind in "iu"
        self.whole = self._integers or bool((self._values == np.rint(self._values)).all())

    def to_config(self) -> dict:
        """What :meth:`from_config` makes it of again, see :mod:`~gansmote_tf.columns.plain`."""
        return {
            "name": to_plain(self.name),
            "dtype": dtype_to_plain(self.dtype),
            "numbers": self._values,
            "counts": self._counts,
        }

    @classmethod
    def from_config(cls, config: dict) -> "Number":
        """A column of numbers as it was learned.

        Raises:
            ValueError: No column of numbers can have been learned so.
        """
        values, counts = config["numbers"], config["counts"]
        dtype = dtype_from_plain(config["dtype"])
        whole = values.dtype in ("int64", "uint64", "float64") and counts.dtype == "int64"
        ascending = values.shape == counts.shape and (values[1:] > values[:-1]).all()
        if not (is_number(dtype) and whole and ascending and values.size and (counts > 0).all()):
            raise ValueError("the numbers of a column must be ascending, and counted")
        number = cls(pd.Series(values, name=from_plain(config["name"])))
        number.dtype = dtype
        number._learn(values, counts)
        return number

    @property
    def low(self) -> int | float:
        """The lowest number of the column."""
        return self._values[0].item()

    @property
    def high(self) -> int | float:
        """The highest number of the column."""
        return self._values[-1].item()

    def encode(self, column: pd.Series) -> np.ndarray:
        """Shares in [0, 1] where the numbers lie in the range seen, `(rows, 1)`."""
        return self.share(self._numbers(column)).astype("float32")[:, None]

    def share(self, numbers: np.ndarray) -> np.ndarray:
        """Where numbers stand among the column's; outside its range by how many ranges away."""
        values = self._values
        if numbers.dtype != values.dtype:
            numbers, values = numbers.astype(float), values.astype(float)
        inside = numbers.clip(values[0], values[-1])
        below = np.searchsorted(values, inside, side="right") - 1
        above = np.minimum(below + 1, len(values) - 1)
        part = _ratio(_half_gap(values[below], inside), _half_gap(values[below], values[above]))
        share = self._shares[below] + part * (self._shares[above] - self._shares[below])
        span = _half_gap(values[:1], values[-1:])[0] or 1.0
        return share + (numbers.astype(float) / 2 - inside.astype(float) / 2) / span

    def decode(self, bits: np.ndarray) -> np.ndarray | ExtensionArray:
        """Numbers within the range seen, whole where all were, in the column's dtype."""
        return cast(self._numbers_at(bits[:, 0]), self.dtype)

    def round(self, shares: np.ndarray) -> np.ndarray:
        """Shares, within [0, 1], to those of whole numbers where all were whole."""
        if not self.whole:
            return shares
        numbers = self._numbers_at(shares)
        own = self.share(numbers).astype("float32")
        # Where whole numbers lie closer than float32 tells apart, a share that gives one stays.
        return np.where(self._numbers_at(own) == numbers, own, shares)

    def held(self, value: Any) -> np.ndarray | ExtensionArray | None:
        """A number as the column holds it, an array of one; None if its rows could not show it."""
        numbers = int | float | np.integer | np.floating
        if isinstance(value, bool) or not isinstance(value, numbers) or not abs(value) < np.inf:
            return None
        if abs(value) > sys.float_info.max:  # a whole number beyond every float
            return None
        if self._integers:
            if not self.low <= value <= self.high or value != int(value):
                return None
            return cast(np.array([int(value)], self._values.dtype), self.dtype)
        with np.errstate(over="ignore"):
            own = cast(np.array([value], float), self.dtype)
        as_float = float(own[0])
        shown = self.low <= as_float <= self.high
        return own if shown and not (self.whole and as_float != np.rint(as_float)) else None

    def summary(self) -> str:
        """The range, for a reader."""
        form = "d" if self._integers else "g"
        return f"{self.low:{form}} to {self.high:{form}}" + (", whole" if self.whole else "")

    def _numbers_at(self, shares):
        # In float32, as rows are encoded: a row of the column finds its own number again.
        knots = self._shares.astype("float32").astype(float)
        shares = shares.astype(float).clip(0, 1)
        below = np.searchsorted(knots, shares, side="right") - 1
        above = np.minimum(below + 1, len(knots) - 1)
        part = _ratio(shares - knots[below], knots[above] - knots[below])
        numbers = _between(self._values[below], self._values[above], part)
        if self.whole and not self._integers:
            return np.rint(numbers).clip(self.low, self.high)
        return numbers

    def _numbers(self, column):
        if not is_number(column.dtype):
            raise ValueError(no_use_for(column))
        numbers = column.to_numpy(dtype=float, na_value=np.nan)
        for what, bad in (("NaN", np.isnan(numbers)), ("infinity", np.isinf(numbers))):
            if bad.any():
                raise ValueError(
                    f"Column {self.name!r} is numeric and must hold finite numbers. Received: "
                    f"{what} in {bad.sum()} of {len(bad)} rows; fill or drop them, or make the "
                    f"column a category (X[{self.name!r}].astype('category'))."
                )
        if types.is_integer_dtype(column.dtype):
            unsigned = types.is_unsigned_integer_dtype(column.dtype)
            return dense(column).to_numpy(dtype="uint64" if unsigned else "int64")
        return numbers


def _shares(counts):
    """Shares of sorted values that come so many times: the middle of each, the ends at 0 and 1."""
    middles = np.cumsum(counts) - counts / 2
    return (middles - middles[0]) / ((middles[-1] - middles[0]) or 1.0)


def _half_gap(low, high):
    """Half of high - low as a float: halves, because the gap can exceed the largest number."""
    if high.dtype.kind in "iu":
        # Modulo 2**64 the difference of any two is exact.
        return (high.astype("uint64") - low.astype("uint64")) / 2
    return high / 2 - low / 2


def _ratio(part, whole):
    return np.divide(part, whole, out=np.zeros(np.shape(part)), where=whole > 0)


def _between(low, high, part):
    """The number at a part, in [0, 1), of the way from low to high; integers stay integers."""
    if low.dtype.kind not in "iu":
        return (low * (1 - part) + high * part).clip(low, high)
    gap = high.astype("uint64") - low.astype("uint64")
    # A part below 1 of the gap is below 2**64, and so can be cast; rounding can't pass the gap.
    steps = np.minimum(np.rint(part * gap).clip(0, 2.0**64 - 2048).astype("uint64"), gap)
    return (low.astype("uint64") + steps).astype(low.dtype)
