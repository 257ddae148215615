"""Made-up one-hot tables."""

import functools
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state

from gansmote_tf.recipes import arguments

#: The longest table that is made up; more rows are more than a memory holds.
MOST_SAMPLES = 10**8
_MOST_COLUMNS = 10**5


def make_one_hot(
    n_samples: int = 140,
    n_attributes: int = 6,
    n_levels: int | Sequence[int] = 4,
    *,
    n_classes: int = 2,
    weights: Sequence[float] | None = None,
    class_sep: float = 1.0,
    random_state: int | np.random.RandomState | None = None,
) -> tuple[pd.DataFrame, pd.Series]:
    """Make up a one-hot table with classes, in the manner of scikit-learn's generators.

    Each class draws every attribute by itself, from level probabilities of its own. Every row has
    exactly one level set per attribute.

    Args:
        n_samples: Number of rows, at least `n_classes`.
        n_attributes: Number of attributes, named A1, A2 and so on.
        n_levels: Number of levels of every attribute, or one number per attribute.
        n_classes: Number of classes, labelled from 0.
        weights: Share of each class in the rows, above 0, of any scale. Equal shares if None.
        class_sep: How far the classes' probabilities lie apart, in [0, 100]; 0 makes all levels
            equally likely in every class.
        random_state: Seed or generator, as in scikit-learn.

    Returns:
        `X`, a DataFrame of int64 columns named `A1(1)`, `A1(2)`, ..., and `y`, a Series named
        `label`. The rows are in random order.

    Raises:
        TypeError: If an argument is no number, or a count no whole one.
        ValueError: If a number is out of range, or if the lengths don't fit.

    Example:

    >>> from gansmote_tf.datasets import make_one_hot
    >>> X, y = make_one_hot(20, n_attributes=2, n_levels=[2, 3], weights=[3, 1], random_state=0)
    >>> list(X)
    ['A1(1)', 'A1(2)', 'A2(1)', 'A2(2)', 'A2(3)']
    >>> y.value_counts().tolist()
    [15, 5]
    """
    count = functools.partial(arguments.number, whole=True)
    n_attributes = count("n_attributes", n_attributes, 1, _MOST_COLUMNS)
    n_classes = count("n_classes", n_classes, 1, _MOST_COLUMNS)
    n_samples = count("n_samples", n_samples, n_classes, MOST_SAMPLES)
    levels = _levels(n_levels, n_attributes)
    weights = _weights(weights, n_classes)
    class_sep = arguments.number("class_sep", class_sep, 0, 100)
    random = check_random_state(arguments.random_state("random_state", random_state))
    y = random.permutation(np.repeat(np.arange(n_classes), _class_sizes(n_samples, weights)))
    blocks = [_draw_attribute(y, number, n_classes, class_sep, random) for number in levels]
    names = [f"A{a}({v})" for a, number in enumerate(levels, 1) for v in range(1, number + 1)]
    return pd.DataFrame(np.hstack(blocks), columns=names), pd.Series(y, name="label")


def _levels(n_levels, n_attributes):
    """The number of levels of each attribute."""
    if not isinstance(n_levels, Sequence | np.ndarray) or np.shape(n_levels) == ():
        one = arguments.number("n_levels", n_levels, 1, _MOST_COLUMNS, whole=True)
        return [one] * n_attributes
    if isinstance(n_levels, str | bytes) or len(n_levels) != n_attributes:
        raise ValueError(
            f"n_levels must be a number, or one for each of the {n_attributes} attributes. "
            f"Received: n_levels={arguments.shown(n_levels)}."
        )
    return [
        arguments.number(f"n_levels[{place}]", one, 1, _MOST_COLUMNS, whole=True)
        for place, one in enumerate(n_levels)
    ]


def _weights(weights, n_classes):
    if weights is None:
        return np.ones(n_classes)
    if isinstance(weights, str | bytes | Mapping) or np.size(weights) != n_classes:
        raise ValueError(
            f"weights must hold {n_classes} numbers above 0, one per class. "
            f"Received: weights={arguments.shown(weights)}."
        )
    return np.array(
        [
            arguments.number(f"weights[{place}]", one, 0, 1e290, above=True)
            for place, one in enumerate(weights)
        ]
    )


def _class_sizes(n_samples: int, weights: np.ndarray) -> np.ndarray:
    """Every class gets one row; the others go by the shares, rounded by largest remainder."""
    exact = n_samples * weights / weights.sum()
    sizes = np.maximum(np.floor(exact).astype(int), 1)
    while sizes.sum() != n_samples:
        step = np.sign(n_samples - sizes.sum())
        gap = np.where((sizes > 1) | (step > 0), step * (exact - sizes), -np.inf)
        sizes[gap.argmax()] += step
    return sizes


def _draw_attribute(y, n_levels, n_classes, class_sep, random) -> np.ndarray:
    """One-hot block of one attribute, (rows, levels)."""
    scores = np.exp(class_sep * random.normal(size=(n_classes, n_levels)))
    limits = (scores / scores.sum(axis=1, keepdims=True)).cumsum(axis=1)
    # The last limit may fall short of 1 by rounding, so it is not compared with.
    chosen = (random.uniform(size=(len(y), 1)) > limits[y, :-1]).sum(axis=1)
    return np.eye(n_levels, dtype="int64")[chosen]
