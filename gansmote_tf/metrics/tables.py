"""Tables side by side: what is equal in them, attribute by attribute."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import Any, Protocol, runtime_checkable

import numpy as np
import pandas as pd
from pandas.api.types import infer_dtype
from scipy import sparse

_NUMBERS = ("integer", "floating", "mixed-integer-float")


@runtime_checkable
class FittedColumns(Protocol):
    """What :class:`~gansmote_tf.columns.Columns` can do once it is fitted.

    Said here because measures stand below columns and import none of them.

    Example:
        >>> from gansmote_tf.columns import Columns
        >>> from gansmote_tf.metrics.tables import FittedColumns
        >>> [isinstance(each, FittedColumns) for each in (Columns(), Columns().fit([["a"], ["b"]]))]
        [False, True]
    """

    groups: Any
    encode: Callable[[Any], np.ndarray]
    decode: Callable[[np.ndarray], Any]
    attributes: Callable[[np.ndarray], np.ndarray]
    valid: Callable[[np.ndarray], np.ndarray]


def read_tables(**tables: Any) -> dict[str, pd.DataFrame]:
    """Tables with the same columns as DataFrames, refused by name where they are none.

    Args:
        tables: Name of the argument to DataFrame, array or list of rows, of any values; the first
            says what the columns are.

    Raises:
        ValueError: One of them has no rows, or other columns than the first or in another order.

    Example:
        >>> from gansmote_tf.metrics.tables import read_tables
        >>> read_tables(real=[["red", 1]], synthetic=[["blue", 2], ["red", 3]])["synthetic"].shape
        (2, 2)
    """
    frames = {name: _frame(name, rows) for name, rows in tables.items()}
    first = next(iter(frames))
    names = frames[first].columns
    for name, frame in frames.items():
        if not frame.columns.equals(names):
            raise ValueError(
                f"{name} must have the {len(names)} columns of {first}, in their order. Received: "
                f"{frame.shape[1]} columns, {list(frame.columns[:8])}; select the columns first."
            )
    return frames


def value_codes(frame: pd.DataFrame) -> np.ndarray:
    """One number per value of a column, int ``(rows, columns)``; -1 where it is missing.

    Raises:
        TypeError: A column holds what cannot be told apart, such as lists.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.metrics.tables import value_codes
        >>> value_codes(pd.DataFrame({"colour": ["red", None, "blue", "red"]})).ravel()
        array([ 0, -1,  1,  0])
    """
    return np.column_stack([_codes(frame.iloc[:, place]) for place in range(frame.shape[1])])


@dataclass(frozen=True)
class SideBySide:
    """Several tables, one under another, attribute by attribute.

    Args:
        names: The attributes' names.
        codes: Equal in two rows just where the values are, int ``(rows, attributes)``.
        levels: The same with numbers in bins, counted from 0, int ``(rows, attributes)``.
        ranks: Of the attributes that are numbers, the rank among all rows, in [0, 1]; missing
            values have the lowest; ``(rows, numbers)``.
        numbers: Which attributes these are.
        parts: Where the rows of each table stand.

    Example:
        >>> from gansmote_tf.metrics.tables import SideBySide
        >>> both = SideBySide.of({"real": [["a", 1], ["b", 2]], "made": [["a", 7]]}, bins=2)
        >>> both.levels.tolist(), both.levels[both.parts["made"]].tolist()
        ([[1, 1], [2, 2], [1, 3]], [[1, 3]])
    """

    names: list[Hashable]
    codes: np.ndarray
    levels: np.ndarray
    ranks: np.ndarray
    numbers: list[int]
    parts: dict[str, slice]

    @classmethod
    def of(
        cls, tables: Mapping[str, Any], columns: FittedColumns | None = None, bins: int = 10
    ) -> "SideBySide":
        """Read tables.

        An attribute is read as numbers where it holds nothing else in any table and more than
        ``bins`` distinct ones in the first; every other value is a level, and so is a missing one.

        Args:
            tables: Name of the argument to what :func:`read_tables` takes.
            columns: What says which columns describe one attribute, and which are numbers; every
                column is an attribute if None.
            bins: Of how many equal shares of the first table's rows the bins of a number are; what
                lies below or above all of these rows has a bin of its own.

        Raises:
            TypeError: ``bins`` is no whole number or ``columns`` are none.
            ValueError: The tables don't fit each other, or ``columns``.
        """
        check_whole("bins", bins, 2)
        if columns is not None:
            tables = {name: _attributes(name, rows, columns) for name, rows in tables.items()}
        frames = read_tables(**tables)
        sizes = np.array([len(frame) for frame in frames.values()])
        ends = sizes.cumsum()
        parts = dict(zip(frames, map(slice, ends - sizes, ends), strict=True))
        rows = pd.concat(frames.values(), ignore_index=True)
        codes = value_codes(rows)
        levels, ranks, numbers = codes + 1, np.empty((len(rows), 0)), []
        for place in range(rows.shape[1]):
            few = len(np.unique(codes[: sizes[0], place])) <= bins
            if few or not _is_number(rows.iloc[:, place], place, columns):
                continue
            values = pd.to_numeric(rows.iloc[:, place]).astype("float64").to_numpy(na_value=np.nan)
            levels[:, place] = _binned(values, values[: sizes[0]], bins)
            rank = pd.Series(values).rank(na_option="top", pct=True)
            ranks, numbers = np.column_stack([ranks, rank]), [*numbers, place]
        return cls(list(rows.columns), codes, levels, ranks, numbers, parts)

    @property
    def features(self) -> np.ndarray:
        """What a classifier learns from: a bit per level, and the ranks of numbers, float32."""
        categorical = np.delete(self.levels, self.numbers, axis=1)
        return np.hstack([one_hot(categorical)[0].toarray(), self.ranks]).astype("float32")


def check_whole(name: str, value: Any, least: int) -> int:
    """A whole number of at least so much.

    Raises:
        TypeError: It is no whole number; True is none.
        ValueError: It is less.

    Example:
        >>> from gansmote_tf.metrics.tables import check_whole
        >>> check_whole("bins", 10, least=2)
        10
    """
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} must be a whole number. Received: {name}={value!r:.70}.")
    if value < least:
        raise ValueError(f"{name} must be at least {least}. Received: {name}={value}.")
    return int(value)


def one_hot(levels: np.ndarray) -> tuple[sparse.csr_array, np.ndarray]:
    """A bit per level that occurs.

    Args:
        levels: Whole numbers from 0 on, ``(rows, attributes)``.

    Returns:
        The bits ``(rows, bits)``, float64 and sparse, and the attribute of each, ``(bits,)``.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.metrics.tables import one_hot
        >>> bits, attributes = one_hot(np.array([[5, 0], [2, 0]]))
        >>> bits.toarray().tolist(), attributes.tolist()
        ([[0.0, 1.0, 1.0], [1.0, 0.0, 1.0]], [0, 0, 1])
    """
    rows, width = levels.shape
    starts = np.cumsum(np.r_[0, levels.max(axis=0) + 1])[:-1] if width else np.empty(0, int)
    bits, places = np.unique(levels + starts, return_inverse=True)
    ends = np.arange(0, rows * width + 1, width) if width else np.zeros(rows + 1, int)
    shape = (rows, len(bits))
    array = sparse.csr_array((np.ones(rows * width), places.ravel(), ends), shape=shape)
    return array, np.searchsorted(starts, bits, side="right") - 1


def _attributes(name, rows, columns):
    """The table's attributes, one column each."""
    if not isinstance(columns, FittedColumns):
        raise TypeError(
            "columns must be fitted Columns, as Columns().fit(X) returns them. "
            f"Received: columns={columns!r:.70}."
        )
    try:
        values = columns.attributes(columns.encode(rows))
    except ValueError as error:
        raise ValueError(f"{name} must be a table that fits columns: {error}") from error
    names = [name for name, _ in _attribute_kinds(columns)]
    return pd.DataFrame(values, columns=pd.Index(names, dtype=object))


def _attribute_kinds(columns):
    """Name and kind of each column that ``columns.attributes`` gives."""
    for group in columns.groups:
        names = [group.name] if group.exclusive else group.levels
        yield from ((name, group.kind) for name in names)


def _is_number(column, place, columns):
    if columns is None:
        return infer_dtype(column) in _NUMBERS
    return list(_attribute_kinds(columns))[place][1] == "numeric"


def _binned(values, first, bins):
    """The bin of each number: 0 if missing, 1 and the last below and above all of the first's."""
    edges = np.quantile(first[~np.isnan(first)], np.linspace(0, 1, bins + 1), method="inverted_cdf")
    edges = np.unique(edges)
    edges[0] = np.nextafter(edges[0], -np.inf)  # the smallest is inside
    return np.where(np.isnan(values), 0, 1 + np.searchsorted(edges, values))


def _codes(column):
    try:
        return pd.factorize(column)[0]
    except TypeError as error:
        raise TypeError(
            f"Column {column.name!r} must hold values that can be told apart. Received: {error}; "
            "make text of them (.astype(str))."
        ) from error


def _frame(name, rows):
    table = rows if isinstance(rows, pd.DataFrame) else _array(rows)
    if table.ndim != 2 or 0 in table.shape:
        raise ValueError(
            f"{name} must be a table of at least one row and column. Received: "
            f"{type(rows).__name__} of shape {table.shape}; give a DataFrame, a 2-d array or a "
            "list of rows."
        )
    return pd.DataFrame(table)


def _array(rows):
    try:
        # As objects, or numbers beside words would become words.
        return np.asarray(rows, None if hasattr(rows, "dtype") else object)
    except ValueError:  # rows of several lengths
        return np.empty(len(rows), object)
