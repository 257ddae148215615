"""The alarm: when it rings, what it says, and that it holds its tongue otherwise."""

import warnings
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from gansmote_tf.callbacks import CollapseAlarm
from gansmote_tf.columns import Columns, Group
from gansmote_tf.datasets import load_petrography
from gansmote_tf.recipes import RECIPES
from gansmote_tf.training import train
from tests.small_gan import SHORT, TABLES, fit

GROUPS = [
    Group("SORTING", "one_of", (0, 1, 2), ("Well", "Poor", ""), ("SORTING",)),
    Group("depth", "numeric", (3,), ("depth",), ("depth",)),
]
REAL = np.array([[1, 0, 0, 0.9], [0, 1, 0, 0.8], [1, 0, 0, 0.7], [1, 0, 0, 0.6]])


def alarm(**arguments):
    """An alarm that has begun to watch one class of four rows."""
    bell = CollapseAlarm(real_rows=[REAL], labels=["Fair"], groups=GROUPS, **arguments)
    bell._bad_looks = [0]
    bell._from_step = 0
    bell.set_model(SimpleNamespace(stop_training=False))
    return bell


def heard(bell, *looks):
    """What it says at each of some looks."""
    said = []
    for step, rows in enumerate(looks, start=1):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            bell.look(1_000 * step, [rows])
        said.append([str(warning.message) for warning in caught])
    return said


def test_a_lost_level_is_named_with_class_attribute_and_step():
    made = np.array([[1, 0, 0, x] for x in (0.1, 0.2, 0.3, 0.4)])
    (said,) = heard(alarm(patience=1), made)
    assert len(said) == 1
    assert said[0].startswith(
        "By step 1,000 the GAN has collapsed, class Fair: lost: SORTING (Poor)."
    )


def test_copies_are_told_in_per_cent_and_with_what_no_longer_varies():
    made = np.tile([[1, 0, 0, 0.5], [0, 1, 0, 0.5]], (2, 1))
    assert alarm().verdict(made, REAL) == (
        "33 % of the pairs of its rows are equal (real rows: 0 %), hardly varying: depth (depth)"
    )


def test_rows_as_equal_as_the_real_ones_are_no_collapse():
    assert alarm().verdict(np.ones((9, 4)), np.ones((5, 4))) == ""


def test_a_rare_level_may_be_missing():
    made = np.array([[1, 0, 0, x] for x in (0.1, 0.2, 0.3, 0.4)])
    assert alarm(common=0.26).verdict(made, REAL) == ""
    assert alarm(common=0.25).verdict(made, REAL) == "lost: SORTING (Poor)"


def test_a_class_is_named_once_and_only_after_its_patience():
    bad, good = np.tile(REAL[:1], (4, 1)), REAL
    counts = [len(said) for said in heard(alarm(patience=3), bad, bad, good, bad, bad, bad, bad)]
    assert counts == [0, 0, 0, 0, 0, 1, 0]
    bell = alarm(patience=1)
    assert [len(said) for said in heard(bell, bad, good, bad, good, bad)] == [1, 0, 0, 0, 0]


@pytest.mark.parametrize("stop", [False, True])
def test_it_stops_training_only_if_told_to(stop):
    bell = alarm(patience=1, stop=stop)
    heard(bell, np.tile(REAL[:1], (4, 1)))
    assert bell.model.stop_training is stop


def test_two_classes_at_once_are_one_warning():
    bell = CollapseAlarm(patience=1, equal=0.0, real_rows=TABLES, labels=["Poor", "Good"])
    with pytest.warns(UserWarning, match=r"class Poor: .*columns .*; class Good: ") as caught:
        fit(bell, epochs=1)
    assert len(caught) == 1


@pytest.mark.parametrize(("grace", "rings_at"), [(0.0, 10), (0.5, 20), (0.75, 30)])
def test_the_beginning_is_not_looked_at(grace, rings_at):
    bell = CollapseAlarm(patience=1, interval=10, common=0.01, grace=grace, real_rows=TABLES)
    with pytest.warns(UserWarning, match=f"By step {rings_at} "):
        fit(bell)


def test_stop_ends_a_fit():
    bell = CollapseAlarm(patience=2, interval=10, common=0.01, stop=True, real_rows=TABLES)
    with pytest.warns(UserWarning, match="has collapsed"):
        gan = fit(bell, epochs=6)
    assert len(gan.history.epoch) == 2


def petrography():
    X, y = load_petrography()
    columns = Columns().fit(X)
    tables = [columns.encode(X[y == label]) for label in range(4)]
    return {
        "real_rows": tables,
        "labels": ["Very Poor", "Poor", "Fair", "Good"],
        "groups": columns.groups,
    }


def test_a_forced_collapse_on_petrography_is_named():
    recipe = replace(
        RECIPES["paper"].scaled(3_000), distance="off", flip_rate=0.0, learning_rate=1e-3
    )
    watched = petrography()
    with pytest.warns(UserWarning, match=r"class (Very Poor|Poor|Fair|Good): .*SORTING \("):
        train(watched["real_rows"], recipe, seed=0, callbacks=[CollapseAlarm(**watched)])


def test_a_new_generator_is_no_collapse():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        train(TABLES, SHORT, seed=0, callbacks=[CollapseAlarm(interval=20, real_rows=TABLES)])


@pytest.mark.parametrize(
    "arguments", [{"equal": 1.5}, {"common": 0.0}, {"patience": 0}, {"grace": 1.0}]
)
def test_bad_arguments_are_refused(arguments):
    ((name, value),) = arguments.items()
    with pytest.raises(ValueError, match=rf"{name} must .* Received: {name}={value}\."):
        CollapseAlarm(**arguments)
