"""The command line. Importing it is cheap: what a command needs loads when it is called."""

import argparse
import shlex
import sys
import warnings
from collections.abc import Sequence

from gansmote_tf.cli import benchmark, inspect, resample
from gansmote_tf.cli.command import add_commands

COMMANDS = (benchmark.COMMAND, resample.COMMAND, inspect.COMMAND)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage above it."""

    def error(self, message):
        self.exit(2, f"{self.prog}: {message}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        argv: Its arguments; ``None`` for those of the process.

    Returns:
        Exit status: 0; 2 after bad input, with one sentence on stderr; 130 after Ctrl-C.

    Example:
        >>> from gansmote_tf.cli import main
        >>> main(["benchmark", "--data", "no.csv"])
        2
    """
    argv = sys.argv[1:] if argv is None else list(argv)
    with warnings.catch_warnings():
        warnings.showwarning = _tell
        try:
            return _run(argv)
        except KeyboardInterrupt:
            _tell("stopped.")
            return 130


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; it sets ``arguments.prepare`` to the chosen one's."""
    parser = _Parser(
        prog="gansmote", description="GAN-SMOTE for small, imbalanced, categorical tables."
    )
    add_commands(parser, COMMANDS, title="commands", metavar="COMMAND", required=True)
    return parser


def _run(argv):
    arguments = build_parser().parse_args(argv)
    arguments.command_line = shlex.join(["python", "-m", "gansmote_tf", *argv])
    try:
        work = arguments.prepare(arguments)
    except (ValueError, OSError) as error:
        _tell(error)
        return 2
    work()
    return 0


def _tell(message, *_):
    sys.stderr.write(f"gansmote: {message}\n")
