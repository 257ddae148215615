"""The named recipes, and what a recipe refuses."""

from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest

from gansmote_tf.recipes import RECIPES, Recipe, get_recipe


def test_as_coded_differs_from_paper_in_the_three_departures_only():
    differing = {
        field.name
        for field in fields(Recipe)
        if getattr(RECIPES["paper"], field.name) != getattr(RECIPES["as_coded"], field.name)
    }
    assert differing == {"distance", "distance_gradient", "distance_before_flips"}


def test_a_recipe_is_frozen():
    with pytest.raises(FrozenInstanceError):
        RECIPES["paper"].steps = 1


def test_every_field_is_documented():
    names = " ".join(line.split(":")[0] for line in Recipe.__doc__.splitlines() if ":" in line)
    assert [field.name for field in fields(Recipe) if field.name not in names] == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"flip_rate": 1.2}, "flip_rate=1.2"),
        ({"steps": 0}, "steps=0"),
        ({"distance": "rows"}, "distance='rows'"),
        ({"check": "forest"}, "check='forest'"),
        ({"max_copies": -0.1}, "max_copies=-0.1"),
    ],
)
def test_bad_numbers_are_named_with_what_came(change, message):
    with pytest.raises(ValueError, match=message):
        replace(RECIPES["paper"], **change)


@pytest.mark.parametrize("field", fields(Recipe), ids=lambda field: field.name)
@pytest.mark.parametrize(
    "wrong",
    [
        "ten",
        b"1",
        pytest.param(object(), id="object"),
        [],
        {},
        float("nan"),
        float("inf"),
        -1,
        1 + 2j,
        (0,),
        ("a",),
    ],
    ids=repr,
)
def test_every_field_refuses_what_it_cannot_mean_and_names_it(field, wrong):
    if field.name.endswith("_units") and wrong == []:
        wrong = [0]
    if field.name == "check":
        wrong = [wrong]
    with pytest.raises((TypeError, ValueError), match=rf"^{field.name} of a Recipe .*Received: "):
        Recipe(**{field.name: wrong})


@pytest.mark.parametrize("name", ["steps", "batch_size", "latent_dim", "restart_period"])
@pytest.mark.parametrize("wrong", [10.0, 10.5, "10", None, True])
def test_counts_are_whole_numbers(name, wrong):
    with pytest.raises(TypeError, match=f"{name} of a Recipe must be a whole number"):
        Recipe(**{name: wrong})


def test_numbers_of_numpy_become_pythons():
    recipe = Recipe(steps=np.int64(7), dropout=np.float32(0.5), generator_units=[np.int32(3), 4])
    assert recipe == Recipe(steps=7, dropout=0.5, generator_units=(3, 4))
    assert type(recipe.steps) is int
    assert hash(recipe) == hash(Recipe(steps=7, dropout=0.5, generator_units=(3, 4)))


ENDS = {
    "steps": [1],
    "batch_size": [1, 10**9],
    "latent_dim": [1],
    "generator_units": [(), (1,)],
    "discriminator_units": [(), (1,)],
    "leaky_slope": [0.0, 1.0],
    "dropout": [0.0, 0.99],
    "learning_rate": [0.0],
    "beta_1": [0.0, 0.999999],
    "beta_2": [0.0, 0.999999],
    "epsilon": [1e-30, 1.0],
    "restart_factor": [1e-9, 1e9],
    "restart_period": [1, 10**9],
    "restart_delay": [0, 10**9],
    "noise": [0.0, 0.5],
    "flip_rate": [0.0, 1.0],
    "flip_rate_end": [0.0, 1.0],
    "flip_steps": [1, 10**9],
    "flip_rows": [0.0, 1e9],
    "pseudo_rows": [0.0, 1e9],
    "redrawn_rows": [0, 10**9],
    "shrinkage": [0.0, 1e9, "two_points"],
    "apart": [1e-9, 1.0],
    "distance_noise": [0.0, 1.0],
    "distance_scale": [1e-6, 1e30],
    "max_copies": [1.0],
}


@pytest.mark.parametrize(("name", "end"), [(name, end) for name in ENDS for end in ENDS[name]])
def test_both_ends_of_every_range_train(name, end):
    from gansmote_tf.training import train

    # restart_factor's upper end multiplies the rate; it must not leave the finite in two steps.
    rate = 1e-12 if name == "restart_factor" else 1e-4
    recipe = replace(RECIPES["paper"].scaled(2), learning_rate=rate)
    recipe = replace(recipe, **{name: end})
    rows = np.eye(4, dtype="float32")
    gan = train([rows, rows[:2]], recipe, seed=0)
    assert np.isfinite(gan.generate(5, 1)).all()


def test_scaling_keeps_every_schedule_in_proportion():
    short = RECIPES["paper"].scaled(400)
    assert (short.steps, short.restart_delay, short.restart_period, short.flip_steps) == (
        400,
        20,
        10,
        370,
    )


@pytest.mark.parametrize("wrong", ["papers", 3, None])
def test_an_unknown_recipe_names_those_there_are(wrong):
    with pytest.raises(ValueError, match="default, paper, as_coded"):
        get_recipe(wrong)


def test_a_recipe_shows_what_differs_from_the_papers_numbers_and_is_made_of_that_again():
    assert repr(RECIPES["paper"]) == "Recipe()"
    changed = replace(RECIPES["paper"], steps=7, heads="grouped")
    assert repr(changed) == "Recipe(steps=7, heads='grouped')"
    for recipe in (*RECIPES.values(), changed):
        assert eval(repr(recipe), {"Recipe": Recipe}) == recipe


def test_the_wasserstein_loss_and_matched_frequencies_are_in_no_way_the_papers():
    paper = RECIPES["paper"]
    assert (paper.loss, paper.frequencies, paper.flip_rule) == ("squared", "learned", "bits")
    assert (paper.copies, paper.apart, paper.tried_below) == (0.0, 1.0, 0.0)
