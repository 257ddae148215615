"""The default recipe without one of its parts, or with one of the paper's that it lacks."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from gansmote_tf.benchmark.built_in_competitors import gan_smote
from gansmote_tf.benchmark.competitor import Competitor
from gansmote_tf.benchmark.gains import gains, interval_over_tables
from gansmote_tf.benchmark.scarce import long_scores
from gansmote_tf.benchmark.wording import interval
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

#: No rows but what is generated.
_GENERATED = {"tried_below": 0.0, "copies": 0.0, "apart": 1.0}

#: What is changed in the recipe of larger classes -> the numbers that do so.
LARGER_CHANGES = {
    "without herding": {"herded": 1.0},
    "without pairs": {"pair_weight": 0.0},
    "without training": {"steps": 1, "learning_rate": 0.0},
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


def generated() -> Iterator[Competitor]:
    """GAN-SMOTE by the default recipe without copies, and its parts for larger classes.

    Example:
        >>> from gansmote_tf.benchmark.ablation import generated
        >>> [one.name for one in generated()][:2]
        ['GAN-SMOTE (generated)', 'GAN-SMOTE (generated, without herding)']
    """
    default = RECIPES["default"]
    plain = replace(default, **_GENERATED, larger=replace(default.larger, apart=1.0))
    yield gan_smote("GAN-SMOTE (generated)", plain)
    for change, numbers in LARGER_CHANGES.items():
        larger = replace(plain.larger, **numbers)
        yield gan_smote(f"GAN-SMOTE (generated, {change})", replace(plain, larger=larger))


def worth_of_parts(scores: pd.DataFrame) -> pd.DataFrame:
    """What each change does to the default's scores, in points of macro-F1.

    Args:
        scores: Of ``benchmark scarce --methods gansmote,ablation``, a column per classifier.

    Returns:
        A line per change, in their order; a column per pair of sizes, such as ``6 : 100``: the mean
        over tables and its 95 % interval, as text, negative where the change costs.
    """
    sizes = ["frequent", "rows"]
    gained = gains(long_scores(scores), "GAN-SMOTE")
    found = interval_over_tables(gained, (*sizes, "method")).reset_index()
    found["change"] = found["method"].str.removeprefix("GAN-SMOTE ")
    found["told"] = [interval(line) for line in found.itertuples()]
    table = found.pivot_table("told", "change", sizes, aggfunc="first").loc[list(CHANGES)]
    return table.set_axis([f"{rows} : {frequent}" for frequent, rows in table.columns], axis=1)
