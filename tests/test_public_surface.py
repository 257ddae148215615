"""Everything that a user may import: documented, with an example, and rebuilt from its config.

The examples themselves run as doctests, elsewhere.
"""

import dataclasses
import doctest
import importlib
import inspect
import re
from pathlib import Path
from types import SimpleNamespace

import keras
import numpy as np
import pytest

import gansmote_tf

PUBLIC = ("layers", "callbacks", "columns", "datasets", "plots", "metrics")
SHAPES = [(6, 5), (2, 6, 5)]

#: Bases, which nobody makes: what makes them a layer of a model is in the classes built on them.
BASES = {"RandomLayer", "FlipLayer", "BatchDistance"}

#: Arguments of what cannot be made without any.
ARGUMENTS = {
    "CosineRestarts": lambda: {"base": 0.1},
    "GAN": lambda: {"generator": _network(3, 4), "discriminator": _network(4, 1), "seed": 3},
    "WassersteinGAN": lambda: {
        "generator": _network(3, 4),
        "discriminator": _network(4, 1),
        "seed": 3,
    },
    "ReplicaDense": lambda: {"units": 3, "replicas": 2},
    "StepMeans": lambda: {"names": ("a", "b"), "averages": {"both": ("a", "b")}},
    "TensorBoardImages": lambda: {"log_dir": "logs"},
}


def _network(inputs, outputs):
    return keras.Sequential([keras.Input((inputs,)), keras.layers.Dense(outputs, "sigmoid")])


def exported():
    """Every public class and function, by the first name it is exported under."""
    modules = [gansmote_tf, *(importlib.import_module(f"gansmote_tf.{name}") for name in PUBLIC)]
    found = {}
    for module in modules:
        for name in module.__all__:
            value = getattr(module, name)
            if inspect.isclass(value) or inspect.isroutine(value):
                found.setdefault(id(value), (f"{module.__name__}.{name}", value))
    return dict(found.values())


EXPORTED = exported()
CLASSES = {name: value for name, value in EXPORTED.items() if inspect.isclass(value)}
CONFIGURED = {name: value for name, value in CLASSES.items() if hasattr(value, "get_config")}
LAYERS = {
    name: value
    for name, value in CLASSES.items()
    if issubclass(value, keras.layers.Layer)
    and not issubclass(value, keras.Model)
    and value.__name__ not in BASES
}


def is_callback(kind):
    return issubclass(kind, keras.callbacks.Callback)


def new(kind):
    return kind(**ARGUMENTS.get(kind.__name__, dict)())


#: Described by Keras.
KERAS_CONFIG = ("get_config", "from_config")


def public_members(kind):
    """Methods and properties that a class of ours adds to those it is built on."""
    for name, member in vars(kind).items():
        inherited = any(hasattr(base, name) for base in kind.__mro__[1:])
        described = isinstance(member, property | staticmethod | classmethod) or callable(member)
        if described and not inherited and not name.startswith("_") and name not in KERAS_CONFIG:
            yield name, member


def examples(text):
    return doctest.DocTestParser().get_examples(inspect.cleandoc(text or ""))


def test_what_is_exported_is_there_and_sorted():
    for name in ("", *(f".{each}" for each in PUBLIC)):
        module = importlib.import_module(f"gansmote_tf{name}")
        assert len(set(module.__all__)) == len(module.__all__), module.__name__
        assert all(hasattr(module, each) for each in module.__all__), module.__name__
        assert set(module.__all__) <= set(dir(module)), module.__name__


def test_the_readme_lists_all_of_it():
    text = (Path(__file__).parents[1] / "README.md").read_text()
    listed = set(re.findall(r"\w+", text))
    missing = [name for name in EXPORTED if name.rpartition(".")[2] not in listed]
    assert missing == []


@pytest.mark.parametrize("name", EXPORTED)
class TestEveryObject:
    def test_is_documented_in_words_of_its_own(self, name):
        value = EXPORTED[name]
        text = vars(value).get("__doc__") if inspect.isclass(value) else value.__doc__
        assert text, name
        assert text.splitlines()[0].rstrip().endswith("."), name
        if dataclasses.is_dataclass(value):
            assert not text.startswith(f"{value.__name__}("), "dataclass's own text"

    def test_has_an_example_that_runs(self, name):
        found = examples(EXPORTED[name].__doc__)
        assert found, f"{name} has no example"
        assert all(example.options.get(doctest.SKIP) is None for example in found)

    def test_says_what_its_arguments_are(self, name):
        """Each argument of its own signature is named in its text."""
        value = EXPORTED[name]
        target = value.__init__ if inspect.isclass(value) else value
        own = not inspect.isclass(value) or "__init__" in vars(value)
        text = (value.__doc__ or "") + (getattr(target, "__doc__", "") or "")
        for parameter in inspect.signature(target).parameters.values() if own else ():
            variadic = parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
            if parameter.name != "self" and not variadic:
                assert parameter.name in text, f"{name} says nothing of {parameter.name}"

    def test_its_methods_are_documented(self, name):
        value = EXPORTED[name]
        if not inspect.isclass(value):
            return
        bare = [member for member, found in public_members(value) if not found.__doc__]
        assert bare == []


@pytest.mark.parametrize("name", CONFIGURED)
class TestEveryConfig:
    def test_makes_another_with_the_same_config(self, name):
        kind = CONFIGURED[name]
        config = new(kind).get_config()
        # Keras's callbacks have no from_config; their config is their arguments.
        make = (lambda arguments: kind(**arguments)) if is_callback(kind) else kind.from_config
        second = make(config)
        assert plain(second.get_config()) == plain(config)
        assert type(second) is kind

    def test_goes_through_keras_saving_and_back(self, name):
        kind = CONFIGURED[name]
        if kind.__name__ in BASES:
            return
        first = new(kind)
        second = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(first))
        assert plain(second.get_config()) == plain(first.get_config())

    def test_is_registered_with_keras(self, name):
        """So that a saved model loads without ``custom_objects``."""
        kind = CONFIGURED[name]
        if kind.__name__ not in BASES:
            assert keras.saving.get_registered_name(kind) == f"gansmote_tf>{kind.__name__}"


def plain(config):
    """A config without the names that Keras makes up for nested objects."""
    if isinstance(config, dict):
        return {key: plain(value) for key, value in config.items() if key != "shared_object_id"}
    return [plain(value) for value in config] if isinstance(config, list | tuple) else config


@pytest.mark.parametrize("shape", SHAPES, ids=["rank 2", "rank 3"])
@pytest.mark.parametrize("name", LAYERS)
class TestEveryLayer:
    def model(self, name, shape):
        inputs = keras.Input(batch_shape=(*shape[:-2], None, shape[-1]))
        return keras.Model(inputs, new(LAYERS[name])(inputs))

    def rows(self, shape):
        return np.random.default_rng(0).integers(0, 2, shape).astype("float32")

    def test_works_in_a_model_as_its_output_shape_says(self, name, shape):
        model, rows = self.model(name, shape), self.rows(shape)
        made = model(rows)
        assert made.shape == tuple(model.layers[-1].compute_output_shape(shape))
        symbolic = tuple(model.output_shape)
        assert [size for size in symbolic if size] == [
            size for size, known in zip(made.shape, symbolic, strict=True) if known
        ]

    def test_comes_back_from_a_file_with_its_weights_and_draws(self, name, shape, tmp_path):
        model, rows = self.model(name, shape), self.rows(shape)
        model(rows, training=True)
        model.save(tmp_path / "model.keras")
        loaded = keras.models.load_model(tmp_path / "model.keras")
        for ours, theirs in zip(model.weights, loaded.weights, strict=True):
            np.testing.assert_array_equal(ours, theirs)
        for training in (True, False):
            np.testing.assert_array_equal(
                model(rows, training=training), loaded(rows, training=training)
            )
        assert plain(loaded.layers[-1].get_config()) == plain(model.layers[-1].get_config())


def test_every_base_says_so_and_serves_a_layer_of_ones_own():
    """What stands in BASES is not called by itself but by what somebody derives from it."""
    layers = importlib.import_module("gansmote_tf.layers")
    rows = np.ones((4, 3), "float32")

    class Coin(layers.RandomLayer):
        def call(self, inputs, training=False):
            return inputs * (self.draw_uniform(inputs.shape) < 0.5 if training else 1)

    class Zero(layers.FlipLayer):
        def call(self, inputs, training=False):
            return inputs * (1 - self.rates()) if training else inputs

    class Count(layers.BatchDistance):
        def sum(self, rows, mask=None, **hints):
            return keras.ops.sum(rows, axis=(-2, -1), keepdims=True)

    np.testing.assert_array_equal(Zero(1.0)(rows, training=True), 0 * rows)
    np.testing.assert_array_equal(Count()(rows)[:, -1], [12.0] * 4)
    assert Coin(seed=1)(rows).shape == (4, 3)


def test_groups_are_told_by_their_attributes_alone():
    """Layers take any object with a kind and positions: they know no table."""
    layer = importlib.import_module("gansmote_tf.layers").GroupActivation()
    layer.build((None, 2))
    layer.set_groups([SimpleNamespace(kind="one_of", positions=(0, 1))])
    np.testing.assert_allclose(np.asarray(layer(np.zeros((1, 2), "float32"))), [[0.5, 0.5]])
