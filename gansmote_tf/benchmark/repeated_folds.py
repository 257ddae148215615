"""Differences within one table, from cross-validation that was repeated.

Trainings share rows, so differences over folds go together, and a plain t-test calls more than half
of all equal learners different after ten times ten folds. Nadeau and Bengio's correction makes up
for it: https://doi.org/10.1023/A:1024068626366.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from gansmote_tf.benchmark.gains import LEVEL, gains
from gansmote_tf.benchmark.joint_test import holm
from gansmote_tf.recipes.arguments import number


@dataclass(frozen=True)
class CorrectedTest:
    """A mean difference over folds, its 95 % interval and its p.

    Args:
        gain, low, high: In the unit of the differences.
        p: Two-sided; NaN where nothing can be said.

    Example:
        >>> from gansmote_tf.benchmark.repeated_folds import CorrectedTest
        >>> CorrectedTest(gain=1.0, low=-0.5, high=2.5, p=0.2).p
        0.2
    """

    gain: float
    low: float
    high: float
    p: float


def corrected_t_test(differences: Sequence[float], test_share: float) -> CorrectedTest:
    """Nadeau and Bengio's corrected resampled t-test.

    Share of equal learners that it calls different at 5 % (2000 simulations or more; nearest
    centroids on features drawn from the same distribution, tables of 40, 100 and 200 rows drawn
    anew each time, a part of the features shared or none):

    =====================  =========  ==========  ==========
    folds                  10         5, twice    10, ten times
    =====================  =========  ==========  ==========
    correlated by theory   5.1        4.5         5.1
    real cross-validation  0.3 - 1.7  1.0 - 2.8   2.6 - 5.1
    plain t-test there     3.3 - 6.4  13 - 18     53 - 56
    =====================  =========  ==========  ==========

    So it takes ten repeats for it to be as keen as it says; with fewer it misses more than it must.

    Args:
        differences: One per fold and repeat, NaN where there is none.
        test_share: Test rows per training row, ``1 / (folds - 1)`` in cross-validation.

    Returns:
        Mean, interval and p. Where all differences are one number, nothing tells how it varies:
        p is 1 if that is 0, else p and interval are NaN; so they are for a single difference.

    Raises:
        ValueError: test_share isn't above 0.

    Example:
        >>> from gansmote_tf.benchmark.repeated_folds import corrected_t_test
        >>> test = corrected_t_test([1.0, 2.0, 3.0, 2.0, 2.0], test_share=0.25)
        >>> round(test.gain, 2), round(test.low, 2), round(test.p, 3)
        (2.0, 0.68, 0.014)
    """
    share = number("test_share", test_share, 0, above=True)
    known = np.asarray(differences, "float64")
    known = known[~np.isnan(known)]
    if not len(known):
        return CorrectedTest(np.nan, np.nan, np.nan, np.nan)
    mean = float(known.mean())
    if not np.round(known, 9).any():
        return CorrectedTest(0.0, 0.0, 0.0, 1.0)
    if np.ptp(known) < 1e-9:
        return CorrectedTest(mean, np.nan, np.nan, np.nan)
    error = np.sqrt(known.var(ddof=1) * (1 / len(known) + share))
    reach = stats.t.ppf((1 + LEVEL) / 2, len(known) - 1) * error
    p = 2 * stats.t.sf(abs(mean) / error, len(known) - 1)
    return CorrectedTest(mean, float(mean - reach), float(mean + reach), float(p))


def compare_within_tables(
    scores: pd.DataFrame,
    reference: str,
    value: str = "macro_f1",
    test_share: float | None = None,
) -> pd.DataFrame:
    """Every method against the reference on each table by itself, classifiers averaged per fold.

    Args:
        scores: ``table``, ``repeat``, ``fold``, ``method``, maybe ``classifier``, and the metric.
        reference: The method to compare with.
        value: The metric.
        test_share: See :func:`corrected_t_test`; by the number of each table's folds if not given.

    Returns:
        Indexed by ``table`` and ``method``: ``gain``, ``low``, ``high``, ``p``, and ``p_holm``,
        corrected for the number of rows.

    Raises:
        ValueError: There is no column ``repeat`` or ``fold``, or ``gains`` refuses the scores.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.repeated_folds import compare_within_tables
        >>> scores = pd.DataFrame({"table": "car", "repeat": 0, "fold": [0, 1, 0, 1],
        ...                        "method": ["a", "a", "b", "b"], "macro_f1": [70.0, 72, 71, 74]})
        >>> compare_within_tables(scores, "a").loc[("car", "b"), "gain"]
        np.float64(1.5)
    """
    missing = [name for name in ("repeat", "fold") if name not in scores]
    if missing:
        raise ValueError(
            "scores must have the columns repeat and fold; draws of rows are compared over tables, "
            f"by interval_over_tables. Received: scores without {', '.join(missing)}."
        )
    per_fold = gains(scores, reference, value)
    per_fold = per_fold.groupby(["table", "method", "repeat", "fold"], sort=False)["gain"].mean()
    folds = scores.groupby("table")["fold"].nunique()
    shares = 1 / (folds - 1).clip(lower=1) if test_share is None else folds * 0 + test_share
    rows = {
        (table, method): corrected_t_test(own, shares[table])
        for (table, method), own in per_fold.groupby(["table", "method"], sort=False)
    }
    index = pd.MultiIndex.from_tuples(list(rows), names=["table", "method"])
    frame = pd.DataFrame(list(rows.values()), index, ["gain", "low", "high", "p"], "float64")
    return frame.assign(p_holm=holm(frame["p"].to_numpy()))
