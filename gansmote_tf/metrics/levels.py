"""Levels that generated rows no longer show."""

from numbers import Real

import numpy as np

from gansmote_tf.metrics.encoded import checked_rows


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
    rows = checked_rows("rows", rows)
    real = checked_rows("real", real, columns=rows.shape[1], least=1)
    if isinstance(common, bool) or not isinstance(common, Real) or not 0 <= common <= 1:
        raise ValueError(f"common must be a share in [0, 1]. Received: common={common!r:.70}.")
    share = (real > 0.5).mean(axis=0)
    seen = (rows > 0.5).any(axis=0)
    return np.flatnonzero((share > 0) & (share >= common) & ~seen)
