"""Conditions on generated rows: requests read, and refused where no row could obey them."""

from collections.abc import Hashable, Mapping, Sequence, Set
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from gansmote_tf.columns.groups import Group
from gansmote_tf.columns.numbers import Number
from gansmote_tf.columns.wording import listed, short

__all__ = ["Condition", "held_numbers", "read_conditions"]


class Condition(NamedTuple):
    """What holds one attribute, or one bit, at a value.

    Args:
        positions: Encoded positions.
        values: What to set there.

    Example:

    >>> import numpy as np
    >>> from gansmote_tf.columns import Condition
    >>> condition = Condition((0, 1), (0.0, 1.0))
    >>> row = np.array([1.0, 0.0, 0.5])
    >>> row[list(condition.positions)] = condition.values
    >>> row
    array([0. , 1. , 0.5])
    """

    positions: tuple[int, ...]
    values: tuple[float, ...]


def read_conditions(
    fixed: Mapping[Hashable, Any], groups: Sequence[Group], numbers: Mapping[int, Number]
) -> list[Condition]:
    """Read a request such as `{"SORTING": "Well", "F1": 0, "age": 40}`.

    Args:
        fixed: From attributes, or columns of groups, to values.
        groups: All groups.
        numbers: How the number at each numeric position is read.

    Raises:
        TypeError: If it is no mapping.
        ValueError: If no generated row could be so.

    Example:

    >>> from gansmote_tf.columns.conditions import read_conditions
    >>> from gansmote_tf.columns.groups import Group
    >>> group = Group("SORTING", "one_of", (0, 1), ("Well", "Poor"), ("a", "b"))
    >>> read_conditions({"SORTING": "Poor"}, [group], {})
    [Condition(positions=(0, 1), values=(0.0, 1.0))]
    """
    if not isinstance(fixed, Mapping):
        raise TypeError(
            "fixed must be a dict from attributes to values, or None. "
            f"Received: fixed={short(fixed)}."
        )
    names = _names(groups)
    conditions = {}
    for name, value in fixed.items():
        if name not in names:
            known = listed(group.name for group in groups)
            raise ValueError(f"fixed must name attributes: {known}. Received: {name!r}.")
        condition = _condition(name, value, *names[name], numbers)
        if set(condition.positions) & set(conditions):
            raise ValueError(
                f"fixed must ask for each attribute once. Received: {name!r} and another name for "
                f"{names[name][0].name!r}; leave one out."
            )
        conditions.update(dict.fromkeys(condition.positions, condition))
    return list(dict.fromkeys(conditions.values()))


def held_numbers(
    fixed: Mapping[Hashable, Any], groups: Sequence[Group], numbers: Mapping[int, Number]
) -> dict[int, Any]:
    """The numbers that a request holds, by encoded position: each an array of one.

    A share of [0, 1] in float32 can't say every number, so what is held is kept beside it.

    Args:
        fixed, groups, numbers: See :func:`read_conditions`, which accepts the request.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.conditions import held_numbers
    >>> from gansmote_tf.columns.groups import Group
    >>> from gansmote_tf.columns.numbers import Number
    >>> group = Group("age", "numeric", (0,), ("age",), ("age",))
    >>> held_numbers({"age": 40.3}, [group], {0: Number(pd.Series([30.0, 50.5]))})
    {0: array([40.3])}
    """
    names, held = _names(groups), {}
    for name, value in fixed.items():
        group, place = names[name]
        if group.kind == "numeric":
            position = group.positions[place or 0]
            held[position] = _held(name, value, numbers[position])
    return held


def _names(groups):
    """What a request may name: attributes, and the columns of those that have several."""
    names = {group.name: (group, None) for group in groups}
    for group in groups:
        if not group.categorical:
            for place, column in enumerate(group.columns):
                if len(group.columns) > 1 or group.name != column:
                    names.setdefault(column, (group, place))
    return names


def _condition(name, value, group, place, numbers):
    if np.ndim(value) > 0 or isinstance(value, complex | Mapping | Set):
        raise ValueError(
            f"fixed[{name!r}] must be one value: a row can't have two. "
            f"Received: {short(value)}; sample once for each."
        )
    value = _plain(value)
    if group.exclusive:
        return _level_condition(name, value, group, place)
    place = 0 if len(group.positions) == 1 else place
    if place is None:
        raise ValueError(
            f"fixed must name the columns of {name!r} one by one, each with a value of its own: "
            f"{listed(group.columns)}. Received: {name!r}."
        )
    position = group.positions[place]
    if group.kind == "numeric":
        return Condition((position,), (_share(name, value, numbers[position]),))
    return Condition((position,), (_bit(name, value, group, position),))


def _plain(value):
    """A value that is missing as None, and one in an array of no dimension as Python's own."""
    value = value.item() if isinstance(value, np.ndarray) else value
    return None if pd.isna(value) else value


def _level_condition(name, value, group, place):
    if place is not None:
        if value != 1:
            raise ValueError(
                f"fixed[{name!r}] must be 1, because the column is a level of {group.name!r}. "
                f"Received: {value!r}; name the level that {group.name!r} shall have instead."
            )
        chosen = place
    else:
        chosen = _place_of(name, value, group)
    if chosen is not None and group.positions[chosen] in group.never:
        raise ValueError(
            f"fixed[{name!r}] must be a level that the rows given show. Received: {value!r}, which "
            f"none of them does; choose one of {listed(_shown(group))}."
        )
    values = (float(place == chosen) for place in range(len(group.positions)))
    return Condition(group.positions, tuple(values))


def _place_of(name, level, group):
    """The level's place; None for no level at all, in an `at_most_one` group."""
    for names in (group.levels, group.columns if len(group.columns) > 1 else ()):
        if level in names:
            return names.index(level)
    if level is None and group.kind == "at_most_one":
        return None
    raise ValueError(
        f"fixed[{name!r}] must be one of its levels: {listed(_shown(group))}. Received: {level!r}."
    )


def _shown(group):
    pairs = zip(group.levels, group.positions, strict=True)
    return [level for level, position in pairs if position not in group.never]


def _bit(name, value, group, position):
    allowed = [bit for bit, no in ((0, group.always), (1, group.never)) if position not in no]
    if value not in allowed:
        raise ValueError(
            f"fixed[{name!r}] must be a value that the rows given show: {listed(allowed)}. "
            f"Received: {value!r}."
        )
    return float(value)


def _share(name, value, number):
    held = _held(name, value, number)
    return float(number.encode(pd.Series(held))[0, 0])


def _held(name, value, number):
    held = number.held(_plain(value))
    if held is None:
        raise ValueError(
            f"fixed[{name!r}] must be a number that the rows could show: {number.summary()}. "
            f"Received: {short(value)}."
        )
    return held
