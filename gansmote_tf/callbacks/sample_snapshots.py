"""Generated rows of many moments, for looking back."""

from collections import deque
from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np

from gansmote_tf.callbacks.row_watcher import RowWatcher
from gansmote_tf.recipes import arguments


class Snapshot(NamedTuple):
    """Rows of one moment: the ``step``, and per replica an array ``rows[k]`` (rows, columns).

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.callbacks import Snapshot
        >>> Snapshot(step=500, rows=[np.eye(4)]).rows[0].shape
        (4, 4)
    """

    step: int
    rows: list[np.ndarray]


class SampleSnapshots(RowWatcher):
    """Keeps a few generated rows of every so many steps, the last ``most`` of them.

    The rows come from the same latent numbers every time, so a row can be followed from one
    snapshot to the next; :func:`~gansmote_tf.plots.plot_pca_grid` draws them as a film.

    Args:
        most: Snapshots kept; a new one drops the oldest.
        interval, rows, seed, real_rows, labels, groups: See
            :class:`~gansmote_tf.callbacks.row_watcher.RowWatcher`.

    Attributes:
        snapshots: The :class:`Snapshot` objects kept, oldest first. A second training goes on with
            them.

    Raises:
        TypeError, ValueError: ``most`` is no whole number, or below 1.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.callbacks import SampleSnapshots
        >>> from gansmote_tf.recipes import RECIPES
        >>> from gansmote_tf.training import train
        >>> film = SampleSnapshots(rows=5, real_rows=[np.eye(4)])
        >>> gan = train(film.real_rows, RECIPES["paper"].scaled(20), seed=0, callbacks=[film])
        >>> [(snapshot.step, snapshot.rows[0].shape) for snapshot in film.snapshots]
        [(20, (5, 4))]
    """

    def __init__(self, most: int = 100, **watching: Any):
        super().__init__(**watching)
        most = arguments.number("most", most, 1, whole=True)
        self.snapshots = deque(maxlen=most)

    def look(self, step: int, rows: list[np.ndarray]) -> None:
        self.snapshots.append(Snapshot(step, [made.astype("float32") for made in rows]))

    def of(self, label: Hashable) -> list[tuple[int, np.ndarray]]:
        """The steps and rows of one replica, by its label, oldest first.

        Raises:
            ValueError: No replica has that label.
        """
        if str(label) not in (self.labels or []):
            raise ValueError(f"label must be one of {self.labels}. Received: label={label!r}.")
        replica = self.labels.index(str(label))
        return [(snapshot.step, snapshot.rows[replica]) for snapshot in self.snapshots]
