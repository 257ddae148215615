"""Frequencies of a class of few rows, drawn towards the table's, and rows moved to have them.

An attribute has a number of levels. The levels of all attributes stand one behind another, and
``starts`` says where those of each attribute begin: ``(levels,)`` is a number for each level of
each attribute, ``(attributes,)`` one for each attribute.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln

#: Strengths of the pull towards the table, in pseudo-rows, that the mixture weighs.
STRENGTHS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 1000.0)
#: The two that two points weigh: no difference from the table, and any.
TWO_POINTS = (np.inf, 2.0)

# Later steps put nearly all on one strength, which on real tables made the rows no better.
_EM_STEPS = 20
_RAKING_SWEEPS = 10
_LARGEST_WEIGHT, _SMALLEST_WEIGHT = 0.05, 1e-9  # the smallest: of an equal one


def frequencies(counts: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Counts of each attribute's levels as shares of their sum; equal ones where it is 0.

    Args:
        counts: Rows, or their weights, at each level, ``(levels,)``.
        starts: Where the levels of each attribute begin, ``(attributes,)``.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.frequencies.shares import frequencies
        >>> frequencies(np.array([3, 1, 0, 0]), starts=np.array([0, 2]))
        array([0.75, 0.25, 0.5 , 0.5 ])
    """
    sums = of_levels(np.add.reduceat(counts, starts), starts, counts)
    equal = 1 / of_levels(np.diff(starts, append=len(counts)), starts, counts)
    return np.divide(counts, sums, out=equal, where=sums > 0)


def shrunk(
    counts: np.ndarray, table: np.ndarray, starts: np.ndarray, shrinkage: float | str
) -> np.ndarray:
    """The frequencies of a class, drawn towards the table's.

    Args:
        counts: Rows of the class at each level, ``(levels,)``.
        table: Frequencies of all rows, ``(levels,)``; above 0 wherever ``counts`` is.
        starts: Where the levels of each attribute begin, ``(attributes,)``.
        shrinkage: How many pseudo-rows of the table are put among the class's. Or
            ``"two_points"``: for each attribute either no more than the table's frequencies, or
            those with two pseudo-rows, weighed by the evidence for each. Or ``"mixture"``:
            :data:`STRENGTHS`, weighed by the evidence for each and by how common it is among the
            attributes of the class, see :func:`fitted_shares`.

    Returns:
        ``(levels,)``, of each attribute adding up to 1; the table's where the class has no row.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.frequencies.shares import shrunk
        >>> counts, table, starts = np.array([3.0, 0.0]), np.array([0.5, 0.5]), np.array([0])
        >>> shrunk(counts, table, starts, 3.0)
        array([0.75, 0.25])
        >>> shrunk(counts, table, starts, "two_points").round(2)
        array([0.7, 0.3])
    """
    if not isinstance(shrinkage, str):
        return pulled(counts, table, starts, shrinkage)
    strengths = STRENGTHS if shrinkage == "mixture" else TWO_POINTS
    evidence = log_evidence(counts, table, starts, strengths)
    shares = fitted_shares(evidence) if shrinkage == "mixture" else np.full(2, 0.5)
    mean = np.zeros(len(table))
    for strength, weights in zip(strengths, posterior(evidence, shares), strict=True):
        mean += of_levels(weights, starts, table) * pulled(counts, table, starts, strength)
    return mean


def pulled(
    counts: np.ndarray, table: np.ndarray, starts: np.ndarray, strength: float
) -> np.ndarray:
    """The frequencies of a class with so many pseudo-rows of the table, see :func:`shrunk`."""
    if np.isinf(strength):
        return table
    rows = of_levels(np.add.reduceat(counts, starts), starts, table) + strength
    return np.divide(counts + strength * table, rows, out=table.copy(), where=rows > 0)


def log_evidence(
    counts: np.ndarray, table: np.ndarray, starts: np.ndarray, strengths: Sequence[float]
) -> np.ndarray:
    """How likely the rows of a class are if its own frequencies vary around the table's.

    Args:
        counts, table, starts: See :func:`shrunk`.
        strengths: How little they vary: frequencies are Dirichlet with parameters ``strength *
            table``, which makes counts Dirichlet-multinomial; multinomial where it is infinite.

    Returns:
        Logarithms ``(strengths, attributes)``, without the number of orders of the rows, which is
        the same for every strength.
    """
    seen = table > 0
    rows = np.add.reduceat(counts, starts)
    evidence = []
    for strength in strengths:
        if np.isinf(strength):
            own = counts * np.log(np.where(seen, table, 1.0))
            evidence.append(np.add.reduceat(own, starts))
            continue
        pseudo = np.where(seen, strength * table, 1.0)
        own = gammaln(counts + pseudo) - gammaln(pseudo)
        evidence.append(np.add.reduceat(own, starts) + gammaln(strength) - gammaln(rows + strength))
    return np.array(evidence)


def posterior(evidence: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """How probable each strength is for each attribute, ``(strengths, attributes)``.

    Args:
        evidence: See :func:`log_evidence`.
        shares: How probable each strength is before, ``(strengths,)``.
    """
    joint = np.exp(evidence - evidence.max(axis=0)) * shares[:, None]
    return joint / joint.sum(axis=0)


def fitted_shares(evidence: np.ndarray, steps: int = _EM_STEPS) -> np.ndarray:
    """The shares of the strengths under which the attributes are likeliest, ``(strengths,)``.

    Found by expectation maximisation, from equal shares on.

    Args:
        evidence: See :func:`log_evidence`.
        steps: How many; the shares of few attributes fit them too well after many.
    """
    shares = np.full(len(evidence), 1 / len(evidence))
    for _ in range(steps):
        shares = posterior(evidence, shares).mean(axis=1)
    return shares


def of_levels(values: np.ndarray, starts: np.ndarray, table: np.ndarray) -> np.ndarray:
    """A number for each attribute, ``(attributes,)``, repeated for its levels, ``(levels,)``."""
    return np.repeat(values, np.diff(starts, append=len(table)))


class Coupling(NamedTuple):
    """How rows are moved from some frequencies to others with as few changes as can be.

    Args:
        kept: With what probability a row at a level stays there, ``(levels,)``.
        moved: How often each level is drawn by those that don't, ``(levels,)``.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.frequencies.shares import coupling
        >>> coupling(np.array([0.5, 0.5]), np.array([0.8, 0.2]), np.array([0]))
        Coupling(kept=array([0.625, 1.   ]), moved=array([0., 1.]))
    """

    kept: np.ndarray
    moved: np.ndarray


def coupling(target: np.ndarray, source: np.ndarray, starts: np.ndarray) -> Coupling:
    """The maximal coupling of two frequencies of every attribute.

    Args:
        target: Frequencies to get, ``(levels,)``.
        source: Frequencies of the rows to start from, ``(levels,)``.
        starts: Where the levels of each attribute begin, ``(attributes,)``.
    """
    kept = np.divide(target, source, out=np.zeros(len(target)), where=source > 0).clip(max=1)
    lacking = (target - source).clip(min=0)
    total = of_levels(np.add.reduceat(lacking, starts), starts, target)
    # Nobody moves where the frequencies are the same, up to rounding.
    return Coupling(kept, np.divide(lacking, total, out=target.copy(), where=total > 0))


def translated(
    codes: np.ndarray,
    target: np.ndarray,
    source: np.ndarray,
    starts: np.ndarray,
    uniform: np.ndarray,
) -> np.ndarray:
    """Rows moved to other frequencies, attribute by attribute, by the maximal coupling.

    Args:
        codes: The level of each attribute in rows that are drawn with the frequencies ``source``,
            ``(rows, attributes)``; -1 for none.
        target: Frequencies to get, ``(levels,)``.
        source: Frequencies to start from, ``(levels,)``.
        starts: Where the levels of each attribute begin, ``(attributes,)``.
        uniform: ``(rows, attributes, 2)`` in [0, 1): whether each level stays, and what else comes.

    Returns:
        Levels of the shape of ``codes``, all of them known.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.frequencies.shares import translated
        >>> codes, uniform = np.array([[0], [0], [1], [1]]), np.full((4, 1, 2), 0.5)
        >>> halves, fifth = np.array([0.5, 0.5]), np.array([0.2, 0.8])
        >>> translated(codes, fifth, halves, np.array([0]), uniform).T
        array([[1, 1, 1, 1]])
    """
    couplings = zip(
        *(np.split(each, starts[1:]) for each in (target, *coupling(target, source, starts))),
        strict=True,
    )
    moved = np.array(codes)
    for place, (own, kept, instead) in enumerate(couplings):
        stay, draw = uniform[:, place].T
        column = moved[:, place]
        unknown = column < 0
        leaving = ~unknown & (stay >= kept[column])
        column[leaving] = drawn(draw[leaving], instead)
        column[unknown] = drawn(draw[unknown], own)
    return moved


def drawn(uniform: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Places drawn by their probabilities, int of the shape of ``uniform``.

    Args:
        uniform: Numbers in [0, 1).
        probabilities: Not negative, up to a factor; what has 0 is never drawn.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.frequencies.shares import drawn
        >>> drawn(np.array([0.0, 0.49, 0.51, 0.99]), np.array([0, 2, 0, 2, 0])).tolist()
        [1, 1, 3, 3]
    """
    cumulated = np.cumsum(probabilities)
    return np.searchsorted(cumulated / cumulated[-1], uniform, side="right")


def raked(codes: np.ndarray, target: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Weights of rows under which their frequencies come near to others, ``(rows,)``.

    Iterative proportional fitting (Deming & Stephan 1940). No weight is above 5 %, so that of 20
    rows or fewer all have the same.

    Args:
        codes: The level of each attribute in every row, ``(rows, attributes)``; -1 for none.
        target: The frequencies, ``(levels,)``.
        starts: Where the levels of each attribute begin, ``(attributes,)``.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.frequencies.shares import raked
        >>> rows = np.repeat([[0], [1]], 50, axis=0)
        >>> float(raked(rows, np.array([0.8, 0.2]), np.array([0]))[:50].sum().round(6))
        0.8
    """
    weights = np.full(len(codes), 1 / len(codes))
    if len(codes) * _LARGEST_WEIGHT <= 1:
        return weights
    targets = np.split(target, starts[1:])
    for _ in range(_RAKING_SWEEPS):
        for column, own in zip(codes.T, targets, strict=True):
            # A row without a level, counted at 0, weighs what it did.
            sums = np.bincount(column + 1, weights, minlength=len(own) + 1)
            wanted = np.append(sums[:1], own * sums[1:].sum())
            weights = weights * np.divide(wanted, sums, out=sums, where=sums > 0)[column + 1]
        weights = _capped(weights)
    return weights


def _capped(weights):
    """Weights in proportion, adding up to 1, none above the largest allowed."""
    weights = weights / max(weights.sum(), np.finfo(float).tiny)
    weights = np.maximum(weights, _SMALLEST_WEIGHT / len(weights))
    descending = np.sort(weights)[::-1]
    rest = descending[::-1].cumsum()[::-1]  # the sum of each and all that are smaller
    # With that many at the largest allowed, the others share in proportion what is left.
    left = 1 - _LARGEST_WEIGHT * np.arange(len(weights))
    count = int(np.argmax(descending * left <= _LARGEST_WEIGHT * rest))
    return np.minimum(weights * left[count] / rest[count], _LARGEST_WEIGHT)
