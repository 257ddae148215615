"""Keras callbacks of the method, one per file."""

from gansmote_tf.callbacks.bit_flip_decay import BitFlipDecay
from gansmote_tf.callbacks.cosine_warm_restarts import CosineWarmRestarts

__all__ = ["BitFlipDecay", "CosineWarmRestarts"]
