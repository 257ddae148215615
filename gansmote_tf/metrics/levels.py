"""Levels that generated rows no longer show."""

import numpy as np


def lost_levels(rows: np.ndarray, real: np.ndarray, common: float = 0.0) -> np.ndarray:
    """Columns that some real row has set and no row of ``rows`` has.

    Args:
        rows: Bits ``(rows, columns)``.
        real: Bits of the real rows ``(real rows, columns)``.
        common: Only columns that at least this share of the real rows have set.

    Returns:
        Positions of the columns, ascending.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.metrics import lost_levels
        >>> lost_levels(np.array([[1, 0, 0]]), np.array([[1, 1, 0]]))
        array([1])
    """
    share = (np.asarray(real) > 0.5).mean(axis=0)
    seen = (np.asarray(rows) > 0.5).any(axis=0)
    return np.flatnonzero((share > 0) & (share >= common) & ~seen)
