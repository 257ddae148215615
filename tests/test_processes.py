"""A sampler in processes of every kind makes the bytes it makes alone."""

import multiprocessing
import os
import subprocess
import sys

import joblib
import pytest

from gansmote_tf import GANSMOTE, RECIPES, make_one_hot

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="forks"),
    pytest.mark.filterwarnings("ignore:.*fork"),
]


def topped_up():
    """The bytes of a small table topped up."""
    X, y = make_one_hot(
        n_samples=40, n_attributes=4, n_levels=3, n_classes=2, weights=[4, 1], random_state=0
    )
    sampler = GANSMOTE(recipe=RECIPES["paper"].scaled(20), random_state=3)
    rows, labels = sampler.fit_resample(X, y)
    return rows.to_csv().encode() + labels.to_csv().encode()


def _put(queue):
    try:
        queue.put(topped_up())
    except RuntimeError as error:
        queue.put(str(error))


def run_in(context):
    """What a process of this kind makes."""
    queue = context.SimpleQueue()
    process = context.Process(target=_put, args=(queue,))
    process.start()
    made = queue.get()
    process.join()
    return made


def fork_first():
    """Print what a process makes that was forked before TensorFlow was used."""
    print(run_in(multiprocessing.get_context("fork")).hex())


@pytest.fixture(scope="module")
def alone():
    return topped_up()


def test_a_process_forked_after_training_is_refused_at_once(alone):
    assert "forked after training" in run_in(multiprocessing.get_context("fork"))


@pytest.mark.long
def test_a_process_forked_before_tensorflow_was_used_makes_the_same(alone):
    code = "from tests.test_processes import fork_first; fork_first()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert bytes.fromhex(done.stdout) == alone


@pytest.mark.long
def test_a_spawned_process_makes_the_same(alone):
    assert run_in(multiprocessing.get_context("spawn")) == alone


@pytest.mark.long
def test_loky_makes_the_same(alone):
    (made,) = joblib.Parallel(n_jobs=2)([joblib.delayed(topped_up)()])
    assert made == alone
