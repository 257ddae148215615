"""Functions of the step: how flips decay and how the learning rate restarts.

The functions take tensors and numbers alike, so the same lines run inside the training graph, in a
callback and in a plot. The classes are the same curves as Keras schedules.
"""

import math
from typing import Any

import keras
import numpy as np
from keras import ops

_LARGEST = 1e38


def linear_decay(step: Any, start: Any, end: Any, steps: Any) -> Any:
    """A straight line from ``start`` at step 0 to ``end`` at ``steps``, constant after.

    The paper lets the share of flipped bits fall slowly to zero (section 2.2).

    Args:
        step: The step or an array of steps, from 0.
        start: Value at step 0.
        end: Value from ``steps`` on.
        steps: Length of the line in steps, above 0.

    Returns:
        float32 tensor, the shape of ``step``.

    Example:
        >>> from gansmote_tf.schedules import linear_decay
        >>> [round(float(linear_decay(s, 0.3, 0.0, 37_000)), 3) for s in (0, 18_500, 37_000)]
        [0.3, 0.15, 0.0]
    """
    share = ops.minimum(ops.cast(step, "float32") / steps, 1.0)
    return start + (end - start) * share


def cosine_restarts(step: Any, base: Any, factor: Any, period: Any, delay: Any) -> Any:
    """Warm restarts: at ``delay`` and every ``period`` steps the rate jumps, then cosines back.

    The rate is ``base`` before ``delay``, ``factor * base`` at each restart, and returns to
    ``base`` along half a cosine (paper section 2.2; the delay is the author's code's).

    Args:
        step: The step or an array of steps, from 0.
        base: Rate between restarts, above 0.
        factor: What a restart multiplies the rate by; 1 for a constant rate.
        period: Steps from one restart to the next, above 0.
        delay: Step of the first restart.

    Returns:
        float32 tensor, the shape of ``step``.

    Example:
        >>> from gansmote_tf.schedules import cosine_restarts
        >>> rates = [float(cosine_restarts(s, 1e-4, 10, 1000, 2000)) for s in (0, 2000, 2500)]
        >>> [f"{rate:.2e}" for rate in rates]
        ['1.00e-04', '1.00e-03', '5.50e-04']
    """
    since = ops.cast(step, "float32") - delay
    within = ops.mod(ops.maximum(since, 0.0), period) / period
    height = 0.5 * (1.0 + ops.cos(math.pi * within)) * ops.cast(since >= 0, "float32")
    return base * (1.0 + (factor - 1.0) * height)


def _checked(numbers):
    """The numbers in Python's own types, refused where one is none or out of range."""
    for name, number in numbers.items():
        given = np.asarray(number)
        if given.shape or given.dtype.kind not in "iuf":
            raise TypeError(f"{name} must be a number. Received: {name}={number!r:.70}.")
        least = 1 if name in ("steps", "period") else 0
        if not least <= given <= _LARGEST:
            raise ValueError(
                f"{name} must lie in [{least}, {_LARGEST:g}]. Received: {name}={number!r:.70}."
            )
    return {name: np.asarray(number).item() for name, number in numbers.items()}


class _Curve(keras.optimizers.schedules.LearningRateSchedule):
    """A function of the step whose numbers a traced graph reads anew at every step."""

    def __init__(self, **numbers):
        super().__init__()
        self._config = _checked(numbers)
        # Named: TensorFlow keeps some 30 kB for good for every name it has not seen before.
        values = [float(number) for number in self._config.values()]
        self._numbers = keras.Variable(values, dtype="float32", trainable=False, name="numbers")

    def assign(self, **numbers: float) -> None:
        """Take other numbers; on TensorFlow a traced graph goes on with them."""
        unknown = set(numbers) - set(self._config)
        if unknown:
            raise TypeError(
                f"numbers must be named {', '.join(self._config)}. Received: {', '.join(unknown)}."
            )
        self._config = _checked({**self._config, **numbers})
        self._numbers.assign([float(number) for number in self._config.values()])

    def numbers(self) -> Any:
        """The curve's numbers as tensors, in the order of its arguments."""
        return ops.unstack(ops.convert_to_tensor(self._numbers), len(self._config))

    def get_config(self) -> dict:
        return dict(self._config)


@keras.saving.register_keras_serializable("gansmote_tf")
class LinearDecay(_Curve):
    """:func:`linear_decay` as a Keras schedule, for :class:`~gansmote_tf.layers.BitFlip` or a rate.

    Args:
        start: Value at step 0, at least 0.
        end: Value from ``steps`` on, at least 0.
        steps: Length of the line in steps, at least 1.

    Raises:
        TypeError: One is no number.
        ValueError: A number is out of range.

    Example:
        >>> from gansmote_tf import LinearDecay
        >>> decay = LinearDecay(start=0.3, end=0.0, steps=100)
        >>> round(float(decay(50)), 3)
        0.15
    """

    def __init__(self, start: float = 0.3, end: float = 0.0, steps: float = 37_000):
        super().__init__(start=start, end=end, steps=steps)

    def __call__(self, step: Any) -> Any:
        return linear_decay(step, *self.numbers())


@keras.saving.register_keras_serializable("gansmote_tf")
class CosineRestarts(_Curve):
    """:func:`cosine_restarts` as a Keras schedule: the learning rate of any optimizer.

    Args:
        base: Rate between restarts, at least 0.
        factor: What a restart multiplies the base by, at least 0 (paper 2.2: 10).
        period: Steps from one restart to the next, at least 1 (paper 2.2: 1000).
        delay: Step of the first restart, at least 0; the rate is the base before.

    Raises:
        TypeError: One is no number.
        ValueError: A number is out of range.

    Example:
        >>> import keras
        >>> from gansmote_tf import CosineRestarts
        >>> adam = keras.optimizers.Adam(CosineRestarts(1e-3, factor=10, period=100, delay=0))
        >>> round(float(adam.learning_rate), 4)
        0.01
    """

    def __init__(
        self, base: float, factor: float = 10.0, period: float = 1_000, delay: float = 2_000
    ):
        super().__init__(base=base, factor=factor, period=period, delay=delay)

    def __call__(self, step: Any) -> Any:
        return cosine_restarts(step, *self.numbers())
