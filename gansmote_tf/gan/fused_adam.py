"""Adam in one kernel per weight."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from gansmote_tf import kernels
from gansmote_tf.recipes import arguments


@keras.saving.register_keras_serializable("gansmote_tf")
class FusedAdam(keras.optimizers.Adam):
    """Keras's Adam, on TensorFlow each weight updated by one fused kernel.

    Keras spells an update out in about ten operations per weight. On networks of a few thousand
    weights these cost more than the arithmetic of the whole training step.

    Args:
        **kwargs: As for ``keras.optimizers.Adam``; ``amsgrad`` must stay off.

    Raises:
        TypeError: ``learning_rate`` is neither a number nor a schedule.
        ValueError: It is negative, or ``amsgrad`` is on, for which there is no fused kernel.

    Example:
        >>> from gansmote_tf import FusedAdam
        >>> float(FusedAdam(learning_rate=0.5).learning_rate)
        0.5
    """

    def __init__(self, **kwargs: Any):
        rate = kwargs.get("learning_rate", 0.001)
        if not callable(rate) and not isinstance(rate, dict):  # a schedule, or one's configuration
            kwargs["learning_rate"] = arguments.number("learning_rate", rate, 0, 1e38)
        super().__init__(**kwargs)
        if self.amsgrad:
            raise ValueError(
                "amsgrad must be False for FusedAdam, use keras.optimizers.Adam. "
                "Received: amsgrad=True."
            )

    @property
    def schedule(self) -> Any:
        """The schedule of its learning rate, None where that is a number."""
        schedules = keras.optimizers.schedules.LearningRateSchedule
        return self._learning_rate if isinstance(self._learning_rate, schedules) else None

    def apply(self, grads: Sequence, trainable_variables: Sequence | None = None) -> None:
        # Once for all weights: on networks this small even a power of a number costs its start.
        updates = ops.cast(ops.convert_to_tensor(self.iterations) + 1, "float32")
        betas = ops.convert_to_tensor([self.beta_1, self.beta_2], "float32")
        self._powers = ops.unstack(ops.power(betas, updates), 2)
        super().apply(grads, trainable_variables)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        if kernels.adam_update is None:
            super().update_step(gradient, variable, learning_rate)
            return
        index = self._get_variable_index(variable)
        kernels.adam_update(
            variable,
            (self._momentums[index], self._velocities[index]),
            self._powers,
            (self.beta_1, self.beta_2),
            gradient=gradient,
            rate=learning_rate,
            epsilon=self.epsilon,
        )
