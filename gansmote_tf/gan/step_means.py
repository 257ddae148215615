"""Means of several values over the steps of an epoch."""

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from gansmote_tf.recipes import arguments


@keras.saving.register_keras_serializable("gansmote_tf")
class StepMeans(keras.metrics.Metric):
    """Running means of named values, per replica, in one weight.

    ``replica_mask`` says which replicas count (all, unless some only pad a stack).
    A ``keras.metrics.Mean`` per value costs several operations each at every step; this costs one.

    Args:
        names: Names of the values, in the order :meth:`add` takes them.
        replica_shape: Shape of one value, ``(replicas,)``.
        averages: Further names in the result, each the mean of some of ``names``.

    Raises:
        TypeError: An argument is of another type.
        ValueError: An average is of a name that is none.

    Example:
        >>> from gansmote_tf import StepMeans
        >>> means = StepMeans(("real", "fake"), (2,), averages={"both": ("real", "fake")})
        >>> means.add([[0.5, 1.0], [0.0, 0.0]])
        >>> float(means.result()["both"]), means.per_replica()["real"].tolist()
        (0.375, [0.5, 1.0])
    """

    def __init__(
        self,
        names: Sequence[str],
        replica_shape: Sequence[int] = (1,),
        averages: Mapping[str, Sequence[str]] | None = None,
        name: str = "step_means",
        **kwargs: Any,
    ):
        super().__init__(name=name, **kwargs)
        self.names = _names("names", names)
        self.replica_shape = _shape(replica_shape)
        averages = {} if averages is None else averages
        arguments.instance("averages", averages, Mapping, "a dict from names to lists of names")
        self.averages = {key: _names("averages", parts) for key, parts in averages.items()}
        for key, parts in self.averages.items():
            if not set(parts) <= set(self.names):
                raise ValueError(
                    f"averages[{key!r}] must be of the names {self.names}. Received: {parts}."
                )
        self.totals = self.add_variable((len(self.names), *self.replica_shape), "zeros", name="t")
        self.count = self.add_variable((), "zeros", name="count")
        self.replica_mask = self.add_variable(self.replica_shape, "ones", name="replica_mask")

    def add(self, values: Sequence) -> None:
        """Add one step's values, each of ``replica_shape`` or a scalar for one replica."""
        if len(values) != len(self.names):
            raise ValueError(
                f"values must be one for each of {self.names}. Received: {len(values)}."
            )
        values = [tf.reshape(value, self.replica_shape) for value in values]
        self.totals.value.assign_add(tf.cast(tf.stack(values), self.totals.dtype))
        self.count.value.assign_add(1.0)

    update_state = add

    def result(self) -> dict[str, tf.Tensor]:
        """The means over steps and counted replicas, and the averages of these."""
        counted = self.replica_mask.value > 0
        sums = tf.reduce_sum(tf.where(counted, self.totals.value, 0.0), axis=-1)
        replicas = tf.reduce_sum(self.replica_mask.value)
        means = sums / (replicas * tf.maximum(self.count.value, 1.0))
        logs = dict(zip(self.names, tf.unstack(means), strict=True))
        for name, parts in self.averages.items():
            logs[name] = tf.add_n([logs[part] for part in parts]) / len(parts)
        return logs

    def reset_state(self) -> None:
        """Forget all steps."""
        self.totals.assign(tf.zeros_like(self.totals.value))
        self.count.assign(0.0)

    def per_replica(self) -> dict[str, np.ndarray]:
        """The means of each replica as NumPy arrays, ``(replicas,)`` each."""
        means = self.totals.numpy() / max(float(self.count.numpy()), 1.0)
        return dict(zip(self.names, means, strict=True))

    def get_config(self) -> dict:
        return {
            **super().get_config(),
            "names": list(self.names),
            "replica_shape": list(self.replica_shape),
            "averages": {key: list(parts) for key, parts in self.averages.items()},
        }


def _names(argument, names):
    listed = isinstance(names, Sequence) and not isinstance(names, str)
    if not listed or not names or not all(isinstance(name, str) for name in names):
        raise TypeError(
            f"{argument} must hold names, at least one. "
            f"Received: {argument}={arguments.shown(names)}."
        )
    return tuple(names)


def _shape(replica_shape):
    if isinstance(replica_shape, str) or not isinstance(replica_shape, Sequence):
        raise TypeError(
            "replica_shape must be a tuple of whole numbers. "
            f"Received: replica_shape={arguments.shown(replica_shape)}."
        )
    return tuple(arguments.number("replica_shape", size, 1, whole=True) for size in replica_shape)
