"""What was logged in training, over its steps."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from gansmote_tf.plots.style import BETWEEN, GREY, REAL, SYNTHETIC, finish, new_axes, new_grid
from gansmote_tf.recipes import Recipe, arguments

_TRAINING = {
    "loss": {"d_loss": "discriminator", "g_loss": "generator"},
    "accuracy": {"d_accuracy_real": "on real rows", "d_accuracy_fake": "on synthetic rows"},
    "learning rate": {"learning_rate": "learning rate"},
    "flip rate": {"flip_rate": "bits flipped"},
}
_LINES = ((REAL, "-"), (SYNTHETIC, "--"), (BETWEEN, ":"), (GREY, "-."))


def plot_curves(
    history: Any, keys: Mapping[str, str], *, title: str = "", ax: Axes | None = None
) -> Axes:
    """Some logged values over the steps of a training.

    Args:
        history: A ``keras.callbacks.History``, or a mapping of log keys to one value per epoch.
        keys: Log keys, each with its name in the legend; those not logged are left out.
        title: What the values are, along the vertical axis.
        ax: Axes to draw on; new ones if None.

    Raises:
        TypeError: ``history`` or ``keys`` is no mapping, or ``ax`` no Axes.
        ValueError: None of the keys was logged, or their values are no numbers.

    Example:
        >>> from gansmote_tf.plots import plot_curves
        >>> ax = plot_curves({"d_loss": [0.4, 0.3]}, {"d_loss": "discriminator"}, title="loss")
        >>> ax.get_ylabel()
        'loss'
    """
    logged, steps = _logged(history)
    arguments.instance("keys", keys, Mapping, "a dict from log keys to names")
    known = {key: name for key, name in keys.items() if key in logged}
    if not known:
        raise _not_logged(keys, logged)
    ax = new_axes(ax)
    for (key, name), (colour, dashes) in zip(known.items(), _LINES, strict=False):
        epochs = np.arange(1, len(logged[key]) + 1)
        ax.plot(epochs * (steps or 1), logged[key], dashes, color=colour, label=name, lw=1.6)
    _label_steps(ax, "step" if steps else "epoch")
    ax.set_ylabel(title)
    ax.set_ylim(bottom=0)
    if len(known) > 1:
        ax.legend(frameon=False, fontsize="small")
    return finish(ax)


def plot_training(
    history: Any, *, recipe: Recipe | None = None, axes: Sequence[Axes] | None = None
) -> np.ndarray:
    """What a training logs: losses, accuracy, learning rate and flip rate.

    Args:
        history: A ``keras.callbacks.History``, or a mapping of log keys to one value per epoch.
        recipe: The :class:`~gansmote_tf.Recipe` trained by. The log has the two rates of each
            epoch's last step only; with the recipe they are drawn at every step.
        axes: Axes to draw on, one per curve that was logged; new ones if None.

    Returns:
        Array of Axes, one per curve that was logged.

    Raises:
        TypeError: ``history`` or ``recipe`` is none.
        ValueError: None of the curves was logged, or there are not as many axes.

    Example:
        >>> from gansmote_tf.plots import plot_training
        >>> len(plot_training({"d_loss": [0.4], "g_loss": [0.2], "flip_rate": [0.3]}))
        2
    """
    logged, _ = _logged(history)
    if recipe is not None:
        arguments.instance("recipe", recipe, Recipe, "a Recipe or None")
    titles = [title for title, keys in _TRAINING.items() if any(key in logged for key in keys)]
    if not titles:
        raise _not_logged([key for keys in _TRAINING.values() for key in keys], logged)
    if axes is None:
        axes = new_grid(len(titles), most_columns=2, size=(4.6, 2.6))
    if np.shape(axes) != (len(titles),):
        raise ValueError(
            f"axes must be {len(titles)} Axes, one for each of {', '.join(titles)}. "
            f"Received: axes={arguments.shown(axes)}."
        )
    for ax, title in zip(axes, titles, strict=True):
        if recipe is not None and title.endswith("rate"):
            _plot_schedule(recipe, title, ax)
            continue
        plot_curves(history, _TRAINING[title], title=title, ax=ax)
        if title == "accuracy":
            ax.set_ylim(0, 1.02)
    return np.asarray(axes)


def _plot_schedule(recipe, title, ax):
    """A rate at every step of a recipe."""
    from gansmote_tf.schedules import cosine_restarts, linear_decay

    steps = np.arange(recipe.steps)
    if title == "learning rate":
        restarts = recipe.restart_factor, recipe.restart_period, recipe.restart_delay
        rates = cosine_restarts(steps, recipe.learning_rate, *restarts)
    else:
        rates = linear_decay(steps, recipe.flip_rate, recipe.flip_rate_end, recipe.flip_steps)
    ax.plot(steps, np.asarray(rates), color=REAL, lw=1.0)
    ax.set_ylim(bottom=0)
    ax.set_ylabel(title)
    _label_steps(ax, "step")
    finish(ax)


def plot_distances(
    history: Any, label: Hashable, *, sums: bool = False, ax: Axes | None = None
) -> Axes:
    """Manhattan distances within real, within synthetic and between, over the steps.

    Args:
        history: As for :func:`plot_curves`, logged with a
            :class:`~gansmote_tf.callbacks.DistanceMonitor`.
        label: The class, as in the log keys.
        sums: Whether to show the sums over all pairs, as the paper does, instead of means.
        ax: Axes to draw on; new ones if None.

    Raises:
        ValueError: The class was not monitored.

    Example:
        >>> from gansmote_tf.plots import plot_distances
        >>> history = {"l1_real/Fair": [8.0, 8.0], "l1_fake/Fair": [2.0, 7.5]}
        >>> plot_distances(history, "Fair").get_title(loc="left")
        'Fair'
    """
    names = {"l1_real": "within real", "l1_fake": "within synthetic", "l1_between": "between"}
    ending = f"{'_sum' if sums else ''}/{label}"
    keys = {name + ending: title for name, title in names.items()}
    what = "sum of distances" if sums else "mean distance of two rows"
    ax = plot_curves(history, keys, title=what, ax=ax)
    ax.set_title(str(label), loc="left", fontsize="medium")
    return ax


def _logged(history):
    """Values by key, and the steps of an epoch if they are known."""
    logged = getattr(history, "history", history)
    arguments.instance("history", logged, Mapping, "a History of Keras, or a dict of log keys")
    for key, values in logged.items():
        if np.ndim(values) != 1 or np.asarray(values).dtype.kind not in "biuf":
            raise ValueError(
                f"history[{key!r}] must hold one number per epoch. "
                f"Received: {arguments.shown(values)}."
            )
    return logged, (getattr(history, "params", None) or {}).get("steps")


def _not_logged(keys, logged):
    received = ", ".join(map(str, logged)) or "none"
    return ValueError(f"history must hold one of {', '.join(keys)}. Received: {received}.")


def _label_steps(ax, what):
    ax.set_xlabel(what)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10], integer=True))
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
