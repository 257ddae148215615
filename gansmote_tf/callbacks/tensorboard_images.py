"""PCA of real and generated rows, as images in TensorBoard."""

from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from gansmote_tf.callbacks.row_watcher import RowWatcher
from gansmote_tf.recipes import arguments


class TensorBoardImages(RowWatcher):
    """Writes a PCA of real against generated rows of every class for TensorBoard's image tab.

    The scalars come from ``keras.callbacks.TensorBoard``, which writes all logs. Keras calls the
    callbacks in their order, so monitors stand before it:
    ``[DistanceMonitor(), keras.callbacks.TensorBoard("logs"), TensorBoardImages("logs")]``.

    Args:
        log_dir: TensorBoard's folder; the images go to its subfolder ``rows``.
        interval, rows, seed, real_rows, labels, groups: See
            :class:`~gansmote_tf.callbacks.row_watcher.RowWatcher`.

    Raises:
        TypeError: ``log_dir`` is no path.

    Example:
        >>> from gansmote_tf.callbacks import TensorBoardImages
        >>> TensorBoardImages("logs", interval=2_000).interval
        2000
    """

    def __init__(self, log_dir: str | PathLike, interval: int = 5_000, **watching: Any):
        super().__init__(interval=interval, **watching)
        self.log_dir = arguments.instance("log_dir", log_dir, str | PathLike, "a folder")

    def on_train_begin(self, logs=None):
        super().on_train_begin(logs)
        import tensorflow as tf

        self._writer = tf.summary.create_file_writer(str(Path(self.log_dir) / "rows"))

    def look(self, step: int, rows: list[np.ndarray]) -> None:
        import tensorflow as tf

        with self._writer.as_default(step=step):
            for label, real, made in zip(self.labels, self.real_rows, rows, strict=True):
                image = _pca_image(real, made, f"{label}, step {step:,}")
                tf.summary.image(f"pca/{label}", image[None])

    def on_train_end(self, logs=None):
        self._writer.close()
        self._writer = None


def _pca_image(real, made, title):
    """The figure's pixels, ``(height, width, 3)``."""
    # Imported here: trainings that draw nothing go without matplotlib.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from gansmote_tf.plots import plot_pca

    figure = Figure(figsize=(5.0, 4.0), dpi=100, layout="constrained")
    canvas = FigureCanvasAgg(figure)
    plot_pca(real, made, title=title, ax=figure.add_subplot())
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3]
