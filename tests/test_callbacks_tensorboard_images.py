"""TensorBoard's event files, read back."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from gansmote_tf.callbacks import DistanceMonitor, TensorBoardImages
from tests.small_gan import TABLES, fit


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A short training with the stock callback and ours: its folder and its history."""
    folder = tmp_path_factory.mktemp("logs")
    watched = {"real_rows": TABLES, "labels": ["Poor", "Good"]}
    gan = fit(
        DistanceMonitor(interval=10, **watched),
        keras.callbacks.TensorBoard(folder),
        TensorBoardImages(folder, interval=20, **watched),
    )
    return folder, gan.history.history


def read(folder):
    accumulator = EventAccumulator(str(folder), size_guidance={"tensors": 0})
    accumulator.Reload()
    return accumulator


@pytest.mark.parametrize("key", ["d_loss", "l1_between/Good", "distinct/Poor", "d_accuracy_real"])
def test_scalars_are_those_of_the_history(run, key):
    folder, history = run
    events = read(folder / "train").Tensors(f"epoch_{key}")
    values = [float(tf.make_ndarray(event.tensor_proto)) for event in events]
    assert values == pytest.approx(history[key], rel=1e-6)


def test_images_of_every_class_stand_at_their_steps(run):
    folder, _ = run
    events = read(folder / "rows")
    for label in ("Poor", "Good"):
        images = events.Tensors(f"pca/{label}")
        assert [image.step for image in images] == [10, 30]
        width, height, png = tf.make_ndarray(images[-1].tensor_proto)[:3]
        pixels = tf.io.decode_png(png).numpy()
        assert pixels.shape == (int(height), int(width), 3) == (400, 500, 3)
        assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 20
