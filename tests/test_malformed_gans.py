"""GANs, their trainer and recipes: what no argument can mean is refused by the argument's name."""

import keras
import numpy as np
import pandas as pd
import pytest

from gansmote_tf import (
    GAN,
    RECIPES,
    FusedAdam,
    StepMeans,
)
from gansmote_tf.layers import BitFlip, MinibatchL1, UniformNoise
from tests.malformed import (
    COUNTS,
    NO_COUNTS,
    NO_SEEDS,
    NONE,
    NOT_COUNTS,
    but,
    cases,
    each,
    table,
    trained,
    verdict,
)

FAST = RECIPES["paper"].scaled(20)
ROWS = np.eye(4, dtype="float32")
X, Y = table()


def network(inputs, outputs):
    return keras.Sequential([keras.Input((inputs,)), keras.layers.Dense(outputs, "sigmoid")])


def gan(**parts):
    parts = {"generator": network(2, 4), "discriminator": network(4, 1), **parts}
    return GAN(**parts)


def compiled():
    made = gan()
    made.compile(keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.1))
    return made


def own():
    """The GAN that a sampler trained."""
    return trained().gan_


NO_MODELS = {
    "none": None,
    "string": "generator",
    "int": 3,
    "class": keras.Model,
    "function": np.eye,
}
NO_LAYERS = {"string": "flip", "int": 3, "float": 0.5, "class": BitFlip, "true": True}
NO_OPTIMIZERS = {"none": None, "int": 3, "string": "adamm", "class": keras.optimizers.Adam}
NO_FIT = {
    "none": None,
    "strings": np.array([["a"] * 4] * 3),
    "1-d": np.zeros(4, "float32"),
    "rank-3": np.zeros((2, 3, 4), "float32"),
    "columns": np.eye(3, dtype="float32"),
    "no-rows": np.empty((0, 4), "float32"),
    "frame": pd.DataFrame({"a": ["x", "y"]}),
}
GANS = {
    **each("generator", "generator", lambda value: gan(generator=value), NO_MODELS),
    **each("discriminator", "discriminator", lambda value: gan(discriminator=value), NO_MODELS),
    **each("flip", "flip", lambda value: gan(flip=value), NO_LAYERS),
    **each("noise", "noise", lambda value: gan(noise=value), NO_LAYERS),
    **each("draw", "draw", lambda value: gan(draw=value), NO_LAYERS | {"flip": BitFlip()}),
    **each(
        "distance",
        "distance",
        lambda value: gan(distance=value),
        NO_LAYERS | {"noise": UniformNoise()},
    ),
    "widths": ("discriminator", lambda: gan(discriminator=network(5, 1))),
    "no-room-for-distance": ("discriminator", lambda: gan(distance=MinibatchL1())),
    "two-answers": ("discriminator", lambda: gan(discriminator=network(4, 2))),
    **each(
        "binary",
        "binary",
        lambda value: gan(binary=value),
        {"string": "no", "none": None, "int": 2},
    ),
    **each(
        "distance_gradient",
        "distance_gradient",
        lambda value: gan(distance_gradient=value),
        {"string": "no", "none": None},
    ),
    **each("seed", "seed", lambda value: gan(seed=value), NO_SEEDS),
    **each(
        "first_replica", "first_replica", lambda value: gan(first_replica=value), NO_SEEDS | NONE
    ),
    **each("reseed", "seed", lambda value: compiled().reseed(value), NO_SEEDS | NONE),
    **each(
        "generator_optimizer",
        "generator_optimizer",
        lambda value: gan().compile(value, keras.optimizers.SGD()),
        NO_OPTIMIZERS,
    ),
    **each(
        "discriminator_optimizer",
        "discriminator_optimizer",
        lambda value: gan().compile(keras.optimizers.SGD(), value),
        NO_OPTIMIZERS,
    ),
    **each(
        "steps_per_execution",
        "steps_per_execution",
        lambda value: gan().compile(keras.optimizers.SGD(), keras.optimizers.SGD(), value),
        NO_COUNTS,
    ),
    "one-optimizer-for-both": ("optimizer", lambda: same_optimizer()),
    "uncompiled": ("compile", lambda: gan().fit(ROWS, verbose=0)),
    **each("fit", r"\bx\b|rows", lambda value: compiled().fit(value, verbose=0), NO_FIT),
    **each(
        "epochs",
        "epochs",
        lambda value: compiled().fit(ROWS, epochs=value, verbose=0),
        but(NO_COUNTS, "huge", "zero"),
    ),
    **each(
        "steps_per_epoch",
        "steps_per_epoch",
        lambda value: compiled().fit(ROWS, steps_per_epoch=value, verbose=0),
        but(NO_COUNTS, "huge", "none"),
    ),
    **each(
        "batch_size",
        "batch_size",
        lambda value: compiled().fit(ROWS, batch_size=value, verbose=0),
        but(NO_COUNTS, "huge", "none"),
    ),
    **each(
        "fit-callbacks",
        "callbacks",
        lambda value: compiled().fit(ROWS, callbacks=value, verbose=0),
        {
            "string": "Progress",
            "strings": ["Progress"],
            "class": [keras.callbacks.History],
            "int": 3,
            "nones": [None],
            "function": print,
        },
    ),
    "labels": (r"\by\b", lambda: compiled().fit(ROWS, np.zeros(4), verbose=0)),
    **each("n", r"\bn\b", lambda value: own().generate(value), NOT_COUNTS | NONE),
    **each("replica", "replica", lambda value: own().generate(3, value), NOT_COUNTS | {"two": 2}),
    **each(
        "generator_of", "replica", lambda value: own().generator_of(value), NOT_COUNTS | {"two": 2}
    ),
    **each("generate-seed", "seed", lambda value: own().generate(3, seed=value), NO_SEEDS | NONE),
    **each("chunk", "chunk", lambda value: list(own().stream(3, chunk=value)), NO_COUNTS),
    **each(
        "conditions",
        "conditions",
        lambda value: own().generate(3, conditions=value),
        {
            "int": 3,
            "string": "A",
            "dict": {"A": 1},
            "flat": [(0, 1.0)],
            "beyond": [((99,), (1.0,))],
            "negative": [((-1,), (1.0,))],
            "lengths": [((0, 1), (1.0,))],
            "strings": [((0,), ("a",))],
            "nan": [((0,), (np.nan,))],
            "names": [(("A",), (1.0,))],
        },
    ),
    "amsgrad": ("amsgrad", lambda: FusedAdam(amsgrad=True)),
    **each(
        "learning_rate",
        "learning_rate",
        lambda value: FusedAdam(learning_rate=value),
        {"string": "fast", "none": None, "negative": -1.0, "nan": np.nan, "list": [0.1]},
    ),
    **each(
        "means",
        "names",
        StepMeans,
        {"int": 3, "none": None, "string": "loss", "ints": [1], "empty": ()},
    ),
    **each(
        "replica_shape",
        "replica_shape",
        lambda value: StepMeans(["a"], value),
        {"int": 3, "string": "3", "floats": (2.5,), "negative": (-1,)},
    ),
    **each(
        "averages",
        "averages",
        lambda value: StepMeans(["a"], averages=value),
        {"unknown": {"b": ["c"]}, "list": ["a"], "int": 3},
    ),
    "too-few-values": ("values", lambda: StepMeans(["a", "b"]).add([1.0])),
}


def same_optimizer():
    one = keras.optimizers.SGD()
    gan().compile(one, one)


@pytest.mark.parametrize(("names", "call"), **cases(GANS))
def test_arguments_of_a_gan_are_named(names, call):
    assert verdict(call, names) == "clear"


@pytest.mark.parametrize("number", **cases(COUNTS))
def test_counts_may_be_numpys(number):
    assert own().generate(number, np.int64(1), seed=number).shape == (3, own().columns)
