"""What dtypes of pandas ask for: sparse columns made dense, values cast back, and refusals."""

from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types

__all__ = ["cast", "dense", "is_number", "no_use_for"]


def dense(column: pd.Series) -> pd.Series:
    """The column itself, or a sparse one's values in a dense one.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.dtypes import dense
    >>> dense(pd.Series([0, 1]).astype(pd.SparseDtype("int64", 0))).dtype
    dtype('int64')
    """
    return column.sparse.to_dense() if isinstance(column.dtype, pd.SparseDtype) else column


def cast(values: np.ndarray, dtype: Any) -> Any:
    """Values as an array of a column's dtype, NumPy's or pandas's.

    Example:

    >>> import numpy as np
    >>> import pandas as pd
    >>> from gansmote_tf.columns.dtypes import cast
    >>> cast(np.array([1.0, 2.0]), pd.Int8Dtype()).tolist()
    [1, 2]
    """
    if isinstance(dtype, np.dtype):
        return values.astype(dtype)
    return pd.array(values).astype(dtype)


def is_number(dtype: Any) -> bool:
    """Whether a dtype holds numbers that 64 bits hold too; booleans count.

    Not complex ones, `longdouble`, which pandas can't search, or decimals, which a generated number
    does not fit.

    Example:

    >>> import numpy as np
    >>> from gansmote_tf.columns.dtypes import is_number
    >>> is_number(np.dtype("int8")), is_number(np.dtype("complex64"))
    (True, False)
    """
    if not types.is_numeric_dtype(dtype) or types.is_complex_dtype(dtype):
        return False
    return getattr(dtype, "itemsize", 8) <= 8 and "decimal" not in str(dtype)


def no_use_for(column: pd.Series) -> str:
    """The sentence that refuses a column whose dtype is neither category nor number.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.dtypes import no_use_for
    >>> print(no_use_for(pd.Series([1j], name="z"))[:51])
    Complex data not supported. Column 'z' must hold ca
    """
    name, dtype = column.name, column.dtype
    reason = "Complex data not supported. " if types.is_complex_dtype(dtype) else ""
    numbers = f"X[{name!r}].dt.year for a date, say"
    if types.is_numeric_dtype(dtype) and not reason:
        numbers = f"X[{name!r}].astype('float64')"
    return (
        f"{reason}Column {name!r} must hold categories or numbers. Received: dtype {dtype}; turn "
        f"it into numbers ({numbers}), into a category (.astype('category')), or drop it."
    )
