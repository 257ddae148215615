"""The library's sentences in the words of the command line: flags in place of arguments."""

import contextlib
import json
import re
import shlex
from ast import literal_eval

_IN_FLAGS = (
    (r" ?\((X\[[^\]]*\]|y)\.astype\(str\)\)", ""),
    (r"\(X\[[^\]]*\]\.dt\.\w+ for a date, say\)", "(the year of a date, say)"),
    (r"; to keep twins together, give \.patterns as groups to \w+", ""),
    (r"'sampling_strategy'|\bsampling_strategy\b", "--strategy"),
    (r"(?<!['\w])random_state\b", "--seed"),
    (r"(?<![-\w])(folds|reference) must", r"--\1 must"),
    (r"(?<![-\w])rows must be fewer than frequent", "--rows must be fewer than --frequent"),
    (r"(?<![-\w])groups\[(.*?)\] must", r"--groups: \1 must"),
    (r"(?<![-\w])groups must", "--groups must"),
    (r"\(kind, columns\)", "[kind, [columns]]"),
    (r"\bcolumns of X\b", "columns of the table"),
    (r"\bX must\b", "the table must"),
    (r"[Tt]he target 'y'|\by must\b", "the label column must"),
    (r"the label column must needs to", "the label column must"),
    ("The specified ratio required to remove", "--strategy must not ask to remove"),
    (
        "With over-sampling methods, the number of samples in a class",
        "--strategy: the number of rows of a class",
    ),
    (r" of dtype (\S+);", r" of type \1;"),
    (r"\bdtype ", "the type "),
    (r" \(pandas\.cut\)", ""),
    (r"\bk_neighbors=(\w+)", r"\1 neighbours"),
    (r"\bpath must", "--data must"),
    (r"\bgive path=,", "name it by --data,"),
    (r"Received: (path|groups|folds|reference)=", "Received: "),
)
_QUOTED = r"(?P<name>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_CATEGORY = re.compile(rf"X\[{_QUOTED}\]\.astype\('category'\)")
_NUMBER = re.compile(rf"X\[{_QUOTED}\] = pd\.to_numeric\(X\[(?P=name)\]\)")
_THAT_COLUMN = re.compile(r"(?<=\()\.astype\('category'\)")
_NAMED = re.compile(rf"[Cc]olumn {_QUOTED}")
_GROUPS = re.compile(r"(?<![-\w])groups=(?=\{)")


def told_in_flags(message: object) -> str:
    """A message that speaks of Python, for someone at a terminal.

    Example:
        >>> from gansmote_tf.cli.advice import told_in_flags
        >>> print(told_in_flags("make it a category (X['depth'].astype('category'))."))
        make it a category (--groups '{"depth": ["one_of", ["depth"]]}').
        >>> print(told_in_flags("say so: groups={'NAME': [0, 1]}."))
        say so: --groups '{"NAME": [0, 1]}'.
    """
    text = _CATEGORY.sub(lambda found: as_category(_plain(found["name"])), str(message))
    text = _NUMBER.sub(lambda found: _read_as("numeric", _plain(found["name"])), text)
    named = _NAMED.search(text)
    text = _THAT_COLUMN.sub(lambda _: as_category(_plain(named["name"]) if named else "NAME"), text)
    first, *rest = _GROUPS.split(text)
    text = "".join([first, *map(_after_groups, rest)])
    for pattern, flags in _IN_FLAGS:
        text = re.sub(pattern, flags, text)
    return text


def as_category(name: str) -> str:
    """The flag that has a column read as a category.

    Example:
        >>> from gansmote_tf.cli.advice import as_category
        >>> print(as_category("depth"))
        --groups '{"depth": ["one_of", ["depth"]]}'
    """
    return _read_as("one_of", name)


def _read_as(kind, name):
    return _flag({name: [kind, [name]]})


def _plain(shown):
    """What a text is that Python shows in quotes; what only looks so, without them."""
    try:
        return literal_eval(shown)
    except (ValueError, SyntaxError):
        return shown[1:-1]


def _flag(groups):
    return f"--groups {shlex.quote(json.dumps(groups, ensure_ascii=False))}"


def _after_groups(text):
    """What follows ``groups=``: a dict as Python shows it, here as the flag, and the rest."""
    for end in (place + 1 for place, mark in enumerate(text) if mark == "}"):
        with contextlib.suppress(ValueError, SyntaxError):
            return _flag(literal_eval(text[:end])) + text[end:]
    return f"--groups {text}"
