"""Read a table and its labels from OpenML, through scikit-learn."""

import os
from typing import Any
from urllib.error import URLError

import pandas as pd

from gansmote_tf.datasets.csv_files import shortened
from gansmote_tf.recipes import arguments


def load_openml(
    name: str,
    version: int = 1,
    target: str | None = None,
    *,
    data_home: str | os.PathLike | None = None,
) -> tuple[pd.DataFrame, pd.Series]:
    """Read a table and its labels from OpenML, as :func:`load_csv` does with `binary=False`.

    The download is scikit-learn's `fetch_openml`, which keeps what it fetched: the second time no
    network is needed. Columns that OpenML calls nominal are text, whatever they hold, those of
    numbers are numbers, and an unknown value is missing; what it marks as a row's identifier or as
    to be ignored is left out. Ten thousand rows take about a second to read.

    Args:
        name: The data set's name there, such as `"mushroom"`.
        version: Its version, from 1 on: data sets of one name can be quite different tables.
        target: Name of the column that holds the labels; OpenML's own choice if None.
        data_home: Folder for what is fetched; scikit-learn's, `~/scikit_learn_data`, if None.

    Returns:
        `X`, a DataFrame of the other columns, and `y`, a Series named after the target.

    Raises:
        TypeError: If an argument is of another type.
        ValueError: If there is no such data set or column, if it names no target or several and
            `target` does not either, if a row has no label, or if the table is sparse.
        ConnectionError: If OpenML can't be reached and the data set was never fetched.

    Source: Vanschoren et al. 2014, "OpenML: networked science in machine learning".

    Example: `X, y = load_openml("mushroom")` reads 8124 rows of 22 columns, the first time over the
    network. What cannot be meant is refused before anything is asked:

    >>> from gansmote_tf.datasets import load_openml
    >>> load_openml("mushroom", version=0)
    Traceback (most recent call last):
    ...
    ValueError: version must lie in [1, 1e+09]. Received: version=0.
    """
    name = arguments.instance("name", name, str, "the name of a data set")
    version = arguments.number("version", version, 1, whole=True)
    if target is not None:
        target = arguments.instance("target", target, str, "the name of a column or None")
    if data_home is not None:
        data_home = arguments.instance("data_home", data_home, str | os.PathLike, "a path or None")
    found = _fetched(name, version, target, data_home)
    table = found.frame.apply(_plain).reset_index(drop=True)
    target = _only_target(found, name) if target is None else target
    if target not in table:
        raise ValueError(
            f"target must be a column of OpenML's {name!r}. Received: target={target!r}; there are "
            f"{shortened(table.columns)}."
        )
    y = table.pop(target)
    if y.isna().any():
        raise ValueError(
            f"target must be a column with a label in every row. Received: target={target!r}, "
            f"which has none in {y.isna().sum()} rows of OpenML's {name!r}."
        )
    if table.empty:
        raise ValueError(
            f"name must be a table with columns beside its target. Received: name={name!r}, with "
            f"{target!r} alone."
        )
    return table, y


def _fetched(name: str, version: int, target: str | None, data_home: Any) -> Any:
    """What scikit-learn makes of it; labels are told from the rest here where they are named."""
    from sklearn.datasets import fetch_openml  # takes a while, and few load from there

    which = f"name={name!r}, version={version}"
    kind = "default-target" if target is None else None
    try:
        return fetch_openml(
            name,
            version=version,
            target_column=kind,
            data_home=data_home,
            as_frame=True,
            n_retries=1,
            # The other parser breaks on nominal columns of numbers, and keeps quotes in strings.
            parser="liac-arff",
        )
    except ValueError as error:
        reason = " ".join(str(error).split())
        if "sparse" in reason.lower():
            reason = "it is sparse; read it with fetch_openml(as_frame=False) and make it dense"
        raise ValueError(
            f"name must be that of a dense table on OpenML with all its labels. Received: {which} "
            f"({reason.rstrip('.')})."
        ) from error
    except (URLError, TimeoutError) as error:
        reason = " ".join(str(error).split())
        raise ConnectionError(
            f"OpenML must be reachable for a data set that was not fetched before. Received: "
            f"{which} ({reason}); connect to the network, name by data_home= the folder of an "
            "earlier download, or read a file with load_csv."
        ) from error


def _only_target(found: Any, name: str) -> str:
    if len(found.target_names) != 1:
        raise ValueError(
            f"target must be named, for OpenML's {name!r} has {len(found.target_names)} of them. "
            f"Received: target=None; there are {shortened(found.frame.columns)}."
        )
    return found.target_names[0]


def _plain(column: pd.Series) -> pd.Series:
    """Categories as text and whole numbers as such, as from a CSV file."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return pd.Series(column.tolist(), column.index, name=column.name)
    whole = pd.api.types.is_float_dtype(column) and (column % 1 == 0).all()
    if whole and column.abs().max() < 2**53:  # beyond, a float tells no two neighbours apart
        return column.astype("int64")
    return column
