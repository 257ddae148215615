"""Keras's own callbacks with the GAN: one claim each."""

import csv

import keras
import numpy as np
import pytest

from gansmote_tf.callbacks import DistanceMonitor
from tests.small_gan import TABLES, fit, fresh_gan

WATCHED = {"real_rows": TABLES, "labels": ["Poor", "Good"]}


def same_weights(one, other):
    pairs = list(zip(one.get_weights(), other.get_weights(), strict=True))
    assert pairs
    return all(np.array_equal(a, b) for a, b in pairs)


@pytest.mark.parametrize("key", ["d_loss", "l1_between/Good", "d_accuracy_fake/Poor"])
def test_early_stopping_stops_on_any_logged_key(key):
    monitor = DistanceMonitor(interval=10, **WATCHED)
    stop = keras.callbacks.EarlyStopping(key, mode="min", min_delta=1e9, patience=2)
    assert len(fit(monitor, stop, epochs=8).history.epoch) == 3


def test_early_stopping_restores_the_best_weights():
    kept = []
    keep = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: kept.append(gan.generator.get_weights())
    )
    stop = keras.callbacks.EarlyStopping(
        "d_loss", mode="min", min_delta=1e9, patience=2, restore_best_weights=True
    )
    gan = fresh_gan()
    fit(keep, stop, epochs=8, gan=gan)
    for now, first in zip(gan.generator.get_weights(), kept[0], strict=True):
        np.testing.assert_array_equal(now, first)


def test_model_checkpoint_saves_what_loads_and_trains_on(tmp_path):
    path = tmp_path / "gan-{epoch}.keras"
    gan = fit(keras.callbacks.ModelCheckpoint(path), epochs=2)
    loaded = keras.models.load_model(tmp_path / "gan-2.keras")
    np.testing.assert_array_equal(loaded.generate(6, replica=1), gan.generate(6, replica=1))
    assert int(loaded.generator_optimizer.iterations) == 20
    halfway = keras.models.load_model(tmp_path / "gan-1.keras")
    fit(gan=halfway, epochs=1)
    # The second half trained from the file is the second half as it was.
    assert same_weights(halfway.generator, gan.generator)
    assert same_weights(halfway.discriminator, gan.discriminator)


def test_model_checkpoint_keeps_the_best_only_and_weights_only(tmp_path):
    path = tmp_path / "best.weights.h5"
    best = keras.callbacks.ModelCheckpoint(
        path, monitor="g_loss", mode="min", save_best_only=True, save_weights_only=True
    )
    history = fit(best, epochs=3).history.history["g_loss"]
    gan = fresh_gan()
    gan.load_weights(path)
    assert int(gan.step) == 10 * (1 + int(np.argmin(history)))


def test_csv_logger_writes_every_key_of_every_epoch(tmp_path):
    path = tmp_path / "log.csv"
    history = fit(
        DistanceMonitor(interval=1_000, **WATCHED), keras.callbacks.CSVLogger(path)
    ).history.history
    with open(path, newline="") as file:
        lines = list(csv.DictReader(file))
    assert set(lines[0]) >= {"epoch", *history}
    for key, values in history.items():
        assert [float(line[key]) for line in lines] == pytest.approx(values)


def test_backup_and_restore_resumes_where_an_interrupted_training_stopped(tmp_path):
    def break_off(epoch, logs):
        if epoch == 2:
            raise KeyboardInterrupt

    broken = keras.callbacks.LambdaCallback(on_epoch_begin=break_off)
    with pytest.raises(KeyboardInterrupt):
        fit(keras.callbacks.BackupAndRestore(tmp_path / "backup"), broken)
    resumed = fit(keras.callbacks.BackupAndRestore(tmp_path / "backup"))
    assert resumed.history.epoch == [2, 3]
    weights = resumed.get_weights()
    for a, b in zip(weights, fit().get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_lambda_callback_sees_the_logs():
    seen = []
    gan = fit(keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(logs)))
    assert [logs["d_loss"] for logs in seen] == gan.history.history["d_loss"]
