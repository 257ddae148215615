"""Keep generated rows of a class, or of all classes that get some."""

import math
from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd

from gansmote_tf.columns import Columns
from gansmote_tf.metrics import copies, nearest_rows
from gansmote_tf.selection.class_check import ClassCheck
from gansmote_tf.streams import stream_key

# Rows generated per row asked for, round by round until enough of them can be kept.
_ROUNDS = np.array([1, 5, 30])


class Preference(Protocol):
    """Which of the rows generated are kept, and what share of them, in (0, 1].

    Example:
        >>> from gansmote_tf.selection import Herding, Preference
        >>> def kept_of_a_thousand(preference: Preference) -> int:
        ...     return int(1000 * preference.share)
    """

    share: float

    def scores(self, rows: np.ndarray, n: int) -> np.ndarray:
        """A number for each of the encoded rows: the ``n`` that have the largest are kept."""


class Selected(NamedTuple):
    """Rows that were kept.

    Args:
        rows: Encoded rows ``(n, width)``.
        projected: Which of them were moved to the nearest valid row, bool ``(n,)``.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.selection import Selected
        >>> Selected(np.eye(2), np.array([False, True])).projected.tolist()
        [False, True]
    """

    rows: np.ndarray
    projected: np.ndarray


def select(
    make: Callable[[int], np.ndarray],
    n: int,
    columns: Columns,
    *,
    project: bool,
    real: np.ndarray,
    label: Hashable = None,
    check: ClassCheck | None = None,
    max_copies: float | None = None,
    preference: Preference | None = None,
) -> Selected:
    """Keep ``n`` generated rows.

    Args:
        make: Gives that many rows of generator output ``(rows, width)``, more of them always
            beginning with the same ones.
        n: Rows to keep.
        columns: What the columns are.
        project: Whether rounded rows that break a group are moved to the nearest valid row. They
            always are where a column holds categories, which cannot have two levels or none.
        real: The class's own encoded rows.
        label: The class, for ``check`` and messages.
        check: Keep rows that it gives to ``label``; where too few pass among thirty times as many,
            those come next that it is nearest to giving.
        max_copies: Largest share of the kept rows that may equal a row of ``real``.
        preference: Which of more rows are kept than are asked for; the first ones if None.

    Raises:
        ValueError: ``max_copies`` cannot be kept: nearly all that is made are copies.

    Example:
        >>> import numpy as np
        >>> import pandas as pd
        >>> from gansmote_tf.columns import Columns
        >>> from gansmote_tf.selection import select
        >>> columns = Columns().fit(pd.DataFrame({"A(x)": [1, 0, 1], "A(y)": [0, 1, 0]}))
        >>> made = np.array([[0.7, 0.6], [0.2, 0.9], [0.8, 0.1]])
        >>> select(lambda size: made[:size], 2, columns, project=True, real=np.eye(2))
        Selected(rows=array([[1., 0.],
               [0., 1.]], dtype=float32), projected=array([ True, False]))
    """
    project = project or any(group.categorical for group in columns.groups)
    most_copies = n if max_copies is None else int(max_copies * n)
    for size in _ROUNDS * math.ceil(n / (preference.share if preference else 1)):
        numbers = make(int(size))
        if project:
            rows, projected = columns.project(numbers)
        else:
            rows, projected = columns.round(numbers), np.zeros(len(numbers), bool)
        margins = np.ones(len(rows)) if check is None else check.margin(rows, label)
        copied = copies(rows, real) if most_copies < n else np.zeros(len(rows), bool)
        scores = np.zeros(len(rows)) if preference is None else preference.scores(rows, n)
        order = _order(margins, scores, copied, most_copies)
        if (margins[order] > 0).sum() >= n:
            break
    if len(order) < n:
        raise ValueError(
            f"max_copies={max_copies} cannot be kept for class {label!r}: of {len(rows)} generated "
            f"rows only {len(order)} could be taken where {n} are needed, as the others equal real "
            "rows; allow more copies or ask for fewer rows."
        )
    kept = np.sort(order[:n])
    return Selected(rows[kept], projected[kept])


def _order(margins, scores, copied, most_copies):
    """Candidates in the order they are taken: those that pass, by their scores; then by margin.

    What is equal in both is taken as it came.
    """
    order = np.lexsort((-scores, np.where(margins > 0, -np.inf, -margins)))
    copied = copied[order]
    return order[~copied | (np.cumsum(copied) <= most_copies)]


def _valid(columns, rows, places):
    """Those of rows that obey their groups; all where none does."""
    obeying = columns.valid(rows[places])
    return places[obeying] if obeying.any() else places


def _evenly(places, n, key):
    """``n`` of them, drawn anew only when all have had their turn."""
    order = np.random.default_rng(key).permutation(places)
    return np.resize(order, n)


def select_classes(
    makers: Mapping[Hashable, Callable[[int], np.ndarray]],
    sizes: Mapping[Hashable, int],
    columns: Columns,
    rows: np.ndarray,
    y: np.ndarray,
    *,
    project: bool = False,
    check: Callable[[np.ndarray, np.ndarray], ClassCheck] | None = None,
    max_copies: float | None = None,
    preferences: Mapping[Hashable, Preference] | None = None,
    copied: Mapping[Hashable, float] | None = None,
    seed: int = 0,
) -> tuple[np.ndarray, pd.DataFrame]:
    """Keep generated rows of several classes, and tell where every row comes from.

    Args:
        makers: Label to what makes its rows, see :func:`select`.
        sizes: Label to the number of rows to keep.
        columns: What the columns are.
        rows: The user's rows, encoded ``(n, width)``.
        y: Their labels ``(n,)``.
        project, max_copies: See :func:`select`.
        check: Makes a class check of rows and labels, see :func:`select`; None for none.
        preferences: Label to which of its rows are kept, see :func:`select`.
        copied: Label to the share of its rows, in [0, 1], that are copies of the user's, of each
            that obeys its groups as many as of another. A class of copies alone needs no maker.
        seed: Decides which rows are copied once more than others.

    Returns:
        The rows kept, encoded, class after class; and the provenance of the user's rows and of
        these under them, one line each: whether it is ``synthetic``, its ``class``, the position
        of its ``nearest`` real row of that class, the ``distance`` to it in attributes, and
        whether it was ``projected``, or ``copied`` from that row.

    Example:
        >>> import numpy as np, pandas as pd
        >>> from gansmote_tf import Columns
        >>> from gansmote_tf.selection import select_classes
        >>> X, y = pd.DataFrame({"colour": ["red", "blue", "blue"]}), np.array([0, 1, 1])
        >>> columns = Columns().fit(X)
        >>> rows = columns.encode(X)
        >>> kept, told = select_classes({0: lambda n: rows[:n]}, {0: 1}, columns, rows, y)
        >>> told["nearest"].tolist(), told["distance"].tolist()
        ([0, 1, 2, 0], [0.0, 0.0, 0.0, 0.0])
    """
    own = {"synthetic": False, "class": y, "nearest": np.arange(len(y)), "distance": 0.0}
    told = [pd.DataFrame({**own, "projected": False, "copied": False})]
    kept = [rows[:0]]
    judge = check(rows, y) if check is not None and makers else None
    known = columns.attributes(rows)
    for label, n in sizes.items():
        places = np.flatnonzero(y == label)
        n_copied = round((copied or {}).get(label, 0.0) * n)
        key = stream_key(seed, "copies", str(label))
        nearest = _evenly(_valid(columns, rows, places), n_copied, key)
        made, projected = columns.project(rows[nearest])
        if n_copied < n:
            selected = select(
                makers[label],
                n - n_copied,
                columns,
                project=project,
                real=rows[places],
                label=label,
                check=judge,
                max_copies=max_copies,
                preference=(preferences or {}).get(label),
            )
            near, _ = nearest_rows(columns.attributes(selected.rows), known[places])
            made = np.concatenate([selected.rows, made])
            projected = np.concatenate([selected.projected, projected])
            nearest = np.concatenate([places[near], nearest])
        lines = {
            "synthetic": True,
            "class": np.repeat(np.array([label], y.dtype), n),
            "nearest": nearest,
            "distance": (columns.attributes(made) != known[nearest]).sum(axis=1),
            "projected": projected,
            "copied": np.arange(n) >= n - n_copied,
        }
        told.append(pd.DataFrame(lines))
        kept.append(made)
    return np.concatenate(kept), pd.concat(told, ignore_index=True)
