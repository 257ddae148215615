"""Distances between rows, and what they tell of two sets."""

from typing import NamedTuple

import numpy as np
from scipy.spatial.distance import cdist

from gansmote_tf.metrics.encoded import checked_rows

# Comparisons of one block of rows with all references: few enough to stay in the cache.
_BLOCK = 200_000


class PairDistances(NamedTuple):
    """Manhattan distances over pairs of rows.

    Args:
        sum: Their sum.
        mean: Their mean.

    Example:
        >>> from gansmote_tf.metrics import PairDistances
        >>> PairDistances(sum=8.0, mean=2.0).mean
        2.0
    """

    sum: float
    mean: float


def pair_distances(rows: np.ndarray, others: np.ndarray | None = None) -> PairDistances:
    """Manhattan distances of every row to every other, or to every row of another set.

    No array of pairs is built: in a sorted column each value's place says how often it is added
    and subtracted.

    Args:
        rows: Numbers ``(rows, columns)``.
        others: Another set ``(others, columns)``; None for the distances within ``rows``.

    Returns:
        Within a set, the sum over ordered pairs (each pair counts twice, as the paper's column
        does) and the mean over distinct pairs; between two, over all pairs of one of each. The mean
        of no pairs is 0.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.metrics import pair_distances
        >>> pair_distances(np.array([[0, 0], [1, 1], [1, 1]]))
        PairDistances(sum=8.0, mean=1.3333333333333333)
        >>> pair_distances(np.array([[0, 0], [1, 1]]), np.array([[0, 1]])).mean
        1.0
    """
    rows = checked_rows("rows", rows).astype("float64")
    total = _sum_within(rows)
    pairs = len(rows) * (len(rows) - 1)
    if others is not None:
        others = checked_rows("others", others, columns=rows.shape[1]).astype("float64")
        both = _sum_within(np.concatenate([rows, others]))
        total = (both - total - _sum_within(others)) / 2
        pairs = len(rows) * len(others)
    return PairDistances(float(total), float(total / max(pairs, 1)))


def _sum_within(rows):
    weights = 2 * np.arange(len(rows)) - (len(rows) - 1)
    return 2 * (weights @ np.sort(rows, axis=0)).sum()


def nearest_rows(rows: np.ndarray, references: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each row's nearest reference row by the number of attributes that differ.

    Args:
        rows: One code per attribute, ``(rows, attributes)``; bits are codes, too.
        references: The same of the rows to compare with, ``(references, attributes)``, at least
            one.

    Returns:
        The positions of the nearest references, ``(rows,)``, the first of equals; and the numbers
        of attributes that differ, ``(rows,)``.

    Raises:
        ValueError: There is no reference, or the two have different attributes.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.metrics import nearest_rows
        >>> nearest_rows(np.array([[2, 0, 1]]), np.array([[0, 0, 0], [2, 0, 2], [2, 0, 3]]))
        (array([1]), array([1]))
    """
    rows = checked_rows("rows", rows)
    references = checked_rows("references", references, columns=rows.shape[1], least=1)
    patterns, place = np.unique(rows, axis=0, return_inverse=True)
    index = np.empty(len(patterns), "int64")
    distance = np.empty(len(patterns), "int64")
    size = max(1, _BLOCK // len(references))
    codes, others = _in_bytes(patterns, references)
    for start in range(0, len(patterns), size):
        block = slice(start, start + size)
        differing = _differing(codes[block], others)
        index[block] = differing.argmin(axis=1)
        distance[block] = differing.min(axis=1)
    place = place.reshape(-1)
    return index[place], distance[place]


def _in_bytes(rows, references):
    """Both as bytes, which are compared several times as fast, where their codes fit into them."""
    if not len(rows) or rows.dtype.kind not in "iu" or references.dtype.kind not in "iu":
        return rows, references
    # Whole numbers of Python's: the difference of two of NumPy's may be beyond their type.
    low = min(int(rows.min(initial=0)), int(references.min(initial=0)))
    high = max(int(rows.max(initial=0)), int(references.max(initial=0)))
    if high - low > 255:
        return rows, references
    return tuple((each.astype("int64") - low).astype("uint8") for each in (rows, references))


def _differing(rows, references):
    """How many attributes differ, ``(rows, references)``, counted one attribute at a time."""
    small = "uint8" if rows.shape[1] < 256 else "int32"
    counts = np.zeros((len(rows), len(references)), small)
    for codes, others in zip(rows.T, references.T, strict=True):
        counts += codes[:, None] != others
    return counts


def two_sample_gap(rows: np.ndarray, real: np.ndarray) -> float:
    """How well generated rows can be told from real ones by their nearest neighbour, in [0, 0.5].

    Among as many of one as of the other, each row is taken for what its nearest other row is
    (Manhattan distance, equally near ones vote). Of rows from one source half are taken rightly;
    more, and the sets lie apart; fewer, and they hold copies of one another. The gap is what lies
    between one half and the share, the mean over all parts of ``rows`` of the size of ``real``
    (Lopez-Paz & Oquab 2017, "Revisiting Classifier Two-Sample Tests").

    Args:
        rows: Generated rows ``(rows, columns)``, at least one.
        real: Real rows ``(real rows, columns)``, at least one; the first ``len(rows)`` are used.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.metrics import two_sample_gap
        >>> two_sample_gap(np.array([[0, 0], [0, 1]]), np.array([[5, 5], [5, 6]]))
        0.5
    """
    rows = checked_rows("rows", rows, least=1).astype("float64")
    real = checked_rows("real", real, columns=rows.shape[1], least=1).astype("float64")[: len(rows)]
    size = len(real)
    parts = rows[: len(rows) // size * size]
    rights = [
        _rightly_taken(np.concatenate([real, part]), size)
        for part in np.split(parts, len(parts) // size)
    ]
    return abs(float(np.mean(rights)) - 0.5)


def _rightly_taken(both, size):
    """Share of rows whose nearest others are of their own half."""
    distances = cdist(both, both, "cityblock")
    np.fill_diagonal(distances, np.inf)
    nearest = distances <= distances.min(axis=1, keepdims=True) + 1e-9
    votes = nearest[:, :size].sum(axis=1) / nearest.sum(axis=1)
    return np.concatenate([votes[:size], 1 - votes[size:]]).mean()
