"""The benchmark's figures: what stands in the frame stands in the figure, at its place."""

import io
from functools import cache
from itertools import pairwise, product

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex, to_rgb
from matplotlib.text import Text

from gansmote_tf.plots.comparisons import draw_augmentation, draw_scarcity
from gansmote_tf.plots.forests import draw_differences, draw_gains, draw_recovered
from gansmote_tf.plots.methods import INK, KINDS, looks, spread
from gansmote_tf.plots.ranks import draw_critical_difference

KIND = {
    "GAN-SMOTE": "gan",
    "GAN-SMOTE (paper)": "gan",
    "prior": "control",
    "random oversampling": "baseline",
    "SMOTE": "baseline",
    "balanced forest": "model",
    "real rows": "ceiling",
}
MANY = {f"{kind} {number}": kind for kind in KINDS for number in range(5)}


def crossed(value, kinds=KIND, seed=0, **levels):
    """One row per method and combination of levels, with a value and an interval around it."""
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(
        [
            (*cell, method, kind)
            for cell in product(*levels.values())
            for method, kind in kinds.items()
        ],
        columns=[*levels, "method", "kind"],
    )
    rows[value] = rng.normal(3, 4, len(rows))
    rows["low"], rows["high"] = rows[value] - 1 - rng.random(len(rows)), rows[value] + 1
    return rows


def scarcity(kinds=KIND, classifiers=("forest", "network"), frequent=(100, 500), rows=(6, 12, 25)):
    return crossed("gain", kinds, classifier=classifiers, frequent=frequent, rows=rows)


def augmentation(kinds=KIND):
    return crossed("score", kinds, imbalance=(False, True), times=(0, 0.5, 1, 2, 5))


def differences(tables=("car",), metrics=("macro-F1 (points)",)):
    return crossed("difference", table=tables, metric=metrics)


def gains(kinds=KIND, tables=("car", "splice", "nursery")):
    frame = crossed("gain", kinds, table=tables)
    groups = frame.groupby("method", sort=False)
    summary = groups[["gain", "low", "high"]].mean().rename(columns={"gain": "mean"})
    return frame, summary.reset_index()


RANKS = pd.Series({"SMOTE": 5.1, "GAN-SMOTE": 1.4, "prior": 1.9, "arfpy": 3.0, "none": 3.6})
TIES = [["prior", "GAN-SMOTE"], ["arfpy", "none", "prior"], ["none", "SMOTE"]]

FIGURES = {
    "scarcity": lambda: draw_scarcity(scarcity(frequent=(100,))),
    "imbalance": lambda: draw_scarcity(scarcity(rows=(6,)), against="imbalance"),
    "many methods": lambda: draw_scarcity(scarcity(MANY, ("mean",), (100,)), title="Many"),
    "gains": lambda: draw_gains(*gains()),
    "ranks": lambda: draw_critical_difference(RANKS, 1.2, TIES),
    "augmentation": lambda: draw_augmentation(augmentation()),
    "differences": lambda: draw_differences(differences(("car", "splice"), ("F1", "AUC"))),
    "recovered": lambda: draw_recovered(crossed("share")),
}


@cache
def drawn(name):
    figure = FIGURES[name]()
    figure.draw_without_rendering()
    return figure


def line_of(ax, method):
    (line,) = [line for line in ax.lines if line.get_label() == method]
    return line


def intervals_of(ax, method):
    """The ends of a method's intervals, as drawn, along the axis on which they lie."""
    (drawn,) = [each for each in ax.collections if each.get_label() == method]
    return np.array([segment for segment in drawn.get_segments() if len(segment)])


def assert_drawn(ax, part, method, across, value):
    part = part[part["method"] == method].sort_values(across)
    line = line_of(ax, method)
    np.testing.assert_allclose(line.get_xdata(), part[across])
    np.testing.assert_allclose(line.get_ydata(), part[value])
    np.testing.assert_allclose(intervals_of(ax, method)[:, :, 1], part[["low", "high"]])


@pytest.mark.parametrize("name", FIGURES)
class TestEveryFigure:
    def test_belongs_to_no_screen_and_is_drawn_alike_twice(self, name):
        pictures, known = [], plt.get_fignums()
        for _ in range(2):
            buffer = io.BytesIO()
            FIGURES[name]().savefig(buffer, format="png", dpi=40)
            pictures.append(buffer.getvalue())
        assert pictures[0] == pictures[1]
        assert plt.get_fignums() == known

    def test_has_all_its_text_and_axes_in_one_colour_and_no_ground(self, name):
        figure = drawn(name)
        texts = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
        assert {to_hex(text.get_color()) for text in texts} == {INK}
        for ax in figure.axes:
            assert {to_hex(spine.get_edgecolor()) for spine in ax.spines.values()} <= {INK} or (
                not ax.axison
            )
            assert not ax.axison or ax.get_facecolor()[3] == 0
        assert figure.get_facecolor()[3] == 0

    def test_names_every_axis(self, name):
        figure = drawn(name)
        across = [ax.get_xlabel() for ax in figure.axes]
        assert any(across)
        if not any(text.get_text() for ax in figure.axes for text in ax.get_yticklabels()):
            assert figure.get_supylabel()


class TestColours:
    @pytest.mark.parametrize("ground", ["#ffffff", "#121212"])
    def test_each_stands_out_from_white_and_from_a_dark_page(self, ground):
        """WCAG 2.2, 1.4.11: 3 to 1. ``INK`` is what a page replaces."""
        for kind in KINDS.values():
            for colour in set(kind.colours) - {INK}:
                light, dark = sorted([luminance(colour), luminance(ground)], reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 3, (kind.name, colour, ground)

    def test_kinds_differ_by_marker_and_the_methods_of_a_kind_by_dash_and_filling(self):
        assert len({kind.marker for kind in KINDS.values()}) == len(KINDS)
        found = looks({"a": "gan", "b": "gan", "c": "control"})
        assert (found["a"].dashes, found["a"].filled) != (found["b"].dashes, found["b"].filled)

    def test_of_many_methods_two_of_each_kind_are_named(self):
        assert list(looks(MANY)) == [f"{kind} {number}" for kind in KINDS for number in range(2)]
        assert list(looks(MANY, ["model 4"])) == ["model 4"]


def luminance(colour):
    shares = np.array(to_rgb(colour))
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


class TestScarcity:
    def test_has_a_panel_per_classifier_and_frequent_class_with_each_line_as_given(self):
        frame = scarcity()
        panels = draw_scarcity(frame).axes
        assert [ax.get_title() for ax in panels] == ["forest", "network", "", ""]
        assert "500 rows" in panels[2].get_ylabel()
        cells = product((100, 500), ("forest", "network"))
        for ax, (frequent, classifier) in zip(panels, cells, strict=True):
            part = frame[(frame["frequent"] == frequent) & (frame["classifier"] == classifier)]
            for method in KIND:
                assert_drawn(ax, part, method, "rows", "gain")
            assert ax.get_ylim() == panels[0].get_ylim()
            assert [text.get_text() for text in ax.get_xticklabels()] == ["6", "12", "25"]

    def test_against_imbalance_a_line_of_panels_per_scarce_size(self):
        frame = scarcity()
        panels = draw_scarcity(frame, against="imbalance").axes
        assert len(panels) == 3 * 2
        part = frame[(frame["rows"] == 12) & (frame["classifier"] == "network")]
        part = part.assign(ratio=part["frequent"] / 12)
        assert_drawn(panels[3], part, "GAN-SMOTE", "ratio", "gain")

    def test_one_classifier_has_its_panels_side_by_side(self):
        panels = draw_scarcity(scarcity(classifiers=("mean of six",))).axes
        assert [ax.get_title()[:8] for ax in panels] == ["100 rows", "500 rows"]
        assert panels[0].get_ylabel() == "mean of six"

    def test_named_methods_are_named_beside_the_last_panel_and_the_others_are_pale(self):
        figure = draw_scarcity(scarcity(MANY), named=["gan 0", "ceiling 3"])
        names = [[text.get_text() for text in ax.texts] for ax in figure.axes]
        assert names == [[], ["gan 0", "ceiling 3"]] * 2
        pale = line_of(figure.axes[0], "gan 1")
        assert pale.get_alpha() < 0.5
        assert pale.get_linewidth() < line_of(figure.axes[0], "gan 0").get_linewidth()
        assert not any(each.get_label() == "gan 1" for each in figure.axes[0].collections)
        assert "the other 23 methods" in [text.get_text() for text in figure.legends[0].texts]

    def test_names_do_not_overlap_and_stand_in_the_order_of_the_ends(self):
        figure = draw_scarcity(scarcity(frequent=(100,)))
        figure.draw_without_rendering()
        ax = figure.axes[-1]
        boxes = sorted((text.get_window_extent() for text in ax.texts), key=lambda box: box.y0)
        assert len(boxes) == len(KIND)
        assert all(low.y1 <= high.y0 + 1 for low, high in pairwise(boxes))
        heights = {text.get_text(): text.get_position()[1] for text in ax.texts}
        ends = {method: line_of(ax, method).get_ydata()[0] for method in KIND}  # at 6 rows
        assert sorted(heights, key=heights.get) == sorted(ends, key=ends.get)

    def test_a_panel_is_high_enough_for_many_names_of_two_lines(self):
        names = {f"GAN-SMOTE without the part number {place}": "gan" for place in range(12)}
        classifiers = ("forest", "network", "trees", "regression")
        frame = scarcity(names, frequent=(100,), classifiers=classifiers)
        figure = draw_scarcity(frame, named=list(names))
        figure.draw_without_rendering()
        # Without the line that leads from the name to its method's.
        boxes = [Text.get_window_extent(text) for text in figure.axes[-1].texts]
        boxes.sort(key=lambda box: box.y0)
        assert len(boxes) == len(names)
        assert all(low.y1 <= high.y0 + 1 for low, high in pairwise(boxes))

    def test_a_missing_cell_is_a_gap(self):
        frame = scarcity()
        lost = (frame["rows"] == 12) & (frame["method"] == "SMOTE")
        line = line_of(draw_scarcity(frame[~lost]).axes[0], "SMOTE")
        assert np.isnan(line.get_ydata()).tolist() == [False, True, False]

    def test_a_panel_without_any_cell_stands_empty(self):
        frame = scarcity()
        frame = frame[(frame["classifier"] != "network") | (frame["frequent"] != 500)]
        assert len(draw_scarcity(frame).axes[3].lines) == 1  # zero

    def test_one_method_of_one_cell(self):
        figure = draw_scarcity(scarcity().iloc[:1])
        assert [text.get_text() for text in figure.axes[0].texts] == ["GAN-SMOTE"]

    @pytest.mark.parametrize(
        ("spoil", "message"),
        [
            (lambda frame: frame.drop(columns="low"), "frame must have the columns .*low"),
            (lambda frame: frame.iloc[:0], "frame must have one row for each .*0 rows"),
            (lambda frame: pd.concat([frame, frame]), "one row for each .*Received: 168 rows, 84"),
            (lambda frame: frame.assign(kind="mine"), "kind of frame must be one of .*'mine'"),
            (lambda frame: frame.assign(gain="3"), "numbers in .*gain.* Received: (str|object) in"),
        ],
    )
    def test_refuses_what_it_cannot_draw(self, spoil, message):
        with pytest.raises(ValueError, match=message):
            draw_scarcity(spoil(scarcity()))

    def test_refuses_a_view_and_a_method_that_it_has_not(self):
        with pytest.raises(ValueError, match=r"against must be one of .*'time'"):
            draw_scarcity(scarcity(), against="time")
        with pytest.raises(ValueError, match=r"named must be one of .*'ADASYN'"):
            draw_scarcity(scarcity(), named=["ADASYN"])
        with pytest.raises(TypeError, match="frame must be a DataFrame"):
            draw_scarcity([1])


class TestAugmentation:
    def test_stands_side_by_side_on_one_scale_with_each_line_as_given(self):
        frame = augmentation()
        panels = draw_augmentation(frame).axes
        assert [ax.get_title() for ax in panels] == ["balanced tables", "imbalanced tables"]
        assert panels[0].get_ylim() == panels[1].get_ylim()
        for ax, imbalance in zip(panels, (False, True), strict=True):
            for method in KIND:
                part = frame[frame["imbalance"] == imbalance]
                assert_drawn(ax, part, method, "times", "score")
            assert [text.get_text() for text in ax.get_xticklabels()] == ["0", "0.5", "1", "2", "5"]

    def test_one_side_alone(self):
        frame = augmentation()
        assert len(draw_augmentation(frame[frame["imbalance"]]).axes) == 1

    def test_a_side_must_be_true_or_false(self):
        frame = augmentation().replace({"imbalance": {True: "yes"}})
        with pytest.raises(TypeError, match="imbalance of frame must be True or False"):
            draw_augmentation(frame)


class TestGains:
    def test_methods_are_sorted_and_every_table_mean_and_interval_is_there(self):
        frame, summary = gains()
        ax = draw_gains(frame, summary).axes[0]
        order = summary.sort_values("mean", ascending=False)["method"].tolist()
        assert [text.get_text() for text in ax.get_yticklabels()] == order
        assert ax.yaxis_inverted()  # the first above
        dots = [line for line in ax.lines if line.get_marker() == "o" and line.get_alpha()]
        for row, method in enumerate(order):
            values = frame.loc[frame["method"] == method, "gain"]
            assert sorted(dots[row].get_xdata()) == sorted(values)
            assert set(dots[row].get_ydata()) == {row}
            mean = summary.set_index("method").loc[method]
            assert line_of(ax, method).get_xdata() == [mean["mean"]]
            assert intervals_of(ax, method)[0, :, 0].tolist() == [mean["low"], mean["high"]]

    def test_the_worst_table_is_named(self):
        frame, summary = gains()
        frame.loc[frame["method"] == "prior", "gain"] = [2.0, -7.25, 1.0]
        texts = [text.get_text() for text in draw_gains(frame, summary).axes[0].texts]
        row = summary.sort_values("mean", ascending=False)["method"].tolist().index("prior")
        assert texts[0] == "worst table"
        assert texts[1 + row] == "splice \N{MINUS SIGN}7.2"

    def test_a_mark_is_filled_where_the_interval_leaves_zero_out(self):
        frame, summary = gains()
        summary["low"], summary["high"] = -1.0, 1.0
        summary.loc[0, ["low", "high"]] = [0.5, 1.0]
        summary.loc[1, ["low", "high"]] = [-1.0, -0.5]
        ax = draw_gains(frame, summary).axes[0]
        faces = [line_of(ax, method).get_markerfacecolor() for method in summary["method"]]
        assert [face != "none" for face in faces] == [True, True, *[False] * 5]

    def test_one_method_on_one_table_and_one_whose_gains_are_missing(self):
        frame, summary = gains({"SMOTE": "baseline"}, ("car",))
        assert draw_gains(frame, summary).axes[0].texts[-1].get_text().startswith("car ")
        figure = draw_gains(frame.assign(gain=np.nan), summary.assign(mean=np.nan))
        assert [text.get_text() for text in figure.axes[0].texts] == ["worst table"]

    def test_the_summary_must_have_the_same_methods(self):
        frame, summary = gains()
        with pytest.raises(ValueError, match="summary must have one row for each method of frame"):
            draw_gains(frame, summary.iloc[1:])


class TestDifferences:
    @pytest.mark.parametrize(
        ("tables", "metrics", "titles", "names"),
        [
            (("car",), ("F1", "AUC"), ["", ""], ["F1", "AUC"]),
            (("car", "splice"), ("F1",), ["car", "splice"], ["F1", "F1"]),
            (
                ("car", "splice"),
                ("F1", "AUC"),
                ["car", "car", "splice", "splice"],
                ["", "", "F1", "AUC"],
            ),
        ],
    )
    def test_has_a_panel_per_table_and_metric(self, tables, metrics, titles, names):
        panels = draw_differences(differences(tables, metrics)).axes
        assert [ax.get_title() for ax in panels] == titles
        assert [ax.get_xlabel() for ax in panels] == names

    def test_each_method_has_its_difference_and_interval_in_its_row(self):
        frame = differences(("car", "splice"), ("F1", "AUC"))
        panels = draw_differences(frame).axes
        cells = product(("car", "splice"), ("F1", "AUC"))
        for ax, (table, metric) in zip(panels, cells, strict=True):
            part = frame[(frame["table"] == table) & (frame["metric"] == metric)]
            for row, (_, cell) in enumerate(part.iterrows()):
                mark = line_of(ax, cell["method"])
                assert mark.get_xydata().tolist() == [[cell["difference"], row]]
                ends = intervals_of(ax, cell["method"])[0]
                assert ends.tolist() == [[cell["low"], row], [cell["high"], row]]

    def test_panels_of_one_metric_share_their_scale_and_those_of_two_do_not(self):
        frame = differences(("car", "splice"), ("F1", "AUC"))
        frame.loc[frame["metric"] == "AUC", ["difference", "low", "high"]] /= 100
        f1, auc, f1_again, _ = (ax.get_xlim() for ax in draw_differences(frame).axes)
        assert f1 == f1_again
        assert auc[1] < f1[1] / 10

    def test_a_missing_method_leaves_its_row_empty(self):
        frame = differences(("car", "splice"))
        frame = frame[(frame["table"] == "car") | (frame["method"] != "prior")]
        first, second = draw_differences(frame).axes
        assert "prior" in [line.get_label() for line in first.lines]
        assert "prior" not in [line.get_label() for line in second.lines]
        assert line_of(second, "SMOTE").get_ydata() == line_of(first, "SMOTE").get_ydata()

    def test_panels_stand_in_lines_of_five(self):
        figure = draw_differences(differences(tuple("abcdefg")))
        assert len(figure.axes) == 7
        assert figure.axes[0].get_gridspec().ncols == 5


class TestRecovered:
    def test_shares_are_sorted_and_in_percent_with_the_ceiling_at_a_hundred(self):
        frame = crossed("share", seed=3).assign(low=lambda rows: rows["share"] - 0.2)
        ax = draw_recovered(frame).axes[0]
        frame = frame.sort_values("share", ascending=False)
        assert [text.get_text() for text in ax.get_yticklabels()] == frame["method"].tolist()
        for row, (_, cell) in enumerate(frame.iterrows()):
            mark = line_of(ax, cell["method"])
            np.testing.assert_allclose(mark.get_xydata(), [[100 * cell["share"], row]])
            ends = intervals_of(ax, cell["method"])[0, :, 0]
            np.testing.assert_allclose(ends, [100 * cell["low"], 100 * cell["high"]])
        assert [100.0, 100.0] in [list(line.get_xdata()) for line in ax.lines]

    def test_a_share_that_is_missing_has_a_row_and_no_number(self):
        frame = crossed("share", {"SMOTE": "baseline"}).assign(share=np.nan, low=np.nan)
        ax = draw_recovered(frame).axes[0]
        assert [text.get_text() for text in ax.get_yticklabels()] == ["SMOTE"]
        assert not ax.texts


class TestRanks:
    def test_stand_in_order_at_their_place(self):
        ax = draw_critical_difference(RANKS, 1.2, TIES).axes[0]
        names = [text.get_text() for text in ax.get_yticklabels()]
        order = ["GAN-SMOTE", "prior", "arfpy", "none", "SMOTE"]
        assert [name.split("  ")[0] for name in names] == order
        for row, method in enumerate(order):
            assert line_of(ax, method).get_xydata().tolist() == [[RANKS[method], row]]

    def test_bars_join_exactly_the_ties_and_do_not_overlap(self):
        _, beside = draw_critical_difference(RANKS, 1.2, TIES).axes
        bars = {tuple(line.get_ydata()): line.get_xdata()[0] for line in beside.lines}
        assert set(bars) == {(0, 1), (1, 2, 3), (3, 4)}
        assert bars[0, 1] != bars[1, 2, 3] != bars[3, 4]
        assert bars[0, 1] == bars[3, 4]

    def test_a_tie_that_skips_a_method_has_no_dot_on_it(self):
        _, beside = draw_critical_difference(RANKS, None, [["GAN-SMOTE", "arfpy"]]).axes
        assert [list(line.get_ydata()) for line in beside.lines] == [[0, 2]]

    def test_the_critical_difference_is_as_long_as_it_is(self):
        ax, _ = draw_critical_difference(RANKS, 1.25, []).axes
        assert ax.lines[-1].get_xdata().tolist() == [1.4, 1.4 + 1.25]
        assert "1.25" in ax.texts[0].get_text()
        assert not draw_critical_difference(RANKS, None, []).axes[0].texts

    def test_kinds_give_colours_and_a_legend(self):
        figure = draw_critical_difference(pd.Series({"SMOTE": 1.0}), None, [], kinds=KIND)
        (mark,) = figure.axes[0].lines
        assert mark.get_color() == KINDS["baseline"].colours[0]
        assert [text.get_text() for text in figure.legends[0].texts] == [KINDS["baseline"].name]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ((RANKS.iloc[:0], 1, []), "ranks must have one number"),
            ((pd.concat([RANKS, RANKS]), 1, []), "ranks must have one number"),
            ((RANKS, -1, []), "critical_difference must lie in"),
            ((RANKS, 1, [["SMOTE"]]), "ties must hold groups of two methods or more"),
            ((RANKS, 1, [["SMOTE", "ADASYN"]]), "ties must hold groups .*ADASYN"),
            ((RANKS, 1, ["SMOTE"]), "ties must hold groups"),
        ],
    )
    def test_refuses_what_it_cannot_draw(self, arguments, message):
        with pytest.raises(ValueError, match=message):
            draw_critical_difference(*arguments)

    def test_refuses_a_method_without_a_kind(self):
        with pytest.raises(ValueError, match=r"kinds of arfpy must be one of .*None"):
            draw_critical_difference(RANKS, 1, [], kinds=KIND)


@given(
    places=st.lists(st.floats(-50, 50), max_size=12),
    gap=st.floats(0.1, 20),
    low=st.floats(-60, 0),
    width=st.floats(1, 80),
)
def test_labels_are_spread_within_the_ends_in_their_order(places, gap, low, width):
    found = spread(places, gap, low, low + width)
    least = min(gap, width / max(1, len(places) - 1))
    order = np.argsort(places, kind="stable")
    assert (np.diff(found[order]) >= least - 1e-6).all()
    assert ((found >= low - 1e-6) & (found <= low + width + 1e-6)).all()
    apart = np.diff(np.sort(places), prepend=-np.inf)
    if (apart >= least).all() and all(low <= each <= low + width for each in places):
        np.testing.assert_allclose(found, places, atol=1e-6)
