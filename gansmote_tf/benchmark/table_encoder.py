"""A table as the benchmark's classifiers see it: the same for every method."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.preprocessing import OneHotEncoder, StandardScaler

#: A column of numbers that shows more values than this is a number; all others are categories.
MOST_LEVELS = 20

_MISSING = "missing"


def plain_table(X: pd.DataFrame) -> pd.DataFrame:
    """The table as every method gets it: text for categories, floats for numbers, or bits.

    Numbers that show at most 20 values are taken for names of levels, but for a table of nothing
    but 0 and 1, which stays one. A missing category stays missing; a missing number, which has no
    level of its own, becomes the column's median.

    Raises:
        ValueError: A number is infinite.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.table_encoder import plain_table
        >>> X = pd.DataFrame({"colour": ["red", None], "rooms": [3, 4]})
        >>> plain_table(X).to_dict("list")
        {'colour': ['red', None], 'rooms': ['3', '4']}
    """
    if X.isin([0, 1]).all(axis=None):
        return X.astype("int64")
    return pd.DataFrame({name: _plain(column) for name, column in X.items()}, index=X.index)


def _plain(column):
    if pd.api.types.is_numeric_dtype(column) and column.nunique() > MOST_LEVELS:
        numbers = column.astype("float64")
        if np.isinf(numbers).any():
            raise ValueError(
                f"X must hold finite numbers. Received: infinite ones in column {column.name!r}."
            )
        return numbers.fillna(numbers.median())
    texts = column.astype(object).where(column.isna(), column.astype(str))
    return texts.where(column.notna(), None)


def numbers_of(X: pd.DataFrame) -> list[str]:
    """The columns of a plain table that hold numbers."""
    return [name for name, column in X.items() if column.dtype == "float64"]


def filled(X: pd.DataFrame) -> pd.DataFrame:
    """A plain table with a missing category as a level named so, for methods that know none."""
    return X.fillna(_MISSING)


def with_medians_of(X: pd.DataFrame, missing: pd.DataFrame, places: np.ndarray) -> pd.DataFrame:
    """A plain table whose missing numbers are medians of some of its rows, not of all.

    Args:
        X: The table, see :func:`plain_table`.
        missing: Which numbers were missing, a column for each column of numbers.
        places: Positions of the rows to learn from; a column that is empty there stays as it is.

    Example:
        >>> import numpy as np, pandas as pd
        >>> from gansmote_tf.benchmark.table_encoder import with_medians_of
        >>> X = pd.DataFrame({"depth": [1.0, 3.0, 3.0, 9.0]})
        >>> with_medians_of(X, X == 3, np.array([0, 1])).to_numpy().T.tolist()
        [[1.0, 1.0, 1.0, 9.0]]
    """
    holed = [name for name in missing if missing[name].any()]
    if not holed:
        return X
    known = X[holed].mask(missing[holed])
    return X.assign(**known.fillna(known.iloc[places].median()).fillna(X[holed]))


class TableEncoder:
    """One-hot bits of the categories and standardised numbers, learned once per table.

    A method's rows and the rows that it is tested on are encoded alike for all methods: the levels
    are the whole table's, as a data dictionary lists them, whatever a draw of it shows. No label is
    looked at.

    Args:
        X: The whole table, see :func:`plain_table`.
        measured: The rows whose means and standard deviations numbers are scaled by; all if None.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.table_encoder import TableEncoder
        >>> X = pd.DataFrame({"colour": ["red", None, "blue"]})
        >>> TableEncoder(X).encode(X).tolist()
        [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
    """

    def __init__(self, X: pd.DataFrame, measured: pd.DataFrame | None = None) -> None:
        kinds = {
            name: "bits" if column.dtype == "int64" else "categories" for name, column in X.items()
        }
        kinds |= dict.fromkeys(numbers_of(X), "numbers")
        one_hot = OneHotEncoder(sparse_output=False, dtype="float32")
        parts = [
            (kind, encoder, [place for place, name in enumerate(X) if kinds[name] == kind])
            for kind, encoder in (
                ("categories", one_hot),
                ("numbers", StandardScaler()),
                ("bits", "passthrough"),
            )
        ]
        self._names = list(X)
        self._encoder = ColumnTransformer([part for part in parts if part[2]])
        self._encoder.fit(self._numbered(X))
        if measured is not None and "numbers" in self._encoder.named_transformers_:
            self._encoder.named_transformers_["numbers"].fit(measured[numbers_of(X)].to_numpy())

    def encode(self, X: pd.DataFrame) -> np.ndarray:
        """Rows of the table, or of its kind, as float32 ``(rows, width)``."""
        return self._encoder.transform(self._numbered(X)).astype("float32")

    def _numbered(self, X):
        """Columns by their places: names that end in NUL lose it among scikit-learn's."""
        return filled(X[self._names]).set_axis(range(len(self._names)), axis=1)

    def decode(self, rows: np.ndarray) -> pd.DataFrame:
        """Encoded rows as a table, a missing category as a level: of fractions, the largest."""
        parts = {}
        for kind, encoder, places in self._encoder.transformers_:
            block = rows[:, self._encoder.output_indices_[kind]]
            if kind == "categories":
                ends = np.cumsum([len(levels) for levels in encoder.categories_])
                chosen = [bits.argmax(axis=1) for bits in np.split(block, ends[:-1], axis=1)]
                columns = [
                    levels[codes] for levels, codes in zip(encoder.categories_, chosen, strict=True)
                ]
            elif kind == "numbers":
                columns = encoder.inverse_transform(block.astype("float64")).T
            else:
                columns = np.rint(block).astype("int64").T
            parts |= dict(zip(places, columns, strict=True))
        return pd.DataFrame({name: parts[place] for place, name in enumerate(self._names)})

    def valid(self, rows: np.ndarray) -> np.ndarray:
        """Which encoded rows have one level per category and nothing but 0 and 1 for bits."""
        places = [
            self._encoder.output_indices_[kind]
            for kind in ("categories", "bits")
            if kind in self._encoder.output_indices_
        ]
        bits = np.hstack([rows[:, place] for place in places]) if places else rows[:, :0]
        valid = np.isin(bits, (0, 1)).all(axis=1)
        if "categories" in self._encoder.named_transformers_:
            block = rows[:, self._encoder.output_indices_["categories"]]
            levels = self._encoder.named_transformers_["categories"].categories_
            ends = np.cumsum([len(each) for each in levels])[:-1]
            sums = [part.sum(axis=1) for part in np.split(block, ends, axis=1)]
            valid &= (np.stack(sums) == 1).all(axis=0)
        return valid


def sizes_of(y: Sequence) -> dict:
    """Label -> rows, the largest class first, equal ones in the order of their names."""
    labels, counts = np.unique(np.asarray(y), return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return {labels[place]: int(counts[place]) for place in order}


def rows_at(rows: pd.DataFrame | np.ndarray, places: np.ndarray) -> pd.DataFrame | np.ndarray:
    """Rows at some positions, numbered from 0 where they have an index.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.benchmark.table_encoder import rows_at
        >>> rows_at(np.eye(2), np.array([1])).tolist()
        [[0.0, 1.0]]
    """
    return (
        rows[places] if isinstance(rows, np.ndarray) else rows.iloc[places].reset_index(drop=True)
    )


def begins_with(rows: Sequence, first: Sequence) -> bool:
    """Whether rows begin with those of another table, cell by cell; a missing cell equals another.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.benchmark.table_encoder import begins_with
        >>> begins_with(np.eye(3), np.eye(3)[:2]), begins_with(np.eye(3)[1:], np.eye(3)[:2])
        (True, False)
    """
    own, others = (pd.DataFrame(part) for part in (rows, first))
    if len(own) < len(others) or list(own) != list(others):
        return False
    own, others = (filled(part).to_numpy() for part in (own.head(len(others)), others))
    return bool((own == others).all())
