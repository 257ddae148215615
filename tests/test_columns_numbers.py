"""Numbers: shares of the rows and back, to the last bit where the column holds them."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from gansmote_tf.columns import Columns, Group, Groups, calibration
from gansmote_tf.columns.calibration import Calibration
from gansmote_tf.columns.conditions import Condition
from gansmote_tf.columns.numbers import Number
from tests.constructed import round_trip

BIG = 2**53
HUGE = {
    "int64": pd.Series([BIG, BIG + 1, BIG + 2, -BIG - 1, np.iinfo("int64").min]),
    "uint64": pd.Series([2**64 - 1, 2**64 - 2, 2**64 - 3, 5, 0], dtype="uint64"),
    "Int64": pd.Series([BIG, BIG + 1, BIG + 3, 7, np.iinfo("int64").max], dtype="Int64"),
    "UInt64": pd.Series([2**64 - 1, 2**64 - 2, 2**63, 5, 0], dtype="UInt64"),
    "sparse": pd.Series([BIG + 1, BIG + 2, 3, 0, 5]).astype(pd.SparseDtype("int64", 0)),
    "narrow": pd.Series([BIG, BIG + 1, BIG + 2, BIG + 3, BIG + 4]),
}


class TestShares:
    def test_rows_are_spread_evenly_however_skewed_the_column(self):
        column = pd.Series(np.exp(3 * np.random.default_rng(0).normal(size=101)))
        shares = Number(column).encode(column)[:, 0]
        np.testing.assert_allclose(np.sort(shares), np.linspace(0, 1, 101), atol=1e-6)

    def test_ties_share_the_middle_of_their_ranks(self):
        column = pd.Series([5, 5, 5, 6, 9, 9])  # mid-ranks 1.5, 3.5, 5
        shares = Number(column).share(np.array([5, 6, 9]))
        np.testing.assert_allclose(shares, [0, 2 / 3.5, 1])

    def test_numbers_out_of_range_lie_outside_by_how_many_ranges(self):
        number = Number(pd.Series([0.0, 1.0, 10.0]))
        np.testing.assert_allclose(number.share(np.array([-5.0, 15.0])), [-0.5, 1.5])
        columns = Columns().fit(pd.DataFrame({"a": [0.0, 1.0, 10.0]}))
        assert columns.valid(columns.encode(pd.DataFrame({"a": [-5.0, 3.0]}))).tolist() == [
            False,
            True,
        ]

    def test_between_two_numbers_the_scale_is_straight(self):
        number = Number(pd.Series([0.0, 10.0, 1000.0]))
        assert number.decode(np.array([[0.25], [0.75]])).tolist() == [5.0, 505.0]
        np.testing.assert_allclose(number.share(np.array([5.0, 505.0])), [0.25, 0.75])

    @pytest.mark.parametrize("values", [[7], [7.5] * 4, [-0.0, 0.0]])
    def test_a_constant_column_is_zero_and_comes_back(self, values):
        number = Number(pd.Series(values))
        assert (number.encode(pd.Series(values)) == 0).all()
        assert (number.decode(np.array([[0.0], [0.3], [1.0]])) == values[0]).all()


class TestIntegersAbove2To53:
    @pytest.mark.parametrize("name", HUGE)
    def test_they_come_back_and_stay_distinct(self, name):
        X = HUGE[name].to_frame("c")
        pd.testing.assert_frame_equal(round_trip(X), X, check_exact=True)

    @pytest.mark.parametrize("name", HUGE)
    def test_generated_ones_lie_within_the_exact_bounds(self, name):
        column = HUGE[name]
        number = Number(column)
        made = [int(value) for value in number.decode(np.linspace(-0.5, 1.5, 5001)[:, None])]
        exact = [int(value) for value in column]
        assert (min(made), max(made)) == (min(exact), max(exact)) == (number.low, number.high)
        assert set(exact) <= set(made) or name != "narrow"

    def test_the_range_is_printed_to_the_last_digit(self):
        assert Number(HUGE["narrow"]).summary() == f"{BIG} to {BIG + 4}, whole"


class TestHeld:
    @pytest.mark.parametrize(
        ("column", "value"),
        [
            (pd.Series([30.1, 50.7]), 40.3),
            (pd.Series([30.1, 50.7, 40.3]), np.nextafter(40.3, 50)),
            (pd.Series([-1.0, 0.5]), -0.0),
            (pd.Series([0.1, 1e300]), 1e299),
            (pd.Series([30.1, 40.3], dtype="float32"), 40.3),
            (pd.Series([30.1, 50.5], dtype="Float64"), 40.3),
            (pd.Series([30.1, 50.5], dtype="Float32"), 40.3),
            (pd.Series([0, BIG * 4]), BIG + 1),
            (pd.Series([0, 2**64 - 1], dtype="uint64"), 2**64 - 3),
            (pd.Series([0, BIG * 4], dtype="Int64"), BIG + 1),
            (pd.Series([3.0, 9.0]), 4),
        ],
    )
    def test_a_fixed_number_comes_out_to_the_last_bit(self, column, value):
        columns = Columns().fit(column.to_frame("age"))
        (condition,) = columns.conditions({"age": value})
        rows = np.full((3, 1), condition.values[0])
        made = columns.decode(rows, fixed={"age": value})["age"]
        assert made.dtype == column.dtype
        wanted = pd.Series([value] * 3).astype(column.dtype)
        assert made.tolist() == wanted.tolist()
        assert np.signbit(float(made[0])) == np.signbit(float(value))

    def test_numbers_of_a_group_are_held_by_column(self):
        X = pd.DataFrame({"a": [0.5, 1.7], "b": [2.5, 9.1], "c": ["x", "y"]})
        columns = Columns({"N": ("numeric", ["b", "a"])}).fit(X)
        made = columns.decode(columns.encode(X), fixed={"a": 1.3, "c": "x"})
        assert made["a"].tolist() == [1.3, 1.3]
        assert made["b"].tolist() == [2.5, 9.1]

    @pytest.mark.parametrize("value", [2**60 + 1.5, 2.5, -1, 11, "3", None, np.inf, 2j])
    def test_what_the_rows_could_not_show_is_none(self, value):
        assert Number(pd.Series([0, 10])).held(value) is None


def group(name, kind, *positions):
    return Group(name, kind, positions, tuple(f"{name}{p}" for p in positions), (name,))


NUMBER = Groups([group("n", "numeric", 0)])


class TestCalibration:
    def calibrated(self, own, made, real, groups=NUMBER):
        own, made, real = (rows[:, None] if rows.ndim == 1 else rows for rows in (own, made, real))
        rng = np.random.default_rng(0)
        draws = [rng.random((len(rows), groups.numeric.size, 2)) for rows in (made, own)]
        return Calibration(made, real, groups, draws[0]).real(own, draws[1])

    def test_ranks_are_kept_and_the_distribution_is_the_real_one(self):
        rng = np.random.default_rng(0)
        made, own = rng.normal(0.5, 0.01, 2000), rng.normal(0.5, 0.01, 4000)
        real = rng.beta(0.5, 2, 100)
        rows = self.calibrated(own, made, real)[:, 0]
        assert spearmanr(own, rows).statistic > 0.999
        assert abs(rows.mean() - real.mean()) < 0.02
        assert abs(rows.std() / real.std() - 1) < 0.05
        assert rows.min() >= real.min()
        assert rows.max() <= real.max()

    def test_a_generator_of_one_value_gives_the_real_distribution_too(self):
        real = np.linspace(0, 1, 50)
        rows = self.calibrated(np.ones(5000), np.ones(2000), real)
        assert abs(rows.mean() - 0.5) < 0.02
        assert abs(rows.std() / real.std() - 1) < 0.03

    @pytest.mark.parametrize("real", [[0.3], [0.3, 0.3], [0.1, 0.5, 0.9]])
    def test_classes_of_a_few_rows_stay_within_them(self, real):
        made = np.random.default_rng(0).random(2000)
        rows = self.calibrated(made, made, np.array(real))
        assert min(real) <= rows.min() <= rows.max() <= max(real)

    @pytest.mark.parametrize("kind", ["one_of", "at_most_one", "any_of"])
    @pytest.mark.parametrize("share", [0.5, 0.7])
    def test_numbers_go_with_the_category_they_go_with_among_real_rows(self, kind, share):
        """The generator knows of no dependence, nor how many rows of each level there are."""
        rng = np.random.default_rng(0)
        positions = {"one_of": (1, 2), "at_most_one": (1,), "any_of": (1,)}[kind]
        groups = Groups([group("n", "numeric", 0), group("c", kind, *positions)])

        def rows(count, share, gap):
            warm = rng.random(count) < share
            number = (rng.random(count) + gap * warm) / (1 + gap)
            return np.column_stack([number, warm, ~warm])[:, : 1 + len(positions)].astype(float)

        real, made, own = rows(100, 0.5, 1.0), rows(2000, share, 0.0), rows(3000, share, 0.0)
        calibrated = self.calibrated(own, made, real, groups)
        assert abs(calibrated[:, 0].mean() - real[:, 0].mean()) < 0.03
        assert abs(calibrated[:, 0].std() / real[:, 0].std() - 1) < 0.05
        r_real, r_made = (np.corrcoef(each[:, 0], each[:, 1])[0, 1] for each in (real, calibrated))
        assert r_real > 0.8
        assert abs(r_made - r_real) < 0.1
        np.testing.assert_array_equal(calibrated[:, 1:], own[:, 1:])

    def test_other_positions_and_nan_stay(self):
        groups = Groups([group("c", "any_of", 0), group("n", "numeric", 1)])
        numbers = np.array([[0.2, np.nan], [0.7, 0.5]])
        rows = self.calibrated(numbers, numbers, numbers[1:], groups)
        np.testing.assert_array_equal(rows[:, 0], [0.2, 0.7])
        assert np.isnan(rows[0, 1])

    def test_a_condition_is_asked_of_the_generator_at_the_same_rank(self):
        made, real = np.linspace(0.4, 0.5, 1001)[:, None], np.linspace(0, 1, 101)[:, None]
        calibration = Calibration(made, real, NUMBER, np.zeros((1001, 1, 2)))
        (asked,) = calibration.asked_of_generator([Condition((0,), (0.25,))])
        assert asked.values[0] == pytest.approx(0.425, abs=1e-3)


def categories_of(groups, real):
    """For each number, the positions of the category that its calibration goes by."""
    made = np.random.default_rng(0).random(real.shape)
    uniform = np.full((len(made), groups.numeric.size, 2), 0.5)
    numbers = Calibration(made, real, groups, uniform)._numbers
    return [each._category._positions if each._category else None for each in numbers]


def test_the_category_that_explains_most_of_a_number_is_the_one_it_goes_by():
    rng = np.random.default_rng(1)
    groups = Groups(
        [
            Group("A", "one_of", (0, 1), ("x", "y"), ("A(x)", "A(y)")),
            Group("b", "any_of", (2, 3), ("b", "c"), ("b", "c")),
            Group("age", "numeric", (4, 5, 6), ("age", "size", "none"), ("age", "size", "none")),
        ]
    )
    first, second, third = rng.integers(0, 2, (3, 400))
    noise = rng.random((3, 400))
    numbers = [0.7 * first + 0.3 * noise[0], 0.8 * third + 0.2 * noise[1], np.full(400, 0.5)]
    real = np.column_stack([first == 0, first, second, third, *numbers]).astype(float)
    assert categories_of(groups, real) == [[0, 1], [3], None]


def test_what_a_category_explains_is_the_adjusted_share_of_the_variance_between_its_levels():
    rng = np.random.default_rng(2)
    levels = rng.integers(-1, 3, 300)
    bits = (levels[:, None] == np.arange(3)).astype(float)
    ranks = np.column_stack([levels + 2 * rng.random(300), rng.random(300)])
    ranks[:, 0] += 5
    for none in (True, False):
        category = calibration._Category((0, 1, 2), none, bits)
        own = levels if none else np.maximum(levels, 0)
        assert category.levels(bits).tolist() == own.tolist()
        total = ((ranks - ranks.mean(0)) ** 2).sum(0)
        within = sum(
            ((ranks[own == level] - ranks[own == level].mean(0)) ** 2).sum(0)
            for level in np.unique(own)
        )
        count = len(np.unique(own))
        adjusted = 1 - within / total * (300 - 1) / (300 - count)
        np.testing.assert_allclose(category.explained(bits, ranks), adjusted)


def test_a_bit_alone_has_two_levels_however_its_none_is_read():
    bit = calibration._Category((0,), False, np.repeat([[0.0], [1.0]], 50, axis=0))
    assert bit.levels(np.array([[0.49], [0.5], [1.0]])).tolist() == [-1, 0, 0]
    assert bit.known == [-1, 0]
