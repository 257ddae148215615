"""A small GAN of two replicas for the tests of callbacks, traced once and trained many times."""

import functools

import keras
import numpy as np
import tensorflow as tf

from gansmote_tf.recipes import RECIPES
from gansmote_tf.training import build_gan

SHORT = RECIPES["paper"].scaled(60)
TABLES = [np.eye(5, dtype="float32")[:4], np.tile(np.eye(5, dtype="float32")[:2], (4, 1))]


@functools.cache
def _traced():
    return build_gan(SHORT, columns=5, replicas=2)


def fresh_gan(steps=10, seed=0):
    """The GAN as new, with so many steps in one call of its graph."""
    gan = _traced()
    gan.reseed(seed)
    gan.stop_training = False
    gan.steps_per_execution = steps
    return gan


def fit(*callbacks, epochs=4, steps=10, seed=0, gan=None, **arguments):
    """Train it on both tables; returns it with its ``history``."""
    gan = fresh_gan(steps, seed) if gan is None else gan
    rows = np.stack([np.resize(table, (8, 5)) for table in TABLES])
    gan.fit(
        tf.data.Dataset.from_tensors(rows).repeat(),
        epochs=epochs,
        steps_per_epoch=steps,
        shuffle=False,
        callbacks=list(callbacks),
        **{"verbose": 0, **arguments},
    )
    return gan


class Poison(keras.callbacks.Callback):
    """Puts NaN into the generator's first weights of replica 1 as the second epoch begins."""

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 1:
            kernel = self.model.generator.trainable_weights[0]
            value = np.array(kernel.numpy())
            value[1] = np.nan
            kernel.assign(value)
