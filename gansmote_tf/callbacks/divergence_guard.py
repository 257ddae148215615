"""A stop for single replicas whose numbers leave the finite."""

import warnings
from collections.abc import Sequence

import keras
import numpy as np

from gansmote_tf.callbacks.kept_weights import KeptWeights
from gansmote_tf.callbacks.row_watcher import distinct_names
from gansmote_tf.columns import Group


class DivergenceGuard(keras.callbacks.Callback):
    """Freezes a replica whose loss or weights become NaN or infinite; the others go on.

    It keeps the weights of the last good epoch, which it gives back to a replica that diverges. A
    mask in the training graph then holds that replica's gradients at zero, and the logged means
    leave it out. Training stops when no replica is left. Keras's ``TerminateOnNaN`` looks at
    ``logs["loss"]`` only, which a GAN does not have.

    Args:
        labels: A name per replica for the warning; their numbers if None.

    Attributes:
        diverged: Label of each replica that diverged, and the last step of the epoch it did in.

    Warns:
        UserWarning: A replica diverged: its class, the step, and the step of its weights.

    Raises:
        TypeError: The model is no :class:`~gansmote_tf.GAN`.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.callbacks import DivergenceGuard
        >>> from gansmote_tf.recipes import RECIPES
        >>> from gansmote_tf.training import train
        >>> guard = DivergenceGuard()
        >>> gan = train([np.eye(4)], RECIPES["paper"].scaled(20), seed=0, callbacks=[guard])
        >>> guard.diverged
        {}
    """

    def __init__(self, labels: Sequence | None = None):
        super().__init__()
        self.labels = None if labels is None else distinct_names(labels)

    def set_real_rows(
        self,
        real_rows: Sequence[np.ndarray],
        labels: Sequence | None = None,
        groups: Sequence[Group] | None = None,
    ) -> None:
        """Take over the replicas' names."""
        self.labels = None if labels is None else distinct_names(labels)

    def on_train_begin(self, logs=None):
        if not hasattr(self.model, "active"):
            raise TypeError(
                "DivergenceGuard watches a gansmote_tf.GAN. "
                f"Received: a {type(self.model).__name__}."
            )
        self.diverged = {}
        self._counted = self.model.means.replica_mask.numpy()
        self._good = self._counted > 0
        self._good_step = int(self.model.step)
        self._kept = KeptWeights(self.model)

    def on_epoch_end(self, epoch, logs=None):
        step = int(self.model.step)
        losses = self.model.means.per_replica()
        finite = self._kept.finite()
        for name in ("d_loss", "g_loss"):
            finite &= np.isfinite(losses[name])
        gone = self._good & ~finite
        self._good &= finite
        self._kept.take(np.flatnonzero(self._good))
        if gone.any():
            self._freeze(np.flatnonzero(gone), step, logs)
        # Until the mask was set, and where the rows themselves are not finite, weights have moved.
        self._put_back()
        self._good_step = step

    def _freeze(self, replicas, step, logs):
        names = [
            str(replica if self.labels is None else self.labels[replica]) for replica in replicas
        ]
        self.diverged.update(dict.fromkeys(names, step))
        self.tell(names, step)
        self.model.active.assign(self._good.reshape(self.model.active.shape))
        self.model.means.replica_mask.assign(self._good.astype("float32"))
        if not self._good.any():
            self.model.stop_training = True
        elif logs is not None:
            logs.update({k: float(v) for k, v in self.model.means.result().items()})

    def tell(self, names: Sequence[str], step: int) -> None:
        """Warn that these replicas diverged by this step."""
        warnings.warn(
            f"By step {step:,} a loss or weight of class {', '.join(names)} was no longer finite. "
            f"It keeps its weights of step {self._good_step:,}, the other classes go on; a lower "
            "learning rate may help.",
            stacklevel=2,
        )

    def _put_back(self):
        frozen = np.flatnonzero((self._counted > 0) & ~self._good)
        if len(frozen):
            self._kept.put_back(frozen)
            _still(self.model, frozen)

    def on_train_end(self, logs=None):
        self.model.active.assign(np.ones(self.model.active.shape))
        self.model.means.replica_mask.assign(self._counted)
        self._kept = None


def _still(gan, replicas):
    """Set these replicas' running means in both optimizers to zero: no gradient, no move."""
    for optimizer in (gan.generator_optimizer, gan.discriminator_optimizer):
        for variable in optimizer.variables:
            if len(variable.shape) > 0:  # all but the count of steps and the rate
                value = np.array(variable.numpy())
                value[replicas if gan.replica_shape else ...] = 0.0
                variable.assign(value)
