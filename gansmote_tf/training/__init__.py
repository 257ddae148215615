"""Rows and a recipe in, trained GANs out."""

from gansmote_tf.training.build import build_gan
from gansmote_tf.training.errors import TrainingError
from gansmote_tf.training.job import Job, Trained
from gansmote_tf.training.train import train, train_jobs

__all__ = ["Job", "Trained", "TrainingError", "build_gan", "train", "train_jobs"]
