"""The default recipe without one of its parts, or with one of the paper's that it lacks."""

from collections.abc import Iterator
from dataclasses import replace

from gansmote_tf.benchmark.built_in_competitors import gan_smote
from gansmote_tf.benchmark.competitor import Competitor
from gansmote_tf.recipes import RECIPES

#: What is changed -> the numbers that do so.
CHANGES = {
    "without training": {"steps": 1, "learning_rate": 0.0},
    "without redrawn rows": {"redrawn_rows": 0},
    "without the evidence": {"shrinkage": 0.0},
    "without matched frequencies": {"frequencies": "learned"},
    "without rows apart": {"apart": 1.0},
    "without copies": {"copies": 0.0},
    "without the trial": {"tried_below": 0.0},
    "without the falling rate": {"restart_factor": 1.0, "learning_rate": 1e-3},
    "with the distance column": {"distance": "pairs"},
    "with bit-flips": {"flip_rule": "bits", "flip_rate": 0.3, "flip_steps": 280},
    "with noise": {"noise": 0.02},
    "with a Wasserstein loss": {"loss": "wasserstein", "dropout": 0.0},
}


def ablations() -> Iterator[Competitor]:
    """GAN-SMOTE by the default recipe with each change, one at a time.

    Example:
        >>> from gansmote_tf.benchmark.ablation import ablations
        >>> [one.name for one in ablations()][0]
        'GAN-SMOTE without training'
    """
    for change, numbers in CHANGES.items():
        yield gan_smote(f"GAN-SMOTE {change}", replace(RECIPES["default"], **numbers))
