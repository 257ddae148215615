"""``benchmark trace``: our training beside the author's published one."""

import functools
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gansmote_tf.cli.command import Command
from gansmote_tf.cli.options import add_data, add_results, add_steps_and_seed, scaled_recipe
from gansmote_tf.cli.outputs import say, writable_folder
from gansmote_tf.cli.progress_bars import training_bar
from gansmote_tf.cli.stopping import nothing_to_undo
from gansmote_tf.recipes import Recipe
from gansmote_tf.tensorflow_start import set_up_tensorflow

if TYPE_CHECKING:
    import numpy as np


def add_arguments(parser: ArgumentParser) -> None:
    """The real file, the training and the results."""
    add_data(parser)
    add_steps_and_seed(parser)
    add_results(parser, "results/NAME")


def prepare(arguments: Namespace) -> Callable[[], None]:
    """Check the command line, find the real file, and return the work.

    Raises:
        ValueError: The real file's content is not what it should be.
        OSError: It can't be found, or the folder can't be written.
    """
    from gansmote_tf.benchmark.trace import author_rows
    from gansmote_tf.datasets import load_petrography

    rows = author_rows(*load_petrography(original=True, path=arguments.data))
    recipe = scaled_recipe("as_coded", arguments.steps)
    out = writable_folder(arguments.out or Path("results/trace"))
    return functools.partial(_run, rows, recipe, out, arguments)


def _run(rows: "np.ndarray", recipe: Recipe, out: Path, arguments: Namespace) -> None:
    from gansmote_tf.benchmark.trace import render_report, run_trace, write_trace

    with nothing_to_undo():
        set_up_tensorflow()
    ours = run_trace(rows, recipe, arguments.seed, callbacks=training_bar(arguments.quiet))
    write_trace(out, ours, recipe.steps, arguments.command_line)
    say(f"{render_report(ours, recipe.steps)}\n")
    say(f"Block means, figure and report: {out}\n")


COMMAND = Command(
    "trace",
    help="recipe as_coded beside the author's published training",
    description="Train recipe as_coded on class 0 of the first 70 rows of the paper's data and "
    "print its means over blocks of 2000 steps beside the author's.",
    add_arguments=add_arguments,
    prepare=prepare,
)
