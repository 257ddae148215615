"""Groups: what names and rows show, and what is given explicitly."""

import warnings

import numpy as np
import pandas as pd
import pytest

from gansmote_tf.columns import Columns
from gansmote_tf.columns.named_groups import split_name
from tests.constructed import one_hot, round_trip

# Groups named with an underscore are told of; tests/test_columns_inferred.py tests that.
pytestmark = pytest.mark.filterwarnings("ignore:Columns of 0 and 1 named alike")

# --- groups that names and rows show ----------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("MATRIX(Pyr.&Carb.)", ("MATRIX", "Pyr.&Carb.")),
        ("SORTING(Moderate).1", ("SORTING", "Moderate.1")),
        ("SORTING (Well)", ("SORTING", "Well")),
        ("a(b)(c)", ("a(b)", "c")),
        ("stalk_root_club", ("stalk_root", "club")),
        ("colour=light_blue", ("colour", "light_blue")),
        ("odor: foul", ("odor", "foul")),
        ("A(x_y)", ("A", "x_y")),
    ],
)
def test_names_split_at_the_last_separator(name, expected):
    assert split_name(name)[1:] == expected


@pytest.mark.parametrize("name", ["age", "_x", "x_", "(a)", 3, ("a", "b")])
def test_names_without_a_level_do_not_split(name):
    assert split_name(name) is None


@pytest.mark.parametrize("style", ["A({})", "A_{}", "A={}", "A: {}"])
@pytest.mark.parametrize("dtype", ["int64", "bool", "float32", "Int64", "boolean", "uint8"])
def test_named_columns_of_one_attribute_are_grouped(style, dtype):
    X = one_hot([0, 1, 0, 1, 0], [style.format("x"), style.format("y")]).astype(dtype)
    (group,) = Columns().fit(X).groups
    assert (group.name, group.kind, group.levels) == ("A", "one_of", ("x", "y"))
    pd.testing.assert_frame_equal(round_trip(X), X)


@pytest.mark.parametrize(
    ("none", "two", "kind", "breaking"),
    [(0, 0, "one_of", 0), (5, 0, "one_of", 5), (6, 0, "at_most_one", 0), (0, 5, "one_of", 5),
     (40, 5, "at_most_one", 5), (0, 6, "any_of", 0)],
)  # fmt: skip
def test_the_kind_is_what_95_percent_of_the_rows_obey(none, two, kind, breaking):
    X = one_hot([-1] * none + [0, 1] * 50, ["A_x", "A_y"]).iloc[:100]
    X.iloc[100 - two :] = 1
    groups = Columns().fit(X).groups
    assert {group.kind for group in groups} == {kind}
    assert sum(group.breaking for group in groups) == breaking


def test_a_group_needs_two_columns_of_one_name_and_more_rows_than_columns():
    assert {g.kind for g in Columns().fit(one_hot([0, 1], ["A_x", "A_y"])).groups} == {"any_of"}
    X = one_hot([0, 1, 0, 1], ["A_x", "B_y"])
    assert [g.name for g in Columns().fit(X).groups] == ["A_x", "B_y"]


def test_numbers_named_alike_are_no_group():
    X = pd.DataFrame({"p_1": [3, 4, 5], "p_2": [1, 0, 0], "p_3": [0, 1, 0]})
    kinds = {group.name: group.kind for group in Columns().fit(X).groups}
    assert kinds == {"p_1": "numeric", "p": "at_most_one"}


def test_get_dummies_comes_back_as_one_group_per_column():
    X = pd.get_dummies(pd.DataFrame({"a": list("xyzx"), "b": list("uvuv")}))
    groups = Columns().fit(X).groups
    assert [(g.name, g.kind, g.levels) for g in groups] == [
        ("a", "one_of", ("x", "y", "z")),
        ("b", "one_of", ("u", "v")),
    ]


def test_scattered_columns_of_a_group_return_to_their_places():
    X = one_hot([0, 1, 2, 0], ["A_x", "A_y", "A_z"])
    X.insert(1, "n", [3, 4, 5, 6])
    columns = Columns().fit(X)
    assert [group.name for group in columns.groups] == ["A", "n"]
    pd.testing.assert_frame_equal(columns.decode(columns.encode(X)), X)


def test_an_attribute_named_like_another_column_is_marked():
    X = one_hot([0, 1, 2, 0, 1], ["A_x", "A_y", "A_z"]).assign(A=[3, 4, 5, 6, 7])
    assert [group.name for group in Columns().fit(X).groups] == ["A*", "A"]


def test_unnamed_bits_are_warned_of_once_and_the_warning_names_groups():
    X = np.array([[0, 1], [1, 0], [1, 1]])
    with pytest.warns(UserWarning, match="groups=") as caught:
        columns = Columns().fit(X)
    assert len(caught) == 1
    assert {group.kind for group in columns.groups} == {"any_of"}


@pytest.mark.parametrize(
    ("X", "groups"),
    [
        (np.array([[0, 1], [1, 0]]), {"A": [0, 1]}),
        (np.array([[0, 5], [1, 4]]), "auto"),
        (pd.DataFrame({"F1": [0, 1], "F2": [1, 0]}), "auto"),
    ],
)
def test_what_is_named_explicit_or_alone_is_not_warned_of(X, groups):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Columns(groups).fit(X)


def test_petrography_comes_out_as_six_attributes(real_data):
    X = pd.read_csv(real_data / "petrography.csv").drop(columns="Porosity_label")
    columns = Columns().fit(X)
    sizes = [(group.name, len(group.positions), group.breaking) for group in columns.groups]
    assert sizes == [
        ("GRAIN SIZE", 12, 2),
        ("SORTING", 8, 1),
        ("MATRIX", 16, 1),
        ("SPHERICITY & ROUNDNESS", 8, 1),
        ("BIOTURBATION", 4, 0),
        ("LAMINAE", 10, 0),
    ]
    assert {group.kind for group in columns.groups} == {"at_most_one"}
    assert sum(len(group.never) for group in columns.groups) == 4
    assert (~columns.valid(columns.encode(X))).sum() == 4  # one row breaks two groups
    pd.testing.assert_frame_equal(columns.decode(columns.encode(X)), X)


SUITE_NUMBERS_WITH_HOLES = {"bridges": "LANES", "post_operative": "COMFORT"}


def test_the_suite_comes_back_as_it_was(real_data):
    files = sorted((real_data / "suite").glob("*.csv"))
    assert files
    for file in files:
        X = pd.read_csv(file).drop(columns="target")
        if hole := SUITE_NUMBERS_WITH_HOLES.get(file.stem):
            X[hole] = X[hole].astype("category")
        pd.testing.assert_frame_equal(round_trip(X), X)


# --- groups given explicitly ---------------------------------------------------------------


@pytest.mark.parametrize(
    "given", [["b", "c"], [1, 2], ("at_most_one", ["b", "c"]), np.array([1, 2])]
)
def test_columns_are_given_by_name_or_position(given):
    X = pd.DataFrame({"a": [5, 6, 7], "b": [1, 0, 0], "c": [0, 1, 0]})
    groups = Columns({"A": given}).fit(X).groups
    assert [(g.name, g.kind, g.columns) for g in groups] == [
        ("a", "numeric", ("a",)),
        ("A", "at_most_one", ("b", "c")),
    ]


def test_an_explicit_kind_wins_and_the_rows_that_break_it_are_counted():
    X = one_hot([0, 1, -1, -1], ["x", "y"])
    (group,) = Columns({"A": ("one_of", ["x", "y"])}).fit(X).groups
    assert (group.kind, group.breaking) == ("one_of", 2)
    pd.testing.assert_frame_equal(round_trip(X, {"A": ("one_of", ["x", "y"])}), X)


def test_columns_that_are_not_given_are_inferred():
    X = one_hot([0, 1, 0, 1, 1], ["A_x", "A_y"]).join(one_hot([1, 0, 0, 1, 1], ["p", "q"]))
    groups = Columns({"B": ["p", "q"]}).fit(X).groups
    assert [(g.name, g.kind) for g in groups] == [("A", "one_of"), ("B", "one_of")]


def test_names_told_apart_from_levels_by_what_the_columns_share():
    X = one_hot([0, 1, 0], ["A_x", "A_y"])
    assert Columns({"B": ["A_x", "A_y"]}).fit(X).groups[0].levels == ("x", "y")


@pytest.mark.parametrize("values", [[1.0, np.nan, 4.0], [1, 0, 1], [7, 5, 7]])
def test_one_column_of_any_values_can_be_made_a_category(values):
    X = pd.DataFrame({"lanes": values})
    groups = {"lanes": ("one_of", ["lanes"])}
    (group,) = Columns(groups).fit(X).groups
    assert (group.kind, len(group.levels)) == ("one_of", len(set(map(str, values))))
    pd.testing.assert_frame_equal(round_trip(X, groups), X)


def test_bits_can_be_made_numbers_and_named_bits_each_their_own():
    X = one_hot([0, 1, 0, 1], ["A_x", "A_y"])
    assert Columns({"N": ("numeric", ["A_x", "A_y"])}).fit(X).groups[0].kind == "numeric"
    (group,) = Columns({"N": ("any_of", ["A_x", "A_y"])}).fit(X).groups
    assert (group.kind, group.levels) == ("any_of", ("A_x", "A_y"))


def test_objects_of_0_and_1_can_be_made_a_group():
    X = pd.DataFrame({"a": [True, False], "b": [False, True]}, dtype=object)
    back = round_trip(X, {"A": ["a", "b"]})
    pd.testing.assert_frame_equal(back, X)
    assert isinstance(back.loc[0, "a"], bool)


X_OF_EVERY_KIND = pd.DataFrame(
    {"a": [1, 0, 0], "b": [0, 1, 0], "c": [5, 6, 7], "z": [0, 0, 0], "s": list("pqp")}
)


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ("all", "groups must be 'auto' or a dict"),
        (None, "groups must be 'auto' or a dict"),
        ({"A": ["a", "nope"]}, "must name columns of X, or their positions from 0 to 4.*'nope'"),
        ({"A": [0, 5]}, "positions from 0 to 4"),
        ({"A": [0, -1]}, "positions from 0 to 4"),
        ({"A": "a"}, "must be a list of columns"),
        ({"A": []}, "must be a list of columns"),
        ({"A": 3}, "must be a list of columns"),
        ({"A": ("some_of", ["a", "b"])}, "kind of one_of, at_most_one, any_of, numeric.*'some_of'"),
        ({"A": ["a", "b"], "B": ["b", "z"]}, "every column once.*'b' in 'A' and in 'B'"),
        ({"A": ["a", "a"]}, "every column once"),
        ({"c": ["a", "b"]}, "name of a column outside it"),
        ({"A": ["a", "c"]}, "columns of 0 and 1.*'c' of dtype int64"),
        ({"A": ("any_of", ["s"])}, "columns of 0 and 1.*to be any_of.*'s'"),
        ({"A": ("one_of", ["z", "a"]), "B": ("numeric", ["s"])}, "'s' must hold categories or num"),
    ],
)  # fmt: skip
def test_groups_that_do_not_fit_say_so(groups, message):
    with pytest.raises(ValueError, match=message):
        Columns(groups).fit(X_OF_EVERY_KIND)


def test_one_of_levels_that_no_row_shows_is_refused():
    X = pd.DataFrame({"a": [0, 0], "b": [0, 0]})
    with pytest.raises(ValueError, match="must have a level that some row shows"):
        Columns({"A": ("one_of", ["a", "b"])}).fit(X)
