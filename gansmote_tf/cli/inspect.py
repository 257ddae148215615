"""``inspect``: what a table can bear, on the terminal."""

import functools
import sys
from argparse import Namespace
from collections.abc import Callable

from gansmote_tf.cli.table_files import read_labelled
from gansmote_tf.inspection import inspect


def prepare(arguments: Namespace) -> Callable[[], None]:
    """Read the file, look at it, and return the printing.

    Raises:
        ValueError: The file is no table with that label column.
        OSError: There is no such file.
    """
    X, y = read_labelled(arguments.file, arguments.target)
    try:
        inspection = inspect(X, y, folds=arguments.folds)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{arguments.file}: {error}") from error
    return functools.partial(sys.stdout.write, f"{inspection}\n")
