"""Methods as lines: over the rows of the scarce class, over imbalance, over rows added.

Scores and intervals come as they are drawn; nothing is computed of them here.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from gansmote_tf.plots.methods import (
    INK,
    KINDS,
    checked_frame,
    finish_panel,
    kinds_of,
    legend_below,
    looks,
    new_figure,
    spread,
    wrapped,
)
from gansmote_tf.recipes import arguments

_PALE = 0.45
_LABEL_LINE = 11.5  # points from one line of a label to the next
_LABEL_WIDTH = 26  # letters
_LEADER = {"arrowstyle": "-", "lw": 0.9, "shrinkA": 1, "shrinkB": 4, "relpos": (0, 0.5)}


# Per view: what tells its lines of panels apart, what these are called, and the horizontal axis.
_VIEWS = {
    "rows": (
        "frequent",
        "{:,g} rows of the\nfrequent class",
        "rows of the scarce class (fewer to the right)",
    ),
    "imbalance": ("rows", "{:,g} rows of the\nscarce class", "frequent rows per scarce row"),
}


def draw_scarcity(
    frame: pd.DataFrame,
    *,
    against: str = "rows",
    named: Sequence[str] | None = None,
    label: str = "gain over random oversampling (points)",
    title: str = "",
) -> Figure:
    """Where a method pays: its gain against how few rows the scarce class has.

    One panel per classifier and size of the frequent class. Named methods are drawn strong, with
    their intervals, and named at their lines' right ends; the others pale and without.

    Args:
        frame: One row per cell: ``classifier``, or the name of a mean over several; ``frequent``
            and ``rows``, rows of the frequent and of the scarce class; ``method``; ``kind``, one of
            gan, control, baseline, model and ceiling; ``gain`` over the reference, in points, with
            the ends ``low`` and ``high`` of its interval over tables. Cells may be missing.
        against: What stands along the horizontal axis: ``"rows"``, or ``"imbalance"``, frequent
            rows per scarce one, which has a line of panels for each number of scarce rows.
        named: Methods to name. None: all up to eight, of more the first two of each kind.
        label: What the gain is, with its unit.
        title: Text above.

    Raises:
        TypeError: ``frame`` is no DataFrame.
        ValueError: A column is missing, a cell comes twice, a kind or a named method is unknown.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.plots.comparisons import draw_scarcity
        >>> cell = {"classifier": "forest", "frequent": 100, "method": "GAN-SMOTE", "kind": "gan"}
        >>> few = {**cell, "rows": 6, "gain": 8.0, "low": 6.5, "high": 9.5}
        >>> more = {**cell, "rows": 12, "gain": 4.0, "low": 3.0, "high": 5.0}
        >>> figure = draw_scarcity(pd.DataFrame([few, more]))
        >>> [ax.get_ylabel() for ax in figure.axes]
        ['forest']
    """
    cell = ("classifier", "frequent", "rows", "method")
    numbers = ("gain", "low", "high")
    frame = checked_frame(
        "frame", frame, (*cell, "kind", *numbers), cell, ("frequent", "rows", *numbers)
    )
    arguments.choice("against", against, "rows", "imbalance")
    frame["imbalance"] = frame["frequent"] / frame["rows"]
    shown = looks(kinds_of(frame), named)
    line, head, across = _VIEWS[against]
    frame = frame.rename(columns={against: "across", "gain": "score"})
    down, beside = line, "classifier"
    if len(set(frame["classifier"])) == 1:  # alone, its panels stand in a line
        down, beside = beside, down
    heads = {each: head.format(each) for each in sorted(frame[line].unique())}
    heads |= {each: wrapped(each, 18) for each in frame["classifier"]}
    lines, columns = ([each for each in heads if each in set(frame[key])] for key in (down, beside))
    wide, high = (1.5, 1.9) if len(columns) > 3 else (2.6, 2.3)
    high = max(high, _high(shown))
    figure = new_figure(3.2 + wide * len(columns), 1.3 + high * len(lines), title)
    panels = figure.subplots(len(lines), len(columns), sharey=True, squeeze=False)
    panels[0, 0].set_ylim(*_limits(frame, 0.0))
    for place, ax in np.ndenumerate(panels):
        here = {down: lines[place[0]], beside: columns[place[1]]}
        along = frame[frame[line] == here[line]]
        ax.axhline(0, color=INK, lw=0.8)
        _draw_lines(ax, along[along["classifier"] == here["classifier"]], shown)
        _log_axis(ax, along["across"], falling=against == "rows")
        ax.set_title(heads[here[beside]] if place[0] == 0 else "", fontsize=10)
        ax.set_ylabel(heads[here[down]] if place[1] == 0 else "", fontsize=9)
        finish_panel(ax)
    _finish_figure(figure, panels, frame, shown, across, label)
    return figure


def draw_augmentation(
    frame: pd.DataFrame,
    *,
    named: Sequence[str] | None = None,
    label: str = "macro-F1 (%)",
    title: str = "",
) -> Figure:
    """How much is enough: the score against the synthetic rows added to every class.

    Balanced and imbalanced tables stand side by side, on one scale.

    Args:
        frame: One row per cell: ``imbalance``, whether the tables are imbalanced; ``times``, the
            synthetic rows of each class in multiples of what would balance it, from 0; ``method``;
            ``kind``, one of gan, control, baseline, model and ceiling; ``score``, with the ends
            ``low`` and ``high`` of its interval over tables, in one unit. Cells may be missing.
        named: Methods to name. None: all up to eight, of more the first two of each kind.
        label: What the score is, with its unit.
        title: Text above.

    Raises:
        TypeError: ``frame`` is no DataFrame.
        ValueError: A column is missing, a cell comes twice, a kind or a named method is unknown.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.plots.comparisons import draw_augmentation
        >>> cell = {"imbalance": True, "method": "GAN-SMOTE", "kind": "gan"}
        >>> none = {**cell, "times": 0, "score": 70.0, "low": 68.0, "high": 72.0}
        >>> twice = {**cell, "times": 2, "score": 75.0, "low": 73.5, "high": 76.5}
        >>> [ax.get_title() for ax in draw_augmentation(pd.DataFrame([none, twice])).axes]
        ['imbalanced tables']
    """
    cell, numbers = ("imbalance", "times", "method"), ("score", "low", "high")
    frame = checked_frame("frame", frame, (*cell, "kind", *numbers), cell, ("times", *numbers))
    frame["imbalance"] = [arguments.flag("imbalance of frame", each) for each in frame["imbalance"]]
    names = {False: "balanced tables", True: "imbalanced tables"}
    sides = [side for side in names if side in set(frame["imbalance"])]
    frame = frame.rename(columns={"times": "across"})
    shown = looks(kinds_of(frame), named)
    figure = new_figure(2.6 + 3.4 * len(sides), max(4.8, 1.3 + _high(shown)), title)
    panels = figure.subplots(1, len(sides), sharey=True, squeeze=False)
    panels[0, 0].set_ylim(*_limits(frame))
    for side, ax in zip(sides, panels[0], strict=True):
        here = frame[frame["imbalance"] == side]
        _draw_lines(ax, here, shown)
        _times_axis(ax, here["across"])
        ax.set_title(names[side], fontsize=10)
        finish_panel(ax)
    across = "synthetic rows per class, in multiples of balance"
    _finish_figure(figure, panels, frame, shown, across, label)
    return figure


def _draw_lines(ax, frame, shown):
    """Pale lines, and on them the strong ones with their intervals."""
    places = np.sort(frame["across"].unique())
    for method, part in frame.groupby("method", sort=False):
        # A missing cell is a gap, not a line straight across.
        cells = part.set_index("across").reindex(places)
        score, low, high = (cells[column].to_numpy() for column in ("score", "low", "high"))
        if method not in shown:
            pale = KINDS[part["kind"].iloc[0]].colours[0]
            ax.plot(places, score, color=pale, alpha=_PALE, lw=0.9, label=method)
            continue
        look = shown[method]
        ax.vlines(places, low, high, color=look.colour, lw=1.0, alpha=0.6, label=method, zorder=3)
        ax.plot(
            places,
            score,
            look.dashes,
            **look.marks(),
            ms=5,
            lw=2.2 if look.ours else 1.4,
            zorder=5 if look.ours else 4,
            label=method,
        )


def _name_ends(ax, shown):
    """The named methods' names right of the panel, as near to their lines' ends as they fit."""
    lines = [line for line in ax.lines if line.get_label() in shown]
    rightwards = -1 if ax.xaxis_inverted() else 1
    ends = {}
    for line in lines:
        points = line.get_xydata()[np.isfinite(line.get_ydata())]
        if len(points):
            ends[line.get_label()] = max(points, key=lambda point: rightwards * point[0])
    low, high = ax.get_ylim()
    points_high = 72 * ax.get_window_extent().height / ax.figure.dpi
    gap = (high - low) * _label_gap(ends) / points_high
    places = spread([end[1] for end in ends.values()], gap, low, high)
    for (method, end), place in zip(ends.items(), places, strict=True):
        ax.annotate(
            wrapped(method, _LABEL_WIDTH),
            end,
            (1.1, place),
            textcoords=ax.get_yaxis_transform(),
            va="center",
            fontsize=9,
            fontweight="bold" if shown[method].ours else "normal",
            color=INK,
            annotation_clip=False,
            arrowprops={**_LEADER, "color": shown[method].colour},
        )


def _label_gap(methods):
    """Points from one method's name to the next."""
    lines = [wrapped(method, _LABEL_WIDTH).count("\n") + 1 for method in methods]
    return _LABEL_LINE * max(lines, default=1) + 1


def _high(shown):
    """Inches that a panel must be high for the named methods' names to stand beside it."""
    return len(shown) * _label_gap(shown) / 72


def _finish_figure(figure, panels, frame, shown, across, label):
    """The axes' names, the legend, and the methods' names beside the last panel of each line."""
    below = panels[-1, panels.shape[1] // 2]
    # In the middle of all panels, which an even number of them has on its panel's edge.
    below.set_xlabel(across, fontsize=10, color=INK, x=panels.shape[1] % 2 / 2)
    figure.supylabel(label, fontsize=10, color=INK)
    handles = [Line2D([], [], color=INK, marker="|", ms=9, lw=1, label="mean and its interval")]
    rest = frame["method"].nunique() - len(shown)
    if rest:
        text = f"the other {rest} methods" if rest > 1 else "the other method"
        handles.append(Line2D([], [], color=INK, alpha=_PALE, lw=0.9, label=text))
    legend_below(figure, handles)
    figure.draw_without_rendering()  # places the panels: how near labels can stand is known then
    for ax in panels[:, -1]:
        _name_ends(ax, shown)


def _limits(frame, *more):
    """The range of all that is drawn, with a little room."""
    values = np.concatenate([frame[["score", "low", "high"]].to_numpy("float64").ravel(), more])
    values = values[np.isfinite(values)]
    low, high = (values.min(), values.max()) if len(values) else (0.0, 1.0)
    room = 0.05 * (high - low) or 1.0
    return low - room, high + room


def _log_axis(ax, values, falling):
    """A logarithmic axis with a tick at each value."""
    values = np.sort(values.unique())
    ends = values[0] / 1.25, values[-1] * 1.25
    ax.set_xscale("log")
    ax.set_xlim(ends[::-1] if falling else ends)
    _ticks(ax, values)


def _times_axis(ax, values):
    """From 0 on in equal steps of doubling, with a tick at each value."""
    values = np.sort(values.unique())
    least = min((value for value in values if value > 0), default=1.0)
    ax.set_xscale("symlog", linthresh=least, linscale=0.7, base=2)
    ax.set_xlim(-0.2 * least, values[-1] * 1.15)
    _ticks(ax, values)


def _ticks(ax, values):
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xticks(values, [f"{value:,.3g}" for value in values])
