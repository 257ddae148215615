"""What a command does to its own process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gansmote_tf import tensorflow_start

ROOT = Path(__file__).parents[1]


def test_tensorflow_loads_without_a_word_and_with_one_thread_per_operation():
    program = (
        "from gansmote_tf.tensorflow_start import set_up_tensorflow\n"
        "set_up_tensorflow()\n"
        "import os, sys, tensorflow\n"
        "tensorflow.constant(1) + 1\n"
        "print(os.environ['TF_NUM_INTRAOP_THREADS'], file=sys.stderr)"
    )
    environment = {name: os.environ[name] for name in os.environ if not name.startswith("TF_")}
    shown = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        check=True,
    )
    assert shown.stderr == "1\n"


def test_when_loading_fails_its_messages_come_out(monkeypatch, capfd):
    def fail(name):
        os.write(2, b"no libcuda\n")
        raise ImportError(name)

    monkeypatch.setattr(tensorflow_start.importlib, "import_module", fail)
    with pytest.raises(ImportError, match="tensorflow"):
        tensorflow_start.set_up_tensorflow()
    assert "no libcuda" in capfd.readouterr().err


def test_stopping_it_while_it_loads_is_no_failure_and_says_nothing(monkeypatch, capfd):
    def stopped(name):
        os.write(2, b"no libcuda\n")
        raise KeyboardInterrupt

    monkeypatch.setattr(tensorflow_start.importlib, "import_module", stopped)
    with pytest.raises(KeyboardInterrupt):
        tensorflow_start.load_tensorflow()
    os.write(2, b"heard again\n")
    assert capfd.readouterr().err == "heard again\n"


def test_settings_of_the_user_stay(monkeypatch, capfd):
    monkeypatch.setenv("TF_NUM_INTRAOP_THREADS", "4")
    monkeypatch.setattr(tensorflow_start.importlib, "import_module", lambda name: None)
    tensorflow_start.set_up_tensorflow()
    os.write(2, b"heard again\n")
    assert os.environ["TF_NUM_INTRAOP_THREADS"] == "4"
    assert capfd.readouterr().err == "heard again\n"
