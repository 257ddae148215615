"""The trainer, recipes and many tables: what none can mean is refused by name."""

from dataclasses import replace

import keras
import numpy as np
import pandas as pd
import pytest

from gansmote_tf import (
    RECIPES,
    Recipe,
    build_gan,
    resample_tables,
    train,
)
from gansmote_tf.columns import Groups
from tests.malformed import (
    COUNTS,
    NO_COUNTS,
    NO_SEEDS,
    NONE,
    assert_still_samples,
    cases,
    each,
    table,
    trained,
    verdict,
)

FAST = RECIPES["paper"].scaled(20)
ROWS = np.eye(4, dtype="float32")
X, Y = table()
NO_ROWS = {
    "none": None,
    "int": 3,
    "string": "rows",
    "empty": [],
    "no-rows": [np.empty((0, 3))],
    "no-columns": [np.empty((3, 0))],
    "1-d": [np.zeros(3)],
    "widths": [np.eye(3), np.eye(4)],
    "nones": [None],
    "strings": [np.array([["a", "b"]])],
    "inf": [np.full((3, 3), np.inf)],
    "beyond": [np.full((3, 3), 7.0)],
    "below": [np.full((3, 3), -1.0)],
    "complex": [np.eye(3) * 1j],
    "ragged": [[[1, 0], [1]]],
    "frame-of-strings": [pd.DataFrame({"a": ["x", "y"]})],
    "masked": [np.ma.masked_array(np.eye(3), mask=np.eye(3))],
}
RECIPE = {"none": None, "word": "papers", "dict": {"steps": 3}, "int": 3, "class": Recipe}
TRAIN = {
    **each("rows", "rows", lambda value: train(value, FAST, seed=0), NO_ROWS),
    **each("recipe", "recipe", lambda value: train([ROWS], value, seed=0), RECIPE),
    **each("seed", "seed", lambda value: train([ROWS], FAST, seed=value), NO_SEEDS | NONE),
    **each(
        "groups",
        "groups",
        lambda value: train([ROWS], replace(FAST, heads="grouped"), seed=0, groups=value),
        {"int": 3, "string": "A", "strings": ["A"], "dict": {"A": [0]}, "beyond": Groups.bits(9)},
    ),
    **each(
        "background",
        "background",
        lambda value: train([ROWS], FAST, seed=0, background=value),
        {
            "string": "mean",
            "short": np.zeros(3),
            "none-in": [None] * 4,
            "scalar": 0.5,
            "replicas": np.zeros((2, 4)),
            "nan": np.full(4, np.nan),
        },
    ),
    **each(
        "callbacks",
        "callbacks",
        lambda value: train([ROWS], FAST, seed=0, callbacks=value),
        {
            "string": "Progress",
            "strings": ["Progress"],
            "class": [keras.callbacks.History],
            "nones": [None],
            "int": 3,
        },
    ),
    **each(
        "first_replica",
        "first_replica",
        lambda value: train([ROWS], FAST, seed=0, first_replica=value),
        NO_SEEDS | NONE,
    ),
    **each(
        "pad_rows_to",
        "pad_rows_to",
        lambda value: train([ROWS], FAST, seed=0, pad_rows_to=value),
        NO_COUNTS,
    ),
    **each(
        "verbose",
        "verbose",
        lambda value: train([ROWS], FAST, seed=0, verbose=value),
        {"three": 3, "string": "loud", "none": None, "list": [1]},
    ),
    **each("build-recipe", "recipe", lambda value: build_gan(value, 3), RECIPE),
    **each("build-columns", "columns", lambda value: build_gan(FAST, value), NO_COUNTS),
    **each("build-replicas", "replicas", lambda value: build_gan(FAST, 3, value), NO_COUNTS),
    **each("build-seed", "seed", lambda value: build_gan(FAST, 3, seed=value), NO_SEEDS),
    **each(
        "build-binary",
        "binary",
        lambda value: build_gan(FAST, 3, binary=value),
        {"string": "no", "none": None},
    ),
    **each(
        "tables",
        "tables",
        lambda value: resample_tables(value, FAST, seed=0),
        {
            "none": None,
            "int": 3,
            "string": "ab",
            "empty": [],
            "frame": X,
            "flat": [X, Y],
            "single": [(X,)],
            "triple": [(X, Y, Y)],
            "dict": {"a": (X, Y)},
        },
    ),
    **each(
        "tables-recipe", "recipe", lambda value: resample_tables([(X, Y)], value, seed=0), RECIPE
    ),
    **each(
        "tables-seed",
        "seed",
        lambda value: resample_tables([(X, Y)], FAST, seed=value),
        NO_SEEDS | NONE,
    ),
    **each(
        "processes",
        "processes",
        lambda value: resample_tables([(X, Y)], FAST, seed=0, processes=value),
        NO_COUNTS,
    ),
    **each(
        "tables-callbacks",
        "callbacks",
        lambda value: resample_tables([(X, Y)], FAST, seed=0, callbacks=value),
        {"strings": ["Progress"], "int": 3, "string": "Progress"},
    ),
    **each("scaled", "steps", lambda value: FAST.scaled(value), NO_COUNTS),
}


@pytest.mark.parametrize(("names", "call"), **cases(TRAIN))
def test_arguments_of_training_are_named(names, call):
    assert verdict(call, names) == "clear"


def test_after_all_that_the_sampler_still_samples():
    assert_still_samples(trained())


@pytest.mark.parametrize("number", **cases(COUNTS))
def test_counts_may_be_numpys(number):
    assert build_gan(FAST, number, number, seed=number).replicas == 3
    assert FAST.scaled(number) == FAST.scaled(3)
    assert Recipe(steps=number).steps == 3
