"""``inspect`` and ``resample``: a file in, an answer or one sentence out."""

import numpy as np
import pandas as pd
import pytest

from gansmote_tf.cli import main


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
        (["--groups", '{"size": ["length"]}'], "length"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_writes_nothing(
    file, tmp_path, capsys, options, message
):
    out = tmp_path / "more.csv"
    assert resample(file, out, *options) == 2
    assert message in capsys.readouterr().err
    assert not out.exists()


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
