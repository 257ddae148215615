"""Batches of rows for many replicas at once, padded to the size of a stack."""

import functools
import math
from collections.abc import Sequence

import numpy as np
import tensorflow as tf

from gansmote_tf import kernels
from gansmote_tf.streams import stream_key

# Steps in one call of the graph: long enough to cost nothing, short enough for a progress bar.
_MOST_STEPS_PER_EPOCH = 500


def padded(size: int) -> int:
    """The size a stack is built for: at most an eighth more, and few different ones.

    TensorFlow keeps some megabytes per traced shape for good, so shapes are drawn from a small set.

    Example:
        >>> from gansmote_tf.training.batches import padded
        >>> [padded(size) for size in (1, 7, 30, 37, 58, 140)]
        [1, 8, 30, 40, 60, 144]
    """
    if size <= 4:
        return size
    grain = max(2, 2 ** (size - 1).bit_length() // 16)
    return -(-size // grain) * grain


def steps_per_epoch(steps: int) -> int:
    """The steps of one epoch: a divisor of all, at most 500 if there is one of a useful size.

    Example:
        >>> from gansmote_tf.training.batches import steps_per_epoch
        >>> [steps_per_epoch(steps) for steps in (60, 2_000, 40_000, 1_009)]
        [60, 500, 500, 1009]
    """
    small = [size for size in range(1, math.isqrt(steps) + 1) if steps % size == 0]
    divisors = sorted({*small, *(steps // size for size in small)})
    short = [size for size in divisors if size <= _MOST_STEPS_PER_EPOCH]
    if len(divisors) > len(short) and short[-1] < _MOST_STEPS_PER_EPOCH // 10:
        return divisors[len(short)]
    return short[-1]


def endless_batches(
    rows: Sequence[np.ndarray],
    shape: tuple[int, int, int],
    seed: int,
    first_replica: int,
    first_step: tf.Variable,
) -> tf.data.Dataset:
    """Endless batches (rows, mask): all rows of a class, or some drawn where they are too many.

    Args:
        rows: One array ``(rows, columns)`` per replica.
        shape: Replicas, rows and columns of a batch; what pads it is zero.
        seed, first_replica: Decide which rows are drawn.
        first_step: The step that the first batch is for; read when that is drawn, so a training
            that resumes sees the batches that would have come.
    """
    replicas, size, width = shape
    counts = np.ones(replicas, "int32")
    counts[: len(rows)] = [len(own) for own in rows]
    mask = (np.arange(size) < counts[:, None]).astype("float32")
    if counts.max() <= size:
        values = np.zeros((replicas, size, width), "float32")
        for replica, own in enumerate(rows):
            values[replica, : len(own), : own.shape[1]] = own
        return tf.data.Dataset.from_tensors((values, mask)).repeat()
    table, starts = _one_under_another(rows, replicas, width)
    key = np.array([stream_key(seed, "batches")], "uint64")
    draw = functools.partial(
        _draw_places, counts=counts, size=size, key=key, first_replica=first_replica
    )

    @tf.autograph.experimental.do_not_convert
    def batch(count):
        own = draw(count + first_step)
        # Places behind a class's last row lead to the row of zeros.
        places = tf.where(own < counts[:, None], starts + own, len(table) - 1)
        return tf.gather(table, places), mask

    return tf.data.Dataset.counter().map(batch)


def _one_under_another(rows, replicas, width):
    """All replicas' rows and a row of zeros in one tensor, and where each replica's begin."""
    lengths = [len(own) for own in rows]
    starts = np.full((replicas, 1), sum(lengths), "int32")
    starts[: len(rows), 0] = np.cumsum(lengths) - lengths
    table = np.zeros((sum(lengths) + 1, width), "float32")
    for start, own in zip(starts[:, 0], rows, strict=False):
        table[start : start + len(own), : own.shape[1]] = own
    # A tensor, which graphs share; an array would be written into each of them, 2 GB at most.
    return tf.constant(table), starts


def _draw_places(step, counts, size, key, first_replica):
    """Which rows of each replica make up a step's batch, drawn with replacement where too many."""
    position = tf.stack([np.uint64(first_replica), tf.cast(step, tf.uint64)])
    uniform = kernels.random_uniform(key, position, (len(counts), size, 1))[..., 0]
    drawn = tf.cast(uniform * counts[:, None].astype("float32"), tf.int32)
    drawn = tf.minimum(drawn, counts[:, None] - 1)
    return tf.where(counts[:, None] <= size, tf.range(size)[None], drawn)
