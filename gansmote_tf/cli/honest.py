"""``benchmark honest``: whole tables by repeated cross-validation, from one command."""

import functools
from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from gansmote_tf.cli.command import Command
from gansmote_tf.cli.comparison import add_methods, add_tables, prepared
from gansmote_tf.cli.options import whole_number

_OUT = "results/honest"


def add_arguments(parser: ArgumentParser) -> None:
    """The tables, the folds, the methods and the results."""
    add_tables(parser)
    parser.add_argument(
        "--original",
        action="store_true",
        help="without FILE and --folder: the paper's own data in place of the bundled stand-in",
    )
    add_protocol(parser)
    add_methods(parser, _OUT)


def add_protocol(parser: ArgumentParser) -> None:
    """Folds, and what is done to tables before they are made."""
    parser.set_defaults(
        folds=5, repeats=3, apart=False, reference="original rows", near_balance=1.5, most_rows=2000
    )
    add = parser.add_argument
    add("--folds", type=whole_number(2), metavar="N", help="default: 5")
    add("--repeats", type=whole_number(1), metavar="N", help="default: 3")
    add("--apart", action="store_true", help="keep rows that equal each other on one side")
    add("--reference", metavar="NAME", help="what differences are to (default: original rows)")
    add(
        "--near-balance",
        type=float,
        metavar="RATIO",
        help="draw the smallest class down where the largest has less than RATIO times its rows "
        "(default: 1.5; 1 for never)",
    )
    add("--most-rows", type=whole_number(20), metavar="N", help="of a table (default: 2000)")


def prepare(arguments: Namespace) -> Callable[[], None]:
    """Check the command line and the tables, and return the work.

    Raises:
        ValueError: A table or method can't be used, or the folder holds scores of other settings.
        OSError: A file can't be read, or the folder can't be written.
    """
    from gansmote_tf.benchmark.folds import Rules
    from gansmote_tf.benchmark.studies import honest_study

    make = functools.partial(
        honest_study,
        rules=Rules(arguments.folds, arguments.near_balance, arguments.most_rows),
        repeats=arguments.repeats,
        apart=arguments.apart,
        reference=arguments.reference,
        seed=arguments.seed,
    )
    return prepared(arguments, make, _OUT, _petrography(arguments))


def _petrography(arguments):
    """The paper's table where the command line names none."""
    from gansmote_tf.datasets import load_petrography

    named = arguments.files or arguments.folder
    if named and arguments.original:
        raise ValueError(
            "--original is the paper's table, so it goes without FILE and --folder. "
            f"Received: --original and {arguments.folder or arguments.files[0]}."
        )
    if named:
        return None
    if arguments.original:
        return {"petrography": load_petrography(original=True, path=arguments.data)}
    return {"petrography stand-in": load_petrography()}


COMMAND = Command(
    "honest",
    help="methods compared on whole tables by repeated cross-validation",
    description="Top up inside the training part of each fold only, choose a network's stopping "
    "epoch on an inner split, and compare methods with tests that know of shared rows.",
    add_arguments=add_arguments,
    prepare=prepare,
)
