"""Every number of the method, each with its source; and what any argument may be."""

from gansmote_tf.recipes.recipe import RECIPES, Recipe, get_recipe

__all__ = ["RECIPES", "Recipe", "get_recipe"]
