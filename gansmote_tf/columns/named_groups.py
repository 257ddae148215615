"""Groups that show themselves: columns named alike whose rows agree that they are one attribute."""

import re
from collections import defaultdict
from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd

from gansmote_tf.columns.values import holds_bits
from gansmote_tf.columns.wording import listed

__all__ = ["bits_of", "groups_by_name", "inference_text", "kind_of", "level_names", "split_name"]

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
_UNDERSCORE = len(_SPELLINGS) - 1
_WORDS = {"one_of": "exactly one", "at_most_one": "at most one"}


def kind_of(bits: np.ndarray) -> str:
    """The strictest kind that at least 95 % of the rows obey.

    Args:
        bits: `(rows, levels)` of 0 and 1.

    Example:

    >>> import numpy as np
    >>> from gansmote_tf.columns.named_groups import kind_of
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

    >>> from gansmote_tf.columns.named_groups import split_name
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


def groups_by_name(frame: pd.DataFrame, columns: Sequence[int]) -> list[tuple[str, str, list[int]]]:
    """Find 0/1 columns whose names say that they are levels of one attribute, and whose rows agree.

    Args:
        frame: X as a DataFrame.
        columns: Positions of the columns to look at.

    Returns:
        Name, kind and columns of each group: at least two columns, fewer than rows, with at most
        one of them set in at least 95 % of the rows.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.named_groups import groups_by_name
    >>> frame = pd.DataFrame({"A_x": [1, 0, 1], "A_y": [0, 1, 0], "b": [1, 1, 0]})
    >>> groups_by_name(frame, [0, 1, 2])
    [('A', 'one_of', [0, 1])]
    """
    named = defaultdict(list)
    for column in columns:
        parts = split_name(frame.columns[column])
        if parts and holds_bits(frame.iloc[:, column]):
            named[parts[:2]].append(column)
    found = []
    for (_, name), members in named.items():
        if 2 <= len(members) < len(frame):
            kind = kind_of(bits_of(frame, members))
            if kind != "any_of":
                found.append((name, kind, members))
    return found


def inference_text(found: Sequence[tuple[str, str, Sequence[Hashable]]]) -> str:
    """What was inferred from names, in words, with the way to say otherwise.

    Only names with an underscore are spoken of. Who writes `SORTING(Well)`, `SORTING=Well` or
    `SORTING: Well` says what belongs together; `has_cat` and `has_dog` may just begin alike, and
    where few rows have either, that no row has both proves little.

    Args:
        found: Name, kind and columns of each group that names showed.

    Returns:
        The sentence; empty where nothing needs telling.

    Example:

    >>> import textwrap
    >>> from gansmote_tf.columns.named_groups import inference_text
    >>> text = inference_text([("has", "at_most_one", ["has_cat", "has_dog"])])
    >>> print(textwrap.fill(text, 90))
    Columns of 0 and 1 named alike are read as levels of one attribute: 'has' (at most one of
    'has_cat', 'has_dog'); generated rows obey that. If they are independent, say so:
    groups={'has': ('any_of', ['has_cat', 'has_dog'])}; if not, say that, and this is not told
    again: groups={'has': ('at_most_one', ['has_cat', 'has_dog'])}.
    >>> inference_text([("SORTING", "one_of", ["SORTING(Well)", "SORTING(Poor)"])])
    ''
    """
    doubtful = [each for each in found if split_name(each[2][0])[0] == _UNDERSCORE]
    if not doubtful:
        return ""
    told = [f"{name!r} ({_WORDS[kind]} of {listed(own, 5)})" for name, kind, own in doubtful]
    more = f" and {len(told) - 5} more" if len(told) > 5 else ""
    name, kind, columns = doubtful[0]
    given = [f"groups={{{name!r}: ({each!r}, {list(columns)!r})}}" for each in ("any_of", kind)]
    return (
        "Columns of 0 and 1 named alike are read as levels of one attribute: "
        f"{', '.join(told[:5])}{more}; generated rows obey that. If they are independent, say so: "
        f"{given[0]}; if not, say that, and this is not told again: {given[1]}."
    )


def bits_of(frame: pd.DataFrame, columns: Sequence[int]) -> np.ndarray:
    """Columns of 0 and 1 as a float32 array `(rows, columns)`.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.named_groups import bits_of
    >>> bits_of(pd.DataFrame({"a": [True, False], "b": [5, 6], "c": [0, 1]}), [0, 2])
    array([[1., 0.],
           [0., 1.]], dtype=float32)
    """
    return np.column_stack([frame.iloc[:, c].to_numpy(dtype="float32") for c in columns])


def level_names(frame: pd.DataFrame, columns: Sequence[int]) -> tuple[Hashable, ...]:
    """The level each column stands for, where the names share all else; the names otherwise.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.named_groups import level_names
    >>> frame = pd.DataFrame(columns=["A_x", "A_y", "b"])
    >>> level_names(frame, [0, 1]), level_names(frame, [0, 2])
    (('x', 'y'), ('A_x', 'b'))
    """
    names = [frame.columns[column] for column in columns]
    parts = [split_name(name) for name in names]
    if all(parts) and len({part[:2] for part in parts}) == 1:
        levels = tuple(part[2] for part in parts)
        if len(set(levels)) == len(levels):
            return levels
    return tuple(names)
