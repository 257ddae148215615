"""Rows per replica and a recipe in, a trained GAN out."""

import contextlib
import functools
import threading
import types
from collections.abc import Sequence
from dataclasses import replace

import keras
import numpy as np
import tensorflow as tf

from gansmote_tf.callbacks import BitFlipDecay, CosineWarmRestarts
from gansmote_tf.gan import GAN
from gansmote_tf.gan.fused_adam import FusedAdam
from gansmote_tf.gan.networks import build_discriminator, build_generator
from gansmote_tf.layers import BitFlip, GroupDraw, MinibatchL1, RedrawFlip, UniformNoise
from gansmote_tf.layers.group_activation import GroupLayer
from gansmote_tf.recipes import Recipe

# Steps in one call of the graph: long enough to cost nothing, short enough for a progress bar.
_MOST_STEPS_PER_EPOCH = 500


def train(
    tables: Sequence[np.ndarray],
    recipe: Recipe,
    *,
    seed: int,
    groups: Sequence | None = None,
    background: np.ndarray | None = None,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    first_replica: int = 0,
    pad_rows_to: int = 1,
    verbose: int | str = 0,
) -> GAN:
    """Train one GAN per table, all side by side.

    Args:
        tables: One array ``(rows, columns)`` per replica, values in [0, 1], the same columns in
            all, at least one row each.
        recipe: All numbers of the method.
        seed: Decides every bit of the result, together with the replica's number.
        groups: :class:`~gansmote_tf.columns.Group` objects, for grouped heads and redrawn flips.
        background: Frequencies of the whole table's columns, ``(columns,)`` or ``(replicas,
            columns)``: what redrawn flips pull each class's own towards; the mean over all given
            rows if None.
        callbacks: Keras callbacks, beside the recipe's own.
        first_replica: Number of the first table's replica: a replica is trained alike in any stack
            that is padded to the same rows.
        pad_rows_to: Pad the stack for this many rows at least.
        verbose: As in Keras's ``fit``.

    Returns:
        The trained GAN with one replica per table. Its ``history`` is that of the training.

    Raises:
        ValueError: There is no table, one has no rows, or their columns differ.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.recipes import RECIPES
        >>> from gansmote_tf.training import train
        >>> rows = np.eye(4, dtype="float32")
        >>> gan = train([rows, 1 - rows], RECIPES["paper"].scaled(20), seed=0)
        >>> gan.generate(3, replica=1).shape
        (3, 4)
    """
    columns = _check_tables(tables)
    longest = max(pad_rows_to, *(len(table) for table in tables))
    shape = (padded(len(tables)), padded(min(longest, recipe.batch_size)), padded(columns))
    binary = all(bool(np.all((table == 0) | (table == 1))) for table in tables)
    with _borrowed_stack(_structure(recipe), *shape, binary) as stack:
        _prepare(stack, recipe, columns, seed, first_replica, groups)
        stack.means.replica_mask.assign((np.arange(shape[0]) < len(tables)).astype("float32"))
        stack.flip_factor.assign(_flip_factors(tables, recipe.flip_rows, shape[0]))
        if recipe.flip_rule == "redraw":
            _set_frequencies(stack.flip, tables, recipe.pseudo_rows, background)
        history = stack.fit(
            _dataset(tables, shape, seed, first_replica),
            epochs=recipe.steps // stack.steps_per_execution,
            steps_per_epoch=stack.steps_per_execution,
            shuffle=False,
            callbacks=[*_schedules(recipe), *callbacks],
            verbose=verbose,
        )
        return _own_copy(stack, recipe, columns, len(tables), history, callbacks)


def padded(size: int) -> int:
    """The size a stack is built for: at most an eighth more, and few different ones.

    TensorFlow keeps some megabytes per traced shape for good, so shapes are drawn from a small set.

    Example:
        >>> from gansmote_tf.training import padded
        >>> [padded(size) for size in (1, 7, 30, 37, 58, 140)]
        [1, 8, 30, 40, 60, 144]
    """
    if size <= 4:
        return size
    grain = max(2, 2 ** (size - 1).bit_length() // 16)
    return -(-size // grain) * grain


def build_gan(recipe: Recipe, columns: int, replicas: int = 1, *, binary: bool = True) -> GAN:
    """An untrained, compiled GAN of a recipe.

    Args:
        recipe: All numbers of the method.
        columns: Columns of a row.
        replicas: GANs side by side.
        binary: Whether rows hold nothing but 0 and 1.

    Returns:
        A :class:`~gansmote_tf.GAN`; :meth:`~gansmote_tf.GAN.reseed` gives it its weights.

    Example:
        >>> from gansmote_tf.recipes import RECIPES
        >>> from gansmote_tf.training import build_gan
        >>> build_gan(RECIPES["paper"], columns=58, replicas=2).replicas
        2
    """
    distance = None
    if recipe.distance != "off":
        distance = MinibatchL1(
            recipe.distance,
            recipe.distance_noise,
            recipe.distance_scale,
            raise_in_call=False,
            name="distance",
        )
    flip_layer = RedrawFlip if recipe.flip_rule == "redraw" else BitFlip
    gan = GAN(
        generator=build_generator(recipe, columns, replicas),
        discriminator=build_discriminator(recipe, columns + (distance is not None), replicas),
        distance=distance,
        flip=flip_layer(recipe.flip_rate, name="flip"),
        noise=UniformNoise(recipe.noise, name="noise"),
        draw=GroupDraw(name="draw") if recipe.heads == "grouped" else None,
        distance_gradient=recipe.distance_gradient,
        distance_before_flips=recipe.distance_before_flips,
        binary=binary,
        name="gan",
    )
    gan.compile(
        _adam(recipe), _adam(recipe), steps_per_execution=1, jit_compile=_jit_compile(recipe)
    )
    return gan


def _adam(recipe):
    return FusedAdam(
        learning_rate=recipe.learning_rate,
        beta_1=recipe.beta_1,
        beta_2=recipe.beta_2,
        epsilon=recipe.epsilon,
        name="adam",
    )


def _jit_compile(recipe):
    if recipe.jit_compile == "auto":
        return bool(tf.config.list_physical_devices("GPU"))
    return recipe.jit_compile


def _check_tables(tables):
    if not tables:
        raise ValueError("tables must hold at least one array. Received: none.")
    widths = {np.shape(table)[1:] for table in tables}
    if len(widths) != 1 or min(len(table) for table in tables) < 1:
        raise ValueError(
            "tables must be arrays (rows, columns) with the same columns and at least one row. "
            f"Received: shapes {[np.shape(table) for table in tables]}."
        )
    return widths.pop()[0]


def _structure(recipe):
    """The recipe less what a traced graph takes from weights: what a stack is cached by."""
    neutral = Recipe()
    changeable = ("steps", "learning_rate", "restart_factor", "restart_period", "restart_delay")
    changeable += ("flip_rate", "flip_rate_end", "flip_steps", "flip_rows", "pseudo_rows")
    changeable += ("batch_size", "mend", "check", "max_copies")
    return replace(recipe, **{name: getattr(neutral, name) for name in changeable})


class _Stack:
    """A compiled GAN that is trained again and again, by one caller at a time."""

    def __init__(self):
        self.lock = threading.Lock()
        self.gan = None


@functools.cache
def _cached_stack(recipe, replicas, rows, columns, binary):
    """The one stack of this structure in this process; its GAN is built at first use."""
    return _Stack()


@contextlib.contextmanager
def _borrowed_stack(recipe, replicas, rows, columns, binary):
    """The cached GAN of this structure, or, while that one trains, a new one."""
    stack = _cached_stack(recipe, replicas, rows, columns, binary)
    if not stack.lock.acquire(blocking=False):
        yield build_gan(recipe, columns, replicas, binary=binary)
        return
    try:
        if stack.gan is None:
            stack.gan = build_gan(recipe, columns, replicas, binary=binary)
        yield stack.gan
    finally:
        stack.lock.release()


def _prepare(stack, recipe, columns, seed, first_replica, groups):
    """Make an old stack as new: weights, draws, rates, and what is known of the columns."""
    stack.reseed(seed, first_replica)
    stack.steps_per_execution = _steps_per_epoch(recipe.steps)
    stack.base_rates.assign([recipe.learning_rate, recipe.learning_rate])
    stack.column_mask.assign((np.arange(stack.columns) < columns).astype("float32"))
    # The columns that pad a row carry nothing: the initial weights are those of a narrower layer.
    first = stack.discriminator.layers[1]
    inputs = first.kernel.shape[1]
    ratio = np.sqrt(inputs / (inputs - stack.columns + columns))
    first.kernel.assign(first.kernel * ratio)
    first.bias.assign(first.bias * ratio)
    if groups is None:
        groups = [types.SimpleNamespace(kind="any_of", positions=range(columns))]
    for layer in (stack.generator.layers[-1], stack.draw, stack.flip):
        if isinstance(layer, GroupLayer):
            layer.set_groups(groups)


def _flip_factors(tables, flip_rows, replicas):
    """What each replica's flip rate is multiplied by: less than 1 for classes of many rows."""
    factors = np.ones((replicas, 1, 1), "float32")
    if flip_rows is not None:
        factors[: len(tables), 0, 0] = [min(1.0, flip_rows / len(table)) for table in tables]
    return factors


def _set_frequencies(flip, tables, pseudo_rows, background):
    """Each class's frequencies, pulled towards the table's by so many pseudo-rows."""
    if background is None:
        background = np.concatenate(list(tables)).mean(axis=0)
    background = np.broadcast_to(background, (len(tables), np.shape(background)[-1]))
    values = np.zeros(flip.frequencies.shape, "float32")
    for replica, (table, share) in enumerate(zip(tables, background, strict=True)):
        pulled = (table.sum(axis=0) + pseudo_rows * share) / (len(table) + pseudo_rows)
        values[replica, 0, : table.shape[1]] = pulled
    flip.frequencies.assign(values)


def _steps_per_epoch(steps):
    """The steps of one epoch: a divisor of all, at most 500 if there is one of a useful size."""
    divisors = [size for size in range(1, steps + 1) if steps % size == 0]
    short = [size for size in divisors if size <= _MOST_STEPS_PER_EPOCH]
    if len(divisors) > len(short) and short[-1] < _MOST_STEPS_PER_EPOCH // 10:
        return divisors[len(short)]
    return short[-1]


def _dataset(tables, shape, seed, first_replica):
    """Endless batches (rows, mask), padded to ``shape``: all rows of a class, or some drawn."""
    replicas, size, width = shape
    longest = max(size, *(len(table) for table in tables))
    rows = np.zeros((replicas, longest, width), "float32")
    counts = np.ones(replicas, "int32")
    for replica, table in enumerate(tables):
        rows[replica, : len(table), : table.shape[1]] = table
        counts[replica] = len(table)
    mask = (np.arange(size) < counts[:, None]).astype("float32")
    if longest == size:
        return tf.data.Dataset.from_tensors((rows, mask)).repeat()
    places = tf.data.Dataset.counter().map(
        functools.partial(_draw_places, counts=counts, size=size, seed=(seed, first_replica))
    )
    return places.map(lambda drawn: (tf.gather(rows, drawn, batch_dims=1), mask))


def _draw_places(step, counts, size, seed):
    """Which rows of each replica make up a step's batch, drawn with replacement where too many."""
    seed, first_replica = seed
    blocks = (size + 3) // 4
    draws = tf.raw_ops.StatelessRandomUniformV2(
        shape=(len(counts), blocks * 4),
        key=tf.constant([np.random.SeedSequence((seed, 1)).generate_state(1, "uint64")[0]]),
        counter=tf.stack([np.uint64(first_replica * blocks), tf.cast(step, tf.uint64)]),
        alg=1,
    )[:, :size]
    drawn = tf.cast(draws * counts[:, None].astype("float32"), tf.int32)
    drawn = tf.minimum(drawn, counts[:, None] - 1)
    return tf.where(counts[:, None] <= size, tf.range(size)[None], drawn)


def _schedules(recipe):
    return [
        BitFlipDecay(recipe.flip_rate, recipe.flip_rate_end, recipe.flip_steps),
        CosineWarmRestarts(recipe.restart_factor, recipe.restart_period, recipe.restart_delay),
    ]


def _own_copy(stack, recipe, columns, replicas, history, callbacks):
    """A GAN of the asked size with the stack's weights, which the next caller may overwrite."""
    gan = build_gan(recipe, columns, replicas, binary=stack.binary)
    parts = ("generator_optimizer", "discriminator_optimizer", "means")
    pairs = [(getattr(stack, part), getattr(gan, part)) for part in parts]
    for source, target in [(stack, gan), *pairs]:
        for padded_weight, weight in zip(source.variables, target.variables, strict=True):
            weight.assign(_trim(padded_weight.numpy(), weight.shape, stack.distance is not None))
    gan.history = history
    for callback in [history, *callbacks]:
        callback.set_model(gan)
    return gan


def _trim(value, shape, distance):
    """The first entries along every axis; of the discriminator's inputs also the distance."""
    if distance and value.ndim == 3 and value.shape[1] > shape[1]:
        value = np.concatenate([value[:, : shape[1] - 1], value[:, -1:]], axis=1)
    return value[tuple(slice(0, size) for size in shape)]
