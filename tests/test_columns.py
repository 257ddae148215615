"""Columns: any table to numbers in [0, 1] and back, groups inferred or told, rows made valid."""

import pickle
import warnings

import hypothesis.extra.numpy as hnp
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from gansmote_tf.columns import Columns
from gansmote_tf.groups import split_name


def one_hot(codes, names):
    """0/1 columns of which each row sets the one its code names, or none for -1."""
    bits = np.vstack([np.eye(len(names), dtype=int), np.zeros(len(names), int)])[codes]
    return pd.DataFrame(bits, columns=names)


def round_trip(X, groups="auto"):
    columns = Columns(groups).fit(X)
    return columns.decode(columns.encode(X))


# --- there and back: every dtype --------------------------------------------------------------

SERIES = {
    "bool": pd.Series([True, False, True]),
    "int8": pd.Series([-128, 0, 127], dtype="int8"),
    "int16": pd.Series([-5, 0, 7], dtype="int16"),
    "int32": pd.Series([3, 1, 2], dtype="int32"),
    "int64": pd.Series([10, -3, 4], dtype="int64"),
    "uint8": pd.Series([255, 0, 7], dtype="uint8"),
    "uint64": pd.Series([0, 9, 4], dtype="uint64"),
    "0/1 int8": pd.Series([0, 1, 1], dtype="int8"),
    "0/1 float32": pd.Series([0, 1, 1], dtype="float32"),
    "0/1 Int64": pd.Series([0, 1, 1], dtype="Int64"),
    "0/1 with NaN": pd.Series([0, 1, np.nan]),
    "0/1 Int64 with NA": pd.Series([0, 1, pd.NA], dtype="Int64"),
    "all NaN": pd.Series([np.nan] * 3),
    "float32": pd.Series([0.5, -1.5, 2.5], dtype="float32"),
    "float16": pd.Series([0.5, -1.5, 2.5], dtype="float16"),
    "float64": pd.Series([0.5, -1.5, 2.5]),
    "whole floats": pd.Series([3.0, -1.0, 8.0]),
    "constant": pd.Series([7, 7, 7]),
    "Int64": pd.Series([5, 9, 7], dtype="Int64"),
    "UInt8": pd.Series([5, 9, 255], dtype="UInt8"),
    "Float64": pd.Series([0.5, 1.5, 1.0], dtype="Float64"),
    "boolean": pd.Series([True, False, pd.NA], dtype="boolean"),
    "string": pd.Series(["b", "a", pd.NA], dtype="string"),
    "str": pd.Series(["b", "a", np.nan], dtype="str"),
    "object with None": pd.Series(["b", None, "a"], dtype=object),
    "object with NaN": pd.Series(["b", np.nan, "a"], dtype=object),
    "object with NA": pd.Series(["b", pd.NA, "a"], dtype=object),
    "mixed object": pd.Series(["b", 2, (1, 2)], dtype=object),
    "category": pd.Series(pd.Categorical(["q", "p", "q"], categories=["z", "q", "p"])),
    "ordered with missing": pd.Series(pd.Categorical([3, 1, None], [5, 3, 1], ordered=True)),
    "intervals": pd.Series(pd.cut([1, 5, 9], 3)),
    "sparse": pd.Series([0, 1, 1]).astype(pd.SparseDtype("int64", 0)),
    "sparse bool": pd.Series([True, False, True]).astype(pd.SparseDtype(bool)),
}


@pytest.mark.parametrize("name", SERIES)
def test_a_column_comes_back_with_values_dtype_and_kind_of_missing_value(name):
    X = SERIES[name].to_frame("c")
    back = round_trip(X)
    pd.testing.assert_frame_equal(back, X, check_exact=True)
    missing = X["c"].isna()
    assert list(map(type, back["c"][missing])) == list(map(type, X["c"][missing]))


def test_arrow_columns_come_back():
    pa = pytest.importorskip("pyarrow")
    X = pd.DataFrame(
        {
            "s": pd.Series(["b", None, "a"], dtype=pd.ArrowDtype(pa.string())),
            "i": pd.Series([1, 5, 3], dtype="int64[pyarrow]"),
            "b": pd.Series([1, 0, 1], dtype="int8[pyarrow]"),
            "f": pd.Series([0.5, 1.5, 1.0], dtype="float[pyarrow]"),
            "t": pd.Series([True, None, False], dtype="bool[pyarrow]"),
        }
    )
    pd.testing.assert_frame_equal(round_trip(X), X)


def test_frames_keep_names_of_any_type_and_their_order():
    X = pd.DataFrame([[1, "a", 2.5], [0, "b", 3.5]], columns=pd.Index([7, "x", None], name="n"))
    pd.testing.assert_frame_equal(round_trip(X), X)
    X.columns = pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)])
    pd.testing.assert_frame_equal(round_trip(X), X)


def test_a_row_index_is_not_carried_over():
    X = pd.DataFrame({"a": ["x", "y"]}, index=[5, 9])
    assert round_trip(X).index.equals(pd.RangeIndex(2))


@pytest.mark.parametrize("dtype", ["int8", "uint16", "int64", "float32", "float64", bool, "<U5"])
def test_arrays_keep_their_dtype(dtype):
    X = np.array([[3, 1], [2, 0], [5, 1]]).astype(dtype)
    back = round_trip(X)
    assert back.dtype == X.dtype
    np.testing.assert_array_equal(back, X)


def test_an_object_array_is_read_by_the_values_of_each_column():
    X = np.array([["a", 1.5, 7], [None, 2.5, 9], ["b", 0.5, 8]], dtype=object)
    columns = Columns().fit(X)
    assert [group.kind for group in columns.groups] == ["one_of", "numeric", "numeric"]
    assert columns.decode(columns.encode(X)).tolist() == X.tolist()


def test_lists_come_back_as_lists():
    X = [["a", 1.5, 3, True], [None, 2.5, 4, False]]
    assert round_trip(X) == X


@pytest.mark.parametrize("make", [sparse.csr_matrix, sparse.csc_array, sparse.coo_matrix])
def test_sparse_tables_keep_class_and_dtype(make):
    X = make(np.array([[0, 3, 1], [5, 0, 1], [0, 0, 0]], dtype="int16"))
    back = round_trip(X)
    assert type(back) is type(X)
    assert back.dtype == X.dtype
    np.testing.assert_array_equal(back.toarray(), X.toarray())


def test_unused_categories_stay_in_the_dtype_and_are_never_made():
    X = pd.DataFrame({"c": pd.Categorical(["q", "p", "q"], categories=["z", "q", "p"])})
    columns = Columns().fit(X)
    assert columns.groups[0].levels == ("q", "p")
    rows = columns.decode(np.random.default_rng(0).random((50, columns.width)))
    assert set(rows["c"]) == {"p", "q"}
    assert list(rows["c"].cat.categories) == ["z", "q", "p"]


def test_generated_numbers_stay_in_range_and_whole():
    extreme = [np.iinfo("int64").min, 0, np.iinfo("int64").max]
    X = pd.DataFrame(
        {"i": [3, 9, 4], "f": [0.5, 1.5, -2.0], "big": extreme, "w": [1e308, -1e308, 0]}
    )
    columns = Columns().fit(X)
    rows = columns.decode(np.random.default_rng(0).normal(0.5, 2.0, (200, columns.width)))
    assert ((rows >= X.min()) & (rows <= X.max())).all(axis=None)
    assert (rows.dtypes == X.dtypes).all()
    assert set(rows["i"]) == {3, 4, 5, 6, 7, 8, 9}


def test_floats_come_back_to_a_ten_millionth_of_their_range():
    X = pd.DataFrame({"f": np.random.default_rng(0).normal(size=1000)})
    error = (round_trip(X) - X).abs().max().item()
    assert error < 1e-7 * np.ptp(X["f"])


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
    again, mended_again = columns.project(rows)
    assert not mended_again.any()
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
def test_what_is_named_told_or_alone_is_not_warned_of(X, groups):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Columns(groups).fit(X)


def test_petrography_comes_out_as_six_characters(real_data):
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


# --- groups that the user tells ---------------------------------------------------------------


@pytest.mark.parametrize(
    "said", [["b", "c"], [1, 2], ("at_most_one", ["b", "c"]), np.array([1, 2])]
)
def test_columns_are_told_by_name_or_position(said):
    X = pd.DataFrame({"a": [5, 6, 7], "b": [1, 0, 0], "c": [0, 1, 0]})
    groups = Columns({"A": said}).fit(X).groups
    assert [(g.name, g.kind, g.columns) for g in groups] == [
        ("a", "numeric", ("a",)),
        ("A", "at_most_one", ("b", "c")),
    ]


def test_a_told_kind_wins_and_the_rows_that_break_it_are_counted():
    X = one_hot([0, 1, -1, -1], ["x", "y"])
    (group,) = Columns({"A": ("one_of", ["x", "y"])}).fit(X).groups
    assert (group.kind, group.breaking) == ("one_of", 2)
    pd.testing.assert_frame_equal(round_trip(X, {"A": ("one_of", ["x", "y"])}), X)


def test_columns_that_are_not_told_are_inferred():
    X = one_hot([0, 1, 0, 1, 1], ["A_x", "A_y"]).join(one_hot([1, 0, 0, 1, 1], ["p", "q"]))
    groups = Columns({"B": ["p", "q"]}).fit(X).groups
    assert [(g.name, g.kind) for g in groups] == [("A", "one_of"), ("B", "one_of")]


def test_names_told_apart_from_levels_by_what_the_columns_share():
    X = one_hot([0, 1, 0], ["A_x", "A_y"])
    assert Columns({"B": ["A_x", "A_y"]}).fit(X).groups[0].levels == ("x", "y")


@pytest.mark.parametrize("values", [[1.0, np.nan, 4.0], [1, 0, 1], [7, 5, 7]])
def test_one_column_of_any_values_can_be_told_a_category(values):
    X = pd.DataFrame({"lanes": values})
    groups = {"lanes": ("one_of", ["lanes"])}
    (group,) = Columns(groups).fit(X).groups
    assert (group.kind, len(group.levels)) == ("one_of", len(set(map(str, values))))
    pd.testing.assert_frame_equal(round_trip(X, groups), X)


def test_bits_can_be_told_numbers_and_named_bits_each_their_own():
    X = one_hot([0, 1, 0, 1], ["A_x", "A_y"])
    assert Columns({"N": ("numeric", ["A_x", "A_y"])}).fit(X).groups[0].kind == "numeric"
    (group,) = Columns({"N": ("any_of", ["A_x", "A_y"])}).fit(X).groups
    assert (group.kind, group.levels) == ("any_of", ("A_x", "A_y"))


def test_objects_of_0_and_1_can_be_told_a_group():
    X = pd.DataFrame({"a": [True, False], "b": [False, True]}, dtype=object)
    back = round_trip(X, {"A": ["a", "b"]})
    pd.testing.assert_frame_equal(back, X)
    assert isinstance(back.loc[0, "a"], bool)


X_TOLD = pd.DataFrame(
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
        Columns(groups).fit(X_TOLD)


def test_one_of_levels_that_no_row_shows_is_refused():
    X = pd.DataFrame({"a": [0, 0], "b": [0, 0]})
    with pytest.raises(ValueError, match="must have a level that some row shows"):
        Columns({"A": ("one_of", ["a", "b"])}).fit(X)


# --- projection and validity ------------------------------------------------------------------


def learned(codes, kind, names=("x", "y", "z")):
    return Columns({"A": (kind, list(names))}).fit(one_hot(codes, list(names)))


@pytest.mark.parametrize(
    ("kind", "numbers", "row", "mended"),
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
def test_rows_are_rounded_and_mended_to_the_nearest_valid_one(kind, numbers, row, mended):
    rows, mended_rows = learned([0, 1, 2, -1], kind).project([numbers])
    assert rows.dtype == np.float32
    assert rows.tolist() == [row]
    assert mended_rows.tolist() == [mended]


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
    rows, mended = columns.project([numbers])
    assert rows.tolist() == [row]
    assert mended.tolist() == [True]
    assert not columns.valid([[0, 0, 1]]).any()


def test_a_bit_that_is_always_set_stays_set():
    columns = Columns().fit(pd.DataFrame({"a": [1, 1], "b": [0, 1]}))
    rows, mended = columns.project([[0.1, 0.2], [0.9, 0.2]])
    assert rows.tolist() == [[1, 0], [1, 0]]
    assert mended.tolist() == [True, False]
    assert columns.valid([[0, 1], [1, 1]]).tolist() == [False, True]


@pytest.mark.parametrize("kind", ["one_of", "at_most_one", "any_of"])
def test_mending_finds_what_a_search_over_all_valid_rows_finds(kind):
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


def test_numbers_beyond_the_range_are_brought_back_without_counting_as_mended():
    rows, mended = Columns().fit(pd.DataFrame({"n": [3, 4, 5]})).project([[-0.5], [0.3], [1.5]])
    np.testing.assert_allclose(rows, [[0], [0.3], [1]], rtol=1e-6)
    assert not mended.any()


@pytest.mark.parametrize("shape", [(2, 3), (2,), (1, 2, 2)])
@pytest.mark.parametrize("method", ["decode", "project", "valid", "attributes"])
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
        [[0, 0, 0], [1, 1, 0.25], [-1, 1, 0.5], [2, 0, 1]],
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


# --- held attributes --------------------------------------------------------------------------


@pytest.fixture
def mixed():
    X = one_hot([0, 1, -1, 0, 1], ["S(Well)", "S(Poor)", "S(Odd)"])
    X = X.assign(
        F=[0, 1, 1, 0, 1],
        one=1,
        age=[30, 40, 50, 35, 45],
        colour=["red", None, "blue", "red", "red"],
        flag=[True, False, True, True, False],
    )
    return Columns().fit(X)


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
def test_held_attributes_decode_to_what_was_asked(mixed, fixed, name, value):
    (held,) = mixed.hold(fixed)
    rows, _ = mixed.project(np.random.default_rng(0).random((20, mixed.width)))
    rows[:, held.positions] = held.values
    assert mixed.valid(rows).all()
    assert (mixed.decode(rows)[name] == value).all()


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_a_missing_value_can_be_held(mixed, missing):
    (held,) = mixed.hold({"colour": missing})
    assert held.values == (0.0, 0.0, 1.0)


def test_several_attributes_are_held_one_by_one(mixed):
    assert len(mixed.hold({"S": "Well", "age": 30, "colour": "red"})) == 3
    assert mixed.hold({}) == []


def test_bits_of_a_told_group_are_held_by_column():
    columns = Columns({"A": ("any_of", ["x", "y"])}).fit(one_hot([0, 1, -1], ["x", "y"]))
    assert [tuple(held) for held in columns.hold({"y": 1})] == [((1,), (1.0,))]
    with pytest.raises(ValueError, match=r"must name the columns of 'A' one by one.*'x', 'y'"):
        columns.hold({"A": 1})


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
        mixed.hold(fixed)


# --- tables that can't be read ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (pd.DataFrame({"n": [1.5, np.nan]}), "'n' is numeric.*NaN in 1 of 2 rows.*category"),
        (pd.DataFrame({"n": [2, None]}, dtype="Int64"), "'n' is numeric.*NaN"),
        (pd.DataFrame({"n": [1.5, np.inf]}), "'n' is numeric.*infinity in 1 of 2 rows"),
        (pd.DataFrame({"d": pd.to_datetime(["2020-01-01"])}), "'d' must hold categories or num"),
        (pd.DataFrame({"d": pd.to_timedelta(["1s"])}), "'d' must hold categories or numbers"),
        (np.array([[1j, 2]]), "Complex data not supported"),
        (np.array([1, 2, 3]), "1 dimensions. Reshape your data"),
        (pd.Series([1, 2, 3]), "Reshape your data"),
        (5, "0 dimensions"),
        ("text", "0 dimensions"),
        ([1, 2, 3], "Reshape your data"),
        ([[1, 2], [3]], "several lengths"),
        (np.zeros((3, 0)), r"0 feature\(s\) \(shape=\(3, 0\)\) while a minimum of 1 is required"),
        (np.zeros((0, 3)), r"0 sample\(s\) \(shape=\(0, 3\)\) while a minimum of 1 is required"),
        ([], r"0 sample\(s\)"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), r"unique. Received: \['a'\].*rename"),
    ],
)
def test_tables_that_can_not_be_read_say_why_and_the_way_out(X, message):
    with pytest.raises(ValueError, match=message):
        Columns().fit(X)


def test_values_that_can_not_be_told_apart_are_a_type_error():
    with pytest.raises(TypeError, match=r"argument must be a string or a number.*'dict'"):
        Columns().fit(pd.DataFrame({"a": [{"x": 1}, 2.0]}))


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


def test_the_table_says_what_was_inferred(mixed):
    table = mixed.table_.set_index("attribute")
    assert list(table.index) == ["S", "F", "one", "age", "colour", "flag"]
    assert table.loc["S"].tolist() == ["at_most_one", 3, "Well, Poor, Odd", "Odd", 0, "int64"]
    assert table.loc["colour", "values"] == "blue, red, missing"
    assert table.loc["age", "values"] == "30 to 50, whole"


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
