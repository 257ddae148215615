"""What a careful user expects of training: threads, precision, faults, forks, honest refusals."""

import multiprocessing
import threading
from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf

from gansmote_tf import GANSMOTE, RECIPES, build_gan, make_one_hot, train
from gansmote_tf.callbacks import DivergenceGuard
from gansmote_tf.gan.process import claim_process
from gansmote_tf.training import TrainingError
from tests.small_gan import Poison

SHORT = RECIPES["paper"].scaled(60)
EPOCHS = RECIPES["paper"].scaled(1_200)
ROWS = (np.random.default_rng(0).random((9, 6)) < 0.4).astype("float32")


@pytest.fixture(scope="module")
def table():
    return make_one_hot(
        n_samples=57, n_attributes=9, n_levels=3, n_classes=3, weights=[5, 2, 2], random_state=0
    )


def sampler(recipe=SHORT, **arguments):
    return GANSMOTE(recipe=recipe, random_state=3, **arguments)


class TestThreads:
    def test_any_number_of_threads_sample_what_one_alone_does(self, table):
        model = sampler().fit(*table)
        alone = {label: model.sample(30, label, random_state=1) for label in range(3)}
        wrong = []

        def work():
            for turn in range(12):
                label = turn % 3
                if not model.sample(30, label, random_state=1).equals(alone[label]):
                    wrong.append(label)

        threads = [threading.Thread(target=work) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []

    def test_trainings_in_threads_give_what_they_give_alone(self, table):
        alone = sampler().fit_resample(*table)[0]
        results = []
        threads = [
            threading.Thread(target=lambda: results.append(sampler().fit_resample(*table)[0]))
            for _ in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [rows.equals(alone) for rows in results] == [True] * 3


class TestPrecision:
    @pytest.fixture(autouse=True)
    def as_found(self):
        found = keras.config.dtype_policy()
        yield
        keras.config.set_dtype_policy(found)

    @pytest.mark.parametrize("policy", ["mixed_float16", "float64"])
    @pytest.mark.parametrize("recipe", [SHORT, RECIPES["default"].scaled(60)])
    def test_another_precision_trains_and_leaves_later_fits_alone(self, table, policy, recipe):
        before = sampler(recipe).fit_resample(*table)[0]
        keras.config.set_dtype_policy(policy)
        rows, labels = sampler(recipe).fit_resample(*table)
        assert labels.value_counts().nunique() == 1
        assert set(np.unique(rows)) == {0, 1}
        keras.config.set_dtype_policy("float32")
        assert sampler(recipe).fit_resample(*table)[0].equals(before)

    def test_a_scaled_loss_is_unscaled(self):
        results = []
        for wrap in (lambda adam: adam, keras.optimizers.LossScaleOptimizer):
            gan = build_gan(SHORT, 6, seed=1)
            gan.compile(*(wrap(keras.optimizers.SGD(0.1)) for _ in range(2)))
            gan.fit(ROWS[None], batch_size=1, epochs=3, verbose=0)
            results.append(gan.generate(20))
        np.testing.assert_allclose(*results, atol=1e-5)


class TestFaults:
    def test_a_training_that_diverges_is_told_with_class_step_and_way_out(self, table):
        model = sampler(replace(EPOCHS, learning_rate=1e30))
        with pytest.raises(
            TrainingError,
            match=r"class 0, 1, 2 .* step 400 .* learning_rate=1e\+30 .*Guard",
        ) as told:
            model.fit_resample(*table)
        assert told.value.diverged == {"0": 400, "1": 400, "2": 400}
        assert all(np.isfinite(weight).all() for weight in model.gan_.generator.get_weights())

    def test_one_class_diverges_and_the_others_are_kept(self, table):
        model = sampler(EPOCHS, callbacks=[Poison()])
        with pytest.raises(TrainingError, match="class 1 was no longer finite by step 800"):
            model.fit_resample(*table)
        sound = sampler(EPOCHS)
        sound.fit_resample(*table)
        assert model.sample(20, 2, random_state=0).equals(sound.sample(20, 2, random_state=0))
        assert len(model.sample(20, 1, random_state=0)) == 20

    def test_with_a_guard_of_ones_own_a_warning_is_all(self, table):
        model = sampler(replace(EPOCHS, learning_rate=1e30), callbacks=[DivergenceGuard()])
        with pytest.warns(UserWarning, match="no longer finite"):
            model.fit_resample(*table)

    @pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt, OSError])
    def test_what_a_callback_raises_comes_out_and_what_was_trained_is_kept(self, table, kind):
        def fail(epoch, logs):
            if epoch == 1:
                raise kind("enough")

        model = sampler(EPOCHS, callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=fail)])
        with pytest.raises(kind, match="enough") as told:
            model.fit_resample(*table)
        assert "class 0, 1, 2 was broken off after step 800 of 1,200" in told.value.__notes__[0]
        assert int(model.gan_.step) == 800
        assert len(model.sample(5, 2)) == 5
        # The next training in the process is as if nothing had been.
        assert sampler().fit_resample(*table)[0].equals(sampler().fit_resample(*table)[0])

    def test_an_error_of_tensorflow_names_class_and_step(self, table):
        def fail(epoch, logs):
            raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating\nmore")

        model = sampler(EPOCHS, callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=fail)])
        with pytest.raises(
            TrainingError, match=r"\(OOM when allocating\): training of class 0, 1, 2 .* step 400"
        ):
            model.fit_resample(*table)


def _claimed(queue):
    try:
        claim_process()
        queue.put("")
    except RuntimeError as error:
        queue.put(str(error))


def test_a_process_forked_after_training_is_told_at_once():
    train([ROWS], SHORT, seed=0)
    fork = multiprocessing.get_context("fork")
    queue = fork.SimpleQueue()
    process = fork.Process(target=_claimed, args=(queue,))
    process.start()
    assert "forked after training" in queue.get()
    process.join()


class TestWhatAGANIsAsked:
    def gan(self, fused=1):
        gan = build_gan(SHORT, 6, seed=0)
        gan.steps_per_execution = fused
        return gan

    @pytest.mark.parametrize(
        ("arguments", "name"),
        [
            ({"y": np.zeros(1)}, "y"),
            ({"sample_weight": np.ones(1)}, "sample_weight"),
            ({"class_weight": {0: 1.0}}, "class_weight"),
            ({"validation_data": ROWS[None]}, "validation_data"),
            ({"validation_split": 0.5}, "validation_split"),
        ],
    )
    def test_arguments_that_mean_nothing_are_refused(self, arguments, name):
        with pytest.raises(ValueError, match=rf"^{name} must not be given.*Received: {name} of"):
            self.gan().fit(ROWS[None], verbose=0, **arguments)

    def test_labels_are_no_mask(self):
        batches = tf.data.Dataset.from_tensors((ROWS[None], np.zeros((1, 9), "int64")))
        with pytest.raises(ValueError, match=r"must be a mask.*dtype int64, shape \(1, 9\)"):
            self.gan().fit(batches, verbose=0)

    def test_evaluate_is_refused_and_a_batch_is_trained_on(self):
        gan = self.gan()
        for method in (gan.evaluate, gan.test_on_batch):
            with pytest.raises(NotImplementedError, match="evaluate means nothing for a GAN"):
                method(ROWS[None])
        first, second = (gan.train_on_batch(ROWS[None]) for _ in range(2))
        fitted = self.gan()
        history = fitted.fit(ROWS[None], batch_size=1, epochs=2, verbose=0).history
        assert [first["d_loss"], second["d_loss"]] == pytest.approx(history["d_loss"])

    @pytest.mark.parametrize("fused", [2, 3, 5, 9])
    def test_an_epoch_that_fused_steps_do_not_divide_is_counted_as_it_is(self, fused):
        batches = tf.data.Dataset.from_tensor_slices(np.repeat(ROWS[None], 7, axis=0)).batch(1)
        one, many = self.gan(), self.gan(fused)
        expected = one.fit(batches, epochs=2, verbose=0).history
        history = many.fit(batches, epochs=2, verbose=0).history
        assert int(many.step) == 14
        assert history["d_loss"] == pytest.approx(expected["d_loss"], rel=1e-6)
        assert history["distance_real"] == pytest.approx(expected["distance_real"], rel=1e-6)

    def test_an_epoch_s_end_within_a_fused_call_is_refused(self):
        batches = tf.data.Dataset.from_tensors(ROWS[None]).repeat()
        with pytest.raises(ValueError, match=r"multiple of steps_per_execution=2.*epoch=7"):
            self.gan(2).fit(batches, steps_per_epoch=7, verbose=0)
