"""A sampler saved to a file, pickled or copied stands again as it was."""

import copy
import datetime
import decimal
import enum
import json
import os
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import keras
import numpy as np
import pandas as pd
import pytest
import sklearn
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

import gansmote_tf.layers
from gansmote_tf import GANSMOTE, RECIPES, Columns
from gansmote_tf.archive.container import CONTENT, MANIFEST, read_archive, write_archive
from gansmote_tf.columns.plain import from_plain, to_plain
from gansmote_tf.columns.plain_arrays import index_from_plain, index_to_plain
from gansmote_tf.datasets import data_hash
from gansmote_tf.layers.group_layer import WIDEST_PRODUCT
from tests.saved_samplers import FAST, members, small_sampler, small_table
from tests.test_sampler_as_given import TABLES, typed

ROOT = Path(__file__).parents[1]
#: Tables of 0/1 columns without names, and groups that names show, are told of.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def same(X, other):
    """Whether two tables are alike: container, dtypes, names, and every cell with its type."""
    if isinstance(X, pd.DataFrame):
        pd.testing.assert_frame_equal(X, other, check_exact=True)
    return (
        type(X) is type(other)
        and getattr(X, "dtype", None) == getattr(other, "dtype", None)
        and repr(typed(X)) == repr(typed(other))
    )


def every_dtype():
    pa = pytest.importorskip("pyarrow")
    return pd.DataFrame(
        {
            "ordered": pd.Categorical(list("ababac"), list("zcba"), ordered=True),
            "intervals": pd.cut(range(6), 2),
            "days": pd.Categorical(pd.to_datetime(["2001-05-17", "2002-01-01"] * 3)),
            "hours": pd.Categorical(
                pd.to_datetime(["2001-05-17", "2002-01-01"] * 3).tz_localize("CET")
            ),
            "spans": pd.Categorical(pd.to_timedelta([1, 2] * 3, "s")),
            "months": pd.Categorical(pd.period_range("2001-01", periods=2, freq="M").repeat(3)),
            "text": ["x", "y", None] * 2,
            "string": pd.array(["x", None] * 3, "string"),
            "objects": pd.Series([1, "a", None, 2.5, True, ("t", b"x")], dtype=object),
            "bool": [True, False] * 3,
            "boolean": pd.array([True, None, False] * 2, "boolean"),
            "bool objects": pd.Series([True, False] * 3, dtype=object),
            "Int16": pd.array([1, 2, 3, 4, 5, 9], "Int16"),
            "Float32": pd.array([1.5, 2, 3, 4, 5, 9], "Float32"),
            "float": np.linspace(0.1, 1, 6) ** 3,
            "uint64": np.arange(6, dtype="uint64") + 2**63,
            "gaps": [0, 1, None] * 2,
            "sparse": pd.Series([0, 1, 0, 0, 1, 1]).astype("Sparse[int8]"),
            "arrow": pd.array([1, 5, 2] * 2, "int64[pyarrow]"),
            "arrow text": pd.array(["q", "r"] * 3, pd.ArrowDtype(pa.string())),
        }
    )


def more_tables():
    bits = np.tile(np.eye(2, dtype=int), (5, 1))
    pairs = pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["p", "q"])
    names = [1, "x", ("t", 2), pd.Timestamp("2001"), 2.5]
    return {
        "every dtype": every_dtype(),
        "named groups": pd.DataFrame(bits, columns=["A_x", "A_y"]),
        "names of two levels": pd.DataFrame(np.arange(12).reshape(6, 2), columns=pairs),
        "names of all kinds": pd.DataFrame([list("abcde"), list("abcdf")] * 3, columns=names),
        "array of text objects": np.array([["a", "b"], ["c", "b"]] * 3, dtype=object),
        "tuple of lists": ([1.5, "x"], [2.5, "y"]) * 3,
    }


class TestColumns:
    @pytest.mark.parametrize("name", [*TABLES, *more_tables()])
    def test_they_stand_again_as_they_were_read(self, name, tmp_path):
        X = (TABLES | more_tables())[name]
        columns = Columns().fit(X)
        rows = columns.encode(X)
        write_archive(tmp_path / "c", columns.to_config(), {}, {})
        again = Columns.from_config(read_archive(tmp_path / "c")[0], rows)
        assert again.groups == columns.groups
        assert str(again) == str(columns)
        made = columns.project(np.random.default_rng(0).random((30, columns.width)))[0]
        assert same(columns.decode(made), again.decode(made))
        assert np.array_equal(again.encode(X), rows)

    @pytest.mark.parametrize(
        "rows", [np.zeros((6, 3), "float32"), np.zeros((6, 1), "float32"), np.zeros((0, 0))]
    )
    def test_rows_of_another_width_are_no_rows_of_theirs(self, rows):
        config = Columns().fit([["a", 1], ["b", 2], ["a", 3]]).to_config()
        del config["attributes"][0]["values"][0][1]["column"]["cells"][1]  # "b" is gone
        with pytest.raises(ValueError, match=r"encoded rows of shape|no attribute"):
            Columns.from_config(config, rows)


class Opaque(enum.IntEnum):
    ONE = 1


PLAIN = [
    *(None, True, -(2**80), "a\ud800", 1.5, -0.0, float("nan"), float("inf"), 1j, b"x\0"),
    *(("a", (1, None)), [1, ("b",)], {"a": {1: 2.5}}, range(3), decimal.Decimal("1.50")),
    *(datetime.date(2000, 1, 2), datetime.time(3, 4), datetime.timedelta(-1, 5, 7)),
    *(datetime.datetime(2000, 1, 2, 3, 4, 5, 6, datetime.UTC), pd.NA, pd.NaT),
    *(pd.Timestamp("2001-10-28 00:30", tz="UTC").tz_convert("Europe/Paris"), pd.Timedelta("3D")),
    *(pd.Period("2001-05", "M"), pd.Interval(0, 1.5, "both"), np.int64(3), np.float32(0.1)),
    *(np.bool_(True), np.str_("x"), np.bytes_(b"x"), np.datetime64("2001-01-01T01")),
]


class TestValues:
    @pytest.mark.parametrize("value", PLAIN, ids=repr)
    def test_each_comes_back_by_way_of_json_with_its_type(self, value):
        restored = from_plain(json.loads(json.dumps(to_plain(value), allow_nan=False)))
        assert (type(restored), repr(restored)) == (type(value), repr(value))

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
            lambda inner: (
                st.lists(inner)
                | st.lists(inner).map(tuple)
                | st.dictionaries(st.text() | st.integers(), inner)
            ),
        )
    )
    def test_so_does_anything_made_of_them(self, value):
        restored = from_plain(json.loads(json.dumps(to_plain(value), allow_nan=False)))
        assert repr(restored) == repr(value)

    @pytest.mark.parametrize(
        "value",
        [Opaque.ONE, object(), frozenset([1]), np.longdouble(1), print],
        ids=lambda value: type(value).__name__,
    )
    def test_what_would_not_come_back_is_refused_in_one_sentence(self, value):
        with pytest.raises(ValueError, match=r"saved without pickle\. Received: .*; make text"):
            to_plain(value)

    @pytest.mark.parametrize(
        "index",
        [
            pd.RangeIndex(1, 7, 2, name="n"),
            pd.CategoricalIndex(["a", "b"]),
            pd.interval_range(0, 3),
            pd.Index([("a", 1), ("b", 2)], tupleize_cols=False),
            pd.MultiIndex.from_product([["a", "b"], [1, 2]], names=["p", None]),
        ],
        ids=lambda index: type(index).__name__,
    )
    def test_an_index_comes_back_whatever_its_class(self, index):
        plain = json.loads(json.dumps(index_to_plain(index)))
        pd.testing.assert_index_equal(index_from_plain(plain), index, exact=True)


LABELS = {
    "text": np.array(["rare", "common", "common"] * 4),
    "booleans": np.array([True, False, False] * 4),
    "small integers": np.array([3, -1, -1] * 4, "int8"),
    "floats": np.array([1.0, 2.0, 2.0] * 4),
    "objects": np.array(["rare", "common", "common"] * 4, dtype=object),
    "categories": pd.Series(pd.Categorical(["rare", "common", "common"] * 4)),
    "nullable": pd.Series([1, 0, 0] * 4, dtype="Int64"),
}


def reloaded(sampler, tmp_path):
    sampler.save(tmp_path / "sampler")
    return GANSMOTE.load(tmp_path / "sampler")


class TestSampler:
    @pytest.mark.parametrize("name", LABELS)
    def test_loaded_it_samples_the_same_rows_whatever_the_labels(self, name, tmp_path):
        X, _ = small_table()
        sampler = GANSMOTE(recipe=FAST, random_state=0).fit(X, LABELS[name])
        loaded = reloaded(sampler, tmp_path)
        assert repr(loaded.classes_) == repr(sampler.classes_)
        assert repr(loaded.replicas_) == repr(sampler.replicas_)
        for label in sampler.replicas_:
            for fixed in (None, {"colour": "red", "size": 3.25}):
                own, other = (
                    each.sample(40, label, fixed=fixed, random_state=7)
                    for each in (sampler, loaded)
                )
                assert same(own, other)

    @pytest.mark.parametrize("name", ["list of tuples", "array of strings", "csr", "array"])
    def test_so_it_does_whatever_the_table_came_in(self, name, tmp_path):
        X, y = TABLES[name], np.array([0, 1, 1, 0, 1, 1])
        sampler = GANSMOTE(recipe=RECIPES["paper"].scaled(5), random_state=0).fit(X, y)
        loaded = reloaded(sampler, tmp_path)
        own, other = (each.sample(40, 1, random_state=7) for each in (sampler, loaded))
        assert same(own, other)

    def test_what_it_learned_comes_back(self, tmp_path):
        sampler = small_sampler()
        loaded = reloaded(sampler, tmp_path)
        assert str(loaded.columns_) == str(sampler.columns_)
        assert loaded.history_ == sampler.history_
        assert loaded.sampling_strategy_ == sampler.sampling_strategy_
        assert loaded.n_features_in_ == 6
        assert loaded.feature_names_in_.tolist() == sampler.feature_names_in_.tolist()
        assert loaded.get_params() == sampler.get_params()
        assert loaded.gan_.replicas == 2
        for own, other in zip(sampler.gan_.weights, loaded.gan_.weights, strict=True):
            assert np.array_equal(own.numpy(), other.numpy())
        assert loaded.callbacks_ == []
        assert not hasattr(loaded, "provenance_")

    def test_a_sampler_of_hundreds_of_columns_comes_back(self, tmp_path):
        rng = np.random.default_rng(0)
        X = pd.DataFrame({f"c{i}": rng.choice(list("abcd"), 60) for i in range(80)})
        y = np.repeat(["common", "rare"], [45, 15])
        recipe = RECIPES["default"].scaled(20)
        sampler = GANSMOTE(recipe=recipe, random_state=0).fit(X, y)
        assert sampler.columns_.width > WIDEST_PRODUCT
        loaded = reloaded(sampler, tmp_path)
        own, other = (each.sample(9, "rare", random_state=1) for each in (sampler, loaded))
        assert same(own, other)

    def test_it_can_be_saved_and_fitted_again(self, tmp_path):
        loaded = reloaded(reloaded(small_sampler(), tmp_path), tmp_path)
        own, other = (each.sample(9, "rare", random_state=1) for each in (small_sampler(), loaded))
        assert same(own, other)
        again = loaded.fit(*small_table()).sample(9, "rare", random_state=1)
        assert same(again, own)

    def test_arguments_of_all_kinds_come_back(self, tmp_path):
        X, y = small_table()
        groups = {"S": ("at_most_one", X.columns[4:]), "colour": ("one_of", [0])}
        state = np.random.RandomState(3)
        sampler = GANSMOTE(
            sampling_strategy={"rare": 9}, recipe=FAST, groups=groups, random_state=state
        )
        sampler.fit_resample(X, y)
        loaded = reloaded(sampler, tmp_path)
        assert loaded.groups == {"S": ("at_most_one", ["S(x)", "S(y)"]), "colour": ("one_of", [0])}
        assert loaded.sampling_strategy == {"rare": 9}
        assert loaded.recipe == FAST
        assert list(loaded.replicas_) == ["common", "rare"]
        assert loaded.random_state.randint(10**9) == state.randint(10**9)

    def test_the_file_says_what_it_was_made_of_and_with(self, tmp_path):
        X, y = small_table()
        sampler = GANSMOTE(recipe=FAST, random_state=0)
        sampler.fit_resample(X, y)
        sampler.save(tmp_path / "sampler")
        parts = members(tmp_path / "sampler")
        assert json.loads(parts[MANIFEST])["versions"]["keras"] == keras.__version__
        content = json.loads(parts[CONTENT])
        assert content["data_sha256"] == data_hash(X, y)
        made = sampler.provenance_.query("synthetic")
        assert content["measured"]["copies"] == (made["distance"] == 0).mean()

    def test_it_is_smaller_than_the_rows_would_be_as_floats(self, tmp_path):
        X = pd.DataFrame(np.random.default_rng(0).integers(0, 2, (20_000, 40))).rename(columns=str)
        sampler = GANSMOTE(recipe=FAST, random_state=0, sampling_strategy={}).fit(
            X, np.arange(20_000) % 2
        )
        sampler.save(tmp_path / "sampler")
        assert (tmp_path / "sampler").stat().st_size < 20_000 * 40 * 4

    @pytest.mark.parametrize(
        ("parameters", "name"),
        [
            ({"sampling_strategy": lambda y: {}}, "sampling_strategy"),
            ({"random_state": np.random.RandomState(np.random.PCG64(0))}, "random_state"),
        ],
    )
    def test_arguments_that_only_pickle_could_keep_are_refused_first(
        self, parameters, name, tmp_path
    ):
        sampler = copy.copy(small_sampler()).set_params(**parameters)
        with pytest.raises(ValueError, match=f"^{name} must"):
            sampler.save(tmp_path / "sampler")
        assert list(tmp_path.iterdir()) == []

    def test_so_are_levels_and_the_old_file_stays(self, tmp_path):
        X = pd.DataFrame({"o": pd.Series([Opaque.ONE, "a"] * 6, dtype=object), "n": range(12)})
        sampler = GANSMOTE(recipe=FAST, random_state=0).fit(X, small_table()[1])
        (tmp_path / "sampler").write_bytes(b"old")
        with pytest.raises(ValueError, match=r"saved without pickle\. Received: .*Opaque"):
            sampler.save(tmp_path / "sampler")
        assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [
            ("sampler", b"old")
        ]

    def test_paths_where_nothing_can_be_written_are_refused(self, tmp_path):
        for path, reason in ((tmp_path, "a folder"), (tmp_path / "x" / "y", "no folder")):
            with pytest.raises(OSError, match=rf"^path must be a file .*{reason}"):
                small_sampler().save(path)

    def test_a_link_leads_to_what_is_replaced(self, tmp_path):
        (tmp_path / "link").symlink_to(tmp_path / "real")
        (tmp_path / "real").write_bytes(b"old")
        os.chmod(tmp_path / "real", 0o640)
        small_sampler().save(tmp_path / "link")
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "real").stat().st_mode & 0o777 == 0o640
        assert zipfile.is_zipfile(tmp_path / "real")

    def test_one_that_trained_no_class_is_saved_too(self, tmp_path):
        sampler = GANSMOTE(recipe=FAST, random_state=0, sampling_strategy={})
        sampler.fit_resample(*small_table())
        loaded = reloaded(sampler, tmp_path)
        assert (loaded.gan_, loaded.replicas_) == (None, {})

    def test_unfitted_it_is_not_saved(self, tmp_path):
        with pytest.raises(sklearn.exceptions.NotFittedError):
            GANSMOTE().save(tmp_path / "sampler")


def monitors(folder):
    """Each of Keras's callbacks that serves a GAN."""
    stock = keras.callbacks
    return {
        "BackupAndRestore": stock.BackupAndRestore(folder / "backup"),
        "CSVLogger": stock.CSVLogger(folder / "log.csv"),
        "EarlyStopping": stock.EarlyStopping("d_loss", mode="min", patience=99),
        "History": stock.History(),
        "LambdaCallback": stock.LambdaCallback(on_epoch_end=print_nothing),
        "ModelCheckpoint": stock.ModelCheckpoint(folder / "gan.keras"),
        "ProgbarLogger": stock.ProgbarLogger(),
        "TensorBoard": stock.TensorBoard(folder / "logs", histogram_freq=1),
    }


def print_nothing(epoch, logs):
    """A function that pickle knows by name."""


class TestCopies:
    @pytest.mark.parametrize("name", monitors(Path()))
    def test_with_any_callback_of_keras_it_is_copied_pickled_and_cloned(self, name, tmp_path):
        sampler = GANSMOTE(
            recipe=FAST, random_state=0, callbacks=[monitors(tmp_path)[name]], verbose=0
        )
        ways = [lambda each: pickle.loads(pickle.dumps(each)), copy.deepcopy, sklearn.clone]
        for way in ways:
            assert type(way(sampler).callbacks[0]) is type(sampler.callbacks[0])
        X, y = small_table()
        sampler.fit(X, y)
        expected = sampler.sample(9, "rare", random_state=1)
        for way in ways[:2]:
            other = way(sampler)
            assert same(other.sample(9, "rare", random_state=1), expected)
            assert type(other.callbacks_[0]) is type(sampler.callbacks_[0])
            assert other.callbacks_[0].model is other.gan_
        assert not hasattr(sklearn.clone(sampler), "gan_")
        # The sampler itself keeps what it had.
        if name == "CSVLogger":
            assert sampler.callbacks_[0].csv_file.closed


FRESH = """
import json, pathlib, pickle, sys
import gansmote_tf
assert "tensorflow" not in sys.modules and "keras" not in sys.modules
import keras
folder = pathlib.Path(sys.argv[1])
kinds = {}
for file in folder.glob("*.keras"):
    model = keras.models.load_model(file)
    kinds[file.stem] = [type(layer).__module__ for layer in (model, *model.layers)]
pickled = pickle.loads((folder / "pickled").read_bytes())
loaded = gansmote_tf.GANSMOTE.load(folder / "sampler")
rows = [
    each.sample(50, "rare", fixed=fixed, random_state=7).to_json()
    for each in (pickled, loaded)
    for fixed in (None, {"colour": "red"})
]
print(json.dumps([kinds, rows]))
"""


def layer_models():
    """A model around each layer of this package."""
    for name in gansmote_tf.layers.__all__:
        layer = getattr(gansmote_tf.layers, name)
        if name not in ("RandomLayer", "FlipLayer", "BatchDistance"):
            own = layer(units=3) if name == "ReplicaDense" else layer()
            yield name, keras.Sequential([keras.Input(batch_shape=(1, None, 5)), own])


class TestFreshProcess:
    @pytest.fixture(scope="class")
    def fresh(self, tmp_path_factory):
        """What a process that imports nothing but the package makes of files of this one."""
        folder, sampler = tmp_path_factory.mktemp("files"), small_sampler()
        sampler.save(folder / "sampler")
        (folder / "pickled").write_bytes(pickle.dumps(sampler))
        (folder / "from_file.keras").write_bytes(members(folder / "sampler")["gan-0.keras"])
        sampler.gan_.generator_of(1).save(folder / "generator.keras")
        for name, model in layer_models():
            model.save(folder / f"{name}.keras")
        command = [sys.executable, "-c", FRESH, str(folder)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def test_keras_finds_every_class_by_the_import_of_the_package_alone(self, fresh):
        kinds = fresh[0]
        assert kinds["from_file"][0] == "gansmote_tf.gan.model"
        for name, _ in layer_models():
            assert kinds[name][-1].startswith("gansmote_tf.layers."), name

    def test_a_generator_by_itself_is_of_stock_layers(self, fresh):
        assert all(name.startswith("keras.") for name in fresh[0]["generator"])

    def test_pickled_and_loaded_it_samples_the_same_rows(self, fresh):
        expected = [
            small_sampler().sample(50, "rare", fixed=fixed, random_state=7).to_json()
            for fixed in (None, {"colour": "red"})
        ]
        assert fresh[1] == expected * 2


def test_the_gan_in_the_file_is_the_samplers(tmp_path):
    sampler = small_sampler()
    sampler.save(tmp_path / "sampler")
    (tmp_path / "gan.keras").write_bytes(members(tmp_path / "sampler")["gan-0.keras"])
    gan = keras.models.load_model(tmp_path / "gan.keras")
    assert np.array_equal(gan.generate(20, replica=1), sampler.gan_.generate(20, replica=1))


def test_sparse_tables_are_of_the_classes_that_are_tested():
    """The tables above stand for all: each class of scipy's has its name in the list."""
    from gansmote_tf.columns.saved import columns_to_config

    for layout in ("bsr", "coo", "csc", "csr", "dia", "dok", "lil"):
        for kind in ("array", "matrix"):
            X = getattr(sparse, f"{layout}_{kind}")(np.eye(6))
            columns = Columns().fit(X)
            config = columns_to_config(columns._container, columns._attributes)
            again = Columns.from_config(config, columns.encode(X))
            assert type(again.decode(np.eye(6))) is type(X)
