"""What stands in for training where a test is about files: rows decoded from shaken real ones."""

import contextlib
from collections.abc import Iterator
from unittest import mock

import numpy as np
import pandas as pd

from gansmote_tf.cli import resample
from gansmote_tf.columns import Columns
from gansmote_tf.samplers import GANSMOTE


@contextlib.contextmanager
def no_training(made: int = 7) -> Iterator[None]:
    """Within it, ``resample`` makes a few rows without training, by the columns' own decoding."""
    original = GANSMOTE.fit_resample

    def fit_resample(sampler, X, y):
        if sampler.sampling_strategy == {}:  # nothing to make: only looked at
            return original(sampler, X, y)
        columns = Columns(sampler.groups).fit(X)
        rng = np.random.default_rng(sampler.random_state)
        places = rng.integers(0, len(X), made)
        bits = columns.encode(X)[places]
        numbers = [
            p for group in columns.groups if group.kind == "numeric" for p in group.positions
        ]
        bits[:, numbers] = rng.random((made, len(numbers)))
        return columns.extend(X, bits), pd.concat([y, y.iloc[places]], ignore_index=True)

    with (
        mock.patch.object(GANSMOTE, "fit_resample", fit_resample),
        mock.patch.object(resample, "set_up_tensorflow"),
    ):
        yield
