"""What every over-sampler of whole tables does, whatever makes its rows."""

from abc import abstractmethod
from collections.abc import Hashable, Mapping, Sequence
from numbers import Real

import numpy as np
from imblearn.over_sampling.base import BaseOverSampler
from imblearn.utils import check_target_type
from scipy.sparse import issparse
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_is_fitted, column_or_1d, validate_data

from gansmote_tf.columns.containers import as_given, cells, exact_labels, labels_like, read_frame
from gansmote_tf.columns.labels import refuse_labels
from gansmote_tf.recipes import arguments
from gansmote_tf.tables import ReadTable, sizes_asked

#: What the arguments may be that every sampler has.
TABLE_CONSTRAINTS = {
    "sampling_strategy": [
        Interval(Real, 0, 1, closed="right"),
        StrOptions({"auto", "minority", "not minority", "not majority", "all"}),
        Mapping,
        callable,
    ],
    "groups": [StrOptions({"auto"}), dict],
    "random_state": ["random_state"],
}


class TableSampler(BaseOverSampler):
    """Over-sampler of a table as it is: 0/1 columns, categories, numbers, missing categories.

    A sampler built on it learns from ``_table`` in ``_learn``, and makes rows of its classes by
    ``_maker``.
    """

    _parameter_constraints = TABLE_CONSTRAINTS

    def _read(self, X, y, seed):
        """The table, read."""
        return ReadTable(X, y, seed, self.groups)

    def _refuse_own(self):
        """Refuse arguments that only this sampler has, where constraints can't say it."""

    @abstractmethod
    def _learn(self, labels):
        """Learn these classes of the table just read, all there is to know if there are none."""

    @abstractmethod
    def _maker(self, label, seed, conditions=()):
        """What makes encoded rows of a class, with what is held set."""

    def fit(self, X, y):
        """Learn what rows of each class are like.

        Every class is learned at once. ``fit_resample`` learns only those that get rows, which
        takes less time, and :meth:`sample` any other when it is first asked for.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The table.
        y : array-like of shape (n_samples,)
            Its labels.

        Returns
        -------
        self : object
            The sampler, ready for :meth:`sample`.
        """
        self._refuse(X, y)
        super().fit(X, y)
        X, y, _ = self._check_X_y(X, y)
        self._read_anew(X, y)
        self._learn(self.classes_.tolist())
        return self

    def fit_resample(self, X, y, **params):
        """Learn what rows of each class are like, and put some under the table where they lack.

        A class gets the same rows whichever others get some.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The table.
        y : array-like of shape (n_samples,)
            Its labels.

        Returns
        -------
        X_more, y_more : containers of the kind given
            New objects, never those given: the user's rows first and untouched, cell by cell, then
            the generated ones. An index is numbered anew, unless no class gets rows.
        """
        self._refuse(X, y)
        X_more, y_more = super().fit_resample(X, y, **params)
        return as_given(X_more, X), labels_like(y_more, y)

    def sample(self, n, label, fixed=None, random_state=None):
        """Generate rows of one class.

        Parameters
        ----------
        n : int
            How many, at least 0.
        label : object
            One of the classes of the table.
        fixed : dict or None, default=None
            Attribute to the level or number that it is held at, to the last bit; the others are
            generated to go with it.
        random_state : int, RandomState instance or None, default=None
            An int gives the same rows at every call, and more of them begin with the same ones.

        Returns
        -------
        rows : container of the kind given to ``fit``, of shape (n, n_features)

        Examples
        --------
        >>> from gansmote_tf import MarginalOverSampler, make_one_hot
        >>> X, y = make_one_hot(n_samples=60, random_state=0)
        >>> sampler = MarginalOverSampler(random_state=0).fit(X, y)
        >>> sampler.sample(5, label=0, random_state=1).shape == (5, X.shape[1])
        True
        """
        check_is_fitted(self, "columns_")
        n = arguments.number("n", n, 0, whole=True)
        label = label.item() if isinstance(label, np.ndarray) and label.ndim == 0 else label
        labels = self.classes_.tolist()
        if not isinstance(label, Hashable) or label not in set(labels):
            raise ValueError(
                f"label must be one of the classes learned, {labels}. "
                f"Received: label={arguments.shown(label)}."
            )
        seed = _draw_seed("random_state", random_state)
        conditions = [] if fixed is None else self.columns_.conditions(fixed)
        make = self._maker(label, seed, conditions)
        return self._table.sample(n, label, make, fixed)

    def _check_X_y(self, X, y):
        y, binarize_y = check_target_type(exact_labels(y), indicate_one_vs_all=True)
        if not isinstance(X, Sequence) and not hasattr(X, "iloc") and not issparse(X):
            X = np.asarray(X)
        validate_data(self, X=X, y=y, reset=True, skip_check_array=True)
        y = np.asarray(column_or_1d(y))
        return X, y, binarize_y

    def _refuse(self, X, y):
        """Refuse what nothing can be learned from, before anything learned earlier is touched."""
        self._validate_params()
        if isinstance(self.sampling_strategy, bool):
            raise TypeError(
                "sampling_strategy must be a word, a ratio, a dict or a callable. "
                f"Received: sampling_strategy={self.sampling_strategy}."
            )
        arguments.random_state("random_state", self.random_state)
        refuse_labels(y, len(read_frame(X)), one_hot=True)
        labels, _ = check_target_type(exact_labels(y), indicate_one_vs_all=True)
        sizes_asked(self.sampling_strategy, np.asarray(column_or_1d(labels)))
        self._refuse_own()

    def _fit_resample(self, X, y):
        sizes = {label: n for label, n in self.sampling_strategy_.items() if n > 0}
        self._read_anew(X, y)
        copied = self._table.copied(sizes)
        invented = [label for label, share in copied.items() if share < 1]
        self._learn(invented)
        makers = {label: self._maker(label, self._table.seed) for label in invented}
        X_more, y_more, self.provenance_ = self._table.top_up(X, makers, sizes, copied)
        return cells(X_more) if isinstance(X, Sequence) else X_more, y_more

    def _read_anew(self, X, y):
        self._table = self._read(X, y, _draw_seed("random_state", self.random_state))
        vars(self).pop("provenance_", None)  # that of another fit
        self.columns_ = self._table.columns
        self.classes_ = np.unique(y)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.non_deterministic = False
        return tags


def _draw_seed(name, random_state):
    generator = check_random_state(arguments.random_state(name, random_state))
    return int(generator.randint(np.iinfo(np.int32).max))
