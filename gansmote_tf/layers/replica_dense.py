"""One dense layer per replica, side by side."""

import keras
import numpy as np
import tensorflow as tf

# Up to so many replicas a product takes TensorFlow's plain kernel, above oneDNN's: that one is
# faster on many, but wakes all threads for the smallest product (70 against 3 microseconds).
_FEW = 4


@tf.custom_gradient
def _plain_product(inputs, kernel):
    """A batched matrix product by the operation that is never handed to oneDNN."""

    def multiply(x, y, **which):
        return tf.raw_ops.BatchMatMulV3(x=x, y=y, Tout=x.dtype, **which)

    def gradient(upstream):
        return multiply(upstream, kernel, adj_y=True), multiply(inputs, upstream, adj_x=True)

    return multiply(inputs, kernel), gradient


@keras.saving.register_keras_serializable("gansmote_tf")
class ReplicaDense(keras.layers.Layer):
    """A dense layer with weights of its own for each of several replicas.

    Small networks cost their overhead, not their arithmetic: forty of them in one batched matrix
    product train in hardly more time than a few.

    Args:
        units: Outputs per replica, at least 1.
        replicas: How many networks stand side by side, at least 1.
        seed: Seed of the initial weights; replica k draws from (seed, first_replica + k), so it
            starts from the same weights in a stack as alone.
        first_replica: Number of the first replica.

    Call arguments:
        inputs: ``(replicas, rows, inputs)``, or ``(rows, inputs)`` for the same rows to every
            replica.

    Shape:
        Output ``(replicas, rows, units)``. ``kernel`` is ``(replicas, inputs, units)``, ``bias``
        ``(replicas, 1, units)``, both drawn from uniform(-1, 1) / sqrt(inputs), which is PyTorch's
        default and therefore the author's.

    Raises:
        ValueError: ``units`` or ``replicas`` is below 1.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.layers import ReplicaDense
        >>> ReplicaDense(3, replicas=2)(np.ones((2, 5, 4))).shape
        TensorShape([2, 5, 3])
    """

    def __init__(
        self, units: int, replicas: int = 1, seed: int = 0, first_replica: int = 0, **kwargs
    ):
        super().__init__(**kwargs)
        for name, value in (("units", units), ("replicas", replicas)):
            if value < 1:
                raise ValueError(f"{name} must be at least 1. Received: {name}={value}.")
        self.units = units
        self.replicas = replicas
        self.seed = seed
        self.first_replica = first_replica

    def build(self, input_shape):
        inputs = input_shape[-1]
        self.kernel = self.add_weight(name="kernel", shape=(self.replicas, inputs, self.units))
        self.bias = self.add_weight(name="bias", shape=(self.replicas, 1, self.units))
        self.reseed(self.seed, self.first_replica)

    def reseed(self, seed: int, first_replica: int = 0):
        """Draw the initial weights anew from another seed."""
        inputs = self.kernel.shape[1]
        draws = [
            np.random.default_rng((seed, first_replica + replica)).uniform(
                -1.0, 1.0, (inputs + 1, self.units)
            )
            for replica in range(self.replicas)
        ]
        weights = np.asarray(draws, "float32") / np.sqrt(inputs, dtype="float32")
        self.kernel.assign(weights[:, :-1])
        self.bias.assign(weights[:, -1:])

    def call(self, inputs):
        few = self.replicas <= _FEW and len(inputs.shape) == 3
        multiply = _plain_product if few else tf.matmul
        return multiply(inputs, tf.convert_to_tensor(self.kernel)) + self.bias

    def compute_output_shape(self, input_shape):
        return (self.replicas, input_shape[-2], self.units)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "replicas": self.replicas,
            "seed": self.seed,
            "first_replica": self.first_replica,
        }
