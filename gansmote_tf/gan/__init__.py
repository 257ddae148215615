"""The GAN: networks, the model with its ``train_step``, its loop, optimizer and running means."""

from gansmote_tf.gan.model import GAN

__all__ = ["GAN"]
