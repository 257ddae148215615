"""``benchmark augment``: scores against the number of made rows, from one command."""

import functools
from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from gansmote_tf.cli.command import Command
from gansmote_tf.cli.comparison import add_methods, add_tables, prepared
from gansmote_tf.cli.options import whole_number

_OUT = "results/augment"


def add_arguments(parser: ArgumentParser) -> None:
    """The tables, what is drawn from them, the methods and the results."""
    add_tables(parser)
    parser.set_defaults(frequent=100, rows=[12, 50], draws=5)
    add = parser.add_argument
    add("--frequent", type=whole_number(2), metavar="N", help="default: 100")
    add("--rows", nargs="+", type=whole_number(1), metavar="N", help="default: 12 50")
    add("--draws", type=whole_number(1), metavar="N", help="default: 5")
    add_methods(parser, _OUT)


def prepare(arguments: Namespace) -> Callable[[], None]:
    """Check the command line and the tables, and return the work.

    Raises:
        ValueError: A table or method can't be used, or the folder holds scores of other settings.
        OSError: A file can't be read, or the folder can't be written.
    """
    from gansmote_tf.benchmark.studies import augmentation_study

    make = functools.partial(
        augmentation_study,
        frequent=arguments.frequent,
        rows=arguments.rows,
        draws=arguments.draws,
        seed=arguments.seed,
    )
    return prepared(arguments, make, _OUT)


COMMAND = Command(
    "augment",
    help="scores against the number of made rows, with and without imbalance",
    description="Draw as scarce does, and without imbalance as well; add 0, 0.5, 1, 2 and 5 times "
    "the rows that would balance the classes, train classifiers and test them.",
    add_arguments=add_arguments,
    prepare=prepare,
)
