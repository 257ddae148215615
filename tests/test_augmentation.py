"""The protocol of growing numbers of made rows: what is asked for, drawn, scored and told."""

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from gansmote_tf.benchmark import augmentation
from gansmote_tf.benchmark.augmentation import (
    TIMES,
    augmentation_cells,
    rows_asked,
    score_method,
    some_rows,
)
from gansmote_tf.benchmark.augmentation_report import report_augmentation
from gansmote_tf.benchmark.competitors import Competitor, competitors
from gansmote_tf.benchmark.page import write_page
from gansmote_tf.benchmark.resumable import run_cells
from gansmote_tf.benchmark.scarce import draw
from gansmote_tf.benchmark.studies import augmentation_study
from gansmote_tf.benchmark.table_encoder import plain_table
from tests import comparison_tables
from tests.comparison_tables import make_table, telling_table


@pytest.fixture(autouse=True)
def one_classifier():
    with comparison_tables.one_classifier():
        yield


def score(X, y, method, **sizes):
    return score_method(plain_table(X), np.asarray(y), method, table="t", seed=0, **sizes)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 200), st.integers(1, 200), st.sampled_from(TIMES))
def test_once_is_balance_and_each_further_multiple_the_largest_class(first, second, times):
    asked = rows_asked({0: first, 1: second}, times)
    most = max(first, second)
    totals = [first + asked[0], second + asked[1]]
    if first == second:
        assert totals == [first + round(times * first)] * 2
    elif times >= 1:
        assert totals == [round(times * most)] * 2
    else:
        assert max(totals) == most
        assert asked[0] + asked[1] == round(times * abs(first - second))


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 20), st.integers(1, 20), st.integers(0, 5))
def test_smaller_numbers_are_part_of_larger_ones_below_all_real_rows(first, second, seed):
    sizes = {0: first, 1: second}
    most = rows_asked(sizes, TIMES[-1])
    y = np.repeat([0, 1, 0, 1], [first, second, most[0], most[1]])
    real, before = first + second, set()
    for times in TIMES:
        kept = some_rows(y, real, times, seed)
        asked = rows_asked(sizes, times)
        assert kept[:real].tolist() == list(range(real))
        assert np.bincount(y[kept[real:]], minlength=2).tolist() == [asked[0], asked[1]]
        assert before <= set(kept)
        before = set(kept)
    assert before == set(range(len(y)))


def test_smaller_numbers_are_drawn_from_all_that_were_made():
    """Methods that go from row to row make the first ones of the first row only."""
    y = np.repeat([0, 1, 1], [100, 50, 500])
    kept = some_rows(y, 150, 1, seed=0)[150:]
    assert len(kept) == 50
    assert 300 < kept.mean() < 500  # of the first ones it would be 174.5


def test_fewer_rows_than_asked_for_are_all_there_is():
    assert some_rows(np.array([0, 0, 0, 1, 1]), 4, 5, seed=0).tolist() == [0, 1, 2, 3, 4]


class TestScores:
    def test_every_number_of_rows_is_scored_on_the_same_draws(self):
        X, y = make_table("categories", (90, 70))
        lines = score(X, y, *competitors(["random"]), frequent=30, rows=6, draws=2)
        assert [(line["draw"], line["times"], line["made"]) for line in lines] == [
            (number, times, made)
            for number in range(2)
            for times, made in zip(TIMES, (0, 12, 24, 84, 264), strict=True)
        ]

    def test_no_made_rows_are_the_original_rows_whatever_the_method(self):
        X, y = make_table("categories", (90, 70))
        none = [
            score(X, y, method, frequent=20, rows=20, draws=1)[0]
            for method in competitors(["random", "SMOTE", "prior"])
        ]
        assert none[0] == none[1] == none[2]

    def test_a_method_is_asked_once_for_the_most(self):
        X, y = make_table("categories", (90, 70))
        asked = []

        def look(tables, sizes, seed):
            asked.append(sizes)
            return list(tables)

        score(X, y, Competitor("spy", "baseline", "", look), frequent=30, rows=6, draws=3)
        assert asked == [[{0: 150, 1: 150}] * 3]

    def test_rubbish_costs_the_more_the_more_of_it(self):
        X, y = telling_table()
        frequent = X[y == 0].reset_index(drop=True)

        def rubbish(tables, sizes, seed):
            made = []
            for (rows, labels), size in zip(tables, sizes, strict=True):
                more = frequent.sample(size[1] - 5, replace=True, random_state=0)
                together = pd.concat([rows, more], ignore_index=True)
                made.append((together, np.concatenate([labels, np.ones(len(more), int)])))
            return made

        worse = Competitor("rubbish", "baseline", "", rubbish)
        values = [line["naive Bayes"] for line in score(X, y, worse, frequent=20, rows=5, draws=1)]
        assert values[0] == 100
        assert values[-1] < 40

    def test_a_method_that_takes_real_rows_away_is_refused(self):
        X, y = make_table("categories", (90, 70))

        def thinned(tables, sizes, seed):
            return [(rows.iloc[1:], labels[1:]) for rows, labels in tables]

        with pytest.raises(ValueError, match=r"methods must keep the rows given.*thinned"):
            score(
                X, y, Competitor("thinned", "baseline", "", thinned), frequent=30, rows=6, draws=1
            )


def test_cells_with_imbalance_and_without_where_a_table_has_the_rows():
    tables = {"t": make_table("categories", (90, 70)), "small": make_table("categories", (41, 20))}
    methods = competitors(["random", "original", "SMOTENC"])
    cells = augmentation_cells(tables, methods, frequent=30, rows=(6, 12))
    assert [tuple(cell.keys.values()) for cell in cells] == [
        ("t", 30, 6), ("t", 6, 6), ("t", 30, 12), ("t", 12, 12), ("small", 30, 6), ("small", 6, 6)
    ]  # fmt: skip
    assert {one.name for cell in cells for one in cell.methods} == {"random oversampling"}


def test_both_sides_draw_the_same_few_rows():
    y = np.repeat([0, 1], [90, 70])
    wide, narrow = (draw(y, more, 6, (0, 0)).train for more in (30, 6))
    assert set(narrow[y[narrow] == 1]) == set(wide[y[wide] == 1])


def run(methods, tables, **sizes):
    study = augmentation_study(tables, competitors(methods), frequent=20, draws=1, **sizes)
    return study, run_cells(study.cells)


class TestReport:
    @pytest.mark.parametrize("methods", [["random"], ["random", "prior"]])
    def test_one_table_has_no_interval(self, methods, tmp_path):
        study, scores = run(methods, {"t": make_table("categories", (90, 70))}, rows=(6,))
        page = study.page(scores, "")
        assert len(page.conclusion) == 2
        assert all("one table, no interval" in said for said in page.conclusion)
        write_page(tmp_path, page)
        assert (tmp_path / "figures" / "augmentation.svg").exists()

    def test_tables_that_lack_rows_are_told(self):
        tables = {"t": make_table("categories", (90, 70)), "half": make_table("mixed", (90, 20))}
        study, _ = run(["random"], tables, rows=(6, 12))
        assert len(study.told) == 1
        assert study.told[0].startswith("half has 2 of 4 pairs of sizes")

    def test_only_methods_without_a_number_of_rows_are_refused(self):
        with pytest.raises(ValueError, match=r"any number of rows. Received: original rows"):
            run(["original", "ADASYN"], {"t": make_table("mixed", (90, 70))})

    def test_the_gain_is_over_no_made_rows_and_the_best_number_is_named(self):
        scores = pd.DataFrame(
            [
                {"table": table, "frequent": 20, "rows": 6, "draw": 0, "times": times,
                 "method": method, "naive Bayes": 50 + place + gain * (1 + place / 10)}
                for place, table in enumerate("abcdef")
                for method, gains in (("good", (0, 2, 4, 6, 1)), ("bad", (0, -1, -2, -3, -4)))
                for times, gain in zip(TIMES, gains, strict=True)
            ]
        )  # fmt: skip
        (said,), _ = report_augmentation(scores, {"good": "gan", "bad": "baseline"})
        assert said == (
            "With imbalance (6 tables), good gains most, 7.5 points (95 % interval 6.3 to 8.7) at "
            "2 times balance; at 5 times it is 1.2."
        )

    def test_where_nothing_helps_that_is_said(self):
        scores = pd.DataFrame(
            [
                {"table": table, "frequent": 6, "rows": 6, "draw": 0, "times": times,
                 "method": "bad", "naive Bayes": 50 - times * (1 + place**2)}
                for place, table in enumerate("abc")
                for times in TIMES
            ]
        )  # fmt: skip
        (said,), _ = report_augmentation(scores, {"bad": "gan"})
        assert said.startswith("Without imbalance (3 tables), no number of made rows is shown to")


def test_the_settings_tell_the_multiples():
    (cell, _) = augmentation_cells(
        {"t": make_table("categories", (90, 70))}, competitors(["random"]), frequent=30, rows=[6]
    )
    assert cell.settings["times"] == augmentation.TIMES
