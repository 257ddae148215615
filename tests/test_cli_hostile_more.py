"""More files that are no tables, or barely: kinds of text, of Parquet, of names and encodings."""

import base64
import contextlib
import datetime
import decimal
import io
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

from gansmote_tf.cli import main
from tests.stub_training import no_training
from tests.test_cli_hostile_files import GOOD, PARQUET, RANDOM, arrow, run, within_seconds, zipped

__all__ = ["within_seconds"]

#: Its footer gives a column as many definition levels as it can't have (found by fuzzing). Arrow
#: throws a C++ exception through Python when asked for that column's metadata.
BENT_LEVELS = base64.b64decode(
    "UEFSMRUEFSAVJEwVBBUAEgAAEDwBAAAAAAAAAAIAAAAAAAAAFQAVEhUWLBUEFRAVBhUGHBgIAgAAAAAAAAAYCAEAAAAA"
    "AAAAFgAoCAIAAAAAAAAAGAgBAAAAAAAAABERAAAACSACAAAABAEBAwIVBBUgFSRMFQQVABIAABA8AQAAAAAAAAACAAAA"
    "AAAAABUAFR4VIiwVBBUQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABUGFQYcGAgCAAAAAAAAABgIAQAAAAAAAAAWACgIAgAAAAAA"
    "AAAYCAEAAAAAAAAAEREAAAAPOAIAAAAEAAIAAAAEAwEDAhUEGVw1ABgGc2NoZW1hFQQAFQQlAhgEc2l6ZQA0AhgEa2lu"
    "ZBUCFQZMPAAAADUEGARsaXN0FQIAFQQlAhgHZWxlbWVudAAWBBkcGSwmABwVBBk1AAYQGRgEc2l6ZRUCFgQWzAEW1AEm"
    "SCYIHBgIAgAAAAAAAAAYCAEAAAAAAAAAFgAoCAIAAAAAAAAAGAgBAAAAAAAAABERABksFQQVABUCABUAFRAVAgA8KQYZ"
    "JgAEAAAAJgAcFQQZNQAGEBk4BGtpbmQEbGlzdAdlbGVtZW50FQIWBBbYARbgASacAibcARwYCAIAAAAAAAAAGAgBAAAA"
    "AAAAABYAKAgCAAAAAAAAABgIAQAAAAAAAAAREQAZLBUEFQAVAgAVABUQFQIAPCkmBAAZRgAAAAQAAAAWpAMWBCYIFrQD"
    "ABkcGAxBUlJPVzpzY2hlbWEYuAIvLy8vLytBQUFBQVFBQUFBQUFBS0FBd0FCZ0FGQUFnQUNnQUFBQUFCQkFBTUFBQUFD"
    "QUFJQUFBQUJBQUlBQUFBQkFBQUFBSUFBQUI0QUFBQUJBQUFBS0QvLy84QUFBRU1GQUFBQUNBQUFBQUVBQUFBQVFBQUFC"
    "Z0FBQUFFQUFBQWEybHVaQUFBQUFBRUFBUUFCQUFBQU5ELy8vOEFBQUVDRUFBQUFCZ0FBQUFFQUFBQUFBQUFBQVFBQUFC"
    "cGRHVnRBQUFBQU1ELy8vOEFBQUFCUUFBQUFCQUFGQUFJQUFZQUJ3QU1BQUFBRUFBUUFBQUFBQUFCQWhBQUFBQWdBQUFB"
    "QkFBQUFBQUFBQUFFQUFBQWMybDZaUUFBQUFBSUFBd0FDQUFIQUFnQUFBQUFBQUFCUUFBQUFBPT0AGCBwYXJxdWV0LWNw"
    "cC1hcnJvdyB2ZXJzaW9uIDI2LjAuMRksHAAAHAAAAK8CAABQQVIx"
)


def feather():
    out = io.BytesIO()
    pyarrow.feather.write_feather(pa.table({"size": [1, 2], "kind": ["a", "b"]}), out)
    return out.getvalue()


def with_metadata(pandas):
    table = pa.table({"size": [1, 2, 3, 4], "kind": list("abab")})
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({b"pandas": pandas}), out)
    return out.getvalue()


def typed(kind, *values):
    return arrow(x=pa.array([*values] * 2, kind), kind=[*"abab"][: 2 * len(values)])


DAY = datetime.datetime(9999, 12, 31)
LARGE = decimal.Decimal(10**50)
NO_KIND = "there must be a column 'kind'"

#: Name -> content, and what its refusal says; None where it is a table, "" where it may be either.
FILES = {
    "newline.csv": (b"\n", "file is empty"),
    "carriage_returns.csv": (b"\r\r\r", "file is empty"),
    "delimiters.csv": (b",,,\n,,,\n", NO_KIND),
    "quotes_of_nothing.csv": (b'"","",""\n"","",""\n', "every column must have a name"),
    "utf7.csv": (b"size,kind\n+AGE-,a\n+AGI-,b\n", None),
    "utf16_be.csv": (b"\xfe\xff" + GOOD.decode().encode("utf-16-be"), None),
    "two_boms.csv": (b"\xef\xbb\xbf\xef\xbb\xbf" + GOOD, None),
    "form_feeds.csv": (b"size,kind\n\x0c1,a\n2\x0c,b\n\x0b3,a\n", None),
    "unit_separators.csv": (b"size,kind\n1\x1f,a\n\x1c2,b\n3\x1d,a\n", None),
    "spaces_of_unicode.csv": ("size,kind\n\u20031\u2003,a\n2\xa0,b\n\u30003,a\n".encode(), None),
    "right_to_left.csv": ("\u202esize,kind\n\u200f1,a\n\u2067x\u2069,b\n".encode(), None),
    "zero_width.csv": ("si\u200bze,kind\na\u200d,a\nb\ufeff,b\n".encode(), None),
    "astral.csv": ("size,kind\n\U0001f600,a\n\U0010ffff,b\ne\u0301,a\n".encode(), None),
    "tabs_and_spaces.csv": (b"size \t kind\n1 \t a\n2 \t b\n", NO_KIND),
    "spaced_header.csv": (b"size, kind\n1, a\n2, b\n", NO_KIND),
    "other_case.csv": (b"size,Kind\n1,a\n2,b\n", NO_KIND),
    "header_of_spaces.csv": (b"   ,kind\n1,a\n2,b\n", None),
    "sep.csv": (b"sep=;\nsize;kind\n1;a\n2;b\n", "row 1: every column must have"),
    "blank_around.csv": (b"\n\n,\nsize,kind\n1,a\n\n2,b\n,\n\n", None),
    "comments_around.csv": (b"# a, b, c\nsize,kind\n# x\n1,a\n#\n2,b\n# end\n", None),
    "thousands.csv": (b'size,kind\n"1,000",a\n"2,500,000",b\n"1,000",a\n', None),
    "decimal_commas.csv": (b"size;kind\n0,5;a\n1,25;b\n", None),
    "percent.csv": (b"size,kind\n5%,a\n7.5%,b\n", None),
    "spreadsheet_errors.csv": (b"size,kind\n#DIV/0!,a\n#N/A,b\n2,b\n", None),
    "formulas.csv": (b"size,kind\n=1+1,a\n@SUM(A1),b\n", None),
    "underscores.csv": (b"size,kind\n1_000,a\n2_000,b\n", None),
    "hexadecimal.csv": (b"size,kind\n0x1F,a\n1e,b\n", None),
    "zeros.csv": (b"size,kind\n0,a\n-0,b\n0.0,a\n", None),
    "largest_numbers.csv": (b"size,kind\n1.7e308,a\n-1.7e308,b\n5e-324,a\n", ""),
    "a_row_of_a_class.csv": (b"size,kind\n1,a\n2,a\n3,b\n4,a\n", None),
    "labels_of_spaces.csv": (b"size,kind\n1,a\n2,  \n", "row 3, column 'kind'"),
    "labels_of_quotes.csv": (b'size,kind\n1,a\n2,""\n', "row 3, column 'kind'"),
    "python_names.csv": (
        b"index,level_0,None,nan,0,X,y,kind\n" + b"1,2,3,4,5,6,7,a\n2,3,4,5,6,7,8,b\n",
        None,
    ),
    "braces.csv": (b"{a},'b',[c],kind\n1,2,3,a\n2,3,4,b\n", None),
    "name_of_two_lines.csv": (b'"si\nze",kind\n1,a\n2,b\n', None),
    "old_excel.csv": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + RANDOM, "row 1: expected text"),
    "feather.csv": (feather(), "expected text"),
    "open_document.csv": (zipped("content.xml"), "begins as a workbook"),
    "open_document.xlsx": (zipped("content.xml"), "xlsx"),
    "table.feather": (feather(), "must end in one of"),
    "table.ods": (zipped("content.xml"), "must end in one of"),
    "table.xls": (RANDOM, "must end in one of"),
    "table.jsonl": (b'{"size": 1}\n', "must end in one of"),
    "feather.parquet": (feather(), "expected a Parquet file"),
    "encrypted_footer.parquet": (PARQUET[:-4] + b"PARE", "expected a Parquet file"),
    "bent_levels.parquet": (BENT_LEVELS, "expected a Parquet file"),
    "maps.parquet": (typed(pa.map_(pa.string(), pa.int64()), [("a", 1)], [("b", 2)]), ""),
    "years.parquet": (typed(pa.timestamp("us"), DAY, None), ""),
    "days.parquet": (typed(pa.date32(), DAY.date(), datetime.date(1, 1, 1)), ""),
    "times.parquet": (typed(pa.time64("ns"), datetime.time(1), datetime.time(2)), ""),
    "spans.parquet": (typed(pa.duration("s"), 1, 2), ""),
    "zones.parquet": (typed(pa.timestamp("s", "Europe/Berlin"), 1, 2), ""),
    "bad_zone.parquet": (typed(pa.timestamp("s", "Nowhere/At_all"), 1, 2), ""),
    "halves.parquet": (typed(pa.float16(), 0.5, 1.5), None),
    "unsigned.parquet": (typed(pa.uint64(), 2**64 - 1, 1), ""),
    "decimals.parquet": (
        typed(pa.decimal256(60, 2), decimal.Decimal("1e50"), decimal.Decimal(1)),
        "",
    ),
    "true_labels.parquet": (arrow(x=[1, 2, 3, 4], kind=[True, False] * 2), None),
    "coded_labels.parquet": (arrow(x=[1, 2], kind=pa.array(["a", "b"]).dictionary_encode()), None),
    "label_bytes.parquet": (arrow(x=[1, 2, 3, 4], kind=[b"a", b"b"] * 2), ""),
    "label_days.parquet": (arrow(x=[1, 2, 3, 4], kind=[DAY.date(), None] * 2), "row 2, column"),
    "bad_notes.parquet": (with_metadata(b"{"), ""),
    "list_of_notes.parquet": (with_metadata(b"[1, 2]"), None),
    "number_of_notes.parquet": (with_metadata(b'{"index_columns": 7}'), None),
    "binary_notes.parquet": (with_metadata(b"\xff\xfe"), ""),
    "odd_ranges.parquet": (with_metadata(b'{"index_columns": [{"kind": "range"}]}'), None),
    "no_name.parquet": (arrow(**{"": [1, 2], "kind": ["a", "b"]}), ""),
}
ENCODINGS = ["utf-7", "utf-16", "utf-16-be", "utf-32-le", "hz", "iso2022_jp", "cp037", "ascii"]
ENCODINGS += ["punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "utf-8-sig"]


def test_there_are_enough_of_them():
    assert len(FILES) >= 50


@pytest.mark.parametrize("name", FILES, ids=ascii)
@pytest.mark.filterwarnings("ignore")
def test_it_ends_in_a_table_or_a_sentence(tmp_path, capsys, within_seconds, name):
    content, said = FILES[name]
    file = tmp_path / name
    file.write_bytes(content)
    out = tmp_path / f"more{file.suffix}"
    for command, *options in (["inspect", "--folds", 2], ["resample", "--out", out, "--quiet"]):
        status, lines = run(command, file, "--target", "kind", *options, capsys=capsys)
        if said:
            assert status == 2
            assert said in lines[-1]
        if status == 2:
            assert said is not None, lines
            assert name in lines[-1]
    assert file.read_bytes() == content
    assert out.exists() == (status == 0)
    if status == 0 and name.endswith(".csv"):
        assert out.read_bytes().startswith(content)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.filterwarnings("ignore")
def test_an_encoding_that_the_file_may_not_have(tmp_path, capsys, within_seconds, encoding):
    file, out = tmp_path / "t.csv", tmp_path / "more.csv"
    for content in (GOOD, "größe,kind\n1,a\n2,b\n".encode(), b"size,kind\n+2AA-,a\n\\ud800,b\n"):
        file.write_bytes(content)
        for mark in ([], ["--mark", "ma\u00dfe"]):
            options = ["--target", "kind", "--encoding", encoding, *mark]
            status, _ = run("resample", file, "--out", out, *options, "--quiet", capsys=capsys)
            assert out.exists() == (status == 0)
            if status == 0 and not mark:
                assert out.read_bytes().startswith(content)
            out.unlink(missing_ok=True)


@pytest.mark.parametrize("name", ["t\udcff.csv", "t\u202e.csv", "t\n.csv", "-t.csv", "t'\".csv"])
@pytest.mark.filterwarnings("ignore")
def test_names_of_files_that_are_no_text(tmp_path, within_seconds, name):
    file, out = tmp_path / name, tmp_path / f"more{name}"
    file.write_bytes(GOOD)
    shown = io.TextIOWrapper(io.BytesIO(), "ascii")
    with no_training(), contextlib.redirect_stdout(shown):
        assert main(["inspect", str(file), "--target", "kind"]) == 0
        assert main(["resample", str(file), "--target", "kind", "--out", str(out), "--quiet"]) == 0
    assert out.read_bytes().startswith(GOOD)


def test_a_terminal_that_lacks_the_letters(tmp_path):
    (tmp_path / "t.csv").write_bytes("größe,kind\n1,a\n2,b\n3,a\n4,b\n".encode())
    shown = io.TextIOWrapper(io.BytesIO(), "ascii")
    with contextlib.redirect_stdout(shown):
        assert main(["inspect", str(tmp_path / "t.csv"), "--target", "kind", "--folds", "2"]) == 0
    assert rb"gr\xf6\xdfe" in shown.buffer.getvalue()


def test_paths_that_lead_nowhere(tmp_path, capsys):
    loop = tmp_path / "loop.csv"
    loop.symlink_to(loop)
    (tmp_path / "file.csv").write_bytes(GOOD)
    null = tmp_path / "null.csv"
    null.symlink_to("/dev/null")
    for path in (loop, null, tmp_path / ("x" * 300 + ".csv"), tmp_path / "file.csv" / "t.csv"):
        status, lines = run("inspect", path, "--target", "kind", capsys=capsys)
        assert status == 2
        assert len(lines) == 1
        options = ["--target", "kind", "--out", path, "--force", "--quiet"]
        status, lines = run("resample", tmp_path / "file.csv", *options, capsys=capsys)
        assert status == 2
        assert "--out must be a file" in lines[-1]
    assert sorted(os.listdir(tmp_path)) == ["file.csv", "loop.csv", "null.csv"]


def test_a_file_that_goes_as_it_is_opened(tmp_path, capsys, monkeypatch):
    file = tmp_path / "t.csv"
    file.write_bytes(GOOD)
    opened = Path.open

    def gone(path, *mode):
        file.unlink(missing_ok=True)
        return opened(path, *mode)

    monkeypatch.setattr(Path, "open", gone)
    status, lines = run("inspect", file, "--target", "kind", capsys=capsys)
    assert status == 2
    assert "t.csv: there is no such file" in lines[-1]


def test_a_file_that_bends_arrow_does_not_end_the_process(tmp_path):
    (tmp_path / "t.parquet").write_bytes(BENT_LEVELS)
    command = [sys.executable, "-m", "gansmote_tf", "inspect", str(tmp_path / "t.parquet")]
    ran = subprocess.run(
        [*command, "--target", "kind"], cwd=Path(__file__).parents[1], capture_output=True
    )
    assert ran.returncode == 2
    assert ran.stderr.count(b"\n") == 1
