"""Numbers of every shape, generated as they are: spread, quartiles, bounds, what they go with."""

import pytest

from gansmote_tf import GANSMOTE, RECIPES
from tests.numeric_tables import NUMBERS, measured, medians, numeric_table


def assert_close(found, slack=1.0):
    told = found.round(3).to_string()
    for name in ("mean", "sd", "q1", "q2", "q3"):
        assert (found[name] <= 0.15 * slack).all(), told
    varying = found.drop(index="constant")
    assert (varying["correlation"] <= 0.2 * slack).all(), told
    assert (varying["r real"] * varying["r made"] > 0).all(), told


def test_one_table_is_learned_by_a_short_training_too():
    """A hundredth of the steps: what calibration gives does not hang on the generator."""
    found = measured([0], recipe=RECIPES["default"].scaled(20))
    assert_close(medians(found), slack=1.5)


@pytest.mark.long
def test_ten_tables_are_learned_by_the_default_recipe():
    assert_close(medians(measured(range(10))))


@pytest.fixture(scope="module")
def fitted():
    X, y = numeric_table(0)
    return X, y, GANSMOTE(recipe=RECIPES["default"].scaled(20), random_state=0).fit(X, y)


class TestRows:
    def test_integers_stay_integers_and_bounds_hold_within_the_class(self, fitted):
        X, y, sampler = fitted
        made = sampler.sample(5_000, "a", random_state=0)
        assert (made.dtypes == X.dtypes).all()
        own = X[y == "a"]
        for name in NUMBERS:
            assert made[name].between(own[name].min(), own[name].max()).all()
        assert made["count"].nunique() > 10
        assert (made["constant"] == 7.5).all()

    def test_more_rows_begin_with_the_same_ones(self, fitted):
        few, many = (fitted[2].sample(n, "a", random_state=3) for n in (10, 3_000))
        assert many[:10].equals(few)
        assert len(fitted[2].sample(0, "a")) == 0

    def test_fixed_levels_and_numbers_go_with_numbers(self, fitted):
        X, y, sampler = fitted
        means = []
        for heat in ("cold", "warm"):
            made = sampler.sample(500, "a", fixed={"heat": heat, "constant": 7.5}, random_state=0)
            assert (made["heat"] == heat).all()
            means.append(made["bimodal"].mean())
        real = X[y == "a"].groupby("heat")["bimodal"].mean()
        assert means == pytest.approx([real["cold"], real["warm"]], abs=1.5)

    @pytest.mark.parametrize("rows", [1, 2, 3])
    def test_a_class_of_a_few_rows_stays_within_the_table(self, rows):
        X, y = numeric_table(1)
        keep = (y == "rest") | ((y == "a").cumsum() <= rows) & (y == "a")
        sampler = GANSMOTE(recipe=RECIPES["default"].scaled(20), random_state=0)
        X_more, y_more = sampler.fit_resample(X[keep], y[keep])
        made = X_more[y_more == "a"]
        assert len(made) == 200
        for name in NUMBERS:
            assert made[name].between(X[keep][name].min(), X[keep][name].max()).all()
