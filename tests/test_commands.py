"""``inspect`` and ``resample``: a file in, an answer or one sentence out."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gansmote_tf.cli import main
from gansmote_tf.cli import resample as resample_command
from gansmote_tf.columns import Columns
from gansmote_tf.samplers import GANSMOTE

ROOT = Path(__file__).parents[1]


@pytest.fixture
def table():
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"colour": rng.choice(["red", "blue"], 30), "size": rng.integers(0, 9, 30)})
    return X.assign(kind=["a"] * 22 + ["b"] * 8)


@pytest.fixture(params=["csv", "parquet"])
def file(request, table, tmp_path):
    path = tmp_path / f"table.{request.param}"
    table.to_csv(path, index=False) if request.param == "csv" else table.to_parquet(path)
    return path


def read(path):
    return pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)


def resample(file, out, *options):
    options = ("--target", "kind", "--out", str(out), "--steps", "10", "--quiet", *options)
    return main(["resample", str(file), *options])


def test_resample_writes_the_rows_and_generated_ones_under_them(file, table, tmp_path, capsys):
    out = tmp_path / f"more{file.suffix}"
    assert resample(file, out, "--mark", "synthetic") == 0
    more = read(out)
    assert list(more) == ["colour", "size", "kind", "synthetic"]
    pd.testing.assert_frame_equal(more[:30].drop(columns="synthetic"), table, check_dtype=False)
    assert more["kind"].value_counts().to_dict() == {"a": 22, "b": 22}
    assert more["synthetic"].tolist() == [False] * 30 + [True] * 14
    assert "30 rows and 14 generated ones" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("strategy", "sizes"),
    [
        ('{"b": 12}', {"a": 22, "b": 12}),
        ("0.5", {"a": 22, "b": 11}),
        ("minority", {"a": 22, "b": 22}),
    ],
)
def test_any_strategy_as_json(file, tmp_path, strategy, sizes):
    out = tmp_path / "more.csv"
    assert resample(file, out, "--strategy", strategy) == 0
    assert read(out)["kind"].value_counts().to_dict() == sizes


def test_the_same_seed_writes_the_same_bytes(file, tmp_path):
    outs = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for out in outs:
        assert resample(file, out, "--seed", "5") == 0
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_groups_can_be_told(file, tmp_path):
    out = tmp_path / "more.csv"
    assert resample(file, out, "--groups", '{"size": ["one_of", ["size"]]}') == 0
    assert set(read(out)["size"]) <= set(read(file)["size"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--strategy", '{"c": 12}'], "'c'"),
        (["--strategy", '{"b": 2}'], "table"),
        (["--mark", "size"], "'size'"),
        (["--groups", "{"], "--groups must be JSON"),
        (["--groups", "3"], "--groups must be JSON"),
        (["--groups", '{"size": 3}'], "--groups must be JSON"),
        (["--strategy", "null"], "--strategy must be a word, a ratio, or whole numbers"),
        (["--strategy", "[0.5]"], "--strategy must be a word, a ratio, or whole numbers"),
        (["--strategy", "true"], "--strategy must be a word, a ratio, or whole numbers"),
        (["--strategy", '{"b": 12.5}'], "--strategy must be a word, a ratio, or whole numbers"),
        (["--strategy", "2.5"], "range (0, 1]"),
        (["--groups", '{"size": ["length"]}'], "length"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_writes_nothing(
    file, tmp_path, capsys, options, message
):
    out = tmp_path / "more.csv"
    assert resample(file, out, *options) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not out.exists()


@pytest.fixture
def training(monkeypatch):
    """A function that says what the sampler does in place of training, and counts the trainings."""
    calls = []

    def replace(error):
        original = GANSMOTE.fit_resample

        def fit_resample(sampler, X, y):
            if sampler.sampling_strategy == {}:  # nothing to make: only looked at
                return original(sampler, X, y)
            calls.append(sampler)
            raise error

        monkeypatch.setattr(GANSMOTE, "fit_resample", fit_resample)
        monkeypatch.setattr(resample_command, "set_up_tensorflow", lambda: None)
        return calls

    return replace


def test_stopping_the_training_by_hand_ends_in_one_line(file, tmp_path, capsys, training):
    calls = training(KeyboardInterrupt())
    assert resample(file, tmp_path / "more.csv") == 130
    assert capsys.readouterr() == ("", "gansmote: stopped.\n")
    assert len(calls) == 1
    assert not (tmp_path / "more.csv").exists()


def test_stopping_it_by_hand_before_training_ends_the_same(file, tmp_path, capsys, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(resample_command, "_rehearse", stopped)
    assert resample(file, tmp_path / "more.csv") == 130
    assert capsys.readouterr() == ("", "gansmote: stopped.\n")


@pytest.mark.parametrize("error", [RuntimeError("ours"), ValueError("ours"), TypeError("ours")])
def test_an_error_of_training_is_ours_and_keeps_its_traceback(
    file, tmp_path, capsys, training, error
):
    training(error)
    with pytest.raises(type(error), match="ours"):
        resample(file, tmp_path / "more.csv")
    assert capsys.readouterr().err == ""


def test_what_the_sampler_has_against_the_table_names_the_file(table, tmp_path, capsys, training):
    calls = training(AssertionError("trained"))
    file = tmp_path / "holes.csv"
    table.assign(depth=[None, *range(29)]).to_csv(file, index=False)
    assert resample(file, tmp_path / "more.csv") == 2
    said = capsys.readouterr().err
    assert "holes.csv, row 2, column 'depth': a column of numbers" in said
    assert """--groups '{"depth": ["one_of", ["depth"]]}'""" in said
    assert said.count("\n") == 1
    assert calls == []


def test_a_table_of_one_class_is_refused_by_name(table, tmp_path, capsys):
    file = tmp_path / "one.csv"
    table.assign(kind="a").to_csv(file, index=False)
    assert resample(file, tmp_path / "more.csv") == 2
    assert re.search(r"one\.csv: .* 1 class", capsys.readouterr().err)


def test_looking_at_the_table_leaves_its_warnings_to_the_training(recwarn):
    bits = pd.DataFrame(np.random.default_rng(0).integers(0, 2, (30, 8)))
    resample_command._rehearse(GANSMOTE(), bits, pd.Series([0] * 20 + [1] * 10))
    assert not recwarn.list
    with pytest.warns(UserWarning, match="groups="):
        Columns().fit(bits)


def test_a_file_that_cannot_be_written_is_refused_before_training(file, tmp_path, capsys, training):
    calls = training(AssertionError("trained"))
    (tmp_path / "folder.csv").mkdir()
    assert resample(file, tmp_path / "folder.csv") == 2
    assert "--out must be a file that can be written. Received: " in capsys.readouterr().err
    (tmp_path / "taken").write_text("a file")
    assert resample(file, tmp_path / "taken" / "more.csv") == 2
    assert "--out must be a file that can be written. Received: " in capsys.readouterr().err
    assert calls == []


def test_a_file_that_is_there_keeps_its_content_until_the_training_is_done(
    file, tmp_path, training
):
    training(KeyboardInterrupt())
    out = tmp_path / "more.csv"
    out.write_text("kept")
    assert resample(file, out, "--force") == 130
    assert out.read_text() == "kept"


def test_parquet_without_pyarrow_is_refused_before_training(
    table, tmp_path, capsys, training, monkeypatch
):
    calls = training(AssertionError("trained"))
    file = tmp_path / "table.csv"
    table.to_csv(file, index=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert resample(file, tmp_path / "more.parquet") == 2
    assert "writing a Parquet file (.parquet) needs pyarrow" in capsys.readouterr().err
    assert calls == []


def test_a_file_that_is_no_parquet_is_named(tmp_path, capsys):
    (tmp_path / "table.parquet").write_text("colour,kind\n")
    assert main(["inspect", str(tmp_path / "table.parquet"), "--target", "kind"]) == 2
    said = capsys.readouterr().err
    assert "table.parquet: expected a Parquet file. Received: " in said
    assert said.count("\n") == 1


def test_what_is_refused_is_refused_without_loading_tensorflow(table, tmp_path):
    file = tmp_path / "table.csv"
    table.to_csv(file, index=False)
    arguments = ["resample", str(file), "--target", "kind", "--strategy", '{"b": 2}']
    program = (
        "import sys\n"
        "from gansmote_tf.cli import main\n"
        f"status = main({[*arguments, '--out', str(tmp_path / 'more.csv')]!r})\n"
        "print(status, {'tensorflow', 'keras'} & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert ran.stdout == "2 set()\n"


def test_inspect_prints_what_the_table_can_bear(file, capsys):
    assert main(["inspect", str(file), "--target", "kind"]) == 0
    printed = capsys.readouterr().out
    assert "30 rows, 2 columns, 2 classes" in printed
    assert "colour" in printed


@pytest.mark.parametrize("command", ["inspect", "resample"])
def test_a_label_column_that_is_not_there_is_named(file, tmp_path, capsys, command):
    options = ["--out", str(tmp_path / "more.csv")] if command == "resample" else []
    assert main([command, str(file), "--target", "sort", *options]) == 2
    assert "'sort'" in capsys.readouterr().err
