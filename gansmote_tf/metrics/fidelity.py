"""How like real rows synthetic ones are."""

import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.utils import check_random_state
from tabulate import tabulate

from gansmote_tf.metrics.distances import nearest_rows
from gansmote_tf.metrics.equal_rows import distinct_share
from gansmote_tf.metrics.tables import FittedColumns, SideBySide, check_whole, one_hot

_FOLDS = 5


@dataclass(frozen=True)
class FidelityReport:
    """How like real rows synthetic ones are, in figures that need no model of either.

    What is unknown is NaN. Distances and copies are told against the rows trained on, frequencies
    and the AUC against rows held out where there are any.

    Args:
        n_real: Rows trained on.
        n_held_out: Rows held out, 0 if none were given.
        n_synthetic: Synthetic rows.
        validity: Share of the synthetic rows that could stand in the table: each obeys every group
            of the columns. NaN where nobody said what is valid.
        copies: Share of the synthetic rows that equal a training row (one minus SDMetrics's
            NewRowSynthesis, for exact matches).
        distinct: Share of distinct rows among the synthetic ones.
        distance_mean: Attributes in which a synthetic row differs from the nearest training row,
            the mean: the distance to the closest record of Park et al. 2018.
        distance_median: The median of the same.
        attribute_variation: Total variation between the frequencies of an attribute's levels, half
            the sum of the absolute differences, in [0, 1]; the mean over attributes (one minus
            SDMetrics's TVComplement).
        worst_attribute_variation: The largest of them.
        worst_attribute: The attribute that has it.
        pair_variation: Total variation between the frequencies of two attributes' pairs of levels,
            the mean over all pairs of attributes (one minus SDMetrics's ContingencySimilarity). NaN
            for one attribute.
        auc: Area under the ROC curve of a random forest that tells synthetic from real rows, judged
            on rows that it wasn't trained on: a classifier two-sample test (Lopez-Paz & Oquab
            2017), and kin to the propensity score of Snoke et al. 2018. At 0.5 it cannot, at 1 it
            always can; below 0.5 it takes rows for those of the other kind that equal them. NaN
            where one side has one row only, or without a forest.

    Example:
        >>> from gansmote_tf.metrics import fidelity_report
        >>> real, synthetic = [["red", 1], ["blue", 2]], [["red", 1], ["red", 2]]
        >>> report = fidelity_report(real, synthetic)
        >>> report.copies, report.attribute_variation, report.worst_attribute, report.pair_variation
        (0.5, 0.25, 0, 0.5)
    """

    n_real: int
    n_held_out: int
    n_synthetic: int
    validity: float
    copies: float
    distinct: float
    distance_mean: float
    distance_median: float
    attribute_variation: float
    worst_attribute_variation: float
    worst_attribute: Hashable
    pair_variation: float
    auc: float

    def __str__(self) -> str:
        lines = [
            ["valid", _shown(self.validity, ".1%")],
            ["equal to a training row", _shown(self.copies, ".1%")],
            ["distinct", _shown(self.distinct, ".1%")],
            ["distance to the nearest training row, mean", _shown(self.distance_mean, ".2f")],
            ["the same, median", _shown(self.distance_median, "g")],
            ["total variation of attributes, mean", _shown(self.attribute_variation, ".3f")],
            [f"the worst, {self.worst_attribute}", _shown(self.worst_attribute_variation, ".3f")],
            ["total variation of pairs, mean", _shown(self.pair_variation, ".3f")],
            ["AUC of a forest, synthetic against real", _shown(self.auc, ".2f")],
        ]
        against = f"{self.n_held_out} held out" if self.n_held_out else f"{self.n_real} real ones"
        title = f"{self.n_synthetic} synthetic rows"
        return tabulate(
            lines,
            [title, f"against {against}"],
            colalign=("left", "right"),
            disable_numparse=True,
        )


def _shown(value, form):
    return "unknown" if math.isnan(value) else format(value, form)


def fidelity_report(
    real: Any,
    synthetic: Any,
    held_out: Any = None,
    *,
    columns: FittedColumns | None = None,
    valid: Callable[[Any], np.ndarray] | None = None,
    bins: int = 10,
    trees: int = 100,
    random_state: Any = 0,
) -> FidelityReport:
    """Measure how like real rows synthetic ones are.

    No figure says much alone. Small samples of one source differ as well, so
    :func:`fidelity_baselines` tells what rows held out, copies, and attributes drawn each by itself
    reach on the same table. A frequency can be right with all rows copied, and a forest finds
    copies out by their repetition: equal rows stand on both sides of a fold.

    Args:
        real: The rows trained on, ``(rows, attributes)``: a DataFrame, an array or a list of rows,
            of any values; a missing value is a value. Columns of numbers with more than ``bins``
            distinct ones are compared by bins in frequencies and by ranks in the classifier;
            in copies and distances, numbers differ unless they are equal.
        synthetic: The generated rows, with the same columns in the same order.
        held_out: Rows of the same source that were not trained on. If None, all is told against
            ``real``, which favours rows near to it.
        columns: Fitted :class:`~gansmote_tf.columns.Columns`, where several columns describe one
            attribute, as one-hot columns do; they say what is valid, too.
        valid: Tells which rows are valid, bool ``(rows,)``; takes ``synthetic`` as it is given.
            ``columns.valid`` if None.
        bins: Quantile bins of a number, by the rows trained on, at least 2.
        trees: Trees of the forest; without any the AUC is NaN, and all else takes a tenth of the
            time.
        random_state: Of the forest, its folds, and of the rows that are drawn where one side has
            more than the other: whole number, generator or None.

    Returns:
        The :class:`FidelityReport`; printed, it is a table. SDMetrics is the Synthetic Data Vault's
        library of measures. Park et al. 2018 is "Data Synthesis based on Generative Adversarial
        Networks", Lopez-Paz & Oquab 2017 "Revisiting Classifier Two-Sample Tests", and Snoke et al.
        2018 "General and specific utility measures for synthetic data".

    Raises:
        TypeError: ``columns`` are not fitted, or ``bins`` or ``trees`` is no whole number.
        ValueError: ``bins`` or ``trees`` is too small, a table has no rows or other columns, or
            ``valid`` answers for other rows.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.metrics import fidelity_report
        >>> real, held_out, synthetic = np.random.default_rng(0).integers(0, 3, (3, 60, 4))
        >>> print(fidelity_report(real, synthetic, held_out))  # doctest: +ELLIPSIS
        60 synthetic rows                             against 60 held out
        ------------------------------------------  ---------------------
        valid                                                     unknown
        equal to a training row                                     63.3%
        distinct                                                    71.7%
        distance to the nearest training row, mean                   0.37
        the same, median                                                0
        total variation of attributes, mean                         0.096
        the worst, 0                                                0.100
        total variation of pairs, mean                              0.183
        AUC of a forest, synthetic against real                      0...
    """
    tables = {"real": real, "synthetic": synthetic}
    if held_out is not None:
        tables["held_out"] = held_out
    trees = check_whole("trees", trees, 0)
    rows = SideBySide.of(tables, columns, bins)
    made, others = rows.parts["synthetic"], rows.parts["real" if held_out is None else "held_out"]
    distances = nearest_rows(rows.codes[made], rows.codes[rows.parts["real"]])[1]
    variation = pair_variations(rows.levels[others], rows.levels[made])
    alone, pairs = np.diag(variation), variation[np.triu_indices(len(variation), 1)]
    random = check_random_state(random_state)
    return FidelityReport(
        n_real=len(rows.codes[rows.parts["real"]]),
        n_held_out=0 if held_out is None else len(rows.codes[others]),
        n_synthetic=len(distances),
        validity=_validity(synthetic, len(distances), columns, valid),
        copies=float((distances == 0).mean()),
        distinct=distinct_share(rows.codes[made]),
        distance_mean=float(distances.mean()),
        distance_median=float(np.median(distances)),
        attribute_variation=float(alone.mean()),
        worst_attribute_variation=float(alone.max()),
        worst_attribute=rows.names[alone.argmax()],
        pair_variation=float(pairs.mean()) if len(pairs) else math.nan,
        auc=_auc(rows, others, made, trees, random) if trees else math.nan,
    )


def _validity(synthetic, n, columns, valid):
    if valid is None:
        if columns is None:
            return math.nan
        return float(columns.valid(columns.encode(synthetic)).mean())
    answers = np.asarray(valid(synthetic))
    if answers.shape != (n,) or answers.dtype != bool:
        raise ValueError(
            f"valid must tell of each of the {n} synthetic rows whether it is valid, as a bool "
            f"array. Received: shape {answers.shape} and dtype {answers.dtype}."
        )
    return float(answers.mean())


def pair_variations(real: np.ndarray, synthetic: np.ndarray) -> np.ndarray:
    """Total variation between the frequencies of every two attributes' pairs of levels.

    Args:
        real: Whole numbers from 0 on, one per attribute, ``(rows, attributes)``.
        synthetic: The same of other rows.

    Returns:
        In [0, 1], ``(attributes, attributes)``; on the diagonal of each attribute by itself.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.metrics.fidelity import pair_variations
        >>> pair_variations(np.array([[0, 0], [1, 1]]), np.array([[0, 1], [1, 0]]))
        array([[0., 1.],
               [1., 0.]])
    """
    bits, attributes = one_hot(np.vstack([real, synthetic]))
    # How often each two levels meet in a row; sparse, since few of many do.
    shares = [part.T @ part / part.shape[0] for part in (bits[: len(real)], bits[len(real) :])]
    apart = abs(shares[0] - shares[1])
    places = (np.ones(len(attributes)), (np.arange(len(attributes)), attributes))
    of = sparse.csr_array(places, shape=(len(attributes), real.shape[1]))
    return (of.T @ apart @ of).toarray() / 2


def _auc(rows, real, synthetic, trees, random):
    """Mean over folds; of the larger side, as many rows are drawn as the other has."""
    sides = [rows.features[part] for part in (real, synthetic)]
    size = min(map(len, sides))
    if size < 2:
        return math.nan
    sides = [side[random.permutation(len(side))[:size]] for side in sides]
    seed = random.randint(2**31)
    forest = RandomForestClassifier(trees, random_state=seed)
    folds = StratifiedKFold(min(_FOLDS, size), shuffle=True, random_state=seed)
    answers = np.repeat([0, 1], size)
    scores = cross_val_score(forest, np.vstack(sides), answers, cv=folds, scoring="roc_auc")
    return float(scores.mean())
