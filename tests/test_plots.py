"""Every figure: what is drawn is what was given, on the axes that were given."""

from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from gansmote_tf import plots
from gansmote_tf.columns.groups import Group
from gansmote_tf.recipes import RECIPES

RNG = np.random.default_rng(0)
REAL = (RNG.random((30, 6)) < 0.4).astype("float32")
FAKE = (RNG.random((40, 6)) < 0.5).astype("float32")
GROUPS = [
    Group("SORTING", "any_of", (0, 1, 2), ("Well", "Poor", None), ("a", "b", "c")),
    Group("LAMINAE", "any_of", (3, 4), ("Thick", "Calcareous"), ("d", "e")),
    Group("depth", "numeric", (5,), ("depth",), ("f",)),
]
HISTORY = {
    "d_loss": [0.5, 0.4, 0.3],
    "g_loss": [0.2, 0.3, 0.4],
    "d_accuracy_real": [0.5, 0.6, 0.7],
    "learning_rate": [1e-4, 1e-3, 1e-4],
    "flip_rate": [0.3, 0.2, 0.1],
    "l1_real/Fair": [8.0, 8.0, 8.0],
    "l1_fake/Fair": [1.0, 5.0, 9.0],
    "l1_real_sum/Fair": [80.0, 80.0, 80.0],
}
KERAS_HISTORY = SimpleNamespace(history=HISTORY, params={"steps": 500, "epochs": 3})


@pytest.fixture(autouse=True)
def no_open_figures():
    plt.close("all")  # a docstring's example may have left some
    yield
    plt.close("all")


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: plots.plot_curves(HISTORY, {"d_loss": "discriminator"}, ax=ax),
        lambda ax: plots.plot_distances(HISTORY, "Fair", ax=ax),
        lambda ax: plots.plot_pca(REAL, FAKE, ax=ax),
        lambda ax: plots.plot_frequencies(REAL, FAKE, GROUPS[0], ax=ax),
        lambda ax: plots.plot_nearest(REAL, FAKE, ax=ax),
        lambda ax: plots.plot_rows(REAL, GROUPS, ax=ax),
    ],
)
def test_figures_are_drawn_on_the_axes_given_and_labelled(draw):
    figure, ax = plt.subplots()
    assert draw(ax) is ax
    assert ax.get_xlabel() or ax.get_xticklabels()
    assert plt.get_fignums() == [figure.number]
    assert draw(None) is not ax
    figure.canvas.draw()


@pytest.mark.parametrize(
    ("history", "steps", "label"),
    [(HISTORY, [1, 2, 3], "epoch"), (KERAS_HISTORY, [500, 1000, 1500], "step")],
)
def test_curves_stand_over_steps_where_they_are_known(history, steps, label):
    ax = plots.plot_curves(history, {"d_loss": "discriminator", "nothing": "?"})
    (line,) = ax.lines
    np.testing.assert_array_equal(line.get_xdata(), steps)
    np.testing.assert_array_equal(line.get_ydata(), HISTORY["d_loss"])
    assert ax.get_xlabel() == label


def test_a_history_without_the_keys_is_refused():
    with pytest.raises(ValueError, match=r"must hold one of l1_real/Good.*Received: d_loss"):
        plots.plot_distances(HISTORY, "Good")


def test_training_shows_the_four_curves_of_the_paper():
    axes = plots.plot_training(KERAS_HISTORY)
    titles = [ax.get_ylabel() for ax in axes]
    assert titles == ["loss", "accuracy", "learning rate", "flip rate"]
    assert [len(ax.lines) for ax in axes] == [2, 1, 1, 1]


def test_with_the_recipe_the_rates_are_drawn_at_every_step():
    *_, rate, flips = plots.plot_training(KERAS_HISTORY, recipe=RECIPES["paper"])
    rates = rate.lines[0].get_ydata()
    assert rates[[1999, 2000, 2500]] == pytest.approx([1e-4, 1e-3, 5.5e-4])
    assert flips.lines[0].get_ydata()[[0, 18_500, 39_999]] == pytest.approx([0.3, 0.15, 0.0])


def test_sums_of_distances_are_those_logged():
    ax = plots.plot_distances(HISTORY, "Fair", sums=True)
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [80.0, 80.0, 80.0])


def test_pca_keeps_the_distances_of_rows_in_a_plane():
    square = np.array([[0, 0, 1], [0, 2, 1], [2, 0, 1], [2, 2, 1]], "float64")
    ax = plots.plot_pca(square, square[:1])
    places = np.asarray(ax.collections[0].get_offsets())
    apart = np.linalg.norm(places[:, None] - places[None], axis=-1)
    assert sorted(set(np.round(apart.ravel(), 6))) == pytest.approx([0, 2, 8**0.5])
    assert min(np.linalg.norm(places - ax.collections[1].get_offsets()[0], axis=1)) < 1e-6


def test_equal_rows_make_a_larger_marker():
    rows = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 0.0], [1.0, 0.0]])
    small, large = sorted(plots.plot_pca(rows, rows[:1]).collections[0].get_sizes())
    assert (small, large) == pytest.approx((12 + 260 / 4, 12 + 260 * 3 / 4))


def test_one_column_has_a_pca_too():
    assert plots.plot_pca(REAL[:, :1], FAKE[:, :1]).collections


def test_the_grid_has_a_line_per_class_and_shows_first_and_last_moment():
    film = [(500 * k, FAKE) for k in range(1, 10)]
    axes = plots.plot_pca_grid({"A": REAL, "B": REAL}, {"A": film, "B": film}, most=3)
    titles = [[ax.get_title(loc="left") for ax in line] for line in axes]
    assert titles[1] == ["B, step 500", "B, step 2,500", "B, step 4,500"]
    assert axes.shape == (2, 3)


def test_the_pca_grid_can_show_methods_in_place_of_moments():
    axes = plots.plot_pca_grid({"A": REAL}, {"A": [("copies", REAL), ("SMOTEN", FAKE)]})
    titles = [ax.get_title(loc="left") for ax in axes[0]]
    assert titles == ["A,\ncopies", "A,\nSMOTEN"]


REPORTS = pd.DataFrame(
    {
        "table": ["car", "car", "vote", "vote", "vote", "zoo"],
        "method": ["copies", "SMOTEN", "copies", "SMOTEN", "copies", "SMOTEN"],
        "pair_variation": [0.1, 0.2, 0.2, 0.4, 0.4, 0.3],
        "auc": [0.75, 0.9, 0.7, 0.8, 0.7, np.nan],
        "validity": np.nan,
    }
)


def test_fidelity_shows_each_method_s_mean_and_interval_over_tables():
    axes = plots.plot_fidelity(REPORTS)
    assert [ax.get_xlabel()[:5] for ax in axes] == ["total", "AUC o"]
    assert [text.get_text() for text in axes[0].get_yticklabels()] == ["copies", "SMOTEN"]
    pairs, areas = ([line.get_xdata() for line in ax.lines if len(line.get_xdata())] for ax in axes)
    tables = [[0.1, 0.3], [0.2, 0.4, 0.3]]  # two rows of vote are one table
    for values in tables:
        assert any(sorted(line) == pytest.approx(sorted(values)) for line in pairs)
        assert any(line == pytest.approx([np.mean(values)]) for line in pairs)
    assert any(list(line) == pytest.approx([0.85]) for line in areas)
    (bar,) = axes[0].containers[1][2]
    low, high = bar.get_segments()[0][:, 0]
    expected = stats.t.interval(0.95, 2, 0.3, stats.sem(tables[1]))
    assert (low, high) == pytest.approx(expected)
    (bar,) = axes[0].containers[0][2]
    assert bar.get_segments()[0][:, 0] == pytest.approx([0, 1])  # -1.07 to 1.47 before it is cut


def test_fidelity_of_one_table_has_no_interval_and_panels_stand_in_lines():
    one = REPORTS[REPORTS["table"] == "car"]
    axes = plots.plot_fidelity(one, ["auc", "pair_variation"], most_columns=1)
    assert all(container[2] == () for ax in axes for container in ax.containers)
    assert [len(ax.get_yticklabels()) for ax in axes] == [2, 2]
    assert axes[0].get_position().y0 > axes[1].get_position().y0


def test_fidelity_draws_measures_of_any_name_and_cuts_their_intervals_nowhere():
    axes = plots.plot_fidelity(REPORTS.assign(gain=[-9, 3, 4, 5, 6, 7]), ["gain"])
    (bar,) = axes[0].containers[0][2]
    assert axes[0].get_xlabel() == "gain"
    assert bar.get_segments()[0][:, 0] == pytest.approx(
        [-2 - 7 * 12.706, -2 + 7 * 12.706], abs=0.01
    )


@pytest.mark.parametrize("measures", [["auc", "speed"], ["validity"], []])
def test_fidelity_of_what_the_frame_does_not_hold_is_refused(measures):
    with pytest.raises(ValueError, match=r"frame must hold the columns table.*Received: \["):
        plots.plot_fidelity(REPORTS, measures)


def test_frequencies_are_those_of_the_rows():
    ax = plots.plot_frequencies(REAL, FAKE, GROUPS[0])
    widths = [bar.get_width() for bar in ax.patches]
    expected = np.concatenate([100 * REAL[:, :3].mean(0), 100 * FAKE[:, :3].mean(0)])
    assert widths == pytest.approx(expected.tolist())
    assert [text.get_text() for text in ax.get_yticklabels()] == ["Well", "Poor", "missing"]


def test_the_frequency_grid_leaves_numbers_out():
    axes = plots.plot_frequency_grid(REAL, FAKE, GROUPS)
    assert [ax.get_title(loc="left") for ax in axes] == ["SORTING", "LAMINAE"]


def test_nearest_distances_are_counted_and_a_real_row_is_not_its_own_nearest():
    real = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 1]])
    ax = plots.plot_nearest(real, np.array([[0, 0, 0], [0, 0, 1]]))
    heights = [bar.get_height() for bar in ax.patches]
    assert heights[:3] == pytest.approx([0, 200 / 3, 100 / 3])
    assert heights[3:] == pytest.approx([50, 50, 0])


def test_the_heatmap_shows_every_row_sorted():
    shown = plots.plot_rows(REAL).images[0].get_array()
    np.testing.assert_array_equal(
        shown, np.array(sorted(REAL.tolist(), reverse=True), dtype="float32")
    )
