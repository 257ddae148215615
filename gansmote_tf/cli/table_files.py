"""Tables in CSV and Parquet files."""

import importlib.util
from pathlib import Path

import pandas as pd

from gansmote_tf.cli.outputs import writable_file
from gansmote_tf.datasets import load_csv

_PYARROW = "pyarrow (pip install pyarrow)"


def read_labelled(path: Path, target: str) -> tuple[pd.DataFrame, pd.Series]:
    """Read a table and its label column.

    Args:
        path: A Parquet file by its ending ``.parquet`` or ``.pq``, else CSV.
        target: Name of the label column.

    Raises:
        OSError: There is no such file.
        ValueError: It is no table, or holds no such column.

    Example:
        >>> import pathlib, tempfile
        >>> from gansmote_tf.cli.table_files import read_labelled
        >>> file = pathlib.Path(tempfile.mkdtemp(), "t.csv")
        >>> _ = file.write_text("colour,kind\\nred,a\\nblue,b\\n")
        >>> read_labelled(file, "kind")[1].tolist()
        ['a', 'b']
    """
    if not _is_parquet(path):
        return load_csv(path, target, binary=False)
    try:
        table = pd.read_parquet(path)
    except ImportError as error:
        raise ValueError(f"{path}: reading Parquet needs {_PYARROW}.") from error
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"{path}: expected a Parquet file. Received: {reason}") from error
    if target not in table:
        raise ValueError(
            f"{path}: there must be a column {target!r} that holds the labels. "
            f"Received the columns {list(table.columns)}."
        )
    return table.drop(columns=target), table[target]


def writable_table(path: Path) -> Path:
    """The file, after a look whether a table can be written to it.

    Raises:
        OSError: The file can't be written.
        ValueError: It is to be Parquet, and that can't be written.
    """
    if _is_parquet(path) and importlib.util.find_spec("pyarrow") is None:
        raise ValueError(f"{path}: writing Parquet needs {_PYARROW}.")
    return writable_file(path)


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet, by the file's ending, or as CSV."""
    if _is_parquet(path):
        table.to_parquet(path, index=False)
    else:
        table.to_csv(path, index=False, lineterminator="\n")


def _is_parquet(path):
    return path.suffix.lower() in (".parquet", ".pq")
