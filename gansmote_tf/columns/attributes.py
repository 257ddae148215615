"""The attributes of a table: what the user says, then what names say, then each column alone."""

import warnings
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from gansmote_tf.columns.explicit_groups import read_groups
from gansmote_tf.columns.groups import Group
from gansmote_tf.columns.named_groups import bits_of, groups_by_name, kind_of, level_names
from gansmote_tf.columns.values import Bit, Levels, Number, read_values

__all__ = ["Attribute", "find_attributes"]


@dataclass(frozen=True)
class Attribute:
    """One attribute of a table, before it has its place in the encoded array.

    Args:
        name: Its name.
        kind: Its kind, see :class:`~gansmote_tf.columns.groups.Group`.
        columns: Positions of its columns in the table.
        values: How each of them is read.
        levels: What each of its encoded positions means.
    """

    name: Hashable
    kind: str
    columns: tuple[int, ...]
    values: tuple[Levels | Bit | Number, ...]
    levels: tuple

    @property
    def ends(self) -> list[int]:
        """Where in its block of positions each column ends."""
        return np.cumsum([len(values.labels) for values in self.values]).tolist()

    def encode(self, table: pd.DataFrame) -> np.ndarray:
        """The attribute of every row, `(rows, levels)`."""
        pairs = zip(self.columns, self.values, strict=True)
        return np.hstack([values.encode(table.iloc[:, column]) for column, values in pairs])

    def decode(self, bits: np.ndarray) -> dict:
        """The values of its columns, by position in the table."""
        blocks = np.split(bits, self.ends[:-1], axis=1)
        triples = zip(self.columns, self.values, blocks, strict=True)
        return {column: values.decode(block) for column, values, block in triples}

    def round(self, numbers: np.ndarray) -> np.ndarray:
        """Numbers brought to where the values that they decode to are encoded."""
        pairs = zip(self.values, numbers.T, strict=True)
        return np.column_stack([values.round(column) for values, column in pairs])

    def placed(self, start: int, bits: np.ndarray, names: pd.Index) -> Group:
        """The group that it is from position `start` on.

        Args:
            start: Its first position.
            bits: What `encode` makes of the rows it was found in.
            names: The names of the table's columns.
        """
        positions = np.arange(start, start + bits.shape[1])
        ones, set_somewhere = (bits != 0).sum(axis=1), (bits != 0).any(axis=0)
        group = Group(
            self.name,
            self.kind,
            positions=tuple(positions.tolist()),
            levels=self.levels,
            columns=tuple(names[column] for column in self.columns),
        )
        if self.kind == "numeric":
            return group
        never = tuple(positions[~set_somewhere].tolist())
        if self.kind == "any_of":
            always = tuple(positions[bits.all(axis=0)].tolist())
            return replace(group, never=never, always=always)
        breaking = ones != 1 if self.kind == "one_of" else ones > 1
        return replace(group, never=never, breaking=int(breaking.sum()))


def find_attributes(
    table: pd.DataFrame, groups: str | Mapping[Hashable, Any] = "auto"
) -> list[Attribute]:
    """Find the attributes of a table, in the order of their first columns.

    Args:
        table: The table.
        groups: See :class:`~gansmote_tf.columns.Columns`.

    Raises:
        ValueError: If a column can't be read, or `groups` does not fit the table.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.attributes import find_attributes
    >>> table = pd.DataFrame({"A_x": [1, 0, 1], "A_y": [0, 1, 0], "b": [1, 2, 3]})
    >>> [(a.name, a.kind, a.levels) for a in find_attributes(table)]
    [('A', 'one_of', ('x', 'y')), ('b', 'numeric', ('b',))]
    """
    found = [_told(table, *said) for said in read_groups(groups, table)]
    found += [_of_bits(table, *named) for named in groups_by_name(table, _rest(table, found))]
    alone = [_alone(table, column) for column in _rest(table, found)]
    if isinstance(groups, str):
        _warn_of_unnamed(alone)
    found = sorted(found + alone, key=lambda attribute: attribute.columns[0])
    return _with_names_of_their_own(found, table)


def _told(table, name, kind, columns):
    if kind == "numeric":
        values = tuple(Number(table.iloc[:, column]) for column in columns)
        return Attribute(name, kind, tuple(columns), values, tuple(table.columns[columns]))
    if len(columns) == 1 and kind == "one_of":
        return _alone(table, columns[0], name, Levels)
    if len(columns) == 1 and kind is None:
        return _alone(table, columns[0], name)
    return _of_bits(table, name, kind or kind_of(bits_of(table, columns)), columns)


def _of_bits(table, name, kind, columns):
    values = tuple(Bit(table.iloc[:, column]) for column in columns)
    levels = level_names(table, columns)
    levels = levels if kind != "any_of" else tuple(table.columns[column] for column in columns)
    return Attribute(name, kind, tuple(columns), values, levels)


def _alone(table, column, name=None, read=read_values):
    values = read(table.iloc[:, column])
    name = table.columns[column] if name is None else name
    return Attribute(name, values.kind, (column,), (values,), values.labels)


def _rest(table, attributes):
    taken = {column for attribute in attributes for column in attribute.columns}
    return [column for column in range(table.shape[1]) if column not in taken]


def _warn_of_unnamed(alone):
    bits = [a for a in alone if a.kind == "any_of" and not isinstance(a.name, str)]
    if len(bits) > 1:
        warnings.warn(
            f"{len(bits)} columns of 0 and 1 have no names that tell which belong together, so "
            "each is read as a bit of its own; if some are levels of one attribute, say so: "
            "groups={'NAME': [0, 1, 2]}.",
            UserWarning,
            stacklevel=4,
        )


def _with_names_of_their_own(attributes, table):
    """Mark, by asterisks, names from `NAME_level` that another attribute or column bears too."""
    taken, named = set(table.columns), []
    for attribute in attributes:
        own = {table.columns[column] for column in attribute.columns}
        name = attribute.name
        while name in taken - own or name in {other.name for other in named}:
            name = f"{name}*"
        named.append(replace(attribute, name=name))
    return named
