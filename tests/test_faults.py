"""Faults of the machine while a GAN trains: a full disk, no memory, a terminal that is gone."""

import errno
import io
import os
import tempfile
from dataclasses import replace
from types import SimpleNamespace
from unittest import mock

import keras
import numpy as np
import pytest
import tensorflow as tf

from gansmote_tf import GAN, GANSMOTE, RECIPES, make_one_hot
from gansmote_tf.training import TrainingError

# Three epochs of 400 steps.
EPOCHS = RECIPES["paper"].scaled(1_200)


@pytest.fixture(scope="module")
def table():
    return make_one_hot(
        n_samples=57, n_attributes=9, n_levels=3, n_classes=3, weights=[5, 2, 2], random_state=0
    )


@pytest.fixture(scope="module")
def sound(table):
    """What comes out where nothing goes wrong."""
    return sampler().fit_resample(*table)[0]


def sampler(**arguments):
    return GANSMOTE(recipe=EPOCHS, random_state=3, **arguments)


def assert_kept(model, step):
    """What was trained until this step is there and can be used."""
    assert int(model.gan_.step) == step
    assert all(np.isfinite(weight).all() for weight in model.gan_.get_weights())
    assert len(model.sample(5, 2)) == 5


class TestAFullDisk:
    @pytest.fixture
    def temporary_folder(self, tmp_path, monkeypatch):
        """A folder for temporary files of its own, so that what is left there is seen."""
        (tmp_path / "temporary").mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
        yield
        assert os.listdir(tmp_path / "temporary") == []

    def test_at_a_checkpoint_is_told_and_earlier_checkpoints_are_left(
        self, table, tmp_path, monkeypatch
    ):
        def fill(epoch, logs):
            if epoch == 1:
                full = OSError(errno.ENOSPC, "No space left on device")
                monkeypatch.setattr("zipfile.ZipFile.writestr", mock.Mock(side_effect=full))

        filling = keras.callbacks.LambdaCallback(on_epoch_begin=fill)
        saving = keras.callbacks.ModelCheckpoint(tmp_path / "gan-{epoch}.keras")
        model = sampler(callbacks=[filling, saving])
        with pytest.raises(OSError, match="No space left") as told:
            model.fit_resample(*table)
        monkeypatch.undo()
        assert "class 0, 1, 2 was broken off after step 800 of 1,200" in told.value.__notes__[0]
        assert_kept(model, 800)
        assert int(keras.models.load_model(tmp_path / "gan-1.keras").step) == 400

    @pytest.mark.parametrize("kind", ["backup", "gan.weights.h5", "gan.keras"])
    def test_that_is_seen_before_leaves_the_last_checkpoint_whole(
        self, table, tmp_path, temporary_folder, monkeypatch, kind
    ):
        """HDF5 would end the process."""
        if kind == "backup":
            saving = keras.callbacks.BackupAndRestore(tmp_path / "backup")
        else:
            whole = kind.endswith(".keras")
            saving = keras.callbacks.ModelCheckpoint(tmp_path / kind, save_weights_only=not whole)
        seen = {}

        def fill(epoch, logs):
            seen.update(files(tmp_path))
            if epoch == 1:
                usage = SimpleNamespace(free=100_000)
                monkeypatch.setattr("shutil.disk_usage", lambda folder: usage)

        filling = keras.callbacks.LambdaCallback(on_epoch_begin=fill)
        model = sampler(callbacks=[filling, saving])
        with pytest.raises(
            OSError, match=r"filepath must .* room for about .*0\.1 MB free"
        ) as told:
            model.fit_resample(*table)
        assert told.value.errno == errno.ENOSPC
        assert "class 0, 1, 2 was broken off after step 800 of 1,200" in told.value.__notes__[0]
        assert_kept(model, 800)
        assert files(tmp_path) == seen != {}


def files(folder):
    """What stands in the files of a folder."""
    return {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()}


OOM = tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor\nmore")


@pytest.mark.parametrize("error", [OOM, MemoryError("Unable to allocate 9 GiB")])
def test_no_memory_within_a_step_is_told_and_what_was_trained_is_kept(
    table, sound, monkeypatch, error
):
    make, calls = GAN.make_train_function, []

    def make_one_that_fails(gan, force=False):
        make(gan, force)
        train = gan.train_function

        def third_fails(iterator):
            calls.append(gan)
            if len(calls) == 3:
                raise error
            return train(iterator)

        gan.train_function = third_fails

    model = sampler()
    with monkeypatch.context() as patch:
        patch.setattr(GAN, "make_train_function", make_one_that_fails)
        with pytest.raises((TrainingError, MemoryError)) as told:
            model.fit_resample(*table)
    message = " ".join([str(told.value), *getattr(told.value, "__notes__", [])])
    assert "allocat" in message
    assert "class 0, 1, 2 was broken off after step 800 of 1,200" in message
    assert_kept(model, 800)
    # The next training in the process is as if nothing had been.
    assert sampler().fit_resample(*table)[0].equals(sound)


@pytest.mark.parametrize("error", [OOM, MemoryError("Unable to allocate 9 GiB")])
@pytest.mark.parametrize("of_a_size_seen", [False, True])
def test_no_memory_while_a_gan_is_built_is_told(table, monkeypatch, error, of_a_size_seen):
    def fail(*arguments, **numbers):
        raise error

    recipe = EPOCHS if of_a_size_seen else replace(EPOCHS, latent_dim=7)
    if of_a_size_seen:
        sampler().fit(*table)
    model = GANSMOTE(recipe=recipe, random_state=3)
    with monkeypatch.context() as patch:
        patch.setattr("gansmote_tf.training.stack.build_gan", fail)
        with pytest.raises((TrainingError, MemoryError)) as told:
            model.fit_resample(*table)
    message = " ".join([str(told.value), *getattr(told.value, "__notes__", [])])
    assert "class 0, 1, 2 was broken off after step 0 of 1,200" in message
    assert len(model.fit_resample(*table)[0]) == 3 * table[1].value_counts().max()


class Gone(io.StringIO):
    """A stream whose reader leaves after so many writes."""

    def __init__(self, writes):
        super().__init__()
        self.left = writes

    def write(self, text):
        self.left -= 1
        if self.left < 0:
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")
        return super().write(text)


def closed():
    stream = io.StringIO()
    stream.close()
    return stream


STREAMS = [Gone(0), Gone(3), closed(), None]


@pytest.mark.parametrize("stream", STREAMS, ids=["broken", "breaking", "closed", "none"])
def test_a_bar_whose_terminal_is_gone_falls_silent(table, sound, monkeypatch, stream):
    monkeypatch.setattr("sys.stderr", stream)
    assert sampler(verbose=1).fit_resample(*table)[0].equals(sound)


def test_keras_s_lines_into_a_broken_pipe_are_told_and_what_was_trained_is_kept(table, monkeypatch):
    monkeypatch.setattr("sys.stdout", Gone(3))
    model = sampler(verbose=2)
    with pytest.raises(BrokenPipeError) as told:
        model.fit_resample(*table)
    assert "class 0, 1, 2 was broken off after step 800 of 1,200" in told.value.__notes__[0]
    assert_kept(model, 800)
