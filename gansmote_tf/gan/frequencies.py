"""A generator whose rows have given frequencies, whatever else it has learned."""

import keras
import numpy as np

from gansmote_tf.layers import GroupActivation

# Rarer levels count as rare as this; what a class never shows is kept out by the heads.
_LEAST = 1e-3
# A shift in one level moves the others of its attribute, so it takes a few.
_ROUNDS = 10


def start_at(generator: keras.Model, frequencies: np.ndarray) -> None:
    """Let a generator begin with rows of given frequencies: its last bias becomes their logits.

    Args:
        generator: As :func:`~gansmote_tf.gan.build_generator` makes it, its heads knowing their
            groups.
        frequencies: Mean of each column, ``(replicas, columns)``, in [0, 1].

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.gan import build_generator
        >>> from gansmote_tf.gan.frequencies import start_at
        >>> from gansmote_tf.recipes import RECIPES
        >>> generator = build_generator(RECIPES["paper"], columns=2)
        >>> start_at(generator, np.array([[0.1, 0.9]]))
        >>> bool(abs(generator(np.zeros((1, 1, 16))) - [[0.1, 0.9]]).numpy().max() < 0.15)
        True
    """
    *_, last, heads = generator.layers
    last.bias.assign(_logits(heads, np.asarray(frequencies)[:, None]))


def match(generator: keras.Model, frequencies: np.ndarray, latents: np.ndarray) -> None:
    """Shift a trained generator's last bias until its rows have given frequencies on average.

    Which levels go together stays as it was learned. Numbers stay as they are.

    Args:
        generator, frequencies: See :func:`start_at`.
        latents: Latent numbers to take the average over, ``(replicas, n, latent_dim)``.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.gan import build_generator
        >>> from gansmote_tf.gan.frequencies import match
        >>> from gansmote_tf.recipes import RECIPES
        >>> generator = build_generator(RECIPES["paper"], columns=2)
        >>> latents = np.random.default_rng(0).normal(size=(1, 500, 16)).astype("float32")
        >>> match(generator, np.array([[0.1, 0.9]]), latents)
        >>> generator(latents).numpy().mean(axis=1).round(2)
        array([[0.1, 0.9]], dtype=float32)
    """
    *_, last, heads = generator.layers
    logits = keras.ops.convert_to_numpy(keras.Model(generator.input, last.output)(latents))
    wanted = _logits(heads, np.asarray(frequencies)[:, None])
    levels = ~heads.numeric() if isinstance(heads, GroupActivation) else True
    shift = np.zeros_like(wanted)
    for _ in range(_ROUNDS):
        made = keras.ops.convert_to_numpy(heads(logits + shift)).mean(axis=1, keepdims=True)
        shift = np.where(levels, shift + wanted - _logits(heads, made), 0.0).astype("float32")
    last.bias.assign(last.bias + shift)


def _logits(heads, shares):
    """What makes the heads give these probabilities."""
    shares = np.clip(shares, _LEAST, 1 - _LEAST)
    grouped = isinstance(heads, GroupActivation)
    logits = heads.logits(shares) if grouped else np.log(shares / (1 - shares))
    return logits.astype("float32")
