"""Samplers that have learned their tables, trained side by side."""

from collections.abc import Sequence
from copy import deepcopy

import numpy as np

from gansmote_tf.recipes import get_recipe


def train_together(
    samplers: Sequence,
    callbacks: Sequence | None = None,
    verbose: int = 0,
    first_replica: int = 0,
    pad_rows_to: int = 1,
) -> None:
    """Train the classes that samplers ask for, in as few stacks as their columns allow.

    Args:
        samplers: :class:`~gansmote_tf.GANSMOTE` objects that have learned their tables; each is
            handed its trained GAN, replicas, history and callbacks.
        callbacks: Keras callbacks, copied. One with a method ``set_tables(tables, labels,
            columns)`` is told what it will see.
        verbose: 0, 1 or 2, as :class:`~gansmote_tf.GANSMOTE` takes it.
        first_replica, pad_rows_to: See :func:`gansmote_tf.training.train`.
    """
    recipe = get_recipe(samplers[0].recipe)
    grouped = recipe.heads == "grouped" or recipe.flip_rule == "redraw"
    stacks = {}
    for sampler in samplers:
        stacks.setdefault(sampler.columns_.groups if grouped else None, []).append(sampler)
    for groups, members in stacks.items():
        numbers = {"first_replica": first_replica, "pad_rows_to": pad_rows_to}
        _train_stack(members, recipe, groups, callbacks, verbose, **numbers)
        first_replica += sum(len(sampler._labels) for sampler in members)


def _train_stack(samplers, recipe, groups, callbacks, verbose, **numbers):
    jobs = [(sampler, label) for sampler in samplers for label in sampler._labels]
    if not jobs:
        return
    from gansmote_tf.training import train

    tables = [sampler._rows_of(label) for sampler, label in jobs]
    labels = [label for _, label in jobs]
    callbacks = [deepcopy(callback) for callback in callbacks or ()]
    for callback in callbacks:
        if hasattr(callback, "set_tables"):
            callback.set_tables(tables=tables, labels=labels, columns=samplers[0].columns_)
    gan = train(
        tables,
        recipe,
        seed=samplers[0]._seed,
        groups=groups,
        background=np.stack([sampler._rows.mean(axis=0) for sampler, _ in jobs]),
        callbacks=callbacks + _progress(verbose),
        verbose=2 if verbose == 2 else 0,
        **numbers,
    )
    for replica, (sampler, label) in enumerate(jobs):
        sampler.gan_ = gan
        sampler.callbacks_ = callbacks
        sampler.history_ = gan.history.history
        sampler.replicas_[label] = replica


def _progress(verbose):
    if verbose != 1:
        return []
    from gansmote_tf.callbacks.progress import Progress

    return [Progress("GANSMOTE")]
