"""A table's values as text: how they read, how they sort, which are marked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Integral, Number
from typing import Any

import numpy as np
import pandas as pd

from gansmote_tf.benchmark.page.contents import Table
from gansmote_tf.recipes import arguments

#: A column of no more different values than this, each of them in several lines, is picked from.
MOST_CHOICES, LINES_PER_CHOICE = 24, 3

#: How a missing value reads.
MISSING = "\u2013"

_NUMBER = r"[-+\u2212]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?"
#: A number, perhaps with what it is uncertain by: 0.71, 12 %, 0.71 ± 0.02, 0.71 [0.69, 0.73].
_FIGURE = re.compile(
    rf"({_NUMBER})(?: ?%)?(?: ?± ?{_NUMBER}(?: ?%)?)?(?: ?[\[(]{_NUMBER}, ?{_NUMBER}[\])])?", re.I
)


@dataclass(frozen=True)
class Column:
    """A column ready to be written.

    Args:
        name: Its name.
        texts: Each line's text, None where the value is missing.
        marks: Whether each line's value is to be marked as best.
        ranks: Each line's place among the column's different values, from 0; -1 where missing.
        numeric: Whether all of its values are numbers, or texts that read as such.
    """

    name: str
    texts: list[str | None]
    marks: list[bool]
    ranks: list[int]
    numeric: bool

    def choices(self) -> list[tuple[int, str | None]]:
        """The column's different values, rank and text in order, where they are few.

        Fractions, as p-values are, nobody picks from.

        Example:
            >>> import pandas as pd
            >>> from gansmote_tf.benchmark.page import Table
            >>> from gansmote_tf.benchmark.page.cells import columns_of
            >>> frame = pd.DataFrame({"size": [12, 6] * 3, "F1": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]})
            >>> [column.choices() for column in columns_of(Table("t", "T", frame))]
            [[(0, '6'), (1, '12')], []]
        """
        texts = dict(zip(self.ranks, self.texts, strict=True))
        few = 1 < len(texts) <= min(MOST_CHOICES, len(self.ranks) / LINES_PER_CHOICE)
        if self.numeric and any("." in (text or "") for text in texts.values()):
            return []
        # What is missing comes last, as it sorts.
        return sorted(texts.items(), key=lambda pair: (pair[0] < 0, pair[0])) if few else []


def columns_of(table: Table) -> list[Column]:
    """A table's columns as text.

    Args:
        table: The table.

    Raises:
        ValueError: A value doesn't fit its column's format.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.page import Table
        >>> from gansmote_tf.benchmark.page.cells import columns_of
        >>> frame = pd.DataFrame({"method": ["b", "a"], "F1": [0.7123, None]})
        >>> for column in columns_of(Table("f1", "F1", frame, formats={"F1": ".3f"})):
        ...     print(column.texts, column.ranks, column.numeric)
        ['b', 'a'] [1, 0] False
        ['0.712', None] [0, -1] True
    """
    columns = []
    for name in table.frame.columns:
        values = table.frame[name].tolist()
        texts = _texts(name, values, table.formats.get(name, ""))
        columns.append(
            Column(name, texts, _marks(table, name), _ranks(values, texts), _is_numeric(texts))
        )
    return columns


def _texts(name, values, form):
    texts = []
    for value in values:
        try:
            texts.append(text(value, form))
        except ValueError as error:
            raise ValueError(
                f"formats[{name!r}] must fit the column's numbers. "
                f"Received: {form!r} for {arguments.shown(value)}."
            ) from error
    return texts


def text(value: Any, form: str = "") -> str | None:
    """A value in one line of text, None where it is missing.

    Args:
        value: Whatever stands in a frame.
        form: How numbers are written, as ``format`` takes it; ``"d"`` serves whole floats, too.

    Raises:
        ValueError: The format is none, or none for this number.

    Example:
        >>> from gansmote_tf.benchmark.page.cells import text
        >>> text(0.7123, ".2f"), text(1500.0, ",d"), text(True), text("n/a", ".2f"), text(None)
        ('0.71', '1,500', 'yes', 'n/a', None)
    """
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if not isinstance(value, Number):
        return " ".join(str(value).split())
    if form.endswith("d") and value == value // 1:
        value = int(value)
    return format(value, form or ("d" if isinstance(value, Integral) else "g"))


def notes(table: Table) -> list[str]:
    """What stands below a table: what its mark means, where one is set, and its note.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.page import Table
        >>> from gansmote_tf.benchmark.page.cells import notes
        >>> notes(Table("f1", "F1", pd.DataFrame({"F1": [0.5]}), note="One fold."))
        ['One fold.']
    """
    marked = any(any(column.marks) for column in columns_of(table))
    return [*[f"Bold: {table.best_means}."] * marked, *[table.note] * bool(table.note)]


def _is_numeric(texts: Iterable[str | None]) -> bool:
    given = [each for each in texts if each is not None]
    return bool(given) and all(_FIGURE.fullmatch(each) or each in ("inf", "-inf") for each in given)


def _marks(table, column):
    if isinstance(table.best, pd.DataFrame):
        marked = column in table.best.columns
        return table.best[column].tolist() if marked else [False] * len(table.frame)
    pairs = set(table.best)
    return [(label, column) in pairs for label in table.frame.index]


def _ranks(values, texts):
    keys = [_key(*pair) for pair in zip(values, texts, strict=True)]
    place = {key: rank for rank, key in enumerate(sorted({key for key in keys if key}))}
    return [place[key] if key else -1 for key in keys]


def _key(value, shown):
    """What a value sorts by: numbers first, by their size, then words, in any case."""
    if shown is None:
        return None
    if isinstance(value, Number):
        return (0, value, "")
    if found := _FIGURE.fullmatch(shown):
        return (0, float(found[1].replace(",", "").replace("\u2212", "-")), shown)
    return (1, shown.casefold(), shown)
