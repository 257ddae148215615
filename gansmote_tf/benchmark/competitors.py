"""The methods that the benchmark compares, each from training rows to topped-up training rows.

Importing this module is cheap: imbalanced-learn and TensorFlow load when a method runs.
"""

import functools
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from gansmote_tf.recipes import Recipe

#: Rows and their labels.
Table = tuple[Any, Any]
#: From the training rows of every fold and a seed to the topped-up rows of every fold.
Method = Callable[[Sequence[Table], int], list[Table]]

#: What ``--methods`` accepts, and the name that stands in the table.
SHORT_NAMES = {
    "gansmote": "GAN-SMOTE",
    "smote": "SMOTE",
    "original": "original rows",
    "random": "random oversampling",
}


def full_names(names: Iterable[str]) -> list[str]:
    """The methods' names in the table, from short or full ones, in the table's order.

    Raises:
        ValueError: No method has that name, or none is named.

    Example:
        >>> from gansmote_tf.benchmark.competitors import full_names
        >>> full_names(["random", "GAN-SMOTE"])
        ['GAN-SMOTE', 'random oversampling']
    """
    known = {**SHORT_NAMES, **{full.lower(): full for full in SHORT_NAMES.values()}}
    names = [name.strip().lower() for name in names]
    for name in names:
        if name not in known:
            raise ValueError(f"methods must be among {', '.join(SHORT_NAMES)}. Received: {name!r}.")
    chosen = {known[name] for name in names}
    return [name for name in SHORT_NAMES.values() if name in chosen]


def competitors(
    names: Iterable[str] = tuple(SHORT_NAMES),
    *,
    recipe: "str | Recipe" = "paper",
    callbacks: Sequence = (),
    processes: int = 1,
) -> dict[str, Method]:
    """The named methods, ready for :func:`protocols.run_paper_protocol`.

    Args:
        names: Short or full names; all four by default.
        recipe: What GAN-SMOTE trains by.
        callbacks: Keras callbacks of GAN-SMOTE's training.
        processes: Among how many processes GAN-SMOTE's folds are split.

    Returns:
        Name in the table -> method.

    Example:
        >>> from gansmote_tf.benchmark.competitors import competitors
        >>> list(competitors(["smote", "original"]))
        ['SMOTE', 'original rows']
    """
    methods = {
        "GAN-SMOTE": functools.partial(
            gan_smote, recipe=recipe, callbacks=callbacks, processes=processes
        ),
        "SMOTE": functools.partial(_each_fold, smote),
        "original rows": functools.partial(_each_fold, original_rows),
        "random oversampling": functools.partial(_each_fold, random_oversampling),
    }
    return {name: methods[name] for name in full_names(names)}


def gan_smote(
    tables: Sequence[Table],
    seed: int,
    *,
    recipe: "str | Recipe",
    callbacks: Sequence = (),
    processes: int = 1,
) -> list[Table]:
    """Top up every fold with GAN-SMOTE; its GANs train side by side, one stack per process."""
    from gansmote_tf.many_tables import resample_tables

    return resample_tables(tables, recipe, seed, callbacks=callbacks, processes=processes)


def smote(X: Any, y: Any, seed: int) -> Table:
    """Top up with SMOTE, its rows left unrounded.

    A class of five rows or fewer has too few neighbours for the usual five: ``k_neighbors`` is
    then one less than its rows, and a warning says so.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.benchmark.competitors import smote
        >>> X_more, y_more = smote(np.eye(14), np.repeat([0, 1], [8, 6]), seed=0)
        >>> np.bincount(y_more).tolist()
        [8, 8]
    """
    from imblearn.over_sampling import SMOTE

    smallest = int(np.unique(y, return_counts=True)[1].min())
    neighbours = min(5, smallest - 1)
    if neighbours < 5:
        warnings.warn(
            f"SMOTE runs with k_neighbors={neighbours}, because a class has {smallest} rows only.",
            stacklevel=2,
        )
    sampler = SMOTE(k_neighbors=neighbours, random_state=seed)
    # As float: imbalanced-learn casts its rows back to the dtype given, and 0.4 would become 0.
    return sampler.fit_resample(np.asarray(X, "float64"), y)


def original_rows(X: Any, y: Any, seed: int) -> Table:
    """The rows as they are: nothing is topped up."""
    return X, y


def random_oversampling(X: Any, y: Any, seed: int) -> Table:
    """Top up with copies of real rows, drawn at random."""
    from imblearn.over_sampling import RandomOverSampler

    return RandomOverSampler(random_state=seed).fit_resample(np.asarray(X, "float64"), y)


def _each_fold(method, tables, seed):
    """A method for one table, applied to each fold with a seed of the fold's own."""
    seeds = np.random.SeedSequence(seed).generate_state(len(tables))
    return [method(X, y, int(own)) for (X, y), own in zip(tables, seeds, strict=True)]
