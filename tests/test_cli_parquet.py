"""``resample`` and Parquet: first rows, schema, metadata and codecs are the file's."""

import decimal
import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_cli_cells import MADE, SETTINGS, resampled

WORDS = st.sampled_from(["red", "blue", "", "ü"])
#: Arrow types of columns, and what may stand in them.
TYPES = [
    *((kind, st.integers(0, 100), False) for kind in (pa.int8(), pa.uint16(), pa.int64())),
    *((kind, st.floats(-9, 9, width=16), False) for kind in (pa.float32(), pa.float64())),
    *((kind, st.integers(0, 1), True) for kind in (pa.int8(), pa.int64(), pa.float64())),
    *((kind, WORDS, True) for kind in (pa.string(), pa.large_string())),
    (pa.bool_(), st.booleans(), True),
    (pa.binary(), st.sampled_from([b"a", b"b"]), True),
    (pa.decimal128(6, 2), st.sampled_from([decimal.Decimal("0.50"), decimal.Decimal("3")]), True),
    (pa.dictionary(pa.int8(), pa.string()), WORDS, True),
    (pa.dictionary(pa.int32(), pa.string(), ordered=True), WORDS, True),
]


@st.composite
def tables(draw):
    """Arrow tables of random columns, a label among them, with metadata of fields and schema."""
    rows = draw(st.integers(4, 12))
    labels = draw(st.sampled_from([["a", "b"], [1, 2]]))
    columns = [(pa.field("kind", pa.array(labels).type), [labels[row % 2] for row in range(rows)])]
    for number in range(draw(st.integers(1, 5))):
        kind, values, gaps = draw(st.sampled_from(TYPES))
        values = st.none() | values if gaps and draw(st.booleans()) else values
        field = pa.field(f"c {number}", kind, metadata=draw(st.none() | st.just({"unit": "mm"})))
        columns.append((field, draw(st.lists(values, min_size=rows, max_size=rows))))
    columns = draw(st.permutations(columns))
    schema = pa.schema([field for field, _ in columns], draw(st.none() | st.just({"by": "us"})))
    return pa.table([pa.array(own, field.type) for field, own in columns], schema=schema)


def file_of(table, compression="snappy"):
    out = io.BytesIO()
    pq.write_table(table, out, compression=compression)
    return out.getvalue()


def table_in(data):
    return pq.read_table(io.BytesIO(data))


def pandas_file(frame, **settings):
    out = io.BytesIO()
    frame.to_parquet(out, **settings)
    return out.getvalue()


@given(tables(), st.sampled_from(["snappy", "zstd", "none", "gzip"]))
@SETTINGS
def test_the_first_rows_and_the_schema_are_the_files(table, compression):
    data = file_of(table, compression)
    before, out = table_in(data), resampled(data, ending=".parquet")
    after = table_in(out)
    assert after.schema.equals(before.schema, check_metadata=True)
    assert after[: len(before)].equals(before)
    assert len(after) == len(before) + MADE
    assert after["kind"].null_count == 0
    codecs = (
        [
            pq.ParquetFile(io.BytesIO(file)).metadata.row_group(0).column(place).compression
            for place in range(before.num_columns)
        ]
        for file in (data, out)
    )
    assert next(codecs) == next(codecs)


@pytest.fixture
def frame():
    return pd.DataFrame({"size": [3, 5, 4], "kind": ["a", "b", "a"]})


def test_a_mark_is_a_column_of_booleans(frame):
    data = pandas_file(frame)
    more = table_in(resampled(data, "--mark", "made", ending=".parquet"))
    assert more.column_names == ["size", "kind", "made"]
    assert more["made"].to_pylist() == [False] * 3 + [True] * MADE


@pytest.mark.parametrize(
    "index",
    [
        pd.RangeIndex(3),
        pd.RangeIndex(5, 11, 2),
        pd.Index([7, 3, 9], name="id"),
        pd.Index(["x", "y", "z"], name="key"),
        pd.MultiIndex.from_tuples([(1, "x"), (2, "y"), (3, "z")]),
    ],
)
def test_pandas_reads_its_own_rows_with_their_index(frame, index):
    frame = frame.set_axis(index)
    more = pd.read_parquet(io.BytesIO(resampled(pandas_file(frame), ending=".parquet")))
    pd.testing.assert_frame_equal(more[:3], frame)
    assert len(more) == 3 + MADE
    if index.name == "id":
        assert more.index[3:].tolist() == list(range(10, 10 + MADE))


def test_categories_keep_their_order_and_those_that_no_row_shows(frame):
    sizes = pd.Categorical(["s", "m", "s"], ["s", "m", "l"], ordered=True)
    data = pandas_file(frame.assign(size=sizes))
    more = pd.read_parquet(io.BytesIO(resampled(data, ending=".parquet")))
    assert more["size"].dtype == pd.read_parquet(io.BytesIO(data))["size"].dtype
    assert set(more["size"]) <= {"s", "m"}


def test_columns_that_must_hold_a_value_do():
    schema = pa.schema([pa.field("size", pa.int8(), nullable=False), pa.field("kind", pa.string())])
    table = pa.table([pa.array([1, 2, 3], pa.int8()), pa.array(["a", "b", "a"])], schema=schema)
    more = table_in(resampled(file_of(table), ending=".parquet"))
    assert more.schema.equals(table_in(file_of(table)).schema, check_metadata=True)
