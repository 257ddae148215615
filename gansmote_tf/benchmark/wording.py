"""Numbers and lists as sentences have them."""

from collections.abc import Sequence
from typing import Any


def plural(noun: str, number: int) -> str:
    """The number with its noun.

    Example:
        >>> from gansmote_tf.benchmark.wording import plural
        >>> plural("table", 1), plural("table", 13)
        ('1 table', '13 tables')
    """
    return f"{number} {noun if number == 1 else noun + 's'}"


def listed(words: Sequence[str]) -> str:
    """Words in a row, the last after an "and".

    Example:
        >>> from gansmote_tf.benchmark.wording import listed
        >>> listed(["a", "b", "c"]), listed(["a"])
        ('a, b and c', 'a')
    """
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def amount(value: float, digits: int = 1) -> str:
    """A number with some digits; what rounds to zero has no sign.

    Example:
        >>> from gansmote_tf.benchmark.wording import amount
        >>> amount(-3.14), amount(-0.04)
        ('-3.1', '0.0')
    """
    return f"{round(value, digits) + 0.0:.{digits}f}"


def interval(line: Any) -> str:
    """A gain with the interval that it lies in.

    Args:
        line: What has a ``gain``, a ``low`` and a ``high``, such as a row of
            :func:`~gansmote_tf.benchmark.gains.interval_over_tables`.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.wording import interval
        >>> interval(pd.Series({"gain": 6.24, "low": -2.0, "high": 10.3}))
        '+6.2 [-2.0, 10.3]'
    """
    return f"{line.gain:+.1f} [{line.low:.1f}, {line.high:.1f}]"
