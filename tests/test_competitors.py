"""The methods: what each does to the classes, and what it leaves alone."""

import sys
import types

import numpy as np
import pandas as pd
import pytest

from gansmote_tf.benchmark.competitors import (
    competitors,
    full_names,
    original_rows,
    random_oversampling,
    smote,
)


@pytest.fixture
def table():
    rng = np.random.default_rng(0)
    return pd.DataFrame(rng.integers(0, 2, (20, 6))), np.repeat([0, 1], [13, 7])


@pytest.mark.parametrize("method", [smote, random_oversampling])
def test_each_class_is_topped_up_to_the_largest_below_the_untouched_real_rows(method, table):
    X, y = table
    X_more, y_more = method(X, y, seed=0)
    assert np.bincount(y_more).tolist() == [13, 13]
    assert np.array_equal(X_more[:20], X.to_numpy())
    assert np.array_equal(y_more[:20], y)


def test_smote_leaves_its_rows_unrounded_though_the_table_is_whole_numbers(table):
    X_more, _ = smote(*table, seed=0)
    made = X_more[20:]
    assert ((made > 0) & (made < 1)).any()
    assert ((made >= 0) & (made <= 1)).all()


def test_random_oversampling_makes_copies_only(table):
    X, y = table
    X_more, _ = random_oversampling(X, y, seed=0)
    scarce = {tuple(row) for row in X.to_numpy()[y == 1]}
    assert {tuple(row) for row in X_more[20:]} <= scarce


def test_original_rows_are_passed_through(table):
    assert original_rows(*table, seed=0) == table


def test_smote_tells_when_a_class_has_too_few_neighbours():
    X, y = np.eye(12), np.repeat([0, 1], [9, 3])
    with pytest.warns(UserWarning, match="k_neighbors=2, because a class has 3 rows only"):
        _, y_more = smote(X, y, seed=0)
    assert np.bincount(y_more).tolist() == [9, 9]


def test_folds_draw_differently_and_a_seed_repeats(table):
    method = competitors(["random"])["random oversampling"]
    (first, _), (second, _) = method([table, table], 5)
    assert not np.array_equal(first, second)
    for made, again in zip(method([table, table], 5), method([table, table], 5), strict=True):
        assert np.array_equal(made[0], again[0])


def test_gan_smote_hands_all_folds_over_at_once(table, monkeypatch):
    calls = []

    def resample_tables(tables, recipe, seed, *, callbacks=(), processes=1):
        calls.append((len(tables), recipe, seed, callbacks, processes))
        return list(tables)

    fake = types.SimpleNamespace(resample_tables=resample_tables)
    monkeypatch.setitem(sys.modules, "gansmote_tf.many_tables", fake)
    options = {"recipe": "as_coded", "callbacks": ("bar",), "processes": 2}
    method = competitors(["gansmote"], **options)["GAN-SMOTE"]
    assert method([table] * 3, 7) == [table] * 3
    assert calls == [(3, "as_coded", 7, ("bar",), 2)]


def test_names_short_or_full_come_out_in_the_tables_order():
    assert full_names([" random", "Original Rows", "gansmote", "random"]) == [
        "GAN-SMOTE",
        "original rows",
        "random oversampling",
    ]


@pytest.mark.parametrize("name", ["ctgan", ""])
def test_an_unknown_name_is_refused(name):
    with pytest.raises(ValueError, match="must be among gansmote, smote, original, random"):
        full_names(["smote", name])
