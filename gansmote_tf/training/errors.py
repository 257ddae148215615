"""What training raises when it goes wrong."""

from collections.abc import Hashable, Mapping


class TrainingError(RuntimeError):
    """Training went wrong.

    What was trained until then is kept: by :class:`~gansmote_tf.GANSMOTE` in ``gans_``,
    ``replicas_`` and ``history_``.

    Args:
        message: What happened, and the way out.
        diverged: Label of each class whose numbers left the finite, and the step by which.

    Example:
        >>> from gansmote_tf.training import TrainingError
        >>> TrainingError("class rare diverged", {"rare": 500}).diverged
        {'rare': 500}
    """

    def __init__(self, message: str, diverged: Mapping[Hashable, int] | None = None):
        super().__init__(message)
        self.diverged = dict(diverged or {})
