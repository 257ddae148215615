"""What dtypes of pandas ask for: sparse columns made dense, values cast back, and refusals."""

from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types

__all__ = ["cast", "dense", "no_use_for"]


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


def no_use_for(column: pd.Series) -> str:
    """The sentence that refuses a column whose dtype is neither category nor number.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.dtypes import no_use_for
    >>> print(no_use_for(pd.Series([1j], name="z"))[:51])
    Complex data not supported. Column 'z' must hold ca
    """
    reason = "Complex data not supported. " if types.is_complex_dtype(column.dtype) else ""
    return (
        f"{reason}Column {column.name!r} must hold categories or numbers. Received: dtype "
        f"{column.dtype}; turn it into numbers (X[{column.name!r}].dt.year for a date, say), "
        f"into a category (.astype('category')), or drop it."
    )
