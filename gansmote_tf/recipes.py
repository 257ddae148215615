"""Every number of the method, each with its source.

"paper" is section n of Scott & Plested (2019); "code" is the author's public program, read for its
numbers where the text is silent (repository beam-me-up-scotchy/gan-smote, 2019).
"""

from dataclasses import dataclass, field, fields, replace
from typing import Literal


def _untraced(default):
    """A field that a traced graph reads from weights, or knows nothing of."""
    return field(default=default, metadata={"traced": False})


@dataclass(frozen=True)
class Recipe:
    """All numbers of the method as one frozen value; the defaults are the recipe ``"paper"``.

    Single numbers are changed with :func:`dataclasses.replace`; a shorter or longer training that
    keeps every schedule in proportion is :meth:`scaled`.

    Args:
        steps: GAN-steps, one update of both networks each (code: 40,000 epochs of one batch).
        batch_size: Rows per step; a class that fits trains on all its rows at once (code: 70).
        latent_dim: Numbers that the generator starts from, standard normal (paper 2.1: 16).
        generator_units: Units of the generator's hidden layers (paper 2.1: two; code: 16, 32).
        discriminator_units: Units of the discriminator's (paper 2.1: two; code: 32, 16).
        leaky_slope: Slope of leaky ReLU below zero (code: 0.2).
        dropout: Dropout rate after each of the discriminator's hidden layers (code: 0.3).
        learning_rate: Base rate of both Adam optimizers (code: 1e-4).
        beta_1, beta_2, epsilon: Adam's (code: PyTorch's 0.9, 0.999, 1e-8).
        restart_factor: What a warm restart multiplies the base rate by (paper 2.2: 10).
        restart_period: Steps of one cosine back to the base rate (paper 2.2: 1000).
        restart_delay: Step of the first restart; constant before (code: 2000).
        noise: Largest inward noise on a real bit (paper 2.2: 2 %).
        flip_rate: Share of real bits flipped at step 0, in [0, 1] (code: 30 %).
        flip_rate_end: Share flipped from ``flip_steps`` on (paper 2.2: zero).
        flip_steps: Steps over which the share falls linearly (code: 37,000).
        flip_rule: ``"bits"`` turns single bits over (paper 2.2); ``"redraw"`` draws whole
            attributes anew from the class's frequencies pulled towards the table's.
        flip_rows: Classes of more rows are flipped less, in proportion: at ``flip_rate *
            flip_rows / rows``. None flips all classes alike (paper 2.2).
        pseudo_rows: How many rows the whole table's frequencies count for in a redraw.
        distance: Which distances the extra column sums: ``"pairs"``, of each row to every other
            (paper 2.3); ``"one_row"``, of all rows to one row alone (code's departure); ``"off"``.
        distance_gradient: Whether the column's gradient reaches the generator (code's departure:
            it does not).
        distance_before_flips: Whether the real rows' column is measured before the flips (code's
            departure: it is).
        distance_noise: The column of each row is multiplied by uniform(1 - noise, 1 + noise)
            (paper 2.3: 30 %).
        distance_scale: What the column is divided by at first; raised to the largest sum seen
            (code: 50).
        heads: ``"sigmoid"``, one per column, rounded (paper 2.1); ``"grouped"``, one draw per
            attribute, valid by construction.
        project: Whether rounded rows that break a group are moved to the nearest valid row. Without
            it, rows of sigmoid heads may break groups of 0/1 columns, as the paper's do, the more
            the fewer the steps; grouped heads break none, whatever the steps, and tables with
            categories are always projected.
        check: ``"class"`` keeps only generated rows that a forest trained on the user's own rows
            still gives to their class; ``None`` keeps all, as in the paper.
        max_copies: Largest share of a class's generated rows that may equal a real row of it, in
            [0, 1]; ``None`` for no limit, as in the paper.
        jit_compile: XLA: ``"auto"`` is on where TensorFlow sees a GPU, off on a CPU, where it is
            slower; or True or False.

    Example:
        >>> from dataclasses import replace
        >>> from gansmote_tf.recipes import RECIPES
        >>> calmer = replace(RECIPES["paper"], flip_rate=0.2)
        >>> calmer.flip_rate, calmer.steps
        (0.2, 40000)
    """

    steps: int = _untraced(40_000)
    batch_size: int = _untraced(256)
    latent_dim: int = 16
    generator_units: tuple[int, ...] = (16, 32)
    discriminator_units: tuple[int, ...] = (32, 16)
    leaky_slope: float = 0.2
    dropout: float = 0.3
    learning_rate: float = _untraced(1e-4)
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-8
    restart_factor: float = _untraced(10.0)
    restart_period: int = _untraced(1_000)
    restart_delay: int = _untraced(2_000)
    noise: float = 0.02
    flip_rate: float = _untraced(0.3)
    flip_rate_end: float = _untraced(0.0)
    flip_steps: int = _untraced(37_000)
    flip_rule: Literal["bits", "redraw"] = "bits"
    flip_rows: float | None = _untraced(None)
    pseudo_rows: float = _untraced(6.0)
    distance: Literal["pairs", "one_row", "off"] = "pairs"
    distance_gradient: bool = True
    distance_before_flips: bool = False
    distance_noise: float = 0.3
    distance_scale: float = 50.0
    heads: Literal["sigmoid", "grouped"] = "sigmoid"
    project: bool = _untraced(False)
    check: Literal["class"] | None = _untraced(None)
    max_copies: float | None = _untraced(None)
    jit_compile: bool | Literal["auto"] = "auto"

    def __post_init__(self):
        for name, low, high in _RANGES:
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise ValueError(
                    f"{name} of a Recipe must lie in [{low}, {high}]. Received: {name}={value!r}."
                )
        for name, choices in _CHOICES.items():
            value = getattr(self, name)
            if value not in choices:
                raise ValueError(
                    f"{name} of a Recipe must be one of {choices}. Received: {name}={value!r}."
                )

    def traced(self) -> "Recipe":
        """This recipe with nothing but what a traced graph is made of, the rest as in ``"paper"``.

        Recipes that are equal so can share a graph: what the other fields say is kept in weights.

        Example:
            >>> from gansmote_tf.recipes import RECIPES
            >>> short = RECIPES["paper"].scaled(4000)
            >>> short.traced() == RECIPES["paper"].traced()
            True
        """
        untraced = [each for each in fields(self) if not each.metadata.get("traced", True)]
        return replace(self, **{each.name: each.default for each in untraced})

    def scaled(self, steps: int) -> "Recipe":
        """This recipe trained for another number of steps, every schedule in proportion.

        Args:
            steps: GAN-steps, at least 1.

        Returns:
            The recipe with ``steps`` and ``restart_period``, ``restart_delay`` and ``flip_steps``
            scaled alike (rounded, periods at least one step).

        Example:
            >>> from gansmote_tf.recipes import RECIPES
            >>> short = RECIPES["paper"].scaled(4000)
            >>> short.restart_delay, short.restart_period, short.flip_steps
            (200, 100, 3700)
        """
        ratio = steps / self.steps
        return replace(
            self,
            steps=steps,
            restart_period=max(1, round(self.restart_period * ratio)),
            restart_delay=round(self.restart_delay * ratio),
            flip_steps=max(1, round(self.flip_steps * ratio)),
        )


_INFINITY = float("inf")
_RANGES = (
    ("steps", 1, _INFINITY),
    ("batch_size", 1, _INFINITY),
    ("latent_dim", 1, _INFINITY),
    ("dropout", 0.0, 0.99),
    ("learning_rate", 0.0, _INFINITY),
    ("restart_factor", 0.0, _INFINITY),
    ("restart_period", 1, _INFINITY),
    ("restart_delay", 0, _INFINITY),
    ("noise", 0.0, 0.5),
    ("flip_rate", 0.0, 1.0),
    ("flip_rate_end", 0.0, 1.0),
    ("flip_steps", 1, _INFINITY),
    ("flip_rows", 0.0, _INFINITY),
    ("pseudo_rows", 0.0, _INFINITY),
    ("distance_noise", 0.0, 1.0),
    ("distance_scale", 1e-6, _INFINITY),
    ("max_copies", 0.0, 1.0),
)
_CHOICES = {
    "flip_rule": ("bits", "redraw"),
    "distance": ("pairs", "one_row", "off"),
    "heads": ("sigmoid", "grouped"),
    "check": (None, "class"),
    "jit_compile": ("auto", True, False),
}

_PAPER = Recipe()

#: What helped classifiers most where a class is scarce (``benchmark scarce``): rows of one level
#: per attribute on both sides of the discriminator, so no noise to tell them apart by; flips that
#: redraw whole attributes, and do not end; a few steps at a higher, constant rate.
_DEFAULT = replace(
    _PAPER,
    steps=2_000,
    learning_rate=1e-3,
    restart_factor=1.0,
    noise=0.0,
    flip_rule="redraw",
    flip_rate=0.8,
    flip_rate_end=0.8,
    flip_rows=12.0,
    heads="grouped",
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
            f"recipe must be a Recipe or one of {', '.join(RECIPES)}. Received: recipe={recipe!r}."
        )
    return RECIPES[recipe]
