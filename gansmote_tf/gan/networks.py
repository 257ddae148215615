"""The two networks, built from a recipe."""

import keras
import numpy as np

from gansmote_tf.layers import GroupActivation, RandomDropout, ReplicaDense
from gansmote_tf.layers.group_activation import LARGEST_LOGIT
from gansmote_tf.recipes import Recipe


def build_generator(recipe: Recipe, columns: int, replicas: int = 1, seed: int = 0):
    """The generator: latent numbers to one number per column (paper sections 2.1 and 2.2).

    Args:
        recipe: Its ``latent_dim``, ``generator_units``, ``leaky_slope`` and ``heads`` are used.
        columns: Columns of a row.
        replicas: Networks side by side.
        seed: Seed of the initial weights.

    Returns:
        A ``keras.Model`` from ``(replicas, rows, latent_dim)`` to ``(replicas, rows, columns)``,
        every number a probability in [0, 1].

    Example:
        >>> from gansmote_tf.gan.networks import build_generator
        >>> from gansmote_tf.recipes import RECIPES
        >>> build_generator(RECIPES["paper"], columns=58, replicas=4).output_shape
        (4, None, 58)
    """
    seeds = _seeds(seed, len(recipe.generator_units) + 1)
    inputs = outputs = keras.Input(batch_shape=(replicas, None, recipe.latent_dim), name="latents")
    for index, units in enumerate(recipe.generator_units):
        outputs = _dense("generator", index, units, replicas, seeds)(outputs)
        outputs = keras.layers.LeakyReLU(recipe.leaky_slope)(outputs)
    outputs = _dense("generator", len(seeds) - 1, columns, replicas, seeds)(outputs)
    grouped = recipe.heads == "grouped"
    heads = GroupActivation(name="heads") if grouped else keras.layers.Activation("sigmoid")
    return keras.Model(inputs, heads(outputs), name="generator")


def build_discriminator(recipe: Recipe, columns: int, replicas: int = 1, seed: int = 0):
    """The discriminator: a row and its distance column to the probability that the row is real.

    Args:
        recipe: Its ``discriminator_units``, ``leaky_slope`` and ``dropout`` are used.
        columns: Columns it sees, the distance column included.
        replicas: Networks side by side.
        seed: Seed of the initial weights and of dropout.

    Returns:
        A ``keras.Model`` from ``(replicas, rows, columns)`` to ``(replicas, rows, 1)``.

    Example:
        >>> from gansmote_tf.gan.networks import build_discriminator
        >>> from gansmote_tf.recipes import RECIPES
        >>> build_discriminator(RECIPES["paper"], columns=59, replicas=4).output_shape
        (4, None, 1)
    """
    hidden = len(recipe.discriminator_units)
    seeds = _seeds(seed, 2 * hidden + 1)
    inputs = outputs = keras.Input(batch_shape=(replicas, None, columns), name="rows")
    for index, units in enumerate(recipe.discriminator_units):
        outputs = _dense("discriminator", index, units, replicas, seeds)(outputs)
        outputs = keras.layers.LeakyReLU(recipe.leaky_slope)(outputs)
        dropout_seed = seeds[hidden + index]
        outputs = RandomDropout(recipe.dropout, dropout_seed, name=f"dropout_{index}")(outputs)
    outputs = _dense("discriminator", hidden, 1, replicas, [*seeds[:hidden], seeds[-1]])(outputs)
    outputs = keras.layers.Activation("sigmoid")(outputs)
    return keras.Model(inputs, outputs, name="discriminator")


def _dense(network, index, units, replicas, seeds):
    # TensorFlow caches an operation per name of a variable for good, and optimizers name theirs
    # after the layer: with Keras's ever new names each GAN leaves some megabytes behind.
    return ReplicaDense(units, replicas, seed=seeds[index], name=f"{network}_{index}")


def single_network(network: keras.Model, replica: int) -> keras.Model:
    """One replica of a network as a plain Keras model of stock layers, at rank 2.

    Args:
        network: A network of this module, or any Keras model, which is then cloned.
        replica: Which replica, from 0.

    Returns:
        A ``keras.Model`` with that replica's weights that needs nothing of this package.
    """
    if not any(isinstance(layer, ReplicaDense) for layer in network.layers):
        single = keras.models.clone_model(network)
    else:
        inputs = outputs = keras.Input((network.input_shape[-1],), name=network.inputs[0].name)
        for layer in network.layers[1:]:
            outputs = _stock(layer, outputs)
        single = keras.Model(inputs, outputs, name=network.name)
    hand_weights(network, single, replica)
    return single


def _stock(layer, inputs):
    """The layer's counterpart among Keras's own, applied."""
    if isinstance(layer, ReplicaDense):
        return keras.layers.Dense(layer.units, name=layer.name)(inputs)
    if isinstance(layer, RandomDropout):
        return keras.layers.Dropout(layer.rate, name=layer.name)(inputs)
    if isinstance(layer, GroupActivation):
        # exp(x) / (the group's sum of exp + none): the sums are a dense layer that stays as it is.
        heights = keras.ops.exp(keras.ops.clip(inputs, -LARGEST_LOGIT, LARGEST_LOGIT))
        sums = keras.layers.Dense(inputs.shape[-1], trainable=False, name=layer.name)(heights)
        return heights / sums
    return layer.__class__.from_config(layer.get_config())(inputs)


def hand_weights(network: keras.Model, single: keras.Model, replica: int):
    """Give one replica's weights to the plain model that :func:`single_network` made."""
    if not any(isinstance(layer, ReplicaDense) for layer in network.layers):
        single.set_weights(network.get_weights())
        return
    offset = 0.0
    for layer in reversed(network.layers):
        if isinstance(layer, GroupActivation):
            single.get_layer(layer.name).set_weights(layer.sums())
            offset = layer.offset()
        if isinstance(layer, ReplicaDense):
            kernel, bias = (weight.numpy()[replica] for weight in (layer.kernel, layer.bias))
            single.get_layer(layer.name).set_weights([kernel, bias[0] + offset])
            offset = 0.0


def _seeds(seed, count):
    return [int(state) for state in np.random.SeedSequence(seed).generate_state(count, "uint64")]
