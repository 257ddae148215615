"""A bounded film of generated rows."""

import numpy as np
import pytest

from gansmote_tf.callbacks import SampleSnapshots
from tests.small_gan import TABLES, fit


def test_the_last_so_many_are_kept_in_order():
    film = SampleSnapshots(most=3, interval=10, rows=7, real_rows=TABLES)
    fit(film, epochs=5)
    assert [snapshot.step for snapshot in film.snapshots] == [30, 40, 50]
    assert [rows.shape for rows in film.snapshots[0].rows] == [(7, 5), (7, 5)]
    assert set(np.unique(film.snapshots[0].rows)) <= {0.0, 1.0}


def test_the_last_snapshot_is_what_the_generators_make_of_the_same_latents():
    film = SampleSnapshots(interval=10, rows=50, real_rows=TABLES, labels=["Poor", "Good"])
    gan = fit(film)
    step, rows = film.of("Good")[-1]
    latents = np.random.default_rng(0).standard_normal((2, 50, 16), "float32")
    expected = gan.generator_of(1)(latents[1]).numpy() > 0.5
    assert step == 40
    np.testing.assert_array_equal(rows, expected)


def test_a_label_that_no_replica_has_is_refused():
    film = SampleSnapshots(real_rows=TABLES)
    with pytest.raises(ValueError, match=r"one of \['0', '1'\]\. Received: label='Fair'"):
        film.of("Fair")


def test_an_empty_ring_is_refused():
    with pytest.raises(ValueError, match=r"most must lie in .1, 1e.09.\. Received: most=0\."):
        SampleSnapshots(most=0)
