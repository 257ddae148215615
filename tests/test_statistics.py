"""Means and spreads against the standard library, and against the paper's own arithmetic."""

import statistics

import numpy as np
import pandas as pd
import pytest

from gansmote_tf.benchmark.statistics import (
    PAPER_DATA,
    PAPER_TABLE,
    SD_DDOF,
    caveat,
    spread_in_rows,
    summarise,
)
from gansmote_tf.datasets import data_hash, load_petrography


def scores_of(accuracies):
    rows = [
        {"method": method, "accuracy": a, "f1_micro": a, "f1_macro": a / 2, "epoch": epoch}
        for method, values in accuracies.items()
        for epoch, a in enumerate(values)
    ]
    return pd.DataFrame(rows)


def test_summary_agrees_with_the_standard_library():
    rng = np.random.default_rng(1)
    values = {"z": rng.random(10).tolist(), "a": rng.random(10).tolist()}
    summary = summarise(scores_of(values))
    assert list(summary.index) == ["z", "a"]
    for method, accuracies in values.items():
        row = summary.loc[method]
        assert row.accuracy == pytest.approx(100 * statistics.mean(accuracies))
        assert row.accuracy_sd == pytest.approx(100 * statistics.stdev(accuracies))
        assert row.f1_micro == pytest.approx(statistics.mean(accuracies))
        assert row.f1_macro == pytest.approx(statistics.mean(accuracies) / 2)
        assert row.epoch == 4.5


@pytest.mark.parametrize("method", PAPER_TABLE.index)
def test_the_papers_spreads_are_those_of_ten_folds_of_14_rows_with_our_ddof_only(method):
    accuracy, sd = PAPER_TABLE.loc[method, ["accuracy", "accuracy_sd"]]
    right = round(accuracy / 100 * 140)
    squares = np.arange(right % 2, 14 * right, 2)  # sums of squares have the parity of the sum

    def reached(ddof):
        variance = (squares - right**2 / 10) / (10 - ddof)
        return np.any(np.round(100 * np.sqrt(variance.clip(0)) / 14, 2) == sd)

    assert reached(SD_DDOF)
    assert not reached(1 - SD_DDOF)


def test_the_papers_whole_table_spans_two_rows():
    assert spread_in_rows(PAPER_TABLE, 140) == 2


def test_the_line_below_the_table_counts_rows_and_names_the_stopping_epoch():
    summary = summarise(scores_of({"a": [0.5, 0.6], "b": [0.5, 0.7]}))
    line = caveat(summary, 20)
    assert line.startswith("The whole table spans 1 row of 20. ")
    assert "stopping epoch is picked on the test fold" in line


def test_one_method_alone_spans_no_rows():
    assert spread_in_rows(summarise(scores_of({"a": [0.5, 0.6]})), 20) == 0


def test_the_papers_numbers_go_with_the_real_file_and_not_with_the_stand_in(real_data):
    with pytest.warns(UserWarning, match="comes again"):
        X, y = load_petrography(original=True, path=real_data)
    assert data_hash(X, y) == PAPER_DATA
    assert data_hash(*load_petrography()) != PAPER_DATA
