"""Sums of Manhattan distances within a batch, without a tensor of all pairs."""

from typing import Any

from keras import ops

from gansmote_tf import kernels

# Up to so many rows each is compared with every other; above, sorting is faster.
_MOST_COMPARED = 64
# Up to so many values, pairs of rows times columns, one tensor over all pairs is faster.
_SMALL = 4096


def l1_sum(rows: Any, mask: Any = None, binary: bool = False, gradient: bool = True) -> Any:
    """Sum of the Manhattan distances of every row to every other, over ordered pairs.

    No tensor of distances is built: the sum equals ``2 * sum(x * r)`` where ``r`` counts, per
    value, how many are smaller less how many are larger, and with ``r`` held constant this has the
    right gradient, too.

    Args:
        rows: ``(..., rows, columns)``, values of at least 0.
        mask: ``(..., rows)``, 1 for rows that count; all do without it.
        binary: Whether every value is 0 or 1, which makes ``r`` a matter of counting.
        gradient: Whether the sum will be differentiated; without, it takes a third of the time.

    Returns:
        ``(..., 1, 1)``.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.layers.l1_sums import l1_sum
        >>> float(l1_sum(np.array([[0.0, 0.0], [1.0, 0.5]], "float32"))[0, 0])
        3.0
    """
    rows = ops.convert_to_tensor(rows)
    weights = None if mask is None else ops.expand_dims(ops.cast(mask, rows.dtype), -1)
    counted = rows if weights is None else rows * weights
    if not (binary or gradient) and _few_rows(rows) and not _small(rows):
        return ops.stop_gradient(_compared_sum(counted, weights))
    order = _counts(counted, weights) if binary else _ranks(rows, weights)
    return 2.0 * ops.sum(counted * ops.stop_gradient(order), axis=(-2, -1), keepdims=True)


def l1_sum_to_row(rows: Any, reference: Any, mask: Any = None) -> Any:
    """Sum of the Manhattan distances of all rows to one.

    Args:
        rows: ``(..., rows, columns)``.
        reference: That row, ``(..., 1, columns)``.
        mask: ``(..., rows)``, 1 for rows that count.

    Returns:
        ``(..., 1, 1)``.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.layers.l1_sums import l1_sum_to_row
        >>> rows = np.array([[0.0, 0.0], [1.0, 0.5]], "float32")
        >>> float(l1_sum_to_row(rows, rows[:1])[0, 0])
        1.5
    """
    distances = ops.abs(rows - reference)
    if mask is not None:
        distances = distances * ops.expand_dims(ops.cast(mask, distances.dtype), -1)
    return ops.sum(distances, axis=(-2, -1), keepdims=True)


def _counts(counted, weights):
    """Smaller less larger values of a column of bits: n * x - ones, for every x of it."""
    ones = ops.sum(counted, axis=-2, keepdims=True)
    if weights is None:
        return ops.cast(ops.shape(counted)[-2], counted.dtype) * counted - ones
    return ops.sum(weights, axis=-2, keepdims=True) * counted - ones


def _few_rows(rows):
    return rows.shape[-2] is not None and 2 < rows.shape[-2] <= _MOST_COMPARED


def _small(rows):
    return _few_rows(rows) and rows.shape[-2] ** 2 * rows.shape[-1] <= _SMALL


def _compared_sum(counted, weights):
    # |a - b| = 2 max(a, b) - a - b; a row that does not count is 0, at a distance of its values
    # from each that does. Shifts as in _compared_ranks, but each pair of rows is met once.
    size = counted.shape[-2]
    shifts = _shifts(counted, (size + 1) // 2)
    largest = kernels.add_all([ops.maximum(own, other) for own, other in shifts])
    larger = ops.sum(largest, axis=0)
    if size % 2 == 0:
        rows = _rows_first(counted)
        larger = larger + ops.sum(ops.maximum(rows[: size // 2], rows[size // 2 :]), axis=0)
    total = ops.sum(larger, axis=-1)
    met = size - 1.0
    if weights is not None:
        met = met + ops.sum(1.0 - weights, axis=(-2, -1))
    total = 2.0 * (2.0 * total - met * ops.sum(counted, axis=(-2, -1)))
    return total[..., None, None]


def _ranks(rows, weights):
    """Smaller less larger values in the same column, per value."""
    padded = 0.0
    if weights is not None:
        # Rows that do not count are moved above all others, where each counts as larger once.
        rows = rows + (1.0 - weights) * 1e6
        padded = ops.sum(1.0 - weights, axis=-2, keepdims=True)
    if _small(rows):
        pairs = ops.expand_dims(rows, -2) - ops.expand_dims(rows, -3)
        return ops.sum(ops.sign(pairs), axis=-2) + padded
    return (_compared_ranks(rows) if _few_rows(rows) else _sorted_ranks(rows)) + padded


def _compared_ranks(rows):
    order = kernels.add_all([ops.sign(own - other) for own, other in _shifts(rows, rows.shape[-2])])
    axes = list(range(len(rows.shape)))
    return ops.transpose(order, [*axes[1:-1], 0, axes[-1]])


def _shifts(rows, count):
    # Each row against the next, the next but one, ...: tensors of the rows' own size stay in the
    # processor's cache, where one of all pairs is bound by memory (2 to 4 times slower). With rows
    # on axis 0 a slice of them is a view.
    leading = _rows_first(rows)
    size = leading.shape[0]
    twice = ops.concatenate([leading, leading], axis=0)
    return [(leading, twice[shift : shift + size]) for shift in range(1, count)]


def _rows_first(rows):
    axes = list(range(len(rows.shape)))
    return ops.transpose(rows, [axes[-2], *axes[:-2], axes[-1]])


def _sorted_ranks(rows):
    # Equal values may take either order: their sum, which is all that counts, is the same.
    columns = ops.swapaxes(rows, -1, -2)
    places = ops.cast(ops.argsort(ops.argsort(columns, axis=-1), axis=-1), rows.dtype)
    last = ops.cast(ops.shape(columns)[-1] - 1, rows.dtype)
    return ops.swapaxes(2.0 * places - last, -1, -2)
