"""Many tables topped up at once: the folds of a cross-validation, the draws of a benchmark."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import joblib
import numpy as np

from gansmote_tf.columns.alignment import fit_aligned
from gansmote_tf.columns.containers import read_frame
from gansmote_tf.columns.labels import refuse_labels
from gansmote_tf.recipes import Recipe, arguments, get_recipe
from gansmote_tf.tables import LearnedTable, sizes_asked, train_tables
from gansmote_tf.tensorflow_start import load_tensorflow

if TYPE_CHECKING:
    import keras


def resample_tables(
    tables: Sequence[tuple],
    recipe: str | Recipe,
    seed: int,
    *,
    sampling_strategy: Any = "auto",
    callbacks: "Sequence[keras.callbacks.Callback]" = (),
    processes: int = 1,
) -> list[tuple[Any, np.ndarray]]:
    """Top up many tables, all their GANs trained side by side.

    Tables whose columns are of one kind train in one stack, whatever levels each of them shows; a
    table gets no level that its own rows don't show.

    Args:
        tables: (X, y) of each fold's training rows; nothing else is looked at.
        recipe: All numbers of the method.
        seed: Decides every bit of the result, together with ``processes``: the same GANs shared
            out otherwise may differ by rounding.
        sampling_strategy: Which classes get how many rows, in all of imbalanced-learn's forms for
            over-sampling, as of :class:`~gansmote_tf.GANSMOTE`; or a list of them, one per table.
        callbacks: Keras callbacks of the training; they see this process's share of the GANs.
        processes: Among how many processes, this one included, the tables are shared out.

    Returns:
        Per table its rows and labels, those given first, and the generated ones under them.

    Raises:
        TypeError, ValueError: An argument is of another type or out of range, or a table is none;
            before any is trained.

    Example:
        >>> from gansmote_tf import make_one_hot
        >>> from gansmote_tf.many_tables import resample_tables
        >>> from gansmote_tf.recipes import RECIPES
        >>> X, y = make_one_hot(n_samples=60, weights=[0.8, 0.2], random_state=0)
        >>> recipe = RECIPES["paper"].scaled(50)
        >>> [len(rows) for rows, _ in resample_tables([(X, y), (X[:50], y[:50])], recipe, seed=0)]
        [96, 80]
    """
    recipe = get_recipe(recipe)
    seed = arguments.seed("seed", seed)
    processes = arguments.number("processes", processes, 1, whole=True)
    _refuse(tables, callbacks)
    sizes = [
        sizes_asked(asked, np.asarray(y))
        for (_, y), asked in zip(tables, _one_each(sampling_strategy, tables), strict=True)
    ]
    columns = fit_aligned([X for X, _ in tables])
    learned = [
        (X, LearnedTable(X, np.asarray(y), recipe, seed, own))
        for (X, y), own in zip(tables, columns, strict=True)
    ]
    longest = max(
        (
            table.size_learned(label)
            for (_, table), own in zip(learned, sizes, strict=True)
            for label in own
        ),
        default=1,
    )
    work, first_replica = [], 0
    for share in np.array_split(np.arange(len(learned)), min(processes, len(learned))):
        own = [(*learned[place], sizes[place]) for place in share]
        work.append((own, first_replica, longest))
        first_replica += sum(len(sizes[place]) for place in share)
    # The others start at once and run while this process trains its own share.
    others = joblib.Parallel(n_jobs=len(work), return_as="generator")(
        joblib.delayed(_resample_elsewhere)(*share) for share in work[1:]
    )
    topped_up = _resample(*work[0], callbacks)
    return topped_up + [table for share in others for table in share]


def _one_each(sampling_strategy, tables):
    """A sampling strategy for each table."""
    if not isinstance(sampling_strategy, list):
        return [sampling_strategy] * len(tables)
    if len(sampling_strategy) != len(tables):
        raise ValueError(
            "sampling_strategy must be one for all tables, or a list of one per table. "
            f"Received: a list of {len(sampling_strategy)} for {len(tables)} tables."
        )
    return sampling_strategy


def _refuse(tables, callbacks):
    pairs = isinstance(tables, Sequence) and all(
        isinstance(pair, tuple | list) and len(pair) == 2 for pair in tables
    )
    if not pairs or not tables:
        raise TypeError(
            "tables must be a list of pairs (X, y), at least one. "
            f"Received: {type(tables).__name__} {arguments.shown(tables)}."
        )
    for X, y in tables:
        refuse_labels(y, len(read_frame(X)))
    if not isinstance(callbacks, tuple) or callbacks:
        from gansmote_tf.gan.refusals import refuse_callbacks

        refuse_callbacks(callbacks, None, scheduled=True)


def _resample(share, first_replica, longest, callbacks=()):
    copied = [table.copied(sizes) for _, table, sizes in share]
    trained = train_tables(
        [table for _, table, _ in share],
        [[label for label, part in own.items() if part < 1] for own in copied],
        callbacks,
        first_replica=first_replica,
        pad_rows_to=longest,
    )
    topped_up = []
    for (X, table, sizes), own, copies in zip(share, trained, copied, strict=True):
        makers = {label: table.maker(label, own[label], table.seed) for label in own}
        topped_up.append(table.top_up(X, makers, sizes, copies)[:2])
    return topped_up


def _resample_elsewhere(*share):
    load_tensorflow()
    return _resample(*share)
