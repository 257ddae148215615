"""Uniform inward noise on bits."""

from typing import Any

import keras
from keras import ops

from gansmote_tf.layers.random_layer import RandomLayer
from gansmote_tf.recipes import arguments


@keras.saving.register_keras_serializable("gansmote_tf")
class UniformNoise(RandomLayer):
    """Moves each value from its bit towards the middle by uniform noise, while training.

    1 becomes a number in [1 - noise, 1] and 0 one in [0, noise], so that a discriminator cannot
    tell real rows by their exact bits (paper section 2.2: 0 to 2 %). Values between move by less.

    Args:
        noise: Largest move, in [0, 0.5].
        seed, first_replica, stream: See :class:`RandomLayer`.

    Call arguments:
        rows: Values in [0, 1], ``(rows, columns)`` or ``(replicas, rows, columns)``.
        training: False, the default, returns the rows as they are.

    Shape:
        The output has the shape of the input.

    Raises:
        TypeError, ValueError: ``noise`` is no number, or lies outside [0, 0.5].

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.layers import UniformNoise
        >>> low, high = UniformNoise(0.02)(np.array([[0.0, 1.0]]), training=True).numpy()[0]
        >>> bool(0 <= low <= 0.02 and 0.98 <= high <= 1)
        True
    """

    def __init__(self, noise: float = 0.02, **kwargs: Any):
        super().__init__(**kwargs)
        self.noise = arguments.number("noise", noise, 0, 0.5)

    def call(self, rows, training=False):
        if not training or self.noise == 0:
            return rows
        # 256 levels within the noise: finer ones make no difference to a network.
        draws = ops.cast(self.draw_bytes(ops.shape(rows)), rows.dtype)
        moves = (draws + 0.5) * (self.noise / 256.0)
        return rows + moves * (1.0 - 2.0 * rows)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self) -> dict:
        return {**super().get_config(), "noise": self.noise}
