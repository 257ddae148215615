"""``benchmark speed``: how long a GAN-step takes, on the terminal or for tools."""

import functools
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gansmote_tf.cli.command import Command
from gansmote_tf.cli.options import add_results, whole_number
from gansmote_tf.cli.outputs import say, writable_folder

_OUT = "results/speed"


def add_arguments(parser: ArgumentParser) -> None:
    """What is measured, how often, and how it is told."""
    parser.set_defaults(repeats=5, json=False, growth=False, tables=False, memory=False)
    add = parser.add_argument
    add("--growth", action="store_true", help="instead: time and memory by replicas, rows, columns")
    add("--tables", action="store_true", help="instead: fit_resample by rows, columns, levels")
    add("--memory", action="store_true", help="instead: memory of 50 calls of fit_resample, ...")
    add("--repeats", type=whole_number(1), metavar="N", help="default: 5")
    add("--json", action="store_true", help="the same rows for tools")
    add_results(parser, _OUT)


def prepare(arguments: Namespace) -> Callable[[], None]:
    """The work.

    Raises:
        OSError: The folder can't be written.
    """
    return functools.partial(_run, arguments, writable_folder(arguments.out or Path(_OUT)))


def _run(arguments: Namespace, out: Path) -> None:
    show = _say if sys.stderr.isatty() and not arguments.quiet else (lambda line: None)
    result, render = _measure(arguments, show)
    text = json.dumps(result, indent=2) if arguments.json else render(result)
    say(f"{text}\n")
    from gansmote_tf.benchmark.page import write_page
    from gansmote_tf.benchmark.paper_report import timing_page

    lines = result if isinstance(result, list) else [result]
    title = "What was measured, case by case"
    write_page(out, timing_page(lines, title=title, command=arguments.command_line))


def _measure(arguments: Namespace, show: Callable[[str], None]) -> tuple[Any, Callable[[Any], str]]:
    """What was asked for, and what makes a table of it."""
    import joblib

    from gansmote_tf.benchmark import growth, speed

    if arguments.growth:
        return growth.measure_growth(show), growth.render_growth
    if arguments.tables:
        return growth.measure_tables(show), growth.render_tables
    if arguments.memory:
        return growth.measure_memory(show), growth.render_memory
    cases = speed.cases(joblib.cpu_count())
    return speed.measure(cases, arguments.repeats, show), speed.render


def _say(line):
    sys.stderr.write(f"\r{line:<78}")


COMMAND = Command(
    "speed",
    help="how long a GAN-step takes, beside the same step in plain Keras",
    description="Time a GAN-step of recipe paper (37 rows, 58 columns) beside the same step in "
    "plain Keras, in processes of its own.",
    add_arguments=add_arguments,
    prepare=prepare,
)
