"""Copies of network weights, taken and put back replica by replica."""

import keras
import numpy as np


class KeptWeights:
    """The weights of a GAN's networks (and its distances' scale) as they were, per replica.

    Args:
        gan: The :class:`~gansmote_tf.GAN`; its weights as they are now are the first kept.
    """

    def __init__(self, gan: keras.Model):
        self._gan = gan
        self._values = [self._read(weight) for weight in self._weights()]

    def _weights(self):
        """Every weight of a GAN without replicas; of a stack those that have a slice for each."""
        networks = (self._gan.generator, self._gan.discriminator)
        name = "trainable_weights" if self._gan.replica_shape else "weights"
        weights = [weight for network in networks for weight in getattr(network, name)]
        if self._gan.distance is not None:
            weights.append(self._gan.distance.scale)
        return [weight for weight in weights if "float" in weight.dtype]

    def _read(self, weight):
        value = np.array(weight.numpy())
        return value if self._gan.replica_shape else value[None]

    def finite(self) -> np.ndarray:
        """Which replicas have finite weights now, ``(replicas,)``."""
        finite = np.ones(self._gan.replicas, bool)
        for weight in self._weights():
            value = self._read(weight)
            finite &= np.isfinite(value.reshape(len(value), -1)).all(axis=1)
        return finite

    def take(self, replicas: np.ndarray) -> None:
        """Keep these replicas' weights as they are now."""
        for kept, weight in zip(self._values, self._weights(), strict=True):
            kept[replicas] = self._read(weight)[replicas]

    def put_back(self, replicas: np.ndarray) -> None:
        """Give these replicas the weights kept of them."""
        for kept, weight in zip(self._values, self._weights(), strict=True):
            value = self._read(weight)
            value[replicas] = kept[replicas]
            weight.assign(value.reshape(weight.shape))
