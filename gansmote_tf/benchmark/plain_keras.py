"""The same GAN step as a Keras user would write it: what our own is timed against.

Nothing here is slow on purpose. It is the recipe ``paper`` in Keras's own parts: dense layers,
dropout, two Adams, metrics, a ``train_step``, rates as functions of the step.
"""

import keras
import tensorflow as tf

from gansmote_tf.recipes import Recipe
from gansmote_tf.schedules import cosine_restarts, linear_decay


def plain_gan(recipe: Recipe, columns: int, steps_per_execution: int = 1) -> keras.Model:
    """One compiled GAN in plain Keras.

    Args:
        recipe: Its sizes, rates and schedules are used; the method is that of ``"paper"``.
        columns: Columns of a row.
        steps_per_execution: As in Keras.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.benchmark.plain_keras import plain_gan
        >>> from gansmote_tf.recipes import RECIPES
        >>> gan = plain_gan(RECIPES["paper"], columns=4)
        >>> rows = np.eye(4, dtype="float32")
        >>> sorted(gan.fit(rows, batch_size=4, verbose=0).history)
        ['d_accuracy', 'd_loss', 'distance_fake', 'distance_real', 'g_loss']
    """
    gan = _PlainGAN(recipe, columns)
    gan.compile(optimizer=None, steps_per_execution=steps_per_execution)
    return gan


class _RestartedRate(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, recipe):
        self.recipe = recipe

    def __call__(self, step):
        r = self.recipe
        return cosine_restarts(
            step, r.learning_rate, r.restart_factor, r.restart_period, r.restart_delay
        )


class _PlainGAN(keras.Model):
    def __init__(self, recipe, columns):
        super().__init__()
        self.recipe = recipe
        self.generator = _dense_stack(recipe.latent_dim, recipe.generator_units, columns, recipe)
        self.discriminator = _dense_stack(
            columns + 1, recipe.discriminator_units, 1, recipe, recipe.dropout
        )
        self.optimizers = [
            keras.optimizers.Adam(_RestartedRate(recipe), epsilon=recipe.epsilon) for _ in range(2)
        ]
        self.scale = self.add_weight(
            shape=(),
            initializer=keras.initializers.Constant(recipe.distance_scale),
            trainable=False,
        )
        names = ("d_loss", "g_loss", "d_accuracy", "distance_real", "distance_fake")
        self.trackers = [keras.metrics.Mean(name) for name in names]

    @property
    def metrics(self):
        return self.trackers

    def train_step(self, rows):
        size = tf.shape(rows)[0]
        rates = self.recipe
        step = self.optimizers[1].iterations
        rate = linear_decay(step, rates.flip_rate, rates.flip_rate_end, rates.flip_steps)
        flipped = tf.where(tf.random.uniform(tf.shape(rows)) < rate, 1.0 - rows, rows)
        moves = tf.random.uniform(tf.shape(rows), maxval=rates.noise)
        real = self._append_distance(flipped + moves * (1.0 - 2.0 * flipped), flipped)
        fake = self.generator(self._latents(size), training=True)
        shown = tf.concat([real, self._append_distance(fake, fake)], axis=0)
        targets = tf.concat([tf.ones((size, 1)), tf.zeros((size, 1))], axis=0)
        with tf.GradientTape() as tape:
            scores = self.discriminator(shown, training=True)
            errors = tf.square(scores - targets)
            d_loss = 2.0 * tf.reduce_mean(errors)
        self._update(tape, d_loss, self.discriminator, self.optimizers[1])
        with tf.GradientTape() as tape:
            fake = self.generator(self._latents(size), training=True)
            fooled = self.discriminator(self._append_distance(fake, fake), training=True)
            g_loss = tf.reduce_mean(tf.square(fooled - 1.0))
        self._update(tape, g_loss, self.generator, self.optimizers[0])
        distances = [_pair_sum(tf.round(part)) for part in tf.split(shown, 2)]
        self.scale.assign(tf.reduce_max([self.scale.value, *distances]))
        right = tf.reduce_mean(tf.cast((scores > 0.5) == (targets > 0.5), "float32"))
        for tracker, value in zip(self.trackers, (d_loss, g_loss, right, *distances), strict=True):
            tracker.update_state(value)
        return {tracker.name: tracker.result() for tracker in self.trackers}

    def _latents(self, size):
        return tf.random.normal((size, self.recipe.latent_dim))

    def _append_distance(self, rows, measured):
        spread = self.recipe.distance_noise
        noise = tf.random.uniform((tf.shape(rows)[0], 1), 1.0 - spread, 1.0 + spread)
        return tf.concat([rows, noise * _pair_sum(measured) / self.scale], axis=-1)

    def _update(self, tape, loss, network, optimizer):
        weights = network.trainable_weights
        optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))


def _pair_sum(rows):
    return tf.reduce_sum(tf.abs(rows[:, None] - rows[None]))


def _dense_stack(inputs, units, outputs, recipe, dropout=0.0):
    layers = [keras.Input((inputs,))]
    for size in units:
        layers += [keras.layers.Dense(size), keras.layers.LeakyReLU(recipe.leaky_slope)]
        if dropout:
            layers.append(keras.layers.Dropout(dropout))
    return keras.Sequential([*layers, keras.layers.Dense(outputs, activation="sigmoid")])
