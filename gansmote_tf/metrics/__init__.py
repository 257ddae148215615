"""Distances, copies, variety, fidelity and privacy of rows: of encoded rows, or of tables."""

from gansmote_tf.metrics.baselines import fidelity_baselines
from gansmote_tf.metrics.distances import (
    PairDistances,
    nearest_rows,
    pair_distances,
    two_sample_gap,
)
from gansmote_tf.metrics.equal_rows import copies, copies_share, distinct_share, equal_pairs
from gansmote_tf.metrics.fidelity import FidelityReport, fidelity_report
from gansmote_tf.metrics.levels import lost_levels
from gansmote_tf.metrics.privacy import PrivacyReport, privacy_report
from gansmote_tf.metrics.utility import TrainedOnSynthetic, train_on_synthetic

__all__ = [
    "FidelityReport",
    "PairDistances",
    "PrivacyReport",
    "TrainedOnSynthetic",
    "copies",
    "copies_share",
    "distinct_share",
    "equal_pairs",
    "fidelity_baselines",
    "fidelity_report",
    "lost_levels",
    "nearest_rows",
    "pair_distances",
    "privacy_report",
    "train_on_synthetic",
    "two_sample_gap",
]
