"""Metrics and plots: what are no rows, groups or histories is refused by name."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from gansmote_tf import metrics, plots
from gansmote_tf.columns import Groups
from tests.malformed import NO_COUNTS, NOT_SHARES, but, cases, each, table, verdict

X, _ = table()
ROWS = np.eye(4)

#: What are no rows, for every function that takes some.
NO_ROWS = {
    "none": None,
    "int": 3,
    "string": "rows",
    "1-d": np.zeros(4),
    "3-d": np.zeros((2, 4, 4)),
    "strings": np.array([["a"] * 4] * 3),
    "objects": np.array([[None] * 4] * 3),
    "ragged": [[1, 2], [3]],
    "complex": np.eye(4) * 1j,
    "frame-of-strings": X[["colour"]],
    "dict": {"a": [1]},
}
WIDER = {"wider": np.zeros((3, 5))}
NAN = {"nan": np.full((3, 4), np.nan)}
EMPTY = {"empty": np.empty((0, 4))}
METRICS = {
    **each("pair_distances", "rows", metrics.pair_distances, NO_ROWS),
    **each(
        "others",
        "others",
        lambda value: metrics.pair_distances(ROWS, value),
        but(NO_ROWS | WIDER, "none"),
    ),
    **each(
        "nearest_rows", "rows", lambda value: metrics.nearest_rows(value, ROWS), NO_ROWS | WIDER
    ),
    **each(
        "references",
        "references",
        lambda value: metrics.nearest_rows(ROWS, value),
        NO_ROWS | WIDER | EMPTY,
    ),
    **each("distinct_share", "rows", metrics.distinct_share, NO_ROWS),
    **each("copies", "rows", lambda value: metrics.copies(value, ROWS), NO_ROWS | WIDER),
    **each("copies-of", "references", lambda value: metrics.copies(ROWS, value), NO_ROWS | WIDER),
    **each(
        "copies_share", "rows", lambda value: metrics.copies_share(value, ROWS), NO_ROWS | WIDER
    ),
    **each("equal_pairs", "rows", metrics.equal_pairs, NO_ROWS),
    **each("lost_levels", "rows", lambda value: metrics.lost_levels(value, ROWS), NO_ROWS | WIDER),
    **each(
        "lost_levels-real",
        "real",
        lambda value: metrics.lost_levels(ROWS, value),
        NO_ROWS | WIDER | EMPTY,
    ),
    **each(
        "lost-common", "common", lambda value: metrics.lost_levels(ROWS, ROWS, value), NOT_SHARES
    ),
    **each(
        "two_sample_gap",
        "rows",
        lambda value: metrics.two_sample_gap(value, ROWS),
        NO_ROWS | WIDER | EMPTY,
    ),
    **each(
        "gap-real",
        "real",
        lambda value: metrics.two_sample_gap(ROWS, value),
        NO_ROWS | WIDER | EMPTY,
    ),
}
GROUPS = Groups.bits(4)
NO_GROUPS = {"none": None, "int": 3, "string": "A", "strings": ["A"], "beyond": Groups.bits(9)}
HISTORY = {"d_loss": [0.4, 0.3], "l1_real/a": [1.0]}
NO_HISTORIES = {"none": None, "int": 3, "list": [0.4], "string": "loss", "unlogged": {"x": [1.0]}}
PLOTS = {
    **each(
        "plot_curves",
        "history",
        lambda value: plots.plot_curves(value, {"d_loss": "D"}),
        NO_HISTORIES
        | {"values": {"d_loss": "ab"}, "numbers": {"d_loss": 3}, "nones": {"d_loss": [None]}},
    ),
    **each(
        "keys",
        "keys",
        lambda value: plots.plot_curves(HISTORY, value),
        {"none": None, "int": 3, "string": "d_loss", "list": ["d_loss"]},
    ),
    **each("plot_training", "history", plots.plot_training, NO_HISTORIES),
    **each(
        "recipe",
        "recipe",
        lambda value: plots.plot_training(HISTORY, recipe=value),
        {"word": "paper", "int": 3},
    ),
    "axes": ("axes", lambda: plots.plot_training(HISTORY, axes=[])),
    "axes-int": ("axes", lambda: plots.plot_training(HISTORY, axes=3)),
    **each(
        "plot_distances",
        "label|history",
        lambda value: plots.plot_distances(HISTORY, value),
        {"unknown": "b", "none": None},
    ),
    **each("plot_pca", "real", lambda value: plots.plot_pca(value, ROWS), NO_ROWS | EMPTY | NAN),
    **each(
        "plot_pca-synthetic",
        "synthetic",
        lambda value: plots.plot_pca(ROWS, value),
        NO_ROWS | WIDER | NAN,
    ),
    **each(
        "ax",
        r"\bax\b",
        lambda value: plots.plot_pca(ROWS, ROWS, ax=value),
        {"int": 3, "string": "ax", "list": [1]},
    ),
    **each(
        "films",
        "films",
        lambda value: plots.plot_pca_grid({"a": ROWS}, value),
        {
            "none": None,
            "empty": {},
            "list": [ROWS],
            "no-moments": {"a": []},
            "unknown": {"b": [(1, ROWS)]},
            "rows-alone": {"a": [ROWS]},
        },
    ),
    "uneven-films": (
        "films",
        lambda: plots.plot_pca_grid(
            {"a": ROWS, "b": ROWS}, {"a": [(1, ROWS)] * 2, "b": [(1, ROWS)]}
        ),
    ),
    **each(
        "film-real",
        "real",
        lambda value: plots.plot_pca_grid(value, {"a": [(1, ROWS)]}),
        {"none": None, "rows": ROWS, "int": 3},
    ),
    **each(
        "most",
        "most",
        lambda value: plots.plot_pca_grid({"a": ROWS}, {"a": [(1, ROWS)]}, most=value),
        NO_COUNTS,
    ),
    **each(
        "plot_frequencies",
        "real",
        lambda value: plots.plot_frequencies(value, ROWS, GROUPS[0]),
        NO_ROWS | EMPTY,
    ),
    **each(
        "frequencies-synthetic",
        "synthetic",
        lambda value: plots.plot_frequencies(ROWS, value, GROUPS[0]),
        NO_ROWS | WIDER,
    ),
    **each("group", "group", lambda value: plots.plot_frequencies(ROWS, ROWS, value), NO_GROUPS),
    **each(
        "grid-groups",
        "groups",
        lambda value: plots.plot_frequency_grid(ROWS, ROWS, value),
        NO_GROUPS | {"empty": []},
    ),
    **each(
        "plot_nearest",
        "real",
        lambda value: plots.plot_nearest(value, ROWS),
        NO_ROWS | EMPTY | {"one": ROWS[:1]},
    ),
    **each(
        "nearest-synthetic",
        "synthetic",
        lambda value: plots.plot_nearest(ROWS, value),
        NO_ROWS | WIDER | EMPTY,
    ),
    **each("plot_rows", "rows", plots.plot_rows, NO_ROWS | EMPTY | NAN),
    **each(
        "rows-groups",
        "groups",
        lambda value: plots.plot_rows(ROWS, value),
        but(NO_GROUPS, "none"),
    ),
}


@pytest.fixture(autouse=True)
def no_figures_left():
    yield
    plt.close("all")


@pytest.mark.parametrize(("names", "call"), **cases(METRICS | PLOTS))
def test_arguments_of_metrics_and_plots_are_named(names, call):
    assert verdict(call, names) == "clear"
