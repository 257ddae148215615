"""The kernels for TensorFlow."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from gansmote_tf.kernels.shapes import per_replica

#: Dtype of the weights that hold a stream's key and position.
KEY_DTYPE = "uint64"

_PHILOX = 1

# Up to so many replicas a product takes TensorFlow's plain kernel, above oneDNN's: that one is
# faster on many, but wakes all threads for the smallest product (70 against 3 microseconds).
_FEW = 4


def advance(position: Any) -> tf.Tensor:
    """The position of the next draw, ``[first replica, draws so far]``, counted as taken."""
    taken = tf.identity(position.value)
    # Past Keras's own assign_add, which casts there and back.
    position.value.assign_add(np.array([0, 1], "uint64"))
    return taken


def turn_of(position: tf.Tensor) -> tf.Tensor:
    """A float32 in [0, 1) that goes through the interval evenly from draw to draw."""
    # 0.618... as a fraction of 2**32: multiples of it spread evenly over the unit interval.
    turns = tf.cast(position[1], tf.uint32) * np.uint32(2654435769)
    return tf.cast(turns, tf.float32) * 2.0**-32


def random_bytes(key: Any, position: Any, shape: Sequence) -> tf.Tensor:
    """Uniform uint8 of this shape."""
    return _draw(key, position, shape, 4, tf.uint8)


def random_uniform(key: Any, position: Any, shape: Sequence) -> tf.Tensor:
    """Uniform float32 in (0, 1) on 65,536 levels, of this shape."""
    return (tf.cast(_draw(key, position, shape, 2, tf.uint16), tf.float32) + 0.5) * 2.0**-16


def random_normal(key: Any, position: Any, shape: Sequence) -> tf.Tensor:
    """Standard normal float32 of this shape."""
    replicas, size = per_replica(shape)
    half = (size + 1) // 2
    # Box and Muller's formula in whole tensors: some ten times faster than TensorFlow's own.
    words = _draw(key, position, (replicas, half, 2), 1, tf.uint32)
    uniform = (tf.cast(words, tf.float32) + 0.5) * 2.0**-32
    radius = tf.sqrt(-2.0 * tf.math.log(uniform[..., 0]))
    angle = (2.0 * math.pi) * uniform[..., 1]
    draws = tf.stack([radius * tf.cos(angle), radius * tf.sin(angle)], axis=-1)
    return tf.reshape(tf.reshape(draws, (replicas, 2 * half))[:, :size], shape)


def _draw(key, position, shape, per_word, dtype):
    replicas, size = per_replica(shape)
    blocks = (size + 4 * per_word - 1) // (4 * per_word)
    # One block of Philox is four words; a replica's blocks follow those of the one before.
    stride = tf.cast(tf.stack([blocks, 1]), tf.uint64)
    words = tf.raw_ops.StatelessRandomUniformFullIntV2(
        shape=(replicas, blocks * 4),
        key=tf.convert_to_tensor(key),
        counter=position * stride,
        alg=_PHILOX,
        dtype=tf.uint32,
    )
    draws = tf.bitcast(words, dtype)
    drawn = blocks * 4 * per_word
    if not (isinstance(size, int) and drawn == size):
        draws = tf.reshape(draws, (replicas, drawn))[:, :size]
    return tf.reshape(draws, shape)


def add_all(tensors: Sequence[tf.Tensor]) -> tf.Tensor:
    """The sum of tensors of one shape, in one operation."""
    return tf.add_n(tensors)


def take_columns(values: tf.Tensor, places: Any) -> tf.Tensor:
    """Entries of the last axis, by places that are none of them negative."""
    return tf.gather(values, tf.convert_to_tensor(places), axis=-1)


def replica_product(inputs: tf.Tensor, kernel: Any, replicas: int) -> tf.Tensor:
    """``(replicas, rows, inputs)`` times ``(replicas, inputs, units)``."""
    # The plain kernel knows no half precision.
    plain = replicas <= _FEW and len(inputs.shape) == 3 and inputs.dtype == tf.float32
    return (_plain_product if plain else tf.matmul)(inputs, tf.convert_to_tensor(kernel))


@tf.custom_gradient
def _plain_product(inputs, kernel):
    """A batched matrix product by the operation that is never handed to oneDNN."""

    def multiply(x, y, **which):
        return tf.raw_ops.BatchMatMulV3(x=x, y=y, Tout=x.dtype, **which)

    def gradient(upstream):
        return multiply(upstream, kernel, adj_y=True), multiply(inputs, upstream, adj_x=True)

    return multiply(inputs, kernel), gradient


def adam_update(
    variable: Any, moments: Sequence[Any], powers: Sequence, betas: Sequence, **numbers: Any
) -> None:
    """One weight's update by Adam in one operation.

    Args:
        variable: The weight, a TensorFlow variable.
        moments: Its two running means, Keras variables.
        powers: Both betas to the power of the updates so far.
        betas: Both betas.
        **numbers: ``gradient``, ``rate`` and ``epsilon``.
    """
    tf.raw_ops.ResourceApplyAdam(
        var=variable.handle,
        m=moments[0].value.handle,
        v=moments[1].value.handle,
        beta1_power=tf.cast(powers[0], variable.dtype),
        beta2_power=tf.cast(powers[1], variable.dtype),
        lr=tf.cast(numbers["rate"], variable.dtype),
        beta1=tf.cast(betas[0], variable.dtype),
        beta2=tf.cast(betas[1], variable.dtype),
        epsilon=tf.cast(numbers["epsilon"], variable.dtype),
        grad=numbers["gradient"],
    )


def many_steps(
    one_step: Callable, result: Callable, jit_compile: bool, data_ends: bool
) -> Callable:
    """A graph that takes ``(iterator, steps)`` and trains so many steps.

    Keras's own loop carries optionals and conditions through every step; on networks this small
    they cost as much as the arithmetic. The number of steps is an input of the graph, so changing
    it does not trace anew.

    Args:
        one_step: Takes a batch and trains one step.
        result: What is returned after the last step.
        jit_compile: Whether a step is compiled by XLA.
        data_ends: Whether the iterator may end within a call: then no part of a step runs before
            its batch is there, counters included, which costs a tenth of the time.
    """
    step = tf.function(one_step, jit_compile=True) if jit_compile else one_step

    @tf.autograph.experimental.do_not_convert
    def loop(iterator, steps):
        def body(count):
            batch = iterator.get_next()
            with tf.control_dependencies(tf.nest.flatten(batch) if data_ends else []):
                step(batch)
            return count + 1

        tf.while_loop(lambda count: count < steps, body, [tf.constant(0)])
        return result()

    graph = tf.function(loop)

    def train_function(iterator, steps):
        steps = tf.constant(steps)
        if not graph.experimental_get_tracing_count():
            # Traced by a call, a graph for each of many models would pass for one traced again and
            # again, of which TensorFlow warns.
            graph.get_concrete_function(iterator, steps)
        try:
            return graph(iterator, steps)
        except tf.errors.OutOfRangeError as end:
            raise StopIteration from end

    train_function.graph = graph
    return train_function
