"""The methods: what each does to the classes, and who may join."""

import functools
import sys
import types

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.pipeline import make_pipeline
from imblearn.under_sampling import TomekLinks
from sklearn.neighbors import NearestNeighbors

from gansmote_tf.benchmark import competitors as registry
from gansmote_tf.benchmark.built_in_competitors import gan_smote
from gansmote_tf.benchmark.competitors import built_in, competitors, register, sampler_method
from gansmote_tf.benchmark.extra_competitors import extra_competitors, top_up_by_class
from gansmote_tf.benchmark.table_encoder import TableEncoder, begins_with, numbers_of, plain_table
from gansmote_tf.recipes import RECIPES
from tests.comparison_tables import COLUMNS, make_table

WITHOUT_GANS = [one.name for one in built_in().values() if one.kind != "gan"]


@pytest.fixture(autouse=True)
def nobody_registered(monkeypatch):
    monkeypatch.setattr(registry, "_OWN", {})


@functools.cache
def ready(columns):
    """The plain table, its labels and its encoded rows."""
    X, y = make_table(columns)
    X = plain_table(X)
    return X, y, TableEncoder(X).encode(X)


def given(method, columns):
    X, y, encoded = ready(columns)
    return (encoded if method.encoded else X), y


def topped_up(method, table, sizes=None, seed=3):
    ((X_more, y_more),) = method.top_up([table], [sizes], seed)
    return X_more, np.asarray(y_more)


class TestBuiltIn:
    @pytest.mark.parametrize("columns", COLUMNS)
    @pytest.mark.parametrize("name", WITHOUT_GANS)
    def test_real_rows_stay_first_and_classes_come_out_as_promised(self, name, columns):
        (method,) = competitors([name])
        if not method.applies_to(ready(columns)[0]):
            assert (name, columns) in {
                ("SMOTEN", "mixed"),
                ("SMOTENC", "categories"),
                ("SMOTENC", "bits"),
            }
            return
        X, y = given(method, columns)
        X_more, y_more = topped_up(method, (X, y))
        sizes = np.bincount(y_more).tolist()
        if method.makes_rows:
            # ADASYN rounds per row.
            assert sizes[0] == 45
            assert abs(sizes[1] - 45) <= (3 if name == "ADASYN" else 0)
        else:
            assert sizes == ([15, 15] if name == "random undersampling" else [45, 15])
        if name != "random undersampling":
            assert begins_with(X_more, X)
            assert np.array_equal(y_more[:60], y)
        if not method.encoded:
            made = TableEncoder(ready(columns)[0])
            assert made.valid(made.encode(X_more)).all()

    @pytest.mark.parametrize("columns", COLUMNS)
    @pytest.mark.parametrize("name", [name for name in WITHOUT_GANS if built_in()[name].sized])
    def test_sized_ones_reach_any_size_beyond_balance_too(self, name, columns):
        (method,) = competitors([name])
        if method.applies_to(ready(columns)[0]):
            table = given(method, columns)
            assert np.bincount(topped_up(method, table, {0: 70, 1: 101})[1]).tolist() == [70, 101]
            assert np.bincount(topped_up(method, table, {1: 16})[1]).tolist() == [45, 16]

    @pytest.mark.parametrize("name", [name for name in WITHOUT_GANS if built_in()[name].makes_rows])
    def test_a_seed_repeats_and_tables_of_one_call_draw_differently(self, name):
        columns = "mixed" if name == "SMOTENC" else "categories"
        (method,) = competitors([name])
        table = given(method, columns)
        first, second = method.top_up([table] * 2, [None] * 2, 3)
        again, _ = method.top_up([table] * 2, [None] * 2, 3)
        other = topped_up(method, table, seed=4)
        assert begins_with(first[0], again[0])
        assert not begins_with(first[0], second[0])
        assert not begins_with(first[0], other[0])

    def test_smote_interpolates_and_rounded_smote_has_bits(self):
        _, y, encoded = ready("mixed")
        rows = {
            name: topped_up(competitors([name])[0], (encoded, y))[0][60:, :-1]
            for name in ("smote", "rounded SMOTE")
        }
        assert ((rows["smote"] > 0) & (rows["smote"] < 1)).any()
        assert np.isin(rows["rounded SMOTE"], (0, 1)).all()
        assert np.array_equal(np.rint(rows["smote"]), rows["rounded SMOTE"])

    def test_missing_categories_are_a_level_and_numbers_stay_numbers(self):
        (method,) = competitors(["SMOTENC"])
        X_more, _ = topped_up(method, given(method, "mixed"))
        assert X_more.loc[3, "B"] == "missing"
        assert numbers_of(X_more) == ["depth"]

    def test_gan_smote_trains_all_tables_side_by_side_to_the_sizes_asked(self):
        X, y, _ = ready("bits")
        method = gan_smote("tiny", RECIPES["default"].scaled(20))
        ((first, y_first), (second, y_second)) = method.top_up([(X, y)] * 2, [None, {1: 99}], 5)
        assert np.bincount(y_first).tolist() == [45, 45]
        assert np.bincount(y_second).tolist() == [45, 99]
        for rows in (first, second):
            assert begins_with(rows, X)
            assert (rows.T.groupby(lambda name: name[0]).sum().T == 1).all(axis=None)

    def test_every_gan_tells_its_recipe_and_no_two_tell_the_same(self):
        settings = [one.settings for one in competitors() if one.kind == "gan"]
        assert len(set(settings)) == len(settings) == 3


class TestFewRows:
    def test_neighbours_are_lowered_with_a_warning(self):
        X, y = np.eye(12), np.repeat([0, 1], [9, 3])
        with pytest.warns(UserWarning, match="looks at 2 neighbours only, because a class has 3"):
            _, y_more = topped_up(competitors(["smote"])[0], (X, y))
        assert np.bincount(y_more).tolist() == [9, 9]

    def test_a_sampler_that_cannot_leaves_the_rows_with_a_warning(self):
        X, y = np.eye(10), np.repeat([0, 1], [9, 1])
        with pytest.warns(UserWarning, match="SMOTE left the rows as they were: .*n_neighbors"):
            X_more, y_more = topped_up(competitors(["smote"])[0], (X, y))
        assert np.array_equal(X_more, X)
        assert np.array_equal(y_more, y)

    def test_neighbours_given_as_an_estimator_are_left_alone(self):
        sampler = SMOTE(k_neighbors=NearestNeighbors(n_neighbors=3))
        X, y = np.eye(12), np.repeat([0, 1], [8, 4])
        _, y_more = topped_up(sampler_method(sampler, "own", kind="baseline", citation=""), (X, y))
        assert np.bincount(y_more).tolist() == [8, 8]


def copies(X, y, seed, sampling_strategy="auto"):
    """A user's function that can be asked for any number."""
    sampler = RandomOverSampler(random_state=seed, sampling_strategy=sampling_strategy)
    return sampler.fit_resample(X, y)


def doubled(X, y, seed):
    """A user's function that cannot."""
    return pd.concat([X, X], ignore_index=True), np.concatenate([y, y])


class Own(RandomOverSampler):
    """A user's sampler."""


class TestOwnMethods:
    @pytest.mark.parametrize(
        ("thing", "name", "sized"),
        [
            (copies, "copies", True),
            (doubled, "doubled", False),
            (Own, "Own", True),
            (Own(shrinkage=None), "Own", True),
            (functools.partial(copies, sampling_strategy="all"), "partial", True),
        ],
    )
    def test_functions_samplers_and_classes_join(self, thing, name, sized):
        assert register(thing, citation="me") is thing
        (own,) = competitors([name.upper()])
        assert (own.name, own.citation, own.sized, own.kind) == (name, "me", sized, "baseline")
        assert own in competitors()
        X, y, _ = ready("mixed")
        assert begins_with(topped_up(own, (X, y))[0], X)
        if sized:
            sizes = {0: 50, 1: 70}
            assert np.bincount(topped_up(own, (X, y), sizes)[1]).tolist() == [50, 70]

    def test_as_a_decorator_under_a_name_of_its_own(self):
        decorated = register(name="Mine", kind="control", thing=doubled)
        assert decorated is doubled
        assert competitors(["mine"])[0].kind == "control"

    def test_what_is_defined_anew_replaces_the_former(self):
        register(doubled, name="mine")
        register(copies, name="Mine")
        (own,) = [one for one in competitors() if one.name.lower() == "mine"]
        assert own.sized

    def test_module_and_thing_from_the_command_line(self, monkeypatch):
        module = types.ModuleType("my_methods")
        module.copies, module.Own, module.decorated = copies, Own, doubled
        monkeypatch.setitem(sys.modules, "my_methods", module)
        register(doubled, name="Decorated")  # as the module itself may have done
        names = ["my_methods:copies", "my_methods:Own", "my_methods:decorated"]
        expected = ["my_methods:copies", "my_methods:Own", "Decorated"]
        for _ in range(2):
            assert [one.name for one in competitors(names)] == expected

    def test_things_of_one_name_in_two_modules_stay_two(self, monkeypatch):
        for module, thing in (("one", copies), ("two", doubled)):
            made = types.ModuleType(module)
            made.copies = thing
            monkeypatch.setitem(sys.modules, module, made)
        register(copies)
        assert [one.sized for one in competitors(["one:copies", "two:copies"])] == [True, False]

    @pytest.mark.parametrize(
        "text", ["no_such:thing", "json:nothing", ":a", "json:", "json:__all__"]
    )
    def test_what_cannot_be_imported_is_refused(self, text):
        with pytest.raises(ValueError, match="methods must name what can be imported") as error:
            competitors([text])
        assert "\n" not in str(error.value)

    @pytest.mark.parametrize("name", ["SMOTE", "smoten", "paper", "ctgan", "Real Rows"])
    def test_a_name_that_is_taken_is_refused(self, name):
        with pytest.raises(ValueError, match="name must be one that no method has yet"):
            register(doubled, name=name)

    @pytest.mark.parametrize("thing", [5, "smote", dict, lambda X: X, object()])
    def test_what_is_no_method_is_refused(self, thing):
        with pytest.raises(TypeError, match="thing must be a sampler with fit_resample"):
            register(thing, name="mine")

    def test_unknown_names_are_refused_with_those_there_are(self):
        with pytest.raises(
            ValueError, match=r"methods must be among ablation, generated, gansmote, .*'nobody'"
        ):
            competitors(["nobody"])

    def test_one_named_twice_comes_once(self):
        assert [one.name for one in competitors(["smote", "SMOTE"])] == ["SMOTE"]

    def test_a_function_that_does_not_keep_the_rows_first_is_refused(self):
        def reversed_rows(X, y, seed):
            return X[::-1].reset_index(drop=True), y[::-1]

        register(reversed_rows)
        X, y, _ = ready("mixed")
        with pytest.raises(ValueError, match=r"methods must return the rows given.*reversed_rows"):
            topped_up(competitors(["reversed_rows"])[0], (X, y))

    def test_a_sampler_that_takes_rows_away_makes_none_and_has_no_size(self):
        register(TomekLinks())
        (own,) = competitors(["TomekLinks"])
        assert (own.makes_rows, own.sized) == (False, False)

    def test_a_pipeline_gets_its_seeds_too(self):
        register(make_pipeline(RandomOverSampler()), name="piped")
        (own,) = competitors(["piped"])
        assert not own.sized
        X, y, _ = ready("mixed")
        first, again, other = (topped_up(own, (X, y), seed=seed)[0] for seed in (1, 1, 2))
        assert begins_with(first, again)
        assert not begins_with(first, other)

    def test_an_edited_function_has_other_settings(self, tmp_path, monkeypatch):
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
        settings = []
        for body in ("X, y", "X, y  # edited"):
            (tmp_path / "edited_method.py").write_text(f"def f(X, y, seed):\n    return {body}\n")
            monkeypatch.delitem(sys.modules, "edited_method", raising=False)
            settings.append(competitors(["edited_method:f"])[0].settings)
            registry._OWN.clear()
        assert settings[0] != settings[1]


def fake_package(monkeypatch, name, **contents):
    module = types.ModuleType(name)
    vars(module).update(contents)
    monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(registry, "_available", lambda one: one)


class TestExtras:
    @pytest.mark.parametrize("name", list(extra_competitors()))
    def test_what_is_not_installed_is_refused_with_how_to(self, name, monkeypatch):
        monkeypatch.setattr(registry.importlib.util, "find_spec", lambda package: None)
        package = extra_competitors()[name].extra
        with pytest.raises(ValueError, match=f"{name!r}, which needs .*pip install {package}"):
            competitors([name.lower()])

    def test_they_are_not_among_all(self):
        assert not {one.name for one in competitors()} & set(extra_competitors())

    @pytest.mark.parametrize("columns", COLUMNS)
    def test_one_class_at_a_time_to_any_size(self, columns):
        X, y, _ = ready(columns)
        seen = []

        def generate(rows, n, seed):
            seen.append((len(rows), n))
            return rows.sample(n, replace=True, random_state=seed)[list(rows)[::-1]]

        ((X_more, y_more),) = top_up_by_class(generate, [(X, y)], [{0: 50, 1: 40}], 0)
        assert sorted(seen) == [(15, 25), (45, 5)]
        assert np.bincount(y_more).tolist() == [50, 40]
        assert begins_with(X_more, X)
        encoder = TableEncoder(X)
        assert encoder.valid(encoder.encode(X_more)).all()

    def test_rows_are_labelled_by_the_whole_of_a_label(self):
        X, y = pd.DataFrame({"c": ["x", "y", "y"]}), np.array(["a", "a", "a\0"], object)
        ((_, y_more),) = top_up_by_class(lambda rows, n, _: rows.head(n), [(X, y)], [None], 0)
        assert y_more.tolist() == ["a", "a", "a\0", "a\0"]

    @pytest.mark.parametrize("columns", COLUMNS)
    def test_arfpy_gets_bits_as_categories(self, columns, monkeypatch):
        class Forest:
            def __init__(self, x, random_state, verbose):
                assert not len(x.select_dtypes("int64").columns)
                self.rows = x

            def forde(self):
                self.ready = True

            def forge(self, n):
                assert self.ready
                return self.rows.sample(n, replace=True)

        fake_package(monkeypatch, "arfpy", arf=types.SimpleNamespace(arf=Forest))
        self.check("arfpy", columns)

    @pytest.mark.parametrize("columns", COLUMNS)
    @pytest.mark.parametrize("name", ["CTGAN", "TVAE"])
    def test_ctgan_is_told_which_columns_are_categories(self, name, columns, monkeypatch):
        class Model:
            def __init__(self, enable_gpu):
                assert not enable_gpu

            def set_random_state(self, seed):
                self.seed = seed

            def fit(self, rows, discrete):
                assert all(name.startswith("column ") for name in rows)
                assert discrete == [name for name in rows if name not in numbers_of(rows)]
                self.rows = rows

            def sample(self, n):
                return self.rows.sample(n, replace=True, random_state=self.seed % 2**32)

        fake_package(monkeypatch, "ctgan", **{name: Model})
        self.check(name, columns)

    @pytest.mark.parametrize("columns", COLUMNS)
    def test_forest_diffusion_gets_codes_and_its_numbers_become_levels(self, columns, monkeypatch):
        class Model:
            def __init__(self, X, *, n_t, n_jobs, seed):
                numbers = columns == "mixed"
                bits = X[:, : X.shape[1] - numbers]
                assert np.isin(bits, [0, 1]).all()
                assert numbers == (not np.isin(X[:, -1], [0, 1]).all())
                self.X = X

            def generate(self, batch_size):
                return self.X[np.arange(batch_size) % len(self.X)] + 0.2

        fake_package(monkeypatch, "ForestDiffusion", ForestDiffusionModel=Model)
        self.check("ForestDiffusion", columns)

    def test_prowsyn_gets_encoded_rows_and_a_seed_per_table(self, monkeypatch):
        seeds = []

        class ProWSyn:
            def __init__(self, proportion, random_state):
                self.proportion = proportion
                seeds.append(random_state)

            def sample(self, X, y):
                lacking = int(self.proportion * ((y == 0).sum() - (y == 1).sum()))
                more = np.resize(np.flatnonzero(y == 1), lacking)
                return np.vstack([X, X[more]]), np.concatenate([y, y[more]])

        fake_package(monkeypatch, "smote_variants", ProWSyn=ProWSyn)
        (method,) = competitors(["prowsyn"])
        assert method.encoded
        X, y = given(method, "mixed")
        made = method.top_up([(X, y)] * 2, [None, {0: 50, 1: 45}], 0)
        assert [np.bincount(labels).tolist() for _, labels in made] == [[45, 45], [50, 45]]
        assert all(begins_with(rows, X) for rows, _ in made)
        assert len(set(seeds)) == 3

    def check(self, name, columns):
        X, y, _ = ready(columns)
        X_more, y_more = topped_up(competitors([name])[0], (X, y))
        assert np.bincount(y_more).tolist() == [45, 45]
        assert begins_with(X_more, X)
        assert numbers_of(X_more) == numbers_of(X)
        encoder = TableEncoder(X)
        assert encoder.valid(encoder.encode(X_more)).all()
        scarce = {tuple(row) for row in encoder.encode(X)[y == 1][:, :9]}
        assert {tuple(row) for row in encoder.encode(X_more)[60:, :9]} <= scarce
