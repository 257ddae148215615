"""The share of flipped bits, falling over the steps."""

import keras

from gansmote_tf.layers import FlipLayer
from gansmote_tf.layers.inner_layers import inner_layers
from gansmote_tf.recipes import arguments
from gansmote_tf.schedules import LinearDecay


@keras.saving.register_keras_serializable("gansmote_tf")
class BitFlipDecay(keras.callbacks.Callback):
    """Lets the rate of every flip layer in a Keras model fall linearly (paper section 2.2).

    It drives all :class:`~gansmote_tf.layers.BitFlip` and RedrawFlip layers that it finds in the
    model, in a :class:`~gansmote_tf.GAN` or any other. Each layer computes its rate from its own
    step, inside the training graph, so it is exact at every step whatever ``steps_per_execution``
    is, and a second ``fit`` goes on where the first stopped. A layer's step is a call of it while
    training: one that a model calls three times per batch takes three times the ``steps``.

    Args:
        start: Share of bits flipped at step 0, in [0, 1].
        end: Share flipped from ``steps`` on, in [0, 1].
        steps: Steps over which the share falls, at least 1.

    Logs:
        ``flip_rate``: the first layer's rate at the epoch's last step; of further layers
        ``flip_rate_NAME``.

    Raises:
        ValueError: A share lies outside [0, 1], ``steps`` is below 1, or a layer has a schedule of
            its own.
        TypeError: A share is no number, ``steps`` no whole one, or the model has no flip layer.

    Example:
        >>> import keras, numpy as np
        >>> from gansmote_tf.callbacks import BitFlipDecay
        >>> from gansmote_tf.layers import BitFlip
        >>> model = keras.Sequential([keras.Input((3,)), BitFlip(), keras.layers.Dense(1)])
        >>> model.compile(loss="mse")
        >>> decay = BitFlipDecay(start=0.4, end=0.0, steps=2)
        >>> history = model.fit(np.eye(3), np.ones(3), epochs=2, verbose=0, callbacks=[decay])
        >>> [round(rate, 3) for rate in history.history["flip_rate"]]
        [0.4, 0.2]
    """

    def __init__(self, start: float = 0.3, end: float = 0.0, steps: int = 37_000):
        super().__init__()
        self.start = arguments.number("start", start, 0, 1)
        self.end = arguments.number("end", end, 0, 1)
        self.steps = arguments.number("steps", steps, 1, whole=True)

    def on_train_begin(self, logs=None):
        self._layers = [layer for layer in inner_layers(self.model) if isinstance(layer, FlipLayer)]
        if not self._layers:
            raise TypeError(
                "BitFlipDecay drives BitFlip and RedrawFlip layers: the model must have one. "
                f"Received: a {type(self.model).__name__} without."
            )
        for layer in self._layers:
            layer.set_rate(LinearDecay(self.start, self.end, self.steps))

    def on_epoch_end(self, epoch, logs=None):
        for index, layer in enumerate(self._layers if logs is not None else ()):
            last = max(0, int(layer.draws) - 1)
            logs[f"flip_rate_{layer.name}" if index else "flip_rate"] = float(layer.rate_at(last))

    @classmethod
    def from_config(cls, config: dict) -> "BitFlipDecay":
        return cls(**config)

    def get_config(self) -> dict:
        return {"start": self.start, "end": self.end, "steps": self.steps}
