"""What all figures share: colours, new axes, and their look."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from gansmote_tf.recipes import arguments

# Okabe and Ito's colours, told apart by colour-blind readers too; dashes, markers and hatches
# differ as well.
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#6b6b6b"
REAL, SYNTHETIC, BETWEEN = BLUE, ORANGE, GREEN


def new_axes(ax: Axes | None, size: tuple[float, float] = (5.0, 3.2)) -> Axes:
    """These axes, or new ones of that size in inches."""
    if ax is None:
        return plt.subplots(figsize=size, layout="constrained")[1]
    return arguments.instance("ax", ax, Axes, "Axes of matplotlib")


def new_grid(count: int, most_columns: int, size: tuple[float, float]) -> np.ndarray:
    """So many Axes in lines of ``most_columns``, each of that size in inches."""
    columns = min(most_columns, count)
    lines = -(-count // columns)
    figure, axes = plt.subplots(
        lines,
        columns,
        figsize=(size[0] * columns, size[1] * lines),
        layout="constrained",
        squeeze=False,
    )
    for ax in axes.flat[count:]:
        figure.delaxes(ax)
    return axes.flat[:count]


def finish(ax: Axes) -> Axes:
    """The axes without the lines above and to the right."""
    ax.spines[["top", "right"]].set_visible(False)
    return ax
