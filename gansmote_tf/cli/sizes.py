"""How large a table may be: what is refused before it fills the memory."""

import bz2
import gzip
import lzma
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

#: Reading what columns are takes time that grows faster than their number.
MOST_COLUMNS = 10_000
#: Rows times columns; each takes about 130 bytes of memory while a CSV file is read.
MOST_CELLS = 10_000_000
#: Bytes of a file, or of what a packed one holds.
MOST_BYTES = 256 * 2**20

_OPENERS = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
_WAY_OUT = "give some of its rows, or leave out columns that tell nothing of the label."


class TooLarge(ValueError):
    """A table that is larger than what is read."""


def read_all(stream: BinaryIO, name: str) -> bytes:
    """All of a stream, which may be one that unpacks, unless it is too large or has no end.

    Raises:
        TooLarge: It holds more than :data:`MOST_BYTES`.
    """
    data = stream.read(MOST_BYTES + 1)
    check_bytes(len(data), name)
    return data


def check_bytes(size: int, name: str, share: int = 1) -> None:
    """Refuse a table of too many bytes.

    Args:
        size: How many there are.
        name: What errors call the table.
        share: By how much fewer may be there, where each takes more memory.

    Raises:
        TooLarge: There are more than :data:`MOST_BYTES`.
    """
    if size > MOST_BYTES // share:
        raise TooLarge(
            f"{name}: expected {MOST_BYTES // share // 2**20} MiB at most, unpacked. Received: "
            f"more; {_WAY_OUT}"
        )


def check_cells(cells: int, name: str, share: int = 1) -> None:
    """Refuse a table of too many cells.

    Args:
        cells: How many there are.
        name: What errors call the table.
        share: By how much fewer may be there, where each takes more memory.

    Raises:
        TooLarge: There are more than :data:`MOST_CELLS`.
    """
    if cells > MOST_CELLS // share:
        raise TooLarge(
            f"{name}: expected {MOST_CELLS // share:,} cells at most. Received: {cells:,}; "
            f"{_WAY_OUT}"
        )


def check_width(columns: int, name: str) -> None:
    """Refuse a table of too many columns.

    Raises:
        TooLarge: There are more than :data:`MOST_COLUMNS`.
    """
    if columns > MOST_COLUMNS:
        raise TooLarge(
            f"{name}: expected {MOST_COLUMNS:,} columns at most. Received: {columns:,}; leave out "
            "those that tell nothing of the label."
        )


def check_csv(path: Path) -> None:
    """Refuse a CSV file, packed or not, that is too large for pandas to read all of it.

    Raises:
        TooLarge: There are too many bytes, columns or cells.
        ValueError: It is a zip file of another kind
            than of one CSV file.
    """
    try:
        with _unpacked(path) as file:
            data = read_all(file, str(path))
    except RuntimeError as error:  # encrypted, or packed in a way of its own
        raise ValueError(
            f"{path}: expected a zip file that can be read. Received: {error}."
        ) from error
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError):
        return  # what reads it next tells what is wrong with it
    check_width(data.split(b"\n", 1)[0].count(b",") + 1, str(path))
    check_cells(data.count(b",") + data.count(b"\n"), str(path))


def _unpacked(path):
    if not path.is_file():  # a pipe would wait, a device might have no end
        raise FileNotFoundError(path)
    if path.suffix.lower() == ".zip":
        archive = zipfile.ZipFile(path)
        files = archive.namelist()
        if len(files) != 1:
            raise ValueError(
                f"{path}: expected a zip file of one CSV file. Received: {len(files)} files; "
                "unpack it, and name one."
            )
        return archive.open(files[0])
    return _OPENERS.get(path.suffix.lower(), open)(path, "rb")
