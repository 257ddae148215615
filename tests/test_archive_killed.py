"""``kill -9`` at random moments of ``save``: the old file or the new one is there, and loads."""

import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from gansmote_tf import GANSMOTE, make_one_hot
from tests.saved_samplers import FAST

KILLS = int(os.environ.get("GANSMOTE_TF_KILLS", "100"))
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="forks"),
    # The child does nothing but save, and never comes back.
    pytest.mark.filterwarnings("ignore:.*fork"),
]


def test_killed_again_and_again_while_it_saves(tmp_path, capsys):
    samplers = []
    for seed in range(3):
        X, y = make_one_hot(n_samples=60 + 1_000 * seed, weights=[0.8, 0.2], random_state=seed)
        samplers.append(GANSMOTE(recipe=FAST, random_state=seed).fit(X, y))
    made = [each.sample(5, label=1, random_state=0) for each in samplers]
    out, rng = Path(tmp_path, "sampler.gansmote"), np.random.default_rng(0)
    begun = time.perf_counter()
    samplers[0].save(out)
    seconds = time.perf_counter() - begun
    seen, left = Counter(), 0
    for _ in range(KILLS):
        child = os.fork()
        if child == 0:
            for turn in range(int(rng.integers(3)), 10**9):
                samplers[turn % 3].save(out)
        time.sleep(6 * seconds * rng.uniform(0, 1))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL
        rows = GANSMOTE.load(out).sample(5, label=1, random_state=0)
        (which,) = [place for place, own in enumerate(made) if own.equals(rows)]
        seen[which] += 1
        temporaries = list(tmp_path.glob(".gansmote-*"))
        left += len(temporaries)
        for temporary in temporaries:
            temporary.unlink()
    assert len(seen) > 1  # children did save
    with capsys.disabled():
        sys.stdout.write(
            f"\n{KILLS} kills, {left} of them in the midst of writing, a save taking {seconds:.3f} "
            f"s: the file loaded each time, as {dict(seen)}\n"
        )
