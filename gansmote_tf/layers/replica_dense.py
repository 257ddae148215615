"""One dense layer per replica, side by side."""

from typing import Any

import keras
import numpy as np
from keras import ops

from gansmote_tf import kernels
from gansmote_tf.layers.random_layer import SeededLayer
from gansmote_tf.recipes import arguments


@keras.saving.register_keras_serializable("gansmote_tf")
class ReplicaDense(SeededLayer):
    """A dense layer with weights of its own for each of several replicas.

    Small networks cost their overhead, not their arithmetic: forty of them in one batched matrix
    product train in hardly more time than a few. It computes what ``keras.layers.EinsumDense``
    does with ``"rbi,rio->rbo"`` and ``bias_axes="ro"``, with each replica's initial weights its
    own and a product that stays cheap for a few replicas.

    Args:
        units: Outputs per replica, at least 1.
        replicas: How many networks stand side by side, at least 1.
        seed, first_replica, stream: See :class:`RandomLayer`; replica k starts from weights drawn
            for the number ``first_replica + k``, so from the same ones in a stack as alone.

    Call arguments:
        inputs: ``(replicas, rows, inputs)``, or ``(rows, inputs)`` for the same rows to every
            replica.

    Shape:
        Output ``(replicas, rows, units)``. ``kernel`` is ``(replicas, inputs, units)``, ``bias``
        ``(replicas, 1, units)``, both drawn from uniform(-1, 1) / sqrt(inputs), which is PyTorch's
        default and therefore the author's.

    Raises:
        TypeError: ``units`` or ``replicas`` is no whole number.
        ValueError: One is out of range, or inputs are for another number of replicas.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.layers import ReplicaDense
        >>> ReplicaDense(3, replicas=2)(np.ones((2, 5, 4))).shape
        TensorShape([2, 5, 3])
    """

    def __init__(self, units: int, replicas: int = 1, **kwargs: Any):
        super().__init__(**kwargs)
        self.units = arguments.number("units", units, 1, whole=True)
        self.input_spec = keras.layers.InputSpec(min_ndim=2, max_ndim=3)
        self.replicas = arguments.number("replicas", replicas, 1, whole=True)

    def build(self, input_shape):
        if len(input_shape) == 3 and input_shape[0] not in (None, 1, self.replicas):
            raise ValueError(
                f"inputs must be of {self.replicas} replicas, as the layer {self.name!r} is. "
                f"Received: shape {tuple(input_shape)}."
            )
        shapes = {
            "kernel": (self.replicas, input_shape[-1], self.units),
            "bias": (self.replicas, 1, self.units),
        }
        self.kernel, self.bias = (
            # Zeros for a moment: Keras's own initializers would move Python's global generator.
            self.add_weight(name=name, shape=shape, initializer="zeros")
            for name, shape in shapes.items()
        )
        self._draw_weights()

    def reseed(
        self, seed: int | None = None, first_replica: int = 0, stream: str | None = None
    ) -> None:
        """Draw the initial weights anew from another seed.

        Args:
            seed, first_replica, stream: See :class:`RandomLayer`; the stream's name stays if None.
        """
        self._name_stream(seed, first_replica, self.stream if stream is None else stream)
        if self.built:
            self._draw_weights()

    def _draw_weights(self):
        inputs = self.kernel.shape[1]
        draws = []
        for replica in range(self.replicas):
            key = self.stream_key("weights", self.first_replica + replica)
            uniform = np.random.default_rng(key).uniform
            draws.append(uniform(-1.0, 1.0, (inputs + 1, self.units)))
        weights = np.asarray(draws, "float32") / np.sqrt(inputs, dtype="float32")
        self.kernel.assign(weights[:, :-1])
        self.bias.assign(weights[:, -1:])

    def call(self, inputs):
        product = kernels.replica_product(inputs, self.kernel, self.replicas)
        return product + ops.convert_to_tensor(self.bias)

    def compute_output_shape(self, input_shape):
        return (self.replicas, input_shape[-2], self.units)

    def get_config(self) -> dict:
        return {**super().get_config(), "units": self.units, "replicas": self.replicas}
