"""``inspect``: what a table can bear, on the terminal."""

import functools
from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from gansmote_tf.cli.advice import told_in_flags
from gansmote_tf.cli.command import Command
from gansmote_tf.cli.options import add_folds, add_labelled_table, read_groups, readings
from gansmote_tf.cli.outputs import say


def add_arguments(parser: ArgumentParser) -> None:
    """A table and the number of folds."""
    add_labelled_table(parser)
    add_folds(parser)


def prepare(arguments: Namespace) -> Callable[[], None]:
    """Read the file, look at it, and return the printing.

    Raises:
        ValueError: The file is no table with that label column.
        OSError: There is no such file.
    """
    from gansmote_tf.cli.table_files import name_of, read_table
    from gansmote_tf.inspection import inspect

    groups = read_groups(arguments.groups)
    table, _ = read_table(arguments.file, arguments.target, arguments.encoding, readings(groups))
    try:
        inspection = inspect(table.X, table.y, groups=groups, folds=arguments.folds)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name_of(arguments.file)}: {error}") from error
    return functools.partial(say, f"{told_in_flags(inspection)}\n")


COMMAND = Command(
    "inspect",
    help="what a table can bear: twins, classes, noise, how its columns are read",
    description="Look at a table before trusting a score on it.",
    add_arguments=add_arguments,
    prepare=prepare,
)
