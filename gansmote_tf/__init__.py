"""GAN-SMOTE for small, imbalanced, categorical tables.

Public names load on first use, so importing the package does not import TensorFlow. Keras knows
the classes that its files may name from the moment on when it is imported, before or after this.
"""

import importlib

import wrapt

from gansmote_tf.version import __version__

_PUBLIC = {
    "GANSMOTE": "gansmote_tf.samplers",
    "MarginalOverSampler": "gansmote_tf.samplers",
    "TranslationOverSampler": "gansmote_tf.samplers",
    "Recipe": "gansmote_tf.recipes",
    "RECIPES": "gansmote_tf.recipes",
    "Columns": "gansmote_tf.columns",
    "Inspection": "gansmote_tf.inspection",
    "inspect": "gansmote_tf.inspection",
    "load_petrography": "gansmote_tf.datasets",
    "load_csv": "gansmote_tf.datasets",
    "load_openml": "gansmote_tf.datasets",
    "make_one_hot": "gansmote_tf.datasets",
    "GAN": "gansmote_tf.gan",
    "WassersteinGAN": "gansmote_tf.gan",
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

#: What a ``.keras`` file may hold of this package.
_IN_FILES = {
    "GAN": "gansmote_tf.gan",
    "WassersteinGAN": "gansmote_tf.gan",
    "FusedAdam": "gansmote_tf.gan",
    "StepMeans": "gansmote_tf.gan",
    "CosineRestarts": "gansmote_tf.schedules",
    "LinearDecay": "gansmote_tf.schedules",
    **dict.fromkeys(
        (
            "BitFlip",
            "GroupActivation",
            "GroupDraw",
            "MinibatchL1",
            "RandomDropout",
            "RedrawFlip",
            "ReplicaDense",
            "UniformNoise",
        ),
        "gansmote_tf.layers",
    ),
}


def _announce(keras):
    """Tell Keras of each class in files: it calls ``from_config``, which loads the class itself."""
    for name, module in _IN_FILES.items():
        if keras.saving.get_registered_object(f"gansmote_tf>{name}") is None:
            keras.saving.register_keras_serializable("gansmote_tf")(_on_first_use(name, module))


def _on_first_use(name, module):
    def from_config(config):
        return getattr(importlib.import_module(module), name).from_config(config)

    # Keras registers what has a ``get_config``; an object's own is its class's.
    hooks = {"from_config": staticmethod(from_config), "get_config": None}
    return type(name, (), hooks)


wrapt.register_post_import_hook(_announce, "keras")


def __getattr__(name: str):
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_PUBLIC[name]), name)


def __dir__():
    return sorted([*globals(), *_PUBLIC])
