"""The containers X may come in: read as a DataFrame, and made again for other rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray
from scipy import sparse

__all__ = ["Container", "as_given", "cells", "exact_labels", "labels_like", "read_frame", "stacked"]


def read_frame(X: Any) -> pd.DataFrame:
    """Read X as a DataFrame whose columns keep what dtypes they have.

    Lists and object arrays hold one type for all columns, so each of their columns is given the
    dtype of its values.

    Args:
        X: DataFrame, 2-d array, list of rows or scipy sparse, with at least one row and column.

    Returns:
        DataFrame; the columns of anything but a DataFrame are numbered from 0.

    Raises:
        ValueError: If `X` is none of these, has no rows or columns, or names two columns alike.

    Example:

    >>> from gansmote_tf.columns.containers import read_frame
    >>> read_frame([["red", 1], ["blue", 2]]).dtypes.astype(str).tolist()
    ['object', 'int64']
    """
    if isinstance(X, pd.DataFrame):
        frame = X
    elif sparse.issparse(X) and X.ndim == 2:
        frame = pd.DataFrame(X.toarray())
    elif isinstance(X, Sequence) and not isinstance(X, str):
        frame = _from_rows(X)
    else:
        frame = _from_array(X)
    _check_shape(frame.shape)
    _check_names(frame.columns)
    return frame


@dataclass(frozen=True)
class Container:
    """What X came in, so that other rows can be put into the like.

    Args:
        kind: `DataFrame`, `list`, `tuple`, `np.ndarray`, or a scipy sparse class.
        names: The names of the columns.
        dtype: Of all of it where it has one, as arrays do.
        row: What a row of a list or tuple is: `list` or `tuple`.

    Example:

    >>> import numpy as np
    >>> from gansmote_tf.columns.containers import Container
    >>> container = Container.of(np.zeros((2, 2), dtype="int8"))
    >>> container.restore([[0, 1], [1, 1]])
    array([[0, 1],
           [1, 1]], dtype=int8)
    """

    kind: type
    names: pd.Index
    dtype: np.dtype | None
    row: type = list

    @classmethod
    def of(cls, X: Any) -> "Container":
        """The container of what `read_frame` reads."""
        if isinstance(X, pd.DataFrame):
            return cls(pd.DataFrame, X.columns, None)
        names = read_frame(X).columns
        if isinstance(X, Sequence):
            table, row = _sequences(X)
            return cls(table, names, None, row)
        if sparse.issparse(X):
            return cls(type(X), names, X.dtype)
        return cls(np.ndarray, names, np.asarray(X).dtype)

    def check_names(self, X: Any, frame: pd.DataFrame) -> None:
        """Refuse a table, also given as `read_frame` reads it, that has other columns."""
        same = frame.columns.equals(self.names) or not isinstance(X, pd.DataFrame)
        if frame.shape[1] != len(self.names) or not same:
            raise ValueError(
                f"X must have the {len(self.names)} columns that were read, in their order. "
                f"Received: {frame.shape[1]} columns, {list(frame.columns[:8])}; select the "
                "columns first."
            )

    def restore(self, columns: Sequence) -> Any:
        """Put rows, one array of values per column, into such a container."""
        if self.kind is pd.DataFrame:
            # Told its dtype, or an object array of strings becomes one of pandas's own.
            series = [pd.Series(column, dtype=column.dtype, copy=False) for column in columns]
            return pd.DataFrame(dict(enumerate(series)), copy=False).set_axis(self.names, axis=1)
        if self.kind in (list, tuple):
            rows = zip(*(np.asarray(column).tolist() for column in columns), strict=True)
            return self.kind(self.row(row) for row in rows)
        rows = np.empty((len(columns[0]), len(columns)), self.dtype)
        for position, column in enumerate(columns):
            rows[:, position] = column
        return rows if self.kind is np.ndarray else self.kind(rows)


def stacked(X: Any, rows: Any) -> Any:
    """Rows under others in the same container, always a new object.

    Where there are no rows to put under them, X comes back copied, its index included.

    Example:

    >>> import numpy as np
    >>> from gansmote_tf.columns.containers import stacked
    >>> stacked(np.zeros((1, 2)), np.ones((1, 2))).tolist()
    [[0.0, 0.0], [1.0, 1.0]]
    """
    if isinstance(X, Sequence):
        return as_given([*X, *rows], X)
    if not rows.shape[0]:
        return X.copy()
    if hasattr(X, "iloc"):
        return pd.concat([X, rows], ignore_index=True)
    if sparse.issparse(X):
        return sparse.vstack([X, rows], format=X.format)
    return np.concatenate([X, rows])


def as_given(rows: Any, X: Any) -> Any:
    """Rows as a list or tuple of lists or tuples, where X is such; as they are otherwise.

    Example:

    >>> from gansmote_tf.columns.containers import as_given
    >>> as_given([["red", 1]], X=[("blue", 2)])
    [('red', 1)]
    """
    if not isinstance(X, Sequence):
        return rows
    table, row = _sequences(X)
    return table(row(each.tolist() if hasattr(each, "tolist") else each) for each in rows)


def cells(rows: Sequence[Sequence]) -> np.ndarray:
    """An object array `(rows, columns)` of a list's cells, each the object that it was.

    Example:

    >>> from gansmote_tf.columns.containers import cells
    >>> cells([["red", 1], [("b", 2), None]]).tolist()
    [['red', 1], [('b', 2), None]]
    """
    array = np.empty((len(rows), len(rows[0])), dtype=object)
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            array[place, column] = cell
    return array


def exact_labels(y: Any) -> Any:
    """Labels as they are, or as an array where pandas's integers and booleans would become floats.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.containers import exact_labels
    >>> exact_labels(pd.Series([True, False], dtype="boolean"))
    array([ True, False])
    """
    own = getattr(getattr(y, "dtype", None), "numpy_dtype", None)
    return y if own is None or y.isna().any() else y.to_numpy(dtype=own)


def labels_like(labels: Any, y: Any) -> Any:
    """Labels in the container that y is.

    Args:
        labels: An array, or what imbalanced-learn makes of it: it knows lists, arrays, Series and
            DataFrames.
        y: The labels as the user gave them.

    Example:

    >>> import numpy as np
    >>> import pandas as pd
    >>> from gansmote_tf.columns.containers import labels_like
    >>> labels_like(np.array([1, 0]), pd.Index([0, 1], name="class"))
    Index([1, 0], dtype='int64', name='class')
    """
    if isinstance(y, ExtensionArray):
        return pd.array(labels, dtype=y.dtype)
    if isinstance(y, pd.Index):
        return pd.Index(labels, dtype=y.dtype, name=y.name)
    return tuple(labels.tolist()) if type(y) is tuple else labels


def _sequences(X):
    """What a list or tuple of rows, and a row of it, are to be made again as."""
    return [tuple if type(each) is tuple else list for each in (X, X[0])]


def _from_rows(rows):
    if not all(map(_is_row, rows)) or len({len(row) for row in rows}) > 1:
        raise ValueError(
            "X must be a table: a list of rows, each a list of as many values. Received: rows "
            "without a length or of several lengths; one column is [[1], [2]]. Reshape your data."
        )
    # pandas makes strings of one dtype of its own and turns their None into NaN.
    inferred = pd.DataFrame(rows)
    as_they_are = pd.DataFrame(rows, dtype=object)
    for name in inferred:
        if _is_category(inferred[name]):
            inferred[name] = as_they_are[name]
    return inferred


def _is_row(row):
    # Not by np.ndim, which fails on a row whose cells are tuples.
    if hasattr(row, "__array__"):
        return np.ndim(row) > 0
    return isinstance(row, Sequence) and not isinstance(row, str | bytes)


def _is_category(column):
    """Whether a column is strings, or 0 and 1 with missing values, whose type pandas changes."""
    if pd.api.types.is_float_dtype(column.dtype):
        return column.hasnans and bool(column.dropna().isin([0, 1]).all())
    return pd.api.types.is_string_dtype(column.dtype)


def _from_array(X):
    if np.ma.is_masked(X):
        raise ValueError(
            "X must be an array without masked cells. Received: a masked array; fill them "
            "(X.filled(...)), or give a DataFrame with missing values."
        )
    # Other dataframes can be read as arrays, without names and dtypes, so they are asked first.
    other = any(hasattr(X, name) for name in ("to_pandas", "__dataframe__", "__arrow_c_stream__"))
    if other and not isinstance(X, pd.Series | pd.Index):
        raise ValueError(
            "X must be a DataFrame of pandas, a 2-d array, a list of rows or scipy sparse. "
            f"Received: {type(X).__module__}.{type(X).__name__}; convert it (X.to_pandas())."
        )
    array = np.asarray(X)
    if array.ndim != 2:
        raise ValueError(
            "X must be a DataFrame, a 2-d array, a list of rows or scipy sparse. Received: "
            f"{type(X).__name__} of {array.ndim} dimensions. Reshape your data: one column is "
            "X.reshape(-1, 1), one row X.reshape(1, -1), a Series X.to_frame(), an array of "
            "records pandas.DataFrame(X)."
        )
    return _from_rows(array.tolist()) if array.dtype == object else pd.DataFrame(array)


def _check_shape(shape):
    for number, what in zip(shape, ("sample", "feature"), strict=True):
        if number == 0:
            raise ValueError(
                f"X must have rows and columns. Received: 0 {what}(s) (shape={shape}) while a "
                "minimum of 1 is required."
            )


def _check_names(names):
    if not names.is_unique:
        twice = names[names.duplicated()].unique().tolist()
        raise ValueError(
            f"Column names must be unique. Received: {twice} more than once; rename them "
            "(X.columns = [...]), or pass the values as an array (X.to_numpy())."
        )
