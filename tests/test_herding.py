"""Herding: which rows are kept, beside an oracle that has every pair of levels as a feature."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gansmote_tf import RECIPES, Columns
from gansmote_tf.selection import FarApart, Herding, herding, select
from gansmote_tf.tables import LearnedTable


def levels(n, shift=1.5, seed=7):
    """Rows of four attributes of 2 to 5 levels, the first two of which hang together."""
    rng = np.random.default_rng(seed)
    rows = (rng.random((n, 4)) ** shift * [3, 3, 2, 5]).astype(int)
    rows[:, 1] = np.where(rng.random(n) < 0.7, rows[:, 0], rows[:, 1])
    return pd.DataFrame(rows, columns=list("abcd")).astype(str)


def table(n=60, candidates=200):
    """Columns, encoded rows, and encoded candidates that are distributed otherwise."""
    real, made = levels(n), levels(candidates, shift=0.8, seed=8)
    columns = Columns().fit(pd.concat([real, made]))
    return columns, columns.encode(real), columns.encode(made)


def moments(bits):
    """The features of the rows: each bit, and each product of two of other attributes, twice."""
    return np.einsum("ri,rj->rij", bits, bits).reshape(len(bits), -1)


def oracle(real, made, n):
    """The rows that greedy matching of all moments takes, from the squared error itself."""
    real, made = (rows.astype("int64") for rows in (real, made))
    wanted, features = moments(real).sum(axis=0), moments(made) * len(real)
    total, kept = np.zeros(features.shape[1], "int64"), []
    for size in range(1, n + 1):
        errors = np.square(total + features - size * wanted).sum(axis=1)
        errors[kept] = np.iinfo("int64").max
        kept.append(int(errors.argmin()))
        total += features[kept[-1]]
    return sorted(kept)


@pytest.mark.parametrize("n", [1, 7, 40])
def test_kept_are_the_rows_that_a_greedy_search_takes(n):
    columns, real, made = table()
    scores = Herding(columns, real, share=0.25).scores(made, n)
    assert np.flatnonzero(scores).tolist() == oracle(real, made, n)
    assert set(scores) <= {0.0, 1.0}


def test_frequencies_of_levels_and_pairs_are_nearer_than_those_of_the_first_rows():
    columns, real, made = table(candidates=400)
    kept = made[Herding(columns, real, share=0.25).scores(made, 60) > 0]
    wanted = moments(real).mean(axis=0)
    errors = [np.abs(moments(rows).mean(axis=0) - wanted).sum() for rows in (kept, made[:60])]
    assert errors[0] < errors[1] / 2


def test_each_row_is_taken_once_and_all_are_where_all_are_wanted():
    columns, real, made = table()
    alike = np.repeat(made[:1], 5, axis=0)
    assert Herding(columns, real, share=0.5).scores(alike, 3).tolist() == [1, 1, 1, 0, 0]
    assert Herding(columns, real, share=1.0).scores(made, len(made)).all()


def test_of_many_candidates_each_block_gives_its_share(monkeypatch):
    columns, real, made = table()
    monkeypatch.setattr(herding, "_BLOCK", 50)
    scores = Herding(columns, real, share=0.25).scores(made, 31)
    parts = np.array_split(scores, -(-len(made) // 50))
    assert len(parts) >= 3
    sizes = [int(part.sum()) for part in parts]
    assert sum(sizes) == 31
    assert max(sizes) - min(sizes) <= 1
    first = parts[0].astype(bool)
    alone = Herding(columns, real, share=0.25).scores(made[: len(first)], sizes[0])
    np.testing.assert_array_equal(first, alone > 0)


def test_numbers_go_by_tenths_of_the_table():
    columns = Columns().fit(pd.DataFrame({"length": np.linspace(0, 1, 101)}))
    low, high = np.array([[0.01], [0.02]]), np.array([[0.95], [0.04]])
    scores = Herding(columns, low, share=0.5).scores(high, 1)
    assert scores.tolist() == [0, 1]
    both = np.array([[0.01], [0.99]])
    scores = Herding(columns, both, share=0.5).scores(np.array([[0.03], [0.04], [0.97]]), 2)
    assert scores.tolist() == [1, 0, 1]


def test_select_keeps_them_in_the_order_in_which_they_were_made():
    columns, real, made = table()
    preference = Herding(columns, real, share=0.25)
    kept = select(
        lambda n: made[:n], 20, columns, project=True, real=real, preference=preference
    ).rows
    np.testing.assert_array_equal(kept, made[:80][preference.scores(made[:80], 20) > 0])


def test_a_class_is_herded_by_the_recipe_of_its_size():
    X, y = levels(230), np.repeat(["few", "many"], [30, 200])
    recipe = replace(RECIPES["default"], larger=replace(RECIPES["default"].larger, herded=0.5))
    learned = LearnedTable(X, y, recipe, seed=0)
    kept = {
        (label, n): learned.preference(label, n) for label in ("few", "many") for n in (30, 201)
    }
    kinds = {case: (type(each), each.share) for case, each in kept.items()}
    far = FarApart, 0.25
    assert kinds == {
        ("few", 30): far,
        ("few", 201): far,
        ("many", 30): (Herding, 0.5),
        ("many", 201): far,
    }
    assert learned.preference("many", 200).share == 0.5
    assert LearnedTable(X, y, RECIPES["paper"], seed=0).preference("many", 30) is None
