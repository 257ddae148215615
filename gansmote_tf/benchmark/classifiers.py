"""What the benchmark trains on the rows of each method."""

import inspect
import warnings
from typing import Any

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import BernoulliNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.utils.class_weight import compute_sample_weight

#: Name -> an untrained classifier, with seeds fixed so that a score repeats. scikit-learn's own
#: settings, but for half the trees and rounds of boosting, leaves that a few rows can fill, and
#: fewer epochs of the network (the paper's 100 units) at a higher rate: the scores of topped-up
#: draws differ by 0.6, 1.6 and 1.3 points on average, in a third of the time.
CLASSIFIERS: dict[str, ClassifierMixin] = {
    "logistic regression": LogisticRegression(max_iter=2_000),
    "random forest": RandomForestClassifier(50, random_state=0),
    "gradient boosting": HistGradientBoostingClassifier(
        max_iter=50, min_samples_leaf=5, early_stopping=False, random_state=0
    ),
    "nearest neighbours": KNeighborsClassifier(),
    "naive Bayes": BernoulliNB(),
    "network (100 units)": MLPClassifier(
        (100,), learning_rate_init=0.01, max_iter=60, random_state=0
    ),
}


def fit(model: Any, X: np.ndarray, y: np.ndarray, *, weighted: bool = False) -> Any:
    """Train a classifier.

    Args:
        model: Untrained.
        X, y: Encoded rows and labels.
        weighted: Whether each row counts by its class's weight, so that all classes count alike;
            nearest neighbours, which have no weights of rows, stay as they are.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.benchmark.classifiers import CLASSIFIERS, fit
        >>> X, y = np.array([[0.0], [0.0], [1.0]]), np.array([0, 0, 1])
        >>> fit(CLASSIFIERS["naive Bayes"], X, y, weighted=True).predict(X).tolist()
        [0, 0, 1]
    """
    weights = {}
    if weighted and "sample_weight" in inspect.signature(model.fit).parameters:
        weights["sample_weight"] = compute_sample_weight("balanced", y)
    with warnings.catch_warnings():
        # A network that has not settled after its epochs is scored as it is.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(X, y, **weights)
