"""Saving only where the disk has room: HDF5 ends the whole process where it runs out."""

import errno
import math
import os
import shutil
from pathlib import Path
from typing import Any

import keras

# What a file holds beside the numbers: names, indexes and configuration.
_BYTES_PER_WEIGHT = 4_096

_OPTIMIZED = ("generator", "discriminator")


class Saving:
    """Files of a Keras model with two optimizers.

    They are refused before a byte is written where there is no room.
    """

    def save(self, filepath: str | os.PathLike, *args: Any, **kwargs: Any) -> None:
        """Save the whole model, as in Keras.

        Raises:
            OSError: The disk has no room for it; what stood at ``filepath`` stays.
        """
        self._check_room(filepath)
        super().save(filepath, *args, **kwargs)

    def save_weights(self, filepath: str | os.PathLike, *args: Any, **kwargs: Any) -> None:
        """Save the weights and those of the optimizers, as in Keras.

        Raises:
            OSError: As for :meth:`save`.
        """
        self._check_room(filepath)
        super().save_weights(filepath, *args, **kwargs)

    def _check_room(self, filepath):
        optimizers = [getattr(self, f"{part}_optimizer", None) for part in _OPTIMIZED]
        weights = [weight for part in (self, *optimizers) if part for weight in part.variables]
        sizes = [math.prod(weight.shape) * weight.value.dtype.size for weight in weights]
        needed = sum(sizes) + _BYTES_PER_WEIGHT * len(sizes)
        folder = Path(filepath).absolute().parent
        if folder.is_dir() and (free := shutil.disk_usage(folder).free) < needed:
            raise OSError(
                errno.ENOSPC,
                f"filepath must be where the disk has room for about {needed / 1e6:.1f} MB. "
                f"Received: {free / 1e6:.1f} MB free; make room, or save elsewhere",
                str(filepath),
            )

    def get_compile_config(self) -> dict | None:
        if not self.compiled:
            return None
        return {
            "generator_optimizer": keras.optimizers.serialize(self.generator_optimizer),
            "discriminator_optimizer": keras.optimizers.serialize(self.discriminator_optimizer),
            "steps_per_execution": self.steps_per_execution,
            "jit_compile": self.jit_compile,
        }

    def compile_from_config(self, config: dict) -> None:
        optimizers = {
            name: keras.optimizers.deserialize(config[name])
            for name in ("generator_optimizer", "discriminator_optimizer")
        }
        self.compile(**{**config, **optimizers})
