"""Rows that lie far from those of other classes."""

from collections.abc import Hashable

import numpy as np

from gansmote_tf.columns import Columns
from gansmote_tf.frequencies.attribute_levels import AttributeLevels
from gansmote_tf.metrics import nearest_rows

#: Rows of other classes that are looked at: more of them take their time and change little.
MOST_OTHERS = 1_000


class OtherClasses:
    """The rows of all classes, to tell how far a row lies from those that are not its own's.

    Args:
        columns: What the columns are.
        rows: The user's rows, encoded ``(n, width)``.
        y: Their labels ``(n,)``.

    Example:
        >>> import numpy as np, pandas as pd
        >>> from gansmote_tf import Columns
        >>> from gansmote_tf.selection.apart import OtherClasses
        >>> X = pd.DataFrame({"colour": ["red", "blue"], "size": ["large", "large"]})
        >>> columns = Columns().fit(X)
        >>> others = OtherClasses(columns, columns.encode(X), np.array([0, 1]))
        >>> others.distance(columns.encode(X), label=0).tolist()
        [1, 0]
    """

    def __init__(self, columns: Columns, rows: np.ndarray, y: np.ndarray) -> None:
        self._levels = AttributeLevels(columns)
        self._codes, self._y = self._levels.codes(rows), y

    def distance(self, rows: np.ndarray, label: Hashable) -> np.ndarray:
        """Attributes in which each row differs from the nearest of another class, ``(n,)``.

        A number differs where it lies in another tenth of the table's. Of more rows than
        ``MOST_OTHERS`` as many are looked at, evenly spread over the table; 0 without any.

        Args:
            rows: Encoded rows ``(n, width)``.
            label: Their class.
        """
        others = evenly_spread(self._codes[self._y != label], MOST_OTHERS)
        if not len(others):
            return np.zeros(len(rows), "int64")
        return nearest_rows(self._levels.codes(rows), others)[1]


class FarApart:
    """Keeps rows that differ in most attributes from the nearest row of another class.

    Args:
        others: The rows of all classes.
        label: The class of the rows that are kept.
        share: Of the rows generated, how many are kept, in (0, 1].

    Example:
        >>> import numpy as np, pandas as pd
        >>> from gansmote_tf import Columns
        >>> from gansmote_tf.selection import FarApart, OtherClasses
        >>> X = pd.DataFrame({"colour": ["red", "blue"]})
        >>> columns = Columns().fit(X)
        >>> rows = columns.encode(X)
        >>> far = FarApart(OtherClasses(columns, rows, np.array([0, 1])), label=0, share=0.5)
        >>> far.scores(rows, n=1).tolist()
        [1, 0]
    """

    def __init__(self, others: OtherClasses, label: Hashable, share: float) -> None:
        self._others, self._label, self.share = others, label, share

    def scores(self, rows: np.ndarray, n: int) -> np.ndarray:
        """Those with the largest are to be kept, ``(rows,)``.

        Args:
            rows: Encoded rows ``(rows, width)``.
            n: How many are to be kept; it makes no difference.
        """
        return self._others.distance(rows, self._label)


def evenly_spread(values: np.ndarray, most: int) -> np.ndarray:
    """At most so many of some values, from the first to the last, evenly spread.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.selection import evenly_spread
        >>> evenly_spread(np.arange(9), most=3).tolist()
        [0, 4, 8]
    """
    return values[np.linspace(0, len(values) - 1, min(len(values), most)).astype(int)]
