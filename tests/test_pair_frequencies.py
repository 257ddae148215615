"""Frequencies of pairs of levels: the layer, in a GAN, and in recipes for classes of many rows."""

import itertools
from dataclasses import replace
from types import SimpleNamespace

import keras
import numpy as np
import pandas as pd
import pytest

from gansmote_tf import GAN, GANSMOTE
from gansmote_tf.layers import PairFrequencies
from gansmote_tf.metrics import fidelity_report
from gansmote_tf.recipes import RECIPES, Recipe
from gansmote_tf.training import build_gan, train
from gansmote_tf.training.batches import padded
from gansmote_tf.training.build import MOST_PAIRED

GROUPS = [
    SimpleNamespace(kind="one_of", positions=(0, 1, 2)),
    SimpleNamespace(kind="at_most_one", positions=(3, 4)),
    SimpleNamespace(kind="any_of", positions=(5,)),
    SimpleNamespace(kind="numeric", positions=(6,)),
]
OF = [0, 0, 0, 1, 1, 2, 3]
LEARNER = replace(RECIPES["default"].larger, steps=300, restart_period=300)


def told(*shape):
    layer = PairFrequencies()
    layer.build(shape)
    layer.set_groups(GROUPS)
    return layer


def expected(made, weights, real):
    """The loss, pair by pair."""
    real_weights = np.full(len(real), 1 / len(real))
    total = 0.0
    for first, second in itertools.product(range(7), repeat=2):
        if OF[first] != OF[second] or first == second == 6:
            error = weights @ (made[:, first] * made[:, second])
            error -= real_weights @ (real[:, first] * real[:, second])
            total += error**2
    means = weights @ made - real_weights @ real
    return total + 2 * (means**2).sum()  # beside a column of ones, above and below the diagonal


class TestLayer:
    def test_it_is_the_squared_error_of_every_pair_of_two_attributes(self):
        random = np.random.default_rng(0)
        made, real = random.random((30, 7)), random.random((11, 7))
        layer = told(None, 7)
        layer.learn([real])
        assert float(layer(made)) == pytest.approx(
            expected(made, np.full(30, 1 / 30), real), rel=1e-4
        )

    def test_replicas_and_weights_of_rows_stand_by_themselves(self):
        random = np.random.default_rng(1)
        made, weights = random.random((2, 30, 7)), random.dirichlet(np.ones(30), 2)
        reals = random.random((5, 7)), random.random((9, 7))
        layer = told(2, None, 7)
        layer.learn(reals)
        losses = layer(made, weights[:, None].astype("float32")).numpy()
        wanted = [expected(*each) for each in zip(made, weights, reals, strict=True)]
        np.testing.assert_allclose(losses, wanted, rtol=1e-4)

    def test_it_is_0_where_rows_are_the_real_ones_and_grows_by_its_factor(self):
        rows = np.eye(7)
        layer = told(None, 7)
        layer.learn([rows])
        assert float(layer(rows)) == pytest.approx(0, abs=1e-10)
        twice = PairFrequencies(2.0)
        twice.build((None, 7))
        twice.set_groups(GROUPS)
        twice.learn([rows])
        assert float(twice(rows[:3])) == pytest.approx(2 * float(layer(rows[:3])), rel=1e-5)

    @pytest.mark.parametrize("factor", [-1.0, float("nan"), "1"])
    def test_a_factor_that_is_none_is_named(self, factor):
        with pytest.raises((TypeError, ValueError), match=r"^factor must .*Received: "):
            PairFrequencies(factor)


class TestGAN:
    def test_its_slope_moves_the_generator_alone(self):
        # A discriminator that tells nothing: what the generator learns it has from the pairs.
        generator = keras.Sequential(
            [
                keras.Input((8,)),
                keras.layers.Dense(32, "relu"),
                keras.layers.Dense(4, "sigmoid"),
            ]
        )
        rows = np.repeat([[1, 1, 0, 0], [0, 0, 1, 1]], 50, axis=0).astype("float32")
        blind = keras.Sequential(
            [keras.Input((4,)), keras.layers.Dense(1, kernel_initializer="zeros", trainable=False)]
        )
        keras.utils.set_random_seed(0)
        gan = GAN(generator, blind, pairs=PairFrequencies(), seed=0)
        gan.compile(keras.optimizers.Adam(0.01), keras.optimizers.Adam(0.01))
        gan.pairs.learn([rows])
        gan.fit(rows, epochs=150, verbose=0)
        made = gan.generate(2_000, seed=1)
        assert np.corrcoef(made.T)[0, 1] > 0.8
        assert np.corrcoef(made.T)[0, 2] < -0.8

    def test_it_is_saved_with_what_it_learned(self, tmp_path):
        gan = build_gan(LEARNER, columns=6, seed=1)
        gan.pairs.learn([np.eye(6)])
        gan.save(tmp_path / "gan.keras")
        loaded = keras.models.load_model(tmp_path / "gan.keras")
        np.testing.assert_array_equal(loaded.pairs.wanted, gan.pairs.wanted)
        assert loaded.pairs.factor == 1.0

    def test_tables_of_too_many_columns_for_pairs_have_none(self):
        assert build_gan(LEARNER, columns=1_001, seed=0).pairs is None
        assert build_gan(RECIPES["paper"], columns=6, seed=0).pairs is None

    def test_a_stack_has_pairs_where_the_gan_of_its_size_has_them(self):
        for columns in (MOST_PAIRED, MOST_PAIRED + 1, 1_000):
            assert (padded(columns) > MOST_PAIRED) == (columns > MOST_PAIRED)


def dependent(n, seed=0):
    """Six attributes that all follow a hidden one."""
    random = np.random.default_rng(seed)
    hidden = random.integers(0, 3, n)
    columns = {
        f"a{place}": np.where(random.random(n) < 0.9, hidden, random.integers(0, 3, n))
        for place in range(6)
    }
    return pd.DataFrame(columns).astype(str)


class TestRecipe:
    def test_what_pads_a_stack_changes_nothing(self):
        rows = np.random.default_rng(0).integers(0, 2, (40, 9)).astype("float32")
        recipe = replace(LEARNER, steps=20, restart_period=20, heads="sigmoid")
        alone = train([rows], recipe, seed=3).generate(50, seed=0)
        beside = train([rows, rows[:, ::-1].copy()], recipe, seed=3)
        np.testing.assert_allclose(beside.generate(50, seed=0, replica=0), alone, atol=1e-4)

    @pytest.mark.parametrize("rows", [99, 100])
    def test_a_class_is_trained_by_what_its_size_asks_for(self, rows):
        X = dependent(rows + 150)
        y = np.repeat(["own", "other"], [rows, 150])
        recipe = replace(RECIPES["default"].scaled(20), tried_below=0.0)
        sampler = GANSMOTE(recipe=recipe, random_state=0).fit(X, y)
        assert sampler.gans_["other"].pairs is not None
        assert (sampler.gans_["own"].pairs is not None) == (rows == 100)
        assert sampler.gans_["own"] is not sampler.gans_["other"]

    def test_classes_that_share_no_gan_train_when_they_are_asked_for(self):
        X = dependent(150 + 12)
        y = np.repeat(["common", "rare"], [150, 12])
        recipe = replace(RECIPES["default"].scaled(20), tried_below=0.0)
        sampler = GANSMOTE(recipe=recipe, random_state=0)
        sampler.fit_resample(X, y)
        assert set(sampler.gans_) == {"rare"}
        later = sampler.sample(5, label="common", random_state=0)
        assert set(sampler.gans_) == {"rare", "common"}
        at_once = GANSMOTE(recipe=recipe, random_state=0).fit(X, y)
        for label, rows in {"common": later, "rare": None}.items():
            same = at_once.sample(5, label=label, random_state=0)
            rows = sampler.sample(5, label=label, random_state=0) if rows is None else rows
            pd.testing.assert_frame_equal(rows, same)

    def test_how_attributes_hang_together_is_learned(self):
        real, held_out = dependent(400), dependent(400, seed=1)
        y = np.repeat(["own", "other"], [400, 20])
        X = pd.concat([real, dependent(20, seed=2)], ignore_index=True)
        errors = {}
        for name, recipe in {
            "pairs": RECIPES["default"],
            "none": replace(RECIPES["default"], larger=replace(LEARNER, pair_weight=0.0)),
        }.items():
            sampler = GANSMOTE(recipe=recipe, random_state=0).fit(X, y)
            made = sampler.sample(400, label="own", random_state=0)
            errors[name] = fidelity_report(real, made, held_out, trees=0).pair_variation
        assert errors["pairs"] < 0.6 * errors["none"]

    def test_a_shorter_recipe_is_shorter_for_every_size(self):
        longer = replace(RECIPES["default"].larger, steps=1_000, restart_period=1_000)
        short = replace(RECIPES["default"], steps=300, larger=longer).scaled(30)
        assert (short.steps, short.larger.steps, short.larger.restart_period) == (30, 100, 100)

    def test_larger_takes_a_recipe_or_none(self):
        with pytest.raises(TypeError, match="larger of a Recipe must be another Recipe or None"):
            Recipe(larger={})
