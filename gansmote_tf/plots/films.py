"""A training as a film, moving or as a strip of stills."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation

from gansmote_tf.plots.methods import wrapped
from gansmote_tf.plots.rows import plot_pca
from gansmote_tf.recipes import arguments


def plot_pca_grid(
    real: Mapping[str, np.ndarray],
    films: Mapping[str, Sequence[tuple[int | str, np.ndarray]]],
    *,
    most: int = 4,
) -> np.ndarray:
    """PCA of real against synthetic rows: one line of figures per class, one column per moment.

    Instead of moments of a training, the columns can be methods, named in place of the step.

    Args:
        real: Label to the encoded real rows.
        films: Label to pairs of step, or a method's name, and generated rows, as
            :meth:`~gansmote_tf.callbacks.SampleSnapshots.of` gives them; as many for each.
        most: Moments or methods shown at most, spread over those there are, the first and the last
            among them.

    Returns:
        Array of Axes, ``(classes, moments)``.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.plots import plot_pca_grid
        >>> rows = np.eye(4)
        >>> plot_pca_grid({"Poor": rows}, {"Poor": [(500, rows), (1000, rows)]}).shape
        (1, 2)
    """
    moments = _moments(real, films)
    most = arguments.number("most", most, 1, whole=True)
    shown = np.unique(np.linspace(0, moments - 1, min(most, moments)).round().astype(int))
    size = (2.6 * len(shown) + 0.4, 2.4 * len(films) + 0.3)
    _, axes = plt.subplots(
        len(films),
        len(shown),
        figsize=size,
        layout="constrained",
        squeeze=False,
        sharex="row",
        sharey="row",
    )
    for line, (label, film) in enumerate(films.items()):
        for ax, moment in zip(axes[line], shown, strict=True):
            step, rows = film[moment]
            first = ax is axes[0, 0]
            shown_as = f"\n{wrapped(step, 26)}" if isinstance(step, str) else f" step {step:,}"
            plot_pca(real[label], rows, title=f"{label},{shown_as}", legend=first, ax=ax)
            if moment != shown[0]:
                ax.set_ylabel("")
            if line < len(axes) - 1:
                ax.set_xlabel("")
    return axes


def film_pca(
    real: Mapping[str, np.ndarray],
    films: Mapping[str, Sequence[tuple[int | str, np.ndarray]]],
    *,
    interval: int = 200,
) -> FuncAnimation:
    """PCA of real against synthetic rows, one figure per class, in which the moments pass by.

    ``film.save("film.gif", writer="pillow")`` writes it; in a notebook
    ``IPython.display.HTML(film.to_jshtml())`` shows it.

    Args:
        real: Label to the encoded real rows.
        films: Label to pairs of step and generated rows, as
            :meth:`~gansmote_tf.callbacks.SampleSnapshots.of` gives them; as many for each.
        interval: Milliseconds that a moment stays.

    Example:
        >>> import numpy as np, os, tempfile
        >>> from gansmote_tf.plots import film_pca
        >>> rows, file = np.eye(4), os.path.join(tempfile.mkdtemp(), "film.gif")
        >>> film = film_pca({"Poor": rows}, {"Poor": [(500, rows), (1000, rows[:2])]})
        >>> film.save(file, writer="pillow")
    """
    moments = _moments(real, films)
    interval = arguments.number("interval", interval, 1, whole=True)
    size = (3.6 * len(films) + 0.4, 3.6)
    figure, axes = plt.subplots(1, len(films), figsize=size, layout="constrained", squeeze=False)
    drawn = dict(zip(films, axes[0], strict=True))

    def draw(moment):
        for place, (label, ax) in enumerate(drawn.items()):
            step, rows = films[label][moment]
            left, right, low, high = limits[label]
            ax.clear()
            plot_pca(real[label], rows, title=f"{label}, step {step:,}", legend=not place, ax=ax)
            ax.set(xlim=(left, right), ylim=(low, high))

    # The same place for all moments: that of the rows farthest out at any time.
    limits = {
        label: plot_pca(
            real[label], np.concatenate([rows for _, rows in films[label]]), legend=False, ax=ax
        ).axis()
        for label, ax in drawn.items()
    }
    return FuncAnimation(figure, draw, frames=moments, interval=interval, init_func=lambda: None)


def _moments(real, films):
    """How many moments each film shows; refused where they are no films of these classes."""
    arguments.instance("real", real, Mapping, "a dict from labels to rows")
    arguments.instance("films", films, Mapping, "a dict from labels to pairs of step and rows")
    lengths = {len(film) for film in films.values()}
    pairs = all(
        isinstance(pair, tuple | list) and len(pair) == 2
        for film in films.values()
        for pair in film
    )
    if len(lengths) != 1 or 0 in lengths or not pairs or set(films) - set(real):
        raise ValueError(
            f"films must hold pairs of step and rows, as many for each, of {list(real)}. "
            f"Received: { ({label: len(film) for label, film in films.items()}) }."
        )
    return lengths.pop()
