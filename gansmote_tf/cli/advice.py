"""The library's sentences in the words of the command line: flags in place of arguments."""

import json
import re

_IN_FLAGS = (
    (r" ?\(X\[[^\]]*\]\.astype\(str\)\)", ""),
    (r"\(X\[[^\]]*\]\.dt\.\w+ for a date, say\)", "(the year of a date, say)"),
    (r"; to keep twins together, give \.patterns as groups to \w+", ""),
    (r"'sampling_strategy'|\bsampling_strategy\b", "--strategy"),
    (r"\brandom_state\b", "--seed"),
    (r"(?<![-\w])folds must", "--folds must"),
    (r"(?<![-\w])groups\[(.*?)\] must", r"--groups: \1 must"),
    (r"(?<![-\w])groups must", "--groups must"),
    (r"\(kind, columns\)", "[kind, [columns]]"),
    (r"\bcolumns of X\b", "columns of the table"),
    (r"\bX must\b", "the table must"),
    (r"[Tt]he target 'y'|\by must\b", "the label column must"),
    (r"the label column must needs to", "the label column must"),
)
_CATEGORY = re.compile(
    r"X\[(?P<name>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\]\.astype\('category'\)"
)
_THAT_COLUMN = re.compile(r"(?<=\()\.astype\('category'\)")
_NAMED = re.compile(r"[Cc]olumn (?P<name>'(?:[^'\\]|\\.)*')")
_GROUPS = re.compile(r"(?<![-\w])groups=(?P<said>\{[^{}]*\})")


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
    named = _NAMED.search(text)
    text = _THAT_COLUMN.sub(lambda _: as_category(_plain(named["name"]) if named else "NAME"), text)
    text = _GROUPS.sub(lambda found: f"--groups '{_json(found['said'])}'", text)
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
    said = json.dumps({name: ["one_of", [name]]}, ensure_ascii=False)
    return f"--groups '{said}'"


def _plain(shown):
    return shown[1:-1].replace("\\'", "'").replace("\\\\", "\\")


def _json(said):
    """A dict as Python shows it, its strings in JSON's quotes and its tuples as lists."""
    return said.replace("'", '"').replace("(", "[").replace(")", "]")
