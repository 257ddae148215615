"""A warning when a generator's rows become one another's copies."""

import warnings
from typing import Any

import numpy as np

from gansmote_tf.callbacks.row_watcher import RowWatcher
from gansmote_tf.metrics import equal_pairs, lost_levels
from gansmote_tf.recipes import arguments


class CollapseAlarm(RowWatcher):
    """Warns when a generator makes the same row again and again, or no longer makes a level.

    A collapse is what the distance column is there to prevent (paper section 2.3). Every generator
    is poor at first, so the alarm begins after ``grace`` and waits for ``patience`` looks in a row.
    Each class is named once, with its attributes.

    Args:
        equal: Share of pairs of generated rows that may be equal, in [0, 1]; twice the share among
            the real rows is always allowed.
        common: A level counts as lost if at least this share of the real rows have it and no
            generated row does, in (0, 1].
        patience: Looks in a row that a class must look bad at.
        grace: Share of the training's steps at its beginning that are not looked at, in [0, 1).
        stop: Whether to stop training at the first alarm.
        interval, rows, seed, real_rows, labels, groups: See
            :class:`~gansmote_tf.callbacks.row_watcher.RowWatcher`.

    Warns:
        UserWarning: Once per class, with the step, the share of equal pairs, and the attributes.

    Raises:
        TypeError: An argument is of another type.
        ValueError: An argument is out of range.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.callbacks import CollapseAlarm
        >>> alarm = CollapseAlarm(real_rows=[np.eye(4)], labels=["Poor"], patience=1)
        >>> alarm.verdict(np.eye(4)[[2, 2, 2, 2]], np.eye(4))
        '100 % of the pairs of its rows are equal (real rows: 0 %), lost: columns 0, 1, 3'
    """

    def __init__(
        self,
        equal: float = 0.3,
        common: float = 0.2,
        patience: int = 3,
        grace: float = 0.1,
        stop: bool = False,
        **watching: Any,
    ):
        super().__init__(**watching)
        self.equal = arguments.number("equal", equal, 0, 1)
        self.common = arguments.number("common", common, 0, 1, above=True)
        self.patience = arguments.number("patience", patience, 1, whole=True)
        self.grace = arguments.number("grace", grace, 0, 1, below=True)
        self.stop = arguments.flag("stop", stop)

    def on_train_begin(self, logs=None):
        super().on_train_begin(logs)
        self._bad_looks = [0] * len(self.real_rows)
        steps = (self.params.get("steps") or 0) * self.params.get("epochs", 1)
        self._from_step = int(self.model.step) + self.grace * steps

    def look(self, step: int, rows: list[np.ndarray]) -> None:
        if step < self._from_step:
            return
        found = []
        for replica, (made, real) in enumerate(zip(rows, self.real_rows, strict=True)):
            verdict = self.verdict(made, real)
            # Past its patience a class goes on counting, so it is named once only.
            self._bad_looks[replica] += 1 if verdict or self._named(replica) else 0
            if not verdict and not self._named(replica):
                self._bad_looks[replica] = 0
            elif self._bad_looks[replica] == self.patience:
                found.append(f"class {self.labels[replica]}: {verdict}")
        if found:
            self._warn(step, found)

    def _named(self, replica):
        return self._bad_looks[replica] >= self.patience

    def verdict(self, made: np.ndarray, real: np.ndarray) -> str:
        """What is wrong with generated rows beside the real ones, in words; "" if nothing is."""
        bits = np.setdiff1d(np.arange(real.shape[1]), self.groups.numeric)
        shares = equal_pairs(made), equal_pairs(real)
        copies = shares[0] > max(self.equal, 2 * shares[1])
        lost = lost_levels(made[:, bits], real[:, bits], self.common)
        complaints = []
        if copies:
            complaints.append(
                f"{shares[0]:.0%} of the pairs of its rows are equal (real rows: {shares[1]:.0%})"
            )
        if len(lost):
            complaints.append(f"lost: {self.describe(bits[lost])}")
        elif copies:
            stiff = np.flatnonzero(made.var(axis=0) < 0.1 * real.var(axis=0))
            complaints.append(f"hardly varying: {self.describe(stiff)}")
        return ", ".join(complaints).replace("%", " %")

    def _warn(self, step, found):
        warnings.warn(
            f"By step {step:,} the GAN has collapsed, {'; '.join(found)}. More flips, and a "
            "learning rate that restarts ten times higher, kept variety on the paper's table.",
            stacklevel=2,
        )
        if self.stop:
            self.model.stop_training = True
