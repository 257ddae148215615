"""``benchmark scarce``: what topping up a class of a few rows is worth, from one command."""

import functools
from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from gansmote_tf.cli.command import Command
from gansmote_tf.cli.comparison import add_methods, add_tables, prepared
from gansmote_tf.cli.options import fraction, whole_number

_OUT = "results/scarce"


def add_arguments(parser: ArgumentParser) -> None:
    """The tables, what is drawn from them, the methods and the results."""
    add_tables(parser)
    add_sizes(parser)
    add_methods(parser, _OUT)


def add_sizes(parser: ArgumentParser) -> None:
    """What is drawn from each table."""
    parser.set_defaults(frequent=[100], rows=[6, 12, 25, 50], draws=10, share=1.0)
    parser.set_defaults(as_drawn=False, every_draw=False)
    add = parser.add_argument
    add("--frequent", nargs="+", type=whole_number(2), metavar="N", help="default: 100")
    add("--rows", nargs="+", type=whole_number(1), metavar="N", help="default: 6 12 25 50")
    add("--draws", type=whole_number(1), metavar="N", help="default: 10")
    add(
        "--as-drawn",
        action="store_true",
        help="let test rows count so that the scarce class is as scarce as it was drawn "
        "(default: as frequent as in the table)",
    )
    add(
        "--share",
        type=fraction,
        metavar="SHARE",
        help="of the frequent class's rows, that the scarce one is topped up to (default: 1)",
    )
    add(
        "--every-draw",
        action="store_true",
        help="tell of each draw what the rows made are like (default: of the first)",
    )


def prepare(arguments: Namespace) -> Callable[[], None]:
    """Check the command line and the tables, and return the work.

    Raises:
        ValueError: A table or method can't be used, or the folder holds scores of other settings.
        OSError: A file can't be read, or the folder can't be written.
    """
    from gansmote_tf.benchmark.studies import scarce_study

    make = functools.partial(
        scarce_study,
        frequent=arguments.frequent,
        rows=arguments.rows,
        draws=arguments.draws,
        as_drawn=arguments.as_drawn,
        share=arguments.share,
        every_draw=arguments.every_draw,
        seed=arguments.seed,
    )
    return prepared(arguments, make, _OUT)


COMMAND = Command(
    "scarce",
    help="what topping up a class of a few rows is worth to classifiers",
    description="From each table draw rows of the largest class and a few of the second, top up, "
    "train classifiers and test them on rows that were not drawn.",
    add_arguments=add_arguments,
    prepare=prepare,
)
