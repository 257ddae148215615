"""The schedules against the paper's formulas in plain Python."""

import math
import re

import numpy as np
import pytest

from gansmote_tf.schedules import CosineRestarts, LinearDecay, cosine_restarts, linear_decay

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


def test_a_line_that_rises_from_a_start_to_an_end_stays_there():
    steps = np.array([0, 5, 10, 11, 1000])
    found = np.asarray(linear_decay(steps, 0.2, 0.6, 10))
    np.testing.assert_allclose(found, [0.2, 0.4, 0.6, 0.6, 0.6], rtol=1e-6)


@pytest.mark.parametrize("step", STEPS)
def test_the_classes_are_the_papers_curves_unless_told_otherwise(step):
    assert float(LinearDecay()(step)) == pytest.approx(paper_flip_rate(step), abs=1e-7)
    rate = CosineRestarts(1e-4)(step)
    assert float(rate) == pytest.approx(paper_learning_rate(step), rel=1e-5)


def test_numbers_assigned_change_the_curve_and_the_config_and_the_others_stay():
    decay = LinearDecay(start=np.float32(0.5), end=0.25, steps=np.int64(10))
    assert decay.get_config() == {"start": 0.5, "end": 0.25, "steps": 10}
    assert type(decay.get_config()["steps"]) is int
    decay.assign(end=0.1, steps=20)
    assert decay.get_config() == {"start": 0.5, "end": 0.1, "steps": 20}
    assert [round(float(decay(step)), 6) for step in (0, 10, 20)] == [0.5, 0.3, 0.1]
    decay.get_config()["end"] = 3
    assert decay.get_config()["end"] == 0.1
    assert [round(float(number), 6) for number in decay.numbers()] == [0.5, 0.1, 20.0]
    assert not decay._numbers.trainable
    assert decay._numbers.dtype == "float32"


def test_bounds_of_numbers_are_taken_and_what_lies_beyond_is_refused_with_the_bounds():
    bounds = {"base": 1e38, "factor": 0, "period": 1, "delay": 0}
    assert CosineRestarts(**bounds).get_config() == bounds
    assert LinearDecay(0, 0, 1).get_config() == {"start": 0, "end": 0, "steps": 1}
    for name, value, least in (
        ("period", 0.5, 1),
        ("delay", -0.5, 0),
        ("factor", 1.01e38, 0),
        ("base", float("nan"), 0),
    ):
        sentence = f"{name} must lie in [{least}, 1e+38]. Received: {name}={value!r}."
        with pytest.raises(ValueError, match=re.escape(sentence)):
            CosineRestarts(**{**bounds, name: value})
    with pytest.raises(ValueError, match=r"^steps must lie in \[1, "):
        LinearDecay(steps=0.99)


@pytest.mark.parametrize("number", [True, "3", None, [0.5], np.array([0.5]), 1j, np.bool_(1)])
def test_what_is_no_number_is_refused_and_the_curve_stays(number):
    decay = LinearDecay(0.4, 0.2, 10)
    with pytest.raises(TypeError, match=r"^end must be a number\. Received: end="):
        decay.assign(end=number)
    with pytest.raises(TypeError, match=r"named start, end, steps\. Received: stop"):
        decay.assign(stop=1)
    assert decay.get_config() == {"start": 0.4, "end": 0.2, "steps": 10}
    assert float(decay(5)) == pytest.approx(0.3)
