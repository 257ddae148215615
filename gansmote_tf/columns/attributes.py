"""The attributes of X: those given explicitly, those that names show, then each column alone."""

import warnings
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types

from gansmote_tf.columns.explicit_groups import read_groups
from gansmote_tf.columns.groups import Group, Groups
from gansmote_tf.columns.named_groups import (
    bits_of,
    groups_by_name,
    inference_text,
    kind_of,
    level_names,
)
from gansmote_tf.columns.numbers import Number
from gansmote_tf.columns.values import Bit, Levels, read_values

__all__ = ["Attribute", "find_attributes", "numbers_at", "placed_groups", "told_of_names"]

# More levels than this, and than half the rows, are taken for an identifier.
MOST_LEVELS = 50
_NUMBERS = ("floating", "integer", "mixed-integer-float", "decimal")


@dataclass(frozen=True)
class Attribute:
    """One attribute of X, before it has its place in the encoded array.

    Args:
        name: Its name.
        kind: Its kind, see :class:`~gansmote_tf.columns.groups.Group`.
        columns: Positions of its columns in X.
        values: How each of them is read.
        levels: What each of its encoded positions means.
        inferred: Whether names and rows showed that its columns belong together, and nobody said.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.attributes import Attribute
    >>> from gansmote_tf.columns.values import Levels
    >>> frame = pd.DataFrame({"colour": ["red", "blue"]})
    >>> values = Levels(frame["colour"])
    >>> attribute = Attribute("colour", "one_of", (0,), (values,), values.labels)
    >>> attribute.encode(frame)
    array([[0., 1.],
           [1., 0.]], dtype=float32)
    """

    name: Hashable
    kind: str
    columns: tuple[int, ...]
    values: tuple[Levels | Bit | Number, ...]
    levels: tuple[Hashable, ...]
    inferred: bool = False

    @property
    def ends(self) -> list[int]:
        """Where in its block of positions each column ends."""
        return np.cumsum([len(values.labels) for values in self.values]).tolist()

    @property
    def structure(self) -> tuple:
        """What is alike in two tables that differ in their rows alone: all but a category's levels.

        Numbers may be read otherwise, as each table's own rows are spread.
        """
        own = (self.values[0].dtype,) if self.is_category else self.levels
        return self.name, self.kind, self.columns, own

    @property
    def is_category(self) -> bool:
        """Whether one column holds its levels as values, and not a bit for each."""
        return isinstance(self.values[0], Levels)

    def with_levels_of(self, frames: Sequence[pd.DataFrame]) -> "Attribute":
        """The same attribute, of a category all levels that some frame of its kind shows."""
        if not self.is_category:
            return self
        shown = [frame.iloc[:, self.columns[0]].drop_duplicates() for frame in frames]
        values = Levels(pd.concat(shown, ignore_index=True))
        return replace(self, values=(values,), levels=values.labels)

    def encode(self, frame: pd.DataFrame) -> np.ndarray:
        """The attribute of every row, `(rows, levels)`."""
        pairs = zip(self.columns, self.values, strict=True)
        return np.hstack([values.encode(frame.iloc[:, column]) for column, values in pairs])

    def decode(self, bits: np.ndarray) -> dict[int, Any]:
        """The values of its columns, by position in X."""
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
            names: The names of the columns of X.
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


def placed_groups(
    attributes: Sequence[Attribute], blocks: Iterable[np.ndarray], names: pd.Index
) -> Groups:
    """The groups that attributes are, one behind the other.

    Args:
        attributes: The attributes.
        blocks: What each one's `encode` makes of the rows it was found in.
        names: The names of the columns of X.
    """
    groups, start = [], 0
    for attribute, block in zip(attributes, blocks, strict=True):
        groups.append(attribute.placed(start, block, names))
        start = groups[-1].block.stop
    return Groups(groups)


def numbers_at(pairs: Iterable[tuple[Attribute, Group]]) -> dict[int, Number]:
    """How the number at each numeric position is read, of attributes and their groups."""
    numbers = {}
    for attribute, group in pairs:
        if group.kind == "numeric":
            numbers |= dict(zip(group.positions, attribute.values, strict=True))
    return numbers


def told_of_names(attributes: Sequence[Attribute], names: pd.Index) -> str:
    """What is to be told of the groups that names showed, "" where none did."""
    inferred = [attribute for attribute in attributes if attribute.inferred]
    return inference_text(
        [(each.name, each.kind, [names[place] for place in each.columns]) for each in inferred]
    )


def find_attributes(
    frame: pd.DataFrame, groups: str | Mapping[Hashable, Any] = "auto"
) -> list[Attribute]:
    """Find the attributes of X, in the order of their first columns.

    Args:
        frame: X as a DataFrame.
        groups: See :class:`~gansmote_tf.columns.Columns`.

    Raises:
        ValueError: If a column can't be read or is an identifier, or `groups` does not fit X.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.attributes import find_attributes
    >>> frame = pd.DataFrame({"A_x": [1, 0, 1], "A_y": [0, 1, 0], "b": [1, 2, 3]})
    >>> [(a.name, a.kind, a.levels) for a in find_attributes(frame)]
    [('A', 'one_of', ('x', 'y')), ('b', 'numeric', ('b',))]
    """
    found = [_explicit(frame, *group) for group in read_groups(groups, frame)]
    named = groups_by_name(frame, _rest(frame, found))
    found += [replace(_of_bits(frame, *group), inferred=True) for group in named]
    alone = [_alone(frame, column) for column in _rest(frame, found)]
    _check_no_identifiers(alone, frame)
    if isinstance(groups, str):
        _warn_of_unnamed(alone)
    found = sorted(found + alone, key=lambda attribute: attribute.columns[0])
    return _with_names_of_their_own(found, frame)


def _explicit(frame, name, kind, columns):
    if kind == "numeric":
        values = tuple(Number(frame.iloc[:, column]) for column in columns)
        return Attribute(name, kind, tuple(columns), values, tuple(frame.columns[columns]))
    if len(columns) == 1 and kind == "one_of":
        return _alone(frame, columns[0], name, Levels)
    if len(columns) == 1 and kind is None:
        return _alone(frame, columns[0], name)
    return _of_bits(frame, name, kind or kind_of(bits_of(frame, columns)), columns)


def _of_bits(frame, name, kind, columns):
    values = tuple(Bit(frame.iloc[:, column]) for column in columns)
    levels = level_names(frame, columns)
    levels = levels if kind != "any_of" else tuple(frame.columns[column] for column in columns)
    return Attribute(name, kind, tuple(columns), values, levels)


def _alone(frame, column, name=None, read=read_values):
    values = read(frame.iloc[:, column])
    name = frame.columns[column] if name is None else name
    return Attribute(name, values.kind, (column,), (values,), values.labels)


def _rest(frame, attributes):
    taken = {column for attribute in attributes for column in attribute.columns}
    return [column for column in range(frame.shape[1]) if column not in taken]


def _check_no_identifiers(alone, frame):
    """Refuse categories that hardly any two rows share: each level takes a position of every row.

    A small table may have them all different, and who names the column in `groups` means it.
    """
    for attribute in alone:
        count = len(attribute.levels)
        if attribute.kind == "one_of" and count > max(MOST_LEVELS, len(frame) / 2):
            name = attribute.name
            column = frame.iloc[:, attribute.columns[0]]
            numbers = types.infer_dtype(column, skipna=True) in _NUMBERS
            way_out = f"make numbers of it (X[{name!r}] = pd.to_numeric(X[{name!r}])), " * numbers
            raise ValueError(
                f"Column {name!r} must hold categories that rows share. Received: {count} levels "
                f"in {len(frame)} rows, as an identifier has them, and generated rows could only "
                f"repeat them; drop it, {way_out}merge its rare levels, or, if it is meant so, say "
                f"groups={{{name!r}: ('one_of', [{name!r}])}}."
            )


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


def _with_names_of_their_own(attributes, frame):
    """Mark, by asterisks, names from `NAME_level` that another attribute or column bears too."""
    taken, named = set(frame.columns), []
    for attribute in attributes:
        own = {frame.columns[column] for column in attribute.columns}
        name = attribute.name
        while name in taken - own or name in {other.name for other in named}:
            name = f"{name}*"
        named.append(replace(attribute, name=name))
    return named
