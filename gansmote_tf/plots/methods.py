"""How a method looks in every figure of the benchmark, and what those figures share.

A kind of method has its colour and marker. Text, axes and the ceiling have one colour, ``INK``, and
nothing has a ground of its own, so that a page in dark colours has to replace ``INK`` alone.
"""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from gansmote_tf.plots.style import BLUE, GREEN, GREY, ORANGE, finish
from gansmote_tf.recipes import arguments

#: Text, axes and the ceiling. Not black itself, which matplotlib leaves out of an SVG.
INK = "#1c1c1c"

PURPLE = "#b45f93"


@dataclass(frozen=True)
class Kind:
    """A family of methods: its name in the legend, its marker and colours, the first its own."""

    name: str
    marker: str
    colours: tuple[str, ...]


#: Every colour stands out from white and from a dark page by 3 to 1 at least.
KINDS = {
    "gan": Kind("our GANs", "o", (ORANGE, "#c27c0e", "#b5482a")),
    "control": Kind("ours without a network", "s", (GREEN, "#6a8f1f", "#2f8f8a")),
    "baseline": Kind("usual oversamplers", "^", (BLUE, "#7a7a7a", "#3d8ec9", GREY)),
    "model": Kind("balanced models", "D", (PURPLE, "#8d68c4")),
    "ceiling": Kind("ceiling: real rows", "*", (INK,)),
}

_DASHES = ("-", "--", ":", "-.")
_MOST_NAMED, _NAMED_OF_EACH_KIND = 8, 2


@dataclass(frozen=True)
class Look:
    """How a method is drawn; ``filled`` is its marker, ``ours`` whether it is one of our GANs."""

    colour: str
    marker: str
    dashes: str
    filled: bool
    ours: bool

    def marks(self) -> dict[str, object]:
        """The look as matplotlib's arguments, the line between the marks left out."""
        face = self.colour if self.filled else "none"
        return {"color": self.colour, "marker": self.marker, "mfc": face, "mec": self.colour}


def checked_frame(
    name: str,
    frame: pd.DataFrame,
    columns: Sequence[str],
    cell: Sequence[str],
    numbers: Sequence[str],
) -> pd.DataFrame:
    """A frame that has these columns and one row per cell.

    Args:
        name, frame: The argument.
        columns: Columns that it must have; others are left out.
        cell: Those that tell one row from another.
        numbers: Those that hold numbers; a cell without one may hold NaN.

    Returns:
        The columns, in rows numbered from 0.

    Raises:
        TypeError: It is no DataFrame.
        ValueError: A column is missing or holds no numbers, there is no row, two rows are of one
            cell, or a kind is unknown.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.plots.methods import checked_frame
        >>> frame = pd.DataFrame({"method": ["SMOTE"], "mean": [1.0], "note": ["dull"]})
        >>> checked_frame("frame", frame, ["method", "mean"], ["method"], ["mean"])
          method  mean
        0  SMOTE   1.0
    """
    arguments.instance(name, frame, pd.DataFrame, "a DataFrame")
    if not set(columns) <= set(frame.columns):
        raise ValueError(
            f"{name} must have the columns {', '.join(columns)}. "
            f"Received: {', '.join(map(str, frame.columns)) or 'none'}."
        )
    if frame.empty or frame.duplicated(list(cell)).any():
        raise ValueError(
            f"{name} must have one row for each {', '.join(cell)}. Received: {len(frame)} rows, "
            f"{len(frame.drop_duplicates(list(cell)))} of them different; take means before."
        )
    words = [column for column in numbers if frame[column].dtype.kind not in "iuf"]
    if words:
        raise ValueError(
            f"{name} must hold numbers in {', '.join(numbers)}. "
            f"Received: {frame[words[0]].dtype} in {words[0]}."
        )
    for kind in frame["kind"].unique() if "kind" in columns else ():
        arguments.choice("kind", kind, *KINDS, of=f" of {name}")
    return frame[list(columns)].reset_index(drop=True)


def kinds_of(frame: pd.DataFrame) -> dict[str, str]:
    """Each method's kind, in the order in which the methods come.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.plots.methods import kinds_of
        >>> kinds_of(pd.DataFrame({"method": ["SMOTE", "SMOTE"], "kind": "baseline"}))
        {'SMOTE': 'baseline'}
    """
    return dict(frame[["method", "kind"]].itertuples(index=False))


def looks(kinds: Mapping[str, str], named: Sequence[str] | None = None) -> dict[str, Look]:
    """How each named method is drawn; within a kind, colours, dashes and fillings take turns.

    Args:
        kinds: Each method's kind.
        named: Methods to draw strong. None: all up to eight, of more the first two of each kind.

    Returns:
        A look per named method. The others are drawn pale.

    Raises:
        ValueError: A named method is not among them.

    Example:
        >>> from gansmote_tf.plots.methods import looks
        >>> looks({"SMOTE": "baseline", "ADASYN": "baseline"})["ADASYN"].dashes
        '--'
    """
    if named is None:
        named = list(kinds)
        if len(named) > _MOST_NAMED:
            turn = pd.Series(kinds).groupby(pd.Series(kinds)).cumcount()
            named = list(turn.index[turn < _NAMED_OF_EACH_KIND])
    for method in named:
        arguments.choice("named", method, *kinds)
    found, seen = {}, dict.fromkeys(KINDS, 0)
    for method in (each for each in kinds if each in named):
        kind, turn = KINDS[kinds[method]], seen[kinds[method]]
        seen[kinds[method]] += 1
        dashes = "--" if kinds[method] == "ceiling" else _DASHES[turn % len(_DASHES)]
        colour = kind.colours[turn % len(kind.colours)]
        ours = kinds[method] == "gan"
        found[method] = Look(colour, kind.marker, dashes, turn % 2 == 0, ours)
    return found


def new_figure(width: float, height: float, title: str = "") -> Figure:
    """A figure of that size in inches without a ground, known to no screen.

    Save it as PNG with ``facecolor="white"``.
    """
    figure = Figure(figsize=(width, height), layout="constrained", facecolor="none")
    if title:
        figure.suptitle(title, x=0.01, ha="left", color=INK, fontsize=12, fontweight="bold")
    return figure


def finish_panel(ax: Axes, grid: str = "y") -> None:
    """Axes without a ground, all their text and lines in ``INK``, faint lines along ``grid``."""
    finish(ax).set_facecolor("none")
    ax.tick_params(which="both", colors=INK, labelsize=9)
    ax.spines[:].set_edgecolor(INK)
    for text in (ax.xaxis.label, ax.yaxis.label, ax.title, *ax.texts):
        text.set_color(INK)
    ax.grid(axis=grid, color=INK, alpha=0.12, lw=0.7)
    ax.set_axisbelow(True)


def legend_of_kinds(
    figure: Figure, kinds: Mapping[str, str], *more: Line2D, title: str = ""
) -> None:
    """A legend below: the kinds there are, and what else the figure's marks say."""
    present = set(kinds.values())
    handles = [
        Line2D([], [], ls="none", marker=kind.marker, color=kind.colours[0], label=kind.name)
        for name, kind in KINDS.items()
        if name in present
    ]
    legend_below(figure, [*handles, *more], title)


def legend_below(figure: Figure, handles: Sequence[Line2D], title: str = "") -> None:
    """A legend below all panels, in lines of four."""
    legend = figure.legend(
        title=title,
        handles=list(handles),
        loc="outside lower center",
        ncols=min(4, len(handles)),
        frameon=False,
        labelcolor=INK,
        fontsize=9,
    )
    legend.get_title().set(color=INK, fontsize=10)


def wrapped(name: str, width: int = 40) -> str:
    """A long name in several lines.

    Example:
        >>> from gansmote_tf.plots.methods import wrapped
        >>> wrapped("each attribute by itself", width=14)
        'each attribute\\nby itself'
    """
    return textwrap.fill(str(name), width)


def rows_high(names: Iterable[str]) -> float:
    """The height in inches that a row for each of these names takes, the long ones wrapped.

    Example:
        >>> from gansmote_tf.plots.methods import rows_high
        >>> rows_high(["SMOTE", "ADASYN"])
        0.54
    """
    names = list(names)
    return len(names) * max(0.27 if "\n" not in wrapped(name) else 0.34 for name in names)


def minus(text: str) -> str:
    """A number with the minus sign that the axes have, too.

    Example:
        >>> from gansmote_tf.plots.methods import minus
        >>> minus("-1.0") == "\N{MINUS SIGN}1.0"
        True
    """
    return text.replace("-", "\N{MINUS SIGN}")


def spread(places: Sequence[float], gap: float, low: float, high: float) -> np.ndarray:
    """The nearest places, by least squares, that lie ``gap`` apart and within [low, high].

    Args:
        places: Where labels would stand, in any order.
        gap: What must lie between two neighbours; made smaller where they would not fit.
        low, high: The ends.

    Example:
        >>> from gansmote_tf.plots.methods import spread
        >>> spread([5.0, 5.0, 9.0], gap=2.0, low=0.0, high=10.0).tolist()
        [4.0, 6.0, 9.0]
    """
    from scipy.optimize import isotonic_regression

    places = np.asarray(places, "float64")
    gap = min(gap, (high - low) / max(1, len(places) - 1))
    # Less the gaps below it, each place need only be no lower than the one before.
    steps = gap * np.arange(len(places))
    order = np.argsort(places, kind="stable")
    level = isotonic_regression(places[order] - steps).x if len(places) else places
    found = np.empty_like(places)
    found[order] = np.clip(level, low, high - gap * max(0, len(places) - 1)) + steps
    return found
