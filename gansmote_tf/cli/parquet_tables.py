"""A Parquet file as a table for the sampler, and its Arrow table again with rows under its own."""

import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gansmote_tf.cli.sizes import (
    MOST_BYTES,
    TooLarge,
    check_bytes,
    check_cells,
    check_width,
)


class ParquetTable:
    """The table that a Parquet file holds; its Arrow table stays as it is.

    Args:
        data: The file's bytes.
        name: What errors call it.
        target: Its label column.

    Attributes:
        X: Its other columns, as pandas reads them; those of an index are left out.
        y: The labels.
        trouble: None: what the sampler can't train on, it tells itself.

    Raises:
        ValueError: It is no table, or not one with that label column.

    Example:
        >>> import io
        >>> import pandas as pd
        >>> from gansmote_tf.cli.parquet_tables import ParquetTable
        >>> file = io.BytesIO()
        >>> frame = pd.DataFrame({"size": pd.array([3, 5], "int8"), "kind": ["a", "b"]})
        >>> frame.to_parquet(file)
        >>> table = ParquetTable(file.getvalue(), "t.parquet", "kind")
        >>> more = pd.read_parquet(io.BytesIO(table.extended(table.X[1:], table.y[1:])))
        >>> more["size"].tolist(), str(more["size"].dtype)
        ([3, 5, 5], 'int8')
    """

    trouble = None

    def __init__(self, data: bytes, name: str, target: str) -> None:
        self._name, self._target = name, target
        try:
            file = pq.ParquetFile(pa.BufferReader(data))
            self._table = _read(file, name).unify_dictionaries()
            self._compression = _compression(file.metadata)
            frame = self._table.to_pandas(ignore_metadata=True)
        except TooLarge:
            raise
        except Exception as error:  # a broken file raises whatever Arrow's readers do
            reason = " ".join(str(error).split())
            raise ValueError(f"{name}: expected a Parquet file. Received: {reason}") from error
        self._index = [one for one in _index_columns(self._table.schema) if one != target]
        self.names = [one for one in self._table.column_names if one not in self._index]
        self._check()
        frame.columns = frame.columns.astype(object)
        self.X = frame[[one for one in self.names if one != target]]
        self.y = frame[target]

    def extended(self, X: pd.DataFrame, y: Sequence[Any], mark: str | None = None) -> bytes:
        """The file with rows under its own: schema, metadata, compression and first rows its own.

        Args:
            X: Rows like those of `X`.
            y: Their labels.
            mark: A column of booleans to add, True in these rows.
        """
        table = pa.concat_tables([self._table, self._made(X, y)]).combine_chunks()
        table = table.replace_schema_metadata(_longer_range(self._table.schema, len(table)))
        compression = dict(self._compression)
        if mark is not None:
            marks = np.repeat([False, True], [len(self._table), len(X)])
            table = table.append_column(mark, pa.array(marks))
            compression[mark] = next(iter(compression.values()))
        out = io.BytesIO()
        pq.write_table(table, out, compression=compression)
        return out.getvalue()

    def check_mark(self, mark: str) -> None:
        """Refuse a column to add that is there.

        Raises:
            ValueError: It is.
        """
        if mark in self._table.column_names:
            raise ValueError(
                f"--mark must name a new column. Received: {mark!r}, which {self._name} holds "
                "already."
            )

    def frame(self) -> pd.DataFrame:
        """All columns in the file's order, for a file of another kind."""
        return self.X.assign(**{self._target: self.y})[self.names]

    def _check(self) -> None:
        columns = self._table.column_names
        twice = [name for name, times in Counter(columns).items() if times > 1]
        if twice:
            raise ValueError(
                f"{self._name}: column names must be unique. Received: {twice[0]!r} more than "
                "once; rename one."
            )
        if self._target not in self.names:
            raise ValueError(
                f"{self._name}: there must be a column {self._target!r} that holds the labels. "
                f"Received the columns {self.names[:8]}; name one by --target."
            )
        if len(self.names) < 2:
            raise ValueError(
                f"{self._name}: there must be columns beside {self._target!r}. Received no other."
            )
        if not len(self._table):
            raise ValueError(f"{self._name}: expected rows. Received: none.")
        labels = self._table.column(self._target)
        if pa.types.is_nested(labels.type):
            raise ValueError(
                f"{self._name}, column {self._target!r}: a label must be a text or a number. "
                f"Received: the type {labels.type}; name another column by --target."
            )
        gaps = labels.is_null(nan_is_null=True).to_pylist()
        if any(gaps):
            raise ValueError(
                f"{self._name}, row {gaps.index(True) + 1}, column {self._target!r}: every row "
                "must have a label. Received: none; add it, or leave the row out."
            )

    def _made(self, X: pd.DataFrame, y: Sequence[Any]) -> pa.Table:
        """Rows as an Arrow table of the file's schema."""
        arrays = []
        for field in self._table.schema:
            if field.name in self._index:
                arrays.append(_index_under(self._table.column(field.name), len(X), field.nullable))
            else:
                values = y if field.name == self._target else X[field.name]
                arrays.append(_array(values, self._table.column(field.name)))
        return pa.Table.from_arrays(arrays, schema=self._table.schema)


def _read(file: pq.ParquetFile, name: str) -> pa.Table:
    """The file's table, read in parts: a few bytes may stand for as many gigabytes of text."""
    check_width(len(file.schema_arrow), name)
    check_cells(file.metadata.num_rows * len(file.schema_arrow), name)
    # Arrow throws through Python, which ends the process, where a chunk's own metadata are bent;
    # going through the contents first raises that as an error.
    file.scan_contents()
    groups = [file.metadata.row_group(place) for place in range(file.metadata.num_row_groups)]
    chunks = [group.column(place) for group in groups for place in range(group.num_columns)]
    check_cells(sum(chunk.num_values for chunk in chunks), name)
    packed = sum(chunk.total_uncompressed_size for chunk in chunks)
    check_bytes(packed, name)
    # No row holds more than all pages together.
    rows = min(max(MOST_BYTES // max(packed, 1), 1), 65_536)
    batches, size = [], 0
    for batch in file.iter_batches(rows):
        plain = (one for one in batch.columns if not pa.types.is_dictionary(one.type))
        size += sum(one.nbytes for one in plain)
        check_bytes(size, name)
        batches.append(batch)
    return pa.Table.from_batches(batches, file.schema_arrow)


def _array(values: Any, column: pa.ChunkedArray) -> pa.Array:
    """Values as pandas holds them, in the type of the column that they were read from."""
    values, dtype = pd.Series(values, copy=False), column.type
    if pa.types.is_dictionary(dtype):
        known = column.chunk(0).dictionary
        plain = pa.array(values.astype(object), type=dtype.value_type, from_pandas=True)
        places = pc.index_in(plain, value_set=known).cast(dtype.index_type)
        return pa.DictionaryArray.from_arrays(places, known, ordered=dtype.ordered)
    return pa.array(values, type=dtype, from_pandas=True, safe=not pa.types.is_floating(dtype))


def _index_columns(schema: pa.Schema) -> list[str]:
    return [one for one in _pandas_index(schema) if isinstance(one, str)]


def _pandas_index(schema: pa.Schema) -> list[Any]:
    """What pandas noted of the index, if it was pandas that wrote the file."""
    try:
        noted = json.loads((schema.metadata or {}).get(b"pandas", b"{}"))["index_columns"]
        return [one for one in noted if isinstance(one, str | Mapping)]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []


def _index_under(column: pa.ChunkedArray, n: int, nullable: bool) -> pa.Array:
    """What stands in an index of the rows added: whole numbers go on, others have no entry."""
    if pa.types.is_integer(column.type) and column.null_count < len(column):
        first = max(one for one in column.to_pylist() if one is not None) + 1
        return pa.array(range(first, first + n), type=column.type)
    if nullable:
        return pa.nulls(n, column.type)
    return pa.concat_arrays(
        [column.chunk(column.num_chunks - 1)[-1:]] * n or [pa.nulls(0, column.type)]
    )


def _longer_range(schema: pa.Schema, rows: int) -> Mapping[bytes, bytes] | None:
    """The schema's metadata, an index that is a range other than 0, 1, 2, ... brought to length.

    pandas numbers rows from 0 where the range's length is another, so that the range of a plain
    table needs no change, and gets none.
    """
    ranges = [one for one in _pandas_index(schema) if _is_range(one)]
    plain = all((one["start"], one["step"]) == (0, 1) and not one.get("name") for one in ranges)
    if not ranges or plain:
        return schema.metadata
    pandas = json.loads(schema.metadata[b"pandas"])
    for one in filter(_is_range, pandas["index_columns"]):
        one["stop"] = one["start"] + rows * one["step"]
    return schema.metadata | {b"pandas": json.dumps(pandas).encode()}


def _is_range(noted: Any) -> bool:
    return isinstance(noted, Mapping) and all(
        isinstance(noted.get(key), int) for key in ("start", "step")
    )


def _compression(metadata: pq.FileMetaData) -> dict[str, str]:
    """The codec of each column, as the first row group has it."""
    if not metadata.num_row_groups:
        return {}
    group = metadata.row_group(0)
    chunks = (group.column(place) for place in range(metadata.num_columns))
    names = {"UNCOMPRESSED": "NONE"}
    return {
        chunk.path_in_schema: names.get(chunk.compression, chunk.compression) for chunk in chunks
    }
