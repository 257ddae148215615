"""The global generators of Python, NumPy, Keras and TensorFlow are left as they were found."""

import os
import random
import subprocess
import sys
import textwrap
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from gansmote_tf import GANSMOTE, make_one_hot
from gansmote_tf.recipes import RECIPES
from gansmote_tf.training import build_gan, train

ROOT = Path(__file__).parents[1]
SHORT = RECIPES["paper"].scaled(20)
GROUPED = RECIPES["default"].scaled(20)
GENERATORS = {
    "Python": lambda: [random.random() for _ in range(3)],
    "NumPy": lambda: np.random.rand(3).tolist(),  # noqa: NPY002
    "Keras": lambda: np.asarray(keras.random.uniform((3,))).tolist(),
    "TensorFlow": lambda: tf.random.uniform((3,)).numpy().tolist(),
}


def drawn():
    return {name: draw() for name, draw in GENERATORS.items()}


def set_all():
    keras.utils.set_random_seed(1)
    # Keras makes its generator at the first draw, from Python's: it is there from here on.
    drawn()


def moved_by(work):
    """The generators that this work moves."""
    set_all()
    expected = drawn()
    set_all()
    work()
    found = drawn()
    return [name for name in GENERATORS if found[name] != expected[name]]


@pytest.fixture(scope="module")
def table():
    return make_one_hot(n_samples=40, weights=[0.7, 0.3], random_state=0)


@pytest.fixture(scope="module")
def fitted(table):
    return GANSMOTE(recipe=SHORT, random_state=0).fit(*table)


@pytest.mark.parametrize("name", GENERATORS)
def test_a_generator_that_moves_is_seen(name):
    """The tests below can fail: one draw in between is told."""
    assert moved_by(GENERATORS[name]) == [name]
    assert moved_by(lambda: None) == []


@pytest.mark.parametrize("recipe", [SHORT, GROUPED], ids=["paper", "default"])
class TestWithASeed:
    def test_fit_moves_none(self, table, recipe):
        sampler = GANSMOTE(recipe=recipe, random_state=0)
        assert moved_by(lambda: sampler.fit(*table)) == []

    def test_fit_resample_moves_none(self, table, recipe):
        sampler = GANSMOTE(recipe=recipe, random_state=0)
        assert moved_by(lambda: sampler.fit_resample(*table)) == []

    def test_a_stack_of_a_new_shape_moves_none(self, recipe):
        """Its graph is traced and its weights are made for the first time."""
        rows = np.eye(11, dtype="float32")
        assert moved_by(lambda: train([rows] * 5, recipe, seed=0)) == []

    def test_building_a_gan_moves_none(self, recipe):
        assert moved_by(lambda: build_gan(recipe, 13, seed=0)) == []


class TestAfterwards:
    def test_sample_moves_none(self, fitted):
        assert moved_by(lambda: fitted.sample(20, label=0, random_state=0)) == []

    def test_sample_with_an_attribute_held_moves_none(self, table, fitted):
        column = table[0].columns[0]
        work = lambda: fitted.sample(3, label=1, fixed={column: 1}, random_state=2)  # noqa: E731
        assert moved_by(work) == []

    def test_generator_of_moves_none(self, fitted):
        """A new model of stock layers: their initializers must not draw."""
        assert moved_by(lambda: fitted.gan_.generator_of(1)) == []

    def test_generating_from_a_new_gan_moves_none(self):
        gan = build_gan(SHORT, 7, seed=0)
        assert moved_by(lambda: gan.generate(5, seed=1)) == []

    def test_saving_and_loading_move_none(self, fitted, tmp_path):
        def work():
            fitted.gan_.save(tmp_path / "gan.keras")
            keras.models.load_model(tmp_path / "gan.keras")

        assert moved_by(work) == []


def test_importing_everything_moves_none():
    program = textwrap.dedent(
        """
        import importlib, pkgutil, random
        import keras, numpy as np, tensorflow as tf

        def drawn():
            return [random.random(), np.random.rand(),
                    float(keras.random.uniform(())), float(tf.random.uniform(()))]

        def set_all():
            keras.utils.set_random_seed(1)
            drawn()

        set_all()
        expected = drawn()
        set_all()
        import gansmote_tf
        found = pkgutil.walk_packages(gansmote_tf.__path__, "gansmote_tf.")
        names = [each.name for each in found if not each.name.endswith("__main__")]
        for name in names:
            importlib.import_module(name)
        for name in gansmote_tf.__all__:
            getattr(gansmote_tf, name)
        after = drawn()
        print(len(names) > 50, [a == b for a, b in zip(after, expected)])
        """
    )
    shown = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.stdout.strip() == "True [True, True, True, True]", shown.stderr[-2000:]
