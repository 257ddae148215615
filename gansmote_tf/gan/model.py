"""The GAN: any number of generators and discriminators, trained side by side."""

import inspect
from typing import Any

import keras
import tensorflow as tf

from gansmote_tf import kernels
from gansmote_tf.gan.datasets import is_endless, untuned
from gansmote_tf.gan.generation import Generation, SingleGenerator
from gansmote_tf.gan.optimizers import OptimizerPair
from gansmote_tf.gan.part_streams import seeded_layers
from gansmote_tf.gan.refusals import refuse_fit, refuse_optimizers, refuse_parts
from gansmote_tf.gan.saving import Saving
from gansmote_tf.gan.step_means import StepMeans
from gansmote_tf.gan.train_step import TrainStep
from gansmote_tf.layers import RandomLayer
from gansmote_tf.recipes import arguments
from gansmote_tf.streams import fresh_seed

_PARTS = ("generator", "discriminator", "distance", "flip", "noise", "draw", "pairs")
_LOGGED = (
    "d_loss",
    "g_loss",
    "d_accuracy_real",
    "d_accuracy_fake",
    "distance_real",
    "distance_fake",
)


@keras.saving.register_keras_serializable("gansmote_tf")
class GAN(TrainStep, Generation, Saving, keras.Model):
    """A generator and a discriminator that learn from each other (paper sections 2.1 to 2.3).

    Every step corrupts the real rows (flips, then noise), updates the discriminator (real rows to
    1.0, generated rows to 0.0, mean squared error, the two errors summed) and then the generator
    (its rows to 1.0). The networks are plain Keras models and may be anybody's. With rank-3 rows
    ``(replicas, rows, columns)`` and replica-wise networks, as
    :func:`~gansmote_tf.gan.build_generator` builds them, many GANs train side by side; with rank-2
    rows one does. It trains on TensorFlow.

    For other losses override :meth:`score_loss`, :meth:`penalty`, :meth:`corrupt`,
    :meth:`update_discriminator` or :meth:`update_generator`.

    Args:
        generator: Latent numbers to values in [0, 1], ``(..., rows, latent_dim)`` to
            ``(..., rows, columns)``.
        discriminator: Rows to the probability that they are real, ``(..., rows, columns)`` to
            ``(..., rows, 1)``; one column more than the generator makes if there is a distance.
        distance: :class:`~gansmote_tf.layers.MinibatchL1` or another
            :class:`~gansmote_tf.layers.BatchDistance` between rows and discriminator, or None.
        flip: :class:`~gansmote_tf.layers.BitFlip` or RedrawFlip on the real rows, or None.
        noise: :class:`~gansmote_tf.layers.UniformNoise` on the real rows, or None.
        draw: :class:`~gansmote_tf.layers.GroupDraw` after the generator, or None for its plain
            probabilities.
        distance_gradient: Whether the distance's gradient reaches the generator.
        distance_before_flips: Whether the real rows' distance is measured before the flips.
        binary: Whether the real rows hold nothing but 0 and 1, which makes their distance cheaper.
        seed: Integer in [0, 2**64): each part that draws, the layers within the networks included,
            gets a stream of its own of this seed, told by the part's name. None for one that
            follows ``keras.utils.set_random_seed``. Initial weights are the networks' own until
            :meth:`reseed`.
        first_replica: Number of the first replica, for its streams.
        discriminator_updates: Updates of the discriminator in a step, before one of the generator.
        pairs: :class:`~gansmote_tf.layers.PairFrequencies` or another layer that makes a loss per
            replica of the generator's probabilities and of what each row counts for, added to the
            generator's; or None.

    Shape:
        ``fit`` takes a dataset of rows, or of (rows, mask) with a mask ``(..., rows)`` of 1 for
        rows that count.

    Logs:
        ``d_loss``, ``g_loss``, ``d_accuracy`` and its halves ``d_accuracy_real`` and
        ``d_accuracy_fake`` (at 0.5, dropout on, before the update), ``distance_real`` and
        ``distance_fake`` (the distance's sum over the rounded rows): means over the epoch's steps
        and the replicas.

    Example:
        >>> import keras, numpy as np
        >>> from gansmote_tf import GAN
        >>> generator = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "sigmoid")])
        >>> discriminator = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, "sigmoid")])
        >>> gan = GAN(generator, discriminator)
        >>> gan.compile(keras.optimizers.Adam(), keras.optimizers.Adam())
        >>> rows = np.eye(3, dtype="float32")
        >>> sorted(gan.fit(rows, epochs=2, verbose=0).history)[:3]
        ['d_accuracy', 'd_accuracy_fake', 'd_accuracy_real']
        >>> gan.generate(5).shape
        (5, 3)
    """

    #: Parts that draw, or have layers within that do.
    drawing = ("latents", *_PARTS)

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        distance: keras.layers.Layer | None = None,
        flip: keras.layers.Layer | None = None,
        noise: keras.layers.Layer | None = None,
        draw: keras.layers.Layer | None = None,
        distance_gradient: bool = True,
        distance_before_flips: bool = False,
        binary: bool = False,
        seed: int | None = None,
        first_replica: int = 0,
        discriminator_updates: int = 1,
        pairs: keras.layers.Layer | None = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        refuse_parts(generator, discriminator, distance, flip, noise, draw, pairs)
        self.generator = generator
        self.discriminator = discriminator
        self.distance = distance
        self.flip = flip
        self.noise = noise
        self.draw = draw
        self.pairs = pairs
        self.distance_gradient = arguments.flag("distance_gradient", distance_gradient)
        self.distance_before_flips = arguments.flag("distance_before_flips", distance_before_flips)
        self.binary = arguments.flag("binary", binary)
        *self.replica_shape, _, self.latent_dim = generator.input_shape
        self.replica_shape = () if len(self.replica_shape) == 0 else (self.replica_shape[0],)
        self.columns = generator.output_shape[-1]
        updates = arguments.number("discriminator_updates", discriminator_updates, 1, whole=True)
        self.discriminator_updates = updates
        self.seed = fresh_seed() if seed is None else arguments.seed("seed", seed)
        self.latents = RandomLayer(self.seed, first_replica, name="latents")
        self._build_own_weights()
        for stream, layer in self._streams():
            if isinstance(layer, RandomLayer):
                layer.reseed(self.seed, first_replica, stream)
        self._single = SingleGenerator(generator)  # of every replica; no part of this model
        self._data_ends = True
        self.built = True

    def _build_own_weights(self):
        row_shape = (*self.replica_shape, None, self.columns)
        for layer in (self.distance, self.flip, self.noise, self.draw, self.pairs):
            if layer is not None and not layer.built:
                layer.build(row_shape)
                layer.built = True
        self.step = self._fixed("step", (), 0, "int64")
        self.column_mask = self._fixed("column_mask", (self.columns,), 1.0)
        self.active = self._fixed("active", (*self.replica_shape, 1, 1), 1.0)
        halves = {"d_accuracy": ("d_accuracy_real", "d_accuracy_fake")}
        self.means = StepMeans(_LOGGED, self.replica_shape or (1,), halves)

    def _fixed(self, name, shape, value, dtype="float32"):
        initializer = keras.initializers.Constant(value)
        return self.add_weight(
            name=name, shape=shape, dtype=dtype, initializer=initializer, trainable=False
        )

    @property
    def replicas(self) -> int:
        """How many GANs stand side by side."""
        return self.replica_shape[0] if self.replica_shape else 1

    @property
    def first_replica(self) -> int:
        """The number of the first of them."""
        return self.latents.first_replica

    @property
    def metrics(self) -> list:
        return [self.means]

    def compile(
        self,
        generator_optimizer: keras.optimizers.Optimizer,
        discriminator_optimizer: keras.optimizers.Optimizer,
        steps_per_execution: int = 1,
        jit_compile: bool = False,
        run_eagerly: bool = False,
    ) -> None:
        """Take the two optimizers, each with its learning rate: a number or a schedule.

        Args:
            generator_optimizer, discriminator_optimizer: Two Keras optimizers.
            steps_per_execution: GAN-steps in one call of the graph; schedules stay exact.
            jit_compile: XLA. Leave it off on a CPU: compiling takes longer, and steps no less.
            run_eagerly: As in Keras, for debugging.

        Raises:
            TypeError, ValueError: One is of another type, or both optimizers are the same object.
        """
        refuse_optimizers(generator_optimizer, discriminator_optimizer)
        steps = arguments.number("steps_per_execution", steps_per_execution, 1, whole=True)
        super().compile(
            optimizer=None,
            steps_per_execution=steps,
            jit_compile=jit_compile,
            run_eagerly=run_eagerly,
        )
        self.generator_optimizer = generator_optimizer
        self.discriminator_optimizer = discriminator_optimizer
        generator_optimizer.build(self.generator.trainable_variables)
        discriminator_optimizer.build(self.discriminator.trainable_variables)
        self.optimizer = OptimizerPair(generator_optimizer, discriminator_optimizer)

    def call(self, inputs, training=False):
        """What the generator makes of latent numbers: probabilities."""
        return self.generator(inputs, training=training)

    def fit(self, *args: Any, **kwargs: Any) -> keras.callbacks.History:
        """Train, as ``keras.Model.fit``; see :class:`GAN` for the data.

        Raises:
            TypeError, ValueError: A callback or argument means nothing to a GAN, or the rows do
                not fit it; the message names it and the way out.
        """
        given = inspect.signature(super().fit).bind(*args, **kwargs).arguments
        refuse_fit(given, self)
        ends = not is_endless(given.get("x"))
        if ends != self._data_ends:
            self._data_ends, self.train_function = ends, None
        return super().fit(**{**given, "x": untuned(given.get("x"))})

    def make_train_function(self, force=False):
        if self.run_eagerly:
            super().make_train_function(force)
        elif self.train_function is None or force:
            self.many_steps = kernels.many_steps(
                self.train_step, self.get_metrics_result, self.jit_compile, self._data_ends
            )
            self.train_function = self._steps_in_one_call

    def _steps_in_one_call(self, iterator):
        before = float(self.means.count.numpy())
        try:
            return self.many_steps(iterator, self.steps_per_execution)
        except StopIteration:
            # The data may end within a call: what was trained until then counts.
            if float(self.means.count.numpy()) == before:
                raise
            return self.get_metrics_result()

    # ---- starting anew, saving --------------------------------------------------------------

    def reseed(self, seed: int, first_replica: int = 0) -> None:
        """Forget all training: new weights and draws from another seed, in the same graph.

        Layers of this package draw their weights anew; stock Keras layers keep theirs.

        Args:
            seed: Decides every weight and draw from here on.
            first_replica: Number of the first replica: its weights and draws are those of that
                replica in any other stack of the same seed.
        """
        self.seed = seed = arguments.seed("seed", seed)
        for stream, layer in self._streams():
            layer.reseed(seed, first_replica, stream)
        for optimizer in self.optimizer.optimizers if self.compiled else ():
            for variable in optimizer.variables:
                if variable is not optimizer.learning_rate:
                    variable.assign(tf.zeros_like(variable.value))
        self.active.assign(tf.ones_like(self.active.value))
        self.means.reset_state()
        self.step.assign(0)
        # BackupAndRestore leaves the epoch it resumed at here, where every later fit would start.
        self.resume_at(None)

    @property
    def resumed_epoch(self) -> int | None:
        """The epoch that ``BackupAndRestore`` resumed at, None if it did not."""
        return self._initial_epoch

    def resume_at(self, epoch: int | None) -> None:
        """Let the next ``fit``, or one that has just begun, go on from this epoch."""
        self._initial_epoch = epoch

    def _streams(self):
        return seeded_layers({part: getattr(self, part, None) for part in self.drawing})

    def get_config(self) -> dict:
        parts = {name: keras.saving.serialize_keras_object(getattr(self, name)) for name in _PARTS}
        return {
            **super().get_config(),
            **parts,
            "distance_gradient": self.distance_gradient,
            "distance_before_flips": self.distance_before_flips,
            "binary": self.binary,
            "seed": self.seed,
            "first_replica": self.first_replica,
            "discriminator_updates": self.discriminator_updates,
        }

    @classmethod
    def from_config(cls, config: dict) -> "GAN":
        parts = {name: keras.saving.deserialize_keras_object(config.get(name)) for name in _PARTS}
        return cls(**{**config, **parts})
