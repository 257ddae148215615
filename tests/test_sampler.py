"""GANSMOTE: a table in, the same table topped up with rows that could have stood in it."""

import pickle
from dataclasses import replace

import keras
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from imblearn.pipeline import make_pipeline
from scipy import sparse
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.preprocessing import OneHotEncoder

from gansmote_tf import GANSMOTE, RECIPES, Recipe, load_petrography, make_one_hot
from gansmote_tf.many_tables import resample_tables
from gansmote_tf.tables import LearnedTable

FAST = replace(RECIPES["default"].scaled(20), copies=0.0, tried_below=0.0)
PAPER = RECIPES["paper"].scaled(40)
SUITE = [
    *("breast_cancer", "bridges", "car", "dermatology", "german_credit_cat", "hayes_roth"),
    *("hepatitis_cat", "hiv1_impens", "lymphography", "mushroom", "nursery", "post_operative"),
    *("promoters", "solar_flare_m", "soybean", "spect", "splice", "student_math"),
    *("tic_tac_toe", "vote", "website_phishing", "zoo"),
]


def sampler(**arguments):
    return GANSMOTE(**{"recipe": FAST, "random_state": 0, **arguments})


@pytest.fixture(scope="module")
def petrography():
    return load_petrography()


@pytest.fixture(scope="module")
def rare():
    return make_one_hot(n_samples=60, weights=[0.8, 0.2], random_state=0)


class TestResult:
    @pytest.mark.parametrize("recipe", [FAST, PAPER], ids=["grouped", "paper"])
    def test_every_class_reaches_the_largest_and_the_first_rows_are_the_users(
        self, petrography, recipe
    ):
        X, y = petrography
        X_more, y_more = sampler(recipe=recipe).fit_resample(X, y)
        assert y_more.value_counts().to_dict() == {0: 41, 1: 41, 2: 41, 3: 41}
        pd.testing.assert_frame_equal(X_more[:140], X)
        pd.testing.assert_series_equal(y_more[:140], y)
        assert (X_more.dtypes == X.dtypes).all()
        assert X_more.isin([0, 1]).all(axis=None)

    def test_grouped_heads_make_valid_rows_only_and_the_papers_do_not(self, petrography):
        shares = []
        for recipe in (FAST, PAPER, replace(PAPER, project=True)):
            model = sampler(recipe=recipe)
            X_more, _ = model.fit_resample(*petrography)
            columns = model.columns_
            shares.append(columns.valid(columns.encode(X_more[140:])).mean())
        assert shares[0] == shares[2] == 1.0
        assert shares[1] < 0.9

    def test_an_int_decides_every_byte_and_global_randomness_is_left_alone(self, rare):
        np.random.seed(7)  # noqa: NPY002 - the global state is what this test is about
        before = np.random.get_state()[1].copy()  # noqa: NPY002
        results = [sampler(random_state=seed).fit_resample(*rare)[0] for seed in (3, 3, 4)]
        assert results[0].equals(results[1])
        assert not results[0].equals(results[2])
        np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002

    def test_fit_resample_again_gives_the_same(self, rare):
        model = sampler()
        assert model.fit_resample(*rare)[0].equals(model.fit_resample(*rare)[0])

    @pytest.mark.parametrize(
        ("strategy", "sizes"),
        [
            ("auto", {0: 48, 1: 48}),
            ("minority", {0: 48, 1: 48}),
            ("not majority", {0: 48, 1: 48}),
            ("all", {0: 48, 1: 48}),
            (0.5, {0: 48, 1: 24}),
            ({1: 20}, {0: 48, 1: 20}),
            ({0: 50, 1: 100}, {0: 50, 1: 100}),
            ({1: 12}, {0: 48, 1: 12}),
            (lambda y: {1: 30}, {0: 48, 1: 30}),
        ],
    )
    def test_every_form_of_sampling_strategy(self, rare, strategy, sizes):
        _, y_more = sampler(sampling_strategy=strategy).fit_resample(*rare)
        assert y_more.value_counts().to_dict() == sizes

    def test_provenance_tells_of_every_row(self, rare):
        X, y = rare
        model = sampler()
        X_more, y_more = model.fit_resample(X, y)
        told = model.provenance_
        assert list(told) == ["synthetic", "class", "nearest", "distance", "projected", "copied"]
        assert told["synthetic"].tolist() == [False] * 60 + [True] * 36
        assert told["class"].tolist() == y_more.tolist()
        codes = model.columns_.attributes(model.columns_.encode(X_more))
        for row in range(60, 96):
            own = np.flatnonzero(y == y_more[row])
            distances = (codes[own] != codes[row]).sum(axis=1)
            assert told.loc[row, "distance"] == distances.min()
            assert told.loc[row, "nearest"] == own[distances.argmin()]


class TestContainers:
    @pytest.mark.parametrize(
        "wrap",
        [
            np.asarray,
            lambda X: np.asarray(X, "float32"),
            lambda X: np.asarray(X, "bool"),
            lambda X: X.to_numpy().tolist(),
            lambda X: X.astype("bool"),
            lambda X: X.astype("Int64"),
            lambda X: sparse.csr_matrix(X.to_numpy()),
            lambda X: sparse.csc_matrix(X.to_numpy("float64")),
        ],
    )
    @pytest.mark.filterwarnings("ignore::UserWarning")
    def test_what_comes_in_goes_out(self, rare, wrap):
        X = wrap(rare[0])
        X_more, _ = sampler().fit_resample(X, rare[1])
        assert type(X_more) is type(X)
        dense = X_more.toarray() if sparse.issparse(X_more) else np.asarray(X_more)
        assert dense.shape == (96, rare[0].shape[1])
        np.testing.assert_array_equal(dense[:60].astype(float), rare[0].to_numpy())
        if hasattr(X, "dtype"):
            assert X_more.dtype == X.dtype
        if hasattr(X, "dtypes"):
            assert (X_more.dtypes == X.dtypes).all()

    @pytest.mark.parametrize(
        "relabel",
        [
            lambda y: y.map({0: "common", 1: "rare"}),
            lambda y: y.map({0: "common", 1: "rare"}).astype("category"),
            lambda y: y.astype("float64"),
            lambda y: y.astype("bool"),
            lambda y: y.to_numpy(),
            lambda y: y.tolist(),
        ],
    )
    def test_labels_of_any_dtype(self, rare, relabel):
        y = relabel(rare[1])
        _, y_more = sampler().fit_resample(rare[0], y)
        assert type(y_more) is type(y)
        assert sorted(np.unique(y_more, return_counts=True)[1]) == [48, 48]
        if hasattr(y, "dtype"):
            assert y_more.dtype == y.dtype

    def test_a_mixed_table_with_missing_categories_comes_back_as_it_was(self):
        rng = np.random.default_rng(1)
        levels = ["low", "mid", "high", "never"]
        X = pd.DataFrame(
            {
                "text": pd.array(rng.choice(["a", "b", None], 60), "string"),
                "level": pd.Categorical(rng.choice(levels[:3], 60), levels, ordered=True),
                "count": pd.array(rng.integers(0, 9, 60), "Int64"),
                "flag": pd.array(rng.choice([True, False, None], 60), "boolean"),
                "small": rng.integers(0, 5, 60).astype("int8"),
                "real": rng.normal(size=60).astype("float32"),
                "object": rng.choice(["x", np.nan], 60).astype(object),
            },
            index=rng.permutation(60),
        )
        y = np.repeat(["a", "b"], [45, 15])
        X_more, _ = sampler().fit_resample(X, y)
        pd.testing.assert_frame_equal(X_more[:60], X.reset_index(drop=True))
        assert list(X_more["level"].cat.categories) == levels
        assert "never" not in set(X_more["level"])
        assert len(X_more) == 90

    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(st.data())
    def test_random_tables_of_mixed_kinds_get_valid_rows_only(self, data):
        rows = data.draw(st.integers(12, 40), "rows")
        rng = np.random.default_rng(data.draw(st.integers(0, 10_000), "seed"))
        X = pd.DataFrame(
            {
                "text": rng.choice(["a", "b", "c", None], rows),
                "flag": rng.integers(0, 2, rows).astype(bool),
                "KIND(x)": (kinds := rng.integers(0, 3, rows)) == 0,
                "KIND(y)": kinds == 1,
                "whole": rng.integers(-5, 6, rows),
                "real": rng.normal(size=rows),
            }
        ).iloc[:, rng.permutation(6)[: data.draw(st.integers(1, 6), "columns")]]
        y = np.arange(rows) < data.draw(st.integers(1, 5), "rare")
        X_more, y_more = sampler().fit_resample(X, y)
        pd.testing.assert_frame_equal(X_more[:rows], X)
        assert y_more.sum() == max(y.sum(), rows - y.sum())
        for name in X:
            if X[name].dtype.kind in "if":
                assert X_more[name].between(X[name].min(), X[name].max()).all()
            else:
                known = X[name].isna().any(), set(X[name].dropna())
                assert X_more[name].isna().any() <= known[0]
                assert set(X_more[name].dropna()) <= known[1]
        if {"KIND(x)", "KIND(y)"} <= set(X):
            assert (X_more["KIND(x)"].astype(int) + X_more["KIND(y)"].astype(int)).max() <= 1

    @pytest.mark.parametrize("name", SUITE)
    @pytest.mark.filterwarnings("ignore:y contains")
    def test_every_real_set_gets_its_class_sizes_and_valid_rows(self, real_data, name):
        table = pd.read_csv(real_data / "suite" / f"{name}.csv", dtype=str)
        y = table.pop("target")
        sizes = y.value_counts()
        wanted = {label: size + 3 for label, size in sizes.items()}
        model = sampler(sampling_strategy=wanted)
        X_more, y_more = model.fit_resample(table, y)
        assert y_more.value_counts().to_dict() == wanted
        pd.testing.assert_frame_equal(X_more[: len(table)], table)
        new = X_more[len(table) :]
        assert model.columns_.valid(model.columns_.encode(new)).all()
        for column in table:
            assert set(new[column].dropna()) <= set(table[column].dropna())


@pytest.fixture(scope="module")
def fitted(petrography):
    return sampler(recipe=replace(FAST, steps=200)).fit(*petrography)


class TestSample:
    def test_any_number_of_any_class_in_the_users_container(self, fitted):
        rows = fitted.sample(7, label=2, random_state=0)
        assert list(rows) == list(load_petrography()[0])
        assert len(rows) == 7
        assert len(fitted.sample(0, label=2)) == 0

    def test_an_int_repeats_and_none_does_not(self, fitted):
        one, two = (fitted.sample(30, label=2, random_state=1) for _ in range(2))
        assert one.equals(two)
        assert not fitted.sample(30, label=2).equals(fitted.sample(30, label=2))

    def test_fixed_attributes_are_held_and_rows_stay_valid(self, fitted):
        rows = fitted.sample(50, 0, fixed={"MATRIX": "Siliceous", "SORTING": "Well"})
        assert (rows["MATRIX(Siliceous)"] == 1).all()
        assert (rows["SORTING(Well)"] == 1).all()
        assert fitted.columns_.valid(fitted.columns_.encode(rows)).all()

    @pytest.mark.parametrize(
        ("fixed", "message"),
        [
            ({"MATRIX": "Marble"}, "Marble"),
            ({"COLOUR": "red"}, "COLOUR"),
            ({"MATRIX(Siliceous)": 1, "MATRIX(Calcareous)": 1}, "MATRIX"),
        ],
    )
    def test_impossible_requests_are_errors(self, fitted, fixed, message):
        with pytest.raises(ValueError, match=message):
            fitted.sample(5, 0, fixed=fixed)

    def test_a_class_that_was_not_trained_is_refused(self, fitted):
        with pytest.raises(ValueError, match=r"label must be one of.*label=9"):
            fitted.sample(1, label=9)

    def test_sample_works_after_fit_resample_for_every_class_if_none_got_rows_too(self, rare):
        model = sampler()
        model.fit_resample(*rare)
        assert len(model.sample(4, label=1)) == len(model.sample(4, label=0)) == 4
        with pytest.raises(ValueError, match="label=2"):
            model.sample(4, label=2)
        nothing = sampler(sampling_strategy={})
        nothing.fit_resample(*rare)
        assert nothing.gan_ is None
        made = nothing.sample(4, label=1, random_state=0)
        assert nothing.gan_.replicas == 2
        pd.testing.assert_frame_equal(made, model.sample(4, label=1, random_state=0))

    def test_pickled_and_loaded_it_goes_on(self, fitted):
        again = pickle.loads(pickle.dumps(fitted))
        assert again.sample(9, 1, random_state=3).equals(fitted.sample(9, 1, random_state=3))


class TestSelection:
    def test_max_copies_is_kept(self, petrography):
        X, y = petrography
        model = sampler(recipe=replace(FAST, steps=300, max_copies=0.0))
        model.fit_resample(X, y)
        new = model.provenance_[model.provenance_["synthetic"]]
        assert len(new) == 24
        assert (new["distance"] > 0).all()

    def test_too_few_patterns_for_max_copies_is_an_honest_error(self):
        X, y = pd.DataFrame({"only": ["a"] * 14}), [0] * 10 + [1] * 4
        with pytest.raises(ValueError, match=r"max_copies=0.0 cannot be kept for class .*1"):
            sampler(recipe=replace(FAST, max_copies=0.0)).fit_resample(X, y)

    def test_the_check_keeps_rows_that_a_classifier_gives_to_their_class(self, rare):
        X, y = rare
        probabilities = []
        for check in (None, "class"):
            recipe = replace(FAST, check=check)
            X_more, y_more = sampler(recipe=recipe, sampling_strategy={1: 80}).fit_resample(X, y)
            judge = LogisticRegression(class_weight="balanced").fit(X, y)
            probabilities.append(judge.predict_proba(X_more[60:])[:, 1].mean())
            assert (y_more[60:] == 1).all()
        assert probabilities[1] > probabilities[0] + 0.05


class TestTinyAndOdd:
    @pytest.mark.parametrize("rows", [1, 2, 3])
    @pytest.mark.parametrize("recipe", [FAST, PAPER, RECIPES["as_coded"].scaled(20)])
    def test_a_class_of_a_few_rows(self, petrography, rows, recipe):
        X, y = petrography
        X, y = pd.concat([X[y == 3], X[y == 0][:rows]]), [0] * 41 + [1] * rows
        _, y_more = sampler(recipe=recipe).fit_resample(X, y)
        assert np.bincount(y_more).tolist() == [41, 41]

    def test_equal_rows_constant_columns_and_a_single_column(self):
        for X in (
            pd.DataFrame({"a": ["x"] * 12, "b": [1] * 12, "c": [0] * 12}),
            pd.DataFrame({"a": ["x", "y"] * 6}),
            pd.DataFrame({"a": np.arange(12.0)}),
        ):
            X_more, y_more = sampler().fit_resample(X, [0] * 8 + [1] * 4)
            assert np.bincount(y_more).tolist() == [8, 8]
            assert set(X_more.iloc[:, 0]) <= set(X.iloc[:, 0]) or X_more.iloc[:, 0].max() <= 11

    def test_many_classes(self):
        rng = np.random.default_rng(0)
        X = pd.DataFrame(rng.choice(["a", "b", "c"], (450, 4)), columns=list("wxyz"))
        y = np.r_[np.zeros(51, int), np.arange(399) % 199 + 1]
        _, y_more = sampler(recipe=FAST.scaled(5)).fit_resample(X, y)
        assert (np.bincount(y_more) == 51).all()

    def test_one_class_only_is_refused(self):
        with pytest.raises(ValueError, match="class"):
            sampler().fit_resample(pd.DataFrame({"a": ["x", "y"]}), [0, 0])

    def test_nothing_to_do_trains_nothing(self):
        X = pd.DataFrame({"a": ["x", "y"] * 4})
        model = sampler()
        X_more, _ = model.fit_resample(X, [0, 1] * 4)
        assert X_more.equals(X)
        assert model.gan_ is None


class TestInPipelines:
    def test_grid_search_over_recipes(self, rare):
        X, y = rare
        pipeline = make_pipeline(
            sampler(), OneHotEncoder(handle_unknown="ignore"), LogisticRegression()
        )
        grid = {"gansmote__recipe": [FAST, PAPER]}
        search = GridSearchCV(pipeline, grid, cv=2).fit(X, y)
        assert isinstance(search.best_params_["gansmote__recipe"], Recipe)

    def test_clone_and_set_params(self):
        model = clone(sampler(recipe="paper", groups={"A": ["a", "b"]}))
        assert model.set_params(recipe="default").get_params()["recipe"] == "default"

    def test_callbacks_are_copied(self, rare):
        class Counting(keras.callbacks.Callback):
            epochs = 0

            def on_epoch_end(self, epoch, logs=None):
                self.epochs += 1

        mine = Counting()
        model = sampler(callbacks=[mine])
        model.fit_resample(*rare)
        assert mine.epochs == 0
        assert [callback.epochs for callback in model.callbacks_] == [1]

    def test_folds_trained_together_equal_a_fold_trained_alone(self, rare):
        X, y = rare
        folds = resample_tables([(X, y), (X[:50], y[:50])], FAST, seed=0)
        (alone, _), *_ = resample_tables([(X, y)], FAST, seed=0)
        pd.testing.assert_frame_equal(folds[0][0], alone)

    def test_folds_dealt_among_processes_equal_those_of_one(self, rare):
        X, y = rare
        tables = [(X, y), (X[:50], y[:50]), (X[5:], y[5:])]
        one, two = (resample_tables(tables, FAST, seed=0, processes=count) for count in (1, 2))
        for (rows, labels), (others, same) in zip(one, two, strict=True):
            pd.testing.assert_frame_equal(rows, others)
            np.testing.assert_array_equal(labels, same)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"recipe": "papers"}, "recipe"),
            ({"groups": "none"}, "groups"),
            ({"verbose": 3}, "verbose"),
            ({"random_state": "seed"}, "random_state"),
        ],
    )
    def test_bad_parameters_are_named(self, rare, arguments, message):
        with pytest.raises(ValueError, match=message):
            sampler(**arguments).fit_resample(*rare)


def test_a_class_of_few_rows_trains_on_rows_drawn_by_its_frequencies_where_a_recipe_says_so():
    X, y = make_one_hot(n_samples=200, weights=[0.9, 0.1], random_state=0)
    table = LearnedTable(X, y.to_numpy(), replace(RECIPES["paper"], redrawn_rows=100), seed=0)
    own, drawn = table.rows_of(1), table.job(1).rows
    assert len(own) < 100 == len(drawn)
    assert table.columns.valid(drawn).all()
    assert abs(drawn.mean(axis=0) - own.mean(axis=0)).max() < 0.3
    np.testing.assert_array_equal(table.job(0).rows, table.rows_of(0))
    half = replace(table.recipe, flip_rows=len(own) / 10)
    kept = LearnedTable(X, y.to_numpy(), half, seed=0).job(1).rows
    assert table.columns.valid(kept).all()
    # Nine in ten attributes are those of a row of the class.
    attributes = table.columns.attributes
    alike = (attributes(kept)[:, None] == attributes(own)).mean(axis=2).max(axis=1).mean()
    drawn_alike = (attributes(drawn)[:, None] == attributes(own)).mean(axis=2).max(axis=1).mean()
    assert alike > drawn_alike + 0.15
    again = LearnedTable(X, y.to_numpy(), table.recipe, seed=1).job(1).rows
    assert (again != drawn).any()
