"""What callbacks share that look at the rows of every generator from time to time."""

from collections import Counter
from collections.abc import Iterable, Sequence

import keras
import numpy as np

from gansmote_tf.columns import Group, Groups
from gansmote_tf.metrics.encoded import checked_tables
from gansmote_tf.recipes import arguments


def distinct_names(labels: Sequence) -> list[str]:
    """Labels as names, those that come again (folds of the same classes) with their count.

    Example:
        >>> from gansmote_tf.callbacks.row_watcher import distinct_names
        >>> distinct_names([0, 1, 0])
        ['0', '1', '0 (2)']
    """
    if isinstance(labels, str) or not isinstance(labels, Iterable):
        raise TypeError(f"labels must be a list of names. Received: labels={labels!r:.70}.")
    seen, names = Counter(), []
    for label in map(str, labels):
        seen[label] += 1
        names.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return names


class RowWatcher(keras.callbacks.Callback):
    """A callback that makes a few rows with every generator now and then, and looks at them.

    The rows come from latent numbers of its own, the same at every look: curves show the generator
    change and not the draw, and training goes on as it would without the callback.

    :class:`~gansmote_tf.GANSMOTE` hands over the real rows by :meth:`set_real_rows`, which it calls
    before training on every callback that has it. Beside ``gan.fit`` or
    :func:`~gansmote_tf.training.train` give them to the constructor.

    Args:
        interval: Steps from one look to the next; looks come at the end of an epoch, the first at
            the end of the first.
        rows: Rows made per generator and look, at least 2.
        seed: Seed of the latent numbers.
        real_rows: One array ``(rows, columns)`` in [0, 1] per replica.
        labels: A name per replica for log keys and messages, made distinct where they repeat;
            their numbers if None.
        groups: The :class:`~gansmote_tf.columns.Group` of each attribute; every column a bit of
            its own if None.

    Raises:
        ValueError: ``interval`` or ``rows`` is out of range, labels and real rows don't match in
            number, or training begins without real rows.
        TypeError: An argument is of another type, or the model no :class:`~gansmote_tf.GAN`.
    """

    def __init__(
        self,
        interval: int = 500,
        rows: int = 100,
        seed: int = 0,
        real_rows: Sequence[np.ndarray] | None = None,
        labels: Sequence | None = None,
        groups: Sequence[Group] | None = None,
    ):
        super().__init__()
        self.interval = arguments.number("interval", interval, 1, whole=True)
        self.rows = arguments.number("rows", rows, 2, whole=True)
        self.seed = arguments.seed("seed", seed)
        self.real_rows = None
        self.labels = labels
        self.groups = groups
        if real_rows is not None:
            self.set_real_rows(real_rows, labels, groups)

    def set_real_rows(
        self,
        real_rows: Sequence[np.ndarray],
        labels: Sequence | None = None,
        groups: Sequence[Group] | None = None,
    ) -> None:
        """Take over the real rows, the replicas' names, and what the columns are."""
        self.real_rows = checked_tables("real_rows", real_rows)
        self.labels = distinct_names(range(len(self.real_rows)) if labels is None else labels)
        width = self.real_rows[0].shape[1]
        self.groups = Groups.bits(width) if groups is None else Groups.fitting(groups, width)
        if len(self.labels) != len(self.real_rows):
            raise ValueError(
                "labels must name every replica's real rows once. "
                f"Received: {len(self.labels)} labels for {len(self.real_rows)} arrays."
            )

    def on_train_begin(self, logs=None):
        name = type(self).__name__
        if not hasattr(self.model, "latent_dim"):
            raise TypeError(
                f"{name} looks at the rows of a gansmote_tf.GAN. "
                f"Received: a {type(self.model).__name__}."
            )
        if self.real_rows is None:
            raise ValueError(f"real_rows must hold each replica's rows for {name}. None came.")
        rng = np.random.default_rng(self.seed)
        shape = (*self.model.replica_shape, self.rows)
        self._latents = rng.standard_normal((*shape, self.model.latent_dim), "float32")
        self._uniform = rng.random((*shape, self.model.columns), "float32")
        self._last_look = None

    def on_epoch_end(self, epoch, logs=None):
        step = int(self.model.step)
        if self._last_look is None or step - self._last_look >= self.interval:
            self._last_look = step
            self.look(step, self.make_rows())

    def look(self, step: int, rows: list[np.ndarray]) -> None:
        """Do the callback's work.

        Args:
            step: GAN-steps done.
            rows: One array ``(rows, columns)`` of generated rows per replica, bits rounded.
        """
        raise NotImplementedError

    def make_rows(self) -> list[np.ndarray]:
        """What the generators make now, ``(rows, columns)`` per replica, bits rounded."""
        made = self.model.generator(self._latents, training=False)
        if self.model.draw is not None:
            made = self.model.draw.draw(made, self._uniform)
        made = keras.ops.convert_to_numpy(made).reshape(-1, self.rows, self.model.columns)
        return [self.groups.round(rows) for rows in made[: len(self.real_rows)]]

    def describe(self, positions: Sequence[int]) -> str:
        """Columns in words: attributes with their levels, or numbers of columns."""
        positions = {int(place) for place in positions}
        if self.groups == Groups.bits(self.real_rows[0].shape[1]):
            return f"columns {', '.join(map(str, sorted(positions)))}"
        words = []
        for group in self.groups:
            levels = zip(group.positions, group.levels, strict=True)
            named = [str(level) for place, level in levels if place in positions]
            if named:
                words.append(f"{group.name} ({', '.join(named)})")
        return ", ".join(words)
