"""The GAN: one step against NumPy, stacks against single ones, saving, generating."""

import logging
from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf

from gansmote_tf.columns.groups import Group
from gansmote_tf.gan import GAN
from gansmote_tf.kernels.on_tensorflow import many_steps
from gansmote_tf.layers import BitFlip, MinibatchL1, UniformNoise
from gansmote_tf.recipes import RECIPES
from gansmote_tf.training import Job, build_gan, train
from gansmote_tf.training.stack import borrowed_stack

PAPER = RECIPES["paper"]
NOISELESS = replace(
    PAPER.scaled(60),
    dropout=0.0,
    noise=0.0,
    flip_rate=0.0,
    distance_noise=0.0,
    learning_rate=1e-3,
)
GROUPED = replace(NOISELESS, heads="grouped", flip_rule="redraw", flip_rate=0.5, noise=0.02)
GROUPS = (
    Group("a", "one_of", (0, 1, 2), ("x", "y", "z"), ("a",)),
    Group("b", "at_most_one", (3, 4, 5), ("x", "y", "z"), ("b1", "b2", "b3")),
)


def tables(*sizes, columns=6, seed=0):
    rng = np.random.default_rng(seed)
    return [(rng.random((size, columns)) < 0.4).astype("float32") for size in sizes]


def plain_gan(**parts):
    generator = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(8, "relu"), keras.layers.Dense(6, "sigmoid")]
    )
    width = 7 if parts.get("distance") else 6
    discriminator = keras.Sequential([keras.Input((width,)), keras.layers.Dense(1, "sigmoid")])
    gan = GAN(generator, discriminator, **parts)
    gan.compile(keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.1))
    return gan


class TestDatasets:
    """TensorFlow's thread that tunes a dataset makes whoever drops an iterator wait for it."""

    @pytest.fixture
    def seen(self, monkeypatch):
        seen = []
        monkeypatch.setattr(keras.Model, "fit", lambda self, x, **rest: seen.append(x))
        return seen

    def test_they_are_not_tuned(self, seen):
        plain_gan().fit(tf.data.Dataset.range(3))
        assert seen[0].options().autotune.enabled is False

    def test_whoever_asks_for_it_gets_it(self, seen):
        options = tf.data.Options()
        options.autotune.enabled = True
        plain_gan().fit(tf.data.Dataset.range(3).with_options(options))
        assert seen[0].options().autotune.enabled is True


class TestOneStep:
    def test_losses_and_discriminator_update_match_numpy(self):
        """A discriminator of one dense layer: its gradient is written out by hand."""
        gan = plain_gan()
        (rows,) = tables(10)
        latents = gan.draw_latents(2, (10, 6))
        gan.latents.reseed(gan.seed)  # the step draws the same ones again
        fake, fresh = (gan.generator(part).numpy() for part in latents)
        kernel, bias = (weight.numpy() for weight in gan.discriminator.weights)

        def score(batch, kernel, bias):
            return 1 / (1 + np.exp(-(batch @ kernel + bias)))

        slopes = np.zeros_like(kernel), np.zeros_like(bias)
        loss = 0.0
        for batch, target in ((rows, 1.0), (fake, 0.0)):
            scores = score(batch, kernel, bias)
            loss += np.mean((scores - target) ** 2)
            errors = 2 * (scores - target) * scores * (1 - scores) / len(batch)
            slopes[0][:] += batch.T @ errors
            slopes[1][:] += errors.sum(axis=0)
        history = gan.fit(rows, batch_size=10, shuffle=False, verbose=0).history
        assert history["d_loss"][0] == pytest.approx(loss, rel=1e-5)
        updated = [weight.numpy() for weight in gan.discriminator.weights]
        np.testing.assert_allclose(updated[0], kernel - 0.1 * slopes[0], atol=1e-6)
        np.testing.assert_allclose(updated[1], bias - 0.1 * slopes[1], atol=1e-6)
        # The generator then meets the updated discriminator, with fresh latent numbers.
        g_loss = np.mean((score(fresh, *updated) - 1.0) ** 2)
        assert history["g_loss"][0] == pytest.approx(g_loss, rel=1e-5)

    def test_accuracy_counts_real_and_fake_rows_at_one_half(self):
        gan = plain_gan()
        gan.discriminator.set_weights([np.zeros((6, 1)), np.array([5.0])])
        history = gan.fit(tables(10)[0], batch_size=10, verbose=0).history
        assert history["d_accuracy_real"] == [1.0]
        assert history["d_accuracy_fake"] == [0.0]
        assert history["d_accuracy"] == [0.5]

    def test_the_generator_gets_the_gradient_of_the_distance_only_where_asked(self):
        """A discriminator that looks at the distance column alone teaches by nothing else."""
        for gradient in (True, False):
            gan = plain_gan(distance=MinibatchL1(), distance_gradient=gradient)
            kernel = np.zeros((7, 1))
            kernel[-1] = 1.0
            gan.discriminator.set_weights([kernel, np.zeros(1)])
            gan.discriminator.trainable = True
            before = gan.generator.get_weights()
            gan.discriminator_optimizer.learning_rate = 0.0
            gan.fit(tables(10)[0], batch_size=10, verbose=0)
            moved = any(
                not np.array_equal(old, new)
                for old, new in zip(before, gan.generator.get_weights(), strict=True)
            )
            assert moved is gradient

    def test_real_rows_are_flipped_then_noised_and_measured_as_told(self):
        parts = {"flip": BitFlip(1.0), "noise": UniformNoise(0.02), "distance": MinibatchL1()}
        (rows,) = tables(10)
        for before_flips in (False, True):
            gan = plain_gan(**parts, distance_before_flips=before_flips)
            shown, measured = gan.corrupt(rows)
            assert np.abs(shown - (1 - rows)).max() <= 0.02
            np.testing.assert_array_equal(measured, rows if before_flips else 1 - rows)


class TestStacks:
    @pytest.mark.parametrize("recipe", [NOISELESS, PAPER.scaled(60), GROUPED])
    def test_a_replica_trains_alike_in_a_stack_and_alone(self, recipe):
        parts = tables(9, 12, 12, 5)
        stack = train(parts, recipe, seed=3, groups=GROUPS)
        for replica in (0, 2):
            alone = train(
                [parts[replica]],
                recipe,
                seed=3,
                groups=GROUPS,
                first_replica=replica,
                pad_rows_to=12,
                background=np.concatenate(parts).mean(axis=0),
            )
            for layer, single in zip(stack.generator.layers, alone.generator.layers, strict=True):
                if hasattr(layer, "kernel"):
                    np.testing.assert_allclose(layer.kernel[replica], single.kernel[0], atol=2e-5)

    def test_columns_that_pad_a_stack_do_not_show_in_the_initial_weights(self):
        recipe = replace(NOISELESS, learning_rate=0.0, steps=1)
        gan = train(tables(9, columns=9), recipe, seed=1)
        kernel = gan.discriminator.layers[1].kernel.numpy()
        assert kernel.shape == (1, 10, 32)
        assert 0.95 / np.sqrt(10) < np.abs(kernel).max() <= 1 / np.sqrt(10)

    def test_the_same_seed_gives_the_same_bytes_and_another_does_not(self):
        parts = tables(9, 12)
        first, again, other = (train(parts, PAPER.scaled(40), seed=s) for s in (5, 5, 6))
        assert first.generate(50, 1).tobytes() == again.generate(50, 1).tobytes()
        assert first.generate(50, 1).tobytes() != other.generate(50, 1).tobytes()

    def test_calls_of_one_shape_share_one_graph(self):
        recipe = replace(PAPER.scaled(20), leaky_slope=0.21)
        traces = []
        for seed in range(4):
            train(tables(9, 12, seed=seed), recipe, seed=seed)
            traces.append(_stack_traces(recipe))
        assert traces == [1, 1, 1, 1]

    def test_a_class_larger_than_the_batch_trains_on_rows_drawn_from_it(self):
        recipe = replace(PAPER.scaled(60), batch_size=16)
        gan = train(tables(100, 7), recipe, seed=0)
        assert np.isfinite(gan.generate(10)).all()
        assert gan.history.history["distance_real"][0] > 0

    @pytest.mark.parametrize(
        "wrong", [[], [np.zeros((0, 3))], [np.zeros((2, 3)), np.zeros((2, 4))]]
    )
    def test_rows_that_do_not_fit_are_refused(self, wrong):
        with pytest.raises(ValueError, match=r"rows.* must"):
            train(wrong, PAPER, seed=0)


def test_graphs_of_many_models_are_no_graph_traced_again_and_again(caplog, monkeypatch):
    """TensorFlow warns of five traces in a row: those of one function, told by its code."""
    monkeypatch.setattr(logging.getLogger("tensorflow"), "propagate", True)
    for first in range(8):
        counter = tf.Variable(first, dtype="int64")
        loop = many_steps(counter.assign_add, counter.read_value, False, data_ends=False)
        numbers = iter(tf.data.Dataset.range(1, 5))
        assert [int(loop(numbers, steps)) for steps in (1, 3)] == [first + 1, first + 10]
        assert loop.graph.experimental_get_tracing_count() == 1
    assert not caplog.messages


def _stack_traces(recipe):
    jobs = [Job(rows, recipe, seed=0) for rows in tables(9, 12)]
    with borrowed_stack(jobs) as stack:
        return stack.gan.many_steps.graph.experimental_get_tracing_count()


@pytest.fixture(scope="module")
def gan():
    return train(tables(9, 12), GROUPED, seed=2, groups=GROUPS)


class TestAfterTraining:
    def test_more_rows_begin_with_the_same_ones(self, gan):
        np.testing.assert_array_equal(
            gan.generate(500, 1, seed=4)[:20], gan.generate(20, 1, seed=4)
        )

    def test_streamed_rows_come_in_chunks(self, gan):
        assert [len(chunk) for chunk in gan.stream(250, chunk=100)] == [100, 100, 50]

    def test_rows_obey_their_groups(self, gan):
        rows = gan.generate(2000)
        assert (rows[:, :3].sum(axis=1) == 1).all()
        assert (rows[:, 3:].sum(axis=1) <= 1).all()

    def test_held_values_are_held_and_the_others_go_with_them(self, gan):
        rows = gan.generate(400, conditions=[((0, 1, 2), (0.0, 1.0, 0.0))])
        np.testing.assert_array_equal(rows[:, :3], np.tile([0.0, 1.0, 0.0], (400, 1)))

    def test_generator_of_is_stock_keras_and_makes_the_same_probabilities(self, gan, tmp_path):
        gan.generator_of(1).save(tmp_path / "generator.keras")
        loaded = keras.models.load_model(tmp_path / "generator.keras")
        assert {type(layer).__module__.split(".")[0] for layer in loaded.layers} == {"keras"}
        latents = np.random.default_rng(0).normal(size=(20, gan.latent_dim)).astype("float32")
        expected = gan.generator(np.stack([latents] * 2))[1]
        np.testing.assert_allclose(loaded(latents), expected, atol=1e-6)

    def test_a_saved_gan_keeps_both_optimizers_and_trains_on(self, gan, tmp_path):
        gan.save(tmp_path / "gan.keras")
        loaded = keras.models.load_model(tmp_path / "gan.keras")
        for name in ("generator_optimizer", "discriminator_optimizer"):
            for ours, theirs in zip(
                getattr(gan, name).variables, getattr(loaded, name).variables, strict=True
            ):
                np.testing.assert_array_equal(ours, theirs)
        rows = np.stack(tables(9, 9))
        for model in (gan, loaded):
            model.fit(rows, batch_size=2, epochs=3, verbose=0)
        np.testing.assert_array_equal(gan.generate(50), loaded.generate(50))

    def test_generating_leaves_the_model_as_it_is(self):
        gan = build_gan(PAPER, 6)
        before = len(gan.variables)
        gan.generate(3)
        assert len(gan.variables) == before

    @pytest.mark.parametrize("replica", [-1, 2])
    def test_a_replica_that_is_not_there_is_refused(self, gan, replica):
        with pytest.raises(ValueError, match=rf"replica must lie in \[0, 1\].*replica={replica}"):
            gan.generate(3, replica)

    def test_a_negative_number_of_rows_is_refused(self, gan):
        with pytest.raises(ValueError, match="n=-1"):
            gan.generate(-1)


def test_eager_steps_equal_traced_ones():
    (rows,) = tables(9)
    results = []
    for eager in (False, True):
        gan = build_gan(PAPER.scaled(40), 6)
        gan.reseed(3)
        gan.run_eagerly = eager
        gan.fit(rows[None], batch_size=1, epochs=3, verbose=0)
        results.append(gan.generate(20))
    np.testing.assert_allclose(*results, atol=1e-5)


def test_a_finite_dataset_ends_the_epoch():
    gan = plain_gan()
    history = gan.fit(tables(10)[0], batch_size=4, epochs=2, verbose=0).history
    assert len(history["d_loss"]) == 2
    assert int(gan.step) == 6
