"""Sentences that scores of repeated folds force: over tables in all metrics, and on each table."""

from collections.abc import Mapping, Sequence

import pandas as pd

from gansmote_tf.benchmark.comparisons import ALPHA, TableMeans, table_means
from gansmote_tf.benchmark.conclusions import check_kinds, gan_against_controls, left_out
from gansmote_tf.benchmark.joint_test import joint_p_values
from gansmote_tf.benchmark.measures import MEASURES
from gansmote_tf.benchmark.repeated_folds import compare_within_tables
from gansmote_tf.benchmark.wording import amount, listed, plural


def honest_conclusions(
    scores: pd.DataFrame,
    kinds: Mapping[str, str],
    reference: str = "original rows",
    values: Sequence[str] = tuple(MEASURES),
) -> str:
    """What scores of repeated cross-validation amount to, in one paragraph.

    Over tables all methods and metrics are one family (see ``joint_p_values``): seven metrics are
    seven chances. Within tables it is the corrected t-test in the first metric, with Holm's
    correction for methods and tables.

    Args:
        scores: ``table``, ``repeat``, ``fold``, ``method``, ``classifier`` and the metrics.
        kinds: Method -> one of ``conclusions.KINDS``, for every method scored.
        reference: The method to compare with.
        values: The metrics; those that the scores lack, or have on no table, are passed over.

    Returns:
        Up to four sentences.

    Raises:
        ValueError: A method is of no kind, or nobody scored the reference.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.fold_conclusions import honest_conclusions
        >>> scores = pd.DataFrame([
        ...     {"table": f"t{t}", "repeat": 0, "fold": fold, "method": method, "accuracy": score}
        ...     for t in range(6) for fold in range(2)
        ...     for method, score in (("none", 0.7), ("GAN", 0.7 + (-1) ** t / 100))])
        >>> print(honest_conclusions(scores, {"none": "baseline", "GAN": "gan"}, "none"))
        No method differs from none at 5 % over 6 tables in accuracy. On no table by itself does \
a method differ in accuracy.
    """
    check_kinds(scores, kinds, reference)
    competing = [each for each in scores["method"].unique() if kinds[each] != "ceiling"]
    if len(competing) < 2:
        return f"Only {reference} was scored: there is nothing to compare."
    known = [value for value in values if value in scores]
    tables = {value: table_means(scores, value, competing) for value in known}
    tables = {value: own for value, own in tables.items() if len(own.means)}
    if not tables:
        return "No table has scores of all methods: there is nothing to compare."
    first, own = next(iter(tables.items()))
    sentences = [*_over_tables(tables, reference), _within(scores, reference, first)]
    sentences += [gan_against_controls(own, kinds, 3, f" of {_words(first)}"), left_out(own)]
    return " ".join(sentence for sentence in sentences if sentence)


def compare_in_metrics(tables: Mapping[str, TableMeans], reference: str) -> pd.DataFrame:
    """Every other method against the reference in all metrics at once, on tables that have all.

    Args:
        tables: Metric -> what ``table_means`` returns.
        reference: The method to compare with.

    Returns:
        Indexed by metric and method: ``gain``, positive where the method is better, and ``p`` of
        the joint test of all of them; ``tables``, on how many.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.comparisons import TableMeans
        >>> from gansmote_tf.benchmark.fold_conclusions import compare_in_metrics
        >>> means = pd.DataFrame({"none": [1.0] * 6, "a": [1.1, 1.2, 1.3, 1.4, 1.5, 1.6]})
        >>> both = {"accuracy": TableMeans(means), "brier": TableMeans(means, lower_is_better=True)}
        >>> compare_in_metrics(both, "none")["gain"].round(2).tolist()
        [0.35, -0.35]
    """
    gained = {
        value: own.better.drop(columns=reference).sub(own.better[reference], axis=0)
        for value, own in tables.items()
    }
    differences = pd.concat(gained, axis=1, join="inner", names=["metric"])
    p = joint_p_values(differences.to_numpy())
    return pd.DataFrame({"gain": differences.mean(), "p": p, "tables": len(differences)})


def _over_tables(tables, reference):
    tests = compare_in_metrics(tables, reference)
    count = int(tests["tables"].iloc[0])
    if count < 2:
        return ["One table allows no test over tables."]
    over = f"from {reference} at 5 % over {count} tables"
    differing = tests[tests["p"] <= ALPHA]
    metrics = [each for each in tables if each not in differing.index.get_level_values(0)]
    sentences = [
        _differing(metric, rows.droplevel(0), reference, count)
        for metric, rows in differing.groupby(level=0, sort=False)
    ]
    if metrics:
        sentences.append(f"No method differs {over} in {listed(map(_words, metrics))}.")
    return sentences


def _differing(metric, rows, reference, count):
    parts = []
    for word, own in (("better", rows[rows["gain"] > 0]), ("worse", rows[rows["gain"] < 0])):
        if len(own):
            named = [f"{method} ({amount(abs(gain), 3)})" for method, gain in own["gain"].items()]
            parts.append(f"{listed(named)} {'is' if len(own) == 1 else 'are'} {word}")
    return f"In {_words(metric)}, {listed(parts)} than {reference} over {plural('table', count)}."


def _within(scores, reference, value):
    tests = compare_within_tables(scores, reference, value)
    differing = tests[tests["p_holm"] <= ALPHA]
    if differing.empty:
        return f"On no table by itself does a method differ in {_words(value)}."
    parts = []
    for method, rows in differing.groupby("method", sort=False):
        better, worse = int((rows["gain"] > 0).sum()), int((rows["gain"] < 0).sum())
        counts = [f"{word} on {n}" for word, n in (("better", better), ("worse", worse)) if n]
        parts.append(f"{method} is {listed(counts)}")
    of = plural("table", tests.index.get_level_values("table").nunique())
    alone = "itself" if of == "1 table" else "themselves"
    return f"Of {of} by {alone}, {listed(parts)} in {_words(value)}."


def _words(metric):
    return MEASURES.get(metric, metric)
