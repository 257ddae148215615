"""What layers know of groups of columns, as weights that a traced graph can be handed anew."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from gansmote_tf.recipes import arguments

_HUGE = 1e9
_KINDS = ("one_of", "at_most_one", "any_of", "numeric")

#: Rows of so many columns are summed over groups by products with a square matrix, which is
#: quickest; wider ones column by column, in time and memory that grow as the columns do.
WIDEST_PRODUCT = 256


def group_layout(groups: Sequence, width: int) -> dict[str, np.ndarray]:
    """What each column has to know of its group.

    Args:
        groups: :class:`~gansmote_tf.columns.Group` objects, or others with their ``kind``,
            ``positions`` and, if they like, ``never`` and ``always``: positions that must not or
            must be set. The positions of a group of levels are neighbours, in their order. Columns
            of no group are never set.
        width: Number of columns.

    Returns:
        ``none`` (width,): 1 where the group may stay empty; ``first`` (width,): the group's first
        column; ``numeric`` (width,): 1 for numbers; ``offset`` (width,): added to the logits, huge
        where a column must not or must be set. Up to ``WIDEST_PRODUCT`` columns also ``member``
        (width, width): 1 where two columns share a group, and ``before``: 1 where the row's column
        stands earlier in the column's group.

    Raises:
        TypeError: They are no such objects.
        ValueError: One is of an unknown kind, has positions beyond the columns or another's, or
            those of a group of levels are no neighbours.

    Example:
        >>> from types import SimpleNamespace
        >>> from gansmote_tf.layers.group_layer import group_layout
        >>> group = SimpleNamespace(kind="one_of", positions=(0, 1))
        >>> group_layout([group], width=3)["first"]
        array([0, 0, 2], dtype=int32)
    """
    _check_groups(groups, width)
    layout = {
        "none": np.ones(width, "float32"),
        "first": np.arange(width, dtype="int32"),
        "numeric": np.zeros(width, "float32"),
        "offset": np.full(width, -_HUGE, "float32"),
    }
    for group in groups:
        places = np.asarray(group.positions)
        layout["offset"][places] = 0.0
        layout["offset"][list(getattr(group, "never", ()))] = -_HUGE
        layout["offset"][list(getattr(group, "always", ()))] = _HUGE
        layout["numeric"][places] = group.kind == "numeric"
        if group.kind in ("one_of", "at_most_one"):
            if (np.diff(places) != 1).any():
                raise ValueError(
                    "positions of a group of levels must be neighbours in their order. Received: "
                    f"positions={tuple(group.positions)}; move its columns together."
                )
            layout["none"][places] = group.kind == "at_most_one"
            layout["first"][places] = places[0]
    if width <= WIDEST_PRODUCT:
        member = members(layout["first"])
        layout = {"member": member, "before": np.triu(member, 1), **layout}
    return layout


def members(first: np.ndarray) -> np.ndarray:
    """Where two columns share a group, ``(width, width)`` of 0 and 1, see :func:`group_layout`.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.layers.group_layer import members
        >>> members(np.array([0, 0, 2]))
        array([[1., 1., 0.],
               [1., 1., 0.],
               [0., 0., 1.]], dtype=float32)
    """
    return (first[:, None] == first).astype("float32")


def group_sums(values: Any, first: Any) -> Any:
    """For each column the sum over its group, in time that grows as the columns do.

    On a GPU the order of a sum's terms is TensorFlow's own, see its ``enable_op_determinism``.

    Args:
        values: ``(..., columns)``.
        first: See :func:`group_layout`.

    Returns:
        Tensor of the shape of ``values``.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.layers.group_layer import group_sums
        >>> group_sums(np.array([[1.0, 2.0, 3.0]], "float32"), np.array([0, 0, 2])).numpy()
        array([[3., 3., 3.]], dtype=float32)
    """
    width = values.shape[-1]
    columns = ops.transpose(ops.reshape(values, (-1, width)))
    sums = ops.take(ops.segment_sum(columns, first, num_segments=width), first, axis=0)
    return ops.reshape(ops.transpose(sums), ops.shape(values))


def sums_before(values: Any, first: Any) -> Any:
    """For each column the sum over the columns of its group that stand earlier.

    Args:
        values, first: See :func:`group_sums`.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.layers.group_layer import sums_before
        >>> sums_before(np.array([[1.0, 2.0, 3.0]], "float32"), np.array([0, 0, 2])).numpy()
        array([[0., 1., 0.]], dtype=float32)
    """
    first = ops.convert_to_tensor(first)
    places = ops.arange(values.shape[-1], dtype="int32")
    starts = ops.cast(ops.equal(ops.cast(first, "int32"), places), values.dtype)
    ends = ops.concatenate([starts[1:], ops.ones_like(starts[:1])], axis=0)
    # What a group adds up to is taken off where it ends, so that the next one starts from 0.
    running = ops.cumsum(values - ends * group_sums(values, first), axis=-1)
    running = ops.concatenate([ops.zeros_like(running[..., :1]), running[..., :-1]], axis=-1)
    return running * (1.0 - starts)


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

    def group_sums(self, values: Any) -> Any:
        """For each column the sum over its group."""
        if "member" in self._layout:
            return ops.matmul(values, self.layout("member"))
        return group_sums(values, self.layout("first"))

    def sums_before(self, values: Any) -> Any:
        """For each column the sum over the columns of its group that stand earlier."""
        if "before" in self._layout:
            return ops.matmul(values, self.layout("before"))
        return sums_before(values, self.layout("first"))

    def draw_levels(self, probabilities: Any, uniform: Any) -> Any:
        """Rows of 0 and 1, at most one per group, drawn with the given probabilities.

        Args:
            probabilities: ``(..., columns)``, their sum within a group at most 1.
            uniform: Uniform numbers in (0, 1) of that shape; each group uses its first column's.

        Returns:
            Tensor of the shape of ``probabilities``.
        """
        # A group's uniform number is taken off its first column, so that the sums bring it to the
        # others, too: quicker than to gather it from there.
        places = ops.arange(probabilities.shape[-1], dtype="int32")
        starts = ops.cast(ops.equal(self.layout("first"), places), "float32")
        own = ops.convert_to_tensor(uniform) * starts
        off = self.sums_before(probabilities - own) - own
        return ops.cast((off <= 0) & (off + probabilities > 0), probabilities.dtype)

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
