"""Generators by others: what they are given and what comes of it, with fakes of their packages.

The fakes have the signatures, the global draws and the quirks of the versions that the adapters
were written for; where a package is installed, the real one is run, too.
"""

import importlib.metadata
import sys
import types
import warnings

import joblib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gansmote_tf.benchmark.extra_competitors import (
    extra_competitors,
    forest_diffusion,
    prowsyn,
    top_up_by_class,
)
from gansmote_tf.benchmark.table_encoder import (
    TableEncoder,
    begins_with,
    filled,
    numbers_of,
    plain_table,
)

NAMES = ["arfpy", "CTGAN", "TVAE", "ForestDiffusion", "ProWSyn"]


class FakeForest:
    """arfpy.arf.arf"""

    def __init__(
        self,
        x,
        num_trees=30,
        delta=0,
        max_iters=10,
        early_stop=True,
        verbose=True,
        min_node_size=5,
        **kwargs,
    ):
        assert isinstance(x, pd.DataFrame)
        assert not verbose
        assert set(kwargs) <= {"random_state"}
        self.x = x
        self.names = list(x)
        self.factors = x.dtypes == "category"
        assert np.in1d([1, 2], [2]).tolist() == [False, True]  # noqa: NPY201

    def forde(self):
        self.ready = True

    def forge(self, n):
        assert self.ready
        made = {}
        for place, name in enumerate(self.names):
            column = self.x[name]
            if self.factors[place]:
                drawn = np.random.randint(len(column), size=n)  # noqa: NPY002
                made[name] = column.iloc[drawn].reset_index(drop=True)
            else:
                made[name] = np.random.normal(column.mean(), column.std(), n)  # noqa: NPY002
        return pd.DataFrame(made)


class FakeModel:
    """ctgan.CTGAN, and ctgan.TVAE as far as their signatures agree."""

    def __init__(self, embedding_dim=128, batch_size=500, epochs=300, enable_gpu=True, cuda=None):
        assert not enable_gpu, "a GPU's generator would be left unseeded"
        self.random = None

    def set_random_state(self, random_state):
        assert type(random_state) is int
        self.random = np.random.RandomState(random_state)

    def fit(self, train_data, discrete_columns=()):
        assert all(isinstance(name, str) for name in train_data)
        numbers = [name for name in train_data if name not in discrete_columns]
        assert all(train_data[name].dtype == "float64" for name in numbers)
        if numbers and len(train_data) == 1:
            raise ValueError("Found array with 1 sample(s)\n while a minimum of 2 is required.")
        self.rows = train_data

    def sample(self, n):
        return pd.DataFrame(
            {
                name: column.iloc[self.random.randint(len(column), size=n)].to_numpy()
                for name, column in self.rows.items()
            }
        )


class FakeDiffusion:
    """ForestDiffusion.ForestDiffusionModel, which gives rows back a little changed, in turn."""

    def __init__(self, X, n_t=50, diffusion_type="flow", n_jobs=-1, seed=666):
        assert isinstance(X, np.ndarray)
        assert X.dtype == "float64"
        assert n_jobs == 1
        np.random.seed(seed)  # noqa: NPY002
        self.X = X

    def generate(self, batch_size=None):
        places = np.arange(batch_size) % len(self.X)
        near = self.X[places] + np.random.uniform(-0.4, 0.4, (batch_size, self.X.shape[1]))  # noqa: NPY002
        return np.clip(near, self.X.min(axis=0), self.X.max(axis=0))


class FakeProWSyn:
    """smote_variants.ProWSyn, of copies"""

    def __init__(self, proportion=1.0, n_neighbors=5, *, random_state=None):
        self.proportion = proportion
        self.random = np.random.RandomState(random_state)

    def sample(self, X, y):
        labels, counts = np.unique(y, return_counts=True)
        scarce = labels[0] if counts[0] < counts[1] else labels[1]
        if counts.min() <= 2:
            return X.copy(), y.copy()
        n = max(0, int((counts.max() - counts.min()) * self.proportion))
        made = self.random.choice(np.flatnonzero(y == scarce), n)
        return np.vstack([X, X[made].astype("float64")]), np.hstack([y, y[made]])


@pytest.fixture
def fakes(monkeypatch):
    """The packages; to import one draws from NumPy's global generator, as smote_variants does."""
    contents = {
        "arfpy": {"arf": types.SimpleNamespace(arf=FakeForest)},
        "ctgan": {"CTGAN": FakeModel, "TVAE": FakeModel},
        "ForestDiffusion": {"ForestDiffusionModel": FakeDiffusion},
        "smote_variants": {"ProWSyn": FakeProWSyn},
    }
    for name, things in contents.items():
        module = types.ModuleType(name)
        vars(module).update(things)
        monkeypatch.setitem(sys.modules, name, module)


def made_table(kind, counts=(30, 12)):
    """A plain table and its labels, the smaller class last."""
    rng = np.random.default_rng(0)
    n = sum(counts)
    text = {f"q{place}": rng.choice(list("abc"), n) for place in range(3)}
    text["q1"] = np.where(rng.random(n) < 0.2, None, text["q1"])
    text["same"] = np.repeat("k", n)
    numbers = {"age": rng.normal(40, 9, n), "income": rng.exponential(2, n)}
    frames = {
        "categories": pd.DataFrame(text),
        "mixed": pd.DataFrame(text | numbers),
        "numbers": pd.DataFrame(numbers),
        "bits": pd.DataFrame(rng.integers(0, 2, (n, 5))),
        "numbered columns": pd.DataFrame(text | numbers).set_axis(range(6), axis=1),
    }
    return plain_table(frames[kind]), np.repeat(np.arange(len(counts)), counts)


KINDS = ["categories", "mixed", "numbers", "bits", "numbered columns"]


def topped_up(name, X, y, sizes=None, seed=0):
    """The topped-up table: encoded too where the method takes that."""
    method = extra_competitors()[name]
    rows = TableEncoder(X).encode(X) if method.encoded else X
    ((X_more, y_more),) = method.top_up([(rows, y)], [sizes], seed)
    return X_more, y_more


def check_contract(name, kind):
    X, y = made_table(kind)
    X_more, y_more = topped_up(name, X, y)
    assert np.bincount(y_more).tolist() == [30, 30]
    if name == "ProWSyn":
        assert X_more.dtype == "float32"
        assert np.array_equal(X_more[:42], TableEncoder(X).encode(X))
        return
    assert begins_with(X_more, X)
    assert X_more.dtypes.equals(filled(X).dtypes)
    scarce = filled(X)[y == 1]
    for column in set(X) - set(numbers_of(X)):
        assert set(X_more[column][42:]) <= set(scarce[column]), column
    encoder = TableEncoder(X)
    assert encoder.valid(encoder.encode(X_more)).all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_rows_come_out_as_many_and_of_the_kind_that_was_given(name, kind, fakes):
    check_contract(name, kind)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_installed_keeps_to_it_too(name):
    extra = extra_competitors()[name].extra
    try:
        importlib.metadata.version(extra)
    except importlib.metadata.PackageNotFoundError:
        pytest.skip(f"{extra} is not installed")
    if name in ("CTGAN", "ForestDiffusion"):
        pytest.skip("takes minutes")
    check_contract(name, "numbered columns")
    check_contract(name, "bits")


@pytest.mark.parametrize("name", NAMES)
def test_a_seed_repeats_and_numpys_global_generator_is_left_as_found(name, fakes):
    X, y = made_table("mixed")
    found = []
    for start, seed in ((1, 0), (2, 0), (3, 1)):
        np.random.seed(start)  # noqa: NPY002
        before = np.random.get_state()  # noqa: NPY002
        found.append(pd.DataFrame(topped_up(name, X, y, seed=seed)[0]))
        after = np.random.get_state()  # noqa: NPY002
        assert all(map(np.array_equal, before, after))
    assert found[0].equals(found[1])
    assert not found[0].equals(found[2])


@pytest.mark.parametrize("name", NAMES)
def test_any_class_can_be_asked_for_any_number(name, fakes):
    X, y = made_table("mixed", (30, 20, 12))
    _, y_more = topped_up(name, X, y, {0: 300, 1: 20, 2: 77})
    assert np.bincount(y_more).tolist() == [300, 20, 77]


@pytest.mark.parametrize("name", ["arfpy", "CTGAN", "TVAE", "ProWSyn"])
def test_a_class_of_one_row_stays_as_it_is_with_the_reason_and_others_are_topped_up(name, fakes):
    X, y = made_table("mixed", (30, 12, 1))
    told = f"{name} added nothing to the 1 row of class 2: [^\n]* (1 sample|at least [23] rows)"
    before = np.random.get_state()  # noqa: NPY002
    with pytest.warns(UserWarning, match=told):
        X_more, y_more = topped_up(name, X, y)
    assert np.bincount(y_more).tolist() == [30, 30, 1]
    assert len(X_more) == 61
    assert all(map(np.array_equal, before, np.random.get_state()))  # noqa: NPY002


def test_nobody_is_warned_about_where_all_goes_well(fakes):
    X, y = made_table("mixed")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in NAMES:
            topped_up(name, X, y)


class TestByClass:
    X, y = made_table("categories", (9, 6, 4))

    def top_up(self, generate, sizes=None):
        ((X_more, y_more),) = top_up_by_class(
            generate, [(self.X, self.y)], [sizes], 0, name="copier"
        )
        return X_more, y_more

    def test_each_class_and_table_has_a_seed_of_its_own_and_one_that_lacks_nothing_none(self):
        seeds = []

        def generate(rows, n, seed):
            seeds.append(seed)
            return rows.sample(n, replace=True, random_state=seed)

        top_up_by_class(generate, [(self.X, self.y)] * 2, [None] * 2, 0)
        assert len(set(seeds)) == 4
        seeds.clear()
        self.top_up(generate, {1: 6, 2: 5})
        assert len(seeds) == 1

    @pytest.mark.parametrize(
        ("generate", "reason"),
        [
            (
                lambda rows, n, seed: rows.head(1),
                "5 rows were asked for, 1 came, with 0 values missing",
            ),
            (
                lambda rows, n, seed: rows.iloc[np.zeros(n, int)].assign(q0=[None] * n),
                "5 rows were asked for, 5 came, with 5 values missing",
            ),
            (lambda rows, n, seed: rows[["q0"]], "not in index"),
            (lambda rows, n, seed: [][1], "list index out of range"),
            (lambda rows, n, seed: 1 / 0, "division by zero"),
        ],
        ids=["too few", "missing", "columns", "lookup", "arithmetic"],
    )
    def test_rows_that_are_no_use_are_not_added(self, generate, reason):
        with pytest.warns(UserWarning, match=f"copier added nothing to the 4 rows.*{reason}"):
            X_more, y_more = self.top_up(generate, {2: 9})
        assert begins_with(X_more, self.X)
        assert y_more.tolist() == self.y.tolist()

    @pytest.mark.parametrize("error", [ImportError, AttributeError, TypeError])
    def test_a_package_that_is_another_than_expected_is_no_fault_of_the_rows(self, error):
        def generate(rows, n, seed):
            raise error("in1d")

        with pytest.raises(error, match="in1d"):
            self.top_up(generate)

    def test_joblib_starts_no_processes(self):
        def generate(rows, n, seed):
            assert joblib.effective_n_jobs(-1) == 1
            return rows.sample(n, replace=True, random_state=seed)

        _, y_more = self.top_up(generate)
        assert np.bincount(y_more).tolist() == [9, 9, 9]


def test_arfpys_name_for_isin_is_there_for_its_call_only(fakes):
    before = "in1d" in vars(np)
    topped_up("arfpy", *made_table("mixed"))
    assert ("in1d" in vars(np)) == before


def test_forest_diffusion_tells_columns_apart_whose_numbers_end_alike(fakes):
    """Rows that the fake gives back are the given ones again, in whatever column a level stands."""
    rng = np.random.default_rng(0)
    rows = pd.DataFrame(rng.choice(list("abcd"), (9, 24))).astype(object)
    rows[5] = "only"
    rows[7] = rng.normal(size=9)
    made = forest_diffusion(rows, 18, 0)
    texts = [name for name in rows if name != 7]
    assert made[texts].to_numpy().tolist() == 2 * rows[texts].to_numpy().tolist()
    assert list(made) == list(rows)
    assert made[7].between(rows[7].min(), rows[7].max()).all()


class TestProWSyn:
    @settings(deadline=None, max_examples=60)
    @given(st.integers(3, 40), st.integers(1, 40), st.integers(1, 500))
    def test_any_number_comes_however_large_the_class_is(self, own, others, n):
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(sys.modules, "smote_variants", types.SimpleNamespace(ProWSyn=FakeProWSyn))
            X = np.arange(own + others, dtype="float32")[:, None]
            made = prowsyn(X, X[:, 0] >= others, n, 0)
        assert made.shape == (n, 1)
        assert (made >= others).all()

    def test_classes_are_topped_up_from_their_own_rows(self, fakes):
        X = np.arange(62, dtype="float32")[:, None]
        y = np.repeat([0, 1, 2], [30, 20, 12])
        ((X_more, y_more),) = extra_competitors()["ProWSyn"].top_up([(X, y)], [None], 0)
        assert (X_more[y_more == 1] >= 30).all()
        assert (X_more[y_more == 1] < 50).all()
        assert (X_more[y_more == 2] >= 50).all()
