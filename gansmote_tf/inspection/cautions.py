"""What an inspection warns of."""

from collections.abc import Iterator
from typing import Any

from gansmote_tf.recipes import RECIPES


def cautions(found: Any) -> Iterator[str]:
    """What should be known before rows of an inspected table are generated, a sentence each.

    Args:
        found: The :class:`~gansmote_tf.Inspection`.

    Example:
        >>> from gansmote_tf import inspect, make_one_hot
        >>> from gansmote_tf.inspection.cautions import cautions
        >>> next(cautions(inspect(*make_one_hot(random_state=0))))[:28]
        'A random split leaks twins: '
    """
    if found.leak > 0:
        share = f"about {found.leak:.0%}" if found.leak >= 0.005 else "less than 1%"
        yield (
            f"A random split leaks twins: in {found.folds}-fold cross-validation {share} "
            "of the test rows have an exact twin in training; to keep twins "
            "together, give .patterns as groups to StratifiedGroupKFold."
        )
    if found.mixed_patterns:
        yield (
            f"{found.mixed_patterns} patterns ({found.mixed_rows} rows) carry more than one label: "
            f"no classifier can be right on more than {found.reachable} of {found.rows} rows."
        )
    if found.constant:
        yield (f"Columns that hold one value only tell nothing: {_listed(found.constant)}.")
    small = found.classes[found.classes["rows"] < found.folds]
    if len(small):
        yield (
            f"Classes with fewer rows than there are {found.folds} folds are missing from some "
            f"test folds: {_listed(small.index)}."
        )
    if found.copied:
        yield (
            "GANSMOTE balances these classes by copies of their rows, which in cross-validation "
            "within the table serve a classifier better than invented ones: "
            f"{_listed(found.copied)}."
        )
    yield from _as_good_without_network(found)
    if found.attributes is not None and found.attributes["rows breaking it"].any():
        breaking = found.attributes[found.attributes["rows breaking it"] > 0]
        yield (
            f"Some rows break these attributes, and stay as they are: "
            f"{_listed(breaking['attribute'])}."
        )


def _as_good_without_network(found):
    """Classes of so few rows that those of a control serve classifiers as well as a GAN's."""
    lacking = found.classes[found.classes["rows"] < found.classes["rows"].max()]
    few = lacking.index[lacking["rows"] <= RECIPES["default"].flip_rows]
    few = [label for label in few if label not in found.copied]
    if found.attributes is not None and few:
        yield (
            "Classes of so few rows are served as well without a network, by "
            f"MarginalOverSampler(apart={RECIPES['default'].apart:g}), and sooner: {_listed(few)}."
        )


def _listed(names, most=8):
    names = [str(name) for name in names]
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" * (len(names) > most))
