"""Every number of the method, each with its source.

"paper" is section n of Scott & Plested (2019); "code" is the author's public program, read for its
numbers where the text is silent (repository beam-me-up-scotchy/gan-smote, 2019).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial
from numbers import Integral
from typing import Any, Literal

from gansmote_tf.recipes.arguments import LARGEST, choice, number, shown


def _number(default, low, high=LARGEST, *, traced=True, **how):
    """A field that holds a number in [low, high], see :func:`number`.

    ``traced`` is False where a graph reads it from weights, or knows nothing of it.
    """
    check = partial(number, low=low, high=high, of=" of a Recipe", **how)
    return field(default=default, metadata={"check": check, "traced": traced})


def _choice(default, *choices, traced=True):
    """A field that holds one of some words, flags or None."""

    def check(name, value):
        return choice(name, value, *choices, of=" of a Recipe")

    return field(default=default, metadata={"check": check, "traced": traced})


def _shrinkage(default):
    """A field that holds pseudo-rows, or the name of what weighs them."""

    def check(name, value):
        if isinstance(value, str):
            return choice(name, value, "two_points", "mixture", of=" of a Recipe")
        return number(name, value, 0.0, of=" of a Recipe")

    return field(default=default, metadata={"check": check, "traced": False})


def _units(default):
    """A field that holds the units of hidden layers."""

    def check(name: str, value: Any) -> tuple[int, ...]:
        if not isinstance(value, list | tuple) or not all(
            isinstance(units, Integral) and not isinstance(units, bool) for units in value
        ):
            raise TypeError(
                f"{name} of a Recipe must be a tuple of whole numbers, one per hidden layer. "
                f"Received: {name}={shown(value)}."
            )
        if not all(1 <= units <= LARGEST for units in value):
            raise ValueError(
                f"{name} of a Recipe must hold numbers from 1 on. Received: {name}={shown(value)}."
            )
        return tuple(int(units) for units in value)

    return field(default=default, metadata={"check": check, "traced": True})


def _other_recipe(name: str, value: Any) -> "Recipe | None":
    """Check of a field that holds a recipe or None."""
    if value is not None and not isinstance(value, Recipe):
        raise TypeError(
            f"{name} of a Recipe must be another Recipe or None. Received: {name}={shown(value)}."
        )
    return value


@dataclass(frozen=True, repr=False)
class Recipe:
    """All numbers of the method as one frozen value; the defaults are the recipe ``"paper"``.

    Single numbers are changed with :func:`dataclasses.replace`; a shorter or longer training that
    keeps every schedule in proportion is :meth:`scaled`. Each field's type and range stands with it
    below, and both ends of every range work.

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
            attributes anew from the class's frequencies pulled towards the table's; ``"off"``.
        flip_rows: Classes of more rows are flipped less, in proportion: at ``flip_rate *
            flip_rows / rows``; and of their ``redrawn_rows`` that share of the attributes is drawn
            anew. None treats all classes alike (paper 2.2).
        pseudo_rows: How many rows the whole table's frequencies count for in a redraw.
        redrawn_rows: A class of fewer rows trains on so many that are drawn attribute by attribute
            from its frequencies, pulled towards the table's, see ``flip_rows``; 0 for none (paper:
            its own rows).
        shrinkage: How strongly they are pulled: a number of pseudo-rows, ``"two_points"`` or
            ``"mixture"``, see :class:`~gansmote_tf.MarginalOverSampler`.
        loss: ``"squared"``, the squared error of the discriminator's probabilities (paper 2.1);
            ``"wasserstein"``, the difference of its mean scores, with a gradient penalty.
        penalty_weight: What that penalty counts for.
        discriminator_updates: Updates of the discriminator in a step (code: one).
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
        frequencies: Where the generator gets the frequencies of levels from: ``"learned"``, by its
            training alone, as in the paper; ``"matched"``, its last bias starts at those of the
            rows it trains on, and is brought back to them after.
        pair_weight: What the squared errors of the frequencies of pairs of levels count for in the
            generator's loss, see :class:`~gansmote_tf.layers.PairFrequencies`; 0 for none, as in
            the paper and in tables of more than 960 columns.
        project: Whether rounded rows that break a group are moved to the nearest valid row. Without
            it, rows of sigmoid heads may break groups of 0/1 columns, as the paper's do, the more
            the fewer the steps; grouped heads break none, whatever the steps, and tables with
            categories are always projected.
        check: ``"class"`` keeps only generated rows that a forest trained on the user's own rows
            still gives to their class; ``None`` keeps all, as in the paper.
        max_copies: Largest share of a class's generated rows that may equal a real row of it, in
            [0, 1]; ``None`` for no limit, as in the paper.
        copies: Share of the rows that top a class up that are copies of its own, in [0, 1]; none
            where ``max_copies`` bounds what equals a real row, nor in the paper.
        apart: Share of a class's generated rows that is kept to top it up, in (0, 1]: those that
            differ in most attributes from the nearest row of another class; 1 keeps all, as in the
            paper.
        herded: The same share of a class that gets no more rows than it has, if below 1: of those
            whose levels and pairs of levels are together as frequent as in the rows trained on, see
            :class:`~gansmote_tf.selection.Herding`; 1, as in the paper, leaves it to ``apart``.
        tried_below: In cross-validation within the table, invented rows are tried against copies of
            a class's own: by a logistic regression where the largest other one has less than so
            many times its rows, by a forest where it has 20 rows or more and is to have twice as
            many. Where copies serve it better it gets nothing else. 0, as in the paper, for none.
        larger_from: Rows of a class from which on it is trained by ``larger``.
        larger: The recipe for that, or None for this one, whatever the size. It says how to train,
            and which rows are kept (``apart``, ``herded``); what else becomes of generated rows
            (``project``, ``check``, ``max_copies``, ``copies``, ``tried_below``) this one does.
        jit_compile: XLA: ``"auto"`` is on where TensorFlow sees a GPU, off on a CPU, where it is
            slower; or True or False.

    Raises:
        TypeError: A field is of another type.
        ValueError: A number is out of range, or a word unknown.

    Example:
        >>> from dataclasses import replace
        >>> from gansmote_tf.recipes import RECIPES
        >>> calmer = replace(RECIPES["paper"], flip_rate=0.2)
        >>> calmer.flip_rate, calmer.steps
        (0.2, 40000)
    """

    steps: int = _number(40_000, 1, whole=True, traced=False)
    batch_size: int = _number(256, 1, whole=True, traced=False)
    latent_dim: int = _number(16, 1, whole=True)
    generator_units: tuple[int, ...] = _units((16, 32))
    discriminator_units: tuple[int, ...] = _units((32, 16))
    leaky_slope: float = _number(0.2, 0.0, 1.0)
    dropout: float = _number(0.3, 0.0, 0.99)
    learning_rate: float = _number(1e-4, 0.0, 1e38, traced=False)
    beta_1: float = _number(0.9, 0.0, 0.999999)
    beta_2: float = _number(0.999, 0.0, 0.999999)
    epsilon: float = _number(1e-8, 1e-30, 1.0)
    restart_factor: float = _number(10.0, 0.0, above=True, traced=False)
    restart_period: int = _number(1_000, 1, whole=True, traced=False)
    restart_delay: int = _number(2_000, 0, whole=True, traced=False)
    noise: float = _number(0.02, 0.0, 0.5)
    flip_rate: float = _number(0.3, 0.0, 1.0, traced=False)
    flip_rate_end: float = _number(0.0, 0.0, 1.0, traced=False)
    flip_steps: int = _number(37_000, 1, whole=True, traced=False)
    flip_rule: Literal["bits", "redraw", "off"] = _choice("bits", "bits", "redraw", "off")
    flip_rows: float | None = _number(None, 0.0, optional=True, traced=False)
    pseudo_rows: float = _number(6.0, 0.0, traced=False)
    redrawn_rows: int = _number(0, 0, whole=True, traced=False)
    shrinkage: float | Literal["two_points", "mixture"] = _shrinkage("mixture")
    loss: Literal["squared", "wasserstein"] = _choice("squared", "squared", "wasserstein")
    penalty_weight: float = _number(10.0, 0.0, 1e6)
    discriminator_updates: int = _number(1, 1, 100, whole=True)
    distance: Literal["pairs", "one_row", "off"] = _choice("pairs", "pairs", "one_row", "off")
    distance_gradient: bool = _choice(True, True, False)
    distance_before_flips: bool = _choice(False, True, False)
    distance_noise: float = _number(0.3, 0.0, 1.0)
    distance_scale: float = _number(50.0, 1e-6, 1e30)
    heads: Literal["sigmoid", "grouped"] = _choice("sigmoid", "sigmoid", "grouped")
    frequencies: Literal["learned", "matched"] = _choice(
        "learned", "learned", "matched", traced=False
    )
    pair_weight: float = _number(0.0, 0.0, 1e6)
    project: bool = _choice(False, True, False, traced=False)
    check: Literal["class"] | None = _choice(None, None, "class", traced=False)
    max_copies: float | None = _number(None, 0.0, 1.0, optional=True, traced=False)
    copies: float = _number(0.0, 0.0, 1.0, traced=False)
    apart: float = _number(1.0, 0.0, 1.0, above=True, traced=False)
    herded: float = _number(1.0, 0.0, 1.0, above=True, traced=False)
    tried_below: float = _number(0.0, 0.0, traced=False)
    larger_from: int = _number(100, 1, whole=True, traced=False)
    larger: "Recipe | None" = field(
        default=None, metadata={"check": _other_recipe, "traced": False}
    )
    jit_compile: bool | Literal["auto"] = _choice("auto", "auto", True, False)

    def __post_init__(self):
        for each in fields(self):
            value = each.metadata["check"](each.name, getattr(self, each.name))
            object.__setattr__(self, each.name, value)

    def __repr__(self) -> str:
        """What differs from the paper's numbers, as scikit-learn shows an estimator."""
        own = {each.name: getattr(self, each.name) for each in fields(self)}
        changed = [each.name for each in fields(self) if own[each.name] != each.default]
        return f"Recipe({', '.join(f'{name}={own[name]!r}' for name in changed)})"

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> "Recipe":
        """The recipe that :func:`dataclasses.asdict` took apart.

        Example:
            >>> from dataclasses import asdict
            >>> from gansmote_tf.recipes import RECIPES, Recipe
            >>> Recipe.from_config(asdict(RECIPES["default"])) == RECIPES["default"]
            True
        """
        larger = config.get("larger")
        return cls(**{**config, "larger": larger and cls.from_config(larger)})

    def traced(self) -> "Recipe":
        """This recipe with nothing but what a traced graph is made of, the rest as in ``"paper"``.

        Recipes that are equal so can share a graph: what the other fields say is kept in weights.

        Example:
            >>> from gansmote_tf.recipes import RECIPES
            >>> short = RECIPES["paper"].scaled(4000)
            >>> short.traced() == RECIPES["paper"].traced()
            True
        """
        untraced = [each for each in fields(self) if not each.metadata["traced"]]
        return replace(self, **{each.name: each.default for each in untraced})

    def scaled(self, steps: int) -> "Recipe":
        """This recipe trained for another number of steps, every schedule in proportion.

        Args:
            steps: GAN-steps, at least 1.

        Returns:
            The recipe with ``steps`` and ``restart_period``, ``restart_delay`` and ``flip_steps``
            scaled alike (rounded, periods at least one step), those of ``larger`` too.

        Example:
            >>> from gansmote_tf.recipes import RECIPES
            >>> short = RECIPES["paper"].scaled(4000)
            >>> short.restart_delay, short.restart_period, short.flip_steps
            (200, 100, 3700)
        """
        steps = replace(self, steps=steps).steps  # refuses what is no number of steps
        ratio = steps / self.steps
        return replace(
            self,
            steps=steps,
            restart_period=max(1, round(self.restart_period * ratio)),
            restart_delay=round(self.restart_delay * ratio),
            flip_steps=max(1, round(self.flip_steps * ratio)),
            larger=self.larger and self.larger.scaled(max(1, round(self.larger.steps * ratio))),
        )

    def for_rows(self, rows: int) -> "Recipe":
        """The recipe that a class of so many rows is trained by: this one, or ``larger``.

        Example:
            >>> from gansmote_tf.recipes import RECIPES
            >>> [RECIPES["default"].for_rows(rows).pair_weight for rows in (12, 500)]
            [0.0, 1.0]
        """
        return self if self.larger is None or rows < self.larger_from else self.larger
