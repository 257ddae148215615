"""Rows as levels of attributes and back, numbers by bins of their ranks."""

import numpy as np
import pandas as pd
import pytest

from gansmote_tf import Columns
from gansmote_tf.frequencies.attribute_levels import BINS, AttributeLevels, BinnedNumbers
from tests.constructed import learned, one_hot

X = pd.DataFrame(
    {
        "S(a)": [1, 0, 0, 1, 0],
        "S(b)": [0, 1, 0, 0, 1],
        "colour": ["red", None, "blue", "red", "red"],
        "flag": [0, 1, 1, 0, 1],
        "age": [30, 40, 50, 30, 45],
    }
)
COLUMNS = Columns({"S": ("at_most_one", ["S(a)", "S(b)"])}).fit(X)
ROWS = COLUMNS.encode(X)
ALL = np.ones(5, bool)


@pytest.fixture
def levels():
    return AttributeLevels(COLUMNS)


def test_each_attribute_counts_its_levels_from_zero(levels):
    codes = levels.codes(ROWS)
    assert codes[:, 0].tolist() == [0, 1, 2, 0, 1]  # none set is a level
    assert codes[:, 1].tolist() == [1, 2, 0, 1, 1]  # so is a missing value
    assert codes[:, 2].tolist() == [0, 1, 1, 0, 1]
    assert codes[0, 3] == codes[3, 3] == 0
    assert codes[2, 3] == BINS - 1
    assert levels.starts.tolist() == [0, 3, 6, 8]
    assert levels.count == 8 + BINS


def test_counts_may_be_weighed(levels):
    codes = levels.codes(ROWS)
    assert levels.counts(codes)[:3].tolist() == [2, 2, 1]
    assert levels.counts(codes, np.array([1, 2, 3, 4, 5]))[:3].tolist() == [5, 7, 3]


def test_levels_become_the_rows_that_they_are_of(levels):
    codes = levels.codes(ROWS)
    numbers = levels.numbers_of(codes, ROWS, ALL)
    again = levels.rows(codes, numbers, np.full((5, 1), 0.5))
    np.testing.assert_array_equal(again, ROWS)


@pytest.mark.parametrize("kind", ["one_of", "at_most_one"])
def test_rows_that_break_their_group_have_no_level(kind):
    columns = learned([0, 1, 2, -1], kind)
    broken = one_hot([0, -1], ["x", "y", "z"])
    broken.iloc[0] = [1, 1, 0]
    codes = AttributeLevels(columns).codes(columns.encode(broken))
    assert codes.tolist() == [[-1], [3 if kind == "at_most_one" else -1]]
    assert AttributeLevels(columns).counts(codes).sum() == (kind == "at_most_one")


def test_what_is_held_is_told_by_attribute(levels):
    conditions = COLUMNS.conditions({"colour": "blue", "flag": 1, "S": None, "age": 30})
    places, codes = levels.held(conditions)
    assert dict(zip(places.tolist(), codes.tolist(), strict=True)) == {0: 2, 1: 0, 2: 1, 3: 0}
    assert [len(part) for part in levels.held([])] == [0, 0]


class TestNumbers:
    def test_ten_bins_hold_as_many_rows_each_and_equal_numbers_stand_together(self):
        frame = pd.DataFrame({"a": np.exp(np.arange(100.0)), "b": [0] * 70 + list(range(1, 31))})
        columns = Columns().fit(frame)
        codes = AttributeLevels(columns).codes(columns.encode(frame))
        assert np.ptp(np.bincount(codes[:, 0], minlength=BINS)) <= 2
        assert len(set(codes[:70, 1])) == 1
        assert set(codes[:70, 1]).isdisjoint(codes[70:, 1])

    def test_a_bin_gives_numbers_of_the_class_or_else_of_the_table(self):
        codes = np.array([[0], [0], [0], [4], [4]])
        values = np.array([[0.01], [0.02], [0.03], [0.41], [0.42]])
        own = np.array([False, True, True, False, False])
        uniform = np.linspace(0, 1, 50, endpoint=False)[:, None]
        numbers = BinnedNumbers(codes, values, own)
        low = numbers.draw(np.zeros((50, 1), int), uniform)
        high = numbers.draw(np.full((50, 1), 4), uniform)
        for found, expected in ((low, [0.02, 0.03]), (high, [0.41, 0.42])):
            kinds, counts = np.unique(found, return_counts=True)
            np.testing.assert_allclose(kinds, expected)
            assert counts.tolist() == [25, 25]
