"""``benchmark suite``: a protocol over every table of a folder, from one command."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

from gansmote_tf.cli import honest, scarce
from gansmote_tf.cli.command import Command
from gansmote_tf.cli.comparison import add_methods

_PROTOCOLS = {"scarce": scarce, "honest": honest}


def add_arguments(parser: ArgumentParser) -> None:
    """The folder, the protocol with the options of both, the methods and the results."""
    parser.set_defaults(files=[], target="target", protocol="scarce")
    add = parser.add_argument
    add("--folder", type=Path, required=True, metavar="DIR", help="every CSV file of it")
    add("--target", metavar="NAME", help="the label column (default: target)")
    add("--protocol", choices=list(_PROTOCOLS), help="default: scarce")
    scarce.add_sizes(parser.add_argument_group("protocol scarce"))
    honest.add_protocol(parser.add_argument_group("protocol honest"))
    add_methods(parser, "results/suite")


def prepare(arguments: Namespace) -> Callable[[], None]:
    """Check the command line and the tables, and return the work.

    Raises:
        ValueError: A table or method can't be used, or the folder holds scores of other settings.
        OSError: A file can't be read, or the folder can't be written.
    """
    arguments.out = arguments.out or Path("results/suite")
    return _PROTOCOLS[arguments.protocol].prepare(arguments)


COMMAND = Command(
    "suite",
    help="either protocol over every table of a folder",
    description="Run scarce or honest over a folder of CSV files. A run that was stopped goes on "
    "where it stood.",
    add_arguments=add_arguments,
    prepare=prepare,
)
