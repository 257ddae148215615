"""How values and levels are worded, in messages and in what is printed."""

from collections.abc import Hashable, Iterable
from typing import Any

__all__ = ["level_text", "listed", "short"]


def level_text(level: Hashable) -> str:
    """A level for a reader.

    Example:

    >>> from gansmote_tf.columns.wording import level_text
    >>> level_text("Well"), level_text(None)
    ('Well', 'missing')
    """
    return "missing" if level is None else str(level)


def short(value: Any) -> str:
    """A value as it is written in Python, in one line and not too long.

    Example:

    >>> from gansmote_tf.columns.wording import short
    >>> short([1, "a"]), len(short("a" * 1000))
    ("[1, 'a']", 70)
    """
    return f"{' '.join(repr(value).split()):.70}"


def listed(values: Iterable[Any], most: int = 12) -> str:
    """The first values, as they are written in Python.

    Args:
        values: What to list.
        most: How many of them at most.

    Example:

    >>> from gansmote_tf.columns.wording import listed
    >>> listed(["Well", None, 3], most=2)
    "'Well', None, ..."
    """
    values = list(values)
    return ", ".join(map(repr, values[:most])) + (", ..." if len(values) > most else "")
