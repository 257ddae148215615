"""A made-up report as large as a real one, with names as strangers choose them."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as DrawnFigure

from gansmote_tf.benchmark.page import Figure, Page, Section, Table, figure_svg
from gansmote_tf.plots.style import BLUE, GREY, ORANGE, finish

#: Names that would break out of a page's text, attributes, scripts or drawings.
HOSTILE = '</script><script>document.title="run"</script>" onmouseover="a()\' & <b>'

TABLES = [
    *("mushroom", "vote", "car", "nursery", "tic_tac_toe", "german_credit_cat", "breast_cancer"),
    *("splice", "kr_vs_kp", "lymphography", "balance_scale", "audiology"),
]
METHODS = [
    *("GAN-SMOTE", "GAN-SMOTE (paper)", "no oversampling", "class weights", "random oversampling"),
    *("SMOTE", "SMOTE-N", "SMOTENC", "Borderline-SMOTE", "SVM-SMOTE", "ADASYN", "KMeans-SMOTE"),
    *("SMOTE + Tomek", "SMOTE + ENN", "CTGAN", "CopulaGAN", "TVAE", "TabDDPM", "Bayesian network"),
    "Gaussian copula",
]
CLASSIFIERS = [
    *("logistic regression", "random forest", "gradient boosting", "k nearest neighbours"),
    *("naive Bayes", "support vectors"),
]


def made_page(tables=(*TABLES, HOSTILE), lines=1500):
    """A page of this many lines in its longest table; three figures, 13 tables of data."""
    draw = np.random.default_rng(0)
    results = _results(draw, tables, lines)
    hashes = [draw.bytes(32).hex() for _ in tables]
    rows = draw.integers(148, 12960, len(tables))
    return Page(
        "GAN-SMOTE beside nineteen ways to oversample, on thirteen categorical tables",
        [
            "With 6 to 25 rows in the small class, GAN-SMOTE reaches the best mean F1 (macro) of "
            "twenty methods; from 50 rows on nothing is told apart from random oversampling.",
            "Its mean rank over the thirteen tables is 4.1 with 12 rows, against 6.8 for SMOTE-N "
            "(Friedman and Nemenyi, critical difference 2.3).",
            "It takes 40 times as long as SMOTE-N: 1.9 seconds per table, median.",
        ],
        command="gansmote benchmark race --tables suite --sizes 6 12 25 50 --against 100 500 "
        "--classifiers all --repeats 5 --seed 0 --out results/race",
        settings={
            "sizes": [6, 12, 25, 50],
            "against": [100, 500],
            "repeats": 5,
            "seed": 0,
            "classifiers": CLASSIFIERS,
            "score": "F1 (macro) on held-out rows",
            "recipe": "default",
            "steps": 4000,
            "stopped early": True,
            "time limit": None,
            "test share": 0.3,
        },
        versions={"python": "3.11.9", "gansmote_tf": "0.9.0", "numpy": "2.3.1", "keras": "3.15.0"},
        data=pd.DataFrame({"table": tables, "rows": rows, "SHA-256": hashes}),
        sections=[
            _ranks_section(draw),
            _scores_section(draw, tables),
            Section(
                "All results",
                ["A line per table, method, classifier and sizes; means of five repeats."],
                [results],
            ),
        ],
    )


def _ranks_section(draw):
    ranks = np.sort(draw.uniform(3.6, 16.5, len(METHODS)))
    frame = pd.DataFrame(
        {
            "method": METHODS,
            "mean rank": ranks,
            "mean F1": 0.78 - 0.012 * ranks,
            "better / same / worse": [f"{13 - i // 2} / 1 / {i // 2}" for i in range(20)],
            "difference to SMOTE-N": [f"{0.04 - r / 200:+.3f} ± 0.012" for r in ranks],
            "seconds": 10 ** draw.uniform(-2, 2, len(METHODS)),
        }
    )
    table = Table(
        "ranks",
        "Mean rank of each method with 12 rows against 500",
        frame,
        formats={"mean rank": ".2f", "mean F1": ".3f", "seconds": ".2f"},
        best={(0, "mean rank"), (1, "mean rank"), (0, "mean F1"), (3, "seconds")},
        note="Ranks over 13 tables and 6 classifiers; 1 is best.",
    )
    figure = Figure(
        "ranks",
        "Mean ranks and the critical difference",
        figure_svg(_draw_ranks(ranks)),
        alt="Twenty methods in order of their mean rank. GAN-SMOTE is first with 3.9; the six that "
        "follow lie within the critical difference of 2.3.",
        note="The bar is the critical difference of Nemenyi's test at 5 %.",
    )
    return Section(
        "Which method ranks best",
        [
            "Every method topped up the same training rows to the same size, and the same six "
            "classifiers were trained on what came out. A rank is taken within each table.",
        ],
        [table, figure],
    )


def _scores_section(draw, tables):
    methods = METHODS[:8]
    scores = pd.DataFrame(draw.uniform(0.45, 0.99, (len(tables), len(methods))), columns=methods)
    scores.iloc[3, 5] = np.nan
    best = scores.ge(scores.max(axis=1) - 0.02, axis=0)
    frame = pd.concat([pd.Series(tables, name="table"), scores], axis=1)
    table = Table(
        "scores",
        "F1 (macro) per table, 12 rows against 500",
        frame,
        formats=dict.fromkeys(methods, ".3f"),
        best=best,
        best_means="best of the line, or not told apart from it by Wilcoxon's test (5 %, Holm)",
        note="Missing: the method refused the table.",
    )
    differences = Figure(
        "differences",
        "Difference to random oversampling, per table",
        figure_svg(_draw_differences(draw, tables)),
        alt="A dot and an interval per table. Eleven of thirteen lie above zero, mushroom by 0.11; "
        "those of car and nursery include zero.",
    )
    growth = Figure(
        "sizes",
        "What a larger class changes",
        figure_svg(_draw_sizes(draw)),
        alt="F1 over 6, 12, 25 and 50 rows rises for all three methods and they meet at 50.",
    )
    return Section("What it brings, table by table", (), [table, differences, growth])


def _results(draw, tables, lines):
    keys = ["table", "method", "classifier", "size", "against"]
    grid = pd.MultiIndex.from_product([tables, METHODS, CLASSIFIERS, [6, 12, 25, 50], [100, 500]])
    chosen = np.sort(draw.choice(len(grid), lines, replace=False))
    frame = grid.to_frame(index=False, name=keys).iloc[chosen].reset_index(drop=True)
    frame["F1 (macro)"] = draw.uniform(0.35, 0.99, lines)
    frame["sd"] = draw.uniform(0.005, 0.09, lines)
    frame["to random"] = draw.normal(0.01, 0.05, lines)
    frame["seconds"] = 10 ** draw.uniform(-2, 2, lines)
    frame.loc[draw.choice(lines, lines // 50, replace=False), ["F1 (macro)", "sd"]] = np.nan
    top = frame.groupby(["table", "size"])["F1 (macro)"].transform("max") == frame["F1 (macro)"]
    return Table(
        "results",
        "Every mean",
        frame,
        formats={"F1 (macro)": ".3f", "sd": ".3f", "to random": "+.3f", "seconds": ",.2f"},
        best=pd.DataFrame({"F1 (macro)": top}),
        best_means="best of the table and size",
        filterable=True,
    )


def _draw_ranks(ranks):
    figure = DrawnFigure(figsize=(7.5, 4.6), layout="constrained")
    axes = finish(figure.add_subplot())
    heights = np.arange(len(ranks))[::-1]
    axes.hlines(heights, 0, ranks, color=GREY, lw=0.8)
    axes.plot(ranks[1:], heights[1:], "o", color=ORANGE, label="others")
    axes.plot(ranks[:1], heights[:1], "D", color=BLUE, label="GAN-SMOTE")
    axes.plot([ranks[0], ranks[0] + 2.3], [19.7, 19.7], "k-", lw=2)
    axes.text(ranks[0] + 2.5, 19.7, "critical difference", va="center", fontsize=9)
    axes.set_yticks(heights, METHODS, fontsize=8)
    axes.set(xlim=(0, 18), ylim=(-0.8, 20.5), xlabel="mean rank (1 is best)")
    axes.grid(axis="x", lw=0.5)
    axes.legend(loc="upper right")
    return figure


def _draw_differences(draw, tables):
    figure = DrawnFigure(figsize=(7, 3.8), layout="constrained")
    axes = finish(figure.add_subplot())
    means = draw.normal(0.03, 0.03, len(tables))
    axes.errorbar(means, range(len(tables)), xerr=0.02, fmt="o", color=BLUE, capsize=3)
    axes.axvline(0, color="k", lw=1, ls="--")
    axes.set_yticks(range(len(tables)), [table[:20] for table in tables], fontsize=8)
    axes.set_xlabel("F1 (macro) less that of random oversampling")
    return figure


def _draw_sizes(draw):
    figure = DrawnFigure(figsize=(5, 3.2), layout="constrained")
    axes = finish(figure.add_subplot())
    sizes = np.array([6, 12, 25, 50])
    looks = zip(("GAN-SMOTE", "SMOTE-N", "random"), (BLUE, ORANGE, GREY), "oDs", strict=True)
    for offset, (name, colour, marker) in enumerate(looks):
        scores = 0.8 - (0.2 + 0.08 * offset) * np.exp(-sizes / 18)
        axes.plot(sizes, scores, marker + "-", color=colour, label=name)
        axes.fill_between(sizes, scores - 0.015, scores + 0.015, color=colour, alpha=0.15, lw=0)
    axes.set(xlabel="rows of the small class", ylabel="F1 (macro)", xscale="log")
    axes.set_xticks(sizes, sizes)
    axes.minorticks_off()
    axes.grid(lw=0.5)
    axes.legend()
    return figure
