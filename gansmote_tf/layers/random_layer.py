"""The base of every layer that draws: randomness as a function of (seed, replica, call)."""

import math

import keras
import numpy as np
import tensorflow as tf

_PHILOX = 1


class RandomLayer(keras.layers.Layer):
    """A layer whose draws depend on its seed, the replica and how often it was called, only.

    The draws come from TensorFlow's counter-based Philox generator: the seed is its key; the
    replica's number and the number of calls so far are its counter. Both are weights, so they are
    saved with a model, and training that resumes goes on with the draws that would have come.
    A replica draws the same numbers in a stack as alone.

    Args:
        seed: Integer in [0, 2**64).
        first_replica: Number of the first replica on axis 0 of rank-3 input; the others follow.

    Example:
        >>> from gansmote_tf.layers import BitFlip
        >>> import numpy as np
        >>> rows = np.zeros((4, 8), "float32")
        >>> bool((BitFlip(0.5, seed=3)(rows) == BitFlip(0.5, seed=3)(rows)).numpy().all())
        True
    """

    def __init__(self, seed: int = 0, first_replica: int = 0, **kwargs):
        super().__init__(**kwargs)
        if not 0 <= seed < 2**64:
            raise ValueError(f"seed must lie in [0, 2**64). Received: seed={seed}.")
        self.seed = int(seed)
        self.first_replica = int(first_replica)
        self._key = self.add_weight(
            name="key", shape=(1,), dtype="uint64", initializer="zeros", trainable=False
        )
        self._position = self.add_weight(
            name="position", shape=(2,), dtype="uint64", initializer="zeros", trainable=False
        )
        self.reseed(seed, first_replica)

    def reseed(self, seed: int, first_replica: int = 0):
        """Start the draws anew from another seed; a traced graph goes on with it."""
        self._key.assign(np.array([seed], "uint64"))
        self._position.assign(np.array([first_replica, 0], "uint64"))

    def draw_bytes(self, shape):
        """Uniform uint8 of this shape; axis 0 counts replicas where the rank is 3."""
        return self._draw(shape, 4, tf.uint8)

    def draw_below(self, rate, shape):
        """Booleans of this shape, each True with probability ``rate`` in [0, 1].

        A byte has 256 levels, too few for most rates, so the threshold is dithered from call to
        call by multiples of the golden ratio: the mean rate over calls is exact.
        """
        # 0.618... as a fraction of 2**32: multiples of it spread evenly over the unit interval.
        turns = tf.cast(self._position.value[1], tf.uint32) * np.uint32(2654435769)
        dither = tf.cast(turns, tf.float32) * 2.0**-32
        threshold = tf.cast(tf.floor(rate * 256.0 + dither), tf.int16)
        return tf.cast(self.draw_bytes(shape), tf.int16) < threshold

    def draw_uniform(self, shape):
        """Uniform float32 in (0, 1) on 65,536 levels, of this shape."""
        return (tf.cast(self._draw(shape, 2, tf.uint16), tf.float32) + 0.5) * 2.0**-16

    def draw_normal(self, shape):
        """Standard normal float32 of this shape."""
        replicas, size = _per_replica(shape)
        half = (size + 1) // 2
        # Box and Muller's formula in whole tensors: some ten times faster than TensorFlow's own.
        words = self._draw((replicas, half, 2), 1, tf.uint32)
        uniform = (tf.cast(words, tf.float32) + 0.5) * 2.0**-32
        radius = tf.sqrt(-2.0 * tf.math.log(uniform[..., 0]))
        angle = (2.0 * math.pi) * uniform[..., 1]
        draws = tf.stack([radius * tf.cos(angle), radius * tf.sin(angle)], axis=-1)
        return tf.reshape(tf.reshape(draws, (replicas, 2 * half))[:, :size], shape)

    def _draw(self, shape, per_word, dtype):
        replicas, size = _per_replica(shape)
        blocks = (size + 4 * per_word - 1) // (4 * per_word)
        words = tf.raw_ops.StatelessRandomUniformFullIntV2(
            shape=(replicas, blocks * 4),
            key=self._key.value,
            counter=self._next(blocks),
            alg=_PHILOX,
            dtype=tf.uint32,
        )
        draws = tf.bitcast(words, dtype)
        drawn = blocks * 4 * per_word
        if not (isinstance(size, int) and drawn == size):
            draws = tf.reshape(draws, (replicas, drawn))[:, :size]
        return tf.reshape(draws, shape)

    def _next(self, blocks):
        # One block of Philox is four words; a replica's blocks follow those of the one before.
        stride = tf.cast(tf.stack([blocks, 1]), tf.uint64)
        position = tf.identity(self._position.value)
        # Past Keras's own assign_add, which casts there and back.
        self._position.value.assign_add(np.array([0, 1], "uint64"))
        return position * stride

    def get_config(self):
        return {
            **super().get_config(),
            "seed": self.seed,
            "first_replica": self.first_replica,
        }


def sizes(tensor) -> tuple:
    """The tensor's shape: an int where it is known, a scalar tensor where it is not."""
    dynamic = None
    static = tuple(tensor.shape)
    if None in static:
        dynamic = tf.shape(tensor)
    return tuple(dynamic[i] if size is None else size for i, size in enumerate(static))


def _per_replica(shape):
    """(replicas, numbers per replica) of a shape; below rank 3 all is one replica."""
    replicas, rest = (1, shape) if len(shape) < 3 else (shape[0], shape[1:])
    return replicas, math.prod(rest)
