"""What the rows that a method makes are like, beside what classifiers gain from them."""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from gansmote_tf.benchmark.table_encoder import TableEncoder
from gansmote_tf.columns import Columns
from gansmote_tf.metrics import fidelity_report

#: Column of the scores -> what it is, as the report says it.
FIDELITY = {
    "validity": "share of made rows with exactly one level per attribute",
    "copies": "share of made rows that equal a training row",
    "distinct": "share of different rows among those made",
    "distance": "attributes in which the mean made row differs from its nearest training row",
    "attribute_variation": "total variation of an attribute's frequencies, mean over attributes",
    "pair_variation": "the same of pairs of attributes",
    "auc": "AUC of a forest that tells made rows from real ones held out; 0.5 is a guess",
    "trained_on_made": "macro-F1 (%) of logistic regression without the scarce class's real rows",
}


def fidelity_of(
    encoder: TableEncoder,
    columns: Columns | None,
    *,
    real: np.ndarray,
    made: np.ndarray,
    held: np.ndarray,
) -> dict[str, float]:
    """The measures of :class:`~gansmote_tf.metrics.FidelityReport`, for rows of one class.

    Rows with fractions, as SMOTE makes them, count as the level with the largest one once their
    validity is told.

    Args:
        encoder: The table's.
        columns: What one attribute is, where a table of bits describes some by several columns.
        real: Encoded training rows of the class.
        made: Encoded rows that the method made.
        held: Encoded rows of the class that were neither drawn nor made.
    """
    tables = [encoder.decode(rows) for rows in (real, made, held)]
    valid = encoder.valid(made)
    if columns is not None:
        valid &= columns.valid(columns.encode(tables[1]))
    found = fidelity_report(*tables, columns=columns, valid=lambda _: valid, trees=50)
    return {
        "validity": found.validity,
        "copies": found.copies,
        "distinct": found.distinct,
        "distance": found.distance_mean,
        "attribute_variation": found.attribute_variation,
        "pair_variation": found.pair_variation,
        "auc": found.auc,
    }


def trained_on_made(X: np.ndarray, y: np.ndarray, X_test: np.ndarray, y_test: np.ndarray) -> float:
    """Macro-F1 in percent of logistic regression trained on made rows of a class, tested on real.

    Train on synthetic, test on real (Esteban et al. 2017, "Real-valued (Medical) Time Series
    Generation with Recurrent Conditional GANs"); rows of the other class are real.

    Args:
        X, y: Rows of one class, all made, and of the other.
        X_test, y_test: Real rows.
    """
    told = LogisticRegression(max_iter=2_000).fit(X, y).predict(X_test)
    return 100 * f1_score(y_test, told, average="macro")


def columns_of_bits(X: pd.DataFrame) -> Columns | None:
    """What the attributes of a table of bits are; None where every column is one."""
    return Columns().fit(X) if (X.dtypes == "int64").all() else None
