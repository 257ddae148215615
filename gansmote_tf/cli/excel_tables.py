"""An Excel file's first sheet as a table for the sampler, where openpyxl is installed."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from gansmote_tf.cli.csv_tables import CsvTable
from gansmote_tf.cli.csv_text import split, value


class ExcelTable:
    """The table that the first sheet of an Excel file holds, its values read as text.

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
        import openpyxl

        try:
            self._book = openpyxl.load_workbook(io.BytesIO(data))
            rows = list(self._book.worksheets[0].iter_rows(values_only=True))
        except Exception as error:  # a broken file raises whatever its XML or zip reader does
            reason = " ".join(str(error).split()) or type(error).__name__
            raise ValueError(f"{name}: expected an Excel file. Received: {reason}") from error
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerows([["" if one is None else str(one) for one in row] for row in rows])
        self._table = CsvTable(text.getvalue().encode(), name, target, readings=readings)
        self.X, self.y, self.trouble = self._table.X, self._table.y, self._table.trouble
        self.check_mark, self.frame = self._table.check_mark, self._table.frame

    def extended(self, X: pd.DataFrame, y: Sequence[Any], mark: str | None = None) -> bytes:
        """The workbook with rows under those of its first sheet, their values text.

        Args:
            X: Rows like those of `X`.
            y: Their labels.
            mark: A column of booleans to add, True in these rows.
        """
        sheet = self._book.worksheets[0]
        under = sheet.max_row
        if mark is not None:
            place = sheet.max_column + 1
            sheet.cell(1, place, mark)
            for row in range(2, under + 1):
                sheet.cell(row, place, False)
        text = self._table.extended(X, y).decode()
        made = split(text, ",")[-len(X) :] if len(X) else []
        for record in made:
            cells = [value(cell) or None for cell in record.cells]
            sheet.append(cells if mark is None else [*cells, True])
        out = io.BytesIO()
        self._book.save(out)
        return out.getvalue()
