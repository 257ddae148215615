"""How long one GAN step takes, beside the same step in plain Keras.

All cases are measured in one run, in turn and several times over, each in a process with its own
thread setting; the table gives medians.
"""

import contextlib
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from tabulate import tabulate

from gansmote_tf.benchmark.speed_worker import PAPER, Worker
from gansmote_tf.recipes import Recipe

#: What the facts and the targets are about: a class of the petrography table.
ROWS, COLUMNS = 37, 58

#: GAN-steps of the whole paper table: 10 folds x 4 classes.
PAPER_TABLE_STEPS = 10 * 4 * PAPER.steps


@dataclass(frozen=True)
class Case:
    """One row of the table.

    Args:
        name: What is measured.
        job: The worker's job, ``"plain"`` or ``"ours"``.
        replicas: GANs trained, over all processes.
        steps: Steps per measurement.
        settings: TensorFlow's, see :class:`~gansmote_tf.benchmark.speed_worker.Worker`.
        processes: Processes side by side.
        fused: For plain Keras, ``steps_per_execution``.
    """

    name: str
    job: str
    replicas: int
    steps: int
    settings: str = "ours"
    processes: int = 1
    fused: int = 1

    def arguments(self) -> dict:
        """What the worker's job is called with."""
        shape = {"rows": ROWS, "columns": COLUMNS, "steps": self.steps}
        if self.job == "plain":
            return {"fused": self.fused, **shape}
        return {"replicas": self.replicas // self.processes, **shape}


def cases(processes: int) -> list[Case]:
    """The rows of the table on a machine that takes so many processes side by side."""
    plain = [
        Case("plain Keras, one batch per epoch", "plain", 1, 300, "defaults"),
        Case("plain Keras, steps_per_execution=100", "plain", 1, 1000, "defaults", fused=100),
    ]
    single = [
        Case("ours, one thread", "ours", replicas, steps)
        for replicas, steps in ((1, 1500), (4, 1000), (40, 200), (160, 50))
    ]
    side = [
        Case(f"ours, {processes} processes", "ours", replicas * processes, steps, "ours", processes)
        for replicas, steps in ((20, 400), (80, 100))
    ]
    default = [
        Case("ours, TensorFlow's defaults", "ours", replicas, steps, "defaults")
        for replicas, steps in ((1, 1500), (4, 1000), (40, 200))
    ]
    return [*plain, *single, *side, *default]


def measure(cases: Sequence[Case], repeats: int, show: Callable[[str], None]) -> list[dict]:
    """Run every case several times in turn, and sum up.

    Args:
        cases: The rows; the first is what the others are compared with.
        repeats: Measurements per case, after one that traces and is dropped.
        show: Called with a line before each measurement.

    Returns:
        One dict per case: ``case``, ``replicas``, ``processes``, ``settings``, ``ms_per_gan_step``,
        ``spread`` (of the repeats, the largest less the smallest over the median),
        ``ratio_to_plain_keras``, ``paper_table_seconds``, ``gflops``, ``share_of_peak``.
    """
    times = {case: [] for case in cases}
    with contextlib.ExitStack() as stack:
        workers = _start(stack, cases)
        peak = workers["defaults"][0].run("peak")
        for turn in range(repeats + 1):
            for case in cases:
                show(f"turn {turn} of {repeats}: {case.name}, {case.replicas} GANs")
                times[case].append(_time(workers[case.settings][: case.processes], case))
    medians = {case: statistics.median(values[1:]) for case, values in times.items()}
    flops = gan_step_flops(PAPER, ROWS, COLUMNS)
    return [
        {
            "case": case.name,
            "replicas": case.replicas,
            "processes": case.processes,
            "settings": case.settings,
            "ms_per_gan_step": median,
            "spread": (max(times[case][1:]) - min(times[case][1:])) / median,
            "ratio_to_plain_keras": medians[cases[0]] / median,
            "paper_table_seconds": median * PAPER_TABLE_STEPS / 1e3,
            "gflops": flops / median / 1e6,
            "share_of_peak": flops / median / 1e6 / peak,
        }
        for case, median in medians.items()
    ]


def _start(stack, cases):
    """As many workers per setting as its cases need at once."""
    needed = {"defaults": 1}
    for case in cases:
        needed[case.settings] = max(case.processes, needed.get(case.settings, 1))
    return {
        settings: [stack.enter_context(Worker(settings)) for _ in range(count)]
        for settings, count in needed.items()
    }


def _time(workers, case):
    """Milliseconds per GAN-step, of processes side by side the slowest's."""
    for worker in workers:
        worker.ask(case.job, **case.arguments())
    return max(worker.answer() for worker in workers) / case.replicas


def gan_step_flops(recipe: Recipe, rows: int, columns: int) -> int:
    """Floating-point operations of the matrix products in one step of one GAN.

    Backward takes twice a network's forward pass; the generator's update needs the gradients of
    the discriminator's inputs, not those of its weights.

    Example:
        >>> from gansmote_tf.benchmark.speed import gan_step_flops
        >>> from gansmote_tf.recipes import RECIPES
        >>> round(gan_step_flops(RECIPES["paper"], rows=37, columns=58) / 1e6, 1)
        2.2
    """
    generator = _products(recipe.latent_dim, *recipe.generator_units, columns)
    discriminator = _products(columns + 1, *recipe.discriminator_units, 1)
    return int(2 * rows * ((1 + 3) * generator + (2 * 3 + 2) * discriminator))


def _products(*sizes):
    return np.dot(sizes[:-1], sizes[1:])


def render(rows: Sequence[dict], style: str = "simple") -> str:
    """The rows as a table, for a terminal or, with ``"github"``, for Markdown."""
    lines = [
        [
            row["case"],
            row["replicas"],
            f"{row['ms_per_gan_step']:.3f} ± {row['spread'] / 2:.0%}",
            f"{row['ratio_to_plain_keras']:.1f}",
            _duration(row["paper_table_seconds"]),
            f"{row['gflops']:.1f}",
            f"{row['share_of_peak']:.0%}",
        ]
        for row in rows
    ]
    headers = ["case", "GANs", "ms per GAN-step", "x plain Keras", "paper table", "GFLOP/s", "peak"]
    return tabulate(lines, headers, style, colalign=("left", *["right"] * 6), disable_numparse=True)


def _duration(seconds):
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
