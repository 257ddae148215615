"""Groups that are none are refused by name."""

import pytest

from gansmote_tf import Columns
from tests.malformed import cases, table, verdict

X, _ = table()

GROUPS = {
    "int": 3,
    "list": [["A(x)", "A(y)"]],
    "string": "A",
    "none": None,
    "frame": X,
    "value-none": {"A": None},
    "value-string": {"A": "A(x)"},
    "value-int": {"A": 3},
    "value-empty": {"A": []},
    "value-dict": {"A": {"A(x)": 1}},
    "value-set": {"A": {"A(x)", "A(y)"}},
    "value-generator": {"A": (name for name in ["A(x)"])},
    "value-2-d": {"A": [["A(x)"], ["A(y)"]]},
    "value-ragged": {"A": ("one_of", ["A(x)"], 3)},
    "unknown-kind": {"A": ("one-of", ["A(x)", "A(y)"])},
    "kind-none": {"A": (None, ["A(x)", "A(y)"])},
    "kind-int": {"A": (1, ["A(x)", "A(y)"])},
    "kind-list": {"A": (["one_of"], ["A(x)", "A(y)"])},
    "kind-only": {"A": ("one_of", [])},
    "kind-frame": {"A": (X, ["A(x)", "A(y)"])},
    "unknown-column": {"A": ["A(x)", "A(q)"]},
    "column-none": {"A": ["A(x)", None]},
    "column-nan": {"A": [0, float("nan")]},
    "column-float": {"A": [0, 1.5]},
    "column-true": {"A": [True, False]},
    "column-negative": {"A": [0, -1]},
    "column-beyond": {"A": [0, 6]},
    "column-huge": {"A": [0, 10**30]},
    "column-unhashable": {"A": [{"A(x)"}, {"A(y)"}]},
    "column-slice": {"A": [slice(0, 2)]},
    "column-twice": {"A": ["A(x)", "A(x)"]},
    "column-in-two": {"A": ["A(x)", "A(y)"], "B": ["A(y)", "A(z)"]},
    "name-of-another": {"age": ["A(x)", "A(y)"]},
    "no-bits": {"A": ["age", "flag"]},
    "no-bits-one_of": {"A": ("one_of", ["age", "flag"])},
    "category-as-number": {"A": ("numeric", ["colour"])},
    "category-as-bit": {"A": ("any_of", ["colour"])},
}


@pytest.mark.parametrize("groups", **cases(GROUPS))
def test_groups_that_are_none_are_refused(groups):
    assert verdict(lambda: Columns(groups).fit(X), "groups|Column") == "clear"
