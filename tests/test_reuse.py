"""The parts in other people's models: a DCGAN with its own step, plain models, other losses."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from gansmote_tf.callbacks import BitFlipDecay, CosineWarmRestarts
from gansmote_tf.gan import GAN
from gansmote_tf.layers import BatchDistance, BitFlip, MinibatchL1, UniformNoise
from gansmote_tf.schedules import CosineRestarts, LinearDecay

COLUMNS, LATENTS, BATCH = 6, 4, 8
RESTARTS = {"factor": 10.0, "period": 4, "delay": 3}


def rows(count=32):
    return (np.random.default_rng(0).random((count, COLUMNS)) < 0.4).astype("float32")


def pair_sum(values):
    return np.abs(values[:, None] - values[None]).sum()


def restarts_at(step, base, factor=10.0, period=4, delay=3):
    if step < delay:
        return base
    share = (1 + np.cos(np.pi * ((step - delay) % period) / period)) / 2
    return base * (1 + (factor - 1) * share)


def functional_discriminator():
    inputs = keras.Input((COLUMNS,))
    hidden = keras.layers.Dense(8, "relu")(MinibatchL1(name="distance")(inputs))
    return keras.Model(inputs, keras.layers.Dense(1)(hidden))


def sequential_discriminator():
    return keras.Sequential(
        [
            keras.Input((COLUMNS,)),
            MinibatchL1(name="distance"),
            keras.layers.Dense(8, "relu"),
            keras.layers.Dense(1),
        ]
    )


def generator():
    return keras.Sequential(
        [
            keras.Input((LATENTS,)),
            keras.layers.Dense(8, "relu"),
            keras.layers.Dense(COLUMNS, "sigmoid"),
        ]
    )


@keras.saving.register_keras_serializable("somebody")
class DCGAN(keras.Model):
    """As in keras.io's ``dcgan_overriding_train_step``: two optimizers and a step of its own."""

    def __init__(self, discriminator, generator, latent_dim, **kwargs):
        super().__init__(**kwargs)
        self.discriminator = discriminator
        self.generator = generator
        self.latent_dim = latent_dim
        self.seed_generator = keras.random.SeedGenerator(1337)

    def compile(self, d_optimizer, g_optimizer, loss_fn, **kwargs):
        super().compile(**kwargs)
        self.d_optimizer = d_optimizer
        self.g_optimizer = g_optimizer
        self.loss_fn = loss_fn
        self.d_loss_metric = keras.metrics.Mean(name="d_loss")
        self.g_loss_metric = keras.metrics.Mean(name="g_loss")

    @property
    def metrics(self):
        return [self.d_loss_metric, self.g_loss_metric]

    def call(self, latents):
        return self.generator(latents)

    def train_step(self, real):
        size = tf.shape(real)[0]
        latents = keras.random.normal((size, self.latent_dim), seed=self.seed_generator)
        combined = tf.concat([self.generator(latents), real], axis=0)
        labels = tf.concat([tf.ones((size, 1)), tf.zeros((size, 1))], axis=0)
        with tf.GradientTape() as tape:
            scores = self.discriminator(combined, training=True)
            d_loss = self.loss_fn(labels, scores)
        weights = self.discriminator.trainable_weights
        self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights, strict=True))
        latents = keras.random.normal((size, self.latent_dim), seed=self.seed_generator)
        with tf.GradientTape() as tape:
            scores = self.discriminator(self.generator(latents), training=True)
            g_loss = self.loss_fn(tf.zeros((size, 1)), scores)
        weights = self.generator.trainable_weights
        self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights, strict=True))
        self.d_loss_metric.update_state(d_loss)
        self.g_loss_metric.update_state(g_loss)
        return {"d_loss": self.d_loss_metric.result(), "g_loss": self.g_loss_metric.result()}

    def get_config(self):
        save = keras.saving.serialize_keras_object
        parts = {name: save(getattr(self, name)) for name in ("discriminator", "generator")}
        return {**super().get_config(), **parts, "latent_dim": self.latent_dim}

    @classmethod
    def from_config(cls, config):
        load = keras.saving.deserialize_keras_object
        parts = {name: load(config[name]) for name in ("discriminator", "generator")}
        return cls(**{**config, **parts})


class Watched(keras.optimizers.SGD):
    """Keeps, inside the graph, the rate of every step; it moves nothing."""

    def watch(self, steps):
        self.rates = self.add_variable((steps,), name="rates")
        self.count = self.add_variable((), dtype="int32", name="count")
        return self

    def apply(self, grads, trainable_variables=None):
        rate = ops.reshape(self._get_current_learning_rate(), (1,))
        place = ops.reshape(ops.convert_to_tensor(self.count), (1, 1))
        self.rates.assign(ops.scatter_update(ops.convert_to_tensor(self.rates), place, rate))
        self.count.assign_add(1)
        super().apply(grads, trainable_variables)


def dcgan(discriminator, fused=1, optimizers=None):
    keras.utils.set_random_seed(0)
    gan = DCGAN(discriminator(), generator(), LATENTS)
    d_optimizer, g_optimizer = optimizers or (keras.optimizers.Adam(0.01) for _ in range(2))
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    gan.compile(d_optimizer, g_optimizer, loss, steps_per_execution=fused)
    gan(np.zeros((1, LATENTS)))
    return gan


DISCRIMINATORS = [functional_discriminator, sequential_discriminator]


@pytest.mark.parametrize("discriminator", DISCRIMINATORS)
class TestMinibatchL1:
    def test_in_a_discriminator_of_somebody_elses_gan_it_measures_and_lets_it_learn(
        self, discriminator
    ):
        gan = dcgan(discriminator)
        layer = gan.discriminator.get_layer("distance")
        before = [weight.numpy() for weight in gan.trainable_weights]
        history = gan.fit(rows(), batch_size=BATCH, epochs=3, verbose=0).history
        assert np.isfinite(history["d_loss"] + history["g_loss"]).all()
        for old, new in zip(before, gan.trainable_weights, strict=True):
            assert not np.array_equal(old, new.numpy()), new.path
        # 2 * 8 rows a step: their sum is above the first scale, and the scale has followed it.
        assert float(layer.scale[0, 0]) > 50.0
        # Two columns of noise a step, 4 steps an epoch.
        assert int(layer.draws) == 2 * 4 * 3

    def test_outside_training_its_column_is_the_scaled_sum(self, discriminator):
        gan = dcgan(discriminator)
        gan.fit(rows(), batch_size=BATCH, epochs=1, verbose=0)
        layer = gan.discriminator.get_layer("distance")
        shown = np.asarray(layer(rows(8)))
        expected = pair_sum(rows(8)) / float(layer.scale[0, 0])
        np.testing.assert_allclose(shown[:, -1], expected, rtol=1e-5)

    def test_a_saved_gan_scores_rows_alike_and_trains_on_alike(self, discriminator, tmp_path):
        gan = dcgan(discriminator)
        gan.fit(rows(), batch_size=BATCH, epochs=1, verbose=0)
        gan.save(tmp_path / "dcgan.keras")
        loaded = keras.models.load_model(tmp_path / "dcgan.keras", compile=False)
        np.testing.assert_array_equal(gan.discriminator(rows(8)), loaded.discriminator(rows(8)))
        again = [each.discriminator(rows(8), training=True).numpy() for each in (gan, loaded)]
        np.testing.assert_array_equal(*again)
        assert not np.array_equal(again[0], gan.discriminator(rows(8)))

    def test_a_generator_that_makes_one_row_is_told_apart_by_it_alone(self, discriminator):
        """Single rows are all alike here; the distance within the batch is what differs."""
        keras.utils.set_random_seed(0)
        model = discriminator()
        model.compile(
            keras.optimizers.Adam(0.02), keras.losses.BinaryCrossentropy(from_logits=True)
        )
        rng = np.random.default_rng(0)
        for _ in range(60):
            varied = rows()[rng.integers(0, 32, BATCH)]
            collapsed = np.repeat(varied[:1], BATCH, axis=0)
            model.train_on_batch(varied, np.ones((BATCH, 1)))
            model.train_on_batch(collapsed, np.zeros((BATCH, 1)))
        scores = [model(part).numpy().mean() for part in (rows(8), np.repeat(rows(1), 8, axis=0))]
        assert scores[0] > 0 > scores[1]


class TestCosineWarmRestartsElsewhere:
    @pytest.mark.parametrize("fused", [1, 4])
    def test_it_drives_both_optimizers_of_a_dcgan_and_not_the_one_nobody_asked_for(self, fused):
        watched = [Watched(0.01).watch(24), Watched(0.002).watch(24)]
        gan = dcgan(sequential_discriminator, fused, watched)
        unasked = gan.optimizer.get_config()
        restarts = CosineWarmRestarts(**RESTARTS)
        for fit in range(2):
            history = gan.fit(
                rows(), batch_size=BATCH, epochs=3, verbose=0, callbacks=[restarts]
            ).history
            for optimizer, base in zip(watched, (0.01, 0.002), strict=True):
                expected = [restarts_at(step, base) for step in range(12 * (fit + 1))]
                used = optimizer.rates.numpy()[: 12 * (fit + 1)]
                np.testing.assert_allclose(used, expected, rtol=1e-5)
            last = [restarts_at(12 * fit + step, 0.01) for step in (3, 7, 11)]
            np.testing.assert_allclose(history["learning_rate"], last, rtol=1e-5)
            others = [key for key in history if key.startswith("learning_rate_")]
            assert len(others) == 1
            np.testing.assert_allclose(history[others[0]], np.array(last) / 5, rtol=1e-5)
        assert gan.optimizer.get_config() == unasked

    def test_a_plain_model_goes_along_the_curve_of_the_schedule(self):
        weights = []
        for rate, callbacks in [
            (0.01, [CosineWarmRestarts(**RESTARTS)]),
            (CosineRestarts(0.01, **RESTARTS), []),
        ]:
            keras.utils.set_random_seed(0)
            model = generator()
            model.compile(keras.optimizers.Adam(rate), loss="mse", steps_per_execution=3)
            targets = np.zeros((32, COLUMNS))
            inputs = np.random.default_rng(1).normal(size=(32, LATENTS))
            for _ in range(2):
                model.fit(
                    inputs, targets, batch_size=8, shuffle=False, verbose=0, callbacks=callbacks
                )
            weights.append(model.get_weights())
        for driven, scheduled in zip(*weights, strict=True):
            np.testing.assert_array_equal(driven, scheduled)

    def test_a_saved_model_goes_on_along_the_curve(self, tmp_path):
        model = keras.Sequential([keras.Input((COLUMNS,)), keras.layers.Dense(1)])
        model.compile(keras.optimizers.SGD(0.01), loss="mse")
        arguments = {"batch_size": 8, "verbose": 0, "callbacks": [CosineWarmRestarts(**RESTARTS)]}
        model.fit(rows(), np.zeros(32), epochs=2, **arguments)
        model.save(tmp_path / "model.keras")
        loaded = keras.models.load_model(tmp_path / "model.keras")
        history = loaded.fit(rows(), np.zeros(32), **arguments).history
        np.testing.assert_allclose(history["learning_rate"], restarts_at(11, 0.01), rtol=1e-5)

    def test_an_optimizer_that_scales_its_loss_is_driven_too(self):
        """In mixed precision Keras wraps the optimizer in one that scales the loss."""
        weights = []
        for wrap in (lambda optimizer: optimizer, keras.optimizers.LossScaleOptimizer):
            keras.utils.set_random_seed(0)
            model = generator()
            model.compile(wrap(keras.optimizers.SGD(0.01)), loss="mse")
            inputs = np.random.default_rng(1).normal(size=(32, LATENTS))
            restarts = CosineWarmRestarts(**RESTARTS)
            model.fit(inputs, rows(), 8, shuffle=False, verbose=0, callbacks=[restarts])
            weights.append(model.get_weights())
        for plain, scaled in zip(*weights, strict=True):
            np.testing.assert_allclose(plain, scaled, rtol=1e-5, atol=1e-7)

    def test_another_curve_starts_from_the_same_base(self):
        """A second callback multiplies the base as compiled, not what the first left."""
        model = keras.Sequential([keras.Input((COLUMNS,)), keras.layers.Dense(1)])
        model.compile(keras.optimizers.SGD(0.01), loss="mse")
        for factor in (10.0, 3.0):
            history = model.fit(
                rows(),
                np.zeros(32),
                batch_size=32,
                verbose=0,
                callbacks=[CosineWarmRestarts(factor, period=1, delay=0)],
            ).history
            np.testing.assert_allclose(history["learning_rate"], 0.01 * factor, rtol=1e-5)

    def test_an_optimizer_with_a_schedule_of_its_own_is_refused(self):
        model = keras.Sequential([keras.Input((COLUMNS,)), keras.layers.Dense(1)])
        decay = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
        model.compile(keras.optimizers.SGD(decay), loss="mse")
        with pytest.raises(ValueError, match=r"learning_rate of the optimizer must be a number"):
            model.fit(rows(), np.zeros(32), verbose=0, callbacks=[CosineWarmRestarts()])

    def test_a_model_without_optimizer_or_flip_layer_gets_one_clear_error(self):
        model = keras.Sequential([keras.Input((COLUMNS,)), keras.layers.Dense(1)])
        restarts = CosineWarmRestarts()
        restarts.set_model(model)
        with pytest.raises(TypeError, match=r"compile the model with one.*a Sequential without"):
            restarts.on_train_begin()
        model.compile(loss="mse")
        with pytest.raises(TypeError, match=r"the model must have one.*a Sequential without"):
            model.fit(rows(), np.zeros(32), verbose=0, callbacks=[BitFlipDecay()])


class TestBitFlipElsewhere:
    """Here beside the exactness per step of ``backend_contract.py``: where layers are found."""

    def test_the_decay_drives_flips_wherever_they_stand(self):
        inner = keras.Sequential([BitFlip(1.0, name="deep")])
        model = keras.Sequential(
            [keras.Input((COLUMNS,)), BitFlip(1.0, name="first"), inner, keras.layers.Dense(1)]
        )
        model.compile(loss="mse", steps_per_execution=2)
        history = model.fit(
            rows(),
            np.zeros(32),
            batch_size=8,
            epochs=2,
            verbose=0,
            callbacks=[BitFlipDecay(0.8, 0.0, 8)],
        ).history
        np.testing.assert_allclose(history["flip_rate"], [0.5, 0.1], rtol=1e-5)
        np.testing.assert_allclose(history["flip_rate_deep"], [0.5, 0.1], rtol=1e-5)

    def test_a_flip_with_a_schedule_of_its_own_is_not_driven(self):
        flip = BitFlip(keras.optimizers.schedules.PolynomialDecay(0.8, 8, 0.0))
        model = keras.Sequential([keras.Input((COLUMNS,)), flip, keras.layers.Dense(1)])
        model.compile(loss="mse")
        with pytest.raises(ValueError, match="must have a number or a LinearDecay"):
            model.fit(rows(), np.zeros(32), verbose=0, callbacks=[BitFlipDecay()])

    @pytest.mark.parametrize(
        "rate",
        [LinearDecay(0.8, 0.2, 10), keras.optimizers.schedules.PolynomialDecay(0.8, 10, 0.2)],
    )
    def test_a_saved_schedule_goes_on_where_it_was(self, rate, tmp_path):
        model = keras.Sequential([keras.Input((COLUMNS,)), BitFlip(rate, seed=1)])
        for _ in range(4):
            model(rows(), training=True)
        model.save(tmp_path / "model.keras")
        loaded = keras.models.load_model(tmp_path / "model.keras")
        np.testing.assert_allclose(float(loaded.layers[-1].rates()[0, 0]), 0.56, rtol=1e-5)
        np.testing.assert_array_equal(model(rows(), training=True), loaded(rows(), training=True))


# ---- what GAN asks of others --------------------------------------------------------------------


def gan_of(kind=GAN, **parts):
    keras.utils.set_random_seed(0)
    width = COLUMNS + (parts.get("distance") is not None)
    discriminator = keras.Sequential(
        [keras.Input((width,)), keras.layers.Dense(8, "tanh"), keras.layers.Dense(1)]
    )
    gan = kind(generator(), discriminator, **parts, seed=0)
    gan.compile(keras.optimizers.Adam(0.01), keras.optimizers.Adam(0.01))
    return gan


class Spread(BatchDistance):
    """A distance of one's own: the variance within the batch, summed over the columns."""

    def sum(self, rows, mask=None, **hints):
        return ops.sum(ops.var(rows, axis=-2, keepdims=True), axis=-1, keepdims=True)


class TestAnotherDistance:
    def test_a_gan_shows_logs_and_learns_by_it(self):
        gan = gan_of(distance=Spread())
        history = gan.fit(rows(), batch_size=32, epochs=1, verbose=0).history
        np.testing.assert_allclose(history["distance_real"], rows().var(axis=0).sum(), rtol=1e-4)
        assert 0 <= history["distance_fake"][0] < COLUMNS / 4

    def test_its_gradient_reaches_the_generator_only_where_asked(self):
        for gradient in (True, False):
            gan = gan_of(distance=Spread(), distance_gradient=gradient)
            kernel = np.zeros((COLUMNS + 1, 8))
            kernel[-1] = 1.0  # a discriminator that looks at the distance alone
            gan.discriminator.set_weights([kernel, np.zeros(8), np.ones((8, 1)), np.zeros(1)])
            gan.discriminator_optimizer.learning_rate = 0.0
            before = gan.generator.get_weights()
            gan.fit(rows(), batch_size=32, verbose=0)
            moved = any(
                not np.array_equal(old, new)
                for old, new in zip(before, gan.generator.get_weights(), strict=True)
            )
            assert moved is gradient

    def test_many_gans_side_by_side_take_it_too(self):
        from gansmote_tf.gan import build_discriminator, build_generator
        from gansmote_tf.recipes import RECIPES

        recipe = RECIPES["paper"]
        gan = GAN(
            build_generator(recipe, COLUMNS, replicas=2),
            build_discriminator(recipe, COLUMNS + 1, replicas=2),
            distance=Spread(),
            flip=BitFlip(0.0),
            noise=UniformNoise(0.0),
        )
        gan.compile(keras.optimizers.Adam(), keras.optimizers.Adam())
        both = np.stack([rows(), np.zeros_like(rows())])
        gan.fit(both, batch_size=2, shuffle=False, verbose=0)
        spread = gan.means.per_replica()["distance_real"]
        np.testing.assert_allclose(spread, [rows().var(axis=0).sum(), 0.0], atol=1e-4)

    def test_a_distance_without_a_sum_says_what_is_missing(self):
        with pytest.raises(NotImplementedError, match="BatchDistance must write the method sum"):
            BatchDistance()(rows())


class WassersteinGAN(GAN):
    """WGAN-GP (Gulrajani et al. 2017) by the documented seams alone."""

    weight = 10.0

    def score_loss(self, scores, targets):
        return scores * (1.0 - 2.0 * targets)

    def penalty(self, shown, batch):
        real, fake = tf.unstack(shown, axis=-3)
        between = real + (fake - real) * 0.5
        with tf.GradientTape() as tape:
            tape.watch(between)
            scores = self.discriminator(between, training=True)
        slopes = tf.norm(tape.gradient(scores, between), axis=-1)
        return self.weight * tf.reduce_mean((slopes - 1.0) ** 2, axis=-1)


class UnpunishedGAN(WassersteinGAN):
    weight = 0.0


class TestWassersteinGAN:
    def test_losses_are_finite_and_the_penalty_moves_the_weights(self):
        trained = []
        for kind in (WassersteinGAN, UnpunishedGAN):
            gan = gan_of(kind, flip=BitFlip(0.1), noise=UniformNoise(0.02))
            history = gan.fit(rows(), batch_size=32, epochs=5, shuffle=False, verbose=0).history
            assert np.isfinite(history["d_loss"] + history["g_loss"]).all()
            trained.append((history, gan.discriminator.get_weights()))
        # Alike but for the penalty: the first losses differ by it, and so do all the weights.
        assert trained[0][0]["d_loss"][0] > trained[1][0]["d_loss"][0] + 0.01
        for punished, free in zip(trained[0][1][:3], trained[1][1][:3], strict=True):
            assert np.abs(punished - free).max() > 1e-3

    def test_the_loss_is_the_difference_of_the_mean_scores_and_the_penalty(self):
        gan = gan_of(WassersteinGAN)
        latents = gan.draw_latents(2, (32, COLUMNS))[0]
        gan.latents.reseed(0, stream=gan.latents.stream)  # the step draws the same ones again
        fake = gan.generator(latents, training=True).numpy()
        scores = [gan.discriminator(part).numpy().mean() for part in (rows(), fake)]
        first, bias, second, _ = gan.discriminator.get_weights()
        between = (rows() + fake) / 2
        slopes = ((1 - np.tanh(between @ first + bias) ** 2) * second[:, 0]) @ first.T
        penalty = 10.0 * np.mean((np.linalg.norm(slopes, axis=1) - 1) ** 2)
        history = gan.fit(rows(), batch_size=32, shuffle=False, verbose=0).history
        np.testing.assert_allclose(history["d_loss"], scores[1] - scores[0] + penalty, rtol=1e-4)

    def test_the_penalty_holds_the_slope_near_one(self):
        slopes = []
        for kind in (WassersteinGAN, UnpunishedGAN):
            gan = gan_of(kind)
            gan.fit(np.tile(rows(), (50, 1)), batch_size=32, epochs=2, verbose=0)
            first, bias, second, _ = gan.discriminator.get_weights()
            gradients = ((1 - np.tanh(rows() @ first + bias) ** 2) * second[:, 0]) @ first.T
            slopes.append(np.linalg.norm(gradients, axis=1).mean())
        assert abs(slopes[0] - 1) < abs(slopes[1] - 1)
