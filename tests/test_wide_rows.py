"""Rows too wide for products with a square matrix: the same numbers, column by column."""

from types import SimpleNamespace

import numpy as np
import pytest

from gansmote_tf.gan import generation
from gansmote_tf.gan.networks import build_generator, single_network
from gansmote_tf.layers import GroupActivation, GroupDraw, RedrawFlip, group_layer
from gansmote_tf.layers.group_layer import group_layout, group_sums, sums_before
from gansmote_tf.recipes import RECIPES
from gansmote_tf.training import build_gan

GROUPS = [
    SimpleNamespace(kind="one_of", positions=(0, 1, 2)),
    SimpleNamespace(kind="at_most_one", positions=(3, 4), never=(4,)),
    SimpleNamespace(kind="any_of", positions=(5, 6), always=(5,)),
    SimpleNamespace(kind="numeric", positions=(7,)),
    SimpleNamespace(kind="one_of", positions=(8, 9)),
]
SHAPES = [(40, 10), (2, 40, 10)]


def built(make, shape, widest, monkeypatch):
    monkeypatch.setattr(group_layer, "WIDEST_PRODUCT", widest)
    layer = make()
    layer.build(shape)
    layer.set_groups(GROUPS)
    return layer


@pytest.mark.parametrize("shape", SHAPES)
def test_probabilities_are_those_of_the_products(shape, monkeypatch):
    logits = np.random.default_rng(0).normal(size=shape).astype("float32") * 5
    product, wide = (built(GroupActivation, shape, widest, monkeypatch) for widest in (10, 9))
    assert len(wide.weights) == len(product.weights) - 2
    np.testing.assert_allclose(wide(logits), product(logits), rtol=1e-5, atol=1e-7)
    for ours, theirs in zip(wide.sums(), product.sums(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_logits_are_those_of_the_products_and_take_no_square_matrix(monkeypatch):
    shares = np.random.default_rng(0).uniform(0.05, 0.3, (2, 1, 10)).astype("float32")
    product, wide = (built(GroupActivation, (2, 1, 10), size, monkeypatch) for size in (10, 9))
    monkeypatch.setattr("gansmote_tf.layers.group_activation.members", None)
    np.testing.assert_allclose(wide.logits(shares), product.logits(shares), rtol=1e-5)


@pytest.mark.parametrize("shape", SHAPES)
def test_draws_and_redraws_are_those_of_the_products(shape, monkeypatch):
    probabilities = built(GroupActivation, shape, 10, monkeypatch)(
        np.random.default_rng(0).normal(size=shape).astype("float32")
    )
    draws = [built(lambda: GroupDraw(seed=1), shape, size, monkeypatch) for size in (10, 9)]
    np.testing.assert_array_equal(*(layer(probabilities) for layer in draws))
    flips = [built(lambda: RedrawFlip(0.5, seed=1), shape, size, monkeypatch) for size in (10, 9)]
    rows = np.asarray(draws[0](probabilities))
    made = [np.asarray(layer(rows, training=True)) for layer in flips]
    np.testing.assert_array_equal(*made)
    assert (made[0] != rows).any()


def test_sums_of_many_groups_keep_their_digits():
    """Each group starts from nothing: what came before it leaves no rounding behind."""
    rng = np.random.default_rng(0)
    sizes = rng.integers(1, 30, 700)
    first = np.repeat(np.cumsum(sizes) - sizes, sizes).astype("int32")
    values = rng.random((5, len(first)), "float32")
    groups = np.split(np.arange(len(first)), np.cumsum(sizes)[:-1])
    totals = np.concatenate(
        [np.repeat(values[:, own].sum(1, keepdims=True), len(own), 1) for own in groups], 1
    )
    before = np.concatenate([np.cumsum(values[:, own], 1) - values[:, own] for own in groups], 1)
    np.testing.assert_allclose(group_sums(values, first), totals, rtol=1e-5)
    np.testing.assert_allclose(sums_before(values, first), before, atol=2e-4)


def test_one_level_of_thousands_is_drawn_and_each_as_often_as_it_should():
    layer = GroupDraw(seed=1)
    layer.build((None, 2000))
    layer.set_groups([SimpleNamespace(kind="one_of", positions=range(2000))])
    shares = np.repeat([[0.0, 1 / 1000]], 1000, axis=0).reshape(1, 2000).astype("float32")
    drawn = np.asarray(layer(np.repeat(shares, 5000, axis=0)))
    # The draw has 65,536 values, so a row in as many may meet none.
    assert (drawn.sum(axis=1) == 1).mean() > 0.999
    assert drawn[:, ::2].sum() == 0
    tenths = drawn.reshape(5000, 10, 200).sum(axis=(0, 2))
    assert np.abs(tenths - 500).max() < 5 * np.sqrt(500)


def test_a_generator_without_the_square_makes_what_the_stock_one_makes(monkeypatch):
    monkeypatch.setattr(group_layer, "WIDEST_PRODUCT", 9)
    network = build_generator(RECIPES["default"], columns=10, replicas=2, seed=3)
    network.get_layer("heads").set_groups(GROUPS)
    latents = np.random.default_rng(0).normal(size=(20, 16)).astype("float32")
    stock, own = (single_network(network, 1, stock=stock) for stock in (True, False))
    np.testing.assert_allclose(own(latents), stock(latents), rtol=1e-4, atol=1e-6)
    assert own.count_params() < stock.count_params()


def test_the_wider_the_rows_the_fewer_are_made_at_once(monkeypatch):
    monkeypatch.setattr(generation, "_MOST_VALUES", 40)
    keys = {"latents": 1, "levels": 2, "conditions": 3}
    chunks = generation.rows_in_chunks(lambda latents: latents, None, keys, (11, 10, 10))
    assert [len(rows) for rows in chunks] == [4, 4, 3]


def test_rows_made_a_few_at_once_are_all_there(monkeypatch):
    gan = build_gan(RECIPES["paper"], columns=10, seed=0)
    monkeypatch.setattr(generation, "_MOST_VALUES", 40)
    expected = np.concatenate(list(gan.stream(11)))
    assert expected.shape == (11, 10)
    np.testing.assert_array_equal(gan.generate(11), expected)
    assert gan.generate(0).shape == (0, 10)


@pytest.mark.parametrize("positions", [(0, 2), (1, 0)])
def test_levels_that_are_no_neighbours_are_refused(positions):
    group = SimpleNamespace(kind="one_of", positions=positions)
    with pytest.raises(ValueError, match=r"positions of a group .* must be neighbours.*Received"):
        group_layout([group], width=3)
