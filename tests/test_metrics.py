"""Distances and shares against plain loops over pairs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gansmote_tf.metrics import (
    copies_share,
    distinct_share,
    equal_pairs,
    lost_levels,
    nearest_rows,
    pair_distances,
    two_sample_gap,
)

CODES = st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 4)).flatmap(
    lambda shape: st.tuples(
        arrays("int64", (shape[0], shape[2]), elements=st.integers(0, 3)),
        arrays("int64", (shape[1], shape[2]), elements=st.integers(0, 3)),
    )
)


@settings(deadline=None)
@given(CODES)
def test_nearest_rows_are_those_of_a_loop_over_pairs_first_of_equals(sets):
    rows, references = sets
    index, distance = nearest_rows(rows, references)
    differing = [[(row != other).sum() for other in references] for row in rows]
    np.testing.assert_array_equal(index, np.argmin(differing, axis=1))
    np.testing.assert_array_equal(distance, np.min(differing, axis=1))


def test_nearest_rows_are_the_same_whatever_the_size_of_a_block(monkeypatch):
    rng = np.random.default_rng(0)
    rows, references = rng.integers(0, 3, (50, 6)), rng.integers(0, 3, (20, 6))
    whole = nearest_rows(rows, references)
    monkeypatch.setattr("gansmote_tf.metrics.distances._BLOCK", 1)
    np.testing.assert_array_equal(nearest_rows(rows, references), whole)


def test_more_attributes_than_a_byte_counts_are_counted():
    rows = np.zeros((1, 300))
    assert nearest_rows(rows, 1 - rows)[1][0] == 300


@pytest.mark.parametrize("references", [np.zeros((0, 2)), np.zeros((3, 4))])
def test_nearest_rows_refuses_references_it_cannot_compare(references):
    with pytest.raises(ValueError, match=r"references must have 2 columns and at .*Received"):
        nearest_rows(np.zeros((2, 2)), references)


@settings(deadline=None)
@given(CODES, st.sampled_from([1.0, 0.37]))
def test_pair_distances_are_those_of_a_loop_over_pairs(sets, scale):
    rows, others = (scale * codes for codes in sets)
    within = sum(np.abs(row - other).sum() for row in rows for other in rows)
    between = sum(np.abs(row - other).sum() for row in rows for other in others)
    found = pair_distances(rows)
    assert found.sum == pytest.approx(within, abs=1e-9)
    assert found.mean == pytest.approx(within / max(len(rows) * (len(rows) - 1), 1), abs=1e-9)
    found = pair_distances(rows, others)
    assert found.sum == pytest.approx(between, abs=1e-9)
    assert found.mean == pytest.approx(between / (len(rows) * len(others)), abs=1e-9)


def test_the_paper_s_sum_over_the_rows_of_class_0(real_data):
    table = np.loadtxt(real_data / "petrography.csv", delimiter=",", skiprows=1)[:70]
    rows = table[table[:, 0] == 0, 1:]
    # Twice the unordered pairs, and the figure that the author's own rows give.
    assert len(rows) == 18
    assert pair_distances(rows).sum == 2288


def test_shares_of_distinct_rows_and_of_copies():
    rows = np.array([[0.0, 1.0], [-0.0, 1.0], [1.0, 1.0], [0.5, 0.0]])
    assert distinct_share(rows) == 0.75
    assert copies_share(rows, np.array([[0, 1], [1, 0]])) == 0.5
    assert distinct_share(rows[:0]) == 1.0
    assert copies_share(rows[:0], rows) == 0.0


def test_lost_levels_are_those_only_real_rows_have():
    real = np.array([[1, 0, 1, 0], [0, 1, 0, 0]])
    assert lost_levels(np.array([[1, 0, 0, 1]]), real).tolist() == [1, 2]
    assert lost_levels(real, real).tolist() == []
    assert lost_levels(np.zeros((1, 4)), real, common=0.6).tolist() == []


@settings(deadline=None)
@given(arrays("int64", (7, 2), elements=st.integers(0, 2)))
def test_equal_pairs_are_those_of_a_loop_over_pairs(rows):
    equal = [(rows[i] == rows[j]).all() for i in range(7) for j in range(7) if i != j]
    assert equal_pairs(rows) == pytest.approx(np.mean(equal))
    assert equal_pairs(rows[:1]) == 0.0


def test_the_gap_of_far_sets_and_of_copies_is_a_half():
    real = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0], [4.0, 4.0]])
    assert two_sample_gap(real + 100, real) == 0.5
    assert two_sample_gap(np.tile(real, (3, 1)), real) == 0.5


def test_the_gap_of_draws_from_one_source_is_small_and_grows_with_a_shift():
    rng = np.random.default_rng(0)
    real, same = rng.random((100, 6)) < 0.4, rng.random((300, 6)) < 0.4
    shifted = rng.random((300, 6)) < 0.7
    assert two_sample_gap(same, real) < 0.05
    assert two_sample_gap(shifted, real) > 0.1


def test_equally_near_rows_vote():
    real, made = np.zeros((2, 1)), np.zeros((2, 1))
    # Each row's nearest others are one of its own and two of the other kind.
    assert two_sample_gap(made, real) == pytest.approx(0.5 - 1 / 3)
