"""Frequencies of a class drawn towards the table's, and rows moved to them, against oracles."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import logsumexp
from scipy.stats import dirichlet_multinomial, multinomial

from gansmote_tf.frequencies.shares import (
    STRENGTHS,
    coupling,
    drawn,
    fitted_shares,
    frequencies,
    log_evidence,
    posterior,
    pulled,
    raked,
    shrunk,
    translated,
)

TABLE = np.array([0.5, 0.3, 0.2, 0.1, 0.9, 0.0])
COUNTS = np.array([1.0, 0.0, 5.0, 2.0, 4.0, 0.0])
STARTS = np.array([0, 3])
PARTS = [slice(0, 3), slice(3, 5)]  # without the level that nobody has


@st.composite
def attributes(draw):
    """Counts of a class, frequencies of a table that has them too, and where attributes begin."""
    sizes = draw(st.lists(st.integers(1, 5), min_size=1, max_size=6))
    starts = np.cumsum([0, *sizes[:-1]])
    some = st.lists(st.integers(0, 9), min_size=sum(sizes), max_size=sum(sizes))
    counts, others = np.array(draw(some), float), np.array(draw(some), float)
    others[starts] += 1
    return counts, frequencies(counts + others, starts), starts


any_shrinkage = st.sampled_from(["two_points", "mixture", 0, 0.5, 3, 1e9])
anything = settings(deadline=None, max_examples=60)


@anything
@given(attributes(), any_shrinkage)
def test_frequencies_add_up_to_one_and_what_the_table_lacks_stays_away(drawn_attributes, shrinkage):
    counts, table, starts = drawn_attributes
    found = shrunk(counts, table, starts, shrinkage)
    np.testing.assert_allclose(np.add.reduceat(found, starts), 1)
    assert (found >= 0).all()
    assert (found[table == 0] == 0).all()


def test_a_number_is_so_many_pseudo_rows_of_the_table():
    expected = np.r_[(COUNTS[:3] + 3 * TABLE[:3]) / 9, (COUNTS[3:] + 3 * TABLE[3:]) / 9]
    np.testing.assert_allclose(shrunk(COUNTS, TABLE, STARTS, 3), expected)
    np.testing.assert_allclose(shrunk(COUNTS, TABLE, STARTS, 0), COUNTS / 6)
    np.testing.assert_allclose(shrunk(COUNTS, TABLE, STARTS, 1e9), TABLE, atol=1e-8)
    nobody = np.array([0.0, 0, 0, 2, 4, 0])
    np.testing.assert_allclose(shrunk(nobody, TABLE, STARTS, 0)[:3], TABLE[:3])


@pytest.mark.parametrize("strength", [0.5, 2, 1000])
def test_evidence_is_scipys_but_for_the_number_of_orders(strength):
    found = log_evidence(COUNTS, TABLE, STARTS, (strength, np.inf))
    for place, part in enumerate(PARTS):
        own = dirichlet_multinomial.logpmf(COUNTS[part], strength * TABLE[part], 6)
        alike = multinomial.logpmf(COUNTS[part], 6, TABLE[part])
        assert found[0, place] - found[1, place] == pytest.approx(own - alike)


def test_two_points_weigh_the_table_against_two_pseudo_rows_by_their_evidence():
    found = shrunk(COUNTS, TABLE, STARTS, "two_points")
    for part in PARTS:
        differs = dirichlet_multinomial.pmf(COUNTS[part], 2 * TABLE[part], 6)
        alike = multinomial.pmf(COUNTS[part], 6, TABLE[part])
        q = differs / (differs + alike)
        expected = (1 - q) * TABLE[part] + q * (COUNTS[part] + 2 * TABLE[part]) / 8
        np.testing.assert_allclose(found[part], expected)


class TestMixture:
    @pytest.fixture
    def evidence(self):
        rng = np.random.default_rng(0)
        table = np.tile([0.5, 0.3, 0.2], 40)
        starts = np.arange(0, 120, 3)
        far = rng.dirichlet([0.3, 0.3, 0.3], 20)
        counts = np.vstack([rng.multinomial(8, p) for p in [*far, *[[0.5, 0.3, 0.2]] * 20]])
        return log_evidence(counts.ravel().astype(float), table, starts, STRENGTHS)

    def likelihood(self, evidence, shares):
        return logsumexp(np.log(shares)[:, None] + evidence, axis=0).sum()

    def test_each_step_makes_the_attributes_likelier(self, evidence):
        shares = [fitted_shares(evidence, steps) for steps in range(30)]
        gains = np.diff([self.likelihood(evidence, each) for each in shares])
        assert (gains > 0).all()

    def test_many_steps_end_where_no_other_shares_are_likelier(self, evidence):
        shares = fitted_shares(evidence, steps=20_000)
        np.testing.assert_allclose(posterior(evidence, shares).mean(axis=1), shares, atol=1e-4)
        best = self.likelihood(evidence, shares)
        rng = np.random.default_rng(1)
        for others in rng.dirichlet(np.full(9, 0.5), 300):
            assert self.likelihood(evidence, 0.9 * shares + 0.1 * others) < best + 1e-6

    def test_shares_tell_attributes_that_differ_from_those_that_do_not(self, evidence):
        found = posterior(evidence, fitted_shares(evidence))
        weak = np.array(STRENGTHS) < 4
        assert found[weak][:, :20].sum(axis=0).mean() > 0.7
        assert found[weak][:, 20:].sum(axis=0).mean() < 0.35

    def test_the_posterior_is_bayes_rule(self, evidence):
        shares = fitted_shares(evidence)
        joint = shares[:, None] * np.exp(evidence)
        np.testing.assert_allclose(posterior(evidence, shares), joint / joint.sum(axis=0))

    def test_frequencies_are_the_posterior_mean(self):
        evidence = log_evidence(COUNTS, TABLE, STARTS, STRENGTHS)
        weights = posterior(evidence, fitted_shares(evidence))
        found = shrunk(COUNTS, TABLE, STARTS, "mixture")
        for place, part in enumerate(PARTS):
            each = [pulled(COUNTS, TABLE, STARTS, strength)[part] for strength in STRENGTHS]
            np.testing.assert_allclose(found[part], weights[:, place] @ each)

    def test_a_class_like_the_table_is_pulled_nearly_wholly(self):
        table = np.tile([0.5, 0.5], 50)
        alike = shrunk(np.tile([7.0, 3.0, 3.0, 7.0], 25), table, np.arange(0, 100, 2), "mixture")
        assert np.abs(alike - table).max() < 0.1  # (7 + 2 * 0.5) / 12 would be 0.17 away


class TestDrawn:
    def test_shares_are_the_probabilities_and_what_has_none_never_comes(self):
        places = drawn((np.arange(1000) + 0.5) / 1000, np.array([0.0, 1, 0, 3, 0]))
        assert np.bincount(places, minlength=5).tolist() == [0, 250, 0, 750, 0]
        ends = np.array([0.0, np.nextafter(1, 0)])
        assert drawn(ends, np.array([0.0, 0.1, 0.7, 0.0])).tolist() == [1, 2]


class TestTranslation:
    @anything
    @given(attributes(), attributes())
    def test_the_coupling_gives_exactly_the_target_and_moves_as_few_as_can_be(self, one, other):
        counts, table, starts = one
        others = np.resize(other[0] + 1, len(table))
        target, source = pulled(counts, table, starts, 1.0), frequencies(others, starts)
        kept, moved = coupling(target, source, starts)
        leaving = np.add.reduceat(source * (1 - kept), starts)
        sizes = np.diff(starts, append=len(table))
        reached = source * kept + np.repeat(leaving, sizes) * moved
        np.testing.assert_allclose(reached, target, atol=1e-12)
        apart = np.add.reduceat(np.abs(target - source), starts) / 2
        np.testing.assert_allclose(leaving, apart, atol=1e-12)

    def test_rows_come_out_with_the_frequencies_of_the_target(self):
        rng = np.random.default_rng(0)
        source, target = np.array([0.5, 0.5, 0.0]), np.array([0.1, 0.3, 0.6])
        codes = rng.integers(0, 2, (20_000, 1))
        moved = translated(codes, target, source, np.array([0]), rng.random((20_000, 1, 2)))
        np.testing.assert_allclose(np.bincount(moved[:, 0]) / 20_000, target, atol=0.015)

    def test_rows_stay_as_they_are_where_the_frequencies_agree(self):
        codes = np.array([[0, 1], [1, 0], [1, 1]])
        half = np.full(4, 0.5)
        moved = translated(codes, half, half, np.array([0, 2]), np.full((3, 2, 2), 1 - 1e-12))
        np.testing.assert_array_equal(moved, codes)

    def test_a_row_without_a_level_gets_one_of_the_target(self):
        codes, target = np.full((1000, 1), -1), np.array([0.25, 0.75])
        uniform = np.random.default_rng(0).random((1000, 1, 2))
        moved = translated(codes, target, np.array([0.9, 0.1]), np.array([0]), uniform)
        assert np.mean(moved == 0) == pytest.approx(0.25, abs=0.04)


class TestRaking:
    def test_frequencies_become_those_of_the_target(self):
        rng = np.random.default_rng(0)
        codes = rng.integers(0, 3, (400, 4))
        target = np.tile([0.5, 0.3, 0.2], 4)
        weights = raked(codes, target, np.arange(0, 12, 3))
        assert weights.sum() == pytest.approx(1)
        reached = [np.bincount(column, weights) for column in codes.T]
        np.testing.assert_allclose(np.concatenate(reached), target, atol=1e-3)

    @anything
    @given(st.integers(1, 80), st.integers(0, 1000), st.lists(st.integers(0, 5), min_size=6))
    def test_no_weight_is_above_the_largest_allowed(self, rows, seed, counts):
        codes = np.random.default_rng(seed).integers(-1, 3, (rows, 2))
        starts = np.array([0, 3])
        weights = raked(codes, frequencies(np.array(counts[:6], float), starts), starts)
        assert weights.sum() == pytest.approx(1)
        assert weights.max() <= max(0.05, 1 / rows) + 1e-12
        assert weights.min() >= 0

    def test_few_rows_that_fit_best_share_what_they_may_have(self):
        codes = np.repeat([[0], [1]], [3, 97], axis=0)
        weights = raked(codes, np.array([1.0, 0.0]), np.array([0]))
        np.testing.assert_allclose(weights[:3], 0.05)
        np.testing.assert_allclose(weights[3:], 0.85 / 97)

    def test_twenty_rows_all_weigh_the_same(self):
        codes = np.repeat([[0], [1]], [3, 17], axis=0)
        np.testing.assert_allclose(raked(codes, np.array([0.9, 0.1]), np.array([0])), 0.05)

    def test_a_row_without_a_level_weighs_what_its_others_say(self):
        codes = np.repeat([[0], [1], [-1]], 30, axis=0)
        weights = raked(codes, np.array([0.8, 0.2]), np.array([0]))
        np.testing.assert_allclose(weights[60:].sum(), 1 / 3)
        np.testing.assert_allclose(weights[:30].sum(), 0.8 * 2 / 3)
