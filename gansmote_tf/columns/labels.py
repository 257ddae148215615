"""Labels as an argument: one for each row, of classes, or refused in a sentence."""

from collections.abc import Mapping, Set
from typing import Any

import numpy as np
import pandas as pd

from gansmote_tf.columns.wording import short

__all__ = ["refuse_labels"]


def refuse_labels(y: Any, rows: int, *, one_hot: bool = False) -> None:
    """Refuse what does not hold a class for each of so many rows.

    Args:
        y: A list, array, Series or DataFrame of one column.
        rows: How many labels there must be.
        one_hot: Whether an array `(rows, classes)` with a single 1 in each row will do.

    Raises:
        ValueError: It holds no classes, not one for each row, or a missing one.
        TypeError: Its labels can't be told apart, or are of types that have no order among them.

    Example:

    >>> from gansmote_tf.columns.labels import refuse_labels
    >>> refuse_labels(["a", "b"], rows=2)
    >>> refuse_labels(["a", None], rows=2)
    Traceback (most recent call last):
    ...
    ValueError: y must hold no missing labels. Received: 1 of 2; drop their rows.
    """
    labels = _labels(y, rows, one_hot)
    missing = int(labels.isna().sum())
    if missing:
        raise ValueError(
            f"y must hold no missing labels. Received: {missing} of {rows}; drop their rows."
        )
    odd = labels.astype(object).map(lambda label: _is_row(label) or isinstance(label, bytes))
    if odd.any():
        raise TypeError(
            "y must hold one label for each row, such as a word or a whole number. Received: "
            f"{short(labels[odd].iloc[0])} among them; make text of it."
        )
    try:
        kinds = sorted({type(label).__name__ for label in labels.unique()})
    except TypeError as error:
        raise TypeError(
            f"y must hold labels that can be told apart, such as words or whole numbers. Received: "
            f"{error}; make text of them (y.astype(str))."
        ) from error
    try:
        np.unique(labels.to_numpy())
    except TypeError as error:
        raise TypeError(
            f"y must hold labels of one type. Received: {' and '.join(kinds)}; make text of them "
            "(y.astype(str))."
        ) from error
    _refuse_continuous(labels)


def _labels(y, rows, one_hot):
    """The labels as a Series of whatever dtype they have."""
    if y is None:
        raise ValueError(
            "y must hold one label for each row: it requires y to be passed, but the target y is "
            "None. Received: y=None."
        )
    if hasattr(y, "to_pandas") and not isinstance(y, pd.Series | pd.DataFrame | pd.Index):
        raise ValueError(
            "y must be a list, an array or a Series of pandas. Received: "
            f"{type(y).__module__}.{type(y).__name__}; convert it (y.to_pandas())."
        )
    shape = _shape(y)
    one_column = len(shape) == 2 and shape[1] == 1
    if one_hot and len(shape) == 2 and shape[0] == rows and shape[1] > 1:
        return pd.Series(_set_column(np.asarray(y)))
    if len(shape) != 1 + one_column or shape[0] != rows:
        shown = f"shape {shape}" if shape else f"y={short(y)}"
        raise ValueError(
            f"y must hold one label for each of the {rows} rows of X. Received: {shown}."
        )
    if getattr(getattr(y, "dtype", None), "names", None):
        raise ValueError(
            "y must hold one label for each row. Received: an array of records; give one field."
        )
    if np.ma.is_masked(y):
        raise ValueError(
            "y must hold no masked labels. Received: a masked array; drop the rows that it masks."
        )
    if one_column:
        y = y.iloc[:, 0] if isinstance(y, pd.DataFrame) else np.asarray(y).ravel()
    labels = pd.Series(y).reset_index(drop=True)
    return labels.astype(object) if isinstance(labels.dtype, pd.CategoricalDtype) else labels


def _shape(y):
    if isinstance(y, str | bytes | Mapping | Set) or not hasattr(y, "__len__"):
        return ()
    if isinstance(y, list | tuple) and any(map(_is_row, y)):
        widths = {len(one) if _is_row(one) else None for one in y}
        return (len(y), *widths) if len(widths) == 1 else ()
    return tuple(y.shape) if hasattr(y, "shape") else (len(y),)


def _is_row(label):
    return isinstance(label, list | tuple) or (isinstance(label, np.ndarray) and label.ndim > 0)


def _set_column(bits):
    """Which column each row sets."""
    if bits.dtype.kind not in "biuf" or not np.isin(bits, (0, 1)).all() or (bits.sum(1) != 1).any():
        raise ValueError(
            "y must hold one label for each row, or columns of 0 and 1 of which each row sets one: "
            f"multilabel and multioutput targets are not supported. Received: shape {bits.shape}."
        )
    return bits.argmax(axis=1)


def _refuse_continuous(labels):
    kind = getattr(labels.dtype, "kind", "O")
    if kind == "f":
        numbers = labels.to_numpy(dtype=float)
        odd = numbers[~np.isfinite(numbers) | (numbers != np.rint(numbers))].tolist()
    else:
        odd = labels.tolist() if kind in "cV" else []
    if len(odd):
        reason = "Complex data not supported" if kind == "c" else "Unknown label type: continuous"
        raise ValueError(
            f"y must hold classes. Received: numbers such as {short(odd[0])} ({reason}); cut them "
            "into classes (pandas.cut)."
        )
