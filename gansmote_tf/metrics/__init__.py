"""Distances, copies, variety and privacy of rows, in NumPy: of encoded rows, or of tables."""

from gansmote_tf.metrics.distances import (
    PairDistances,
    nearest_rows,
    pair_distances,
    two_sample_gap,
)
from gansmote_tf.metrics.equal_rows import copies, copies_share, distinct_share, equal_pairs
from gansmote_tf.metrics.levels import lost_levels
from gansmote_tf.metrics.privacy import PrivacyReport, privacy_report

__all__ = [
    "PairDistances",
    "PrivacyReport",
    "copies",
    "copies_share",
    "distinct_share",
    "equal_pairs",
    "lost_levels",
    "nearest_rows",
    "pair_distances",
    "privacy_report",
    "two_sample_gap",
]
