"""The named recipes."""

from dataclasses import replace

from gansmote_tf.recipes.arguments import shown
from gansmote_tf.recipes.recipe import Recipe

_PAPER = Recipe()

#: Where a class has a hundred rows or more, how its attributes hang together can be learned: by the
#: frequencies of pairs of levels, which its own rows show well enough. Rows are kept by them, too,
#: unless a class is scarce even so, to have more made rows than real ones.
_LARGER = replace(
    _PAPER,
    steps=300,
    batch_size=256,
    latent_dim=32,
    generator_units=(128, 128),
    learning_rate=1e-3,
    beta_2=0.99,
    restart_period=300,
    restart_delay=0,
    noise=0.0,
    flip_rule="off",
    distance="off",
    heads="grouped",
    frequencies="matched",
    pair_weight=1.0,
    apart=0.25,
    herded=0.25,
)

#: What helped classifiers most where a class is scarce (``benchmark scarce``). It trains on rows
#: drawn anew attribute by attribute, as many as batches need, so nothing is left to know by heart;
#: a few steps on one falling rate, for which the frequencies need not be learned; of the rows made
#: those count that lie apart from other classes, and where copies do better, copies.
_DEFAULT = replace(
    _PAPER,
    steps=300,
    batch_size=64,
    restart_period=300,
    restart_delay=0,
    noise=0.0,
    flip_rule="off",
    redrawn_rows=1_000,
    flip_rows=25.0,
    distance="off",
    heads="grouped",
    frequencies="matched",
    copies=0.1,
    apart=0.25,
    tried_below=5.0,
    larger=_LARGER,
)

#: The named recipes. ``"as_coded"`` is the author's program with its three departures.
RECIPES = {
    "default": _DEFAULT,
    "paper": _PAPER,
    "as_coded": replace(
        _PAPER, distance="one_row", distance_gradient=False, distance_before_flips=True
    ),
}


def get_recipe(recipe: str | Recipe) -> Recipe:
    """The recipe of that name, or the recipe itself.

    Args:
        recipe: ``"default"``, ``"paper"``, ``"as_coded"`` or a :class:`Recipe`.

    Raises:
        ValueError: No recipe has that name, or it is neither a name nor a recipe.

    Example:
        >>> from gansmote_tf.recipes import get_recipe
        >>> get_recipe("as_coded").distance
        'one_row'
    """
    if isinstance(recipe, Recipe):
        return recipe
    if not isinstance(recipe, str) or recipe not in RECIPES:
        raise ValueError(
            f"recipe must be a Recipe or one of {', '.join(RECIPES)}. "
            f"Received: recipe={shown(recipe)}."
        )
    return RECIPES[recipe]
