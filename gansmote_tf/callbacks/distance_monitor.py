"""Distances within and between real and generated rows, while training."""

import numpy as np

from gansmote_tf.callbacks.row_watcher import RowWatcher
from gansmote_tf.metrics import copies_share, distinct_share, pair_distances


class DistanceMonitor(RowWatcher):
    """Logs how far apart real and generated rows are, per replica.

    The paper tuned its GAN by the sums of Manhattan distances within the real rows, within the
    synthetic ones, and between the two: a generator that has learned has all three alike, one that
    makes the same row again and again has no distance within (section 2.3).

    Args:
        interval, rows, seed, real_rows, labels, groups: See
            :class:`~gansmote_tf.callbacks.row_watcher.RowWatcher`, whose :meth:`set_real_rows` says
            how :class:`~gansmote_tf.GANSMOTE` hands over the real rows.

    Logs:
        From the first epoch on, each with ``/label`` after it: ``l1_real``, ``l1_fake`` and
        ``l1_between``, mean Manhattan distances of two rows; ``l1_real_sum``, ``l1_fake_sum`` and
        ``l1_between_sum``, their sums over all ordered pairs, as many generated rows as real ones
        (the paper's numbers); ``distinct``, ``valid`` and ``copies``, shares of generated rows;
        ``d_accuracy_real`` and ``d_accuracy_fake``, the discriminator's accuracy in the epoch's
        training. Between two looks the last values stand.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.callbacks import DistanceMonitor
        >>> from gansmote_tf.recipes import RECIPES
        >>> from gansmote_tf.training import train
        >>> rows = np.eye(4, dtype="float32")
        >>> monitor = DistanceMonitor(real_rows=[rows], labels=["Poor"])
        >>> gan = train([rows], RECIPES["paper"].scaled(20), seed=0, callbacks=[monitor])
        >>> gan.history.history["l1_real/Poor"]
        [2.0]
    """

    def on_train_begin(self, logs=None):
        super().on_train_begin(logs)
        self._real = [pair_distances(rows).mean for rows in self.real_rows]
        self._values = {}

    def look(self, step: int, rows: list[np.ndarray]) -> None:
        self._values = {}
        for label, own, made, real in zip(
            self.labels, self.real_rows, rows, self._real, strict=True
        ):
            for name, value in self._measure(own, made, real).items():
                self._values[f"{name}/{label}"] = float(value)

    def _measure(self, own, made, real):
        size = len(own)
        fake = pair_distances(made).mean
        between = pair_distances(made, own).mean
        return {
            "l1_real": real,
            "l1_fake": fake,
            "l1_between": between,
            "l1_real_sum": real * size * (size - 1),
            "l1_fake_sum": fake * size * (size - 1),
            "l1_between_sum": between * size * size,
            "distinct": distinct_share(made),
            "valid": self.groups.valid(made).mean(),
            "copies": copies_share(made, own),
        }

    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        means = self.model.means.per_replica()
        for name in ("d_accuracy_real", "d_accuracy_fake"):
            for label, value in zip(self.labels, means[name], strict=False):
                self._values[f"{name}/{label}"] = float(value)
        if logs is not None:
            logs.update(self._values)
