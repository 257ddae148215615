"""Every figure, from tables and histories; nothing here trains.

Functions return matplotlib Axes and draw on those given by ``ax``. Blue circles and full lines are
real rows, orange crosses, hatches and dashed lines synthetic ones, in every figure.
"""

from gansmote_tf.plots.curves import plot_curves, plot_distances, plot_training
from gansmote_tf.plots.fidelity import plot_fidelity
from gansmote_tf.plots.films import film_pca, plot_pca_grid
from gansmote_tf.plots.rows import (
    plot_frequencies,
    plot_frequency_grid,
    plot_nearest,
    plot_pca,
    plot_rows,
)

__all__ = [
    "film_pca",
    "plot_curves",
    "plot_distances",
    "plot_fidelity",
    "plot_frequencies",
    "plot_frequency_grid",
    "plot_nearest",
    "plot_pca",
    "plot_pca_grid",
    "plot_rows",
    "plot_training",
]
