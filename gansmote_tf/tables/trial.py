"""Whether invented rows serve a class better than copies of its own, by its own rows alone."""

from collections.abc import Hashable
from typing import NamedTuple

import numpy as np

from gansmote_tf.columns import Columns
from gansmote_tf.frequencies.level_draws import TableLevels, independent
from gansmote_tf.selection import FarApart, OtherClasses, evenly_spread, select
from gansmote_tf.streams import small_seed, stream_key

_FOLDS = 5
# Rows of a class and of all others that are looked at: more change little and take their time.
_MOST = 1_000
# A forest's score of fewer rows says nothing, and a fall by no more than so many points neither.
_LEAST_SCORED, _SLACK = 20, 2.0
_TREES = 50


class _Fold(NamedTuple):
    """Two tables to train on, with copies and with invented rows, and rows to judge them by."""

    copied: np.ndarray
    invented: np.ndarray
    labels: np.ndarray
    left: np.ndarray
    is_own: np.ndarray


class Trial:
    """Invented rows against copies, in cross-validation within a table.

    Within each fold a class is topped up twice, by rows drawn from the frequencies of its levels
    and by copies of its own rows, and classifiers are trained to tell it from all others. What
    counts is how they judge the rows left out. Rows drawn by frequencies stand for those of a GAN,
    which learned from such rows, without the time of training one in each fold.

    Args:
        columns: What the columns are.
        rows: The table's rows, encoded ``(n, width)``.
        y: Their labels ``(n,)``.
        seed: Decides folds and rows.
        shrinkage: See :class:`~gansmote_tf.MarginalOverSampler`.
        apart: Share of the invented rows that is kept, see :class:`FarApart`; 1 for all.

    Example:
        >>> from gansmote_tf import Columns, make_one_hot
        >>> from gansmote_tf.tables.trial import Trial
        >>> X, y = make_one_hot(n_samples=80, weights=[0.8, 0.2], random_state=0)
        >>> columns = Columns().fit(X)
        >>> trial = Trial(columns, columns.encode(X), y.to_numpy(), seed=0)
        >>> trial.prefers_copies(1, 48, below=5.0)
        False
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

    def prefers_copies(self, label: Hashable, n: int, below: float) -> bool:
        """Whether copies are better, as far as there are rows enough to tell.

        A class that the largest other one outnumbers less than ``below`` to 1 gets copies where a
        logistic regression's log-loss is no smaller with invented rows. A class of 20 rows or more
        that is to have twice as many at least, however outnumbered, gets copies where a forest's
        score is smaller with invented ones by over 2 points.

        Args:
            label: The class.
            n: Rows that it is topped up with.
            below: Rows of the largest other class to one of its own from which on the first is not
                asked.
        """
        is_own = self._y == label
        own, others = int(is_own.sum()), int((~is_own).sum())
        largest = np.unique(self._y[~is_own], return_counts=True)[1].max(initial=0)
        by_error, by_score = largest < below * own, n >= own >= _LEAST_SCORED
        if min(own, others) < 2 or not (by_error or by_score):
            return False
        folds = self._folds(label, n)
        if by_error and _error_gain(folds) <= 0:
            return True
        return by_score and self._score_gain(folds, label) < -_SLACK

    def error_gain(self, label: Hashable, n: int) -> float:
        """How much less a logistic regression errs with invented rows than with copies, in nats.

        The error is the mean log-loss on the class's rows and that on all others', halved.

        Args:
            label: The class, of at least two rows, as all others together.
            n: Rows that it is topped up with.
        """
        return _error_gain(self._folds(label, n))

    def score_gain(self, label: Hashable, n: int) -> float:
        """How many points of 100 a forest gains by invented rows rather than copies.

        They are points of macro-F1, and half as many of balanced accuracy: where most of the rows
        that a model will see are the common class's, as in the table, the first counts, where they
        are balanced, the second. Rows looked at count for as many as they stand for.

        Args:
            label, n: See :meth:`error_gain`.
        """
        return self._score_gain(self._folds(label, n), label)

    def _score_gain(self, folds, label):
        from sklearn.metrics import balanced_accuracy_score, f1_score

        is_own = np.concatenate([fold.is_own for fold in folds])
        weights = self._weights(label, is_own)
        scores = []
        for place in ("copied", "invented"):
            told = [_told_by_forest(fold, getattr(fold, place)) for fold in folds]
            told = np.concatenate(told)
            score = f1_score(is_own, told, average="macro", sample_weight=weights)
            scores.append(score + balanced_accuracy_score(is_own, told) / 2)
        return 100 * (scores[1] - scores[0])

    def _weights(self, label, is_own):
        """What each row looked at stands for: the classes are as frequent as in the table."""
        sizes = np.array([(self._y != label).sum(), (self._y == label).sum()])
        return (sizes / np.bincount(is_own))[is_own.astype(int)]

    def _folds(self, label, n):
        from sklearn.model_selection import StratifiedKFold

        rows, own, share = self._looked_at(label)
        folds = StratifiedKFold(
            n_splits=min(_FOLDS, own.sum(), (~own).sum()),
            shuffle=True,
            random_state=small_seed(stream_key(self._seed, "trial", str(label))),
        )
        made = []
        for fold, (kept, left) in enumerate(folds.split(rows, own)):
            # As many as asked for, in proportion to the rows that are here to be topped up.
            wanted = round(n * share * len(kept) / len(rows))
            copied, invented = self._topped_up(rows[kept], own[kept], wanted, fold)
            labels = np.concatenate([own[kept], np.ones(wanted, bool)])
            made.append(_Fold(copied, invented, labels, rows[left], own[left]))
        return made

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
        preference = None
        if self._apart < 1:
            preference = FarApart(OtherClasses(self._columns, rows, own), True, self._apart)
        invented = select(
            levels.maker(own, draw, key),
            wanted,
            self._columns,
            project=False,
            real=rows[own],
            label=True,
            preference=preference,
        ).rows
        return [np.concatenate([rows, more]) for more in (rows[copied], invented)]


def _error_gain(folds):
    gains = [_error(fold, fold.copied) - _error(fold, fold.invented) for fold in folds]
    return float(np.mean(gains))


def _error(fold, rows):
    """Log-loss of a classifier, its mean over a class's rows and over all others halved."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(max_iter=1_000).fit(rows, fold.labels)
    losses = -model.predict_log_proba(fold.left)[np.arange(len(fold.left)), fold.is_own.astype(int)]
    return (losses[fold.is_own].mean() + losses[~fold.is_own].mean()) / 2


def _told_by_forest(fold, rows):
    """Which of the rows left out a forest takes for the class's."""
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(_TREES, random_state=0).fit(rows, fold.labels).predict(fold.left)
