"""The four methods of the paper's table, as the registry has them."""

import sys
import types

import numpy as np
import pandas as pd
import pytest

from gansmote_tf.benchmark.paper_methods import full_names, paper_methods
from gansmote_tf.recipes import RECIPES


@pytest.fixture
def table():
    rng = np.random.default_rng(0)
    return pd.DataFrame(rng.integers(0, 2, (20, 6))), np.repeat([0, 1], [13, 7])


def topped_up(name, table, seed=0):
    (made,) = paper_methods([name])[full_names([name])[0]]([table], seed)
    return np.asarray(made[0], "float64"), np.asarray(made[1])


@pytest.mark.parametrize("name", ["smote", "random"])
def test_each_class_is_topped_up_to_the_largest_below_the_untouched_real_rows(name, table):
    X, y = table
    X_more, y_more = topped_up(name, table)
    assert np.bincount(y_more).tolist() == [13, 13]
    assert np.array_equal(X_more[:20], X.to_numpy())
    assert np.array_equal(y_more[:20], y)


def test_smote_leaves_its_rows_unrounded_though_the_table_is_whole_numbers(table):
    made = topped_up("smote", table)[0][20:]
    assert ((made > 0) & (made < 1)).any()
    assert ((made >= 0) & (made <= 1)).all()


def test_original_rows_are_passed_through(table):
    assert paper_methods(["original"])["original rows"]([table], 0) == [table]


def test_folds_draw_differently_and_a_seed_repeats(table):
    method = paper_methods(["random"])["random oversampling"]
    (first, _), (second, _) = method([table, table], 5)
    assert not np.array_equal(first, second)
    for made, again in zip(method([table, table], 5), method([table, table], 5), strict=True):
        assert np.array_equal(made[0], again[0])


def test_gan_smote_hands_all_folds_over_at_once(table, monkeypatch):
    calls = []

    def resample_tables(tables, recipe, seed, *, sampling_strategy, callbacks=(), processes=1):
        calls.append((len(tables), recipe, seed, sampling_strategy, callbacks, processes))
        return list(tables)

    fake = types.SimpleNamespace(resample_tables=resample_tables)
    monkeypatch.setitem(sys.modules, "gansmote_tf.many_tables", fake)
    options = {"recipe": "as_coded", "callbacks": ("bar",), "processes": 2}
    method = paper_methods(["gansmote"], **options)["GAN-SMOTE"]
    assert method([table] * 3, 7) == [table] * 3
    assert calls == [(3, RECIPES["as_coded"], 7, ["auto"] * 3, ("bar",), 2)]


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
