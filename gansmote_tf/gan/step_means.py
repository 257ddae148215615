"""Means of several values over the steps of an epoch."""

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable("gansmote_tf")
class StepMeans(keras.metrics.Metric):
    """Running means of named values, per replica, in one weight.

    ``replica_mask`` says which replicas count (all, unless some only pad a stack).
    A ``keras.metrics.Mean`` per value costs several operations each at every step; this costs one.

    Args:
        names: Names of the values, in the order :meth:`add` takes them.
        replica_shape: Shape of one value, ``(replicas,)``.

    Example:
        >>> from gansmote_tf.gan.step_means import StepMeans
        >>> means = StepMeans(("d_accuracy_real", "d_accuracy_fake"), (2,))
        >>> means.add([[0.5, 1.0], [0.0, 0.0]])
        >>> float(means.result()["d_accuracy"]), means.per_replica()["d_accuracy_real"].tolist()
        (0.375, [0.5, 1.0])
    """

    def __init__(self, names, replica_shape, name="step_means", **kwargs):
        super().__init__(name=name, **kwargs)
        self.names = tuple(names)
        self.replica_shape = tuple(replica_shape)
        self.totals = self.add_variable((len(self.names), *self.replica_shape), "zeros", name="t")
        self.count = self.add_variable((), "zeros", name="count")
        self.replica_mask = self.add_variable(self.replica_shape, "ones", name="replica_mask")

    def add(self, values):
        """Add one step's values, each of ``replica_shape`` or a scalar for one replica."""
        values = [tf.reshape(value, self.replica_shape) for value in values]
        self.totals.value.assign_add(tf.stack(values))
        self.count.value.assign_add(1.0)

    update_state = add

    def result(self):
        counted = self.replica_mask.value > 0
        sums = tf.reduce_sum(tf.where(counted, self.totals.value, 0.0), axis=-1)
        replicas = tf.reduce_sum(self.replica_mask.value)
        means = sums / (replicas * tf.maximum(self.count.value, 1.0))
        logs = dict(zip(self.names, tf.unstack(means), strict=True))
        logs["d_accuracy"] = (logs["d_accuracy_real"] + logs["d_accuracy_fake"]) / 2.0
        return logs

    def reset_state(self):
        self.totals.assign(tf.zeros_like(self.totals.value))
        self.count.assign(0.0)

    def per_replica(self) -> dict:
        """The means of each replica as NumPy arrays, ``(replicas,)`` each."""
        means = self.totals.numpy() / max(float(self.count.numpy()), 1.0)
        return dict(zip(self.names, means, strict=True))
