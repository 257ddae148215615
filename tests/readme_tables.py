"""Tables of the README that are made from committed scores: ``python -m tests.readme_tables``."""

from pathlib import Path

import pandas as pd
from tabulate import tabulate

from gansmote_tf.benchmark.gains import gains, interval_over_tables, table_gains
from gansmote_tf.benchmark.resumable import read_scores
from gansmote_tf.benchmark.scarce import REFERENCE, long_scores
from gansmote_tf.benchmark.wording import interval

#: The default where it tops up to half the rows of the frequent class.
HALF = "GAN-SMOTE, to half"

RESULTS = Path(__file__).parents[1] / "notebooks" / "results"

#: What the README calls the methods of the table of larger classes, in its order.
LARGER = {
    "GAN-SMOTE (generated)": "GAN-SMOTE, generated rows",
    "GAN-SMOTE (generated, without herding)": "the same without herding",
    "GAN-SMOTE (generated, without pairs)": "the same without pairs",
    "GAN-SMOTE (generated, without training)": "the same without training",
    "attributes alone": "each attribute by itself",
    "translated": "translated from the other class",
    "SMOTEN": "SMOTEN",
    "arfpy": "arfpy",
    "TVAE": "TVAE, 300 epochs",
    "CTGAN": "CTGAN, 300 epochs",
    REFERENCE: "copies",
}


def larger_table() -> str:
    """How like real rows those of larger classes are: a line per method, of pairs and AUC."""
    scores = _larger_scores()
    means = scores.groupby(["method", "table"])[["pair_variation", "auc"]].mean()
    tables = list(means.index.levels[1])
    lines = []
    for method, called in LARGER.items():
        own = means.loc[method]
        cells = [_figures(*own.loc[table]) for table in tables]
        lines.append([called, *cells, _figures(*own.mean())])
    return _table(lines, ["pairs / AUC", *tables, "mean"])


def larger_against_table() -> str:
    """By how much others are less like real rows than the default's: a line per method."""
    (ours, _), *others = LARGER.items()
    scores, told = _larger_scores(), {}
    for measure, unit in {"pair_variation": 100, "auc": 100, "trained_on_made": 1}.items():
        scores[measure] *= unit
        told[measure] = interval_over_tables(gains(scores, ours, measure))
    lines = [
        [called, *(interval(own.loc[method]) for own in told.values())] for method, called in others
    ]
    return _table(lines, ["less GAN-SMOTE's", "pairs", "AUC", "trained on them"])


def _larger_scores():
    theirs = _scores("larger_rivals")
    return pd.concat([_scores("larger"), theirs[theirs["method"] != REFERENCE]])


#: What the README's first table compares, and what it calls them.
FIRST = {
    "GAN-SMOTE": "GAN-SMOTE",
    "evidence (apart)": "no network",
    "class weights": "class weights",
}


def help_table() -> str:
    """What topping up gains over copies, by how scarce the class is: the README's first table."""
    scarce, drawn = _told("scarce", "frequent", "rows"), _told("as_drawn", "frequent", "rows")
    cases = {
        f"{rows} rows of the class found beside {frequent}": scarce.loc[(frequent, rows)]
        for frequent in (100, 500)
        for rows in (6, 12, 50)
    }
    cases["12 beside 500, and as scarce in what is predicted"] = drawn.loc[(500, 12)]
    scores = _scores("whole")
    scores["macro_f1"] *= 100
    cases["whole tables as they are"] = interval_over_tables(gains(scores, REFERENCE, "macro_f1"))
    mixed = _told("mixed", "rows")
    cases["tables with numbers, 12 beside 500"] = mixed.loc[12]
    lines = [
        [case, *(interval(told.loc[method]) for method in FIRST)] for case, told in cases.items()
    ]
    return _table(lines, ["", *FIRST.values()])


def _told(name, *sizes):
    return interval_over_tables(gains(long_scores(_scores(name)), REFERENCE), (*sizes, "method"))


def rivals_table() -> str:
    """What arfpy gains over copies where a class is scarce, and the default over arfpy."""
    ours, theirs = _scores("scarce"), _scores("scarce_rivals")
    theirs = theirs[theirs["method"] == "arfpy"]
    ours = ours[ours["rows"].isin(theirs["rows"])]
    scores = long_scores(pd.concat([ours, theirs]))
    found = {
        "arfpy over copies": (REFERENCE, "arfpy"),
        "GAN-SMOTE over arfpy": ("arfpy", "GAN-SMOTE"),
    }
    lines = []
    for called, (reference, method) in found.items():
        told = interval_over_tables(gains(scores, reference), ("frequent", "rows", "method"))
        lines.append(_by_size(called, told, method))
    return _table(lines, ["", *_sizes(told, method)])


def as_drawn_table() -> str:
    """Gains over copies where the class is as scarce among the rows tested as it was drawn."""
    scores, half = _scores("as_drawn"), _scores("as_drawn_half")
    half = half[half["method"] == "GAN-SMOTE"].assign(method=HALF)
    scores, sizes = pd.concat([scores, half]), ("frequent", "rows", "method")
    others = ["evidence (apart)", "random undersampling", "class weights", "original rows"]
    measures = {"balanced_accuracy": "balanced accuracy", "roc_auc": "ROC AUC"}
    told = interval_over_tables(gains(long_scores(scores), REFERENCE), sizes)
    lines = [_by_size(f"{name}: macro-F1", told, name) for name in ["GAN-SMOTE", HALF, *others]]
    for measure, called in measures.items():
        told = interval_over_tables(gains(scores, REFERENCE, measure), sizes)
        lines += [_by_size(f"{name}: {called}", told, name) for name in ("GAN-SMOTE", HALF)]
    return _table(lines, ["", *_sizes(told, "GAN-SMOTE")])


def _by_size(called, told, method):
    """A line of a table: what it is called, and an interval per pair of sizes."""
    own = told.xs(method, level="method")
    return [called, *(interval(line) for line in own.itertuples())]


def _sizes(told, method):
    """The pairs of sizes as the README writes them."""
    return [f"{rows} : {frequent}" for frequent, rows in told.xs(method, level="method").index]


def whole_table() -> str:
    """What each method gains over copies on whole tables: a line per method, most first."""
    measures, scores = ["macro_f1", "balanced_accuracy"], _scores("whole")
    scores[measures] *= 100
    found = [gains(scores, REFERENCE, name) for name in measures]
    told, balanced = (interval_over_tables(each) for each in found)
    per_table = table_gains(found[0])
    lines = []
    for method in told.sort_values("gain", ascending=False).index:
        own = per_table.loc[method].dropna()
        worst = f"{own.idxmin()} {own.min():+.1f}"
        below = f"{(own < -1).sum()} of {len(own)}"
        spans = [interval(each.loc[method]) for each in (told, balanced)]
        lines.append([method, *spans, below, worst])
    headers = ["method", "macro-F1", "balanced accuracy", "tables below -1", "worst table"]
    return _table(lines, headers)


def mixed_table() -> str:
    """What each method gains over copies on tables with numbers, and how real its rows are."""
    scores = _scores("mixed")
    told = interval_over_tables(gains(long_scores(scores), REFERENCE), ("rows", "method"))
    likeness = scores.groupby(["rows", "method", "table"])[["pair_variation", "auc"]].mean()
    likeness = likeness.groupby(["rows", "method"]).mean()
    few, many = sorted(scores["rows"].unique())
    lines = []
    for method in told.loc[few].sort_values("gain", ascending=False).index:
        found = [interval(told.loc[(rows, method)]) for rows in (few, many)]
        own = likeness.loc[(many, method)]
        lines.append([method, *found, "" if own.isna().any() else _figures(*own)])
    lines.append([REFERENCE, "0", "0", _figures(*likeness.loc[(many, REFERENCE)])])
    headers = ["method", f"{few} : 500", f"{many} : 500", f"pairs / AUC, {many} : 500"]
    return _table(lines, headers)


def _scores(name):
    return read_scores(RESULTS / name / "scores.csv")


def _table(lines, headers):
    return tabulate(lines, headers, tablefmt="pipe", disable_numparse=True)


def _figures(pairs, auc):
    return " / ".join(text.removeprefix("0") for text in (f"{pairs:.3f}", f"{auc:.2f}"))


TABLES = (
    help_table,
    rivals_table,
    as_drawn_table,
    whole_table,
    larger_table,
    larger_against_table,
    mixed_table,
)

if __name__ == "__main__":
    for table in TABLES:
        print(table(), "\n")
