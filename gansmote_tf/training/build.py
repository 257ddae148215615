"""An untrained GAN of a recipe."""

import tensorflow as tf

from gansmote_tf.gan import (
    GAN,
    FusedAdam,
    WassersteinGAN,
    build_discriminator,
    build_generator,
)
from gansmote_tf.layers import (
    BitFlip,
    GroupDraw,
    MinibatchL1,
    PairFrequencies,
    RedrawFlip,
    UniformNoise,
)
from gansmote_tf.recipes import Recipe, arguments
from gansmote_tf.schedules import CosineRestarts, LinearDecay
from gansmote_tf.streams import fresh_seed

#: More columns, or replicas, are more than a memory holds.
MOST_COLUMNS = 10**6
#: Of more columns, the frequencies of pairs take too much time and memory. A size that stacks are
#: padded to, so that a GAN and the stack that trains it both have them, or neither.
MOST_PAIRED = 960


def build_gan(
    recipe: Recipe,
    columns: int,
    replicas: int = 1,
    *,
    binary: bool = True,
    seed: int | None = None,
    first_replica: int = 0,
) -> GAN:
    """An untrained, compiled GAN of a recipe, its flips and learning rates on their schedules.

    Args:
        recipe: All numbers of the method.
        columns: Columns of a row.
        replicas: GANs side by side.
        binary: Whether rows hold nothing but 0 and 1.
        seed: Decides every weight and draw; None for one that follows
            ``keras.utils.set_random_seed``.
        first_replica: Number of the first replica, for its weights and draws.

    Raises:
        TypeError: An argument is of another type.
        ValueError: A number is out of range.

    Example:
        >>> from gansmote_tf.recipes import RECIPES
        >>> from gansmote_tf.training import build_gan
        >>> build_gan(RECIPES["paper"], columns=58, replicas=2).replicas
        2
    """
    arguments.instance("recipe", recipe, Recipe, "a Recipe, such as RECIPES['paper']")
    columns = arguments.number("columns", columns, 1, MOST_COLUMNS, whole=True)
    replicas = arguments.number("replicas", replicas, 1, MOST_COLUMNS, whole=True)
    binary = arguments.flag("binary", binary)
    seed = arguments.seed("seed", seed, optional=True)
    seed = fresh_seed() if seed is None else seed
    distance = None
    if recipe.distance != "off":
        distance = MinibatchL1(
            recipe.distance,
            recipe.distance_noise,
            recipe.distance_scale,
            raise_in_call=False,
            seed=seed,
            name="distance",
        )
    kind, own = GAN, {}
    if recipe.loss == "wasserstein":
        kind, own = WassersteinGAN, {"penalty_weight": recipe.penalty_weight}
    gan = kind(
        generator=build_generator(recipe, columns, replicas, seed),
        discriminator=build_discriminator(recipe, columns + (distance is not None), replicas, seed),
        distance=distance,
        **_corruptions(recipe, seed),
        draw=GroupDraw(seed=seed, name="draw") if recipe.heads == "grouped" else None,
        pairs=_pairs(recipe, columns),
        distance_gradient=recipe.distance_gradient,
        distance_before_flips=recipe.distance_before_flips,
        binary=binary,
        discriminator_updates=recipe.discriminator_updates,
        seed=seed,
        name="gan",
        **own,
    )
    rates = warm_restarts(recipe)
    gan.compile(
        _adam(recipe, rates), _adam(recipe, rates), jit_compile=_jit_compile(recipe.jit_compile)
    )
    gan.reseed(seed, first_replica)
    return gan


def _corruptions(recipe, seed):
    """What real rows pass before the discriminator sees them."""
    flip = {"bits": BitFlip, "redraw": RedrawFlip, "off": None}[recipe.flip_rule]
    noise = UniformNoise(recipe.noise, seed=seed, name="noise") if recipe.noise else None
    return {"flip": flip and flip(flip_decay(recipe), seed=seed, name="flip"), "noise": noise}


def _pairs(recipe, columns):
    """The frequencies of pairs, which are as many as the columns' square."""
    if not recipe.pair_weight or columns > MOST_PAIRED:
        return None
    return PairFrequencies(recipe.pair_weight, name="pairs")


def flip_decay(recipe: Recipe) -> LinearDecay:
    """The recipe's flip rate as a function of the step."""
    return LinearDecay(recipe.flip_rate, recipe.flip_rate_end, recipe.flip_steps)


def warm_restarts(recipe: Recipe) -> CosineRestarts:
    """The recipe's learning rate as a function of the step."""
    return CosineRestarts(
        recipe.learning_rate, recipe.restart_factor, recipe.restart_period, recipe.restart_delay
    )


def _adam(recipe, rates):
    return FusedAdam(
        learning_rate=rates,
        beta_1=recipe.beta_1,
        beta_2=recipe.beta_2,
        epsilon=recipe.epsilon,
        name="adam",
    )


def _jit_compile(asked):
    return bool(tf.config.list_physical_devices("GPU")) if asked == "auto" else asked
