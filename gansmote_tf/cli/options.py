"""Options that several commands share, and the types of their values."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from pathlib import Path

from gansmote_tf.recipes import RECIPES, Recipe, get_recipe


def whole_number(lowest: int) -> Callable[[str], int]:
    """A type of option: whole numbers from ``lowest`` on."""

    def convert(text: str) -> int:
        if not text.removeprefix("-").isdecimal() or int(text) < lowest:
            raise ArgumentTypeError(f"expected a whole number from {lowest}, got {text!r}")
        return int(text)

    return convert


def add_labelled_table(parser: ArgumentParser) -> None:
    """A file and its label column."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a CSV or Parquet file")
    parser.add_argument("--target", metavar="NAME", required=True, help="its label column")


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
