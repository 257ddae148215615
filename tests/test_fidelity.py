"""How like real rows synthetic ones are: oracles by brute force, answers forced by construction."""

import dataclasses
import functools
import itertools
import math
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.linear_model import LogisticRegression

from gansmote_tf import metrics
from gansmote_tf.columns import Columns, Group, Groups
from gansmote_tf.datasets import load_petrography
from gansmote_tf.metrics import FidelityReport, train_on_synthetic
from gansmote_tf.metrics.fidelity import pair_variations
from gansmote_tf.metrics.tables import SideBySide, one_hot

#: With a forest of a size that tells what these tests ask.
fidelity_report = functools.partial(metrics.fidelity_report, trees=10)
fidelity_baselines = functools.partial(metrics.fidelity_baselines, trees=10)

WORDS = np.array(["red", "grey", "blue", "white"], object)


def drawn(seed, tables, rows=60, attributes=4, levels=3):
    """Tables of one source."""
    return np.random.default_rng(seed).integers(0, levels, (tables, rows, attributes))


def figures(report, without=()):
    """What a report says, with NaN equal to NaN."""
    shown = dataclasses.asdict(report)
    return {name: repr(value) for name, value in shown.items() if name not in without}


# --- frequencies ------------------------------------------------------------------------------


def shares(rows):
    """How often each value occurs, as a dict."""
    return {value: rows.count(value) / len(rows) for value in rows}


def variation(real, synthetic):
    one, other = shares(real), shares(synthetic)
    values = one.keys() | other.keys()
    return sum(abs(one.get(value, 0) - other.get(value, 0)) for value in values) / 2


TABLES = st.tuples(st.integers(1, 7), st.integers(1, 7), st.integers(1, 4)).flatmap(
    lambda sizes: st.tuples(
        *(arrays("int64", (size, sizes[2]), elements=st.integers(0, 3)) for size in sizes[:2])
    )
)


@settings(deadline=None)
@given(TABLES)
def test_frequencies_are_those_of_a_loop_over_levels(tables):
    real, synthetic = tables
    columns = [[table[:, place].tolist() for place in range(table.shape[1])] for table in tables]
    found = pair_variations(real, synthetic)
    for i, j in itertools.product(range(real.shape[1]), repeat=2):
        pairs = [list(zip(each[i], each[j], strict=True)) for each in columns]
        assert found[i, j] == pytest.approx(variation(*pairs))
    report = fidelity_report(real, synthetic, trees=0)
    alone = [variation(one, other) for one, other in zip(*columns, strict=True)]
    assert report.attribute_variation == pytest.approx(np.mean(alone))
    assert report.worst_attribute_variation == pytest.approx(max(alone))
    assert alone[report.worst_attribute] == pytest.approx(max(alone))
    upper = found[np.triu_indices(len(found), 1)]
    expected = np.mean(upper) if len(upper) else math.nan
    assert report.pair_variation == pytest.approx(expected, nan_ok=True)


@settings(deadline=None)
@given(TABLES)
def test_copies_and_distances_are_those_of_a_loop_over_rows(tables):
    real, synthetic = tables
    report = fidelity_report(real, synthetic, trees=0)
    nearest = [min((row != other).sum() for other in real) for row in synthetic]
    assert report.copies == pytest.approx(np.mean(np.equal(nearest, 0)))
    assert report.distance_mean == pytest.approx(np.mean(nearest))
    assert report.distance_median == np.median(nearest)
    assert report.distinct == len({tuple(row) for row in synthetic.tolist()}) / len(synthetic)


@settings(deadline=None, max_examples=15)
@given(TABLES, st.permutations(range(4)), st.randoms(use_true_random=False))
def test_neither_names_of_levels_nor_the_order_of_rows_matter(tables, names, random):
    report = fidelity_report(*tables, trees=1)
    words = [pd.DataFrame(WORDS[list(names)][table]) for table in tables]
    assert figures(fidelity_report(*words, trees=1)) == figures(report)
    shuffled = [np.array(random.sample(table.tolist(), len(table))) for table in tables]
    again = fidelity_report(*shuffled, trees=0)
    for name, value in dataclasses.asdict(report).items():
        if name not in ("auc", "worst_attribute"):  # of a forest, and of equals
            assert getattr(again, name) == pytest.approx(value, nan_ok=True)


@settings(deadline=None, max_examples=30)
@given(TABLES, st.integers(2, 4))
def test_frequencies_do_not_depend_on_how_many_rows_show_them(tables, times):
    real, synthetic = tables
    found = pair_variations(np.repeat(real, times, axis=0), synthetic)
    np.testing.assert_allclose(found, pair_variations(real, synthetic), atol=1e-12)


def test_identical_tables_differ_in_nothing():
    (real,) = drawn(0, 1)
    report = fidelity_report(real, real)
    assert report.attribute_variation == report.pair_variation == 0
    assert (report.copies, report.distance_mean) == (1.0, 0.0)
    assert report.auc <= 0.5


def test_tables_without_a_common_level_are_told_apart_always():
    real, synthetic, held_out = drawn(1, 3)
    report = fidelity_report(real, synthetic + 10, held_out)
    for value in ("attribute_variation", "worst_attribute_variation", "pair_variation", "auc"):
        assert getattr(report, value) == pytest.approx(1)
    assert (report.copies, report.distance_mean, report.distance_median) == (0.0, 4.0, 4.0)


def test_rows_of_the_same_source_cannot_be_told_apart():
    reports = [fidelity_report(*drawn(seed, 3, attributes=8)) for seed in range(6)]
    assert np.mean([report.auc for report in reports]) == pytest.approx(0.5, abs=0.06)


def test_pairs_show_what_attributes_by_themselves_do_not():
    real = np.repeat(drawn(2, 1, rows=300)[0][:, :1], 4, axis=1)
    synthetic = drawn(2, 1, rows=300)[0]
    report = fidelity_report(real, synthetic)
    assert report.attribute_variation < 0.1
    assert report.pair_variation == pytest.approx(2 / 3, abs=0.06)
    assert report.auc > 0.95


def test_rows_held_out_are_what_frequencies_are_told_against_and_training_rows_copies():
    real, synthetic, held_out = drawn(3, 3)
    report = fidelity_report(real, synthetic, held_out)
    against_real = fidelity_report(real, synthetic)
    against_held_out = fidelity_report(held_out, synthetic)
    for name in ("copies", "distance_mean", "distance_median"):
        assert getattr(report, name) == getattr(against_real, name)
    for name in ("attribute_variation", "pair_variation", "worst_attribute"):
        assert getattr(report, name) == getattr(against_held_out, name)
    assert report.auc == pytest.approx(against_held_out.auc, abs=0.1)
    assert (report.n_real, report.n_held_out, against_real.n_held_out) == (60, 60, 0)


def test_the_area_is_that_of_as_many_rows_of_one_kind_as_of_the_other():
    """Whatever the forest sees most of would be what it guesses, and copies be seen more often."""
    real, held_out = drawn(4, 2, rows=100, attributes=10)
    areas = [fidelity_report(real, np.tile(real, (n, 1)), held_out).auc for n in (5, 50)]
    assert areas == pytest.approx([0.65, 0.65], abs=0.15)


# --- values of every kind ---------------------------------------------------------------------


def test_numbers_are_told_by_bins_of_equal_shares_and_by_ranks():
    real = np.arange(100.0)[:, None]
    synthetic = np.concatenate([np.full(50, 5.0), np.full(50, 95.0)])[:, None]
    report = fidelity_report(real, synthetic)
    # Two of ten bins hold one half each, and should hold a tenth.
    assert report.attribute_variation == pytest.approx(0.8)
    assert fidelity_report(real, synthetic, bins=2).attribute_variation == 0
    curved = fidelity_report(np.exp(real / 9), np.exp(synthetic / 9))
    assert figures(curved) == figures(report)


def test_numbers_beyond_the_real_ones_have_bins_of_their_own():
    real = np.arange(40.0)[:, None]
    for beyond in (-1, 40, np.inf, -np.inf, np.nan):
        report = fidelity_report(real, np.full((40, 1), beyond))
        assert report.attribute_variation == pytest.approx(1)
        assert report.auc == 1
    assert fidelity_report(real, np.full((40, 1), 39)).attribute_variation == pytest.approx(0.9)
    assert fidelity_report(real, np.full((40, 1), 0)).attribute_variation == pytest.approx(0.9)


def test_a_few_numbers_are_levels():
    real, synthetic = [[1], [2], [3]] * 5, [[1.0], [2.5], [3.0]] * 5
    assert fidelity_report(real, synthetic).attribute_variation == pytest.approx(1 / 3)


def test_a_missing_value_is_a_value_whatever_its_kind():
    real = pd.DataFrame({"a": ["x", None] * 20, "b": [*range(39), np.nan]})
    synthetic = pd.DataFrame({"a": ["x", np.nan] * 20, "b": [*range(39), None]})
    report = fidelity_report(real, synthetic)
    assert (report.copies, report.attribute_variation, report.pair_variation) == (1, 0, 0)
    full = fidelity_report(real, synthetic.assign(a="x"))
    assert full.worst_attribute == "a"
    assert full.worst_attribute_variation == 0.5


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("kind", ["int8", "float32", "Int64", "Float64", "object", "category", str])
def test_the_kind_of_a_column_does_not_matter(kind):
    real, synthetic, held_out = (pd.DataFrame(table) for table in drawn(5, 3, levels=30))
    expected = fidelity_report(real, synthetic, held_out, bins=40)  # so all are levels
    if kind is str:
        tables = [table.astype(str) for table in (real, synthetic, held_out)]
    else:
        tables = [real, synthetic.astype(kind), held_out]
    report = fidelity_report(*tables, bins=40)
    assert figures(report) == figures(expected)


@pytest.mark.parametrize("kind", ["float32", "Int64", "object"])
def test_numbers_are_numbers_whatever_their_kind(kind):
    real, synthetic = (pd.DataFrame(table) for table in drawn(6, 2, levels=100))
    expected = fidelity_report(real, synthetic)
    report = fidelity_report(real.astype(kind), synthetic)
    assert figures(report) == figures(expected)
    some = fidelity_report(real.astype(kind).where(real > 3, None), synthetic)
    assert some.attribute_variation > expected.attribute_variation


def test_an_array_and_a_list_and_a_frame_say_the_same():
    tables = drawn(7, 3)
    frames = [pd.DataFrame(table) for table in tables]
    reports = [fidelity_report(*each) for each in (tables, tables.tolist(), frames)]
    assert len({tuple(figures(report).items()) for report in reports}) == 1


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("empty", [None, np.nan])
def test_one_row_one_attribute_and_columns_of_one_value_give_a_report(empty):
    one = fidelity_report([["red"]], [["red"]])
    assert (one.copies, one.distinct, one.attribute_variation) == (1, 1, 0)
    assert math.isnan(one.auc)
    assert math.isnan(one.pair_variation)
    constant = pd.DataFrame({"a": ["x"] * 4, "b": [empty] * 4})
    same = fidelity_report(constant, constant)
    assert (same.pair_variation, same.auc) == (0, 0.5)
    other = fidelity_report(constant, constant.assign(b=1.5), constant)
    assert (other.worst_attribute, other.pair_variation, other.auc) == ("b", 1, 1)


# --- columns that describe one attribute, and what is valid -----------------------------------


def test_one_hot_columns_are_attributes_where_columns_say_so():
    X, _ = load_petrography()
    columns = Columns().fit(X)
    report = fidelity_report(X[:60], X[60:100], X[100:], columns=columns)
    codes = [columns.attributes(columns.encode(part)) for part in (X[:60], X[60:100], X[100:])]
    text = [pd.DataFrame(part).astype(str) for part in codes]
    apart = ("auc", "validity", "worst_attribute")
    assert figures(report, apart) == figures(fidelity_report(*text), apart)
    assert report.worst_attribute in {group.name for group in columns.groups}
    assert report.validity == columns.valid(columns.encode(X[60:100])).mean()
    assert report.distance_mean < fidelity_report(X[:60], X[60:100]).distance_mean


def test_numbers_among_columns_are_told_by_bins():
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"colour": rng.choice(WORDS, 80), "size": rng.normal(size=80)})
    columns = Columns().fit(X)
    report = fidelity_report(X[:40], X[40:], columns=columns)
    assert figures(report, ["validity"]) == figures(fidelity_report(X[:40], X[40:]), ["validity"])
    assert report.validity == 1


def test_a_function_says_what_is_valid_of_encoded_rows():
    groups = Groups([Group("SORTING", "one_of", (0, 1), ("Well", "Poor"), ("a", "b"))])
    rows = np.array([[1, 0], [1, 1], [0, 0], [0, 1]])
    assert fidelity_report(rows, rows, valid=groups.valid).validity == 0.5
    assert math.isnan(fidelity_report(rows, rows).validity)


def test_levels_of_one_side_only_are_refused_by_columns_that_do_not_know_them():
    columns = Columns().fit([["red"], ["blue"]])
    with pytest.raises(ValueError, match=r"^synthetic must be a table that fits columns.*grey"):
        fidelity_report([["red"]], [["grey"]], columns=columns)


# --- the baselines ----------------------------------------------------------------------------


def test_baselines_are_what_they_are_called():
    rows = np.repeat(drawn(8, 1, rows=400, levels=4)[0][:, :2], 2, axis=1)
    found = fidelity_baselines(rows[:200], rows[200:], n=150)
    assert list(found) == ["held out", "copies", "attributes alone"]
    held_out = fidelity_report(rows[:200], rows[200:])
    assert figures(found["held out"], ["auc"]) == figures(held_out, ["auc"])
    assert found["copies"].copies == 1
    assert [found[name].n_synthetic for name in found] == [200, 150, 150]
    alone = found["attributes alone"]
    assert alone.pair_variation > 0.25 > 3 * alone.attribute_variation / 2
    assert alone.auc > 0.9


def test_baselines_draw_attributes_whole_where_columns_tell_them():
    X, _ = load_petrography()
    columns = Columns().fit(X)
    found = fidelity_baselines(X[:70], X[70:], columns=columns)
    assert found["attributes alone"].validity > 0.8
    assert found["copies"].distance_mean == 0
    bits = fidelity_baselines(
        X[:70], X[70:], valid=lambda rows: columns.valid(columns.encode(rows))
    )
    assert bits["attributes alone"].validity < 0.5


def test_the_same_seed_gives_the_same_figures():
    real, held_out = drawn(9, 2)
    one, other = (fidelity_baselines(real, held_out, random_state=3) for _ in range(2))
    assert [figures(each) for each in one.values()] == [figures(each) for each in other.values()]


# --- train on synthetic, test on real ---------------------------------------------------------


def labelled(seed, rows=80):
    """Rows whose first attribute is the label but for one in five."""
    X = drawn(seed, 1, rows=rows, levels=2)[0]
    other = np.random.default_rng(seed).random(rows) < 0.2
    return X, np.where(other, 1 - X[:, 0], X[:, 0])


def test_synthetic_rows_that_are_the_real_ones_teach_as_much():
    (X, y), (test_X, test_y) = labelled(0), labelled(1)
    report = train_on_synthetic(X, y, test_X, test_y, train_X=X, train_y=y)
    assert report.macro_f1 == report.real_macro_f1 > 0.7
    assert report.balanced_accuracy == report.real_balanced_accuracy


def test_labels_the_other_way_round_teach_the_wrong_thing():
    (X, y), (test_X, test_y) = labelled(2), labelled(3)
    report = train_on_synthetic(X, 1 - y, test_X, test_y)
    assert report.balanced_accuracy < 0.35
    assert math.isnan(report.real_macro_f1)


def test_each_class_counts_alike_and_one_that_was_never_seen_counts_as_lost():
    X, y = [["a"], ["b"], ["c"]], ["A", "B", "C"]
    report = train_on_synthetic(X[:2] * 9, y[:2] * 9, [*X * 2, *X[:1] * 50], [*y * 2, *y[:1] * 50])
    assert report.balanced_accuracy == pytest.approx(2 / 3)
    assert report.macro_f1 < 2 / 3


def test_any_classifier_and_labels_of_any_kind_will_do():
    (X, y), (test_X, test_y) = labelled(4), labelled(5)
    words = np.array(["sound", "rotten"], object)
    how = {"classifier": LogisticRegression()}
    report = train_on_synthetic(X, y, test_X, test_y, **how)
    named = train_on_synthetic(
        pd.DataFrame(X), words[y], pd.DataFrame(test_X), words[test_y], **how
    )
    assert report.macro_f1 == named.macro_f1 == pytest.approx(0.8, abs=0.1)
    assert not hasattr(how["classifier"], "coef_")


def test_numbers_teach_by_their_ranks():
    values = np.random.default_rng(0).normal(size=(200, 1))
    y = values[:, 0] > 0.3
    report = train_on_synthetic(np.exp(values[:100]), y[:100], np.exp(values[100:]), y[100:])
    assert report.balanced_accuracy > 0.95


# --- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "changed", "said"),
    [
        (ValueError, {"real": np.zeros((0, 3))}, r"real must be a table of at least one row"),
        (ValueError, {"synthetic": [[1, 2], [3]]}, r"synthetic must be a table.*shape \(2,\)"),
        (ValueError, {"held_out": np.zeros((2, 4))}, "held_out must have the 3 columns of real"),
        (ValueError, {"valid": lambda rows: [True]}, r"each of the 3 synthetic.*shape \(1,\)"),
        (ValueError, {"valid": lambda rows: rows[:, 0]}, "as a bool array.*float64"),
        (ValueError, {"bins": 1}, "bins must be at least 2. Received: bins=1"),
        (TypeError, {"bins": True}, "bins must be a whole number. Received: bins=True"),
        (TypeError, {"bins": 3.0}, "bins must be a whole number. Received: bins=3.0"),
        (TypeError, {"columns": Columns()}, "columns must be fitted Columns.*Received: columns="),
        (TypeError, {"columns": "auto"}, "columns must be fitted Columns.*'auto'"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_sentence(kind, changed, said):
    with pytest.raises(kind, match=said) as refused:
        fidelity_report(**{"real": np.eye(3), "synthetic": np.eye(3)} | changed)
    assert re.fullmatch(r"[^\n]+\.", str(refused.value))


def test_columns_in_another_order_are_refused():
    real = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
    with pytest.raises(ValueError, match=r"synthetic must have the 2 columns of real, in their"):
        fidelity_report(real, real[["b", "a"]])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"synthetic_y": [0]}, "synthetic_y must hold a label for each of the 2 rows.*1 labels, 0"),
        ({"real_y": [0, None]}, "real_y must hold a label.*2 labels, 1 of them missing"),
        ({"train_X": [[1], [2]]}, "train_X and train_y must be given together.*no train_y"),
        ({"train_y": [1, 2]}, "given together. Received: no train_X"),
        ({"real_X": [[1, 2], [3, 4]]}, "real_X must have the 1 columns of synthetic_X"),
    ],
)
def test_labels_that_fit_no_rows_are_refused(changed, said):
    same = {f"{kind}_X": [[1], [2]] for kind in ("synthetic", "real")}
    same |= {f"{kind}_y": [0, 1] for kind in ("synthetic", "real")}
    with pytest.raises(ValueError, match=said):
        train_on_synthetic(**same | changed)


@pytest.mark.parametrize(("n", "kind"), [(0, ValueError), (2.5, TypeError), ("all", TypeError)])
def test_a_number_of_rows_that_is_none_is_refused(n, kind):
    with pytest.raises(kind, match="n must be"):
        fidelity_baselines(np.eye(3), np.eye(3), n)


@pytest.mark.parametrize(("trees", "kind"), [(-1, ValueError), (0.5, TypeError)])
def test_a_number_of_trees_that_is_none_is_refused_and_none_leave_the_area_out(trees, kind):
    with pytest.raises(kind, match="trees must be"):
        fidelity_report(np.eye(3), np.eye(3), trees=trees)
    assert math.isnan(fidelity_report(np.eye(3), np.eye(3), trees=0).auc)


# --- the parts --------------------------------------------------------------------------------


def test_printed_a_report_names_what_it_was_told_against_and_what_is_unknown():
    real, synthetic, held_out = drawn(10, 3)
    text = str(fidelity_report(real, synthetic, held_out))
    assert "60 synthetic rows" in text
    assert "against 60 held out" in text
    assert re.search(r"^valid +unknown$", text, re.MULTILINE)
    assert "against 60 real ones" in str(fidelity_report(real, synthetic))
    made = FidelityReport(9, 0, 7, 0.5, 1, 1, 0.25, 0, 0.1, 0.2, "colour", math.nan, 1)
    assert re.search(r"^the worst, colour +0\.200$", str(made), re.MULTILINE)


@given(arrays("int64", st.tuples(st.integers(1, 6), st.integers(0, 3)), elements=st.integers(0, 9)))
def test_bits_of_levels_say_each_row_once(levels):
    bits, attributes = one_hot(levels)
    rows = bits.toarray()
    assert set(np.unique(rows)) <= {0, 1}
    for attribute in range(levels.shape[1]):
        own = rows[:, attributes == attribute]
        np.testing.assert_array_equal(own.sum(axis=1), 1)
        equal = levels[:, attribute, None] == levels[:, attribute]
        np.testing.assert_array_equal(own @ own.T, equal)


def test_what_a_classifier_sees_are_bits_and_ranks():
    tables = {"real": [["a", 1.5], ["b", 7.5], ["b", None]], "made": [["c", 9.5]]}
    both = SideBySide.of(tables | {"real": tables["real"] * 4}, bins=2)
    assert both.numbers == [1]
    assert both.features.shape == (13, 4)
    np.testing.assert_allclose(both.features[[0, 1, 2, 12], 3] * 13, [6.5, 10.5, 2.5, 13])


def test_measuring_needs_no_tensorflow():
    code = "import sys, gansmote_tf.metrics; sys.exit('tensorflow' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
