"""The GAN: any number of generators and discriminators, trained side by side."""

import types
from collections.abc import Iterator, Sequence

import keras
import numpy as np
import tensorflow as tf

from gansmote_tf.gan.networks import hand_weights, single_network
from gansmote_tf.gan.step_means import StepMeans
from gansmote_tf.layers import RandomLayer, ReplicaDense
from gansmote_tf.layers.random_layer import sizes
from gansmote_tf.schedules import cosine_restarts, linear_decay

_CHUNK = 65_536
_LATENTS_PER_HELD_ROW = 20
_PARTS = ("generator", "discriminator", "distance", "flip", "noise", "draw")
_LOGGED = (
    "d_loss",
    "g_loss",
    "d_accuracy_real",
    "d_accuracy_fake",
    "distance_real",
    "distance_fake",
)


@keras.saving.register_keras_serializable("gansmote_tf")
class GAN(keras.Model):
    """A generator and a discriminator that learn from each other (paper sections 2.1 to 2.3).

    Every step corrupts the real rows (flips, then noise), updates the discriminator (real rows to
    1.0, generated rows to 0.0, mean squared error, the two errors summed) and then the generator
    (its rows to 1.0). The networks are plain Keras models and may be anybody's. With rank-3 rows
    ``(replicas, rows, columns)`` and replica-wise networks, as
    :mod:`gansmote_tf.gan.networks` builds them, many GANs train side by side; with rank-2 rows one
    does.

    Args:
        generator: Latent numbers to values in [0, 1], ``(..., rows, latent_dim)`` to
            ``(..., rows, columns)``.
        discriminator: Rows to the probability that they are real, ``(..., rows, columns)`` to
            ``(..., rows, 1)``; one column more than the generator makes if there is a distance.
        distance: :class:`~gansmote_tf.layers.MinibatchL1` between rows and discriminator, or None.
        flip: :class:`~gansmote_tf.layers.BitFlip` or RedrawFlip on the real rows, or None.
        noise: :class:`~gansmote_tf.layers.UniformNoise` on the real rows, or None.
        draw: :class:`~gansmote_tf.layers.GroupDraw` after the generator, or None for its plain
            probabilities.
        distance_gradient: Whether the distance's gradient reaches the generator.
        distance_before_flips: Whether the real rows' distance is measured before the flips.
        binary: Whether the real rows hold nothing but 0 and 1, which makes their distance cheaper.
        seed: Seed of the latent numbers.
        first_replica: Number of the first replica, for the latent numbers.

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
        seed: int = 0,
        first_replica: int = 0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.generator = generator
        self.discriminator = discriminator
        self.distance = distance
        self.flip = flip
        self.noise = noise
        self.draw = draw
        self.distance_gradient = distance_gradient
        self.distance_before_flips = distance_before_flips
        self.binary = binary
        self.latents = RandomLayer(seed, first_replica, name="latents")
        *self.replica_shape, _, self.latent_dim = generator.input_shape
        self.replica_shape = () if len(self.replica_shape) == 0 else (self.replica_shape[0],)
        self.columns = generator.output_shape[-1]
        self._build_own_weights()
        self._single = types.SimpleNamespace(model=None)  # hidden from Keras's tracking
        self.built = True

    def _build_own_weights(self):
        row_shape = (*self.replica_shape, None, self.columns)
        for layer in (self.distance, self.flip, self.noise, self.draw):
            if layer is not None and not layer.built:
                layer.build(row_shape)
                layer.built = True
        self.step = self._fixed("step", (), 0, "int64")
        # start, end, steps of linear_decay; factor, period, delay of cosine_restarts.
        self.flip_schedule = self._fixed("flip_schedule", (3,), getattr(self.flip, "rate", 0.0))
        self.rate_schedule = self._fixed("rate_schedule", (3,), 1.0)
        self.base_rates = self._fixed("base_rates", (2,), 0.0)
        self.flip_factor = self._fixed("flip_factor", (*self.replica_shape, 1, 1), 1.0)
        self.column_mask = self._fixed("column_mask", (self.columns,), 1.0)
        self.active = self._fixed("active", (*self.replica_shape, 1, 1), 1.0)
        self.means = StepMeans(_LOGGED, self.replica_shape or (1,))

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
    def metrics(self):
        return [self.means]

    def compile(
        self,
        generator_optimizer: keras.optimizers.Optimizer,
        discriminator_optimizer: keras.optimizers.Optimizer,
        steps_per_execution: int = 1,
        jit_compile: bool = False,
        run_eagerly: bool = False,
    ):
        """Take the two optimizers; their learning rates are the base of any restarts.

        Args:
            generator_optimizer, discriminator_optimizer: Two Keras optimizers.
            steps_per_execution: GAN-steps in one call of the graph; schedules stay exact.
            jit_compile: XLA. Leave it off on a CPU: the small batched products get slower.
            run_eagerly: As in Keras, for debugging.
        """
        super().compile(
            optimizer=None,
            steps_per_execution=steps_per_execution,
            jit_compile=jit_compile,
            run_eagerly=run_eagerly,
        )
        self.generator_optimizer = generator_optimizer
        self.discriminator_optimizer = discriminator_optimizer
        generator_optimizer.build(self.generator.trainable_variables)
        discriminator_optimizer.build(self.discriminator.trainable_variables)
        self.base_rates.assign(
            [float(generator_optimizer.learning_rate), float(discriminator_optimizer.learning_rate)]
        )

    def call(self, inputs, training=False):
        """What the generator makes of latent numbers: probabilities."""
        return self.generator(inputs, training=training)

    def flip_rate(self, step=None):
        """Share of bits flipped at a step, the current one if none is given."""
        step = self.step.value if step is None else step
        return linear_decay(step, *tf.unstack(self.flip_schedule.value))

    def rate_factor(self, step=None):
        """What the base learning rates are multiplied by at a step."""
        step = self.step.value if step is None else step
        return cosine_restarts(step, 1.0, *tf.unstack(self.rate_schedule.value))

    # ---- many steps in one graph ------------------------------------------------------------

    def make_train_function(self, force=False):
        # Keras's own loop carries optionals and conditions through every step; on networks this
        # small they cost as much as the arithmetic. The number of steps is an input of the graph,
        # so changing it does not trace anew.
        if self.run_eagerly:
            super().make_train_function(force)
        elif self.train_function is None or force:
            self.train_function = self._make_loop()

    def _make_loop(self):
        one_step = tf.function(self.train_step, jit_compile=True) if self.jit_compile else None

        @tf.autograph.experimental.do_not_convert
        def many_steps(iterator, steps):
            def body(count):
                (one_step or self.train_step)(iterator.get_next())
                return count + 1

            tf.while_loop(lambda count: count < steps, body, [tf.constant(0)])
            return self.get_metrics_result()

        self.many_steps = tf.function(many_steps)

        def train_function(iterator):
            try:
                return self.many_steps(iterator, tf.constant(self.steps_per_execution))
            except tf.errors.OutOfRangeError as end:
                raise StopIteration from end

        return train_function

    # ---- one step ---------------------------------------------------------------------------

    def train_step(self, data):
        rows, mask, _ = keras.utils.unpack_x_y_sample_weight(data)
        rows = tf.cast(rows, "float32")
        weights = _row_weights(rows, mask) * self.active  # a frozen replica's rows count nothing
        self._set_rates()
        real, measured = self.corrupt(rows)
        latents = self.draw_latents(2, sizes(rows))
        reference = self._reference(sizes(rows), mask)
        d_loss, scores, shown = self.update_discriminator(
            real, measured, latents[0], mask, weights, reference
        )
        g_loss = self.update_generator(latents[1], mask, weights, reference)
        distances = self._raise_scale(shown, mask, reference)
        self._track(d_loss, g_loss, scores, weights, distances)
        self.step.value.assign_add(1)
        return self.get_metrics_result() if self.run_eagerly else {}

    def corrupt(self, rows):
        """Real rows as the discriminator gets to see them, and as their distance is measured."""
        flipped = rows
        if self.flip is not None:
            flipped = self.flip(rows, rate=self.flip_rate() * self.flip_factor, training=True)
            flipped = flipped * self.column_mask
        noisy = flipped
        if self.noise is not None:
            noisy = self.noise(flipped, training=True) * self.column_mask
        return noisy, rows if self.distance_before_flips else flipped

    def update_discriminator(self, real, measured, latents, mask, weights, reference):
        """One update towards 1.0 for the real rows and 0.0 for the generator's.

        Returns:
            The loss per replica, the scores ``(..., 2, rows)`` of real and fake rows before the
            update, and what the discriminator was shown, ``(..., 2, rows, columns)``.
        """
        fake = self.make_rows(latents)
        shown = tf.stack(
            [
                self._append_distance(real, measured, mask, reference, binary=True),
                self._append_distance(fake, fake, mask, reference, gradient=False),
            ],
            axis=-3,
        )
        *lead, _, size, columns = sizes(shown)
        with tf.GradientTape() as tape:
            scores = self.discriminator(
                tf.reshape(shown, (*lead, 2 * size, columns)), training=True
            )
            scores = tf.reshape(scores, (*lead, 2, size))
            errors = self.score_loss(scores, np.array([[1.0], [0.0]], "float32"))
            loss = tf.reduce_sum(errors * weights, axis=(-2, -1))
        self._update(tape, loss, self.discriminator, self.discriminator_optimizer)
        return loss, scores, shown

    def update_generator(self, latents, mask, weights, reference):
        """One update that moves the scores of generated rows towards 1.0; its loss per replica."""
        with tf.GradientTape() as tape:
            fake = self.make_rows(latents)
            shown = self._append_distance(fake, fake, mask, reference)
            scores = self.discriminator(shown, training=True)
            errors = self.score_loss(tf.squeeze(scores, -1), 1.0)
            loss = tf.reduce_sum(errors * tf.squeeze(weights, -2), axis=-1)
        self._update(tape, loss, self.generator, self.generator_optimizer)
        return loss

    def score_loss(self, scores, targets):
        """Error of each score against its target; override it for another loss.

        The paper takes the squared error (section 2.1).
        """
        return tf.math.squared_difference(scores, targets)

    def make_rows(self, latents):
        """Rows that the generator makes of latent numbers while training."""
        rows = self.generator(latents, training=True)
        rows = rows if self.draw is None else self.draw(rows)
        return rows * self.column_mask

    def draw_latents(self, count, row_shape):
        """``count`` independent sets of standard normal numbers for so many rows."""
        *lead, size, _ = row_shape
        draws = self.latents.draw_normal((*lead, count * size, self.latent_dim))
        return tf.split(draws, count, axis=-2)

    def _append_distance(self, rows, measured, mask, reference, binary=False, gradient=True):
        if self.distance is None:
            return rows
        binary = self.binary and (binary or self.draw is not None)
        gradient = gradient and self.distance_gradient
        total = self.distance.sum(measured, mask, binary, reference, gradient)
        if not gradient:
            total = tf.stop_gradient(total)
        return self.distance.append(rows, total)

    def _reference(self, row_shape, mask):
        if self.distance is None or self.distance.distance == "pairs":
            return None
        return self.distance.draw_reference(row_shape, mask)

    def _update(self, tape, loss, network, optimizer):
        variables = network.trainable_variables
        optimizer.apply(tape.gradient(loss, variables), variables)

    def _set_rates(self):
        rates = self.base_rates * self.rate_factor()
        for index, optimizer in enumerate((self.generator_optimizer, self.discriminator_optimizer)):
            if hasattr(optimizer.learning_rate, "assign"):  # not a schedule of its own
                optimizer.learning_rate.assign(rates[index])

    def _raise_scale(self, shown, mask, reference):
        """Distances of the rounded rows, real and fake; the scale follows the largest seen."""
        if self.distance is None:
            return tf.zeros((2, *self.replica_shape))
        totals = self.distance.sum_rounded(shown, mask, reference)
        self.distance.raise_scale(tf.reduce_max(totals, axis=-3))
        return tf.unstack(tf.squeeze(totals, (-2, -1)), axis=-1)

    def _track(self, d_loss, g_loss, scores, weights, distances):
        right = tf.cast(tf.stack([scores[..., 0, :] > 0.5, scores[..., 1, :] <= 0.5]), "float32")
        accuracy = tf.reduce_sum(right * tf.squeeze(weights, -2), axis=-1)
        self.means.add([d_loss, g_loss, accuracy[0], accuracy[1], distances[0], distances[1]])

    # ---- after training ---------------------------------------------------------------------

    def generate(self, n: int, replica: int = 0, seed: int = 0, held: Sequence = ()) -> np.ndarray:
        """Numbers that one trained generator makes.

        Args:
            n: How many rows, at least 0.
            replica: Which generator, from 0.
            seed: The same seed gives the same rows, and more rows begin with the same ones.
            held: Pairs of column positions and the values they are held at; the other columns are
                made from latent numbers under which the generator makes these values likely.

        Returns:
            float32 ``(n, columns)`` in [0, 1]: what the discriminator was trained on, before any
            rounding; with a ``draw`` layer one level per attribute is drawn.

        Raises:
            ValueError: ``n`` is negative or there is no such replica.

        Example:
            See :class:`GAN`.
        """
        chunks = list(self.stream(n, replica, seed, held=held))
        return np.concatenate(chunks) if chunks else np.zeros((0, self.columns), "float32")

    def stream(
        self, n: int, replica: int = 0, seed: int = 0, chunk: int = _CHUNK, held: Sequence = ()
    ) -> Iterator[np.ndarray]:
        """As :meth:`generate`, yielding arrays of up to ``chunk`` rows, in bounded memory."""
        if n < 0:
            raise ValueError(f"n must be at least 0. Received: n={n}.")
        generator = self._generator_of(replica)
        # By the replica's own number, so that it makes the same rows in any stack.
        number = int(self.latents._position.numpy()[0]) + replica
        draws = RandomLayer(_stream_seed(seed, number))
        for start in range(0, n, chunk):
            size = min(chunk, n - start)
            rows = _held_rows(generator, draws, size, self.latent_dim, held)
            if self.draw is not None:
                rows = self.draw.draw(rows, draws.draw_uniform((size, self.columns)))
            yield _set_held(rows.numpy(), held)

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

    def _generator_of(self, replica):
        """As :meth:`generator_of`, one model kept and handed each replica's weights."""
        if self._single.model is None:
            self._single.model = self.generator_of(replica)
        hand_weights(self.generator, self._single.model, self._check_replica(replica))
        return self._single.model

    def _check_replica(self, replica):
        if not 0 <= replica < self.replicas:
            raise ValueError(
                f"replica must lie in [0, {self.replicas - 1}], as this GAN holds {self.replicas}. "
                f"Received: replica={replica}."
            )
        return replica

    # ---- starting anew, saving --------------------------------------------------------------

    def reseed(self, seed: int, first_replica: int = 0):
        """Forget all training: new weights and draws from another seed, in the same graph.

        Args:
            seed: Decides every weight and draw from here on.
            first_replica: Number of the first replica: its weights and draws are those of that
                replica in any other stack of the same seed.
        """
        layers = [
            layer
            for layer in self._flatten_layers(include_self=False)
            if isinstance(layer, RandomLayer | ReplicaDense)
        ]
        seeds = np.random.SeedSequence(seed).generate_state(len(layers), "uint64")
        for layer, layer_seed in zip(layers, seeds, strict=True):
            layer.reseed(int(layer_seed), first_replica)
        for optimizer in (self.generator_optimizer, self.discriminator_optimizer):
            for variable in optimizer.variables:
                if variable is not optimizer.learning_rate:
                    variable.assign(tf.zeros_like(variable.value))
        self.active.assign(tf.ones_like(self.active.value))
        self.step.assign(0)
        # BackupAndRestore leaves the epoch it resumed at here, where every later fit would start.
        self._initial_epoch = None

    def get_config(self):
        parts = {name: keras.saving.serialize_keras_object(getattr(self, name)) for name in _PARTS}
        return {
            **super().get_config(),
            **parts,
            "distance_gradient": self.distance_gradient,
            "distance_before_flips": self.distance_before_flips,
            "binary": self.binary,
            "seed": self.latents.seed,
            "first_replica": self.latents.first_replica,
        }

    @classmethod
    def from_config(cls, config):
        parts = {name: keras.saving.deserialize_keras_object(config[name]) for name in _PARTS}
        return cls(**{**config, **parts})

    def get_compile_config(self):
        return {
            "generator_optimizer": keras.optimizers.serialize(self.generator_optimizer),
            "discriminator_optimizer": keras.optimizers.serialize(self.discriminator_optimizer),
            "steps_per_execution": self.steps_per_execution,
            "jit_compile": self.jit_compile,
        }

    def compile_from_config(self, config):
        optimizers = {
            name: keras.optimizers.deserialize(config[name])
            for name in ("generator_optimizer", "discriminator_optimizer")
        }
        self.compile(**{**config, **optimizers})


def _held_rows(generator, draws, size, latent_dim, held):
    """Probabilities of so many rows, from latent numbers that go with the held values."""
    if not held:
        return generator(draws.draw_normal((size, latent_dim)), training=False)
    latents = draws.draw_normal((_LATENTS_PER_HELD_ROW * size, latent_dim))
    rows = generator(latents, training=False)
    likelihood = tf.ones(tf.shape(rows)[0])
    for positions, values in held:
        own = tf.gather(rows, positions, axis=-1)
        likelihood *= tf.reduce_prod(1.0 - tf.abs(own - np.asarray(values, "float32")), axis=-1)
    # Latent numbers are drawn again by their likelihood: the uniform numbers are the draws.
    cumulated = tf.cumsum(likelihood + 1e-12)
    draw = draws.draw_uniform((size, 1))[:, 0] * cumulated[-1]
    return tf.gather(rows, tf.searchsorted(cumulated, draw))


def _set_held(rows, held):
    for positions, values in held:
        rows[:, list(positions)] = values
    return rows


def _row_weights(rows, mask):
    """What each row's error counts for, ``(..., 1, rows)``: their sum per replica is 1."""
    if mask is None:
        mask = tf.ones(tf.shape(rows)[:-1])
    mask = tf.cast(mask, "float32")
    return tf.expand_dims(mask / tf.reduce_sum(mask, axis=-1, keepdims=True), -2)


def _stream_seed(seed, replica):
    return int(np.random.SeedSequence((seed, replica)).generate_state(1, "uint64")[0])
