"""Values of one column to numbers and back: every dtype, every kind of missing value."""

import numpy as np
import pandas as pd
import pytest

from gansmote_tf.columns import Columns
from gansmote_tf.columns.numbers import Number
from gansmote_tf.columns.values import holds_bits, read_values
from tests.constructed import round_trip

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
    shares = np.linspace(-1, 2, 1000)[:, None]
    rows = columns.decode(shares.repeat(columns.width, axis=1))
    assert ((rows >= X.min()) & (rows <= X.max())).all(axis=None)
    assert (rows.dtypes == X.dtypes).all()
    assert set(rows["i"]) == {3, 4, 5, 6, 7, 8, 9}


def test_floats_come_back_exactly():
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"f": rng.standard_cauchy(5000), "g": np.exp(9 * rng.normal(size=5000))})
    pd.testing.assert_frame_equal(round_trip(X), X, check_exact=True)


def test_values_that_can_not_be_told_apart_are_a_type_error():
    with pytest.raises(TypeError, match=r"argument must be a string or a number.*'dict'"):
        Columns().fit(pd.DataFrame({"a": [{"x": 1}, 2.0]}))


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(["b", None, "a"], name="s"),
        pd.Series([(1, 2), (0, 3), (1, 2)], name="tuples"),
        pd.Series([1, 0, 1], name="bit"),
        pd.Series([False, True, True], dtype=object, name="objects"),
        pd.Series([3, 1, 2, 2], name="whole"),
        pd.Series([3.5, 1.0, 2.0], dtype="float32", name="real"),
    ],
    ids=lambda column: column.name,
)
def test_a_column_is_the_same_from_what_it_is_saved_as(column):
    learned = read_values(column)
    saved = learned.to_config()
    again = type(learned).from_config(saved)
    assert again.to_config().keys() == saved.keys()
    assert (again.name, again.labels, again.dtype) == (column.name, learned.labels, column.dtype)
    assert again.summary() == learned.summary()
    bits = learned.encode(column)
    np.testing.assert_array_equal(again.encode(column), bits)
    assert list(map(repr, again.decode(bits))) == list(map(repr, learned.decode(bits)))


def test_summaries_tell_levels_and_ranges():
    assert read_values(pd.Series(["b", None, "a"])).summary() == "a, b, missing"
    assert read_values(pd.Series([0, 1])).summary() == "0, 1"
    assert read_values(pd.Series([3, 5])).summary() == "3 to 5, whole"


@pytest.mark.parametrize(
    ("numbers", "counts"),
    [([1, 1], [1, 1]), ([2, 1], [1, 1]), ([1, 2], [1, 0]), ([1, 2], [1]), ([], [])],
)
def test_numbers_saved_unsorted_or_uncounted_are_refused(numbers, counts):
    saved = read_values(pd.Series([1, 2, 4])).to_config()
    saved |= {"numbers": np.array(numbers, "int64"), "counts": np.array(counts, "int64")}
    with pytest.raises(ValueError, match="must be ascending, and counted"):
        Number.from_config(saved)


def test_objects_are_bits_only_if_all_are_numbers_or_all_truths():
    for values in ([0, 1], [0.0, 1.0], [True, False]):
        assert holds_bits(pd.Series(values, dtype=object))
    assert not holds_bits(pd.Series([0, 2], dtype=object))
    assert not holds_bits(pd.Series([0, True], dtype=object))


def test_a_number_is_held_within_the_range_and_whole_where_all_are():
    whole, real = (read_values(pd.Series(each)) for each in ([1.0, 2.0, 4.0], [1.5, 2.0, 4.0]))
    assert whole.held(3).tolist() == [3.0]
    assert whole.held(2.5) is None
    assert real.held(2.5).tolist() == [2.5]
    for beyond in (0.5, 4.5, np.inf, 10**400, True, "2"):
        assert whole.held(beyond) is None
        assert real.held(beyond) is None
