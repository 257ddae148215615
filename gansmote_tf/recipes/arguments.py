"""What an argument may be: checked in one way everywhere, refused in one sentence.

A function takes the argument's name and value and gives the value in Python's own type: NumPy's
scalars and arrays of no dimension serve wherever a number does.
"""

import reprlib
from numbers import Integral, Real
from typing import Any

#: The largest number that makes sense of anything that is counted.
LARGEST = 10**9

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 70


def shown(value: Any) -> str:
    """A value as a message shows it: short, and in one line, whatever it is.

    Example:
        >>> from gansmote_tf.recipes.arguments import shown
        >>> shown([1.5, None]), len(shown("a" * 1000))
        ('[1.5, None]', 70)
    """
    try:
        return " ".join(_SHORT.repr(value).split())
    except ValueError:  # a whole number of thousands of digits
        return f"a {type(value).__name__} too long to show"


def number(
    name: str,
    value: Any,
    low: float,
    high: float = LARGEST,
    *,
    whole: bool = False,
    optional: bool = False,
    above: bool = False,
    below: bool = False,
    of: str = "",
) -> Any:
    """A number in [low, high].

    Args:
        name, value: The argument.
        low, high: The ends of the range.
        whole: Whether it must be a whole number, as Python and NumPy have them; 3.0 is none.
        optional: Whether None will do.
        above, below: Whether the lower end, or the upper one, is outside.
        of: What the argument belongs to, for the message.

    Returns:
        An int where ``whole``, a float otherwise, or None.

    Raises:
        TypeError: It is no number. True is none, and neither is "3".
        ValueError: It lies outside.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.recipes.arguments import number
        >>> number("rows", np.int8(3), 1, whole=True), number("rate", np.array(0.5), 0, 1)
        (3, 0.5)
        >>> number("rate", 1.5, 0, 1, below=True)
        Traceback (most recent call last):
        ...
        ValueError: rate must lie in [0, 1). Received: rate=1.5.
    """
    if value is None and optional:
        return None
    plain = _plain(value)
    if isinstance(plain, bool) or not isinstance(plain, Integral if whole else Real):
        raise TypeError(
            f"{name}{of} must be a {'whole ' * whole}number{' or None' * optional}. "
            f"Received: {name}={shown(value)}."
        )
    inside = low <= plain <= high and not (above and plain == low) and not (below and plain == high)
    if not inside:
        opened, closed = "(" if above else "[", ")" if below else "]"
        raise ValueError(
            f"{name}{of} must lie in {opened}{_bound(low)}, {_bound(high)}{closed}. "
            f"Received: {name}={shown(value)}."
        )
    return int(plain) if whole else float(plain)


def seed(name: str, value: Any, *, optional: bool = False) -> int | None:
    """A whole number in [0, 2**64), see :func:`number`.

    Example:
        >>> from gansmote_tf.recipes.arguments import seed
        >>> seed("seed", 3)
        3
    """
    return number(name, value, 0, 2**64, whole=True, optional=optional, below=True)


def random_state(name: str, value: Any) -> Any:
    """What scikit-learn takes as ``random_state``: a whole number in [0, 2**32), a generator, None.

    Example:
        >>> from gansmote_tf.recipes.arguments import random_state
        >>> random_state("random_state", 3)
        3
    """
    if value is None or hasattr(value, "randint"):
        return value
    return number(name, value, 0, 2**32, whole=True, optional=True, below=True)


def flag(name: str, value: Any) -> bool:
    """True or False, NumPy's too.

    Raises:
        TypeError: It is neither. 1 and "no" are none.

    Example:
        >>> from gansmote_tf.recipes.arguments import flag
        >>> flag("stop", True)
        True
    """
    plain = _plain(value)
    if not isinstance(plain, bool):
        raise TypeError(f"{name} must be True or False. Received: {name}={shown(value)}.")
    return plain


def choice(name: str, value: Any, *choices: Any, of: str = "") -> Any:
    """One of some words, flags or None.

    Raises:
        ValueError: It is none of them.

    Example:
        >>> from gansmote_tf.recipes.arguments import choice
        >>> choice("heads", "grouped", "sigmoid", "grouped")
        'grouped'
    """
    # By type, too: 1 is no True here.
    if not any(value is one or (isinstance(value, str) and value == one) for one in choices):
        raise ValueError(f"{name}{of} must be one of {choices}. Received: {name}={shown(value)}.")
    return value


def instance(name: str, value: Any, kind: Any, what: str) -> Any:
    """An object of some type.

    Args:
        name, value: The argument.
        kind: The type, or some, as ``isinstance`` takes them.
        what: What it must be, in words.

    Raises:
        TypeError: It is of another type.

    Example:
        >>> from gansmote_tf.recipes.arguments import instance
        >>> instance("stream", "noise", str, "a name")
        'noise'
    """
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be {what}. Received: {name}={shown(value)}.")
    return value


def _plain(value):
    """NumPy's scalars, and arrays of no dimension, as Python's own."""
    return value.item() if getattr(value, "shape", None) == () and hasattr(value, "item") else value


def _bound(end):
    return f"2**{end.bit_length() - 1}" if end in (2**32, 2**64) else f"{end:g}"
