"""The named recipes, and what a recipe refuses."""

from dataclasses import FrozenInstanceError, fields, replace

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
