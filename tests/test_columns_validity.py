"""Groups: what rounding gives, which rows are valid, and which valid row is nearest."""

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gansmote_tf.columns import Columns, Group, Groups
from tests.constructed import mixed_columns

# Groups named with an underscore are told of; tests/test_columns_inferred.py tests that.
pytestmark = pytest.mark.filterwarnings("ignore:Columns of 0 and 1 named alike")


def group_at(start, size, kind, never=(), always=(), name="A"):
    positions, levels = tuple(range(start, start + size)), tuple(range(size))
    places = [tuple(start + place for place in some) for some in (never, always)]
    return Group(name, kind, positions, levels, levels, *places)


@st.composite
def groups_of_every_kind(draw):
    """Groups as a table may show them, side by side from position 0 on."""
    groups, start = [], 0
    for name in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["one_of", "at_most_one", "any_of", "numeric"]))
        size = draw(st.integers(1, 4))
        places = draw(st.permutations(range(size)))
        unseen = 0 if kind == "numeric" else draw(st.integers(0, size - (kind == "one_of")))
        fixed = draw(st.integers(0, size - unseen)) if kind == "any_of" else 0
        never, always = places[:unseen], places[unseen : unseen + fixed]
        groups.append(group_at(start, size, kind, never, always, name))
        start += size
    return Groups(groups)


@st.composite
def groups_and_numbers(draw):
    groups = draw(groups_of_every_kind())
    numbers = st.sampled_from([0.0, 0.25, 0.49, 0.5, 0.75, 1.0]) | st.floats(-2, 3, width=32)
    shape = draw(st.integers(1, 6)), groups.width
    return groups, draw(arrays("float32", shape, elements=numbers))


def allowed(group, row):
    """Whether one row of plain numbers obeys a group, position by position."""
    numbers = {place: row[place] for place in group.positions}
    if group.kind == "numeric":
        return all(0 <= number <= 1 for number in numbers.values())
    ones = [place for place, number in numbers.items() if number == 1]
    if any(number not in (0, 1) for number in numbers.values()):
        return False
    if set(ones) & set(group.never) or not set(group.always) <= set(ones):
        return False
    most = {"one_of": [1], "at_most_one": [0, 1]}.get(group.kind, range(len(numbers) + 1))
    return len(ones) in most


# --- properties of any groups -----------------------------------------------------------------


@settings(deadline=None)
@given(groups_and_numbers())
def test_a_row_is_valid_where_a_loop_over_groups_and_positions_finds_nothing_wrong(drawn):
    groups, numbers = drawn
    for rows in (numbers, groups.round(numbers)):
        expected = [[not allowed(group, row) for group in groups] for row in rows.tolist()]
        np.testing.assert_array_equal(groups.broken(rows), expected)
        np.testing.assert_array_equal(groups.valid(rows), ~groups.broken(rows).any(axis=1))


@settings(deadline=None)
@given(groups_and_numbers())
def test_the_nearest_rows_are_valid_and_valid_rows_are_their_own_nearest(drawn):
    groups, numbers = drawn
    rows, rounded = groups.nearest(numbers), groups.round(numbers)
    assert groups.valid(rows).all()
    assert rows.dtype == np.float32
    np.testing.assert_array_equal(groups.nearest(rows), rows)
    np.testing.assert_array_equal((rows == rounded).all(axis=1), groups.valid(rounded))


@settings(deadline=None)
@given(groups_and_numbers())
def test_bits_are_1_from_a_half_on_and_numbers_are_clipped(drawn):
    groups, numbers = drawn
    rounded = groups.round(numbers)
    bits = np.setdiff1d(np.arange(groups.width), groups.numeric)
    np.testing.assert_array_equal(rounded[:, bits], numbers[:, bits] >= 0.5)
    np.testing.assert_array_equal(rounded[:, groups.numeric], numbers[:, groups.numeric].clip(0, 1))
    np.testing.assert_array_equal(groups.round(rounded), rounded)


@settings(deadline=None)
@given(groups_and_numbers())
def test_stacked_rows_have_the_answers_of_each_stack(drawn):
    groups, numbers = drawn
    both = np.stack([numbers, numbers[::-1]])
    for method in (groups.broken, groups.valid, groups.round, groups.nearest):
        np.testing.assert_array_equal(
            method(both), np.stack([method(numbers), method(numbers[::-1])])
        )


# --- answers forced by construction -----------------------------------------------------------


def test_every_group_must_be_obeyed():
    groups = Groups(
        [group_at(0, 2, "one_of"), group_at(2, 2, "at_most_one"), group_at(4, 2, "any_of")]
    )
    rows = np.array(
        [
            [1, 0, 0, 0, 1, 1],
            [0, 1, 1, 0, 0, 0],
            [0, 0, 1, 0, 0, 0],
            [1, 1, 0, 0, 0, 0],
            [1, 0, 1, 1, 0, 0],
        ]
    )
    assert groups.valid(rows).tolist() == [True, True, False, False, False]
    assert groups.broken(rows)[2:].argmax(axis=1).tolist() == [0, 0, 1]


def test_a_half_goes_up_as_a_bit_and_stays_as_a_number():
    groups = Groups([group_at(0, 2, "any_of"), group_at(2, 1, "numeric")])
    below = np.nextafter(np.float32(0.5), np.float32(0))
    assert groups.round([[0.5, below, 0.5], [1.5, -0.5, 1.5]]).tolist() == [[1, 0, 0.5], [1, 0, 1]]


def test_numeric_positions_are_those_of_the_numbers():
    groups = Groups([group_at(0, 2, "one_of"), group_at(2, 2, "numeric")])
    assert groups.numeric.tolist() == [2, 3]
    assert groups.width == 4
    assert Groups.bits(3).numeric.tolist() == []


def test_what_a_caller_rounded_is_kept_where_it_is_valid():
    groups = Groups([group_at(0, 2, "one_of"), group_at(2, 1, "numeric")])
    numbers, rounded = [[0.9, 0.1, 0.6], [0.9, 0.8, 0.6]], [[1, 0, 0.5], [1, 1, 0.5]]
    assert groups.nearest(numbers, rounded).tolist() == [[1, 0, 0.5], [1, 0, 0.5]]
    assert rounded == [[1, 0, 0.5], [1, 1, 0.5]]


def test_columns_of_no_group_are_rounded_as_bits_and_may_hold_anything():
    groups = Groups([group_at(1, 2, "one_of")])
    numbers = [[0.7, 0.9, 0.2, 7.0], [0.2, 0.9, 0.8, 0.2]]
    assert groups.round(numbers).tolist() == [[1, 1, 0, 1], [0, 1, 1, 0]]
    assert groups.valid(groups.round(numbers)).tolist() == [True, False]
    assert Groups().valid(numbers).tolist() == [True, True]
    assert Groups().broken(numbers).shape == (2, 0)


@pytest.mark.parametrize("method", ["broken", "valid", "round", "nearest"])
@pytest.mark.parametrize("rows", [[[1, 0]], [1, 0], 1])
def test_rows_without_all_columns_are_refused(method, rows):
    groups = Groups([group_at(0, 3, "one_of")])
    with pytest.raises(ValueError, match=r"must have the 3 columns that the groups.*Received"):
        getattr(groups, method)(rows)


def test_where_nothing_is_known_every_column_is_a_bit_of_its_own():
    groups = Groups.bits(2)
    assert [(g.kind, g.positions) for g in groups] == [("any_of", (0,)), ("any_of", (1,))]
    assert [g.name for g in Groups.bits(2, ["a", "b"])] == ["a", "b"]
    assert groups.valid([[1, 1], [0, 0.5]]).tolist() == [True, False]
    with pytest.raises(ValueError, match=r"each of the 2 columns\. Received: 1 names"):
        Groups.bits(2, ["a"])


# --- one answer wherever it is asked ----------------------------------------------------------


def test_a_row_has_one_validity_wherever_it_is_asked():
    columns = mixed_columns()
    rng = np.random.default_rng(0)
    rows = columns.round(rng.random((500, columns.width)))
    projected, moved = columns.project(rows)
    valid = columns.valid(rows)
    assert 0 < valid.sum() < 500
    np.testing.assert_array_equal(columns.groups.valid(rows), valid)
    np.testing.assert_array_equal(Groups(list(columns.groups)).valid(rows), valid)
    np.testing.assert_array_equal(~columns.broken(rows).any(axis=1), valid)
    np.testing.assert_array_equal(~moved, valid)
    np.testing.assert_array_equal((projected == rows).all(axis=1), valid)


def test_rounding_gives_the_same_bits_wherever_it_is_asked():
    columns = Columns().fit(pd.DataFrame({"a": [0, 1, 1], "b": [1, 0, 1], "n": [3, 4, 9]}))
    numbers = np.array([[0.5, 0.49, 0.1], [0.51, 0.0, 0.9]])
    for rows in (
        columns.round(numbers),
        columns.project(numbers)[0],
        columns.groups.round(numbers),
    ):
        assert rows[:, :2].tolist() == [[1, 0], [1, 0]]
    assert columns.decode(numbers)[["a", "b"]].to_numpy().tolist() == [[1, 0], [1, 0]]


# --- a tuple ----------------------------------------------------------------------------------


def test_groups_are_a_tuple_that_compares_and_hashes_by_its_members():
    groups, alike = Groups.bits(3), Groups(list(Groups.bits(3)))
    assert groups == alike == tuple(alike)
    assert hash(groups) == hash(alike)
    assert groups != Groups.bits(2)
    assert {groups: "stack"}[alike] == "stack"
    assert list(groups) == [groups[0], groups[1], groups[2]]


def test_groups_can_not_be_changed():
    groups = Groups.bits(2)
    with pytest.raises(TypeError):
        groups[0] = groups[1]
    with pytest.raises(AttributeError):
        groups.more = 1


def test_groups_can_be_pickled():
    groups = mixed_columns().groups
    again = pickle.loads(pickle.dumps(groups))
    assert type(again) is Groups
    assert again == groups


@pytest.mark.parametrize(
    ("X", "categorical"),
    [
        (pd.DataFrame({"a": ["x", "y", None]}), [True]),
        (pd.DataFrame({"A_x": [1, 0, 1], "A_y": [0, 1, 0]}), [False]),
        (pd.DataFrame({"n": [3, 4, 5], "b": [0, 1, 0]}), [False, False]),
    ],
)
def test_a_group_is_categorical_where_one_column_holds_all_levels(X, categorical):
    assert [group.categorical for group in Columns().fit(X).groups] == categorical
