"""The monitor's numbers against plain ones, and its keys."""

import keras
import numpy as np
import pytest

from gansmote_tf.callbacks import DistanceMonitor
from gansmote_tf.columns import Group
from gansmote_tf.metrics import pair_distances
from gansmote_tf.training import train
from tests.small_gan import SHORT, TABLES, fit

MEASURES = ["l1_real", "l1_fake", "l1_between", "l1_real_sum", "l1_fake_sum", "l1_between_sum"]
MEASURES += ["distinct", "valid", "copies", "d_accuracy_real", "d_accuracy_fake"]


class Keep(DistanceMonitor):
    """A monitor that keeps what it was shown."""

    def look(self, step, rows):
        super().look(step, rows)
        self.seen = [*getattr(self, "seen", []), (step, rows)]


def test_every_measure_of_every_replica_is_logged_from_the_first_epoch_on():
    gan = fit(DistanceMonitor(interval=20, real_rows=TABLES, labels=["Poor", "Good"]))
    for measure in MEASURES:
        for label in ("Poor", "Good"):
            assert len(gan.history.history[f"{measure}/{label}"]) == 4


def test_classes_that_come_again_have_keys_of_their_own():
    gan = fit(DistanceMonitor(real_rows=TABLES, labels=["Good", "Good"]))
    assert {"l1_real/Good", "l1_real/Good (2)"} <= set(gan.history.history)


def test_values_are_those_of_the_rows_made():
    groups = [Group("A", "one_of", (0, 1), ("x", "y"), ("A",))]
    monitor = Keep(interval=10, rows=30, real_rows=TABLES, groups=groups)
    history = fit(monitor).history.history
    _, rows = monitor.seen[-1]
    for replica, (made, real) in enumerate(zip(rows, TABLES, strict=True)):
        assert set(np.unique(made)) <= {0.0, 1.0}
        last = {name: history[f"{name}/{replica}"][-1] for name in MEASURES}
        assert last["l1_real"] == pair_distances(real).mean
        assert last["l1_real_sum"] == pytest.approx(pair_distances(real).sum)
        assert last["l1_fake"] == pair_distances(made).mean
        assert last["l1_fake_sum"] == pytest.approx(last["l1_fake"] * len(real) * (len(real) - 1))
        assert last["l1_between_sum"] == pytest.approx(
            pair_distances(made, real).sum * len(real) / 30
        )
        assert last["distinct"] == len(np.unique(made, axis=0)) / 30
        assert last["valid"] == np.mean(made[:, 0] + made[:, 1] == 1)
        assert last["copies"] == np.mean([(row == real).all(1).any() for row in made])


def test_real_rows_as_generated_rows_would_give_equal_distances():
    monitor = DistanceMonitor(real_rows=[TABLES[1]])
    values = monitor._measure(TABLES[1], TABLES[1], pair_distances(TABLES[1]).mean)
    assert values["l1_fake_sum"] == values["l1_real_sum"] == values["l1_between_sum"] == 64.0
    assert (values["copies"], values["distinct"], values["valid"]) == (1.0, 0.25, 1.0)


@pytest.mark.parametrize(("interval", "steps"), [(10, [10, 20, 30, 40]), (15, [10, 30])])
def test_looks_come_at_the_epoch_ends_that_the_interval_allows(interval, steps):
    monitor = Keep(interval=interval, real_rows=TABLES)
    fit(monitor)
    assert [step for step, _ in monitor.seen] == steps


def test_between_looks_the_last_values_stand():
    history = fit(DistanceMonitor(interval=1_000, real_rows=TABLES)).history.history
    assert len(set(history["l1_between/0"])) == 1
    accuracies = zip(history["d_accuracy_real/0"], history["d_accuracy_fake/0"], strict=True)
    assert len(set(accuracies)) > 1


def test_accuracies_per_replica_have_the_logged_mean():
    history = fit(DistanceMonitor(real_rows=TABLES)).history.history
    both = [history["d_accuracy_real/0"], history["d_accuracy_real/1"]]
    np.testing.assert_allclose(np.mean(both, axis=0), history["d_accuracy_real"], atol=1e-6)


def test_training_goes_as_it_would_without():
    watched_weights = fit(DistanceMonitor(real_rows=TABLES)).get_weights()
    for watched, unwatched in zip(watched_weights, fit().get_weights(), strict=True):
        np.testing.assert_array_equal(watched, unwatched)


def test_a_padded_stack_is_looked_at_without_its_padding():
    tables = [np.eye(9, dtype="float32")[:, :7]] * 5  # trained as 6 replicas of 8 columns
    monitor = Keep()
    monitor.set_real_rows(real_rows=tables, labels=list("abcde"), groups=None)
    gan = train(tables, SHORT, seed=0, callbacks=[monitor])
    assert [rows.shape for rows in monitor.seen[0][1]] == [(100, 7)] * 5
    assert gan.history.history["l1_real/e"][0] == pair_distances(tables[0]).mean


def test_numeric_columns_are_not_rounded():
    groups = [Group("age", "numeric", (4,), ("age",), ("age",))]
    monitor = Keep(real_rows=TABLES, groups=groups)
    fit(monitor)
    made = monitor.seen[-1][1][0]
    assert set(np.unique(made[:, :4])) <= {0.0, 1.0}
    assert len(np.unique(made[:, 4])) > 50


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"interval": 0}, r"interval must lie in .1, 1e.09.\. Received: interval=0\."),
        ({"rows": 1}, r"rows must lie in .2, 1e.09.\. Received: rows=1\."),
        (
            {"real_rows": TABLES, "labels": ["a"]},
            r"labels must name every replica's real rows once\. Received: 1",
        ),
    ],
)
def test_bad_arguments_are_refused(arguments, said):
    with pytest.raises(ValueError, match=said):
        DistanceMonitor(**arguments)


def test_training_without_real_rows_is_refused():
    with pytest.raises(ValueError, match="real_rows must hold each replica's rows"):
        fit(DistanceMonitor())


def test_another_model_is_refused():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(loss="mse")
    with pytest.raises(TypeError, match=r"looks at the rows of a gansmote_tf\.GAN.*Sequential"):
        model.fit(np.ones((2, 2)), np.ones(2), callbacks=[DistanceMonitor()], verbose=0)
