"""The command line. Importing it is cheap: what a command needs loads when it is called."""

import argparse
import os
import shlex
import sys
import warnings
from collections.abc import Sequence

from gansmote_tf.cli import benchmark, inspect, resample
from gansmote_tf.cli.advice import told_in_flags
from gansmote_tf.cli.command import add_commands
from gansmote_tf.cli.outputs import CannotWrite, leave_output, say
from gansmote_tf.cli.stopping import (
    INTERRUPTED,
    NO_READER,
    Stopped,
    nothing_to_undo,
    refuse_to_go_on_if_stopped,
    signals_that_stop,
    stopped_status,
)

COMMANDS = (benchmark.COMMAND, resample.COMMAND, inspect.COMMAND)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage above it."""

    def error(self, message):
        self.exit(2, f"{self.prog}: {_one_line(message)}\n")


class _Version(argparse.Action):
    """``--version``, looked up when it is asked for."""

    def __init__(self, option_strings, dest):
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, help="the version, and exit")

    def __call__(self, parser, namespace, values, option_string=None):
        from gansmote_tf.version import __version__

        say(f"gansmote {__version__}\n")
        parser.exit()


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        argv: Its arguments; ``None`` for those of the process.

    Returns:
        Exit status: 0; 2 after bad input or a result that can't be written, with one sentence on
        stderr; 130 after Ctrl-C and 143 after SIGTERM, with one line; 141 if nobody reads the
        output any more.

    Example:
        >>> from gansmote_tf.cli import main
        >>> main(["benchmark", "--data", "no.csv"])
        2
    """
    argv = sys.argv[1:] if argv is None else list(argv)
    with warnings.catch_warnings():
        warnings.showwarning = _tell
        try:
            with signals_that_stop():
                try:
                    return _run(argv)
                finally:
                    say("")  # or what is still to go out would fail after us
        except KeyboardInterrupt:
            return _tell_stopped(INTERRUPTED)
        except Stopped as stopped:
            return _tell_stopped(stopped.status)
        except CannotWrite as error:
            _tell(error)
            return 2
        except BrokenPipeError:
            leave_output()
            return NO_READER
        except Exception:
            # Libraries turn an interrupted import or step into errors of their own.
            if stopped_status() is None:
                raise
            return _tell_stopped(stopped_status())


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; it sets ``arguments.prepare`` to the chosen one's."""
    parser = _Parser(
        prog="gansmote", description="GAN-SMOTE for small, imbalanced, categorical tables."
    )
    parser.add_argument("--version", action=_Version)
    add_commands(parser, COMMANDS, title="commands", metavar="COMMAND", required=True)
    return parser


def _run(argv):
    if sys.stdout is None:  # closed before we came
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    arguments = build_parser().parse_args(argv)
    arguments.command_line = shlex.join(["python", "-m", "gansmote_tf", *argv])
    try:
        with nothing_to_undo():
            work = arguments.prepare(arguments)
    except (BrokenPipeError, CannotWrite):
        raise
    except (ValueError, OSError, MemoryError) as error:
        if stopped_status() is not None:
            raise
        _tell(error)
        return 2
    work()
    refuse_to_go_on_if_stopped()
    return 0


def _tell_stopped(status):
    _tell("stopped.")
    return status


def _tell(message, *_):
    if sys.stderr is not None:
        sys.stderr.write(f"gansmote: {_one_line(told_in_flags(message))}\n")


def _one_line(text):
    """Text that can't break out of its line or drive the terminal."""
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode()
        for one in " ".join(str(text).split())
    )
