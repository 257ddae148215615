"""What layers know of groups of columns, as weights that a traced graph can be handed anew."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from gansmote_tf import kernels
from gansmote_tf.recipes import arguments

_HUGE = 1e9
_KINDS = ("one_of", "at_most_one", "any_of", "numeric")


def group_layout(groups: Sequence, width: int) -> dict[str, np.ndarray]:
    """What each column has to know of its group.

    Args:
        groups: :class:`~gansmote_tf.columns.Group` objects, or others with their ``kind``,
            ``positions`` and, if they like, ``never`` and ``always``: positions that must not or
            must be set. Columns of no group are never set.
        width: Number of columns.

    Returns:
        ``member`` (width, width): 1 where two columns share a group; ``before``: 1 where the row's
        column stands earlier in the column's group; ``none`` (width,): 1 where the group may stay
        empty; ``first`` (width,): the group's first column; ``numeric`` (width,): 1 for numbers;
        ``offset`` (width,): added to the logits, huge where a column must not or must be set.

    Raises:
        TypeError: They are no such objects.
        ValueError: One is of an unknown kind, or has positions beyond the columns or another's.

    Example:
        >>> from types import SimpleNamespace
        >>> from gansmote_tf.layers.group_layer import group_layout
        >>> group = SimpleNamespace(kind="one_of", positions=(0, 1))
        >>> group_layout([group], width=3)["first"]
        array([0, 0, 2], dtype=int32)
    """
    _check_groups(groups, width)
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


def _check_groups(groups, width):
    if not isinstance(groups, Sequence) or not all(hasattr(one, "positions") for one in groups):
        raise TypeError(
            "groups must be a list of Group objects. "
            f"Received: {type(groups).__name__} {arguments.shown(groups)}."
        )
    taken = set()
    for place, group in enumerate(groups):
        kind = arguments.choice(f"groups[{place}].kind", getattr(group, "kind", None), *_KINDS)
        positions = set(group.positions or ())
        if not positions or not positions <= set(range(width)) - taken:
            raise ValueError(
                f"groups[{place}].positions must be columns from 0 to {width - 1} that no other "
                f"group has. Received: {kind} of {arguments.shown(group.positions)}."
            )
        taken |= positions


def draw_levels(probabilities: Any, uniform: Any, before: Any, first: Any) -> Any:
    """Rows of 0 and 1, at most one per group, drawn with the given probabilities.

    Args:
        probabilities: ``(..., columns)``, their sum within a group at most 1.
        uniform: Uniform numbers in (0, 1) of that shape; each group uses its first column's.
        before, first: See :func:`group_layout`.

    Returns:
        Tensor of the shape of ``probabilities``.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.layers.group_layer import draw_levels
        >>> row, before = np.array([[0.3, 0.7]], "float32"), np.array([[0, 1], [0, 0]], "float32")
        >>> draw_levels(row, np.full((1, 2), 0.5, "float32"), before, np.array([0, 0])).numpy()
        array([[0., 1.]], dtype=float32)
    """
    draws = kernels.take_columns(ops.convert_to_tensor(uniform), first)
    below = ops.matmul(probabilities, before)
    hits = (below <= draws) & (draws < below + probabilities)
    return ops.cast(hits, probabilities.dtype)


class GroupLayer(keras.layers.Layer):
    """A layer that knows which columns form an attribute, as weights it can be handed anew."""

    def build_layout(self, width: int) -> None:
        """Make the weights for so many columns, each column a bit of its own at first."""
        self._layout = {}
        for name, values in group_layout([], width).items():
            weight = self.add_weight(
                name=name,
                shape=values.shape,
                dtype=str(values.dtype),
                initializer="zeros",
                trainable=False,
                autocast=False,
            )
            weight.assign(values if name != "offset" else np.zeros_like(values))
            self._layout[name] = weight

    def layout(self, name: str) -> Any:
        """One of :func:`group_layout`'s arrays, as a tensor."""
        return ops.convert_to_tensor(self._layout[name])

    def set_groups(self, groups: Sequence) -> None:
        """Take over other groups; on TensorFlow a traced graph goes on with them.

        Args:
            groups: See :func:`group_layout`, which refuses what are none.

        Raises:
            ValueError: The layer does not know its columns yet.
        """
        if not self.built:
            raise ValueError(
                f"groups must be set once the layer knows its columns: call {self.name!r} on rows, "
                "or build it, before. Received: groups of a layer that was not built."
            )
        for name, values in group_layout(groups, self._layout["none"].shape[0]).items():
            self._layout[name].assign(values)
