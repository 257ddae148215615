"""How time and memory grow with sizes and with calls, in fresh processes."""

import math
from collections.abc import Callable, Mapping, Sequence

from tabulate import tabulate

from gansmote_tf.benchmark.speed_worker import Worker

_SIZES = {
    "replicas": (1, 4, 16, 64, 256),
    "rows": (16, 64, 256, 1024, 4096),
    "columns": (16, 64, 256, 1024, 2048),
}
_REST = {"replicas": 1, "rows": 37, "columns": 58}

_TABLE_SIZES = {
    "rows": (100, 1_000, 10_000, 100_000),
    "columns": (10, 100, 1_000),
    "levels": (10, 100, 1_000, 10_000),
}
#: What stays while another size grows; a column of many levels needs as many rows.
_TABLE_REST = {
    "rows": {"columns": 10, "levels": 4},
    "columns": {"rows": 1_000, "levels": 4},
    "levels": {"rows": 10_000, "columns": 2},
}

#: From which size on the claim of linear growth is computed: below, operations cost their start.
_LINEAR_FROM = {"replicas": 16, "rows": 256, "columns": 256}


def measure_growth(
    show: Callable[[str], None], sizes: dict[str, Sequence[int]] | None = None, steps: int = 40
) -> list[dict]:
    """Processor time per step and peak memory where one size grows and the others stay.

    Processor time, over all threads, does not grow by what else runs on the machine.

    Args:
        show: Called with a line before each measurement.
        sizes: What is varied: ``"replicas"``, ``"rows"`` or ``"columns"`` -> sizes.
        steps: Steps per measurement, after as many that trace.

    Returns:
        One dict per case: ``varied``, ``replicas``, ``rows``, ``columns``, ``cpu_ms_per_step``
        of the whole stack, and ``peak_mb`` of the process.
    """
    lines = []
    for varied, values in (sizes or _SIZES).items():
        for value in values:
            show(f"{varied} = {value}")
            shape = {**_REST, varied: value}
            job = {**shape, "steps": steps, "clock": "process_time"}
            with Worker() as worker:
                worker.run("ours", **job)
                time = min(worker.run("ours", **job) for _ in range(3))
                peak = worker.run("peak_mb")
            lines.append({"varied": varied, **shape, "cpu_ms_per_step": time, "peak_mb": peak})
    return lines


def growth_exponent(lines: Sequence[dict], varied: str) -> float:
    """The power of the varied size that time grows by, over the sizes where it should be linear.

    Example:
        >>> from gansmote_tf.benchmark.growth import growth_exponent
        >>> lines = [{"varied": "rows", "rows": n, "cpu_ms_per_step": n / 100} for n in (256, 4096)]
        >>> growth_exponent(lines, "rows")
        1.0
    """
    own = [
        line for line in lines if line["varied"] == varied and line[varied] >= _LINEAR_FROM[varied]
    ]
    first, last = own[0], own[-1]
    times = math.log(last["cpu_ms_per_step"] / first["cpu_ms_per_step"])
    return times / math.log(last[varied] / first[varied])


def render_growth(lines: Sequence[dict]) -> str:
    """The cases as a table, and below what they say about linear growth."""
    table = tabulate(
        [[line[key] for key in line] for line in lines],
        [key.replace("_", " ") for key in lines[0]],
        floatfmt=".2f",
    )
    claims = [
        f"time grows as {varied}^{growth_exponent(lines, varied):.2f} from {start} on"
        for varied, start in _LINEAR_FROM.items()
        if sum(line["varied"] == varied and line[varied] >= start for line in lines) > 1
    ]
    return "\n".join([table, "", *claims])


def measure_tables(
    show: Callable[[str], None], sizes: dict[str, Sequence[int]] | None = None, steps: int = 200
) -> list[dict]:
    """Processor time and peak memory of ``fit_resample``, each table in a process of its own.

    Args:
        show: Called with a line before each measurement.
        sizes: What is varied: ``"rows"``, ``"columns"`` or ``"levels"`` (of one column) -> sizes.
        steps: GAN-steps, of recipe ``default``: few, so that what is no training shows.

    Returns:
        One dict per case: ``varied``, ``rows``, ``columns``, ``levels``, ``cpu_seconds`` and
        ``peak_mb``.
    """
    lines = []
    for varied, values in (sizes or _TABLE_SIZES).items():
        for value in values:
            show(f"fit_resample, {varied} = {value}")
            shape = {**_TABLE_REST[varied], varied: value}
            shape = {name: shape[name] for name in ("rows", "columns", "levels")}
            with Worker() as worker:
                found = worker.run("resample", **shape, steps=steps)
            own = {"cpu_seconds": found["seconds"], "peak_mb": found["mb"]}
            lines.append({"varied": varied, **shape, **own})
    return lines


def render_tables(lines: Sequence[dict]) -> str:
    """The cases as a table, each with the power of the size that time grew by from the last one.

    Example:
        >>> from gansmote_tf.benchmark.growth import render_tables
        >>> size = {"varied": "rows", "columns": 10, "levels": 4, "peak_mb": 900.0}
        >>> lines = [{**size, "rows": n, "cpu_seconds": n / 100} for n in (100, 1000)]
        >>> render_tables(lines).splitlines()[-1].split("|")[-2].strip()
        '1.00'
    """
    rows = []
    for before, line in zip([None, *lines], lines, strict=False):
        varied = line["varied"]
        power = None
        if before and before["varied"] == varied:
            times = math.log(line["cpu_seconds"] / before["cpu_seconds"])
            power = times / math.log(line[varied] / before[varied])
        rows.append([*line.values(), power])
    headers = [*(key.replace("_", " ") for key in lines[0]), "time grows as size^"]
    formats = ("", "", "", "", ".1f", ".0f", ".2f")
    return tabulate(rows, headers, "github", floatfmt=formats)


def measure_memory(show: Callable[[str], None], calls: int = 50) -> dict[str, float]:
    """What calls leave behind in one process, and how fast a generator makes rows.

    Returns:
        ``mb_per_call_of_one_shape`` (after the fifth call), ``mb_per_call_of_shapes_seen_before``,
        ``peak_mb``, ``first_call_seconds``, ``million_rows_per_second``.
    """
    with Worker("defaults") as worker:
        show(f"{calls} calls of fit_resample of one shape")
        same = worker.run("calls", rows=[[30, 20]] * calls)
        show("calls of ten shapes, three times over")
        shapes = [[24 + 5 * size, 12 + 2 * size] for size in range(10)]
        mixed = worker.run("calls", rows=shapes * 3)
    with Worker() as worker:
        show("a million rows from one generator")
        speed = max(worker.run("generate", rows=1_000_000) for _ in range(3))
    return {
        "mb_per_call_of_one_shape": (same["mb"][-1] - same["mb"][4]) / (calls - 5),
        "mb_per_call_of_shapes_seen_before": (mixed["mb"][-1] - mixed["mb"][9]) / 20,
        "peak_mb": mixed["mb"][-1],
        "first_call_seconds": same["seconds"][0],
        "million_rows_per_second": speed / 1e6,
    }


def render_memory(values: Mapping[str, float]) -> str:
    """The values as a table of two columns."""
    return tabulate([[name.replace("_", " "), value] for name, value in values.items()])
