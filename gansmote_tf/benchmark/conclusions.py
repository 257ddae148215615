"""Sentences that the scores force: who gains, on whom it can't be told, and where it costs.

The text is made of the scores alone: whoever wins is named, also where that is no GAN.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from gansmote_tf.benchmark.comparisons import (
    ALPHA,
    TableMeans,
    all_pairs,
    joint_gains,
    table_means,
    tied_with_best,
)
from gansmote_tf.benchmark.gains import gains, interval_over_tables, recovered_share
from gansmote_tf.benchmark.model_conclusions import models_against_rows, of_one_classifier
from gansmote_tf.benchmark.wording import amount, listed, plural
from gansmote_tf.recipes.arguments import choice

#: What a method is: a GAN of this package, a control that needs no network, a usual baseline,
#: another model, or a ceiling that is out of reach and no competitor.
KINDS = ("gan", "control", "baseline", "model", "ceiling")

#: Methods tied with the best that a sentence names; the others are counted.
_MOST_NAMED = 4


def scarce_conclusions(
    scores: pd.DataFrame,
    kinds: Mapping[str, str],
    reference: str = "random oversampling",
    value: str = "macro_f1",
) -> list[str]:
    """What scores on draws of a few rows amount to, a paragraph per number of rows.

    Args:
        scores: ``table``, ``frequent``, ``rows``, ``draw``, ``method``, ``classifier`` and the
            metric, in percent.
        kinds: Method -> one of ``KINDS``, for every method scored.
        reference: The method to compare with.
        value: The metric.

    Returns:
        Paragraphs of one to five sentences, by ``frequent`` and ``rows``.

    Raises:
        ValueError: A method is of no kind, or nobody scored the reference.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.conclusions import scarce_conclusions
        >>> scores = pd.DataFrame([
        ...     {"table": f"t{i}", "frequent": 100, "rows": 6, "draw": 0, "method": method,
        ...      "macro_f1": 60 + i + gain * (1 + i)}
        ...     for i in range(6) for method, gain in (("copies", 0), ("GAN", 1))])
        >>> text, = scarce_conclusions(scores, {"copies": "baseline", "GAN": "gan"}, "copies")
        >>> print(text.replace(" (", chr(10) + "("))
        With 6 rows against 100, GAN gains 3.5 points over copies
        (95 % interval over 6 tables 1.5 to 5.5). It loses on no table.
    """
    check_kinds(scores, kinds, reference)
    return [
        f"With {plural('row', rows)} against {frequent}, {_scarce(part, kinds, reference, value)}"
        for (frequent, rows), part in scores.groupby(["frequent", "rows"])
    ]


def check_kinds(scores: pd.DataFrame, kinds: Mapping[str, str], reference: str) -> None:
    """Refuse methods of no kind, and a reference that nobody scored or that is a ceiling.

    Raises:
        ValueError: There is one.
    """
    names = scores["method"].unique()
    choice("reference", reference, *names)
    for name in names:
        choice("kinds", kinds.get(name), *KINDS, of=f" of the method {name}")
    if kinds[reference] == "ceiling":
        raise ValueError(
            "reference must be a method that competes; name the ceiling in kinds alone. "
            f"Received: reference={reference!r}, a ceiling."
        )


def _scarce(scores, kinds, reference, value):
    models = of_one_classifier(scores)
    competing = [
        each
        for each in scores["method"].unique()
        if kinds[each] != "ceiling" and each not in models
    ]
    if len(competing) < 2:
        return f"only {reference} was scored: there is nothing to compare."
    tables = table_means(scores, value, competing)
    if tables.means.empty:
        return "no table has scores of all methods: there is nothing to compare."
    tests = joint_gains(tables, reference)
    sentences = [_verdict(tables, tests, reference)]
    winner = _winner(tests)
    if winner is not None:
        same = scores[scores["table"].isin(tables.means.index)]
        recovered = _recovered(gains(same, reference, value), kinds, winner)
        sentences.append(_costs(_over_tables(tables, reference).loc[winner], recovered))
    sentences += [
        gan_against_controls(tables, kinds),
        models_against_rows(scores, competing, value),
        left_out(tables),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _winner(tests):
    """The largest gain that is told from 0."""
    won = tests[(tests["p"] <= ALPHA) & (tests["gain"] > 0)]
    return None if won.empty else won["gain"].idxmax()


def _over_tables(tables, reference):
    differences = tables.better.drop(columns=reference).sub(tables.better[reference], axis=0)
    return interval_over_tables(
        differences.melt(ignore_index=False, value_name="gain").reset_index()
    )


def _verdict(tables, tests, reference):
    best, count = tests["gain"].idxmax(), plural("table", len(tables.means))
    if len(tables.means) == 1:
        gain = tests["gain"][best]
        ahead = f"{best} is {amount(gain)} points above" if gain > 0 else "no method is above"
        return (
            f"{ahead} {reference} on {tables.means.index[0]}; one table gives no interval and says "
            "nothing of others."
        )
    over = _over_tables(tables, reference)
    winner = _winner(tests)
    if winner is not None:
        row = over.loc[winner]
        return (
            f"{winner} gains {amount(row['gain'])} points over {reference} (95 % interval over "
            f"{count} {amount(row['low'])} to {amount(row['high'])})"
            f"{_others(tables, tests, winner, reference)}."
        )
    lost = [
        f"{method} ({amount(gain)})"
        for method, gain in tests.loc[tests["p"] <= ALPHA, "gain"].sort_values().items()
    ]
    if lost:
        worse = f"{listed(lost)} {'is' if len(lost) == 1 else 'are'} worse"
        return f"no method gains over {reference} at 5 % over {count}; {worse}."
    row = over.loc[best]
    return (
        f"no method differs from {reference} at 5 % over {count}; {best} has the largest mean "
        f"gain, {amount(row['gain'])} points (95 % interval, by itself, {amount(row['low'])} to "
        f"{amount(row['high'])})."
    )


def _others(tables, tests, winner, reference):
    if len(tests) == 1:
        return ""
    larger = tests.index[tests["gain"] > tests["gain"][winner]]
    if len(larger):
        verb = (
            "has a larger mean gain that isn't"
            if len(larger) == 1
            else ("have larger mean gains that aren't")
        )
        return f"; {listed(larger)} {verb} told from 0"
    tied = [each for each in tied_with_best(tables) if each not in (winner, reference)]
    if not tied:
        return ", more than any other, and none is statistically tied with it"
    if len(tied) > _MOST_NAMED:
        more, others = len(tied) - _MOST_NAMED, len(tests) - 1 - _MOST_NAMED
        told = f"all {others} others" if more == others else f"{more} of the {others} others"
        tied = [*tied[:_MOST_NAMED], told]
    verb = "is" if len(tied) == 1 else "are"
    return f", more than any other; {listed(tied)} {verb} statistically tied with it"


def _recovered(gained, kinds, winner):
    ceilings = [each for each in gained["method"].unique() if kinds[each] == "ceiling"]
    if len(ceilings) != 1:
        return ""
    row = recovered_share(gained, ceilings[0]).loc[winner]
    if np.isnan(row["share"]):
        return ""
    share, low, high = (amount(100 * row[each], 0) for each in ("share", "low", "high"))
    return f"reaches {share} % of the gain of {ceilings[0]} ({low} to {high} %) and "


def _costs(row, recovered):
    if not row["tables_worse"]:
        where = "no table"
    elif row["tables_worse"] == 1:
        where = f"{row['worst_table']} ({amount(row['worst_gain'])})"
    else:
        where = (
            f"{row['tables_worse']} of {row['tables']} tables, most on {row['worst_table']} "
            f"({amount(row['worst_gain'])})"
        )
    return f"It {recovered}loses on {where}."


def gan_against_controls(
    tables: TableMeans, kinds: Mapping[str, str], digits: int = 1, unit: str = " points"
) -> str:
    """How the best GAN and the best control that needs no network stand to each other.

    Args:
        tables: Their means, and those of all whom they were chosen from.
        kinds: Method -> one of ``KINDS``.
        digits, unit: How differences are written.

    Returns:
        A sentence, or nothing where there is no GAN or no control.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.comparisons import TableMeans
        >>> from gansmote_tf.benchmark.conclusions import gan_against_controls
        >>> tables = TableMeans(pd.DataFrame({"GAN": [1.0] * 6, "prior": [2.0, 3, 4, 5, 6, 7]}))
        >>> gan_against_controls(tables, {"GAN": "gan", "prior": "control"})
        'GAN is 3.5 points behind prior, a control that needs no network.'
    """
    means = tables.better.mean()
    gans, controls = (
        [each for each in means.index if kinds[each] == kind] for kind in ("gan", "control")
    )
    if not gans or not controls:
        return ""
    gan, control = means[gans].idxmax(), means[controls].idxmax()
    difference = means[gan] - means[control]
    subject = f"{gan}, the best GAN," if len(gans) > 1 else gan
    rival = f"{control}, a control that needs no network"
    p = all_pairs(tables).loc[gan, control]
    if p > ALPHA:
        sign = "+" if difference > 0 else ""
        signed = f"{sign}{amount(difference, digits)}{unit}"
        return f"{subject} can't be told at 5 % from {rival} ({signed})."
    side = "ahead of" if difference > 0 else "behind"
    alone = ", on this table" if np.isnan(p) else ""
    return f"{subject} is {amount(abs(difference), digits)}{unit} {side} {rival}{alone}."


def left_out(tables: TableMeans) -> str:
    """How many tables were left out, as a sentence; nothing if none was."""
    if not tables.left_out:
        return ""
    verb = "is" if len(tables.left_out) == 1 else "are"
    return f"{plural('table', len(tables.left_out))} without scores of all methods {verb} left out."
