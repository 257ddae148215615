"""Sentences on models that take imbalanced classes as they are, beside those given made rows."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from gansmote_tf.benchmark.comparisons import ALPHA, joint_gains, table_means
from gansmote_tf.benchmark.wording import amount, listed


def of_one_classifier(scores: pd.DataFrame) -> dict[str, str]:
    """The methods that are a model themselves: method -> the only classifier it is scored as.

    Args:
        scores: ``method`` and ``classifier``; where nobody has two classifiers, none is one.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.model_conclusions import of_one_classifier
        >>> rows = [("copies", "forest"), ("copies", "boosting"), ("balanced forest", "forest")]
        >>> of_one_classifier(pd.DataFrame(rows, columns=["method", "classifier"]))
        {'balanced forest': 'forest'}
    """
    if "classifier" not in scores:
        return {}
    known = scores[["method", "classifier"]].drop_duplicates()
    counts = known["method"].value_counts(sort=False)
    if counts.max() == 1:
        return {}
    single = known[known["method"].map(counts) == 1]
    return dict(zip(single["method"], single["classifier"], strict=True))


def models_against_rows(
    scores: pd.DataFrame, competing: Sequence[str], value: str = "macro_f1"
) -> str:
    """How each such model stands to its kind of classifier after the method that is best for it.

    Args:
        scores: ``table``, ``method``, ``classifier``, the metric, and where they were taken.
        competing: The methods that go with every classifier.
        value: The metric, in percent.

    Returns:
        A sentence; empty where there is no such model, or too few tables to test one.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.model_conclusions import models_against_rows
        >>> scores = pd.DataFrame([
        ...     {"table": table, "method": method, "classifier": classifier, "macro_f1": score + i}
        ...     for i, table in enumerate("abcdef")
        ...     for method, classifier, score in (("GAN", "forest", 70), ("GAN", "boosting", 60),
        ...                                       ("balanced", "forest", 65))])
        >>> models_against_rows(scores, ["GAN"])
        'Of models in place of rows, balanced is 5.0 points behind forest after GAN.'
    """
    told = []
    for model, classifier in of_one_classifier(scores).items():
        own = scores[scores["classifier"] == classifier]
        tables = table_means(own, value, [model, *competing])
        if len(tables.means) < 2:
            continue
        tests = joint_gains(tables, model)
        best = tests["gain"].idxmax()
        gain, p = tests.loc[best, ["gain", "p"]]
        rival = f"{classifier} after {best}"
        if np.isnan(p) or p > ALPHA:
            sign = "+" if gain < 0 else ""
            told.append(f"{model} can't be told at 5 % from {rival} ({sign}{amount(-gain)} points)")
        else:
            side = "behind" if gain > 0 else "ahead of"
            told.append(f"{model} is {amount(abs(gain))} points {side} {rival}")
    return f"Of models in place of rows, {listed(told)}." if told else ""
