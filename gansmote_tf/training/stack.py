"""A stack: GANs of a padded size that train side by side, again and again in one graph."""

import contextlib
import functools
import threading
from collections.abc import Iterator, Sequence

import keras
import numpy as np
import tensorflow as tf

from gansmote_tf.callbacks import BitFlipDecay, CosineWarmRestarts
from gansmote_tf.columns import Groups
from gansmote_tf.columns.alignment import common_groups
from gansmote_tf.gan import GAN
from gansmote_tf.gan.frequencies import match, start_at
from gansmote_tf.gan.process import claim_process
from gansmote_tf.layers.group_layer import GroupLayer
from gansmote_tf.recipes import Recipe
from gansmote_tf.streams import stream_key
from gansmote_tf.training.batches import endless_batches, padded, steps_per_epoch
from gansmote_tf.training.bridge import Bridge, trained_variables
from gansmote_tf.training.build import build_gan, warm_restarts
from gansmote_tf.training.failsafe import Failsafe, explain, told_of_building
from gansmote_tf.training.job import Job

# Rows over which a generator's frequencies are taken, to a hundredth or so; fewer of wide ones, so
# that what they take stays small.
_AVERAGED, _MOST_VALUES = 2_000, 2**22


class Stack:
    """A compiled GAN of a padded size, trained by one caller at a time.

    TensorFlow keeps some megabytes per traced shape for good, so shapes are padded to few sizes and
    a stack is used again. What pads it is no caller's business: each training has a GAN of its own
    size, whose weights the stack takes over before and gives back after, and which is the model
    that the caller's callbacks see.

    Args:
        recipe: What the graph is made of, see :meth:`Recipe.traced`.
        replicas, rows, columns: The padded sizes.
        binary: Whether rows hold nothing but 0 and 1.
    """

    def __init__(self, recipe: Recipe, replicas: int, rows: int, columns: int, binary: bool):
        self.gan = build_gan(recipe, columns, replicas, binary=binary, seed=0)
        self.shape = (replicas, rows, columns)
        self._first_step = tf.Variable(0, dtype=tf.int64, trainable=False)
        self._new = [np.array(variable.numpy()) for variable in trained_variables(self.gan)]

    def own_gan(self, jobs: Sequence[Job], first_replica: int) -> GAN:
        """An untrained GAN of the jobs' own size.

        Args:
            jobs: Jobs of one recipe, seed and set of columns.
            first_replica: Number of the first job's replica.
        """
        recipe, seed, columns, _ = jobs[0].stack_key
        with told_of_building(jobs):
            own = build_gan(
                recipe,
                columns,
                len(jobs),
                binary=self.gan.binary,
                seed=seed,
                first_replica=first_replica,
            )
        _tell_columns(own, jobs)
        return own

    def fit(
        self,
        own: GAN,
        jobs: Sequence[Job],
        callbacks: Sequence[keras.callbacks.Callback],
        verbose: int | str,
    ) -> None:
        """Train one replica per job, from the first step on.

        Args:
            own: The GAN of the jobs' own size: what callbacks see, and what has the weights in the
                end, also where training is broken off.
            jobs: The jobs.
            callbacks: The caller's.
            verbose: As in Keras's ``fit``.

        Raises:
            TrainingError: A class diverged, or TensorFlow could not go on.
        """
        recipe = jobs[0].recipe
        self._start(own, jobs)
        bridge = Bridge(own, self.give, self.take, callbacks)
        failsafe = Failsafe(jobs, callbacks)
        try:
            own.history = self.gan.fit(
                endless_batches(
                    [job.rows for job in jobs],
                    self.shape,
                    own.seed,
                    own.first_replica,
                    self._first_step,
                ),
                epochs=recipe.steps // self.gan.steps_per_execution,
                steps_per_epoch=self.gan.steps_per_execution,
                shuffle=False,
                callbacks=[
                    *_schedules(recipe),
                    *failsafe.callbacks(),
                    *bridge.callbacks(),
                    # Behind the caller's, which may have resumed an earlier training.
                    keras.callbacks.LambdaCallback(on_train_begin=self._begin),
                ],
                verbose=verbose,
            )
        except BaseException as error:
            bridge.bring_up_to_date()
            explain(error, jobs, int(own.step))
            raise
        bridge.bring_up_to_date()
        if recipe.frequencies == "matched":
            match(own.generator, _shown(jobs), _latents(own))
        for callback in [own.history, *callbacks]:
            callback.set_model(own)
        failsafe.check()

    def _start(self, own, jobs):
        """Make the stack as new, and take over the GAN of the jobs' own size."""
        recipe = jobs[0].recipe
        for variable, value in zip(trained_variables(self.gan), self._new, strict=True):
            variable.assign(value)
        self.take(own)
        _set_groups(self.gan, jobs)
        counted = np.arange(self.gan.replicas) < own.replicas
        self.gan.means.replica_mask.assign(counted.astype("float32"))
        shown = np.arange(self.gan.columns) < own.columns
        self.gan.column_mask.assign(shown.astype("float32"))
        self.gan.steps_per_execution = own.steps_per_execution = steps_per_epoch(recipe.steps)
        self.gan.stop_training = False
        self.gan.resume_at(None)
        for optimizer in self.gan.optimizer.optimizers:
            optimizer.schedule.assign(**warm_restarts(recipe).get_config())

    def _begin(self, logs=None):
        self._first_step.assign(int(self.gan.step))

    def take(self, own: GAN) -> None:
        """Take over the weights of a smaller GAN; what pads the stack stays."""
        for variable, weight in self._pairs(own):
            value = np.array(variable.numpy())
            value[self._block(value.shape, weight.shape)] = weight.numpy()
            variable.assign(value)
        self.gan.stop_training = own.stop_training
        self.gan.resume_at(own.resumed_epoch)

    def give(self, own: GAN) -> None:
        """Hand the weights over to a smaller GAN, without what pads them."""
        for variable, weight in self._pairs(own):
            value = variable.numpy()
            weight.assign(value[self._block(value.shape, weight.shape)])

    def _pairs(self, own):
        return zip(trained_variables(self.gan), trained_variables(own), strict=True)

    def _block(self, shape, own_shape):
        """Where in a stack's weight a smaller GAN's lies: in front along every axis."""
        block = [np.arange(size) for size in own_shape]
        if self.gan.distance is not None and len(shape) == 3 and shape[1] > own_shape[1]:
            # The discriminator's inputs: behind the columns stands the distance.
            block[1] = np.append(block[1][:-1], shape[1] - 1)
        return np.ix_(*block) if block else ...


def _set_groups(gan, jobs):
    """Tell every layer that must know it which columns form an attribute."""
    groups = groups_of(jobs) or Groups.bits(jobs[0].rows.shape[1])
    for layer in (gan.generator.layers[-1], gan.draw, gan.flip, gan.pairs):
        if isinstance(layer, GroupLayer):
            layer.set_groups(groups)


def _tell_columns(gan, jobs):
    """What a GAN has to know of its jobs' rows: groups, and per replica flips and frequencies."""
    recipe = jobs[0].recipe
    _set_groups(gan, jobs)
    if recipe.heads == "grouped" and jobs[0].groups is not None:
        gan.generator.layers[-1].set_own_groups([job.groups for job in jobs])
    if recipe.frequencies == "matched":
        start_at(gan.generator, _shown(jobs))
    if gan.pairs is not None:
        gan.pairs.learn([job.rows for job in jobs])
    if recipe.flip_rows is not None and gan.flip is not None:
        factors = [min(1.0, recipe.flip_rows / len(job.rows)) for job in jobs]
        gan.flip.factor.assign(np.reshape(factors, (-1, 1, 1)))
    if recipe.flip_rule == "redraw":
        frequencies = [_frequencies(job, recipe.pseudo_rows) for job in jobs]
        gan.flip.frequencies.assign(np.stack(frequencies)[:, None])


def _shown(jobs):
    """How frequent each level is among the rows of each job, ``(replicas, columns)``."""
    return np.stack([job.rows.mean(axis=0) for job in jobs])


def _latents(gan):
    """Latent numbers to take a generator's average over, each replica's its own."""
    keys = [
        stream_key(gan.seed, "frequencies", replica=gan.first_replica + replica)
        for replica in range(gan.replicas)
    ]
    shape = min(_AVERAGED, max(1, _MOST_VALUES // gan.columns)), gan.latent_dim
    draws = [np.random.default_rng(key).standard_normal(shape, "float32") for key in keys]
    return np.stack(draws)


def groups_of(jobs: Sequence[Job]) -> Groups | None:
    """What the groups of jobs that train side by side have in common.

    Those of the first job where the others' are of another layout, as in recipes that look at none.
    """
    every = [job.groups for job in jobs]
    if None in every or len({groups.layout for groups in every}) > 1:
        return every[0]
    return common_groups(every)


def _frequencies(job, pseudo_rows):
    """The class's frequencies, pulled towards the table's by so many pseudo-rows."""
    background = job.rows.mean(axis=0) if job.background is None else job.background
    return (job.rows.sum(axis=0) + pseudo_rows * background) / (len(job.rows) + pseudo_rows)


def _schedules(recipe):
    restarts = CosineWarmRestarts(
        recipe.restart_factor, recipe.restart_period, recipe.restart_delay
    )
    if recipe.flip_rule == "off":
        return [restarts]
    return [BitFlipDecay(recipe.flip_rate, recipe.flip_rate_end, recipe.flip_steps), restarts]


class _Shelf:
    """A place for one stack, lent to one caller at a time."""

    def __init__(self):
        self.lock = threading.Lock()
        self.stack = None


@functools.cache
def _shelf(*structure):
    """The one place for stacks of this structure in this process."""
    return _Shelf()


def _new_stack(jobs, structure):
    with told_of_building(jobs):
        return Stack(*structure)


@contextlib.contextmanager
def borrowed_stack(jobs: Sequence[Job], pad_rows_to: int = 1) -> Iterator[Stack]:
    """The stack that these jobs fit into, or, while that one trains, a new one.

    Args:
        jobs: Jobs of one recipe, seed and set of columns.
        pad_rows_to: Pad the stack for this many rows at least.
    """
    claim_process()
    recipe = jobs[0].recipe
    longest = max(pad_rows_to, *(len(job.rows) for job in jobs))
    sizes = (len(jobs), min(longest, recipe.batch_size), jobs[0].rows.shape[1])
    binary = all(bool(np.isin(job.rows, (0, 1)).all()) for job in jobs)
    # Graphs are traced for the precision that Keras is set to.
    precision = keras.config.dtype_policy().name, keras.config.floatx()
    structure = (recipe.traced(), *map(padded, sizes), binary)
    shelf = _shelf(*structure, *precision)
    if not shelf.lock.acquire(blocking=False):
        yield _new_stack(jobs, structure)
        return
    try:
        shelf.stack = shelf.stack or _new_stack(jobs, structure)
        yield shelf.stack
    finally:
        shelf.lock.release()
