"""What tests over tables are worth: how often they err on simulated scores, and what they find."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from gansmote_tf.benchmark.comparisons import (
    TableMeans,
    all_pairs,
    compare_with,
    friedman,
    mean_ranks,
    nemenyi,
    table_means,
    tied_with_best,
)
from gansmote_tf.benchmark.joint_test import joint_p_values, sign_flips

SIMULATIONS = 2_000

#: Scores of four methods on 14 tables, with ties in some.
SCORES = pd.DataFrame(
    (np.random.default_rng(4).normal([0.70, 0.72, 0.71, 0.73], 0.02, (14, 4))).round(2),
    columns=["plain", "m", "cf", "m and cf"],
)


def simulated(design, tables, methods, gain=0.0, seed=0, simulations=SIMULATIONS):
    """Mean scores ``(simulations, tables, methods)``; the last method gains, no other differs.

    Tables differ by far more than methods do, and a method means something else to every table.
    *alike*: methods of five families; *apart*: all but the first are nearly one; *uneven*: some
    tables tell methods apart more than others; *skewed*: a few tables gain much by all but the
    first method.
    """
    rng = np.random.default_rng(seed)
    shape = (simulations, tables, methods)
    own = rng.standard_normal(shape)
    if design == "alike":
        families = rng.standard_normal((simulations, tables, 5))
        own += 3 * families[:, :, np.arange(methods) % 5]
    elif design == "apart":
        own += 3 * rng.standard_normal((simulations, tables, 1)) * (np.arange(methods) > 0)
    elif design == "uneven":
        own *= rng.gamma(2, 2, (simulations, tables, 1))
    elif design == "skewed":
        far = rng.exponential(1, (simulations, tables, 1)) - 1
        own += 2 * far * (np.arange(methods) > 0)
    own[:, :, -1] += gain
    return own + 15 * rng.standard_normal((simulations, tables, 1))


def alarms(differences):
    """In which simulations the joint test finds anything, ``(simulations, tables, pairs)`` in."""
    smallest = [joint_p_values(own, 400, seed=at).min() for at, own in enumerate(differences)]
    return np.array(smallest) <= 0.05


def pairs_of(scores):
    first, second = np.triu_indices(scores.shape[2], 1)
    return scores[:, :, first] - scores[:, :, second]


@pytest.mark.parametrize(
    ("design", "tables", "methods"),
    [
        ("independent", 7, 2),
        ("alike", 5, 10),
        ("alike", 8, 4),
        ("alike", 13, 25),
        ("apart", 13, 10),
        ("apart", 22, 25),
        ("uneven", 13, 25),
        ("uneven", 22, 10),
        ("skewed", 13, 10),
    ],
)
def test_against_a_reference_the_joint_test_errs_in_3_to_7_percent(design, tables, methods):
    scores = simulated(design, tables, methods)
    assert 0.03 <= alarms(scores[:, :, 1:] - scores[:, :, :1]).mean() <= 0.07


@pytest.mark.parametrize(
    ("design", "tables", "methods"), [("alike", 8, 10), ("uneven", 13, 10), ("independent", 5, 4)]
)
def test_of_all_pairs_the_joint_test_errs_in_3_to_7_percent(design, tables, methods):
    assert 0.03 <= alarms(pairs_of(simulated(design, tables, methods))).mean() <= 0.07


def test_with_6_tables_it_errs_as_often_as_32_flips_allow():
    scores = simulated("alike", 6, 10)
    assert alarms(scores[:, :, 1:] - scores[:, :, :1]).mean() == pytest.approx(1 / 32, abs=0.012)


def test_with_5_uneven_tables_it_errs_too_rarely_rather_than_too_often():
    scores = simulated("uneven", 5, 10)
    assert alarms(scores[:, :, 1:] - scores[:, :, :1]).mean() <= 0.05


def test_where_methods_are_alike_friedmans_usual_p_errs_and_that_of_flips_does_not():
    p = np.array(
        [
            (test.p_chi2, test.p_f, test.p)
            for own in simulated("alike", 9, 25, simulations=1_000)
            for test in [friedman(TableMeans(pd.DataFrame(own)))]
        ]
    )
    chi2, f, flips = (p <= 0.05).mean(axis=0)
    assert chi2 > 0.1
    assert f > 0.1
    assert 0.03 <= flips <= 0.07


@pytest.mark.parametrize(("design", "tables"), [("independent", 13), ("apart", 22)])
def test_nemenyis_critical_difference_is_passed_in_3_to_7_percent(design, tables):
    scores = simulated(design, tables, 4)
    difference, _ = nemenyi(TableMeans(pd.DataFrame(scores[0])))
    spans = np.ptp(stats.rankdata(scores, axis=2).mean(axis=1), axis=1)
    assert 0.03 <= (spans > difference).mean() <= 0.07


def test_a_method_is_left_out_of_the_best_in_5_percent_at_most_where_nothing_differs():
    scores = simulated("alike", 7, 4)
    tied = [len(tied_with_best(TableMeans(pd.DataFrame(own)))) for own in scores]
    assert 0.01 <= (np.array(tied) < 4).mean() <= 0.06


def test_a_true_gain_is_found_and_more_often_than_by_wilcoxon_with_holm():
    """A gain as large as the sd of two methods' differences, nine comparisons."""
    scores = simulated("alike", 13, 10, gain=4.5)
    differences = scores[:, :, 1:] - scores[:, :, :1]
    joint = np.array([joint_p_values(own, 400, seed=at) for at, own in enumerate(differences)])
    wilcoxon = stats.wilcoxon(differences[:, :, -1], axis=1, method="exact").pvalue
    found, found_by_holm = (joint[:, -1] <= 0.05).mean(), (wilcoxon <= 0.05 / 9).mean()
    print(f"power of the joint test {found:.3f}, of Wilcoxon with Holm {found_by_holm:.3f}")
    assert found > 0.5
    assert found > found_by_holm + 0.05
    assert (joint[:, :-1].min(axis=1) <= 0.05).mean() <= 0.07


def test_holm_can_say_nothing_on_6_tables_where_the_joint_test_can():
    means = pd.DataFrame(np.arange(24.0).reshape(6, 4) ** 1.1, columns=list("abcd"))
    tests = compare_with(TableMeans(means), "a")
    assert (tests["p_holm"] > 0.05).all()
    assert tests["p"].tolist() == [1 / 32] * 3


@pytest.mark.parametrize("tables", [6, 9])
def test_one_comparison_is_scipys_permutation_test(tables):
    own = np.random.default_rng(tables).normal(0.5, 1, (tables, 1))
    theirs = stats.permutation_test(
        (own[:, 0],), np.mean, permutation_type="samples", vectorized=True
    )
    assert joint_p_values(own)[0] == pytest.approx(theirs.pvalue)


def test_one_comparison_on_few_tables_is_students_t_test():
    own = np.random.default_rng(1).normal(1, 1, (5, 1))
    assert joint_p_values(own)[0] == pytest.approx(stats.ttest_1samp(own[:, 0], 0).pvalue, abs=0.01)


@pytest.mark.parametrize("tables", [3, 7, 20])
def test_more_comparisons_make_no_p_smaller_and_twins_make_none_larger(tables):
    own = np.random.default_rng(tables).normal(0.7, 1, (tables, 6))
    joint = joint_p_values(own)
    alone = np.array([joint_p_values(own[:, [at]])[0] for at in range(6)])
    assert (joint >= alone - 1e-12).all()
    twins = joint_p_values(np.concatenate([own, -2 * own, 0 * own], axis=1))
    np.testing.assert_allclose(twins, [*joint, *joint, *[1.0] * 6])


def test_the_order_of_comparisons_changes_nothing():
    own = np.random.default_rng(0).normal(0.5, 1, (8, 5))
    np.testing.assert_array_equal(joint_p_values(own)[::-1], joint_p_values(own[:, ::-1]))


def test_one_table_has_no_p():
    assert np.isnan(joint_p_values(np.ones((1, 3)))).all()
    assert np.isnan(compare_with(TableMeans(SCORES[:1]), "m").drop(columns="gain")).all(axis=None)


def test_flips_are_all_of_them_or_as_many_as_asked_for():
    assert len(np.unique(sign_flips(7), axis=0)) == 64
    drawn = sign_flips(22, most=500)
    assert drawn.shape == (500, 22)
    assert (drawn[0] == 1).all()


def test_ranks_and_friedman_are_scipys_and_f_is_made_of_them():
    tables = TableMeans(SCORES)
    ranks = stats.rankdata(-SCORES, axis=1)
    assert (ranks % 1).any()  # ties
    assert mean_ranks(tables).to_dict() == pytest.approx(
        dict(zip(SCORES, ranks.mean(axis=0), strict=True))
    )
    assert mean_ranks(tables).is_monotonic_increasing
    theirs = stats.friedmanchisquare(*SCORES.to_numpy().T)
    test = friedman(tables)
    assert (test.chi2, test.p_chi2) == pytest.approx(tuple(theirs))
    assert test.f == pytest.approx(13 * test.chi2 / (14 * 3 - test.chi2))
    assert test.p_f == pytest.approx(stats.f.sf(test.f, 3, 39))


def test_the_critical_difference_is_demsars_and_goes_with_the_p_values():
    """14 tables and four methods: 1.25 (Demsar 2006, section 3.2.3)."""
    difference, p = nemenyi(TableMeans(SCORES))
    assert difference == pytest.approx(1.25, abs=0.01)
    ranks = mean_ranks(TableMeans(SCORES))
    apart = np.abs(np.subtract.outer(ranks.to_numpy(), ranks.to_numpy()))
    assert ((p.loc[ranks.index, ranks.index] <= 0.05) == (apart >= difference)).all(axis=None)
    assert (apart >= difference).any()
    assert (apart < difference).sum() > 4


def test_friedman_on_ties_throughout_finds_nothing_and_asks_for_three_methods():
    assert friedman(TableMeans(SCORES * 0 + 1)).p == 1
    with pytest.raises(ValueError, match="Received: 2 methods and 14 tables"):
        friedman(TableMeans(SCORES[["m", "cf"]]))


def test_where_lower_is_better_all_turns_round():
    loss = TableMeans(1 - SCORES, lower_is_better=True)
    pd.testing.assert_series_equal(mean_ranks(loss), mean_ranks(TableMeans(SCORES)))
    pd.testing.assert_frame_equal(
        compare_with(loss, "plain"), compare_with(TableMeans(SCORES), "plain")
    )
    assert loss.best == TableMeans(SCORES).best == "m and cf"


def tidy(means, value="macro_f1", draws=2):
    """Scores whose means over draws are the given ones."""
    return pd.DataFrame(
        {"table": table, "draw": draw, "method": method, value: score + draw - (draws - 1) / 2}
        for table, row in means.iterrows()
        for method, score in row.items()
        for draw in range(draws)
    )


def test_tables_are_compared_where_all_methods_were_scored_and_others_counted():
    scores = tidy(SCORES)
    scores.loc[(scores["table"] == 3) & (scores["method"] == "cf"), "macro_f1"] = np.nan
    scores = scores[(scores["table"] != 5) | (scores["method"] != "m")]
    scores.loc[(scores["table"] == 7) & (scores["draw"] == 1), "macro_f1"] = np.nan
    tables = table_means(scores)
    assert tables.left_out == (3, 5)
    expected = SCORES.drop(index=[3, 5])
    expected.loc[7] -= 0.5  # the draw that is left
    np.testing.assert_allclose(tables.means, expected)
    assert table_means(scores, methods=["plain", "m and cf"]).left_out == ()


def test_a_draw_that_one_method_lacks_counts_for_none():
    scores = tidy(SCORES)
    hard = (scores["table"] == 0) & (scores["draw"] == 0)
    scores = scores[~(hard & (scores["method"] == "cf"))]
    np.testing.assert_allclose(table_means(scores).means.loc[0], SCORES.loc[0] + 0.5)


def test_who_is_tied_with_the_best_is_who_can_not_be_told_from_it():
    rng = np.random.default_rng(0)
    base = rng.normal(60, 10, (13, 1))
    means = base + np.array([0, 5, 5.2, -4]) + rng.normal(0, 1, (13, 4))
    tables = TableMeans(pd.DataFrame(means, columns=["copies", "x", "y", "z"]))
    assert sorted(tied_with_best(tables)) == ["x", "y"]
    p = all_pairs(tables)
    assert (p == p.T).all(axis=None)
    assert p.loc["x", "y"] > 0.05 > p.loc["x", "copies"]


def test_methods_that_were_not_scored_are_refused():
    with pytest.raises(ValueError, match="reference must be one of"):
        compare_with(TableMeans(SCORES), "GAN")
    with pytest.raises(ValueError, match="methods must be one of"):
        table_means(tidy(SCORES), methods=["GAN"])
