"""Tables to work on: the petrography data, tables from CSV files, and made-up one-hot tables."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state

from gansmote_tf.datasets.csv_files import load_csv
from gansmote_tf.tensorflow_start import load_tensorflow

__all__ = ["data_hash", "load_csv", "load_petrography", "make_one_hot"]

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

    The table describes 140 rock samples by 58 columns of 0 and 1, named `CHARACTER(Attribute)`, and
    labels each with a porosity class: 0 (very poor), 1 (poor), 2 (fair) or 3 (good), of 32, 37, 30
    and 41 rows. The stand-in has the same columns and class sizes; its rows are dealt from
    frequencies of the real ones (`data/README.md` says how, and how alike the two are).

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
    if original:
        return load_csv(_original_file(path), PETROGRAPHY_TARGET)
    if path is not None:
        raise ValueError(
            "path tells where the real file is, so it needs original=True. "
            f"Received: path={str(path)!r} with original=False."
        )
    return load_csv(_standin_file(), PETROGRAPHY_TARGET)


def make_one_hot(
    n_samples: int = 140,
    n_attributes: int = 6,
    n_levels: int | Sequence[int] = 4,
    *,
    n_classes: int = 2,
    weights: Sequence[float] | None = None,
    class_sep: float = 1.0,
    random_state: int | np.random.RandomState | None = None,
) -> tuple[pd.DataFrame, pd.Series]:
    """Make up a one-hot table with classes, in the manner of scikit-learn's generators.

    Each class draws every attribute by itself, from level probabilities of its own. Every row has
    exactly one level set per attribute.

    Args:
        n_samples: Number of rows.
        n_attributes: Number of attributes, named A1, A2 and so on.
        n_levels: Number of levels of every attribute, or one number per attribute.
        n_classes: Number of classes, labelled from 0.
        weights: Share of each class in the rows, of any scale. Equal shares if None.
        class_sep: How far the classes' probabilities lie apart; 0 makes all levels equally
            likely in every class.
        random_state: Seed or generator, as in scikit-learn.

    Returns:
        `X`, a DataFrame of int64 columns named `A1(1)`, `A1(2)`, ..., and `y`, a Series named
        `label`. The rows are in random order.

    Raises:
        ValueError: If a number is out of range, or if the lengths don't fit.

    Example:

    >>> from gansmote_tf.datasets import make_one_hot
    >>> X, y = make_one_hot(20, n_attributes=2, n_levels=[2, 3], weights=[3, 1], random_state=0)
    >>> list(X)
    ['A1(1)', 'A1(2)', 'A2(1)', 'A2(2)', 'A2(3)']
    >>> y.value_counts().tolist()
    [15, 5]
    """
    levels = [n_levels] * n_attributes if np.ndim(n_levels) == 0 else list(n_levels)
    weights = np.ones(n_classes) if weights is None else np.asarray(weights, dtype=float)
    _check_one_hot(n_samples, n_attributes, levels, n_classes, weights, class_sep)
    random = check_random_state(random_state)
    y = random.permutation(np.repeat(np.arange(n_classes), _class_sizes(n_samples, weights)))
    blocks = [_draw_attribute(y, number, n_classes, class_sep, random) for number in levels]
    names = [f"A{a}({v})" for a, number in enumerate(levels, 1) for v in range(1, number + 1)]
    return pd.DataFrame(np.hstack(blocks), columns=names), pd.Series(y, name="label")


def data_hash(X, y) -> str:
    """Tell tables apart: the SHA-256 of column names, values and labels, as 64 hex digits.

    The table is hashed as CSV text: the width of integers doesn't matter, while 1 and 1.0 differ.

    Example:

    >>> from gansmote_tf.datasets import data_hash, load_petrography
    >>> X, y = load_petrography()
    >>> data_hash(X, y) == data_hash(X.astype("int8"), y)
    True
    >>> data_hash(X, y) == data_hash(X[::-1], y[::-1])
    False
    """
    digest = hashlib.sha256()
    for part in (X, y):
        text = pd.DataFrame(part).to_csv(index=False, lineterminator="\n")
        digest.update(text.encode())
    return digest.hexdigest()


# --- the petrography files --------------------------------------------------------------------


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
    load_tensorflow()
    import keras

    try:
        return Path(keras.utils.get_file(PETROGRAPHY_NAMES[0], origin=PETROGRAPHY_URL))
    except Exception as error:  # get_file raises no narrower one when it can't reach the address
        raise FileNotFoundError(
            f"The petrography file is in none of {', '.join(map(str, searched))} and could not be "
            f"downloaded ({error}): give path=, or put it as {' or '.join(PETROGRAPHY_NAMES)} into "
            f"the folder named by GANSMOTE_TF_DATA or into the Keras cache, or connect to the "
            f"network and try again; it is at {PETROGRAPHY_URL}."
        ) from error


def _checked(file: Path) -> Path:
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != PETROGRAPHY_SHA256:
        raise ValueError(
            f"{file} must be the petrography file with SHA-256 {PETROGRAPHY_SHA256}. "
            f"Received one with {found}: delete or replace it."
        )
    return file


# --- made-up tables ---------------------------------------------------------------------------


def _check_one_hot(n_samples, n_attributes, levels, n_classes, weights, class_sep) -> None:
    for name, value in (("n_attributes", n_attributes), ("n_classes", n_classes)):
        if value < 1:
            raise ValueError(f"{name} must be at least 1. Received: {name}={value!r}.")
    if n_samples < n_classes:
        raise ValueError(
            f"n_samples must be at least n_classes={n_classes}. Received: n_samples={n_samples!r}."
        )
    if len(levels) != n_attributes or min(levels) < 1:
        raise ValueError(
            f"n_levels must be a number from 1, or one for each of the {n_attributes} attributes. "
            f"Received: n_levels={levels!r}."
        )
    if weights.shape != (n_classes,) or not (weights > 0).all():
        raise ValueError(
            f"weights must hold {n_classes} numbers above 0. Received: weights={weights.tolist()}."
        )
    if class_sep < 0:
        raise ValueError(f"class_sep must be at least 0. Received: class_sep={class_sep!r}.")


def _class_sizes(n_samples: int, weights: np.ndarray) -> np.ndarray:
    """Every class gets one row; the others go by the shares, rounded by largest remainder."""
    exact = n_samples * weights / weights.sum()
    sizes = np.maximum(np.floor(exact).astype(int), 1)
    while sizes.sum() != n_samples:
        step = np.sign(n_samples - sizes.sum())
        gap = np.where((sizes > 1) | (step > 0), step * (exact - sizes), -np.inf)
        sizes[gap.argmax()] += step
    return sizes


def _draw_attribute(y, n_levels, n_classes, class_sep, random) -> np.ndarray:
    """One-hot block of one attribute, (rows, levels)."""
    scores = np.exp(class_sep * random.normal(size=(n_classes, n_levels)))
    limits = (scores / scores.sum(axis=1, keepdims=True)).cumsum(axis=1)
    # The last limit may fall short of 1 by rounding, so it is not compared with.
    chosen = (random.uniform(size=(len(y), 1)) > limits[y, :-1]).sum(axis=1)
    return np.eye(n_levels, dtype="int64")[chosen]
