"""The methods that the benchmark compares, in one registry that a user's own may join.

Importing this module is cheap: imbalanced-learn and TensorFlow load when methods are asked for.
"""

import dataclasses
import functools
import importlib
import importlib.util
import inspect
from collections.abc import Iterable
from typing import Any

from gansmote_tf.benchmark.competitor import (
    KINDS,
    Competitor,
    Kind,
    function_method,
    sampler_method,
)
from gansmote_tf.benchmark.top_up import source_of
from gansmote_tf.recipes import arguments

#: Name -> what was registered, and the method made of it.
_OWN: dict[str, tuple[Any, "Competitor"]] = {}


def register(
    thing: Any,
    *,
    name: str | None = None,
    citation: str = "",
    kind: Kind = "baseline",
    encoded: bool = False,
) -> Any:
    """Have a method of one's own compared with all others.

    Args:
        thing: A sampler, or its class, as imbalanced-learn has them (``fit_resample``,
            ``random_state`` and ``sampling_strategy``); or a function ``(X, y, seed)`` that returns
            topped-up rows and labels, the given ones first. A function that takes
            ``sampling_strategy`` too, label -> size or ``"auto"``, can be asked for any number.
        name: What to call it; its own name by default.
        citation: Where it comes from.
        kind: See :class:`Competitor`.
        encoded: Whether it takes encoded rows, numbers only, instead of a DataFrame of categories
            and numbers.

    Returns:
        ``thing``, so that this can stand above a class or function as a decorator. What had its
        name before, as a function defined anew in a notebook, gives way to it.

    Raises:
        TypeError: It is neither, or the name is no text.
        ValueError: A method of the benchmark has the name.

    Example:
        >>> from gansmote_tf.benchmark.competitors import competitors, register
        >>> def doubled(X, y, seed):
        ...     return [*X, *X], [*y, *y]
        >>> _ = register(doubled, citation="an example")
        >>> (own,) = competitors(["doubled"])
        >>> own.top_up([([1, 2], [0, 1])], [None], 0)
        [([1, 2, 1, 2], [0, 1, 0, 1])]
    """
    from gansmote_tf.benchmark.extra_competitors import extra_competitors

    kind = arguments.choice("kind", kind, *KINDS)
    encoded = arguments.flag("encoded", encoded)
    name = name or getattr(thing, "__name__", type(thing).__name__)
    arguments.instance("name", name, str, "a string")
    known = (*built_in(), *_in_groups(), *extra_competitors(), *ALIASES, *_groups())
    taken = {_key(each) for each in known}
    if _key(name) in taken:
        raise ValueError(f"name must be one that no method has yet. Received: name={name!r}.")
    make = sampler_method if hasattr(thing, "fit_resample") else function_method
    own = make(_usable(thing), name, kind=kind, citation=citation, encoded=encoded)
    for other in [each for each in _OWN if _key(each) == _key(name)]:
        del _OWN[other]
    source = source_of(getattr(thing, "func", thing))
    _OWN[name] = thing, dataclasses.replace(own, settings=f"{own.settings} {source}")
    return thing


def _usable(thing):
    """A sampler, made of its class where that was given, or a function that can be called."""
    try:
        if hasattr(thing, "fit_resample"):
            made = thing() if inspect.isclass(thing) else thing
            made.get_params()
            return made
        if not inspect.isclass(thing):
            inspect.signature(thing).bind(None, None, 0)
            return thing
        reason = ""
    except (TypeError, ValueError, AttributeError) as error:
        reason = f"; {error}"
    raise TypeError(
        "thing must be a sampler with fit_resample and get_params, its class, or a function of X, "
        f"y and seed. Received: {arguments.shown(thing)}{reason}."
    )


def competitors(names: Iterable[str] | None = None) -> list[Competitor]:
    """The named methods, or all that can run here.

    Args:
        names: Names or aliases in any spelling of case, ``"ablation"`` for GAN-SMOTE without each
            of its parts, ``"generated"`` for nothing but what its GANs generate, or
            ``"module:thing"`` for one to :func:`register` first; None for all that the page of
            results compares.

    Raises:
        ValueError: No method has that name, or a package that it needs is not installed.

    Example:
        >>> from gansmote_tf.benchmark.competitors import competitors
        >>> [one.name for one in competitors(["random", "original"])]
        ['random oversampling', 'original rows']
    """
    if names is None:
        return [*built_in().values(), *(own for _, own in _OWN.values())]
    every = [name for each in names for name in _groups().get(_key(each), [each])]
    return list({one.name: one for one in map(_named, every)}.values())


def _named(name: str) -> Competitor:
    from gansmote_tf.benchmark.extra_competitors import extra_competitors

    own = {each: one for each, (_, one) in _OWN.items()}
    known = {**built_in(), **_in_groups(), **extra_competitors(), **own}
    if ":" in name and name not in known:
        return _imported(name)
    wanted = ALIASES.get(_key(name), name)
    for each, one in known.items():
        if _key(each) == _key(wanted):
            return _available(one)
    single = [each for each in known if each not in _in_groups()]
    raise ValueError(
        f"methods must be among {', '.join([*_groups(), *ALIASES, *single])}, or module:thing. "
        f"Received: {arguments.shown(name)}."
    )


def _imported(text):
    module, _, attribute = text.partition(":")
    try:
        thing = getattr(importlib.import_module(module), attribute)
        if not any(thing is each for each, _ in _OWN.values()):
            register(thing, name=text)
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise ValueError(
            "methods must name what can be imported and registered, as module:thing. "
            f"Received: {arguments.shown(text)}; {str(error).rstrip('.')}."
        ) from error
    return next(own for each, own in _OWN.values() if each is thing)


def _available(one):
    if one.extra is not None and importlib.util.find_spec(one.extra) is None:
        raise ValueError(
            f"methods must be installed. Received: {one.name!r}, which needs {one.extra}: "
            f"pip install {one.extra}."
        )
    return one


def _key(name):
    return name.strip().lower()


@functools.cache
def built_in() -> dict[str, Competitor]:
    """Every method that runs with what the package requires, by its name."""
    from gansmote_tf.benchmark.built_in_competitors import make_all

    return {one.name: one for one in make_all()}


@functools.cache
def _groups() -> dict[str, dict[str, Competitor]]:
    """What stands for several methods -> their names and they."""
    from gansmote_tf.benchmark.ablation import ablations, generated

    groups = {"ablation": ablations(), "generated": generated()}
    return {group: {one.name: one for one in methods} for group, methods in groups.items()}


def _in_groups() -> dict[str, Competitor]:
    return {name: one for methods in _groups().values() for name, one in methods.items()}


#: Short names for the command line.
ALIASES = {
    "gansmote": "GAN-SMOTE",
    "paper": "GAN-SMOTE (paper)",
    "as_coded": "GAN-SMOTE (as coded)",
    "smote": "SMOTE",
    "original": "original rows",
    "random": "random oversampling",
    "weights": "class weights",
    "under": "random undersampling",
    "ceiling": "real rows",
}
