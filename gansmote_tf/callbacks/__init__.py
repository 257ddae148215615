"""Keras callbacks of the method, one per file."""

from gansmote_tf.callbacks.bit_flip_decay import BitFlipDecay
from gansmote_tf.callbacks.collapse_alarm import CollapseAlarm
from gansmote_tf.callbacks.cosine_warm_restarts import CosineWarmRestarts
from gansmote_tf.callbacks.distance_monitor import DistanceMonitor
from gansmote_tf.callbacks.divergence_guard import DivergenceGuard
from gansmote_tf.callbacks.progress import Progress
from gansmote_tf.callbacks.restore_best import RestoreBest
from gansmote_tf.callbacks.sample_snapshots import SampleSnapshots, Snapshot
from gansmote_tf.callbacks.tensorboard_images import TensorBoardImages

__all__ = [
    "BitFlipDecay",
    "CollapseAlarm",
    "CosineWarmRestarts",
    "DistanceMonitor",
    "DivergenceGuard",
    "Progress",
    "RestoreBest",
    "SampleSnapshots",
    "Snapshot",
    "TensorBoardImages",
]
