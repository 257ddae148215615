"""What is saved of a fitted sampler, and how it stands again.

The file holds each GAN twice. The ``.keras`` file is for whoever wants the model alone:
``keras.models.load_model`` opens it, in its safe mode. Reading a sampler leaves it alone: the GAN
is built anew by the package's own builder, of recipe and columns, and given weights that are plain
arrays, compared by name, shape and dtype. So no class is ever looked up by a name in the file, and
neither Keras's reader of configurations nor HDF5's reader sees a byte of what may be hostile.
"""

import importlib
import itertools
import platform
from collections.abc import Callable, Hashable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gansmote_tf.archive.container import read_archive, refused, write_archive
from gansmote_tf.archive.keras_file import check_keras_file, keras_file
from gansmote_tf.columns.containers import read_frame
from gansmote_tf.columns.plain import from_plain, to_plain
from gansmote_tf.datasets import data_hash
from gansmote_tf.recipes import Recipe
from gansmote_tf.version import __version__

if TYPE_CHECKING:
    from gansmote_tf.gan import GAN
    from gansmote_tf.training import Trained

_LIBRARIES = ("tensorflow", "keras", "numpy", "pandas", "sklearn", "imblearn")


class Saved(NamedTuple):
    """A fitted sampler, taken apart.

    Args:
        parameters: Its arguments.
        table: The :class:`~gansmote_tf.tables.learned_table.LearnedTable`.
        trained: Label to its GAN.
        attributes: What else ``fit`` left, by name.
    """

    parameters: dict[str, Any]
    table: Any
    trained: "dict[Hashable, Trained]"
    attributes: dict[str, Any]


def write_sampler(path: Path, saved: Saved, measured: Mapping[str, float]) -> None:
    """Write a sampler to a file; one that is there is replaced when the new one is whole.

    Args:
        path: The file, no symbolic link.
        saved: The sampler.
        measured: What was measured of the rows it made, for the reader of the file.

    Raises:
        ValueError: Some of it could be kept by pickle only, told before anything is written.
        OSError: The file can't be written.
    """
    table = saved.table
    gans = list({id(own.gan): own.gan for own in saved.trained.values()}.values())
    places = {id(gan): place for place, gan in enumerate(gans)}
    content = {
        "data_sha256": data_hash(read_frame(table.columns.decode(table.rows)), table.y),
        "measured": dict(measured),
        "parameters": _parameters_to_config(saved.parameters),
        "table": table.to_config(),
        "gans": [_gan_to_config(gan) for gan in gans],
        "trained": [
            [to_plain(label), places[id(own.gan)], own.replica]
            for label, own in saved.trained.items()
        ],
        "attributes": _named(saved.attributes),
    }
    files = {f"gan-{place}.keras": keras_file(gan) for place, gan in enumerate(gans)}
    # By module, because there are several packages of TensorFlow.
    versions = {name: importlib.import_module(name).__version__ for name in _LIBRARIES}
    versions |= {"gansmote_tf": __version__, "python": platform.python_version()}
    write_archive(path, content, files, versions)


def read_sampler(path: Path, table_from_config: Callable[[dict, Any], Any]) -> Saved:
    """The sampler in a file.

    Args:
        path: The file.
        table_from_config: Makes the table again, of its configuration and the argument ``groups``.

    Raises:
        OSError: The file can't be opened.
        ValueError: It is none that :func:`write_sampler` wrote, or not as it was written.
    """
    content, files = read_archive(path)
    with refused(path):
        for data in files.values():
            check_keras_file(data)
        parameters = _parameters_from_config(content["parameters"])
        table = table_from_config(content["table"], parameters["groups"])
        attributes = {name: from_plain(plain) for name, plain in content["attributes"].items()}
        recipes = _recipes(content, table)
        for config, recipe in zip(content["gans"], recipes, strict=True):
            _check_size(config, recipe, table.columns.width)
    # Not the file's fault, should TensorFlow not be there.
    from gansmote_tf.training import Trained

    with refused(path):
        gans = [
            _gan_from_config(config, recipe, table)
            for config, recipe in zip(content["gans"], recipes, strict=True)
        ]
        classes, trained = np.unique(table.y).tolist(), {}
        for plain, place, replica in content["trained"]:
            label = from_plain(plain)
            if label not in classes or not 0 <= replica < gans[place].replicas:
                raise ValueError(f"no replica {replica} can be that of a class {label!r}")
            trained[label] = Trained(gans[place], replica, [])
    return Saved(parameters, table, trained, attributes)


def _parameters_to_config(parameters):
    """Recipes and random states have spellings of their own; callbacks are left out."""
    plain = {}
    for name, value in parameters.items():
        if isinstance(value, Recipe):
            plain[name] = {"recipe": asdict(value)}
        elif isinstance(value, np.random.RandomState):
            plain[name] = {"random_state": _random_state_to_config(value)}
        elif name != "callbacks":
            plain |= _named({name: value})
    return plain


def _parameters_from_config(config):
    parameters = {}
    for name, plain in config.items():
        if isinstance(plain, dict) and "recipe" in plain:
            parameters[name] = Recipe.from_config(plain["recipe"])
        elif isinstance(plain, dict) and "random_state" in plain:
            parameters[name] = np.random.RandomState()
            parameters[name].set_state(from_plain(plain["random_state"]))
        else:
            parameters[name] = from_plain(plain)
    return parameters


def _random_state_to_config(state):
    state = state.get_state(legacy=False)
    if state["bit_generator"] != "MT19937":
        raise ValueError(
            "random_state must be an int, None or a RandomState of MT19937 to be saved. Received: "
            f"one of {state['bit_generator']}; set_params(random_state=0)."
        )
    own = state["state"]
    return to_plain(("MT19937", own["key"], own["pos"], state["has_gauss"], float(state["gauss"])))


def _named(values):
    """Values in plain terms, refused by name."""
    plain = {}
    for name, value in values.items():
        try:
            plain[name] = to_plain(value)
        except ValueError as error:
            raise ValueError(
                f"{name} must hold numbers, text, dates and lists, tuples and dicts of such to be "
                f"saved without pickle. Received: {value!r:.200}; set it to such."
            ) from error
    return plain


def _gan_to_config(gan):
    from gansmote_tf.training.bridge import trained_variables

    return {
        "replicas": gan.replicas,
        "first_replica": gan.first_replica,
        "binary": bool(gan.binary),
        "steps_per_execution": int(gan.steps_per_execution),
        "weights": [[each.path, np.asarray(each.numpy())] for each in trained_variables(gan)],
    }


def _recipes(content, table):
    """What each GAN was trained by: what the table's recipe says of the classes it is of."""
    recipes = [None] * len(content["gans"])
    for plain, place, _ in content["trained"]:
        recipes[place] = table.recipe_of(from_plain(plain))
    if None in recipes:
        raise ValueError("a GAN must be that of some class")
    return recipes


def _check_size(config, recipe, width):
    """Refuse before it is built a GAN that its weights in the file are too few for."""
    weights = config["weights"]
    layers = len(recipe.generator_units) + len(recipe.discriminator_units)
    generator = (recipe.latent_dim, *recipe.generator_units, width)
    discriminator = (width, *recipe.discriminator_units, 1)
    least = config["replicas"] * sum(
        inputs * units
        for sizes in (generator, discriminator)
        for inputs, units in itertools.pairwise(sizes)
    )
    there = sum(value.size for _, value in weights)
    if not config["replicas"] >= 1 or least > there or 2 * layers > len(weights):
        raise ValueError(f"a GAN of its recipe has at least {least} weights, and {there} are there")


def _gan_from_config(config, recipe, table) -> "GAN":
    from gansmote_tf.training import build_gan
    from gansmote_tf.training.bridge import trained_variables

    gan = build_gan(
        recipe,
        table.columns.width,
        config["replicas"],
        binary=bool(config["binary"]),
        seed=table.seed,
        first_replica=config["first_replica"],
    )
    gan.steps_per_execution = int(config["steps_per_execution"])
    for variable, (path, value) in zip(trained_variables(gan), config["weights"], strict=True):
        expected = variable.path, tuple(variable.shape), str(variable.dtype)
        if expected != (path, value.shape, str(value.dtype)):
            raise ValueError(f"a weight must be {expected}, and {path, value.shape} is there")
        variable.assign(value)
    return gan
