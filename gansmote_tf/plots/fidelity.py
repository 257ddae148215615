"""How like real rows the synthetic ones of several methods are, over tables."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy.stats import t

from gansmote_tf.plots.style import BLUE, GREY, finish, new_grid
from gansmote_tf.recipes import arguments

#: Fields of a FidelityReport: what the axis says, and where perfect rows stand.
MEASURES: Mapping[str, tuple[str, float | None]] = {
    "validity": ("valid rows\n(share)", 1.0),
    "copies": ("copies of training rows\n(share)", 0.0),
    "distinct": ("distinct rows\n(share)", None),
    "distance_mean": ("distance to the nearest\ntraining row (attributes)", None),
    "distance_median": ("median distance to the nearest\ntraining row (attributes)", None),
    "attribute_variation": ("total variation\nof attributes", 0.0),
    "worst_attribute_variation": ("total variation\nof the worst attribute", 0.0),
    "pair_variation": ("total variation\nof pairs of attributes", 0.0),
    "auc": ("AUC of synthetic\nagainst real", 0.5),
}
_SHARES = MEASURES.keys() - {"distance_mean", "distance_median"}  # none is above 1


def plot_fidelity(
    frame: pd.DataFrame, measures: Sequence[str] | None = None, *, most_columns: int = 3
) -> np.ndarray:
    """Measures of several methods over tables: a panel per measure, a line per method.

    A small open circle is a table (the mean of its rows in ``frame``), the dot the mean over
    tables, the bar its 95 % interval by Student's t, cut where no measure can lie; one table has
    none. The dotted line is where perfect rows stand.

    Args:
        frame: A row per report, with the columns ``table`` and ``method`` and its measures, as
            ``{"table": ..., "method": ..., **dataclasses.asdict(report)}`` gives them. Methods
            are drawn in the order in which they come.
        measures: Columns to draw, of numbers of any kind; if None those of ``pair_variation``,
            ``auc``, ``copies`` and ``validity`` that are there and known. NaN are left out.
        most_columns: Panels side by side at most.

    Returns:
        Array of Axes, ``(measures,)``.

    Raises:
        TypeError: ``frame`` is no DataFrame.
        ValueError: A column is missing, or nothing is known of a measure.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.plots import plot_fidelity
        >>> lines = [("car", "copies", 0.1, 0.8), ("car", "SMOTEN", 0.2, 0.9)]
        >>> frame = pd.DataFrame(lines, columns=["table", "method", "pair_variation", "auc"])
        >>> [ax.get_xlabel() for ax in plot_fidelity(frame)]
        ['total variation\\nof pairs of attributes', 'AUC of synthetic\\nagainst real']
    """
    most_columns = arguments.number("most_columns", most_columns, 1, whole=True)
    measures = _measures(frame, measures)
    methods = list(dict.fromkeys(frame["method"]))
    size = (2.6, 1.0 + 0.3 * len(methods))
    axes = new_grid(len(measures), most_columns, size)
    for place, (ax, measure) in enumerate(zip(axes, measures, strict=True)):
        label, perfect = MEASURES.get(measure, (measure, None))
        ends = (0.0 if measure in MEASURES else -np.inf, 1.0 if measure in _SHARES else np.inf)
        if perfect is not None:
            ax.axvline(perfect, color=GREY, lw=1.2, ls=":", zorder=0)
        for line, method in enumerate(methods):
            own = frame.loc[frame["method"] == method, ["table", measure]]
            _draw_line(ax, own.groupby("table")[measure].mean().dropna().to_numpy(), line, ends)
        ax.set_xlabel(label)
        ax.set_yticks(range(len(methods)), methods if place % most_columns == 0 else [])
        ax.set_ylim(len(methods) - 0.5, -0.5)
        ax.margins(x=0.08)
        finish(ax)
    return axes


def _measures(frame: Any, measures: Any) -> list[str]:
    """The measures to draw, each known of some row."""
    arguments.instance("frame", frame, pd.DataFrame, "a DataFrame")
    if measures is None:
        usual = ("pair_variation", "auc", "copies", "validity")
        measures = [name for name in usual if name in frame and frame[name].notna().any()]
    needed = ["table", "method", *measures]
    missing = [name for name in needed if name not in frame or frame[name].isna().all()]
    if missing or not measures:
        raise ValueError(
            f"frame must hold the columns {', '.join(map(str, needed))}, with values, and one "
            f"measure at least. Received: {list(frame.columns[:12])}, {len(frame)} rows."
        )
    return list(measures)


def _draw_line(ax: Axes, values: np.ndarray, line: int, ends: tuple) -> None:
    """The tables of one method, their mean and its interval within ``ends``."""
    if not len(values):
        return
    ax.plot(values, np.full(len(values), line + 0.22), "o", mfc="none", mec=GREY, ms=3.5, lw=0)
    mean, error = values.mean(), None
    if len(values) > 1:
        half = t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
        low, high = np.clip([mean - half, mean + half], *ends)
        error = np.maximum([[mean - low], [high - mean]], 0)  # a share may be 1 and a rounding
    ax.errorbar(mean, line - 0.08, xerr=error, fmt="o", color=BLUE, ms=6, capsize=3)
