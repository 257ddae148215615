"""Mean ranks of methods over tables, and which of them do not differ."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from gansmote_tf.plots.methods import (
    INK,
    KINDS,
    Kind,
    finish_panel,
    legend_of_kinds,
    new_figure,
    rows_high,
    wrapped,
)
from gansmote_tf.recipes import arguments


def draw_critical_difference(
    ranks: pd.Series,
    critical_difference: float | None,
    ties: Sequence[Sequence[str]],
    *,
    kinds: Mapping[str, str] | None = None,
    label: str = "mean rank over tables (1 is best)",
    title: str = "",
) -> Figure:
    """A critical-difference diagram: methods by mean rank, bars joining those that do not differ.

    As in Demsar (2006, section 3.2.2), turned so that every method has a row: twenty-five names
    stand below each other as legibly as five. The bars stand to the right, with a dot on the row of
    each method that they join.

    Args:
        ranks: Mean rank of each method, indexed by its name, 1 the best.
        critical_difference: By how much two ranks must differ, in ranks; None where the ties come
            from paired tests, which have none.
        ties: Groups of two methods or more that do not differ, by name.
        kinds: Each method's kind, gan, control, baseline, model or ceiling, for its colour.
        label: What the ranks are.
        title: Text above.

    Raises:
        TypeError: ``ranks`` is no Series, or the critical difference no number.
        ValueError: ``ranks`` is empty or names a method twice; a group of ``ties`` has fewer than
            two methods or an unknown one; a kind is missing or unknown.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.plots.ranks import draw_critical_difference
        >>> ranks = pd.Series({"SMOTE": 2.4, "GAN-SMOTE": 1.2, "arfpy": 2.3})
        >>> figure = draw_critical_difference(ranks, 0.9, [["SMOTE", "arfpy"]])
        >>> [text.get_text() for text in figure.axes[0].get_yticklabels()]
        ['GAN-SMOTE  1.2', 'arfpy  2.3', 'SMOTE  2.4']
    """
    ranks = _checked_ranks(ranks)
    arguments.number("critical_difference", critical_difference, 0, optional=True)
    rows = {method: row for row, method in enumerate(ranks.index)}
    bars = sorted(sorted(rows[method] for method in _checked_tie(tie, rows)) for tie in ties)
    if kinds is not None:
        kinds = {method: kinds.get(method) for method in rows}
        for method, kind in kinds.items():
            arguments.choice("kinds", kind, *KINDS, of=f" of {method}")
    columns = _columns([(bar[0], bar[-1]) for bar in bars])
    figure = new_figure(8.0, 1.5 + rows_high(ranks.index), title)
    ax, beside = figure.subplots(
        1, 2, sharey=True, width_ratios=[5, max(1.3, 0.9 + 0.2 * max(columns, default=0))]
    )
    _draw_ranks(ax, ranks, kinds)
    if critical_difference is not None:
        _draw_scale(ax, ranks.iloc[0], critical_difference)
    for bar, column in zip(bars, columns, strict=True):
        beside.plot(np.full(len(bar), column), bar, "o-", color=INK, ms=4, lw=2.2)
    ends = -0.6, max(columns, default=0) + 0.6
    beside.hlines(range(len(ranks)), *ends, color=INK, alpha=0.12, lw=0.7)
    beside.set_xlim(*ends)
    beside.set_axis_off()
    beside.set_title("no difference\nwithin a bar", fontsize=9, color=INK)
    ax.set_xlabel(label, fontsize=10)
    finish_panel(ax, "both")
    if kinds is not None:
        legend_of_kinds(figure, kinds)
    return figure


def _checked_ranks(ranks):
    """The ranks, the best first."""
    arguments.instance("ranks", ranks, pd.Series, "a Series")
    if ranks.empty or ranks.index.has_duplicates or ranks.isna().any():
        raise ValueError(
            "ranks must have one number for each of some methods, each named once. "
            f"Received: {arguments.shown(ranks.to_dict())}."
        )
    return ranks.sort_values(kind="stable")


def _checked_tie(group, rows):
    if isinstance(group, str) or len(set(group) & set(rows)) < max(2, len(group)):
        raise ValueError(
            f"ties must hold groups of two methods or more, of {', '.join(rows)}. "
            f"Received: {arguments.shown(group)}."
        )
    return group


def _columns(ranges):
    """A column for each bar, as far left as it meets no other there."""
    ends, columns = [], []
    for first, last in ranges:
        column = next((each for each, end in enumerate(ends) if end < first), len(ends))
        ends[column:] = [last, *ends[column + 1 :]]
        columns.append(column)
    return columns


def _draw_ranks(ax, ranks, kinds):
    """A mark at each method's rank."""
    names = [f"{wrapped(method)}  {rank:.1f}" for method, rank in ranks.items()]
    ax.set_yticks(range(len(ranks)), names)
    for row, ((method, rank), text) in enumerate(
        zip(ranks.items(), ax.get_yticklabels(), strict=True)
    ):
        kind = (kinds or {}).get(method)
        look = KINDS[kind] if kind else Kind("", "o", (INK,))
        text.set_fontweight("bold" if kind == "gan" else "normal")
        ax.plot(rank, row, look.marker, ms=7, color=look.colours[0], label=method)
    ax.set_xlim(0.5, max(ranks.iloc[-1], len(ranks)) + 0.5)
    ax.xaxis.set_major_locator(MaxNLocator(10, steps=[1, 2, 5, 10], integer=True))
    ax.set_ylim(len(ranks) - 0.4, -1.6)


def _draw_scale(ax, best, critical_difference):
    """The critical difference as a length above the methods, from the best one's rank on."""
    ax.plot([best, best + critical_difference], [-1, -1], "|-", color=INK, ms=8, lw=1.4)
    text, end = f"critical difference {critical_difference:.2f}", (best + critical_difference, -1)
    # Set off in points: a page drops the spaces that a text in an SVG begins with.
    ax.annotate(text, end, (6, 0), textcoords="offset points", va="center", fontsize=9)
