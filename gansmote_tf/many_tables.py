"""Many tables topped up at once: the folds of a cross-validation."""

from collections.abc import Sequence

import joblib
import numpy as np
from imblearn.over_sampling.base import BaseOverSampler

from gansmote_tf.recipes import Recipe
from gansmote_tf.sampler import GANSMOTE
from gansmote_tf.stacking import train_together
from gansmote_tf.tensorflow_start import load_tensorflow


def resample_tables(
    tables: Sequence[tuple],
    recipe: str | Recipe,
    seed: int,
    *,
    callbacks: Sequence = (),
    processes: int = 1,
) -> list[tuple]:
    """Top up many tables, all their GANs trained side by side.

    Args:
        tables: (X, y) of each fold's training rows; nothing else is looked at.
        recipe: All numbers of the method.
        seed: Decides every bit of the result, together with ``processes``: the same GANs dealt
            out otherwise may differ by rounding.
        callbacks: Keras callbacks of the training; they see this process's share of the GANs.
        processes: Among how many processes, this one included, the tables are dealt.

    Returns:
        Per table its rows and labels, topped up to its largest class.

    Example:
        >>> from gansmote_tf import make_one_hot
        >>> from gansmote_tf.recipes import RECIPES
        >>> from gansmote_tf.many_tables import resample_tables
        >>> X, y = make_one_hot(n_samples=60, weights=[0.8, 0.2], random_state=0)
        >>> recipe = RECIPES["paper"].scaled(50)
        >>> [len(rows) for rows, _ in resample_tables([(X, y), (X[:50], y[:50])], recipe, seed=0)]
        [96, 80]
    """
    folds = [_learned(table, recipe, seed) for table in tables]
    trained = [len(sampler._rows_of(label)) for sampler, *_ in folds for label in sampler._labels]
    longest = max(trained, default=1)
    work, first_replica = [], 0
    for share in np.array_split(np.arange(len(folds)), min(processes, len(folds))):
        own = [folds[fold] for fold in share]
        work.append((own, first_replica, longest))
        first_replica += sum(len(sampler._labels) for sampler, *_ in own)
    # The others start at once and run while this process trains its own share.
    others = joblib.Parallel(n_jobs=len(work), return_as="generator")(
        joblib.delayed(_resample_elsewhere)(*share) for share in work[1:]
    )
    topped_up = _resample(*work[0], callbacks)
    return topped_up + [table for share in others for table in share]


def _learned(table, recipe, seed):
    sampler = GANSMOTE(recipe=recipe, random_state=seed)
    BaseOverSampler.fit(sampler, *table)
    X, y, _ = sampler._check_X_y(*table)
    sampler._learn(X, y)
    return sampler, X, y


def _resample(folds, first_replica, longest, callbacks=()):
    samplers = [sampler for sampler, *_ in folds]
    train_together(samplers, callbacks, first_replica=first_replica, pad_rows_to=longest)
    return [sampler._top_up(X, y) for sampler, X, y in folds]


def _resample_elsewhere(*share):
    load_tensorflow()
    return _resample(*share)
