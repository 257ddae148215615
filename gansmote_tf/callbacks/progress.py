"""One progress bar for a whole training, counted in GAN-steps."""

import contextlib
import functools
import sys

import keras
from tqdm.auto import tqdm

from gansmote_tf.recipes import arguments

_IN_NOTEBOOK = any("notebook" in parent.__module__ for parent in tqdm.__mro__)
# Seconds between two updates: a log keeps every one of them.
_SECONDS, _SECONDS_IN_LOGS = 0.1, 30.0


class Progress(keras.callbacks.Callback):
    """One bar over all steps of a ``fit``, with the time left and the latest losses.

    Keras's own bar starts anew every epoch, of which the paper's training has as many as steps.
    Where the output is a log, a line comes every half minute; where it is closed or breaks off, as
    a pipe or terminal may, the bar falls silent and training goes on.

    Args:
        description: Text before the bar.
        disable: ``True`` shows nothing; ``None`` shows nothing where the output is not a terminal.

    Raises:
        TypeError: ``description`` is no text, or ``disable`` neither flag nor None.

    Example:
        >>> from gansmote_tf import GANSMOTE
        >>> from gansmote_tf.callbacks.progress import Progress
        >>> sampler = GANSMOTE(callbacks=[Progress("petrography")])
    """

    #: Keras calls it with logs and counts; it never looks at the model.
    needs_model = False

    def __init__(self, description: str = "GAN-steps", disable: bool | None = False):
        super().__init__()
        self.description = arguments.instance("description", description, str, "a text")
        self.disable = None if disable is None else arguments.flag("disable", disable)
        self._bar = None
        self._steps_before = self._steps = 0

    def on_train_begin(self, logs=None):
        steps = self.params.get("steps")
        open_ = sys.stderr is not None and not sys.stderr.closed
        live = _IN_NOTEBOOK or (open_ and sys.stderr.isatty())
        seconds = _SECONDS if live else _SECONDS_IN_LOGS
        make = functools.partial(
            tqdm,
            desc=self.description,
            total=steps and steps * self.params["epochs"],
            unit="step",
            mininterval=seconds,
            maxinterval=max(seconds, 10.0),
        )
        try:
            self._bar = make(disable=self.disable if open_ else True)
        except OSError:  # as in _silent_once_broken
            self._bar = make(disable=True)
        self._steps_before = self._steps = 0

    def on_train_batch_end(self, batch, logs=None):
        # With steps_per_execution the call comes once for many steps; batch is the last of them.
        step = self._steps_before + batch + 1
        with self._silent_once_broken():
            self._bar.update(step - self._steps)
        self._steps = step

    def on_epoch_end(self, epoch, logs=None):
        self._steps_before = self._steps
        losses = {name: logs[name] for name in ("d_loss", "g_loss") if name in (logs or {})}
        self._bar.set_postfix(losses, refresh=False)

    def on_train_end(self, logs=None):
        with self._silent_once_broken():
            self._bar.close()
        self._bar = None

    @contextlib.contextmanager
    def _silent_once_broken(self):
        """Draw no more once the stream has broken: a training is worth more than its bar."""
        try:
            yield
        except OSError:
            self._bar.disable = True
