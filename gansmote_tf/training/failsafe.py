"""What is done when training goes wrong: the good weights stay, and the error says where."""

import contextlib
from collections.abc import Iterator, Sequence

import keras
import tensorflow as tf

from gansmote_tf.callbacks import DivergenceGuard
from gansmote_tf.training.errors import TrainingError
from gansmote_tf.training.job import Job


def explain(error: BaseException, jobs: Sequence[Job], step: int) -> None:
    """Say which classes were being trained, and how far.

    Args:
        error: What broke the training off; the words are added to it.
        jobs: What was trained.
        step: The last step done.

    Raises:
        TrainingError: For errors of TensorFlow's own, such as lack of memory.
    """
    labels = ", ".join(str(job.label) for job in jobs)
    where = (
        f"training of class {labels} was broken off after step {step:,} of "
        f"{jobs[0].recipe.steps:,}; what was trained until then is kept"
    )
    if isinstance(error, tf.errors.OpError):
        reason = str(error.message).splitlines()[0][:200]
        raise TrainingError(f"TensorFlow could not go on ({reason}): {where}.") from error
    error.add_note(f"gansmote_tf: {where}.")


@contextlib.contextmanager
def told_of_building(jobs: Sequence[Job]) -> Iterator[None]:
    """Within it a GAN is built: where memory runs out, the error says for which classes.

    Args:
        jobs: What is to be trained.

    Raises:
        TrainingError: For errors of TensorFlow's own, such as lack of memory.
    """
    try:
        yield
    except (tf.errors.OpError, MemoryError) as error:
        explain(error, jobs, step=0)
        raise


class _QuietGuard(DivergenceGuard):
    """Freezes what diverges without a word: the error at the end tells it."""

    def tell(self, names, step):
        pass


class Failsafe:
    """Keeps diverged classes at their last good weights, and tells of it after the others' end.

    Where the caller's callbacks hold a :class:`~gansmote_tf.callbacks.DivergenceGuard`, that one
    does the work, and a warning is all.

    Args:
        jobs: What is trained.
        callbacks: The caller's.
    """

    def __init__(self, jobs: Sequence[Job], callbacks: Sequence[keras.callbacks.Callback]):
        self._jobs = jobs
        guarded = any(isinstance(callback, DivergenceGuard) for callback in callbacks)
        self._guard = None if guarded else _QuietGuard([job.label for job in jobs])

    def callbacks(self) -> list[keras.callbacks.Callback]:
        """What has to watch the training."""
        return [] if self._guard is None else [self._guard]

    def check(self) -> None:
        """Raise if a class has diverged.

        Raises:
            TrainingError: With its name, the step, and the way out.
        """
        if self._guard is None or not self._guard.diverged:
            return
        recipe, diverged = self._jobs[0].recipe, self._guard.diverged
        raise TrainingError(
            f"Training diverged: a loss or weight of class {', '.join(diverged)} was no longer "
            f"finite by step {max(diverged.values()):,} of {recipe.steps:,}, at "
            f"learning_rate={recipe.learning_rate:g} and restart_factor={recipe.restart_factor:g}; "
            "lower one of them, or put gansmote_tf.callbacks.DivergenceGuard() among the callbacks "
            "to go on with the last good weights.",
            diverged,
        )
