"""The two schedules as callbacks: exact at every step, whatever runs in one call of the graph."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from gansmote_tf.callbacks import BitFlipDecay, CosineWarmRestarts
from gansmote_tf.recipes import RECIPES
from gansmote_tf.training import build_gan
from tests.test_schedules import STEPS, paper_flip_rate, paper_learning_rate


class Spy(keras.optimizers.SGD):
    """An optimizer that keeps the rate of each step it is applied at."""

    def watch(self, steps):
        self.rates = self.add_variable((steps,), name="rates")
        self.count = self.add_variable((), dtype="int32", name="count")
        return self

    def apply(self, grads, trainable_variables=None):
        index = self.count.value
        self.rates.assign(
            keras.ops.scatter_update(
                self.rates.value, [[index]], keras.ops.reshape(self.learning_rate, (1,))
            )
        )
        self.count.assign_add(1)
        self.iterations.assign_add(1)


def flips_so_far(layer):
    """The weight with the first replica's number and the count of the layer's draws."""
    return next(weight for weight in layer.weights if weight.name == "position")


@pytest.fixture(scope="module")
def rows():
    return np.eye(6, dtype="float32")[None]


def dataset(rows):
    import tensorflow as tf

    return tf.data.Dataset.from_tensors((rows,)).repeat()


@pytest.mark.parametrize("fused", [1, 500])
def test_rates_equal_the_papers_formulas_at_each_named_step(rows, fused):
    """The step is set just before each named one; the rate that is used there is looked at."""
    gan = build_gan(RECIPES["paper"], 6)
    gan.compile(Spy(1e-4).watch(500), Spy(1e-4).watch(500), steps_per_execution=fused)
    callbacks = [BitFlipDecay(0.3, 0.0, 37_000), CosineWarmRestarts(10, 1000, 2000)]
    for first in STEPS:
        flips_so_far(gan.flip).assign([0, first])
        for optimizer in (gan.generator_optimizer, gan.discriminator_optimizer):
            optimizer.iterations.assign(first)
            optimizer.count.assign(0)
        history = gan.fit(
            dataset(rows), steps_per_epoch=fused, callbacks=callbacks, shuffle=False, verbose=0
        ).history
        steps = np.arange(first, first + fused)
        used = gan.generator_optimizer.rates.numpy()[:fused]
        np.testing.assert_allclose(used, [paper_learning_rate(s) for s in steps], rtol=2e-3)
        assert history["learning_rate"][0] == pytest.approx(
            paper_learning_rate(steps[-1]), rel=2e-3
        )
        assert history["flip_rate"][0] == pytest.approx(paper_flip_rate(steps[-1]), abs=1e-6)


def test_flips_inside_a_fused_call_follow_the_decay():
    """Half of all bits flip at step 0 of eight, none after: seven steps see rows without a bit."""
    gan = build_gan(replace(RECIPES["paper"], distance_noise=0.0, distance_scale=1e9), 6)
    gan.steps_per_execution = 8
    fit = {"steps_per_epoch": 8, "shuffle": False, "verbose": 0}
    empty = dataset(np.zeros((1, 20, 6), "float32"))
    history = gan.fit(empty, callbacks=[BitFlipDecay(0.5, 0.0, 1)], **fit).history
    every_step = 20 * 19 * 6 * 0.5
    assert history["distance_real"][0] == pytest.approx(every_step / 8, rel=0.25)


def test_a_second_fit_goes_on_counting_and_does_not_trace_anew(rows):
    gan = build_gan(RECIPES["paper"], 6)
    gan.steps_per_execution = 10
    decay = BitFlipDecay(0.4, 0.0, 40)
    logged = []
    for _ in range(2):
        fit = {"steps_per_epoch": 10, "callbacks": [decay], "shuffle": False, "verbose": 0}
        logged += gan.fit(dataset(rows), **fit).history["flip_rate"]
    assert logged == pytest.approx([0.4 - 0.01 * 9, 0.4 - 0.01 * 19])
    assert gan.many_steps.graph.experimental_get_tracing_count() == 1


@pytest.mark.parametrize(
    ("callback", "optimizer", "said"),
    [
        (BitFlipDecay(), "sgd", "the model must have one"),
        (CosineWarmRestarts(), None, "compile the model with one"),
    ],
)
def test_a_model_that_has_nothing_to_drive_is_refused(callback, optimizer, said):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer, "mse")
    with pytest.raises(TypeError, match=rf"{said}\. Received: a Sequential without"):
        model.fit(np.ones((2, 2)), np.ones(2), callbacks=[callback], verbose=0)


def test_an_optimizer_with_a_schedule_of_its_own_is_refused():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.1, 9)), "mse")
    with pytest.raises(ValueError, match="learning_rate of the optimizer must be a number"):
        model.fit(np.ones((2, 2)), np.ones(2), callbacks=[CosineWarmRestarts()], verbose=0)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: BitFlipDecay(start=1.5), "start=1.5"),
        (lambda: BitFlipDecay(steps=0), "steps=0"),
        (lambda: CosineWarmRestarts(factor=0), "factor=0"),
        (lambda: CosineWarmRestarts(period=0), "period=0"),
        (lambda: CosineWarmRestarts(delay=-1), "delay=-1"),
    ],
)
def test_bad_arguments_are_named_with_what_came(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("callback", [BitFlipDecay(0.2, 0.1, 9), CosineWarmRestarts(5, 7, 3)])
def test_config_makes_the_same_callback(callback):
    assert type(callback)(**callback.get_config()).get_config() == callback.get_config()
