"""The trace: block means, tolerances and the command, without training."""

import sys
import types
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gansmote_tf.benchmark.trace import AUTHOR_TRACE, author_rows, block_means, verdicts
from gansmote_tf.cli import main
from gansmote_tf.datasets import load_petrography


def history_of(values):
    return {key: list(values) for key in AUTHOR_TRACE}


def full_trace(listed):
    """Block means of a whole training that equal the listed ones in the author's blocks."""
    return listed.reindex(range(0, 40_000, 2_000)).interpolate()


@settings(deadline=None, max_examples=25)
@given(epochs_per_block=st.integers(1, 8), seed=st.integers(0, 99))
def test_block_means_are_the_means_of_the_epochs_within(epochs_per_block, seed):
    values = np.random.default_rng(seed).random(20 * epochs_per_block)
    blocks = block_means(history_of(values))
    for block in range(20):
        within = values[block * epochs_per_block : (block + 1) * epochs_per_block]
        assert blocks.loc[2_000 * block, "g_loss"] == pytest.approx(within.mean())


def test_an_epoch_across_two_blocks_counts_for_both_by_its_share():
    blocks = block_means(history_of([1.0, 2.0, 3.0] * 10))["d_loss"]  # 1.5 epochs per block
    assert blocks.iloc[0] == pytest.approx((1.0 + 2.0 / 2) / 1.5)
    assert blocks.iloc[1] == pytest.approx((2.0 / 2 + 3.0) / 1.5)


def test_the_authors_own_trace_holds_every_tolerance():
    assert all(holds for _, holds in verdicts(full_trace(AUTHOR_TRACE)))


@pytest.mark.parametrize(
    ("key", "step", "factor", "broken"),
    [
        ("distance_real", 20_000, 1.021, 0),
        ("d_accuracy", 10_000, 0.94, 1),
        ("d_accuracy", 38_000, 1.22, 2),
        ("distance_fake", 38_000, 1.13, 3),
    ],
)
def test_a_departure_breaks_its_own_tolerance_and_no_other(key, step, factor, broken):
    ours = AUTHOR_TRACE.copy()
    ours.loc[step, key] *= factor
    held = [holds for _, holds in verdicts(full_trace(ours))]
    assert held == [number != broken for number in range(4)]


def test_the_authors_rows_are_class_0_of_the_first_70():
    y = pd.Series([0, 1] * 50)
    X = pd.DataFrame({"row": range(100)})
    assert author_rows(X, y).ravel().tolist() == list(range(0, 70, 2))


def test_the_real_file_has_18_such_rows(real_data):
    with warnings.catch_warnings(action="ignore"):
        X, y = load_petrography(original=True, path=real_data)
    assert author_rows(X, y).shape == (18, 58)


def test_the_command_prints_ours_beside_the_authors_and_writes_both_files(
    real_data, tmp_path, monkeypatch, capsys
):
    calls = []

    def train(tables, recipe, *, seed, callbacks):
        calls.append((len(tables), recipe.distance, recipe.steps, seed))
        history = {key: np.repeat(full_trace(AUTHOR_TRACE)[key], 4) for key in AUTHOR_TRACE}
        return types.SimpleNamespace(history=types.SimpleNamespace(history=history))

    fake = types.SimpleNamespace(train=train)
    monkeypatch.setitem(sys.modules, "gansmote_tf.training", fake)
    out = tmp_path / "out"
    arguments = ["trace", "--data", str(real_data), "--seed", "2", "--out", str(out), "--quiet"]
    assert main(["benchmark", *arguments]) == 0
    assert calls == [(24, "one_row", 40_000, 2)]
    shown = capsys.readouterr().out
    assert shown.count("holds: ") == 4
    assert "FAILS" not in shown
    row = next(line for line in shown.splitlines() if "28,000" in line)
    assert row.split()[1:3] == ["0.104", "0.104"]
    written = pd.read_csv(out / "trace.csv", index_col="step")
    assert np.allclose(written.loc[AUTHOR_TRACE.index], AUTHOR_TRACE)
    assert (out / "trace.png").stat().st_size > 10_000


def test_a_missing_real_file_is_one_sentence_and_status_2(tmp_path, capsys):
    missing = tmp_path / "no.csv"
    assert main(["benchmark", "trace", "--data", str(missing)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert str(missing) in shown.err
    assert shown.err.count("\n") == 1
