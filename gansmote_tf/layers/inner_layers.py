"""The layers within a layer or model."""

from collections.abc import Iterator, Mapping

import keras


def inner_layers(layer: keras.layers.Layer) -> Iterator[keras.layers.Layer]:
    """A layer and all layers within it, each once, in the order they were attached.

    Args:
        layer: A layer or model: its ``layers``, or else those it holds as attributes.

    Example:
        >>> import keras
        >>> from gansmote_tf.layers.inner_layers import inner_layers
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, name="score")])
        >>> [layer.name for layer in inner_layers(model)][1:]
        ['score']
    """
    yield from _unseen(layer, set())


def _unseen(layer, seen):
    if id(layer) in seen:
        return
    seen.add(id(layer))
    yield layer
    for inner in getattr(layer, "layers", None) or _attributes(layer):
        yield from _unseen(inner, seen)


def _attributes(layer):
    """Layers that a layer holds by itself, in lists or in dicts, under names of any kind."""
    for value in list(vars(layer).values()):
        values = value.values() if isinstance(value, Mapping) else value
        values = values if isinstance(values, list | tuple | type({}.values())) else [value]
        yield from (inner for inner in values if isinstance(inner, keras.layers.Layer))
