"""Tables without end, and small files that hold large ones: refused before memory is full."""

import bz2
import gzip
import io
import itertools
import lzma
import sys
import types
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gansmote_tf.cli import main, parquet_tables, sizes

ROWS = b"1,a\n2,b\n" * 200_000
TABLE = b"size,kind\n" + ROWS


@pytest.fixture(autouse=True)
def a_small_house(monkeypatch):
    monkeypatch.setattr(sizes, "MOST_BYTES", 2**20)
    monkeypatch.setattr(parquet_tables, "MOST_BYTES", 2**20)
    monkeypatch.setattr(sizes, "MOST_CELLS", 10_000)


def refusal(capsys, *arguments):
    """What a command says that ends in one sentence."""
    assert main([str(argument) for argument in arguments]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    return shown.err


def inspected(tmp_path, capsys, name, data):
    (tmp_path / name).write_bytes(data)
    said = refusal(capsys, "inspect", tmp_path / name, "--target", "kind")
    assert name in said
    assert "give some of its rows" in said
    return said


class Endless(io.RawIOBase):
    """A stream that goes on for ever, and counts what was taken from it."""

    def __init__(self):
        self.chunks, self.taken = itertools.chain([b"size,kind\n"], itertools.repeat(ROWS)), 0

    def readable(self):
        return True

    def readinto(self, place):
        chunk = next(self.chunks)[: len(place)]
        place[: len(chunk)] = chunk
        self.taken += len(chunk)
        return len(chunk)


def test_standard_input_without_end(capsys, monkeypatch):
    stream = Endless()
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=io.BufferedReader(stream)))
    said = refusal(capsys, "inspect", "-", "--target", "kind")
    assert "standard input: expected 1 MiB at most, unpacked. Received: more" in said
    assert stream.taken < 2 * 2**20


def test_a_file_is_not_read_beyond_what_a_table_may_have(tmp_path, capsys):
    assert "expected 1 MiB at most" in inspected(tmp_path, capsys, "t.csv", TABLE)
    with open(tmp_path / "sparse.csv", "wb") as file:
        file.truncate(2**40)
    assert "expected 1 MiB at most" in refusal(
        capsys, "inspect", tmp_path / "sparse.csv", "--target", "kind"
    )


@pytest.mark.parametrize("twice", [False, True])
def test_a_gzip_file_that_unpacks_to_more(tmp_path, capsys, twice):
    data = gzip.compress(TABLE) + gzip.compress(ROWS) * twice
    assert len(data) < 20_000
    assert "expected 1 MiB at most" in inspected(tmp_path, capsys, "t.csv.gz", data)


@pytest.mark.parametrize("ending", [b"", b"no member"])
def test_as_much_as_it_may_unpack_to_is_read_to_its_end(tmp_path, capsys, ending):
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"kind\n" + b"\n" * 9_000) + ending)
    said = refusal(capsys, "inspect", tmp_path / "t.csv.gz", "--target", "kind")
    assert ("expected a gzip file" in said) == bool(ending)


def test_a_table_of_more_cells(tmp_path, capsys):
    said = inspected(tmp_path, capsys, "t.csv", TABLE[:80_000])
    assert "expected 10,000 cells at most. Received: 39," in said


def test_a_line_of_delimiters_alone(tmp_path, capsys):
    assert "Received: 999,999" in inspected(tmp_path, capsys, "t.csv", b";" * 999_999)


def arrow(**columns):
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def test_parquet_that_repeats_one_number_or_one_list(tmp_path, capsys):
    data = arrow(size=pa.repeat(1, 10**6), kind=pa.repeat("a", 10**6))
    assert len(data) < 10_000
    assert "Received: 2,000,000" in inspected(tmp_path, capsys, "t.parquet", data)
    data = arrow(size=[[1] * 20_000], kind=["a"])
    assert "cells at most" in inspected(tmp_path, capsys, "t.parquet", data)


def test_parquet_that_repeats_one_long_text(tmp_path, capsys):
    data = arrow(size=pa.repeat("x" * 100_000, 4_000), kind=pa.repeat("a", 4_000))
    assert len(data) < 20_000
    before = pa.total_allocated_bytes()
    assert "expected 1 MiB at most" in inspected(tmp_path, capsys, "t.parquet", data)
    assert pa.total_allocated_bytes() - before < 50 * 2**20


def test_parquet_with_more_in_its_pages(tmp_path, capsys):
    data = arrow(size=["x" * 300_000 + str(row) for row in range(4)], kind=list("abab"))
    assert "expected 1 MiB at most" in inspected(tmp_path, capsys, "t.parquet", data)


def packed(name, *contents):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, content in enumerate(contents):
            archive.writestr(f"{place}{name}", content)
    return out.getvalue()


def test_a_workbook_that_unpacks_to_more(tmp_path, capsys, monkeypatch):
    pytest.importorskip("openpyxl")
    monkeypatch.setattr(sizes, "MOST_BYTES", 2**22)
    data = packed("xl/worksheets/sheet1.xml", b" " * 2**21)
    assert "expected 1 MiB at most" in inspected(tmp_path, capsys, "t.xlsx", data)


def test_a_workbook_with_a_cell_far_away(tmp_path, capsys):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "kind", 1
    book.save(tmp_path / "t.xlsx")
    data = (tmp_path / "t.xlsx").read_bytes()
    assert "Received: 17,179,869,184" in inspected(tmp_path, capsys, "t.xlsx", data)


@pytest.mark.parametrize(
    ("ending", "pack"),
    [
        (".csv", bytes),
        (".csv.gz", gzip.compress),
        (".csv.bz2", bz2.compress),
        (".csv.xz", lzma.compress),
        (".csv.zip", lambda data: packed(".csv", data)),
    ],
)
def test_benchmarks_look_before_pandas_does(tmp_path, capsys, ending, pack):
    file = tmp_path / f"t{ending}"
    for data, said in ((TABLE, "expected 1 MiB at most"), (TABLE[:80_000], "cells at most")):
        file.write_bytes(pack(data))
        assert said in refusal(capsys, "benchmark", "--data", file, "--target", "kind")
        assert said in refusal(capsys, "benchmark", "scarce", file, "--target", "kind")


def test_a_zip_file_of_another_kind(tmp_path, capsys):
    file = tmp_path / "t.zip"
    for data in (packed(".csv", TABLE[:99], TABLE[:99]), packed(".csv")):
        file.write_bytes(data)
        assert "a zip file of one CSV file" in refusal(capsys, "benchmark", "--data", file)
    data = bytearray(packed(".csv", TABLE[:99]))
    data[6] |= 1  # encrypted, says the file's header, and its directory
    data[data.index(b"PK\1\2") + 8] |= 1
    file.write_bytes(data)
    assert "a zip file that can be read" in refusal(capsys, "benchmark", "--data", file)
