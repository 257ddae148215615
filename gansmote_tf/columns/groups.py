"""What a group is: the encoded positions that describe one attribute, and the rule they obey."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np

__all__ = ["KINDS", "Group"]

KINDS = ("one_of", "at_most_one", "any_of", "numeric")


@dataclass(frozen=True)
class Group:
    """The encoded positions that describe one attribute.

    Args:
        name: The attribute's name.
        kind: `"one_of"` (exactly one position is set), `"at_most_one"`, `"any_of"` (each position
            a bit of its own) or `"numeric"` (each position a number in [0, 1]).
        positions: Where it stands in the encoded array, without gaps.
        levels: What each position means: a level, None for a missing value, or the name of the
            column for bits and numbers.
        columns: The columns of the table that it is read from.
        never: Positions that no row sets, so no generated row may.
        always: Positions of bits that every row sets, so every generated row must.
        breaking: Number of rows that don't obey the kind.

    Example:

    >>> from gansmote_tf.columns.groups import Group
    >>> Group("SORTING", "at_most_one", (0, 1), ("Well", "Poor"), ("A", "B")).exclusive
    True
    """

    name: Hashable
    kind: str
    positions: tuple[int, ...]
    levels: tuple
    columns: tuple
    never: tuple[int, ...] = ()
    always: tuple[int, ...] = ()
    breaking: int = field(default=0, compare=False)

    @property
    def exclusive(self) -> bool:
        """Whether its positions are levels of one attribute, two of which can't hold at once."""
        return self.kind in ("one_of", "at_most_one")

    @property
    def block(self) -> slice:
        """Its positions, as a slice."""
        return slice(self.positions[0], self.positions[-1] + 1)

    def places(self, positions: Sequence[int]) -> list[int]:
        """Where in its block given positions stand."""
        return [position - self.positions[0] for position in positions]

    def broken(self, bits: np.ndarray) -> np.ndarray:
        """Which rows of its block, `(rows, levels)`, break its kind or show what none may."""
        broken = (bits[:, self.places(self.never)] != 0).any(axis=1)
        broken |= (bits[:, self.places(self.always)] != 1).any(axis=1)
        if self.exclusive:
            ones = bits.sum(axis=1)
            broken |= ones > 1 if self.kind == "at_most_one" else ones != 1
        return broken

    def nearest(self, numbers: np.ndarray) -> np.ndarray:
        """The nearest rows to numbers `(rows, levels)` that don't break it."""
        numbers = numbers.copy()
        numbers[:, self.places(self.never)] = -np.inf
        numbers[:, self.places(self.always)] = 1
        bits = numbers >= 0.5
        if self.exclusive:
            largest = np.arange(numbers.shape[1]) == numbers.argmax(axis=1)[:, None]
            bits = largest & bits if self.kind == "at_most_one" else largest
        return bits

    def codes(self, bits: np.ndarray) -> np.ndarray:
        """One number per row and attribute, see `Columns.attributes`."""
        if not self.exclusive:
            return bits
        codes = np.where(bits.any(axis=1), bits.argmax(axis=1), -1).astype(float)
        several = (bits != 0).sum(axis=1) > 1
        # A float64 tells combinations of 50 levels apart; of more, nearly all.
        codes[several] = -2 - bits[several] @ 2.0 ** (np.arange(bits.shape[1]) % 50)
        return codes[:, None]

    def levels_at(self, positions: Sequence[int]) -> list:
        """What given positions mean."""
        return [self.levels[place] for place in self.places(positions)]


class Groups(tuple):
    """SHIM"""

    @classmethod
    def bits(cls, width):
        names = tuple(range(width))
        return cls([Group("columns", "any_of", names, names, names)])

    @property
    def numeric(self):
        return np.array([p for g in self if g.kind == "numeric" for p in g.positions], int)

    def broken(self, rows):
        return np.column_stack([g.broken(rows[:, g.block]) for g in self])

    def valid(self, rows):
        return ~self.broken(rows).any(axis=1)

    def round(self, numbers):
        rows = (numbers >= 0.5).astype("float32")
        rows[:, self.numeric] = numbers[:, self.numeric].clip(0, 1)
        return rows
