"""Explicit groups: the argument `groups`, read and checked against X."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from gansmote_tf.columns.groups import KINDS
from gansmote_tf.columns.named_groups import bits_of
from gansmote_tf.columns.values import holds_bits
from gansmote_tf.columns.wording import listed, short

__all__ = ["read_groups"]


def read_groups(
    groups: str | Mapping[Hashable, Any], frame: pd.DataFrame
) -> list[tuple[Hashable, str | None, list[int]]]:
    """Read the argument `groups`: names, kinds (None where not given) and columns.

    Args:
        groups: `"auto"`, or a dict from an attribute's name to its columns (names, or positions
            from 0) or to `(kind, columns)`.
        frame: X as a DataFrame.

    Raises:
        ValueError: If it is anything else, names an unknown kind or column, a column twice, or a
            kind that the column's values don't allow.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.explicit_groups import read_groups
    >>> frame = pd.DataFrame({"x": [1, 0], "y": [0, 1], "z": [1, 1]})
    >>> read_groups({"A": ("at_most_one", ["x", "y"]), "B": [2]}, frame)
    [('A', 'at_most_one', [0, 1]), ('B', None, [2])]
    """
    if isinstance(groups, str) and groups == "auto":
        return []
    if not isinstance(groups, Mapping):
        raise ValueError(
            "groups must be 'auto' or a dict such as {'SORTING': ['SORTING_Well', 'SORTING_Poor']} "
            f"or {{'SORTING': ('one_of', [12, 13])}}. Received: groups={short(groups)}."
        )
    read = [(name, *_kind_and_columns(name, given, frame)) for name, given in groups.items()]
    _check_overlap(read, frame)
    for name, kind, columns in read:
        _check_values(name, kind, columns, frame)
    return read


def _kind_and_columns(name, given, frame):
    kind = None
    if isinstance(given, tuple) and len(given) == 2 and _is_list(given[1]):
        kind, given = given
        if not isinstance(kind, str) or kind not in KINDS:
            raise ValueError(
                f"groups[{name!r}] must be columns, or (kind, columns) with a kind of "
                f"{', '.join(KINDS)}. Received: kind {short(kind)}."
            )
    if not _is_list(given) or len(given) == 0:
        raise ValueError(
            f"groups[{name!r}] must be a list of columns, by name or position. "
            f"Received: {short(given)}."
        )
    return kind, [_column(name, column, frame) for column in given]


def _is_list(columns):
    listed = isinstance(columns, Sequence | pd.Index | pd.Series) and not isinstance(columns, str)
    return listed or (isinstance(columns, np.ndarray) and columns.ndim == 1)


def _column(name, column, frame):
    if isinstance(column, Hashable) and column in frame.columns:
        return frame.columns.get_loc(column)
    whole = isinstance(column, int | np.integer) and not isinstance(column, bool)
    if whole and 0 <= column < frame.shape[1]:
        return int(column)
    raise ValueError(
        f"groups[{name!r}] must name columns of X, or their positions from 0 to "
        f"{frame.shape[1] - 1}. Received: {column!r}; the columns are "
        f"{listed(frame.columns, most=8)}."
    )


def _check_overlap(read, frame):
    owner = {}
    for name, _, columns in read:
        for column in columns:
            if column in owner:
                raise ValueError(
                    "groups must name every column once. Received: column "
                    f"{frame.columns[column]!r} in {owner[column]!r} and in {name!r}; take it "
                    "out of one."
                )
            owner[column] = name
    for name, _, columns in read:
        if name in frame.columns and frame.columns.get_loc(name) not in columns:
            raise ValueError(
                f"groups must not give an attribute the name of a column outside it. Received: "
                f"{name!r}; choose another name."
            )


def _check_values(name, kind, columns, frame):
    if kind == "numeric" or (len(columns) == 1 and kind in ("one_of", None)):
        return
    for column in columns:
        if not holds_bits(frame.iloc[:, column]):
            raise ValueError(
                f"groups[{name!r}] must be columns of 0 and 1 without missing values"
                + (f", to be {kind}" if kind else "")
                + f". Received: column {frame.columns[column]!r} of dtype "
                f"{frame.dtypes.iloc[column]}; leave it out: a column of several levels is an "
                "attribute by itself."
            )
    if kind == "one_of" and not bits_of(frame, columns).any():
        raise ValueError(
            f"groups[{name!r}] must have a level that some row shows, to be one_of. Received: "
            "columns that are 0 in every row; make it at_most_one, or leave it out."
        )
