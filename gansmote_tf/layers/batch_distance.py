"""What a GAN asks of a distance within the batch, and what a distance of one's own must bring."""

from collections.abc import Sequence
from typing import Any

from keras import ops

from gansmote_tf.layers.random_layer import RandomLayer


class BatchDistance(RandomLayer):
    """The interface of a distance: one number per batch, shown to the discriminator as a column.

    A distance of one's own writes :meth:`sum`. The rest has a default: :meth:`append` shows the
    number as it is, and :meth:`raise_scale` scales nothing. A :class:`~gansmote_tf.GAN` calls, in
    every step, :meth:`draw_reference` once, :meth:`sum` and :meth:`append` for the real rows, the
    generated ones, and again the generated ones of the generator's update; then, after both
    updates, :meth:`sum_rounded`, whose values it logs, and :meth:`raise_scale`.

    As a layer of any Keras model it appends the column to its input.

    Args:
        seed, first_replica, stream: See :class:`RandomLayer`.

    Call arguments:
        rows: ``(rows, columns)`` or ``(replicas, rows, columns)``.
        measured: Other rows of that shape whose distance is taken instead.
        mask: ``(rows,)`` or ``(replicas, rows)``, 1 for rows that count.
        training: Handed on to :meth:`append`.

    Shape:
        One column more than ``rows``.

    Example:
        >>> import numpy as np
        >>> from keras import ops
        >>> from gansmote_tf.layers import BatchDistance
        >>> class Spread(BatchDistance):
        ...     def sum(self, rows, mask=None, **hints):
        ...         return ops.sum(ops.var(rows, axis=-2, keepdims=True), axis=-1, keepdims=True)
        >>> Spread()(np.array([[0.0, 0.0], [1.0, 0.0]], "float32")).numpy()
        array([[0.  , 0.  , 0.25],
               [1.  , 0.  , 0.25]], dtype=float32)
    """

    def call(self, rows, measured=None, mask=None, training=False):
        total = self.sum(rows if measured is None else measured, mask)
        return self.append(rows, total, training)

    def sum(self, rows: Any, mask: Any = None, **hints: Any) -> Any:
        """The batch's number, ``(..., 1, 1)``.

        Args:
            rows: ``(..., rows, columns)``.
            mask: ``(..., rows)``, 1 for rows that count; all do without it.
            **hints: What a distance may use or ignore: ``binary``, whether all values are 0 or 1;
                ``gradient``, whether the number will be differentiated; ``reference``, what
                :meth:`draw_reference` drew for this step.
        """
        raise NotImplementedError(f"{type(self).__name__} must write the method sum.")

    def append(self, rows: Any, total: Any, training: bool = True) -> Any:
        """The rows with the batch's number as their last column."""
        column = ops.broadcast_to(ops.cast(total, rows.dtype), (*ops.shape(rows)[:-1], 1))
        return ops.concatenate([rows, column], axis=-1)

    def draw_reference(self, shape: Sequence, mask: Any = None) -> Any:
        """What all distances of one step have in common, None if there is no such thing."""
        return None

    def sum_rounded(self, shown: Any, mask: Any = None, reference: Any = None) -> Any:
        """The numbers of several rounded batches, for the logs, ``(..., batches, 1, 1)``.

        Args:
            shown: What :meth:`append` made, ``(..., batches, rows, columns + 1)``.
            mask, reference: As :meth:`sum` takes them.
        """
        rows = ops.floor(shown[..., :-1] + 0.5)
        batches = [
            self.sum(rows[..., batch, :, :], mask, gradient=False, reference=reference)
            for batch in range(shown.shape[-3])
        ]
        return ops.stack(batches, axis=-3)

    def raise_scale(self, total: Any) -> None:
        """Take note of the largest number of a step, ``(..., 1, 1)``."""

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], input_shape[-1] + 1)
