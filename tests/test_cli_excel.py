"""``resample`` and workbooks, where openpyxl is installed."""

import importlib.util
import io

import pandas as pd
import pytest

from gansmote_tf.cli import main
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
