"""Conditions: what is asked for comes out, and what can't be is refused with a reason."""

import numpy as np
import pandas as pd
import pytest

from gansmote_tf.columns import Columns
from tests.constructed import mixed_columns, one_hot


@pytest.fixture
def mixed():
    return mixed_columns()


@pytest.mark.parametrize(
    ("fixed", "name", "value"),
    [
        ({"S": "Poor"}, "S(Poor)", 1),
        ({"S": "S(Poor)"}, "S(Poor)", 1),
        ({"S(Well)": 1}, "S(Well)", 1),
        ({"S": None}, "S(Well)", 0),
        ({"F": 0}, "F", 0),
        ({"F": True}, "F", 1),
        ({"one": 1}, "one", 1),
        ({"age": 40}, "age", 40),
        ({"age": np.int64(50)}, "age", 50),
        ({"colour": "blue"}, "colour", "blue"),
        ({"flag": False}, "flag", False),
    ],
)
def test_attributes_under_a_condition_decode_to_what_was_asked(mixed, fixed, name, value):
    (condition,) = mixed.conditions(fixed)
    rows, _ = mixed.project(np.random.default_rng(0).random((20, mixed.width)))
    rows[:, condition.positions] = condition.values
    assert mixed.valid(rows).all()
    assert (mixed.decode(rows)[name] == value).all()


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_a_missing_value_can_be_asked_for(mixed, missing):
    (condition,) = mixed.conditions({"colour": missing})
    assert condition.values == (0.0, 0.0, 1.0)


def test_each_attribute_has_a_condition_of_its_own(mixed):
    assert len(mixed.conditions({"S": "Well", "age": 30, "colour": "red"})) == 3
    assert mixed.conditions({}) == []


def test_bits_of_an_explicit_group_are_asked_for_by_column():
    columns = Columns({"A": ("any_of", ["x", "y"])}).fit(one_hot([0, 1, -1], ["x", "y"]))
    assert [tuple(condition) for condition in columns.conditions({"y": 1})] == [((1,), (1.0,))]
    with pytest.raises(ValueError, match=r"must name the columns of 'A' one by one.*'x', 'y'"):
        columns.conditions({"A": 1})


@pytest.mark.parametrize(
    ("fixed", "message"),
    [
        ({"nope": 1}, "must name attributes: 'S', 'F'.*'nope'"),
        ({"S": "Fair"}, "must be one of its levels: 'Well', 'Poor'. Received: 'Fair'"),
        ({"S": "Odd"}, "must be a level that the rows given show.*choose one of 'Well', 'Poor'"),
        ({"S(Odd)": 1}, "must be a level that the rows given show"),
        ({"S(Well)": 0}, "must be 1, because the column is a level of 'S'"),
        ({"S": ["Well", "Poor"]}, "a row can't have two"),
        ({"S": "Well", "S(Poor)": 1}, "each attribute once.*'S'"),
        ({"S(Well)": 1, "S(Poor)": 1}, "each attribute once"),
        ({"flag": None}, "must be one of its levels: False, True"),
        ({"F": 2}, "a value that the rows given show: 0, 1"),
        ({"F": "x"}, "a value that the rows given show"),
        ({"one": 0}, "a value that the rows given show: 1. Received: 0"),
        ({"age": 51}, "30 to 50, whole. Received: 51"),
        ({"age": 40.5}, "30 to 50, whole"),
        ({"age": "40"}, "must be a number"),
        ({"age": np.nan}, "must be a number"),
        ({"colour": "green"}, "must be one of its levels: 'blue', 'red', None"),
    ],
)
def test_impossible_requests_say_why(mixed, fixed, message):
    with pytest.raises(ValueError, match=message):
        mixed.conditions(fixed)
