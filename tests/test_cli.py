"""The command line: what it prints, what it writes, and how it refuses."""

import json
import subprocess
import sys
import types
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gansmote_tf.benchmark import paper_table
from gansmote_tf.cli import benchmark, main, outputs, trace
from gansmote_tf.cli.main import build_parser

ROOT = Path(__file__).parents[1]
BENCHMARK = ["benchmark", "--folds", "2", "--methods", "original,random", "--quiet"]


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def write_table(path, y, cell=None):
    """Two 0/1 columns that tell the label's parity; ``cell`` is (row, column, value) to spoil."""
    y = np.asarray(y)
    table = pd.DataFrame({"A(x)": y % 2, "A(y)": 1 - y % 2, "kind": y}, dtype=object)
    if cell is not None:
        table.loc[cell[0], cell[1]] = cell[2]
    table.to_csv(path, index=False)
    return str(path)


def refusal(arguments, capsys):
    """The one sentence on stderr of a command that must end with status 2."""
    try:
        status = main(arguments)
    except SystemExit as stopped:
        status = stopped.code
    shown = capsys.readouterr()
    assert status == 2
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert "Traceback" not in shown.err
    return shown.err


def test_the_benchmark_prints_the_table_and_writes_four_files(tmp_path, capsys):
    assert main([*BENCHMARK, "--out", "out"]) == 0
    shown = capsys.readouterr().out
    assert "petrography stand-in: 140 rows, 2 folds, seed 0; recipe paper, 40,000 steps" in shown
    assert "original rows" in shown
    assert "of 140. The stopping epoch is picked on the test fold" in shown
    assert "paper:" not in shown
    scores = pd.read_csv(tmp_path / "out" / "scores.csv")
    assert scores["method"].unique().tolist() == ["original rows", "random oversampling"]
    assert (tmp_path / "out" / "table.md").read_text("utf-8").startswith("| method")
    assert (tmp_path / "out" / "table.png").stat().st_size > 10_000


def test_settings_hold_what_it_takes_to_run_it_again(tmp_path):
    main([*BENCHMARK, "--seed", "4", "--steps", "4000", "--recipe", "as_coded", "--out", "my out"])
    settings = json.loads((tmp_path / "my out" / "settings.json").read_text("utf-8"))
    assert settings["command"].startswith("python -m gansmote_tf benchmark --folds 2 ")
    assert settings["command"].endswith("--out 'my out'")
    assert (settings["seed"], settings["folds"], settings["sd_ddof"]) == (4, 2, 1)
    assert settings["recipe"]["name"] == "as_coded"
    assert settings["recipe"]["flip_steps"] == 3_700
    assert {"learning_rate", "epochs", "batch_size", "activation"} <= set(settings["classifier"])
    assert len(settings["data"]["hash"]) == 64


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    for out in ("first", "second"):
        main([*BENCHMARK, "--out", out])
    for file in ("scores.csv", "table.md"):
        first, second = ((tmp_path / out / file).read_bytes() for out in ("first", "second"))
        assert first == second


def test_the_papers_numbers_stand_beside_the_real_data_only(real_data, capsys):
    main([*BENCHMARK, "--original", "--data", str(real_data)])
    shown = capsys.readouterr()
    assert "67.86 ± 12.26" in shown.out
    assert shown.err.startswith("gansmote: ")  # the column name that was changed
    assert "SORTING(Moderate 2)" in shown.err


def test_gan_smote_gets_the_scaled_recipe_and_the_training_rows(monkeypatch, capsys):
    calls = []

    def resample_tables(tables, recipe, seed, *, sampling_strategy, callbacks=(), processes=1):
        calls.append(([len(y) for _, y in tables], recipe.steps, seed, callbacks))
        return list(tables)

    fake = types.SimpleNamespace(resample_tables=resample_tables)
    monkeypatch.setitem(sys.modules, "gansmote_tf.many_tables", fake)
    monkeypatch.setattr(benchmark, "set_up_tensorflow", lambda: None)
    arguments = ["--folds", "2", "--methods", "gansmote", "--steps", "200", "--seed", "3"]
    assert main(["benchmark", *arguments, "--quiet"]) == 0
    assert calls == [([70, 70], 200, 3, ())]
    assert "GAN-SMOTE" in capsys.readouterr().out


def test_gan_smote_itself_runs_and_repeats(tmp_path, capsys):
    y = np.repeat([0, 1], [12, 6])
    data = write_table("own.csv", y)
    arguments = ["--target", "kind", "--folds", "2", "--methods", "gansmote", "--steps", "20"]
    for out in ("first", "second"):
        assert main(["benchmark", "--data", data, *arguments, "--out", out]) == 0
    first, second = (pd.read_csv(tmp_path / out / "scores.csv") for out in ("first", "second"))
    assert first["method"].tolist() == ["GAN-SMOTE"] * 2
    assert first.equals(second)
    assert "GAN-SMOTE" in capsys.readouterr().out


def test_a_table_of_ones_own(capsys):
    data = write_table("own.csv", [0, 1] * 6)
    assert main([*BENCHMARK, "--data", data, "--target", "kind"]) == 0
    assert "own.csv: 12 rows" in capsys.readouterr().out


def test_options_before_a_further_benchmark_count_for_it():
    arguments = build_parser().parse_args(["benchmark", "--seed", "3", "trace", "--steps", "9"])
    assert (arguments.seed, arguments.steps, arguments.quiet) == (3, 9, False)
    assert arguments.prepare is trace.prepare


def test_a_missing_file_is_named(capsys):
    assert "no.csv: there is no such file" in refusal(["benchmark", "--data", "no.csv"], capsys)


def test_a_value_that_is_no_bit_is_named_with_file_row_and_column(capsys):
    data = write_table("bad.csv", [0, 1] * 6, cell=(3, "A(y)", 2))
    said = refusal(["benchmark", "--data", data, "--target", "kind"], capsys)
    assert "bad.csv, row 5, column 'A(y)': every value must be 0 or 1. Received '2'" in said


def test_a_class_smaller_than_the_folds_is_named_with_file_and_column(capsys):
    data = write_table("few.csv", [0] * 12 + [1] * 4)
    said = refusal(["benchmark", "--data", data, "--target", "kind", "--folds", "5"], capsys)
    assert "few.csv, column 'kind'" in said
    assert "class 1 has 4 rows" in said


def test_a_missing_target_is_named(capsys):
    data = write_table("own.csv", [0, 1] * 6)
    assert "'Porosity_label'" in refusal(["benchmark", "--data", data], capsys)


def test_a_folder_that_cannot_be_written_is_refused_before_training(capsys, monkeypatch):
    monkeypatch.setattr(paper_table, "run_paper_protocol", None)  # calling it would raise
    with open("taken", "w") as file:
        file.write("a file")
    said = refusal(["benchmark", "--out", "taken/results"], capsys)
    assert "--out must be a folder that can be written. Received: taken" in said


def test_a_write_protected_folder_is_refused(capsys, tmp_path, monkeypatch):
    def refuse(dir):
        raise PermissionError(13, "Permission denied")

    # Set by hand, because a write-protected folder keeps nobody out who runs tests as root.
    monkeypatch.setattr(outputs.tempfile, "TemporaryFile", refuse)
    said = refusal(["benchmark", "--out", "closed"], capsys)
    assert "Received: closed (Permission denied)" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--folds", "1"], "--folds: expected a whole number from 2, got '1'"),
        (["--steps", "0"], "--steps: expected a whole number from 1, got '0'"),
        (["--seed", "-1"], "--seed: expected a whole number from 0, got '-1'"),
        (["--seed", "one"], "--seed: expected a whole number from 0, got 'one'"),
        (["--methods", "smote,ctgan"], "must be among gansmote, smote, original, random"),
        (["--recipe", "mine"], "--recipe: invalid choice: 'mine'"),
        (["--target", "kind"], "--target names the label column of a table given by --data"),
        (["--colour"], "unrecognized arguments: --colour"),
        (["sprint"], "invalid choice: 'sprint'"),
    ],
)
def test_a_bad_option_is_refused_in_one_sentence(arguments, said, capsys):
    assert said in refusal(["benchmark", *arguments], capsys)


def test_without_a_command_it_says_so(capsys):
    assert "required: COMMAND" in refusal([], capsys)


def test_a_mistake_of_ours_keeps_its_traceback(monkeypatch):
    def broken(*arguments, **settings):
        raise ValueError("ours")

    monkeypatch.setattr(paper_table, "run_paper_protocol", broken)
    with pytest.raises(ValueError, match="ours"):
        main(BENCHMARK)


def test_stopping_it_by_hand_is_no_error_of_ours(monkeypatch, capsys):
    def stopped(*arguments, **settings):
        raise KeyboardInterrupt

    monkeypatch.setattr(paper_table, "run_paper_protocol", stopped)
    assert main(BENCHMARK) == 130
    assert capsys.readouterr().err == "gansmote: stopped.\n"


def test_stopping_it_by_hand_while_it_prepares_is_the_same(monkeypatch, capsys):
    def stopped(*arguments, **settings):
        raise KeyboardInterrupt

    monkeypatch.setattr(benchmark, "_load", stopped)
    assert main(BENCHMARK) == 130
    assert capsys.readouterr() == ("", "gansmote: stopped.\n")


def test_the_benchmarks_know_no_command_line():
    for file in (ROOT / "gansmote_tf" / "benchmark").glob("*.py"):
        text = file.read_text("utf-8")
        assert "argparse" not in text, file
        assert "Namespace" not in text, file
        assert "gansmote_tf.cli" not in text, file


def test_help_loads_nothing_heavy():
    heavy = {"tensorflow", "keras", "sklearn", "pandas", "matplotlib", "imblearn", "tqdm"}
    program = (
        "import sys\n"
        "from gansmote_tf.cli import main\n"
        "try:\n    main(['benchmark', '--help'])\n"
        "except SystemExit as stopped:\n    assert stopped.code == 0\n"
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout
    assert "--original" in shown
    assert shown.splitlines()[-1] == "[]"
