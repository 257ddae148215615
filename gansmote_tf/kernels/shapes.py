"""What draws of both forms ask of a shape."""

import math


def per_replica(shape: tuple) -> tuple:
    """(replicas, numbers per replica) of a shape; below rank 3 all is one replica.

    Example:
        >>> from gansmote_tf.kernels.shapes import per_replica
        >>> per_replica((4, 10, 58)), per_replica((10, 58))
        ((4, 580), (1, 580))
    """
    replicas, rest = (1, shape) if len(shape) < 3 else (shape[0], shape[1:])
    return replicas, math.prod(rest)
