"""Encoded rows as arguments: an array of numbers, or refused by name."""

from collections.abc import Sequence
from typing import Any

import numpy as np


def checked_rows(
    name: str, rows: Any, *, columns: int | None = None, least: int = 0, finite: bool = False
) -> np.ndarray:
    """Rows of numbers as an array, refused by name where they are none.

    Args:
        name, rows: The argument: anything that NumPy reads as ``(rows, columns)`` of numbers.
        columns: How many columns there must be; any number if None.
        least: How many rows there must be at least.
        finite: Whether NaN and infinity are refused.

    Raises:
        ValueError: It is no such array, or some of it is masked.

    Example:
        >>> from gansmote_tf.metrics.encoded import checked_rows
        >>> checked_rows("rows", [[0, 1], [1, 1]]).shape
        (2, 2)
    """
    try:
        array = np.asarray(rows)
    except ValueError:  # lists of several lengths
        array = np.empty(0, object)
    if array.ndim != 2 or array.dtype.kind not in "biuf" or np.ma.is_masked(rows):
        raise ValueError(
            f"{name} must be an array of numbers (rows, columns), none of them masked. Received: "
            f"{type(rows).__name__} of shape {array.shape} and dtype {array.dtype}."
        )
    if len(array) < least or columns not in (None, array.shape[1]):
        width = "" if columns is None else f"{columns} columns and "
        raise ValueError(
            f"{name} must have {width}at least {least} rows. Received: shape {array.shape}."
        )
    if finite and not np.isfinite(array).all():
        raise ValueError(f"{name} must hold finite numbers. Received: NaN or infinity among them.")
    return array


def checked_tables(name: str, tables: Any) -> list[np.ndarray]:
    """Several arrays of rows with the same columns, float32, at least one row in each.

    Args:
        name, tables: The argument: a list of what :func:`checked_rows` takes.

    Raises:
        ValueError: There is none, or one of them is no such array.

    Example:
        >>> from gansmote_tf.metrics.encoded import checked_tables
        >>> [table.shape for table in checked_tables("rows", [[[0, 1]], [[1, 1], [0, 0]]])]
        [(1, 2), (2, 2)]
    """
    listed = isinstance(tables, Sequence | np.ndarray) and not isinstance(tables, str | bytes)
    if not listed or len(tables) == 0:
        raise ValueError(
            f"{name} must be a list of arrays (rows, columns), at least one. "
            f"Received: {type(tables).__name__}{' of none' * listed}."
        )
    arrays = [
        checked_rows(f"{name}[{place}]", rows, least=1).astype("float32")
        for place, rows in enumerate(tables)
    ]
    widths = {array.shape[1] for array in arrays}
    if len(widths) > 1 or 0 in widths:
        raise ValueError(
            f"{name} must be arrays (rows, columns) with the same columns. "
            f"Received: shapes {[array.shape for array in arrays[:8]]}."
        )
    return arrays
