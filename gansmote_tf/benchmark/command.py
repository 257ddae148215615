"""``benchmark``: the paper's table from one command.

``prepare`` does everything that a user can get wrong and raises ``ValueError`` or ``OSError`` with
one sentence; what it returns does the work.
"""

import functools
import os
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
from tqdm.auto import tqdm

from gansmote_tf.benchmark.competitors import competitors
from gansmote_tf.benchmark.protocols import Classifier, run_paper_protocol, split
from gansmote_tf.benchmark.report import render_table, versions, write_report
from gansmote_tf.benchmark.statistics import PAPER_DATA, PAPER_TABLE, SD_DDOF, caveat, summarise
from gansmote_tf.datasets import PETROGRAPHY_TARGET, data_hash, load_csv, load_petrography
from gansmote_tf.recipes import Recipe, get_recipe
from gansmote_tf.tensorflow_start import set_up_tensorflow

_STEPS_WORTH_A_PROCESS = 4_000


@dataclass(frozen=True)
class _Plan:
    """Everything that the table depends on, checked."""

    X: pd.DataFrame
    y: pd.Series
    source: str
    paper: pd.DataFrame | None
    recipe_name: str
    recipe: Recipe
    methods: tuple[str, ...]
    folds: int
    seed: int
    processes: int
    out: Path
    quiet: bool
    command: str


def prepare(arguments: Namespace) -> Callable[[], None]:
    """Check the command line and the data, and return the work.

    Raises:
        ValueError: A value, a file's content or a combination of them can't be used.
        OSError: A file or folder can't be read or written.
    """
    X, y, source = _load(arguments)
    try:
        split(np.asarray(y), arguments.folds, arguments.seed)
    except ValueError as error:
        raise ValueError(f"{source}, column {y.name!r}: {error}") from error
    recipe = get_recipe(arguments.recipe)
    steps = arguments.steps or recipe.steps
    plan = _Plan(
        X=X,
        y=y,
        source=source,
        paper=PAPER_TABLE if data_hash(X, y) == PAPER_DATA else None,
        recipe_name=arguments.recipe,
        recipe=recipe.scaled(steps),
        methods=tuple(arguments.methods),
        folds=arguments.folds,
        seed=arguments.seed,
        processes=arguments.processes or _processes(arguments.folds, steps),
        out=writable_folder(arguments.out or Path("results/benchmark")),
        quiet=arguments.quiet,
        command=arguments.command_line,
    )
    return functools.partial(_run, plan)


def _processes(folds, steps):
    """One per core, unless training is over before a second process has loaded TensorFlow."""
    return min(folds, joblib.cpu_count()) if steps >= _STEPS_WORTH_A_PROCESS else 1


def _load(arguments):
    """The table, its labels and the name to call it by."""
    if arguments.target and (arguments.original or not arguments.data):
        raise ValueError(
            "--target names the label column of a table given by --data, without --original. "
            f"Received: --target {arguments.target}."
        )
    if arguments.original:
        return *load_petrography(original=True, path=arguments.data), "petrography"
    if arguments.data:
        target = arguments.target or PETROGRAPHY_TARGET
        return *load_csv(arguments.data, target), str(arguments.data)
    return *load_petrography(), "petrography stand-in"


def writable_folder(path: Path) -> Path:
    """The folder, made where it is missing, after a file was written in it as a trial.

    Raises:
        OSError: It can't be made or written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return path
    except OSError as error:
        raise OSError(
            f"--out must be a folder that can be written. Received: {path} ({error.strerror}); "
            "name another."
        ) from error


def _run(plan: _Plan) -> None:
    started = time.perf_counter()
    bar = ()
    if "GAN-SMOTE" in plan.methods:
        set_up_tensorflow()
        bar = training_bar(plan.quiet)
    scores = run_paper_protocol(
        plan.X,
        plan.y,
        competitors(plan.methods, recipe=plan.recipe, callbacks=bar, processes=plan.processes),
        folds=plan.folds,
        seed=plan.seed,
        watch=functools.partial(tqdm, desc="classifiers", unit="fit", disable=plan.quiet or None),
    )
    seconds = time.perf_counter() - started
    _report(plan, scores, seconds)


def training_bar(quiet: bool) -> tuple:
    """The callback that shows a training's progress on a terminal, or none."""
    from gansmote_tf.callbacks.progress import Progress

    return () if quiet else (Progress("GAN-steps", disable=None),)


def _report(plan, scores, seconds):
    from gansmote_tf.benchmark.figures import draw_scores

    summary = summarise(scores)
    title = (
        f"{plan.source}: {len(plan.X)} rows, {plan.folds} folds, seed {plan.seed}; "
        f"recipe {plan.recipe_name}, {plan.recipe.steps:,} steps"
    )
    notes = caveat(summary, len(plan.X))
    write_report(
        plan.out,
        scores=scores,
        table=render_table(summary, plan.paper, style="github"),
        notes=f"{title}.\n\n{notes}",
        settings=_settings(plan, seconds),
    )
    draw_scores(plan.out / "table.png", scores, summary, plan.paper, title)
    sys.stdout.write(f"{title}\n\n{render_table(summary, plan.paper)}\n\n{notes}\n")
    sys.stdout.write(f"Scores, settings, table and figure: {plan.out}\n")


def _settings(plan, seconds):
    return {
        "command": plan.command,
        "data": {
            "source": plan.source,
            "hash": data_hash(plan.X, plan.y),
            "rows": len(plan.X),
            "columns": plan.X.shape[1],
        },
        "seed": plan.seed,
        "folds": plan.folds,
        "methods": list(plan.methods),
        "recipe": {"name": plan.recipe_name, **asdict(plan.recipe)},
        "classifier": asdict(Classifier()),
        "sd_ddof": SD_DDOF,
        "work": {
            "processes": plan.processes,
            "threads_per_operation": os.environ.get("TF_NUM_INTRAOP_THREADS"),
        },
        "versions": versions(),
        "seconds": round(seconds, 1),
    }
