"""A table that has been read: its rows as numbers, and the same table with rows under its own."""

import functools
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from gansmote_tf.columns import Columns
from gansmote_tf.selection import (
    ClassCheck,
    FarApart,
    Herding,
    OtherClasses,
    Preference,
    select,
    select_classes,
)

#: Makes that many encoded rows ``(n, width)``; more of them begin with the same ones.
Maker = Callable[[int], np.ndarray]


class ReadTable:
    """What there is to know of a table before anything is learned, and what is made of it after.

    Args:
        X: The table without its labels, in any container that :class:`Columns` reads.
        y: Its labels, an array ``(rows,)``.
        seed: Decides every bit of the result.
        groups: Which columns describe one attribute, see :class:`Columns`; or the columns, learned.
        apart: Share of the rows made that tops a class up, see
            :class:`~gansmote_tf.selection.FarApart`; 1 for all.
        herded: The same share of a class that gets no more rows than it has, if below 1, see
            :class:`~gansmote_tf.selection.Herding`.

    Example:
        >>> import numpy as np
        >>> import pandas as pd
        >>> from gansmote_tf.tables import ReadTable
        >>> X = pd.DataFrame({"colour": ["red", "blue", "blue"]})
        >>> table = ReadTable(X, np.array([0, 0, 1]), seed=0)
        >>> X_more, y_more, told = table.top_up(X, {1: lambda n: table.rows[-n:]}, {1: 1})
        >>> X_more["colour"].tolist(), y_more.tolist(), told["synthetic"].tolist()
        (['red', 'blue', 'blue', 'blue'], [0, 0, 1, 1], [False, False, False, True])
    """

    def __init__(
        self,
        X: Any,
        y: np.ndarray,
        seed: int,
        groups: str | Mapping[Hashable, Any] | Columns = "auto",
        apart: float = 1.0,
        herded: float = 1.0,
    ):
        self.columns = groups if isinstance(groups, Columns) else Columns(groups).fit(X)
        self.rows = self.columns.encode(X)
        self.y = np.asarray(y)
        self.seed = seed
        self.apart = apart
        self.herded = herded

    def rows_of(self, label: Hashable) -> np.ndarray:
        """The encoded rows of one class."""
        return self.rows[self.y == label]

    def rows_learned(self, label: Hashable) -> np.ndarray:
        """The rows that those made of a class are to be like: its own."""
        return self.rows_of(label)

    def place_of(self, label: Hashable) -> int:
        """The number of a class among all, in their order: it tells apart their random streams."""
        return int(np.flatnonzero(np.unique(self.y) == label)[0])

    def selection(self, held: bool = False) -> dict[str, Any]:
        """How rows made are selected: arguments of :func:`~gansmote_tf.selection.select`.

        Args:
            held: Whether some attributes are held.
        """
        return {"project": True}

    def preference(self, label: Hashable, n: int) -> Preference | None:
        """Which of the rows made of a class top it up by ``n``; None for the first ones."""
        apart, herded = self._shares_kept(label)
        if herded < 1 and n <= (self.y == label).sum():
            return Herding(self.columns, self.rows_learned(label), herded)
        return FarApart(self._others, label, apart) if apart < 1 else None

    def _shares_kept(self, label):
        """``apart`` and ``herded`` of a class."""
        return self.apart, self.herded

    @functools.cached_property
    def _others(self):
        return OtherClasses(self.columns, self.rows, self.y)

    def class_check(self) -> Callable[[np.ndarray, np.ndarray], ClassCheck] | None:
        """What makes a check of rows and labels, see :func:`select_classes`; None for none."""
        return None

    def copied(self, sizes: Mapping[Hashable, int]) -> dict[Hashable, float]:
        """The share of the rows added to each class that are copies of its own, in [0, 1].

        Args:
            sizes: Label to the number of rows to add.
        """
        return dict.fromkeys(sizes, 0.0)

    def sample(
        self, n: int, label: Hashable, make: Maker, fixed: Mapping[Hashable, Any] | None = None
    ) -> Any:
        """Rows of one class, in the user's container.

        Args:
            n: How many.
            label: The class.
            make: What makes them, with what is held set.
            fixed: Attribute to the value it is held at.
        """
        selection = self.selection(held=bool(fixed))
        made = select(make, n, self.columns, real=self.rows_of(label), label=label, **selection)
        return self.columns.decode(made.rows, fixed)

    def top_up(
        self,
        X: Any,
        makers: Mapping[Hashable, Maker],
        sizes: Mapping[Hashable, int],
        copied: Mapping[Hashable, float] | None = None,
    ) -> tuple[Any, np.ndarray, pd.DataFrame]:
        """The user's rows and, under them, some that were made.

        Args:
            X: The table that was read.
            makers: Label to what makes its rows.
            sizes: Label to the number of rows to add.
            copied: Label to the share of them that are copies, see :meth:`copied`.

        Returns:
            Rows in the user's container, labels, and one line per row on where it comes from.
        """
        rows, provenance = select_classes(
            makers,
            sizes,
            self.columns,
            self.rows,
            self.y,
            check=self.class_check(),
            preferences={label: self.preference(label, sizes[label]) for label in makers},
            copied=copied,
            seed=self.seed,
            **self.selection(),
        )
        labels = provenance["class"].to_numpy(dtype=self.y.dtype)
        return self.columns.extend(X, rows), labels, provenance
