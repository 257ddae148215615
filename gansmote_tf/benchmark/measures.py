"""How good a trained classifier is on test rows: what ``benchmark honest`` measures."""

from typing import Any

import numpy as np
from imblearn.metrics import geometric_mean_score
from sklearn.metrics import (
    accuracy_score,
    brier_score_loss,
    f1_score,
    log_loss,
    recall_score,
    roc_auc_score,
)

#: The measures and what they are called where they are read, the one that sums up best first.
MEASURES = {
    "macro_f1": "macro-F1",
    "balanced_accuracy": "balanced accuracy",
    "g_mean": "G-mean",
    "accuracy": "accuracy",
    "roc_auc": "ROC AUC",
    "log_loss": "log loss",
    "brier": "Brier score",
}


def measures(model: Any, X: np.ndarray, y: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Shares and losses of a trained classifier on test rows.

    Args:
        model: The classifier; it may lack classes, which get a probability of 0.
        X, y: Test rows and labels, which may lack classes.
        labels: All classes of the table, sorted.

    Returns:
        A number per name in ``MEASURES``, to five digits: ``balanced_accuracy`` and ``g_mean``, the
        mean and the geometric mean of the recalls of the classes that ``y`` shows; ``macro_f1``,
        over the classes that it shows or the model tells; ``brier``, the squared error summed over
        classes, from 0 to 2; ``roc_auc``, one class against the rest, mean over classes, NaN where
        ``y`` lacks one.

    Example:
        >>> import numpy as np
        >>> from sklearn.dummy import DummyClassifier
        >>> from gansmote_tf.benchmark.measures import measures
        >>> X, y = np.zeros((4, 1)), np.array([0, 0, 0, 1])
        >>> found = measures(DummyClassifier().fit(X, y), X, y, np.array([0, 1]))
        >>> found["accuracy"], found["balanced_accuracy"], found["g_mean"]
        (0.75, 0.5, 0.0)
    """
    shares = np.zeros((len(X), len(labels)))
    shares[:, np.searchsorted(labels, model.classes_)] = model.predict_proba(X)
    shares /= shares.sum(axis=1, keepdims=True)  # in single precision they sum to nearly 1
    told, there = model.predict(X), np.unique(y)
    found = {
        "accuracy": accuracy_score(y, told),
        "balanced_accuracy": recall_score(y, told, labels=there, average="macro"),
        "macro_f1": f1_score(y, told, average="macro", zero_division=0.0),
        "g_mean": geometric_mean_score(y, told, labels=there, average="multiclass"),
        "log_loss": log_loss(y, shares, labels=labels),
        "brier": brier_score_loss(y, shares, labels=labels, scale_by_half=False),
        "roc_auc": _roc_auc(y, shares, labels),
    }
    return {name: round(float(found[name]), 5) for name in MEASURES}


def _roc_auc(y, shares, labels):
    if len(np.unique(y)) < len(labels):
        return np.nan
    if len(labels) == 2:
        return roc_auc_score(y == labels[1], shares[:, 1])
    return roc_auc_score(y, shares, labels=labels, multi_class="ovr")
