"""Every layer against a NumPy oracle, at rank 2 and rank 3.

The contract that all layers share, on every backend, is ``backend_contract.py``.
"""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from gansmote_tf.layers import (
    BitFlip,
    GroupActivation,
    GroupDraw,
    MinibatchL1,
    RandomDropout,
    RandomLayer,
    RedrawFlip,
    ReplicaDense,
    UniformNoise,
)
from gansmote_tf.layers.l1_sums import l1_sum, l1_sum_to_row
from gansmote_tf.schedules import LinearDecay

SHAPES = [(30, 8), (3, 30, 8)]
ABC = SimpleNamespace(kind="one_of", positions=(0, 1, 2))
DE = SimpleNamespace(kind="at_most_one", positions=(3, 4))
F = SimpleNamespace(kind="any_of", positions=(5,))
G = SimpleNamespace(kind="numeric", positions=(6,))


def bits(shape, seed=0):
    return np.random.default_rng(seed).integers(0, 2, shape).astype("float32")


@pytest.mark.parametrize(
    ("make", "argument"),
    [
        (lambda: BitFlip(1.5), "rate=1.5"),
        (lambda: BitFlip().set_rate(1.5), "rate=1.5"),
        (lambda: BitFlip(LinearDecay(2.0, 0.0, 5)), "rate=<"),
        (lambda: RedrawFlip(-0.1), "rate=-0.1"),
        (lambda: UniformNoise(0.7), "noise=0.7"),
        (lambda: RandomDropout(1.0), "rate=1.0"),
        (lambda: ReplicaDense(0), "units=0"),
        (lambda: ReplicaDense(1, replicas=0), "replicas=0"),
        (lambda: MinibatchL1("rows"), "distance='rows'"),
        (lambda: MinibatchL1(noise=2.0), "noise=2.0"),
        (lambda: MinibatchL1(scale=0.0), "scale=0.0"),
        (lambda: BitFlip(seed=-1), "seed=-1"),
    ],
)
def test_bad_arguments_are_named_with_what_came(make, argument):
    with pytest.raises(ValueError, match=argument.replace("(", r"\(")):
        make()


class TestRandomLayer:
    def test_normal_numbers_are_normal(self):
        draws = np.asarray(RandomLayer(7).draw_normal((4, 5000, 3)))
        assert stats.kstest(draws.ravel(), "norm").pvalue > 0.001
        assert abs(np.corrcoef(draws[0, :, 0], draws[0, :, 1])[0, 1]) < 0.05

    def test_uniform_numbers_are_uniform_inside_the_unit_interval(self):
        draws = np.asarray(RandomLayer(7).draw_uniform((4, 5000, 3)))
        assert stats.kstest(draws.ravel(), "uniform").pvalue > 0.001
        assert 0 < draws.min() < draws.max() < 1

    @pytest.mark.parametrize("rate", [0.0, 0.001, 0.3, 1 / 3, 0.999, 1.0])
    def test_the_mean_rate_over_calls_is_exact(self, rate):
        layer = RandomLayer(1)
        hits = np.mean([np.mean(layer.draw_below(rate, (1, 100, 100))) for _ in range(300)])
        assert abs(hits - rate) <= 4 * np.sqrt(rate * (1 - rate) / 3e6) + 1e-12

    def test_calls_replicas_and_seeds_draw_differently(self):
        layer = RandomLayer(1)
        first, second = (np.asarray(layer.draw_bytes((2, 50, 50))) for _ in range(2))
        other = np.asarray(RandomLayer(2).draw_bytes((2, 50, 50)))
        for one, two in [(first, second), (first[0], first[1]), (first, other)]:
            assert (one == two).mean() < 0.02


class TestBitFlip:
    @pytest.mark.parametrize("shape", SHAPES)
    def test_a_flipped_bit_is_turned_over(self, shape):
        flipped = BitFlip(1.0)(bits(shape), training=True)
        np.testing.assert_array_equal(flipped, 1 - bits(shape))

    def test_a_rate_that_is_set_wins_over_the_one_it_was_made_with(self):
        layer = BitFlip(1.0)
        layer.set_rate(0.0)
        np.testing.assert_array_equal(layer(bits((5, 4)), training=True), bits((5, 4)))

    def test_the_rate_follows_the_training_calls_and_no_others(self):
        layer = BitFlip(LinearDecay(1.0, 0.0, 1))
        np.testing.assert_array_equal(layer(bits((5, 4))), bits((5, 4)))
        np.testing.assert_array_equal(layer(bits((5, 4)), training=True), 1 - bits((5, 4)))
        np.testing.assert_array_equal(layer(bits((5, 4)), training=True), bits((5, 4)))

    def test_each_replicas_rate_is_multiplied_by_its_factor(self):
        layer = BitFlip(1.0)
        layer.build((2, None, 4))
        layer.factor.assign([[[0.0]], [[1.0]]])
        flipped = layer(bits((2, 5, 4)), training=True)
        np.testing.assert_array_equal(flipped[0], bits((2, 5, 4))[0])
        np.testing.assert_array_equal(flipped[1], 1 - bits((2, 5, 4))[1])

    def test_a_layer_made_with_a_schedule_of_its_own_takes_no_other(self):
        layer = BitFlip(lambda step: 0.5)
        with pytest.raises(ValueError, match=f"{layer.name} must have a number.*rate=<function"):
            layer.set_rate(0.1)

    def test_something_else_than_a_rate_is_refused(self):
        with pytest.raises(TypeError, match=r"rate must be a number.*rate='often'"):
            BitFlip("often")


class TestUniformNoise:
    @pytest.mark.parametrize("shape", [(400, 50), (2, 200, 50)])
    def test_noise_is_uniform_and_inward(self, shape):
        rows = bits(shape)
        inward = np.asarray(UniformNoise(0.02, seed=3)(rows, training=True))
        moved = np.abs(inward - rows).ravel()
        assert inward.min() >= 0
        assert inward.max() <= 1
        assert stats.kstest(moved / 0.02, "uniform").statistic < 0.02


class TestRandomDropout:
    def test_inputs_are_kept_at_their_mean(self):
        kept = np.asarray(RandomDropout(0.3, seed=1)(np.ones((500, 40)), training=True))
        assert set(np.unique(kept)) == {0.0, np.float32(1 / 0.7)}
        assert abs(kept.mean() - 1) < 0.02


class TestReplicaDense:
    def test_each_replica_has_its_own_dense_layer(self):
        layer = ReplicaDense(4, replicas=3, seed=2)
        rows = np.random.default_rng(0).normal(size=(3, 6, 5)).astype("float32")
        kernel, bias = (
            np.asarray(weight) for weight in [layer(rows) is None or layer.kernel, layer.bias]
        )
        expected = np.stack([rows[k] @ kernel[k] + bias[k] for k in range(3)])
        np.testing.assert_allclose(layer(rows), expected, rtol=1e-5)

    def test_rank_2_gives_the_same_rows_to_every_replica(self):
        layer = ReplicaDense(4, replicas=3)
        rows = np.ones((6, 5), "float32")
        np.testing.assert_allclose(layer(rows), layer(np.stack([rows] * 3)), rtol=1e-6)

    def test_initial_weights_are_those_of_the_replica_alone(self):
        stack, alone = ReplicaDense(4, replicas=3, seed=2), ReplicaDense(4, seed=2, first_replica=1)
        stack.build((3, None, 5))
        alone.build((1, None, 5))
        np.testing.assert_array_equal(stack.kernel[1], alone.kernel[0])
        assert np.abs(stack.kernel).max() <= 1 / np.sqrt(5)
        assert not np.array_equal(stack.kernel[0], stack.kernel[1])


def pair_sum(rows):
    return np.abs(rows[:, None] - rows[None]).sum()


class TestMinibatchL1:
    @settings(max_examples=60, deadline=None)
    @given(
        arrays(
            "float32",
            st.tuples(st.integers(1, 12), st.integers(1, 5)),
            elements=st.sampled_from([0.0, 0.25, 0.5, 1.0]),
        )
    )
    def test_the_sum_is_that_over_all_ordered_pairs(self, rows):
        np.testing.assert_allclose(float(l1_sum(rows)[0, 0]), pair_sum(rows), rtol=1e-5)

    @pytest.mark.parametrize("size", [7, 64, 65, 130])
    @pytest.mark.parametrize("binary", [False, True])
    def test_sum_and_gradient_match_numpy_with_masked_rows(self, size, binary):
        import tensorflow as tf

        rng = np.random.default_rng(size)
        rows = bits((2, size, 5), size) if binary else rng.random((2, size, 5)).astype("float32")
        mask = np.ones((2, size), "float32")
        mask[0, size - 3 :] = 0
        variable = tf.Variable(rows)
        with tf.GradientTape() as tape:
            sums = l1_sum(variable, mask, binary)
        gradient = tape.gradient(sums, variable).numpy()
        for k, kept in enumerate([size - 3, size]):
            np.testing.assert_allclose(sums[k, 0, 0], pair_sum(rows[k, :kept]), rtol=1e-4)
            signs = np.sign(rows[k, :kept, None] - rows[k, None, :kept]).sum(axis=1)
            np.testing.assert_allclose(gradient[k, :kept], 2 * signs, atol=1e-3)
            assert not gradient[k, kept:].any()

    def test_the_sum_to_one_row(self):
        rows = np.random.default_rng(1).random((6, 4)).astype("float32")
        mask = np.array([1, 1, 1, 1, 0, 0], "float32")
        expected = np.abs(rows[:4] - rows[3]).sum()
        np.testing.assert_allclose(l1_sum_to_row(rows, rows[3:4], mask)[0, 0], expected, rtol=1e-5)

    def test_one_row_draws_among_the_rows_that_count(self):
        layer = MinibatchL1("one_row", seed=1)
        mask = np.repeat([[1.0, 0.0]], [2, 4], axis=1).astype("float32")
        places = [np.argmax(layer.draw_reference((1, 6, 3), mask)) for _ in range(40)]
        assert set(places) == {0, 1}

    @pytest.mark.parametrize("shape", SHAPES)
    def test_the_column_is_the_scaled_sum_with_relative_noise(self, shape):
        rows = bits(shape)
        layer = MinibatchL1(noise=0.3, scale=1e4, seed=2)
        column = np.asarray(layer(rows, training=True))[..., -1]
        totals = np.array([pair_sum(part) for part in rows.reshape(-1, *shape[-2:])]) / 1e4
        ratios = column.reshape(len(totals), -1) / totals[:, None]
        assert ratios.min() >= 0.7 - 1e-5
        assert ratios.max() <= 1.3 + 1e-5
        assert ratios.std() > 0.1

    def test_measured_rows_are_summed_instead(self):
        rows, measured = bits((6, 4), 1), bits((6, 4), 2)
        column = MinibatchL1(scale=100.0)(rows, measured=measured, training=False)[:, -1]
        np.testing.assert_allclose(column, pair_sum(measured) / 100, rtol=1e-6)

    def test_a_training_call_raises_the_scale_to_its_sum(self):
        rows = bits((30, 8))
        layer = MinibatchL1(scale=50.0)
        layer(rows, training=True)
        np.testing.assert_allclose(layer.scale, [[pair_sum(rows)]], rtol=1e-6)
        layer(rows[:2], training=True)
        np.testing.assert_allclose(layer.scale, [[pair_sum(rows)]], rtol=1e-6)

    def test_sum_rounded_counts_the_column_too(self):
        shown = np.random.default_rng(3).random((2, 2, 6, 5)).astype("float32") * 1.4
        shown[..., :-1] = np.minimum(shown[..., :-1], 1.0)
        shown[..., -1] *= 3
        sums = MinibatchL1().sum_rounded(shown)
        expected = [[pair_sum(np.round(part)) for part in batches] for batches in shown]
        np.testing.assert_allclose(np.asarray(sums)[..., 0, 0], expected, rtol=1e-5)


class TestGroups:
    def layer(self, layer, width=8):
        layer.build((None, width))
        layer.set_groups([ABC, DE, F, G])
        return layer

    def test_activation_is_softmax_within_groups_and_sigmoid_elsewhere(self):
        logits = np.random.default_rng(0).normal(size=(5, 8)).astype("float32")
        probabilities = np.asarray(self.layer(GroupActivation())(logits))
        exp = np.exp(logits)
        np.testing.assert_allclose(
            probabilities[:, :3], exp[:, :3] / exp[:, :3].sum(1, keepdims=True), rtol=1e-5
        )
        np.testing.assert_allclose(
            probabilities[:, 3:5], exp[:, 3:5] / (1 + exp[:, 3:5].sum(1, keepdims=True)), rtol=1e-5
        )
        np.testing.assert_allclose(probabilities[:, 5:7], 1 / (1 + 1 / exp[:, 5:7]), rtol=1e-5)
        assert probabilities[:, 7].max() < 1e-12  # of no group: never set

    def test_levels_that_never_stand_are_never_made(self):
        layer = GroupActivation()
        layer.build((None, 3))
        layer.set_groups([SimpleNamespace(kind="one_of", positions=(0, 1, 2), never=(1,))])
        probabilities = np.asarray(layer(np.full((1, 3), 5.0, "float32")))
        np.testing.assert_allclose(probabilities, [[0.5, 0.0, 0.5]], atol=1e-9)

    def test_replicas_have_levels_of_their_own_that_never_stand(self):
        layer, every = GroupActivation(), {"kind": "one_of", "positions": (0, 1, 2)}
        layer.build((3, None, 3))
        layer.set_groups([SimpleNamespace(**every)])
        layer.set_own_groups([[SimpleNamespace(**every, never=own)] for own in ((1,), (0, 2), ())])
        probabilities = np.asarray(layer(np.full((3, 2, 3), 5.0, "float32")))
        expected = [[0.5, 0.0, 0.5], [0.0, 1.0, 0.0], [1 / 3] * 3]
        np.testing.assert_allclose(probabilities[:, 1], expected, atol=1e-9)

    def test_draws_obey_groups_at_the_given_rates(self):
        rates = np.array([0.2, 0.5, 0.3, 0.1, 0.6, 0.25, 0.7, 0.0], "float32")
        rows = np.asarray(self.layer(GroupDraw(seed=5))(np.tile(rates, (20_000, 1))))
        assert (rows[:, :3].sum(axis=1) == 1).all()
        assert (rows[:, 3:5].sum(axis=1) <= 1).all()
        np.testing.assert_allclose(rows.mean(axis=0), rates, atol=0.015)
        np.testing.assert_allclose(rows[:, 6], 0.7)

    def test_the_gradient_passes_straight_through(self):
        import tensorflow as tf

        probabilities = tf.Variable(np.full((4, 8), 0.3, "float32"))
        layer = self.layer(GroupDraw(seed=5))
        with tf.GradientTape() as tape:
            total = tf.reduce_sum(layer(probabilities) * np.arange(8.0, dtype="float32"))
        np.testing.assert_allclose(tape.gradient(total, probabilities), [np.arange(8.0)] * 4)

    def test_redrawn_attributes_follow_the_frequencies_and_obey_their_groups(self):
        layer = self.layer(RedrawFlip(0.4, seed=6))
        frequencies = np.array([0.2, 0.5, 0.3, 0.1, 0.6, 0.25, 0.7, 0.0], "float32")
        layer.frequencies.assign(frequencies[None])
        start = np.array([1, 0, 0, 0, 0, 1, 0.35, 0], "float32")
        rows = np.asarray(layer(np.tile(start, (20_000, 1)), training=True))
        expected = 0.6 * start + 0.4 * frequencies
        expected[6] = 0.35  # numbers are never redrawn
        np.testing.assert_allclose(rows.mean(axis=0), expected, atol=0.015)
        assert (rows[:, :3].sum(axis=1) == 1).all()
        assert (rows[:, 3:5].sum(axis=1) <= 1).all()
