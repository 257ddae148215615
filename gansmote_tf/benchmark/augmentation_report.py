"""What more and more made rows do to the scores: curves, a table and a sentence."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from gansmote_tf.benchmark.gains import interval_over_tables
from gansmote_tf.benchmark.page import Figure, Section, Table, figure_svg
from gansmote_tf.benchmark.scarce import long_scores
from gansmote_tf.benchmark.scarce_report import named, with_kind
from gansmote_tf.benchmark.wording import plural

_SIDES = {True: "with imbalance", False: "without imbalance"}


def report_augmentation(
    scores: pd.DataFrame, kinds: Mapping[str, str]
) -> tuple[list[str], list[Section]]:
    """The conclusion and the sections of the report.

    Args:
        scores: What :func:`~gansmote_tf.benchmark.resumable.run_cells` returns of the cells.
        kinds: Method -> kind.
    """
    long = long_scores(scores, ["times"])
    long = long.assign(imbalance=long["frequent"] != long["rows"])
    by = ["imbalance", "times", "method"]
    over = interval_over_tables(long.rename(columns={"macro_f1": "gain"}), by)
    means = with_kind(over, kinds).rename(columns={"gain": "score"})
    against_none = long.merge(
        long[long["times"] == 0].drop(columns="times"),
        on=["table", "frequent", "rows", "draw", "method", "classifier", "imbalance"],
        suffixes=("", "_none"),
    )
    against_none["gain"] = against_none["macro_f1"] - against_none["macro_f1_none"]
    gained = with_kind(interval_over_tables(against_none[against_none["times"] > 0], by), kinds)
    return [_sentence(gained, side) for side in _SIDES if side in set(gained["imbalance"])], [
        _curves(means, gained),
        Section("All numbers", [], [_table(gained)]),
    ]


def _curves(means, gained):
    from gansmote_tf.plots.comparisons import draw_augmentation

    columns = ["imbalance", "times", "method", "kind", "score", "low", "high"]
    svg = figure_svg(draw_augmentation(means[columns], named=named(gained)))
    alt = "Macro-F1 against made rows per class in multiples of balance, a line per method."
    figure = Figure("augmentation", "Macro-F1 against the number of made rows", svg, alt)
    text = (
        "With imbalance, once is what balances the classes, and each further multiple adds as many "
        "rows as the largest class has to every class. Without imbalance each class gets the "
        "multiple of its size. Intervals are over tables, whose levels differ: paired gains stand "
        "in the table below."
    )
    return Section("How many rows", [text], [figure])


def _table(gained):
    frame = gained.assign(tables=gained["tables"], side=gained["imbalance"].map(_SIDES))
    columns = ["side", "times", "method", "gain", "low", "high", "tables", "worst_table"]
    return Table(
        "augmentation",
        "Gain over the rows as they are (points of macro-F1), with intervals over tables",
        frame[[*columns, "worst_gain"]],
        formats=dict.fromkeys(["gain", "low", "high", "worst_gain"], "+.1f") | {"times": "g"},
        filterable=True,
    )


def _sentence(gained, imbalance):
    """What the best method gains at its best number of rows, and what five times as many do."""
    own = gained[gained["imbalance"] == imbalance]
    best = own.loc[own["gain"].idxmax()]
    count = int(best["tables"])
    where = f"{_SIDES[imbalance].capitalize()} ({plural('table', count)})"
    sure = not np.isnan(best["low"]) and best["low"] > 0
    if not sure:
        return f"{where}, no number of made rows is shown to help: the largest mean gain, of " + (
            f"{best['method']} at {best['times']:g} times, is {best['gain']:.1f} points "
            f"({_interval(best)})."
        )
    same = own[own["method"] == best["method"]]
    most = same.loc[same["times"].idxmax()]
    return (
        f"{where}, {best['method']} gains most, {best['gain']:.1f} points ({_interval(best)}) at "
        f"{best['times']:g} times balance; at {most['times']:g} times it is {most['gain']:.1f}."
    )


def _interval(line):
    if np.isnan(line["low"]):
        return "one table, no interval"
    return f"95 % interval {line['low']:.1f} to {line['high']:.1f}"
