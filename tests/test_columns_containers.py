"""Containers: whatever a table comes in, it comes back in."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from gansmote_tf.columns import Columns
from gansmote_tf.columns.containers import as_given, cells, exact_labels, labels_like, stacked
from tests.constructed import round_trip


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


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (pd.DataFrame({"n": [1.5, np.nan]}), "'n' is numeric.*NaN in 1 of 2 rows.*category"),
        (pd.DataFrame({"n": [2, None]}, dtype="Int64"), "'n' is numeric.*NaN"),
        (pd.DataFrame({"n": [1.5, np.inf]}), "'n' is numeric.*infinity in 1 of 2 rows"),
        (pd.DataFrame({"d": pd.to_datetime(["2020-01-01"])}), "'d' must hold categories or num"),
        (pd.DataFrame({"d": pd.to_timedelta(["1s"])}), "'d' must hold categories or numbers"),
        (
            pd.DataFrame({"d": np.array([1, 2.5], "longdouble")}),
            r"'d'.*float128.*astype\('float64'",
        ),
        (pd.DataFrame({"d": pd.period_range("2020", periods=2)}), r"'d' must hold.*period"),
        (np.array([[1j, 2]]), "Complex data not supported"),
        (np.array([1, 2, 3]), "1 dimensions. Reshape your data"),
        (pd.Series([1, 2, 3]), "Reshape your data"),
        (5, "0 dimensions"),
        ("text", "0 dimensions"),
        ([1, 2, 3], "Reshape your data"),
        ([np.int64(1), np.int64(2)], "Reshape your data"),
        (["ab", "cd"], "Reshape your data"),
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


@pytest.mark.skipif(np.dtype("longdouble").itemsize == 8, reason="is float64 here")
def test_floats_of_more_than_64_bits_are_refused():
    with pytest.raises(ValueError, match=r"'d' must hold.*float128.*astype\('float64'\)"):
        Columns().fit(pd.DataFrame({"d": np.array([1, 2.5], "longdouble")}))


def test_decimals_are_refused_when_read_and_not_when_generated():
    pa = pytest.importorskip("pyarrow")
    X = pd.DataFrame(
        {"d": pd.array([Decimal("1.10"), Decimal("2.25")], pd.ArrowDtype(pa.decimal128(9, 2)))}
    )
    with pytest.raises(ValueError, match=r"'d' must hold.*decimal.*astype\('float64'\)"):
        Columns().fit(X)


def test_rows_are_stacked_in_the_container_and_the_type_that_they_came_in():
    frame = pd.DataFrame({"a": [1, 2]}, index=[7, 9])
    assert stacked(frame, frame).index.tolist() == [0, 1, 2, 3]
    copied = stacked(frame, frame[:0])
    pd.testing.assert_frame_equal(copied, frame)
    assert copied is not frame
    for form in ("csr", "csc", "coo"):
        rows = sparse.random(3, 2, density=0.5, format=form, rng=0)
        both = stacked(rows, rows)
        assert both.format == form
        np.testing.assert_array_equal(both.toarray(), np.tile(rows.toarray(), (2, 1)))


def test_sequences_get_rows_of_their_own_kind():
    assert stacked([(1, "a")], [[2, "b"]]) == [(1, "a"), (2, "b")]
    assert stacked(([1, "a"],), [np.array([2, 3])]) == ([1, "a"], [2, 3])
    array = np.eye(2)
    assert as_given(array, np.eye(3)) is array
    assert cells([[1, (2, 3)], [None, "a"], [4, 5]]).shape == (3, 2)


def test_labels_are_exact_and_come_back_in_the_container_they_came_in():
    nullable = pd.Series([1, 2], dtype="Int64")
    assert exact_labels(nullable).dtype == "int64"
    missing = pd.Series([1, None], dtype="Int64")
    assert exact_labels(missing) is missing
    for plain in ([1, 2], np.array([1, 2]), pd.Series(["a", "b"])):
        assert exact_labels(plain) is plain
    labels = np.array([2, 1])
    assert labels_like(labels, (1, 2)) == (2, 1)
    assert labels_like(labels, [1, 2]) is labels
    extension = labels_like(labels, pd.array([1, 2], dtype="Int64"))
    pd.testing.assert_extension_array_equal(extension, pd.array([2, 1], dtype="Int64"))
    index = labels_like(labels, pd.Index([1, 2], dtype="int8", name="k"))
    pd.testing.assert_index_equal(index, pd.Index([2, 1], dtype="int8", name="k"))


@pytest.mark.parametrize(
    "rows",
    [[np.array(1), np.array(2)], [1, 2], ["ab", "cd"], [b"ab"], [[1], [1, 2]]],
    ids=["0-d", "ints", "strings", "bytes", "ragged"],
)
def test_a_list_of_what_are_no_rows_is_refused(rows):
    with pytest.raises(ValueError, match="X must be a table: a list of rows"):
        Columns().fit(rows)


def test_a_list_of_arrays_and_a_list_of_bits_with_a_missing_one_are_read():
    assert Columns().fit([np.array([1, 5]), np.array([2, 7]), np.array([4, 8])]).width == 2
    with_gap = Columns().fit([[1, 4.5], [0, 2.5], [None, 3.5]])
    assert with_gap.decode(with_gap.encode([[None, 2.5]]))[0][0] is None
