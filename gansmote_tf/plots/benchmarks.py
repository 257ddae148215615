"""The benchmarks' figures, drawn to files without a screen: ours beside the paper's."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from gansmote_tf.plots.style import BLUE, GREEN, ORANGE, finish

_PALE = "#8a8a8a"


def draw_scores(
    path: Path,
    scores: pd.DataFrame,
    summary: pd.DataFrame,
    paper: pd.DataFrame | None = None,
    title: str = "",
) -> None:
    """Accuracy of each method: every fold, mean and sd, and the paper's value where given.

    Args:
        path: PNG file to write.
        scores, summary, paper, title: See :func:`scores_figure`.
    """
    _save(scores_figure(scores, summary, paper, title), path)


def scores_figure(
    scores: pd.DataFrame,
    summary: pd.DataFrame,
    paper: pd.DataFrame | None = None,
    title: str = "",
) -> Figure:
    """The figure of :func:`draw_scores`.

    Args:
        scores: What ``run_paper_protocol`` returns.
        summary: What ``statistics.summarise`` returns.
        paper: ``statistics.PAPER_TABLE`` beside the paper's own data, else ``None``.
        title: Text above.
    """
    methods = list(summary.index)
    heights = np.arange(len(methods))[::-1].astype(float)
    figure = Figure(figsize=(8, 1.5 + 0.95 * len(methods)), layout="constrained")
    axes = figure.add_subplot()
    for height, method in zip(heights, methods, strict=True):
        accuracy = 100 * scores.loc[scores["method"] == method, "accuracy"].to_numpy()
        axes.plot(accuracy, height + 0.1 + _stacked(accuracy), "o", color=_PALE, ms=5, mec="white")
    _mean_and_sd(axes, summary, heights - 0.08, BLUE, "o", "mean ± sd")
    if paper is not None:
        _mean_and_sd(axes, paper.loc[methods], heights - 0.26, ORANGE, "D", "paper: mean ± sd")
    axes.plot([], [], "o", color=_PALE, mec="white", label="one fold")
    axes.set_yticks(heights, methods)
    axes.set_ylim(-0.6, len(methods) - 0.3)
    axes.set_xlabel("accuracy on the fold's test rows at its best epoch (%)")
    axes.set_title(title, loc="left", fontsize=10)
    figure.legend(loc="outside lower center", ncols=3, frameon=False)
    return _finished(figure)


def draw_trace(path: Path, ours: pd.DataFrame, author: pd.DataFrame) -> None:
    """The trace of a training beside the author's: losses, accuracy and the two L1 sums.

    Args:
        path: PNG file to write.
        ours, author: See :func:`trace_figure`.
    """
    _save(trace_figure(ours, author), path)


def trace_figure(ours: pd.DataFrame, author: pd.DataFrame) -> Figure:
    """The figure of :func:`draw_trace`.

    Args:
        ours: Block means, index the blocks' first steps, columns as the log keys.
        author: The same of the author's published trace, with fewer blocks.
    """
    figure = Figure(figsize=(9, 6), layout="constrained")
    panels = figure.subplots(2, 2, sharex=True)
    titles = ("D loss", "G loss", "D accuracy", "L1 sums within the batch")
    keys = (("d_loss",), ("g_loss",), ("d_accuracy",), ("distance_real", "distance_fake"))
    for axes, title, names in zip(panels.flat, titles, keys, strict=True):
        for name, colour in zip(names, (BLUE, GREEN), strict=False):
            which = f" ({name.removeprefix('distance_')})" if len(names) > 1 else ""
            axes.plot(ours.index, ours[name], "-", color=colour, label="ours" + which)
            axes.plot(
                author.index, author[name], "D", mfc="none", color=colour, label="author" + which
            )
        axes.set_title(title, loc="left", fontsize=10)
        axes.set_ylim(bottom=0)
        axes.legend(frameon=False, fontsize=8)
    for axes in panels[1]:
        axes.set_xlabel("first step of the block")
    return _finished(figure)


def _mean_and_sd(axes, summary, heights, colour, marker, label):
    axes.errorbar(
        summary["accuracy"],
        heights,
        xerr=summary["accuracy_sd"],
        fmt=marker,
        color=colour,
        mfc="white" if marker == "D" else colour,
        capsize=4,
        label=label,
    )


def _stacked(values):
    """Offsets that put equal values on top of each other, below the next method's bars."""
    place = pd.Series(values).groupby(np.round(values, 6)).cumcount().to_numpy()
    return place * min(0.09, 0.5 / max(1, place.max()))


def _finished(figure):
    for axes in figure.axes:
        finish(axes)
    return figure


def _save(figure, path):
    figure.savefig(path, dpi=150)
