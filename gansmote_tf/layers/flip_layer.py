"""What both flips share: a rate that is a function of the layer's own step."""

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from gansmote_tf.layers.random_layer import RandomLayer, replica_axes
from gansmote_tf.recipes import arguments
from gansmote_tf.schedules import LinearDecay, linear_decay


class FlipLayer(RandomLayer):
    """A random layer with a rate: a number, or a function of the layer's step.

    A step is a training call. The rate is computed where the layer is called, inside a traced
    graph, so it is exact at every step whatever ``steps_per_execution`` is; calls outside training
    neither flip nor count. Numbers and :class:`~gansmote_tf.schedules.LinearDecay` are kept in a
    weight and can be changed in a traced graph; other schedules are part of it.

    Args:
        rate: Probability in [0, 1], or a function of the step such as
            :class:`~gansmote_tf.schedules.LinearDecay` or any Keras schedule.
        seed, first_replica, stream: See :class:`RandomLayer`.

    Raises:
        TypeError: ``rate`` is neither a number nor a function.
        ValueError: ``rate`` lies outside [0, 1].

    Example:
        >>> from gansmote_tf import LinearDecay
        >>> from gansmote_tf.layers import BitFlip, FlipLayer
        >>> flip = BitFlip(LinearDecay(start=0.4, end=0.0, steps=4))
        >>> isinstance(flip, FlipLayer), [round(float(flip.rate_at(step)), 1) for step in (0, 1, 9)]
        (True, [0.4, 0.3, 0.0])
    """

    def __init__(self, rate: float | Callable = 0.3, **kwargs: Any):
        super().__init__(**kwargs)
        # start, end and steps of linear_decay.
        self._line = self.add_weight(
            name="line",
            shape=(3,),
            dtype="float32",
            initializer="zeros",
            trainable=False,
            autocast=False,
        )
        self._curve = None
        if callable(rate) and not isinstance(rate, LinearDecay):
            self.rate = self._curve = rate
        else:
            self.set_rate(rate)

    def build(self, input_shape):
        # What each replica's rate is multiplied by.
        self.factor = self.add_weight(
            name="factor",
            shape=(*replica_axes(input_shape), 1, 1),
            dtype="float32",
            initializer="ones",
            trainable=False,
            autocast=False,
        )

    def set_rate(self, rate: float | Callable) -> None:
        """Take another rate; on TensorFlow a traced graph goes on with it.

        Args:
            rate: A number in [0, 1] or a :class:`~gansmote_tf.schedules.LinearDecay`.

        Raises:
            TypeError: It is neither.
            ValueError: It lies outside [0, 1], or the layer was made with a schedule of its own.
        """
        if self._curve is not None:
            raise ValueError(
                f"{self.name} must have a number or a LinearDecay as its rate to be given another. "
                f"Received: rate={self.rate!r} when it was made."
            )
        if isinstance(rate, LinearDecay):
            # As it is now: whoever holds the schedule may assign it other numbers.
            rate = LinearDecay(**rate.get_config())
            line = list(rate.get_config().values())
        else:
            rate = arguments.number("rate", rate, 0, 1)
            line = [rate, rate, 1.0]
        for end in line[:2]:
            if not 0.0 <= end <= 1.0:
                raise ValueError(
                    "rate must lie in [0, 1] at every step. "
                    f"Received: rate={arguments.shown(rate)}."
                )
        self.rate = rate
        self._line.assign(line)

    def rate_at(self, step: Any) -> Any:
        """The rate at a step, without the replicas' factors; a float32 tensor."""
        if self._curve is not None:
            return ops.cast(self._curve(step), "float32")
        return linear_decay(step, *ops.unstack(ops.convert_to_tensor(self._line), 3))

    def rates(self) -> Any:
        """The rate of every replica at this step, ``(..., 1, 1)``."""
        return self.rate_at(self.draws) * ops.convert_to_tensor(self.factor)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self) -> dict:
        rate = self.rate
        if callable(rate):
            rate = keras.saving.serialize_keras_object(rate)
        return {**super().get_config(), "rate": rate}

    @classmethod
    def from_config(cls, config: dict) -> "FlipLayer":
        config = dict(config)
        if isinstance(config["rate"], dict):
            config["rate"] = keras.saving.deserialize_keras_object(config["rate"])
        return cls(**config)
