"""The kernels in ``keras.ops`` and ``keras.random``, for JAX and PyTorch."""

import functools
import operator
from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from gansmote_tf.kernels.shapes import per_replica

#: Dtype of the weights that hold a stream's key and position: JAX has no 64 bits, PyTorch hardly
#: any unsigned integers.
KEY_DTYPE = "int64" if keras.backend.backend() == "torch" else "uint32"

# Keys of neighbouring replicas lie so far apart: 0.618... of 2**32.
_TURN = 2654435769

#: Keras's own Adam and its own loop serve.
adam_update = None
many_steps = None


class _OneDraw(keras.random.SeedGenerator):
    """Hands ``keras.random`` the seed of one draw; it has no state to keep."""

    def __init__(self, first, second):
        # Not the base's own, which would make a variable.
        self._seed = ops.stack([first, second])

    def next(self, ordered=True):
        return self._seed


def advance(position: Any) -> Any:
    """The position of the next draw, ``[first replica, draws so far]``, counted as taken."""
    taken = ops.convert_to_tensor(position)
    position.assign(taken + ops.convert_to_tensor([0, 1], KEY_DTYPE))
    return taken


def turn_of(position: Any) -> Any:
    """A float32 in [0, 1) that goes through the interval evenly from draw to draw."""
    turns = position[1] * ops.convert_to_tensor(_TURN, KEY_DTYPE)
    if KEY_DTYPE == "int64":
        turns = turns % 2**32
    return ops.cast(turns, "float32") * 2.0**-32


def random_bytes(key: Any, position: Any, shape: Sequence) -> Any:
    """Uniform whole numbers from 0 to 255 of this shape, int32."""
    levels = ops.floor(_draw(keras.random.uniform, key, position, shape) * 256.0)
    return ops.cast(ops.minimum(levels, 255.0), "int32")


def random_uniform(key: Any, position: Any, shape: Sequence) -> Any:
    """Uniform float32 in (0, 1) on 65,536 levels, of this shape."""
    levels = ops.floor(_draw(keras.random.uniform, key, position, shape) * 2.0**16)
    return (ops.minimum(levels, 2.0**16 - 1.0) + 0.5) * 2.0**-16


def random_normal(key: Any, position: Any, shape: Sequence) -> Any:
    """Standard normal float32 of this shape."""
    return _draw(keras.random.normal, key, position, shape)


def _draw(make, key, position, shape):
    """Each replica by itself, from a key of its own: the same in a stack as alone."""
    replicas, size = per_replica(tuple(shape))
    key, position = ops.convert_to_tensor(key, KEY_DTYPE), ops.convert_to_tensor(position)
    position = ops.cast(position, KEY_DTYPE)
    draws = []
    for replica in range(replicas):
        number = position[0] + ops.convert_to_tensor(replica, KEY_DTYPE)
        own = key[0] + number * ops.convert_to_tensor(_TURN, KEY_DTYPE)
        draws.append(make((size,), dtype="float32", seed=_OneDraw(own, position[1])))
    return ops.reshape(ops.stack(draws), shape)


def add_all(tensors: Sequence) -> Any:
    """The sum of tensors of one shape."""
    return functools.reduce(operator.add, tensors)


def take_columns(values: Any, places: Any) -> Any:
    """Entries of the last axis, by places that are none of them negative."""
    return ops.take(values, ops.convert_to_tensor(places), axis=-1)


def replica_product(inputs: Any, kernel: Any, replicas: int) -> Any:
    """``(replicas, rows, inputs)`` times ``(replicas, inputs, units)``."""
    return ops.matmul(inputs, ops.convert_to_tensor(kernel))
