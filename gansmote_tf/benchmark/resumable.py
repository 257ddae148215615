"""Runs that can be stopped at any time and go on where they stood, over processes or a cluster.

A run is a list of cells, each a part of it that is computed at once: a table with the sizes drawn
from it, or a table with its folds. ``scores.csv`` is written anew after each cell, in one move, so
that a killed run leaves whole cells, and one that goes on ends with the same bytes.
"""

import functools
import hashlib
import io
import json
import time
import traceback
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import pandas as pd
from threadpoolctl import threadpool_limits

from gansmote_tf.archive.atomic import write_atomically
from gansmote_tf.benchmark.competitor import Competitor
from gansmote_tf.benchmark.report import versions

#: The columns before those of a protocol: a hash of all that a score depends on, and of the table.
STAMP = ["settings", "data"]


@dataclass(frozen=True)
class Cell:
    """A part of a run that is computed at once.

    Args:
        keys: Column -> value; tells the cell from all others.
        methods: Those that apply to it.
        score: ``score(method, **keys)`` gives one line per score of a method, without the keys.
        settings: What the scores depend on beside methods, table and versions; plain values.
        data: A hash of the table.
    """

    keys: Mapping[str, Any]
    methods: Sequence[Competitor]
    score: Callable[..., list[dict]]
    settings: Mapping[str, Any]
    data: str

    def stamp(self, method: Competitor) -> tuple[str, str]:
        """What ``STAMP`` says of a method's scores."""
        parts = {**self.settings, "method": method.settings, "versions": _versions()}
        text = json.dumps(parts, sort_keys=True, default=repr)
        return hashlib.sha256(text.encode()).hexdigest()[:8], self.data[:8]


#: Looked up once: a run asks for it thousands of times.
_versions = functools.cache(versions)


def run_cells(
    cells: Sequence[Cell],
    folder: Path | None = None,
    *,
    jobs: int | None = None,
    replace: bool = False,
    watch: Callable[..., Iterable] | None = None,
) -> pd.DataFrame:
    """Score every method of every cell, but those that the folder has.

    Args:
        cells: What to compute; their order is that of the scores.
        folder: Where ``scores.csv`` is written after each cell, and gone on from; and
            ``times.csv``, the processor seconds that each took. None writes nothing.
        jobs: Processes at once; None for what ``joblib.parallel_config`` says, one without it. Its
            backends, ``"dask"`` for instance, spread the cells over a cluster.
        replace: Whether scores of other settings or tables may be dropped.
        watch: Wraps the cells that are done, one by one, with ``total=`` their number; a progress
            bar fits here.

    Returns:
        One line per score: ``STAMP``, the cell's keys, ``method`` and what ``score`` gives.

    Warns:
        As the methods do, each text once, from whichever process.

    Raises:
        ValueError: The folder's scores are of other settings, and ``replace`` is False.
        RuntimeError: A method failed somewhere, once all others are scored; a warning tells of it
            as it happens.

    Example:
        >>> from gansmote_tf.benchmark.competitors import competitors
        >>> from gansmote_tf.benchmark.resumable import Cell, run_cells
        >>> def score(method, table):
        ...     return [{"draw": draw, "macro_f1": 50.0 + draw} for draw in (0, 1)]
        >>> cell = Cell({"table": "car"}, competitors(["original"]), score, {}, "0123abcd")
        >>> run_cells([cell])[["table", "method", "macro_f1"]].values.tolist()
        [['car', 'original rows', 50.0], ['car', 'original rows', 51.0]]
    """
    found = _Found(cells, folder, replace)
    open_work = [(cell, found.missing(cell)) for cell in cells]
    open_work = [(cell, methods) for cell, methods in open_work if methods]
    results = joblib.Parallel(n_jobs=jobs, return_as="generator_unordered")(
        joblib.delayed(_compute)(cell, methods) for cell, methods in open_work
    )
    done = results if watch is None else watch(results, total=len(open_work))
    failures, told = [], set()
    with warnings.catch_warnings():
        # TensorFlow keeps each graph that it traced: joblib takes a worker that has grown for a
        # leak, starts a new one, and nothing is lost.
        warnings.filterwarnings("ignore", "A worker stopped while some jobs", UserWarning)
        for scores, times, failed, warned in done:
            for category, text in warned:
                if text not in told:
                    warnings.warn(text, category, stacklevel=2)
                told.add(text)
            for text in failed:
                warnings.warn(text.splitlines()[0], RuntimeWarning, stacklevel=2)
            failures += failed
            if scores is not None:
                found.add(scores, times)
    found.write()
    if failures:
        raise RuntimeError(
            "methods must score every cell that they apply to. Received: "
            f"{len(failures)} that failed, all others are done; the first: {failures[0]}"
        )
    return found.scores()


def check_folder(cells: Sequence[Cell], folder: Path) -> None:
    """Refuse a folder whose scores a run of these cells would drop.

    Raises:
        ValueError: It holds scores of other settings or tables.
    """
    _Found(cells, folder, replace=False)


def _compute(cell, methods):
    """A cell's scores for some methods, as text, the seconds of each, what failed, and warnings.

    Warnings are handed over, for a worker would print them anew for every cell.
    """
    scores, times, failed = [], [], []
    with (
        threadpool_limits(1),  # cells share the cores, and sums stand in one order
        warnings.catch_warnings(record=True) as caught,
    ):
        for method in methods:
            started = time.process_time()
            head = dict(zip(STAMP, cell.stamp(method), strict=True))
            head |= {**cell.keys, "method": method.name}
            try:
                lines = cell.score(method, **cell.keys)
            except Exception as error:  # whatever package it is from: the other methods go on
                where = ", ".join(f"{name} {value}" for name, value in cell.keys.items())
                said = " ".join(str(error).split())
                told = f"{method.name} failed on {where} ({type(error).__name__}: {said})"
                failed.append(f"{told}\n{traceback.format_exc()}")
                continue
            # Method by method: how a column is written must not depend on who else was scored.
            scores.append(_as_text(pd.DataFrame([{**head, **line} for line in lines])))
            seconds = round(time.process_time() - started, 3)
            times.append({**cell.keys, "method": method.name, "seconds": seconds})
    warned = [(one.category, str(one.message)) for one in caught]
    if not scores:
        return None, None, failed, warned
    return pd.concat(scores), _as_text(pd.DataFrame(times)), failed, warned


def _as_text(frame):
    """The frame with every cell as the text that a CSV file has for it."""
    return _read_text(io.StringIO(frame.to_csv(index=False, lineterminator="\n")))


def _read_text(file):
    return pd.read_csv(file, dtype=str, keep_default_na=False)


class _Found:
    """What is computed already: blocks of lines by cell and method, and the time of each."""

    def __init__(self, cells: Sequence[Cell], folder: Path | None, replace: bool) -> None:
        self._folder = folder
        self._names = list(cells[0].keys) if cells else []
        self._blocks = dict.fromkeys(
            self._place(cell, method) for cell in cells for method in cell.methods
        )
        self._times = pd.DataFrame(columns=[*self._names, "method", "seconds"])
        path = folder and folder / "scores.csv"
        if path and path.exists():
            self._take(_read_file(path), path, replace)
            times = folder / "times.csv"
            if times.exists():
                self._take_times(_read_file(times))

    def _place(self, cell, method):
        keys = [str(cell.keys[name]) for name in self._names]
        return (*cell.stamp(method), *keys, method.name)

    def _take(self, scores, path, replace):
        columns = [*STAMP, *self._names, "method"]
        known = set(columns) <= set(scores)
        blocks = dict(iter(scores.groupby(columns, sort=False))) if known else {}
        others = len(set(blocks) - set(self._blocks)) if known else len(scores)
        if others and not replace:
            raise ValueError(
                f"{path}: scores to go on from must be of the same settings, versions and tables. "
                f"Received: {others} blocks of others; give another folder, or allow to replace "
                "them."
            )
        self._blocks |= {place: blocks[place] for place in self._blocks if place in blocks}

    def _take_times(self, times):
        """Those of scores that are kept: of a cell that is computed anew, the new one counts."""
        columns = [*self._names, "method"]
        if set(columns) <= set(times):
            kept = {
                place[len(STAMP) :] for place, block in self._blocks.items() if block is not None
            }
            places = times[columns].itertuples(index=False, name=None)
            self._times = times[[place in kept for place in places]]

    def missing(self, cell):
        return [
            method for method in cell.methods if self._blocks[self._place(cell, method)] is None
        ]

    def add(self, scores, times):
        columns = [*STAMP, *self._names, "method"]
        self._blocks |= dict(iter(scores.groupby(columns, sort=False)))
        self._times = pd.concat([self._times, times])
        self.write()

    def write(self):
        if self._folder:
            # The times first: a run killed between the two drops those without a score.
            self._write("times.csv", self._times)
            self._write("scores.csv", self._frame())

    def _write(self, name, frame):
        text = frame.to_csv(index=False, lineterminator="\n")
        write_atomically(self._folder / name, lambda file: file.write(text.encode()))

    def _frame(self):
        done = [block for block in self._blocks.values() if block is not None]
        columns = [*STAMP, *self._names, "method"]
        return pd.concat(done).fillna("") if done else pd.DataFrame(columns=columns)

    def scores(self):
        return read_scores(io.StringIO(self._frame().to_csv(index=False)))


def read_scores(file: Path | io.StringIO) -> pd.DataFrame:
    """Scores as :func:`run_cells` returns them, from the ``scores.csv`` that it wrote.

    Args:
        file: The file.

    Example:
        >>> import io
        >>> from gansmote_tf.benchmark.resumable import read_scores
        >>> read_scores(io.StringIO("table,macro_f1\\nnull,50.5\\n1,")).to_dict("list")
        {'table': ['null', '1'], 'macro_f1': [50.5, nan]}
    """
    # A table may be called "null": nothing but an empty cell is one.
    names = dict.fromkeys([*STAMP, "table", "method"], str)
    return pd.read_csv(file, dtype=names, keep_default_na=False, na_values=[""])


def _read_file(path):
    try:
        return _read_text(path)
    except ValueError as error:  # no text, no lines, or none of one length
        reason = " ".join(str(error).split())
        raise ValueError(
            f"{path}: expected what an earlier run wrote. Received: {reason}"
        ) from error
