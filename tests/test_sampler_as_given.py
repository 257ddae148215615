"""What the user gave comes out as it was given: cells, containers, labels, and copies of them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone

from gansmote_tf import GANSMOTE, RECIPES, MarginalOverSampler, TranslationOverSampler

FAST = RECIPES["default"].scaled(5)
BIG = 2**53
MIXED = [["red", 1], ["blue", 2], ["red", 3], ["blue", 1], ["red", 2], ["blue", 3]]
TABLES = {
    "list": MIXED,
    "list of tuples": [tuple(row) for row in MIXED],
    "tuple of tuples": tuple(tuple(row) for row in MIXED),
    "object array": np.array(MIXED, dtype=object),
    "list with None": [[None, 1], *MIXED[1:]],
    "bits with None": [["a", bit, 0.5 + bit] for bit in [0, 1]] + [["b", None, 2.5]] * 4,
    "cells that are tuples": [[("a", place % 2), place] for place in range(6)],
    "integers and floats in a column": [["r", 1], ["b", 2.5], *[["r", 1]] * 4],
    "booleans": [[bool(place % 2), place + 0.5] for place in range(6)],
    "integers above 2**53": [[BIG + place, "a"] for place in range(6)],
    "frame": pd.DataFrame({"c": list("ababab"), "n": range(6)}, index=list("uvwxyz")),
    "array": np.arange(12.0).reshape(6, 2),
    "array of strings": np.array(MIXED),
    "csr": sparse.csr_matrix(np.eye(6)),
    "csc": sparse.csc_array(np.eye(6)),
    "coo": sparse.coo_array(np.eye(6)),
    "lil": sparse.lil_matrix(np.eye(6)),
}


def plain(X):
    """Cells as nested lists of plain objects, to compare with their types."""
    if sparse.issparse(X):
        return X.toarray().tolist()
    if isinstance(X, pd.DataFrame):
        return X.to_numpy(dtype=object).tolist()
    return X.tolist() if isinstance(X, np.ndarray) else [list(row) for row in X]


def typed(rows):
    return [[(type(cell), cell) for cell in row] for row in plain(rows)]


# The sparse tables are 0/1 columns without names.
pytestmark = pytest.mark.filterwarnings("ignore:.*no names that tell which belong")


SAMPLERS = {
    "GANSMOTE": GANSMOTE(recipe=FAST, random_state=0),
    "marginal": MarginalOverSampler(random_state=0),
    "translation": TranslationOverSampler(random_state=0),
}


@pytest.fixture(params=SAMPLERS)
def sampler(request):
    return clone(SAMPLERS[request.param])


@pytest.mark.parametrize("name", TABLES)
class TestTables:
    def test_cells_keep_value_and_type_and_generated_ones_are_like_them(self, name, sampler):
        X = TABLES[name]
        before = typed(X)
        X_more, y_more = sampler.fit_resample(X, [0, 0, 0, 0, 1, 1])
        assert type(X_more) is type(X)
        assert typed(X_more)[:6] == before == typed(X)
        assert y_more == [0, 0, 0, 0, 1, 1, 1, 1]
        for rows in (X_more, made := sampler.sample(3, label=1)):
            assert type(rows) is type(X)
            if not sparse.issparse(X):
                assert type(rows[0] if isinstance(X, list | tuple) else None) is type(
                    X[0] if isinstance(X, list | tuple) else None
                )
        if name != "integers and floats in a column":
            for place in range(len(plain(X)[0])):
                types = {type(row[place]) for row in plain(X)}
                assert {type(row[place]) for row in plain(X_more) + plain(made)} <= types

    def test_where_no_class_gets_rows_copies_come_back(self, name, sampler):
        X, y = TABLES[name], [0, 1] * 3
        before = typed(X)
        X_more, y_more = sampler.fit_resample(X, y)
        assert type(X_more) is type(X)
        assert typed(X_more) == before
        assert y_more == y
        assert y_more is not y
        if not isinstance(X, tuple):
            assert X_more is not X
        if isinstance(X_more, list) and isinstance(X[0], list):
            X_more[0][0] = "changed"
        elif isinstance(X_more, pd.DataFrame):
            assert X_more.index.equals(X.index)
            X_more.iloc[0, 1] = 99
        elif getattr(X_more, "format", "") == "coo":
            X_more.data[0] = 9  # not every scipy assigns to an item of these
        elif not isinstance(X_more, list | tuple):
            X_more[0, 0] = "9" if X_more.dtype.kind in "OU" else 9
        assert typed(X) == before


LABELS = {
    "list": list("aabaab"),
    "tuple": tuple("aabaab"),
    "list of bool": [False, False, True] * 2,
    "array of bool": np.array([False, False, True] * 2),
    "array of str": np.array(list("aabaab")),
    "array of objects": np.array(list("aabaab"), dtype=object),
    "int8": np.array([0, 0, 1] * 2, dtype="int8"),
    "big": np.array([BIG, BIG, BIG + 1] * 2),
    "Series": pd.Series([0, 0, 1] * 2, name="t"),
    "Series of category": pd.Series(pd.Categorical(list("aabaab"), ["b", "a", "z"], ordered=True)),
    "Series of string": pd.Series(list("aabaab"), dtype="string"),
    "Series of boolean": pd.Series([False, False, True] * 2, dtype="boolean", name="t"),
    "Series of Int64": pd.Series([BIG, BIG, BIG + 1] * 2, dtype="Int64"),
    "Categorical": pd.Categorical(list("aabaab")),
    "Index": pd.Index(list("aabaab"), name="t"),
    "array of Int64": pd.array([BIG, BIG, BIG + 1] * 2, dtype="Int64"),
}


@pytest.mark.parametrize("name", LABELS)
@pytest.mark.parametrize("rows", [slice(0, 6), slice(1, 3)], ids=["topped up", "nothing to do"])
class TestLabels:
    def test_they_keep_container_dtype_name_and_type(self, name, rows, sampler):
        y = LABELS[name][rows]
        X = pd.DataFrame({"c": list("abcabc"), "n": range(6)})[rows]
        _, y_more = sampler.fit_resample(X, y)
        assert type(y_more) is type(y)
        assert y_more is not y or isinstance(y, tuple)
        for attribute in ("dtype", "name"):
            assert getattr(y_more, attribute, None) == getattr(y, attribute, None)
        own, more = list(y), list(y_more)
        assert more[: len(own)] == own
        assert more[len(own) :] == ([own[2]] * 2 if len(own) == 6 else [])
        assert {type(label) for label in more} == {type(label) for label in own}
        if len(own) == 6:
            assert len(sampler.sample(2, label=own[2])) == 2


def test_fixed_numbers_are_held_to_the_last_bit_by_the_sampler(sampler):
    rng = np.random.default_rng(0)
    X = pd.DataFrame(
        {
            "age": np.r_[30.1, rng.uniform(30, 50, 38), 50.9],
            "small": rng.uniform(30, 50, 40).astype("float32"),
            "big": np.arange(40) * 2 + BIG,
            "c": list("ab") * 20,
        }
    )
    rows = sampler.fit(X, [0, 1] * 20).sample(
        9, 1, fixed={"age": 40.3, "small": 40.3, "big": BIG + 3, "c": "a"}
    )
    assert rows["age"].tolist() == [40.3] * 9
    assert rows["small"].tolist() == [float(np.float32(40.3))] * 9
    assert rows["big"].tolist() == [BIG + 3] * 9
    assert (rows.dtypes == X.dtypes).all()


class TestOnlyValidRows:
    """A group with a level that no row shows, constant bits, and as few steps as can be."""

    def valid(self, recipe, more=()):
        codes = np.arange(40) % 3
        X = pd.DataFrame({f"S({level})": (codes == level).astype(int) for level in range(4)})
        X = X.assign(one=1, zero=0, bit=np.arange(40) % 2, **dict(more))
        sampler = GANSMOTE(recipe=recipe, random_state=0).fit(X, [0] * 30 + [1] * 10)
        rows = sampler.sample(300, 1, random_state=0)
        return sampler.columns_.valid(sampler.columns_.encode(rows))

    @pytest.mark.parametrize("steps", [1, 2, 20])
    def test_the_default_recipe_makes_no_others(self, steps):
        assert self.valid(RECIPES["default"].scaled(steps)).all()

    @pytest.mark.parametrize("name", ["paper", "as_coded"])
    def test_the_papers_do_so_where_they_project(self, name):
        short = RECIPES[name].scaled(20)
        assert not self.valid(short).all()
        assert self.valid(replace(short, project=True)).all()
        assert self.valid(short, {"colour": ["red", "blue"] * 20}).all()
