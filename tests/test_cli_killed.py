"""``kill -9`` at random moments: the old file or the new one is there, and whole."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from gansmote_tf.cli.outputs import write_whole

ROOT = Path(__file__).parents[1]
KILLS = int(os.environ.get("GANSMOTE_TF_KILLS", "100"))
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="forks"),
    # The child does nothing but write files, and never comes back.
    pytest.mark.filterwarnings("ignore:.*fork"),
]


def test_killed_again_and_again_while_it_writes(tmp_path, capsys):
    out, rng = tmp_path / "more.csv", np.random.default_rng(0)
    contents = [rng.bytes(4_000_000 + 1_000_000 * turn) for turn in range(4)]
    begun = time.perf_counter()
    write_whole(out, contents[0])
    seconds = time.perf_counter() - begun
    seen, left = Counter(), 0
    for _ in range(KILLS):
        child = os.fork()
        if child == 0:
            for turn in range(10**9):
                write_whole(out, contents[turn % 4], force=True)
        time.sleep(4 * seconds * rng.uniform(0, 1))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL
        seen[contents.index(out.read_bytes())] += 1  # one of them, and whole
        temporaries = list(tmp_path.glob(".gansmote-*"))
        left += len(temporaries)
        for temporary in temporaries:
            temporary.unlink()
    with capsys.disabled():
        sys.stdout.write(
            f"\n{KILLS} kills, {left} of them in the midst of a write of {seconds:.3f} s: the file "
            f"was whole each time, {len(seen)} different ones\n"
        )


def test_killed_as_the_whole_command_that_trains(tmp_path):
    file = tmp_path / "table.csv"
    file.write_bytes(b"size,colour,kind\n" + b"0.50,red,01\n0.75,blue,1\n0.25,red,1\n" * 9)
    out, table = tmp_path / "more.csv", file.read_bytes()
    command = [sys.executable, "-m", "gansmote_tf", "resample", str(file), "--target", "kind"]
    command += ["--out", str(out), "--steps", "20", "--quiet", "--force"]
    begun = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    seconds = time.perf_counter() - begun
    rng = np.random.default_rng(1)
    for _ in range(max(KILLS // 10, 1)):
        child = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(seconds * rng.uniform(0, 1))
        child.kill()
        child.wait()
        data = out.read_bytes()
        assert data.startswith(table)
        assert data.endswith(b"\n")
        assert data.count(b"\n") == table.count(b"\n") + 9
