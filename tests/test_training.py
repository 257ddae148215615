"""The trainer: jobs in stacks, and callbacks that see the GAN the user gets, whatever pads it."""

import csv
from dataclasses import replace

import keras
import numpy as np
import pandas as pd
import pytest

from gansmote_tf import GANSMOTE, make_one_hot
from gansmote_tf.callbacks import CosineWarmRestarts, DivergenceGuard
from gansmote_tf.columns import Columns
from gansmote_tf.columns.alignment import fit_aligned
from gansmote_tf.many_tables import resample_tables
from gansmote_tf.recipes import RECIPES
from gansmote_tf.training import Job, build_gan, train, train_jobs
from gansmote_tf.training.stack import Stack
from tests.small_gan import Poison

SHORT = RECIPES["paper"].scaled(60)
# Longer epochs than one: 1,200 steps are three epochs of 400.
EPOCHS = RECIPES["paper"].scaled(1_200)


def some_rows(rows, columns, seed=0):
    return (np.random.default_rng(seed).random((rows, columns)) < 0.4).astype("float32")


@pytest.fixture(scope="module")
def table():
    """Three classes; 27 columns, which a stack pads to 28."""
    return make_one_hot(
        n_samples=57, n_attributes=9, n_levels=3, n_classes=3, weights=[5, 2, 2], random_state=0
    )


def fitted(table, *callbacks, recipe=EPOCHS, **arguments):
    model = GANSMOTE(recipe=recipe, random_state=3, callbacks=list(callbacks), **arguments)
    model.fit_resample(*table)
    return model


class Sees(keras.callbacks.Callback):
    """Keeps what a callback finds in its model, hook by hook."""

    def __init__(self):
        super().__init__()
        self.shapes, self.rows = [], []

    def on_train_begin(self, logs=None):
        self._look()

    def on_epoch_end(self, epoch, logs=None):
        self._look()
        self.rows.append(self.model.generate(6, replica=1, seed=4))

    def _look(self):
        self.shapes.append(
            (self.model.replicas, self.model.columns, self.model.discriminator.input_shape)
        )


class TestJobs:
    def test_jobs_of_other_widths_recipes_and_seeds_get_stacks_of_their_own(self):
        other = replace(SHORT, generator_units=(8,))
        jobs = [
            Job(some_rows(9, 6), SHORT, seed=0),
            Job(some_rows(9, 8), SHORT, seed=0),
            Job(some_rows(9, 6), other, seed=0),
            Job(some_rows(9, 6), SHORT, seed=1),
            Job(some_rows(12, 6), SHORT, seed=0),
        ]
        trained = train_jobs(jobs)
        assert [each.gan.columns for each in trained] == [6, 8, 6, 6, 6]
        assert [each.replica for each in trained] == [0, 0, 0, 0, 1]
        assert trained[0].gan is trained[4].gan
        assert len({id(each.gan) for each in trained}) == 4
        assert len(trained[2].gan.generator.layers) < len(trained[0].gan.generator.layers)

    def test_grouped_recipes_part_jobs_whose_columns_mean_something_else(self):
        grouped = replace(SHORT, heads="grouped")
        X, _ = make_one_hot(30, n_attributes=2, n_levels=3, random_state=0)
        groups = Columns().fit(X).groups
        jobs = [
            Job(some_rows(9, 6), grouped, 0, groups=groups),
            Job(some_rows(9, 6), grouped, 0),
        ]
        first, second = train_jobs(jobs)
        assert first.gan is not second.gan
        together = train_jobs([replace(job, recipe=SHORT) for job in jobs])
        assert together[0].gan is together[1].gan

    def test_no_jobs_train_nothing(self):
        assert train_jobs([]) == []

    @pytest.mark.parametrize("rows", [np.zeros((0, 3)), np.zeros(3), np.zeros((2, 0))])
    def test_rows_that_are_none_are_refused(self, rows):
        with pytest.raises(ValueError, match="rows must be an array"):
            Job(rows, SHORT, seed=0)


class TestTablesOfOneKind:
    """Draws from one table seldom show the same levels; their GANs train in one stack."""

    SHOWN = ("abc", "acd", "bd")

    def tables(self):
        rng = np.random.default_rng(0)
        for shown in self.SHOWN:
            rows = [[*shown, *rng.choice([*shown], 9)] for _ in range(2)]
            yield pd.DataFrame(dict(zip("XY", rows, strict=True))), np.arange(len(rows[0])) % 3 == 0

    @pytest.mark.parametrize("name", ["default", "paper"])
    def test_each_gets_its_own_levels_only_and_one_stack_does(self, name, monkeypatch):
        fits = []
        fit = Stack.fit
        monkeypatch.setattr(Stack, "fit", lambda *given: fits.append(len(given[2])) or fit(*given))
        tables = list(self.tables())
        made = resample_tables(
            tables,
            replace(RECIPES[name].scaled(20), tried_below=0.0),
            0,
            sampling_strategy={1: 200},
        )
        assert fits == [3]
        for (X, _), (X_more, _), shown in zip(tables, made, self.SHOWN, strict=True):
            assert X_more.head(len(X)).equals(X)
            for column in "XY":
                assert set(X_more[column]) == set(shown)

    def test_a_generator_taken_out_makes_its_own_levels_only(self):
        tables = list(self.tables())
        aligned = fit_aligned([X for X, _ in tables])
        jobs = [
            Job(columns.encode(X), RECIPES["default"].scaled(20), 0, groups=columns.groups)
            for columns, (X, _) in zip(aligned, tables, strict=True)
        ]
        trained = train_jobs(jobs)
        latents = np.random.default_rng(0).normal(size=(50, 16)).astype("float32")
        for columns, one in zip(aligned, trained, strict=True):
            never = [place for group in columns.groups for place in group.never]
            shown = np.setdiff1d(np.arange(columns.width), never)
            for rows in (
                one.gan.generate(50, one.replica),
                one.gan.generator_of(one.replica)(latents).numpy(),
            ):
                assert rows[:, never].max() < 1e-9
                assert (rows[:, shown].max(axis=0) > 1e-3).all()

    def test_kinds_that_differ_stay_apart(self):
        numbers = pd.DataFrame({"X": [*"aab"], "Y": [0.5, 1.5, 9.0]})
        texts = numbers.assign(Y=["low", "mid", "mid"])
        category = numbers.astype({"X": "category"})
        narrow, *others = fit_aligned([numbers, texts, category, numbers.iloc[:2]])
        assert narrow.groups[0].levels == ("a", "b")
        assert [columns.groups[0].never for columns in others] == [(), (), (1,)]
        # Numbers are read from each table alone.
        assert others[2].encode(numbers.iloc[:2])[:, -1].max() == 1.0


class TestPaddingStaysInside:
    def test_a_callback_sees_the_gan_that_the_user_gets(self, table):
        model = fitted(table, sees := Sees())
        (saw,) = model.callbacks_
        assert sees.shapes == []
        assert set(saw.shapes) == {(3, 27, (3, None, 28))}
        np.testing.assert_array_equal(saw.rows[-1], model.gan_.generate(6, replica=1, seed=4))
        assert not np.array_equal(saw.rows[0], saw.rows[-1])

    def test_looking_changes_nothing(self, table):
        plain, watched = fitted(table), fitted(table, Sees())
        for one, other in zip(plain.gan_.get_weights(), watched.gan_.get_weights(), strict=True):
            np.testing.assert_array_equal(one, other)

    def test_model_checkpoint_saves_the_gan_that_makes_the_users_rows(self, table, tmp_path):
        saving = keras.callbacks.ModelCheckpoint(tmp_path / "gan-{epoch}.keras")
        model = fitted(table, saving)
        loaded = keras.models.load_model(tmp_path / "gan-3.keras")
        assert loaded.columns == 27
        np.testing.assert_array_equal(loaded.generate(50, 1), model.gan_.generate(50, 1))
        assert loaded.get_config()["seed"] == model.gan_.seed
        assert int(loaded.step) == 1_200

    def test_what_a_callback_changes_reaches_the_training(self, table):
        class Zero(keras.callbacks.Callback):
            def on_epoch_begin(self, epoch, logs=None):
                if epoch == 2:
                    weights = self.model.generator.get_weights()
                    self.model.generator.set_weights([0 * weight for weight in weights])

        plain, zeroed = fitted(table), fitted(table, Zero())
        assert not np.array_equal(
            plain.gan_.generate(50, 1, seed=0), zeroed.gan_.generate(50, 1, seed=0)
        )
        again = fitted(table)
        np.testing.assert_array_equal(plain.gan_.generate(50), again.gan_.generate(50))

    def test_initial_weights_are_those_of_the_table_s_own_width(self):
        recipe = replace(SHORT, learning_rate=0.0, steps=1)
        gan = train([some_rows(9, 9)], recipe, seed=1)
        fresh = build_gan(recipe, 9, seed=1)
        for one, other in zip(
            gan.discriminator.get_weights(), fresh.discriminator.get_weights(), strict=True
        ):
            if one.dtype.kind == "f":
                np.testing.assert_array_equal(one, other)


class TestStockCallbacks:
    """Each of Keras's own inside GANSMOTE; with ``GAN.fit`` in test_callbacks_of_keras."""

    @pytest.mark.parametrize(
        "recipe",
        [EPOCHS, RECIPES["default"].scaled(1_200), replace(EPOCHS, batch_size=8)],
        ids=["paper", "default", "drawn batches"],
    )
    def test_backup_and_restore_resumes_an_interrupted_training(self, table, tmp_path, recipe):
        def break_off(epoch, logs):
            if epoch == 2:
                raise KeyboardInterrupt

        backup = keras.callbacks.BackupAndRestore(tmp_path / "backup")
        breaking = keras.callbacks.LambdaCallback(on_epoch_begin=break_off)
        with pytest.raises(KeyboardInterrupt):
            fitted(table, backup, breaking, recipe=recipe)
        resumed = fitted(table, backup, recipe=recipe)
        assert len(resumed.history_["d_loss"]) == 1
        whole = fitted(table, recipe=recipe)
        for name in ("generator_optimizer", "discriminator_optimizer"):
            for one, other in zip(
                getattr(whole.gan_, name).variables,
                getattr(resumed.gan_, name).variables,
                strict=True,
            ):
                np.testing.assert_array_equal(one, other)
        for one, other in zip(whole.gan_.get_weights(), resumed.gan_.get_weights(), strict=True):
            np.testing.assert_array_equal(one, other)

    def test_early_stopping_stops_and_restores(self, table):
        stop = keras.callbacks.EarlyStopping(
            "d_loss", mode="min", min_delta=1e9, patience=1, restore_best_weights=True
        )
        model = fitted(table, stop)
        assert len(model.history_["d_loss"]) == 2
        assert int(model.gan_.step) == 400  # the first epoch's weights, the best by that measure

    def test_csv_logger_writes_every_epoch(self, table, tmp_path):
        model = fitted(table, keras.callbacks.CSVLogger(tmp_path / "log.csv"))
        with open(tmp_path / "log.csv", newline="") as file:
            lines = list(csv.DictReader(file))
        assert [float(line["g_loss"]) for line in lines] == pytest.approx(model.history_["g_loss"])
        assert {"flip_rate", "learning_rate"} <= set(lines[0])

    def test_tensorboard_writes_its_scalars(self, table, tmp_path):
        fitted(table, keras.callbacks.TensorBoard(tmp_path, histogram_freq=1))
        assert list(tmp_path.rglob("events.out.tfevents.*"))

    def test_lambda_callback_sees_the_logs(self, table):
        seen = []
        model = fitted(
            table,
            keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(logs)),
        )
        assert [logs["d_loss"] for logs in seen] == model.history_["d_loss"]

    def test_divergence_guard_freezes_a_class_of_a_padded_stack(self, table):
        with pytest.warns(UserWarning, match="class 1 was no longer finite"):
            model = fitted(table, Poison(), DivergenceGuard())
        assert all(np.isfinite(weight).all() for weight in model.gan_.generator.get_weights())
        plain = fitted(table)
        for replica in (0, 2):
            np.testing.assert_array_equal(
                plain.gan_.generate(9, replica), model.gan_.generate(9, replica)
            )

    @pytest.mark.parametrize(
        ("callback", "way_out"),
        [
            (keras.callbacks.TerminateOnNaN(), "DivergenceGuard"),
            (keras.callbacks.ReduceLROnPlateau("d_loss"), "learning_rate"),
            (keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate), "restart_factor"),
            (keras.callbacks.SwapEMAWeights(), "RestoreBest"),
        ],
    )
    def test_what_cannot_work_is_refused_by_name(self, table, callback, way_out):
        with pytest.raises(
            ValueError, match=rf"callbacks must .* Received: {type(callback).__name__};.*{way_out}"
        ):
            fitted(table, callback)

    def test_reduce_lr_on_plateau_drives_both_optimizers_of_a_gan_without_restarts(self):
        gan = build_gan(SHORT, 6, seed=0)
        gan.compile(keras.optimizers.Adam(0.1), keras.optimizers.Adam(0.2))
        reduce = keras.callbacks.ReduceLROnPlateau(
            "d_loss", mode="min", factor=0.5, patience=1, min_delta=1e9
        )
        gan.fit(some_rows(9, 6)[None], batch_size=1, epochs=3, callbacks=[reduce], verbose=0)
        rates = [float(each.learning_rate) for each in gan.optimizer.optimizers]
        assert rates == pytest.approx([0.025, 0.05])
        with pytest.raises(ValueError, match="ReduceLROnPlateau"):
            gan.fit(
                some_rows(9, 6)[None], callbacks=[reduce, CosineWarmRestarts()], verbose=0, epochs=1
            )


@pytest.mark.parametrize(("steps", "rate", "within"), [(1, 0.0, 0.03), (200, 0.003, 0.03)])
def test_a_generator_may_start_and_end_at_the_frequencies_of_its_rows(steps, rate, within):
    from gansmote_tf.columns import Group, Groups

    groups = Groups(
        [
            Group("A", "one_of", (0, 1, 2), ("x", "y", "z"), ("A1", "A2", "A3")),
            Group("B", "at_most_one", (3, 4), ("x", "y"), ("B1", "B2")),
            Group("C", "any_of", (5,), ("C",), ("C",)),
        ]
    )
    rows = [
        np.array([[1, 0, 0, 0, 0, 1]] * 6 + [[0, 0, 1, 1, 0, 1]] * 2 + [[0, 1, 0, 0, 1, 0]] * 2),
        np.array([[1, 0, 0, 0, 0, 1], [0, 1, 0, 0, 0, 0]]),
    ]
    recipe = RECIPES["default"].scaled(steps)
    recipe = replace(recipe, frequencies="matched", learning_rate=rate, restart_factor=1.0)
    gan = train([own.astype("float32") for own in rows], recipe, seed=0, groups=groups)
    for replica, own in enumerate(rows):
        made = gan.generate(6_000, replica=replica)
        np.testing.assert_allclose(made.mean(axis=0), own.mean(axis=0), atol=within)
