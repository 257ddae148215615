"""Between a padded stack that trains and the caller's callbacks, which see their own GAN."""

from collections.abc import Callable, Sequence

import keras
import numpy as np

from gansmote_tf.gan import GAN

_HOOKS = (
    "on_train_begin",
    "on_epoch_begin",
    "on_train_batch_begin",
    "on_train_batch_end",
    "on_epoch_end",
    "on_train_end",
)


class Bridge(keras.callbacks.Callback):
    """Calls callbacks with a GAN of its own size as their model, while a padded stack trains.

    Before a hook that some callback has, the GAN is given the stack's weights; what the callback
    changed in it is taken back after. Hooks that nobody has cost nothing.

    Args:
        gan: The GAN that the callbacks see.
        give: Hands the stack's weights to it.
        take: Takes them back.
        callbacks: The callbacks.
    """

    def __init__(
        self,
        gan: GAN,
        give: Callable[[GAN], None],
        take: Callable[[GAN], None],
        callbacks: Sequence[keras.callbacks.Callback],
    ):
        super().__init__()
        self._gan, self._give, self._take = gan, give, take
        self._all = callbacks
        self._watching = [each for each in callbacks if getattr(each, "needs_model", True)]
        self._stale = True

    def callbacks(self) -> list[keras.callbacks.Callback]:
        """What to hand to ``fit``: the callbacks that never look at a model, and this one."""
        others = [each for each in self._all if each not in self._watching]
        return [*others, self] if self._watching else others

    def bring_up_to_date(self) -> None:
        """Give the GAN the stack's weights, if they have moved since it was last given them."""
        if self._stale:
            self._give(self._gan)
        self._stale = False

    def set_params(self, params):
        super().set_params(params)
        for callback in self._watching:
            callback.set_params(params)

    def set_model(self, model):
        super().set_model(model)
        for callback in self._watching:
            callback.set_model(self._gan)

    def on_train_begin(self, logs=None):
        self._gan.stop_training = False
        self._call("on_train_begin", logs)

    def on_epoch_begin(self, epoch, logs=None):
        self._call("on_epoch_begin", epoch, logs)

    def on_train_batch_begin(self, batch, logs=None):
        self._call("on_train_batch_begin", batch, logs)

    def on_train_batch_end(self, batch, logs=None):
        self._stale = True
        self._call("on_train_batch_end", batch, logs)

    def on_epoch_end(self, epoch, logs=None):
        self._call("on_epoch_end", epoch, logs)

    def on_train_end(self, logs=None):
        self._call("on_train_end", logs)

    def _call(self, hook, *arguments):
        called = [getattr(callback, hook) for callback in self._watching if _has(callback, hook)]
        if not called:
            return
        self.bring_up_to_date()
        before = self._state()
        for call in called:
            call(*arguments)
        if not _same(before, self._state()):
            self._take(self._gan)

    def _state(self):
        gan = self._gan
        values = [np.array(variable.numpy()) for variable in trained_variables(gan)]
        return [np.array([gan.stop_training, gan.resumed_epoch or 0]), *values]


def trained_variables(gan: GAN) -> list[keras.Variable]:
    """All that a training changes in a GAN: weights, draws, optimizers and running means."""
    parts = (gan, gan.generator_optimizer, gan.discriminator_optimizer, gan.means)
    return [variable for part in parts for variable in part.variables]


def _has(callback, hook):
    """Whether a callback does anything at this hook."""
    own = getattr(callback, hook)
    return getattr(own, "__func__", own) is not getattr(keras.callbacks.Callback, hook)


def _same(before, after):
    return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(before, after, strict=True))
