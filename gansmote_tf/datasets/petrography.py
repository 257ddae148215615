"""The petrography table of the paper: the stand-in, and where the real file is found."""

import contextlib
import hashlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from gansmote_tf.datasets.csv_files import load_csv
from gansmote_tf.recipes import arguments

PETROGRAPHY_TARGET = "Porosity_label"
PETROGRAPHY_SHA256 = "bf79be6d1351209b3549bf1c1c4f9cc993aec8e92a9b34b91e2b3df30fead4c4"
PETROGRAPHY_URL = (
    "https://raw.githubusercontent.com/beam-me-up-scotchy/gan-smote/b0e8131/datasets/"
    "Pre-Processed%20Datasets/Original%20Training%20Data/Naive_encoding.csv"
)
# What the file is called here, and in the author's repository.
PETROGRAPHY_NAMES = ("petrography.csv", "Naive_encoding.csv")
_STANDIN = "petrography_standin.csv"


def load_petrography(
    *, original: bool = False, path: str | os.PathLike | None = None
) -> tuple[pd.DataFrame, pd.Series]:
    """Load the petrography table of the paper, or the stand-in that comes with the package.

    The table describes 140 rock samples by 58 columns of 0 and 1, each a level of an attribute
    such as `SORTING(Well)`, and labels each with a porosity class: 0 (very poor), 1 (poor), 2
    (fair) or 3 (good), of 32, 37, 30 and 41 rows. The stand-in has the same columns and class
    sizes; its rows are drawn from frequencies of the real ones (`data/README.md` says how, and how
    alike the two are).

    The real file is looked for in `path`, then in the folder named by the environment variable
    `GANSMOTE_TF_DATA`, then in the Keras cache (`~/.keras/datasets`, or `datasets` in
    `KERAS_HOME`); when it is nowhere it is downloaded into the cache from the author's public
    repository. Wherever it comes from, its SHA-256 is checked, and its second `SORTING(Moderate)`
    becomes `SORTING(Moderate 2)`, with a warning.

    Args:
        original: Whether to load the real file instead of the stand-in.
        path: The real file, or a folder that holds it as `petrography.csv` or
            `Naive_encoding.csv`. Only with `original=True`.

    Returns:
        `X`, a DataFrame of shape (140, 58) and dtype int64, and `y`, a Series named
        `Porosity_label` with values 0 to 3.

    Raises:
        TypeError: If an argument is of another type.
        ValueError: If `path` is given without `original=True`, or if a file is not the real one.
        FileNotFoundError: If the real file is nowhere and can't be downloaded.

    Example:

    >>> from gansmote_tf.datasets import load_petrography
    >>> X, y = load_petrography()
    >>> X.shape
    (140, 58)
    >>> y.value_counts(sort=False).sort_index().tolist()
    [32, 37, 30, 41]
    """
    if path is not None:
        path = arguments.instance("path", path, str | os.PathLike, "a path")
    if arguments.flag("original", original):
        return load_csv(_original_file(path), PETROGRAPHY_TARGET)
    if path is not None:
        raise ValueError(
            "path tells where the real file is, so it needs original=True. "
            f"Received: path={str(path)!r} with original=False."
        )
    return load_csv(_standin_file(), PETROGRAPHY_TARGET)


def _standin_file() -> Path:
    package = Path(__file__).resolve().parents[1]
    installed, checkout = package / "_data" / _STANDIN, package.parent / "data" / _STANDIN
    for file in (installed, checkout):
        if file.is_file():
            return file
    raise FileNotFoundError(
        f"The stand-in should be at {installed} or {checkout} and is at neither: "
        "install gansmote_tf again."
    )


def _original_file(path: str | os.PathLike | None) -> Path:
    if path is not None:
        return _checked(_given_file(Path(path)))
    folders = [Path.home() / ".keras" / "datasets"]
    if "KERAS_HOME" in os.environ:
        folders = [Path(os.environ["KERAS_HOME"], "datasets")]
    if os.environ.get("GANSMOTE_TF_DATA"):
        folders.insert(0, Path(os.environ["GANSMOTE_TF_DATA"]))
    for folder in folders:
        if file := _file_in(folder):
            return _checked(file)
    return _checked(_download(folders))


def _given_file(path: Path) -> Path:
    file = _file_in(path) if path.is_dir() else path
    if file is None or not file.is_file():
        raise FileNotFoundError(
            "path must be the petrography file or a folder that holds it as "
            f"{' or '.join(PETROGRAPHY_NAMES)}. Received: path={str(path)!r}."
        )
    return file


def _file_in(folder: Path) -> Path | None:
    files = (folder / name for name in PETROGRAPHY_NAMES)
    return next((file for file in files if file.is_file()), None)


def _download(searched: list[Path]) -> Path:
    """The real file, fetched into the last of the folders that were searched."""
    import pooch  # loads requests, which nobody needs who has the file

    try:
        with _quiet(pooch.get_logger()):
            file = pooch.retrieve(
                PETROGRAPHY_URL,
                known_hash=f"sha256:{PETROGRAPHY_SHA256}",
                fname=PETROGRAPHY_NAMES[0],
                path=searched[-1],
            )
    except (OSError, ValueError) as error:  # no network, no place to write, another file
        raise FileNotFoundError(
            f"The petrography file is in none of {', '.join(map(str, searched))} and could not be "
            f"downloaded ({' '.join(str(error).split())}): give path=, or put it as "
            f"{' or '.join(PETROGRAPHY_NAMES)} into the folder named by GANSMOTE_TF_DATA or into "
            f"the Keras cache, or connect to the network and try again; it is at {PETROGRAPHY_URL}."
        ) from error
    return Path(file)


@contextlib.contextmanager
def _quiet(logger: logging.Logger) -> Iterator[None]:
    """Keep what is no warning to itself, and leave the logger as it was."""
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)


def _checked(file: Path) -> Path:
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != PETROGRAPHY_SHA256:
        raise ValueError(
            f"{file} must be the petrography file with SHA-256 {PETROGRAPHY_SHA256}. "
            f"Received one with {found}: delete or replace it."
        )
    return file
