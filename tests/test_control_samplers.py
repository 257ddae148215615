"""MarginalOverSampler and TranslationOverSampler: rows made of frequencies alone."""

import pickle
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone

from gansmote_tf import MarginalOverSampler, TranslationOverSampler, make_one_hot
from gansmote_tf.frequencies import level_draws
from gansmote_tf.selection import OtherClasses

KINDS = [MarginalOverSampler, TranslationOverSampler]
both = pytest.mark.parametrize("kind", KINDS)

# Where columns are 0/1 columns without names, or named NAME_level.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def mixed_table(seed=0, sizes=(60, 12, 9)):
    rng = np.random.default_rng(seed)
    n = sum(sizes)
    kinds = rng.integers(0, 4, n)
    X = pd.DataFrame(
        {
            "KIND(x)": (kinds == 0).astype(int),
            "KIND(y)": (kinds == 1).astype(int),
            "KIND(z)": (kinds == 2).astype(int),
            "colour": rng.choice(["red", "blue", None], n),
            "flag": rng.integers(0, 2, n),
            "whole": rng.integers(-5, 6, n),
            "real": rng.lognormal(1, 1, n).astype("float32"),
        },
        index=rng.permutation(n),
    )
    y = pd.Series(np.repeat(["a", "b", "c"], sizes), index=X.index, name="label")
    return X, y


def frequencies_of(rows, column):
    return rows[column].value_counts(normalize=True)


@both
class TestContract:
    def test_the_users_rows_come_first_and_untouched_and_all_are_valid(self, kind):
        X, y = mixed_table()
        sampler = kind(random_state=0)
        X_more, y_more = sampler.fit_resample(X, y)
        pd.testing.assert_frame_equal(X_more[:81], X.reset_index(drop=True))
        assert y_more.value_counts().to_dict() == {"a": 60, "b": 60, "c": 60}
        columns = sampler.columns_
        assert columns.valid(columns.encode(X_more[81:])).all()
        told = sampler.provenance_
        assert told["synthetic"].tolist() == [False] * 81 + [True] * 99
        assert told["class"].tolist() == y_more.tolist()
        assert not told["projected"].any()
        assert (y.iloc[told["nearest"][81:]].to_numpy() == y_more[81:]).all()

    def test_an_int_decides_every_cell(self, kind):
        table = mixed_table()
        one, two, other = (kind(random_state=s).fit_resample(*table)[0] for s in (3, 3, 4))
        pd.testing.assert_frame_equal(one, two)
        assert not one.equals(other)

    def test_a_class_gets_the_same_rows_whichever_others_get_some(self, kind):
        X, y = mixed_table()
        made = {}
        for strategy in ({"b": 30}, {"b": 30, "c": 20}, {"a": 90, "b": 45}):
            sampler = kind(sampling_strategy=strategy, random_state=1)
            X_more, y_more = sampler.fit_resample(X, y)
            for label in strategy:
                own = X_more[81:][y_more[81:] == label].reset_index(drop=True)
                made.setdefault(label, []).append(own)
        for first, *others in made.values():
            for rows in others:
                pd.testing.assert_frame_equal(rows[: len(first)], first)

    def test_more_rows_begin_with_the_same_ones_however_they_are_chunked(self, kind, monkeypatch):
        sampler = kind(random_state=0).fit(*mixed_table())
        few, many = (sampler.sample(n, "c", random_state=2) for n in (7, 50))
        pd.testing.assert_frame_equal(many[:7], few)
        monkeypatch.setattr(level_draws, "_MOST_DRAWS", 64)
        pd.testing.assert_frame_equal(sampler.sample(50, "c", random_state=2), many)
        assert len(sampler.sample(0, "c")) == 0
        assert not sampler.sample(50, "c").equals(sampler.sample(50, "c"))

    def test_what_is_held_comes_out_to_the_last_bit(self, kind):
        sampler = kind(random_state=0).fit(*mixed_table())
        fixed = {"KIND": None, "colour": None, "flag": 1, "whole": 3, "real": 2.7}
        rows = sampler.sample(40, "b", fixed, random_state=0)
        assert rows["colour"].isna().all()
        assert (rows[["KIND(x)", "KIND(y)", "KIND(z)"]] == 0).all(axis=None)
        assert (rows["flag"] == 1).all()
        assert (rows["whole"] == 3).all()
        assert (rows["real"] == np.float32(2.7)).all()

    def test_pickled_or_with_other_arguments_it_goes_on_as_learned(self, kind):
        sampler = kind(random_state=0).fit(*mixed_table())
        rows = sampler.sample(20, "b", random_state=1)
        again = pickle.loads(pickle.dumps(sampler)).set_params(shrinkage=0)
        pd.testing.assert_frame_equal(again.sample(20, "b", random_state=1), rows)
        assert not clone(again).fit(*mixed_table()).sample(20, "b", random_state=1).equals(rows)

    def test_groups_are_taken_as_told(self, kind):
        X, y = make_one_hot(n_samples=60, weights=[0.8, 0.2], random_state=0)
        names = list(X)[:3]
        sampler = kind(groups={"own": ("any_of", names)}, random_state=0).fit(X, y)
        assert sampler.columns_.groups[0].name == "own"
        assert len(sampler.sample(5, 1)) == 5

    @settings(max_examples=10, deadline=None, derandomize=True)
    @given(st.data())
    def test_any_table_gets_numbers_and_levels_that_it_shows_and_no_others(self, kind, data):
        seed = data.draw(st.integers(0, 10_000))
        sizes = data.draw(st.tuples(st.integers(2, 40), st.integers(1, 4), st.integers(1, 4)))
        shrinkage = data.draw(st.sampled_from(["mixture", "two_points", 0, 2.5]))
        X, y = mixed_table(seed, sizes)
        wanted = {label: size + 9 for label, size in zip("abc", sizes, strict=True)}
        sampler = kind(shrinkage=shrinkage, sampling_strategy=wanted, random_state=seed)
        X_more, y_more = sampler.fit_resample(X, y)
        pd.testing.assert_frame_equal(X_more[: len(X)], X.reset_index(drop=True))
        assert y_more.value_counts().to_dict() == wanted
        new = X_more[len(X) :]
        assert sampler.columns_.valid(sampler.columns_.encode(new)).all()
        for name in ("colour", "flag", "whole", "real"):
            assert set(new[name].dropna()) <= set(X[name].dropna())
            assert new[name].isna().any() <= X[name].isna().any()

    def test_a_class_of_one_row_and_a_table_of_two(self, kind):
        X = pd.DataFrame({"a": ["x", "y"], "b": [1.5, 2.5]})
        X_more, y_more = kind(sampling_strategy={1: 30}, random_state=0).fit_resample(X, [0, 1])
        assert y_more == [0] + [1] * 30
        assert set(X_more["a"]) == {"x", "y"}
        assert set(X_more["b"]) == {1.5, 2.5}

    @pytest.mark.parametrize("how", ["one_of", "at_most_one"])
    def test_rows_that_break_their_group_count_for_nothing(self, kind, how):
        X = pd.DataFrame({"p": [1, 0, 1, 1, 1, 1], "q": [0, 1, 1, 1, 1, 1]})
        sampler = kind(groups={"A": (how, ["p", "q"])}, shrinkage=0, random_state=0)
        rows = sampler.fit(X, [0, 0, 0, 1, 1, 1]).sample(200, 1)  # all of class 1 break it
        assert (rows.sum(axis=1) == 1).all()
        assert 0.3 < rows["p"].mean() < 0.7


@both
class TestForcedAnswers:
    def test_without_shrinkage_a_constant_class_stays_as_it_is(self, kind):
        X = pd.DataFrame({"a": list("xyzxyzwwww"), "b": [0, 1] * 3 + [1] * 4, "c": range(10)})
        X.loc[6:, "c"] = 6
        rows = kind(shrinkage=0, random_state=0).fit(X, [0] * 6 + [1] * 4).sample(100, 1)
        assert rows.drop_duplicates().to_numpy().tolist() == [["w", 1, 6]]

    def test_with_all_of_it_the_class_gets_the_tables_frequencies(self, kind):
        X = pd.DataFrame({"a": list("x" * 50 + "y" * 30 + "z" * 20)})
        y = np.r_[np.zeros(90, int), np.ones(10, int)]
        rows = kind(shrinkage=1e9, random_state=0).fit(X, y).sample(5000, 1, random_state=0)
        found = frequencies_of(rows, "a")
        assert found.to_dict() == pytest.approx({"x": 0.5, "y": 0.3, "z": 0.2}, abs=0.03)

    @pytest.mark.parametrize(
        ("shrinkage", "bounds"), [(0, (0.99, 1)), (2, (0.82, 0.9)), ("mixture", (0.85, 1))]
    )
    def test_a_class_apart_keeps_its_levels(self, kind, shrinkage, bounds):
        X = pd.DataFrame({name: ["x"] * 40 + ["y"] * 10 for name in "abcdef"})
        sampler = kind(shrinkage=shrinkage, random_state=0).fit(X, [0] * 40 + [1] * 10)
        share = (sampler.sample(2000, 1, random_state=0) == "y").mean().mean()
        assert bounds[0] <= share <= bounds[1]


class TestDependence:
    """Two attributes that always agree in the large class, as frequent in the small one."""

    @pytest.fixture
    def table(self):
        X = pd.DataFrame({"a": ["x", "y"] * 50, "b": ["x", "y"] * 50})
        small = pd.DataFrame({"a": list("xyxyxyxyxy"), "b": list("xxxxxyyyyy")})
        return pd.concat([X, small], ignore_index=True), [0] * 100 + [1] * 10

    def agreeing(self, sampler, table, **arguments):
        rows = sampler.fit(*table).sample(1000, 1, random_state=0, **arguments)
        return (rows["a"] == rows["b"]).mean()

    def test_translated_rows_keep_what_the_others_have_to_do_with_each_other(self, table):
        assert self.agreeing(TranslationOverSampler(random_state=0), table) == 1
        assert self.agreeing(MarginalOverSampler(random_state=0), table) < 0.6

    @pytest.mark.parametrize("raking", [0, 0.5, 1])
    def test_a_level_held_is_looked_for_in_the_rows_started_from(self, table, raking):
        sampler = TranslationOverSampler(raking=raking, random_state=0)
        assert self.agreeing(sampler, table, fixed={"a": "x"}) == 1

    def test_a_level_that_no_other_row_has_is_set_all_the_same(self):
        X = pd.DataFrame({"a": ["x"] * 30 + ["z"] * 5, "b": ["x", "y"] * 15 + ["y"] * 5})
        sampler = TranslationOverSampler(random_state=0).fit(X, [0] * 30 + [1] * 5)
        assert (sampler.sample(20, 1, {"a": "z"})["a"] == "z").all()

    def test_raking_starts_from_rows_like_the_class_and_keeps_more_of_them(self):
        """Half of the others are like the class in both attributes, half in none."""
        X = pd.DataFrame({"a": ["x", "y"] * 50 + ["x"] * 10, "b": ["x", "y"] * 50 + ["x"] * 10})
        y = [0] * 100 + [1] * 10
        shares = []
        for raking in (0, 0.5, 1):
            sampler = TranslationOverSampler(shrinkage=4, raking=raking, random_state=0)
            rows = sampler.fit(X, y).sample(4000, 1, random_state=0)
            assert frequencies_of(rows, "a")["x"] == pytest.approx(0.87, abs=0.03)
            shares.append((rows["a"] == rows["b"]).mean())
        assert shares[0] < shares[1] < shares[2]
        assert shares[2] > 0.98


def test_no_tensorflow_is_imported():
    code = (
        "import sys\nimport pandas as pd\n"
        "from gansmote_tf import MarginalOverSampler, TranslationOverSampler\n"
        "X = pd.DataFrame({'a': list('xyxyx'), 'n': [1.5, 2, 3, 4, 5]})\n"
        "for kind in (MarginalOverSampler, TranslationOverSampler):\n"
        "    sampler = kind(random_state=0)\n"
        "    sampler.fit_resample(X, [0, 0, 0, 1, 1])\n"
        "    sampler.sample(3, 1, {'a': 'x'})\n"
        "print('tensorflow' in sys.modules, 'keras' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


@both
def test_names_levels_and_labels_that_differ_by_a_nul_at_their_end_are_kept_apart(kind):
    """NumPy's texts lose it; an array of objects does not."""
    rng = np.random.default_rng(0)
    levels = np.array(["a", "a\0", "b"], object)
    X = pd.DataFrame({"c": rng.permutation(np.resize(levels, 72)), "c\0": np.resize(levels, 72)})
    y = np.array(["a"] * 60 + ["a\0"] * 12, object)
    X_more, y_more = kind(random_state=0).fit_resample(X, y)
    assert list(X_more) == ["c", "c\0"]
    for name in X_more:
        assert set(X_more[name][72:]) == set(levels.tolist())
    assert y_more[72:].tolist() == ["a\0"] * 48


@both
def test_rows_kept_apart_lie_farther_from_the_other_classes(kind):
    X, y = mixed_table()
    distances = []
    for apart in (1.0, 0.2):
        sampler = kind(apart=apart, random_state=0).fit(X, y)
        X_more, y_more = sampler.fit_resample(X, y)
        rows = sampler.columns_.encode(X_more)
        others = OtherClasses(sampler.columns_, rows[:81], y.to_numpy())
        distances.append(others.distance(rows[81:][y_more[81:] == "b"], "b").mean())
    assert distances[1] > distances[0]


@both
def test_rows_herded_are_together_like_those_of_their_class(kind):
    X, y = make_one_hot(n_samples=500, weights=[0.6, 0.4], random_state=1)
    errors = []
    for herded in (1.0, 0.25):
        sampler = kind(herded=herded, random_state=0)
        rows = sampler.fit_resample(X, y)[0][500:].to_numpy(float)
        own = X[y == 1].to_numpy(float)
        assert len(rows) <= len(own)
        pairs = [each.T @ each / len(each) for each in (rows, own)]
        errors.append(np.abs(pairs[0] - pairs[1]).mean())
    assert errors[1] < errors[0] / 2


@both
def test_a_class_that_gets_more_rows_than_it_has_is_not_herded(kind):
    X, y = mixed_table()
    tables = [kind(herded=herded, random_state=0).fit_resample(X, y)[0] for herded in (1.0, 0.25)]
    pd.testing.assert_frame_equal(*tables)
    few = {"sampling_strategy": {"b": 24}, "random_state": 0}
    tables = [kind(herded=herded, **few).fit_resample(X, y)[0] for herded in (1.0, 0.25)]
    assert not tables[0].equals(tables[1])


@both
@pytest.mark.parametrize("name", ["apart", "herded"])
@pytest.mark.parametrize("share", [0, -1, 1.1, "all", True])
def test_a_share_that_is_none_is_refused_by_name(kind, name, share):
    with pytest.raises((TypeError, ValueError), match=name):
        kind(**{name: share}).fit(*mixed_table())
