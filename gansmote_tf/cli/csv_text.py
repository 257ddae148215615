"""CSV text cut into records without losing a character, and the dialect that it is written in.

Python's `csv` gives values and forgets how they were written. :func:`split` covers the text without
gaps: each record joined by its delimiter, with the line end it had, is the text it came from. Its
values are those of ``csv.reader(strict=True)``, which the tests hold against it.
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

DELIMITERS = (",", ";", "\t", "|")

_BOMS = {  # the longer ones first: that of UTF-16 begins that of UTF-32
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# What the general names stand for where no byte order mark says more.
_WITHOUT_BOM = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
_SNIFFED = 100


class Record(NamedTuple):
    """A line of a CSV file, or several where a quoted cell runs over line ends.

    Args:
        line: Number of its first line, from 1.
        cells: As they stand, quotes included.
        end: Its line end, empty at the end of a file without one.
    """

    line: int
    cells: list[str]
    end: str

    @property
    def blank(self) -> bool:
        """Whether it holds nothing but delimiters and spaces."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Encoded:
    """Text, and what it takes to write more of it into the same file."""

    bom: bytes
    text: str
    encoding: str


class Unreadable(ValueError):
    """Text that is no CSV, and the line where that shows.

    Args:
        line: Its number, from 1.
        reason: What was expected and what came.
    """

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def decode(data: bytes, encoding: str | None = None) -> Encoded:
    """Bytes to text: by their byte order mark, else as told, else UTF-8.

    Raises:
        Unreadable: They are in another encoding.

    Example:
        >>> from gansmote_tf.cli.csv_text import decode
        >>> decode(b"\\xef\\xbb\\xbfa,b")
        Encoded(bom=b'\\xef\\xbb\\xbf', text='a,b', encoding='utf-8')
    """
    bom = next((mark for mark in _BOMS if data.startswith(mark)), b"")
    name = codecs.lookup(encoding or "utf-8").name
    name = _BOMS[bom] if bom else _WITHOUT_BOM.get(name, name)
    try:
        text = data[len(bom) :].decode(name)
    except UnicodeDecodeError as error:
        found = data[len(bom) + error.start : len(bom) + error.start + 1].hex()
        raise Unreadable(
            data[: len(bom) + error.start].count(b"\n") + 1,
            f"expected text in {name}. Received: byte 0x{found}; name the file's encoding by "
            "--encoding, such as --encoding cp1252",
        ) from error
    if "\0" in text:
        raise Unreadable(
            text[: text.index("\0")].count("\n") + 1,
            "expected text. Received: a NUL character; if the file is text in UTF-16, say so by "
            "--encoding utf-16",
        )
    return Encoded(bom, text, name)


def split(text: str, delimiter: str, most: int | None = None) -> list[Record]:
    """Cut text into records; nothing is lost between them.

    Args:
        text: A CSV file's.
        delimiter: What stands between cells.
        most: How many records to cut at most.

    Raises:
        Unreadable: A quoted cell has no end, or is followed by more than a delimiter.

    Example:
        >>> from gansmote_tf.cli.csv_text import split
        >>> for record in split('a,"b, c"\\r\\n1,', ","):
        ...     print(record.line, record.cells, repr(record.end))
        1 ['a', '"b, c"'] '\\r\\n'
        2 ['1', ''] ''
    """
    token = _token(delimiter)
    records, cells, position, line, first = [], [], 0, 1, 1
    while position < len(text) or cells:
        found = token.match(text, position)
        if found is None:
            raise Unreadable(line, _bad_quotes(text, position))
        cell, end = found.groups()
        cells.append(cell)
        position = found.end()
        line += _line_ends(cell) + (end != delimiter)
        if end != delimiter:
            records.append(Record(first, cells, end))
            cells, first = [], line
            if len(records) == most:
                break
    return records


def sniff(text: str, column: str) -> str:
    """The delimiter of a text: one whose header holds the column and whose rows agree in length.

    Example:
        >>> from gansmote_tf.cli.csv_text import sniff
        >>> sniff("size;kind\\n0,5;a\\n", "kind")
        ';'
    """
    return max(DELIMITERS, key=lambda delimiter: _fit(text, delimiter, column))


def line_end(records: list[Record]) -> str:
    """The line end that most records have."""
    ends = Counter(record.end for record in records if record.end)
    return ends.most_common(1)[0][0] if ends else "\n"


def value(cell: str) -> str:
    """What a cell says, without the quotes around it.

    Example:
        >>> from gansmote_tf.cli.csv_text import value
        >>> value('"5"" pipe"'), value("plain")
        ('5" pipe', 'plain')
    """
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


def quoted(text: str, delimiter: str, always: bool = False) -> str:
    """A cell that says a text, in quotes where it must be.

    Example:
        >>> from gansmote_tf.cli.csv_text import quoted
        >>> quoted("a", ","), quoted("a,b", ",")
        ('a', '"a,b"')
    """
    if always or text.startswith('"') or any(mark in text for mark in (delimiter, "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text


def _token(delimiter):
    mark = re.escape(delimiter)
    # Possessive, so that a quote without its end costs one look at the rest, not many.
    inside = r'"(?:[^"]++|"")*+"'
    return re.compile(rf'({inside}|(?!")[^{mark}\r\n]*+)({mark}|\r\n|\n|\r|\Z)')


def _line_ends(cell):
    if not cell.startswith('"'):
        return 0
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


def _bad_quotes(text, position):
    shown = text[position : position + 20]
    return (
        "a cell that begins with a quote must end with one before the next delimiter. "
        f"Received: {shown!r}; close it, or double the quotes inside"
    )


def _fit(text, delimiter, column):
    try:
        records = split(text, delimiter, most=_SNIFFED)
    except Unreadable:
        return (False, 0.0, 0)
    records = [record for record in records if not record.blank]
    if not records:
        return (False, 0.0, 0)
    header = next((r for r in records if column in map(value, r.cells)), None)
    length = len((header or records[0]).cells)
    agreeing = sum(len(record.cells) == length for record in records) / len(records)
    return (header is not None, agreeing if length > 1 else 0.0, length)
