"""The reports of the commands about the paper: its table, and its author's trace."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from gansmote_tf.benchmark.page import Figure, Page, Section, Table, figure_svg
from gansmote_tf.benchmark.repeated_folds import compare_within_tables
from gansmote_tf.benchmark.report import versions
from gansmote_tf.benchmark.statistics import caveat

_REFERENCE = "original rows"
_COLUMNS = {  # of the summary: title and format
    "accuracy": ("accuracy (%)", ".2f"),
    "accuracy_sd": ("sd", ".2f"),
    "f1_micro": ("F1 (micro)", ".3f"),
    "f1_macro": ("F1 (macro)", ".3f"),
    "epoch": ("epochs (median)", "g"),
    "paper_accuracy": ("paper: accuracy (%)", ".2f"),
    "paper_accuracy_sd": ("paper: sd", ".2f"),
    "paper_f1": ("paper: F1", ".3f"),
}


def paper_page(
    scores: pd.DataFrame,
    summary: pd.DataFrame,
    paper: pd.DataFrame | None,
    *,
    title: str,
    rows: int,
    command: str,
    settings: dict[str, Any],
) -> Page:
    """The paper's table as a page.

    Args:
        scores: What ``run_paper_protocol`` returns.
        summary: What ``statistics.summarise`` returns.
        paper: ``statistics.PAPER_TABLE`` beside the paper's own data, else None.
        title: What was done, in a line.
        rows: Rows of the whole table.
        command: The command line.
        settings: All that it takes to run it again.
    """
    from gansmote_tf.plots.benchmarks import scores_figure

    frame = summary.reset_index()
    if paper is not None:
        theirs = paper.loc[frame["method"]].reset_index(drop=True)
        frame = frame.join(theirs.add_prefix("paper_"))
    frame = frame.rename(columns={name: title for name, (title, _) in _COLUMNS.items()})
    formats = {title: form for title, form in _COLUMNS.values() if title in frame}
    table = Table("scores", "Accuracy (%) and F1 over folds, mean and sd", frame, formats=formats)
    drawn = figure_svg(scores_figure(scores, summary, paper))
    alt = "Accuracy of each method: every fold as a dot, mean and standard deviation."
    figure = Figure("scores", "Accuracy on each fold's test rows", drawn, alt)
    data = pd.DataFrame([settings["data"]])
    return Page(
        title="The paper's Table 1",
        conclusion=[*_verdict(scores), caveat(summary, rows)],
        command=command,
        settings={
            name: value for name, value in settings.items() if name not in ("data", "versions")
        },
        versions=versions(),
        data=data,
        sections=[Section(title, [], [table, figure])],
    )


def _verdict(scores):
    """Which methods differ from the original rows: corrected t-test, Holm's correction."""
    others = [name for name in scores["method"].unique() if name != _REFERENCE]
    if not others or _REFERENCE not in set(scores["method"]):
        return []
    one = scores.assign(table="all", repeat=0)
    tests = compare_within_tables(one, _REFERENCE, "accuracy").droplevel("table")
    apart = tests[tests["p_holm"] <= 0.05]
    folds = scores["fold"].nunique()
    test = f"corrected t-test over {folds} folds"
    if apart.empty:
        return [f"No method differs from the {_REFERENCE} at 5 % ({test})."]
    told = [f"{name} by {100 * gain:+.1f} points" for name, gain in apart["gain"].items()]
    return [f"At 5 % ({test}) these differ from the {_REFERENCE}: {', '.join(told)}."]


def trace_page(
    ours: pd.DataFrame,
    author: pd.DataFrame,
    claims: Sequence[tuple[str, bool]],
    *,
    title: str,
    command: str,
) -> Page:
    """The trace of a training beside the author's, as a page.

    Args:
        ours, author: Block means, index ``step``.
        claims: Each tolerance as a sentence, and whether it holds.
        title: What was done, in a line.
        command: The command line.
    """
    from gansmote_tf.plots.benchmarks import trace_figure

    both = ours.join(author.add_prefix("author_")).reset_index()
    table = Table("trace", "Means over blocks of 2,000 steps", both, formats=_trace_formats(both))
    alt = "Losses, accuracy and L1 sums of our training over steps, the author's as diamonds."
    figure = Figure(
        "trace", "Ours beside the author's", figure_svg(trace_figure(ours, author)), alt
    )
    verdicts = [f"{'Holds' if holds else 'Fails'}: {claim}." for claim, holds in claims]
    return Page(
        title="The author's trace",
        conclusion=verdicts,
        command=command,
        versions=versions(),
        sections=[Section(title, [], [figure, table])],
    )


def _trace_formats(frame):
    return {
        name: ".0f" if "distance" in name else ".3f"
        for name in frame
        if name != "step" and frame[name].dtype == np.float64
    }


def timing_page(lines: Sequence[dict], *, title: str, command: str) -> Page:
    """Measurements of time and memory as a page.

    Args:
        lines: One dict per case, of the same keys.
        title: What was measured, in a line.
        command: The command line.
    """
    frame = pd.DataFrame(list(lines))
    formats = {name: ".3g" for name in frame if frame[name].dtype == np.float64}
    table = Table("timing", title, frame, formats=formats)
    told = [f"{len(frame)} cases were measured on one machine; compare them with each other."]
    sections = [Section(title, [], [table])]
    return Page("Time and memory", told, command, versions=versions(), sections=sections)
