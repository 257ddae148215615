"""Flips that draw whole attributes anew."""

import keras
import tensorflow as tf

from gansmote_tf.layers.group_activation import GroupLayer, draw_levels
from gansmote_tf.layers.random_layer import RandomLayer, sizes


@keras.saving.register_keras_serializable("gansmote_tf")
class RedrawFlip(RandomLayer, GroupLayer):
    """Draws each attribute anew with a given probability, while training.

    Where a bit-flip leaves the table's grammar, a redrawn attribute still has one level; which one
    follows a table of frequencies. Numeric columns are never redrawn.

    Args:
        rate: Probability that an attribute is redrawn, in [0, 1]; a call may give another.
        seed, first_replica: See :class:`RandomLayer`.

    Call arguments:
        rows: ``(rows, columns)`` or ``(replicas, rows, columns)``.
        rate: Number or scalar tensor in [0, 1] used instead of the layer's own, or one per replica
            ``(replicas, 1, 1)``.
        training: False returns the rows as they are.

    Shape:
        The output has the shape of the input. ``frequencies`` is a weight ``(replicas, 1,
        columns)``, ``(1, columns)`` at rank 2, each level's probability; 1/2 per bit at first.

    Raises:
        ValueError: ``rate`` lies outside [0, 1].

    Example:
        >>> import numpy as np
        >>> from types import SimpleNamespace
        >>> from gansmote_tf.layers import RedrawFlip
        >>> layer = RedrawFlip(1.0)
        >>> layer.build((None, 2))
        >>> layer.set_groups([SimpleNamespace(kind="one_of", positions=(0, 1))])
        >>> _ = layer.frequencies.assign([[0.0, 1.0]])
        >>> layer(np.array([[1.0, 0.0]], "float32"), training=True).numpy()
        array([[0., 1.]], dtype=float32)
    """

    def __init__(self, rate: float = 0.3, seed: int = 0, first_replica: int = 0, **kwargs):
        super().__init__(seed=seed, first_replica=first_replica, **kwargs)
        if not 0.0 <= rate <= 1.0:
            raise ValueError(f"rate must lie in [0, 1]. Received: rate={rate}.")
        self.rate = rate

    def build(self, input_shape):
        self.build_layout(input_shape[-1])
        self.frequencies = self.add_weight(
            name="frequencies",
            shape=(*input_shape[:-2], 1, input_shape[-1]),
            initializer=keras.initializers.Constant(0.5),
            trainable=False,
        )

    def call(self, rows, rate=None, training=True):
        if not training:
            return rows
        first = self._layout["first"]
        drawn = draw_levels(
            tf.broadcast_to(self.frequencies, tf.shape(rows)),
            self.draw_uniform(sizes(rows)),
            self._layout["before"],
            first,
        )
        which = tf.gather(self.draw_uniform(sizes(rows)), first, axis=-1)
        redrawn = which < (self.rate if rate is None else rate)
        return tf.where(redrawn & (self._layout["numeric"] == 0), drawn, rows)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "rate": self.rate}
