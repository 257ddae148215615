"""RestoreBest puts back, replica by replica, the weights of the smallest gap."""

import keras
import numpy as np
import pytest

from gansmote_tf.callbacks import RestoreBest
from gansmote_tf.metrics import two_sample_gap
from tests.small_gan import TABLES, fit


class Weights(keras.callbacks.Callback):
    """Keeps the networks' weights of every epoch."""

    def on_train_begin(self, logs=None):
        self.seen = []

    def on_epoch_end(self, epoch, logs=None):
        self.seen.append(networks(self.model))


def networks(gan):
    return [
        weight.numpy() for part in (gan.generator, gan.discriminator) for weight in part.weights
    ]


def floats(weights):
    return [weight for weight in weights if weight.dtype == "float32"]


class Scripted(RestoreBest):
    """A RestoreBest whose gaps are given instead of measured."""

    script = np.array([[0.3, 0.3], [0.1, 0.4], [0.2, 0.2], [0.2, 0.2]])

    def look(self, step, rows):
        marks = iter(self.script[len(self.looked)])
        self.looked = [*self.looked, step]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                "gansmote_tf.callbacks.restore_best.two_sample_gap", lambda *_: next(marks)
            )
            super().look(step, rows)


def test_each_replica_gets_the_weights_of_its_own_best_look():
    kept, best = Weights(), Scripted(interval=10, real_rows=TABLES, labels=["Poor", "Good"])
    best.looked = []
    gan = fit(best, kept)
    assert best.best_steps.tolist() == [20, 30]
    assert best.best.tolist() == [0.1, 0.2]
    assert gan.history.history["gap/Good"] == [0.3, 0.4, 0.2, 0.2]
    for replica, epoch in ((0, 1), (1, 2)):
        for now, then in zip(floats(networks(gan)), floats(kept.seen[epoch]), strict=True):
            np.testing.assert_array_equal(now[replica], then[replica])


def test_the_gap_is_that_of_the_rows_made():
    best = RestoreBest(interval=10, rows=40, real_rows=TABLES)
    history = fit(best, epochs=2).history.history
    rows = best.make_rows() if best.best_steps[1] == 20 else None
    assert 0 <= history["gap/0"][0] <= 0.5
    if rows is not None:
        assert two_sample_gap(rows[1], TABLES[1]) == pytest.approx(best.best[1])


def test_a_gan_without_replicas_gets_all_its_weights_back():
    from gansmote_tf import GAN

    generator = keras.Sequential([keras.Input((4,)), keras.layers.Dense(5, "sigmoid")])
    discriminator = keras.Sequential([keras.Input((5,)), keras.layers.Dense(1, "sigmoid")])
    gan = GAN(generator, discriminator)
    gan.compile(keras.optimizers.Adam(0.1), keras.optimizers.Adam(0.1))
    best, kept = RestoreBest(interval=1, real_rows=TABLES[:1]), Weights()
    gan.fit(TABLES[0], epochs=6, callbacks=[best, kept], verbose=0)
    epoch = best.best_steps[0] - 1
    for now, then in zip(networks(gan), kept.seen[epoch], strict=True):
        np.testing.assert_array_equal(now, then)
