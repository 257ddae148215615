"""Columns: tables to numbers in [0, 1] and back, and rows made valid."""

import pickle

import hypothesis.extra.numpy as hnp
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gansmote_tf.columns import Columns
from tests.constructed import learned, mixed_columns, one_hot

# Groups named with an underscore are told of; tests/test_columns_inferred.py tests that.
pytestmark = pytest.mark.filterwarnings("ignore:Columns of 0 and 1 named alike")

# --- there and back: random tables ------------------------------------------------------------


def values_of(kind, rows, draw):
    if kind == "whole":
        numbers = draw(hnp.arrays("int64", rows, elements=st.integers(-4_000_000, 4_000_000)))
        return pd.Series(numbers).astype(
            draw(st.sampled_from(["int64", "int32", "Int64", "float64"]))
        )
    if kind == "float":
        return pd.Series(draw(hnp.arrays("float32", rows, elements=st.floats(-1e6, 1e6, width=32))))
    if kind == "bits":
        return pd.Series(draw(hnp.arrays("int8", rows, elements=st.integers(0, 1))))
    if kind == "bool":
        return pd.Series(draw(hnp.arrays(bool, rows)))
    letters = draw(
        st.lists(st.sampled_from(["a", "b", "", "é", None]), min_size=rows, max_size=rows)
    )
    if kind == "category":
        return pd.Series(pd.Categorical(letters, categories=["b", "unused", "a", "é", ""]))
    return pd.Series(letters, dtype={"object": object}.get(kind, kind))


KINDS = ["whole", "float", "bits", "bool", "category", "object", "str", "string"]


@st.composite
def tables(draw):
    rows = draw(st.integers(1, 12))
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=6))
    table = pd.DataFrame({f"c{i}": values_of(kind, rows, draw) for i, kind in enumerate(kinds)})
    if draw(st.booleans()):
        codes = draw(hnp.arrays(int, rows, elements=st.integers(-1, 2)))
        table = pd.concat([table, one_hot(codes, ["A(x)", "A(y)", "A(z)"])], axis=1)
    return table[draw(st.permutations(list(table)))]


@settings(max_examples=80, deadline=None)
@given(tables())
def test_any_table_comes_back_as_it_was(X):
    columns = Columns().fit(X)
    bits = columns.encode(X)
    back = columns.decode(bits)
    floats = [name for name in X if X[name].dtype == "float32"]
    others = [name for name in X if name not in floats]
    pd.testing.assert_frame_equal(back[others], X[others], check_exact=True)
    for name in floats:
        assert (back[name].astype(float) - X[name].astype(float)).abs().max() <= 2e-7 * (
            np.ptp(X[name].astype(float)) + X[name].abs().max()
        )
    assert list(back) == list(X)
    assert (back.dtypes == X.dtypes).all()
    assert bits.dtype == np.float32
    assert bits.min() >= 0
    assert bits.max() <= 1


@settings(max_examples=60, deadline=None)
@given(tables(), st.integers(0, 2**32 - 1))
def test_whatever_is_generated_becomes_valid_rows_of_levels_seen(X, seed):
    columns = Columns().fit(X)
    numbers = np.random.default_rng(seed).random((30, columns.width))
    rows, _ = columns.project(numbers)
    assert columns.valid(rows).all()
    again, projected_again = columns.project(rows)
    assert not projected_again.any()
    np.testing.assert_array_equal(again, rows)
    made = columns.decode(rows)
    np.testing.assert_array_equal(
        columns.encode(made)[:, bits_in(columns)], rows[:, bits_in(columns)]
    )
    for group in columns.groups:
        if group.kind == "one_of" and len(group.columns) == 1:
            name = group.name
            assert set(made[name].dropna()) <= set(X[name].dropna())
            assert X[name].isna().any() or not made[name].isna().any()


def bits_in(columns):
    return [p for group in columns.groups if group.kind != "numeric" for p in group.positions]


@settings(max_examples=50, deadline=None)
@given(tables())
def test_groups_cover_every_position_once_in_order(X):
    columns = Columns().fit(X)
    positions = [position for group in columns.groups for position in group.positions]
    assert positions == list(range(columns.width))
    assert all(len(group.levels) == len(group.positions) for group in columns.groups)
    assert sorted(name for g in columns.groups for name in g.columns) == sorted(X)


# --- projection and validity ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "numbers", "row", "projected"),
    [
        ("one_of", [0.9, 0.1, 0.2], [1, 0, 0], False),
        ("one_of", [0.4, 0.1, 0.2], [1, 0, 0], True),
        ("one_of", [0.7, 0.1, 0.8], [0, 0, 1], True),
        ("at_most_one", [0.9, 0.1, 0.2], [1, 0, 0], False),
        ("at_most_one", [0.4, 0.1, 0.2], [0, 0, 0], False),
        ("at_most_one", [0.7, 0.1, 0.8], [0, 0, 1], True),
        ("any_of", [0.7, 0.1, 0.8], [1, 0, 1], False),
        ("any_of", [0.5, 0.49, 0.0], [1, 0, 0], False),
    ],
)
def test_rows_are_rounded_and_projected_to_the_nearest_valid_one(kind, numbers, row, projected):
    rows, projected_rows = learned([0, 1, 2, -1], kind).project([numbers])
    assert rows.dtype == np.float32
    assert rows.tolist() == [row]
    assert projected_rows.tolist() == [projected]


@pytest.mark.parametrize(
    ("kind", "numbers", "row"),
    [
        ("one_of", [0.6, 0.1, 0.8], [1, 0, 0]),
        ("one_of", [0.2, 0.1, 0.8], [1, 0, 0]),
        ("at_most_one", [0.2, 0.1, 0.8], [0, 0, 0]),
        ("at_most_one", [0.2, 0.6, 0.8], [0, 1, 0]),
        ("any_of", [0.7, 0.1, 0.8], [1, 0, 0]),
    ],
)
def test_a_level_that_was_never_shown_is_never_made(kind, numbers, row):
    columns = learned([0, 1, -1], kind)
    assert columns.groups[0].never == (2,)
    rows, projected = columns.project([numbers])
    assert rows.tolist() == [row]
    assert projected.tolist() == [True]
    assert not columns.valid([[0, 0, 1]]).any()


def test_a_bit_that_is_always_set_stays_set():
    columns = Columns().fit(pd.DataFrame({"a": [1, 1], "b": [0, 1]}))
    rows, projected = columns.project([[0.1, 0.2], [0.9, 0.2]])
    assert rows.tolist() == [[1, 0], [1, 0]]
    assert projected.tolist() == [True, False]
    assert columns.valid([[0, 1], [1, 1]]).tolist() == [False, True]


@pytest.mark.parametrize("kind", ["one_of", "at_most_one", "any_of"])
def test_projection_finds_what_a_search_over_all_valid_rows_finds(kind):
    columns = learned([0, 1, 2, -1], kind)
    every = np.array(list(np.ndindex(2, 2, 2)))
    valid = every[columns.valid(every)]
    numbers = np.random.default_rng(0).random((500, 3))
    distances = ((numbers[:, None] - valid) ** 2).sum(axis=2)
    np.testing.assert_array_equal(columns.project(numbers)[0], valid[distances.argmin(axis=1)])


def test_valid_wants_bits_and_scaled_numbers():
    columns = Columns().fit(pd.DataFrame({"a": [0, 1, 1], "n": [3, 4, 5]}))
    rows = [[1, 0.5], [0.5, 0.5], [2, 0.5], [1, 1.5], [1, np.nan]]
    assert columns.valid(rows).tolist() == [True, False, False, False, False]


def test_numbers_beyond_the_range_are_brought_back_without_counting_as_projected():
    rows, projected = (
        Columns().fit(pd.DataFrame({"n": [3.5, 4, 5]})).project([[-0.5], [0.3], [1.5]])
    )
    np.testing.assert_allclose(rows, [[0], [0.3], [1]], rtol=1e-6)
    assert not projected.any()


def test_whole_numbers_are_brought_to_where_real_ones_are_encoded():
    X = pd.DataFrame({"n": [3, 9, 6, 4], "f": [0.5, 2.5, 1.0, 0.7]})
    columns = Columns().fit(X)
    numbers = np.random.default_rng(0).random((300, 2))
    rows, _ = columns.project(numbers)
    known = columns.encode(pd.DataFrame({"n": range(3, 10), "f": 1.0}))[:, 0]
    assert set(rows[:, 0]) == set(known)
    np.testing.assert_array_equal(rows[:, 1], numbers[:, 1].astype("float32"))
    np.testing.assert_array_equal(columns.encode(columns.decode(rows))[:, 0], rows[:, 0])


def test_rounding_leaves_broken_groups_as_they_are():
    columns = learned([0, 1, 2], "one_of")
    assert columns.round([[0.7, 0.6, 0.1], [0.1, 0.5, 0.4]]).tolist() == [[1, 1, 0], [0, 1, 0]]


@pytest.mark.parametrize("shape", [(2, 3), (2,), (1, 2, 2)])
@pytest.mark.parametrize("method", ["decode", "round", "project", "valid", "attributes"])
def test_encoded_rows_of_another_shape_are_refused(method, shape):
    columns = Columns().fit(pd.DataFrame({"a": [0, 1, 1], "n": [3, 4, 5]}))
    with pytest.raises(ValueError, match=r"must be an array \(rows, 2\)"):
        getattr(columns, method)(np.zeros(shape))


# --- attributes -------------------------------------------------------------------------------


def test_attributes_are_one_number_per_group_bit_and_number():
    X = one_hot([0, 1, -1, 2], ["A_x", "A_y", "A_z"]).assign(b=[0, 1, 1, 0], n=[2, 3, 4, 6])
    columns = Columns().fit(X)
    np.testing.assert_allclose(
        columns.attributes(columns.encode(X)),
        [[0, 0, 0], [1, 1, 1 / 3], [-1, 1, 2 / 3], [2, 0, 1]],
        rtol=1e-6,
    )


def test_columns_of_any_of_are_attributes_of_their_own():
    columns = Columns({"A": ("any_of", ["x", "y"])}).fit(one_hot([0, 1, -1], ["x", "y"]))
    assert columns.attributes([[1, 1], [0, 1]]).tolist() == [[1, 1], [0, 1]]


def test_rows_that_break_a_group_equal_none_but_their_like():
    columns = learned([0, 1, 2, -1], "at_most_one")
    every = np.array(list(np.ndindex(2, 2, 2)))
    codes = columns.attributes(every).ravel()
    assert len(set(codes)) == 8
    assert sorted(codes)[-4:] == [-1, 0, 1, 2]


# --- rows of other tables ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (pd.DataFrame({"s": ["new"], "b": [0], "n": [5]}), "'s' must hold levels.*'new'"),
        (pd.DataFrame({"s": [None], "b": [0], "n": [5]}), "'s' must hold levels.*None"),
        (pd.DataFrame({"s": ["p"], "b": [2], "n": [5]}), r"'b' must hold 0 and 1.*\[2\]"),
        (pd.DataFrame({"s": ["p"], "b": [0], "n": [np.nan]}), "'n' is numeric"),
        (pd.DataFrame({"s": ["p"], "b": [0], "n": ["x"]}), "'n' must hold categories or numbers"),
        (pd.DataFrame({"b": [0], "s": ["p"], "n": [5]}), "must have the 3 columns"),
        (pd.DataFrame({"s": ["p"]}), "must have the 3 columns.*1 columns"),
        ([["p", 0]], "must have the 3 columns"),
    ],
)
def test_rows_of_another_table_are_not_encoded(X, message):
    columns = Columns().fit(pd.DataFrame({"s": ["p", "q"], "b": [0, 1], "n": [4, 9]}))
    with pytest.raises(ValueError, match=message):
        columns.encode(X)


def test_rows_can_be_encoded_from_another_container():
    X = pd.DataFrame({"s": ["p", "q"], "b": [0, 1], "n": [4, 9]})
    columns = Columns().fit(X)
    np.testing.assert_array_equal(columns.encode(X.values.tolist()), columns.encode(X))


# --- what is said of it -----------------------------------------------------------------------


@pytest.fixture
def mixed():
    return mixed_columns()


def test_the_table_says_what_was_inferred(mixed):
    table = mixed.table_.set_index("attribute")
    assert list(table.index) == ["S", "F", "one", "age", "colour", "flag"]
    assert table.loc["S"].tolist() == ["at_most_one", 3, "Well, Poor, Odd", "Odd", 0, "int64"]
    assert table.loc["colour", "values"] == "blue, red, missing"
    assert table.loc["age", "values"] == "30 to 50, whole"


def test_a_column_without_a_name_is_printed():
    columns = Columns().fit(pd.DataFrame({None: ["a", "b"], "x": [1.0, 2.0]}))
    assert len(str(columns).splitlines()) == 5


def test_printing_cuts_long_texts_and_shows_every_attribute(mixed):
    X = one_hot([0, 1, 2, 0], [f"Long_{'x' * 20}{i}" for i in range(3)])
    text = str(Columns().fit(X))
    assert text.splitlines()[0] == "4 rows, 3 columns, 1 attributes in 3 positions"
    assert "..." in text
    assert all(group.name in str(mixed) for group in mixed.groups)
    assert str(Columns("auto")) == "Columns(groups='auto')"


def test_columns_can_be_pickled(mixed):
    again = pickle.loads(pickle.dumps(mixed))
    assert again.groups == mixed.groups
    rows, _ = mixed.project(np.random.default_rng(0).random((5, mixed.width)))
    pd.testing.assert_frame_equal(again.decode(rows), mixed.decode(rows))


def test_groups_are_equal_and_hash_alike_whatever_rows_break_them():
    first = learned([0, 1, 2, -1], "one_of").groups
    second = learned([0, 1, 2], "one_of").groups
    assert first == second
    assert hash(first) == hash(second)
