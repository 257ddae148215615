"""Which generated rows are kept, forced by what is generated and by checks that know the answer."""

import numpy as np
import pandas as pd
import pytest

from gansmote_tf.columns import Columns
from gansmote_tf.selection import ClassCheck, FarApart, OtherClasses, select, select_classes

COLUMNS = Columns().fit(pd.DataFrame([[0, 0], [0, 1], [1, 0], [1, 1]], columns=["a", "b"]))
PAIRED = Columns().fit(pd.DataFrame({"A(x)": [1, 0, 1], "A(y)": [0, 1, 0]}))
REAL = np.array([[0.0, 1.0]])
COPY, OTHER, THIRD = [0, 1], [1, 0], [1, 1]


class ByFirstBit:
    """A check that gives a row to a class by margins that stand in a table."""

    def __init__(self, margins):
        self.margins = margins
        self.asked = []

    def margin(self, rows, label):
        self.asked.append((len(rows), label))
        return np.array([self.margins[tuple(row)] for row in rows.astype(int)])


def kept(made, n, columns=COLUMNS, **arguments):
    """The rows that are selected of rows that are made over and over, and the sizes asked for."""
    sizes = []

    def make(size):
        sizes.append(size)
        return np.resize(np.array(made, "float32"), (size, 2))

    options = {"project": False, "real": REAL, **arguments}
    return select(make, n, columns, **options), sizes


def test_without_check_or_bound_the_first_rows_are_kept_of_as_many_as_asked_for():
    selected, sizes = kept([[0.2, 0.7], [0.9, 0.1]], 3)
    assert selected.rows.tolist() == [COPY, OTHER, COPY]
    assert selected.projected.tolist() == [False] * 3
    assert sizes == [3]
    assert all(type(size) is int for size in sizes)


def test_rounded_rows_stay_invalid_unless_they_are_to_be_projected():
    assert kept([[0.7, 0.6]], 1, PAIRED)[0].rows.tolist() == [[1, 1]]
    selected, _ = kept([[0.7, 0.6]], 1, PAIRED, project=True)
    assert selected.rows.tolist() == [[1, 0]]
    assert selected.projected.tolist() == [True]


def test_categories_are_always_projected():
    colours = Columns().fit(pd.DataFrame({"colour": ["red", "blue"]}))
    selected, _ = kept([[0.7, 0.6]], 2, colours)
    assert selected.rows.tolist() == [[1, 0]] * 2
    assert selected.projected.all()


def test_rows_that_pass_keep_their_order_and_margins_break_no_tie_among_them():
    check = ByFirstBit({(0, 1): 0.1, (1, 0): -0.5, (1, 1): 0.9})
    selected, sizes = kept([OTHER, COPY, THIRD], 2, check=check, label="k")
    assert selected.rows.tolist() == [COPY, THIRD]
    assert sizes == [2, 10]
    assert check.asked == [(2, "k"), (10, "k")]


def test_a_tie_with_another_class_does_not_pass():
    check = ByFirstBit({(0, 1): 0.0, (1, 1): 0.2})
    assert kept([COPY, COPY, THIRD], 1, check=check)[0].rows.tolist() == [THIRD]


def test_where_too_few_pass_thirty_times_as_many_the_nearest_to_passing_come_next():
    check = ByFirstBit({(0, 1): -0.1, (1, 0): -0.9, (1, 1): -0.5})
    selected, sizes = kept([OTHER, THIRD, COPY], 3, check=check)
    assert sizes == [3, 15, 90]
    assert selected.rows.tolist() == [COPY] * 3
    made = [OTHER] * 29 + [COPY] + [OTHER] * 28 + [THIRD] * 2
    assert kept(made, 2, check=check)[0].rows.tolist() == [COPY, THIRD]


def test_kept_rows_are_exactly_those_that_pass_in_the_last_round():
    check = ByFirstBit({(1, 0): -1.0, (1, 1): 1.0})
    made = [OTHER] * 29 + [THIRD]
    assert kept(made, 1, check=check)[0].rows.tolist() == [THIRD]


def test_among_many_that_pass_the_first_are_kept():
    numbers = np.arange(600, dtype="float32")[:, None] / 600
    columns = Columns().fit(pd.DataFrame({"length": np.arange(600) / 599}))

    class Half:
        def margin(self, rows, label):
            return np.where(np.arange(len(rows)) % 3 == 2, 0.5, -0.5)

    kept = select(
        lambda n: numbers[:n], 100, columns, project=False, real=numbers, check=Half()
    ).rows
    np.testing.assert_array_equal(kept, columns.round(numbers[2:300:3])[:100])


@pytest.mark.parametrize(("share", "copies"), [(0.0, 0), (0.24, 0), (0.25, 1), (0.5, 2), (0.99, 3)])
def test_no_more_rows_than_the_share_are_copies(share, copies):
    selected, _ = kept([COPY, COPY, COPY, COPY, OTHER], 4, max_copies=share)
    assert (selected.rows == COPY).all(axis=1).sum() == copies


@pytest.mark.parametrize("share", [None, 1.0])
def test_all_may_be_copies_where_nothing_bounds_them(share):
    selected, sizes = kept([COPY], 4, max_copies=share)
    assert selected.rows.tolist() == [COPY] * 4
    assert sizes == [4]


def test_a_bound_that_cannot_be_kept_is_refused_with_the_numbers():
    with pytest.raises(ValueError, match=r"max_copies=0.5 .* 'k': of 120 .* only 2 .* where 4 "):
        kept([COPY], 4, max_copies=0.5, label="k")


def test_copies_that_pass_come_before_others_that_do_not():
    check = ByFirstBit({(0, 1): 0.5, (1, 0): -0.5})
    selected, _ = kept([OTHER, COPY], 2, check=check, max_copies=0.5)
    assert sorted(selected.rows.tolist()) == [COPY, OTHER]


def test_the_margin_is_the_probability_less_that_of_the_likeliest_other():
    rows = np.repeat(np.eye(3), 12, axis=0)
    y = np.repeat(["a", "b", "c"], 12)
    y[[0, 1, 2]] = "b"
    y[[3, 4]] = "c"
    check = ClassCheck(rows, y, seed=5)
    probabilities = dict(zip("abc", check._forest.predict_proba(np.eye(3)[:1])[0], strict=True))
    margins = {label: check.margin(np.eye(3)[:1], label)[0] for label in "abc"}
    for label, margin in margins.items():
        others = [one for name, one in probabilities.items() if name != label]
        assert margin == pytest.approx(probabilities[label] - max(others))


def test_a_forest_of_one_class_gives_it_every_row_for_certain():
    check = ClassCheck(np.eye(2), np.array([1, 1]), seed=0)
    assert check.margin(np.eye(2), 1).tolist() == [1.0, 1.0]


def test_a_seed_decides_the_forest_of_a_hundred_balanced_trees():
    rng = np.random.default_rng(0)
    rows, y = rng.integers(0, 2, (60, 6)), np.r_[[0] * 50, [1] * 10]
    first, again, other = (ClassCheck(rows, y, seed).margin(rows, 1) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    forest = ClassCheck(rows, y, 1)._forest
    assert (forest.n_estimators, forest.class_weight) == (100, "balanced_subsample")


class TestSelectClasses:
    X = pd.DataFrame({"colour": ["red", "blue", "blue", "green"], "flag": [0, 1, 0, 1]})
    y = np.array([0, 1, 1, 0])
    columns = Columns().fit(X)
    rows = columns.encode(X)

    def kept(self, sizes, made, **arguments):
        makers = {
            label: lambda n, places=places: np.resize(self.rows[places], (n, self.rows.shape[1]))
            for label, places in made.items()
        }
        return select_classes(makers, sizes, self.columns, self.rows, self.y, **arguments)

    def test_rows_come_class_after_class_with_the_nearest_of_their_class(self):
        kept, told = self.kept({1: 2, 0: 1}, {1: [3, 2], 0: [2]})
        np.testing.assert_array_equal(kept, self.rows[[3, 2, 2]])
        assert list(told) == ["synthetic", "class", "nearest", "distance", "projected", "copied"]
        assert told["synthetic"].tolist() == [False] * 4 + [True] * 3
        assert told["class"].tolist() == [0, 1, 1, 0, 1, 1, 0]
        # green and 1 differs from blue and 1 by its colour; blue and 0 from red and 0, too.
        assert told["nearest"].tolist() == [0, 1, 2, 3, 1, 2, 0]
        assert told["distance"].tolist() == [0, 0, 0, 0, 1, 0, 1]
        assert told["projected"].tolist() == [False] * 7
        assert told.index.tolist() == list(range(7))
        assert told["class"].dtype == self.y.dtype
        assert told["projected"].dtype == told["synthetic"].dtype == bool

    def test_nothing_asked_for_is_nothing_kept_and_no_check_is_made(self):
        def never(rows, y):
            raise AssertionError("a check was made")

        kept, told = self.kept({}, {}, check=never)
        assert kept.shape == (0, self.rows.shape[1])
        assert kept.dtype == self.rows.dtype
        assert told["nearest"].tolist() == [0, 1, 2, 3]

    def test_one_check_of_all_rows_judges_every_class(self):
        judged = []

        class Check:
            def margin(self, rows, label):
                judged.append(label)
                return np.where((rows == known[2]).all(axis=1), 1.0, -1.0)

        known, made = self.rows, []

        def check(rows, y):
            made.append((rows, y))
            return Check()

        kept, _ = self.kept({1: 1, 0: 1}, {1: [1, 2], 0: [0, 2]}, check=check)
        np.testing.assert_array_equal(kept, self.rows[[2, 2]])
        [(rows, y)] = made
        assert rows is self.rows
        assert y is self.y
        assert set(judged) == {0, 1}

    def test_copies_are_those_of_the_own_class_and_the_bound_is_passed_on(self):
        kept, _ = self.kept({1: 2}, {1: [1, 0, 3]}, max_copies=0.0)
        np.testing.assert_array_equal(kept, self.rows[[0, 3]])
        with pytest.raises(ValueError, match=r"max_copies=0.0 cannot be kept for class 1:"):
            self.kept({1: 2}, {1: [1, 2]}, max_copies=0.0)

    def test_a_share_of_copies_comes_behind_the_rows_made(self):
        kept, told = self.kept({1: 4, 0: 3}, {1: [3, 3]}, copied={1: 0.5, 0: 1.0})
        assert told["copied"].tolist() == [False] * 6 + [True, True] + [True] * 3
        copied = told[told["copied"]]
        counts = copied["nearest"].value_counts()
        assert counts[[1, 2]].tolist() == [1, 1]
        assert sorted(counts[[0, 3]]) == [1, 2]
        np.testing.assert_array_equal(kept[told["copied"][4:]], self.rows[copied["nearest"]])
        np.testing.assert_array_equal(kept[:2], self.rows[[3, 3]])
        assert (copied["distance"] == 0).all()

    def test_rows_that_break_their_groups_are_not_copied(self):
        real = np.array([[1, 0], [1, 1], [0, 1], [0, 1]], "float32")
        y = np.array([0, 0, 0, 1])
        kept, told = select_classes({}, {0: 6}, PAIRED, real, y, copied={0: 1.0})
        assert sorted(told["nearest"][4:]) == [0, 0, 0, 2, 2, 2]
        assert PAIRED.valid(kept).all()

    def test_projection_is_passed_on_and_told(self):
        makers = {0: lambda n: np.full((n, 2), 0.6, "float32")}
        sizes, y = {0: 1}, np.array([0, 0, 0])
        real = np.array([[1, 0], [0, 1], [1, 0]], "float32")
        for project, rows in ((False, [[1, 1]]), (True, [[1, 0]])):
            kept, told = select_classes(makers, sizes, PAIRED, real, y, project=project)
            assert kept.tolist() == rows
            assert told["projected"].tolist() == [False, False, False, project]


def test_of_rows_made_those_farthest_from_the_other_classes_are_kept():
    rows = np.array([[0.0, 0.0], [0.0, 1.0]])
    others = OtherClasses(COLUMNS, rows, np.array(["other", "k"]))
    options = {"preference": FarApart(others, "k", share=0.25), "label": "k"}
    made = [[0, 0], [0, 1], [0, 0], [1, 1], [0, 0], [0, 0], [0, 0], [1, 0]]
    selected, sizes = kept(made, 2, **options)
    assert sizes == [8]
    assert selected.rows.tolist() == [[0, 1], [1, 1]]
    assert kept(made, 1, **options)[0].rows.tolist() == [[1, 1]]


def test_rows_of_a_check_come_before_rows_that_lie_farther_apart():
    others = OtherClasses(COLUMNS, np.array([[0.0, 0.0]]), np.array(["other"]))
    check = ByFirstBit({(0, 1): 0.1, (1, 1): -0.1})
    options = {"preference": FarApart(others, "k", share=0.5), "label": "k", "check": check}
    assert kept([THIRD, COPY], 1, **options)[0].rows.tolist() == [COPY]


def test_numbers_lie_apart_where_they_are_in_other_tenths():
    columns = Columns().fit(pd.DataFrame({"length": np.linspace(0, 1, 100)}))
    others = OtherClasses(columns, np.array([[0.55]]), np.array([0]))
    assert others.distance(np.array([[0.51], [0.59], [0.61]]), label=1).tolist() == [0, 0, 1]
    assert others.distance(np.array([[0.61]]), label=0).tolist() == [0]
