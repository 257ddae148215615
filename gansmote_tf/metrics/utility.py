"""What a classifier learns from synthetic rows."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import ClassifierMixin, clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score, recall_score

from gansmote_tf.metrics.tables import FittedColumns, SideBySide


@dataclass(frozen=True)
class TrainedOnSynthetic:
    """How well a classifier does on real rows that learned from synthetic ones.

    Args:
        macro_f1: F1 on the real rows, the mean over their classes.
        balanced_accuracy: Share of a class's rows that are recognised, the mean over classes.
        real_macro_f1: F1 of the same classifier trained on real rows; NaN where none were given.
        real_balanced_accuracy: Its balanced accuracy.

    Example:
        >>> from gansmote_tf.metrics import TrainedOnSynthetic
        >>> report = TrainedOnSynthetic(0.7, 0.72, 0.8, 0.81)
        >>> round(report.real_macro_f1 - report.macro_f1, 2)
        0.1
    """

    macro_f1: float
    balanced_accuracy: float
    real_macro_f1: float = math.nan
    real_balanced_accuracy: float = math.nan


def train_on_synthetic(
    synthetic_X: Any,
    synthetic_y: Any,
    real_X: Any,
    real_y: Any,
    *,
    train_X: Any = None,
    train_y: Any = None,
    columns: FittedColumns | None = None,
    classifier: ClassifierMixin | None = None,
    random_state: Any = 0,
) -> TrainedOnSynthetic:
    """Train on synthetic rows, test on real ones.

    Args:
        synthetic_X: Rows to learn from, ``(rows, attributes)``, as
            :func:`~gansmote_tf.metrics.fidelity_report` takes them.
        synthetic_y: Their labels ``(rows,)``, of any kind.
        real_X: Real rows to test on, which the synthetic ones were not made from.
        real_y: Their labels.
        train_X: Real rows to learn from instead, for comparison: those that the synthetic ones
            were made from.
        train_y: Their labels.
        columns: Fitted :class:`~gansmote_tf.columns.Columns`, where several columns describe one
            attribute.
        classifier: Any of scikit-learn's; a random forest if None. It sees a bit per level, and
            numbers as their ranks in [0, 1].
        random_state: Of that forest: whole number, generator or None.

    Returns:
        :class:`TrainedOnSynthetic`. The measure is the TSTR of Esteban et al. 2017 ("Real-valued
        (Medical) Time Series Generation with Recurrent Conditional GANs"), beside train on real,
        test on real.

    Raises:
        ValueError: Tables do not have the same columns, rows and labels differ in number, a label
            is missing, or one of ``train_X`` and ``train_y`` is.

    Example:
        >>> from gansmote_tf.metrics import train_on_synthetic
        >>> real, labels = [["red", 1], ["blue", 1]] * 9, ["a", "b"] * 9
        >>> train_on_synthetic(real[:6], ["b", "a"] * 3, real, labels, train_X=real, train_y=labels)
        ... # doctest: +NORMALIZE_WHITESPACE
        TrainedOnSynthetic(macro_f1=0.0, balanced_accuracy=0.0, real_macro_f1=1.0,
                           real_balanced_accuracy=1.0)
    """
    if (train_X is None) != (train_y is None):
        missing = "train_X" if train_X is None else "train_y"
        raise ValueError(f"train_X and train_y must be given together. Received: no {missing}.")
    tables = {"synthetic": (synthetic_X, synthetic_y), "real": (real_X, real_y)}
    if train_X is not None:
        tables["train"] = train_X, train_y
    rows = SideBySide.of({f"{name}_X": X for name, (X, _) in tables.items()}, columns)
    parts = {name: rows.features[rows.parts[f"{name}_X"]] for name in tables}
    labels = _labels({name: y for name, (_, y) in tables.items()}, parts)
    if classifier is None:
        classifier = RandomForestClassifier(random_state=random_state)
    scores = []
    for name in [name for name in tables if name != "real"]:
        model = clone(classifier).fit(parts[name], labels[name])
        scores += _scores(labels["real"], model.predict(parts["real"]))
    return TrainedOnSynthetic(*scores)


def _labels(given, parts):
    """Labels as whole numbers, the same in all parts for the same label."""
    series = {name: _series(name, y, len(parts[name])) for name, y in given.items()}
    codes = pd.factorize(pd.concat(series.values(), ignore_index=True))[0]
    ends = np.cumsum([len(y) for y in series.values()])
    return dict(zip(series, np.split(codes, ends[:-1]), strict=True))


def _series(name, y, n):
    labels = pd.Series(list(y))
    if len(labels) != n or labels.isna().any():
        raise ValueError(
            f"{name}_y must hold a label for each of the {n} rows. Received: {len(labels)} labels, "
            f"{labels.isna().sum()} of them missing."
        )
    return labels


def _scores(real, predicted):
    how = {"labels": np.unique(real), "average": "macro", "zero_division": 0}
    return float(f1_score(real, predicted, **how)), float(recall_score(real, predicted, **how))
