"""What the scores amount to: means and spreads, the paper's numbers, and how far to trust them."""

import pandas as pd

from gansmote_tf.benchmark.wording import plural

#: Delta degrees of freedom of every standard deviation over folds. With ten test folds of 14 rows
#: an accuracy is a whole number of rows, and the four spreads that the paper prints (12.16, 11.76,
#: 15.13, 12.26) are each reached by whole numbers with 1, and by none with 0.
SD_DDOF = 1

#: Table 1 of Scott & Plested (2019), section 3: accuracy in %, mean and sd over ten folds, and F1.
PAPER_TABLE = pd.DataFrame(
    [
        ("GAN-SMOTE", 69.29, 12.16, 0.693),
        ("SMOTE", 68.57, 11.76, 0.686),
        ("original rows", 68.57, 15.13, 0.686),
        ("random oversampling", 67.86, 12.26, 0.679),
    ],
    columns=["method", "accuracy", "accuracy_sd", "f1"],
).set_index("method")

#: ``data_hash`` of the table that these numbers are of.
PAPER_DATA = "735c08896ef78df3b2cfdd7f7081618b9c84f374c8efd1db307268d2786ac770"


def summarise(scores: pd.DataFrame) -> pd.DataFrame:
    """Mean and sd over folds, one row per method, in the order in which the methods came.

    Args:
        scores: What ``run_paper_protocol`` returns.

    Returns:
        Index ``method``; ``accuracy`` and ``accuracy_sd`` in %, ``f1_micro`` and ``f1_macro`` as
        shares, ``epoch``, the median stopping epoch.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.statistics import summarise
        >>> fold = {"method": "SMOTE", "f1_micro": 1.0, "f1_macro": 1.0, "epoch": 3}
        >>> scores = pd.DataFrame([{**fold, "accuracy": 0.5}, {**fold, "accuracy": 0.7}])
        >>> summarise(scores)["accuracy_sd"].round(2).tolist()
        [14.14]
    """
    folds = scores.groupby("method", sort=False)
    return pd.DataFrame(
        {
            "accuracy": 100 * folds["accuracy"].mean(),
            "accuracy_sd": 100 * folds["accuracy"].std(ddof=SD_DDOF),
            "f1_micro": folds["f1_micro"].mean(),
            "f1_macro": folds["f1_macro"].mean(),
            "epoch": folds["epoch"].median(),
        }
    )


def spread_in_rows(summary: pd.DataFrame, rows: int) -> int:
    """How many of the table's rows lie between the best and the worst method.

    Args:
        summary: What :func:`summarise` returns.
        rows: Rows of the whole table.

    Example:
        >>> from gansmote_tf.benchmark.statistics import PAPER_TABLE, spread_in_rows
        >>> spread_in_rows(PAPER_TABLE, rows=140)
        2
    """
    accuracy = summary["accuracy"]
    return round((accuracy.max() - accuracy.min()) / 100 * rows)


def caveat(summary: pd.DataFrame, rows: int) -> str:
    """The line below the table: what its differences are worth, in plain words.

    Example:
        >>> from gansmote_tf.benchmark.statistics import PAPER_TABLE, caveat
        >>> print(caveat(PAPER_TABLE, rows=140)[:36])
        The whole table spans 2 rows of 140.
    """
    spread = spread_in_rows(summary, rows)
    return (
        f"The whole table spans {plural('row', spread)} of {rows}. The stopping epoch is "
        "picked on the test fold, as in the paper, which lifts every method (on the paper's data "
        "by 5 to 9 points); redrawing the folds moves a mean by 1 to 2 points."
    )
