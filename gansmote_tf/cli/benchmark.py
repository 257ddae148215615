"""``benchmark``: the paper's table from one command, and the further benchmarks below it."""

import argparse
import functools
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gansmote_tf.benchmark.paper_methods import SHORT_NAMES, full_names
from gansmote_tf.cli import augment, honest, scarce, speed, suite, trace
from gansmote_tf.cli.command import Command, add_commands
from gansmote_tf.cli.options import (
    add_data,
    add_folds,
    add_recipe,
    add_results,
    add_steps_and_seed,
    scaled_recipe,
    whole_number,
)
from gansmote_tf.cli.outputs import say, writable_folder
from gansmote_tf.cli.progress_bars import bar_over, training_bar
from gansmote_tf.cli.sizes import check_csv
from gansmote_tf.cli.stopping import nothing_to_undo
from gansmote_tf.tensorflow_start import set_up_tensorflow

if TYPE_CHECKING:
    import pandas as pd

    from gansmote_tf.benchmark.paper_table import Plan


def add_arguments(parser: ArgumentParser) -> None:
    """The data, the protocol and the training; what stands before a further benchmark counts."""
    add_data(parser)
    add_steps_and_seed(parser)
    add_results(parser, "results/NAME")
    parser.set_defaults(data=None, steps=None, seed=0, out=None, quiet=False)
    parser.add_argument("--original", action="store_true", help="use the paper's own data")
    parser.add_argument("--target", metavar="NAME", help="the label column of --data")
    add_recipe(parser, "paper")
    add_folds(parser)
    parser.add_argument(
        "--methods",
        type=_method_names,
        default=list(SHORT_NAMES.values()),
        metavar="A,B",
        help=f"some of {','.join(SHORT_NAMES)} (default: all)",
    )
    parser.add_argument(
        "--processes",
        type=whole_number(1),
        metavar="N",
        help="split the folds among N (default: one per core)",
    )
    comparisons = (scarce.COMMAND, honest.COMMAND, augment.COMMAND, suite.COMMAND)
    further = (trace.COMMAND, *comparisons, speed.COMMAND)
    # Suppressed defaults: they would undo what stands before the further benchmark's name.
    add_commands(parser, further, argument_default=argparse.SUPPRESS, title="further benchmarks")


def prepare(arguments: Namespace) -> Callable[[], None]:
    """Check the command line and the data, and return the work.

    Raises:
        ValueError: A value, a file's content or a combination of them can't be used.
        OSError: A file or folder can't be read or written.
    """
    from gansmote_tf.benchmark.paper_table import Plan, worthwhile_processes
    from gansmote_tf.benchmark.protocols import split

    X, y, source = _load(arguments)
    try:
        split(y.to_numpy(), arguments.folds, arguments.seed)
    except ValueError as error:
        raise ValueError(f"{source}, column {y.name!r}: {error}") from error
    recipe = scaled_recipe(arguments.recipe, arguments.steps)
    plan = Plan(
        X=X,
        y=y,
        source=source,
        recipe_name=arguments.recipe,
        recipe=recipe,
        methods=tuple(arguments.methods),
        folds=arguments.folds,
        seed=arguments.seed,
        processes=arguments.processes or worthwhile_processes(arguments.folds, recipe.steps),
    )
    out = writable_folder(arguments.out or Path("results/benchmark"))
    return functools.partial(_run, plan, out, arguments.quiet, arguments.command_line)


def _load(arguments: Namespace) -> "tuple[pd.DataFrame, pd.Series, str]":
    """The table, its labels and the name to call it by."""
    from gansmote_tf.datasets import PETROGRAPHY_TARGET, load_csv, load_petrography

    if arguments.target and (arguments.original or not arguments.data):
        raise ValueError(
            "--target names the label column of a table given by --data, without --original. "
            f"Received: --target {arguments.target}."
        )
    if arguments.original:
        return *load_petrography(original=True, path=arguments.data), "petrography"
    if arguments.data:
        target = arguments.target or PETROGRAPHY_TARGET
        check_csv(arguments.data)
        return *load_csv(arguments.data, target), str(arguments.data)
    return *load_petrography(), "petrography stand-in"


def _run(plan: "Plan", out: Path, quiet: bool, command: str) -> None:
    from gansmote_tf.benchmark.paper_table import render_scores, score_methods, write_scores

    started = time.perf_counter()
    callbacks = ()
    if "GAN-SMOTE" in plan.methods:
        with nothing_to_undo():
            set_up_tensorflow()
        callbacks = training_bar(quiet)
    scores = score_methods(plan, callbacks=callbacks, watch=bar_over("classifiers", "fit", quiet))
    seconds = time.perf_counter() - started
    write_scores(out, plan, scores, command=command, seconds=seconds)
    say(f"{render_scores(plan, scores)}\n")
    say(f"Scores, settings, table and figure: {out}\n")


def _method_names(text):
    try:
        return full_names(text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


COMMAND = Command(
    "benchmark",
    help="the paper's Table 1, computed by our own GAN-SMOTE",
    description="Score GAN-SMOTE, SMOTE, the original rows and random oversampling by the "
    "paper's protocol: on the bundled stand-in, or with --original on the real data.",
    add_arguments=add_arguments,
    prepare=prepare,
)
