"""One replica diverges: it keeps its last good weights, and the others never notice."""

import warnings

import keras
import numpy as np
import pytest

from gansmote_tf.callbacks import DivergenceGuard
from gansmote_tf.recipes import RECIPES
from gansmote_tf.training import train
from tests.small_gan import TABLES, fit
from tests.test_callbacks_restore_best import Weights, floats, networks


class Poison(keras.callbacks.Callback):
    """Puts a number into one weight of some replicas after an epoch."""

    def __init__(self, value, replicas=(1,), epoch=1, part="generator"):
        super().__init__()
        self.value, self.replicas, self.epoch, self.part = value, list(replicas), epoch, part

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == self.epoch:
            kernel = getattr(self.model, self.part).trainable_weights[0]
            value = np.array(kernel.numpy())
            value[self.replicas, 0, 0] = self.value
            kernel.assign(value)


@pytest.mark.parametrize("part", ["generator", "discriminator"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_it_freezes_the_one_and_leaves_the_other_as_it_would_have_been(part, value):
    guard, kept = DivergenceGuard(["Poor", "Good"]), Weights()
    with pytest.warns(UserWarning, match="step 20 .* class Good .* weights of step 10, the other"):
        history = fit(Poison(value, part=part), guard, kept).history.history
    assert guard.diverged == {"Good": 20}
    undisturbed = networks(fit())
    for now, alone, good in zip(
        floats(kept.seen[-1]), floats(undisturbed), floats(kept.seen[0]), strict=True
    ):
        np.testing.assert_array_equal(now[0], alone[0])
        np.testing.assert_array_equal(now[1], good[1])
    assert np.isfinite([history["d_loss"], history["g_loss"]]).all()


def test_logged_means_are_those_of_the_replicas_left():
    with pytest.warns(UserWarning, match="no longer finite"):
        history = fit(Poison(np.nan), DivergenceGuard()).history.history
    alone = Losses()
    fit(alone)
    np.testing.assert_allclose(history["d_loss"][1:], alone.first[1:], rtol=1e-6)


class Losses(keras.callbacks.Callback):
    """The first replica's discriminator loss in every epoch."""

    def on_train_begin(self, logs=None):
        self.first = []

    def on_epoch_end(self, epoch, logs=None):
        self.first.append(self.model.means.per_replica()["d_loss"][0])


def test_training_stops_when_no_replica_is_left():
    guard = DivergenceGuard()
    with pytest.warns(UserWarning, match="class 0, 1 was no longer finite"):
        gan = fit(Poison(np.nan, replicas=(0, 1)), guard)
    assert len(gan.history.epoch) == 2
    assert all(np.isfinite(weight).all() for weight in networks(gan))


def test_the_next_training_starts_with_every_replica():
    with pytest.warns(UserWarning, match="no longer finite"):
        gan = fit(Poison(np.nan), DivergenceGuard())
    assert gan.active.numpy().ravel().tolist() == [1.0, 1.0]
    before = networks(gan)
    after = networks(fit(gan=gan, epochs=1))
    assert any((a[1] != b[1]).any() for a, b in zip(floats(before), floats(after), strict=True))


def test_rows_that_are_no_numbers_freeze_their_class_alone():
    bad = np.full_like(TABLES[0], np.nan)
    recipe = RECIPES["paper"].scaled(60)
    guard = DivergenceGuard()
    guard.set_real_rows(real_rows=[], labels=["Poor", "Fair"], groups=None)
    with pytest.warns(UserWarning, match="class Fair was no longer finite"):
        gan = train([TABLES[0], bad], recipe, seed=0, callbacks=[guard])
    assert all(np.isfinite(weight).all() for weight in networks(gan))
    alone = train([TABLES[0], TABLES[0] * 0.5], recipe, seed=0)
    np.testing.assert_array_equal(gan.generate(9, replica=0), alone.generate(9, replica=0))


def test_a_sound_training_is_left_alone():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        watched = networks(fit(DivergenceGuard()))
    for a, b in zip(watched, networks(fit()), strict=True):
        np.testing.assert_array_equal(a, b)


def test_another_model_is_refused():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(loss="mse")
    with pytest.raises(TypeError, match=r"watches a gansmote_tf\.GAN.*Sequential"):
        model.fit(np.ones((2, 2)), np.ones(2), callbacks=[DivergenceGuard()], verbose=0)
