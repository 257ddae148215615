"""How far generated rows are from real ones in which levels go together."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from gansmote_tf.layers.group_layer import GroupLayer
from gansmote_tf.layers.random_layer import replica_axes
from gansmote_tf.recipes import arguments


@keras.saving.register_keras_serializable("gansmote_tf")
class PairFrequencies(GroupLayer):
    """Squared error of the frequencies of levels, and of pairs of levels of two attributes.

    A loss for a generator: the moments that it is told of are those that a table's rows show
    (feature matching, Salimans et al. 2016, "Improved Techniques for Training GANs", with pairs for
    features). It takes probabilities and needs no drawn rows. Of a number it takes the mean, the
    mean square, and the mean product with each level and each other number.

    Args:
        factor: What the sum of the squared errors is multiplied by, at least 0.

    Call arguments:
        probabilities: What a generator makes, ``(rows, columns)`` or ``(replicas, rows, columns)``.
        weights: What each row counts for, their sum 1, of the shape ``(..., 1, rows)``; all alike
            without it.

    Shape:
        The output is ``()`` or ``(replicas,)``. ``wanted`` is a weight ``(..., columns + 1,
        columns + 1)``, see :meth:`learn`.

    Example:
        >>> import numpy as np
        >>> from types import SimpleNamespace
        >>> from gansmote_tf.layers import PairFrequencies
        >>> layer = PairFrequencies()
        >>> layer.build((None, 2))
        >>> layer.learn([np.eye(2)])
        >>> together, apart = np.full((2, 2), 0.5, "float32"), np.eye(2, dtype="float32")
        >>> float(layer(together)), float(layer(apart))
        (0.125, 0.0)
    """

    def __init__(self, factor: float = 1.0, **kwargs: Any):
        super().__init__(**kwargs)
        self.factor = arguments.number("factor", factor, 0.0)

    def build(self, input_shape):
        columns = input_shape[-1]
        self.build_layout(columns)
        self.wanted = self.add_weight(
            name="wanted",
            shape=(*replica_axes(input_shape), columns + 1, columns + 1),
            initializer="zeros",
            trainable=False,
            autocast=False,
        )

    def call(self, probabilities, weights=None):
        rows = ops.cast(probabilities, "float32")
        if weights is None:
            weights = ops.ones_like(rows[..., :1, 0])[..., None] / ops.shape(rows)[-2]
        # In front a column of ones, beside which every other's mean stands.
        rows = ops.concatenate([ops.ones_like(rows[..., :1]), rows], axis=-1)
        turned = ops.swapaxes(rows, -1, -2)
        made = ops.matmul(turned * ops.cast(weights, "float32"), rows)
        errors = ops.square(made - ops.cast(self.wanted, "float32")) * self._counted()
        return self.factor * ops.sum(errors, axis=(-2, -1))

    def _counted(self):
        """1 where two columns are of two attributes, or the same number."""
        first, numeric = (self.layout(name) for name in ("first", "numeric"))
        first = ops.concatenate([-ops.ones_like(first[:1]), first])
        numeric = ops.concatenate([ops.zeros_like(numeric[:1]), numeric])
        apart = ops.cast(ops.not_equal(first[:, None], first), "float32")
        return apart + ops.diag(numeric)

    def learn(self, rows: Sequence[np.ndarray]) -> None:
        """Take over the frequencies of real rows.

        Args:
            rows: Per replica ``(rows, columns)``; the number of rows may differ.
        """
        tables = [np.insert(np.asarray(own, "float64"), 0, 1.0, axis=1) for own in rows]
        shares = [table.T @ table / len(table) for table in tables]
        self.wanted.assign(np.reshape(shares, self.wanted.shape))

    def get_config(self) -> dict:
        return {**super().get_config(), "factor": self.factor}

    def compute_output_shape(self, input_shape):
        return tuple(input_shape[:-2])
