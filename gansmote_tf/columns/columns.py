"""What each column of X is: X to numbers in [0, 1], and numbers back to rows like those of X."""

import warnings
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from gansmote_tf.columns.attributes import find_attributes, numbers_at, placed_groups, told_of_names
from gansmote_tf.columns.conditions import Condition, held_numbers, read_conditions
from gansmote_tf.columns.containers import Container, read_frame, stacked
from gansmote_tf.columns.groups import Groups, encoded_rows
from gansmote_tf.columns.saved import columns_from_config, columns_to_config
from gansmote_tf.columns.summary import attributes_frame, attributes_text

__all__ = ["Columns"]


class Columns:
    """What each column of X is; turns X into numbers in [0, 1] and back.

    Columns are read as follows, unless `groups` says otherwise:

    - Columns of 0 and 1 (or False and True) named `NAME(level)`, `NAME=level`, `NAME: level` or
      `NAME_level` that share the name are one attribute, where two or more columns share it, at
      least 95 % of the rows set exactly one of them (`one_of`) or at most one (`at_most_one`), and
      there are more rows than columns. The rows that don't obey stay as they are and are counted.
      What `NAME_level` alone showed is told once per `fit`, by a warning that says how to say
      otherwise, and stands under the printed table; the other spellings speak for themselves.
    - Categories, strings, objects and booleans have one bit per level (`one_of`); a missing value
      is a level of its own. A column of 0 and 1 with missing values is read the same way. One
      with more than 50 levels, and more than half as many as rows, is refused as an identifier
      unless `groups` names it.
    - Other columns of 0 and 1 are bits (`any_of`).
    - All other numbers become the share of the column's rows that lie below them, in [0, 1]
      (`numeric`): however skewed a column, its rows are spread evenly; see
      :class:`~gansmote_tf.columns.numbers.Number`.

    Args:
        groups: `"auto"`, or a dict that says which columns describe one attribute:
            `{"SORTING": ["SORTING_Well", "SORTING_Poor"]}`, where the rows tell the kind, or
            `{"SORTING": ("one_of", [12, 13])}`. Columns are named, or counted from 0. Kinds are
            `"one_of"`, `"at_most_one"`, `"any_of"` and `"numeric"`; one column of any values that
            is `"one_of"` is read as a category. Columns not named are read as with `"auto"`.

    Attributes:
        groups: :class:`~gansmote_tf.columns.Groups`: a :class:`~gansmote_tf.columns.Group` for
            each attribute, in the order of the encoded positions; every position belongs to one.
        width: Number of encoded positions.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns import Columns
    >>> X = pd.DataFrame({"colour": ["red", "blue", None], "size": [3, 5, 4]})
    >>> columns = Columns().fit(X)
    >>> columns.table_[["attribute", "kind", "values"]]
      attribute     kind              values
    0    colour   one_of  blue, red, missing
    1      size  numeric       3 to 5, whole
    >>> columns.encode(X)
    array([[0. , 1. , 0. , 0. ],
           [1. , 0. , 0. , 1. ],
           [0. , 0. , 1. , 0.5]], dtype=float32)
    >>> columns.decode(columns.encode(X)).equals(X)
    True
    """

    groups: Groups
    width: int

    def __init__(self, groups: str | Mapping[Hashable, Any] = "auto") -> None:
        self._explicit_groups = groups

    def fit(self, X: Any) -> "Columns":
        """Learn what the columns are.

        Args:
            X: DataFrame, 2-d array, list of rows or scipy sparse.

        Raises:
            ValueError: If `X` is none of these, a column can be neither category nor number or is
                an identifier, a numeric column has missing or infinite values, or `groups` does
                not fit `X`.
        """
        frame = read_frame(X)
        self._container = Container.of(X)
        self._rows = len(frame)
        self._attributes = find_attributes(frame, self._explicit_groups)
        self._place(attribute.encode(frame) for attribute in self._attributes)
        if self._inferred:
            warnings.warn(self._inferred, UserWarning, stacklevel=2)
        return self

    @property
    def structure(self) -> tuple:
        """What is alike in tables whose levels :meth:`levels_of` puts together."""
        return tuple(attribute.structure for attribute in self._attributes)

    def levels_of(self, tables: Sequence[Any]) -> list:
        """The attributes, categories with all levels that tables of one :attr:`structure` show."""
        frames = [read_frame(table) for table in tables]
        return [each.with_levels_of(frames) for each in self._attributes]

    def add_levels(self, attributes: list, X: Any) -> None:
        """Take over those of :meth:`levels_of`; what X, learned from, lacks is ``never`` shown."""
        pairs = zip(self._attributes, attributes, strict=True)
        self._attributes = [more if more.is_category else own for own, more in pairs]
        frame = read_frame(X)
        self._place(attribute.encode(frame) for attribute in self._attributes)

    def _place(self, blocks):
        names = self._container.names
        self._inferred = told_of_names(self._attributes, names)
        self.groups = placed_groups(self._attributes, blocks, names)
        self.width = self.groups.width

    def to_config(self) -> dict:
        """What :meth:`from_config` makes them of again, in terms of JSON and of NumPy arrays.

        Raises:
            ValueError: A level, a name or a dtype could be kept by pickle only.
        """
        return columns_to_config(self._container, self._attributes)

    @classmethod
    def from_config(cls, config: dict, rows: np.ndarray, groups: Any = "auto") -> "Columns":
        """The columns as they were learned.

        Args:
            config: What `to_config` returned.
            rows: The rows that they were learned from, encoded.
            groups: The argument that they were learned with.

        Raises:
            ValueError: No columns can have been learned so.
        """
        columns = cls(groups)
        columns._rows = len(rows)
        columns._container, columns._attributes, blocks = columns_from_config(config, rows)
        columns._place(blocks)
        return columns

    def encode(self, X: Any) -> np.ndarray:
        """Turn rows into numbers.

        Args:
            X: Rows with the columns learned, in any container.

        Returns:
            float32 array `(rows, width)`. Bits are 0 or 1; numbers lie in [0, 1] where they lie in
            the range learned.

        Raises:
            ValueError: If the columns are others, or show a level that they did not.
        """
        frame = read_frame(X)
        self._container.check_names(X, frame)
        return np.hstack([attribute.encode(frame) for attribute in self._attributes])

    def decode(self, bits: np.ndarray, fixed: Mapping[Hashable, Any] | None = None) -> Any:
        """Turn numbers into rows like those of X: its container, columns, order and dtypes.

        Args:
            bits: `(rows, width)`, as `project` returns them. Of others, bits are rounded, and a
                category takes the level with the largest number.
            fixed: See `conditions`: the numbers among them are set exactly.

        Returns:
            The rows, numbered from 0 where they have an index.
        """
        # Columns are read one by one: in memory each in one piece, this takes half the time.
        bits = np.asfortranarray(self._checked(bits))
        columns, sources = {}, {}
        for attribute, group in self._pairs():
            columns |= attribute.decode(bits[:, group.block])
            sources |= dict(zip(group.positions, attribute.columns, strict=False))
        held = held_numbers(fixed, self.groups, numbers_at(self._pairs())) if fixed else {}
        for position, value in held.items():
            columns[sources[position]] = value.repeat(len(bits))
        return self._container.restore([columns[position] for position in range(len(columns))])

    def extend(self, X: Any, bits: np.ndarray) -> Any:
        """X with decoded rows under its own, which stay untouched.

        Args:
            X: A table with the columns learned.
            bits: `(rows, width)`, see `decode`.

        Returns:
            A new object in the container of X, numbered from 0 where that has an index. Without
            rows to put under it, a copy of X.
        """
        return stacked(X, self.decode(bits))

    def round(self, numbers: np.ndarray) -> np.ndarray:
        """Round numbers as `decode` does, whatever groups the rows then break.

        Args:
            numbers: `(rows, width)`, as a generator makes them.

        Returns:
            float32 `(rows, width)`: bits are 1 from 0.5 on; numbers are brought into [0, 1] and,
            where the column is whole, to what `encode` gives for a whole number.
        """
        rows = self.groups.round(self._checked(numbers))
        for attribute, group in self._pairs():
            if group.kind == "numeric":
                rows[:, group.block] = attribute.round(rows[:, group.block])
        return rows

    def project(self, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Round numbers to valid rows: where rounding breaks a group, to the nearest valid one.

        Args:
            numbers: `(rows, width)`, as a generator makes them.

        Returns:
            The rows, float32 `(rows, width)`, see :meth:`Groups.nearest
            <gansmote_tf.columns.Groups.nearest>`; and which of them were not valid as rounded and
            so had to be projected, bool `(rows,)`.
        """
        rounded = self.round(numbers)
        return self.groups.nearest(numbers, rounded), ~self.groups.valid(rounded)

    def broken(self, bits: np.ndarray) -> np.ndarray:
        """Which groups each row `(width,)` breaks, bool `(rows, groups)`."""
        return self.groups.broken(self._checked(bits))

    def valid(self, bits: np.ndarray) -> np.ndarray:
        """Which rows `(width,)` could stand among those of X, bool `(rows,)`.

        Bits are 0 or 1, numbers in [0, 1], every group is obeyed and no level shown that no row
        showed when the columns were read.
        """
        return self.groups.valid(self._checked(bits))

    def attributes(self, bits: np.ndarray) -> np.ndarray:
        """One number per attribute, equal in two rows just where the attribute is.

        Args:
            bits: `(rows, width)` of 0 and 1 and of numbers in [0, 1].

        Returns:
            float64 `(rows, attributes)`. A group of levels gives the set level's place in `levels`,
            -1 for none, or a number from -2 down for several; every bit and every number is an
            attribute by itself.
        """
        bits = self._checked(bits)
        return np.column_stack([group.codes(bits[:, group.block]) for group in self.groups])

    def conditions(self, fixed: Mapping[Hashable, Any]) -> list[Condition]:
        """What it takes to hold attributes at given values.

        Args:
            fixed: From attributes to values: a level for groups of levels and categories (None for
                a missing value, or for none of `at_most_one`), 0 or 1 for bits, a number within the
                range seen for numbers. A column of a group can be named instead, with value 1.

        Returns:
            A :class:`~gansmote_tf.columns.Condition` of `positions` and `values` for each
            attribute.

        Raises:
            ValueError: If an attribute or level is unknown or was never seen, or two levels of one
                group are asked for.

        Example:

        >>> import pandas as pd
        >>> from gansmote_tf.columns import Columns
        >>> columns = Columns().fit(pd.DataFrame({"colour": ["red", "blue"], "size": [3, 5]}))
        >>> columns.conditions({"size": 4})
        [Condition(positions=(2,), values=(0.5,))]
        """
        return read_conditions(fixed, self.groups, numbers_at(self._pairs()))

    @property
    def table_(self) -> pd.DataFrame:
        """What was learned of each attribute, one row each."""
        return attributes_frame(self._attributes, self.groups)

    def __str__(self) -> str:
        if not hasattr(self, "groups"):
            return repr(self)
        title = (
            f"{self._rows} rows, {len(self._container.names)} columns, "
            f"{len(self.groups)} attributes in {self.width} positions"
        )
        return "\n".join(filter(None, [title, attributes_text(self.table_), self._inferred]))

    def __repr__(self) -> str:
        return f"Columns(groups={self._explicit_groups!r})"

    def _pairs(self):
        return zip(self._attributes, self.groups, strict=True)

    def _checked(self, numbers):
        return encoded_rows(numbers, self.width)
