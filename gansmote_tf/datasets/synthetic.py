"""Made-up one-hot tables."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state


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
        n_samples: Number of rows.
        n_attributes: Number of attributes, named A1, A2 and so on.
        n_levels: Number of levels of every attribute, or one number per attribute.
        n_classes: Number of classes, labelled from 0.
        weights: Share of each class in the rows, of any scale. Equal shares if None.
        class_sep: How far the classes' probabilities lie apart; 0 makes all levels equally
            likely in every class.
        random_state: Seed or generator, as in scikit-learn.

    Returns:
        `X`, a DataFrame of int64 columns named `A1(1)`, `A1(2)`, ..., and `y`, a Series named
        `label`. The rows are in random order.

    Raises:
        ValueError: If a number is out of range, or if the lengths don't fit.

    Example:

    >>> from gansmote_tf.datasets import make_one_hot
    >>> X, y = make_one_hot(20, n_attributes=2, n_levels=[2, 3], weights=[3, 1], random_state=0)
    >>> list(X)
    ['A1(1)', 'A1(2)', 'A2(1)', 'A2(2)', 'A2(3)']
    >>> y.value_counts().tolist()
    [15, 5]
    """
    levels = [n_levels] * n_attributes if np.ndim(n_levels) == 0 else list(n_levels)
    weights = np.ones(n_classes) if weights is None else np.asarray(weights, dtype=float)
    _check_one_hot(n_samples, n_attributes, levels, n_classes, weights, class_sep)
    random = check_random_state(random_state)
    y = random.permutation(np.repeat(np.arange(n_classes), _class_sizes(n_samples, weights)))
    blocks = [_draw_attribute(y, number, n_classes, class_sep, random) for number in levels]
    names = [f"A{a}({v})" for a, number in enumerate(levels, 1) for v in range(1, number + 1)]
    return pd.DataFrame(np.hstack(blocks), columns=names), pd.Series(y, name="label")


def _check_one_hot(n_samples, n_attributes, levels, n_classes, weights, class_sep) -> None:
    for name, value in (("n_attributes", n_attributes), ("n_classes", n_classes)):
        if value < 1:
            raise ValueError(f"{name} must be at least 1. Received: {name}={value!r}.")
    if n_samples < n_classes:
        raise ValueError(
            f"n_samples must be at least n_classes={n_classes}. Received: n_samples={n_samples!r}."
        )
    if len(levels) != n_attributes or min(levels) < 1:
        raise ValueError(
            f"n_levels must be a number from 1, or one for each of the {n_attributes} attributes. "
            f"Received: n_levels={levels!r}."
        )
    if weights.shape != (n_classes,) or not (weights > 0).all():
        raise ValueError(
            f"weights must hold {n_classes} numbers above 0. Received: weights={weights.tolist()}."
        )
    if class_sep < 0:
        raise ValueError(f"class_sep must be at least 0. Received: class_sep={class_sep!r}.")


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
