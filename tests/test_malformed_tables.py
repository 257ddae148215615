"""Tables, labels and strategies that are none: each refused in a sentence, and nothing is lost."""

import datetime
import decimal

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone

from gansmote_tf import Columns, inspect, resample_tables
from tests.malformed import (
    SAMPLERS,
    UNTRAINED,
    assert_still_samples,
    cases,
    no_training,
    table,
    trained,
    verdict,
)

X, Y = table()
N = len(X)
DAYS = pd.date_range("2020-01-01", periods=N)
STRUCTURED = np.zeros(N, dtype=[("a", "i4"), ("b", "f8")])
MASKED = np.ma.masked_array(np.arange(2.0 * N).reshape(N, 2), mask=[[True, False]] * N)


class OtherFrame:
    """A dataframe of another library: NumPy can read it, and it knows its way to pandas."""

    def __init__(self, frame):
        self._frame = frame
        self.shape = frame.shape
        self.columns = list(frame)

    def __array__(self, dtype=None, copy=None):
        return self._frame.to_numpy()

    def __len__(self):
        return len(self._frame)

    def __dataframe__(self, *_, **__):
        raise AssertionError("asked for the interchange")

    def to_pandas(self):
        return self._frame


class ArrowStream:
    """A table that only exports an Arrow stream."""

    def __arrow_c_stream__(self, requested_schema=None):
        raise AssertionError("asked for the stream")


def with_column(values, name="odd"):
    return X.assign(**{name: values})


#: What is no table: refused wherever a table is read.
NO_TABLES = {
    "none": None,
    "string": "table.csv",
    "bytes": b"table",
    "int": 3,
    "float-nan": float("nan"),
    "dict": {"a": [1] * N},
    "set": {1, 2},
    "generator": (row for row in [[1, 2]] * N),
    "object": object(),
    "class": pd.DataFrame,
    "series": X["age"],
    "index": pd.Index(range(N)),
    "1-d": np.arange(N),
    "0-d": np.array(3),
    "3-d": np.zeros((N, 2, 2)),
    "structured": STRUCTURED,
    "recarray": STRUCTURED.view(np.recarray),
    "masked": MASKED,
    "flat-list": [1] * N,
    "list-of-strings": ["ab"] * N,
    "ragged": [[1, 2]] * (N - 1) + [[1]],
    "list-of-dicts": [{"a": 1}] * N,
    "list-of-none": [None] * N,
    "other-frame": OtherFrame(X),
    "arrow-stream": ArrowStream(),
    "no-rows": X.iloc[:0],
    "no-columns": X[[]],
    "empty-list": [],
    "empty-rows": [[]] * N,
    "empty-array": np.empty((0, 3)),
    "double-names": X.set_axis(["a", "a", *X.columns[2:]], axis=1),
    "double-multi-index": X.set_axis(
        pd.MultiIndex.from_tuples([("a", 1)] * 2 + [("b", k) for k in range(4)]), axis=1
    ),
}

#: Tables with a column that is neither category nor number.
NO_COLUMNS = {
    "datetime": with_column(DAYS),
    "timezone": with_column(DAYS.tz_localize("UTC")),
    "timedelta": with_column(pd.to_timedelta(np.arange(N), "h")),
    "period": with_column(DAYS.to_period("D")),
    "interval": with_column(pd.interval_range(0, N)),
    "complex": with_column(np.arange(N) * 1j),
    "complex-array": np.ones((N, 2)) * 1j,
    "datetime-array": np.stack([DAYS.to_numpy()] * 2, axis=1),
    "lists-in-cells": with_column(pd.Series([[1]] * N)),
    "dicts-in-cells": with_column(pd.Series([{"a": 1}] * N)),
    "sets-in-cells": with_column(pd.Series([{1}] * N)),
    "arrays-in-cells": with_column(pd.Series([np.zeros(2)] * N)),
    "identifier": pd.DataFrame({"id": [f"id{k}" for k in range(200)]}),
    "nan-in-numbers": X.assign(age=X["age"].where(X["age"] != 3)),
    "inf-in-numbers": X.assign(age=X["age"].replace(3, np.inf)),
    "inf-array": np.where(np.eye(N), np.inf, 3.0),
    "NA-in-numbers": X.assign(age=pd.array([pd.NA, *range(1, N)], dtype="Int64")),
    "longdouble": with_column(np.arange(N).astype("longdouble")),
    "void": with_column(pd.Series([np.void(b"ab")] * N)),
}
NAMES = r"\bX\b|[Cc]olumn|table"

#: Odd tables that are tables all the same.
TABLES = {
    "one-column": X[["colour"]],
    "one-constant-column": pd.DataFrame({"a": [1] * N}),
    "all-missing": with_column([None] * N),
    "one-level": with_column(["x"] * N),
    "int-names": X.set_axis(range(6), axis=1),
    "float-names": X.set_axis([0.5, 1.5, 2.5, 3.5, 4.5, 5.5], axis=1),
    "tuple-names": X.set_axis([("a", k) for k in range(6)], axis=1),
    "none-name": X.rename(columns={"age": None}).set_axis([None, 1, 2, 3, 4, 5], axis=1),
    "dates-as-names": X.set_axis(DAYS[:6], axis=1),
    "multi-index": X.set_axis(pd.MultiIndex.from_product([["a", "b"], [1, 2, 3]]), axis=1),
    "odd-index": X.set_axis(["row"] * N, axis=0),
    "bytes-cells": with_column([b"a", b"b"] * 12),
    "tuple-cells": with_column(pd.Series([(1, 2), (3, 4)] * 12)),
    "decimals": with_column(pd.Series([decimal.Decimal(k % 3) for k in range(N)])),
    "dates-as-objects": with_column(
        pd.Series([datetime.date(2020, 1, 1 + k % 3) for k in range(N)], dtype=object)
    ),
    "mixed-types": with_column([1, "1", 1.5, None] * 6),
    "true-and-1": with_column(pd.Series([True, False, "x"] * 8)),
    "unused-categories": with_column(pd.Categorical(["a", "b"] * 12, categories=list("abc"))),
    "ordered": with_column(pd.Categorical(["a", "b"] * 12, ordered=True)),
    "nullable-boolean": with_column(pd.array([True, None, False] * 8, dtype="boolean")),
    "arrow-strings": with_column(pd.array(["a", None, "b"] * 8, dtype="string[pyarrow]")),
    "sparse-column": with_column(pd.arrays.SparseArray([0, 0, 1] * 8)),
    "int64-extremes": with_column(np.resize([2**63 - 1, -(2**63), 0], N)),
    "uint64": with_column(np.resize(np.array([2**64 - 1, 0, 5], "uint64"), N)),
    "float-extremes": with_column(np.resize([1.7e308, -1.7e308, 0.3], N)),
    "minus-zero": with_column(np.resize([-0.0, 2.5], N)),
    "bool-array": np.eye(N, 4, dtype=bool),
    "matrix": np.matrix(np.eye(N, 4)),
    "fortran": np.asfortranarray(np.eye(N, 4)),
    "read-only": np.broadcast_to(np.arange(4.0), (N, 4)),
    "unmasked": np.ma.masked_array(np.eye(N, 4)),
    "tuple-of-tuples": tuple((k % 2, "ab"[k % 2]) for k in range(N)),
    "list-of-arrays": list(np.eye(N, 4)),
    "object-array": X.to_numpy(dtype=object),
    **{
        name: sparse.csr_array(np.eye(N, 4)).asformat(name)
        for name in ("csr", "csc", "coo", "lil", "dok", "bsr", "dia")
    },
    "csr-matrix": sparse.csr_matrix(np.eye(N, 4)),
}


@pytest.mark.parametrize("bad", **cases(NO_TABLES | NO_COLUMNS))
class TestNoTables:
    def test_columns_refuse_it(self, bad):
        assert verdict(lambda: Columns().fit(bad), NAMES) == "clear"

    @pytest.mark.parametrize("name", SAMPLERS)
    def test_the_samplers_refuse_it_and_still_sample(self, bad, name):
        sampler, y = trained(name), [0, 1] * (N // 2)
        y = y if not isinstance(bad, pd.DataFrame) else [0, 1] * max(1, len(bad) // 2)
        assert verdict(lambda: sampler.fit_resample(bad, y), NAMES) == "clear"
        assert verdict(lambda: sampler.fit(bad, y), NAMES) == "clear"
        assert_still_samples(sampler)

    def test_many_tables_refuse_it(self, bad):
        y = [0, 1] * (N // 2)
        assert verdict(lambda: resample_tables([(bad, y)], "paper", seed=0), NAMES) == "clear"

    def test_encoding_refuses_it(self, bad):
        assert verdict(lambda: trained().columns_.encode(bad), NAMES) == "clear"


@pytest.mark.parametrize("bad", **cases(NO_TABLES))
def test_inspection_refuses_what_is_no_table(bad):
    assert verdict(lambda: inspect(bad, [0, 1] * (N // 2)), NAMES) == "clear"


@pytest.mark.parametrize("bad", **cases(NO_COLUMNS))
def test_inspection_refuses_or_notes_columns_that_can_not_be_read(bad):
    y = [0, 1] * (bad.shape[0] // 2)
    try:
        (note,) = inspect(bad, y).notes
    except TypeError as error:  # values that can't be told apart
        note = str(error)
    assert "olumn" in note
    assert "Received: " in note


@pytest.mark.parametrize("odd", **cases(TABLES))
class TestOddTables:
    def test_it_comes_back_as_it_was(self, odd):
        columns = Columns().fit(odd)
        back = columns.decode(columns.encode(odd))
        assert_same(back, odd)

    @pytest.mark.parametrize("name", SAMPLERS)
    def test_the_samplers_top_it_up(self, odd, name):
        rows = odd.shape[0] if hasattr(odd, "shape") else len(odd)
        y = [0, 0, 1] * (rows // 3)
        with no_training():
            X_more, y_more = clone(UNTRAINED[name]).fit_resample(odd, y)
        assert np.bincount(y_more).tolist() == [16, 16]
        assert (X_more.shape[0] if hasattr(X_more, "shape") else len(X_more)) == 32


def assert_same(back, odd):
    """Cells, dtypes and container alike; rows that have an index are numbered anew."""
    if isinstance(odd, pd.DataFrame):
        pd.testing.assert_frame_equal(back, odd.reset_index(drop=True), check_index_type=False)
    elif sparse.issparse(odd):
        assert back.format == odd.format
        np.testing.assert_array_equal(back.toarray(), odd.toarray())
    else:
        assert [list(row) for row in np.asarray(back, object)] == [
            list(row) for row in np.asarray(odd, object)
        ]
