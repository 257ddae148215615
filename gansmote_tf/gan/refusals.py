"""What a GAN cannot be asked for, refused by name with what can be used instead."""

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np

from gansmote_tf.gan.optimizers import OptimizerPair
from gansmote_tf.layers import BatchDistance, GroupDraw
from gansmote_tf.recipes import arguments

_NEEDLESS = {
    "y": "to leave rows of a batch out give a dataset of (rows, mask)",
    "sample_weight": "to leave rows of a batch out give a dataset of (rows, mask)",
    "class_weight": "train one GAN per class",
    "validation_data": "watch its rows with DistanceMonitor or RestoreBest",
    "validation_split": "watch its rows with DistanceMonitor or RestoreBest",
}


def refuse_arguments(given: Mapping[str, Any], steps_per_execution: int = 1) -> None:
    """Refuse arguments of ``fit`` that mean nothing to a GAN, or that Keras would miscount.

    Args:
        given: What was given, by name.
        steps_per_execution: Steps in one call of the graph.

    Raises:
        TypeError: A count is no whole number.
        ValueError: One of them means nothing, a count is below 1, or an epoch's end falls into a
            call of the graph.
    """
    for name in ("epochs", "steps_per_epoch", "batch_size"):
        if name in given and (given[name] is not None or name == "epochs"):
            arguments.number(name, given[name], 1, 10**12, whole=True)
    steps = given.get("steps_per_epoch")
    if steps and steps % steps_per_execution:
        raise ValueError(
            f"steps_per_epoch must be a multiple of steps_per_execution={steps_per_execution}, or "
            f"the epoch goes past its end. Received: steps_per_epoch={steps}."
        )
    for name, way_out in _NEEDLESS.items():
        value = given.get(name)
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


def refuse_callbacks(
    callbacks: Any, optimizers: OptimizerPair | None, *, scheduled: bool = False
) -> None:
    """Refuse by name what cannot work in a GAN.

    Args:
        callbacks: A Keras callback, a list of them or None.
        optimizers: The GAN's; None before it is compiled.
        scheduled: Whether they will have schedules, as those of a recipe's GAN have.

    Raises:
        TypeError: One is no callback.
        ValueError: One of the callbacks cannot work, with what can be used instead.
    """
    callbacks = getattr(callbacks, "callbacks", callbacks)
    callbacks = [] if callbacks is None else callbacks
    callbacks = callbacks if isinstance(callbacks, list | tuple) else [callbacks]
    for callback in callbacks:
        arguments.instance("callbacks", callback, keras.callbacks.Callback, "callbacks of Keras")
    drivers = (getattr(callback, "drives_learning_rate", False) for callback in callbacks)
    scheduled = scheduled or any(drivers)
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


def refuse_parts(
    generator: Any,
    discriminator: Any,
    distance: Any,
    flip: Any,
    noise: Any,
    draw: Any,
    pairs: Any,
) -> None:
    """Refuse parts that make no GAN.

    Raises:
        TypeError: One is no model, or no layer.
        ValueError: The discriminator does not take what the generator makes.
    """
    for name, network in (("generator", generator), ("discriminator", discriminator)):
        arguments.instance(name, network, keras.Model, "a Keras model")
    layers = {
        "distance": (distance, BatchDistance, "a MinibatchL1 or other BatchDistance, or None"),
        "flip": (flip, keras.layers.Layer, "a layer such as BitFlip, or None"),
        "noise": (noise, keras.layers.Layer, "a layer such as UniformNoise, or None"),
        "draw": (draw, GroupDraw, "a GroupDraw or None"),
        "pairs": (pairs, keras.layers.Layer, "a layer such as PairFrequencies, or None"),
    }
    for name, (layer, kind, what) in layers.items():
        if layer is not None:
            arguments.instance(name, layer, kind, what)
    made, taken = generator.output_shape[-1], discriminator.input_shape[-1]
    answers = discriminator.output_shape[-1]
    if taken != made + (distance is not None) or answers != 1:
        raise ValueError(
            f"discriminator must take the {made} columns that the generator makes"
            f"{', and one more for the distance,' * (distance is not None)} and give one number. "
            f"Received: one from {taken} columns to {answers}."
        )


def refuse_optimizers(generator_optimizer: Any, discriminator_optimizer: Any) -> None:
    """Refuse what are not two optimizers.

    Raises:
        TypeError: One is no optimizer.
        ValueError: They are the same object, whose running means would be of both networks.
    """
    given = {
        "generator_optimizer": generator_optimizer,
        "discriminator_optimizer": discriminator_optimizer,
    }
    for name, optimizer in given.items():
        arguments.instance(name, optimizer, keras.optimizers.Optimizer, "an optimizer of Keras")
    if generator_optimizer is discriminator_optimizer:
        raise ValueError(
            "discriminator_optimizer must be another object than generator_optimizer. "
            f"Received: the same {generator_optimizer.name} twice; make two."
        )


def refuse_fit(given: Mapping[str, Any], gan: keras.Model) -> None:
    """Refuse what a GAN's ``fit`` cannot do, see the functions above and below.

    Args:
        given: What was given, by name.
        gan: The GAN.

    Raises:
        TypeError, ValueError: It was not compiled, or an argument is none.
    """
    if not gan.compiled:
        raise ValueError(
            "compile must be called before fit: gan.compile(generator_optimizer, "
            "discriminator_optimizer). Received: a GAN without optimizers."
        )
    refuse_arguments(given, gan.steps_per_execution)
    refuse_rows(given.get("x"), gan)
    refuse_callbacks(given.get("callbacks"), gan.optimizer)


def refuse_rows(x: Any, gan: keras.Model) -> None:
    """Refuse arrays that are no rows of a GAN; datasets are read as they come.

    Raises:
        ValueError: There are none, or they have another rank or other columns.
    """
    if x is not None and not hasattr(x, "shape"):
        return
    shape = tuple(np.shape(x)) if x is not None else ()
    numbers = getattr(getattr(x, "dtype", None), "kind", "f") in "biuf"
    rank = len(gan.replica_shape) + 2
    if len(shape) != rank or 0 in shape or shape[-1] != gan.columns or not numbers:
        raise ValueError(
            f"x must be rows of {gan.columns} columns, an array of rank {rank} or a dataset of "
            f"such. Received: {type(x).__name__} of shape {shape}."
        )


def refuse_conditions(conditions: Any, columns: int) -> None:
    """Refuse what are no pairs of column positions and values.

    Raises:
        ValueError: One is no such pair, or has a position that is no column.
    """
    if not isinstance(conditions, Sequence) or not all(
        _is_condition(condition, columns) for condition in conditions
    ):
        raise ValueError(
            f"conditions must be pairs of positions from 0 to {columns - 1} and as many numbers, "
            "such as ((0, 1), (1.0, 0.0)). "
            f"Received: conditions={arguments.shown(conditions)}."
        )


def _is_condition(condition, columns):
    if not isinstance(condition, tuple | list) or len(condition) != 2:
        return False
    positions, values = (np.asarray(part) for part in condition)
    if positions.ndim != 1 or positions.shape != values.shape:
        return False
    if positions.dtype.kind not in "iu" or values.dtype.kind not in "biuf":
        return False
    return bool(((positions >= 0) & (positions < columns) & np.isfinite(values)).all())
