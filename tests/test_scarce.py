"""The benchmark of scarce classes: what it draws, and what it makes of the scores."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gansmote_tf import make_one_hot
from gansmote_tf.benchmark import scarce
from gansmote_tf.cli import main
from gansmote_tf.cli.scarce import names_of


@pytest.fixture(scope="module")
def table():
    X, y = make_one_hot(n_samples=700, n_attributes=4, n_levels=3, weights=[0.6, 0.4])
    return X.assign(row=range(len(X))), y


def test_a_draw_has_the_asked_rows_and_tests_on_none_of_them(table):
    X_train, y_train, X_test, y_test = scarce.draw(*table, n=6, seed=1)
    assert y_train.value_counts().to_dict() == {0: 100, 1: 6}
    assert not set(X_train["row"]) & set(X_test["row"])
    assert len(X_test) == 700 - 106
    assert set(y_test) == {0, 1}


def test_draws_differ_by_seed_and_repeat(table):
    rows = [set(scarce.draw(*table, n=6, seed=seed)[0]["row"]) for seed in (1, 1, 2)]
    assert rows[0] == rows[1] != rows[2]


def test_a_table_that_tells_its_label_is_scored_at_a_hundred():
    X = pd.DataFrame({"a": ["x", "y"] * 30})
    scores = scarce.score(X, X["a"], X, X["a"])
    assert scores == dict.fromkeys(scarce.CLASSIFIERS, 100.0)


def test_the_gain_is_over_random_oversampling_draw_by_draw():
    rng = np.random.default_rng(0)
    base = rng.random(12) * 100
    gains = rng.normal(3, 1, 12)
    scores = [
        {"rows": 6, "table": "t", "draw": draw, "method": method}
        | dict.fromkeys(scarce.CLASSIFIERS, base[draw] + more[draw])
        for method, more in (("GAN-SMOTE", gains), ("random oversampling", np.zeros(12)))
        for draw in range(12)
    ]
    summary = scarce.summarise(pd.DataFrame(scores))
    assert len(summary) == len(scarce.CLASSIFIERS)
    np.testing.assert_allclose(summary["gain"], gains.mean())
    np.testing.assert_allclose(summary["standard error"], gains.std(ddof=1) / np.sqrt(12))


@pytest.mark.filterwarnings("ignore")
def test_the_command_writes_scores_and_a_table(table, tmp_path, capsys):
    X, y = table
    file = tmp_path / "made_up.csv"
    X.drop(columns="row").assign(target=y).to_csv(file, index=False)
    options = ["--rows", "6", "--draws", "2", "--steps", "10", "--quiet"]
    out = tmp_path / "out"
    assert main(["benchmark", "scarce", str(file), *options, "--out", str(out)]) == 0
    scores = pd.read_csv(out / "scores.csv")
    assert len(scores) == 2 * 4
    assert scores[list(scarce.CLASSIFIERS)].ge(0).all(axis=None)
    assert "random forest" in capsys.readouterr().out


def test_a_table_with_too_few_rows_is_refused(tmp_path, capsys):
    file = tmp_path / "few.csv"
    file.write_text("a,target\n" + "x,0\ny,1\n" * 20)
    assert main(["benchmark", "scarce", str(file)]) == 2
    said = capsys.readouterr().err
    assert "few.csv: the two largest classes must have 200 and 24 rows at least" in said


def test_two_files_of_one_name_stay_two_tables():
    paths = [Path("a/votes.csv"), Path("b/votes.csv"), Path("cars.csv")]
    assert names_of(paths) == [str(paths[0]), str(paths[1]), "cars"]


def test_a_file_that_is_named_twice_is_refused(tmp_path, capsys):
    file = tmp_path / "t.csv"
    file.write_text("a,target\n" + "x,0\ny,1\n" * 20)
    (tmp_path / "link.csv").symlink_to(file)
    assert main(["benchmark", "scarce", str(file), str(tmp_path / "link.csv")]) == 2
    assert "must name every table once" in capsys.readouterr().err
