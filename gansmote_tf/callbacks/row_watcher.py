"""What callbacks share that look at the rows of every generator from time to time."""

from collections import Counter
from collections.abc import Sequence

import keras
import numpy as np
import tensorflow as tf


def distinct_names(labels: Sequence) -> list[str]:
    """Labels as names, those that come again (folds of the same classes) with their count.

    Example:
        >>> from gansmote_tf.callbacks.row_watcher import distinct_names
        >>> distinct_names([0, 1, 0])
        ['0', '1', '0 (2)']
    """
    seen, names = Counter(), []
    for label in map(str, labels):
        seen[label] += 1
        names.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return names


class RowWatcher(keras.callbacks.Callback):
    """A callback that makes a few rows with every generator now and then, and looks at them.

    The rows come from latent numbers of its own, the same at every look: curves show the generator
    change and not the draw, and training goes on as it would without the callback. A stack may be
    padded; only ``len(tables)`` replicas and the tables' columns are looked at.

    :class:`~gansmote_tf.GANSMOTE` hands over the real rows by :meth:`set_tables`, which it calls
    before training on every callback that has it. Beside ``gan.fit`` or
    :func:`~gansmote_tf.training.train` give them to the constructor.

    Args:
        interval: Steps from one look to the next; looks come at the end of an epoch, the first at
            the end of the first.
        rows: Rows made per generator and look, at least 2.
        seed: Seed of the latent numbers.
        tables: The real rows, one array ``(rows, columns)`` in [0, 1] per replica.
        labels: A name per replica for log keys and messages, made distinct where they repeat;
            their numbers if None.
        columns: What the columns are: an object whose ``groups`` have ``kind``, ``positions`` and
            ``name``; every column a bit of its own if None.

    Raises:
        ValueError: ``interval`` or ``rows`` is out of range, labels and tables don't match in
            number, or training begins without tables.
        TypeError: The model is no :class:`~gansmote_tf.GAN`.
    """

    def __init__(
        self,
        interval: int = 500,
        rows: int = 100,
        seed: int = 0,
        tables: Sequence[np.ndarray] | None = None,
        labels: Sequence | None = None,
        columns=None,
    ):
        super().__init__()
        for name, value, least in (("interval", interval, 1), ("rows", rows, 2)):
            if value < least:
                raise ValueError(f"{name} must be at least {least}. Received: {name}={value}.")
        self.interval = interval
        self.rows = rows
        self.seed = seed
        self.tables = None
        self.labels = labels
        self.columns = columns
        if tables is not None:
            self.set_tables(tables, labels, columns)

    def set_tables(self, tables: Sequence[np.ndarray], labels=None, columns=None):
        """Take over the real rows, the replicas' names, and what the columns are."""
        self.tables = [np.asarray(table, "float32") for table in tables]
        self.labels = distinct_names(range(len(self.tables)) if labels is None else labels)
        self.columns = columns
        if len(self.labels) != len(self.tables):
            raise ValueError(
                "labels must name every table once. "
                f"Received: {len(self.labels)} labels for {len(self.tables)} tables."
            )

    @property
    def groups(self) -> list:
        """The groups of the columns, none if nothing is known of them."""
        return [] if self.columns is None else list(self.columns.groups)

    def on_train_begin(self, logs=None):
        name = type(self).__name__
        if not hasattr(self.model, "latent_dim"):
            raise TypeError(
                f"{name} looks at the rows of a gansmote_tf.GAN. "
                f"Received: a {type(self.model).__name__}."
            )
        if self.tables is None:
            raise ValueError(f"tables must hold each replica's real rows for {name}. None came.")
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

    def look(self, step: int, rows: list[np.ndarray]):
        """Do the callback's work.

        Args:
            step: GAN-steps done.
            rows: One array ``(rows, columns)`` of generated rows per table, bits rounded.
        """
        raise NotImplementedError

    def make_rows(self) -> list[np.ndarray]:
        """What the generators make now, one array ``(rows, columns)`` per table, bits rounded."""
        made = self.model.generator(self._latents, training=False)
        if self.model.draw is not None:
            made = self.model.draw.draw(made, tf.constant(self._uniform))
        made = np.asarray(made).reshape(-1, self.rows, self.model.columns)
        made = made[: len(self.tables), :, : self.tables[0].shape[1]]
        numeric = [place for g in self.groups if g.kind == "numeric" for place in g.positions]
        rounded = np.round(made)
        rounded[..., numeric] = made[..., numeric]
        return list(rounded)

    def describe(self, positions: Sequence[int]) -> str:
        """Columns in words: attributes with their levels, or numbers of columns."""
        positions = {int(place) for place in positions}
        words = []
        for group in self.groups:
            levels = zip(group.positions, getattr(group, "levels", group.positions), strict=True)
            named = [str(level) for place, level in levels if place in positions]
            if named:
                words.append(f"{group.name} ({', '.join(named)})")
            positions -= set(group.positions)
        if positions:
            words.append(f"columns {', '.join(map(str, sorted(positions)))}")
        return ", ".join(words)
