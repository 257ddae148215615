"""Which stream each part of a GAN draws from: one of its own, told by the part's name."""

import re
from collections import Counter
from collections.abc import Mapping

import keras

from gansmote_tf.layers.inner_layers import inner_layers
from gansmote_tf.layers.random_layer import SeededLayer


def seeded_layers(parts: Mapping[str, keras.layers.Layer | None]) -> list[tuple[str, SeededLayer]]:
    """Every layer with a stream, and the stream's name.

    Args:
        parts: The parts by name, None for those that are left out.

    Returns:
        Names and layers: a part that draws goes by its own name, a layer within one by the part's
        and its own, or, where it bears no name but what Keras made up, by its class and count. So
        one more layer leaves the streams of the others as they are.

    Example:
        >>> import keras
        >>> from gansmote_tf.gan.part_streams import seeded_layers
        >>> from gansmote_tf.layers import BitFlip, RandomDropout
        >>> network = keras.Sequential([RandomDropout(), RandomDropout(name="last")])
        >>> [name for name, _ in seeded_layers({"flip": BitFlip(), "discriminator": network})]
        ['flip', 'discriminator/RandomDropout', 'discriminator/last']
    """
    found, seen, taken = [], Counter(), set()
    for part, whole in parts.items():
        for layer in () if whole is None else inner_layers(whole):
            if not isinstance(layer, SeededLayer) or any(layer is other for _, other in found):
                continue
            stream = part if layer is whole else f"{part}/{_given_name(layer)}"
            name = stream
            while name in taken:
                seen[stream] += 1
                name = f"{stream} {seen[stream] + 1}"
            taken.add(name)
            found.append((name, layer))
    return found


def _given_name(layer):
    """A layer's name; its class where Keras made the name up, whose number depends on the past."""
    kind = type(layer).__name__
    made_up = re.sub(r"_\d+$", "", layer.name).replace("_", "") == kind.lower()
    return kind if made_up else layer.name
