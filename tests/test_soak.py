"""Five hundred trainings in one process: neither memory nor threads nor open files pile up."""

import gc
import os
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gansmote_tf import GANSMOTE, RECIPES

_SELF = Path("/proc/self")
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not _SELF.is_dir(), reason="reads what Linux tells of a process"),
]

CALLS, SHAPES = 500, 20


def table(rng, shape):
    """A table of one of twenty padded shapes; within it rows, columns and kinds differ by call."""
    classes = 2 + shape % 3
    longest = (16, 20, 24, 28, 32)[shape % 5] - int(rng.integers(2))
    sizes = [longest, *rng.integers(4, 9, classes - 1)]
    labels = np.repeat(rng.choice(["a", "b", "c", "d"], classes, replace=False), sizes)
    order = rng.permutation(len(labels))
    bits = (6, 8, 12, 16)[shape % 4]
    columns = _COLUMNS[shape % 4](rng, len(labels), bits)
    y = pd.Series(labels[order], name=f"class {rng.integers(100)}")
    return columns, y


def _bits(rng, rows, columns):
    return (rng.random((rows, columns - int(rng.integers(2)))) < 0.4).astype(int)


def _one_hot(rng, rows, columns):
    levels = pd.DataFrame({f"A{i}": rng.integers(0, 2, rows) for i in range(columns // 2)})
    levels.iloc[:2] = [[0] * levels.shape[1], [1] * levels.shape[1]]
    return pd.get_dummies(levels.astype("category"))


def _categories(rng, rows, columns):
    words = np.array(["low", "high", "none"])
    levels = {
        f"{rng.integers(99)} {i}": words[rng.integers(0, 3, rows)] for i in range(columns // 3)
    }
    frame = pd.DataFrame(levels)
    for place, word in enumerate(words):
        frame.iloc[place] = word
    return frame.astype("category")


def _mixed(rng, rows, columns):
    frame = _categories(rng, rows, columns - 2)
    frame["length"] = rng.normal(size=rows)
    frame["count"] = rng.integers(0, 50, rows)
    return frame


_COLUMNS = (_bits, _one_hot, _categories, _mixed)


def resident():
    """Bytes of memory in use."""
    return int((_SELF / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def state():
    gc.collect()
    return {
        "mb": resident() / 2**20,
        "python threads": threading.active_count(),
        "threads": len(os.listdir(_SELF / "task")),
        "handles": len(os.listdir(_SELF / "fd")),
        "objects": len(gc.get_objects()),
    }


def test_five_hundred_calls_grow_by_nothing_once_every_shape_was_seen():
    rng = np.random.default_rng(0)
    seen = {}
    for call in range(CALLS):
        shape = call if call < SHAPES else int(rng.integers(SHAPES))
        X, y = table(rng, shape)
        recipe = RECIPES[("default", "paper")[shape % 2]].scaled(20)
        GANSMOTE(recipe=recipe, random_state=call).fit_resample(X, y)
        if call + 1 in (SHAPES, 100, 200, 300, 400, CALLS):
            seen[call + 1] = state()
            print(call + 1, seen[call + 1])
    for counted in ("python threads", "threads", "handles"):
        assert seen[CALLS][counted] == seen[SHAPES][counted], seen
    assert abs(seen[CALLS]["objects"] - seen[100]["objects"]) < CALLS, seen
    # An unnamed variable alone would leave 30 kB at every call, and there were nine.
    assert (seen[CALLS]["mb"] - seen[100]["mb"]) / (CALLS - 100) < 0.1, seen
