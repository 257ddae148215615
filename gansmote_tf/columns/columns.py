"""What each column of a table is: the table to numbers in [0, 1], and numbers back to the table."""

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from tabulate import tabulate

from gansmote_tf.columns.attributes import find_attributes
from gansmote_tf.columns.conditions import Held, held_in
from gansmote_tf.columns.containers import TableForm, read_table
from gansmote_tf.columns.groups import Group

__all__ = ["Columns", "Group", "Held", "attributes_text"]


class Columns:
    """What each column of a table is; turns the table into numbers in [0, 1] and back.

    Columns are read as follows, unless `groups` says otherwise:

    - Columns of 0 and 1 (or False and True) named `NAME(level)`, `NAME=level`, `NAME: level` or
      `NAME_level` that share the name are one attribute, where two or more columns share it, at
      least 95 % of the rows set exactly one of them (`one_of`) or at most one (`at_most_one`), and
      there are more rows than columns. The rows that don't obey stay as they are and are counted.
    - Categories, strings, objects and booleans have one bit per level (`one_of`); a missing value
      is a level of its own. A column of 0 and 1 with missing values is read the same way.
    - Other columns of 0 and 1 are bits (`any_of`).
    - All other numbers are scaled from the range they show to [0, 1] (`numeric`).

    Args:
        groups: `"auto"`, or a dict that says which columns describe one attribute:
            `{"SORTING": ["SORTING_Well", "SORTING_Poor"]}`, where the rows tell the kind, or
            `{"SORTING": ("one_of", [12, 13])}`. Columns are named, or counted from 0. Kinds are
            `"one_of"`, `"at_most_one"`, `"any_of"` and `"numeric"`; one column of any values that
            is `"one_of"` is read as a category. Columns not named are read as with `"auto"`.

    Attributes:
        groups: A :class:`~gansmote_tf.columns.groups.Group` for each attribute, in the order of
            the encoded positions; every position belongs to one.
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

    def __init__(self, groups: str | Mapping[Hashable, Any] = "auto"):
        self._said = groups

    def fit(self, X: Any) -> "Columns":
        """Learn what the columns are.

        Args:
            X: DataFrame, 2-d array, list of rows or scipy sparse.

        Raises:
            ValueError: If `X` is no table, a column can be neither category nor number, a numeric
                column has missing or infinite values, or `groups` does not fit the table.
        """
        table = read_table(X)
        self._form = TableForm.of(X)
        self._rows = len(table)
        self._attributes = find_attributes(table, self._said)
        self.groups = self._placed(table)
        self.width = self.groups[-1].block.stop
        return self

    def _placed(self, table):
        groups, start = [], 0
        for attribute in self._attributes:
            group = attribute.placed(start, attribute.encode(table), table.columns)
            groups.append(group)
            start = group.block.stop
        from gansmote_tf.columns.groups import Groups

        return Groups(groups)

    def encode(self, X: Any) -> np.ndarray:
        """Turn rows into numbers.

        Args:
            X: A table with the columns learned.

        Returns:
            float32 array `(rows, width)`. Bits are 0 or 1; numbers lie in [0, 1] where they lie in
            the range learned.

        Raises:
            ValueError: If the columns are others, or show a level that they did not.
        """
        table, names = read_table(X), self._form.names
        same = table.columns.equals(names) or not isinstance(X, pd.DataFrame)
        if table.shape[1] != len(names) or not same:
            raise ValueError(
                f"X must have the {len(names)} columns that were read, in their order. Received: "
                f"{table.shape[1]} columns, {list(table.columns[:8])}; select the columns first."
            )
        return np.hstack([attribute.encode(table) for attribute in self._attributes])

    def decode(self, bits: np.ndarray) -> Any:
        """Turn numbers into rows of the table: its container, columns, order and dtypes.

        Args:
            bits: `(rows, width)`, as `project` returns them. Of others, bits are rounded, and a
                category takes the level with the largest number.

        Returns:
            The rows, numbered from 0 where they have an index.
        """
        # Columns are read one by one: in memory each in one piece, this takes half the time.
        bits = np.asfortranarray(self._checked(bits))
        columns = {}
        for attribute, group in zip(self._attributes, self.groups, strict=True):
            columns |= attribute.decode(bits[:, group.block])
        return self._form.restore([columns[position] for position in range(len(columns))])

    def round(self, numbers: np.ndarray) -> np.ndarray:
        """Round numbers as `decode` does, whatever groups the rows then break.

        Args:
            numbers: `(rows, width)`, as a generator makes them.

        Returns:
            float32 `(rows, width)`: bits are 1 from 0.5 on; numbers are brought into [0, 1] and,
            where the column is whole, to what `encode` gives for a whole number.
        """
        numbers = self._checked(numbers)
        rows = (numbers >= 0.5).astype("float32")
        for attribute, group in zip(self._attributes, self.groups, strict=True):
            if group.kind == "numeric":
                rows[:, group.block] = attribute.round(numbers[:, group.block])
        return rows

    def project(self, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Round numbers to valid rows.

        Where rounding breaks a group, the row becomes the nearest one that doesn't: the level with
        the largest number is set, or none in an `at_most_one` group whose allowed levels all lie
        below 0.5. Levels that no row showed when the columns were read are not set, whatever their
        number.

        Args:
            numbers: `(rows, width)`, as a generator makes them.

        Returns:
            The rows, float32 `(rows, width)`, and which of them had to be mended, bool `(rows,)`.
        """
        numbers = self._checked(numbers)
        rows = self.round(numbers)
        broken = self._broken(rows)
        for index in np.flatnonzero(broken.any(axis=0)):
            group, bad = self.groups[index], broken[:, index]
            rows[bad, group.block] = group.nearest(numbers[bad, group.block])
        return rows, broken.any(axis=1)

    def valid(self, bits: np.ndarray) -> np.ndarray:
        """Tell which rows could stand in the table.

        Args:
            bits: `(rows, width)`.

        Returns:
            bool `(rows,)`: bits are 0 or 1, numbers in [0, 1], every group is obeyed and no level
            shown that no row showed when the columns were read.
        """
        bits = self._checked(bits)
        fitting = (bits == 0) | (bits == 1)
        for group in self.groups:
            if group.kind == "numeric":
                numbers = bits[:, group.block]
                fitting[:, group.block] = (numbers >= 0) & (numbers <= 1)
        return fitting.all(axis=1) & ~self._broken(bits).any(axis=1)

    def attributes(self, bits: np.ndarray) -> np.ndarray:
        """One number per attribute, equal in two rows just where the attribute is.

        Args:
            bits: `(rows, width)` of 0 and 1 and scaled numbers.

        Returns:
            float64 `(rows, attributes)`. A group of levels gives the set level's place in `levels`,
            -1 for none, or a number from -2 down for several; every bit and every number is an
            attribute by itself.
        """
        bits = self._checked(bits)
        return np.column_stack([group.codes(bits[:, group.block]) for group in self.groups])

    def conditions(self, fixed: Mapping[Hashable, Any]) -> list[Held]:
        """What it takes to hold attributes at given values.

        Args:
            fixed: From attributes to values: a level for groups of levels and categories (None for
                a missing value, or for none of `at_most_one`), 0 or 1 for bits, a number within
                the range seen for numbers. Columns of a group can be named instead, with value 1.

        Returns:
            A :class:`~gansmote_tf.columns.conditions.Held` of `positions` and `values` for each
            attribute.

        Raises:
            ValueError: If an attribute or level is unknown or was never seen, or two levels of one
                group are asked for.

        Example:

        >>> import pandas as pd
        >>> from gansmote_tf.columns import Columns
        >>> columns = Columns().fit(pd.DataFrame({"colour": ["red", "blue"], "size": [3, 5]}))
        >>> columns.hold({"colour": "red", "size": 4})
        [Held(positions=(0, 1), values=(0.0, 1.0)), Held(positions=(2,), values=(0.5,))]
        """
        numbers = {}
        for attribute, group in zip(self._attributes, self.groups, strict=True):
            if group.kind == "numeric":
                numbers |= dict(zip(group.positions, attribute.values, strict=True))
        return held_in(fixed, self.groups, numbers)

    @property
    def table_(self) -> pd.DataFrame:
        """What was learned of each attribute, one row each."""
        return pd.DataFrame(
            {
                "attribute": group.name,
                "kind": group.kind,
                "columns": len(group.columns),
                "values": _summary(attribute, group),
                "never set": ", ".join(map(_text, group.levels_at(group.never))),
                "rows breaking it": group.breaking,
                "dtype": ", ".join(dict.fromkeys(str(v.dtype) for v in attribute.values)),
            }
            for attribute, group in zip(self._attributes, self.groups, strict=True)
        )

    def __str__(self):
        if not hasattr(self, "groups"):
            return repr(self)
        title = (
            f"{self._rows} rows, {len(self._form.names)} columns, {len(self.groups)} attributes "
            f"in {self.width} positions"
        )
        return f"{title}\n{attributes_text(self.table_)}"

    def __repr__(self):
        return f"Columns(groups={self._said!r})"

    # --- the arithmetic -----------------------------------------------------------------------

    def _checked(self, numbers):
        numbers = np.asarray(numbers, dtype="float32")
        if numbers.ndim != 2 or numbers.shape[1] != self.width:
            raise ValueError(
                f"Encoded rows must be an array (rows, {self.width}). Received: shape "
                f"{numbers.shape}; encode the table first."
            )
        return numbers

    def _broken(self, rows):
        """Which groups each row breaks, `(rows, groups)`."""
        return np.column_stack([group.broken(rows[:, group.block]) for group in self.groups])


def attributes_text(table: pd.DataFrame, widest: int = 40) -> str:
    """`Columns.table_` for a terminal, longer texts cut off at so many characters."""
    text = table.astype(str)
    text = text.where(text.map(len) <= widest, text.map(lambda t: t[: widest - 3] + "..."))
    return tabulate(text, headers="keys", showindex=False, disable_numparse=True)


def _summary(attribute, group):
    if group.exclusive:
        return ", ".join(map(_text, group.levels))
    summaries = dict.fromkeys(values.summary() for values in attribute.values)
    return "; ".join(summaries)


def _text(level):
    return "missing" if level is None else str(level)
