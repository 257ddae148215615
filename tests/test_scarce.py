"""The protocol of scarce classes: what it draws, what it scores, and what it makes of that."""

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from gansmote_tf.benchmark import scarce
from gansmote_tf.benchmark.classifiers import CLASSIFIERS, fit
from gansmote_tf.benchmark.competitors import Competitor, competitors
from gansmote_tf.benchmark.made_rows import FIDELITY, columns_of_bits, fidelity_of, trained_on_made
from gansmote_tf.benchmark.made_rows_report import fidelity_section
from gansmote_tf.benchmark.page import write_page
from gansmote_tf.benchmark.resumable import run_cells
from gansmote_tf.benchmark.scarce import (
    LEAST_TESTED,
    MOST_TESTED,
    WHATEVER_THE_SHARES,
    draw,
    has_ceiling,
    long_scores,
    scarce_cells,
    score_method,
    scores_of,
    sizes_for,
)
from gansmote_tf.benchmark.scarce_report import complete_methods, groups_within, kinds_of, named
from gansmote_tf.benchmark.studies import scarce_study
from gansmote_tf.benchmark.table_encoder import TableEncoder, begins_with, plain_table
from tests import comparison_tables
from tests.comparison_tables import make_table, telling_table


@pytest.fixture
def one_classifier():
    with comparison_tables.one_classifier():
        yield


@pytest.fixture
def no_forests(monkeypatch):
    """Fidelity without the forests that take a second per cell."""
    likeness = dict.fromkeys(list(FIDELITY)[:-1], 0.5)
    monkeypatch.setattr(scarce, "fidelity_of", lambda *_, **__: dict(likeness))


class TestDraws:
    @settings(max_examples=60, deadline=None)
    @given(st.data())
    def test_sizes_are_as_asked_and_no_row_is_in_two_parts(self, data):
        sizes = data.draw(st.lists(st.integers(1, 80), min_size=2, max_size=4))
        y = np.random.default_rng(0).permutation(np.repeat(np.arange(len(sizes)), sizes))
        pairs = sizes_for(y, range(2, 60, 7), range(1, 30, 4))
        for more, few in data.draw(st.permutations(pairs))[:3]:
            drawn = draw(y, more, few, (0, 1))
            parts = [drawn.train, drawn.reserve, drawn.test]
            together = np.concatenate(parts)
            assert len(set(together)) == len(together)
            assert sorted(np.unique(y[drawn.train], return_counts=True)[1]) == sorted([more, few])
            largest, second = sorted(sizes)[::-1][:2]
            tested = np.unique(y[drawn.test], return_counts=True)[1]
            assert min(tested) >= LEAST_TESTED
            assert len(tested) == 2
            ceiling = second >= more + LEAST_TESTED
            assert len(drawn.reserve) == (more - few if ceiling else 0)
            assert has_ceiling(y, more) == ceiling
            assert len(together) == largest + second  # of further classes nothing, else all

    def test_all_sizes_that_leave_ten_rows_are_drawn_and_no_other(self):
        y = np.repeat([0, 1, 2], [60, 40, 5])
        asked = sizes_for(y, [50, 51, 20], [30, 31, 20])
        assert asked == [(50, 30), (50, 20)]
        assert sizes_for(np.zeros(100), [50], [6]) == []

    def test_more_rows_contain_fewer(self):
        y = np.repeat(list("ab"), [300, 200])
        drawn = {
            (more, few): set(draw(y, more, few, (0, 3)).train)
            for more, few in sizes_for(y, [50, 100], [6, 12, 25])
        }
        for (more, few), rows in drawn.items():
            for (as_many, as_few), others in drawn.items():
                assert (rows <= others) == (more <= as_many and few <= as_few)

    def test_whatever_the_size_the_ceiling_tests_on_the_same_rows(self):
        y = np.repeat([0, 1], [300, 200])
        tests = [set(draw(y, 100, few, (0, 3)).test) for few in (6, 12, 50)]
        assert tests[0] == tests[1] == tests[2]

    def test_seeds_and_numbers_draw_differently_and_repeat(self):
        y = np.repeat([0, 1], [300, 200])
        rows = [draw(y, 100, 6, key).train.tolist() for key in ((0, 0), (0, 0), (0, 1), (1, 0))]
        assert rows[0] == rows[1]
        assert len(set(map(tuple, rows))) == 3

    def test_rows_are_drawn_evenly(self):
        y = np.repeat([0, 1], [40, 20])
        counts = np.zeros(60)
        for number in range(2000):
            counts[draw(y, 10, 5, (0, number)).train] += 1
        # Binomial, 2000 draws with 1/4: a standard deviation of 19.4, five of them either way.
        assert np.abs(counts - 500).max() < 97

    def test_large_tables_are_tested_in_part_and_on_ten_rows_of_a_rare_class(self):
        y = np.repeat([0, 1], [60_000, 40])
        tested = y[draw(y, 100, 6, (0, 0)).test]
        assert np.bincount(tested).tolist() == [MOST_TESTED - LEAST_TESTED, LEAST_TESTED]
        tested = y[draw(np.repeat([0, 1], [30_000, 30_000]), 100, 6, (0, 0)).test]
        assert len(tested) == MOST_TESTED


def rubbish(tables, sizes, seed):
    """Rows of the frequent class under the scarce one's label."""
    made = []
    for X, y in tables:
        copies = pd.concat([X[y == 0]] * 3, ignore_index=True)
        more = pd.concat([X, copies], ignore_index=True)
        made.append((more, np.concatenate([y, np.ones(len(copies), int)])))
    return made


class TestScores:
    @pytest.mark.parametrize("name", ["random", "weights", "SMOTE", "SMOTEN", "balanced forest"])
    def test_a_table_that_tells_its_label_is_scored_at_a_hundred(self, name, no_forests):
        X, y = telling_table()
        (method,) = competitors([name])
        (line,) = score(X, y, method, frequent=20, rows=8, draws=1)
        told = {name: line[name] for name in CLASSIFIERS}
        if method.model is None:
            assert told == dict.fromkeys(CLASSIFIERS, 100.0)
        else:
            assert {name for name, value in told.items() if value == 100} == {"random forest"}
            assert sum(np.isnan(value) for value in told.values()) == len(CLASSIFIERS) - 1

    def test_rubbish_loses(self, one_classifier, no_forests):
        X, y = telling_table()
        scores = [
            score(X, y, method, frequent=20, rows=2, draws=3)
            for method in (Competitor("rubbish", "baseline", "", rubbish), *competitors(["random"]))
        ]
        worse, better = (np.array([line["naive Bayes"] for line in lines]) for lines in scores)
        assert (better == 100).all()
        assert (worse < 60).all()

    def test_a_method_sees_the_rows_drawn_and_no_other(self, one_classifier):
        seen = []

        def look(tables, sizes, seed):
            seen.extend(tables)
            return list(tables)

        X, y = make_table("mixed", (90, 70))
        X = X.assign(depth=np.arange(160.0))
        for encoded in (False, True):
            seen.clear()
            spy = Competitor("spy", "baseline", "", look, encoded=encoded)
            score(X, y, spy, frequent=20, rows=6, draws=2)
            for number, (rows, labels) in enumerate(seen):
                places = draw(y, 20, 6, (0, number)).train
                whole = TableEncoder(plain_table(X)).encode(plain_table(X)) if encoded else X
                given = np.asarray(rows)[:, -1] if encoded else rows["depth"].to_numpy()
                expected = whole[places, -1] if encoded else whole["depth"].to_numpy()[places]
                assert np.array_equal(given, expected)
                assert np.array_equal(labels, y[places])

    def test_the_ceiling_is_real_rows_that_nobody_is_tested_on(self, one_classifier, monkeypatch):
        trained = []
        monkeypatch.setattr(scarce, "fit", lambda m, X, y, **how: trained.append(y) or fit(m, X, y))
        X, y = make_table("categories", (90, 70))
        (ceiling,) = competitors(["ceiling"])
        lines = score(X, y, ceiling, frequent=30, rows=6, draws=2)
        assert [line["made"] for line in lines] == [24, 24]
        assert [np.bincount(labels).tolist() for labels in trained] == [[30, 30]] * 2

    def test_the_ceiling_is_scored_only_where_there_are_rows(self):
        X, y = make_table("categories", (90, 39))
        cells = scarce_cells({"t": (X, y)}, competitors(["random", "ceiling"]), frequent=[29, 30],
                             rows=[6])  # fmt: skip
        assert [[one.name for one in cell.methods] for cell in cells] == [
            ["random oversampling", "real rows"],
            ["random oversampling"],
        ]

    def test_methods_that_do_not_apply_are_left_out(self):
        tables = {columns: make_table(columns, (90, 70)) for columns in ("categories", "mixed")}
        cells = scarce_cells(tables, competitors(["SMOTEN", "SMOTENC"]), frequent=[30], rows=[6])
        assert [[one.name for one in cell.methods] for cell in cells] == [["SMOTEN"], ["SMOTENC"]]

    def test_made_rows_are_counted_and_looked_at_on_the_first_draw(self, one_classifier):
        X, y = make_table("categories", (90, 70))
        sizes = {"frequent": 30, "rows": 6, "draws": 2}
        first, second = score(X, y, *competitors(["random"]), **sizes, looked_at=True)
        assert first["made"] == second["made"] == 24
        assert (first["validity"], first["copies"], first["distance"]) == (1, 1, 0)
        assert not set(FIDELITY) & set(second)
        both = score(X, y, *competitors(["random"]), **sizes, looked_at=True, every_draw=True)
        assert both[0] == first
        assert set(both[1]) == set(first)
        assert both[1]["pair_variation"] != first["pair_variation"]

    def test_undersampling_takes_away_and_has_no_fidelity(self, one_classifier):
        X, y = make_table("categories", (90, 70))
        (line,) = score(X, y, *competitors(["under"]), frequent=30, rows=6, draws=1, looked_at=True)
        assert line["made"] == -24
        assert [line[name] for name in FIDELITY] == [None] * len(FIDELITY)

    def test_a_method_that_also_takes_real_rows_away_has_no_fidelity(self, one_classifier):
        def thinned(tables, sizes, seed):
            return [(X.iloc[1:].reset_index(drop=True), y[1:]) for X, y in rubbish(tables, 0, 0)]

        X, y = make_table("categories", (90, 70))
        method = Competitor("thinned", "baseline", "", thinned)
        (line,) = score(X, y, method, frequent=30, rows=6, draws=1, looked_at=True)
        assert line["validity"] is None

    def test_a_seed_repeats_and_another_draws_otherwise(self, one_classifier):
        X, y = make_table("categories", (90, 70))
        lines = [
            score(X, y, *competitors(["original"]), frequent=30, rows=6, draws=4, seed=seed)
            for seed in (0, 0, 1)
        ]
        assert repr(lines[0]) == repr(lines[1]) != repr(lines[2])

    def test_weights_make_classes_count_alike(self):
        X, y = np.array([[0.0]] * 9 + [[1.0]] * 9), np.array([0] * 9 + [1, 1, 1, 1] + [0] * 5)
        model = CLASSIFIERS["logistic regression"]
        assert fit(model, X, y).predict([[1.0]]).tolist() == [0]
        assert fit(model, X, y, weighted=True).predict([[1.0]]).tolist() == [1]
        neighbours = fit(CLASSIFIERS["nearest neighbours"], X, y, weighted=True)
        assert neighbours.predict([[0.0]]).tolist() == [0]

    def test_a_method_that_is_a_classifier_is_scored_as_itself(self):
        X, y = np.eye(6)[[0, 1] * 10], np.array([0, 1] * 10)
        (forest,) = competitors(["balanced forest"])
        scores = scores_of(forest, X, y, X, y)
        assert scores.pop("random forest") == 100
        assert np.isnan(list(scores.values())).all()


def score(X, y, method, *, seed=0, **sizes):
    """Per draw the scores of a method, see ``score_method``."""
    return score_method(plain_table(X), np.asarray(y), method, table="t", seed=seed, **sizes)


@pytest.mark.parametrize(("as_drawn", "share"), [(False, 60 / 100), (True, 30 / 40)])
def test_a_guess_scores_by_the_share_of_rows_that_it_gets_right(as_drawn, share):
    """Where rows say nothing, each is taken for the frequent class: its F1 is 2 p / (1 + p)."""
    X, y = pd.DataFrame({"same": ["x"] * 160}), np.repeat(["a", "b"], [90, 70])
    (original,) = competitors(["original"])
    sizes = {"frequent": 30, "rows": 10, "draws": 1, "as_drawn": as_drawn}
    (line,) = score(X, y, original, **sizes)
    for classifier in ("logistic regression", "random forest", "naive Bayes"):
        assert line[classifier] == pytest.approx(100 * share / (1 + share), abs=0.01)
    assert {name: line[name] for name in WHATEVER_THE_SHARES if name in line} == (
        dict.fromkeys(WHATEVER_THE_SHARES, 50) if as_drawn else {}
    )


@pytest.mark.parametrize(("share", "made"), [(1.0, 24), (0.5, 9), (0.1, 0)])
def test_the_scarce_class_is_topped_up_to_a_share_of_the_frequent_one(share, made, one_classifier):
    X, y = make_table("categories", (90, 70))
    (random,) = competitors(["random"])
    (line,) = score(X, y, random, frequent=30, rows=6, draws=1, share=share)
    assert line["made"] == made


def test_who_cannot_be_asked_for_a_share_is_left_out():
    tables = {"t": make_table("categories", (90, 70))}
    names = ["random", "under", "ceiling", "smote"]
    sizes = {"frequent": [30], "rows": [6], "draws": 1, "share": 0.5}
    study = scarce_study(tables, competitors(names), **sizes)
    assert [one.name for one in study.methods] == ["random oversampling", "SMOTE"]
    with pytest.raises(ValueError, match="random undersampling, real rows, none of which can"):
        scarce_study(tables, competitors(["under", "ceiling"]), **sizes)


class TestMadeRows:
    def test_rows_with_fractions_are_invalid_and_count_as_their_largest_level(self):
        X = pd.DataFrame({"a": ["x", "y"] * 10, "b": ["u", "v"] * 10}, dtype=object)
        encoder = TableEncoder(X)
        rows = encoder.encode(X)
        made = rows[:10] * 0.9 + 0.05
        found = fidelity_of(encoder, None, real=rows[:10], made=made, held=rows[10:])
        assert (found["validity"], found["copies"], found["attribute_variation"]) == (0, 1, 0)

    def test_bits_of_one_attribute_must_be_one(self):
        X, _ = make_table("bits", (90, 70))
        encoder, columns = TableEncoder(X), columns_of_bits(X)
        rows = encoder.encode(X)
        made = rows[:10].copy()
        made[:5, :3] = 1
        found = fidelity_of(encoder, columns, real=rows[:10], made=made, held=rows[10:])
        assert found["validity"] == 0.5
        assert columns_of_bits(make_table("mixed")[0]) is None

    def test_training_on_made_rows_tells_good_ones_from_rubbish(self):
        X, y = np.repeat(np.eye(2), 10, axis=0), np.repeat([0, 1], 10)
        assert trained_on_made(X, y, X, y) == 100
        assert trained_on_made(np.repeat(np.eye(2)[:1], 20, axis=0), y, X, y) < 40

    @pytest.mark.parametrize(("looked_at", "where"), [([0], "the first"), ([0, 1], "every")])
    def test_the_report_says_on_which_draws_they_were_measured(self, looked_at, where):
        lines = pd.DataFrame({"table": "t", "method": "a", "draw": [0, 1], "made": 9})
        for number, name in enumerate(FIDELITY, 1):
            lines[name] = np.where(lines["draw"].isin(looked_at), 1 / number, np.nan)
        section = fidelity_section(lines, {"a": "gan"})
        assert section.text[0].startswith(f"Measured on {where} draw of each table")

    def test_every_measure_is_told_by_the_report(self):
        X, _ = make_table("categories", (90, 70))
        encoder = TableEncoder(plain_table(X))
        rows = encoder.encode(plain_table(X))
        found = fidelity_of(encoder, None, real=rows[:20], made=rows[20:40], held=rows[40:60])
        assert {*found, "trained_on_made"} == set(FIDELITY)


def run(methods, tables=None, frequent=(30,), rows=(6,), draws=2):
    tables = tables or {"t": make_table("categories", (90, 70))}
    study = scarce_study(tables, competitors(methods), frequent=frequent, rows=rows, draws=draws)
    return study, run_cells(study.cells)


@pytest.mark.usefixtures("one_classifier", "no_forests")
class TestReports:
    @pytest.mark.parametrize(
        ("methods", "says"),
        [
            (["random", "original"], "one table gives no interval"),
            (["random"], "No gain can be told without the reference and a method beside it."),
            (["original", "under"], "No gain can be told"),
            (["random", "ceiling"], "only random oversampling was scored"),
        ],
    )
    def test_one_table_and_few_methods(self, methods, says, tmp_path):
        study, scores = run(methods)
        page = study.page(scores, "a command")
        assert says in " ".join(page.conclusion)
        write_page(tmp_path, page)
        assert (tmp_path / "report.html").stat().st_size > 1000
        assert {"tables", "methods", "data"} <= {table.name for table in page.tables()}

    def test_several_tables_sizes_and_all_kinds(self, tmp_path):
        tables = {str(seed): make_table("categories", (90, 70), seed) for seed in range(3)}
        methods = ["random", "original", "prior", "balanced forest", "ceiling"]
        study, scores = run(methods, tables, frequent=(20, 30), rows=(4,), draws=1)
        page = study.page(scores, "a command")
        assert len(page.conclusion) == 2
        assert {"gain-by-rows", "gain-by-imbalance", "gains", "ranks"} <= {
            figure.name for figure in page.figures()
        }
        named = {table.name: table.frame for table in page.tables()}
        wide, lines = named["gains"], named["intervals"].set_index(["method", "frequent rows"])
        assert "original rows" in set(wide["method"])
        assert list(wide)[1:] == ["4 : 20", "4 : 30"]
        long = long_scores(scores)
        both = long[(long["frequent"] == 20) & (long["rows"] == 4)]
        means = both.groupby("method")["macro_f1"].mean()
        gain = means["prior"] - means["random oversampling"]
        line = lines.loc["prior", 20]
        assert line["gain"] == pytest.approx(gain)
        told = f"{gain:+.1f} [{line['low']:.1f}, {line['high']:.1f}]"
        assert wide.set_index("method").loc["prior", "4 : 20"] == told
        write_page(tmp_path, page)

    def test_the_picture_leaves_out_who_does_not_apply_to_its_table_or_makes_no_row(self):
        tables = {name: make_table(name, (90, 70)) for name in ("categories", "mixed")}
        methods = competitors(["random", "SMOTENC", "prior", "original"])
        study = scarce_study(tables, methods, frequent=[30], rows=[6])
        picture = study.report.keywords["picture"]
        drawn = picture([one.name for one in methods])
        assert "class 1: made from 6 rows" in drawn.title
        for name, shown in (("prior", True), ("SMOTENC", False), ("original rows", False)):
            assert (name in drawn.svg) == shown
        assert picture(["SMOTENC", "original rows"]) is None

    def test_made_rows_are_looked_at_against_the_fewest_frequent_rows_only(self):
        _, scores = run(["random"], frequent=(20, 30))
        assert scores.dropna(subset="distinct")["frequent"].unique().tolist() == [20]

    def test_without_a_ceiling_nothing_is_said_of_it(self):
        tables = {"t": make_table("categories", (90, 35))}
        study, scores = run(["random", "original", "ceiling"], tables)
        page = study.page(scores, "")
        assert "How far from real rows" not in [section.title for section in page.sections]
        assert "Scored on no table, for want of rows or of columns: real rows." in study.told

    def test_tables_that_are_too_small_are_told(self):
        tables = {name: make_table("categories", sizes) for name, sizes in
                  {"fits": (90, 70), "half": (90, 17), "tiny": (30, 12)}.items()}  # fmt: skip
        study, _ = run(["random"], tables, rows=(6, 12))
        assert list(study.tables) == ["fits", "half"]
        assert [told.split(":")[0] for told in study.told] == [
            "half has 1 of 2 pairs of sizes",
            "tiny is left out",
        ]

    def test_pairs_that_make_no_sense_are_no_tables_fault(self):
        study, _ = run(["random"], frequent=(10, 30), rows=(6, 20))
        assert study.told == []
        assert [tuple(cell.keys.values()) for cell in study.cells] == [
            ("t", 10, 6),
            ("t", 30, 6),
            ("t", 30, 20),
        ]
        with pytest.raises(ValueError, match="rows must be fewer than frequent"):
            run(["random"], frequent=(10,), rows=(10, 20))

    def test_sizes_said_twice_are_one(self):
        study, _ = run(["random"], frequent=(30, 30), rows=(6, 6))
        assert len(study.cells) == 1

    def test_no_table_or_no_method_to_run_is_refused(self, tmp_path):
        tables = {"t": make_table("mixed", (90, 70))}
        with pytest.raises(ValueError, match=r"none that has; t is left out: .* 90, 70 rows"):
            scarce_study(tables, competitors(["random"]), frequent=[500]).check(tmp_path, False)
        study = scarce_study(tables, competitors(["SMOTEN"]), frequent=[30], rows=[6])
        with pytest.raises(ValueError, match=r"methods must apply to some table. Received: SMOTEN"):
            study.check(tmp_path, False)


def test_a_figure_names_the_best_of_each_kind_first():
    frame = pd.DataFrame(
        {"method": list("abcd"), "kind": ["gan", "gan", "gan", "control"], "gain": [3.0, 2, 1, 0]}
    )
    assert named(frame, most=3) == ["a", "d", "b"]


def test_only_methods_scored_everywhere_are_ranked():
    long = pd.DataFrame({"method": ["a", "b", "a", "b", "c"]})
    assert complete_methods(long) == ["a", "b"]


def test_groups_of_ranks_overlap_and_none_is_within_another():
    ranks = pd.Series({"a": 1.0, "b": 1.4, "c": 1.8, "d": 2.6})
    assert groups_within(ranks, 0.8) == [["a", "b", "c"], ["c", "d"]]
    assert groups_within(ranks, 0.1) == []


def test_kinds_are_the_methods():
    assert kinds_of(competitors(["gansmote", "prior"])) == {"GAN-SMOTE": "gan", "prior": "control"}


def test_a_made_table_begins_with_the_real_one():
    X, y = telling_table()
    assert begins_with(rubbish([(X, y)], None, 0)[0][0], X)
