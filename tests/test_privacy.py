"""What synthetic rows give away: answers forced by construction, and the interval's coverage."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse
from scipy.stats import mannwhitneyu
from sklearn.metrics import roc_auc_score

from gansmote_tf import RECIPES, Columns, load_petrography
from gansmote_tf.metrics import nearest_rows, privacy_report
from gansmote_tf.metrics.privacy import auc_interval
from tests.privacy_tables import halves, measured


def drawn(seed, tables, rows=200, attributes=8, levels=4):
    """Tables of one source, whose rows hardly ever meet."""
    return np.random.default_rng(seed).integers(0, levels, (tables, rows, attributes))


def test_copies_of_the_training_rows_give_them_all_away():
    real, holdout = drawn(0, 2)
    report = privacy_report(real, real, holdout)
    assert report.membership_auc > 0.99
    assert report.copies_of_real == report.copied_real == 1.0
    assert report.copies_of_holdout < 0.02
    assert report.copied_holdout < 0.02
    assert report.nearer_to_real > 0.99
    assert report.real_distances == (0.0, 0.0)
    assert report.holdout_distances[1] > 1


def test_rows_made_without_the_training_rows_give_nothing_away():
    """Of twenty intervals of 95 %, one may miss; of twenty seeds here, at most three do."""
    reports = [privacy_report(*drawn(seed, 3)) for seed in range(20)]
    missed = [seed for seed, each in enumerate(reports) if not holds(each.membership_interval, 0.5)]
    assert len(missed) <= 3
    assert np.mean([each.membership_auc for each in reports]) == pytest.approx(0.5, abs=0.02)
    assert np.mean([each.nearer_to_real for each in reports]) == pytest.approx(0.5, abs=0.02)


def holds(interval, value):
    return interval[0] <= value <= interval[1]


def test_copies_of_the_rows_held_out_lie_below_one_half():
    real, holdout = drawn(1, 2)
    report, turned = privacy_report(real, holdout, holdout), privacy_report(holdout, holdout, real)
    assert report.membership_interval[1] < 0.1
    assert report.membership_auc == pytest.approx(1 - turned.membership_auc)
    assert report.nearer_to_real == pytest.approx(1 - turned.nearer_to_real)
    assert (report.copies_of_holdout, report.copied_holdout) == (1.0, 1.0)


def test_the_more_is_copied_the_larger_the_area():
    real, holdout, fresh = drawn(2, 3)
    areas = [
        privacy_report(real, np.vstack([real[:n], fresh[n:]]), holdout).membership_auc
        for n in (0, 50, 100, 150, 200)
    ]
    assert areas == sorted(areas)
    # n of 200 are found out, the others are a guess.
    np.testing.assert_allclose(areas, [0.5, 0.625, 0.75, 0.875, 1.0], atol=0.05)


TABLES = st.tuples(st.integers(1, 7), st.integers(1, 7), st.integers(1, 7)).flatmap(
    lambda sizes: st.tuples(
        *(arrays("int64", (size, 2), elements=st.integers(0, 2)) for size in sizes)
    )
)


@settings(deadline=None)
@given(TABLES)
def test_every_figure_is_that_of_a_loop_over_pairs(tables):
    real, synthetic, holdout = tables
    report = privacy_report(real, synthetic, holdout)

    def closest(rows, others):
        return np.array([min((row != other).sum() for other in others) for row in rows])

    members, others = closest(real, synthetic), closest(holdout, synthetic)
    assert report.copied_real == pytest.approx(np.mean(members == 0))
    assert report.copied_holdout == pytest.approx(np.mean(others == 0))
    assert report.real_distances == tuple(np.percentile(members, [5, 50]))
    assert report.holdout_distances == tuple(np.percentile(others, [5, 50]))
    known = np.repeat([1, 0], [len(members), len(others)])
    area = roc_auc_score(known, -np.concatenate([members, others]))
    assert report.membership_auc == pytest.approx(area)
    own, other = closest(synthetic, real), closest(synthetic, holdout)
    assert report.copies_of_real == pytest.approx(np.mean(own == 0))
    assert report.copies_of_holdout == pytest.approx(np.mean(other == 0))
    nearer = np.mean(own < other) + np.mean(own == other) / 2
    assert report.nearer_to_real == pytest.approx(nearer)
    low, high = report.membership_interval
    assert low - 1e-8 <= area <= high + 1e-8


def poisson(rng, members, others):
    """Distances whose members are a little nearer; 0.669 is summed over both distributions."""
    return rng.poisson(2, members), rng.poisson(3, others), 0.669


def some_copied(rng, members, others):
    """A fifth of the members are copied, the others are as anyone."""
    distances = 1 + rng.poisson(3, members)
    return np.where(rng.random(members) < 0.2, 0, distances), 1 + rng.poisson(3, others), 0.6


def nearly_all_copied(rng, members, others):
    """So that many draws of a dozen find every member out."""
    distances = 1 + rng.poisson(3, members)
    return np.where(rng.random(members) < 0.95, 0, distances), 1 + rng.poisson(3, others), 0.975


@pytest.mark.parametrize("draw", [poisson, some_copied, nearly_all_copied])
@pytest.mark.parametrize("sizes", [(12, 12), (60, 60)])
def test_the_interval_holds_the_true_area_about_as_often_as_it_says(draw, sizes):
    rng, held = np.random.default_rng(0), []
    for _ in range(400):
        members, others, true = draw(rng, *sizes)
        area = mannwhitneyu(others, members, method="asymptotic").statistic / np.prod(sizes)
        held.append(holds(auc_interval(area, *sizes), true))
    assert np.mean(held) > 0.91


@pytest.mark.parametrize("area", [0.0, 0.2, 0.5, 1.0])
def test_the_interval_shrinks_with_rows_and_is_never_nothing(area):
    widths = [np.ptp(auc_interval(area, n, n)) for n in (1, 10, 100, 1000)]
    assert widths == sorted(widths, reverse=True)
    assert all(0 < width <= 1 for width in widths)
    assert all(holds(auc_interval(area, n, n), area) for n in (1, 10, 100, 1000))


def test_a_frame_an_array_and_a_list_say_the_same():
    tables = drawn(3, 3, rows=30)
    named = [pd.DataFrame(table).rename(columns="c{}".format) for table in tables]
    words = [frame.map("level {}".format).astype("category") for frame in named]
    reports = {privacy_report(*each) for each in (tables, tables.tolist(), named, words)}
    assert len(reports) == 1


def test_a_missing_value_is_a_value_whatever_its_kind():
    real = pd.DataFrame({"a": ["x", None], "b": [1.0, np.nan]})
    synthetic = pd.DataFrame({"a": ["x", np.nan], "b": [1, None]})
    report = privacy_report(real, synthetic, pd.DataFrame({"a": ["y"], "b": [2.0]}))
    assert (report.copies_of_real, report.copied_real) == (1.0, 1.0)


def test_one_hot_columns_are_counted_as_attributes_once_encoded():
    X, _ = load_petrography()
    columns = Columns().fit(X)
    real, synthetic, holdout = (
        columns.attributes(columns.encode(part)) for part in (X[:60], X[60:80], X[80:])
    )
    report = privacy_report(real, synthetic, holdout)
    distances = nearest_rows(real, synthetic)[1]
    assert report.real_distances[1] == np.median(distances)
    assert report.real_distances[1] < privacy_report(X[:60], X[60:80], X[80:]).real_distances[1]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"real": np.zeros((0, 3))}, r"real must be a table of at least one row.*\(0, 3\)"),
        ({"synthetic": [1, 2, 3]}, r"synthetic must be a table.*\(3,\)"),
        ({"holdout": None}, "holdout must be a table.*NoneType"),
        ({"holdout": sparse.csr_array(np.eye(3))}, "holdout must be a table.*csr_array"),
        ({"synthetic": [[1, 2], [3]]}, r"synthetic must be a table.*list of shape \(2,\)"),
        ({"holdout": np.zeros((2, 4))}, "holdout must have the 3 columns of real.*4 columns"),
        ({"synthetic": pd.DataFrame({"a": [1], "b": 2, "c": 3})}, "synthetic must have.*'a', 'b'"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_sentence(changed, said):
    given_rows = {name: np.eye(3) for name in ("real", "synthetic", "holdout")}
    with pytest.raises(ValueError, match=said) as refused:
        privacy_report(**given_rows | changed)
    assert re.fullmatch(r"[^\n]+\.", str(refused.value))


def test_the_figures_of_the_readme_are_of_as_many_rows_seen_as_held_out():
    """What prints them, at a few steps of a small recipe."""
    table = load_petrography()
    seen, held = halves(table[1], 12, seed=0)
    assert len(seen) == len(held) == 48
    assert not set(seen) & set(held)
    lines = measured(
        {"stand-in": table}, range(2), sizes=(12, 50), recipe=RECIPES["paper"].scaled(20)
    )
    assert lines["rows"].tolist() == [12]
    shares = lines.drop(columns=["table", "rows", "distance", "distance of held out"])
    assert shares.apply(lambda column: column.between(0, 1)).all(axis=None)


def test_printed_it_says_both_sides_and_the_interval():
    text = str(privacy_report(*drawn(4, 3, rows=50)))
    assert "trained on    held out" in text
    assert re.search(r"AUC 0\.\d\d \(95 % interval 0\.\d\d to 0\.\d\d; guessing gets 0\.5\)", text)


@pytest.mark.parametrize("rows", [[[1, 2], [3]], [1, 2], []])
def test_what_is_no_table_is_refused_with_its_shape(rows):
    with pytest.raises(ValueError, match=r"^synthetic must be a table of .* list of shape \("):
        privacy_report([[1, 2]], rows, [[1, 2]])


def test_a_narrower_interval_holds_the_area_less_often():
    wide, narrow = auc_interval(0.7, 30, 30), auc_interval(0.7, 30, 30, level=0.5)
    assert wide[0] < narrow[0] < 0.7 < narrow[1] < wide[1]
    assert narrow[1] - narrow[0] == pytest.approx(0.0926, abs=0.003)
