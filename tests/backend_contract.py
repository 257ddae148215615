"""What every layer, schedule and callback keeps on any Keras backend, with NumPy as the oracle.

Not collected by its name: ``test_backends.py`` runs it on TensorFlow, where the suite runs, and in
a process of its own on JAX.
"""

from types import SimpleNamespace

import keras
import numpy as np
import pytest
from keras import ops

from gansmote_tf.callbacks import BitFlipDecay, CosineWarmRestarts
from gansmote_tf.layers import (
    BatchDistance,
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
from gansmote_tf.schedules import CosineRestarts, LinearDecay, cosine_restarts, linear_decay

SHAPES = [(30, 8), (3, 30, 8)]
LAYERS = {
    "BitFlip": lambda **stream: BitFlip(0.3, **stream),
    "BitFlip, decaying": lambda **stream: BitFlip(LinearDecay(0.5, 0.1, 3), **stream),
    "UniformNoise": lambda **stream: UniformNoise(0.02, **stream),
    "RandomDropout": lambda **stream: RandomDropout(0.3, **stream),
    "MinibatchL1": lambda **stream: MinibatchL1(**stream),
    "MinibatchL1 one row": lambda **stream: MinibatchL1("one_row", **stream),
    "GroupActivation": lambda seed=None, **others: GroupActivation(**others),
    "GroupDraw": lambda **stream: GroupDraw(**stream),
    "RedrawFlip": lambda **stream: RedrawFlip(0.4, **stream),
    "ReplicaDense": lambda **stream: ReplicaDense(8, replicas=3, **stream),
}
DRAWING = [name for name in LAYERS if name not in ("GroupActivation", "ReplicaDense")]
ALWAYS = ["GroupActivation", "GroupDraw", "ReplicaDense"]  # whether training is on or not
CORRUPTING = ["BitFlip", "BitFlip, decaying", "UniformNoise", "RandomDropout", "RedrawFlip"]
GROUPS = [
    SimpleNamespace(kind="one_of", positions=(0, 1, 2)),
    SimpleNamespace(kind="at_most_one", positions=(3, 4)),
    SimpleNamespace(kind="any_of", positions=(5,)),
    SimpleNamespace(kind="numeric", positions=(6,)),
]


def make(name, **others):
    return LAYERS[name](seed=4, **others)


def bits(shape, seed=0):
    return np.random.default_rng(seed).integers(0, 2, shape).astype("float32")


def call(layer, inputs):
    """The layer while training, as an array."""
    always = isinstance(layer, GroupActivation | GroupDraw | ReplicaDense)
    return as_array(layer(inputs) if always else layer(inputs, training=True))


def as_array(tensor):
    return np.array(ops.convert_to_numpy(tensor))


def pair_sum(rows):
    return np.abs(rows[:, None] - rows[None]).sum()


def seeded(layer):
    """The layer with its first call made, so that its weights are there."""
    layer.build((None, 8))
    layer.built = True
    return layer


class Spread(BatchDistance):
    """A distance of one's own: the variance within the batch, summed over the columns."""

    def sum(self, rows, mask=None, **hints):
        return ops.sum(ops.var(rows, axis=-2, keepdims=True), axis=-1, keepdims=True)


class Seen(keras.layers.Layer):
    """Keeps, call by call while training, the mean of what passes; it is read after ``fit``."""

    def __init__(self, calls, **kwargs):
        super().__init__(**kwargs)
        self.means = self.add_weight(shape=(calls,), initializer="zeros", trainable=False)
        self.calls = self.add_weight(
            shape=(), dtype="int32", initializer="zeros", trainable=False, autocast=False
        )

    def call(self, inputs, training=False):
        if training:
            place = ops.reshape(ops.convert_to_tensor(self.calls), (1, 1))
            mean = ops.reshape(ops.mean(inputs), (1,))
            self.means.assign(ops.scatter_update(ops.convert_to_tensor(self.means), place, mean))
            self.calls.assign(self.calls + 1)
        return inputs

    def compute_output_shape(self, input_shape):
        return input_shape


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", LAYERS)
class TestContract:
    def test_output_shape_is_as_computed(self, name, shape):
        layer = make(name)
        assert call(layer, bits(shape)).shape == tuple(layer.compute_output_shape(shape))

    def test_config_makes_the_same_layer(self, name, shape):
        layer = make(name)
        again = type(layer).from_config(layer.get_config())
        for _ in range(2):
            np.testing.assert_array_equal(call(layer, bits(shape)), call(again, bits(shape)))

    @pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
    def test_mixed_precision_gives_the_same_up_to_rounding(self, name, shape, policy):
        layer = make(name, dtype=policy)
        made = layer(bits(shape)) if name in ALWAYS else layer(bits(shape), training=True)
        assert keras.backend.standardize_dtype(made.dtype) == layer.compute_dtype
        expected = call(make(name), bits(shape))
        rounding = 2.0**-8 if policy == "mixed_bfloat16" else 2.0**-10
        made = as_array(ops.cast(made, "float32"))
        np.testing.assert_allclose(made, expected, rtol=2 * rounding, atol=2 * rounding)

    def test_saved_model_goes_on_with_the_draws_that_would_have_come(self, name, shape, tmp_path):
        """With a seed of no one's choosing: what was drawn is kept, too."""
        inputs = keras.Input(batch_shape=(*shape[:-2], None, shape[-1]))
        model = keras.Model(inputs, LAYERS[name]()(inputs))
        call(model.layers[-1], bits(shape))
        model.save(tmp_path / "model.keras")
        loaded = keras.models.load_model(tmp_path / "model.keras")
        for _ in range(2):
            np.testing.assert_array_equal(
                call(model.layers[-1], bits(shape)), call(loaded.layers[-1], bits(shape))
            )

    def test_trains_inside_a_sequential_and_hands_the_gradient_on(self, name, shape):
        keras.utils.set_random_seed(0)
        model = keras.Sequential(
            [
                keras.Input(batch_shape=(*shape[:-2], None, shape[-1])),
                keras.layers.Dense(8, "sigmoid"),
                make(name),
                keras.layers.Dense(1),
            ]
        )
        # A batch of the first axis: all rows at rank 2, all replicas at rank 3.
        model.compile(keras.optimizers.SGD(0.1), loss=lambda _, said: ops.mean(ops.square(said)))
        before = [as_array(layer.kernel) for layer in (model.layers[0], model.layers[-1])]
        rows = bits(shape)
        losses = model.fit(
            rows, np.zeros(len(rows)), batch_size=len(rows), epochs=3, verbose=0
        ).history["loss"]
        assert np.isfinite(losses).all()
        for layer, kernel in zip((model.layers[0], model.layers[-1]), before, strict=True):
            assert not np.array_equal(as_array(layer.kernel), kernel)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", CORRUPTING)
def test_corruption_is_idle_and_counts_nothing_unless_training_is_on(name, shape):
    layer, trained_only = make(name), make(name)
    np.testing.assert_array_equal(as_array(layer(bits(shape))), bits(shape))
    np.testing.assert_array_equal(as_array(layer(bits(shape), training=False)), bits(shape))
    assert int(layer.draws) == 0
    corrupted = call(layer, bits(shape))
    assert not np.array_equal(corrupted, bits(shape))
    np.testing.assert_array_equal(corrupted, call(trained_only, bits(shape)))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_distance_is_exact_and_leaves_its_scale_unless_training_is_on(shape):
    layer = MinibatchL1(scale=10.0)
    column = as_array(layer(bits(shape)))[..., -1].reshape(-1, 30)
    totals = [pair_sum(rows) for rows in bits(shape).reshape(-1, 30, 8)]
    np.testing.assert_allclose(column, np.repeat([totals], 30, axis=0).T / 10, rtol=1e-5)
    np.testing.assert_array_equal(as_array(layer.scale), np.full(layer.scale.shape, 10.0))
    assert int(layer.draws) == 0


@pytest.mark.parametrize("name", DRAWING)
def test_a_replica_draws_the_same_in_a_stack_as_alone(name):
    rows = bits((3, 30, 8)) * 0.6
    stack, alone = make(name), make(name)
    alone.build((1, 30, 8))
    alone.reseed(4, first_replica=2)
    for _ in range(3):
        together, single = call(stack, rows), call(alone, rows[2:])
        if isinstance(stack, MinibatchL1):  # the raised scale is the replica's own
            np.testing.assert_allclose(together[2:], single, rtol=1e-6)
        else:
            np.testing.assert_array_equal(together[2:], single)


@pytest.mark.parametrize("name", DRAWING)
def test_reseeded_layers_draw_as_new_ones_of_that_seed(name):
    layer, rows = make(name), bits(SHAPES[0]) * 0.6
    first = call(layer, rows)
    second = call(layer, rows)
    layer.reseed(4)
    np.testing.assert_array_equal(call(layer, rows), first)
    layer.reseed(5)
    assert not np.array_equal(call(layer, rows), first)
    assert not np.array_equal(first, second)


class TestOracles:
    @pytest.mark.parametrize("shape", SHAPES)
    def test_a_flipped_bit_is_turned_over(self, shape):
        flipped = as_array(BitFlip(1.0)(bits(shape), training=True))
        np.testing.assert_array_equal(flipped, 1 - bits(shape))

    @pytest.mark.parametrize("shape", SHAPES)
    def test_noise_moves_bits_inward_by_up_to_so_much(self, shape):
        moved = np.abs(call(UniformNoise(0.02, seed=3), bits(shape)) - bits(shape))
        assert moved.min() >= 0
        assert 0.015 < moved.max() <= 0.02 + 1e-7
        np.testing.assert_allclose(moved.mean(), 0.01, atol=0.002)

    def test_dropout_keeps_the_mean(self):
        kept = call(RandomDropout(0.3, seed=1), np.ones((500, 40), "float32"))
        np.testing.assert_allclose(np.unique(kept), [0.0, 1 / 0.7], rtol=1e-6)
        np.testing.assert_allclose(kept.mean(), 1, atol=0.02)

    def test_each_replica_has_its_own_dense_layer(self):
        layer = ReplicaDense(4, replicas=3, seed=2)
        rows = np.random.default_rng(0).normal(size=(3, 6, 5)).astype("float32")
        made = call(layer, rows)
        kernel, bias = as_array(layer.kernel), as_array(layer.bias)
        expected = np.stack([rows[k] @ kernel[k] + bias[k] for k in range(3)])
        np.testing.assert_allclose(made, expected, rtol=1e-4, atol=1e-6)

    def test_replica_dense_computes_what_einsum_dense_does(self):
        layer = ReplicaDense(4, replicas=3, seed=2)
        stock = keras.layers.EinsumDense("rbi,rio->rbo", (None, 4), bias_axes="ro")
        rows = np.random.default_rng(0).normal(size=(3, 6, 5)).astype("float32")
        made = call(layer, rows)
        stock.build(rows.shape)
        stock.set_weights(layer.get_weights())
        np.testing.assert_allclose(made, as_array(stock(rows)), rtol=1e-4, atol=1e-6)

    @pytest.mark.parametrize("size", [5, 40, 70])
    def test_the_distance_is_that_over_all_ordered_pairs(self, size):
        rows = np.random.default_rng(size).random((2, size, 30)).astype("float32")
        column = as_array(MinibatchL1(scale=1.0)(rows))[..., 0, -1]
        np.testing.assert_allclose(column, [pair_sum(part) for part in rows], rtol=1e-4)

    def test_activation_is_softmax_within_groups_and_sigmoid_elsewhere(self):
        layer = seeded(GroupActivation())
        layer.set_groups(GROUPS)
        logits = np.random.default_rng(0).normal(size=(5, 8)).astype("float32")
        heights = np.exp(logits)
        sums = [heights[:, :3].sum(1)] * 3 + [1 + heights[:, 3:5].sum(1)] * 2
        sums += [1 + heights[:, 5], 1 + heights[:, 6]]
        made = call(layer, logits)
        np.testing.assert_allclose(made[:, :7], heights[:, :7] / np.transpose(sums), rtol=1e-4)
        assert made[:, 7].max() < 1e-12  # of no group: never set

    def test_draws_obey_groups_at_the_given_rates(self):
        layer = seeded(GroupDraw(seed=5))
        layer.set_groups(GROUPS)
        rates = np.array([0.2, 0.5, 0.3, 0.1, 0.6, 0.25, 0.7, 0.0], "float32")
        rows = call(layer, np.tile(rates, (20_000, 1)))
        assert (rows[:, :3].sum(axis=1) == 1).all()
        assert (rows[:, 3:5].sum(axis=1) <= 1).all()
        np.testing.assert_allclose(rows.mean(axis=0), rates, atol=0.015)
        np.testing.assert_allclose(rows[:, 6], 0.7)

    def test_redrawn_attributes_follow_the_frequencies_and_obey_their_groups(self):
        layer = seeded(RedrawFlip(0.4, seed=6))
        layer.set_groups(GROUPS)
        frequencies = np.array([0.2, 0.5, 0.3, 0.1, 0.6, 0.25, 0.7, 0.0], "float32")
        layer.frequencies.assign(frequencies[None])
        start = np.array([1, 0, 0, 0, 0, 1, 0.35, 0], "float32")
        rows = call(layer, np.tile(start, (20_000, 1)))
        expected = 0.6 * start + 0.4 * frequencies
        expected[6] = 0.35  # numbers are never redrawn
        np.testing.assert_allclose(rows.mean(axis=0), expected, atol=0.015)
        assert (rows[:, :3].sum(axis=1) == 1).all()
        assert (rows[:, 3:5].sum(axis=1) <= 1).all()

    def test_a_distance_of_ones_own_appends_what_it_sums(self):
        rows = np.random.default_rng(0).random((3, 6, 5)).astype("float32")
        made = call(Spread(), rows)
        expected = np.repeat(rows.var(axis=1).sum(axis=1)[:, None], 6, axis=1)
        np.testing.assert_array_equal(made[..., :-1], rows)
        np.testing.assert_allclose(made[..., -1], expected, rtol=1e-5)

    @pytest.mark.parametrize("rate", [0.0, 0.001, 0.3, 1 / 3, 0.999, 1.0])
    def test_the_mean_rate_over_calls_is_exact(self, rate):
        layer = RandomLayer(1)
        hits = [as_array(layer.draw_below(rate, (1, 100, 100))).mean() for _ in range(50)]
        assert abs(np.mean(hits) - rate) <= 4 * np.sqrt(rate * (1 - rate) / 5e5) + 1e-12

    def test_uniform_and_normal_draws_are_so(self):
        uniform, normal = RandomLayer(7).draw_uniform, RandomLayer(7).draw_normal
        uniform, normal = (as_array(draw((4, 5000, 5))).ravel() for draw in (uniform, normal))
        assert 0 < uniform.min() < uniform.max() < 1
        # Kolmogorov's distance; 1.95 / sqrt(n) is passed by one true sample in a thousand.
        places = np.linspace(0, 1, len(uniform))
        assert np.abs(np.sort(uniform) - places).max() < 1.95 / np.sqrt(len(uniform))
        np.testing.assert_allclose([normal.mean(), normal.std()], [0, 1], atol=0.02)
        np.testing.assert_allclose(np.mean(np.abs(normal) < 1.96), 0.95, atol=0.005)
        assert abs(np.corrcoef(normal[::2], normal[1::2])[0, 1]) < 0.02


def test_layers_replicas_and_calls_are_uncorrelated():
    layers = [RandomDropout(), RandomDropout(), BitFlip(), UniformNoise(), RandomLayer()]
    draws = [as_array(layer.draw_uniform((2, 100, 500))) for layer in layers for _ in range(2)]
    draws = np.reshape(draws, (-1, 50_000))
    correlations = np.corrcoef(draws)
    assert np.abs(correlations - np.eye(len(draws))).max() < 0.05


def test_default_seeds_follow_set_random_seed():
    rows, draws = bits(SHAPES[0]), []
    for seed in (1, 1, 2):
        keras.utils.set_random_seed(seed)
        draws.append(call(BitFlip(0.5), rows))
    np.testing.assert_array_equal(draws[0], draws[1])
    assert not np.array_equal(draws[0], draws[2])
    assert not np.array_equal(call(BitFlip(0.5), rows), call(BitFlip(0.5), rows))


# ---- schedules and the callbacks that set them, in a plain Keras model --------------------------

STEPS = 12
RESTARTS = {"factor": 10.0, "period": 4, "delay": 3}


def formula_restarts(step, base, factor, period, delay):
    if step < delay:
        return base
    share = (1 + np.cos(np.pi * ((step - delay) % period) / period)) / 2
    return base * (1 + (factor - 1) * share)


def formula_decay(step, start, end, steps):
    return start + (end - start) * min(1.0, step / steps)


def revealing_model(rate, steps=STEPS, fused=4):
    """A model whose k-th weight moves in step k only, by exactly that step's learning rate.

    Row k of the identity reaches weight k alone, and the loss is minus what the model says: its
    gradient is -1.
    """
    model = keras.Sequential([keras.Input((steps,))])
    model.add(keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros"))
    model.compile(
        keras.optimizers.SGD(rate),
        loss=lambda target, said: -ops.mean(said, axis=-1),
        steps_per_execution=fused,
    )
    return model


def fit_revealing(model, *callbacks, epochs=1):
    """Train it so many epochs from zero weights; the rates of the last epoch, and the history."""
    steps = model.input_shape[-1]
    for _ in range(epochs):
        model.layers[-1].set_weights([np.zeros((steps, 1), "float32")])
        history = model.fit(
            np.eye(steps, dtype="float32"),
            np.zeros((steps, 1)),
            batch_size=1,
            shuffle=False,
            verbose=0,
            callbacks=list(callbacks),
        ).history
    return as_array(model.layers[-1].kernel)[:, 0], history


def flipping_model(flip, steps=STEPS, fused=4, columns=500):
    """A model that keeps, step by step, the share of its zeros that were flipped."""
    seen = Seen(steps)
    model = keras.Sequential([keras.Input((columns,)), flip, seen, keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.0), loss="mse", steps_per_execution=fused)
    return model, seen


def fit_flipping(model, *callbacks, steps=STEPS, rows=40):
    columns = model.input_shape[-1]
    return model.fit(
        np.zeros((steps * rows, columns), "float32"),
        np.zeros((steps * rows, 1), "float32"),
        batch_size=rows,
        shuffle=False,
        verbose=0,
        callbacks=list(callbacks),
    ).history


class TestSchedules:
    def test_curves_equal_the_formulas(self):
        steps = np.arange(40)
        np.testing.assert_allclose(
            as_array(cosine_restarts(steps, 0.1, *RESTARTS.values())),
            [formula_restarts(step, 0.1, **RESTARTS) for step in steps],
            rtol=1e-5,
        )
        np.testing.assert_allclose(
            as_array(linear_decay(steps, 0.5, 0.1, 30)),
            [formula_decay(step, 0.5, 0.1, 30) for step in steps],
            rtol=1e-5,
        )

    @pytest.mark.parametrize("schedule", [CosineRestarts(0.1, 5, 7, 3), LinearDecay(0.4, 0.1, 9)])
    def test_configs_make_the_same_curve(self, schedule):
        again = type(schedule).from_config(schedule.get_config())
        assert [float(again(step)) for step in range(20)] == [
            float(schedule(step)) for step in range(20)
        ]

    def test_assigned_numbers_are_the_configs_too(self):
        decay = LinearDecay(0.4, 0.1, 9)
        decay.assign(start=1.0, steps=10)
        assert decay.get_config() == {"start": 1.0, "end": 0.1, "steps": 10}
        np.testing.assert_allclose(float(decay(5)), 0.55, rtol=1e-6)


class TestCosineWarmRestarts:
    @pytest.mark.parametrize("fused", [1, 4, 12])
    def test_every_step_gets_its_own_rate_and_a_second_fit_goes_on(self, fused):
        model = revealing_model(0.1, fused=fused)
        restarts = CosineWarmRestarts(**RESTARTS)
        for fit in range(3):
            rates, history = fit_revealing(model, restarts)
            steps = range(fit * STEPS, (fit + 1) * STEPS)
            expected = [formula_restarts(step, 0.1, **RESTARTS) for step in steps]
            np.testing.assert_allclose(rates, expected, rtol=1e-5)
            np.testing.assert_allclose(history["learning_rate"], expected[-1:], rtol=1e-5)

    def test_the_schedule_is_the_same_curve(self):
        driven, _ = fit_revealing(revealing_model(0.1), CosineWarmRestarts(**RESTARTS))
        scheduled, _ = fit_revealing(revealing_model(CosineRestarts(0.1, **RESTARTS)))
        np.testing.assert_array_equal(driven, scheduled)

    def test_it_takes_a_model_that_has_trained_without_it(self):
        model = revealing_model(0.1)
        before, _ = fit_revealing(model)
        np.testing.assert_allclose(before, 0.1, rtol=1e-6)
        rates, _ = fit_revealing(model, CosineWarmRestarts(**RESTARTS))
        expected = [formula_restarts(step, 0.1, **RESTARTS) for step in range(STEPS, 2 * STEPS)]
        np.testing.assert_allclose(rates, expected, rtol=1e-5)


class TestFlipRates:
    @pytest.mark.parametrize("fused", [1, 4, 12])
    @pytest.mark.parametrize(
        "curve", [LinearDecay, keras.optimizers.schedules.PolynomialDecay], ids=lambda c: c.__name__
    )
    def test_a_schedule_is_met_at_every_step(self, curve, fused):
        rate = curve(0.8, 0.2, 10) if curve is LinearDecay else curve(0.8, 10, 0.2)
        model, seen = flipping_model(BitFlip(rate, seed=1), fused=fused)
        fit_flipping(model)
        expected = np.array([formula_decay(step, 0.8, 0.2, 10) for step in range(STEPS)])
        # 20,000 cells a step: five standard errors, and the 256 levels of a byte.
        np.testing.assert_allclose(as_array(seen.means), expected, atol=5 * 0.0036 + 1 / 256)

    @pytest.mark.parametrize("fused", [1, 4, 12])
    def test_all_or_nothing_at_the_steps_that_a_schedule_says(self, fused):
        schedule = keras.optimizers.schedules.PiecewiseConstantDecay([4, 8], [1.0, 0.0, 1.0])
        model, seen = flipping_model(BitFlip(schedule), fused=fused)
        fit_flipping(model)
        # Keras's own schedule counts a boundary to the value before it.
        np.testing.assert_array_equal(as_array(seen.means), [1.0] * 5 + [0.0] * 4 + [1.0] * 3)

    def test_the_callback_drives_the_layers_it_finds_and_a_second_fit_goes_on(self):
        model, seen = flipping_model(BitFlip(1.0, seed=1), steps=2 * STEPS)
        decay = BitFlipDecay(0.8, 0.2, 16)
        logs = [fit_flipping(model, decay)["flip_rate"][-1] for _ in range(2)]
        expected = [formula_decay(step, 0.8, 0.2, 16) for step in range(2 * STEPS)]
        np.testing.assert_allclose(as_array(seen.means), expected, atol=5 * 0.0036 + 1 / 256)
        np.testing.assert_allclose(logs, [expected[STEPS - 1], expected[-1]], rtol=1e-5)

    def test_rows_that_are_predicted_are_not_flipped_and_steps_not_counted(self):
        flip = BitFlip(1.0)
        model, seen = flipping_model(flip)
        model.predict(np.zeros((40, 500)), verbose=0)
        model.evaluate(np.zeros((40, 500)), np.zeros((40, 1)), verbose=0)
        assert int(flip.draws) == 0
        assert int(seen.calls) == 0

    def test_the_config_names_the_rate_in_use_whatever_becomes_of_the_schedule(self):
        decay = LinearDecay(0.8, 0.2, 10)
        layer = BitFlip(decay)
        decay.assign(start=0.4)
        named = type(layer).from_config(layer.get_config())
        assert float(layer.rate_at(0)) == float(named.rate_at(0)) == pytest.approx(0.8)

    def test_another_rate_is_taken_at_once(self):
        layer = BitFlip(1.0)
        np.testing.assert_array_equal(call(layer, bits((5, 4))), 1 - bits((5, 4)))
        layer.set_rate(0.0)
        np.testing.assert_array_equal(call(layer, bits((5, 4))), bits((5, 4)))
        assert layer.get_config()["rate"] == 0.0


@pytest.mark.parametrize(
    ("callback", "has"),
    [(CosineWarmRestarts(), "optimizer"), (BitFlipDecay(), "must have one")],
    ids=["CosineWarmRestarts", "BitFlipDecay"],
)
def test_a_callback_without_anything_to_drive_says_so(callback, has):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    callback.set_model(model)
    with pytest.raises(TypeError, match=f"{type(callback).__name__}.*{has}.*Sequential"):
        callback.on_train_begin()
