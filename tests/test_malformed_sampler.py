"""The samplers' own arguments: what none can mean is refused by name, and nothing is lost."""

import functools

import numpy as np
import pandas as pd
import pytest

from gansmote_tf import GANSMOTE, inspect
from tests.malformed import (
    COUNTS,
    NONE,
    NOT_COUNTS,
    NOT_SHARES,
    SAMPLERS,
    assert_still_samples,
    cases,
    each,
    table,
    trained,
    verdict,
)

X, Y = table()
N = len(X)


def trained_with(name, /, **arguments):
    return trained(name).set_params(**arguments)


def resampled(name, argument, value):
    return trained_with(name, **{argument: value}).fit_resample(X, Y)


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
#: Wrong values of arguments that every sampler has.
SHARED = {
    "sampling_strategy": STRATEGIES,
    "groups": {"word": "none", "none": None, "list": [["A(x)"]], "int": 3},
    "random_state": {
        "float": 1.5,
        "string": "0",
        "negative": -1,
        "huge": 2**40,
        "list": [1],
        "nan": np.nan,
    },
}
SHRINKAGES = {
    "word": "two points",
    "negative": -1,
    "none": None,
    "nan": np.nan,
    "inf": np.inf,
    "huge": 1e12,
    "true": True,
    "list": [3],
    "string": "3",
    "complex": 1j,
}
#: Wrong values of arguments of one sampler or two.
OWN = {
    "GANSMOTE": {
        "recipe": {"word": "papers", "none": None, "dict": {"steps": 3}, "int": 3, "list": ["a"]},
        "verbose": {"three": 3, "string": "1", "none": None, "float": 0.5, "list": [0]},
        "callbacks": {
            "string": "Progress",
            "strings": ["Progress"],
            "int": 3,
            "class": [GANSMOTE],
            "nones": [None],
            "function": [print],
            "dict": {"a": 1},
        },
    },
    "MarginalOverSampler": {"shrinkage": SHRINKAGES},
    "TranslationOverSampler": {"shrinkage": SHRINKAGES, "raking": NOT_SHARES},
}


def cases_of(name):
    """A sampler's wrong arguments, in the constructor and in ``sample``."""
    found = {}
    for argument, values in {**SHARED, **OWN[name]}.items():
        found |= each(argument, argument, functools.partial(resampled, name, argument), values)
    return found | sample_cases(name)


def sample_cases(name):
    return {
        **each("n", r"\bn\b", lambda value: trained(name).sample(value, 0), NOT_COUNTS | NONE),
        **each(
            "label",
            "label",
            lambda value: trained(name).sample(3, value),
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
            lambda value: trained(name).sample(3, 0, random_state=value),
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
            lambda value: trained(name).sample(3, 0, fixed=value),
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
            lambda value: trained(name).sample(3, 0, fixed={"colour": value}),
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
            lambda value: trained(name).sample(3, 0, fixed={"A(x)": value}),
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
            lambda value: trained(name).sample(3, 0, fixed={"flag": value}),
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
            lambda value: trained(name).sample(3, 0, fixed={"age": value}),
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
        "two-names": ("fixed", lambda: trained(name).sample(3, 0, fixed={"A": "x", "A(x)": 1})),
    }


SAMPLER = {f"{name}-{case}": call for name in SAMPLERS for case, call in cases_of(name).items()}


@pytest.mark.parametrize(("names", "call"), **cases(SAMPLER))
def test_arguments_of_the_sampler_are_named(names, call):
    assert verdict(call, names) == "clear"


WRONG = {"sampling_strategy": {7: 9}, "groups": {"B": ["b"]}, "random_state": "x"}
WRONG_OWN = {
    "GANSMOTE": {"callbacks": ["Progress"], "recipe": 3, "verbose": 9},
    "MarginalOverSampler": {"shrinkage": -1},
    "TranslationOverSampler": {"shrinkage": "none", "raking": 2},
}


@pytest.mark.parametrize(
    ("name", "argument", "value"),
    [(name, *item) for name in SAMPLERS for item in (WRONG | WRONG_OWN[name]).items()],
)
def test_a_wrong_argument_loses_nothing_that_was_trained(name, argument, value):
    sampler = trained_with(name, **{argument: value})
    assert verdict(lambda: sampler.fit_resample(X, Y), argument) == "clear"
    assert verdict(lambda: sampler.fit(X, Y), argument) == "clear"
    assert_still_samples(sampler)


@pytest.mark.parametrize("name", SAMPLERS)
@pytest.mark.parametrize("n", **cases(COUNTS))
def test_a_count_may_be_numpys(n, name):
    assert len(trained(name).sample(n, np.int64(0), random_state=0)) == 3
    assert len(inspect(X, Y, folds=n).classes) == 2


@pytest.mark.parametrize("name", SAMPLERS)
@pytest.mark.parametrize("label", [np.int64(1), np.array(1), np.uint8(1), 1.0])
def test_a_label_may_be_numpys(label, name):
    sampler = trained(name)
    plain = sampler.sample(3, 1, random_state=0)
    assert sampler.sample(3, label, random_state=0).equals(plain)


@pytest.mark.parametrize("name", SAMPLERS)
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
def test_what_is_held_may_be_numpys(fixed, name):
    rows = trained(name).sample(3, 0, fixed=fixed)
    for name, value in fixed.items():
        held = rows[name].isna() if pd.isna(value) else rows[name] == value
        assert held.all()
