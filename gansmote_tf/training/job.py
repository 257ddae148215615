"""What the trainer is handed for each class, and what it hands back."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import keras
import numpy as np

from gansmote_tf.columns import Groups
from gansmote_tf.gan import GAN
from gansmote_tf.recipes import Recipe


@dataclass(frozen=True, eq=False)
class Job:
    """One class to train a GAN on.

    Args:
        rows: Its encoded rows ``(rows, columns)``, values in [0, 1], at least one.
        recipe: All numbers of the method.
        seed: Decides every bit of the result, together with the replica's number.
        label: The class, for callbacks and messages.
        groups: What the columns are; every column a bit of its own if None.
        background: Frequencies of the whole table's columns ``(columns,)``: what redrawn flips
            pull the class's own towards; the class's own if None.
    """

    rows: np.ndarray
    recipe: Recipe
    seed: int
    label: Hashable = None
    groups: Groups | None = None
    background: np.ndarray | None = None

    def __post_init__(self):
        shape = np.shape(self.rows)
        if len(shape) != 2 or min(shape) < 1:
            raise ValueError(
                "rows must be an array (rows, columns) with at least one of each. "
                f"Received: shape {shape}."
            )

    @property
    def stack_key(self) -> tuple:
        """What jobs have in common that can train side by side."""
        recipe = self.recipe
        grouped = recipe.heads == "grouped" or recipe.flip_rule == "redraw"
        layout = self.groups.layout if grouped and self.groups is not None else None
        return recipe, self.seed, np.shape(self.rows)[1], layout


class Trained(NamedTuple):
    """A job's result: the GAN, the job's replica in it, and the callbacks that saw it train."""

    gan: GAN
    replica: int
    callbacks: Sequence[keras.callbacks.Callback]
