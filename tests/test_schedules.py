"""The schedules against the paper's formulas in plain Python."""

import math

import numpy as np
import pytest

from gansmote_tf.schedules import cosine_restarts, linear_decay

STEPS = [0, 1999, 2000, 2500, 2999, 3000, 36_999, 37_000, 39_999]


def paper_flip_rate(step):
    return max(0.0, 0.3 * (1 - step / 37_000))


def paper_learning_rate(step):
    if step < 2000:
        return 1e-4
    return 1e-4 + (1e-3 - 1e-4) * (1 + math.cos(math.pi * (step % 1000) / 1000)) / 2


@pytest.mark.parametrize("step", STEPS)
def test_flip_rate_falls_linearly_to_zero(step):
    assert float(linear_decay(step, 0.3, 0.0, 37_000)) == pytest.approx(
        paper_flip_rate(step), abs=1e-7
    )


@pytest.mark.parametrize("step", STEPS)
def test_learning_rate_restarts_and_returns_along_a_cosine(step):
    assert float(cosine_restarts(step, 1e-4, 10, 1000, 2000)) == pytest.approx(
        paper_learning_rate(step), rel=1e-5
    )


def test_restarts_equal_kerass_own_schedule():
    import keras

    schedule = keras.optimizers.schedules.CosineDecayRestarts(
        1e-3, 1000, t_mul=1.0, m_mul=1.0, alpha=0.1
    )
    steps = np.arange(0, 5000, 37)
    ours = np.asarray(cosine_restarts(steps, 1e-4, 10, 1000, 0))
    np.testing.assert_allclose(ours, [float(schedule(int(step))) for step in steps], rtol=1e-4)
