"""Datasets that ``fit`` is given."""

from typing import Any

import tensorflow as tf


def is_endless(data: Any) -> bool:
    """Whether what ``fit`` is given is a dataset that never ends.

    Example:
        >>> import tensorflow as tf
        >>> from gansmote_tf.gan.datasets import is_endless
        >>> is_endless(tf.data.Dataset.range(3).repeat()), is_endless([1, 2])
        (True, False)
    """
    return (
        isinstance(data, tf.data.Dataset)
        and int(data.cardinality()) == tf.data.INFINITE_CARDINALITY
    )


def untuned(data: Any) -> Any:
    """What ``fit`` is given, a dataset without TensorFlow's tuning unless its own options ask.

    The thread that tunes a dataset sleeps for 10 ms, 20 ms, 40 ms and so on, and whoever drops the
    iterator waits until it wakes: training could take up to twice its time.

    Example:
        >>> import tensorflow as tf
        >>> from gansmote_tf.gan.datasets import untuned
        >>> untuned(tf.data.Dataset.range(3)).options().autotune.enabled
        False
    """
    if not isinstance(data, tf.data.Dataset) or data.options().autotune.enabled is not None:
        return data
    options = tf.data.Options()
    options.autotune.enabled = False
    return data.with_options(options)
