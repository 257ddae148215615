"""What generated rows give away of the rows they were learned from."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.stats import mannwhitneyu, norm
from tabulate import tabulate

from gansmote_tf.metrics.distances import nearest_rows
from gansmote_tf.metrics.tables import read_tables, value_codes


@dataclass(frozen=True)
class PrivacyReport:
    """What synthetic rows give away of their training rows, beside rows that were held out.

    Distances count the attributes that differ, as ``provenance_`` does; that of a row is the
    distance to its closest synthetic row. Rows held out come from the same source and were never
    seen, so they say what likeness there is without any leak.

    Args:
        n_real: Rows trained on.
        n_holdout: Rows held out.
        n_synthetic: Synthetic rows.
        copies_of_real: Share of the synthetic rows that equal a training row.
        copies_of_holdout: Share of the synthetic rows that equal a row held out.
        copied_real: Share of the training rows that equal a synthetic row.
        copied_holdout: The same share of the rows held out.
        real_distances: 5th percentile and median of the training rows' distances.
        holdout_distances: The same of the rows held out.
        nearer_to_real: Share of the synthetic rows that are nearer to a training row than to any
            row held out, equally near ones counted half. Without a leak one half, where
            as many rows were held out as trained on (Platzer & Reutterer 2021).
        membership_auc: Chance that a training row is nearer to the synthetic rows than a row held
            out is, equally near ones counted half: the area under the ROC curve of an attacker who
            scores rows by minus their distance. 0.5 is what guessing gets; at 1 all
            training rows are found out.
        membership_interval: The 95 % interval of that area.

    Example:
        >>> from gansmote_tf.metrics import privacy_report
        >>> real, holdout = [["red", 1], ["blue", 2]], [["red", 3], ["grey", 4]]
        >>> report = privacy_report(real, [["red", 1], ["red", 2]], holdout)
        >>> report.copies_of_real, report.copies_of_holdout, report.membership_auc
        (0.5, 0.0, 0.875)
    """

    n_real: int
    n_holdout: int
    n_synthetic: int
    copies_of_real: float
    copies_of_holdout: float
    copied_real: float
    copied_holdout: float
    real_distances: tuple[float, float]
    holdout_distances: tuple[float, float]
    nearer_to_real: float
    membership_auc: float
    membership_interval: tuple[float, float]

    def __str__(self) -> str:
        nearer = self.nearer_to_real
        low, median = zip(self.real_distances, self.holdout_distances, strict=True)
        lines = [
            ["rows", self.n_real, self.n_holdout],
            ["synthetic rows equal to one", *_percent(self.copies_of_real, self.copies_of_holdout)],
            ["rows equal to a synthetic one", *_percent(self.copied_real, self.copied_holdout)],
            ["synthetic rows nearer to them", *_percent(nearer, 1 - nearer)],
            ["distance, 5th percentile", *map("{:g}".format, low)],
            ["distance, median", *map("{:g}".format, median)],
        ]
        table = tabulate(
            lines,
            [f"{self.n_synthetic} synthetic rows", "trained on", "held out"],
            colalign=("left", "right", "right"),
            disable_numparse=True,
        )
        low, high = self.membership_interval
        return (
            f"{table}\n\nMembership inference: AUC {self.membership_auc:.2f} (95 % interval "
            f"{low:.2f} to {high:.2f}; guessing gets 0.5)"
        )


def _percent(*shares):
    return [f"{share:.1%}" for share in shares]


def privacy_report(real: Any, synthetic: Any, holdout: Any) -> PrivacyReport:
    """Measure what synthetic rows give away of their training rows, beside rows held out.

    A low figure is no promise: the attacker here knows the synthetic rows only and looks for the
    closest one, and others do better (Stadler et al. 2022). A high one shows a leak.

    Args:
        real: The rows trained on, ``(rows, attributes)``: a DataFrame, an array or a list of rows,
            of any values; a missing value is a value, and numbers differ unless they are equal.
            Where several columns describe one attribute, as one-hot columns do, give
            ``columns.attributes(columns.encode(rows))`` of each, with ``columns =
            Columns().fit(X)`` of all rows, those held out included.
        synthetic: The generated rows, with the same columns.
        holdout: Rows of the same source that were not trained on, best as many as ``real`` and as
            many of each class.

    Returns:
        The :class:`PrivacyReport`; printed, it is a table. The distance to the closest record is
        that of Park et al. 2018 ("Data Synthesis based on Generative Adversarial Networks"), told
        beside a holdout's as by Platzer & Reutterer 2021 ("Holdout-Based Empirical Assessment of
        Mixed-Type Synthetic Data"). The attack is the full black-box one of Chen et al. 2020
        ("GAN-Leaks"), and the interval method 5 of Newcombe 2006 ("Confidence intervals for
        an effect size measure based on the Mann-Whitney statistic. Part 2"), which holds near 1
        also; many ties make it wider than need be. Stadler et al. 2022 is "Synthetic Data -
        Anonymisation Groundhog Day".

    Raises:
        ValueError: One of them has no rows or other columns.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.metrics import privacy_report
        >>> real, holdout = np.random.default_rng(0).integers(0, 3, (2, 50, 6))
        >>> print(privacy_report(real, synthetic=real[:30], holdout=holdout))
        30 synthetic rows                trained on    held out
        -----------------------------  ------------  ----------
        rows                                     50          50
        synthetic rows equal to one          100.0%        3.3%
        rows equal to a synthetic one         64.0%        2.0%
        synthetic rows nearer to them         98.3%        1.7%
        distance, 5th percentile                  0           1
        distance, median                          0           2
        <BLANKLINE>
        Membership inference: AUC 0.84 (95 % interval 0.75 to 0.90; guessing gets 0.5)
    """
    real, synthetic, holdout = _coded(real=real, synthetic=synthetic, holdout=holdout)
    to_real, to_holdout = (nearest_rows(synthetic, rows)[1] for rows in (real, holdout))
    members, others = (nearest_rows(rows, synthetic)[1] for rows in (real, holdout))
    auc = mannwhitneyu(-members, -others).statistic / (len(members) * len(others))
    return PrivacyReport(
        n_real=len(real),
        n_holdout=len(holdout),
        n_synthetic=len(synthetic),
        copies_of_real=float((to_real == 0).mean()),
        copies_of_holdout=float((to_holdout == 0).mean()),
        copied_real=float((members == 0).mean()),
        copied_holdout=float((others == 0).mean()),
        real_distances=_low_and_median(members),
        holdout_distances=_low_and_median(others),
        nearer_to_real=float((0.5 + 0.5 * np.sign(to_holdout - to_real)).mean()),
        membership_auc=float(auc),
        membership_interval=auc_interval(float(auc), len(members), len(others)),
    )


def _coded(**tables):
    """One code per value of a column in all tables together, int ``(rows, columns)`` of each."""
    frames = read_tables(**tables).values()
    codes = value_codes(pd.concat(frames, ignore_index=True))
    return np.split(codes, np.cumsum([len(frame) for frame in frames])[:-1])


def auc_interval(auc: float, members: int, others: int, level: float = 0.95) -> tuple[float, float]:
    """The interval of an area under the ROC curve that was measured on so many rows.

    It holds the areas of which the one measured is within the normal quantile times the standard
    error that they would have (Newcombe 2006, method 5), so it has a width at 0 and 1 also.

    Args:
        auc: The area measured, in [0, 1].
        members, others: Rows of either kind, at least one.
        level: How often the interval shall hold the true area, in (0, 1).

    Example:
        >>> from gansmote_tf.metrics.privacy import auc_interval
        >>> [round(end, 3) for end in auc_interval(0.5, 50, 50)]
        [0.39, 0.61]
        >>> [round(end, 3) for end in auc_interval(1.0, 50, 50)]
        [0.96, 1.0]
    """
    quantile = norm.ppf(0.5 + level / 2)
    more = (members + others) / 2 - 1

    def too_far(area):
        spread = 1 + more * ((1 - area) / (2 - area) + area / (1 + area))
        variance = area * (1 - area) * spread / (members * others)
        return (auc - area) ** 2 - quantile**2 * variance

    inside = np.clip(auc, 1e-9, 1 - 1e-9)  # areas of 0 and 1 have no error
    return float(brentq(too_far, 0, inside)), float(brentq(too_far, inside, 1))


def _low_and_median(distances):
    low, median = np.percentile(distances, [5, 50])
    return float(low), float(median)
