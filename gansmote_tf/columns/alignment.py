"""Columns of many tables of one kind, encoded alike whatever levels each table shows."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gansmote_tf.columns.columns import Columns
from gansmote_tf.columns.groups import Groups

__all__ = ["common_groups", "fit_aligned"]


def common_groups(many: Sequence[Groups]) -> Groups:
    """What many tables' groups have in common: what no row of any shows, or every row of all.

    Args:
        many: Groups of one :attr:`~gansmote_tf.columns.Groups.layout`, at least one.

    Example:
        >>> from gansmote_tf.columns import Group, Groups
        >>> from gansmote_tf.columns.alignment import common_groups
        >>> few, every = (
        ...     Groups([Group("hue", "one_of", (0, 1), ("red", "blue"), ("hue",), never=never)])
        ...     for never in [(1,), ()]
        ... )
        >>> common_groups([few, every]) == every
        True
    """
    found = []
    for same in zip(*many, strict=True):
        never, always = (
            set.intersection(*(set(getattr(group, name)) for group in same))
            for name in ("never", "always")
        )
        found.append(replace(same[0], never=tuple(sorted(never)), always=tuple(sorted(always))))
    return Groups(found)


def fit_aligned(tables: Sequence[Any]) -> list[Columns]:
    """Learn what the columns of each table are, and give tables of one kind the same positions.

    Draws from one table, or its folds, seldom show the same levels. Where two tables are alike in
    all but these, a level that one of them shows has a position in the other too, among its group's
    ``never``; so their GANs can train side by side. Numbers are read from each table alone.

    Args:
        tables: Each a table that :meth:`Columns.fit` reads.

    Returns:
        The columns of each.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.columns.alignment import fit_aligned
        >>> tables = [pd.DataFrame({"hue": own}) for own in (["red", "blue"], ["red", "grey"])]
        >>> [columns.groups[0].never for columns in fit_aligned(tables)]
        [(1,), (0,)]
    """
    fitted = [Columns().fit(X) for X in tables]
    kinds = {}
    for place, columns in enumerate(fitted):
        kinds.setdefault(columns.structure, []).append(place)
    for places in kinds.values():
        if len({fitted[place].groups.layout for place in places}) > 1:
            shown = fitted[places[0]].levels_of([tables[place] for place in places])
            for place in places:
                fitted[place].add_levels(shown, tables[place])
    return fitted
