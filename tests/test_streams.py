"""Streams: keys that never change, parts that never share one, configs that name the one in use."""

import itertools

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gansmote_tf import kernels
from gansmote_tf.gan import GAN
from gansmote_tf.gan.part_streams import seeded_layers
from gansmote_tf.layers import (
    BitFlip,
    GroupDraw,
    MinibatchL1,
    RandomDropout,
    RandomLayer,
    RedrawFlip,
    ReplicaDense,
    UniformNoise,
)
from gansmote_tf.recipes import RECIPES
from gansmote_tf.streams import fresh_seed, small_seed, stream_key
from gansmote_tf.training import build_gan, train

CELLS = (500, 200)  # 100,000: a correlation of 0.05 is 16 standard errors off
LARGEST = 0.05
PAPER = RECIPES["paper"].scaled(20)

names = st.text(max_size=30)
tuples = st.tuples(st.integers(0, 2**64 - 1), names, names, st.integers(0, 2**20))


def assert_uncorrelated(draws):
    """No two of these arrays of 100,000 cells, by name, have to do with each other."""
    correlations = np.corrcoef([np.ravel(values) for values in draws.values()])
    for (i, one), (j, two) in itertools.combinations(enumerate(draws), 2):
        assert abs(correlations[i, j]) < LARGEST, (one, two, correlations[i, j])
    assert all(np.size(values) == np.prod(CELLS) for values in draws.values())


def raw_draws(layers, shape=CELLS):
    """Uniform numbers that each layer would draw next, by name; bytes and normal ones in turn."""
    draws = {}
    for name, layer in layers.items():
        kinds = ("draw_uniform", "draw_bytes", "draw_normal")
        draws |= {f"{name} {kind}": np.asarray(getattr(layer, kind)(shape)) for kind in kinds}
    return draws


def called(layer, rows):
    drawing = isinstance(layer, GroupDraw)
    return np.asarray(layer(rows) if drawing else layer(rows, training=True))


class TestKeys:
    @given(tuples, tuples)
    def test_different_streams_have_different_keys(self, one, two):
        assert (stream_key(*one) == stream_key(*two)) == (one == two)
        assert 0 <= stream_key(*one) < 2**64

    @given(tuples)
    def test_what_stands_where_counts(self, stream):
        """Text moved from one argument to the next, or a number to another, is another stream."""
        seed, purpose, part, replica = stream
        moved = [(seed, purpose + part, "", replica), (replica, purpose, part, seed)]
        for other in moved:
            assert (stream_key(*other) == stream_key(*stream)) == (other == stream)

    @pytest.mark.parametrize(
        ("stream", "key"),
        [
            ((0, "weights"), 4229740684811440597),
            ((0, "weights", "", 1), 7496998710357866513),
            ((1, "weights"), 4221418111454233232),
            ((2**63, "BitFlip", "discriminator/x", 7), 12838804349881800402),
        ],
    )
    def test_keys_are_the_same_for_ever(self, stream, key):
        """A change here changes every byte that a seed ever gave: see the changelog first."""
        assert stream_key(*stream) == key

    def test_integers_of_any_kind_give_one_key(self):
        assert stream_key(np.int64(3), "weights", "", np.uint8(2)) == stream_key(
            3, "weights", "", 2
        )

    def test_the_keys_bits_are_even(self):
        """Each of 64 bits is set in half of the keys, each of the 32 of a small seed likewise."""
        keys = [stream_key(seed, "weights") for seed in range(4000)]
        for values, bits in ((keys, 64), ([small_seed(key) for key in keys], 32)):
            shares = [np.mean([value >> bit & 1 for value in values]) for bit in range(bits)]
            assert np.abs(np.array(shares) - 0.5).max() < 5 * 0.5 / np.sqrt(4000)

    def test_fresh_seeds_follow_set_random_seed(self):
        drawn = []
        for seed in (1, 1, 2):
            keras.utils.set_random_seed(seed)
            drawn.append([fresh_seed() for _ in range(3)])
        assert drawn[0] == drawn[1]
        assert len({*drawn[0], *drawn[2]}) == 6


def every_layer(**stream):
    """Every class that draws, with its default seed where none is given."""
    return {
        "flip": BitFlip(0.3, **stream),
        "noise": UniformNoise(0.02, **stream),
        "dropout": RandomDropout(0.5, **stream),
        "redraw": RedrawFlip(0.5, **stream),
        "draw": GroupDraw(**stream),
        "distance": MinibatchL1(**stream),
        "numbers": RandomLayer(**stream),
    }


class TestLayers:
    def test_any_two_of_default_seed_are_uncorrelated_two_of_one_class_too(self):
        layers = every_layer() | {f"second {name}": each for name, each in every_layer().items()}
        assert_uncorrelated(raw_draws(layers))

    def test_what_they_do_is_uncorrelated(self):
        """The paper's corruption: which bits are flipped says nothing of the noise they get."""
        rows = np.full(CELLS, 0.25, "float32")
        tall = np.random.default_rng(0).random((CELLS[0] * CELLS[1], 2), "float32")
        done = {}
        for copy in range(2):
            layers = every_layer()
            del layers["numbers"]
            # The distance's noise stands in one column.
            done[f"distance {copy}"] = called(layers.pop("distance"), tall)[:, -1]
            done |= {f"{name} {copy}": called(layer, rows) for name, layer in layers.items()}
        assert_uncorrelated(done)

    def test_flipped_cells_get_the_noise_of_the_others(self):
        """With one key for all, r was -0.79 here and the noise told which bits were flipped."""
        rows = np.zeros(CELLS, "float32")
        for flip, noise in [
            (BitFlip(0.3), UniformNoise(0.02)),
            (BitFlip(0.3, seed=0), UniformNoise(0.02, seed=0)),
        ]:
            flipped = np.asarray(flip(rows, training=True)) > 0.5
            moves = np.asarray(noise(rows, training=True))
            assert abs(np.corrcoef(flipped.ravel(), moves.ravel())[0, 1]) < LARGEST
            bounds = [moves[flipped].min(), moves[flipped].max()]
            np.testing.assert_allclose(bounds, [moves.min(), moves.max()], atol=0.02 / 256)

    def test_classes_of_one_seed_are_uncorrelated(self):
        assert_uncorrelated(raw_draws(every_layer(seed=0)))

    def test_streams_named_apart_are_uncorrelated_and_of_one_name_are_one(self):
        layers = {name: RandomDropout(seed=0, stream=name) for name in ("", "a", "b")}
        assert_uncorrelated(raw_draws(layers))
        np.testing.assert_array_equal(
            RandomDropout(seed=0, stream="a").draw_uniform(CELLS),
            RandomDropout(seed=0, stream="a").draw_uniform(CELLS),
        )

    def test_replicas_and_calls_are_uncorrelated(self):
        layer = RandomLayer(seed=3)
        first, second = (np.asarray(layer.draw_uniform((3, *CELLS))) for _ in range(2))
        draws = {f"first {k}": first[k] for k in range(3)}
        draws |= {f"second {k}": second[k] for k in range(3)}
        assert_uncorrelated(draws)

    def test_default_seeds_follow_set_random_seed(self):
        drawn = []
        for seed in (7, 7, 8):
            keras.utils.set_random_seed(seed)
            drawn.append(raw_draws(every_layer(), (5, 4)))
        for name in drawn[0]:
            np.testing.assert_array_equal(drawn[0][name], drawn[1][name])
            assert not np.array_equal(drawn[0][name], drawn[2][name])

    def test_default_weights_of_dense_layers_follow_it_too(self):
        kernels_ = []
        for seed in (7, 7, 8):
            keras.utils.set_random_seed(seed)
            pair = [ReplicaDense(3, replicas=2) for _ in range(2)]
            for layer in pair:
                layer.build((2, None, 4))
            kernels_.append([np.asarray(layer.kernel) for layer in pair])
        np.testing.assert_array_equal(kernels_[0], kernels_[1])
        assert not np.array_equal(kernels_[0][0], kernels_[0][1])
        assert not np.array_equal(kernels_[0][0], kernels_[2][0])

    @pytest.mark.parametrize("seed", [None, 3])
    def test_config_weights_and_stream_agree_after_reseed_and_after_loading(self, seed, tmp_path):
        layers = every_layer(seed=seed)
        del layers["numbers"]  # a base, no layer to call
        for name, layer in layers.items():
            model = keras.Sequential([keras.Input((6,)), layer])
            layer.reseed(11, first_replica=5, stream="elsewhere")
            assert_agrees(layer, 11, 5, "elsewhere")
            layer.draw_uniform((2, 6))
            model.save(tmp_path / f"{name}.keras")
            loaded = keras.models.load_model(tmp_path / f"{name}.keras").layers[-1]
            assert_agrees(loaded, 11, 5, "elsewhere")
            np.testing.assert_array_equal(loaded.draw_uniform((2, 6)), layer.draw_uniform((2, 6)))


def assert_agrees(layer, seed, first_replica, stream):
    """A layer's config names the stream that its weights hold."""
    config = layer.get_config()
    named = config["seed"], config["first_replica"], config["stream"]
    assert named == (seed, first_replica, stream)
    if not isinstance(layer, RandomLayer):
        return
    weights = {variable.name: np.asarray(variable) for variable in layer.weights}
    assert weights["key"].tolist() == [stream_key(seed, type(layer).__name__, stream)]
    assert weights["position"][0] == first_replica


class Branches(keras.layers.Layer):
    """Somebody's own layer that holds layers in a list, in a dict and out of sight."""

    def __init__(self, make, **kwargs):
        super().__init__(**kwargs)
        self.some = [make(), make()]
        self.named = {"one": make()}
        self._hidden = [make(), make()]

    def call(self, inputs, training=False):
        for layer in (*self.some, *self.named.values(), *self._hidden):
            inputs = layer(inputs, training=training)
        return inputs

    def compute_output_shape(self, input_shape):
        return input_shape

    @property
    def all_layers(self):
        return [*self.some, *self.named.values(), *self._hidden]


def gan_with(make, names=False, nested=False, gan_seed=None, **stream):
    """A GAN with every part, and all its layers that draw, by name."""
    named = (lambda name: {"name": name}) if names else (lambda name: {})
    dropouts = [make(**named(f"drop_{k}")) for k in range(5)]
    generator = [keras.Input((4,)), keras.layers.Dense(8), dropouts[0]]
    generator = keras.Sequential([*generator, keras.layers.Dense(6, "sigmoid")])
    body = [dropouts[1], keras.layers.Dense(8), dropouts[2]]
    found = {f"dropout {k}": layer for k, layer in enumerate(dropouts[: 5 if nested else 3])}
    if nested:
        branches = Branches(make)
        inner = keras.Sequential([dropouts[3], keras.Sequential([dropouts[4]])])
        body += [inner, branches]
        found |= {f"branch {k}": layer for k, layer in enumerate(branches.all_layers)}
    discriminator = keras.Sequential([keras.Input((7,)), *body, keras.layers.Dense(1, "sigmoid")])
    parts = {
        "flip": BitFlip(0.3, **stream, **named("flip")),
        "noise": UniformNoise(0.02, **stream, **named("noise")),
        "distance": MinibatchL1(**stream, **named("distance")),
        "draw": GroupDraw(**stream, **named("draw")),
    }
    gan = GAN(generator, discriminator, **parts, seed=gan_seed)
    return gan, {**found, **parts, "latents": gan.latents}


def seeded_dropout(**arguments):
    return RandomDropout(seed=0, **arguments)


def seeded_dropout_of_one_stream(**arguments):
    return RandomDropout(seed=0, stream="s", **arguments)


HOWEVER_BUILT = {
    "no seeds": lambda: gan_with(RandomDropout),
    "no seeds, names": lambda: gan_with(RandomDropout, names=True),
    "equal seeds": lambda: gan_with(seeded_dropout, gan_seed=0, seed=0),
    "equal seeds, names": lambda: gan_with(seeded_dropout, names=True, gan_seed=0, seed=0),
    "equal seeds and streams": lambda: gan_with(
        seeded_dropout_of_one_stream, gan_seed=0, seed=0, stream="s"
    ),
    "nested": lambda: gan_with(RandomDropout, nested=True),
    "nested, equal seeds": lambda: gan_with(seeded_dropout, nested=True, gan_seed=0, seed=0),
}


class TestGAN:
    @pytest.mark.parametrize("name", HOWEVER_BUILT)
    def test_any_two_parts_are_uncorrelated(self, name):
        _, layers = HOWEVER_BUILT[name]()
        assert_uncorrelated(raw_draws(layers))

    @pytest.mark.parametrize("name", HOWEVER_BUILT)
    def test_any_two_parts_are_uncorrelated_after_reseed(self, name):
        gan, layers = HOWEVER_BUILT[name]()
        gan.compile(keras.optimizers.SGD(), keras.optimizers.SGD())
        gan.reseed(3)
        assert_uncorrelated(raw_draws(layers))

    def test_flips_noise_dropout_distance_and_latents_of_the_notebooks_gan(self):
        gan, layers = gan_with(RandomDropout)
        rows = np.zeros(CELLS, "float32")
        done = {
            "flip": gan.flip(rows, training=True),
            "noise": gan.noise(rows, training=True),
            "latents": gan.latents.draw_normal(CELLS),
            "distance": gan.distance.draw_uniform(CELLS),
            "draw": gan.draw.draw_uniform(CELLS),
            "dropout": layers["dropout 1"](rows + 1, training=True),
            "second dropout": layers["dropout 2"](rows + 1, training=True),
        }
        assert_uncorrelated({name: np.asarray(values) for name, values in done.items()})

    def test_replicas_training_and_generating_are_uncorrelated(self):
        """Replica 1's rows, the batches and the latents once had one and the same key."""
        gan = build_gan(PAPER, 6, replicas=2, seed=0)
        draws = {}
        for stream, layer in seeded_layers({"gan": gan}):
            if isinstance(layer, RandomLayer):
                both = np.asarray(layer.draw_uniform((2, *CELLS)))
                draws |= {f"{stream} replica {k}": both[k] for k in range(2)}
        assert len(draws) == 2 * 6  # latents, distance, flip, noise, two dropouts
        streams = [(purpose, replica) for purpose in ("latents", "levels") for replica in range(2)]
        keys = {f"generate {part} {k}": (0, "generate", part, k) for part, k in streams}
        for name, stream in {**keys, "batches": (0, "batches")}.items():
            key = np.array([stream_key(*stream)], "uint64")
            draws[name] = np.asarray(kernels.random_uniform(key, np.array([0, 0], "uint64"), CELLS))
        assert_uncorrelated(draws)

    def test_one_more_layer_in_the_discriminator_leaves_the_other_parts_streams(self):
        generator = keras.Sequential([keras.Input((4,)), RandomDropout(), keras.layers.Dense(6)])
        streams, draws = [], []
        for more in ([], [RandomDropout(), keras.layers.Dense(3)]):
            discriminator = [keras.Input((7,)), *more, RandomDropout(name="last")]
            gan = GAN(
                keras.models.clone_model(generator),
                keras.Sequential([*discriminator, keras.layers.Dense(1)]),
                distance=MinibatchL1(),
                flip=BitFlip(),
                noise=UniformNoise(),
                seed=5,
            )
            others = {
                "generator": gan.generator.layers[0],
                "last": gan.discriminator.get_layer("last"),
                **{name: getattr(gan, name) for name in ("distance", "flip", "noise", "latents")},
            }
            streams.append({name: layer.stream for name, layer in others.items()})
            draws.append(raw_draws(others, (5, 6)))
        assert streams[0] == streams[1]
        for name in draws[0]:
            np.testing.assert_array_equal(draws[0][name], draws[1][name])

    def test_a_stream_does_not_hang_on_how_many_layers_were_made_before(self):
        first, second = (
            [layer.stream for layer in gan_with(RandomDropout, gan_seed=0)[1].values()]
            for _ in range(2)
        )
        assert first == second
        assert len({*first}) == len(first)

    def test_names_that_look_like_the_count_of_another_are_told_apart(self):
        def network(*names):
            return keras.Sequential([RandomDropout(name=name) for name in names])

        nested = keras.Sequential([network("x"), network("x", "x 2")])
        streams = [stream for stream, _ in seeded_layers({"discriminator": nested})]
        assert len(set(streams)) == len(streams) == 3

    def test_a_gan_can_be_reseeded_before_it_is_compiled(self):
        gan, layers = gan_with(RandomDropout)
        gan.reseed(3)
        assert_agrees(layers["flip"], 3, 0, "flip")

    def test_gans_without_seed_follow_set_random_seed(self):
        draws = []
        for seed in (4, 4, 9):
            keras.utils.set_random_seed(seed)
            gan = build_gan(PAPER, 6)
            draws.append([np.asarray(gan.latents.draw_normal((3, 4))), gan.generate(5)])
        for again, same in zip(*draws[:2], strict=True):
            np.testing.assert_array_equal(again, same)
        assert not np.array_equal(draws[0][0], draws[2][0])
        assert not np.array_equal(draws[0][1], draws[2][1])


class TestWhatAConfigNames:
    """The seed and the first replica in a config are those in use."""

    def assert_gan_agrees(self, gan, seed, first_replica):
        config = gan.get_config()
        assert (config["seed"], config["first_replica"]) == (seed, first_replica)
        assert (gan.seed, gan.first_replica) == (seed, first_replica)
        for layer in inner(gan):
            if isinstance(layer, RandomLayer | ReplicaDense):
                assert_agrees(layer, seed, first_replica, layer.stream)
        for name in ("distance", "flip", "noise"):
            part = config[name]["config"]
            assert (part["seed"], part["first_replica"], part["stream"]) == (
                seed,
                first_replica,
                name,
            )

    def test_of_a_new_gan_and_after_reseed(self):
        gan = build_gan(PAPER, 6, replicas=2, seed=1, first_replica=3)
        self.assert_gan_agrees(gan, 1, 3)
        gan.reseed(8, first_replica=1)
        self.assert_gan_agrees(gan, 8, 1)

    def test_after_training_in_a_padded_stack(self):
        rows = np.eye(5, dtype="float32")
        gan = train([rows, rows, rows], PAPER, seed=6, first_replica=2)
        self.assert_gan_agrees(gan, 6, 2)

    def test_after_saving_and_loading(self, tmp_path):
        gan = build_gan(PAPER, 6, replicas=2, seed=1)
        gan.reseed(8, first_replica=1)
        gan.save(tmp_path / "gan.keras")
        loaded = keras.models.load_model(tmp_path / "gan.keras")
        self.assert_gan_agrees(loaded, 8, 1)
        np.testing.assert_array_equal(gan.generate(5, 1), loaded.generate(5, 1))
        assert_draw_alike(gan, loaded)

    def test_what_a_loaded_gan_is_reseeded_to_is_its_config_too(self, tmp_path):
        gan = build_gan(PAPER, 6, seed=1)
        gan.save(tmp_path / "gan.keras")
        loaded = keras.models.load_model(tmp_path / "gan.keras")
        for each in (gan, loaded):
            each.reseed(2)
        self.assert_gan_agrees(loaded, 2, 0)
        np.testing.assert_array_equal(gan.generate(5), loaded.generate(5))

    @pytest.mark.parametrize("seed", [None, 4])
    def test_the_config_makes_a_gan_that_draws_as_a_reseeded_one(self, seed):
        gan = build_gan(PAPER, 6, replicas=2, seed=seed)
        gan.flip(np.ones((2, 3, 6), "float32"), training=True)
        again = GAN.from_config(gan.get_config())
        gan.reseed(gan.seed, gan.first_replica)
        np.testing.assert_array_equal(gan.generate(5, 1), again.generate(5, 1))
        assert_draw_alike(gan, again)


def inner(model):
    """A model's layers, by Keras's own count."""
    for layer in model.layers:
        yield layer
        if hasattr(layer, "layers"):
            yield from inner(layer)


def assert_draw_alike(one, two):
    pairs = zip(inner(one), inner(two), strict=True)
    drawing = [pair for pair in pairs if isinstance(pair[0], RandomLayer)]
    assert len(drawing) >= 5
    for first, second in drawing:
        np.testing.assert_array_equal(first.draw_uniform((3, 4)), second.draw_uniform((3, 4)))
