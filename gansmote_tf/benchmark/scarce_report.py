"""What the scores of scarce classes amount to: tables, figures and the sentences they force."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from gansmote_tf.benchmark.comparisons import (
    mean_ranks,
    nemenyi,
    table_means,
    tied_with_best,
)
from gansmote_tf.benchmark.conclusions import scarce_conclusions
from gansmote_tf.benchmark.gains import gains, interval_over_tables, recovered_share, table_gains
from gansmote_tf.benchmark.made_rows_report import added_nothing, fidelity_section
from gansmote_tf.benchmark.page import Figure, Section, Table, figure_svg
from gansmote_tf.benchmark.scarce import REFERENCE, long_scores
from gansmote_tf.benchmark.wording import amount

_MEAN = "mean of the classifiers"
_SIZES = ["frequent", "rows"]
_EACH = ", classifier by classifier"
_EACH_SIZE = [*_SIZES, "method"]


def report_scarce(
    scores: pd.DataFrame,
    kinds: Mapping[str, str],
    picture: Callable[[list[str]], Figure | None] | None = None,
) -> tuple[list[str], list[Section]]:
    """The conclusion and the sections of the report.

    Args:
        scores: What :func:`~gansmote_tf.benchmark.resumable.run_cells` returns of the cells.
        kinds: Method -> kind.
        picture: From names of methods to a picture of their rows, or to None; None for none.
    """
    long = long_scores(scores)
    if REFERENCE not in set(long["method"]) or long["method"].nunique() < 2:
        return ["No gain can be told without the reference and a method beside it."], [
            _per_table(scores)
        ]
    gained = gains(long, REFERENCE)
    sections = [
        _where_rows_pay(gained, kinds),
        _over_tables(scores, long, gained, kinds),
        *_recovered(gained, kinds),
        *_rows_made(scores, gained, kinds, picture),
        _per_table(scores),
    ]
    others = [name for name, kind in kinds.items() if kind in ("ceiling", "model")]
    told = long[long["method"].isin([*complete_methods(long), *others])]
    return scarce_conclusions(told, kinds, REFERENCE), sections


def with_kind(frame: pd.DataFrame, kinds: Mapping[str, str]) -> pd.DataFrame:
    """A frame indexed by method, or by it among others, with columns for these and the kind."""
    frame = frame.reset_index()
    return frame.assign(kind=frame["method"].map(kinds))


def _where_rows_pay(gained, kinds):
    from gansmote_tf.plots.comparisons import draw_scarcity

    own = with_kind(interval_over_tables(of_all_classifiers(gained, kinds), _EACH_SIZE), kinds)
    each = with_kind(interval_over_tables(gained, ["classifier", *_SIZES, "method"]), kinds)
    items = []
    for name, frame, against in (
        ("gain-by-rows", own.assign(classifier=_MEAN), "rows"),
        ("gain-by-imbalance", own.assign(classifier=_MEAN), "imbalance"),
        ("gain-by-rows-and-classifier", each, "rows"),
    ):
        if against == "imbalance" and frame["frequent"].nunique() < 2:
            continue
        told = "rows of the scarce class" if against == "rows" else "imbalance"
        svg = figure_svg(draw_scarcity(frame[_DRAWN], against=against, named=named(own)))
        alt = f"Gain over {REFERENCE} against {told}, a line per method with intervals over tables."
        title = f"Gain in macro-F1 against {told}{_EACH * (frame is each)}"
        items.append(Figure(name, title, svg, alt))
    return Section("Where made rows pay", [_EXPLAINED], items)


_DRAWN = ["classifier", *_SIZES, "method", "kind", "gain", "low", "high"]
_EXPLAINED = (
    f"The gain is the macro-F1 of classifiers trained on a method's rows less that on {REFERENCE}, "
    "on the same draws, in points of 100. Intervals are over tables: each table counts once, "
    "however many draws were made from it. Models in place of rows, which are compared with a "
    "classifier of their kind, stand beside that one only."
)


def of_all_classifiers(gained: pd.DataFrame, kinds: Mapping[str, str]) -> pd.DataFrame:
    """The gains without those of models, which no mean over classifiers can stand beside."""
    return gained[gained["method"].map(kinds) != "model"]


def named(gained: pd.DataFrame, most: int = 9) -> list[str]:
    """The methods that a figure names: the best of each kind first, then by their gains.

    Args:
        gained: ``method``, ``kind`` and ``gain``, several of each.
        most: How many.
    """
    means = gained.groupby(["kind", "method"])["gain"].mean().sort_values(ascending=False)
    means = means.reset_index()
    order = means.assign(place=means.groupby("kind").cumcount()).sort_values("place", kind="stable")
    return order["method"].head(most).tolist()


def _over_tables(scores, long, gained, kinds):
    from gansmote_tf.plots.forests import draw_gains
    from gansmote_tf.plots.ranks import draw_critical_difference

    sizes = list(long[_SIZES].drop_duplicates().sort_values(_SIZES).itertuples(index=False))
    over = with_kind(interval_over_tables(gained, _EACH_SIZE), kinds)
    items = [_wide(long, over, sizes), _lines(over)]
    alike = of_all_classifiers(gained, kinds)
    means = with_kind(interval_over_tables(alike), kinds)
    tables = with_kind(table_gains(alike), kinds).melt(
        ["method", "kind"], var_name="table", value_name="gain"
    )
    summary = means.rename(columns={"gain": "mean"})[["method", "mean", "low", "high"]]
    svg = figure_svg(draw_gains(tables.dropna(), summary))
    alt = "Each method's gain on every table as dots, with the mean and its interval."
    items.append(Figure("gains", "Gains table by table, over all sizes and classifiers", svg, alt))
    compared = complete_methods(long)
    if len(compared) > 2:
        tables = table_means(long, methods=compared)
        if len(tables.means) > 1:
            difference, _ = nemenyi(tables)
            ranks = mean_ranks(tables)
            own = {name: kinds[name] for name in ranks.index}
            ties = groups_within(ranks, difference)
            svg = figure_svg(draw_critical_difference(ranks, difference, ties, kinds=own))
            alt = "Mean ranks of the methods over tables; bars join those that do not differ."
            items.append(Figure("ranks", "Mean ranks over tables (Nemenyi, 5 %)", svg, alt))
    return Section("Over tables", added_nothing(scores), items)


def complete_methods(long: pd.DataFrame) -> list[str]:
    """The methods that were scored wherever any was, so that ranks can be told."""
    counts = long["method"].value_counts(sort=False)
    return [method for method in counts.index if counts[method] == counts.max()]


def groups_within(ranks: pd.Series, difference: float) -> list[list[str]]:
    """The largest groups of methods whose mean ranks lie within a critical difference.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.scarce_report import groups_within
        >>> groups_within(pd.Series({"a": 1.0, "b": 1.5, "c": 2.2, "d": 4.0}), 1.0)
        [['a', 'b'], ['b', 'c']]
    """
    ranks, groups = ranks.sort_values(kind="stable"), []
    for start in range(len(ranks)):
        near = ranks.iloc[start:]
        group = near[near <= near.iloc[0] + difference].index.tolist()
        if len(group) > 1 and (not groups or group[-1] not in groups[-1]):
            groups.append(group)
    return groups


def _wide(long, over, sizes):
    """Gain and interval per method and pair of sizes, the best and all tied with it marked."""
    methods = over["method"].drop_duplicates().tolist()
    told = over.assign(told=[_with_interval(*each) for each in over[_INTERVAL].to_numpy()])
    frame = told.pivot_table("told", "method", _SIZES, aggfunc="first").reindex(methods)
    best = set()
    for frequent, rows in sizes:
        here = long[(long["frequent"] == frequent) & (long["rows"] == rows)]
        compared = [name for name in complete_methods(here) if name in methods]
        if len(compared) > 1:
            best |= {
                (name, f"{rows} : {frequent}")
                for name in tied_with_best(table_means(here, methods=compared))
            }
    frame.columns = [f"{rows} : {frequent}" for frequent, rows in frame.columns]
    frame = frame.reset_index()
    places = dict(zip(frame["method"], frame.index, strict=True))
    return Table(
        "gains",
        f"Mean gain over {REFERENCE} (points of macro-F1) and its 95 % interval over tables, "
        "scarce : frequent rows",
        frame,
        best={(places[name], column) for name, column in best},
        note="Balanced forest and EasyEnsemble are compared with the random forest and with "
        "gradient boosting alone. Marks: among the methods that every table has.",
    )


_INTERVAL = ["gain", "low", "high"]


def _with_interval(gain, low, high):
    """A single table gives no interval."""
    interval = "" if np.isnan(low) else f" [{amount(low)}, {amount(high)}]"
    sign = "+" if gain >= 0.05 else ""
    return f"{sign}{amount(gain)}{interval}"


def _lines(over):
    shown = over.rename(columns={"tables_worse": "worse on", "worst_table": "worst table"})
    shown = shown.rename(columns={"worst_gain": "its gain", "frequent": "frequent rows"})
    columns = ["method", "kind", "frequent rows", "rows", "gain", "low", "high", "tables"]
    formats = dict.fromkeys(["gain", "low", "high", "its gain"], "+.1f")
    return Table(
        "intervals",
        "The same with intervals over tables (95 %), and the table where each method is worst",
        shown[[*columns, "worse on", "worst table", "its gain"]],
        formats=formats,
        filterable=True,
    )


def _recovered(gained, kinds):
    ceiling = next((name for name, kind in kinds.items() if kind == "ceiling"), None)
    if ceiling not in set(gained["method"]):
        return []
    from gansmote_tf.plots.forests import draw_recovered

    found = []
    places = gained[gained["method"] == ceiling]
    for (frequent, rows), _ in places.groupby(_SIZES):
        here = gained[(gained["frequent"] == frequent) & (gained["rows"] == rows)]
        found.append(recovered_share(here, ceiling).assign(frequent=frequent, rows=rows))
    frame = with_kind(pd.concat(found), kinds)[
        [*_SIZES, "method", "kind", "share", "low", "high", "tables"]
    ]
    items = [
        Table(
            "recovered",
            "Share of the gain that real rows would bring, with intervals over tables",
            frame,
            formats=dict.fromkeys(["share", "low", "high"], ".2f"),
            filterable=True,
            note="Empty where the real rows' own gain is not clearly above 0. A model's share is "
            "of what real rows bring its own classifier.",
        )
    ]
    known = frame.dropna(subset="share")
    if len(known):
        first = known[_SIZES].iloc[0]
        one = known[(known[_SIZES] == first).all(axis=1)].drop(columns=[*_SIZES, "tables"])
        title = f"Recovered with {first['rows']} rows against {first['frequent']}"
        svg = figure_svg(draw_recovered(one))
        alt = "Share of the gain of real rows that each method recovers, with intervals."
        items.insert(0, Figure("recovered", title, svg, alt))
    text = "The ceiling: the class topped up with real rows that were not drawn, where it has them."
    return [Section("How far from real rows", [text], items)]


def _rows_made(scores, gained, kinds, picture):
    section = fidelity_section(scores, kinds)
    if section is None:
        return []
    if picture is None:
        return [section]
    means = with_kind(interval_over_tables(gained), kinds)
    made = set(scores.dropna(subset="distinct")["method"])
    shown = named(means[means["method"].isin(made)], most=6)
    drawn = picture(shown)
    return [Section(section.title, section.text, [*[drawn] * bool(drawn), *section.items])]


def _per_table(scores):
    long = long_scores(scores)
    keys = ["table", *_SIZES, "method"]
    frame = long.pivot_table("macro_f1", keys, "classifier", sort=False).reset_index()
    names = [name for name in frame if name not in keys]
    frame["mean"] = frame[names].mean(axis=1)
    table = Table(
        "tables",
        "Macro-F1 (%) table by table, mean over draws",
        frame.rename(columns={"frequent": "frequent rows"}),
        formats=dict.fromkeys([*names, "mean"], ".1f"),
        filterable=True,
    )
    return Section("Table by table", [], [table])


def kinds_of(methods: Sequence) -> dict[str, str]:
    """Method -> kind.

    Example:
        >>> from gansmote_tf.benchmark.competitors import competitors
        >>> from gansmote_tf.benchmark.scarce_report import kinds_of
        >>> kinds_of(competitors(["smote", "ceiling"]))
        {'SMOTE': 'baseline', 'real rows': 'ceiling'}
    """
    return {one.name: one.kind for one in methods}
