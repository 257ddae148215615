"""Progress on a terminal; nothing where the output goes elsewhere or ``--quiet`` was said."""

import functools
from collections.abc import Callable, Iterable


def training_bar(quiet: bool) -> tuple:
    """The callback that shows a training's progress, or none. Loads Keras unless quiet."""
    if quiet:
        return ()
    from gansmote_tf.callbacks.progress import Progress

    return (Progress("GAN-steps", disable=None),)


def bar_over(name: str, unit: str, quiet: bool) -> Callable[[Iterable], Iterable]:
    """A function that shows how far a loop has come.

    Args:
        name: What stands left of the bar.
        unit: What a turn of the loop is.
        quiet: Whether to show nothing.
    """
    from tqdm.auto import tqdm

    return functools.partial(tqdm, desc=name, unit=unit, disable=quiet or None)
