"""Files that are no tables, or barely: status 0 or 2, one sentence that names the file, no hang."""

import gzip
import io
import os
import re
import signal
import zipfile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gansmote_tf.cli import main
from tests.stub_training import no_training

GOOD = b"size,colour,kind\n" + b"1,red,a\n2,blue,b\n3,red,a\n4,blue,b\n" * 3


def parquet(frame):
    out = io.BytesIO()
    frame.to_parquet(out)
    return out.getvalue()


def arrow(**columns):
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def twice_named():
    out = io.BytesIO()
    columns = [pa.array([1, 2]), pa.array([3, 4]), pa.array(["a", "b"])]
    pq.write_table(pa.Table.from_arrays(columns, ["size", "size", "kind"]), out)
    return out.getvalue()


def zipped(name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, GOOD)
    return out.getvalue()


FRAME = pd.DataFrame({"size": range(12), "kind": list("aab") * 4})
PARQUET = parquet(FRAME)
GZIP = gzip.compress(GOOD * 99, mtime=0)
RANDOM = np.random.default_rng(0).bytes(20_000)
KINDS = ["a", "b"] * 4

#: Name -> content, and what its refusal says; None where the file is a table after all.
FILES = {
    "good.csv": (GOOD, None),
    "empty.csv": (b"", "file is empty"),
    "spaces.csv": (b"  \n\n \n", "file is empty"),
    "bom_alone.csv": (b"\xef\xbb\xbf", "file is empty"),
    "only_header.csv": (b"size,kind\n", "Received the header alone"),
    "only_comments.csv": (b"# a\n# b\n", "there must be a column 'kind'"),
    "one_column.csv": (b"kind\na\nb\n", "there must be columns beside"),
    "no_label_column.csv": (b"size,sort\n1,a\n2,b\n", "there must be a column 'kind'"),
    "one_row.csv": (b"size,kind\n1,a\n", None),
    "one_class.csv": (b"size,kind\n1,a\n2,a\n", None),
    "a_label_per_row.csv": (b"size,kind\n1,a\n2,b\n3,c\n", None),
    "label_missing.csv": (b"size,kind\n1,a\n2,\n", "row 3, column 'kind'"),
    "label_na.csv": (b"size,kind\n1,NA\n2,b\n", "row 2, column 'kind'"),
    "continuous_labels.csv": (b"size,kind\n1,0.5\n2,1.25\n3,7.75\n", "must hold classes"),
    "ragged_short.csv": (b"size,kind\n1,a\n2\n", "row 3: every row must have as many"),
    "ragged_long.csv": (b"size,kind\n1,a\n2,b,c\n", "row 3: every row must have as many"),
    "ragged_after_lines_in_cells.csv": (b'size,kind\n"1\n2",a\n2,b,c\n', "row 4: every row"),
    "trailing_delimiters.csv": (b"size,kind\n1,a,\n2,b,\n", "row 2: every row"),
    "twice_named.csv": (b"size,size,kind\n1,2,a\n3,4,b\n", None),
    "label_twice.csv": (b"kind,size,kind\na,2,a\nb,4,b\n", None),
    "nameless.csv": (b",size,kind\n0,2,a\n1,4,b\n", "every column must have a name"),
    "huge_cell.csv": (b"size,kind\n" + b"x" * 300_000 + b",a\ny,b\n", None),
    "huge_quoted_cell.csv": (b'size,kind\n"' + b'x""' * 99_000 + b'",a\ny,b\n', None),
    "huge_name.csv": (b"s" * 300_000 + b",kind\n1,a\n2,b\n", None),
    "long_line_without_end.csv": (b"size,kind" + b"," * 500_000, "Received: 500,002"),
    "open_quote.csv": (b'size,kind\n1,a\n"2,b\n3,a\n', "row 3: a cell that begins with a quote"),
    "open_quote_of_megabytes.csv": (b'size,kind\n"' + b"x\n" * 10**6, "row 2: a cell that"),
    "many_open_quotes.csv": (b"size,kind\n" + b'"x,a\n' * 9_999, "row 2: a cell that begins"),
    "text_after_quote.csv": (b'size,kind\n"1"2,a\n', "row 2: a cell that begins with a quote"),
    "quotes_alone.csv": (b'"' * 999, "row 1: a cell that begins"),
    "stray_quotes.csv": (b'size,kind\n5" pipe,a\n6" pipe,b\n', None),
    "latin.csv": ("größe,kind\n1,a\n2,b\n".encode("latin-1"), "row 1: expected text in utf-8"),
    "latin_later.csv": (b"size,kind\n1,a\n2,b\n3,\xfc\n", "row 4: expected text in utf-8"),
    "utf16.csv": (GOOD.decode().encode("utf-16"), None),
    "utf16_without_bom.csv": (GOOD.decode().encode("utf-16-le"), "row 1: expected text"),
    "utf16_cut.csv": (GOOD.decode().encode("utf-16")[:-1], "expected text in utf-16-le"),
    "utf32.csv": (GOOD.decode().encode("utf-32"), None),
    "nul.csv": (b"size,kind\n1,a\n2\x00,b\n", "row 3: expected text. Received: a NUL"),
    "only_nul.csv": (b"\x00" * 9_999, "row 1: expected text. Received: a NUL"),
    "binary.csv": (RANDOM, "row 1: expected text"),
    "overlong_utf8.csv": (b"size,kind\n\xc0\xaf,a\n", "row 2: expected text in utf-8"),
    "surrogate.csv": (b"size,kind\n\xed\xa0\x80,a\n", "row 2: expected text in utf-8"),
    "bom_within.csv": (b"size,kind\n\xef\xbb\xbf1,a\n2,b\n", None),
    "two_files_in_one.csv": (GOOD + b"\xef\xbb\xbf" + GOOD, None),
    "mixed_line_ends.csv": (b"size,kind\r\n1,a\n2,b\r3,a\r\n", None),
    "old_mac.csv": (b"size,kind\r1,a\r2,b\r", None),
    "line_ends_within.csv": (b"size,kind\n1\r2,a\n", "row 2: every row"),
    "control_characters.csv": (b"size,kind\n\x1b[31m,a\n\x07\x08,b\n\x1a,a\n", None),
    "control_characters_in_name.csv": (b"\x1b[2Jx,sort\n1,a\n", "there must be a column"),
    "line_separators.csv": ("size,kind\na\u2028b,a\nc\x85\x0b\x0cd,b\n".encode(), None),
    "nan.csv": (b"size,kind\n1.5,a\nnan,b\n", None),
    "inf.csv": (b"size,kind\n1.5,a\n-inf,b\n", None),
    "overflow.csv": (b"size,kind\n1e999,a\n2,b\n", None),
    "long_digits.csv": (b"size,kind\n" + b"9" * 5_000 + b",a\n2,b\n", None),
    "beyond_int64.csv": (b"size,kind\n99999999999999999999,a\n2,b\n", None),
    "all_missing.csv": (b"size,colour,kind\n,NA,a\n,NaN,b\n", None),
    "other_digits.csv": ("size,kind\n\u0663,a\n\u0664,b\n".encode(), None),
    "excel.csv": (zipped("xl/workbook.xml"), "begins as a workbook (.xlsx)"),
    "parquet.csv": (PARQUET, "begins as a Parquet file"),
    "gzip.csv": (GZIP, "begins as a gzip file"),
    "gzip_twice.csv.gz": (gzip.compress(GZIP), "begins as a gzip file"),
    "html.csv": (b"<html><body>404, not found</body></html>\n" * 3, "there must be a column"),
    "json.csv": (b'[{"size": 1, "kind": "a"}, {"size": 2, "kind": "b"}]', "there must be a column"),
    "many_columns.csv": (
        b",".join(b"c%d" % number for number in range(10**5)) + b"\n" + b"0," * 99_999 + b"1\n",
        "expected 10,000 columns at most. Received: 100,000",
    ),
    "many_names_alike.csv": (b"c," * 9_000 + b"sort\n" + b"0," * 9_000 + b"a\n", "'kind'"),
    "cut.csv.gz": (GZIP[: len(GZIP) // 2], "expected a gzip file"),
    "bent.csv.gz": (GZIP[:20] + b"\xff" * 9 + GZIP[29:], "expected a gzip file"),
    "bad_sum.csv.gz": (GZIP[:-8] + b"\0" * 8, "expected a gzip file"),
    "followed.csv.gz": (GZIP + b"rubbish", "expected a gzip file"),
    "plain.csv.gz": (GOOD, "expected a gzip file"),
    "empty.csv.gz": (b"", "file is empty"),
    "cut.parquet": (PARQUET[: len(PARQUET) // 2], "expected a Parquet file"),
    "without_end.parquet": (PARQUET[:-4], "expected a Parquet file"),
    "bent_footer.parquet": (PARQUET[:-60] + b"\xff" * 52 + PARQUET[-8:], "expected a Parquet file"),
    "bent_data.parquet": (PARQUET[:4] + b"\xff" * 90 + PARQUET[94:], "expected a Parquet file"),
    "huge_footer.parquet": (PARQUET[:-8] + b"\xff\xff\xff\x7fPAR1", "expected a Parquet file"),
    "empty.parquet": (b"", "expected a Parquet file"),
    "text.parquet": (GOOD, "expected a Parquet file"),
    "magic.parquet": (b"PAR1PAR1", "expected a Parquet file"),
    "no_rows.parquet": (parquet(FRAME[:0]), "expected rows. Received: none"),
    "no_columns.parquet": (parquet(FRAME[[]]), "there must be a column 'kind'"),
    "no_labels.parquet": (parquet(FRAME[["size"]]), "there must be a column 'kind'"),
    "labels_alone.parquet": (parquet(FRAME[["kind"]]), "there must be columns beside"),
    "labels_in_index.parquet": (parquet(FRAME.set_index("kind")), None),
    "label_gap.parquet": (arrow(size=[1, 2], kind=["a", None]), "row 2, column 'kind'"),
    "twice_named.parquet": (twice_named(), "column names must be unique"),
    "nested.parquet": (arrow(size=[[1], [2, 3]], kind=["a", "b"]), None),
    "structs.parquet": (arrow(size=[{"x": 1}, {"x": 2}], kind=["a", "b"]), None),
    "nested_labels.parquet": (arrow(size=[1, 2], kind=[[1], [2]]), "column 'kind'"),
    "nulls.parquet": (arrow(size=pa.nulls(2), kind=["a", "b"]), None),
    "dates.parquet": (arrow(size=pd.to_datetime(["2020-01-01", "2021-01-01"]), kind=[0, 1]), None),
    "gaps_in_numbers.parquet": (arrow(size=[5, None, 7, 8], kind=KINDS[:4]), None),
    "excel.xlsx": (zipped("xl/workbook.xml"), "xlsx"),
    "rubbish.xlsx": (RANDOM, "xlsx"),
    "table.json": (GOOD, "must end in one of"),
    "table.zip": (zipped("table.csv"), "must end in one of"),
    "table": (GOOD, "Received: no ending"),
    "bad name\x1b\n.csv": (b"", "file is empty"),
}


@pytest.fixture
def within_seconds():
    """Ends a test that hangs, with an error that no command catches."""

    def late(*_):
        raise AssertionError("it took too long")

    kept = signal.signal(signal.SIGALRM, late)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, kept)


def run(*arguments, capsys):
    """The status and the lines on stderr of a command in this process."""
    try:
        with no_training(made=3):
            status = main([str(argument) for argument in arguments])
    except SystemExit as stopped:
        status = stopped.code
    shown = capsys.readouterr()
    assert status in (0, 2), shown.err
    lines = shown.err.splitlines()
    # A table's warnings may stand above; what ends a command is one sentence.
    assert all(line.startswith("gansmote: ") or status == 0 for line in lines)
    assert "Traceback" not in shown.err
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", shown.err)
    assert not re.search(r"\bX\[|\.astype|groups=|sampling_strategy|\.dt\.", shown.err + shown.out)
    if status == 2:
        assert shown.out == ""
        assert lines
    return status, lines


def test_there_are_enough_of_them():
    assert len(FILES) >= 60


@pytest.mark.parametrize("name", FILES, ids=ascii)
def test_a_hostile_file_ends_in_a_table_or_a_sentence(tmp_path, capsys, within_seconds, name):
    content, said = FILES[name]
    file = tmp_path / name
    file.write_bytes(content)
    ending = next((e for e in (".csv.gz", ".parquet", ".xlsx") if name.endswith(e)), ".csv")
    shown = name.encode("unicode_escape").decode() if "\x1b" in name else name
    shown = shown.replace("\\n", " ")
    more = ("--out", tmp_path / f"more{ending}", "--quiet")
    for command, options in (("inspect", ()), ("resample", more)):
        status, lines = run(command, file, "--target", "kind", *options, capsys=capsys)
        if said is not None:
            assert status == 2
            assert said in lines[-1]
        if status == 2 and not lines[-1].startswith("gansmote: folds"):
            assert shown in lines[-1]
        assert file.read_bytes() == content
    out = tmp_path / f"more{ending}"
    assert out.exists() == (status == 0)


@pytest.mark.parametrize("name", FILES, ids=ascii)
@pytest.mark.filterwarnings("ignore")
def test_a_benchmark_of_a_hostile_file_ends_in_a_sentence(tmp_path, capsys, within_seconds, name):
    file = tmp_path / name
    file.write_bytes(FILES[name][0])
    out = ("--target", "kind", "--out", tmp_path / "out")
    for command in (("--folds", 20, "--data", file), ("scarce", file)):
        assert run("benchmark", *command, *out, capsys=capsys)[0] == 2


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.mkdir(), "a folder"),
        (lambda path: os.mkfifo(path), "a device or a pipe"),
        (lambda path: path.symlink_to("/dev/zero"), "a device or a pipe"),
        (lambda path: path.symlink_to("nowhere"), "there is no such file"),
        (lambda path: path.symlink_to(path), "symbolic link"),
        (lambda path: None, "there is no such file"),
    ],
)
def test_what_is_no_file_is_not_opened(tmp_path, capsys, within_seconds, make, said):
    path = tmp_path / "table.csv"
    make(path)
    for command, *options in (["inspect"], ["resample", "--out", tmp_path / "more.csv"]):
        status, lines = run(command, path, "--target", "kind", *options, capsys=capsys)
        assert status == 2
        assert said in lines[-1]
        assert "table.csv" in lines[-1]
    status, lines = run("benchmark", "--data", path, "--target", "kind", capsys=capsys)
    assert status == 2
    assert "table.csv" in lines[-1]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_that_may_not_be_read_is_named(tmp_path, capsys):
    file = tmp_path / "table.csv"
    file.write_bytes(GOOD)
    file.chmod(0)
    status, lines = run("inspect", file, "--target", "kind", capsys=capsys)
    assert status == 2
    assert "table.csv" in lines[-1]
