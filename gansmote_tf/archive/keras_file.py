"""The ``.keras`` files in a sampler's: for Keras alone to open, and looked at for strangers."""

import io
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gansmote_tf.archive.container import open_zip

if TYPE_CHECKING:
    import keras

#: What Keras reads a configuration of that is code, or may name any.
_CODE = ("Lambda", "function", "__lambda__", "__typespec__")


def keras_file(model: "keras.Model") -> bytes:
    """The bytes of the ``.keras`` file that Keras makes of a model."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "model.keras")
        model.save(file)
        return file.read_bytes()


def check_keras_file(data: bytes) -> None:
    """Refuse a ``.keras`` file that names code, or classes but Keras's and this package's.

    Nothing of it is built, and its weights are not read.

    Raises:
        ValueError: It does.
        zipfile.BadZipFile: It is no such file.

    Example:
        >>> import keras
        >>> from gansmote_tf.archive.keras_file import check_keras_file, keras_file
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        >>> check_keras_file(keras_file(model))
    """
    with open_zip(io.BytesIO(data)) as archive:
        _check(json.loads(archive.read("config.json")))


def _check(config: Any) -> None:
    if isinstance(config, dict):
        if "class_name" in config and not _is_known(config):
            raise ValueError(f"a model in it names {config['class_name']!r:.80}")
        for each in config.values():
            _check(each)
    elif isinstance(config, list):
        for each in config:
            _check(each)


def _is_known(config):
    name, module, registered = map(config.get, ("class_name", "module", "registered_name"))
    ours = str(registered).startswith("gansmote_tf>") and str(module).startswith("gansmote_tf.")
    stock = registered in (None, name) and (module is None or f"{module}.".startswith("keras."))
    return (ours or stock) and name not in _CODE
