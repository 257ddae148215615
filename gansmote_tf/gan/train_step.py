"""One step of adversarial training, as named moves that a GAN of one's own can replace."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from gansmote_tf.gan.datasets import untuned
from gansmote_tf.gan.refusals import refuse_mask


class Batch(NamedTuple):
    """What one step knows of its rows.

    ``mask`` is ``(..., rows)`` or None; ``weights`` ``(..., 1, rows)`` is what each row's error
    counts for, their sum per replica 1; ``reference`` is what the distance drew for this step.
    """

    mask: Any
    weights: Any
    reference: Any


class TrainStep:
    """The step of a :class:`~gansmote_tf.GAN`, a mixin for a Keras model with its parts.

    Three moves: corrupt the real rows, update the discriminator, once or more often on the same
    rows, update the generator. Each is a method, and so are the loss of a score, a penalty, and
    what an update does with a loss.
    """

    def train_step(self, data):
        rows, mask, _ = keras.utils.unpack_x_y_sample_weight(data)
        refuse_mask(rows, mask)
        rows = tf.cast(rows, "float32")
        mask = None if mask is None else tf.cast(mask, "float32")
        reference = None
        if self.distance is not None:
            reference = self.distance.draw_reference(keras.ops.shape(rows), mask)
        # A frozen replica's rows count nothing.
        batch = Batch(mask, _row_weights(rows, mask) * self.active, reference)
        real, measured = self.corrupt(rows)
        *others, last = self.draw_latents(1 + self.discriminator_updates, keras.ops.shape(rows))
        for latents in others:
            d_loss, scores, shown = self.update_discriminator(real, measured, latents, batch)
        g_loss = self.update_generator(last, batch)
        distances = self._raise_scale(shown, batch)
        self._track(d_loss, g_loss, scores, batch.weights, distances)
        self.step.value.assign_add(1)
        return self.get_metrics_result() if self.run_eagerly else {}

    def train_on_batch(self, x: Any) -> dict[str, float]:
        """Train one step on these rows, and return what it logs."""
        self.make_train_function()
        self.reset_metrics()
        batches = iter(untuned(tf.data.Dataset.from_tensors(x)))
        if self.run_eagerly:
            self.train_step(batches.get_next())
        else:
            self.many_steps(batches, 1)
        return {name: float(value) for name, value in self.get_metrics_result().items()}

    def evaluate(self, *args: Any, **kwargs: Any) -> None:
        """Not for a GAN, whose losses say nothing of its rows."""
        raise NotImplementedError(
            "evaluate means nothing for a GAN, whose losses say nothing of its rows: measure them "
            "with gansmote_tf.metrics, or watch them with DistanceMonitor."
        )

    test_on_batch = evaluate

    def corrupt(self, rows: Any) -> tuple[Any, Any]:
        """Real rows as the discriminator gets to see them, and as their distance is measured.

        Args:
            rows: ``(..., rows, columns)``.
        """
        flipped = rows
        if self.flip is not None:
            flipped = self._masked(self.flip(rows, training=True))
        noisy = flipped
        if self.noise is not None:
            noisy = self._masked(self.noise(flipped, training=True))
        return noisy, rows if self.distance_before_flips else flipped

    def update_discriminator(
        self, real: Any, measured: Any, latents: Any, batch: Batch
    ) -> tuple[Any, Any, Any]:
        """One update towards 1.0 for the real rows and 0.0 for the generator's.

        Args:
            real: Corrupted real rows ``(..., rows, columns)``.
            measured: The same as their distance is measured.
            latents: Latent numbers ``(..., rows, latent_dim)``.
            batch: What the step knows of its rows.

        Returns:
            The loss per replica, the scores ``(..., 2, rows)`` of real and fake rows before the
            update, and what the discriminator was shown, ``(..., 2, rows, columns)``.
        """
        fake = self.make_rows(latents)
        shown = tf.stack(
            [
                self.append_distance(real, measured, batch, binary=True),
                self.append_distance(fake, fake, batch, gradient=False),
            ],
            axis=-3,
        )
        *lead, _, size, columns = keras.ops.shape(shown)
        with tf.GradientTape() as tape:
            scores = self.discriminator(
                tf.reshape(shown, (*lead, 2 * size, columns)), training=True
            )
            scores = tf.cast(tf.reshape(scores, (*lead, 2, size)), "float32")
            errors = self.score_loss(scores, np.array([[1.0], [0.0]], "float32"))
            loss = tf.reduce_sum(errors * batch.weights, axis=(-2, -1))
            penalty = self.penalty(shown, batch)
            total = loss if penalty is None else loss + penalty
            scaled = self.discriminator_optimizer.scale_loss(total)
        self.minimize(tape, scaled, self.discriminator, self.discriminator_optimizer)
        return total, scores, shown

    def update_generator(self, latents: Any, batch: Batch) -> Any:
        """One update that moves the scores of generated rows towards 1.0; its loss per replica."""
        with tf.GradientTape() as tape:
            made = self.generator(latents, training=True)
            fake = self.draw_rows(made)
            shown = self.append_distance(fake, fake, batch)
            scores = tf.squeeze(self.discriminator(shown, training=True), -1)
            errors = self.score_loss(tf.cast(scores, "float32"), 1.0)
            loss = tf.reduce_sum(errors * tf.squeeze(batch.weights, -2), axis=-1)
            if self.pairs is not None:
                loss += self.pairs(self._masked(made), batch.weights)
            scaled = self.generator_optimizer.scale_loss(loss)
        self.minimize(tape, scaled, self.generator, self.generator_optimizer)
        return loss

    def score_loss(self, scores: Any, targets: Any) -> Any:
        """Error of each score against its target, 1.0 or 0.0; override it for another loss.

        The paper takes the squared error (section 2.1).
        """
        return tf.math.squared_difference(scores, targets)

    def penalty(self, shown: Any, batch: Batch) -> Any:
        """What the discriminator's loss has beside its errors, per replica; None for nothing.

        Override it for a gradient penalty, for instance. It is computed under the discriminator's
        gradient tape.

        Args:
            shown: What the discriminator is shown, ``(..., 2, rows, columns)``: real, then fake.
            batch: What the step knows of its rows.
        """
        return None

    def make_rows(self, latents: Any) -> Any:
        """Rows that the generator makes of latent numbers while training."""
        return self.draw_rows(self.generator(latents, training=True))

    def draw_rows(self, probabilities: Any) -> Any:
        """Rows as the discriminator is shown them, drawn where the GAN draws."""
        return self._masked(probabilities if self.draw is None else self.draw(probabilities))

    def _masked(self, rows):
        """Rows in single precision, whatever the layers compute in, without what pads them."""
        return tf.cast(rows, "float32") * tf.convert_to_tensor(self.column_mask)

    def draw_latents(self, count: int, row_shape: Sequence) -> list:
        """``count`` independent sets of standard normal numbers for so many rows."""
        *lead, size, _ = row_shape
        draws = self.latents.draw_normal((*lead, count * size, self.latent_dim))
        return tf.split(draws, count, axis=-2)

    def append_distance(
        self, rows: Any, measured: Any, batch: Batch, binary: bool = False, gradient: bool = True
    ) -> Any:
        """Rows with the distance column, as they are if there is no distance.

        Args:
            rows: ``(..., rows, columns)``.
            measured: The rows whose distance is taken.
            batch: What the step knows of its rows.
            binary: Whether they are corrupted real rows without noise.
            gradient: Whether the column will be differentiated.
        """
        if self.distance is None:
            return rows
        gradient = gradient and self.distance_gradient
        total = self.distance.sum(
            measured,
            batch.mask,
            binary=self.binary and (binary or self.draw is not None),
            gradient=gradient,
            reference=batch.reference,
        )
        return self.distance.append(rows, total if gradient else tf.stop_gradient(total), True)

    def minimize(
        self, tape: Any, loss: Any, network: keras.Model, optimizer: keras.optimizers.Optimizer
    ) -> None:
        """One update of a network's weights; each replica's loss moves its own only.

        Args:
            tape: What the loss was computed under.
            loss: The loss per replica, scaled by the optimizer where that scales losses.
            network, optimizer: What is moved, and how.
        """
        variables = network.trainable_variables
        gradients = tape.gradient(loss, variables)
        # Keras hands all gradients through one IdentityN, which TensorFlow's graph optimizer takes
        # out only after it has dropped the order of reads and updates that ran through it. Where
        # none passes before all are there, that order holds without it.
        with tf.control_dependencies([each for each in gradients if each is not None]):
            gradients = [each if each is None else tf.identity(each) for each in gradients]
        optimizer.apply(gradients, variables)

    def held_real(self, scores: Any) -> Any:
        """Which rows the discriminator holds real by their scores ``(..., 2, rows)``."""
        return scores > 0.5

    def _raise_scale(self, shown, batch):
        """Distances of the rounded rows, real and fake; the scale follows the largest seen."""
        if self.distance is None:
            return tf.zeros((2, *self.replica_shape))
        totals = self.distance.sum_rounded(shown, batch.mask, batch.reference)
        self.distance.raise_scale(tf.reduce_max(totals, axis=-3))
        return tf.unstack(tf.squeeze(totals, (-2, -1)), axis=-1)

    def _track(self, d_loss, g_loss, scores, weights, distances):
        real = self.held_real(scores)
        right = tf.cast(tf.stack([real[..., 0, :], ~real[..., 1, :]]), "float32")
        accuracy = tf.reduce_sum(right * tf.squeeze(weights, -2), axis=-1)
        self.means.add([d_loss, g_loss, accuracy[0], accuracy[1], distances[0], distances[1]])


def _row_weights(rows, mask):
    """What each row's error counts for, ``(..., 1, rows)``: their sum per replica is 1."""
    if mask is None:
        mask = tf.ones(tf.shape(rows)[:-1])
    return tf.expand_dims(mask / tf.reduce_sum(mask, axis=-1, keepdims=True), -2)
