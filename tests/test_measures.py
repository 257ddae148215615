"""What a classifier is measured by, against scikit-learn and by hand."""

import warnings

import numpy as np
import pytest
from imblearn.metrics import geometric_mean_score
from sklearn import metrics
from sklearn.linear_model import LogisticRegression

from gansmote_tf.benchmark.measures import MEASURES, measures


@pytest.fixture(autouse=True)
def _no_warning_passes():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


class Told:
    """A classifier whose probabilities are given."""

    def __init__(self, classes, shares):
        self.classes_, self._shares = np.array(classes), np.array(shares)

    def predict_proba(self, X):
        return self._shares

    def predict(self, X):
        return self.classes_[self._shares.argmax(axis=1)]


def measured(y, classes, shares, labels):
    model, X = Told(classes, shares), np.zeros((len(y), 1))
    return measures(model, X, np.array(list(y)), np.array(list(labels)))


@pytest.mark.parametrize("classes", [["no", "yes"], ["a", "b", "c"]])
def test_they_are_those_of_scikit_learn(classes):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(200, 3)).astype("float32"), rng.choice(classes, 200)
    model = LogisticRegression().fit(X[:100], y[:100])
    X, y = X[100:], y[100:]
    shares, told = model.predict_proba(X), model.predict(X)
    several = len(classes) > 2
    expected = {
        "macro_f1": metrics.f1_score(y, told, average="macro"),
        "balanced_accuracy": metrics.balanced_accuracy_score(y, told),
        "g_mean": geometric_mean_score(y, told, average="multiclass"),
        "accuracy": metrics.accuracy_score(y, told),
        "roc_auc": metrics.roc_auc_score(
            y, shares if several else shares[:, 1], multi_class="ovr", average="macro"
        ),
        "log_loss": metrics.log_loss(y, shares),
        "brier": metrics.brier_score_loss(y, shares, scale_by_half=False),
    }
    found = measures(model, X, y, np.array(classes))
    assert list(found) == list(MEASURES) == list(expected)
    assert found == pytest.approx(expected, abs=1e-5)


def test_by_hand():
    """Recalls 2/3 and 1; precisions 1 and 1/2; the four rows err by 0.2, 0.4, 0.7 and 0.1."""
    found = measured("aaab", ["a", "b"], [[0.8, 0.2], [0.6, 0.4], [0.3, 0.7], [0.1, 0.9]], "ab")
    assert found == {
        "macro_f1": round((0.8 + 2 / 3) / 2, 5),
        "balanced_accuracy": round((2 / 3 + 1) / 2, 5),
        "g_mean": round(np.sqrt(2 / 3), 5),
        "accuracy": 0.75,
        "roc_auc": 1.0,
        "log_loss": round(-np.log([0.8, 0.6, 0.3, 0.9]).mean(), 5),
        "brier": round(2 * np.square([0.2, 0.4, 0.7, 0.1]).mean(), 5),
    }


def test_test_rows_that_lack_a_class_have_means_over_the_classes_there():
    """Class c is absent and told once: that costs a's recall and c's F1, no recall of its own."""
    shares = [[0.8, 0.1, 0.1], [0.1, 0.1, 0.8], [0.1, 0.8, 0.1]]
    found = measured("aab", ["a", "b", "c"], shares, "abc")
    assert found["balanced_accuracy"] == 0.75
    assert found["g_mean"] == round(np.sqrt(0.5), 5)
    assert found["macro_f1"] == round((2 / 3 + 1 + 0) / 3, 5)
    assert np.isnan(found["roc_auc"])
    assert found["log_loss"] == round(-np.log([0.8, 0.1, 0.8]).mean(), 5)


def test_a_class_that_was_not_trained_on_has_no_probability():
    """b's row is lost: a recall of 0, the log loss of the smallest float, an AUC of a half."""
    found = measured("abcc", ["a", "c"], [[0.9, 0.1], [0.9, 0.1], [0.2, 0.8], [0.2, 0.8]], "abc")
    assert found["accuracy"] == 0.75
    assert found["balanced_accuracy"] == round(2 / 3, 5)
    assert found["g_mean"] == 0
    smallest = np.finfo("float64").eps
    assert found["log_loss"] == pytest.approx(-np.log([0.9, smallest, 0.8, 0.8]).mean(), abs=1e-4)
    assert found["brier"] == round((0.02 + 0.81 + 0.01 + 1 + 0.08 + 0.08) / 4, 5)
    assert found["roc_auc"] == round((5 / 6 + 0.5 + 1) / 3, 5)


def test_probabilities_in_single_precision_are_no_fault():
    shares = np.full((3, 3), 1 / 3, "float32") + np.float32(2e-7)
    assert measured("abc", ["a", "b", "c"], shares, "abc")["log_loss"] == round(np.log(3), 5)
