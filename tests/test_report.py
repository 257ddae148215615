"""The table as text and the files of a results folder."""

import json

import pandas as pd
import pytest

from gansmote_tf.benchmark.report import render_table, versions, write_report
from gansmote_tf.benchmark.statistics import PAPER_TABLE, summarise
from gansmote_tf.plots.benchmarks import draw_scores


@pytest.fixture
def scores():
    rows = [
        {"method": method, "fold": fold, "accuracy": right / 14}
        for method, rights in {"GAN-SMOTE": (9, 11), "SMOTE": (8, 10)}.items()
        for fold, right in enumerate(rights)
    ]
    return pd.DataFrame(rows).assign(
        f1_micro=lambda table: table.accuracy, f1_macro=lambda table: table.accuracy, epoch=7
    )


def test_table_shows_mean_and_sd_per_method(scores):
    lines = render_table(summarise(scores)).splitlines()
    assert lines[2].split() == ["GAN-SMOTE", "71.43", "±", "10.10", "0.714", "0.714", "7"]
    assert "paper" not in lines[0]


def test_the_papers_numbers_stand_beside_ours_when_given(scores):
    lines = render_table(summarise(scores), PAPER_TABLE, style="github").splitlines()
    assert lines[2].split("|")[6].strip() == "69.29 ± 12.16"
    assert lines[3].split("|")[7].strip() == "0.686"


def test_the_same_scores_give_the_same_bytes(scores, tmp_path):
    folders = [tmp_path / name for name in ("first", "second")]
    for folder in folders:
        folder.mkdir()
        summary = summarise(scores)
        table = render_table(summary, style="github")
        write_report(folder, scores=scores, table=table, notes="A note.", settings={"seed": 0})
        draw_scores(folder / "table.png", scores, summary, PAPER_TABLE, "A title")
    for file in ("scores.csv", "table.md", "settings.json", "table.png"):
        first, second = ((folder / file).read_bytes() for folder in folders)
        assert first == second
        assert b"\r\n" not in first or file.endswith(".png")


def test_the_files_hold_what_was_given(scores, tmp_path):
    write_report(tmp_path, scores=scores, table="| a |", notes="A note.", settings={"seed": 3})
    assert pd.read_csv(tmp_path / "scores.csv").equals(scores)
    assert (tmp_path / "table.md").read_text("utf-8") == "| a |\n\nA note.\n"
    assert json.loads((tmp_path / "settings.json").read_text("utf-8")) == {"seed": 3}


def test_versions_name_what_computes():
    names = {"python", "gansmote_tf", "tensorflow", "keras", "numpy", "scikit-learn"}
    assert names <= set(versions())
    assert all(version[0].isdigit() for version in versions().values())
