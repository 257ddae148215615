"""``resample``: a file in, a topped-up file out."""

import functools
import json
import sys
from argparse import Namespace
from collections.abc import Callable

from gansmote_tf.benchmark.command import writable_folder
from gansmote_tf.cli.table_files import read_labelled, write_table
from gansmote_tf.recipes import get_recipe
from gansmote_tf.tensorflow_start import set_up_tensorflow


def prepare(arguments: Namespace) -> Callable[[], None]:
    """Read the file and top it up, and return the writing.

    Raises:
        ValueError: The file, the strategy or the column's name can't be used.
        OSError: The file can't be read, or the other not be written.
    """
    X, y = read_labelled(arguments.file, arguments.target)
    if arguments.mark in [*X.columns, y.name]:
        raise ValueError(
            f"--mark must name a new column. Received: {arguments.mark!r}, which {arguments.file} "
            "holds already."
        )
    strategy = _strategy(arguments.strategy, y)
    writable_folder(arguments.out.parent)
    set_up_tensorflow()
    try:
        table = _topped_up(X, y, strategy, arguments)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{arguments.file}: {error}") from error
    return functools.partial(_write, table, len(X), arguments.out)


def _topped_up(X, y, strategy, arguments):
    from gansmote_tf.sampler import GANSMOTE

    recipe = get_recipe(arguments.recipe)
    sampler = GANSMOTE(
        sampling_strategy=strategy,
        recipe=recipe.scaled(arguments.steps or recipe.steps),
        groups=_groups(arguments.groups),
        random_state=arguments.seed,
        verbose=0 if arguments.quiet else 1,
    )
    X_more, y_more = sampler.fit_resample(X, y)
    table = X_more.assign(**{y.name: y_more})
    if arguments.mark:
        table[arguments.mark] = sampler.provenance_["synthetic"].to_numpy()
    return table


def _write(table, real, out):
    write_table(table, out)
    sys.stdout.write(f"{real} rows and {len(table) - real} generated ones under them: {out}\n")


def _groups(text):
    """What ``--groups`` says, a pair of kind and columns as the tuple it is in Python."""
    if text == "auto":
        return text
    try:
        said = dict(json.loads(text))
    except (TypeError, ValueError) as error:
        raise ValueError(
            '--groups must be JSON such as \'{"LANES": ["one_of", ["LANES"]]}\'. '
            f"Received: {text}."
        ) from error
    pairs = {name for name, columns in said.items() if any(isinstance(c, list) for c in columns)}
    return {name: tuple(said[name]) if name in pairs else said[name] for name in said}


def _strategy(text, y):
    """The sampling strategy said in JSON; a dict's keys are matched with the labels' text."""
    try:
        strategy = json.loads(text)
    except json.JSONDecodeError:
        return text  # a bare word, such as minority
    if not isinstance(strategy, dict):
        return strategy
    labels = {str(label): label for label in y.unique()}
    unknown = [key for key in strategy if key not in labels]
    if unknown:
        raise ValueError(
            f"--strategy must name labels of {y.name!r}, {list(labels)}. Received: {unknown[0]!r}."
        )
    return {labels[key]: size for key, size in strategy.items()}
