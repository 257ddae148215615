"""Many tables topped up in one call: who gets how many rows, with nothing trained."""

import numpy as np
import pytest

from gansmote_tf import many_tables
from gansmote_tf.many_tables import resample_tables
from gansmote_tf.recipes import RECIPES
from gansmote_tf.tables import LearnedTable
from tests.comparison_tables import make_table

RECIPE = RECIPES["paper"].scaled(20)
TABLES = [make_table("bits", sizes, seed) for seed, sizes in enumerate([(20, 8), (12, 12), (9, 5)])]


@pytest.fixture
def trained(monkeypatch):
    """What was to be trained, class by class; rows of a class are copies of it."""
    asked = []

    def train_tables(tables, labels, callbacks, *, first_replica, pad_rows_to):
        asked.append((labels, first_replica, pad_rows_to))
        return [dict.fromkeys(own, "trained") for own in labels]

    def maker(table, label, gan, seed):
        assert gan == "trained"
        rows = table.rows_of(label)
        return lambda n: rows[np.arange(n) % len(rows)]

    monkeypatch.setattr(many_tables, "train_tables", train_tables)
    monkeypatch.setattr(LearnedTable, "maker", maker)
    return asked


def sizes(strategy=None, **how):
    """Rows of each class in each table, once topped up; the real ones stand first."""
    asked = {} if strategy is None else {"sampling_strategy": strategy}
    made = resample_tables(TABLES, RECIPE, 0, **asked, **how)
    for (X, y), (X_more, y_more) in zip(TABLES, made, strict=True):
        assert X_more.head(len(X)).equals(X)
        assert np.array_equal(y_more[: len(y)], y)
        assert len(X_more) == len(y_more)
    return [np.bincount(y_more).tolist() for _, y_more in made]


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        (None, [[20, 20], [12, 12], [9, 9]]),
        ("auto", [[20, 20], [12, 12], [9, 9]]),
        ({0: 25, 1: 30}, [[25, 30]] * 3),
        (lambda y: {1: 2 * np.sum(y == 1).item()}, [[20, 16], [12, 24], [9, 10]]),
        (["auto", "auto", "auto"], [[20, 20], [12, 12], [9, 9]]),
        ([{1: 9}, {0: 13, 1: 14}, "all"], [[20, 9], [13, 14], [9, 9]]),
        (["auto", {}, {0: 50}], [[20, 20], [12, 12], [50, 5]]),
    ],
)
def test_one_strategy_for_all_or_one_per_table(strategy, expected, trained):
    assert sizes(strategy) == expected


def test_classes_that_get_no_rows_are_not_trained(trained):
    sizes([{1: 9}, "auto", {0: 13, 1: 14}])
    ((labels, first_replica, longest),) = trained
    assert [sorted(own) for own in labels] == [[1], [], [0, 1]]
    assert (first_replica, longest) == (0, 9)  # padded to the longest of those trained


def test_where_no_table_gets_rows_they_are_as_given(trained):
    assert sizes([{}, {}, {}]) == [[20, 8], [12, 12], [9, 5]]


@pytest.mark.parametrize("strategy", [[], ["auto"], ["auto"] * 4])
def test_a_list_of_another_length_is_refused(strategy, trained):
    with pytest.raises(ValueError, match=f"a list of {len(strategy)} for 3 tables"):
        sizes(strategy)
    assert trained == []


@pytest.mark.parametrize("strategy", [{1: 4}, [{1: 30}, {1: 30}, {1: 4}], {2: 10}, "most"])
def test_what_cannot_be_made_is_refused_before_anything_is_trained(strategy, trained):
    with pytest.raises(ValueError, match="sampling_strategy must ask for rows that can be"):
        sizes(strategy)
    assert trained == []
