"""Which columns describe one attribute: as their names and rows show, or as the user says."""

import re
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from gansmote_tf.column_values import holds_bits

__all__ = ["KINDS", "Group", "groups_by_name", "kind_of", "read_groups", "split_name"]

KINDS = ("one_of", "at_most_one", "any_of", "numeric")
# Share of rows that must obey a kind before it is inferred.
OBEYING = 0.95
# NAME(level), where pandas may have numbered a second one, NAME=level, NAME: level, NAME_level. A
# greedy name splits at the last separator; an underscore counts only where no other one does.
_SPELLINGS = (
    r"(?P<name>.+)\((?P<level>.+)\)(?P<number>\.\d+)?",
    r"(?P<name>.+)=(?P<level>.+)",
    r"(?P<name>.+): *(?P<level>.+)",
    r"(?P<name>.+)_(?P<level>.+)",
)


@dataclass(frozen=True)
class Group:
    """The encoded positions that describe one attribute.

    Args:
        name: The attribute's name.
        kind: `"one_of"` (exactly one position is set), `"at_most_one"`, `"any_of"` (each position
            a bit of its own) or `"numeric"` (each position a number in [0, 1]).
        positions: Where it stands in the encoded array, without gaps.
        levels: What each position means: a level, None for a missing value, or the name of the
            column for bits and numbers.
        columns: The columns of the table that it is read from.
        never: Positions that no row sets, so no generated row may.
        always: Positions of bits that every row sets, so every generated row must.
        breaking: Number of rows that don't obey the kind.

    Example:

    >>> from gansmote_tf.groups import Group
    >>> Group("SORTING", "at_most_one", (0, 1), ("Well", "Poor"), ("A", "B")).exclusive
    True
    """

    name: Hashable
    kind: str
    positions: tuple[int, ...]
    levels: tuple
    columns: tuple
    never: tuple[int, ...] = ()
    always: tuple[int, ...] = ()
    breaking: int = field(default=0, compare=False)

    @property
    def exclusive(self) -> bool:
        """Whether its positions are levels of one attribute, two of which can't hold at once."""
        return self.kind in ("one_of", "at_most_one")

    @property
    def block(self) -> slice:
        """Its positions, as a slice."""
        return slice(self.positions[0], self.positions[-1] + 1)

    def places(self, positions: Sequence[int]) -> list[int]:
        """Where in its block given positions stand."""
        return [position - self.positions[0] for position in positions]

    def levels_at(self, positions: Sequence[int]) -> list:
        """What given positions mean."""
        return [self.levels[place] for place in self.places(positions)]


def kind_of(bits: np.ndarray) -> str:
    """The strictest kind that at least 95 % of the rows obey.

    Args:
        bits: `(rows, levels)` of 0 and 1.

    Example:

    >>> import numpy as np
    >>> from gansmote_tf.groups import kind_of
    >>> kind_of(np.eye(4)), kind_of(np.zeros((4, 2))), kind_of(np.ones((4, 2)))
    ('one_of', 'at_most_one', 'any_of')
    """
    ones = bits.sum(axis=1)
    if (ones == 1).mean() >= OBEYING:
        return "one_of"
    return "at_most_one" if (ones <= 1).mean() >= OBEYING else "any_of"


def split_name(name: Hashable) -> tuple[int, str, str] | None:
    """Split a column's name into how it is spelled, the attribute's name and the level.

    Example:

    >>> from gansmote_tf.groups import split_name
    >>> split_name("GRAIN SIZE(V.fine)"), split_name("stalk_root_club"), split_name("age")
    ((0, 'GRAIN SIZE', 'V.fine'), (3, 'stalk_root', 'club'), None)
    """
    if not isinstance(name, str):
        return None
    for spelling, pattern in enumerate(_SPELLINGS):
        if parts := re.fullmatch(pattern, name.strip()):
            parts = parts.groupdict(default="")
            return spelling, parts["name"].strip(), parts["level"] + parts.get("number", "")
    return None


def groups_by_name(table: pd.DataFrame, columns: Sequence[int]) -> list[tuple[str, str, list[int]]]:
    """Find 0/1 columns whose names say that they are levels of one attribute, and whose rows agree.

    Args:
        table: The table.
        columns: Positions of the columns to look at.

    Returns:
        Name, kind and columns of each group: at least two columns, fewer than rows, with at most
        one of them set in at least 95 % of the rows.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.groups import groups_by_name
    >>> table = pd.DataFrame({"A_x": [1, 0, 1], "A_y": [0, 1, 0], "b": [1, 1, 0]})
    >>> groups_by_name(table, [0, 1, 2])
    [('A', 'one_of', [0, 1])]
    """
    named = defaultdict(list)
    for column in columns:
        parts = split_name(table.columns[column])
        if parts and holds_bits(table.iloc[:, column]):
            named[parts[:2]].append(column)
    found = []
    for (_, name), members in named.items():
        if 2 <= len(members) < len(table):
            kind = kind_of(bits_of(table, members))
            if kind != "any_of":
                found.append((name, kind, members))
    return found


def bits_of(table: pd.DataFrame, columns: Sequence[int]) -> np.ndarray:
    """Columns of 0 and 1 as an array `(rows, columns)`."""
    return np.column_stack([table.iloc[:, c].to_numpy(dtype="float32") for c in columns])


def level_names(table: pd.DataFrame, columns: Sequence[int]) -> tuple:
    """The level each column stands for, where the names share all else; the names otherwise."""
    names = [table.columns[column] for column in columns]
    parts = [split_name(name) for name in names]
    if all(parts) and len({part[:2] for part in parts}) == 1:
        levels = tuple(part[2] for part in parts)
        if len(set(levels)) == len(levels):
            return levels
    return tuple(names)


# --- what the user says -----------------------------------------------------------------------


def read_groups(
    groups: str | Mapping[Hashable, Any], table: pd.DataFrame
) -> list[tuple[Hashable, str | None, list[int]]]:
    """Read the argument `groups`: names, kinds (None where not said) and columns.

    Args:
        groups: `"auto"`, or a dict from an attribute's name to its columns (names, or positions
            from 0) or to `(kind, columns)`.
        table: The table it speaks of.

    Raises:
        ValueError: If it is anything else, names an unknown kind or column, a column twice, or a
            kind that the column's values don't allow.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.groups import read_groups
    >>> table = pd.DataFrame({"x": [1, 0], "y": [0, 1], "z": [1, 1]})
    >>> read_groups({"A": ("at_most_one", ["x", "y"]), "B": [2]}, table)
    [('A', 'at_most_one', [0, 1]), ('B', None, [2])]
    """
    if isinstance(groups, str) and groups == "auto":
        return []
    if not isinstance(groups, Mapping):
        raise ValueError(
            "groups must be 'auto' or a dict such as {'SORTING': ['SORTING_Well', 'SORTING_Poor']} "
            f"or {{'SORTING': ('one_of', [12, 13])}}. Received: groups={groups!r}."
        )
    read = [(name, *_kind_and_columns(name, said, table)) for name, said in groups.items()]
    _check_overlap(read, table)
    for name, kind, columns in read:
        _check_values(name, kind, columns, table)
    return read


def _kind_and_columns(name, said, table):
    kind = None
    if isinstance(said, tuple) and len(said) == 2 and np.ndim(said[1]) == 1:
        kind, said = said
    if kind is not None and kind not in KINDS:
        raise ValueError(
            f"groups[{name!r}] must be columns, or (kind, columns) with a kind of "
            f"{', '.join(KINDS)}. Received: kind {kind!r}."
        )
    if isinstance(said, str) or np.ndim(said) != 1 or len(said) == 0:
        raise ValueError(
            f"groups[{name!r}] must be a list of columns, by name or position. Received: {said!r}."
        )
    return kind, [_column(name, column, table) for column in said]


def _column(name, column, table):
    if column in table.columns:
        return table.columns.get_loc(column)
    if isinstance(column, int | np.integer) and 0 <= column < table.shape[1]:
        return int(column)
    raise ValueError(
        f"groups[{name!r}] must name columns of X, or their positions from 0 to "
        f"{table.shape[1] - 1}. Received: {column!r}; the columns are {_some(table.columns)}."
    )


def _check_overlap(read, table):
    owner = {}
    for name, _, columns in read:
        for column in columns:
            if column in owner:
                raise ValueError(
                    "groups must name every column once. Received: column "
                    f"{table.columns[column]!r} in {owner[column]!r} and in {name!r}; take it "
                    "out of one."
                )
            owner[column] = name
    for name, _, columns in read:
        if name in table.columns and table.columns.get_loc(name) not in columns:
            raise ValueError(
                f"groups must not give an attribute the name of a column outside it. Received: "
                f"{name!r}; choose another name."
            )


def _check_values(name, kind, columns, table):
    if kind == "numeric" or (len(columns) == 1 and kind in ("one_of", None)):
        return
    for column in columns:
        if not holds_bits(table.iloc[:, column]):
            raise ValueError(
                f"groups[{name!r}] must be columns of 0 and 1 without missing values"
                + (f", to be {kind}" if kind else "")
                + f". Received: column {table.columns[column]!r} of dtype "
                f"{table.dtypes.iloc[column]}; leave it out: a column of several levels is an "
                "attribute by itself."
            )
    if kind == "one_of" and not bits_of(table, columns).any():
        raise ValueError(
            f"groups[{name!r}] must have a level that some row shows, to be one_of. Received: "
            "columns that are 0 in every row; make it at_most_one, or leave it out."
        )


def _some(values, most=8):
    values = list(values)
    return ", ".join(map(repr, values[:most])) + (", ..." if len(values) > most else "")
