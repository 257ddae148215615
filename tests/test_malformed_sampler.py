"""The sampler's own arguments: what none can mean is refused by name, and nothing is lost."""

import numpy as np
import pandas as pd
import pytest

from gansmote_tf import GANSMOTE, inspect
from tests.malformed import (
    COUNTS,
    NOT_COUNTS,
    assert_still_samples,
    cases,
    each,
    table,
    trained,
    verdict,
)

X, Y = table()
N = len(X)


def resampled(value):
    return trained_with(sampling_strategy=value).fit_resample(X, Y)


def trained_with(**arguments):
    return trained().set_params(**arguments)


STRATEGIES = {
    "word": "alll",
    "majority": "majority",
    "empty-word": "",
    "zero": 0,
    "above-one": 1.5,
    "negative": -0.5,
    "nan": float("nan"),
    "complex": 1j,
    "none": None,
    "true": True,
    "list": [1],
    "set": {1},
    "array": np.array([1]),
    "ratio-reached": 0.25,
    "unknown-label": {7: 20},
    "label-as-string": {"1": 20},
    "none-label": {None: 20},
    "fewer-rows": {1: 3},
    "negative-rows": {1: -5},
    "float-rows": {1: 20.5},
    "whole-float-rows": {1: 20.0},
    "nan-rows": {1: float("nan")},
    "string-rows": {1: "20"},
    "none-rows": {1: None},
    "true-rows": {0: 16, 1: True},
    "list-rows": {1: [20]},
    "huge-rows": {1: 10**12},
    "callable-none": lambda y: None,
    "callable-list": lambda y: [20],
    "callable-string-rows": lambda y: {1: "20"},
}
SAMPLER = {
    **each("sampling_strategy", "sampling_strategy", resampled, STRATEGIES),
    **each(
        "recipe",
        "recipe",
        lambda value: trained_with(recipe=value).fit_resample(X, Y),
        {"word": "papers", "none": None, "dict": {"steps": 3}, "int": 3, "list": ["paper"]},
    ),
    **each(
        "groups",
        "groups",
        lambda value: trained_with(groups=value).fit_resample(X, Y),
        {"word": "none", "none": None, "list": [["A(x)"]], "int": 3},
    ),
    **each(
        "random_state",
        "random_state",
        lambda value: trained_with(random_state=value).fit_resample(X, Y),
        {"float": 1.5, "string": "0", "negative": -1, "huge": 2**40, "list": [1], "nan": np.nan},
    ),
    **each(
        "verbose",
        "verbose",
        lambda value: trained_with(verbose=value).fit_resample(X, Y),
        {"three": 3, "string": "1", "none": None, "float": 0.5, "list": [0]},
    ),
    **each(
        "callbacks",
        "callbacks",
        lambda value: trained_with(callbacks=value).fit_resample(X, Y),
        {
            "string": "Progress",
            "strings": ["Progress"],
            "int": 3,
            "class": [GANSMOTE],
            "nones": [None],
            "function": [print],
            "dict": {"a": 1},
        },
    ),
    **each("n", r"\bn\b", lambda value: trained().sample(value, 0), NOT_COUNTS | {"none": None}),
    **each(
        "label",
        "label",
        lambda value: trained().sample(3, value),
        {
            "unknown": 7,
            "string": "1",
            "none": None,
            "nan": np.nan,
            "NA": pd.NA,
            "list": [0],
            "dict": {},
            "array": np.array([0, 1]),
            "set": {0},
            "float": 0.5,
            "frame": X,
            "slice": slice(1),
        },
    ),
    **each(
        "sample-random_state",
        "random_state",
        lambda value: trained().sample(3, 0, random_state=value),
        {
            "float": 1.5,
            "string": "0",
            "negative": -1,
            "huge": 2**40,
            "list": [1],
            "dict": {},
            "nan": np.nan,
        },
    ),
    **each(
        "fixed",
        "fixed",
        lambda value: trained().sample(3, 0, fixed=value),
        {
            "string": "A",
            "list": ["A"],
            "int": 3,
            "pairs": [("A", "x")],
            "set": {"A"},
            "true": True,
            "frame": X,
            "unknown": {"B": 1},
            "unknown-int": {0: 1},
            "none-name": {None: 1},
        },
    ),
    **each(
        "fixed-level",
        "fixed",
        lambda value: trained().sample(3, 0, fixed={"colour": value}),
        {
            "unknown": "green",
            "int": 1,
            "list": ["red"],
            "dict": {},
            "set": {"red"},
            "array": np.array(["red", "blue"]),
            "bytes": b"red",
            "complex": 1j,
            "frame": X,
            "object": object(),
        },
    ),
    **each(
        "fixed-column",
        "fixed",
        lambda value: trained().sample(3, 0, fixed={"A(x)": value}),
        {
            "zero": 0,
            "two": 2,
            "string": "1",
            "none": None,
            "NA": pd.NA,
            "nan": np.nan,
            "complex": 2j,
            "dict": {},
        },
    ),
    **each(
        "fixed-bit",
        "fixed",
        lambda value: trained().sample(3, 0, fixed={"flag": value}),
        {
            "two": 2,
            "half": 0.5,
            "string": "1",
            "none": None,
            "NA": pd.NA,
            "nan": np.nan,
            "complex": 1 + 0j,
            "dict": {},
            "list": [1],
        },
    ),
    **each(
        "fixed-number",
        "fixed",
        lambda value: trained().sample(3, 0, fixed={"age": value}),
        {
            "below": -1,
            "above": 1e9,
            "string": "3",
            "none": None,
            "NA": pd.NA,
            "nan": np.nan,
            "inf": np.inf,
            "complex": 3 + 0j,
            "true": True,
            "huge": 10**400,
            "list": [3],
            "dict": {},
        },
    ),
    "two-names": ("fixed", lambda: trained().sample(3, 0, fixed={"A": "x", "A(x)": 1})),
}


@pytest.mark.parametrize(("names", "call"), **cases(SAMPLER))
def test_arguments_of_the_sampler_are_named(names, call):
    assert verdict(call, names) == "clear"


@pytest.mark.parametrize(
    "wrong",
    [
        {"callbacks": ["Progress"]},
        {"sampling_strategy": {7: 9}},
        {"recipe": 3},
        {"verbose": 9},
        {"groups": {"B": ["b"]}},
        {"random_state": "x"},
    ],
    ids=str,
)
def test_a_wrong_argument_loses_nothing_that_was_trained(wrong):
    sampler = trained_with(**wrong)
    assert verdict(lambda: sampler.fit_resample(X, Y), next(iter(wrong))) == "clear"
    assert verdict(lambda: sampler.fit(X, Y), next(iter(wrong))) == "clear"
    assert_still_samples(sampler)


@pytest.mark.parametrize("n", **cases(COUNTS))
def test_a_count_may_be_numpys(n):
    assert len(trained().sample(n, np.int64(0), random_state=0)) == 3
    assert len(inspect(X, Y, folds=n).classes) == 2


@pytest.mark.parametrize("label", [np.int64(1), np.array(1), np.uint8(1), 1.0])
def test_a_label_may_be_numpys(label):
    assert trained().sample(3, label, random_state=0).equals(trained().sample(3, 1, random_state=0))


@pytest.mark.parametrize(
    "fixed",
    [
        {},
        {"age": np.array(3.0)},
        {"age": np.float32(3)},
        {"flag": np.True_},
        {"colour": np.array("red")},
        {"colour": float("nan")},
        {"colour": pd.NA},
        {"A(x)": np.array(1)},
    ],
    ids=str,
)
def test_what_is_held_may_be_numpys(fixed):
    rows = trained().sample(3, 0, fixed=fixed)
    for name, value in fixed.items():
        held = rows[name].isna() if pd.isna(value) else rows[name] == value
        assert held.all()
