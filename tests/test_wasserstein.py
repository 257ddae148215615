"""The Wasserstein loss with its penalty, in a GAN of one's own and in the trainer."""

from dataclasses import replace

import keras
import numpy as np
import tensorflow as tf

from gansmote_tf import WassersteinGAN
from gansmote_tf.recipes import RECIPES
from gansmote_tf.training import build_gan, train

COLUMNS = 5
RECIPE = replace(RECIPES["paper"].scaled(12), loss="wasserstein", discriminator_updates=3)


def rows(count=16, columns=COLUMNS):
    return (np.random.default_rng(0).random((count, columns)) < 0.4).astype("float32")


def linear_gan(**arguments):
    keras.utils.set_random_seed(0)
    generator = keras.Sequential([keras.Input((3,)), keras.layers.Dense(COLUMNS, "sigmoid")])
    critic = keras.Sequential([keras.Input((COLUMNS,)), keras.layers.Dense(1, use_bias=False)])
    gan = WassersteinGAN(generator, critic, seed=0, **arguments)
    gan.compile(keras.optimizers.SGD(0.0), keras.optimizers.SGD(0.0))
    return gan


def test_its_loss_is_the_difference_of_mean_scores_and_the_penalty_of_the_slope():
    for weight in (10.0, 3.0):
        gan = linear_gan(penalty_weight=weight)
        kernel = gan.discriminator.get_weights()[0][:, 0]
        latents = gan.draw_latents(2, (16, COLUMNS))[0]
        gan.latents.reseed(0, stream="latents")  # the step draws the same ones again
        fake = gan.generator(latents).numpy()
        history = gan.fit(rows(), batch_size=16, shuffle=False, verbose=0).history
        # The slope of a linear critic is its kernel, wherever it is taken.
        penalty = weight * (np.linalg.norm(kernel) - 1) ** 2
        expected = (fake @ kernel).mean() - (rows() @ kernel).mean() + penalty
        np.testing.assert_allclose(history["d_loss"], expected, rtol=1e-4)


def test_the_slope_is_taken_between_a_real_and_a_generated_row():
    gan = linear_gan()
    seen = []

    def critic(shown, training):
        seen.append(shown.numpy())
        return tf.reduce_sum(shown, axis=-1, keepdims=True)

    gan.discriminator = critic
    shown = np.stack([np.zeros((16, COLUMNS)), np.ones((16, COLUMNS))]).astype("float32")
    batch = type("Batch", (), {"weights": np.full((1, 16), 1 / 16, "float32")})
    penalty = gan.penalty(tf.constant(shown), batch)
    shares = seen[0]
    assert (shares == shares[:, :1]).all()  # one share per row
    assert 0 <= shares.min() < 0.3
    assert 0.7 < shares.max() <= 1
    assert len(np.unique(shares[:, 0])) == 16
    np.testing.assert_allclose(penalty, 10 * (np.sqrt(COLUMNS) - 1) ** 2, rtol=1e-5)


def test_the_discriminator_is_updated_as_often_as_asked_for_the_generator_once():
    gan = train([rows()], RECIPE, seed=0)
    assert int(gan.generator_optimizer.iterations) == 12
    assert int(gan.discriminator_optimizer.iterations) == 36


def test_what_pads_a_stack_has_no_slope():
    recipe = replace(RECIPE, distance="off", dropout=0.0, flip_rate=0.0, noise=0.0)
    padded = train([rows(columns=17)], recipe, seed=3)  # in a stack of 18 columns
    plain = build_gan(recipe, 17, seed=3)
    plain.fit(
        tf.data.Dataset.from_tensors(rows(columns=17)[None]).repeat(),
        epochs=1,
        steps_per_epoch=12,
        verbose=0,
    )
    for one, other in zip(
        padded.discriminator.trainable_variables,
        plain.discriminator.trainable_variables,
        strict=True,
    ):
        np.testing.assert_allclose(one, other, atol=1e-5)


def test_a_replica_trains_alike_alone_and_beside_others():
    others = [rows(16), 1 - rows(9), rows(4)]
    recipe = replace(RECIPE, distance="pairs")
    together = train(others, recipe, seed=0, pad_rows_to=16)
    alone = train(others[1:2], recipe, seed=0, first_replica=1, pad_rows_to=16)
    np.testing.assert_allclose(together.generate(20, replica=1), alone.generate(20), atol=1e-5)


def test_rows_are_told_apart_at_the_mean_of_their_scores():
    gan = linear_gan()
    scores = tf.constant([[105.0, 103.0, 100.0], [101.0, 99.0, 98.0]])  # 101 on average
    assert gan.held_real(scores).numpy().tolist() == [[True, True, False], [False] * 3]


def test_it_is_saved_and_goes_on_as_it_would_have(tmp_path):
    gan = build_gan(replace(RECIPE, penalty_weight=4.0), COLUMNS, seed=1)
    data = tf.data.Dataset.from_tensors(rows()[None]).repeat()
    gan.fit(data, epochs=1, steps_per_epoch=5, verbose=0)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    assert (loaded.penalty_weight, loaded.discriminator_updates) == (4.0, 3)
    for each in (gan, loaded):
        each.fit(data, epochs=1, steps_per_epoch=5, verbose=0)
    np.testing.assert_array_equal(gan.generate(9), loaded.generate(9))
