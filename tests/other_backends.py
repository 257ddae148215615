"""What holds where Keras runs on another backend; ``test_backends.py`` starts it on JAX."""

import sys

import keras
import pytest

import gansmote_tf.callbacks
import gansmote_tf.layers
import gansmote_tf.schedules

TENSORFLOW = "tensorflow" in sys.modules
from tests.backend_contract import *  # noqa: E402, F403


def test_the_backend_is_another():
    assert keras.backend.backend() != "tensorflow"


def test_layers_schedules_and_callbacks_import_no_tensorflow():
    assert not TENSORFLOW


def test_the_gan_says_in_one_sentence_what_it_needs():
    with pytest.raises(ImportError, match="GAN and its trainer need TensorFlow") as told:
        gansmote_tf.GAN  # noqa: B018
    assert f"Received: KERAS_BACKEND={keras.backend.backend()}" in str(told.value)
    assert str(told.value).count(". ") == 1  # what is needed; what came
