"""How samplers and functions of anybody's top up many tables."""

import hashlib
import inspect
import sys
import tokenize
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone

from gansmote_tf.benchmark.table_encoder import begins_with

#: Rows and their labels.
Table = tuple[Any, Any]
#: From tables, the rows asked for of each (label -> size, None for balance) and a seed to the
#: topped-up tables.
TopUp = Callable[[Sequence[Table], Sequence[Mapping | None], int], list[Table]]


def source_of(thing: Any) -> str:
    """A hash of the file that something is defined in, or of itself: edited, it is another one.

    Empty where there is no source, as of what was typed at a prompt.

    Example:
        >>> import random
        >>> from gansmote_tf.benchmark.top_up import source_of
        >>> len(source_of(random.Random)), source_of(len)
        (8, '')
    """
    module = sys.modules.get(getattr(thing, "__module__", None))
    for place in (module, thing):
        try:
            return hashlib.sha256(inspect.getsource(place).encode()).hexdigest()[:8]
        except (OSError, TypeError, SyntaxError, tokenize.TokenError):
            continue  # no file, or one that holds other than Python
    return ""


def seeds_of(seed: int, tables: Sequence) -> list[int]:
    """A seed for each of many tables.

    Example:
        >>> from gansmote_tf.benchmark.top_up import seeds_of
        >>> len(set(seeds_of(0, [None] * 3)))
        3
    """
    return np.random.SeedSequence(seed).generate_state(len(tables)).tolist()


def by_function(
    function: Callable,
    name: str,
    sized: bool,
    tables: Sequence[Table],
    sizes: Sequence[Mapping | None],
    seed: int,
) -> list[Table]:
    """Top up tables by a function, see :func:`~gansmote_tf.benchmark.competitors.register`.

    Args:
        function: From rows, labels, a seed, and the sizes where ``sized``, to those topped up.
        name: What errors call it.
        sized: Whether it can be asked for any number.
        tables, sizes, seed: See ``TopUp``.

    Raises:
        ValueError: It returns other rows than those given first.

    Example:
        >>> from gansmote_tf.benchmark.top_up import by_function
        >>> doubled = lambda X, y, seed: ([*X, *X], [*y, *y])
        >>> by_function(doubled, "doubled", False, [([1, 2], [0, 1])], [None], 0)
        [([1, 2, 1, 2], [0, 1, 0, 1])]
    """
    results = []
    for (X, y), size, own in zip(tables, sizes, seeds_of(seed, tables), strict=True):
        asked = {"sampling_strategy": size or "auto"} if sized else {}
        X_more, y_more = function(X, y, own, **asked)
        if isinstance(X, pd.DataFrame) and not isinstance(X_more, pd.DataFrame):
            X_more = pd.DataFrame(X_more, columns=X.columns)
        if not begins_with(X_more, X) or len(X_more) != len(y_more):
            raise ValueError(
                "methods must return the rows given, as they are, and others below them, with as "
                f"many labels. Received: other rows first, or {len(X_more)} rows and "
                f"{len(y_more)} labels, from {name}."
            )
        results.append((X_more, y_more))
    return results


def by_sampler(
    sampler: Any,
    name: str,
    tables: Sequence[Table],
    sizes: Sequence[Mapping | None],
    seed: int,
) -> list[Table]:
    """Top up tables by a sampler as imbalanced-learn has them.

    Args:
        sampler: Cloned for each table; it gets a seed of its own, and where it looks at
            neighbours, no more of them than the smallest class has.
        name: What warnings call it.
        tables, sizes, seed: See ``TopUp``.

    Example:
        >>> from imblearn.over_sampling import RandomOverSampler
        >>> from gansmote_tf.benchmark.top_up import by_sampler
        >>> table = [[1], [2], [3]], [0, 0, 1]
        >>> by_sampler(RandomOverSampler(), "copies", [table], [{1: 3}], 0)
        [([[1], [2], [3], [3], [3]], [0, 0, 1, 1, 1])]
    """
    return [
        _resample(sampler, name, X, y, size, own)
        for (X, y), size, own in zip(tables, sizes, seeds_of(seed, tables), strict=True)
    ]


def _resample(sampler, name, X, y, size, seed):
    known = sampler.get_params()
    asked = {key: seed for key in known if f"__{key}".endswith("__random_state")}
    asked |= {"sampling_strategy": size or "auto"}
    smallest = int(np.unique(y, return_counts=True)[1].min())
    for neighbours in ("k_neighbors", "n_neighbors"):
        number = known.get(neighbours)
        if isinstance(number, int) and number > smallest - 1 >= 1:
            asked[neighbours] = smallest - 1
            warnings.warn(
                f"{name} looks at {smallest - 1} neighbours only, because a class has {smallest} "
                "rows.",
                UserWarning,
                stacklevel=2,
            )
    own = clone(sampler).set_params(**{key: asked[key] for key in asked if key in known})
    try:
        return own.fit_resample(X, y)
    except (ValueError, RuntimeError) as error:
        # Borderline rows or rows next to another class may be none: then there is nothing to add.
        reason = " ".join(str(error).split())
        warnings.warn(f"{name} left the rows as they were: {reason}", UserWarning, stacklevel=2)
        return X, y
