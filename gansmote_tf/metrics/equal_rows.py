"""Rows that are equal: copies of others, and how many are distinct."""

from collections import Counter

import numpy as np

from gansmote_tf.metrics.encoded import checked_rows


def distinct_share(rows: np.ndarray) -> float:
    """Share of distinct rows among all, in (0, 1]; 1 for no rows.

    Args:
        rows: Bits, codes or numbers, ``(rows, columns)``.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.metrics import distinct_share
        >>> distinct_share(np.array([[0, 1], [0, 1], [1, 1], [0, 1]]))
        0.5
    """
    rows = checked_rows("rows", rows)
    return len(set(_keys(rows))) / len(rows) if len(rows) else 1.0


def copies(rows: np.ndarray, references: np.ndarray) -> np.ndarray:
    """Which rows equal one of the references, bool ``(rows,)``.

    Args:
        rows: Bits, codes or numbers, ``(rows, columns)``.
        references: The rows that may have been copied, ``(references, columns)``.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.metrics import copies
        >>> copies(np.array([[0, 1], [1, 1]]), np.array([[0, 1], [0, 0]]))
        array([ True, False])
    """
    rows = checked_rows("rows", rows)
    known = set(_keys(checked_rows("references", references, columns=rows.shape[1])))
    return np.array([key in known for key in _keys(rows)], bool)


def copies_share(rows: np.ndarray, references: np.ndarray) -> float:
    """Share of rows that equal one of the references, in [0, 1]; 0 for no rows.

    Args:
        rows, references: As :func:`copies` takes them.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.metrics import copies_share
        >>> copies_share(np.array([[0, 1], [1, 1]]), np.array([[0, 1], [0, 0]]))
        0.5
    """
    copied = copies(rows, references)
    return float(copied.sum() / max(len(copied), 1))


def _keys(rows):
    """Each row as bytes; adding zero makes minus zero plain zero."""
    rows = np.ascontiguousarray(rows, "float64") + 0.0
    return [row.tobytes() for row in rows]


def equal_pairs(rows: np.ndarray) -> float:
    """Share of pairs of rows that are equal, in [0, 1], whatever the number of rows.

    Args:
        rows: Bits, codes or numbers, ``(rows, columns)``.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.metrics import equal_pairs
        >>> round(equal_pairs(np.array([[0, 1], [0, 1], [1, 1]])), 3)
        0.333
    """
    rows = checked_rows("rows", rows)
    counts = np.array(list(Counter(_keys(rows)).values()))
    return float((counts * (counts - 1)).sum() / max(len(rows) * (len(rows) - 1), 1))
