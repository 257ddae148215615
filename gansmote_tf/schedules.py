"""Functions of the step: how flips decay and how the learning rate restarts.

They take tensors and numbers alike, so the same lines run inside the training graph, in a callback
and in a plot.
"""

import math

from keras import ops


def linear_decay(step, start, end, steps):
    """A straight line from ``start`` at step 0 to ``end`` at ``steps``, constant after.

    The paper lets the share of flipped bits fall slowly to zero (section 2.2).

    Args:
        step: The step or an array of steps, from 0.
        start: Value at step 0.
        end: Value from ``steps`` on.
        steps: Length of the line in steps, above 0.

    Returns:
        float32 tensor, the shape of ``step``.

    Example:
        >>> from gansmote_tf.schedules import linear_decay
        >>> [round(float(linear_decay(s, 0.3, 0.0, 37_000)), 3) for s in (0, 18_500, 37_000)]
        [0.3, 0.15, 0.0]
    """
    share = ops.minimum(ops.cast(step, "float32") / steps, 1.0)
    return start + (end - start) * share


def cosine_restarts(step, base, factor, period, delay):
    """Warm restarts: at ``delay`` and every ``period`` steps the rate jumps, then cosines back.

    The rate is ``base`` before ``delay``, ``factor * base`` at each restart, and returns to
    ``base`` along half a cosine (paper section 2.2; the delay is the author's code's).

    Args:
        step: The step or an array of steps, from 0.
        base: Rate between restarts, above 0.
        factor: What a restart multiplies the rate by; 1 for a constant rate.
        period: Steps from one restart to the next, above 0.
        delay: Step of the first restart.

    Returns:
        float32 tensor, the shape of ``step``.

    Example:
        >>> from gansmote_tf.schedules import cosine_restarts
        >>> rates = [float(cosine_restarts(s, 1e-4, 10, 1000, 2000)) for s in (0, 2000, 2500)]
        >>> [f"{rate:.2e}" for rate in rates]
        ['1.00e-04', '1.00e-03', '5.50e-04']
    """
    since = ops.cast(step, "float32") - delay
    within = ops.mod(ops.maximum(since, 0.0), period) / period
    height = 0.5 * (1.0 + ops.cos(math.pi * within)) * ops.cast(since >= 0, "float32")
    return base * (1.0 + (factor - 1.0) * height)
