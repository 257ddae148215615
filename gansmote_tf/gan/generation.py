"""Rows from a trained generator: latent numbers, attributes held, one level drawn per attribute."""

import functools
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from gansmote_tf import kernels
from gansmote_tf.gan.networks import has_replicas, replica_weights, single_network
from gansmote_tf.gan.process import claim_process
from gansmote_tf.gan.refusals import refuse_conditions
from gansmote_tf.layers.group_layer import WIDEST_PRODUCT
from gansmote_tf.recipes import arguments
from gansmote_tf.streams import stream_key

CHUNK = 65_536
# Fewer rows at once where they are wide: a chunk's array is never above 256 MB.
_MOST_VALUES = 2**26
_LATENTS_PER_HELD_ROW = 20


def rows_in_chunks(
    generator: Callable,
    draw: Any,
    keys: dict[str, int],
    sizes: tuple[int, int, int],
    *,
    chunk: int = CHUNK,
    conditions: Sequence = (),
) -> Iterator[np.ndarray]:
    """Rows of one generator, in arrays of up to ``chunk`` rows, in bounded memory.

    Args:
        generator: Latent numbers to probabilities.
        draw: A :class:`~gansmote_tf.layers.GroupDraw`, or None for plain probabilities.
        keys: Keys of the streams ``"latents"``, ``"levels"`` and ``"conditions"``.
        sizes: Rows, latent numbers of a row, columns of a row.
        chunk: Rows made at once.
        conditions: Pairs of positions and the values they are held at.
    """
    n, latent_dim, columns = sizes
    chunk = min(chunk, max(1, _MOST_VALUES // columns))
    for index, start in enumerate(range(0, n, chunk)):
        size = min(chunk, n - start)

        def drawn(kernel, name, shape, index=index):
            key = np.array([keys[name]], "uint64")
            return kernel(key, tf.constant([0, index], tf.uint64), shape)

        count = size * _LATENTS_PER_HELD_ROW if conditions else size
        latents = drawn(kernels.random_normal, "latents", (count, latent_dim))
        rows = generator(latents)
        if conditions:
            uniform = drawn(kernels.random_uniform, "conditions", (size, 1))
            rows = _rows_near(rows, conditions, uniform[:, 0])
        if draw is not None:
            rows = draw.draw(rows, drawn(kernels.random_uniform, "levels", (size, columns)))
        yield _set_conditions(np.array(rows), conditions)


def _rows_near(rows, conditions, uniform):
    """As many of the rows as there are uniform numbers, drawn by how likely the conditions are."""
    likelihood = tf.ones(tf.shape(rows)[0])
    for positions, values in conditions:
        own = tf.gather(tf.cast(rows, "float32"), positions, axis=-1)
        likelihood *= tf.reduce_prod(1.0 - tf.abs(own - np.asarray(values, "float32")), axis=-1)
    cumulated = tf.cumsum(likelihood + 1e-12)
    return tf.gather(rows, tf.searchsorted(cumulated, uniform * cumulated[-1]))


def _set_conditions(rows, conditions):
    for positions, values in conditions:
        rows[:, list(positions)] = values
    return rows


class SingleGenerator:
    """Any replica of a generator as a function, from one plain model that keeps no weights.

    The weights are handed over at every call, so calls from several threads don't meet.

    Args:
        network: The generator of all replicas.
    """

    def __init__(self, network: keras.Model):
        self._network = network
        self._model = None
        self._lock = threading.Lock()

    def of(self, replica: int) -> Callable:
        """The function from latent numbers ``(rows, latent_dim)`` to ``(rows, columns)``."""
        network = self._network
        if not has_replicas(network):
            return functools.partial(_call_replica, network, replica)
        with self._lock:
            if self._model is None:
                stock = network.output_shape[-1] <= WIDEST_PRODUCT
                self._model = single_network(network, replica, stock=stock)
        values = {v.path: value for v, value in replica_weights(network, self._model, replica)}
        trained, fixed = (
            [tf.constant(values[v.path]) if v.path in values else v.value for v in variables]
            for variables in (
                self._model.trainable_variables,
                self._model.non_trainable_variables,
            )
        )
        model = self._model
        return lambda latents: model.stateless_call(trained, fixed, latents, training=False)[0]


def _call_replica(network, replica, latents):
    """A network without replica-wise layers: of rank-3 rows it makes those of all replicas."""
    lead = network.input_shape[:-2]
    rows = network(tf.broadcast_to(latents, (*lead, *latents.shape)), training=False)
    return rows[replica] if lead else rows


class Generation:
    """Rows after training, a mixin for a Keras model with the parts of a GAN."""

    def generate(
        self, n: int, replica: int = 0, seed: int = 0, conditions: Sequence = ()
    ) -> np.ndarray:
        """Numbers that one trained generator makes.

        Args:
            n: How many rows, at least 0.
            replica: Which generator, from 0.
            seed: The same seed gives the same rows, and more rows begin with the same ones.
            conditions: Pairs of column positions and the values they are held at; the other columns
                are made from latent numbers under which the generator makes these values likely.

        Returns:
            float32 ``(n, columns)`` in [0, 1]: what the discriminator was trained on, before any
            rounding; with a ``draw`` layer one level per attribute is drawn.

        Raises:
            TypeError: ``n``, ``replica`` or ``seed`` is no whole number.
            ValueError: One is out of range, or a condition is none.

        Example:
            See :class:`GAN`.
        """
        n = arguments.number("n", n, 0, whole=True)
        rows = np.empty((n, self.columns), "float32")  # fails at once where memory is too small
        start = 0
        for made in self.stream(n, replica, seed, conditions=conditions):
            rows[start : start + len(made)] = made
            start += len(made)
        return rows

    def stream(
        self,
        n: int,
        replica: int = 0,
        seed: int = 0,
        chunk: int = CHUNK,
        conditions: Sequence = (),
    ) -> Iterator[np.ndarray]:
        """As :meth:`generate`, yielding arrays of up to ``chunk`` rows, in bounded memory."""
        n = arguments.number("n", n, 0, whole=True)
        chunk = arguments.number("chunk", chunk, 1, whole=True)
        seed = arguments.seed("seed", seed)
        refuse_conditions(conditions, self.columns)
        claim_process()
        # By the replica's own number, so that it makes the same rows in any stack.
        number = self.first_replica + self._check_replica(replica)
        key = functools.partial(stream_key, seed, "generate", replica=number)
        yield from rows_in_chunks(
            self._single.of(replica),
            self.draw,
            {part: key(part) for part in ("latents", "levels", "conditions")},
            (n, self.latent_dim, self.columns),
            chunk=chunk,
            conditions=conditions,
        )

    def generator_of(self, replica: int = 0) -> keras.Model:
        """One trained generator as a plain Keras model of stock layers.

        Saved as ``.keras`` it loads anywhere without this package. It maps latent numbers
        ``(rows, latent_dim)``, standard normal, to probabilities ``(rows, columns)``; rows of bits
        are one line more: ``(model(latents) > 0.5)`` for independent columns, or one
        ``rng.choice(levels, p=probabilities)`` per attribute.

        Args:
            replica: Which generator, from 0.

        Raises:
            ValueError: There is no such replica.
        """
        return single_network(self.generator, self._check_replica(replica))

    def _check_replica(self, replica):
        last = self.replicas - 1
        return arguments.number("replica", replica, 0, last, whole=True)
