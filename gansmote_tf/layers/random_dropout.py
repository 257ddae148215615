"""Dropout whose draws can be repeated and resumed."""

from typing import Any

import keras
from keras import ops

from gansmote_tf.layers.random_layer import RandomLayer
from gansmote_tf.recipes import arguments


@keras.saving.register_keras_serializable("gansmote_tf")
class RandomDropout(RandomLayer):
    """Dropout as in Keras, its draws a function of (stream, replica, call).

    ``keras.layers.Dropout`` draws from a generator whose state is not saved with a model and which
    knows nothing of replicas; here a replica drops the same units in a stack as alone.

    Args:
        rate: Share of inputs set to zero, in [0, 1); the others grow by 1 / (1 - rate).
        seed, first_replica, stream: See :class:`RandomLayer`.

    Call arguments:
        inputs: ``(rows, units)`` or ``(replicas, rows, units)``.
        training: False, the default, returns the inputs as they are.

    Shape:
        The output has the shape of the input.

    Raises:
        TypeError, ValueError: ``rate`` is no number, or lies outside [0, 1).

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.layers import RandomDropout
        >>> kept = RandomDropout(0.5, seed=1)(np.ones((100, 50)), training=True).numpy()
        >>> sorted({float(value) for value in kept.ravel()})
        [0.0, 2.0]
    """

    def __init__(self, rate: float = 0.3, **kwargs: Any):
        super().__init__(**kwargs)
        self.rate = arguments.number("rate", rate, 0, 1, below=True)

    def call(self, inputs, training=False):
        if not training or self.rate == 0:
            return inputs
        kept = self.draw_below(1.0 - self.rate, ops.shape(inputs))
        return inputs * (ops.cast(kept, inputs.dtype) * (1.0 / (1.0 - self.rate)))

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self) -> dict:
        return {**super().get_config(), "rate": self.rate}
