"""A GAN whose discriminator measures how far generated rows lie from real ones."""

from typing import Any

import keras
import tensorflow as tf

from gansmote_tf.gan.model import GAN
from gansmote_tf.gan.train_step import Batch
from gansmote_tf.layers import RandomLayer
from gansmote_tf.recipes import arguments


@keras.saving.register_keras_serializable("gansmote_tf")
class WassersteinGAN(GAN):
    """A :class:`~gansmote_tf.GAN` with the Wasserstein loss and a gradient penalty.

    The discriminator's scores are plain numbers, high for real rows; it moves the means of both
    kinds apart, and the penalty holds its slope between a real and a generated row near 1
    (Gulrajani et al. 2017, "Improved Training of Wasserstein GANs"). So its loss falls steadily,
    and the generator has a slope to follow even where the two kinds are easily told apart.

    Args:
        penalty_weight: What the penalty's squared error counts for, at least 0.
        **parts: Those of :class:`~gansmote_tf.GAN`; the discriminator's last layer has no
            activation.

    Logs:
        As :class:`~gansmote_tf.GAN`. ``d_accuracy`` tells rows apart at the mean of all scores.

    Example:
        >>> import keras, numpy as np
        >>> from gansmote_tf import WassersteinGAN
        >>> generator = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "sigmoid")])
        >>> discriminator = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        >>> gan = WassersteinGAN(generator, discriminator)
        >>> gan.compile(keras.optimizers.Adam(), keras.optimizers.Adam())
        >>> _ = gan.fit(np.eye(3, dtype="float32"), epochs=2, verbose=0)
        >>> gan.generate(5).shape
        (5, 3)
    """

    drawing = (*GAN.drawing, "mixture")

    def __init__(self, *args: Any, penalty_weight: float = 10.0, **parts: Any):
        super().__init__(*args, **parts)
        self.penalty_weight = arguments.number("penalty_weight", penalty_weight, 0.0)
        self.mixture = RandomLayer(self.seed, self.first_replica, "mixture", name="mixture")

    def score_loss(self, scores: Any, targets: Any) -> Any:
        """How far each score is from where its target, 1.0 or 0.0, wants it: up, or down."""
        return scores * (1.0 - 2.0 * targets)

    def penalty(self, shown: Any, batch: Batch) -> Any:
        """Squared difference of the discriminator's slope from 1, somewhere between two rows."""
        real, fake = tf.unstack(shown, axis=-3)
        share = self.mixture.draw_uniform((*keras.ops.shape(real)[:-1], 1))
        mixed = tf.stop_gradient(fake + share * (real - fake))
        with tf.GradientTape() as tape:
            tape.watch(mixed)
            scores = tf.cast(self.discriminator(mixed, training=True), "float32")
        slope = self._shown_columns(tape.gradient(scores, mixed))
        length = tf.sqrt(tf.reduce_sum(tf.square(slope), axis=-1) + 1e-12)
        errors = tf.square(length - 1.0) * tf.squeeze(batch.weights, -2)
        return self.penalty_weight * tf.reduce_sum(errors, axis=-1)

    def _shown_columns(self, slope):
        """Without the columns that pad a stack; what stands behind them is the distance."""
        mask = tf.convert_to_tensor(self.column_mask)
        if self.distance is not None:
            mask = tf.concat([mask, tf.ones_like(mask[:1])], axis=0)
        return slope * mask

    def held_real(self, scores: Any) -> Any:
        """Where a score lies above the mean of all of its replica's."""
        return scores > tf.reduce_mean(scores, axis=(-2, -1), keepdims=True)

    def get_config(self) -> dict:
        return {**super().get_config(), "penalty_weight": self.penalty_weight}
