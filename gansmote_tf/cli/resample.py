"""``resample``: a file in, a topped-up file out."""

import functools
import json
import sys
import warnings
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gansmote_tf.cli.command import Command
from gansmote_tf.cli.options import (
    add_labelled_table,
    add_recipe,
    add_steps_and_seed,
    read_groups,
    readings,
    scaled_recipe,
)
from gansmote_tf.cli.outputs import say
from gansmote_tf.cli.stopping import nothing_to_undo
from gansmote_tf.tensorflow_start import set_up_tensorflow

if TYPE_CHECKING:
    import pandas as pd

    from gansmote_tf.cli.table_files import Output, Table
    from gansmote_tf.samplers import GANSMOTE


def add_arguments(parser: ArgumentParser) -> None:
    """A table, where it goes, and what the sampler takes."""
    add_labelled_table(parser)
    add = parser.add_argument
    add("--out", type=Path, metavar="FILE", required=True, help="the file to write; - for a stream")
    add("--force", action="store_true", help="replace that file if it is there")
    add(
        "--strategy",
        default="auto",
        metavar="JSON",
        help="imbalanced-learn's sampling_strategy: a word, a ratio, or sizes such as "
        "'{\"rare\": 100}' (default: auto, every class to the largest)",
    )
    add("--mark", metavar="NAME", help="add a column that is True in generated rows")
    add_recipe(parser, "default")
    add_steps_and_seed(parser)
    add("--quiet", action="store_true", help="no progress bar")
    parser.set_defaults(seed=0)


def prepare(arguments: Namespace) -> Callable[[], None]:
    """Read the file, let the sampler look at it, and return the training and writing.

    Raises:
        ValueError: The file, the strategy, the groups or the column's name can't be used.
        OSError: The file can't be read, or the other not be written.
    """
    from gansmote_tf.cli.table_files import Output, check_conversion, name_of, read_table
    from gansmote_tf.samplers import GANSMOTE

    groups = read_groups(arguments.groups)
    table, kind = read_table(arguments.file, arguments.target, arguments.encoding, readings(groups))
    out = Output.of(arguments.out, arguments.file, kind, arguments.force)
    if table.trouble:
        raise ValueError(table.trouble)
    if arguments.mark is not None:
        table.check_mark(arguments.mark)
    check_conversion(table, (kind, out.kind), out.name)
    sampler = GANSMOTE(
        sampling_strategy=_strategy(arguments.strategy, table.y),
        recipe=scaled_recipe(arguments.recipe, arguments.steps),
        groups=groups,
        random_state=arguments.seed,
        verbose=0 if arguments.quiet else 1,
    )
    try:
        _rehearse(sampler, table.X, table.y)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name_of(arguments.file)}: {error}") from error
    return functools.partial(_run, sampler, table, kind, arguments.mark, out)


def _rehearse(sampler: "GANSMOTE", X: "pd.DataFrame", y: "pd.Series") -> None:
    """All that the sampler has against the table and the strategy, said without training.

    What it raises afterwards, in the work, is no error of the file.
    """
    from sklearn.base import clone

    from gansmote_tf.tables import sizes_asked

    with warnings.catch_warnings(action="ignore"):  # they are told once, by the work
        sizes_asked(sampler.sampling_strategy, y)
        clone(sampler).set_params(sampling_strategy={}).fit_resample(X, y)


def _run(sampler: "GANSMOTE", table: "Table", kind: str, mark: str | None, out: "Output") -> None:
    from gansmote_tf.cli.table_files import STREAM, written

    with nothing_to_undo():
        set_up_tensorflow()
        X_more, y_more = sampler.fit_resample(table.X, table.y)
    rows = len(table.y)
    out.write(written(table, (kind, out.kind), X_more[rows:], y_more[rows:], mark))
    told = f"{rows} rows and {len(y_more) - rows} generated ones under them"
    if out.name == STREAM:
        sys.stderr.write(f"{told}: standard output\n")
    else:
        say(f"{told}: {out.name}\n")


def _strategy(text, y):
    """The sampling strategy said in JSON; a dict's keys are matched with the labels' text."""
    try:
        strategy = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return text  # a bare word, such as minority
    sizes = strategy.values() if isinstance(strategy, dict) else [strategy]
    kinds = (int,) if isinstance(strategy, dict) else (str, int, float)
    if any(isinstance(size, bool) or not isinstance(size, kinds) for size in sizes):
        raise ValueError(
            "--strategy must be a word, a ratio, or whole numbers of rows by label, such as "
            f"'{{\"rare\": 100}}'. Received: {text}."
        )
    if not isinstance(strategy, dict):
        return strategy
    labels = {str(label): label for label in y.unique()}
    unknown = [key for key in strategy if key not in labels]
    if unknown:
        raise ValueError(
            f"--strategy must name labels of {y.name!r}, {list(labels)}. Received: {unknown[0]!r}."
        )
    return {labels[key]: size for key, size in strategy.items()}


COMMAND = Command(
    "resample",
    help="top up the rare classes of a CSV or Parquet file",
    description="Write a table again with generated rows under its own.",
    add_arguments=add_arguments,
    prepare=prepare,
)
