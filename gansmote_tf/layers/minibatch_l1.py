"""Minibatch discrimination by Manhattan distances."""

from collections.abc import Sequence
from typing import Any, Literal

import keras
from keras import ops

from gansmote_tf.layers.batch_distance import BatchDistance
from gansmote_tf.layers.l1_sums import l1_sum, l1_sum_to_row
from gansmote_tf.layers.random_layer import replica_axes
from gansmote_tf.recipes import arguments


@keras.saving.register_keras_serializable("gansmote_tf")
class MinibatchL1(BatchDistance):
    """Appends one column: the sum of the Manhattan distances within the batch.

    A generator that makes one row only has a sum of zero, and a discriminator that sees the sum
    punishes it (paper section 2.3, after Salimans et al. 2016). Each row's copy of the sum is
    multiplied by uniform(1 - noise, 1 + noise), and divided by a scale that starts at ``scale`` and
    is raised to the largest sum seen in training.

    Args:
        distance: ``"pairs"``, the distances of each row to every other; or ``"one_row"``, of all
            rows to one row drawn from the batch, which is what the author's program computes.
        noise: Relative noise on each row's copy while training, in [0, 1].
        scale: First scale, in (0, 1e30].
        raise_in_call: Whether a training call raises the scale to its own sum. A
            :class:`~gansmote_tf.GAN` raises it itself, from rounded rows.
        seed, first_replica, stream: See :class:`RandomLayer`.

    Call arguments:
        rows: ``(rows, columns)`` or ``(replicas, rows, columns)``.
        measured: Other rows of that shape whose distances are summed instead.
        mask: ``(rows,)`` or ``(replicas, rows)``, 1 for rows that count.
        binary: Whether the measured values are all 0 or 1, which is faster.
        training: False, the default, appends the sum without noise and leaves the scale.

    Shape:
        One column more than ``rows``. ``scale`` is a weight ``(replicas, 1, 1)``, or ``(1, 1)`` at
        rank 2.

    Raises:
        TypeError: ``noise`` or ``scale`` is no number, or ``raise_in_call`` no flag.
        ValueError: ``distance``, ``noise`` or ``scale`` is out of range.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.layers import MinibatchL1
        >>> rows = np.array([[0.0, 0.0], [1.0, 1.0]], "float32")
        >>> MinibatchL1(scale=4.0)(rows, training=False).numpy()
        array([[0., 0., 1.],
               [1., 1., 1.]], dtype=float32)
    """

    def __init__(
        self,
        distance: Literal["pairs", "one_row"] = "pairs",
        noise: float = 0.3,
        scale: float = 50.0,
        raise_in_call: bool = True,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.distance = arguments.choice("distance", distance, "pairs", "one_row")
        self.noise = arguments.number("noise", noise, 0, 1)
        self.first_scale = arguments.number("scale", scale, 0, 1e30, above=True)
        self.raise_in_call = arguments.flag("raise_in_call", raise_in_call)

    def build(self, input_shape):
        self.scale = self.add_weight(
            name="scale",
            shape=(*replica_axes(input_shape), 1, 1),
            dtype="float32",
            initializer=keras.initializers.Constant(self.first_scale),
            trainable=False,
            autocast=False,
        )

    def call(self, rows, measured=None, mask=None, binary=False, training=False):
        if mask is not None and tuple(mask.shape) != tuple(rows.shape[:-1]):
            raise ValueError(
                f"mask must have a number for each row, shape {tuple(rows.shape[:-1])}. "
                f"Received: shape {tuple(mask.shape)}."
            )
        total = self.sum(rows if measured is None else measured, mask, binary=binary)
        if training and self.raise_in_call:
            self.raise_scale(total)
        return self.append(rows, total, training)

    def sum(
        self,
        rows: Any,
        mask: Any = None,
        binary: bool = False,
        gradient: bool = True,
        reference: Any = None,
    ) -> Any:
        """The sum itself, float32 ``(..., 1, 1)``; ``reference`` gives the one row."""
        rows = ops.cast(rows, "float32")
        if self.distance == "pairs":
            return l1_sum(rows, mask, binary, gradient)
        if reference is None:
            reference = self.draw_reference(ops.shape(rows), mask)
        return l1_sum_to_row(rows, ops.matmul(reference, rows), mask)

    def draw_reference(self, shape: Sequence, mask: Any = None) -> Any:
        """A row drawn from those that count, as a one-hot ``(..., 1, rows)``; None for pairs."""
        if self.distance == "pairs":
            return None
        *replicas, size, _ = shape
        count = ops.cast(size, "float32") if mask is None else ops.sum(mask, axis=-1)
        draw = self.draw_uniform((*replicas, 1, 1))
        place = ops.cast(ops.reshape(draw, tuple(replicas)) * count, "int32")
        return ops.expand_dims(ops.cast(ops.arange(size) == place[..., None], "float32"), -2)

    def append(self, rows: Any, total: Any, training: bool = True) -> Any:
        """The rows with the scaled, noisy sum as their last column."""
        shape = (*ops.shape(rows)[:-1], 1)
        column = total / self.scale
        if training:
            spread = self.draw_uniform(shape) * (2.0 * self.noise)
            column = column * (1.0 - self.noise + spread)
        else:
            column = ops.broadcast_to(column, shape)
        return ops.concatenate([rows, ops.cast(column, rows.dtype)], axis=-1)

    def sum_rounded(self, shown: Any, mask: Any = None, reference: Any = None) -> Any:
        """The sums over rounded batches, their own column included, ``(..., batches, 1, 1)``.

        This is what the scale follows, and what the author's published trace shows.

        Args:
            shown: What :meth:`append` made, ``(..., batches, rows, columns + 1)``.
            mask: ``(..., rows)``, 1 for rows that count.
            reference: The one row, see :meth:`draw_reference`.
        """
        rounded = ops.floor(ops.cast(shown, "float32") + 0.5)
        mask = None if mask is None else ops.expand_dims(mask, -2)
        if self.distance == "one_row":
            return l1_sum_to_row(rounded, ops.matmul(reference[..., None, :, :], rounded), mask)
        return l1_sum(rounded[..., :-1], mask, binary=True) + l1_sum(rounded[..., -1:], mask)

    def raise_scale(self, total: Any) -> None:
        """Raise the scale to ``total`` where that is larger."""
        if len(total.shape) == 3 and self.scale.shape[0] == 1:
            total = ops.max(total, axis=0, keepdims=True)
        self.scale.assign(ops.maximum(ops.convert_to_tensor(self.scale), total))

    def reseed(
        self, seed: int | None = None, first_replica: int = 0, stream: str | None = None
    ) -> None:
        """Start the draws and the scale anew."""
        super().reseed(seed, first_replica, stream)
        if self.built:
            self.scale.assign(ops.full(self.scale.shape, self.first_scale))

    def get_config(self) -> dict:
        return {
            **super().get_config(),
            "distance": self.distance,
            "noise": self.noise,
            "scale": self.first_scale,
            "raise_in_call": self.raise_in_call,
        }
