"""The encoded columns of each attribute, and the one rule of what makes a row valid."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

__all__ = ["KINDS", "Group", "Groups", "encoded_rows"]

KINDS = ("one_of", "at_most_one", "any_of", "numeric")


@dataclass(frozen=True)
class Group:
    """The encoded columns that describe one attribute.

    Args:
        name: The attribute's name.
        kind: `"one_of"` (exactly one position is set), `"at_most_one"`, `"any_of"` (each position
            a bit of its own) or `"numeric"` (each position a number in [0, 1]).
        positions: Where it stands in the encoded array, without gaps.
        levels: What each position means: a level, None for a missing value, or the name of the
            column for bits and numbers.
        columns: The columns of X that it is read from.
        never: Positions that no row sets, so no generated row may.
        always: Positions of bits that every row sets, so every generated row must.
        breaking: Number of rows that don't obey the kind.

    Example:

    >>> from gansmote_tf.columns import Group
    >>> group = Group("SORTING", "at_most_one", (0, 1), ("Well", "Poor"), ("A", "B"))
    >>> group.exclusive, group.broken([[0, 0], [1, 1]]).tolist()
    (True, [False, True])
    """

    name: Hashable
    kind: str
    positions: tuple[int, ...]
    levels: tuple[Hashable, ...]
    columns: tuple[Hashable, ...]
    never: tuple[int, ...] = ()
    always: tuple[int, ...] = ()
    breaking: int = field(default=0, compare=False)

    @property
    def exclusive(self) -> bool:
        """Whether its positions are levels of one attribute, two of which can't hold at once."""
        return self.kind in ("one_of", "at_most_one")

    @property
    def categorical(self) -> bool:
        """Whether one column of X holds all of its levels, and so can't show two of them."""
        return len(self.positions) > len(self.columns)

    @property
    def layout(self) -> "Group":
        """The group without what rows have shown of it: ``never``, ``always``, ``breaking``."""
        return replace(self, never=(), always=(), breaking=0)

    @property
    def block(self) -> slice:
        """Its positions, as a slice."""
        return slice(self.positions[0], self.positions[-1] + 1)

    def places(self, positions: Sequence[int]) -> list[int]:
        """Where in its block given positions stand."""
        return [position - self.positions[0] for position in positions]

    def broken(self, bits: np.ndarray) -> np.ndarray:
        """Which rows of its block are none that it can have.

        Args:
            bits: `(..., levels)`.

        Returns:
            bool `(...)`: True where a bit is neither 0 nor 1, a number is outside [0, 1], the kind
            is not obeyed, a position of `never` is set or one of `always` is not.
        """
        bits = np.asarray(bits)
        if self.kind == "numeric":
            return ~((bits >= 0) & (bits <= 1)).all(axis=-1)
        broken = ~((bits == 0) | (bits == 1)).all(axis=-1)
        broken |= (bits[..., self.places(self.never)] != 0).any(axis=-1)
        broken |= (bits[..., self.places(self.always)] != 1).any(axis=-1)
        if self.exclusive:
            ones = bits.sum(axis=-1)
            broken |= ones > 1 if self.kind == "at_most_one" else ones != 1
        return broken

    def nearest(self, numbers: np.ndarray) -> np.ndarray:
        """The rows nearest to numbers `(..., levels)` that don't break it, of the same shape."""
        if self.kind == "numeric":
            return np.clip(numbers, 0, 1)
        numbers = np.array(numbers)
        numbers[..., self.places(self.never)] = -np.inf
        numbers[..., self.places(self.always)] = 1
        bits = numbers >= 0.5
        if self.exclusive:
            largest = np.arange(numbers.shape[-1]) == numbers.argmax(axis=-1)[..., None]
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

    def levels_at(self, positions: Sequence[int]) -> list[Hashable]:
        """What given positions mean."""
        return [self.levels[place] for place in self.places(positions)]


def encoded_rows(numbers: np.ndarray, width: int) -> np.ndarray:
    """Numbers as float32 rows of this width.

    Raises:
        ValueError: They are of another shape.
    """
    numbers = np.asarray(numbers, dtype="float32")
    if numbers.ndim != 2 or numbers.shape[1] != width:
        raise ValueError(
            f"Encoded rows must be an array (rows, {width}). Received: shape {numbers.shape}; "
            "encode the table first."
        )
    return numbers


class Groups(tuple[Group, ...]):
    """All groups of encoded rows: a tuple that knows which rows are valid.

    The rules stand here and nowhere else: a bit is 1 from 0.5 on, a number lies in [0, 1], and a
    row is valid where it breaks no group. Columns of no group are rounded as bits, and may hold
    anything.

    Args:
        groups: :class:`Group` objects.

    Shape:
        Rows are `(..., columns)`, with a column for every position of the groups at least.

    Example:

    >>> import numpy as np
    >>> from gansmote_tf.columns import Group, Groups
    >>> sorting = Group("SORTING", "one_of", (0, 1), ("Well", "Poor"), ("a", "b"))
    >>> age = Group("age", "numeric", (2,), ("age",), ("age",))
    >>> groups = Groups([sorting, age])
    >>> numbers = np.array([[0.5, 0.2, 0.7], [0.9, 0.6, 1.2]])
    >>> groups.round(numbers)
    array([[1. , 0. , 0.7],
           [1. , 1. , 1. ]], dtype=float32)
    >>> groups.valid(groups.round(numbers))
    array([ True, False])
    >>> groups.nearest(numbers)
    array([[1. , 0. , 0.7],
           [1. , 0. , 1. ]], dtype=float32)
    """

    __slots__ = ()

    @classmethod
    def bits(cls, width: int, names: Sequence[Hashable] | None = None) -> "Groups":
        """Every column a bit of its own, where nothing is known of the columns.

        Args:
            width: Number of columns.
            names: Their names; their positions if None.

        Raises:
            ValueError: If there are more names than columns, or fewer.

        Example:

        >>> from gansmote_tf.columns import Groups
        >>> [(group.name, group.kind) for group in Groups.bits(2)]
        [(0, 'any_of'), (1, 'any_of')]
        """
        names = range(width) if names is None else names
        if len(names) != width:
            raise ValueError(
                f"names must name each of the {width} columns. Received: {len(names)} names."
            )
        return cls(
            Group(name, "any_of", (place,), (name,), (name,)) for place, name in enumerate(names)
        )

    @classmethod
    def fitting(cls, groups: Sequence[Group], width: int, name: str = "groups") -> "Groups":
        """The groups of rows of so many columns.

        Args:
            groups: :class:`Group` objects.
            width: Number of columns.
            name: The argument's name, for messages.

        Raises:
            TypeError: They are no such objects.
            ValueError: One has positions beyond the columns.

        Example:

        >>> from gansmote_tf.columns import Groups
        >>> Groups.fitting(list(Groups.bits(2)), width=2) == Groups.bits(2)
        True
        """
        listed = isinstance(groups, Sequence) and all(isinstance(one, Group) for one in groups)
        if not listed:
            raise TypeError(
                f"{name} must be a list of Group objects, such as Columns().fit(X).groups. "
                f"Received: {type(groups).__name__} {groups!r:.60}."
            )
        found = cls(groups)
        if found.width > width:
            raise ValueError(
                f"{name} must describe the {width} columns of the rows. Received: positions up to "
                f"{found.width - 1}."
            )
        return found

    @property
    def layout(self) -> "Groups":
        """The groups without what rows have shown of them, see :attr:`Group.layout`."""
        return type(self)(group.layout for group in self)

    @property
    def width(self) -> int:
        """Number of columns up to the last position of a group."""
        return max((group.positions[-1] + 1 for group in self), default=0)

    @property
    def numeric(self) -> np.ndarray:
        """Positions that hold numbers and no bits, int `(positions,)`."""
        places = [place for group in self if group.kind == "numeric" for place in group.positions]
        return np.array(places, dtype=int)

    def broken(self, rows: np.ndarray) -> np.ndarray:
        """Which groups each row breaks, bool `(..., groups)`, see :meth:`Group.broken`."""
        rows = self._checked(rows)
        broken = np.zeros((*rows.shape[:-1], len(self)), bool)
        for index, group in enumerate(self):
            broken[..., index] = group.broken(rows[..., group.block])
        return broken

    def valid(self, rows: np.ndarray) -> np.ndarray:
        """Which rows break no group, bool `(...)`."""
        return ~self.broken(rows).any(axis=-1)

    def round(self, numbers: np.ndarray) -> np.ndarray:
        """Bits to 0 and, from 0.5 on, to 1; numbers into [0, 1]: float32 of the same shape."""
        numbers = self._checked(numbers)
        rows = (numbers >= 0.5).astype("float32")
        rows[..., self.numeric] = np.clip(numbers[..., self.numeric], 0, 1)
        return rows

    def nearest(self, numbers: np.ndarray, rounded: np.ndarray | None = None) -> np.ndarray:
        """The nearest valid rows.

        Where rounding breaks a group, the level with the largest number is set, or none in an
        `at_most_one` group whose allowed levels all lie below 0.5. Nothing of `never` is set, and
        all of `always`, whatever their numbers.

        Args:
            numbers: Finite, as a generator makes them.
            rounded: What they round to, where a caller knows more than :meth:`round`.

        Returns:
            float32 of the shape of `numbers`; rows that are valid as rounded stay so.
        """
        numbers = self._checked(numbers)
        rows = self.round(numbers) if rounded is None else np.array(rounded, "float32")
        broken = self.broken(rows)
        for index in np.flatnonzero(broken.any(axis=tuple(range(broken.ndim - 1)))):
            group, bad = self[index], broken[..., index]
            rows[bad, group.block] = group.nearest(numbers[bad, group.block])
        return rows

    def _checked(self, rows):
        rows = np.asarray(rows, dtype="float32")
        if rows.ndim == 0 or rows.shape[-1] < self.width:
            raise ValueError(
                f"rows must have the {self.width} columns that the groups describe. Received: "
                f"shape {rows.shape}; encode them first."
            )
        return rows
