"""The four methods of the paper's Table 1, from the registry of all.

Importing this module is cheap: its names stand in the command line's help.
"""

import functools
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gansmote_tf.recipes import Recipe

#: From the training rows of every fold and a seed to the topped-up rows of every fold.
Method = Callable[[Sequence[tuple], int], list[tuple]]

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
        >>> from gansmote_tf.benchmark.paper_methods import full_names
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


def paper_methods(
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
        >>> from gansmote_tf.benchmark.paper_methods import paper_methods
        >>> list(paper_methods(["smote", "original"]))
        ['SMOTE', 'original rows']
    """
    from gansmote_tf.benchmark.built_in_competitors import gan_smote
    from gansmote_tf.benchmark.competitors import competitors
    from gansmote_tf.recipes import get_recipe

    found = {one.name: one for one in competitors(full_names(names))}
    if "GAN-SMOTE" in found:
        trained = {"callbacks": callbacks, "processes": processes}
        found["GAN-SMOTE"] = gan_smote("GAN-SMOTE", get_recipe(recipe), **trained)
    return {name: functools.partial(_top_up, one) for name, one in found.items()}


def _top_up(method, tables, seed):
    if method.encoded:  # as floats: imbalanced-learn casts its rows back to the dtype given
        import numpy as np

        tables = [(np.asarray(X, "float64"), y) for X, y in tables]
    return method.top_up(tables, [None] * len(tables), seed)
