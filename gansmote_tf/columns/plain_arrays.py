"""Columns, their dtypes and pandas's indexes in terms of JSON and of NumPy arrays, and back."""

from typing import Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from gansmote_tf.columns.plain import from_plain, to_plain

__all__ = [
    "column_from_plain",
    "column_to_plain",
    "dtype_from_plain",
    "dtype_to_plain",
    "index_from_plain",
    "index_to_plain",
    "packed_rows",
    "unpacked_rows",
]


def dtype_to_plain(dtype: Any) -> Any:
    """A dtype, NumPy's or pandas's, in plain terms.

    Raises:
        ValueError: It would not come back.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.plain_arrays import dtype_from_plain, dtype_to_plain
    >>> dtype_to_plain(pd.Int8Dtype())
    {'pandas': 'Int8'}
    >>> dtype_from_plain({"pandas": "Int8"})
    Int8Dtype()
    """
    if isinstance(dtype, np.dtype):
        plain = {"numpy": dtype.kind if dtype.kind in "OT" else dtype.str}
    elif isinstance(dtype, pd.CategoricalDtype):
        plain = {"categories": [index_to_plain(dtype.categories), dtype.ordered]}
    elif isinstance(dtype, pd.SparseDtype):
        plain = {"sparse": [dtype_to_plain(dtype.subtype), to_plain(dtype.fill_value)]}
    elif isinstance(dtype, pd.StringDtype):
        plain = {"string": [dtype.storage, to_plain(dtype.na_value)]}
    elif isinstance(dtype, pd.ArrowDtype):
        plain = {"arrow": str(dtype.pyarrow_dtype)}
    else:
        plain = {"pandas": str(dtype)}
    try:
        same = dtype_from_plain(plain) == dtype
    except (TypeError, ValueError):
        same = False
    if not same:
        raise ValueError(
            "A dtype must be one that its name says all of, to be saved without pickle. Received: "
            f"{dtype!r}; cast it first (.astype)."
        )
    return plain


def dtype_from_plain(plain: Any) -> Any:
    """The dtype that :func:`dtype_to_plain` spelled."""
    ((kind, parts),) = plain.items()
    if kind == "numpy":
        return np.dtype(str(parts))
    if kind == "categories":
        return pd.CategoricalDtype(index_from_plain(parts[0]), ordered=bool(parts[1]))
    if kind == "sparse":
        return pd.SparseDtype(dtype_from_plain(parts[0]), from_plain(parts[1]))
    if kind == "string":
        storage, missing = str(parts[0]), from_plain(parts[1])
        return pd.StringDtype(storage, *([] if missing is pd.NA else [missing]))
    if kind == "arrow":
        import pyarrow  # not everybody has it

        return pd.ArrowDtype(pyarrow.type_for_alias(str(parts)))
    if kind == "pandas":
        return pd.api.types.pandas_dtype(str(parts))
    raise ValueError(f"no dtype is spelled {plain!r:.80}")


def column_to_plain(values: Any, dtype: Any) -> dict:
    """The values of a column, and the dtype that the column has.

    Args:
        values: The values, one-dimensional.
        dtype: The column's.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.plain_arrays import column_from_plain, column_to_plain
    >>> column = pd.Series(["b", None], dtype="category")
    >>> plain = column_to_plain(column.array, column.dtype)
    >>> column_from_plain(plain, "x").equals(column)
    True
    """
    plain = pd.arrays.NumpyExtensionArray | pd.arrays.SparseArray
    if isinstance(values, plain) or isinstance(values.dtype, np.dtype):
        values = np.asarray(values)
    if isinstance(values, pd.Categorical):
        values = np.asarray(values.codes)
    if isinstance(values, np.ndarray) and values.dtype.kind in "biufmM":
        values = (values.view("int64") if values.dtype.kind in "mM" else values).tolist()
    return {"cells": [to_plain(each) for each in values], "dtype": dtype_to_plain(dtype)}


def column_from_plain(plain: dict, name: Any = None) -> pd.Series:
    """The column that :func:`column_to_plain` spelled."""
    dtype = dtype_from_plain(plain["dtype"])
    return pd.Series(_array(plain["cells"], dtype), name=name, dtype=dtype, copy=False)


def _array(cells, dtype) -> np.ndarray | ExtensionArray:
    if isinstance(dtype, pd.SparseDtype):
        return pd.Series(_array(cells, dtype.subtype)).astype(dtype).array
    if isinstance(dtype, pd.CategoricalDtype):
        return pd.Categorical.from_codes(cells, dtype=dtype)
    if isinstance(dtype, np.dtype) and dtype.kind in "biufmM":
        return np.array(from_plain(cells), "int64" if dtype.kind in "mM" else dtype).view(dtype)
    objects = from_plain({"objects": cells})
    return objects if dtype == np.dtype(object) else pd.array(objects, dtype=dtype)


def index_to_plain(index: pd.Index) -> dict:
    """An Index, whatever its class, in plain terms.

    Raises:
        ValueError: It holds what can't be saved.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.plain_arrays import index_from_plain, index_to_plain
    >>> index_to_plain(pd.RangeIndex(3))
    {'range': [0, 3, 1], 'names': [None]}
    >>> index_from_plain(index_to_plain(pd.Index(["a", 1])))
    Index(['a', 1], dtype='object')
    """
    names = [to_plain(name) for name in index.names]
    if isinstance(index, pd.RangeIndex):
        return {"range": [index.start, index.stop, index.step], "names": names}
    if isinstance(index, pd.MultiIndex):
        levels = [index_to_plain(level) for level in index.levels]
        codes = [np.asarray(codes).tolist() for codes in index.codes]
        return {"levels": levels, "codes": codes, "names": names}
    return {"column": column_to_plain(index.array, index.dtype), "names": names}


def index_from_plain(plain: dict) -> pd.Index:
    """The Index that :func:`index_to_plain` spelled."""
    names = [from_plain(name) for name in plain["names"]]
    if "range" in plain:
        return pd.RangeIndex(*plain["range"], name=names[0])
    if "levels" in plain:
        levels = [index_from_plain(level) for level in plain["levels"]]
        return pd.MultiIndex(levels, plain["codes"], names=names)
    column = column_from_plain(plain["column"])
    return pd.Index(column.array, dtype=column.dtype, name=names[0], tupleize_cols=False)


def packed_rows(rows: np.ndarray) -> dict[str, np.ndarray]:
    """Encoded rows with eight bits to a byte where a column holds nothing but 0 and 1.

    Example:

    >>> import numpy as np
    >>> from gansmote_tf.columns.plain_arrays import packed_rows, unpacked_rows
    >>> packed = packed_rows(np.array([[1.0, 0.5], [0.0, 0.25]], "float32"))
    >>> packed["of_bits"].tolist(), unpacked_rows(packed).tolist()
    ([[128], [0]], [[1.0, 0.5], [0.0, 0.25]])
    """
    bits = np.isin(rows, (0, 1)).all(axis=0)
    return {
        "bits": bits,
        "of_bits": np.packbits(rows[:, bits].astype(bool), axis=1),
        "numbers": rows[:, ~bits],
    }


def unpacked_rows(packed: dict[str, np.ndarray]) -> np.ndarray:
    """Rows as :func:`packed_rows` was given them.

    Raises:
        ValueError: No rows were packed so.
    """
    bits, of_bits, numbers = packed["bits"], packed["of_bits"], packed["numbers"]
    count = int(bits.sum())
    shapes = (len(numbers), (count + 7) // 8), (len(numbers), len(bits) - count)
    # Before room is made for them: rows without columns take none in the file.
    if bits.dtype != bool or (of_bits.shape, numbers.shape) != shapes or not bits.size:
        raise ValueError(f"no encoded rows are of shapes {of_bits.shape} and {numbers.shape}")
    if numbers.dtype != "float32" or not np.isfinite(numbers).all():
        raise ValueError("encoded rows must hold finite numbers")
    rows = np.empty((len(numbers), len(bits)), "float32")
    rows[:, bits] = np.unpackbits(of_bits, axis=1, count=count)
    rows[:, ~bits] = numbers
    return rows
