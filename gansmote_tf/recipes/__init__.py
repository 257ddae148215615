"""Every number of the method, each with its source; and what any argument may be."""

from gansmote_tf.recipes.named import RECIPES, get_recipe
from gansmote_tf.recipes.recipe import Recipe

__all__ = ["RECIPES", "Recipe", "get_recipe"]
