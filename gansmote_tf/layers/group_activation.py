"""One draw per attribute: probabilities within groups of columns, and rows drawn from them."""

from collections.abc import Sequence

import keras
import numpy as np
import tensorflow as tf

LARGEST_LOGIT = 30.0
_HUGE = 1e9


def group_layout(groups: Sequence, width: int) -> dict[str, np.ndarray]:
    """What each column has to know of its group, as arrays that a traced graph can be handed anew.

    Args:
        groups: :class:`~gansmote_tf.columns.groups.Group` objects, or others with their ``kind``,
            ``positions`` and, if they like, ``never`` and ``always``: positions that must not or
            must be set. Columns of no group are never set.
        width: Number of columns.

    Returns:
        ``member`` (width, width): 1 where two columns share a group; ``before``: 1 where the row's
        column stands earlier in the column's group; ``none`` (width,): 1 where the group may stay
        empty; ``first`` (width,): the group's first column; ``numeric`` (width,): 1 for numbers;
        ``offset`` (width,): added to the logits, huge where a column must not or must be set.
    """
    layout = {
        "member": np.zeros((width, width), "float32"),
        "before": np.zeros((width, width), "float32"),
        "none": np.ones(width, "float32"),
        "first": np.arange(width, dtype="int32"),
        "numeric": np.zeros(width, "float32"),
        "offset": np.full(width, -_HUGE, "float32"),
    }
    np.fill_diagonal(layout["member"], 1.0)
    for group in groups:
        places = np.asarray(group.positions)
        layout["offset"][places] = 0.0
        layout["offset"][list(getattr(group, "never", ()))] = -_HUGE
        layout["offset"][list(getattr(group, "always", ()))] = _HUGE
        layout["numeric"][places] = group.kind == "numeric"
        if group.kind in ("one_of", "at_most_one"):
            layout["member"][np.ix_(places, places)] = 1.0
            layout["before"][np.ix_(places, places)] = np.triu(np.ones(2 * [len(places)]), 1)
            layout["none"][places] = group.kind == "at_most_one"
            layout["first"][places] = places[0]
    return layout


def draw_levels(probabilities, uniform, before, first):
    """Rows of 0 and 1, at most one per group, drawn with the given probabilities.

    Args:
        probabilities: ``(..., columns)``, their sum within a group at most 1.
        uniform: Uniform numbers in (0, 1) of that shape; each group uses its first column's.
        before, first: See :func:`group_layout`.

    Returns:
        Tensor of the shape of ``probabilities``.
    """
    draws = tf.gather(uniform, first, axis=-1)
    below = tf.matmul(probabilities, before)
    hits = (below <= draws) & (draws < below + probabilities)
    return tf.cast(hits, probabilities.dtype)


class GroupLayer(keras.layers.Layer):
    """A layer that knows which columns form an attribute, as weights it can be handed anew."""

    def build_layout(self, width: int):
        """Make the weights for so many columns, each column a bit of its own at first."""
        self._layout = {}
        for name, values in group_layout([], width).items():
            weight = self.add_weight(
                name=name,
                shape=values.shape,
                dtype=str(values.dtype),
                initializer="zeros",
                trainable=False,
            )
            weight.assign(values if name != "offset" else np.zeros_like(values))
            self._layout[name] = weight

    def set_groups(self, groups: Sequence):
        """Take over other groups; a traced graph goes on with them."""
        for name, values in group_layout(groups, self._layout["none"].shape[0]).items():
            self._layout[name].assign(values)


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
        logits = inputs + self._layout["offset"]
        heights = tf.exp(tf.clip_by_value(logits, -LARGEST_LOGIT, LARGEST_LOGIT))
        return heights / (tf.matmul(heights, self._layout["member"]) + self._layout["none"])

    def sums(self):
        """Kernel and bias of the dense layer that makes a group's sum out of its exp."""
        return [self._layout["member"].numpy(), self._layout["none"].numpy()]

    def offset(self):
        """What is added to the logits, ``(columns,)``: 0, or hugely negative for never."""
        return self._layout["offset"].numpy()

    def compute_output_shape(self, input_shape):
        return input_shape
