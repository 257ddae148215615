"""The probability of each level of each attribute."""

from collections.abc import Sequence

import keras
import numpy as np
from keras import ops

from gansmote_tf.layers.group_layer import GroupLayer, group_layout, members
from gansmote_tf.layers.random_layer import replica_axes

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
        The output has the shape of the input. ``own_offset`` is a weight ``(replicas, 1,
        columns)``, ``(1, columns)`` at rank 2, added to the logits: 0 at first, hugely negative for
        a level that one replica's rows never show, see :meth:`set_own_groups`.

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
        self.own_offset = self.add_weight(
            name="own_offset",
            shape=(*replica_axes(input_shape), 1, input_shape[-1]),
            initializer="zeros",
            trainable=False,
            autocast=False,
        )

    def call(self, inputs):
        # In float32 whatever the policy: exp(30) is beyond float16.
        logits = ops.cast(inputs, "float32") + self.layout("offset")
        logits = logits + ops.cast(self.own_offset, "float32")
        heights = ops.exp(ops.clip(logits, -LARGEST_LOGIT, LARGEST_LOGIT))
        shares = heights / (self.group_sums(heights) + self.layout("none"))
        return ops.cast(shares, inputs.dtype)

    def logits(self, shares: np.ndarray) -> np.ndarray:
        """The inputs that these probabilities come of, ``(..., columns)``; none of them is 0 or 1.

        Example:
            >>> import numpy as np
            >>> from gansmote_tf.layers import GroupActivation
            >>> layer = GroupActivation()
            >>> layer.build((None, 2))
            >>> layer(layer.logits(np.array([[0.1, 0.7]]))).numpy().round(3)
            array([[0.1, 0.7]], dtype=float32)
        """
        sums = ops.convert_to_numpy(self.group_sums(ops.convert_to_tensor(shares, "float32")))
        rest = np.where(ops.convert_to_numpy(self._layout["none"]) > 0, 1 - sums, 1.0)
        return np.log(shares) - np.log(np.clip(rest, shares.min(), None))

    def numeric(self) -> np.ndarray:
        """Which columns are numbers, bool ``(columns,)``."""
        return ops.convert_to_numpy(self._layout["numeric"]) > 0

    def sums(self) -> list[np.ndarray]:
        """Kernel and bias of the dense layer that makes a group's sum out of its exp."""
        first, none = (ops.convert_to_numpy(self._layout[name]) for name in ("first", "none"))
        return [members(first), none]

    def set_own_groups(self, groups: Sequence[Sequence]) -> None:
        """Tell each replica which positions its rows never show or always.

        Args:
            groups: One list of groups per replica, alike in all but ``never`` and ``always``, see
                :func:`~gansmote_tf.layers.group_layer.group_layout`; the layer's own groups are
                what all of them have in common.
        """
        width = self.own_offset.shape[-1]
        offsets = [group_layout(own, width)["offset"] for own in groups]
        self.own_offset.assign(np.reshape(offsets, self.own_offset.shape))

    def offset(self, replica: int) -> np.ndarray:
        """What is added to a replica's logits, ``(columns,)``: 0, or hugely negative for never."""
        own = ops.convert_to_numpy(self.own_offset).reshape(-1, self.own_offset.shape[-1])
        return ops.convert_to_numpy(self._layout["offset"]) + own[replica]

    def compute_output_shape(self, input_shape):
        return input_shape
