"""Whether a classifier trained on the user's own rows gives a row to a class."""

from collections.abc import Hashable

import numpy as np


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
