"""Random bit-flips."""

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from gansmote_tf.layers.flip_layer import FlipLayer


@keras.saving.register_keras_serializable("gansmote_tf")
class BitFlip(FlipLayer):
    """Turns each bit over with a given probability, while training.

    Noise alone does not keep a discriminator from knowing a few dozen real rows by heart; flips do
    (paper section 2.2).

    Args:
        rate: Probability that a bit is turned over, in [0, 1], or a function of the layer's step,
            see :class:`~gansmote_tf.layers.FlipLayer`.
        seed, first_replica, stream: See :class:`RandomLayer`.

    Call arguments:
        rows: Values in [0, 1], ``(rows, columns)`` or ``(replicas, rows, columns)``.
        training: False, the default, returns the rows as they are.

    Shape:
        The output has the shape of the input; a flipped ``x`` is ``1 - x``. ``factor`` is a weight
        ``(replicas, 1, 1)``, ``(1, 1)`` at rank 2, that each replica's rate is multiplied by.

    Raises:
        TypeError, ValueError: ``rate`` is no probability.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.layers import BitFlip
        >>> BitFlip(1.0)(np.array([[0.0, 1.0]]), training=True).numpy()
        array([[1., 0.]], dtype=float32)
    """

    def __init__(self, rate: float | Callable = 0.3, **kwargs: Any):
        super().__init__(rate, **kwargs)

    def call(self, rows, training=False):
        if not training:
            return rows
        flips = self.draw_below(self.rates(), ops.shape(rows))
        return ops.abs(rows - ops.cast(flips, rows.dtype))
