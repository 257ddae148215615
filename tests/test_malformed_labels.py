"""Labels, strategies, groups and the sampler's own arguments: what is none is refused by name."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from gansmote_tf import inspect, resample_tables
from tests.malformed import (
    SAMPLERS,
    UNTRAINED,
    assert_still_samples,
    but,
    cases,
    no_training,
    table,
    trained,
    verdict,
)

X, Y = table()
N = len(X)
HALF = ["a", "b"] * (N // 2)


def odd_labels(value):
    """Labels of two classes, one of which is replaced."""
    return pd.Series([value, *HALF[1:]], dtype=object)


NO_LABELS = {
    "none": None,
    "string": "label",
    "int": 3,
    "dict": dict(enumerate(HALF)),
    "set": set(range(N)),
    "generator": (one for one in HALF),
    "object": object(),
    "0-d": np.array(1),
    "shorter": HALF[1:],
    "longer": [*HALF, "a"],
    "empty": [],
    "series-shorter": pd.Series(HALF[1:]),
    "two-columns": pd.DataFrame({"a": HALF, "b": HALF}),
    "no-columns": pd.DataFrame(index=range(N)),
    "2-d-of-ints": np.arange(2 * N).reshape(N, 2),
    "3-d": np.zeros((N, 1, 1), int),
    "multilabel": np.ones((N, 2), int),
    "ragged": [[1]] * (N - 1) + [[1, 2]],
    "none-among": odd_labels(None),
    "nan-among": odd_labels(np.nan),
    "NA-among": odd_labels(pd.NA),
    "NaT-among": odd_labels(pd.NaT),
    "list-with-none": [None, *HALF[1:]],
    "float-nan": np.r_[np.nan, np.arange(N - 1) % 2],
    "float-inf": np.r_[np.inf, np.arange(N - 1) % 2],
    "nullable-NA": pd.Series(pd.array([pd.NA, *([0, 1] * (N // 2))[1:]], dtype="Int64")),
    "category-nan": pd.Series(pd.Categorical([None, *HALF[1:]])),
    "string-NA": pd.Series([None, *HALF[1:]], dtype="string"),
    "continuous": np.linspace(0, 1, N),
    "complex": np.arange(N) * 1j,
    "mixed-types": odd_labels(1),
    "mixed-tuple": odd_labels((1, 2)),
    "list-of-tuples": [("a", 1), ("b", 2)] * (N // 2),
    "list-of-lists-ragged": [["a"], "b"] * (N // 2),
    "series-of-tuples": pd.Series([(0, 1), (1, 2)] * (N // 2)),
    "bytes": [b"a", b"b"] * (N // 2),
    "bytes-array": np.array([b"a", b"b"] * (N // 2)),
    "lists": pd.Series([["a"], ["b"]] * (N // 2)),
    "dicts": pd.Series([{"a": 1}, {"b": 1}] * (N // 2)),
    "one-class": ["a"] * N,
    "masked": np.ma.masked_array([0, 1] * (N // 2), mask=[True] + [False] * (N - 1)),
    "structured": np.zeros(N, dtype=[("a", "i4"), ("b", "i4")]),
}

#: Labels that are labels all the same.
LABELS = {
    "booleans": [True, False] * (N // 2),
    "whole-floats": np.arange(N) % 2.0,
    "strings": HALF,
    "object": pd.Series(HALF, dtype=object),
    "tuple": tuple(HALF),
    "unused-categories": pd.Series(pd.Categorical(HALF, categories=list("abcd"))),
    "categorical": pd.Categorical(HALF),
    "index": pd.Index(HALF),
    "one-column": pd.DataFrame({"label": HALF}),
    "nullable-int": pd.Series(pd.array([0, 1] * (N // 2), dtype="Int64")),
    "nullable-boolean": pd.Series(pd.array([True, False] * (N // 2), dtype="boolean")),
    "int8": np.resize(np.array([0, 1], "int8"), N),
    "uint64": np.resize(np.array([2**64 - 1, 1], "uint64"), N),
    "odd-index": pd.Series(HALF, index=["row"] * N),
    "unmasked": np.ma.masked_array([0, 1] * (N // 2)),
    "column-of-lists": [["a"], ["b"]] * (N // 2),
    "one-hot": np.eye(2, dtype=int)[[0, 1] * (N // 2)],
}
NAMES = r"\by\b|label"


@pytest.mark.parametrize("bad", **cases(NO_LABELS))
class TestNoLabels:
    @pytest.mark.parametrize("name", SAMPLERS)
    def test_the_samplers_refuse_them_and_still_sample(self, bad, name):
        sampler = trained(name)
        assert verdict(lambda: sampler.fit_resample(X, bad), NAMES) == "clear"
        assert verdict(lambda: sampler.fit(X, bad), NAMES) == "clear"
        assert_still_samples(sampler)

    def test_many_tables_refuse_them(self, bad):
        assert verdict(lambda: resample_tables([(X, bad)], "paper", seed=0), NAMES) == "clear"


@pytest.mark.parametrize("bad", **cases(but(NO_LABELS, "one-class")))
def test_inspection_refuses_what_are_no_labels(bad):
    assert verdict(lambda: inspect(X, bad), NAMES) == "clear"


@pytest.mark.parametrize("odd", **cases(LABELS))
@pytest.mark.parametrize("name", SAMPLERS)
def test_odd_labels_are_topped_up_as_they_are(odd, name):
    with no_training():
        X_more, y_more = clone(UNTRAINED[name]).fit_resample(X[:-3], odd[:-3])
    assert isinstance(odd, type(y_more))
    assert len(X_more) == len(y_more)
    counts = pd.DataFrame(np.asarray(y_more)).value_counts()
    assert counts.tolist() in ([11, 11], [N // 2, N // 2])
