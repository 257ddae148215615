"""The progress bar: every step is counted once, whatever a call of the graph holds."""

import copy

import keras
import numpy as np
import pytest

from gansmote_tf.callbacks import progress
from gansmote_tf.callbacks.progress import Progress


class RecordingBar:
    """Stands in for tqdm."""

    def __init__(self, desc, total, disable, mininterval, **_):
        self.desc, self.total, self.disable = desc, total, disable
        self.mininterval = mininterval
        self.n, self.postfixes, self.closed = 0, [], False

    def update(self, steps):
        self.n += steps

    def set_postfix(self, postfix, refresh):
        self.postfixes.append(dict(postfix))

    def close(self):
        self.closed = True


@pytest.fixture
def bars(monkeypatch):
    made = []

    def make(**settings):
        made.append(RecordingBar(**settings))
        return made[-1]

    monkeypatch.setattr(progress, "tqdm", make)
    return made


def fit(callback, steps_per_execution, fits=1):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", steps_per_execution=steps_per_execution)
    for _ in range(fits):
        rows = np.zeros((12, 2))
        model.fit(rows, rows[:, :1], batch_size=2, epochs=3, verbose=0, callbacks=[callback])


@pytest.mark.parametrize("steps_per_execution", [1, 3, 6])
def test_the_bar_ends_at_the_steps_of_all_epochs(bars, steps_per_execution):
    fit(Progress("petrography"), steps_per_execution)
    (bar,) = bars
    assert (bar.desc, bar.n, bar.total, bar.closed) == ("petrography", 18, 18, True)


def test_a_second_fit_gets_a_bar_of_its_own(bars):
    fit(Progress(), steps_per_execution=6, fits=2)
    assert [bar.n for bar in bars] == [18, 18]


def test_the_latest_losses_stand_behind_the_bar(bars):
    callback = Progress(disable=True)
    callback.set_params({"steps": 2, "epochs": 1})
    callback.on_train_begin()
    callback.on_train_batch_end(1)
    callback.on_epoch_end(0, {"d_loss": 0.5, "g_loss": 0.25, "flip_rate": 0.3})
    assert bars[0].postfixes == [{"d_loss": 0.5, "g_loss": 0.25}]
    assert bars[0].disable is True


def test_it_can_be_copied_before_a_fit():
    assert copy.deepcopy(Progress("petrography")).description == "petrography"


@pytest.mark.parametrize(("terminal", "seconds"), [(True, 0.1), (False, 30.0)])
def test_a_log_is_spared_most_updates(bars, monkeypatch, terminal, seconds):
    monkeypatch.setattr(progress.sys.stderr, "isatty", lambda: terminal, raising=False)
    fit(Progress(), steps_per_execution=6)
    assert bars[0].mininterval == seconds
