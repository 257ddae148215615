"""Methods as rows of a forest plot: gains per table, paired differences, share of the ceiling.

Means and intervals come as they are drawn; nothing is computed of them here. A filled mark says
that the interval leaves zero out, a hollow one that it does not.
"""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from gansmote_tf.plots.methods import (
    INK,
    KINDS,
    checked_frame,
    finish_panel,
    kinds_of,
    legend_of_kinds,
    minus,
    new_figure,
    rows_high,
    wrapped,
)

_MOST_COLUMNS = 5


def draw_gains(
    frame: pd.DataFrame,
    summary: pd.DataFrame,
    *,
    label: str = "gain over random oversampling (points)",
    title: str = "",
) -> Figure:
    """Each method's gain on every table, with its mean and interval; the worst table is named.

    Methods are sorted by their means, the best above.

    Args:
        frame: One row per method and table: ``method``; ``kind``, one of gan, control, baseline,
            model and ceiling; ``table``; ``gain`` over the reference, in points. Cells may be
            missing.
        summary: One row per method: ``method``; ``mean`` over tables, in points, with the ends
            ``low`` and ``high`` of its interval.
        label: What the gain is, with its unit.
        title: Text above.

    Raises:
        TypeError: ``frame`` or ``summary`` is no DataFrame.
        ValueError: A column is missing, a cell comes twice, a kind is unknown, or ``summary`` has
            not the same methods.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.plots.forests import draw_gains
        >>> frame = pd.DataFrame({"table": ["car", "splice"], "gain": [-1.0, 4.0]})
        >>> summary = pd.DataFrame({"method": ["arfpy"], "mean": 1.5, "low": -2.0, "high": 5.0})
        >>> figure = draw_gains(frame.assign(method="arfpy", kind="baseline"), summary)
        >>> figure.axes[0].texts[-1].get_text()
        'car \N{MINUS SIGN}1.0'
    """
    frame = checked_frame(
        "frame", frame, ("method", "kind", "table", "gain"), ("method", "table"), ("gain",)
    )
    numbers = ("mean", "low", "high")
    summary = checked_frame("summary", summary, ("method", *numbers), ("method",), numbers)
    kinds = kinds_of(frame)
    if set(summary["method"]) != set(kinds):
        raise ValueError(
            f"summary must have one row for each method of frame: {', '.join(kinds)}. "
            f"Received: {', '.join(summary['method'])}."
        )
    summary = summary.sort_values("mean", ascending=False, kind="stable").set_index("method")
    figure = new_figure(9.0, 1.3 + rows_high(kinds), title)
    ax = figure.add_subplot()
    _rows(ax, summary.index, kinds)
    beside = ax.get_yaxis_transform()
    ax.text(1.02, -1, "worst table", transform=beside, va="center", fontsize=9, fontstyle="italic")
    for row, (method, (mean, low, high)) in enumerate(summary.iterrows()):
        part = frame[frame["method"] == method].dropna(subset="gain")
        colour = KINDS[kinds[method]].colours[0]
        ax.plot(part["gain"], np.full(len(part), row), "o", ms=4.5, color=colour, alpha=0.4, mew=0)
        _mark(ax, row, mean, low, high, kinds[method], method)
        if len(part):
            worst = part.loc[part["gain"].idxmin()]
            ax.plot(worst["gain"], row, "|", ms=9, color=INK)
            text = f"{worst['table']} {minus(format(worst['gain'], '+.1f'))}"
            ax.text(1.02, row, text, transform=beside, va="center", fontsize=9)
    ax.set_xlabel(label, fontsize=10)
    finish_panel(ax, "both")
    dot = Line2D([], [], ls="none", marker="o", ms=4.5, color=INK, alpha=0.4, label="one table")
    worst = Line2D([], [], ls="none", marker="|", ms=9, color=INK, label="worst table")
    legend_of_kinds(figure, kinds, dot, worst, *_marks())
    return figure


def draw_differences(
    frame: pd.DataFrame,
    *,
    label: str = "difference to random oversampling, right is better",
    title: str = "",
) -> Figure:
    """Paired differences to the reference with their intervals, in a panel per metric and table.

    With several tables and one metric the panels stand in lines of five, as with several metrics
    and one table; with several of both each table has a line, each metric a column. Methods are
    sorted as they stand in the frame.

    Args:
        frame: One row per cell: ``table``; ``metric``, its name with its unit; ``method``;
            ``kind``, one of gan, control, baseline, model and ceiling; ``difference`` to the
            reference in the metric's unit, positive where the method is better; the ends ``low``
            and ``high`` of its corrected interval. Cells may be missing.
        label: What the difference is.
        title: Text above.

    Raises:
        TypeError: ``frame`` is no DataFrame.
        ValueError: A column is missing, a cell comes twice, or a kind is unknown.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.plots.forests import draw_differences
        >>> frame = pd.DataFrame({"method": ["SMOTE", "GAN-SMOTE"], "kind": ["baseline", "gan"]})
        >>> frame = frame.assign(difference=[-0.5, 2.0], low=[-1.5, 0.4], high=[0.5, 3.6])
        >>> figure = draw_differences(frame.assign(table="car", metric="macro-F1 (points)"))
        >>> [text.get_text() for text in figure.axes[0].get_yticklabels()]
        ['SMOTE', 'GAN-SMOTE']
    """
    cell, numbers = ("table", "metric", "method"), ("difference", "low", "high")
    frame = checked_frame("frame", frame, (*cell, "kind", *numbers), cell, numbers)
    kinds = kinds_of(frame)
    tables, metrics = list(frame["table"].unique()), list(frame["metric"].unique())
    panels = [(table, metric) for table in tables for metric in metrics]
    columns = len(metrics) if min(len(tables), len(metrics)) > 1 else _MOST_COLUMNS
    columns = min(columns, len(panels))
    lines = -(-len(panels) // columns)
    figure = new_figure(2.6 + 1.9 * columns, 1.2 + lines * (0.6 + 0.8 * rows_high(kinds)), title)
    grid = figure.subplots(lines, columns, squeeze=False)
    for ax in grid.flat[len(panels) :]:
        figure.delaxes(ax)
    for place, (ax, (table, metric)) in enumerate(zip(grid.flat, panels, strict=False)):
        part = frame[(frame["table"] == table) & (frame["metric"] == metric)]
        _rows(ax, kinds, kinds)
        for method, *cells in part[["method", *numbers]].itertuples(index=False):
            _mark(ax, list(kinds).index(method), *cells, kinds[method], method, size=5)
        ax.set_title(wrapped(table, 26) if len(tables) > 1 else "", fontsize=10)
        below = panels[place + columns :: columns]
        ax.set_xlabel("" if (metric in [each for _, each in below]) else metric, fontsize=9)
        ax.set_xlim(*_span(frame.loc[frame["metric"] == metric, list(numbers)]))
        ax.xaxis.set_major_locator(MaxNLocator(4))
        ax.tick_params(labelleft=ax in grid[:, 0])
        finish_panel(ax, "both")
    legend_of_kinds(figure, kinds, *_marks(), title=label)
    return figure


def draw_recovered(
    frame: pd.DataFrame,
    *,
    label: str = "share of the ceiling's gain recovered (%)",
    title: str = "",
) -> Figure:
    """How much of what real rows would bring each method recovers, with its interval.

    Methods are sorted, the best above. 0 % is the reference, 100 % the ceiling.

    Args:
        frame: One row per method: ``method``; ``kind``, one of gan, control, baseline and model;
            ``share`` of the ceiling's gain, 1 for all of it, with the ends ``low`` and ``high`` of
            its interval.
        label: What the share is.
        title: Text above.

    Raises:
        TypeError: ``frame`` is no DataFrame.
        ValueError: A column is missing, a method comes twice, or a kind is unknown.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.plots.forests import draw_recovered
        >>> frame = pd.DataFrame({"method": ["GAN-SMOTE"], "kind": "gan", "share": 0.62})
        >>> draw_recovered(frame.assign(low=0.5, high=0.74)).axes[0].texts[-1].get_text()
        '62 %'
    """
    numbers = ["share", "low", "high"]
    frame = checked_frame("frame", frame, ("method", "kind", *numbers), ("method",), numbers)
    frame = frame.sort_values("share", ascending=False, kind="stable")
    frame[numbers] = 100 * frame[numbers]
    kinds = kinds_of(frame)
    figure = new_figure(8.0, 1.4 + rows_high(kinds), title)
    ax = figure.add_subplot()
    _rows(ax, kinds, kinds)
    ax.axvline(100, color=INK, ls="--", lw=1.2)
    beside = ax.get_yaxis_transform()
    for row, (method, kind, *cells) in enumerate(frame.itertuples(index=False)):
        share = cells[0]
        ax.hlines(row, 0, share, color=KINDS[kind].colours[0], alpha=0.25, lw=6)
        _mark(ax, row, *cells, kind, method)
        if np.isfinite(share):
            ax.text(1.02, row, minus(f"{share:.0f} %"), transform=beside, va="center", fontsize=9)
    ax.set_xlim(*_span(frame[numbers], 100.0))
    ax.set_xlabel(label, fontsize=10)
    finish_panel(ax, "x")
    ceiling = Line2D([], [], ls="--", lw=1.2, color=INK, label="ceiling: real rows")
    legend_of_kinds(figure, kinds, ceiling, *_marks())
    return figure


def _rows(ax, methods, kinds):
    """A row for each method, the first above, and a line at zero."""
    ax.set_yticks(range(len(methods)), [wrapped(method) for method in methods])
    for method, text in zip(methods, ax.get_yticklabels(), strict=True):
        text.set_fontweight("bold" if kinds[method] == "gan" else "normal")
    ax.set_ylim(len(methods) - 0.4, -0.6)
    ax.axvline(0, color=INK, lw=0.8)


def _mark(ax, row, middle, low, high, kind, method, size=7):
    """A method's mean on its interval, filled where that leaves zero out."""
    kind = KINDS[kind]
    colour = kind.colours[0]
    face = colour if low > 0 or high < 0 else "none"
    ax.hlines(row, low, high, color=colour, lw=1.8, label=method, zorder=3)
    ax.plot(middle, row, kind.marker, ms=size, mfc=face, mec=colour, label=method, zorder=4)


def _marks():
    """What filled and hollow marks say, for the legend."""
    style = {"ls": "none", "marker": "o", "mec": INK}
    return (
        Line2D([], [], mfc=INK, label="interval leaves 0 out", **style),
        Line2D([], [], mfc="none", label="interval holds 0", **style),
    )


def _span(numbers, *more):
    """The range of the numbers and zero, with a little room."""
    values = np.concatenate([numbers.to_numpy("float64").ravel(), [0.0, *more]])
    values = values[np.isfinite(values)]
    room = 0.05 * (values.max() - values.min()) or 1.0
    return values.min() - room, values.max() + room
