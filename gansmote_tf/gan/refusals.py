"""What a GAN cannot be asked for, refused by name with what can be used instead."""

from collections.abc import Mapping
from typing import Any

import keras

from gansmote_tf.gan.optimizers import OptimizerPair

_NEEDLESS = {
    "y": "to leave rows of a batch out give a dataset of (rows, mask)",
    "sample_weight": "to leave rows of a batch out give a dataset of (rows, mask)",
    "class_weight": "train one GAN per class",
    "validation_data": "watch its rows with DistanceMonitor or RestoreBest",
    "validation_split": "watch its rows with DistanceMonitor or RestoreBest",
}


def refuse_arguments(arguments: Mapping[str, Any], steps_per_execution: int = 1) -> None:
    """Refuse arguments of ``fit`` that mean nothing to a GAN, or that Keras would miscount.

    Args:
        arguments: What was given, by name.
        steps_per_execution: Steps in one call of the graph.

    Raises:
        ValueError: One of them means nothing, or an epoch's end falls into a call of the graph.
    """
    steps = arguments.get("steps_per_epoch")
    if steps and steps % steps_per_execution:
        raise ValueError(
            f"steps_per_epoch must be a multiple of steps_per_execution={steps_per_execution}, or "
            f"the epoch goes past its end. Received: steps_per_epoch={steps}."
        )
    for name, way_out in _NEEDLESS.items():
        value = arguments.get(name)
        if value is not None and not (name == "validation_split" and value == 0):
            raise ValueError(
                f"{name} must not be given: a GAN learns from the rows alone. "
                f"Received: {name} of type {type(value).__name__}; {way_out}."
            )


def refuse_mask(rows: Any, mask: Any) -> None:
    """Refuse what comes beside the rows of a batch and is no mask.

    Raises:
        ValueError: Its shape or dtype is not a mask's.
    """
    if mask is None:
        return
    kind = keras.backend.standardize_dtype(mask.dtype)
    whole = kind != "bool" and "float" not in kind
    if whole or len(mask.shape) != len(rows.shape) - 1:
        raise ValueError(
            "the second part of a batch must be a mask of floats or booleans, one for each row: "
            f"1 for rows that count. Received: dtype {kind}, shape {tuple(mask.shape)} beside rows "
            f"of shape {tuple(rows.shape)}; leave labels out, a GAN learns from the rows alone."
        )


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
        inner = getattr(optimizer, "inner_optimizer", optimizer)  # where a loss scale wraps it
        rate = inner.get_config()["learning_rate"]
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
