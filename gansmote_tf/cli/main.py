"""The command line. Importing it is cheap: a command's own module loads when it is called.

A command is a module with ``prepare(arguments)``, which checks all that a user can get wrong and
returns the work. What ``prepare`` raises ends as one sentence; what the work raises is our own
mistake and keeps its traceback.
"""

import argparse
import importlib
import shlex
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

from gansmote_tf.benchmark.competitors import SHORT_NAMES, full_names
from gansmote_tf.recipes import RECIPES


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage above it."""

    def error(self, message):
        self.exit(2, f"{self.prog}: {message}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        argv: Its arguments; ``None`` for those of the process.

    Returns:
        Exit status: 0, or 2 after bad input, with one sentence on stderr.

    Example:
        >>> from gansmote_tf.cli import main
        >>> main(["benchmark", "--data", "no.csv"])
        2
    """
    argv = sys.argv[1:] if argv is None else list(argv)
    arguments = _parser().parse_args(argv)
    arguments.command_line = shlex.join(["python", "-m", "gansmote_tf", *argv])
    with warnings.catch_warnings():
        warnings.showwarning = _tell
        return _run(arguments)


def _run(arguments):
    command = importlib.import_module(arguments.module)
    try:
        work = command.prepare(arguments)
    except (ValueError, OSError) as error:
        _tell(error)
        return 2
    try:
        work()
    except KeyboardInterrupt:
        _tell("stopped.")
        return 130
    return 0


def _tell(message, *_):
    sys.stderr.write(f"gansmote: {message}\n")


def _parser():
    parser = _Parser(
        prog="gansmote", description="GAN-SMOTE for small, imbalanced, categorical tables."
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_benchmark(commands)
    _add_resample(commands)
    _add_inspect(commands)
    return parser


def _add_resample(commands):
    parser = commands.add_parser(
        "resample",
        help="top up the rare classes of a CSV or Parquet file",
        description="Write a table again with generated rows under its own.",
    )
    parser.set_defaults(module="gansmote_tf.cli.resample")
    _add_table(parser)
    add = parser.add_argument
    add("--out", type=Path, metavar="FILE", required=True, help="the file to write")
    add(
        "--strategy",
        default="auto",
        metavar="JSON",
        help="imbalanced-learn's sampling_strategy: a word, a ratio, or sizes such as "
        "'{\"rare\": 100}' (default: auto, every class to the largest)",
    )
    add(
        "--groups",
        default="auto",
        metavar="JSON",
        help="which columns describe one attribute, such as "
        '\'{"LANES": ["one_of", ["LANES"]]}\' (default: read from names and rows)',
    )
    add("--mark", metavar="NAME", help="add a column that is True in generated rows")
    add("--recipe", choices=sorted(RECIPES), default="default", help="default: default")
    add("--steps", type=_whole_number(1), metavar="N", help="GAN-steps; schedules in proportion")
    add("--seed", type=_whole_number(0), default=0, metavar="N", help="default: 0")
    add("--quiet", action="store_true", help="no progress bar")


def _add_inspect(commands):
    parser = commands.add_parser(
        "inspect",
        help="what a table can bear: twins, classes, noise, how its columns are read",
        description="Look at a table before trusting a score on it.",
    )
    parser.set_defaults(module="gansmote_tf.cli.inspect")
    _add_table(parser)
    parser.add_argument(
        "--folds", type=_whole_number(2), default=10, metavar="N", help="default: 10"
    )


def _add_table(parser):
    parser.add_argument("file", type=Path, metavar="FILE", help="a CSV or Parquet file")
    parser.add_argument("--target", metavar="NAME", required=True, help="its label column")


def _add_benchmark(commands):
    parser = commands.add_parser(
        "benchmark",
        help="the paper's Table 1, computed by our own GAN-SMOTE",
        description="Score GAN-SMOTE, SMOTE, the original rows and random oversampling by the "
        "paper's protocol: on the bundled stand-in, or with --original on the real data.",
    )
    parser.set_defaults(module="gansmote_tf.benchmark.command")
    _add_shared(parser)
    parser.set_defaults(data=None, steps=None, seed=0, out=None, quiet=False)
    parser.add_argument("--original", action="store_true", help="use the paper's own data")
    parser.add_argument("--target", metavar="NAME", help="the label column of --data")
    parser.add_argument("--recipe", choices=sorted(RECIPES), default="paper", help="default: paper")
    parser.add_argument(
        "--folds", type=_whole_number(2), default=10, metavar="N", help="default: 10"
    )
    parser.add_argument(
        "--methods",
        type=_method_names,
        default=list(SHORT_NAMES.values()),
        metavar="A,B",
        help=f"some of {','.join(SHORT_NAMES)} (default: all)",
    )
    parser.add_argument(
        "--processes",
        type=_whole_number(1),
        metavar="N",
        help="deal the folds among N (default: one per core)",
    )
    benchmarks = parser.add_subparsers(title="further benchmarks")
    _add_trace(benchmarks)
    _add_scarce(benchmarks)
    _add_speed(benchmarks)


def _add_scarce(benchmarks):
    parser = benchmarks.add_parser(
        "scarce",
        help="what topping up a class of a few rows is worth to classifiers",
        description="From each table draw 100 rows of the largest class and a few of the second, "
        "top up, train classifiers and test them on rows that were not drawn.",
        argument_default=argparse.SUPPRESS,
    )
    parser.set_defaults(module="gansmote_tf.benchmark.scarce", rows=[6, 12], draws=20)
    parser.set_defaults(recipe="default", target="target")
    add = parser.add_argument
    add("files", nargs="+", type=Path, metavar="FILE", help="CSV files of categories")
    add("--rows", nargs="+", type=_whole_number(2), metavar="N", help="default: 6 12")
    add("--draws", type=_whole_number(2), metavar="N", help="default: 20")
    add("--recipe", choices=sorted(RECIPES), help="default: default")
    add("--target", metavar="NAME", help="the label column (default: target)")
    add("--steps", type=_whole_number(1), metavar="N", help="GAN-steps; schedules in proportion")
    add("--seed", type=_whole_number(0), metavar="N", help="default: 0")
    add("--out", type=Path, metavar="DIR", help="results folder (default: results/scarce)")
    add("--quiet", action="store_true", help="no progress bars")


def _add_trace(benchmarks):
    parser = benchmarks.add_parser(
        "trace",
        help="recipe as_coded beside the author's published training",
        description="Train recipe as_coded on class 0 of the first 70 rows of the paper's data and "
        "print its means over blocks of 2000 steps beside the author's.",
        # What stands before the word "trace" on the command line counts as well.
        argument_default=argparse.SUPPRESS,
    )
    parser.set_defaults(module="gansmote_tf.benchmark.trace")
    _add_shared(parser)


def _add_speed(benchmarks):
    parser = benchmarks.add_parser(
        "speed",
        help="how long a GAN-step takes, beside the same step in plain Keras",
        description="Time a GAN-step of recipe paper (37 rows, 58 columns) beside the same step in "
        "plain Keras, in processes of its own.",
        argument_default=argparse.SUPPRESS,
    )
    parser.set_defaults(module="gansmote_tf.benchmark.speed", repeats=5, json=False)
    parser.set_defaults(growth=False, memory=False)
    add = parser.add_argument
    add("--growth", action="store_true", help="instead: time and memory by replicas, rows, columns")
    add("--memory", action="store_true", help="instead: memory of 50 calls of fit_resample, ...")
    add("--repeats", type=_whole_number(1), metavar="N", help="default: 5")
    add("--json", action="store_true", help="the same rows for tools")
    add("--quiet", action="store_true", help="no progress on stderr")


def _add_shared(parser):
    add = parser.add_argument
    add("--data", type=Path, metavar="FILE", help="a CSV file, its columns 0/1 but for the label")
    add("--steps", type=_whole_number(1), metavar="N", help="GAN-steps; schedules in proportion")
    add("--seed", type=_whole_number(0), metavar="N", help="default: 0")
    add("--out", type=Path, metavar="DIR", help="results folder (default: results/NAME)")
    add("--quiet", action="store_true", help="no progress bars")


def _whole_number(lowest):
    def convert(text):
        if not text.removeprefix("-").isdecimal() or int(text) < lowest:
            raise argparse.ArgumentTypeError(f"expected a whole number from {lowest}, got {text!r}")
        return int(text)

    return convert


def _method_names(text):
    try:
        return full_names(text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
