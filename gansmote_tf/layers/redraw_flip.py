"""Flips that draw whole attributes anew."""

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from gansmote_tf import kernels
from gansmote_tf.layers.flip_layer import FlipLayer
from gansmote_tf.layers.group_layer import GroupLayer
from gansmote_tf.layers.random_layer import replica_axes


@keras.saving.register_keras_serializable("gansmote_tf")
class RedrawFlip(FlipLayer, GroupLayer):
    """Draws each attribute anew with a given probability, while training.

    Where a bit-flip leaves the table's grammar, a redrawn attribute still has one level; which one
    follows a table of frequencies. Numeric columns are never redrawn.

    Args:
        rate: Probability that an attribute is redrawn, in [0, 1], or a function of the layer's
            step, see :class:`~gansmote_tf.layers.FlipLayer`.
        seed, first_replica, stream: See :class:`RandomLayer`.

    Call arguments:
        rows: ``(rows, columns)`` or ``(replicas, rows, columns)``.
        training: False, the default, returns the rows as they are.

    Shape:
        The output has the shape of the input. ``frequencies`` is a weight ``(replicas, 1,
        columns)``, ``(1, columns)`` at rank 2, each level's probability; 1/2 per bit at first.
        ``factor`` is a weight ``(replicas, 1, 1)`` that each replica's rate is multiplied by.

    Raises:
        TypeError, ValueError: ``rate`` is no probability.

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

    def __init__(self, rate: float | Callable = 0.3, **kwargs: Any):
        super().__init__(rate, **kwargs)

    def build(self, input_shape):
        super().build(input_shape)
        self.build_layout(input_shape[-1])
        self.frequencies = self.add_weight(
            name="frequencies",
            shape=(*replica_axes(input_shape), 1, input_shape[-1]),
            initializer=keras.initializers.Constant(0.5),
            trainable=False,
            autocast=False,
        )

    def call(self, rows, training=False):
        if not training:
            return rows
        rates = self.rates()
        *lead, columns = ops.shape(rows)
        # One draw for both: which attributes are redrawn, and to what.
        which, level = ops.split(self.draw_uniform((*lead, 2 * columns)), 2, axis=-1)
        first = self.layout("first")
        frequencies = ops.broadcast_to(ops.cast(self.frequencies, "float32"), ops.shape(rows))
        drawn = self.draw_levels(frequencies, level)
        redrawn = (kernels.take_columns(which, first) < rates) & (self.layout("numeric") == 0)
        return ops.where(redrawn, ops.cast(drawn, rows.dtype), rows)
