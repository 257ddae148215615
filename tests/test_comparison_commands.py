"""The commands that compare methods over tables, from files to the report."""

import argparse
import sys
from pathlib import Path

import pandas as pd
import pytest

from gansmote_tf.benchmark.competitors import built_in
from gansmote_tf.cli import main
from gansmote_tf.cli.comparison import load_tables, names_of
from tests import comparison_tables
from tests.comparison_tables import make_table, write_csv


@pytest.fixture(autouse=True)
def one_classifier():
    with comparison_tables.one_classifier():
        yield


@pytest.fixture
def folder(tmp_path):
    """Two tables, and a file that is none."""
    folder = tmp_path / "tables"
    folder.mkdir()
    for place, name in enumerate(("ants", "bees")):
        write_csv(folder / f"{name}.csv", *make_table("categories", (90, 70), place))
    (folder / "README.md").write_text("no table")
    return folder


SIZES = ["--frequent", "30", "--rows", "6", "--draws", "1", "--processes", "1", "--quiet"]


def run(*words):
    return main(["benchmark", *map(str, words)])


def refused(capsys, *words):
    assert run(*words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("gansmote: ")
    assert said.err.count("\n") == 1
    return said.err


@pytest.mark.parametrize(
    ("command", "methods", "lines"),
    [
        (["scarce"], "random,original,ceiling", 2 * 3),
        (["suite"], "original,under", 2 * 2),
        (["suite", "--protocol", "honest", "--folds", "2", "--repeats", "1"],
         "original", 2 * 2),
        (["augment"], "random", 2 * 2 * 5),
    ],
)  # fmt: skip
def test_a_folder_of_tables_ends_in_a_report(command, methods, lines, folder, tmp_path, capsys):
    out = tmp_path / "made" / "here"
    sizes = SIZES[-3:] if "honest" in command else SIZES
    words = [*command, "--folder", folder, "--methods", methods, *sizes, "--out", out]
    assert run(*words) == 0
    said = capsys.readouterr().out
    assert f"Report, scores and tables: {out}" in said
    scores = pd.read_csv(out / "scores.csv")
    assert len(scores) == lines
    assert list(scores["table"].unique()) == ["ants", "bees"]
    times = pd.read_csv(out / "times.csv")
    assert len(times) == 2 * len(methods.split(",")) * (2 if "augment" in command else 1)
    page = (out / "report.html").read_text()
    assert "ants" in page
    assert f"gansmote_tf benchmark {command[0]}" in page
    for ending in ("csv", "md", "tex"):
        assert (out / "tables" / f"methods.{ending}").stat().st_size


def test_run_again_every_file_has_the_same_bytes(folder, tmp_path):
    out = tmp_path / "out"
    words = ["scarce", "--folder", folder, "--methods", "original,under", *SIZES, "--out", out]
    seen = []
    for _ in range(2):
        assert run(*words) == 0
        seen.append({path: path.read_bytes() for path in out.rglob("*") if path.is_file()})
    assert seen[0] == seen[1]


def test_a_module_where_one_stands_joins(folder, tmp_path, monkeypatch):
    (tmp_path / "my_sampler.py").write_text(
        "from imblearn.over_sampling import RandomOverSampler\n"
        "class Mine(RandomOverSampler):\n    pass\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [path for path in sys.path if path])
    monkeypatch.setattr("gansmote_tf.benchmark.competitors._OWN", {})
    methods = "my_sampler:Mine,original"
    assert run("scarce", "--folder", folder, "--methods", methods, *SIZES, "--out", "out") == 0
    scores = pd.read_csv("out/scores.csv")
    assert set(scores["method"]) == {"my_sampler:Mine", "original rows"}


class TestRefusals:
    @pytest.mark.parametrize("command", ["scarce", "augment", "suite"])
    def test_no_table_at_all(self, command, tmp_path, capsys):
        said = refused(capsys, command, "--folder", tmp_path)
        assert f"Received: {tmp_path} without any." in said

    def test_neither_file_nor_folder(self, capsys):
        assert "Received: neither" in refused(capsys, "scarce")

    @pytest.mark.parametrize("command", ["scarce", "augment", "suite"])
    def test_a_folder_that_is_none(self, command, tmp_path, capsys):
        said = refused(capsys, command, "--folder", tmp_path / "nowhere")
        assert "--folder must name a folder" in said

    def test_a_file_that_is_none(self, tmp_path, capsys):
        assert "nowhere.csv" in refused(capsys, "scarce", tmp_path / "nowhere.csv")

    @pytest.mark.parametrize("command", ["scarce", "augment", "suite"])
    def test_no_label_column(self, command, folder, capsys):
        said = refused(capsys, command, "--folder", folder, "--target", "kind")
        assert "there must be a column 'kind'" in said

    def test_tables_too_small_for_every_size(self, tmp_path, capsys):
        file = write_csv(tmp_path / "few.csv", *make_table("categories", (20, 20)))
        out = tmp_path / "out"
        said = refused(capsys, "scarce", file, "--methods", "random", "--out", out)
        assert "few is left out: its two largest classes have 20, 20 rows" in said
        assert not out.exists()

    def test_an_unknown_method(self, folder, capsys):
        said = refused(capsys, "suite", "--folder", folder, "--methods", "random,nobody")
        assert "methods must be among ablation, generated, gansmote, " in said

    @pytest.mark.parametrize("methods", ["random,,original", ","])
    def test_a_method_without_a_name(self, methods, folder, capsys):
        with pytest.raises(SystemExit, match="2"):
            run("scarce", "--folder", folder, "--methods", methods)
        assert "expected names with commas between them" in capsys.readouterr().err

    @pytest.mark.parametrize("thing", ["no_such_module:thing", "json:loads", "json:"])
    def test_a_thing_that_is_no_method(self, thing, folder, capsys):
        said = refused(capsys, "scarce", "--folder", folder, "--methods", thing)
        assert "methods must name what can be imported" in said

    def test_a_method_for_no_table_there(self, folder, capsys):
        said = refused(capsys, "scarce", "--folder", folder, "--methods", "SMOTENC", *SIZES)
        assert "methods must apply to some table. Received: SMOTENC" in said

    def test_infinite_numbers(self, tmp_path, capsys):
        X, y = make_table("mixed", (90, 70))
        X.loc[5, "depth"] = float("inf")
        file = write_csv(tmp_path / "t.csv", X, y)
        said = refused(capsys, "scarce", file, "--methods", "random", *SIZES)
        assert "infinite ones in column 'depth'" in said

    def test_scores_of_other_settings_without_force(self, folder, tmp_path, capsys):
        words = ["scarce", folder / "ants.csv", "--methods", "original", *SIZES, "--out", tmp_path]
        assert run(*words) == 0
        capsys.readouterr()
        before = (tmp_path / "scores.csv").read_bytes()
        said = refused(capsys, *words, "--seed", "1")
        assert "give another folder, or --force to replace them" in said
        assert (tmp_path / "scores.csv").read_bytes() == before
        assert run(*words, "--seed", "1", "--force") == 0
        after = (tmp_path / "scores.csv").read_bytes()
        assert after != before
        assert len(after.splitlines()) == 2

    def test_a_folder_with_a_file_of_another_kind(self, folder, tmp_path, capsys):
        (tmp_path / "scores.csv").write_text("")
        said = refused(capsys, "scarce", "--folder", folder, "--methods", "original", *SIZES,
                       "--out", tmp_path)  # fmt: skip
        assert "scores.csv: expected what an earlier run wrote" in said

    def test_a_file_named_twice(self, folder, tmp_path, capsys):
        (tmp_path / "link.csv").symlink_to(folder / "ants.csv")
        said = refused(capsys, "scarce", folder / "ants.csv", tmp_path / "link.csv")
        assert "must name every table once" in said


def test_two_files_of_one_name_stay_two_tables():
    paths = [Path("a/votes.csv"), Path("b/votes.csv"), Path("cars.csv")]
    assert names_of(paths) == [str(paths[0]), str(paths[1]), "cars"]


def test_files_and_a_folder_are_read_in_order(folder, tmp_path):
    file = write_csv(tmp_path / "cats.csv", *make_table("mixed"))
    arguments = argparse.Namespace(files=[file], folder=folder, target="target")
    tables = load_tables(arguments)
    assert list(tables) == ["cats", "ants", "bees"]
    X, y = tables["cats"]
    assert list(X) == ["A", "B", "C", "D", "depth"]
    assert y.value_counts().to_dict() == {0: 45, 1: 15}


def test_the_usual_methods_are_all_that_run_without_extras():
    assert {one.extra for one in built_in().values()} == {None}
