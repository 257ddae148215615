"""Rules for tables, and folds in which nothing of the test part is trained on."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gansmote_tf.benchmark.folds import Rules, folded_table, folds_of, row_patterns


def table_of(sizes, levels=1000, seed=0):
    """Rows of two columns and labels, so many of each class."""
    y = np.repeat(list(sizes), list(sizes.values()))
    rng = np.random.default_rng(seed)
    X = pd.DataFrame(rng.integers(0, levels, (len(y), 2)), columns=["a", "b"]).astype(str)
    return X, pd.Series(y)


class TestRules:
    def kept(self, sizes, **rules):
        X, y, told = Rules(**rules).apply(*table_of(sizes), seed=0)
        assert list(X.index) == list(y.index) == list(range(len(y)))
        return y.value_counts().to_dict(), told

    def test_a_class_smaller_than_the_folds_is_left_out_and_named(self):
        kept, told = self.kept({"a": 50, "b": 5, "c": 4, "d": 1})
        assert kept == {"a": 50, "b": 5}
        assert told == ["left out, smaller than 5 folds: class c (4 rows), d (1 row)"]

    def test_fewer_than_two_classes_are_refused(self):
        with pytest.raises(ValueError, match="two classes must have as many rows as folds"):
            self.kept({"a": 50, "b": 4})

    @pytest.mark.parametrize(
        ("sizes", "kept"),
        [
            ({"a": 60, "b": 50}, {"a": 60, "b": 20}),
            ({"a": 50, "b": 60}, {"a": 20, "b": 60}),
            ({"a": 60, "b": 55, "c": 50}, {"a": 60, "b": 55, "c": 20}),
            ({"a": 60, "b": 40}, {"a": 60, "b": 40}),
            ({"a": 12, "b": 12}, {"a": 12, "b": 5}),
        ],
    )
    def test_the_smallest_class_of_a_nearly_balanced_table_is_drawn_down(self, sizes, kept):
        found, told = self.kept(sizes)
        assert found == kept
        assert bool(told) == (kept != sizes)

    def test_or_is_not(self):
        assert self.kept({"a": 60, "b": 50}, near_balance=1) == ({"a": 60, "b": 50}, [])

    def test_large_tables_are_drawn_down_class_by_class(self):
        kept, told = self.kept({"a": 600, "b": 300, "c": 9}, most_rows=91)
        assert kept == {"a": 60, "b": 30, "c": 5}
        assert told == ["drawn down from 909 to 95 rows"]

    def test_rows_stay_with_their_labels_and_in_order(self):
        X, y = table_of({"a": 60, "b": 50})
        X = X.assign(label=y, place=range(len(y)))
        X, y, _ = Rules().apply(X, y, seed=3)
        assert X["label"].tolist() == y.tolist()
        assert X["place"].is_monotonic_increasing

    def test_seeds_differ(self):
        X, y = table_of({"a": 60, "b": 50})
        drawn = [
            Rules().apply(X.assign(place=range(110)), y, seed)[0]["place"] for seed in (1, 1, 2)
        ]
        assert drawn[0].equals(drawn[1])
        assert not drawn[0].equals(drawn[2])


def test_a_missing_value_equals_a_missing_value():
    X = pd.DataFrame({"a": ["x", "x", None, None, "x"], "b": [1.5, 2.5, 1.5, 1.5, 1.5]})
    assert row_patterns(X).tolist() == [0, 1, 2, 2, 0]


@pytest.mark.parametrize("apart", [False, True])
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), levels=st.integers(4, 9))
def test_folds_part_the_rows_and_so_does_the_split_within(apart, seed, levels):
    X, y = table_of({"a": 60, "b": 30, "c": 20}, levels, seed)
    y, patterns = y.to_numpy(), row_patterns(X)
    folds = folds_of(X, y, 5, seed, apart)
    assert sorted(np.concatenate([one.test for one in folds])) == list(range(110))
    for one in folds:
        assert sorted([*one.train, *one.test]) == list(range(110))
        assert sorted([*one.inner, *one.held]) == sorted(one.train)
        if apart:
            assert not set(patterns[one.train]) & set(patterns[one.test])
            assert not set(patterns[one.inner]) & set(patterns[one.held])
        else:
            assert [(y[one.test] == label).sum() for label in "abc"] == [12, 6, 4]
            held = [(y[one.held] == label).sum() for label in "abc"]
            np.testing.assert_allclose(held, [48 / 5, 24 / 5, 16 / 5], atol=1)


def test_without_equal_rows_the_folds_are_the_same_kept_apart_or_not():
    X, y = table_of({"a": 30, "b": 20})
    X["row"] = [str(place) for place in range(50)]
    split, whole = (folds_of(X, y.to_numpy(), 5, 0, apart) for apart in (False, True))
    for one, other in zip(split, whole, strict=True):
        for name in ("train", "test", "inner", "held"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_seeds_and_repetitions_draw_other_folds():
    X, y = table_of({"a": 30, "b": 20})

    def tests(name, seed):
        how = {"folds": 5, "repeats": 2, "apart": False}
        return [one[0].test.tolist() for one in folded_table(name, X, y, seed=seed, **how).folds]

    assert tests("t", 0) == tests("t", 0)
    drawn = [*tests("t", 0), *tests("t", 1), *tests("u", 0)]
    assert len({tuple(each) for each in drawn}) == 6


def test_too_few_different_rows_are_refused():
    """With all rows alike there is nothing left to train on."""
    X, y = pd.DataFrame({"a": ["x"] * 40}), np.repeat([0, 1], 20)
    assert len(folds_of(X, y, 2, 0, apart=False)) == 2
    with pytest.raises(ValueError, match="two classes to train on"):
        folds_of(X, y, 2, 0, apart=True)


def test_a_class_in_one_pattern_is_trained_on_or_tested_on_never_both():
    X = pd.DataFrame({"a": [f"{place}" for place in range(40)] + ["same"] * 10})
    y = np.repeat(["a", "b", "c"], [20, 20, 10])
    folded = folded_table("t", X, y, folds=5, repeats=3, apart=True, seed=0)
    assert folded.lacking_folds() == 3 * 4
    assert folded.leaking_share() == 0


def test_the_leaking_share_is_that_of_test_rows_seen_in_training():
    X = pd.DataFrame({"a": ["x"] * 20 + [f"{place}" for place in range(30)]})
    y = np.array([0, 1] * 25)
    folded = folded_table("t", X, y, folds=5, repeats=2, apart=False, seed=0)
    assert folded.leaking_share() == 20 / 50


def test_a_missing_number_is_told():
    X = pd.DataFrame({"depth": [None, *np.arange(39.0)], "kind": [None, *["x"] * 39]})
    folded = folded_table("t", X, [0, 1] * 20, folds=5, repeats=1, apart=False, seed=0)
    assert list(folded.missing) == ["depth"]
    assert folded.missing["depth"].tolist() == [True] + [False] * 39
