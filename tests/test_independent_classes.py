"""What a class gets does not depend on which others are topped up beside it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gansmote_tf import GANSMOTE
from gansmote_tf.recipes import RECIPES

# Two classes of one size, two that the default trains by its recipe for larger ones, one of them
# larger than the batches of either recipe.
SIZES = {"a": 20, "b": 6, "c": 45, "d": 20, "e": 300, "f": 110}
STRATEGIES = [["a"], ["b"], ["f"], ["c"], ["d"], ["a", "c"], ["b", "c"], ["f", "a"]]


def make_table(kind):
    rng = np.random.default_rng(0)
    y = np.repeat(list(SIZES), list(SIZES.values()))
    X = pd.DataFrame({f"bit {place}": rng.integers(0, 2, len(y)) for place in range(7)})
    if kind == "mixed":
        X["colour"] = rng.choice(["red", "green", "blue"], len(y))
        # One class's own numbers are nothing but 0 and 1.
        X["length"] = np.where(y == "c", rng.integers(0, 2, len(y)), rng.lognormal(1, 1, len(y)))
    return X, pd.Series(y)


@pytest.fixture(scope="module", params=["bits", "mixed"])
def table(request):
    return make_table(request.param)


@pytest.fixture(scope="module", params=["paper", "default"])
def recipe(request):
    return RECIPES[request.param].scaled(60)


def topped_up(labels, table, recipe):
    """These classes topped up: per class its new rows, and the weights of its GAN."""
    X, y = table
    strategy = {label: SIZES[label] + 15 for label in labels}
    sampler = GANSMOTE(sampling_strategy=strategy, recipe=recipe, random_state=4, groups={})
    X_more, _ = sampler.fit_resample(X, y)
    made = sampler.provenance_["synthetic"]
    classes = sampler.provenance_["class"]
    return {
        label: (X_more[made & (classes == label)], weights_of(sampler, label)) for label in labels
    }


def weights_of(sampler, label):
    """None where nothing was trained, as all that is wanted are copies."""
    gan = sampler.gans_.get(label)
    if gan is None:
        return None
    variables = gan.generator.trainable_variables + gan.discriminator.trainable_variables
    return [variable.numpy()[sampler.replicas_[label]] for variable in variables]


@pytest.mark.filterwarnings("ignore:.*are read as bits")
def test_a_class_gets_the_rows_and_weights_that_it_gets_alone(table, recipe):
    together = topped_up("abcdf", table, recipe)
    for labels in STRATEGIES:
        for label, (rows, weights) in topped_up(labels, table, recipe).items():
            expected_rows, expected_weights = together[label]
            np.testing.assert_array_equal(rows.to_numpy(), expected_rows.to_numpy())
            if weights is None:
                continue
            for own, expected in zip(weights, expected_weights, strict=True):
                np.testing.assert_array_equal(own, expected)


@pytest.mark.filterwarnings("ignore:.*are read as bits")
def test_a_larger_class_trains_by_itself_and_only_where_it_gets_rows():
    X, y = make_table("bits")
    recipe = replace(RECIPES["default"].scaled(60), tried_below=0.0)
    sampler = GANSMOTE(recipe=recipe, random_state=4, groups={})
    sampler.fit_resample(X, y)
    gans = sampler.gans_
    assert set(gans) == set("abcdf")
    assert gans["f"].replicas == 1
    assert {gans[label].replicas for label in "abcd"} == {4}


@pytest.mark.filterwarnings("ignore:.*are read as bits")
def test_a_class_is_sampled_alike_after_fit_and_after_fit_resample(table, recipe):
    X, y = table
    whole = GANSMOTE(recipe=recipe, random_state=4, groups={}).fit(X, y)
    part = GANSMOTE(sampling_strategy={"d": 30}, recipe=recipe, random_state=4, groups={})
    part.fit_resample(X, y)
    for own, expected in zip(weights_of(whole, "d"), weights_of(part, "d"), strict=True):
        np.testing.assert_array_equal(own, expected)
    pd.testing.assert_frame_equal(
        whole.sample(9, "d", random_state=1), part.sample(9, "d", random_state=1), check_exact=True
    )
