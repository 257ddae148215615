"""Any table at all is read and comes back, or is refused in a sentence; and so is any recipe."""

import warnings
from dataclasses import fields, replace

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.base import clone

from gansmote_tf import RECIPES, Columns, Recipe, inspect, make_one_hot
from tests.malformed import UNTRAINED, no_training, verdict

NAMES = "Column|column|X must|y must"

numbers = st.floats(width=32) | st.integers(-(2**63), 2**63 - 1) | st.booleans()
texts = st.text(max_size=3) | st.sampled_from(["red", "blue", ""])
odd = st.none() | st.binary(max_size=2) | st.complex_numbers()
nested = st.tuples(st.integers(0, 2)) | st.lists(st.none(), max_size=1)
cells = st.one_of(numbers, texts, odd, nested)
labels = cells | st.sampled_from([pd.NA, pd.NaT, float("nan")])


def column(rows):
    """One column: of one kind of cell, of any, or of a dtype of pandas."""

    def listed(kind):
        return st.lists(kind, min_size=rows, max_size=rows)

    plain = st.one_of(
        listed(st.integers(0, 1)),
        listed(st.integers(0, 1) | st.none()),
        listed(st.integers(-5, 5)),
        listed(st.floats(width=32)),
        listed(st.floats(-1e3, 1e3)),
        listed(st.booleans()),
        listed(texts),
        listed(texts | st.none()),
        listed(cells),
    ).map(lambda values: pd.Series(values, dtype=object).infer_objects())
    typed = st.one_of(
        listed(st.integers(0, 1) | st.none()).map(lambda v: pd.Series(v, dtype="Int8")),
        listed(st.booleans() | st.none()).map(lambda v: pd.Series(v, dtype="boolean")),
        listed(st.sampled_from("ab")).map(lambda v: pd.Series(pd.Categorical(v, list("abc")))),
        listed(st.integers(0, 10**6)).map(lambda v: pd.Series(v, dtype="datetime64[ns]")),
        listed(st.integers(0, 10**6)).map(lambda v: pd.Series(v, dtype="timedelta64[ns]")),
        listed(st.integers(0, 2)).map(lambda v: pd.Series(v).astype(pd.SparseDtype("int64", 0))),
        listed(st.integers(0, 2**64 - 1)).map(lambda v: pd.Series(v, dtype="uint64")),
    )
    return plain | typed


@st.composite
def tables(draw):
    """Any DataFrame: sizes from nothing on, names that may come twice, any index."""
    rows, width = draw(st.integers(0, 12)), draw(st.integers(0, 4))
    names = st.sampled_from(["a", "A(x)", "A(y)", "B_1", "B_2", "b", 0, 1, None, ("t", 1), 0.5])
    drawn = [draw(column(rows)) for _ in range(width)]
    frame = pd.concat(drawn, axis=1) if drawn else pd.DataFrame(index=range(rows))
    frame.columns = pd.Index([draw(names) for _ in range(width)], tupleize_cols=False)
    return frame.set_index(pd.Index(draw(st.permutations(range(rows)))))


any_table = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))


@any_table
@given(tables())
def test_any_table_comes_back_as_it_was_or_is_refused_in_a_sentence(X):
    def there_and_back():
        read = Columns().fit(X)
        return read.decode(read.encode(X))

    if verdict(there_and_back, NAMES) == "clear":
        return
    with warnings.catch_warnings(action="ignore"):
        back = there_and_back()
    pd.testing.assert_frame_equal(back, X.reset_index(drop=True), check_column_type=False)


@any_table
@given(tables(), st.data())
def test_any_table_and_labels_are_topped_up_or_refused_in_a_sentence(X, data):
    label = data.draw(st.sampled_from([st.integers(0, 2), st.sampled_from("ab"), labels]))
    y = data.draw(st.lists(label, min_size=len(X), max_size=len(X)))
    strategy = data.draw(
        st.sampled_from(["auto", "all", "minority", 1.0])
        | st.dictionaries(st.integers(0, 3) | texts | odd, st.integers(-1, 30), max_size=3)
    )
    name = data.draw(st.sampled_from(sorted(UNTRAINED)))
    sampler = clone(UNTRAINED[name]).set_params(sampling_strategy=strategy)

    def topped_up():
        with no_training():
            return sampler.fit_resample(X, y)

    if verdict(topped_up, f"{NAMES}|'y'|sampling_strategy") == "clear":
        return
    with warnings.catch_warnings(action="ignore"):
        X_more, y_more = topped_up()
    own = X_more.iloc[: len(X)].reset_index(drop=True)
    pd.testing.assert_frame_equal(own, X.reset_index(drop=True), check_column_type=False)
    assert len(X_more) == len(y_more)
    assert list(y_more[: len(y)]) == list(y)
    sizes = pd.Series(y_more).value_counts()
    for one, rows in sampler.sampling_strategy_.items():
        assert sizes[one] == y.count(one) + rows


@any_table
@given(tables(), st.lists(labels, max_size=12))
def test_any_table_and_labels_are_inspected_or_refused_in_a_sentence(X, y):
    def told():
        return str(inspect(X, y, folds=2))

    if verdict(told, f"{NAMES}|folds|y\\b") == "clear":
        return
    assert f"{len(X)} rows" in told()


values = (
    cells
    | st.sampled_from(
        ["bits", "redraw", "pairs", "one_row", "off", "sigmoid", "grouped", "class", "auto"]
    )
    | st.lists(st.integers(-1, 40), max_size=3)
)


@settings(deadline=None, max_examples=300)
@given(
    st.dictionaries(st.sampled_from([field.name for field in fields(Recipe)]), values, max_size=3)
)
def test_any_recipe_is_one_or_is_refused_in_a_sentence(changes):
    if verdict(lambda: replace(RECIPES["paper"], **changes), "|".join(changes) or "x") == "clear":
        return
    recipe = replace(RECIPES["paper"], **changes)
    assert recipe == replace(recipe)
    assert hash(recipe) == hash(Recipe(**vars(recipe)))
    assert all(
        type(getattr(recipe, name)) in (int, float, str, bool, tuple, type(None))
        for name in changes
    )
    assert recipe.scaled(7).steps == 7


@settings(deadline=None, max_examples=100)
@given(
    st.integers(-2, 60) | cells,
    st.integers(-1, 4) | cells,
    st.integers(-1, 4) | st.lists(st.integers(-1, 4), max_size=4) | cells,
    st.integers(-1, 4) | cells,
    st.none() | st.lists(st.floats(), max_size=4) | cells,
)
def test_any_table_is_made_up_or_refused_in_a_sentence(rows, attributes, levels, classes, weights):
    def made():
        return make_one_hot(rows, attributes, levels, n_classes=classes, weights=weights)

    names = "n_samples|n_attributes|n_levels|n_classes|weights"
    if verdict(made, names) == "clear":
        return
    X, y = made()
    assert len(X) == len(y) == rows
    assert set(y) == set(range(classes))
    assert (X.to_numpy().sum(axis=1) == attributes).all()
