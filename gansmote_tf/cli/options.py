"""Options that several commands share, and the types of their values."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gansmote_tf.recipes import RECIPES, Recipe, get_recipe


def whole_number(lowest: int) -> Callable[[str], int]:
    """A type of option: whole numbers from ``lowest`` on."""

    def convert(text: str) -> int:
        if not text.removeprefix("-").isdecimal() or int(text) < lowest:
            raise ArgumentTypeError(f"expected a whole number from {lowest}, got {text!r}")
        return int(text)

    return convert


def fraction(text: str) -> float:
    """A type of option: numbers in (0, 1]."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= 1:
        raise ArgumentTypeError(f"expected a number above 0 and at most 1, got {text!r}")
    return number


def add_labelled_table(parser: ArgumentParser) -> None:
    """A file, its label column, and how the others are read."""
    add = parser.add_argument
    add(
        "file",
        type=Path,
        metavar="FILE",
        help="a table in .csv, .tsv or .txt (with .gz too), .parquet or .xlsx; - for a stream",
    )
    add("--target", metavar="NAME", required=True, help="its label column")
    add(
        "--encoding",
        type=_encoding,
        metavar="NAME",
        help="of a CSV file that is not UTF-8, such as cp1252",
    )
    add(
        "--groups",
        default="auto",
        metavar="JSON",
        help="which columns describe one attribute, such as "
        '\'{"LANES": ["one_of", ["LANES"]]}\' (default: read from names and rows)',
    )


def read_groups(text: str) -> str | dict[str, Any]:
    """What ``--groups`` says, a pair of kind and columns as the tuple it is in Python.

    Raises:
        ValueError: It is no JSON of that form.

    Example:
        >>> from gansmote_tf.cli.options import read_groups
        >>> read_groups('{"LANES": ["one_of", ["LANES"]], "A": ["A_x", "A_y"]}')
        {'LANES': ('one_of', ['LANES']), 'A': ['A_x', 'A_y']}
    """
    if text == "auto":
        return text
    try:
        return {name: _kind_and_columns(said) for name, said in dict(json.loads(text)).items()}
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(
            '--groups must be JSON such as \'{"LANES": ["one_of", ["LANES"]]}\'. '
            f"Received: {text}."
        ) from error


def readings(groups: str | dict[str, Any]) -> dict[str, str]:
    """How single columns are to be read, ``"one_of"`` or ``"numeric"``, by what groups say.

    Example:
        >>> from gansmote_tf.cli.options import readings
        >>> readings({"LANES": ("one_of", ["LANES"]), "A": ["A_x", "A_y"]})
        {'LANES': 'one_of'}
    """
    said = [] if groups == "auto" else groups.values()
    pairs = [pair for pair in said if isinstance(pair, tuple) and len(pair) == 2]
    return {
        columns[0]: kind
        for kind, columns in pairs
        if kind in ("one_of", "numeric")
        and isinstance(columns, list)
        and len(columns) == 1
        and isinstance(columns[0], str)
    }


def add_data(parser: ArgumentParser) -> None:
    """``--data``, a file of bits and labels."""
    parser.add_argument(
        "--data", type=Path, metavar="FILE", help="a CSV file, its columns 0/1 but for the label"
    )


def add_recipe(parser: ArgumentParser, default: str) -> None:
    """``--recipe``, one of the named ones."""
    parser.add_argument(
        "--recipe", choices=sorted(RECIPES), default=default, help=f"default: {default}"
    )


def add_steps_and_seed(parser: ArgumentParser) -> None:
    """``--steps`` and ``--seed`` of a training."""
    add = parser.add_argument
    add("--steps", type=whole_number(1), metavar="N", help="GAN-steps; schedules in proportion")
    add("--seed", type=whole_number(0), metavar="N", help="default: 0")


def add_folds(parser: ArgumentParser) -> None:
    """``--folds`` of a cross-validation."""
    parser.add_argument(
        "--folds", type=whole_number(2), default=10, metavar="N", help="default: 10"
    )


def add_results(parser: ArgumentParser, default: str) -> None:
    """``--out``, a folder for results, and ``--quiet``."""
    add = parser.add_argument
    add("--out", type=Path, metavar="DIR", help=f"results folder (default: {default})")
    add("--quiet", action="store_true", help="no progress bars")


def scaled_recipe(name: str, steps: int | None) -> Recipe:
    """The named recipe, its schedules brought to ``--steps`` where that was given.

    Example:
        >>> from gansmote_tf.cli.options import scaled_recipe
        >>> scaled_recipe("paper", None).steps, scaled_recipe("paper", 400).flip_steps
        (40000, 370)
    """
    recipe = get_recipe(name)
    return recipe.scaled(steps or recipe.steps)


def _encoding(name):
    try:
        b"a".decode(name)
    except UnicodeError:
        return name  # one byte is no text in it
    except (LookupError, ValueError) as error:
        raise ArgumentTypeError(
            f"expected a text encoding such as cp1252 or latin-1, got {name!r}"
        ) from error
    return name


def _kind_and_columns(said):
    return tuple(said) if any(isinstance(part, list) for part in said) else said
