"""Is ours the training that the author's program did?

The author published the trace of one training: class 0 of the first 70 rows, recipe as coded. Ours
runs 24 seeds side by side and is told by the same means over blocks of 2000 steps.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from tabulate import tabulate

from gansmote_tf.recipes import Recipe

#: Trainings side by side; the author's is one. Single ones end with a discriminator that is right
#: between 0.68 and 0.96 of the time (sd 0.08), so a mean over five would still be off by 0.04.
SEEDS = 24

_BLOCKS, _BLOCK_STEPS = 20, 2_000
_HEADERS = {  # log key: title and format
    "d_loss": ("D loss", ".3f"),
    "g_loss": ("G loss", ".3f"),
    "d_accuracy": ("D accuracy", ".3f"),
    "distance_real": ("L1 within real", ".0f"),
    "distance_fake": ("L1 within fake", ".0f"),
}

#: The author's published trace of class 0, means over 2000 steps from the step that is the index.
AUTHOR_TRACE = pd.DataFrame(
    [
        (0, 0.394, 0.286, 0.824, 429.0, 91.0),
        (10_000, 0.007, 0.978, 0.995, 371.0, 412.0),
        (20_000, 0.022, 0.954, 0.986, 291.0, 312.0),
        (28_000, 0.104, 0.835, 0.930, 216.0, 222.0),
        (34_000, 0.298, 0.544, 0.780, 150.0, 148.0),
        (38_000, 0.358, 0.443, 0.720, 127.0, 128.0),
    ],
    columns=["step", *_HEADERS],
).set_index("step")


def author_rows(X: pd.DataFrame, y: pd.Series) -> np.ndarray:
    """The rows that the author's trace was trained on: class 0 of the first 70, ``(18, 58)``."""
    first = np.asarray(y)[:70] == 0
    return X.iloc[:70].to_numpy("float32")[first]


def block_means(history: Mapping[str, Sequence[float]]) -> pd.DataFrame:
    """Means over the twentieths of a training, from a history with one value per epoch.

    Args:
        history: Log key -> one value per epoch; all epochs are equally long.

    Returns:
        One row per block, index ``step`` the block's first step in a training of 40,000, one
        column per key of the trace.

    Example:
        >>> from gansmote_tf.benchmark.trace import AUTHOR_TRACE, block_means
        >>> history = {key: range(40) for key in AUTHOR_TRACE}
        >>> block_means(history)["d_loss"].loc[[0, 2000, 38_000]].to_dict()
        {0: 0.5, 2000: 2.5, 38000: 38.5}
    """
    values = np.array([history[key] for key in AUTHOR_TRACE], "float64")  # (keys, epochs)
    # Each epoch counts for the blocks by the share that it has in them.
    blocks = np.repeat(values, _BLOCKS, axis=1).reshape(len(values), _BLOCKS, -1).mean(axis=2)
    steps = pd.Index(np.arange(_BLOCKS) * _BLOCK_STEPS, name="step")
    return pd.DataFrame(blocks.T, index=steps, columns=AUTHOR_TRACE.columns)


def verdicts(ours: pd.DataFrame, author: pd.DataFrame = AUTHOR_TRACE) -> list[tuple[str, bool]]:
    """Which of the tolerances hold, each as a sentence with the largest departure, and whether.

    Args:
        ours: Block means of a full training, the author's blocks among them.
        author: The author's.
    """
    ours = ours.loc[author.index]
    distance = (ours["distance_real"] / author["distance_real"] - 1).abs().max()
    accuracy = (ours["d_accuracy"] - author["d_accuracy"]).abs()
    middle, ends = accuracy.iloc[1:-1].max(), accuracy.iloc[[0, -1]].max()
    ratio = abs(ours["distance_real"].iloc[-1] / ours["distance_fake"].iloc[-1] - 1)
    return [
        (
            f"L1 within real, every block: off by {distance:.1%} at most, 2 % allowed",
            distance <= 0.02,
        ),
        (f"D accuracy, steps 10,000 to 36,000: off by {middle:.3f}, 0.05 allowed", middle <= 0.05),
        (f"D accuracy, first and last block: off by {ends:.3f}, 0.15 allowed", ends <= 0.15),
        (f"last ratio of the L1 sums: off 1 by {ratio:.3f}, 0.1 allowed", ratio <= 0.1),
    ]


def render_trace(ours: pd.DataFrame, author: pd.DataFrame = AUTHOR_TRACE) -> str:
    """The author's blocks as a table for the terminal, ours to the left of theirs."""
    lines = []
    for step in author.index:
        line = [f"{step:,}"]
        for key, (_, digits) in _HEADERS.items():
            line += [f"{ours.loc[step, key]:{digits}}", f"{author.loc[step, key]:{digits}}"]
        lines.append(line)
    headers = ["from step"]
    for title, _ in _HEADERS.values():
        headers += [title, "author"]
    return tabulate(lines, headers=headers, stralign="right", disable_numparse=True)


def run_trace(
    rows: np.ndarray, recipe: Recipe, seed: int, *, callbacks: Sequence = ()
) -> pd.DataFrame:
    """Train on the rows, 24 seeds side by side, and return the block means.

    Args:
        rows: Bits, ``(rows, columns)``.
        recipe: ``"as_coded"``, at any number of steps.
        seed: Decides the first of the trainings and all others.
        callbacks: Keras callbacks of the training.
    """
    from gansmote_tf.training import train

    gan = train([rows] * SEEDS, recipe, seed=seed, callbacks=callbacks)
    return block_means(gan.history.history)


def write_trace(folder: Path, ours: pd.DataFrame, steps: int, command: str) -> None:
    """Write the block means, ``trace.csv``, the figure, ``trace.png``, and the report.

    Args:
        folder: An existing folder.
        ours: What :func:`run_trace` returns.
        steps: GAN-steps of the training.
        command: The command line.
    """
    from gansmote_tf.benchmark.page import write_page
    from gansmote_tf.benchmark.paper_report import trace_page
    from gansmote_tf.plots.benchmarks import draw_trace

    ours.to_csv(folder / "trace.csv", lineterminator="\n")
    draw_trace(folder / "trace.png", ours, AUTHOR_TRACE)
    told = {"title": title_of(steps), "command": command}
    write_page(folder, trace_page(ours, AUTHOR_TRACE, verdicts(ours), **told))


def title_of(steps: int) -> str:
    """What was trained, in a line.

    Example:
        >>> from gansmote_tf.benchmark.trace import title_of
        >>> title_of(40_000)
        'Recipe as_coded, class 0 of the first 70 rows, 24 seeds, 40,000 steps'
    """
    return f"Recipe as_coded, class 0 of the first 70 rows, {SEEDS} seeds, {steps:,} steps"


def render_report(ours: pd.DataFrame, steps: int) -> str:
    """For the terminal: what was trained, :func:`render_trace` and which of the claims hold."""
    title = title_of(steps)
    claims = [f"{'holds' if holds else 'FAILS'}: {claim}" for claim, holds in verdicts(ours)]
    return "\n".join([title, "", render_trace(ours), "", *claims])
