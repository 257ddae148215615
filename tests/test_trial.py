"""Whether a class is topped up by copies: decided within the table, told row by row."""

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gansmote_tf import GANSMOTE, Columns, load_csv
from gansmote_tf.many_tables import resample_tables
from gansmote_tf.recipes import RECIPES
from gansmote_tf.tables import trial
from gansmote_tf.tables.trial import Trial

RECIPE = replace(RECIPES["paper"].scaled(10), heads="grouped", tried_below=10.0)


def separate_table(own=12, others=100):
    """Every attribute leans towards a class by itself: drawing it anew costs nothing."""
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], [others, own])
    leaning = rng.random((len(y), 20)) < np.where(y == 1, 0.7, 0.3)[:, None]
    return pd.DataFrame(np.where(leaning, "x", "y")).add_prefix("a"), y


def trial_of(X, y, seed=0, **how):
    columns = Columns().fit(X)
    return Trial(columns, columns.encode(X), y, seed, **how)


def gain(X, y, label=1, n=30, seed=0):
    return trial_of(X, y, seed).error_gain(label, n)


def balance_scale():
    """Weights and arms of five sizes each, all 625; the 49 in balance are the rare class."""
    sizes = np.array(list(itertools.product(range(1, 6), repeat=4)))
    balanced = sizes[:, 0] * sizes[:, 1] == sizes[:, 2] * sizes[:, 3]
    return pd.DataFrame(sizes.astype(str)).add_prefix("a"), balanced.astype(int)


def test_invented_rows_gain_where_each_attribute_tells_the_class():
    X, y = separate_table(own=6)
    assert np.mean([gain(X, y, seed=seed) for seed in range(5)]) > 0.02


def test_invented_rows_lose_where_only_three_attributes_together_tell_it(real_data):
    # Three in a row: fifty of the boards that one side won against a hundred of the other's.
    X, y = load_csv(real_data / "suite" / "tic_tac_toe.csv", "target", binary=False)
    first, second = (np.flatnonzero(y == label) for label in y.value_counts().index)
    rng = np.random.default_rng(0)
    places = np.concatenate([rng.choice(first, 100), rng.choice(second, 50)])
    assert gain(X.iloc[places], y.iloc[places].to_numpy(), y.iloc[second[0]], 50) < -0.05


def test_a_trial_looks_at_the_table_alone_and_repeats():
    X, y = separate_table()
    assert gain(X, y) == gain(X, y)
    assert gain(X, y) != gain(X, y, seed=1)
    named = np.where(y == 1, "rare", "common")
    assert gain(X, named, "rare") == pytest.approx(gain(X, y), abs=0.2)


def test_invented_rows_lose_score_where_a_rule_decides_however_rare_the_class():
    X, y = balance_scale()
    judge = trial_of(X, y, apart=0.25)
    assert judge.score_gain(1, 527) < -5
    assert judge.error_gain(1, 527) > 0
    assert judge.prefers_copies(1, 527, below=5.0)


def test_score_counts_rows_for_as_many_as_they_stand_for():
    X, y = separate_table(own=40, others=10_000)
    weights = trial_of(X, y)._weights(1, np.array([True, False, False]))
    assert weights.tolist() == [40.0, 5_000.0, 5_000.0]


@pytest.mark.parametrize(
    ("sizes", "n", "asked"),
    [
        ((12, 119), 90, {"error"}),
        ((12, 120), 90, set()),
        ((1, 5), 4, set()),
        ((2, 5), 3, {"error"}),
        ((5, 1), 4, set()),
        ((5, 2), 4, {"error"}),
        ((19, 500), 400, set()),
        ((20, 500), 400, {"score"}),
        ((20, 500), 20, {"score"}),
        ((20, 500), 19, set()),
        ((20, 100), 80, {"error", "score"}),
        ((20, 1), 80, set()),
    ],
)
def test_who_is_asked_depends_on_the_rows(monkeypatch, sizes, n, asked):
    seen = set()
    monkeypatch.setattr(Trial, "_folds", lambda self, label, n: [])
    monkeypatch.setattr(trial, "_error_gain", lambda folds: seen.add("error") or 1.0)
    monkeypatch.setattr(Trial, "_score_gain", lambda self, *_: seen.add("score") or -1.9)
    y = np.repeat([1, 0], sizes)
    assert not Trial(None, None, y, 0).prefers_copies(1, n, below=10)
    assert seen == asked


@pytest.mark.parametrize(("sizes", "asked"), [((11, 50, 54, 49), True), ((11, 56, 4, 4), False)])
def test_a_class_is_outnumbered_by_the_largest_other_one(monkeypatch, sizes, asked):
    monkeypatch.setattr(Trial, "_folds", lambda self, label, n: [])
    monkeypatch.setattr(trial, "_error_gain", lambda folds: -1.0)
    y = np.repeat(np.arange(4), sizes)
    assert Trial(None, None, y, 0).prefers_copies(0, 43, below=5.0) == asked


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("others", [2, 3])
def test_each_fold_leaves_out_some_of_the_others_however_few(others):
    assert np.isfinite(gain(*separate_table(own=9, others=others)))


def test_large_tables_are_tried_on_a_part():
    X, y = separate_table(own=1_500, others=6_000)
    rows, own, share = trial_of(X, y)._looked_at(1)
    assert own.sum() == 1_000
    assert len(rows) == 2_000
    assert share == pytest.approx(1 / 6)


class TestCopies:
    """Rows of a class for which the trial says so."""

    @pytest.fixture
    def decided(self, monkeypatch):
        def decide(gains):
            prefers = lambda self, label, n, below: gains[label] <= 0  # noqa: E731
            monkeypatch.setattr(Trial, "prefers_copies", prefers)

        return decide

    def topped_up(self, recipe=RECIPE, sizes=((0, 60), (1, 20), (2, 12))):
        y = np.repeat(*zip(*sizes, strict=True))
        bits = np.random.default_rng(0).integers(0, 2, (len(y), 6))
        X = pd.DataFrame(np.where(bits, "x", "y")).add_prefix("a")
        sampler = GANSMOTE(recipe=recipe, random_state=0)
        return X, y, sampler, *sampler.fit_resample(X, y)

    def test_are_each_as_often_as_another_and_told(self, decided):
        decided({1: -0.1, 2: 0.1})
        X, _, sampler, X_more, y_more = self.topped_up()
        told = sampler.provenance_
        copied = told[told["copied"]]
        assert (copied["class"] == 1).all()
        assert len(copied) == 40
        assert copied["nearest"].value_counts().tolist() == [2] * 20
        pd.testing.assert_frame_equal(
            X_more[told["copied"]].reset_index(drop=True),
            X.iloc[copied["nearest"]].reset_index(drop=True),
        )
        assert not told["copied"][told["class"] == 2].any()
        assert np.bincount(y_more).tolist() == [60, 60, 60]

    def test_take_no_training_where_no_class_is_invented(self, decided):
        decided({1: 0.0, 2: -0.1})
        *_, sampler, X_more, _ = self.topped_up()
        assert sampler.gan_ is None
        assert sampler.replicas_ == {}
        assert len(X_more) == 180

    def test_are_made_alike_of_many_tables_at_once(self, decided):
        decided({1: -0.1, 2: 0.1})
        X, y, _, X_more, _ = self.topped_up()
        ((rows, labels),) = resample_tables([(X, y)], RECIPE, seed=0)
        made = [part[60 + 32 :] for part in (rows, labels)]
        copies = made[0][made[1] == 1].drop_duplicates()
        assert len(made[0]) == len(X_more) - 92
        assert len(copies.merge(X[y == 1])) >= len(copies)

    def test_are_none_on_purpose_where_what_equals_a_real_row_is_bounded(self, decided):
        decided({})
        recipe = replace(RECIPE, copies=0.5, max_copies=0.5)
        *_, sampler, _, _ = self.topped_up(recipe)
        told = sampler.provenance_[sampler.provenance_["synthetic"]]
        assert not told["copied"].any()
        assert (told["distance"] == 0).groupby(told["class"]).mean().max() <= 0.5

    def test_are_no_business_of_recipes_without_a_trial(self, decided):
        decided({})
        *_, sampler, _, _ = self.topped_up(replace(RECIPE, tried_below=0.0))
        assert not sampler.provenance_["copied"].any()
