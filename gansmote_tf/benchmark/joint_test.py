"""Many comparisons on the same tables, tested together: how large the largest may be by chance."""

import numpy as np

#: Flips or turns drawn where there are more than can be listed: steps of 0.0001 in p.
DIRECTIONS = 10_000

#: From so many tables on, flips of signs can tell at 5 %: with 5 the smallest p is 2/32.
FEWEST_TO_FLIP = 6


def sign_flips(tables: int, most: int = DIRECTIONS, seed: int = 0) -> np.ndarray:
    """Signs by which tables may be flipped: all of them where they are few, else random ones.

    Args:
        tables: How many tables, 1 at least.
        most: Rows of the result at most.
        seed: Decides random ones.

    Returns:
        Rows of -1 and 1, ``(flips, tables)``, the first all 1. A flip and its opposite count as
        one, so there are ``2 ** (tables - 1)`` in all.

    Example:
        >>> from gansmote_tf.benchmark.joint_test import sign_flips
        >>> sign_flips(2).tolist()
        [[1.0, 1.0], [1.0, -1.0]]
    """
    if 2 ** (tables - 1) <= most:
        codes = np.arange(2 ** (tables - 1))[:, None]
        return 1.0 - 2.0 * (codes << 1 >> np.arange(tables) & 1)
    drawn = np.random.default_rng(seed).choice([-1.0, 1.0], (most, tables))
    drawn[0] = 1
    return drawn


def joint_p_values(differences: np.ndarray, most: int = DIRECTIONS, seed: int = 0) -> np.ndarray:
    """P-values of mean differences of 0, corrected for their number as far as that takes it.

    Largest t statistics under flips of whole tables, stepped down (Westfall and Young 1993): each
    table's differences keep their correlations, so methods that are nearly one cost little, where
    Holm counts each of them. With fewer than 6 tables no flips reach 5 %; there the tables'
    differences are turned in space, which assumes a normal distribution and the same spread on all
    tables (Langsrud 2005, *Statistics and Computing* 15, 53-60).

    Args:
        differences: Rows are tables, columns comparisons; no NaN.
        most: Flips or turns at most.
        seed: Decides those drawn at random.

    Returns:
        A two-sided p-value per comparison: rejecting those at 5 % or below makes any false
        rejection at all in 5 % of benchmarks at most. NaN with a single table; 1 for a comparison
        that is 0 on every table.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.benchmark.joint_test import joint_p_values
        >>> apart, none = [2.0, 3.0, 1.0, 2.0, 4.0, 3.0], [1.0, -1.0, 2.0, -2.0, 0.0, 0.5]
        >>> joint_p_values(np.array([apart, none]).T).tolist()
        [0.03125, 1.0]
    """
    differences = np.round(np.asarray(differences, "float64"), 9)  # sums differ in the last bit
    tables = len(differences)
    if tables < 2:
        return np.full(differences.shape[1], np.nan)
    if tables < FEWEST_TO_FLIP:
        directions = np.random.default_rng(seed).standard_normal((most, tables))
        directions[0] = 1
    else:
        directions = sign_flips(tables, most, seed)
    # The cosine of the angle to (1, ..., 1) rises with |t|, and costs one product of matrices.
    units = differences / np.maximum(np.linalg.norm(differences, axis=0), 1e-12)
    cosines = np.abs(directions @ units) / np.linalg.norm(directions, axis=1, keepdims=True)
    order = np.argsort(cosines[0])
    largest = np.maximum.accumulate(cosines[:, order], axis=1)
    share = (largest >= largest[0] - 1e-9).mean(axis=0)
    stepped = np.maximum.accumulate(share[::-1])[::-1]
    return stepped[np.argsort(order)]


def holm(p_values: np.ndarray) -> np.ndarray:
    """Holm's correction of p-values for their number; those that are NaN don't count.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.benchmark.joint_test import holm
        >>> holm(np.array([0.01, np.nan, 0.5])).tolist()
        [0.02, nan, 0.5]
    """
    from statsmodels.stats.multitest import multipletests

    corrected = np.full(len(p_values), np.nan)
    known = ~np.isnan(p_values)
    if known.any():
        corrected[known] = multipletests(p_values[known], method="holm")[1]
    return corrected
