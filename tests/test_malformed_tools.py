"""Datasets, metrics, plots, inspection and commands: what is wrong is refused by its name."""

import numpy as np
import pytest

from gansmote_tf import inspect, load_csv, load_petrography, make_one_hot
from tests.malformed import (
    COUNTS,
    NO_COUNTS,
    NOT_SHARES,
    but,
    cases,
    each,
    table,
    verdict,
)

X, Y = table()
NO_PATHS = {"none": None, "int": 3, "float": 0.5, "list": ["a.csv"], "dict": {}, "frame": X}
ROWS = np.eye(4)

DATASETS = {
    **each("n_samples", "n_samples", make_one_hot, NO_COUNTS | {"10.5": 10.5, "one": 1}),
    **each("n_attributes", "n_attributes", lambda value: make_one_hot(9, value), NO_COUNTS),
    **each(
        "n_levels",
        "n_levels",
        lambda value: make_one_hot(9, 2, value),
        but(NO_COUNTS, "array")
        | {
            "three": [2, 3, 4],
            "zero-in": [2, 0],
            "strings": ["2", "3"],
            "floats": [2.5, 3.5],
            "2-d": [[2, 3]],
        },
    ),
    **each("n_classes", "n_classes", lambda value: make_one_hot(9, n_classes=value), NO_COUNTS),
    **each(
        "weights",
        "weights",
        lambda value: make_one_hot(9, weights=value),
        {
            "number": 0.5,
            "string": "ab",
            "strings": ["a", "b"],
            "three": [1, 1, 1],
            "zero": [0, 1],
            "negative": [-1, 2],
            "nan": [np.nan, 1],
            "inf": [np.inf, 1],
            "none-in": [None, 1],
            "complex": [1j, 1],
            "dict": {0: 1, 1: 2},
            "2-d": [[1, 1]],
        },
    ),
    **each(
        "class_sep",
        "class_sep",
        lambda value: make_one_hot(9, class_sep=value),
        but(NOT_SHARES, "above"),
    ),
    **each(
        "random_state",
        "random_state",
        lambda value: make_one_hot(9, random_state=value),
        {"float": 1.5, "string": "0", "negative": -1, "huge": 2**40, "list": [1], "nan": np.nan},
    ),
    **each("csv-path", "path", load_csv, NO_PATHS),
    **each(
        "target",
        "target",
        lambda value: load_csv("no.csv", value),
        {"none": None, "int": 3, "list": ["a"], "bytes": b"label"},
    ),
    **each(
        "binary",
        "binary",
        lambda value: load_csv("no.csv", binary=value),
        {"string": "no", "none": None},
    ),
    **each(
        "petrography-path",
        "path",
        lambda value: load_petrography(original=True, path=value),
        but(NO_PATHS, "none"),
    ),
    "path-of-the-stand-in": ("path", lambda: load_petrography(path="x.csv")),
    **each(
        "original",
        "original",
        lambda value: load_petrography(original=value),
        {"string": "no", "none": None, "int": 3},
    ),
}

INSPECT = {
    **each(
        "folds",
        "folds",
        lambda value: inspect(X, Y, folds=value),
        NO_COUNTS | {"one": 1, "more": 25},
    ),
}


@pytest.mark.parametrize(("names", "call"), **cases(DATASETS | INSPECT))
def test_arguments_of_tools_are_named(names, call):
    assert verdict(call, names) == "clear"


@pytest.mark.parametrize("number", **cases(COUNTS))
def test_counts_may_be_numpys(number):
    made, _ = make_one_hot(number, n_attributes=number, n_levels=number, random_state=0)
    assert made.shape == (3, 9)
    assert inspect(X, Y, folds=number).folds == 3


@pytest.mark.parametrize("samples", [2, 3, 10, 97])
@pytest.mark.parametrize("weights", [[1, 1], [1e-9, 1], [1e200, 1e-200], [0.3, 0.7]])
def test_every_number_of_rows_is_shared_out_in_the_end(samples, weights):
    _, y = make_one_hot(samples, weights=weights, random_state=0)
    assert len(y) == samples
    assert set(y) == {0, 1}
