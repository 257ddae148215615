"""Minibatch discrimination by Manhattan distances."""

from typing import Literal

import keras
import tensorflow as tf

from gansmote_tf.layers.random_layer import RandomLayer, sizes

# Up to so many rows each is compared with every other; above, sorting is faster.
_MOST_COMPARED = 64
# Up to so many values, pairs of rows times columns, one tensor over all pairs is faster.
_SMALL = 4096


def l1_sum(rows, mask=None, binary=False, gradient=True):
    """Sum of the Manhattan distances of every row to every other, over ordered pairs.

    No tensor of distances is built: the sum equals ``2 * sum(x * r)`` where ``r`` counts, per
    value, how many are smaller less how many are larger, and with ``r`` held constant this has the
    right gradient, too.

    Args:
        rows: ``(..., rows, columns)``, values of at least 0.
        mask: ``(..., rows)``, 1 for rows that count; all do without it.
        binary: Whether every value is 0 or 1, which makes ``r`` a matter of counting.
        gradient: Whether the sum will be differentiated; without, it takes a third of the time.

    Returns:
        ``(..., 1, 1)``.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.layers.minibatch_l1 import l1_sum
        >>> float(l1_sum(np.array([[0.0, 0.0], [1.0, 0.5]], "float32"))[0, 0])
        3.0
    """
    rows = tf.convert_to_tensor(rows)
    weights = None if mask is None else tf.cast(mask, rows.dtype)[..., None]
    counted = rows if weights is None else rows * weights
    if not (binary or gradient) and _few_rows(rows) and not _small(rows):
        return tf.stop_gradient(_compared_sum(counted, weights))
    order = _counts(counted, weights) if binary else _ranks(rows, weights)
    return 2.0 * tf.reduce_sum(counted * tf.stop_gradient(order), axis=(-2, -1), keepdims=True)


def l1_sum_to_row(rows, reference, mask=None):
    """Sum of the Manhattan distances of all rows to one.

    Args:
        rows: ``(..., rows, columns)``.
        reference: That row, ``(..., 1, columns)``.
        mask: ``(..., rows)``, 1 for rows that count.

    Returns:
        ``(..., 1, 1)``.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.layers.minibatch_l1 import l1_sum_to_row
        >>> rows = np.array([[0.0, 0.0], [1.0, 0.5]], "float32")
        >>> float(l1_sum_to_row(rows, rows[:1])[0, 0])
        1.5
    """
    distances = tf.abs(rows - reference)
    if mask is not None:
        distances = distances * tf.cast(mask, distances.dtype)[..., None]
    return tf.reduce_sum(distances, axis=(-2, -1), keepdims=True)


def _counts(counted, weights):
    """Smaller less larger values of a column of bits: n * x - ones, for every x of it."""
    ones = tf.reduce_sum(counted, axis=-2, keepdims=True)
    if weights is None:
        return tf.cast(tf.shape(counted)[-2], counted.dtype) * counted - ones
    return tf.reduce_sum(weights, axis=-2, keepdims=True) * counted - ones


def _few_rows(rows):
    return rows.shape[-2] is not None and 2 < rows.shape[-2] <= _MOST_COMPARED


def _small(rows):
    return _few_rows(rows) and rows.shape[-2] ** 2 * rows.shape[-1] <= _SMALL


def _compared_sum(counted, weights):
    # |a - b| = 2 max(a, b) - a - b; a row that does not count is 0, at a distance of its values
    # from each that does. Shifts as in _compared_ranks, but each pair of rows is met once.
    size = counted.shape[-2]
    shifts = _shifts(counted, (size + 1) // 2)
    larger = tf.reduce_sum(tf.add_n([tf.maximum(own, other) for own, other in shifts]), axis=0)
    if size % 2 == 0:
        opposite = tf.maximum(*tf.split(_rows_first(counted), 2))
        larger += tf.reduce_sum(opposite, axis=0)
    total = tf.reduce_sum(larger, axis=-1)
    met = size - 1.0
    if weights is not None:
        met += tf.reduce_sum(1.0 - weights, axis=(-2, -1))
    total = 2.0 * (2.0 * total - met * tf.reduce_sum(counted, axis=(-2, -1)))
    return total[..., None, None]


def _ranks(rows, weights):
    """Smaller less larger values in the same column, per value."""
    padded = 0.0
    if weights is not None:
        # Rows that do not count are moved above all others, where each counts as larger once.
        rows = rows + (1.0 - weights) * 1e6
        padded = tf.reduce_sum(1.0 - weights, axis=-2, keepdims=True)
    if _small(rows):
        pairs = tf.expand_dims(rows, -2) - tf.expand_dims(rows, -3)
        return tf.reduce_sum(tf.sign(pairs), axis=-2) + padded
    return (_compared_ranks(rows) if _few_rows(rows) else _sorted_ranks(rows)) + padded


def _compared_ranks(rows):
    order = tf.add_n([tf.sign(own - other) for own, other in _shifts(rows, rows.shape[-2])])
    axes = list(range(len(rows.shape)))
    return tf.transpose(order, [*axes[1:-1], 0, axes[-1]])


def _shifts(rows, count):
    # Each row against the next, the next but one, ...: tensors of the rows' own size stay in the
    # processor's cache, where one of all pairs is bound by memory (2 to 4 times slower). With rows
    # on axis 0 a slice of them is a view.
    leading = _rows_first(rows)
    size = leading.shape[0]
    twice = tf.concat([leading, leading], axis=0)
    return [(leading, twice[shift : shift + size]) for shift in range(1, count)]


def _rows_first(rows):
    axes = list(range(len(rows.shape)))
    return tf.transpose(rows, [axes[-2], *axes[:-2], axes[-1]])


def _sorted_ranks(rows):
    # Equal values may take either order: their sum, which is all that counts, is the same.
    columns = tf.linalg.matrix_transpose(rows)
    places = tf.cast(tf.argsort(tf.argsort(columns, axis=-1), axis=-1), rows.dtype)
    last = tf.cast(tf.shape(columns)[-1] - 1, rows.dtype)
    return tf.linalg.matrix_transpose(2.0 * places - last)


@keras.saving.register_keras_serializable("gansmote_tf")
class MinibatchL1(RandomLayer):
    """Appends one column: the sum of the Manhattan distances within the batch.

    A generator that makes one row only has a sum of zero, and a discriminator that sees the sum
    punishes it (paper section 2.3, after Salimans et al. 2016). Each row's copy of the sum is
    multiplied by uniform(1 - noise, 1 + noise), and divided by a scale that starts at ``scale`` and
    is raised to the largest sum seen in training.

    Args:
        distance: ``"pairs"``, the distances of each row to every other; or ``"one_row"``, of all
            rows to one row drawn from the batch, which is what the author's program computes.
        noise: Relative noise on each row's copy while training, in [0, 1].
        scale: First scale, above 0.
        raise_in_call: Whether a training call raises the scale to its own sum. A
            :class:`~gansmote_tf.GAN` raises it itself, from rounded rows.
        seed, first_replica: See :class:`RandomLayer`.

    Call arguments:
        rows: ``(rows, columns)`` or ``(replicas, rows, columns)``.
        measured: Other rows of that shape whose distances are summed instead.
        mask: ``(rows,)`` or ``(replicas, rows)``, 1 for rows that count.
        binary: Whether the measured values are all 0 or 1, which is faster.
        training: False appends the sum without noise and leaves the scale.

    Shape:
        One column more than ``rows``. ``scale`` is a weight ``(replicas, 1, 1)``, or ``(1, 1)`` at
        rank 2.

    Raises:
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
        seed: int = 0,
        first_replica: int = 0,
        **kwargs,
    ):
        super().__init__(seed=seed, first_replica=first_replica, **kwargs)
        if distance not in ("pairs", "one_row"):
            raise ValueError(
                f"distance must be 'pairs' or 'one_row'. Received: distance={distance!r}."
            )
        if not 0.0 <= noise <= 1.0:
            raise ValueError(f"noise must lie in [0, 1]. Received: noise={noise}.")
        if not scale > 0.0:
            raise ValueError(f"scale must lie above 0. Received: scale={scale}.")
        self.distance = distance
        self.noise = noise
        self.first_scale = scale
        self.raise_in_call = raise_in_call

    def build(self, input_shape):
        self.scale = self.add_weight(
            name="scale",
            shape=(*input_shape[:-2], 1, 1),
            initializer=keras.initializers.Constant(self.first_scale),
            trainable=False,
        )

    def call(self, rows, measured=None, mask=None, binary=False, training=False):
        total = self.sum(rows if measured is None else measured, mask, binary)
        if training and self.raise_in_call:
            self.raise_scale(total)
        return self.append(rows, total, training)

    def sum(self, rows, mask=None, binary=False, reference=None, gradient=True):
        """The sum itself, ``(..., 1, 1)``; ``reference`` gives the one row."""
        if self.distance == "pairs":
            return l1_sum(rows, mask, binary, gradient)
        reference = self.draw_reference(sizes(rows), mask) if reference is None else reference
        return l1_sum_to_row(rows, tf.matmul(reference, rows), mask)

    def draw_reference(self, shape, mask=None):
        """A row drawn from those that count, as a one-hot ``(..., 1, rows)``."""
        *replicas, size, _ = shape
        count = tf.cast(size, "float32") if mask is None else tf.reduce_sum(mask, axis=-1)
        draw = self.draw_uniform((*replicas, 1, 1))
        place = tf.cast(tf.reshape(draw, replicas) * count, tf.int32)
        return tf.expand_dims(tf.one_hot(place, size), -2)

    def append(self, rows, total, training=True):
        """The rows with the scaled, noisy sum as their last column."""
        shape = (*sizes(rows)[:-1], 1)
        column = total / self.scale
        if training:
            spread = self.draw_uniform(shape) * (2.0 * self.noise)
            column = column * (1.0 - self.noise + spread)
        else:
            column = tf.broadcast_to(column, shape)
        return tf.concat([rows, column], axis=-1)

    def sum_rounded(self, shown, mask=None, reference=None):
        """The sums over rounded batches, their own column included, ``(..., batches, 1, 1)``.

        This is what the scale follows, and what the author's published trace shows.

        Args:
            shown: What :meth:`append` made, ``(..., batches, rows, columns + 1)``.
            mask: ``(..., rows)``, 1 for rows that count.
            reference: The one row, see :meth:`draw_reference`.
        """
        rounded = tf.round(shown)
        mask = None if mask is None else tf.expand_dims(mask, -2)
        if self.distance == "one_row":
            return l1_sum_to_row(rounded, tf.matmul(reference[..., None, :, :], rounded), mask)
        return l1_sum(rounded[..., :-1], mask, binary=True) + l1_sum(rounded[..., -1:], mask)

    def raise_scale(self, total):
        """Raise the scale to ``total`` where that is larger."""
        self.scale.assign(tf.maximum(self.scale, total))

    def reseed(self, seed: int, first_replica: int = 0):
        """Start the draws and the scale anew."""
        super().reseed(seed, first_replica)
        if self.built:
            self.scale.assign(tf.fill(self.scale.shape, self.first_scale))

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], input_shape[-1] + 1)

    def get_config(self):
        return {
            **super().get_config(),
            "distance": self.distance,
            "noise": self.noise,
            "scale": self.first_scale,
            "raise_in_call": self.raise_in_call,
        }
