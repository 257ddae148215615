"""Real rows beside synthetic ones."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.ticker import MaxNLocator
from scipy.spatial.distance import cdist

from gansmote_tf.columns import Group, Groups
from gansmote_tf.metrics import nearest_rows
from gansmote_tf.metrics.encoded import checked_rows
from gansmote_tf.plots.style import GREY, REAL, SYNTHETIC, finish, new_axes, new_grid

_MOST_LEAVE_ONE_OUT = 2_000


def plot_pca(
    real: np.ndarray,
    synthetic: np.ndarray,
    *,
    title: str = "",
    legend: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Real and synthetic rows along the two directions in which the real ones vary most.

    Equal rows fall on one another, so a marker's area grows with the number of rows under it.

    Args:
        real: Encoded rows ``(rows, columns)``, at least one.
        synthetic: The same of generated rows.
        title: Text above.
        legend: Whether to name the two kinds.
        ax: Axes to draw on; new ones if None.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.plots import plot_pca
        >>> ax = plot_pca(np.eye(4), np.eye(4)[:2])
        >>> len(ax.collections)
        2
    """
    real = checked_rows("real", real, least=1, finite=True)
    synthetic = checked_rows("synthetic", synthetic, columns=real.shape[1], finite=True)
    ax = new_axes(ax)
    centre = np.mean(real, axis=0)
    directions = np.linalg.svd(np.asarray(real, "float64") - centre, full_matrices=False)[2][:2]
    kinds = (("real", real, REAL, "o", 0.55), ("synthetic", synthetic, SYNTHETIC, "x", 0.9))
    for name, rows, colour, marker, alpha in kinds:
        places, counts = np.unique(
            np.round((rows - centre) @ directions.T, 6), axis=0, return_counts=True
        )
        area = 12 + 260 * counts / max(len(rows), 1)
        across, up = places[:, 0], places[:, 1] if len(directions) > 1 else np.zeros(len(places))
        ax.scatter(across, up, s=area, c=colour, marker=marker, alpha=alpha, label=name, lw=1.1)
    ax.set_xlabel("1st component")
    ax.set_ylabel("2nd component")
    ax.set_title(title, loc="left", fontsize="medium")
    if legend:
        for handle in ax.legend(frameon=False, fontsize="small").legend_handles:
            handle.set_sizes([40])
    return finish(ax)


def plot_frequencies(
    real: np.ndarray, synthetic: np.ndarray, group: Group, *, ax: Axes | None = None
) -> Axes:
    """How often each level of one attribute occurs among real and among synthetic rows.

    Args:
        real: Encoded rows ``(rows, columns)``.
        synthetic: The same of generated rows.
        group: The attribute, a :class:`~gansmote_tf.columns.groups.Group` of 0/1 columns.
        ax: Axes to draw on; new ones if None.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.columns.groups import Group
        >>> from gansmote_tf.plots import plot_frequencies
        >>> group = Group("SORTING", "one_of", (0, 1), ("Well", "Poor"), ("a", "b"))
        >>> ax = plot_frequencies(np.eye(2), np.eye(2)[:1], group)
        >>> [text.get_text() for text in ax.get_yticklabels()]
        ['Well', 'Poor']
    """
    real = checked_rows("real", real, least=1)
    synthetic = checked_rows("synthetic", synthetic, columns=real.shape[1])
    Groups.fitting([group], real.shape[1], "group")
    ax = new_axes(ax, size=(5.0, 0.9 + 0.32 * len(group.positions)))
    places = np.arange(len(group.positions))
    levels = ["missing" if level is None else str(level) for level in group.levels]
    kinds = (("real", real, REAL, -0.2, ""), ("synthetic", synthetic, SYNTHETIC, 0.2, "////"))
    for name, rows, colour, offset, hatch in kinds:
        share = 100 * rows[:, list(group.positions)].mean(axis=0)
        ax.barh(
            places + offset, share, 0.38, color=colour, label=name, hatch=hatch, edgecolor="white"
        )
    ax.set_yticks(places, levels)
    ax.invert_yaxis()
    ax.set_xlabel("rows that have it (%)")
    ax.set_title(str(group.name), loc="left", fontsize="medium")
    ax.legend(frameon=False, fontsize="small")
    return finish(ax)


def plot_frequency_grid(real: np.ndarray, synthetic: np.ndarray, groups: Sequence) -> np.ndarray:
    """:func:`plot_frequencies` for every attribute of 0/1 columns, two side by side.

    Args:
        real: Encoded rows ``(rows, columns)``.
        synthetic: The same of generated rows.
        groups: The attributes, as in ``columns.groups``; numeric ones are left out.

    Returns:
        Array of Axes, one per attribute.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.columns import Groups
        >>> from gansmote_tf.plots import plot_frequency_grid
        >>> plot_frequency_grid(np.eye(3), np.eye(3), Groups.bits(3)).shape
        (3,)
    """
    real = checked_rows("real", real, least=1)
    groups = Groups.fitting(groups, real.shape[1])
    groups = [group for group in groups if group.kind != "numeric"]
    if not groups:
        raise ValueError("groups must hold one of 0/1 columns. Received: none but numeric ones.")
    tallest = max(len(group.positions) for group in groups)
    axes = new_grid(len(groups), most_columns=2, size=(5.2, 1.0 + 0.24 * tallest))
    for ax, group in zip(axes, groups, strict=True):
        plot_frequencies(real, synthetic, group, ax=ax)
        ax.tick_params(axis="y", labelsize="small")
        if ax is not axes[0]:
            ax.get_legend().remove()
    return axes


def plot_nearest(
    real: np.ndarray,
    synthetic: np.ndarray,
    *,
    unit: str = "columns",
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """How far synthetic rows are from the nearest real row, beside how far real rows are.

    Copies stand at 0. Each real row's nearest is sought among the other real rows.

    Args:
        real: Bits or codes of attributes ``(rows, columns)``, at least two.
        synthetic: The same of generated rows.
        unit: What one step of distance is, for the label.
        title: Text above.
        ax: Axes to draw on; new ones if None.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.plots import plot_nearest
        >>> plot_nearest(np.eye(4), np.zeros((3, 4))).get_xlabel()
        'columns that differ from the nearest real row'
    """
    real = checked_rows("real", real, least=2)
    synthetic = checked_rows("synthetic", synthetic, columns=real.shape[1], least=1)
    ax = new_axes(ax)
    some = real[:_MOST_LEAVE_ONE_OUT]
    among_real = np.rint(cdist(some, some, "hamming") * some.shape[1])
    np.fill_diagonal(among_real, np.inf)
    distances = (among_real.min(axis=1), nearest_rows(synthetic, real)[1])
    edges = np.arange(max(found.max() for found in distances) + 2) - 0.5
    for found, name, colour, offset, hatch in zip(
        distances, ("real", "synthetic"), (REAL, SYNTHETIC), (-0.2, 0.2), ("", "////"), strict=True
    ):
        share = 100 * np.histogram(found, edges)[0] / len(found)
        places = np.arange(len(share)) + offset
        ax.bar(places, share, 0.38, color=colour, label=name, hatch=hatch, edgecolor="white")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel(f"{unit} that differ from the nearest real row")
    ax.set_ylabel("rows (%)")
    ax.set_title(title, loc="left", fontsize="medium")
    ax.legend(frameon=False, fontsize="small")
    return finish(ax)


def plot_rows(
    rows: np.ndarray, groups: Sequence = (), *, title: str = "", ax: Axes | None = None
) -> Axes:
    """Rows as a heatmap, sorted so that equal ones stand together.

    Args:
        rows: Encoded rows ``(rows, columns)``, values in [0, 1].
        groups: The attributes, as in ``columns.groups``: their names and the lines between them.
        title: Text above.
        ax: Axes to draw on; new ones if None.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.plots import plot_rows
        >>> plot_rows(np.eye(4)).images[0].get_array().shape
        (4, 4)
    """
    rows = checked_rows("rows", rows, least=1, finite=True)
    groups = Groups.fitting(groups, rows.shape[1])
    ax = new_axes(ax, size=(8.0, 3.6))
    order = np.lexsort(rows.T[::-1])[::-1]
    shades = ListedColormap(plt.get_cmap("Blues")(np.linspace(0.02, 0.95, 256)))
    ax.imshow(rows[order], cmap=shades, vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    ax.set_ylabel("rows, sorted")
    ax.set_title(title, loc="left", fontsize="medium")
    if not groups:
        ax.set_xlabel("columns")
        return finish(ax)
    for group in groups[:-1]:
        ax.axvline(group.positions[-1] + 0.5, color=GREY, lw=0.8)
    middles = [np.mean(group.positions) for group in groups]
    names = [str(group.name) for group in groups]
    ax.set_xticks(middles, names, rotation=25, ha="right", fontsize="small")
    return finish(ax)
