"""The base of every layer that draws: randomness as a function of (stream, replica, draw)."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from gansmote_tf import kernels
from gansmote_tf.recipes import arguments
from gansmote_tf.streams import fresh_seed, stream_key


class SeededLayer(keras.layers.Layer):
    """A layer that knows its seed, its first replica's number and its stream's name.

    Args:
        seed: Integer in [0, 2**64), or None for one that is independent of every other layer's and
            follows ``keras.utils.set_random_seed``, as in Keras's own layers.
        first_replica: Number of the first replica on axis 0 of rank-3 input, at least 0; the others
            follow.
        stream: Name of the stream. Layers of one class and seed draw alike unless their streams
            are named apart; a :class:`~gansmote_tf.GAN` names those of its parts.

    Raises:
        TypeError: ``seed`` or ``first_replica`` is no whole number, or ``stream`` no string.
        ValueError: One is out of range.
    """

    def __init__(
        self, seed: int | None = None, first_replica: int = 0, stream: str = "", **kwargs: Any
    ):
        super().__init__(**kwargs)
        self._name_stream(seed, first_replica, stream)

    def _name_stream(self, seed, first_replica, stream):
        self.seed = arguments.seed("seed", seed, optional=True)
        self.first_replica = arguments.seed("first_replica", first_replica)
        self.stream = arguments.instance("stream", stream, str, "a name")
        self._drawn_seed = fresh_seed() if seed is None else self.seed

    def stream_key(self, purpose: str, replica: int = 0) -> int:
        """The key of this layer's stream of that purpose, see :mod:`gansmote_tf.streams`."""
        return stream_key(self._drawn_seed, purpose, self.stream, replica)

    def get_config(self) -> dict:
        return {
            **super().get_config(),
            "seed": self.seed,
            "first_replica": self.first_replica,
            "stream": self.stream,
        }


class RandomLayer(SeededLayer):
    """A layer whose draws depend on its stream, the replica and the draws so far, only.

    The stream's key, the first replica's number and the count of draws are weights: they are saved
    with a model, and training that resumes goes on with the draws that would have come. A replica
    draws the same numbers in a stack as alone. On TensorFlow the draws come from its counter-based
    Philox generator, on other backends from ``keras.random``.

    Args:
        seed, first_replica, stream: See :class:`SeededLayer`. None, the default, makes a layer
            independent of every other.

    Example:
        >>> from gansmote_tf.layers import BitFlip
        >>> import numpy as np
        >>> rows = np.zeros((4, 8), "float32")
        >>> first, second = (BitFlip(0.5, seed=3)(rows, training=True) for _ in range(2))
        >>> bool((first == second).numpy().all())
        True
    """

    def __init__(
        self, seed: int | None = None, first_replica: int = 0, stream: str = "", **kwargs: Any
    ):
        super().__init__(seed, first_replica, stream, **kwargs)
        self.input_spec = keras.layers.InputSpec(min_ndim=2, max_ndim=3)
        self._key = self._whole_numbers("key", 1)
        self._position = self._whole_numbers("position", 2)
        self._start_stream()

    def _whole_numbers(self, name, size):
        return self.add_weight(
            name=name,
            shape=(size,),
            dtype=kernels.KEY_DTYPE,
            initializer="zeros",
            trainable=False,
            autocast=False,
        )

    def _start_stream(self):
        key = np.array([self.stream_key(type(self).__name__)], "uint64")
        self._key.assign(key.astype(kernels.KEY_DTYPE))
        self._position.assign(np.array([self.first_replica, 0]).astype(kernels.KEY_DTYPE))

    def reseed(
        self, seed: int | None = None, first_replica: int = 0, stream: str | None = None
    ) -> None:
        """Start the draws anew from another seed; on TensorFlow a traced graph goes on with it.

        Args:
            seed, first_replica, stream: See :class:`SeededLayer`; the stream's name stays if None.
        """
        self._name_stream(seed, first_replica, self.stream if stream is None else stream)
        self._start_stream()

    @property
    def draws(self) -> Any:
        """How many draws were made so far, a tensor."""
        return self._position[1]

    def draw_bytes(self, shape: Sequence) -> Any:
        """Uniform whole numbers from 0 to 255; axis 0 counts replicas where the rank is 3."""
        return kernels.random_bytes(self._key, kernels.advance(self._position), shape)

    def draw_below(self, rate: Any, shape: Sequence) -> Any:
        """Booleans of this shape, each True with probability ``rate`` in [0, 1].

        A byte has 256 levels, too few for most rates, so the threshold is dithered from draw to
        draw by multiples of the golden ratio: the mean rate over draws is exact.
        """
        position = kernels.advance(self._position)
        threshold = ops.cast(ops.floor(rate * 256.0 + kernels.turn_of(position)), "int16")
        return ops.cast(kernels.random_bytes(self._key, position, shape), "int16") < threshold

    def draw_uniform(self, shape: Sequence) -> Any:
        """Uniform float32 in (0, 1) on 65,536 levels, of this shape."""
        return kernels.random_uniform(self._key, kernels.advance(self._position), shape)

    def draw_normal(self, shape: Sequence) -> Any:
        """Standard normal float32 of this shape."""
        return kernels.random_normal(self._key, kernels.advance(self._position), shape)


def replica_axes(input_shape: Sequence) -> tuple[int, ...]:
    """Leading axes of a weight with one value per replica: the replicas at rank 3, none below.

    Where the number of replicas is not known, one value serves all.

    Example:
        >>> from gansmote_tf.layers.random_layer import replica_axes
        >>> replica_axes((4, None, 58)), replica_axes((None, 5, 58)), replica_axes((None, 58))
        ((4,), (1,), ())
    """
    return tuple(size or 1 for size in input_shape[:-2])
