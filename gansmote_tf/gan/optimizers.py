"""The two optimizers of a GAN, as Keras's own callbacks ask a model for its optimizer."""

from typing import Any

import keras


class OptimizerPair:
    """What ``model.optimizer`` is in a GAN: both optimizers, as in Keras's multi-optimizer.

    Args:
        generator, discriminator: The two optimizers.
    """

    built = True

    def __init__(
        self, generator: keras.optimizers.Optimizer, discriminator: keras.optimizers.Optimizer
    ):
        self.optimizers = [generator, discriminator]

    @property
    def iterations(self) -> Any:
        """Updates of the generator so far."""
        return self.optimizers[0].iterations
