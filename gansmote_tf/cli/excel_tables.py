"""An Excel file's first sheet as a table for the sampler, where openpyxl is installed."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from gansmote_tf.cli.csv_tables import CsvTable
from gansmote_tf.cli.csv_text import quoted, split, value
from gansmote_tf.cli.sizes import TooLarge, check_bytes, check_cells

# openpyxl takes about 1.7 KB of memory for a cell.
_SHARE_OF_BYTES, _SHARE_OF_CELLS = 4, 10
_WHOLE = re.compile("[+-]?[0-9]+")


class ExcelTable:
    """The table that the first sheet of an Excel file holds, its values read as text.

    A formula is read as the value that the file stores for it. Generated cells are what a cell of
    their column with the same text is: numbers, dates and booleans, in its number format.

    Args:
        data: The file's bytes.
        name: What errors call it.
        target: Its label column.
        readings: As of :class:`~gansmote_tf.cli.csv_tables.CsvTable`.

    Attributes:
        X, y, trouble: As of :class:`~gansmote_tf.cli.csv_tables.CsvTable`.

    Raises:
        ValueError: It is no table, or not one with that label column.
    """

    def __init__(
        self, data: bytes, name: str, target: str, readings: Mapping[str, str] | None = None
    ) -> None:
        self._name, self._sheet = name, _first_sheet(data, name)
        stored = _first_sheet(data, name, data_only=True)
        check_cells(stored.max_row * stored.max_column, name, _SHARE_OF_CELLS)
        self._rows = list(stored.iter_rows(values_only=True))
        self._check_formulas()
        text = "".join(",".join(map(_cell, row)) + "\n" for row in self._rows)
        self._table = CsvTable(text.encode(), name, target, readings=readings)
        self.X, self.y, self.trouble = self._table.X, self._table.y, self._table.trouble
        self.check_mark, self.frame = self._table.check_mark, self._table.frame

    def extended(self, X: pd.DataFrame, y: Sequence[Any], mark: str | None = None) -> bytes:
        """The workbook with rows under those of its first sheet.

        Args:
            X: Rows like those of `X`.
            y: Their labels.
            mark: A column of booleans to add, True in these rows.
        """
        sheet, height = self._sheet, len(self._rows)
        columns = [_Cells(column) for column in zip(*self._rows, strict=True)]
        records = split(self._table.extended(X, y, mark).decode(), ",")
        for row, record in enumerate(records, start=1):
            for place, text in enumerate(map(value, record.cells)):
                if place == len(columns):
                    sheet.cell(row, place + 1, {"True": True, "False": False}.get(text, text))
                elif row > height:
                    content, like = columns[place].saying(text)
                    made = sheet.cell(row, place + 1, content)
                    made.number_format = sheet.cell(like, place + 1).number_format
        out = io.BytesIO()
        sheet.parent.save(out)
        return out.getvalue()

    def _check_formulas(self) -> None:
        for row, values in zip(self._sheet.iter_rows(), self._rows, strict=True):
            for cell, stored in zip(row, values, strict=True):
                if cell.data_type == "f" and stored is None:
                    raise ValueError(
                        f"{self._name}, cell {cell.coordinate}: expected a value. Received: a "
                        "formula that was never computed; open the workbook in a spreadsheet "
                        "program, and save it there."
                    )


class _Cells:
    """What the cells of a column hold, by the text that they are read as.

    Args:
        column: Its values from the sheet's first row on.
    """

    def __init__(self, column: Sequence[Any]) -> None:
        self._known = {_text(one): (one, row) for row, one in enumerate(column, start=1)}
        numbers = [row for one, row in self._known.values() if type(one) in (int, float)]
        self._number = numbers[-1] if numbers else None

    def saying(self, text: str) -> tuple[Any, int]:
        """What a cell that is read as a text holds, and the row of one like it."""
        if text in self._known:
            return self._known[text]
        if self._number is None:
            return text or None, 1
        return int(text) if _WHOLE.fullmatch(text) else float(text), self._number


def _first_sheet(data: bytes, name: str, data_only: bool = False) -> Any:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            check_bytes(size, name, _SHARE_OF_BYTES)
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=data_only)
        return book.worksheets[0]
    except TooLarge:
        raise
    except Exception as error:  # a broken file raises whatever its XML or zip reader does
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ValueError(f"{name}: expected an Excel file. Received: {reason}") from error


def _cell(one: Any) -> str:
    return quoted(_text(one), ",", always=one is not None)


def _text(one: Any) -> str:
    return "" if one is None else str(one)
