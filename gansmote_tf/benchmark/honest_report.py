"""What the scores of repeated cross-validation amount to: tables, figures and sentences."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from gansmote_tf.benchmark.comparisons import (
    ALPHA,
    compare_with,
    friedman,
    mean_ranks,
    nemenyi,
    table_means,
    tied_with_best,
)
from gansmote_tf.benchmark.fold_conclusions import compare_in_metrics, honest_conclusions
from gansmote_tf.benchmark.folds import FoldedTable
from gansmote_tf.benchmark.joint_test import FEWEST_TO_FLIP
from gansmote_tf.benchmark.measures import MEASURES
from gansmote_tf.benchmark.page import Figure, Section, Table, figure_svg
from gansmote_tf.benchmark.repeated_folds import compare_within_tables
from gansmote_tf.benchmark.scarce_report import complete_methods, groups_within, with_kind
from gansmote_tf.benchmark.table_encoder import sizes_of

#: The measures of figures and intervals: labels, labels with all classes alike, probabilities.
DRAWN = ("macro_f1", "balanced_accuracy", "brier")

_HOW = (
    "Each method sees the training part of a fold only; test rows stay as they are. All methods "
    "have the same folds. A table counts once, as its mean over folds and classifiers."
)
_LESS = (
    "In log loss and Brier score less is better. A classifier that is sure and wrong has a log "
    "loss of 36 on that row, so nearest neighbours and forests weigh most in it; the Brier score "
    "is summed over classes, 2 at most."
)
_BEST = "best mean, or not told from it at 5 % by {}; none is where that holds for all"
_NO_BEST = "Nothing is bold: no method is told from the best one in any column."
_PAIRS = {
    True: "the joint test of all pairs over tables",
    False: "corrected t-tests of all pairs",
}


def report_honest(
    scores: pd.DataFrame, kinds: Mapping[str, str], reference: str, tables: Sequence[FoldedTable]
) -> tuple[list[str], list[Section]]:
    """The conclusion and the sections of the report.

    Args:
        scores: What :func:`~gansmote_tf.benchmark.resumable.run_cells` returns of the cells.
        kinds: Method -> kind.
        reference: The method that the others are compared with.
        tables: What was scored, with its folds.
    """
    compared = scores[scores["method"].isin(complete_methods(scores))]
    sections = [
        _in_short(scores, compared),
        *_over_tables(compared, kinds, reference),
        *_within_tables(scores, kinds, reference),
        _details(scores, tables),
    ]
    return [honest_conclusions(compared, kinds, reference), *_leaking(tables)], sections


def _leaking(tables):
    """What a reader must know who takes test rows for new ones."""
    shares = {one.name: one.leaking_share() for one in tables}
    most = max(shares, key=shares.get)
    if not shares[most]:
        return []
    mean, top = (f"{100 * each:.0f} %" for each in (np.mean(list(shares.values())), shares[most]))
    over = f" (mean over tables; most in {most}, {top})" if len(shares) > 1 else ""
    return [
        f"Of the test rows, {mean} equal a row of their training part{over}: scores flatter "
        "whatever remembers rows."
    ]


def _in_short(scores, compared):
    """Means over everything, and per classifier, where one that is a method can be compared."""
    tables = scores["table"].nunique()
    per_table = compared.groupby(["method", "table"], sort=False)[list(MEASURES)].mean()
    frame = per_table.groupby("method", sort=False).mean()
    others = [each for each in scores["method"].unique() if each not in frame.index]
    notes = [_LESS]
    if others:
        notes.append(f"Not scored with every classifier on every table: {', '.join(others)}.")
    how = {"best_means": _BEST.format(_PAIRS[tables > 1]), "unmarked": _NO_BEST, "spec": ".3f"}
    best = {measure: _best(compared, measure) for measure in MEASURES}
    title = f"Mean over folds{', classifiers and tables' if tables > 1 else ' and classifiers'}"
    means = _matrix("means", title, frame, best, note=" ".join(notes), **how)
    return Section("In short", [_HOW], [means, _by_classifier(scores, how)])


def _by_classifier(scores, how):
    everywhere = scores.groupby("method")["table"].nunique() == scores["table"].nunique()
    scores = scores[scores["method"].map(everywhere)]
    per_table = scores.pivot_table("macro_f1", ["method", "table"], "classifier", sort=False)
    frame = per_table.groupby("method", sort=False).mean()
    best = {name: _best(scores[scores["classifier"] == name], "macro_f1") for name in frame.columns}
    title = "Macro-F1 by classifier"
    return _matrix("classifiers", title, frame, best, **how)


def _best(scores, measure):
    """The methods that no test tells from the best one; none where that is all of them."""
    tables = table_means(scores, measure)
    if not len(tables.means):
        return []
    if len(tables.means) > 1:
        tied = tied_with_best(tables)
    else:
        p = compare_within_tables(scores, tables.best, measure)["p"].droplevel("table")
        methods = tables.means.shape[1]
        pairs = methods * (methods - 1) / 2
        tied = [name for name in tables.means if not p.get(name, 1.0) * pairs <= ALPHA]
    return tied if len(tied) < tables.means.shape[1] else []


def _matrix(name, title, frame, marked, spec, note="", unmarked="", **how):
    """A table with a line per method and a column per measure or classifier."""
    marks = pd.DataFrame({column: frame.index.isin(own) for column, own in marked.items()})
    shown = frame.reset_index().rename(columns=MEASURES)
    note = " ".join([*[note] * bool(note), *[unmarked] * (not marks.any(axis=None))])
    return Table(
        name,
        title,
        shown,
        formats=dict.fromkeys(shown.columns[1:], spec),
        best=marks.rename(columns=MEASURES),
        note=note,
        **how,
    )


def _over_tables(scores, kinds, reference):
    by_measure = {measure: table_means(scores, measure) for measure in MEASURES}
    by_measure = {measure: own for measure, own in by_measure.items() if len(own.means)}
    count = len(next(iter(by_measure.values())).means) if by_measure else 0
    if count < 2 or scores["method"].nunique() < 2:
        return []
    tests = compare_in_metrics(by_measure, reference)
    wide = tests.pivot_table("gain", "method", "metric", sort=False)
    told = tests[tests["p"] <= ALPHA]
    differences = _matrix(
        "gains",
        f"Difference to {reference}, mean over {count} tables",
        wide,
        {name: told.xs(name).index if name in told.index else [] for name in by_measure},
        spec="+.3f",
        best_means=f"told from {reference} at 5 %, all methods and measures tested together",
        unmarked=f"Nothing is bold: no method is told from {reference} at 5 %, all methods and "
        "measures tested together.",
        note="Above 0 the method is better, in every measure.",
    )
    items = [differences, _tests(by_measure, tests, reference)]
    if scores["method"].nunique() > 2:
        items += [_ranks(measure, by_measure[measure], kinds) for measure in DRAWN]
    return [Section("Over tables", [], items)]


def _tests(by_measure, joint, reference):
    lines, count = [], int(joint["tables"].iloc[0])
    for measure, tables in by_measure.items():
        own = compare_with(tables, reference).rename_axis("method").reset_index()
        p = own["method"].map(joint.loc[measure, "p"])
        ranks = own["method"].map(mean_ranks(tables))
        lines.append(own.assign(measure=MEASURES[measure], rank=ranks, joint=p))
    names = {
        "rank": "mean rank",
        "gain": "difference",
        "joint": "p, joint",
        "p_wilcoxon": "p, Wilcoxon",
        "p_holm": "p, Wilcoxon-Holm",
    }
    frame = pd.concat(lines, ignore_index=True)[["method", "measure", *names]]
    formats = {"mean rank": ".1f", "difference": "+.3f"}
    return Table(
        "tests",
        f"Tests against {reference} over tables",
        frame.rename(columns=names),
        formats=formats | dict.fromkeys([each for each in names.values() if each[0] == "p"], ".3f"),
        filterable=True,
        note="Joint: the one to go by, corrected for all methods and measures: "
        + ("signs turned over" if count >= FEWEST_TO_FLIP else "differences turned in space")
        + " table by table. Wilcoxon: signed ranks, by itself and with Holm's correction for the "
        "methods.",
    )


def _ranks(measure, tables, kinds):
    from gansmote_tf.plots.ranks import draw_critical_difference

    ranks, (difference, _) = mean_ranks(tables), nemenyi(tables)
    ties = groups_within(ranks, difference)
    own = {name: kinds[name] for name in ranks.index}
    return Figure(
        f"ranks-{measure.replace('_', '-')}",
        f"Mean ranks in {MEASURES[measure]} (Friedman's p {friedman(tables).p:.3f})",
        figure_svg(draw_critical_difference(ranks, difference, ties, kinds=own)),
        f"The methods by mean rank, {ranks.index[0]} first; bars join those that do not differ.",
        "Bars: Nemenyi's critical difference at 5 %. Friedman's p is by turning whole tables' "
        "orders round. Both are for this measure by itself; the conclusion goes by the joint test.",
    )


def _within_tables(scores, kinds, reference):
    from gansmote_tf.plots.forests import draw_differences

    found = []
    for measure in DRAWN:
        own = with_kind(compare_within_tables(scores, reference, measure), kinds)
        found.append(own.assign(metric=MEASURES[measure]))
    frame = pd.concat(found, ignore_index=True).rename(columns={"gain": "difference"})
    if frame.empty:
        return []
    one = len(frame["table"].unique()) == 1
    order = frame["table"].unique().tolist()
    frame = frame.sort_values("table", key=lambda own: own.map(order.index), kind="stable")
    columns = ["table", "method", "metric", "difference", "low", "high", "p", "p_holm"][one:]
    table = Table(
        "intervals",
        f"Differences to {reference} with 95 % intervals",
        frame[columns]
        .reset_index(drop=True)
        .rename(columns={"metric": "measure", "p_holm": "p, Holm"}),
        formats=dict.fromkeys(["difference", "low", "high"], "+.3f")
        | {"p": ".3f", "p, Holm": ".3f"},
        filterable=True,
        note="Corrected t-test (Nadeau & Bengio 2003): folds share training rows. Holm's "
        "correction is for all methods and tables in one measure. A method that is a classifier "
        f"is compared with {reference} under the same kind of classifier.",
    )
    drawn = frame if one else frame[frame["metric"] == MEASURES[DRAWN[0]]]
    label = f"difference to {reference}, right is better"
    columns = ["table", "metric", "method", "kind", "difference", "low", "high"]
    figure = Figure(
        "differences",
        f"Differences to {reference}{'' if one else f' in {MEASURES[DRAWN[0]]}'}",
        figure_svg(draw_differences(drawn[columns], label=label)),
        f"Differences to {reference} with corrected intervals, a panel per "
        f"{'measure' if one else 'table'}.",
        "Intervals are not corrected for the number of methods and tables; the table below has "
        "p-values that are.",
    )
    return [Section("On this table" if one else "Table by table", [], [figure, table])]


def _details(scores, tables):
    keys = ["table", "method", "classifier"][len(scores["table"].unique()) == 1 :]
    frame = scores.groupby(keys, sort=False)[list(MEASURES)].mean().reset_index()
    epochs = scores["epochs"].dropna()
    stopped = (
        ""
        if epochs.empty
        else (
            f"The network trained for {epochs.mean():.0f} epochs on average ({epochs.min():.0f} to "
            f"{epochs.max():.0f}), chosen on a split of each training part."
        )
    )
    every = Table(
        "scores",
        "Means over folds",
        frame.rename(columns=MEASURES),
        formats=dict.fromkeys(MEASURES.values(), ".3f"),
        filterable=True,
        note=stopped,
    )
    return Section("All scores", [], [every, _folds_table(tables)])


def _folds_table(tables):
    lines = [
        {
            "table": one.name,
            "rows": len(one.y),
            "classes": len(sizes_of(one.y)),
            "smallest class": min(sizes_of(one.y).values()),
            "largest class": max(sizes_of(one.y).values()),
            "test rows seen in training": one.leaking_share(),
            "folds whose test lacks a class": one.lacking_folds(),
        }
        for one in tables
    ]
    return Table(
        "folds",
        "What was split",
        pd.DataFrame(lines),
        formats={"test rows seen in training": ".0%"},
        note="Seen in training: the share of test rows that equal a row of their training part. "
        "ROC AUC is not told where the test rows lack a class.",
    )
