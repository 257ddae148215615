"""Jobs in, trained GANs out."""

from collections.abc import Callable, Sequence
from copy import deepcopy

import keras
import numpy as np

from gansmote_tf.columns import Group, Groups
from gansmote_tf.gan import GAN
from gansmote_tf.gan.refusals import refuse_callbacks
from gansmote_tf.metrics.encoded import checked_rows, checked_tables
from gansmote_tf.recipes import Recipe, arguments
from gansmote_tf.training.job import Job, Trained
from gansmote_tf.training.stack import borrowed_stack, groups_of


def train_jobs(
    jobs: Sequence[Job],
    callbacks: Sequence[keras.callbacks.Callback] = (),
    verbose: int = 0,
    first_replica: int = 0,
    pad_rows_to: int = 1,
    keep: Callable[[int, Trained], None] | None = None,
) -> list[Trained]:
    """Train every job, in as few stacks as their recipes, seeds and columns allow.

    Args:
        jobs: The classes to train on.
        callbacks: Keras callbacks, copied for each stack. One with a method
            ``set_real_rows(real_rows, labels, groups)`` is told what it will see.
        verbose: 0: nothing; 1: a progress bar; 2: Keras's own lines.
        first_replica: Number of the first replica; the others follow.
        pad_rows_to: Pad the stacks for this many rows at least.
        keep: Called with each job's place and result as soon as its GAN stands, so that what was
            trained is there where training is broken off.

    Returns:
        One result per job, in their order.

    Raises:
        ValueError: A callback cannot work in a GAN.
        TrainingError: A class diverged, or TensorFlow could not go on.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.recipes import RECIPES
        >>> from gansmote_tf.training import Job, train_jobs
        >>> recipe = RECIPES["paper"].scaled(20)
        >>> narrow, wide = (Job(np.eye(n, dtype="float32"), recipe, seed=0) for n in (3, 4))
        >>> [trained.gan.columns for trained in train_jobs([narrow, wide])]
        [3, 4]
    """
    stacks = {}
    for place, job in enumerate(jobs):
        stacks.setdefault(job.stack_key, []).append(place)
    results = {}
    for places in stacks.values():
        own = [jobs[place] for place in places]
        copied = [deepcopy(callback) for callback in callbacks or ()]
        shown = [*copied, *_progress(verbose)]
        with borrowed_stack(own, pad_rows_to) as stack:
            refuse_callbacks(callbacks, stack.gan.optimizer)
            _tell_rows(shown, own)
            gan = stack.own_gan(own, first_replica)
            for replica, place in enumerate(places):
                results[place] = Trained(gan, replica, copied)
                if keep is not None:
                    keep(place, results[place])
            stack.fit(gan, own, shown, 2 if verbose == 2 else 0)
        first_replica += len(own)
    return [results[place] for place in range(len(jobs))]


def train(
    rows: Sequence[np.ndarray],
    recipe: Recipe,
    *,
    seed: int,
    groups: Sequence[Group] | None = None,
    background: np.ndarray | None = None,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    first_replica: int = 0,
    pad_rows_to: int = 1,
    verbose: int | str = 0,
) -> GAN:
    """Train one GAN per array of rows, all side by side.

    Args:
        rows: One array ``(rows, columns)`` per replica, values in [0, 1], the same columns in
            all, at least one row each.
        recipe: All numbers of the method.
        seed: Decides every bit of the result, together with the replica's number.
        groups: :class:`~gansmote_tf.columns.Group` objects, for grouped heads and redrawn flips.
        background: Frequencies of the whole table's columns, ``(columns,)`` or ``(replicas,
            columns)``: what redrawn flips pull each class's own towards; the mean over all given
            rows if None.
        callbacks: Keras callbacks, beside the recipe's own. Their model is the GAN returned.
        first_replica: Number of the first replica: a replica is trained alike in any stack that is
            padded to the same rows.
        pad_rows_to: Pad the stack for this many rows at least.
        verbose: As in Keras's ``fit``.

    Returns:
        The trained GAN with one replica per array. Its ``history`` is that of the training.

    Raises:
        ValueError: There are no arrays, one has no rows or values outside [0, 1], their columns
            differ, a number is out of range, or a callback cannot work in a GAN.
        TypeError: An argument is of another type.
        TrainingError: A replica diverged, or TensorFlow could not go on.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.recipes import RECIPES
        >>> from gansmote_tf.training import train
        >>> rows = np.eye(4, dtype="float32")
        >>> gan = train([rows, 1 - rows], RECIPES["paper"].scaled(20), seed=0)
        >>> gan.generate(3, replica=1).shape
        (3, 4)
    """
    rows = _checked_rows(rows)
    arguments.instance("recipe", recipe, Recipe, "a Recipe, such as RECIPES['paper']")
    seed = arguments.seed("seed", seed)
    first_replica = arguments.seed("first_replica", first_replica)
    pad_rows_to = arguments.number("pad_rows_to", pad_rows_to, 1, 10**7, whole=True)
    verbose = _verbose(verbose)
    background = _background(background, rows)
    groups = None if groups is None else Groups.fitting(groups, rows[0].shape[1])
    jobs = [
        Job(own, recipe, seed, replica, groups, background[replica])
        for replica, own in enumerate(rows)
    ]
    refuse_callbacks(callbacks, None)
    with borrowed_stack(jobs, pad_rows_to) as stack:
        refuse_callbacks(callbacks, stack.gan.optimizer)
        gan = stack.own_gan(jobs, first_replica)
        stack.fit(gan, jobs, callbacks, verbose)
    return gan


def _tell_rows(callbacks, jobs):
    """Hand the real rows to callbacks that ask for them."""
    for callback in callbacks:
        if hasattr(callback, "set_real_rows"):
            labels = [job.label for job in jobs]
            callback.set_real_rows([job.rows for job in jobs], labels, groups_of(jobs))


def _checked_rows(rows):
    arrays = checked_tables("rows", rows)
    for place, own in enumerate(arrays):
        if own.min() < 0 or own.max() > 1:
            raise ValueError(
                f"rows[{place}] must hold values in [0, 1]. Received: {own.min():g} to "
                f"{own.max():g}; Columns().fit(X).encode(X) makes such rows of a table."
            )
    return arrays


def _verbose(verbose):
    if isinstance(verbose, str):
        return arguments.choice("verbose", verbose, "auto", 0, 1, 2)
    return arguments.number("verbose", verbose, 0, 2, whole=True)


def _background(background, rows):
    """The frequencies that each replica's flips pull towards, ``(replicas, columns)``."""
    replicas, columns = len(rows), rows[0].shape[1]
    if background is None:
        return np.tile(np.concatenate(rows).mean(axis=0), (replicas, 1))
    if np.shape(background) == (columns,):
        background = np.tile(background, (replicas, 1))
    if np.shape(background) != (replicas, columns):
        raise ValueError(
            f"background must hold {columns} frequencies, or so many for each of {replicas} "
            f"replicas. Received: shape {np.shape(background)}."
        )
    return checked_rows("background", background, finite=True)


def _progress(verbose):
    if verbose != 1:
        return []
    from gansmote_tf.callbacks.progress import Progress

    return [Progress("GANSMOTE")]
