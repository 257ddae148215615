"""A process that measures: one job per line of stdin, one answer per line of stdout, as JSON.

Each process has its own TensorFlow, so that thread settings differ side by side and memory is a
job's own. :class:`Worker` is the other end.
"""

import json
import os
import subprocess
import sys
import time
from typing import Any

import numpy as np

from gansmote_tf.recipes import RECIPES
from gansmote_tf.tensorflow_start import load_tensorflow, set_up_tensorflow

PAPER = RECIPES["paper"]


class Worker:
    """A process of its own that takes jobs.

    Args:
        settings: ``"ours"``, what the commands choose for their own processes, or
            ``"defaults"``, TensorFlow as it comes.
    """

    def __init__(self, settings: str = "ours") -> None:
        # As in a user's own process: nothing is set.
        ours = ("TF_NUM_INTRAOP_THREADS", "TF_CPU_ALLOCATOR_USE_BFC")
        environment = {name: value for name, value in os.environ.items() if name not in ours}
        environment["TF_CPP_MIN_LOG_LEVEL"] = "3"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gansmote_tf.benchmark.speed_worker", settings],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def ask(self, job: str, **arguments: Any) -> None:
        """Start a job; its answer is fetched by :meth:`answer`."""
        self._process.stdin.write(json.dumps({"job": job, **arguments}) + "\n")
        self._process.stdin.flush()

    def answer(self) -> Any:
        """Wait for the job's answer.

        Raises:
            RuntimeError: The process ended without one; its traceback is on stderr.
        """
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(
                f"a measuring process ended with status {self._process.wait()}; see its error above"
            )
        return json.loads(line)

    def run(self, job: str, **arguments: Any) -> Any:
        """Start a job and wait for its answer."""
        self.ask(job, **arguments)
        return self.answer()

    def close(self) -> None:
        """Let the process end."""
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def random_tables(replicas: int, rows: int, columns: int) -> list[np.ndarray]:
    """Tables of bits, a fifth of them set, as the petrography data has it."""
    rng = np.random.default_rng(0)
    return [(rng.random((rows, columns)) < 0.2).astype("float32") for _ in range(replicas)]


def train_ours(
    replicas: int, rows: int, columns: int, steps: int, clock: str = "perf_counter"
) -> float:
    """Milliseconds per step of a whole stack, set-up left out, by one of ``time``'s clocks."""
    import keras

    from gansmote_tf.training import train

    marks, now = [], getattr(time, clock)
    watch = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda *_: marks.append(now()),
        on_train_end=lambda *_: marks.append(now()),
    )
    watch.needs_model = False  # or it would be handed the trained weights before it marks the end
    train(random_tables(replicas, rows, columns), PAPER.scaled(steps), seed=0, callbacks=[watch])
    return 1e3 * (marks[-1] - marks[0]) / steps


def train_plain(fused: int, rows: int, columns: int, steps: int) -> float:
    """Milliseconds per step of plain Keras; one batch per epoch unless steps are fused."""
    import tensorflow as tf

    from gansmote_tf.gan.datasets import untuned

    (table,) = random_tables(1, rows, columns)
    gan = _plain(fused, columns)
    # One batch as a dataset, and untuned: of Keras's ways to be handed an array this small the
    # fastest.
    batch = untuned(tf.data.Dataset.from_tensors(table))
    if fused == 1:
        arguments = {"x": batch, "epochs": steps}
    else:
        arguments = {"x": batch.repeat(), "steps_per_epoch": steps}
    started = time.perf_counter()
    gan.fit(**arguments, shuffle=False, verbose=0)
    return 1e3 * (time.perf_counter() - started) / steps


_models = {}


def _plain(fused, columns):
    from gansmote_tf.benchmark.plain_keras import plain_gan

    if fused not in _models:
        _models[fused] = plain_gan(PAPER, columns, fused)
    return _models[fused]


def matmul_peak(size: int = 1024, repeats: int = 20) -> float:
    """GFLOP/s of a large float32 matrix product, the best of several."""
    import tensorflow as tf

    product = tf.function(tf.matmul)
    factor = tf.random.uniform((size, size))
    product(factor, factor)
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        product(factor, factor).numpy()
        seconds.append(time.perf_counter() - started)
    return 2 * size**3 / min(seconds) / 1e9


def peak_mb() -> float:
    """The largest memory that this process has held, in MB."""
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def call_fit_resample(rows: list[list[int]], steps: int = 20) -> dict[str, list[float]]:
    """Seconds of each call of ``fit_resample`` and peak memory after it.

    Args:
        rows: The class sizes of each call's table.
        steps: GAN-steps of a call.
    """
    from gansmote_tf.samplers import GANSMOTE

    seconds, memory = [], []
    for seed, sizes in enumerate(rows):
        X = np.concatenate(random_tables(1, sum(sizes), 20))
        y = np.repeat(np.arange(len(sizes)), sizes)
        groups = {"bits": ("any_of", list(range(20)))}
        sampler = GANSMOTE(recipe=PAPER.scaled(steps), groups=groups, random_state=seed)
        started = time.perf_counter()
        sampler.fit_resample(X, y)
        seconds.append(time.perf_counter() - started)
        memory.append(peak_mb())
    return {"seconds": seconds, "mb": memory}


def resample_once(rows: int, columns: int, levels: int, steps: int) -> dict[str, float]:
    """Processor seconds and peak memory of one call of ``fit_resample``, tracing included.

    Args:
        rows: Rows of the table, a tenth of them of the class that is topped up to the others.
        columns: Its columns of strings, of four levels each but one.
        levels: Levels of that one.
        steps: GAN-steps, of recipe ``default``.
    """
    import pandas as pd

    from gansmote_tf.samplers import GANSMOTE

    rng = np.random.default_rng(0)
    X = pd.DataFrame({f"c{column}": rng.choice(list("abcd"), rows) for column in range(1, columns)})
    X["named"] = rng.permutation([f"level {place % levels}" for place in range(rows)])
    y = np.where(np.arange(rows) < rows // 10, "rare", "common")
    recipe, groups = RECIPES["default"].scaled(steps), {"named": ("one_of", ["named"])}
    sampler = GANSMOTE(recipe=recipe, groups=groups, random_state=0)
    started = time.process_time()
    sampler.fit_resample(X, y)
    return {"seconds": time.process_time() - started, "mb": peak_mb()}


def generate(rows: int, columns: int = 58) -> float:
    """Rows per second from one trained generator, streamed."""
    from gansmote_tf.training import train

    gan = train(random_tables(1, 37, columns), PAPER.scaled(20), seed=0)
    started = time.perf_counter()
    made = sum(len(chunk) for chunk in gan.stream(rows))
    return made / (time.perf_counter() - started)


_JOBS = {
    "ours": train_ours,
    "plain": train_plain,
    "peak": matmul_peak,
    "peak_mb": peak_mb,
    "calls": call_fit_resample,
    "generate": generate,
    "resample": resample_once,
}


def main() -> None:
    """Answer jobs until stdin ends."""
    load = set_up_tensorflow if sys.argv[1] == "ours" else load_tensorflow
    load()
    for line in sys.stdin:
        job = json.loads(line)
        result = _JOBS[job.pop("job")](**job)
        sys.stdout.write(json.dumps(result) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
