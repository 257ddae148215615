"""``resample`` and the user's own bytes: strip the generated rows, and the file is the input."""

import gzip
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gansmote_tf.cli import main
from gansmote_tf.cli.csv_text import split, value
from gansmote_tf.cli.spelling import MISSING, NumberFormat, Spelling
from tests.stub_training import no_training

MADE = 7
SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
#: What cells of a column may say, and what a generated one may look like.
COLUMNS = {
    "code": (["01000", "1000", "02000", "NA"], "01000|1000|02000|NA"),
    "fixed": (["0.50", "1.25", "10.00", "-3.75"], r"-?\d+\.\d\d"),
    "float": (["0.5", "3", "12.125", "7"], r"\d+(\.\d{1,3})?"),
    "whole": (["3", "5", "12", "-4"], r"-?\d+"),
    "bit": (["0", "1"], "0|1"),
    "gap": (["0", "1", "", "nan"], "0|1||nan"),
    "truth": (["true", "FALSE"], "true|FALSE"),
    "word": (["rot", "blé, dur", 'say "no"', "a\nb", "", "NA", " x"], "(?s).*"),
    "signed": (["+1.5", "-2.0", "0.0"], r"[+]\d\.\d|-\d\.\d|0\.0"),
    "tiny": (["1.5e-07", "2.5e-07"], r"\d\.\de-0\d"),
}
LABELS = ["01", "1", "NO", " b"]


@st.composite
def csv_files(draw):
    """Bytes of a CSV file, its encoding (None where it shows) and delimiter."""
    delimiter = draw(st.sampled_from(",;\t|"))
    newline = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    names = draw(st.lists(st.sampled_from(sorted(COLUMNS)), min_size=1, max_size=5, unique=True))
    place = draw(st.integers(0, len(names)))
    rows = draw(st.integers(4, 12))
    columns = {name: draw(st.permutations(_cells(name, rows, draw))) for name in names}
    labels = [LABELS[row % 2 if row < 4 else draw(st.integers(0, 3))] for row in range(rows)]
    items = list(columns.items())
    columns = dict([*items[:place], ("kind", labels), *items[place:]])
    quotes = draw(st.sampled_from(["always", "needed", "some"]))
    lines = [
        delimiter.join(_quoted(cell, delimiter, quotes, draw) for cell in row)
        for row in [list(columns), *zip(*columns.values(), strict=True)]
    ]
    if draw(st.booleans()):
        lines.insert(draw(st.integers(0, len(lines))), draw(st.sampled_from(["", "#", "# note"])))
    text = newline.join(lines) + draw(st.sampled_from(["", newline, 2 * newline]))
    return text.encode(encoding), encoding, delimiter


def _cells(name, rows, draw):
    cells = COLUMNS[name][0]
    return [cells[row] if row < len(cells) else draw(st.sampled_from(cells)) for row in range(rows)]


def _quoted(cell, delimiter, quotes, draw):
    needed = any(mark in cell for mark in (delimiter, '"', "\n", "\r"))
    if needed or quotes == "always" or (quotes == "some" and draw(st.booleans())):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def resampled(data, *options, ending=".csv"):
    """What ``resample`` makes of a file's bytes, without training."""
    with tempfile.TemporaryDirectory() as folder, no_training(MADE):
        file, out = Path(folder, f"t{ending}"), Path(folder, f"more{ending}")
        file.write_bytes(data)
        arguments = [str(file), "--target", "kind", "--out", str(out), "--quiet", *options]
        assert main(["resample", *arguments]) == 0
        assert file.read_bytes() == data
        assert sorted(path.name for path in Path(folder).iterdir()) == sorted([file.name, out.name])
        return out.read_bytes()


@given(csv_files())
@SETTINGS
def test_the_file_comes_first_byte_by_byte_and_generated_cells_are_spelled_alike(file):
    data, encoding, delimiter = file
    out = resampled(data, "--encoding", encoding)
    assert out.startswith(data)
    text = out.decode(encoding)
    records = split(text.removeprefix("\ufeff"), delimiter)
    own = split(data.decode(encoding).removeprefix("\ufeff"), delimiter)
    names = next([value(c) for c in r.cells] for r in records if len(r.cells) > 1)
    made = records[-MADE:]
    assert len(records) == len(own) + MADE
    assert bool(made[-1].end) == bool(own[-1].end)
    assert {record.end for record in made[:-1]} <= {r.end for r in own}
    for place, name in enumerate(names):
        for record in made:
            cell = value(record.cells[place])
            if name == "kind":
                assert cell in LABELS
            else:
                assert re.fullmatch(COLUMNS[name][1], cell), (name, cell)


@given(csv_files())
@SETTINGS
def test_a_mark_adds_a_cell_and_changes_no_other(file):
    data, encoding, delimiter = file
    out = resampled(data, "--encoding", encoding, "--mark", "made; up")
    own, marked = (
        split(part.decode(encoding).removeprefix("\ufeff"), delimiter) for part in (data, out)
    )
    header = True
    for before, after in zip(own, marked, strict=False):
        if len(before.cells) == 1:
            assert after.cells == before.cells
            continue
        assert after.cells[:-1] == before.cells
        assert value(after.cells[-1]) == ("made; up" if header else "False")
        header = False
    assert [record.cells[-1] for record in marked[len(own) :]] == ["True"] * MADE
    assert [r.end for r in marked[: len(own) - 1]] == [r.end for r in own[:-1]]


def test_a_gzipped_file_holds_the_same_text_and_the_same_bytes_every_time():
    data = b"size,kind\n0.50,01\n0.75,1\n"
    first, second = (resampled(gzip.compress(data), ending=".csv.gz") for _ in range(2))
    assert gzip.decompress(first).startswith(data)
    assert first == second


def test_mixed_line_ends_stay_and_the_most_frequent_goes_on():
    data = b"size,kind\r\n1,a\n2,b\r\n3,a\r\n"
    out = resampled(data)
    assert out.startswith(data)
    assert out.count(b"\r\n") == 3 + MADE


def test_decimal_commas_stay_in_files_of_semicolons():
    out = resampled(b"size;kind\n0,50;a\n2,25;b\n")
    made = out.decode().splitlines()[3:]
    assert all(re.fullmatch(r"\d,\d\d;[ab]", line) for line in made)


def test_names_that_come_twice_stay_in_the_header(capsys):
    data = b"size,size,kind\n1,2,a\n3,4,b\n"
    assert resampled(data).startswith(data)
    assert "'size' for 'size 2'" in capsys.readouterr().err


def test_one_hot_columns_of_true_and_false_are_one_attribute():
    data = b"A_x,A_y,kind\nTrue,False,a\nFalse,True,b\nTrue,False,b\n"
    made = resampled(data).decode().splitlines()[4:]
    assert {line[:-2] for line in made} <= {"True,False", "False,True"}


def test_a_code_can_be_told_to_be_a_number_and_a_number_a_category():
    data = b"zip,size,kind\n01,0.5,a\n03,0.50,b\n"
    groups = '{"zip": ["numeric", ["zip"]], "size": ["one_of", ["size"]]}'
    made = resampled(data, "--groups", groups).decode().splitlines()[3:]
    zips, sizes, _ = zip(*(line.split(",") for line in made), strict=True)
    assert set(zips) <= {"01", "2", "03"}
    assert set(sizes) <= {"0.5", "0.50"}


@pytest.mark.parametrize(
    ("cells", "number", "text"),
    [
        (["0.50", "1.25"], 3.0, "3.00"),
        (["0.5", "1.25"], 3.0, "3.0"),
        (["3", "1.25"], 3.0, "3"),
        (["3.0", "0.125"], 2.5, "2.5"),
        (["3.0", "0.125"], 2.0, "2.0"),
        (["3", "12"], 7, "7"),
        (["5.", "6."], 7.0, "7"),
        (["0.12", "0.25"], -0.001, "0.00"),
        (["0.1234567890123456789", "1.5"], 0.1, "0.1"),
        (["100000000000000000000", "5"], 2e19, "20000000000000000000"),
        (["1e-05", "0.5"], 2e-5, "2e-05"),
        (["1e-05", "0.5"], 0.25, "0.2"),
        (["1.25E+10", "2.50E+10"], 1.5e10, "1.50E+10"),
        (["+1", "-1"], 3, "+3"),
    ],
)
def test_a_number_is_written_in_the_columns_format(cells, number, text):
    assert NumberFormat(cells).text(number) == text


@pytest.mark.parametrize("missing", MISSING)
def test_a_missing_value_is_spelled_as_the_column_does_most_often(missing):
    spelling = Spelling(["red", missing, missing, "NA", "blue"], ",")
    assert spelling.values.tolist().count(None) == 3
    assert spelling.spell([None, "red"]) == [missing, "red"]


def test_cells_are_quoted_as_the_column_does_most_often():
    assert Spelling(['"red"', '"red"', "red"], ",").spell(["red"]) == ['"red"']
    assert Spelling(['"1.5"', '"2.5"', "2.5"], ",").spell([2.0]) == ['"2.0"']
