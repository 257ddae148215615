"""Rows and a recipe in, trained GANs out."""

from gansmote_tf.training.train import build_gan, padded, train

__all__ = ["build_gan", "padded", "train"]
