"""``benchmark scarce``: what topping up a class of a few rows is worth, from one command."""

import functools
import os
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gansmote_tf.cli.command import Command
from gansmote_tf.cli.options import (
    add_recipe,
    add_results,
    add_steps_and_seed,
    scaled_recipe,
    whole_number,
)
from gansmote_tf.cli.outputs import say, writable_folder
from gansmote_tf.cli.progress_bars import bar_over
from gansmote_tf.cli.sizes import check_csv
from gansmote_tf.cli.stopping import nothing_to_undo
from gansmote_tf.tensorflow_start import set_up_tensorflow

if TYPE_CHECKING:
    import pandas as pd


def add_arguments(parser: ArgumentParser) -> None:
    """The tables, what is drawn from them, the training and the results."""
    parser.set_defaults(rows=[6, 12], draws=20, target="target")
    add = parser.add_argument
    add("files", nargs="+", type=Path, metavar="FILE", help="CSV files of categories")
    add("--rows", nargs="+", type=whole_number(2), metavar="N", help="default: 6 12")
    add("--draws", type=whole_number(2), metavar="N", help="default: 20")
    add_recipe(parser, "default")
    add("--target", metavar="NAME", help="the label column (default: target)")
    add_steps_and_seed(parser)
    add_results(parser, "results/scarce")


def prepare(arguments: Namespace) -> Callable[[], None]:
    """Check the command line and the tables, and return the work.

    Raises:
        ValueError: A table has too few rows of its two largest classes, or is named twice.
        OSError: A file can't be read, or the folder can't be written.
    """
    names = names_of(arguments.files)
    tables = {
        name: _load(path, arguments) for name, path in zip(names, arguments.files, strict=True)
    }
    out = writable_folder(arguments.out or Path("results/scarce"))
    return functools.partial(_run, tables, arguments, out)


def names_of(paths: Sequence[Path]) -> list[str]:
    """What tables are called: their files' names without ending, whole paths where these meet.

    Raises:
        ValueError: A file is there twice.

    Example:
        >>> from pathlib import Path
        >>> from gansmote_tf.cli.scarce import names_of
        >>> names_of([Path("a/votes.csv"), Path("b/votes.csv"), Path("cars.csv")])
        ['a/votes.csv', 'b/votes.csv', 'cars']
    """
    files = Counter(os.path.realpath(path) for path in paths)
    twice = next((path for path in paths if files[os.path.realpath(path)] > 1), None)
    if twice is not None:
        raise ValueError(f"FILE must name every table once. Received: {twice} more than once.")
    stems = Counter(path.stem for path in paths)
    return [path.stem if stems[path.stem] == 1 else str(path) for path in paths]


def _load(path: Path, arguments: Namespace) -> "tuple[pd.DataFrame, pd.Series]":
    from gansmote_tf.benchmark.scarce import check_sizes
    from gansmote_tf.datasets import load_csv

    check_csv(path)
    X, y = load_csv(path, arguments.target, binary=False)
    try:
        check_sizes(y, max(arguments.rows))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    return X, y


def _run(
    tables: "dict[str, tuple[pd.DataFrame, pd.Series]]", arguments: Namespace, out: Path
) -> None:
    from gansmote_tf.benchmark import scarce

    with nothing_to_undo():
        set_up_tensorflow()
    scores = scarce.score_tables(
        tables,
        scaled_recipe(arguments.recipe, arguments.steps),
        rows=arguments.rows,
        draws=arguments.draws,
        seed=arguments.seed,
        watch=bar_over("tables", "table", arguments.quiet),
    )
    title = scarce.title_of(scores, arguments.recipe)
    scarce.write_scores(out, scores, title)
    say(f"{title}\n\n{scarce.render_scores(scores)}\n\nScores and table: {out}\n")


COMMAND = Command(
    "scarce",
    help="what topping up a class of a few rows is worth to classifiers",
    description="From each table draw 100 rows of the largest class and a few of the second, "
    "top up, train classifiers and test them on rows that were not drawn.",
    add_arguments=add_arguments,
    prepare=prepare,
)
