"""Attributes held at given values: requests read, and refused where no row could obey them."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from gansmote_tf.columns.groups import Group
from gansmote_tf.columns.values import Number

__all__ = ["Held", "held_in"]


class Held(NamedTuple):
    """Encoded positions, and the values to set there."""

    positions: tuple[int, ...]
    values: tuple[float, ...]


def held_in(
    fixed: Mapping[Hashable, Any], groups: Sequence[Group], numbers: Mapping[int, Number]
) -> list[Held]:
    """Read a request such as `{"SORTING": "Well", "F1": 0, "age": 40}`.

    Args:
        fixed: From attributes, or columns of groups, to values.
        groups: All groups.
        numbers: How the number at each numeric position is scaled.

    Raises:
        ValueError: If no generated row could be so.
    """
    names = {group.name: (group, None) for group in groups}
    for group in groups:
        if len(group.columns) == len(group.positions):
            for place, column in enumerate(group.columns):
                if len(group.columns) > 1 or group.name != column:
                    names.setdefault(column, (group, place))
    held = {}
    for name, value in fixed.items():
        if name not in names:
            known = [group.name for group in groups]
            raise ValueError(f"fixed must name attributes: {_some(known)}. Received: {name!r}.")
        one = _hold(name, value, *names[name], numbers)
        if set(one.positions) & set(held):
            raise ValueError(
                f"fixed must ask for each attribute once. Received: {name!r} and another name for "
                f"{names[name][0].name!r}; leave one out."
            )
        held.update(dict.fromkeys(one.positions, one))
    return list(dict.fromkeys(held.values()))


def _hold(name, value, group, place, numbers):
    if np.ndim(value) > 0:
        raise ValueError(
            f"fixed[{name!r}] must be one value: a row can't have two. Received: {value!r}; "
            "sample once for each."
        )
    if group.exclusive:
        return _hold_level(name, value, group, place)
    place = 0 if len(group.positions) == 1 else place
    if place is None:
        raise ValueError(
            f"fixed must name the columns of {name!r} one by one, each with a value of its own: "
            f"{_some(group.columns)}. Received: {name!r}."
        )
    position = group.positions[place]
    if group.kind == "numeric":
        return Held((position,), (_scaled(name, value, numbers[position]),))
    return Held((position,), (_bit(name, value, group, position),))


def _hold_level(name, value, group, place):
    if place is not None:
        if value != 1:
            raise ValueError(
                f"fixed[{name!r}] must be 1, because the column is a level of {group.name!r}. "
                f"Received: {value!r}; name the level that {group.name!r} shall have instead."
            )
        chosen = place
    else:
        chosen = _place_of(name, None if pd.isna(value) else value, group)
    if chosen is not None and group.positions[chosen] in group.never:
        raise ValueError(
            f"fixed[{name!r}] must be a level that the rows given show. Received: {value!r}, which "
            f"none of them does; choose one of {_some(_shown(group))}."
        )
    values = (float(place == chosen) for place in range(len(group.positions)))
    return Held(group.positions, tuple(values))


def _place_of(name, level, group):
    """The level's place; None for no level at all, in an `at_most_one` group."""
    for names in (group.levels, group.columns if len(group.columns) > 1 else ()):
        if level in names:
            return names.index(level)
    if level is None and group.kind == "at_most_one":
        return None
    raise ValueError(
        f"fixed[{name!r}] must be one of its levels: {_some(_shown(group))}. Received: {level!r}."
    )


def _shown(group):
    pairs = zip(group.levels, group.positions, strict=True)
    return [level for level, position in pairs if position not in group.never]


def _bit(name, value, group, position):
    allowed = [bit for bit, no in ((0, group.always), (1, group.never)) if position not in no]
    if value not in allowed:
        raise ValueError(
            f"fixed[{name!r}] must be a value that the rows given show: {_some(allowed)}. "
            f"Received: {value!r}."
        )
    return float(value)


def _scaled(name, value, number):
    real = isinstance(value, int | float | np.integer | np.floating) and not pd.isna(value)
    if not real or not number.low <= value <= number.high or (number.whole and value != int(value)):
        raise ValueError(
            f"fixed[{name!r}] must be a number that the rows could show: {number.summary()}. "
            f"Received: {value!r}."
        )
    return float(number.scale(float(value)))


def _some(values, most=12):
    values = list(values)
    return ", ".join(map(repr, values[:most])) + (", ..." if len(values) > most else "")
