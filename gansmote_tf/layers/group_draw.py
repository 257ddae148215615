"""Rows drawn from the probabilities of each attribute's levels."""

from typing import Any

import keras
from keras import ops

from gansmote_tf.layers.group_layer import GroupLayer
from gansmote_tf.layers.random_layer import RandomLayer


@keras.saving.register_keras_serializable("gansmote_tf")
class GroupDraw(RandomLayer, GroupLayer):
    """Draws one level per attribute; the gradient passes straight through to the probabilities.

    So a discriminator sees rows of hard bits, as the real ones are, and the generator still
    learns from it (the straight-through estimator). Numeric columns pass as they are. It draws
    whether training is on or not: probabilities are no rows.

    Args:
        seed, first_replica, stream: See :class:`RandomLayer`.

    Call arguments:
        inputs: Probabilities ``(rows, columns)`` or ``(replicas, rows, columns)``.

    Shape:
        The output has the shape of the input.

    Example:
        >>> import numpy as np
        >>> from types import SimpleNamespace
        >>> from gansmote_tf.layers import GroupDraw
        >>> layer = GroupDraw(seed=1)
        >>> layer.build((None, 3))
        >>> layer.set_groups([SimpleNamespace(kind="one_of", positions=(0, 1, 2))])
        >>> layer(np.full((100, 3), 1 / 3, "float32")).numpy().sum(axis=1).mean()
        np.float32(1.0)
    """

    def build(self, input_shape):
        self.build_layout(input_shape[-1])

    def call(self, inputs):
        return self.draw(inputs, self.draw_uniform(ops.shape(inputs)))

    def draw(self, probabilities: Any, uniform: Any) -> Any:
        """The rows that these uniform numbers draw, of the shape of ``probabilities``."""
        shares = ops.cast(probabilities, "float32")
        hard = self.draw_levels(shares, uniform)
        hard = ops.cast(hard + (shares - hard) * self.layout("numeric"), probabilities.dtype)
        return probabilities + ops.stop_gradient(hard - probabilities)

    def compute_output_shape(self, input_shape):
        return input_shape
