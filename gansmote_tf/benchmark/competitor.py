"""What a method of the benchmark is, and how one is made of a sampler or a function."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from gansmote_tf.benchmark.table_encoder import numbers_of
from gansmote_tf.benchmark.top_up import TopUp, by_function, by_sampler

#: What a method is: a GAN of ours, rows drawn without a network, what others offer, a classifier
#: that needs no rows, or the real rows that all of them stand in for.
Kind = Literal["gan", "control", "baseline", "model", "ceiling"]

KINDS = ("gan", "control", "baseline", "model", "ceiling")


@dataclass(frozen=True)
class Competitor:
    """One method: what it makes of training rows, or the classifier that it puts in their place.

    Args:
        name: What it is called in tables and figures.
        kind: ``"gan"``, ``"control"`` (no network), ``"baseline"``, ``"model"`` or ``"ceiling"``.
        citation: Where the method comes from.
        top_up: Training rows to topped-up training rows, of many tables at once.
        settings: All that its rows depend on beside table and seed, as text.
        encoded: Whether it takes encoded rows, numbers only, instead of the table.
        columns: The columns that it is for: ``"any"``, ``"categories"`` only, or ``"mixed"`` ones
            of categories and numbers.
        makes_rows: Whether it adds rows that were not there.
        sized: Whether it can be asked for any number of rows.
        weighted: Whether classifiers weigh its classes alike.
        model: A classifier of its own, and the one of the benchmark's that it is compared as.
        extra: The package that it needs and the benchmark does not.

    Example:
        >>> from gansmote_tf.benchmark.competitors import competitors
        >>> smote, = competitors(["smote"])
        >>> smote.name, smote.kind
        ('SMOTE', 'baseline')
    """

    name: str
    kind: Kind
    citation: str
    top_up: TopUp
    settings: str = ""
    encoded: bool = False
    columns: Literal["any", "categories", "mixed"] = "any"
    makes_rows: bool = True
    sized: bool = True
    weighted: bool = False
    model: tuple[Any, str] | None = None
    extra: str | None = None

    def applies_to(self, X: pd.DataFrame) -> bool:
        """Whether the method is for a table of these columns."""
        numbers = len(numbers_of(X))
        fits = {"any": True, "categories": not numbers, "mixed": 0 < numbers < X.shape[1]}
        return fits[self.columns]


def sampler_method(sampler: Any, name: str, **how: Any) -> Competitor:
    """A method made of a sampler as imbalanced-learn has them.

    Args:
        sampler: Cloned for each table; it gets a seed of its own, and where it looks at
            neighbours, no more of them than the smallest class has.
        name: What to call it.
        **how: The other fields of :class:`Competitor`.
    """
    how = {"sized": "sampling_strategy" in sampler.get_params(), **how}
    if getattr(sampler, "_sampling_type", "over-sampling") != "over-sampling":
        how |= {"sized": False, "makes_rows": False}
    top_up = functools.partial(by_sampler, sampler, name)
    return Competitor(name, top_up=top_up, settings=repr(sampler), **how)


def function_method(function: Callable, name: str, **how: Any) -> Competitor:
    """A method made of a function, see :func:`register`."""
    sized = "sampling_strategy" in inspect.signature(function).parameters
    plain = function.func if isinstance(function, functools.partial) else function
    bound = (function.args, function.keywords) if plain is not function else ""
    own = getattr(plain, "__qualname__", name)
    settings = f"{getattr(plain, '__module__', '')}.{own}{bound}"
    top_up = functools.partial(by_function, function, name, sized)
    return Competitor(name, top_up=top_up, settings=settings, sized=sized, **how)
