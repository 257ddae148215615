"""Random bit-flips."""

import keras
import tensorflow as tf

from gansmote_tf.layers.random_layer import RandomLayer, sizes


@keras.saving.register_keras_serializable("gansmote_tf")
class BitFlip(RandomLayer):
    """Turns each bit over with a given probability, while training.

    Noise alone does not keep a discriminator from knowing a few dozen real rows by heart; flips do
    (paper section 2.2).

    Args:
        rate: Probability that a bit is turned over, in [0, 1]; a call may give another.
        seed, first_replica: See :class:`RandomLayer`.

    Call arguments:
        rows: Values in [0, 1], ``(rows, columns)`` or ``(replicas, rows, columns)``.
        rate: Number or scalar tensor in [0, 1] used instead of the layer's own.
        training: False returns the rows as they are.

    Shape:
        The output has the shape of the input; a flipped ``x`` is ``1 - x``.

    Raises:
        ValueError: ``rate`` lies outside [0, 1].

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.layers import BitFlip
        >>> BitFlip(1.0)(np.array([[0.0, 1.0]]), training=True).numpy()
        array([[1., 0.]], dtype=float32)
    """

    def __init__(self, rate: float = 0.3, seed: int = 0, first_replica: int = 0, **kwargs):
        super().__init__(seed=seed, first_replica=first_replica, **kwargs)
        if not 0.0 <= rate <= 1.0:
            raise ValueError(f"rate must lie in [0, 1]. Received: rate={rate}.")
        self.rate = rate

    def call(self, rows, rate=None, training=True):
        if not training:
            return rows
        flips = self.draw_below(self.rate if rate is None else rate, sizes(rows))
        return tf.abs(rows - tf.cast(flips, rows.dtype))

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "rate": self.rate}
