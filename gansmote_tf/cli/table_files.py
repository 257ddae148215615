"""Tables in files and streams: CSV, gzipped CSV, Parquet, Excel."""

import gzip
import importlib.util
import io
import stat
import sys
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from gansmote_tf.cli.outputs import CannotWrite, writable_file, write_whole
from gansmote_tf.cli.sizes import read_all

#: The name of standard input, and as ``--out`` of standard output.
STREAM = Path("-")

_KINDS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".csv.gz": "csv.gz",
    ".tsv.gz": "csv.gz",
    ".txt.gz": "csv.gz",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".xlsx": "xlsx",
}
_NEEDS = {"parquet": "pyarrow", "xlsx": "openpyxl"}
_NAMES = {
    "csv.gz": "gzip file (.csv.gz)",
    "parquet": "Parquet file (.parquet)",
    "xlsx": "workbook (.xlsx)",
}
_BEGINNINGS = {b"PAR1": "parquet", b"\x1f\x8b": "csv.gz", b"PK\x03\x04": "xlsx"}


class Table(Protocol):
    """A file's table: what the sampler takes, and the file again with rows under its own.

    Attributes:
        X: Its columns without the labels.
        y: The labels.
        trouble: What the sampler can't train on, in a sentence, or None.
    """

    X: pd.DataFrame
    y: pd.Series
    trouble: str | None

    def check_mark(self, mark: str) -> None:
        """Raise ``ValueError`` if the table can't have such a column more."""

    def frame(self) -> pd.DataFrame:
        """All columns in the file's order."""

    def extended(self, X: pd.DataFrame, y: Sequence[Any], mark: str | None = None) -> bytes:
        """The file with rows under its own, and a column that tells them apart."""


def read_table(
    path: Path,
    target: str,
    encoding: str | None = None,
    readings: Mapping[str, str] | None = None,
) -> tuple[Table, str]:
    """Read a table and its label column.

    Args:
        path: A file, told by its ending, or ``-`` for standard input, told by its first bytes.
        target: Name of the label column.
        encoding: Of a CSV file that is not UTF-8.
        readings: Columns of a CSV file to be read as ``"one_of"`` or as ``"numeric"``.

    Returns:
        The table, and its kind: ``"csv"``, ``"csv.gz"``, ``"parquet"`` or ``"xlsx"``.

    Raises:
        OSError: There is no such file, or it can't be read.
        ValueError: It is no table, too large a one, or holds no such column.

    Example:
        >>> import pathlib, tempfile
        >>> from gansmote_tf.cli.table_files import read_table
        >>> file = pathlib.Path(tempfile.mkdtemp(), "t.csv")
        >>> _ = file.write_text("colour,kind\\nred,a\\nblue,b\\n")
        >>> table, kind = read_table(file, "kind")
        >>> table.y.tolist(), kind
        (['a', 'b'], 'csv')
    """
    name = name_of(path)
    if path == STREAM:
        data = read_all(sys.stdin.buffer, name)
        kind = _begun_as(data) or "csv"
        _check_reader(kind, name)
    else:
        kind = kind_of(path)
        data = _file_bytes(path)
    return _parsed(kind, data, name, target, encoding, readings), kind


def _parsed(
    kind: str,
    data: bytes,
    name: str,
    target: str,
    encoding: str | None,
    readings: Mapping[str, str] | None,
) -> Table:
    """The table that a file's bytes hold."""
    if kind == "parquet":
        from gansmote_tf.cli.parquet_tables import ParquetTable

        return ParquetTable(data, name, target)
    if kind == "xlsx":
        from gansmote_tf.cli.excel_tables import ExcelTable

        return ExcelTable(data, name, target, readings)
    from gansmote_tf.cli.csv_tables import CsvTable

    data = _unzipped(data, name) if kind == "csv.gz" else data
    begun = _begun_as(data)
    if begun is not None:
        raise ValueError(
            f"{name}: expected text. Received: what begins as a {_NAMES[begun]} does; give it the "
            "ending that it should have."
        )
    return CsvTable(data, name, target, encoding, readings)


def name_of(path: Path) -> str:
    """What errors call a file that is read."""
    return "standard input" if path == STREAM else str(path)


def kind_of(path: Path) -> str:
    """What a file's name says that it is.

    Raises:
        ValueError: It says none of what can be read and written, or what reads it is missing.

    Example:
        >>> import pathlib
        >>> from gansmote_tf.cli.table_files import kind_of
        >>> kind_of(pathlib.Path("t.CSV.gz"))
        'csv.gz'
    """
    name = path.name.lower()
    kind = next((kind for ending, kind in _KINDS.items() if name.endswith(ending)), None)
    if kind is None:
        raise ValueError(
            f"{path}: a table's name must end in one of {', '.join(_KINDS)}. "
            f"Received: {path.suffix or 'no ending'}; rename it, or give - for a stream."
        )
    _check_reader(kind, path)
    return kind


@dataclass(frozen=True)
class Output:
    """Where a table goes, after a look whether it can.

    Args:
        name: As the user gave it: a file, or ``-`` for standard output.
        file: What the name leads to.
        kind: As of :func:`read_table`.
        force: Whether a file that is there is replaced.
    """

    name: Path
    file: Path
    kind: str
    force: bool

    @classmethod
    def of(cls, name: Path, source: Path, kind: str, force: bool) -> "Output":
        """Look at what ``--out`` names.

        Args:
            name: The file, or ``-``.
            source: Where the table comes from.
            kind: The kind of that, which is a stream's too.
            force: Whether the file may be there already.

        Raises:
            OSError: The file can't be written.
            ValueError: Its name says no kind of table.
        """
        if name == STREAM:
            return cls(name, name, kind, force)
        kind = kind_of(name)
        table = None if source == STREAM else source
        return cls(name, writable_file(name, table, force), kind, force)

    def write(self, data: bytes) -> None:
        """Write the file whole, or the bytes to standard output.

        Raises:
            CannotWrite: The disk is full, say.
        """
        if self.name != STREAM:
            write_whole(self.file, data, self.force)
            return
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise CannotWrite(f"Standard output can't be written ({error.strerror}).") from error


def written(
    table: Table, kinds: tuple[str, str], X: pd.DataFrame, y: Sequence[Any], mark: str | None
) -> bytes:
    """A file's bytes: the table with rows under its own.

    Args:
        table: What was read.
        kinds: Of the file read, and of the one to write; if they differ, values are kept and
            spellings are not.
        X: Generated rows.
        y: Their labels.
        mark: A column that tells them apart.
    """
    there, here = (kind.removesuffix(".gz") for kind in kinds)
    if there == here:
        data = table.extended(X, y, mark)
        # Without the time of day, so that the same seed gives the same bytes.
        return gzip.compress(data, mtime=0) if kinds[1] == "csv.gz" else data
    own = table.frame()
    made = X.assign(**{table.y.name: y})[list(own)]
    frame = pd.concat([own, made], ignore_index=True)
    if mark is not None:
        frame[mark] = [False] * len(own) + [True] * len(made)
    if here == "csv":
        data = frame.to_csv(index=False, lineterminator="\n").encode()
        return gzip.compress(data, mtime=0) if kinds[1] == "csv.gz" else data
    out = io.BytesIO()
    frame.to_parquet(out, index=False) if here == "parquet" else frame.to_excel(out, index=False)
    return out.getvalue()


def check_conversion(table: Table, kinds: tuple[str, str], out: Path) -> None:
    """Refuse a file of another kind that can't hold what the table holds, before the work.

    Args:
        table: What was read.
        kinds: Of the file read, and of the one to write.
        out: The one to write.

    Raises:
        ValueError: It can't.
    """
    if len({kind.removesuffix(".gz") for kind in kinds}) == 1:
        return
    try:
        written(table, kinds, table.X[:0], table.y[:0], None)
    except Exception as error:  # each kind's writer has errors of its own
        reason = " ".join(str(error).split()) or type(error).__name__
        must = "--out must be a file that can hold the table."
        raise ValueError(f"{must} Received: {out} ({reason}); name another kind.") from error


def _begun_as(data):
    return next((kind for start, kind in _BEGINNINGS.items() if data.startswith(start)), None)


def _check_reader(kind, name):
    needed = _NEEDS.get(kind)
    if needed and importlib.util.find_spec(needed) is None:
        raise ValueError(
            f"{name}: reading or writing a {_NAMES[kind]} needs {needed} (pip install {needed})."
        )


def _file_bytes(path):
    try:
        mode = path.stat().st_mode
        if stat.S_ISREG(mode):
            with path.open("rb") as file:
                return read_all(file, str(path))
    except FileNotFoundError:
        raise FileNotFoundError(f"{path}: there is no such file.") from None
    except OSError as error:
        raise OSError(f"{path}: it can't be read ({error.strerror}).") from error
    what = "a folder" if stat.S_ISDIR(mode) else "a device or a pipe"
    raise ValueError(f"{path}: expected a file. Received: {what}; give - to read a stream.")


def _unzipped(data, name):
    try:
        return read_all(gzip.open(io.BytesIO(data)), name)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{name}: expected a gzip file. Received: {error}.") from error
