"""A CSV file as a table for the sampler, and the same file again with rows under its own."""

import functools
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from gansmote_tf.cli.advice import as_category
from gansmote_tf.cli.csv_text import (
    DELIMITERS,
    Record,
    Unreadable,
    decode,
    line_end,
    quoted,
    sniff,
    split,
    value,
)
from gansmote_tf.cli.sizes import check_cells, check_width
from gansmote_tf.cli.spelling import MISSING, Spelling, is_fraction
from gansmote_tf.datasets.csv_files import unique_names


class CsvTable:
    """The table that a CSV file holds; its own bytes stay as they are.

    Delimiter (comma, semicolon, tab, bar), quotes, line ends, byte order mark and encoding are the
    file's. Empty lines, and lines that begin with ``#`` and don't have the header's number of
    cells, stay where they are and are no rows.

    Args:
        data: The file's bytes.
        name: What errors call it.
        target: Its label column.
        encoding: Its encoding, where it has no byte order mark and is not UTF-8.
        readings: ``"one_of"`` or ``"numeric"`` for columns that are told, see :class:`Spelling`.

    Attributes:
        X: Its other columns: numbers, booleans, or text with None for a missing value.
        y: The labels, as their cells spell them.
        trouble: What the sampler can't train on, in a sentence, or None.

    Raises:
        ValueError: It is no table, or not one with that label column.

    Example:
        >>> from gansmote_tf.cli.csv_tables import CsvTable
        >>> table = CsvTable(b"kind;zip;size\\na;01000;0.50\\nb;02000;1.25", "t.csv", "kind")
        >>> table.X["zip"].tolist(), table.X["size"].tolist()
        (['01000', '02000'], [0.5, 1.25])
        >>> table.extended(table.X[1:], table.y[1:]).decode().splitlines()[2:]
        ['b;02000;1.25', 'b;02000;1.25']
    """

    def __init__(
        self,
        data: bytes,
        name: str,
        target: str,
        encoding: str | None = None,
        readings: Mapping[str, str] | None = None,
    ) -> None:
        self._name, self._data = name, data
        self._encoded, self._delimiter, self._records = self._read(data, target, encoding)
        self._header, self._rows = self._header_and_rows(target)
        self.names = self._unique_names(target)
        if not self._rows:
            raise ValueError(f"{name}: expected rows under the header. Received the header alone.")
        self._target = target
        self._check_labels()
        self._spellings = self._spell(readings or {})
        self.X = pd.DataFrame(
            {
                name: pd.Series(spelling.values, dtype=spelling.values.dtype)
                for name, spelling in self._spellings.items()
                if name != target
            }
        )
        self.y = pd.Series(self._spellings[target].values, name=target, dtype=object)
        self.trouble = self._trouble()

    def extended(self, X: pd.DataFrame, y: Sequence[Any], mark: str | None = None) -> bytes:
        """The file with rows under its own, which stay as they are, byte for byte.

        Args:
            X: Rows like those of `X`.
            y: Their labels.
            mark: A column to add, ``False`` in the file's rows and ``True`` in these.
        """
        columns = [
            self._spellings[name].spell(y if name == self._target else X[name])
            for name in self.names
        ]
        rows = [self._delimiter.join(row) for row in zip(*columns, strict=True)]
        ending = line_end(self._records)
        if mark is not None:
            rows = [f"{row}{self._delimiter}True" for row in rows]
        last = self._records[-1].end
        between = "" if last or not rows else ending
        under = between + ending.join(rows) + (ending if last and rows else "")
        encode = functools.partial(str.encode, encoding=self._encoded.encoding)
        if mark is None:
            return self._data + encode(under)
        return self._encoded.bom + encode(self._marked(mark) + under)

    def check_mark(self, mark: str) -> None:
        """Refuse a column to add that the file can't take.

        Raises:
            ValueError: There is such a column, or its name or the file as it stands can't be
                written in the file's encoding.
        """
        if mark in self.names:
            raise ValueError(
                f"--mark must name a new column. Received: {mark!r}, which {self._name} holds "
                "already."
            )
        try:
            again = (self._encoded.text + mark).encode(self._encoded.encoding)
        except UnicodeEncodeError as error:
            raise ValueError(
                f"--mark must be a name that {self._encoded.encoding} can hold, the encoding of "
                f"{self._name}. Received: {mark!r}."
            ) from error
        if not again.startswith(self._data[len(self._encoded.bom) :]):
            raise ValueError(
                f"{self._name}: its bytes can't be told from its text in "
                f"{self._encoded.encoding}, so that no column can be added; leave out --mark."
            )

    def frame(self) -> pd.DataFrame:
        """All columns in the file's order, for a file of another kind."""
        return self.X.assign(**{self._target: self.y})[self.names]

    def _read(self, data: bytes, target: str, encoding: str | None):
        try:
            encoded = decode(data, encoding)
            if not encoded.text.strip():
                raise ValueError(
                    f"{self._name}: expected a header line and rows. The file is empty."
                )
            check_cells(_most_cells(encoded.text), self._name)
            delimiter = sniff(encoded.text, target)
            return encoded, delimiter, split(encoded.text, delimiter)
        except Unreadable as error:
            raise ValueError(f"{self._name}, row {error.line}: {error}.") from error

    def _header_and_rows(self, target: str) -> tuple[Record, list[Record]]:
        records = [record for record in self._records if not record.blank]
        while len(records) > 1 and _is_comment(records[0]) and target not in _values(records[0]):
            records = records[1:]
        header, rows = records[0], []
        check_width(len(header.cells), self._name)
        for record in records[1:]:
            if len(record.cells) == len(header.cells):
                rows.append(record)
            elif not _is_comment(record):
                raise ValueError(
                    f"{self._name}, row {record.line}: every row must have as many cells as the "
                    f"header, {len(header.cells)}. Received: {len(record.cells)}."
                )
        return header, rows

    def _unique_names(self, target: str) -> list[str]:
        header = _values(self._header)
        if "" in header:
            raise ValueError(
                f"{self._name}, row {self._header.line}: every column must have a name. "
                f"Received none for column {header.index('') + 1}."
            )
        names = unique_names(header)
        again = [pair for pair in zip(header, names, strict=True) if pair[0] != pair[1]]
        if again:
            warnings.warn(
                f"{self._name}: column names that come again are taken for others: "
                f"{_listed([f'{old!r} for {new!r}' for old, new in again])}.",
                UserWarning,
                stacklevel=4,
            )
        if target not in names:
            raise ValueError(
                f"{self._name}: there must be a column {target!r} that holds the labels. "
                f"Received the columns {_listed(map(repr, names))}; name one by --target."
            )
        if len(names) < 2:
            raise ValueError(
                f"{self._name}: there must be columns beside {target!r}. Received no other."
            )
        return names

    def _check_labels(self) -> None:
        place = self.names.index(self._target)
        labels = [value(record.cells[place]) for record in self._rows]
        for record, label in zip(self._rows, labels, strict=True):
            if label.strip() in MISSING:
                raise ValueError(
                    f"{self._name}, row {record.line}, column {self._target!r}: every row must "
                    f"have a label. Received: {label!r}; add it, or leave the row out."
                )
        different = set(labels)
        if 2 * len(different) > len(labels) and any(map(is_fraction, different)):
            raise ValueError(
                f"{self._name}, column {self._target!r}: a label column must hold classes. "
                f"Received: {len(different)} different numbers in {len(labels)} rows; name another "
                "by --target."
            )

    def _spell(self, readings: Mapping[str, str]) -> dict[str, Spelling]:
        columns = zip(*(record.cells for record in self._rows), strict=True)
        told = dict(readings) | {self._target: "one_of"}
        return {
            name: Spelling(cells, self._delimiter, told.get(name))
            for name, cells in zip(self.names, columns, strict=True)
        }

    def _trouble(self) -> str | None:
        for place, (name, spelling) in enumerate(self._spellings.items()):
            if spelling.odd is not None:
                record = self._rows[spelling.odd]
                return (
                    f"{self._name}, row {record.line}, column {name!r}: a column of numbers must "
                    f"hold a finite one in every row. Received: {_shown(record.cells[place])}; "
                    "fill it, leave the row out, or read the column as a category: "
                    f"{as_category(name)}."
                )
        return None

    def _marked(self, mark: str) -> str:
        """The file's text with one more cell in its header and rows."""
        cells = {record.line: "False" for record in self._rows}
        cells[self._header.line] = quoted(mark, self._delimiter)
        lines = []
        for record in self._records:
            more = [cells[record.line]] if record.line in cells else []
            lines.append(self._delimiter.join([*record.cells, *more]) + record.end)
        return "".join(lines)


def _most_cells(text: str) -> int:
    """How many cells a text holds, if what it holds most of is its delimiter."""
    lines = max(text.count("\n"), text.count("\r"))
    return max(map(text.count, DELIMITERS)) + lines


def _values(record: Record) -> list[str]:
    return [value(cell) for cell in record.cells]


def _is_comment(record: Record) -> bool:
    return record.cells[0].lstrip().startswith("#")


def _listed(texts: Iterable[str], most: int = 5) -> str:
    texts = list(texts)
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more


def _shown(cell: str, most: int = 60) -> str:
    shown = repr(value(cell))
    return shown if len(shown) <= most else f"{shown[:most]}..."
