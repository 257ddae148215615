"""How the values of one column become numbers in [0, 1], and come back with their dtype.

Categories are read with pandas and not with scikit-learn's OneHotEncoder: that one refuses
`pd.NA` and columns that mix strings with numbers, turns nullable booleans into floats, and takes
eight times as long.
"""

from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types
from pandas.api.extensions import ExtensionArray

from gansmote_tf.columns.dtypes import cast, dense, is_number, no_use_for
from gansmote_tf.columns.numbers import Number
from gansmote_tf.columns.plain import from_plain, to_plain
from gansmote_tf.columns.plain_arrays import column_from_plain, column_to_plain
from gansmote_tf.columns.wording import level_text

__all__ = ["Bit", "Levels", "factorize", "holds_bits", "read_values"]


def read_values(column: pd.Series) -> "Levels | Bit | Number":
    """Tell from dtype and values what a column is.

    Categories, strings, objects and booleans are `Levels`, and so is a column of 0 and 1 with
    missing values; one without is a `Bit`; every other number is a `Number`.

    Raises:
        ValueError: If the column has missing or infinite numbers, or a dtype that is neither
            category nor number.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.values import read_values
    >>> read_values(pd.Series(["b", None, "a"])).labels
    ('a', 'b', None)
    """
    dtype = column.dtype
    if types.is_bool_dtype(dtype) or types.is_object_dtype(dtype):
        return Levels(column)
    if types.is_string_dtype(dtype) or isinstance(dtype, pd.CategoricalDtype):
        return Levels(column)
    if not is_number(dtype):
        raise ValueError(no_use_for(column))
    if column.dropna().isin([0, 1]).all():
        return Levels(column) if column.hasnans else Bit(column)
    return Number(column)


def holds_bits(column: pd.Series) -> bool:
    """Whether a column holds 0 and 1 (or False and True) only, whatever its dtype.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.values import holds_bits
    >>> holds_bits(pd.Series([True, False])), holds_bits(pd.Series([0, None]))
    (True, False)
    """
    dtype = column.dtype
    if types.is_object_dtype(dtype):
        possible = types.infer_dtype(column, skipna=False) in ("boolean", "integer", "floating")
    else:
        possible = is_number(dtype) or types.is_bool_dtype(dtype)
    return possible and bool(column.isin([0, 1]).all())


class Levels:
    """One position per level that the column shows, a missing value being the last one.

    Attributes:
        labels: The levels, None for the missing value.
        dtype: The column's, with the categories that it never shows.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.values import Levels
    >>> Levels(pd.Series(["red", None])).encode(pd.Series(["red", None, "red"]))
    array([[1., 0.],
           [0., 1.],
           [1., 0.]], dtype=float32)
    """

    kind = "one_of"

    def __init__(self, column: pd.Series) -> None:
        self.name, self.dtype = column.name, column.dtype
        codes, levels = _sorted_factorize(dense(column))
        self._levels = pd.Index(levels, tupleize_cols=False)
        codes = np.where(codes < 0, len(levels), codes)
        first = np.empty(codes.max() + 1, dtype=int)
        first[codes[::-1]] = np.arange(len(codes))[::-1]
        self._values = dense(column).array.take(first)
        self.labels = (*self._levels.tolist(), None)[: len(first)]

    def encode(self, column: pd.Series) -> np.ndarray:
        """Values to rows of one bit each, `(rows, levels)`."""
        codes, found = factorize(dense(column))
        # The last entry is what the code -1 of a missing value finds.
        known = np.append(self._levels.get_indexer(found), len(self._levels))
        self._check_known(found[known[:-1] < 0], (codes < 0).any())
        bits = np.zeros((len(codes), len(self.labels)), "float32")
        bits[np.arange(len(codes)), known[codes]] = 1
        return bits

    def decode(self, bits: np.ndarray) -> np.ndarray | ExtensionArray:
        """The level with the largest number of each row, in the column's dtype."""
        values = self._values.take(bits.argmax(axis=1))
        return values.astype(self.dtype) if isinstance(self.dtype, pd.SparseDtype) else values

    def summary(self) -> str:
        """The levels, for a reader."""
        return ", ".join(map(level_text, self.labels))

    def to_config(self) -> dict:
        """What :meth:`from_config` makes it of again, see :mod:`~gansmote_tf.columns.plain`."""
        column = column_to_plain(self._values, self.dtype)
        return {"name": to_plain(self.name), "column": column}

    @classmethod
    def from_config(cls, config: dict) -> "Levels":
        """The levels as they were learned: of a column that shows each of them once."""
        return cls(column_from_plain(config["column"], from_plain(config["name"])))

    def _check_known(self, strangers, missing):
        if missing and len(self.labels) == len(self._levels):
            strangers = pd.Index([None])
        if len(strangers):
            raise ValueError(
                f"Column {self.name!r} must hold levels that were there when the columns were "
                f"read. Received: {strangers[:3].tolist()}; fit on a table that holds them."
            )


class Bit:
    """A column of 0 and 1, or False and True: one position, its value.

    Example:

    >>> import numpy as np
    >>> import pandas as pd
    >>> from gansmote_tf.columns.values import Bit
    >>> Bit(pd.Series([True, False])).decode(np.array([[0.5], [0.4]]))
    array([ True, False])
    """

    kind = "any_of"

    def __init__(self, column: pd.Series) -> None:
        self.name, self.dtype = column.name, column.dtype
        self.labels = (column.name,)
        self._pair = _bit_objects(column) if types.is_object_dtype(self.dtype) else None

    def encode(self, column: pd.Series) -> np.ndarray:
        """Values as they are, `(rows, 1)`."""
        if not holds_bits(column):
            raise ValueError(
                f"Column {self.name!r} must hold 0 and 1, as it did when the columns were read. "
                f"Received: {column[~column.isin([0, 1])].tolist()[:3]}; fit on a table that "
                "holds them."
            )
        return column.to_numpy(dtype="float32")[:, None]

    def decode(self, bits: np.ndarray) -> np.ndarray | ExtensionArray:
        """0 below 0.5 and 1 from there on, in the column's dtype."""
        ones = bits[:, 0] >= 0.5
        return cast(ones, self.dtype) if self._pair is None else self._pair[ones.astype(int)]

    def summary(self) -> str:
        """The values, for a reader."""
        return "0, 1"

    def to_config(self) -> dict:
        """What :meth:`from_config` makes it of again, see :mod:`~gansmote_tf.columns.plain`."""
        column = column_to_plain(self.decode(np.zeros((1, 1))), self.dtype)
        return {"name": to_plain(self.name), "column": column}

    @classmethod
    def from_config(cls, config: dict) -> "Bit":
        """The column as it was learned: of one that shows a 0."""
        return cls(column_from_plain(config["column"], from_plain(config["name"])))


def factorize(column: pd.Series) -> tuple[np.ndarray, Any]:
    """Number the levels of a column: codes, -1 for missing, and levels in order of appearance.

    Raises:
        TypeError: If values can't be told apart, as dicts can't.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.values import factorize
    >>> codes, levels = factorize(pd.Series(["b", None, "a", "b"]))
    >>> codes, list(levels)
    (array([ 0, -1,  1,  0]), ['b', 'a'])
    """
    try:
        return pd.factorize(column)
    except TypeError as error:
        raise TypeError(
            f"Column {column.name!r}: its argument must be a string or a number in every row. "
            f"Received: {error}; make text of its values (X[{column.name!r}].astype(str))."
        ) from error


def _sorted_factorize(column):
    try:
        return pd.factorize(column, sort=True)
    except TypeError:  # values of types that have no order among them
        return factorize(column)


def _bit_objects(column):
    """What 0 and 1 look like in an object column: of the type that it shows."""
    shown = type(column.iloc[0])
    return np.array([shown(0), shown(1)], dtype=object)
