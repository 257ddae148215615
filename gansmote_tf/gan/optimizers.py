"""The two optimizers of a GAN, as Keras's own callbacks ask a model for its optimizer."""

from typing import Any

import keras


class OptimizerPair:
    """What ``model.optimizer`` is in a GAN: both optimizers, as in Keras's multi-optimizer.

    Args:
        generator, discriminator: The two optimizers.
    """

    built = True

    def __init__(
        self, generator: keras.optimizers.Optimizer, discriminator: keras.optimizers.Optimizer
    ):
        self.optimizers = [generator, discriminator]

    @property
    def iterations(self) -> Any:
        """Updates of the generator so far."""
        return self.optimizers[0].iterations


def refuse_callbacks(callbacks: Any, optimizers: OptimizerPair | None) -> None:
    """Refuse by name what cannot work in a GAN.

    Args:
        callbacks: A Keras callback, a list of them or None.
        optimizers: The GAN's; None before it is compiled.

    Raises:
        ValueError: One of the callbacks cannot work, with what can be used instead.
    """
    callbacks = getattr(callbacks, "callbacks", callbacks) or []
    callbacks = callbacks if isinstance(callbacks, list | tuple) else [callbacks]
    scheduled = any(getattr(callback, "drives_learning_rate", False) for callback in callbacks)
    for optimizer in optimizers.optimizers if optimizers is not None else ():
        rate = optimizer.get_config()["learning_rate"]
        scheduled = scheduled or not isinstance(rate, float | int)
    for callback in callbacks:
        name, reason = type(callback).__name__, None
        if isinstance(callback, keras.callbacks.TerminateOnNaN):
            reason = "it reads logs['loss'], which a GAN does not have: use DivergenceGuard"
        elif isinstance(callback, keras.callbacks.SwapEMAWeights):
            reason = "it needs one optimizer with use_ema, and a GAN has two: use RestoreBest"
        elif scheduled and isinstance(
            callback, keras.callbacks.ReduceLROnPlateau | keras.callbacks.LearningRateScheduler
        ):
            reason = (
                "it sets the learning rate, which warm restarts or another schedule set at every "
                "step: leave it out, or change the schedule's numbers (of a Recipe: learning_rate, "
                "restart_factor, restart_period, restart_delay)"
            )
        if reason:
            raise ValueError(
                f"callbacks must be such that a GAN can serve. Received: {name}; {reason}."
            )
