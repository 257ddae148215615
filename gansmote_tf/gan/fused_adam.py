"""Adam in one kernel per weight."""

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable("gansmote_tf")
class FusedAdam(keras.optimizers.Adam):
    """Keras's Adam, each weight updated by TensorFlow's one fused kernel.

    Keras spells an update out in about ten operations per weight. On networks of a few thousand
    weights these cost more than the arithmetic of the whole training step.

    Args:
        **kwargs: As for ``keras.optimizers.Adam``; ``amsgrad`` must stay off.

    Raises:
        ValueError: ``amsgrad`` is on, for which there is no fused kernel.

    Example:
        >>> from gansmote_tf.gan.fused_adam import FusedAdam
        >>> float(FusedAdam(learning_rate=0.5).learning_rate)
        0.5
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        if self.amsgrad:
            raise ValueError(
                "amsgrad must be False for FusedAdam, use keras.optimizers.Adam. "
                "Received: amsgrad=True."
            )

    def apply(self, grads, trainable_variables=None):
        # Once for all weights: on networks this small even a power of a number costs its start.
        updates = tf.cast(self._iterations.value + 1, "float32")
        self._powers = tf.unstack(tf.pow([self.beta_1, self.beta_2], updates))
        super().apply(grads, trainable_variables)

    def update_step(self, gradient, variable, learning_rate):
        index = self._get_variable_index(variable)
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=self._momentums[index].value.handle,
            v=self._velocities[index].value.handle,
            beta1_power=self._powers[0],
            beta2_power=self._powers[1],
            lr=tf.cast(learning_rate, variable.dtype),
            beta1=self.beta_1,
            beta2=self.beta_2,
            epsilon=self.epsilon,
            grad=gradient,
        )
