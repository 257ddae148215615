"""The paper's protocol, against answers forced by construction."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gansmote_tf.benchmark.protocols import Classifier, best_epoch, run_paper_protocol, split

QUICK = Classifier(epochs=15)


def as_is(tables, seed):
    return list(tables)


def numbered_rows(rows):
    """Rows that are all different: each its own number in binary."""
    return np.array([[row >> bit & 1 for bit in range(8)] for row in range(rows)])


class ScriptedClassifier:
    """Stands in for a Classifier: predicts what it was told, epoch after epoch."""

    def __init__(self, predictions):
        self.predictions = list(predictions)
        self.epochs = len(self.predictions)

    def build(self, rows):
        return self

    def partial_fit(self, X, y, classes):
        pass

    def predict(self, X):
        return np.array(self.predictions.pop(0))


def test_separable_classes_score_full_marks_in_every_fold():
    y = np.arange(30) % 3
    scores = run_paper_protocol(np.eye(3)[y], y, {"as is": as_is}, folds=5, classifier=QUICK)
    assert scores[["accuracy", "f1_micro", "f1_macro"]].to_numpy().min() == 1.0
    assert scores["fold"].tolist() == [0, 1, 2, 3, 4]


def test_one_row_per_method_and_fold_with_the_promised_columns():
    y = np.arange(20) % 2
    methods = {"first": as_is, "second": as_is}
    scores = run_paper_protocol(np.eye(2)[y], y, methods, folds=2, classifier=QUICK)
    assert list(scores) == ["method", "fold", "accuracy", "f1_micro", "f1_macro", "epoch"]
    assert scores["method"].tolist() == ["first", "first", "second", "second"]
    assert scores.iloc[:2, 1:].equals(scores.iloc[2:, 1:].reset_index(drop=True))


@pytest.mark.parametrize("container", [np.asarray, pd.DataFrame])
def test_test_rows_never_reach_a_method(container):
    X, y, seen = numbered_rows(40), np.arange(40) % 2, []

    def spy(tables, seed):
        seen.extend(tables)
        return list(tables)

    run_paper_protocol(container(X), y, {"spy": spy}, folds=4, seed=3, classifier=QUICK)
    for (train, test), (X_seen, y_seen) in zip(split(y, 4, seed=3), seen, strict=True):
        assert not set(map(tuple, np.asarray(X_seen))) & set(map(tuple, X[test]))
        assert np.array_equal(np.asarray(X_seen), X[train])
        assert np.array_equal(y_seen, y[train])


def test_a_method_trains_the_classifier_with_its_own_rows():
    y = np.arange(20) % 2

    def wrong_labels(tables, seed):
        return [(X, 1 - labels) for X, labels in tables]

    scores = run_paper_protocol(np.eye(2)[y], y, {"wrong": wrong_labels}, folds=2, seed=1)
    # The maximum is over epochs, and a net that learns the labels upside down ends at nothing.
    assert (scores["epoch"] <= 5).all()
    assert (scores["accuracy"] <= 0.5).all()


def test_the_best_epoch_is_the_first_of_the_highest_and_f1_is_taken_there():
    y = np.array([0, 0, 0, 1, 1, 2])
    best = [0, 0, 1, 1, 1, 0]
    script = ScriptedClassifier([[2] * 6, best, [0, 0, 0, 1, 0, 1], best])
    result = best_epoch(np.zeros((6, 1)), y, np.zeros((6, 1)), y, script)
    # By hand: class 0 has precision 2/3 and recall 2/3, class 1 has 2/3 and 1, class 2 nothing.
    f1 = [2 / 3, 4 / 5, 0.0]
    assert result["epoch"] == 2
    assert result["accuracy"] == result["f1_micro"] == pytest.approx(4 / 6)
    assert result["f1_macro"] == pytest.approx(np.mean(f1))


def test_the_same_seed_gives_the_same_scores_and_another_seed_other_folds():
    rng = np.random.default_rng(0)
    X, y = rng.integers(0, 2, (40, 6)), np.arange(40) % 2
    first, again, other = (
        run_paper_protocol(X, y, {"as is": as_is}, folds=4, seed=seed, classifier=QUICK)
        for seed in (1, 1, 2)
    )
    assert first.equals(again)
    assert not first.equals(other)


def test_the_classifier_starts_from_the_same_weights_whatever_the_rows():
    weights = []
    for rows in (8, 12):
        network = Classifier(learning_rate=1e-12).build(rows)
        y = np.arange(rows) % 2
        network.partial_fit(np.eye(2)[y], y, classes=[0, 1])
        weights.append(network.coefs_[0])
    assert np.allclose(*weights, atol=1e-9)


def test_watch_sees_one_job_per_method_and_fold():
    y, lengths = np.arange(12) % 2, []

    def watch(jobs):
        lengths.append(len(jobs))
        return jobs

    run_paper_protocol(
        np.eye(2)[y], y, {"a": as_is, "b": as_is}, folds=3, classifier=QUICK, watch=watch
    )
    assert lengths == [6]


@settings(deadline=None, max_examples=25)
@given(
    counts=st.lists(st.integers(6, 20), min_size=2, max_size=4),
    folds=st.integers(2, 6),
    seed=st.integers(0, 99),
)
def test_every_row_is_tested_once_and_classes_are_spread_evenly(counts, folds, seed):
    y = np.repeat(np.arange(len(counts)), counts)
    parts = split(y, folds, seed)
    assert np.array_equal(np.sort(np.concatenate([test for _, test in parts])), np.arange(len(y)))
    for train, test in parts:
        assert not set(train) & set(test)
        tested = np.bincount(y[test], minlength=len(counts))
        assert (np.abs(tested - np.array(counts) / folds) < 1).all()


def test_a_class_smaller_than_the_folds_is_refused_by_name_and_size():
    y = np.array(["clay"] * 12 + ["silt"] * 4)
    with pytest.raises(ValueError, match="5 folds, and class silt has 4 rows"):
        split(y, folds=5, seed=0)


def test_a_class_of_which_one_row_is_left_for_training_is_refused():
    with pytest.raises(ValueError, match="two left in each training part"):
        split(np.array([0] * 10 + [1] * 3), folds=2, seed=0)


def test_one_class_is_refused():
    with pytest.raises(ValueError, match="two classes or more"):
        split(np.zeros(10), folds=2, seed=0)
