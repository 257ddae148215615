"""Distances and shares against plain loops over pairs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gansmote_tf.metrics import (
    copies,
    copies_share,
    distinct_share,
    equal_pairs,
    lost_levels,
    nearest_rows,
    pair_distances,
    two_sample_gap,
)
from gansmote_tf.metrics.encoded import checked_rows, checked_tables

ROWS = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
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


@pytest.mark.parametrize("far", [255, 256, 2**63 - 1])
@pytest.mark.parametrize("low", [0, -1, -(2**63)])
def test_codes_differ_however_far_apart_they_are(low, far):
    rows = np.array([[far, 0], [low, 1]])
    index, distance = nearest_rows(rows, np.array([[low, 0], [far, 1]]))
    assert (index.tolist(), distance.tolist()) == ([0, 0], [1, 1])
    assert nearest_rows(rows, rows)[1].tolist() == [0, 0]
    assert nearest_rows(rows, np.array([[7, 0]], "uint8"))[1].tolist() == [1, 2]


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


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: distinct_share([1]), "rows must be an array"),
        (lambda: equal_pairs([1]), "rows must be an array"),
        (lambda: copies([1], ROWS), "rows must be an array"),
        (lambda: copies(ROWS, [1]), "references must be an array"),
        (lambda: copies(ROWS, ROWS[:, :1]), "references must have 2 columns and at least 0 rows"),
        (lambda: lost_levels([1], ROWS), "rows must be an array"),
        (lambda: lost_levels(ROWS, [1]), "real must be an array"),
        (lambda: lost_levels(ROWS, ROWS[:0]), "real must have 2 columns and at least 1 rows"),
        (lambda: two_sample_gap([1], ROWS), "rows must be an array"),
        (lambda: two_sample_gap(ROWS, [1]), "real must be an array"),
        (lambda: pair_distances([1]), "rows must be an array"),
        (lambda: pair_distances(ROWS, [1]), "others must be an array"),
        (lambda: nearest_rows([1], ROWS), "rows must be an array"),
        (lambda: nearest_rows(ROWS, [1]), "references must be an array"),
        (lambda: checked_rows("a", ROWS[:0], least=1), "a must have at least 1 rows"),
        (lambda: checked_rows("a", [[1], [1, 2]]), r"a must be .* list of shape \(0,\)"),
        (lambda: checked_rows("a", ROWS * np.nan, finite=True), "a must hold finite numbers"),
        (lambda: checked_rows("a", np.ma.array(ROWS, mask=True)), "a must be .* none of them mask"),
        (lambda: checked_tables("a", ["ab"]), r"a\[0\] must be an array"),
        (lambda: checked_tables("a", "ab"), "a must be a list .* Received: str"),
        (lambda: checked_tables("a", 3), r"a must be a list .* Received: int\."),
        (lambda: checked_tables("a", []), r"a must be a list .* Received: list of none"),
        (lambda: checked_tables("a", [ROWS, ROWS[:0]]), r"a\[1\] must have at least 1 rows"),
        (lambda: checked_tables("a", [ROWS, ROWS[:, :1]]), "a must be arrays .* the same columns"),
        (lambda: checked_tables("a", [ROWS[:, :0]]), "a must be arrays .* the same columns"),
    ],
)
def test_rows_that_cannot_be_measured_are_refused_by_their_own_name(call, sentence):
    with pytest.raises(ValueError, match=rf"^{sentence}"):
        call()


def test_rows_and_tables_of_any_numbers_are_taken():
    assert np.isnan(checked_rows("a", ROWS * np.nan)).all()
    assert checked_rows("a", ROWS[:0]).shape == (0, 2)
    for tables in ([ROWS[:, :1]], [ROWS, ROWS[:1]], np.stack([ROWS, ROWS])):
        found = checked_tables("a", tables)
        assert [table.tolist() for table in found] == [table.tolist() for table in tables]
        assert {table.dtype for table in found} == {np.dtype("float32")}


def test_common_and_set_are_shares_and_bits_at_their_bounds():
    real = np.array([[1, 0, 0.5], [1, 1, 0.5]])
    none = np.array([[0, 0.5, 1]])
    assert lost_levels(none, real).tolist() == [0, 1]
    assert lost_levels(none, real, common=0.5).tolist() == [0, 1]
    assert lost_levels(none, real, common=1).tolist() == [0]
    assert lost_levels(none, real, common=0).tolist() == [0, 1]


def test_shares_of_one_row_and_of_tiny_numbers():
    assert copies_share(ROWS[:1], ROWS) == 1.0
    assert distinct_share(np.array([[1e-20], [0.0]])) == 1.0
    assert equal_pairs(np.array([[0, 1], [0, 1]])) == 1.0
    assert copies(np.array([[1e-20, 1]]), np.array([[0, 1]])).tolist() == [False]


def test_the_gap_of_one_row_and_of_near_but_unequal_distances():
    one = np.array([[0.0, 1.0]])
    assert two_sample_gap(one, one + 5) == 0.5
    # The row at 0.9 is nearer to its own kind, if by little: nothing votes but the nearest.
    assert two_sample_gap(np.array([[2.0], [2.6]]), np.array([[0.0], [0.9]])) == 0.5
