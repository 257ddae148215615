"""The two networks, built from a recipe."""

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from gansmote_tf.layers import GroupActivation, RandomDropout, ReplicaDense
from gansmote_tf.layers.group_activation import LARGEST_LOGIT
from gansmote_tf.recipes import Recipe


def build_generator(
    recipe: Recipe, columns: int, replicas: int = 1, seed: int | None = None
) -> keras.Model:
    """The generator: latent numbers to one number per column (paper sections 2.1 and 2.2).

    Args:
        recipe: Its ``latent_dim``, ``generator_units``, ``leaky_slope`` and ``heads`` are used.
        columns: Columns of a row.
        replicas: Networks side by side.
        seed: Seed of the initial weights; None for another one each time.

    Returns:
        A ``keras.Model`` from ``(replicas, rows, latent_dim)`` to ``(replicas, rows, columns)``,
        every number a probability in [0, 1].

    Example:
        >>> from gansmote_tf.gan.networks import build_generator
        >>> from gansmote_tf.recipes import RECIPES
        >>> build_generator(RECIPES["paper"], columns=58, replicas=4).output_shape
        (4, None, 58)
    """
    inputs = outputs = keras.Input(batch_shape=(replicas, None, recipe.latent_dim), name="latents")
    for index, units in enumerate(recipe.generator_units):
        outputs = _dense("generator", index, units, replicas, seed)(outputs)
        outputs = keras.layers.LeakyReLU(recipe.leaky_slope)(outputs)
    outputs = _dense("generator", len(recipe.generator_units), columns, replicas, seed)(outputs)
    grouped = recipe.heads == "grouped"
    heads = GroupActivation(name="heads") if grouped else keras.layers.Activation("sigmoid")
    return keras.Model(inputs, heads(outputs), name="generator")


def build_discriminator(
    recipe: Recipe, columns: int, replicas: int = 1, seed: int | None = None
) -> keras.Model:
    """The discriminator: a row and its distance column to the probability that the row is real.

    With the Wasserstein loss it scores rows by any number, higher ones for real rows.

    Args:
        recipe: Its ``discriminator_units``, ``leaky_slope``, ``dropout`` and ``loss`` are used.
        columns: Columns it sees, the distance column included.
        replicas: Networks side by side.
        seed: Seed of the initial weights and of dropout; None for another one each time.

    Returns:
        A ``keras.Model`` from ``(replicas, rows, columns)`` to ``(replicas, rows, 1)``.

    Example:
        >>> from gansmote_tf.gan.networks import build_discriminator
        >>> from gansmote_tf.recipes import RECIPES
        >>> build_discriminator(RECIPES["paper"], columns=59, replicas=4).output_shape
        (4, None, 1)
    """
    inputs = outputs = keras.Input(batch_shape=(replicas, None, columns), name="rows")
    for index, units in enumerate(recipe.discriminator_units):
        outputs = _dense("discriminator", index, units, replicas, seed)(outputs)
        outputs = keras.layers.LeakyReLU(recipe.leaky_slope)(outputs)
        outputs = RandomDropout(
            recipe.dropout, **_named("discriminator", f"dropout_{index}"), seed=seed
        )(outputs)
    hidden = len(recipe.discriminator_units)
    outputs = _dense("discriminator", hidden, 1, replicas, seed)(outputs)
    if recipe.loss == "squared":
        outputs = keras.layers.Activation("sigmoid")(outputs)
    return keras.Model(inputs, outputs, name="discriminator")


def _dense(network, index, units, replicas, seed):
    return ReplicaDense(units, replicas, seed=seed, **_named(network, f"{network}_{index}"))


def _named(network, name):
    # TensorFlow caches an operation per name of a variable for good, and optimizers name theirs
    # after the layer: with Keras's ever new names each GAN leaves some megabytes behind.
    return {"name": name, "stream": f"{network}/{name}"}


def single_network(network: keras.Model, replica: int, *, stock: bool = True) -> keras.Model:
    """One replica of a network as a plain Keras model, at rank 2.

    Args:
        network: A network of this module, or any Keras model, which is then cloned.
        replica: Which replica, from 0.
        stock: Whether grouped heads become stock layers too, whose time and memory grow as the
            square of the columns.

    Returns:
        A ``keras.Model`` with that replica's weights that, if ``stock``, needs nothing of this
        package.

    Example:
        >>> from gansmote_tf.gan.networks import build_generator, single_network
        >>> from gansmote_tf.recipes import RECIPES
        >>> generator = build_generator(RECIPES["paper"], columns=58, replicas=4)
        >>> single_network(generator, replica=3).output_shape
        (None, 58)
    """
    if has_replicas(network):
        inputs = outputs = keras.Input((network.input_shape[-1],), name=network.inputs[0].name)
        for layer in network.layers[1:]:
            kept = isinstance(layer, GroupActivation) and not stock
            outputs = (_again if kept else _stock)(layer, outputs)
        single = keras.Model(inputs, outputs, name=network.name)
    else:
        single = keras.models.clone_model(network)
    for variable, value in replica_weights(network, single, replica):
        variable.assign(value)
    return single


def has_replicas(network: keras.Model) -> bool:
    """Whether the network's dense layers stand side by side, one per replica."""
    return any(isinstance(layer, ReplicaDense) for layer in network.layers)


def _stock(layer, inputs):
    """The layer's counterpart among Keras's own, applied."""
    # Zeros, because Keras's other initializers move Python's global generator.
    zeros = {"kernel_initializer": "zeros", "name": layer.name}
    if isinstance(layer, ReplicaDense):
        return keras.layers.Dense(layer.units, **zeros)(inputs)
    if isinstance(layer, RandomDropout):
        return keras.layers.Dropout(layer.rate, seed=0, name=layer.name)(inputs)
    if isinstance(layer, GroupActivation):
        # exp(x) / (the group's sum of exp + none): the sums are a dense layer that stays as it is.
        heights = keras.ops.exp(keras.ops.clip(inputs, -LARGEST_LOGIT, LARGEST_LOGIT))
        sums = keras.layers.Dense(inputs.shape[-1], trainable=False, **zeros)(heights)
        return heights / sums
    return _again(layer, inputs)


def _again(layer, inputs):
    return layer.__class__.from_config(layer.get_config())(inputs)


def replica_weights(
    network: keras.Model, single: keras.Model, replica: int
) -> Iterator[tuple[Any, np.ndarray]]:
    """The weights of the plain model that :func:`single_network` made, and one replica's values.

    Args:
        network: The network.
        single: The plain model.
        replica: Which replica, from 0.

    Yields:
        Variables of ``single`` and the values they have in that replica.
    """
    if not has_replicas(network):
        for variable, own in zip(single.weights, network.weights, strict=True):
            yield variable, own.numpy()
        return
    offset = 0.0
    for layer in reversed(network.layers):
        if isinstance(layer, GroupActivation):
            own = single.get_layer(layer.name)
            if isinstance(own, GroupActivation):
                # At rank 3 the last weight has a row per replica.
                *shared, offsets = (weight.numpy() for weight in layer.weights)
                values = [*shared, offsets[replica]]
            else:
                values, offset = layer.sums(), layer.offset(replica)
            yield from zip(own.weights, values, strict=True)
        if isinstance(layer, ReplicaDense):
            kernel, bias = (weight.numpy()[replica] for weight in (layer.kernel, layer.bias))
            values = [kernel, bias[0] + offset]
            yield from zip(single.get_layer(layer.name).weights, values, strict=True)
            offset = 0.0
