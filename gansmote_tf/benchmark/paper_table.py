"""The paper's Table 1 by our own GAN-SMOTE: what it depends on, its scores, and how it is told."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import joblib
import pandas as pd

from gansmote_tf.benchmark.paper_methods import paper_methods
from gansmote_tf.benchmark.protocols import Classifier, run_paper_protocol
from gansmote_tf.benchmark.report import render_table, versions, write_report
from gansmote_tf.benchmark.statistics import PAPER_DATA, PAPER_TABLE, SD_DDOF, caveat, summarise
from gansmote_tf.datasets import data_hash
from gansmote_tf.recipes import Recipe

_STEPS_WORTH_A_PROCESS = 4_000


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything that the table depends on.

    Args:
        X, y: The rows, numbers only, and their labels.
        source: What to call them.
        recipe_name, recipe: What GAN-SMOTE trains by, and what to call it.
        methods: Names as :func:`~gansmote_tf.benchmark.paper_methods.full_names` gives them.
        folds: Stratified folds.
        seed: Seed of the folds and of the methods.
        processes: Among how many processes GAN-SMOTE's folds are split.
    """

    X: pd.DataFrame
    y: pd.Series
    source: str
    recipe_name: str
    recipe: Recipe
    methods: tuple[str, ...]
    folds: int = 10
    seed: int = 0
    processes: int = 1

    @property
    def title(self) -> str:
        """What was done, in a line."""
        return (
            f"{self.source}: {len(self.X)} rows, {self.folds} folds, seed {self.seed}; "
            f"recipe {self.recipe_name}, {self.recipe.steps:,} steps"
        )

    @property
    def paper(self) -> pd.DataFrame | None:
        """The paper's numbers if these are the paper's data, else None."""
        return PAPER_TABLE if data_hash(self.X, self.y) == PAPER_DATA else None


def worthwhile_processes(folds: int, steps: int) -> int:
    """One per core, unless training is over before a second process has loaded TensorFlow."""
    return min(folds, joblib.cpu_count()) if steps >= _STEPS_WORTH_A_PROCESS else 1


def score_methods(
    plan: Plan,
    *,
    callbacks: Sequence = (),
    watch: Callable[[Iterable], Iterable] = iter,
) -> pd.DataFrame:
    """Score the methods by the paper's protocol.

    Args:
        plan: What on.
        callbacks: Keras callbacks of GAN-SMOTE's training.
        watch: Wraps the list of classifiers to train; a progress bar fits here.

    Returns:
        What :func:`~gansmote_tf.benchmark.protocols.run_paper_protocol` does.

    Example:
        >>> from gansmote_tf import make_one_hot
        >>> from gansmote_tf.benchmark.paper_table import Plan, score_methods
        >>> from gansmote_tf.recipes import RECIPES
        >>> X, y = make_one_hot(40, random_state=0)
        >>> plan = Plan(X, y, "made up", "paper", RECIPES["paper"], ("original rows",), folds=2)
        >>> score_methods(plan)["fold"].tolist()
        [0, 1]
    """
    methods = paper_methods(
        plan.methods, recipe=plan.recipe, callbacks=callbacks, processes=plan.processes
    )
    return run_paper_protocol(
        plan.X, plan.y, methods, folds=plan.folds, seed=plan.seed, watch=watch
    )


def write_scores(
    folder: Path, plan: Plan, scores: pd.DataFrame, *, command: str, seconds: float
) -> None:
    """Write ``scores.csv``, ``table.md``, ``settings.json``, ``table.png`` and the report.

    Args:
        folder: An existing folder.
        plan: What the scores are of.
        scores: What :func:`score_methods` returns.
        command: The command line that made them.
        seconds: How long that took.
    """
    from gansmote_tf.benchmark.page import write_page
    from gansmote_tf.benchmark.paper_report import paper_page
    from gansmote_tf.plots.benchmarks import draw_scores

    summary, settings = summarise(scores), _settings(plan)
    write_report(
        folder,
        scores=scores,
        table=render_table(summary, plan.paper, style="github"),
        notes=f"{plan.title}.\n\n{caveat(summary, len(plan.X))}",
        settings={"command": command, **settings, "seconds": round(seconds, 1)},
    )
    draw_scores(folder / "table.png", scores, summary, plan.paper, plan.title)
    told = {"title": plan.title, "rows": len(plan.X), "command": command, "settings": settings}
    write_page(folder, paper_page(scores, summary, plan.paper, **told))


def render_scores(plan: Plan, scores: pd.DataFrame) -> str:
    """The table for a terminal, what it is of above it and what it is worth below."""
    summary = summarise(scores)
    notes = caveat(summary, len(plan.X))
    return f"{plan.title}\n\n{render_table(summary, plan.paper)}\n\n{notes}"


def _settings(plan):
    return {
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
    }
