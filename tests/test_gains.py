"""Intervals over tables and within one: how often they contain the truth, and by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from gansmote_tf.benchmark import gains as gains_module
from gansmote_tf.benchmark.gains import (
    gains,
    interval_over_tables,
    recovered_share,
    side_by_side,
    table_gains,
)
from gansmote_tf.benchmark.repeated_folds import compare_within_tables, corrected_t_test

SIMULATIONS = 2_000


def nested(tables, skewed=False, seed=0):
    """Gains of no method on average: sd 4 between tables, 3 between 2 to 12 draws of each.

    Every simulation is a method of its own, so that one call makes all intervals.
    """
    rng = np.random.default_rng(seed)
    shape = (SIMULATIONS, tables)
    own = (rng.gamma(4, 1, shape) - 4) / 2 if skewed else rng.standard_normal(shape)
    means = 4 * own + 3 * rng.standard_normal(shape) / np.sqrt(rng.integers(2, 13, shape))
    frame = pd.DataFrame(means).rename_axis(index="method", columns="table")
    return frame.melt(ignore_index=False, value_name="gain").reset_index()


@pytest.mark.parametrize("skewed", [False, True], ids=["normal", "skewed"])
@pytest.mark.parametrize("tables", [6, 13, 15])
def test_intervals_over_tables_contain_the_truth_in_93_to_97_percent(tables, skewed):
    over = interval_over_tables(nested(tables, skewed))
    covered = (over["low"] <= 0) & (over["high"] >= 0)
    assert 0.93 <= covered.mean() <= 0.97


def test_a_percentile_bootstrap_of_13_tables_would_not():
    means = table_gains(nested(13)).to_numpy()[:500]
    found = stats.bootstrap(
        (means,), np.mean, axis=1, n_resamples=499, method="percentile", rng=0
    ).confidence_interval
    assert ((found.low <= 0) & (found.high >= 0)).mean() < 0.93


@pytest.mark.parametrize("tables", [6, 13])
@pytest.mark.parametrize("whole", [12, 6], ids=["clear", "barely"])
def test_shares_of_the_ceilings_gain_contain_the_truth_in_93_to_97_percent(tables, whole):
    rng = np.random.default_rng(tables)
    ceiling = rng.normal(whole, 6, (SIMULATIONS, tables))
    own = 0.8 * ceiling + rng.normal(0, 3, ceiling.shape)
    found = np.array(
        [gains_module._ratio(np.stack(pair)) for pair in zip(own, ceiling, strict=True)]
    )
    given = found[~np.isnan(found[:, 0])]
    # It is given just where the ceiling's own interval lies above 0.
    assert (
        len(given)
        == (stats.ttest_1samp(ceiling, 0, axis=1).confidence_interval(0.95).low > 0).sum()
    )
    assert 0.93 <= ((given[:, 1] <= 0.8) & (given[:, 2] >= 0.8)).mean() <= 0.97


def scores_of(**methods):
    """One draw per table; method -> scores of the tables t0, t1, ..."""
    return pd.DataFrame(
        {"table": f"t{at}", "draw": 0, "method": method, "macro_f1": score}
        for method, values in methods.items()
        for at, score in enumerate(values)
    )


def test_gains_are_paired_by_place():
    scores = pd.DataFrame(
        [
            ("car", 0, "forest", "copies", 50.0),
            ("car", 1, "forest", "copies", 60.0),
            ("car", 1, "forest", "GAN", 63.0),
            ("car", 0, "forest", "GAN", 51.0),
            ("car", 0, "line", "GAN", 90.0),
            ("vote", 0, "forest", "copies", np.nan),
            ("vote", 0, "forest", "GAN", 70.0),
        ],
        columns=["table", "draw", "classifier", "method", "macro_f1"],
    )
    found = gains(scores, "copies")
    assert found["gain"].tolist() == [1.0, 3.0]
    assert found["draw"].tolist() == [0, 1]
    assert set(found["table"]) == {"car"}


def test_a_table_counts_once_whatever_its_draws():
    gained = pd.DataFrame({"method": "a", "table": ["x"] * 9 + ["y"], "gain": [1.0] * 9 + [5.0]})
    row = interval_over_tables(gained).loc["a"]
    assert row["gain"] == 3
    low, high = stats.t.interval(0.95, 1, 3, 2)
    assert (row["low"], row["high"]) == pytest.approx((low, high))


def test_the_worst_table_is_named_and_losses_are_counted():
    scores = scores_of(copies=[50, 60, 70, 80], GAN=[55, 58, 69.5, 90])
    row = interval_over_tables(gains(scores, "copies")).loc["GAN"]
    assert (row["worst_table"], row["worst_gain"], row["tables_worse"]) == ("t1", -2, 2)


def test_one_table_has_a_gain_and_no_interval():
    row = interval_over_tables(gains(scores_of(copies=[50], GAN=[55]), "copies")).loc["GAN"]
    assert row["gain"] == 5
    assert np.isnan([row["low"], row["high"]]).all()


def test_classifiers_and_sizes_are_kept_apart_where_wanted():
    scores = pd.concat(
        scores_of(copies=[1, 2], GAN=[1 + more, 2 + more]).assign(rows=rows)
        for rows, more in ((6, 4), (12, 1))
    )
    over = interval_over_tables(gains(scores, "copies"), ["rows", "method"])
    assert over["gain"].to_dict() == {(6, "GAN"): 4, (12, "GAN"): 1}


def test_no_share_is_given_of_a_ceiling_that_may_gain_nothing():
    scores = scores_of(copies=[0, 0, 0], GAN=[1, 2, 3], more=[5, -4, 1])
    assert recovered_share(gains(scores, "copies"), "more").loc["GAN"].isna().sum() == 3
    down = scores_of(copies=[0, 0, 0], GAN=[1, 2, 3], more=[-5, -5.5, -6])
    assert recovered_share(gains(down, "copies"), "more").loc["GAN"].isna().sum() == 3


def test_the_whole_gain_is_a_share_of_one():
    scores = scores_of(copies=[0, 0, 0], GAN=[3, 4, 5], more=[3, 4, 5])
    found = recovered_share(gains(scores, "copies"), "more").loc["GAN"]
    assert found.tolist() == pytest.approx([1, 1, 1, 3])


def test_a_model_is_measured_against_the_ceiling_of_its_own_classifier():
    every = {"copies": [0, 0, 0], "GAN": [3, 4, 5]}
    forest = scores_of(**every, more=[6, 8, 10], balanced=[4.5, 6, 7.5]).assign(classifier="forest")
    linear = scores_of(**every, more=[18, 24, 30]).assign(classifier="linear")
    found = recovered_share(gains(pd.concat([forest, linear]), "copies"), "more")
    assert found["share"].to_dict() == pytest.approx({"GAN": 0.25, "balanced": 0.75})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda scores: scores.drop(columns="table"), "scores without table"),
        (lambda scores: pd.concat([scores, scores]), "with two for"),
    ],
)
def test_scores_that_are_none_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        side_by_side(change(scores_of(copies=[1, 2], GAN=[2, 3])))


def test_a_reference_that_nobody_scored_is_refused():
    with pytest.raises(ValueError, match="reference must be one of"):
        gains(scores_of(copies=[1, 2]), "GAN")


def test_methods_and_tables_keep_their_order_and_nan_throughout_is_kept():
    wide = side_by_side(scores_of(z=[1, np.nan], a=[np.nan, np.nan]))
    assert list(wide.columns) == ["z", "a"]
    assert len(wide) == 2


@pytest.mark.parametrize(("folds", "repeats"), [(10, 1), (5, 2), (10, 10)])
def test_the_corrected_test_errs_in_5_percent_where_folds_correlate_as_it_supposes(folds, repeats):
    rng = np.random.default_rng(folds + repeats)
    shared = rng.standard_normal((SIMULATIONS, 1)) / np.sqrt(folds)
    own = rng.standard_normal((SIMULATIONS, folds * repeats)) * np.sqrt(1 - 1 / folds)
    p = np.array([corrected_t_test(each, 1 / (folds - 1)).p for each in shared + own])
    assert 0.03 <= (p <= 0.05).mean() <= 0.07


def nearest_centroid_hits(X, y, fold, folds):
    """Whether each row is right by the nearer centroid of the other folds, ``(tables, rows)``."""
    tables, _, features = X.shape
    member = np.eye(2 * folds)[2 * fold + y]
    sums = np.einsum("trc,trf->tcf", member, X).reshape(tables, folds, 2, features)
    counts = member.sum(axis=1).reshape(tables, folds, 2, 1)
    centroids = (sums.sum(axis=1, keepdims=True) - sums) / (
        counts.sum(axis=1, keepdims=True) - counts
    )
    others = centroids[np.arange(tables)[:, None], fold]
    return np.square(X[:, :, None] - others).sum(axis=3).argmin(axis=2) == y


def equal_learners(rows, folds, repeats, shared, simulations):
    """Differences in accuracy per fold of two learners that are equally good, on new tables."""
    rng = np.random.default_rng(rows + folds + shared)
    y = np.tile(np.arange(rows) % 2, (simulations, 1))
    means = 0.4 * (2 * y[:, :, None] - 1)
    both = rng.standard_normal((simulations, rows, shared)) + means
    first, second = (
        np.concatenate([both, rng.standard_normal((simulations, rows, 4)) + means], axis=2)
        for _ in range(2)
    )
    differences = []
    for _ in range(repeats):
        fold = np.empty_like(y)
        for label in (0, 1):
            places = np.tile(np.arange(rows // 2) % folds, (simulations, 1))
            fold[:, label::2] = rng.permuted(places, axis=1)
        hits = nearest_centroid_hits(first, y, fold, folds).astype(float)
        hits -= nearest_centroid_hits(second, y, fold, folds)
        member = np.eye(folds)[fold]
        differences.append(np.einsum("trk,tr->tk", member, hits) / member.sum(axis=1))
    return np.concatenate(differences, axis=1)


def error_rate(differences, folds):
    p = np.array([corrected_t_test(own, 1 / (folds - 1)).p for own in differences])
    return (p <= 0.05).mean()


def test_of_equal_learners_in_ten_times_ten_real_folds_3_to_7_percent_are_called_different():
    differences = equal_learners(rows=40, folds=10, repeats=10, shared=0, simulations=1_000)
    plain = stats.ttest_1samp(differences, 0, axis=1).pvalue
    assert 0.03 <= error_rate(differences, 10) <= 0.07
    assert (plain <= 0.05).mean() > 0.4


def test_with_few_repeats_it_errs_less_than_it_may():
    differences = equal_learners(rows=40, folds=5, repeats=2, shared=0, simulations=SIMULATIONS)
    assert 0.01 <= error_rate(differences, 5) <= 0.05


@pytest.mark.long
@pytest.mark.parametrize("shared", [0, 6])
@pytest.mark.parametrize("rows", [40, 100])
def test_real_folds_in_other_sizes(rows, shared):
    differences = equal_learners(rows, 10, 10, shared, SIMULATIONS)
    rate = error_rate(differences, 10)
    print(f"{rows} rows, {shared} of {shared + 4} features shared: {100 * rate:.1f} %")
    assert 0.02 <= rate <= 0.07


def test_the_corrected_interval_by_hand():
    values = [1.0, 2.0, 3.0, 2.0, np.nan]
    found = corrected_t_test(values, 0.25)
    error = np.sqrt(np.var(values[:4], ddof=1) * (1 / 4 + 0.25))
    assert (found.low, found.high) == pytest.approx(stats.t.interval(0.95, 3, 2, error))
    assert found.p == pytest.approx(2 * stats.t.sf(2 / error, 3))


def test_where_folds_do_not_vary_nothing_is_claimed():
    assert corrected_t_test([0.0] * 10, 1 / 9).p == 1
    for values in ([0.1] * 10, [0.1], [], [np.nan]):
        found = corrected_t_test(values, 1 / 9)
        assert np.isnan([found.low, found.high, found.p]).all()
    with pytest.raises(ValueError, match="test_share must lie in"):
        corrected_t_test([1.0, 2.0], 0)


def test_each_table_is_tested_by_itself_with_its_own_folds():
    rng = np.random.default_rng(0)
    scores = pd.DataFrame(
        {"table": table, "repeat": 0, "fold": fold, "classifier": classifier, "method": method,
         "log_loss": rng.normal(0.5, 0.01) - 0.2 * (method == "a" and table == "car")}
        for table, folds in (("car", 10), ("vote", 5))
        for fold in range(folds)
        for classifier in ("line", "forest")
        for method in ("none", "a", "b")
    )  # fmt: skip
    found = compare_within_tables(scores, "none", "log_loss")
    assert found.index[found["p_holm"] <= 0.05].tolist() == [("car", "a")]
    assert found.loc[("car", "a"), "gain"] == pytest.approx(0.2, abs=0.02)
    own = gains(scores[scores["table"] == "vote"], "none", "log_loss")
    own = own[own["method"] == "b"].groupby("fold")["gain"].mean()
    assert found.loc[("vote", "b"), "p"] == pytest.approx(corrected_t_test(own, 1 / 4).p)
    with pytest.raises(ValueError, match="test_share must lie in"):
        compare_within_tables(scores, "none", "log_loss", test_share=0)
    with pytest.raises(ValueError, match="scores without fold"):
        compare_within_tables(scores.drop(columns="fold"), "none", "log_loss")
