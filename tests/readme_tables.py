"""Tables of the README that are made from committed scores: ``python -m tests.readme_tables``."""

from pathlib import Path

import pandas as pd
from tabulate import tabulate

from gansmote_tf.benchmark.gains import gains, interval_over_tables, table_gains
from gansmote_tf.benchmark.scarce import long_scores

#: What the gains on whole tables are over.
COPIES = "random oversampling"
#: The default where it tops up to half the rows of the frequent class.
HALF = "GAN-SMOTE, to half"

RESULTS = Path(__file__).parents[1] / "notebooks" / "results"

#: What the README calls the methods of the table of larger classes, in its order.
LARGER = {
    "GAN-SMOTE (as generated)": "GAN-SMOTE, as generated",
    "GAN-SMOTE (as generated, without pairs)": "the same without pairs",
    "attributes alone": "each attribute by itself",
    "translated": "translated from the other class",
    "SMOTEN": "SMOTEN",
    "arfpy": "arfpy",
    "TVAE": "TVAE, 300 epochs",
    "CTGAN": "CTGAN, 300 epochs",
    "random oversampling": "copies",
}


def larger_table() -> str:
    """How like real rows those of larger classes are: a line per method, of pairs and AUC."""
    folders = [RESULTS / "larger", RESULTS / "larger_rivals"]
    scores = pd.concat([pd.read_csv(folder / "scores.csv") for folder in folders])
    means = scores.groupby(["method", "table"])[["pair_variation", "auc"]].mean()
    tables = list(means.index.levels[1])
    lines = []
    for method, called in LARGER.items():
        own = means.loc[method]
        cells = [_figures(*own.loc[table]) for table in tables]
        lines.append([called, *cells, _figures(*own.mean())])
    how = {"tablefmt": "pipe", "disable_numparse": True}
    return tabulate(lines, ["pairs / AUC", *tables, "mean"], **how)


def rivals_table() -> str:
    """What arfpy gains over copies where a class is scarce, and the default over arfpy."""
    folders = [RESULTS / "scarce", RESULTS / "scarce_rivals"]
    ours, theirs = (pd.read_csv(folder / "scores.csv") for folder in folders)
    theirs = theirs[theirs["method"] == "arfpy"]
    ours = ours[ours["rows"].isin(theirs["rows"])]
    scores = long_scores(pd.concat([ours, theirs]))
    found = {
        "arfpy over copies": (COPIES, "arfpy"),
        "GAN-SMOTE over arfpy": ("arfpy", "GAN-SMOTE"),
    }
    lines = []
    for called, (reference, method) in found.items():
        told = interval_over_tables(gains(scores, reference), ("frequent", "rows", "method"))
        lines.append(_by_size(called, told, method))
    sizes = [f"{rows} : {frequent}" for frequent, rows in told.xs(method, level="method").index]
    return tabulate(lines, ["", *sizes], tablefmt="pipe", disable_numparse=True)


def as_drawn_table() -> str:
    """Gains over copies where the class is as scarce among the rows tested as it was drawn."""
    scores, half = (pd.read_csv(RESULTS / n / "scores.csv") for n in ("as_drawn", "as_drawn_half"))
    half = half[half["method"] == "GAN-SMOTE"].assign(method=HALF)
    scores, sizes = pd.concat([scores, half]), ("frequent", "rows", "method")
    others = ["evidence (apart)", "random undersampling", "class weights", "original rows"]
    measures = {"balanced_accuracy": "balanced accuracy", "roc_auc": "ROC AUC"}
    told = interval_over_tables(gains(long_scores(scores), COPIES), sizes)
    lines = [_by_size(f"{name}: macro-F1", told, name) for name in ["GAN-SMOTE", HALF, *others]]
    for measure, called in measures.items():
        told = interval_over_tables(gains(scores, COPIES, measure), sizes)
        lines += [_by_size(f"{name}: {called}", told, name) for name in ("GAN-SMOTE", HALF)]
    headers = [f"{rows} : {frequent}" for frequent, rows in told.xs("GAN-SMOTE", level=2).index]
    return tabulate(lines, ["", *headers], tablefmt="pipe", disable_numparse=True)


def _by_size(called, told, method):
    """A line of a table: what it is called, and an interval per pair of sizes."""
    own = told.xs(method, level="method")
    return [called, *(_interval(line, 1) for line in own.itertuples())]


def whole_table() -> str:
    """What each method gains over copies on whole tables: a line per method, most first."""
    scores = pd.read_csv(RESULTS / "whole" / "scores.csv")
    found = {name: gains(scores, COPIES, name) for name in ("macro_f1", "balanced_accuracy")}
    told = {name: interval_over_tables(each) for name, each in found.items()}
    per_table = 100 * table_gains(found["macro_f1"])
    lines = []
    for method in told["macro_f1"].sort_values("gain", ascending=False).index:
        own = per_table.loc[method].dropna()
        worst = f"{own.idxmin()} {own.min():+.1f}"
        below = f"{(own < -1).sum()} of {len(own)}"
        lines.append([method, *(_interval(told[name].loc[method]) for name in told), below, worst])
    headers = ["method", "macro-F1", "balanced accuracy", "tables below -1", "worst table"]
    return tabulate(lines, headers, tablefmt="pipe", disable_numparse=True)


def mixed_table() -> str:
    """What each method gains over copies on tables with numbers, and how real its rows are."""
    scores = pd.read_csv(RESULTS / "mixed" / "scores.csv")
    told = interval_over_tables(gains(long_scores(scores), COPIES), ("rows", "method"))
    likeness = scores.groupby(["rows", "method", "table"])[["pair_variation", "auc"]].mean()
    likeness = likeness.groupby(["rows", "method"]).mean()
    few, many = sorted(scores["rows"].unique())
    lines = []
    for method in told.loc[few].sort_values("gain", ascending=False).index:
        found = [_interval(told.loc[(rows, method)], 1) for rows in (few, many)]
        own = likeness.loc[(many, method)]
        lines.append([method, *found, "" if own.isna().any() else _figures(*own)])
    lines.append([COPIES, "0", "0", _figures(*likeness.loc[(many, COPIES)])])
    headers = ["method", f"{few} : 500", f"{many} : 500", f"pairs / AUC, {many} : 500"]
    return tabulate(lines, headers, tablefmt="pipe", disable_numparse=True)


def _interval(line, scale=100):
    gain, low, high = (scale * each for each in (line.gain, line.low, line.high))
    return f"{gain:+.1f} [{low:.1f}, {high:.1f}]"


def _figures(pairs, auc):
    return " / ".join(text.removeprefix("0") for text in (f"{pairs:.3f}", f"{auc:.2f}"))


TABLES = (rivals_table, as_drawn_table, whole_table, larger_table, mixed_table)

if __name__ == "__main__":
    for table in TABLES:
        print(table(), "\n")
