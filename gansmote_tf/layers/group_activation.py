"""The probability of each level of each attribute."""

import keras
import numpy as np
from keras import ops

from gansmote_tf.layers.group_layer import GroupLayer, members

LARGEST_LOGIT = 30.0


@keras.saving.register_keras_serializable("gansmote_tf")
class GroupActivation(GroupLayer):
    """Logits to the probability of each level of each attribute.

    ``one_of``: a softmax over the group. ``at_most_one``: a softmax with one more option, none.
    ``any_of`` and ``numeric``: a sigmoid per column. All are ``exp(x) / (sum of the group's exp +
    none)``, so the groups are weights of the layer and not part of its graph.

    Call arguments:
        inputs: Logits ``(..., columns)``.

    Shape:
        The output has the shape of the input.

    Example:
        >>> import numpy as np
        >>> from types import SimpleNamespace
        >>> from gansmote_tf.layers import GroupActivation
        >>> layer = GroupActivation()
        >>> _ = layer(np.zeros((1, 2)))
        >>> layer.set_groups([SimpleNamespace(kind="at_most_one", positions=(0, 1))])
        >>> layer(np.zeros((1, 2))).numpy().round(3)
        array([[0.333, 0.333]], dtype=float32)
    """

    def build(self, input_shape):
        self.build_layout(input_shape[-1])

    def call(self, inputs):
        # In float32 whatever the policy: exp(30) is beyond float16.
        logits = ops.cast(inputs, "float32") + self.layout("offset")
        heights = ops.exp(ops.clip(logits, -LARGEST_LOGIT, LARGEST_LOGIT))
        shares = heights / (self.group_sums(heights) + self.layout("none"))
        return ops.cast(shares, inputs.dtype)

    def sums(self) -> list[np.ndarray]:
        """Kernel and bias of the dense layer that makes a group's sum out of its exp."""
        first, none = (ops.convert_to_numpy(self._layout[name]) for name in ("first", "none"))
        return [members(first), none]

    def offset(self) -> np.ndarray:
        """What is added to the logits, ``(columns,)``: 0, or hugely negative for never."""
        return ops.convert_to_numpy(self._layout["offset"])

    def compute_output_shape(self, input_shape):
        return input_shape
