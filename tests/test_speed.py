"""The speed benchmarks with tiny settings: what their rows hold, not how fast they are."""

import json

import pytest

from gansmote_tf.benchmark import growth, speed
from gansmote_tf.benchmark.growth import growth_exponent, measure_growth, render_growth
from gansmote_tf.benchmark.speed import Case, cases, gan_step_flops, measure, render
from gansmote_tf.benchmark.speed_worker import Worker
from gansmote_tf.cli import main
from gansmote_tf.recipes import RECIPES

KEYS = {"case", "replicas", "ms_per_gan_step", "ratio_to_plain_keras", "gflops", "share_of_peak"}


def silent(line):
    pass


@pytest.fixture(scope="module")
def rows():
    tiny = [
        Case("plain", "plain", 1, 3, "defaults"),
        Case("fused", "plain", 1, 4, "defaults", fused=2),
        Case("ours", "ours", 2, 4),
        Case("two", "ours", 2, 4, "ours", processes=2),
    ]
    return measure(tiny, repeats=1, show=silent)


def test_every_case_has_one_row_with_the_promised_keys(rows):
    assert [row["case"] for row in rows] == ["plain", "fused", "ours", "two"]
    assert all(row.keys() >= KEYS for row in rows)
    json.dumps(rows)


def test_ratios_and_flops_follow_from_the_times(rows):
    flops = gan_step_flops(RECIPES["paper"], 37, 58)
    for row in rows:
        ratio = rows[0]["ms_per_gan_step"] / row["ms_per_gan_step"]
        assert row["ratio_to_plain_keras"] == pytest.approx(ratio)
        assert row["gflops"] == pytest.approx(flops / row["ms_per_gan_step"] / 1e6)
        assert row["paper_table_seconds"] == pytest.approx(1_600 * row["ms_per_gan_step"])
        assert 0 < row["share_of_peak"] < 1


def test_the_table_has_a_line_per_row(rows):
    assert len(render(rows).splitlines()) == 2 + len(rows)
    assert render(rows, "github").startswith("| case")


def test_flops_of_a_step_are_counted_by_hand():
    generator = 16 * 16 + 16 * 32 + 32 * 58
    discriminator = 59 * 32 + 32 * 16 + 16
    expected = 2 * 37 * (4 * generator + 8 * discriminator)
    assert gan_step_flops(RECIPES["paper"], 37, 58) == expected


@pytest.mark.parametrize("processes", [1, 2, 4])
def test_cases_cover_what_was_promised(processes):
    listed = cases(processes)
    assert [case.fused for case in listed[:2]] == [1, 100]
    ours = [case for case in listed if case.job == "ours"]
    single = [case.replicas for case in ours if case.processes == 1 and case.settings == "ours"]
    assert single[:4] == [1, 4, 40, 160]
    assert [case.replicas for case in ours if case.settings == "defaults"] == [1, 4, 40]


def test_growth_lists_each_size_with_time_and_memory():
    lines = measure_growth(silent, {"rows": (4, 300)}, steps=2)
    assert [(line["varied"], line["rows"]) for line in lines] == [("rows", 4), ("rows", 300)]
    assert all(line["cpu_ms_per_step"] > 0 and line["peak_mb"] > 50 for line in lines)
    assert "peak mb" in render_growth(lines)


def test_the_exponent_is_that_of_the_time():
    lines = [{"varied": "replicas", "replicas": n, "cpu_ms_per_step": n**2} for n in (1, 16, 256)]
    assert growth_exponent(lines, "replicas") == pytest.approx(2.0)


def test_tables_of_each_size_have_time_and_memory():
    lines = growth.measure_tables(silent, {"rows": (100,), "levels": (3,)}, steps=2)
    assert [line["varied"] for line in lines] == ["rows", "levels"]
    assert lines[1].items() >= {"rows": 10_000, "columns": 2, "levels": 3}.items()
    assert all(line["cpu_seconds"] > 0 and line["peak_mb"] > 50 for line in lines)
    assert len(growth.render_tables(lines).splitlines()) == 4


def test_calls_of_one_shape_leave_little_behind():
    with Worker("defaults") as worker:
        memory = worker.run("calls", rows=[[9, 5]] * 12)["mb"]
    assert memory[-1] - memory[4] < 7 * 2


def test_generating_reports_rows_per_second():
    with Worker() as worker:
        assert worker.run("generate", rows=3000) > 0


def test_a_failing_worker_is_reported(capfd):
    with Worker() as worker, pytest.raises(RuntimeError, match="ended with status 1"):
        worker.run("nothing")
    assert "KeyError: 'nothing'" in capfd.readouterr().err


def test_the_command_prints_json(monkeypatch, capsys):
    monkeypatch.setattr(speed, "measure", lambda cases, repeats, show: [_row(repeats)])
    assert main(["benchmark", "speed", "--json", "--repeats", "2"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["replicas"] == 2


@pytest.mark.parametrize(
    ("option", "function", "result", "said"),
    [
        ("--memory", "measure_memory", {"peak_mb": 812.5}, "peak mb  812.5"),
        (
            "--growth",
            "measure_growth",
            [{"varied": "rows", "rows": 4, "cpu_ms_per_step": 1.25, "peak_mb": 600.0}],
            "peak mb",
        ),
        (
            "--tables",
            "measure_tables",
            [dict.fromkeys(("rows", "columns", "levels", "cpu_seconds"), 4) | {"varied": "rows"}],
            "cpu seconds",
        ),
    ],
)
def test_the_command_measures_growth_or_memory_instead(
    monkeypatch, capsys, option, function, result, said
):
    monkeypatch.setattr(growth, function, lambda show: result)
    assert main(["benchmark", "speed", option]) == 0
    assert said in capsys.readouterr().out
    assert main(["benchmark", "speed", option, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == result


def _row(replicas):
    numbers = ("ms_per_gan_step", "spread", "ratio_to_plain_keras", "gflops", "share_of_peak")
    return {
        "case": "ours",
        "replicas": replicas,
        "paper_table_seconds": 90,
        **dict.fromkeys(numbers, 0.5),
    }
