"""Read a table and its labels from a CSV file, with errors that name file, row and column."""

import gzip
import lzma
import os
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from gansmote_tf.recipes import arguments

_BITS = {"0": 0, "1": 1, "0.0": 0, "1.0": 1}
# What the readers of files that pandas unpacks by their ending raise.
_BAD_ARCHIVES = (
    EOFError,
    ImportError,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    gzip.BadGzipFile,
)
_MISSING = ("", "NA", "NaN", "nan")


def load_csv(
    path: str | os.PathLike, target: str = "Porosity_label", *, binary: bool = True
) -> tuple[pd.DataFrame, pd.Series]:
    """Read a table and its labels from a CSV file with a header line.

    A column name that comes twice is made unique (`SORTING(Moderate 2)`), with a warning that names
    both. Empty lines are skipped. Errors count rows as an editor counts lines: the header is row 1.

    Args:
        path: The file, in UTF-8 with commas between the values.
        target: Name of the column that holds the labels.
        binary: Whether every other column must hold 0 or 1 in every row. If False, columns of
            numbers become numbers, all others stay text, and an empty cell, `NA`, `NaN` or `nan`
            is a missing value.

    Returns:
        `X`, a DataFrame of the other columns (int64 if `binary`), and `y`, a Series named `target`.

    Raises:
        TypeError: If an argument is of another type.
        FileNotFoundError: If there is no such file.
        ValueError: If the file is empty or no table, if the target column is missing, if a row has
            no label, or, with `binary`, if a value is not 0 or 1.

    Example:

    >>> import pathlib, tempfile
    >>> from gansmote_tf.datasets.csv_files import load_csv
    >>> file = pathlib.Path(tempfile.mkdtemp(), "shapes.csv")
    >>> _ = file.write_text("SHAPE(round),SHAPE(flat),kind\\n1,0,pebble\\n0,1,slate\\n")
    >>> X, y = load_csv(file, target="kind")
    >>> X["SHAPE(flat)"].tolist(), y.tolist()
    ([0, 1], ['pebble', 'slate'])
    """
    path = arguments.instance("path", path, str | os.PathLike, "a path")
    target = arguments.instance("target", target, str, "the name of a column")
    binary = arguments.flag("binary", binary)
    cells = _read_cells(Path(path))
    table = _named(cells, path)
    if target not in table:
        raise ValueError(
            f"{path}: there must be a column {target!r} that holds the labels. "
            f"Received the columns {shortened(table.columns)}."
        )
    y = table.pop(target)
    if table.empty:
        raise ValueError(f"{path}: there must be columns beside {target!r}. Received no other.")
    if y.isna().any():
        raise ValueError(
            f"{path}, row {y.index[y.isna()][0]}, column {target!r}: "
            "every row must have a label. Received an empty cell."
        )
    X = _bits(table, path) if binary else table.apply(_inferred)
    return X.reset_index(drop=True), _inferred(y).reset_index(drop=True)


def unique_names(names: Iterable[str]) -> list[str]:
    """Number the names that come again, inside their closing bracket if they end with one.

    Example:

    >>> from gansmote_tf.datasets.csv_files import unique_names
    >>> unique_names(["SORTING(Well)", "depth", "SORTING(Well)", "depth"])
    ['SORTING(Well)', 'depth', 'SORTING(Well 2)', 'depth 2']
    """
    names = list(names)
    taken, used, unique, numbers = set(names), set(), [], {}
    for name in names:
        new, number = name, numbers.get(name, 2)
        while new in used or (new != name and new in taken):
            new = f"{name[:-1]} {number})" if name.endswith(")") else f"{name} {number}"
            number += 1
        numbers[name] = number
        used.add(new)
        unique.append(new)
    return unique


def _read_cells(path: Path) -> pd.DataFrame:
    """Every cell as text, the header among them, indexed by line number from 1."""
    if not path.is_file():
        other = ": it is a folder, a device or a pipe" if path.exists() else ""
        raise FileNotFoundError(f"{path}: there is no such file{other}.")
    try:
        cells = pd.read_csv(
            path,
            header=None,  # pandas would rename double names without a word
            dtype=str,
            encoding="utf-8-sig",
            keep_default_na=False,
            na_values=list(_MISSING),
            skip_blank_lines=False,
        )
    except pd.errors.EmptyDataError as error:
        raise ValueError(f"{path}: expected a header line and rows. The file is empty.") from error
    except (pd.errors.ParserError, UnicodeDecodeError, *_BAD_ARCHIVES) as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"{path}: expected a CSV file in UTF-8. Received: {reason}") from error
    cells.index += 1
    cells = cells.dropna(how="all")
    if len(cells) < 2:
        raise ValueError(f"{path}: expected rows under the header. Received {len(cells)} line(s).")
    return cells


def _named(cells: pd.DataFrame, path) -> pd.DataFrame:
    """The first line becomes the column names, made unique."""
    header, table = cells.iloc[0], cells.iloc[1:]
    if header.isna().any():
        raise ValueError(
            f"{path}, row {cells.index[0]}: every column must have a name. "
            f"Received none for column {header.isna().argmax() + 1}."
        )
    names = unique_names(header)
    for old, new in zip(header, names, strict=True):
        if old != new:
            message = f"{path}: the column name {old!r} comes again and was changed to {new!r}."
            warnings.warn(message, UserWarning, stacklevel=3)
    return table.set_axis(names, axis=1)


def _bits(table: pd.DataFrame, path) -> pd.DataFrame:
    bits = table.apply(lambda column: column.str.strip().map(_BITS))
    wrong = np.argwhere(bits.isna().to_numpy())
    if len(wrong):
        row, column = wrong[0]
        value = table.iloc[row, column]
        found = "an empty cell" if pd.isna(value) else repr(value)
        raise ValueError(
            f"{path}, row {table.index[row]}, column {table.columns[column]!r}: "
            f"every value must be 0 or 1. Received {found}."
        )
    return bits.astype("int64")


def _inferred(column: pd.Series) -> pd.Series:
    try:
        return pd.to_numeric(column)
    except ValueError:
        return column


def shortened(names: pd.Index, most: int = 5) -> str:
    """Names for a message: the first few of them.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.datasets.csv_files import shortened
    >>> shortened(pd.Index(["a", "b", "c"]), most=2)
    "'a', 'b' and 1 more"
    """
    shown = ", ".join(map(repr, names[:most]))
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
