"""The encoding that all methods share: there and back, and what is valid in it."""

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings

from gansmote_tf.benchmark.table_encoder import (
    MOST_LEVELS,
    TableEncoder,
    begins_with,
    filled,
    numbers_of,
    plain_table,
    rows_at,
    sizes_of,
)
from tests.comparison_tables import COLUMNS, make_table

CELLS = st.sampled_from(["a", "b", "missing", "", "é", "1"]) | st.none()


@st.composite
def tables(draw):
    """Categories of any text with missing ones, with numbers or without; or nothing but bits."""
    rows = draw(st.integers(1, 12))
    if draw(st.booleans()):
        bits = st.lists(st.integers(0, 1), min_size=rows, max_size=rows)
        return pd.DataFrame({f"A({place})": draw(bits) for place in range(draw(st.integers(1, 4)))})
    cells = st.lists(CELLS, min_size=rows, max_size=rows)
    names = draw(st.lists(st.text(min_size=1, max_size=3), min_size=1, max_size=4, unique=True))
    X = pd.DataFrame({name: draw(cells) for name in names}, dtype=object)
    if draw(st.booleans()):
        numbers = st.floats(-1e3, 1e3, width=32)
        more = MOST_LEVELS + 1
        values = draw(st.lists(numbers, min_size=more, max_size=more, unique=True))
        X = pd.concat([X] * more, ignore_index=True).head(more).reindex(range(more))
        X["a number"] = values
    return X


@settings(max_examples=30, deadline=None)
@given(tables())
@example(pd.DataFrame({"0": ["a", None], "\0": ["a", "b"]}, dtype=object))
@example(pd.DataFrame({"\0": ["a"]}, dtype=object))
def test_encoded_rows_come_back_with_missing_categories_as_a_level(X):
    X = plain_table(X)
    encoder = TableEncoder(X)
    rows = encoder.encode(X)
    assert rows.dtype == "float32"
    assert encoder.valid(rows).all()
    back, expected = encoder.decode(rows), filled(X)
    assert list(back) == list(expected)
    for name in expected:
        if name in numbers_of(X):
            scale = np.ptp(X[name]) + np.abs(X[name]).max()
            np.testing.assert_allclose(back[name], X[name], atol=1e-5 * scale)
        else:
            assert back[name].tolist() == expected[name].tolist()
    np.testing.assert_allclose(encoder.encode(back), rows, atol=1e-5)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_valid_is_one_level_per_category_and_bits_that_are_bits(data):
    X, _ = make_table(data.draw(st.sampled_from(COLUMNS)))
    X = plain_table(X)
    encoder = TableEncoder(X)
    width = encoder.encode(X).shape[1]
    values = st.sampled_from([0.0, 0.0, 1.0, 0.5, 2.0, -1.0])
    row = data.draw(st.lists(values, min_size=width, max_size=width))
    row = encoder.encode(X)[0] if data.draw(st.booleans()) else np.array(row, "float32")
    place = data.draw(st.integers(0, width - 1))
    row[place] = data.draw(values)
    told = encoder.valid(row[None]).tolist()
    assert told == [brute_force(X, row)]


def brute_force(X, row):
    """By hand: columns of categories first, each with its levels, then numbers, then bits."""
    start = 0
    if X.dtypes.eq("int64").all():
        return all(value in (0, 1) for value in row)
    for name in X:
        if name in numbers_of(X):
            continue
        levels = filled(X)[name].nunique()
        block = list(row[start : start + levels])
        start += levels
        if sorted(block) != [0] * (levels - 1) + [1]:
            return False
    return True


def test_fractions_count_as_the_level_with_the_largest():
    encoder = TableEncoder(pd.DataFrame({"a": ["x", "y"], "b": ["u", "v"]}, dtype=object))
    rows = np.array([[0.4, 0.6, 0.9, 0.1]], "float32")
    assert encoder.decode(rows).to_dict("list") == {"a": ["y"], "b": ["u"]}
    assert not encoder.valid(rows).any()


class TestPlainTable:
    def test_numbers_of_few_values_are_levels_and_of_many_numbers(self):
        X = pd.DataFrame({"few": np.arange(42) % MOST_LEVELS, "many": np.arange(42) % 21})
        assert numbers_of(plain_table(X)) == ["many"]
        assert plain_table(X)["few"].unique().tolist() == [str(each) for each in range(20)]

    def test_a_missing_number_is_the_median_and_a_missing_category_stays(self):
        numbers = pd.Series([*range(25), None])
        X = plain_table(pd.DataFrame({"n": numbers, "c": ["x"] * 25 + [None]}))
        assert X["n"].iloc[-1] == 12
        assert X["c"].iloc[-1] is None

    @pytest.mark.parametrize("dtype", ["object", "str", "category"])
    def test_text_is_read_alike_whatever_holds_it(self, dtype):
        X = plain_table(pd.DataFrame({"c": ["x", None, "y"], "d": [0, 1, 0]}).astype({"c": dtype}))
        assert X["c"].tolist() == ["x", None, "y"]
        assert X["c"].dtype == object

    @pytest.mark.parametrize("dtype", ["bool", "int8", "float64"])
    def test_nothing_but_bits_stays_bits(self, dtype):
        X = plain_table(pd.DataFrame({"A(x)": [0, 1], "A(y)": [1, 0]}).astype(dtype))
        assert (X.dtypes == "int64").all()

    def test_bits_beside_categories_are_levels(self):
        X = plain_table(pd.DataFrame({"A": [0, 1], "B": ["u", "v"]}))
        assert X["A"].tolist() == ["0", "1"]

    def test_infinite_numbers_are_refused(self):
        X = pd.DataFrame({"depth": [np.inf, *range(30)]})
        with pytest.raises(ValueError, match=r"must hold finite numbers.*'depth'"):
            plain_table(X)


def test_an_unknown_level_is_refused():
    encoder = TableEncoder(pd.DataFrame({"a": ["x", "y"]}, dtype=object))
    with pytest.raises(ValueError, match="unknown categories"):
        encoder.encode(pd.DataFrame({"a": ["z"]}, dtype=object))


def test_sizes_come_largest_first_and_equal_ones_by_name():
    assert list(sizes_of(["b", "c", "a", "c"]).items()) == [("c", 2), ("a", 1), ("b", 1)]


def test_rows_at_positions_are_numbered_anew():
    X = pd.DataFrame({"a": list("xyz")}, index=[7, 8, 9])
    assert rows_at(X, np.array([2, 0])).to_dict() == {"a": {0: "z", 1: "x"}}


def test_rows_begin_with_those_of_equal_cells_only():
    X = pd.DataFrame({"a": ["x", None], "n": [1.0, 2.0]}, dtype=object)
    assert begins_with(pd.concat([X, X]), X)
    assert begins_with(X.assign(n=[1, 2]), X)
    assert not begins_with(X, pd.concat([X, X]))
    assert not begins_with(X.assign(a=["x", "y"]), X)
    assert not begins_with(X.rename(columns={"a": "b"}), X)
