"""Sentences against scores whose truth is known."""

import numpy as np
import pandas as pd
import pytest

from gansmote_tf.benchmark.conclusions import scarce_conclusions
from gansmote_tf.benchmark.fold_conclusions import honest_conclusions
from gansmote_tf.benchmark.wording import plural

KINDS = {
    "copies": "baseline",
    "none": "baseline",
    "GAN": "gan",
    "GAN, large": "gan",
    "prior": "control",
    "CTGAN": "model",
    "all rows": "ceiling",
}


def scarce(rows=6, tables=8, **gained):
    """Scores of two draws: copies at 60 and more, the rest above them by gains per table."""
    gained = {"copies": 0, **gained}
    return pd.DataFrame(
        {
            "table": f"t{table}",
            "frequent": 100,
            "rows": rows,
            "draw": draw,
            "method": method.replace("_", " "),
            "classifier": "forest",
            "macro_f1": 60.0 + table + draw + np.broadcast_to(gain, tables)[table],
        }
        for method, gain in gained.items()
        for table in range(tables)
        for draw in range(2)
    )


def conclusion(scores):
    (paragraph,) = scarce_conclusions(scores, KINDS, "copies")
    return paragraph


#: Eight tables' departures from a mean gain, 0 on average.
WAVE = np.array([1, -1, 2, -2, 0.5, -0.5, 1.5, -1.5])


@pytest.mark.parametrize("kind", [int, np.int64])
def test_numbers_of_numpy_have_their_nouns_too(kind):
    """Keys of a grouped frame are NumPy's in pandas 2, Python's in pandas 3."""
    assert [plural("row", kind(number)) for number in (1, 6)] == ["1 row", "6 rows"]


def test_a_winner_is_named_with_its_interval_who_is_tied_and_where_it_loses():
    text = conclusion(scarce(GAN=4 + WAVE[::-1], prior=WAVE / 2, CTGAN=4.5 + 2.4 * WAVE))
    assert text == (
        "With 6 rows against 100, CTGAN gains 4.5 points over copies (95 % interval over 8 "
        "tables 1.6 to 7.4), more than any other; GAN is statistically tied with it. "
        "It loses on t3 (-0.3). "
        "GAN is 4.0 points ahead of prior, a control that needs no network."
    )


def test_a_clear_winner_leaves_nobody_tied_and_the_gan_is_ahead_by_itself():
    text = conclusion(scarce(GAN=9 + WAVE, prior=4 - WAVE, CTGAN=1 + WAVE[::-1]))
    assert text == (
        "With 6 rows against 100, GAN gains 9.0 points over copies (95 % interval over 8 tables "
        "7.8 to 10.2), more than any other, and none is statistically tied with it. It loses on "
        "no table. GAN is 5.0 points ahead of prior, a control that needs no network."
    )


def test_several_ties_are_listed_and_losses_counted():
    text = conclusion(scarce(GAN=5 + 2 * WAVE[::-1], prior=5.2 + 2 * WAVE, CTGAN=5.5 + 3 * WAVE))
    assert "more than any other; prior and GAN are statistically tied with it." in text
    assert "It loses on t3 (-0.5)." in text
    assert text.endswith(
        "GAN can't be told at 5 % from prior, a control that needs no network (-0.2 points)."
    )
    many = conclusion(scarce(GAN=[-1, -2, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9], tables=12))
    assert "It loses on 2 of 12 tables, most on t1 (-2.0)." in many


def test_a_gan_behind_a_control_is_said_to_be():
    scores = scarce(GAN=3 + WAVE / 4, larger=2 + WAVE / 4, prior=6 + WAVE / 4)
    text = conclusion(scores.replace("larger", "GAN, large"))
    assert text.startswith("With 6 rows against 100, prior gains 6.0 points over copies")
    assert text.endswith(
        "GAN, the best GAN, is 3.0 points behind prior, a control that needs no network."
    )


def test_nobody_wins():
    text = conclusion(scarce(GAN=0.1 + WAVE, prior=WAVE[::-1]))
    assert text == (
        "With 6 rows against 100, no method differs from copies at 5 % over 8 tables; GAN has the "
        "largest mean gain, 0.1 points (95 % interval, by itself, -1.1 to 1.3). "
        "GAN can't be told at 5 % from prior, a control that needs no network (+0.1 points)."
    )


def test_everything_is_worse():
    text = conclusion(scarce(GAN=-5 + WAVE, CTGAN=-8 + WAVE / 2))
    assert text == (
        "With 6 rows against 100, no method gains over copies at 5 % over 8 tables; CTGAN (-8.0) "
        "and GAN (-5.0) are worse."
    )
    assert "; GAN (-5.0) is worse." in conclusion(scarce(GAN=-5 + WAVE))


def test_a_larger_gain_that_is_chance_is_told_beside_the_one_that_is_not():
    text = conclusion(scarce(GAN=3 + WAVE / 2, CTGAN=[40, -9, -9, -9, -9, 40, -5, 0]))
    assert "GAN gains 3.0 points over copies" in text
    assert "; CTGAN has a larger mean gain that isn't told from 0." in text
    assert "tied" not in text


def test_the_ceiling_competes_with_nobody_and_is_reached_in_part():
    scores = scarce(GAN=6 + WAVE, prior=2 + WAVE, all_rows=12 + WAVE)
    text = conclusion(scores)
    assert "GAN gains 6.0 points" in text
    assert "none is statistically tied" in text
    assert "It reaches 50 % of the gain of all rows (44 to 55 %) and loses on no table." in text
    vague = conclusion(scarce(GAN=6 + WAVE, all_rows=9 * WAVE))
    assert "reaches" not in vague


def test_one_table_says_nothing_of_others():
    text = conclusion(scarce(tables=1, GAN=3, prior=4))
    assert text == (
        "With 6 rows against 100, prior is 4.0 points above copies on t0; one table gives no "
        "interval and says nothing of others. GAN is 1.0 points behind prior, a control that needs "
        "no network, on this table."
    )
    assert "no method is above copies on t0" in conclusion(scarce(tables=1, GAN=-3))


def test_one_method_nothing_scored_and_one_row():
    assert conclusion(scarce(rows=1)) == (
        "With 1 row against 100, only copies was scored: there is nothing to compare."
    )
    assert conclusion(scarce(GAN=np.nan)) == (
        "With 6 rows against 100, no table has scores of all methods: there is nothing to compare."
    )


def test_tables_without_all_methods_are_counted_and_leave_no_trace_in_the_figures():
    gains = 9 + WAVE
    gains[[2, 5]] = np.nan
    text = conclusion(scarce(GAN=gains))
    assert "95 % interval over 6 tables" in text
    assert text.endswith("2 tables without scores of all methods are left out.")
    gains[5] = 9
    assert conclusion(scarce(GAN=gains)).endswith(
        "1 table without scores of all methods is left out."
    )


def test_sizes_make_paragraphs_and_the_order_of_rows_makes_no_difference():
    scores = pd.concat([scarce(12, GAN=9 + WAVE), scarce(6, GAN=WAVE)])
    paragraphs = scarce_conclusions(scores, KINDS, "copies")
    assert [text[:12] for text in paragraphs] == ["With 6 rows ", "With 12 rows"]
    assert scarce_conclusions(scores[::-1], KINDS, "copies") == paragraphs


@pytest.mark.parametrize(
    ("kinds", "reference", "message"),
    [
        ({"copies": "baseline"}, "copies", "kinds of the method GAN must be one of"),
        (KINDS, "SMOTE", "reference must be one of"),
        ({"copies": "ceiling", "GAN": "gan"}, "copies", "reference='copies', a ceiling"),
    ],
)
def test_kinds_and_references_that_are_none_are_refused(kinds, reference, message):
    with pytest.raises(ValueError, match=message):
        scarce_conclusions(scarce(GAN=1), kinds, reference)


def test_of_many_ties_the_best_are_named_and_the_others_counted():
    methods = {f"m{place}": 5 - place / 10 + 2 * np.roll(WAVE, place) for place in range(7)}
    scores = scarce(**methods, none=-9 + WAVE)
    kinds = dict.fromkeys(scores["method"], "baseline")
    (text,) = scarce_conclusions(scores, kinds, "copies")
    assert "m0 gains 5.0 points" in text
    assert "; m1, m2, m3, m4 and 2 of the 3 others are statistically tied with it" in text
    (text,) = scarce_conclusions(scores[scores["method"] != "none"], kinds, "copies")
    assert "m4 and all 2 others are statistically tied with it" in text


def boosted(gain):
    """Balanced boosting beside methods that are scored with two classifiers."""
    scores = scarce(GAN=4 + WAVE, prior=1 - WAVE, all_rows=9 + WAVE)
    boosting = scores.assign(classifier="boosting", macro_f1=scores["macro_f1"] - 10)
    own = scarce(CTGAN=gain)
    own = own[own["method"] == "CTGAN"].assign(classifier="boosting")
    return pd.concat([scores, boosting, own])


@pytest.mark.parametrize(
    ("gain", "told"),
    [
        (-8 + WAVE / 9, "CTGAN is 2.0 points behind boosting after GAN."),
        (
            -5.9 + 4 * WAVE,
            "CTGAN can't be told at 5 % from boosting after GAN (+0.1 points).",
        ),
        (1 + WAVE, "CTGAN is 7.0 points ahead of boosting after GAN."),
    ],
)
def test_a_model_in_place_of_rows_is_compared_with_its_own_kind_of_classifier(gain, told):
    text = conclusion(boosted(gain))
    assert text.startswith("With 6 rows against 100, GAN gains 4.0 points over copies")
    assert text.endswith(f" Of models in place of rows, {told}")
    assert "left out" not in text


def folds(tables=8, seed=0, **gained):
    """Five folds, twice, in two metrics, with gains in both and a little noise."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "table": f"t{table}",
            "repeat": repeat,
            "fold": fold,
            "method": method,
            "classifier": "forest",
            "macro_f1": 0.7 + gain[0] + rng.normal(0, 0.01),
            "log_loss": 0.5 - gain[1] + rng.normal(0, 0.01),
        }
        for method, gain in {"none": (0, 0), **gained}.items()
        for table in range(tables)
        for repeat in range(2)
        for fold in range(5)
    )


def test_where_nothing_differs_over_folds_one_sentence_says_so_for_all_metrics():
    assert honest_conclusions(folds(GAN=(0, 0), CTGAN=(0, 0)), KINDS, "none") == (
        "No method differs from none at 5 % over 8 tables in macro-F1 and log loss. "
        "On no table by itself does a method differ in macro-F1."
    )


def test_metrics_in_which_methods_differ_are_told_apart_whichever_way_they_point():
    text = honest_conclusions(folds(GAN=(0.1, 0), CTGAN=(0, -0.1), prior=(0, 0)), KINDS, "none")
    assert text.startswith("In macro-F1, GAN (0.099) is better")
    assert "is better than none over 8 tables. In log loss, CTGAN (0.1" in text
    assert "is worse than none over 8 tables." in text
    assert "Of 8 tables by themselves, GAN is better on 8 in macro-F1." in text
    assert text.endswith(
        "GAN is 0.098 of macro-F1 ahead of prior, a control that needs no network."
    )


def test_one_table_of_folds_is_tested_by_itself_alone():
    text = honest_conclusions(folds(tables=1, GAN=(-0.2, 0)), KINDS, "none")
    assert text == (
        "One table allows no test over tables. Of 1 table by itself, GAN is worse on 1 in macro-F1."
    )


def test_folds_of_one_method_or_of_none_are_nothing_to_compare():
    assert honest_conclusions(folds(), KINDS, "none") == (
        "Only none was scored: there is nothing to compare."
    )
    nothing = folds(GAN=(np.nan, np.nan))
    assert honest_conclusions(nothing, KINDS, "none").startswith("No table has scores")


def test_a_metric_without_any_score_is_passed_over():
    scores = folds(GAN=(0, 0)).assign(roc_auc=np.nan)
    assert "ROC AUC" not in honest_conclusions(scores, KINDS, "none")
