"""``resample`` and workbooks, where openpyxl is installed."""

import datetime
import importlib.util
import io

import pandas as pd
import pytest

from gansmote_tf.cli import main
from gansmote_tf.cli.excel_tables import ExcelTable
from tests.test_cli_cells import MADE, resampled


@pytest.mark.skipif(importlib.util.find_spec("openpyxl"), reason="openpyxl is installed")
def test_without_its_reader_a_workbook_is_refused_in_one_sentence(tmp_path, capsys):
    (tmp_path / "table.xlsx").write_bytes(b"")
    assert main(["inspect", str(tmp_path / "table.xlsx"), "--target", "kind"]) == 2
    assert "needs openpyxl (pip install openpyxl)" in capsys.readouterr().err


def test_a_workbook_keeps_its_rows_and_gets_more():
    pytest.importorskip("openpyxl")
    frame = pd.DataFrame({"size": ["0.50", "1.25", "2.00"], "kind": ["01", "1", "01"]})
    out = io.BytesIO()
    frame.to_excel(out, index=False)
    more = pd.read_excel(io.BytesIO(resampled(out.getvalue(), ending=".xlsx")), dtype=str)
    assert more["kind"][:3].tolist() == ["01", "1", "01"]
    assert more["size"][:3].tolist() == ["0.50", "1.25", "2.00"]
    assert len(more) == 3 + MADE
    assert set(more["kind"][3:]) <= {"01", "1"}


def test_a_mark_is_a_column_of_the_sheet():
    pytest.importorskip("openpyxl")
    out = io.BytesIO()
    pd.DataFrame({"size": [1, 2, 3], "kind": ["a", "b", "a"]}).to_excel(out, index=False)
    made = resampled(out.getvalue(), "--mark", "made", ending=".xlsx")
    more = pd.read_excel(io.BytesIO(made))
    assert more["made"].tolist() == [False] * 3 + [True] * MADE


def workbook(*rows):
    openpyxl = pytest.importorskip("openpyxl")
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    for row in range(2, len(rows) + 1):
        book.active.cell(row, 1).number_format = "0.00"
    book.save(out)
    return out.getvalue()


def cells(data):
    """Values, and number formats, of the rows under the header of a workbook."""
    sheet = pytest.importorskip("openpyxl").load_workbook(io.BytesIO(data)).active
    rows = list(sheet.iter_rows(min_row=2))
    return [[c.value for c in row] for row in rows], [row[0].number_format for row in rows]


def test_generated_cells_are_numbers_dates_and_booleans_where_the_column_holds_them():
    days = [datetime.datetime(2020, 1, 1 + row % 2) for row in range(6)]
    rows = [[row / 4, row, days[row], row % 3 > 0, "0100", 1 + row % 2] for row in range(6)]
    given = workbook(["size", "n", "day", "flag", "zip", "kind"], *rows)
    values, formats = cells(resampled(given, ending=".xlsx"))
    assert values[:6] == rows
    assert len(values) == 6 + MADE
    kinds = [float | int, int, datetime.datetime, bool, str, int]
    assert all(isinstance(v, k) for row in values for v, k in zip(row, kinds, strict=True))
    assert set(formats) == {"0.00"}


def test_a_number_that_no_cell_holds_is_one():
    table = ExcelTable(workbook(["size", "kind"], [0.5, 1], [0.75, 2]), "t.xlsx", "kind")
    more, _ = cells(table.extended(table.X.replace(0.5, 0.62), ["1", "2"], "made"))
    assert more == [[0.5, 1, False], [0.75, 2, False], [0.62, 1, True], [0.75, 2, True]]


def test_rows_above_the_header_and_without_values_get_no_mark():
    given = workbook([None, None], ["size", "kind"], [1, "a"], [None, None], [2, "b"])
    table = ExcelTable(given, "t.xlsx", "kind")
    more, _ = cells(table.extended(table.X[:1], table.y[:1], "made"))
    assert [row[2] for row in more] == ["made", False, None, False, True]


def test_a_formula_without_its_value_is_refused():
    with pytest.raises(ValueError, match="cell A3: expected a value"):
        ExcelTable(workbook(["size", "kind"], [1, "a"], ["=1+1", "b"]), "t.xlsx", "kind")


def test_what_a_workbook_cannot_hold_is_told_before_the_training(tmp_path, capsys):
    pytest.importorskip("openpyxl")
    (tmp_path / "t.csv").write_bytes(b"size,kind\n\x07,a\nx,b\n")
    out = ["--out", str(tmp_path / "more.xlsx"), "--quiet"]
    assert main(["resample", str(tmp_path / "t.csv"), "--target", "kind", *out]) == 2
    assert "--out must be a file that can hold the table" in capsys.readouterr().err
    assert not (tmp_path / "more.xlsx").exists()
