"""Which generated rows are kept, and where every row of a topped-up table comes from."""

from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from gansmote_tf.columns import Columns
from gansmote_tf.metrics import copies, nearest_rows

# Rows generated per row asked for, round by round until enough of them can be kept.
_ROUNDS = np.array([1, 5, 30])


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


class ClassCheck:
    """Whether a classifier trained on the user's own rows gives a row to a class.

    A random forest with classes weighted alike, on the encoded rows: it knows nothing but the rows
    that were handed to ``fit_resample``.

    Args:
        rows: Encoded rows ``(n, width)``.
        y: Their labels ``(n,)``.
        seed: Seed of the forest.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.selection import ClassCheck
        >>> check = ClassCheck(np.repeat(np.eye(2), 9, axis=0), np.repeat([0, 1], 9), seed=0)
        >>> check.margin(np.eye(2), label=1).tolist()
        [-1.0, 1.0]
    """

    def __init__(self, rows: np.ndarray, y: np.ndarray, seed: int) -> None:
        from sklearn.ensemble import RandomForestClassifier

        self._forest = RandomForestClassifier(
            n_estimators=100, class_weight="balanced_subsample", random_state=seed
        ).fit(rows, y)

    def margin(self, rows: np.ndarray, label: Hashable) -> np.ndarray:
        """Probability of ``label`` less that of the likeliest other class, per row."""
        probabilities = self._forest.predict_proba(rows)
        own = self._forest.classes_ == label
        if own.all():
            return np.ones(len(rows))
        return probabilities[:, own][:, 0] - probabilities[:, ~own].max(axis=1)


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

    Raises:
        ValueError: ``max_copies`` cannot be kept: nearly all that is made are copies.

    Example:
        >>> import numpy as np
        >>> import pandas as pd
        >>> from gansmote_tf.columns import Columns
        >>> from gansmote_tf.selection import select
        >>> columns = Columns().fit(pd.DataFrame({"A_x": [1, 0, 1], "A_y": [0, 1, 0]}))
        >>> made = np.array([[0.7, 0.6], [0.2, 0.9], [0.8, 0.1]])
        >>> select(lambda size: made[:size], 2, columns, project=True, real=np.eye(2))
        Selected(rows=array([[1., 0.],
               [0., 1.]], dtype=float32), projected=array([ True, False]))
    """
    project = project or any(group.categorical for group in columns.groups)
    most_copies = n if max_copies is None else int(max_copies * n)
    for size in _ROUNDS * n:
        numbers = make(int(size))
        if project:
            rows, projected = columns.project(numbers)
        else:
            rows, projected = columns.round(numbers), np.zeros(len(numbers), bool)
        margins = np.ones(len(rows)) if check is None else check.margin(rows, label)
        copied = copies(rows, real) if most_copies < n else np.zeros(len(rows), bool)
        order = _order(margins, copied, most_copies)
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


def _order(margins, copied, most_copies):
    """Candidates in the order they are taken: those that pass as they came, then by margin."""
    order = np.argsort(np.where(margins > 0, -np.inf, -margins), kind="stable")
    copied = copied[order]
    return order[~copied | (np.cumsum(copied) <= most_copies)]


def provenance(
    columns: Columns, rows: np.ndarray, y: np.ndarray, new: Mapping[Hashable, Selected]
) -> pd.DataFrame:
    """Where every row of a topped-up table comes from, real rows first.

    Args:
        columns: What the columns are.
        rows: The user's rows, encoded ``(n, width)``.
        y: Their labels ``(n,)``.
        new: Label to its generated rows.

    Returns:
        One line per row: whether it is ``synthetic``, its ``class``, the position of its
        ``nearest`` real row of that class, the ``distance`` to it in attributes, and whether it
        was ``projected``.

    Example:
        >>> import numpy as np, pandas as pd
        >>> from gansmote_tf import Columns
        >>> from gansmote_tf.selection import Selected, provenance
        >>> X = pd.DataFrame({"colour": ["red", "blue", "blue"]})
        >>> columns = Columns().fit(X)
        >>> made = Selected(columns.encode(X)[:1], np.array([False]))
        >>> lines = provenance(columns, columns.encode(X), np.array([0, 1, 1]), {1: made})
        >>> lines.iloc[-1].to_dict()["nearest"], lines.iloc[-1].to_dict()["distance"]
        (1, 1.0)
    """
    known = columns.attributes(rows)
    parts = [_lines(y, False, np.arange(len(y)), 0.0, False)]
    for label, selected in new.items():
        own = np.flatnonzero(y == label)
        nearest, distance = nearest_rows(columns.attributes(selected.rows), known[own])
        labels = np.full(len(selected.rows), label, y.dtype)
        parts.append(_lines(labels, True, own[nearest], distance, selected.projected))
    return pd.concat(parts, ignore_index=True)


def _lines(labels, synthetic, nearest, distance, projected):
    return pd.DataFrame(
        {
            "synthetic": np.broadcast_to(synthetic, len(labels)),
            "class": labels,
            "nearest": nearest,
            "distance": distance,
            "projected": projected,
        }
    )
