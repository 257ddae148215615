"""Whether invented rows serve a class better than copies of its own, by its own rows alone."""

from collections.abc import Hashable

import numpy as np

from gansmote_tf.columns import Columns
from gansmote_tf.frequencies.level_draws import TableLevels, independent
from gansmote_tf.selection import OtherClasses, evenly_spread, select
from gansmote_tf.streams import small_seed, stream_key

_FOLDS = 5
# Rows of a class and of all others that are looked at: more change little and take their time.
_MOST = 1_000


class Trial:
    """Invented rows against copies, in cross-validation within a table.

    Within each fold a class is topped up twice, by rows drawn from the frequencies of its levels
    and by copies of its own rows, and a logistic regression is trained to tell it from all others.
    What counts is the error on the rows left out. Rows drawn by frequencies stand for those of a
    GAN, which learned from such rows, without the time of training one in each fold.

    Args:
        columns: What the columns are.
        rows: The table's rows, encoded ``(n, width)``.
        y: Their labels ``(n,)``.
        seed: Decides folds and rows.
        shrinkage: See :class:`~gansmote_tf.MarginalOverSampler`.
        apart: See :func:`~gansmote_tf.selection.select`.

    Example:
        >>> from gansmote_tf import Columns, make_one_hot
        >>> from gansmote_tf.tables.trial import Trial
        >>> X, y = make_one_hot(n_samples=80, weights=[0.8, 0.2], random_state=0)
        >>> columns = Columns().fit(X)
        >>> trial = Trial(columns, columns.encode(X), y.to_numpy(), seed=0)
        >>> trial.gain(1, 48) > 0
        True
    """

    def __init__(
        self,
        columns: Columns,
        rows: np.ndarray,
        y: np.ndarray,
        seed: int,
        shrinkage: float | str = "mixture",
        apart: float = 1.0,
    ) -> None:
        self._columns, self._rows, self._y, self._seed = columns, rows, y, seed
        self._shrinkage, self._apart = shrinkage, apart

    def tried(self, label: Hashable, below: float) -> bool:
        """Whether a class and the others have rows enough for it to be tried.

        Args:
            label: The class.
            below: Rows of all others to one of its own from which on it is not.
        """
        own = int((self._y == label).sum())
        others = len(self._y) - own
        return own > 1 and 1 < others < below * own

    def gain(self, label: Hashable, n: int) -> float:
        """How much less the error is with invented rows than with copies, in nats.

        The error is the mean log-loss on the class's rows and that on all others', halved.

        Args:
            label: The class, of at least two rows, as all others together.
            n: Rows that it is topped up with.
        """
        from sklearn.model_selection import StratifiedKFold

        rows, own, share = self._looked_at(label)
        folds = StratifiedKFold(
            n_splits=min(_FOLDS, own.sum(), (~own).sum()),
            shuffle=True,
            random_state=small_seed(stream_key(self._seed, "trial", str(label))),
        )
        gains = []
        for fold, (kept, left) in enumerate(folds.split(rows, own)):
            # As many as asked for, in proportion to the rows that are here to be topped up.
            wanted = round(n * share * len(kept) / len(rows))
            made = self._topped_up(rows[kept], own[kept], wanted, fold)
            errors = [_error(*table, rows[left], own[left]) for table in made]
            gains.append(errors[0] - errors[1])
        return float(np.mean(gains))

    def _looked_at(self, label):
        """Rows, which of them are the class's, and the share of the table that they are."""
        is_own = self._y == label
        places = [evenly_spread(np.flatnonzero(part), _MOST) for part in (is_own, ~is_own)]
        share = len(places[1]) / (~is_own).sum()
        places = np.concatenate(places)
        return self._rows[places], is_own[places], share

    def _topped_up(self, rows, own, wanted, fold):
        """The rows with copies of the class's, and with invented ones."""
        key = stream_key(self._seed, "trial", "rows", fold)
        copied = np.random.default_rng(key).choice(np.flatnonzero(own), wanted)
        levels = TableLevels(self._columns, rows)
        draw = independent(levels.target(own, self._shrinkage), levels.levels.starts)
        invented = select(
            levels.maker(own, draw, key),
            wanted,
            self._columns,
            project=False,
            real=rows[own],
            label=True,
            apart=self._apart,
            others=OtherClasses(self._columns, rows, own) if self._apart < 1 else None,
        ).rows
        labels = np.concatenate([own, np.ones(wanted, bool)])
        return [(np.concatenate([rows, more]), labels) for more in (rows[copied], invented)]


def _error(rows, labels, left, own):
    """Log-loss of a classifier, its mean over a class's rows and over all others halved."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(max_iter=1_000).fit(rows, labels)
    losses = -model.predict_log_proba(left)[np.arange(len(left)), own.astype(int)]
    return (losses[own].mean() + losses[~own].mean()) / 2
