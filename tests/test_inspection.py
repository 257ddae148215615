"""inspect: known answers on the real file, and answers forced by construction."""

import math

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import KFold

from gansmote_tf.inspection import inspect


@pytest.fixture(scope="module")
def petrography(real_data):
    table = pd.read_csv(real_data / "petrography.csv")
    return inspect(table.drop(columns="Porosity_label"), table["Porosity_label"])


# --- the real file ----------------------------------------------------------------------------


def test_petrography_has_96_patterns_and_67_twins(petrography):
    assert (petrography.rows, petrography.features) == (140, 58)
    assert petrography.distinct == 96
    assert petrography.twins == 67


def test_nobody_gets_more_than_131_of_petrography_right(petrography):
    assert (petrography.mixed_patterns, petrography.mixed_rows) == (7, 23)
    assert petrography.reachable == 131
    assert round(petrography.ceiling, 3) == 0.936


def test_petrography_leaks_46_percent_in_ten_folds(petrography):
    assert round(petrography.leak, 2) == 0.46
    assert any("46%" in caution and "twin" in caution for caution in petrography.cautions)


def test_petrography_classes_columns_and_groups(petrography):
    assert petrography.classes["rows"].to_dict() == {3: 41, 1: 37, 0: 32, 2: 30}
    assert len(petrography.constant) == 4
    assert len(petrography.attributes) == 6


def test_printing_petrography_shows_what_matters(petrography):
    text = str(petrography)
    for part in ("96", "67 (47.9%)", "7 (23 rows)", "93.6% (131 of 140)", "SORTING", "at_most_one"):
        assert part in text
    assert repr(petrography) == text


@pytest.mark.parametrize(
    ("name", "distinct", "ceiling"),
    [("hayes_roth", 84, 0.912), ("zoo", 59, 1.0), ("spect", 219, 0.940), ("vote", 342, 1.0)],
)
def test_the_suite_has_the_published_patterns_and_ceilings(real_data, name, distinct, ceiling):
    table = pd.read_csv(real_data / "suite" / f"{name}.csv")
    found = inspect(table.drop(columns="target"), table["target"])
    assert found.distinct == distinct
    assert round(found.ceiling, 3) == ceiling


# --- constructed tables -----------------------------------------------------------------------

X = pd.DataFrame({"a": [1, 1, 1, 2, 2, 3, 4, 5], "b": list("xxxyyxyx"), "k": ["s"] * 8})
Y = [0, 0, 1, 1, 1, 0, 1, 0]


def test_twins_are_counted_by_hand():
    found = inspect(X, Y, folds=2)
    assert (found.distinct, found.twins) == (5, 5)
    assert (found.mixed_patterns, found.mixed_rows, found.reachable) == (1, 3, 7)
    assert found.ceiling == 7 / 8
    assert found.constant == ("k",)
    assert found.imbalance == 1.0
    assert (found.patterns[:3] == found.patterns[0]).all()
    assert len(set(found.patterns)) == 5


@pytest.mark.parametrize("folds", [2, 3, 7, 8])
def test_the_leak_is_what_random_splits_show(folds):
    found = inspect(X, Y, folds=folds)
    shares = []
    for seed in range(400):
        for train, test in KFold(folds, shuffle=True, random_state=seed).split(X):
            shares.extend(np.isin(found.patterns[test], found.patterns[train]))
    assert abs(np.mean(shares) - found.leak) < 4 * math.sqrt(0.25 / len(shares)) + 0.02


def test_leaving_one_out_leaks_every_twin():
    found = inspect(X, Y, folds=8)
    assert found.leak == pytest.approx(5 / 8)


def test_distinct_rows_leak_nothing_and_need_no_caution():
    found = inspect(pd.DataFrame({"a": range(40)}), [0, 1] * 20)
    assert (found.leak, found.twins, found.cautions) == (0, 0, ())
    assert found.ceiling == 1
    assert "Mind" not in str(found)


def test_missing_values_are_alike_and_a_constant_column_may_be_missing():
    table = pd.DataFrame({"a": ["x", None, None], "b": [None] * 3})
    found = inspect(table, [0, 1, 1], folds=2)
    assert found.twins == 2
    assert found.constant == ("b",)


def test_noise_is_the_binomial_sd():
    found = inspect(pd.DataFrame({"a": range(200)}), [0] * 150 + [1] * 50)
    assert list(found.noise.index) == [0.70, 0.75]
    assert found.noise.loc[0.75, "sd"] == pytest.approx(100 * math.sqrt(0.75 * 0.25 / 200))
    assert found.noise.loc[0.75, "sd_fold"] == pytest.approx(100 * math.sqrt(0.75 * 0.25 / 20))
    assert "One point of accuracy is 2 rows." in str(found)


def test_classes_are_counted_largest_first():
    found = inspect(pd.DataFrame({"a": range(30)}), ["p"] * 5 + ["q"] * 20 + ["r"] * 5)
    assert found.classes["rows"].iloc[0] == 20
    assert found.classes["share"].sum() == pytest.approx(1)
    assert found.imbalance == 4
    assert any("fewer rows than there are 10 folds" in caution for caution in found.cautions)


def test_columns_that_can_not_be_read_are_a_caution():
    found = inspect(pd.DataFrame({"a": [1.5, np.nan, 3]}), [0, 1, 1], folds=2)
    assert found.attributes is None
    assert "'a' is numeric" in found.cautions[-1]
    assert found.cautions[-1] in str(found)


def test_unnamed_bits_are_a_caution_and_not_a_warning(recwarn):
    array = np.array([[0, 1], [1, 0], [1, 1], [0, 0]])
    assert any("groups=" in caution for caution in inspect(array, [0, 1, 1, 0], folds=2).cautions)
    explicit = inspect(array, [0, 1, 1, 0], groups={"A": ("any_of", [0, 1])}, folds=2)
    assert explicit.cautions == ()
    assert not recwarn.list


def test_rows_that_break_an_attribute_are_a_caution():
    table = pd.DataFrame({"A_x": [1] + [0, 1] * 20, "A_y": [1] + [1, 0] * 20})
    assert any("break these attributes" in c for c in inspect(table, [0, *[0, 1] * 20]).cautions)


def test_long_lists_of_columns_are_cut():
    table = pd.DataFrame({f"c{i}": [7] * 4 for i in range(12)})
    (caution,) = (c for c in inspect(table, [0, 1] * 2, folds=2).cautions if "one value" in c)
    assert caution.endswith("c7 and 4 more.")


@pytest.mark.parametrize(
    "y",
    [
        list("abababab"),
        np.array([True, False] * 4),
        pd.Series([1, 2] * 4, dtype="Int64", index=range(8, 16)),
        pd.Series(pd.Categorical(list("abababab"), categories=["b", "a", "unused"])),
        pd.DataFrame({"y": [0, 1] * 4}),
        [1.0, 2.0] * 4,
    ],
)
def test_labels_of_any_type_are_counted(y):
    assert inspect(X, y, folds=2).classes["rows"].tolist() == [4, 4]


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([0, 1], "one label for each of the 8 rows of X. Received: shape"),
        (3, "one label for each"),
        (np.zeros((8, 2)), r"one label for each.*\(8, 2\)"),
        ([0, 1, None, 1, 0, 1, 0, 1], "no missing labels. Received: 1 of 8"),
        (np.linspace(0.1, 0.9, 8), "must hold classes. Received: numbers such as 0.1"),
    ],
)
def test_labels_that_are_no_classes_are_refused(y, message):
    with pytest.raises(ValueError, match=message):
        inspect(X, y, folds=2)


@pytest.mark.parametrize("folds", [1, 9])
def test_folds_must_fit_the_rows(folds):
    with pytest.raises(ValueError, match=r"folds must be .* from 2 to .* 8\. Received"):
        inspect(X, Y, folds=folds)


def test_a_column_name_given_twice_is_refused():
    with pytest.raises(ValueError, match="unique"):
        inspect(pd.DataFrame([[1, 2], [2, 1]], columns=["a", "a"]), [0, 1], folds=2)


def test_classes_that_are_topped_up_by_copies_are_named(monkeypatch):
    from gansmote_tf.tables.trial import Trial

    monkeypatch.setattr(Trial, "prefers_copies", lambda self, label, n, below: label == "b")
    y = np.repeat(["a", "b", "c"], [40, 20, 12])
    X = pd.DataFrame({"x": np.arange(72) % 3, "z": np.arange(72) % 5}).astype(str)
    found = inspect(X, y)
    assert found.copied == ("b",)
    (caution,) = (each for each in found.cautions if "copies" in each)
    assert caution.startswith("GANSMOTE balances these classes by copies")
    assert caution.endswith(": b.")
    # Of class c, of 12 rows, a GAN makes none that are better than those of a control.
    (caution,) = (each for each in found.cautions if "without a network" in each)
    assert caution.endswith(": c.")


def test_a_leak_of_two_rows_in_a_thousand_is_not_called_none():
    rows = pd.DataFrame({"place": [f"p{place}" for place in [0, *range(999)]]}).astype("category")
    y = np.repeat(["a", "b"], 500)
    found = inspect(rows, y, groups={"place": ("one_of", ["place"])})
    assert "less than 1% of the test rows" in next(iter(found.cautions))
