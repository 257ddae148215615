"""GAN-SMOTE for small, imbalanced, categorical tables.

Public names load on first use, so importing the package does not import TensorFlow.
"""

import importlib

from gansmote_tf.version import __version__

_PUBLIC = {
    "GANSMOTE": "gansmote_tf.sampler",
    "Recipe": "gansmote_tf.recipes",
    "RECIPES": "gansmote_tf.recipes",
    "Columns": "gansmote_tf.columns",
    "Inspection": "gansmote_tf.inspection",
    "inspect": "gansmote_tf.inspection",
    "load_petrography": "gansmote_tf.datasets",
    "load_csv": "gansmote_tf.datasets",
    "make_one_hot": "gansmote_tf.datasets",
    "GAN": "gansmote_tf.gan",
    "FusedAdam": "gansmote_tf.gan",
    "StepMeans": "gansmote_tf.gan",
    "CosineRestarts": "gansmote_tf.schedules",
    "LinearDecay": "gansmote_tf.schedules",
    "build_gan": "gansmote_tf.training",
    "train": "gansmote_tf.training",
    "TrainingError": "gansmote_tf.training",
    "resample_tables": "gansmote_tf.many_tables",
}
__all__ = [*_PUBLIC, "__version__"]


def __getattr__(name: str):
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_PUBLIC[name]), name)


def __dir__():
    return sorted([*globals(), *_PUBLIC])
