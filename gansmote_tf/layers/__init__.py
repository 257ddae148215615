"""Keras layers of the method, one per file; each works in any Keras model."""

from gansmote_tf.layers.batch_distance import BatchDistance
from gansmote_tf.layers.bit_flip import BitFlip
from gansmote_tf.layers.flip_layer import FlipLayer
from gansmote_tf.layers.group_activation import GroupActivation
from gansmote_tf.layers.group_draw import GroupDraw
from gansmote_tf.layers.minibatch_l1 import MinibatchL1
from gansmote_tf.layers.pair_frequencies import PairFrequencies
from gansmote_tf.layers.random_dropout import RandomDropout
from gansmote_tf.layers.random_layer import RandomLayer
from gansmote_tf.layers.redraw_flip import RedrawFlip
from gansmote_tf.layers.replica_dense import ReplicaDense
from gansmote_tf.layers.uniform_noise import UniformNoise

__all__ = [
    "BatchDistance",
    "BitFlip",
    "FlipLayer",
    "GroupActivation",
    "GroupDraw",
    "MinibatchL1",
    "PairFrequencies",
    "RandomDropout",
    "RandomLayer",
    "RedrawFlip",
    "ReplicaDense",
    "UniformNoise",
]
