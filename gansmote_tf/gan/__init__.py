"""The GAN: networks, the model with its ``train_step``, optimizer, means, rows after training."""

import keras

if keras.backend.backend() != "tensorflow":
    raise ImportError(
        "GAN and its trainer need TensorFlow as Keras's backend: set KERAS_BACKEND=tensorflow "
        f"before Keras is imported. Received: KERAS_BACKEND={keras.backend.backend()}; the layers, "
        "schedules and callbacks of gansmote_tf work there."
    )

from gansmote_tf.gan.fused_adam import FusedAdam
from gansmote_tf.gan.model import GAN
from gansmote_tf.gan.networks import build_discriminator, build_generator
from gansmote_tf.gan.step_means import StepMeans
from gansmote_tf.gan.wasserstein import WassersteinGAN

__all__ = [
    "GAN",
    "FusedAdam",
    "StepMeans",
    "WassersteinGAN",
    "build_discriminator",
    "build_generator",
]
