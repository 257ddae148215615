"""Runs that are stopped and go on: the bytes they end with, and what is computed again."""

import signal
import subprocess
import sys
import warnings
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest

from gansmote_tf.benchmark import resumable
from gansmote_tf.benchmark.competitors import Competitor, competitors
from gansmote_tf.benchmark.resumable import Cell, check_folder, run_cells
from gansmote_tf.benchmark.scarce import scarce_cells
from gansmote_tf.cli import main
from tests.comparison_tables import make_table, one_classifier, write_csv

ROOT = Path(__file__).parents[1]

#: The command, which says when it has written scores.
TELLING = """
import sys
from gansmote_tf.benchmark import resumable
from gansmote_tf.cli import main

write = resumable.write_atomically

def write_and_tell(path, *rest):
    write(path, *rest)
    if path.name == "scores.csv":
        print(path.name, flush=True)

resumable.write_atomically = write_and_tell
main(sys.argv[1:])
"""

#: What was scored in this process, in order.
CALLS = []


def same(tables, sizes, seed):
    return list(tables)


def score(method, table, rows, seed=0):
    """Scores that depend on method, cell and seed, with numbers that are hard to write."""
    CALLS.append((table, rows, method.name))
    key = [seed, rows, *f"{table}{method.name}".encode()]
    values = np.random.default_rng(key).normal(size=2)
    whole = {"epochs": 12 if method.name != "b" else None}
    return [
        {"draw": draw, "macro_f1": value, "share": value / 3 if draw else None, **whole}
        for draw, value in enumerate(values)
    ]


def broken(method, table, rows):
    if method.name == "b":
        raise KeyError("no such\nlevel")
    return score(method, table, rows)


def warns(method, table, rows):
    """Scores with a warning that is the same everywhere but for the number of rows."""
    warnings.warn(f"{rows} rows are few", FutureWarning, stacklevel=2)
    return score(method, table, rows)


def make_cells(tables="xy", methods="abc", seed=0, data="0123456789", how="", score=score):
    made = [Competitor(name, "baseline", "", same, settings=how) for name in methods]
    return [
        Cell({"table": table, "rows": rows}, made, score, {"seed": seed}, data + table)
        for table in tables
        for rows in (6, 12)
    ]


@pytest.fixture(autouse=True)
def no_calls():
    CALLS.clear()


def scores_in(folder):
    return (folder / "scores.csv").read_bytes()


def times_in(folder):
    return pd.read_csv(folder / "times.csv", keep_default_na=False)


@pytest.fixture
def whole(tmp_path):
    """The bytes of a run that nothing stopped."""
    folder = tmp_path / "whole"
    folder.mkdir()
    run_cells(make_cells(), folder)
    CALLS.clear()
    return scores_in(folder)


class Stop(Exception):
    pass


def stop_after(number):
    def watch(results, total):
        for place, result in enumerate(results):
            if place == number:
                raise Stop
            yield result

    return watch


class TestStopped:
    @pytest.mark.parametrize("number", range(4))
    def test_after_any_cell_it_goes_on_to_the_same_bytes(self, number, whole, tmp_path):
        with pytest.raises(Stop):
            run_cells(make_cells(), tmp_path, watch=stop_after(number))
        if number:
            frame = pd.read_csv(tmp_path / "scores.csv")
            assert len(frame) == number * 3 * 2
        done = len(CALLS)
        CALLS.clear()
        run_cells(make_cells(), tmp_path)
        assert scores_in(tmp_path) == whole
        assert len(CALLS) == 12 - 3 * number
        # The cell that was computed when it stopped was lost, no other.
        assert done == 3 * (number + 1)
        assert times_in(tmp_path)["method"].value_counts().to_dict() == dict.fromkeys("abc", 4)

    def test_between_the_two_files_no_time_is_told_twice(self, whole, tmp_path, monkeypatch):
        write, written = resumable.write_atomically, []

        def stopped(path, *rest):
            written.append(path.name)
            if len(written) == 4:
                raise Stop
            write(path, *rest)

        monkeypatch.setattr(resumable, "write_atomically", stopped)
        with pytest.raises(Stop):
            run_cells(make_cells(), tmp_path)
        monkeypatch.undo()
        run_cells(make_cells(), tmp_path)
        assert scores_in(tmp_path) == whole
        assert len(times_in(tmp_path)) == 12

    def test_killed_it_goes_on_to_the_same_bytes(self, tmp_path, monkeypatch):
        """``kill -9`` as soon as there are scores, then the rest in this process."""
        monkeypatch.setenv("OMP_NUM_THREADS", "1")
        file = write_csv(tmp_path / "t.csv", *make_table("categories", (90, 70)))
        sizes = ["--frequent", "30", "--rows", *map(str, range(3, 9)), "--draws", "1"]
        command = ["benchmark", "scarce", str(file), *sizes, "--methods", "balanced forest"]
        command += ["--processes", "1", "--quiet", "--out"]
        child = subprocess.Popen(
            [sys.executable, "-c", TELLING, *command, str(tmp_path / "killed")],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        assert child.stdout.readline().strip() == b"scores.csv"
        child.kill()
        child.stdout.close()
        assert child.wait() == -signal.SIGKILL
        scores = tmp_path / "killed" / "scores.csv"
        begun = scores.read_text()
        left = {path.name for path in scores.parent.iterdir() if path.suffix != ".tmp"}
        assert left == {"scores.csv", "times.csv"}
        assert main([*command, str(tmp_path / "killed")]) == 0
        assert main([*command, str(tmp_path / "whole")]) == 0
        assert scores_in(tmp_path / "killed") == scores_in(tmp_path / "whole")
        assert scores.read_text().startswith(begun)


class TestGoingOn:
    def test_what_is_there_is_not_computed_again(self, whole, tmp_path):
        run_cells(make_cells(), tmp_path)
        CALLS.clear()
        again = run_cells(make_cells(), tmp_path)
        assert CALLS == []
        assert scores_in(tmp_path) == whole
        assert len(again) == 24

    @pytest.mark.parametrize(
        ("first", "more"),
        [({"methods": "ac"}, [(t, r, "b") for t in "xy" for r in (6, 12)]),
         ({"tables": "x"}, [("y", r, m) for r in (6, 12) for m in "abc"]),
         ({"methods": "b"}, [(t, r, m) for t in "xy" for r in (6, 12) for m in "ac"])],
    )  # fmt: skip
    def test_a_method_or_table_more_computes_only_that(self, first, more, whole, tmp_path):
        run_cells(make_cells(**first), tmp_path)
        CALLS.clear()
        run_cells(make_cells(), tmp_path)
        assert more == CALLS
        assert scores_in(tmp_path) == whole

    @pytest.mark.parametrize(
        "changed",
        [{"seed": 1}, {"data": "9876543210"}, {"how": "k=3"}, {"tables": "x"}, {"methods": "ab"}],
    )
    def test_scores_of_other_settings_are_refused_unless_told(self, changed, tmp_path):
        run_cells(make_cells(), tmp_path)
        before = scores_in(tmp_path)
        for refuse in (run_cells, check_folder):
            with pytest.raises(ValueError, match=r"must be of the same settings.*Received: .*"):
                refuse(make_cells(**changed), tmp_path)
        assert scores_in(tmp_path) == before
        run_cells(make_cells(**changed), tmp_path, replace=True)
        alone = tmp_path / "alone"
        alone.mkdir()
        run_cells(make_cells(**changed), alone)
        assert scores_in(tmp_path) == scores_in(alone)
        assert len(times_in(tmp_path)) == len(times_in(alone))

    def test_other_versions_are_other_settings(self, tmp_path, monkeypatch):
        run_cells(make_cells(), tmp_path)
        monkeypatch.setattr(resumable, "_versions", lambda: {"numpy": "1.0"})
        with pytest.raises(ValueError, match="versions"):
            run_cells(make_cells(), tmp_path)

    @pytest.mark.parametrize("text", ["", "a,b\n1\n1,2,3\n", "no,scores\n1,2\n", "\x00\xff"])
    def test_a_file_of_another_kind_is_refused_in_one_sentence(self, text, tmp_path):
        (tmp_path / "scores.csv").write_bytes(text.encode("latin-1"))
        with pytest.raises(ValueError, match=r"scores\.csv: ") as error:
            run_cells(make_cells(), tmp_path)
        assert "\n" not in str(error.value)


class TestProcesses:
    def test_two_processes_give_the_bytes_of_one(self, whole, tmp_path):
        run_cells(make_cells(), tmp_path, jobs=2)
        assert CALLS == []  # it ran elsewhere
        assert scores_in(tmp_path) == whole

    def test_a_cluster_gives_the_bytes_of_one_process(self, tmp_path, cluster):
        tables = {"t": make_table("mixed", (90, 70)), "u": make_table("bits", (90, 70))}
        methods = competitors(["weights", "original", "under"])
        cells = scarce_cells(tables, methods, frequent=[30], rows=[4], draws=2)
        for name in ("serial", "cluster"):
            (tmp_path / name).mkdir()
        with one_classifier():
            run_cells(cells, tmp_path / "serial", jobs=1)
            with joblib.parallel_config("dask"):
                run_cells(cells, tmp_path / "cluster")
        assert scores_in(tmp_path / "serial") == scores_in(tmp_path / "cluster")
        assert cluster.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.workers)) == 2


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed", reason="the cluster extra is not installed")
    settings = {"processes": False, "threads_per_worker": 1, "dashboard_address": None}
    with (
        distributed.LocalCluster(n_workers=2, **settings) as local,
        distributed.Client(local) as client,
    ):
        yield client


class TestScores:
    def test_nothing_is_written_without_a_folder(self):
        scores = run_cells(make_cells("x", "a"))
        assert list(scores) == ["settings", "data", "table", "rows", "method", "draw", "macro_f1",
                                "share", "epochs"]  # fmt: skip
        assert scores["rows"].tolist() == [6, 6, 12, 12]
        assert np.isnan(scores["share"][0])

    def test_scores_come_back_to_the_last_bit(self, tmp_path):
        scores = run_cells(make_cells(), tmp_path)
        line = scores.query("table == 'y' and rows == 12 and method == 'c' and draw == 1").iloc[0]
        assert (
            line["macro_f1"] == score(Competitor("c", "baseline", "", same), "y", 12)[1]["macro_f1"]
        )

    @pytest.mark.parametrize("name", ["NA", "null", "1", "a,b", 'quo"ted', "é", " x "])
    def test_tables_may_be_called_anything(self, name, tmp_path):
        scores = run_cells(make_cells([name]), tmp_path)
        assert set(scores["table"]) == {name}
        CALLS.clear()
        run_cells(make_cells([name]), tmp_path)
        assert CALLS == []

    def test_how_a_number_is_written_does_not_depend_on_who_else_was_scored(self, tmp_path):
        def mixed(method, table, rows):
            return [{"draw": 0, "made": 94 if method.name == "a" else 0.5}]

        for name, methods in (("first", "a"), ("both", "ab")):
            (tmp_path / name).mkdir()
            run_cells(make_cells("x", methods, score=mixed), tmp_path / name)
        run_cells(make_cells("x", "ab", score=mixed), tmp_path / "first")
        assert scores_in(tmp_path / "first") == scores_in(tmp_path / "both")

    def test_the_stamp_tells_settings_methods_and_tables_apart(self):
        stamps = [
            cell.stamp(cell.methods[0])
            for changed in ({}, {"seed": 1}, {"how": "k=3"}, {"data": "9876543210"})
            for cell in make_cells("x", "a", **changed)[:1]
        ]
        assert len(set(stamps)) == 4


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_warning_is_told_once_whatever_cell_or_process_it_is_from(jobs):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        run_cells(make_cells("xyz", score=warns), jobs=jobs)
    told = sorted(str(one.message) for one in caught if one.category is FutureWarning)
    assert told == ["12 rows are few", "6 rows are few"]


class TestFailures:
    @pytest.mark.filterwarnings("ignore:b failed on")
    def test_a_method_that_fails_keeps_nobody_else_from_being_scored(self, tmp_path):
        cells = make_cells("xy", score=broken)
        told = r"b failed on table x, rows 6 \(KeyError: 'no such\\nlevel'\)"
        with (
            pytest.warns(RuntimeWarning, match=told),
            pytest.raises(RuntimeError, match=r"4 that failed, all others are done; the first: b"),
        ):
            run_cells(cells, tmp_path)
        assert set(pd.read_csv(tmp_path / "scores.csv")["method"]) == {"a", "c"}
        CALLS.clear()
        run_cells(make_cells("xy"), tmp_path)
        assert {name for *_, name in CALLS} == {"b"}

    def test_a_cell_where_all_fail_is_left_out(self, tmp_path):
        with pytest.warns(RuntimeWarning), pytest.raises(RuntimeError, match="2 that failed"):
            run_cells(make_cells("x", "b", score=broken), tmp_path)
        assert len(pd.read_csv(tmp_path / "scores.csv")) == 0
