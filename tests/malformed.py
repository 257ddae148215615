"""What the tables of malformed inputs share: odd values, a trained sampler, verdicts on calls."""

import contextlib
import copy
import functools
import re
import warnings

import numpy as np
import pandas as pd
from sklearn.base import clone

from gansmote_tf import GANSMOTE, MarginalOverSampler, TranslationOverSampler
from gansmote_tf.recipes import RECIPES

#: The longest sentence that is still one: which argument, what was expected, what came, way out.
LONGEST = 600

NOT_COUNTS = {
    "float": 2.5,
    "whole-float": 3.0,
    "nan": float("nan"),
    "inf": float("inf"),
    "string": "3",
    "bytes": b"3",
    "true": True,
    "list": [3],
    "dict": {},
    "complex": 1j,
    "negative": -1,
    "array": np.array([3, 3]),
    "object": object(),
    "NA": pd.NA,
    "huge": 10**12,
}
NOT_SHARES = {
    "below": -0.1,
    "above": 1.5,
    "nan": float("nan"),
    "inf": float("inf"),
    "string": "0.5",
    "bytes": b"0.5",
    "none": None,
    "list": [0.5],
    "dict": {},
    "complex": 1j,
    "true": True,
    "NA": pd.NA,
    "huge": 10**400,
}
NONE = {"none": None}
NO_COUNTS = NOT_COUNTS | NONE | {"zero": 0}
#: A seed may be as large as 64 bits are.
NO_SEEDS = NOT_COUNTS | {"huge": 2**64}

#: Numbers of NumPy that serve where Python's do.
COUNTS = {"int64": np.int64(3), "uint8": np.uint8(3), "0-d": np.array(3)}
SHARES = {"float32": np.float32(0.25), "0-d": np.array(0.25), "int": 0, "int64": np.int64(0)}


def each(what, names, call, values):
    """Cases: the same call with each of some values, by what is asked and the value's name."""
    return {f"{what}-{key}": (names, functools.partial(call, own)) for key, own in values.items()}


def but(table, *names):
    """A table without some of its cases."""
    return {name: case for name, case in table.items() if name not in names}


def cases(table):
    """A table of cases by name, as pytest's ``parametrize`` takes it."""
    return {"argvalues": list(table.values()), "ids": list(table)}


def verdict(call, names):
    """How a call is refused: ``"clear"``, or what is wrong with it.

    Clear is a ``TypeError`` or ``ValueError`` in one sentence that names the argument and shows
    what came.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            result = call()
    except (TypeError, ValueError) as error:
        message = _own(str(error))
        if not re.search(names, message):
            return f"does not name it: {type(error).__name__}: {message}"
        if not re.search("[Rr]eceived|[Gg]ot |found |your input has", message):
            return f"does not show what came: {type(error).__name__}: {message}"
        if "\n" in message or len(message) > LONGEST:
            return f"is no sentence: {type(error).__name__}: {message}"
        return "clear"
    except Exception as error:
        return f"comes from the depths: {type(error).__name__}: {error}"
    return f"is taken: {result!r:.80}"


def _own(message):
    """What was said, without what Keras puts around it where a layer's ``call`` says it."""
    inside = re.search(r"\x1b\[1m(.*?)\x1b\[0m", message, re.DOTALL)
    return inside[1] if inside else message


def table():
    """A small table of every kind of column, and labels."""
    n = 24
    X = pd.DataFrame(
        {
            "A(x)": [1, 0, 0] * 8,
            "A(y)": [0, 1, 0] * 8,
            "A(z)": [0, 0, 1] * 8,
            "colour": ["red", "blue", None, "red"] * 6,
            "age": np.arange(n) * 1.5,
            "flag": [0, 1] * 12,
        }
    )
    return X, pd.Series([0] * 16 + [1] * 8, name="label")


#: Every over-sampler, by its name.
SAMPLERS = {
    "GANSMOTE": GANSMOTE(recipe=RECIPES["paper"].scaled(20), random_state=0),
    "MarginalOverSampler": MarginalOverSampler(random_state=0),
    "TranslationOverSampler": TranslationOverSampler(random_state=0),
}

#: The same for where :func:`no_training` stands: by the recipe that does more after training.
UNTRAINED = SAMPLERS | {"GANSMOTE": GANSMOTE(random_state=0)}


@functools.cache
def _trained(name):
    with warnings.catch_warnings(action="ignore"):
        sampler = clone(SAMPLERS[name]).fit(*table())
    return sampler, sampler.sample(3, 0, random_state=0)


def trained(name="GANSMOTE"):
    """A sampler trained on that table, once per process; what one test does to it no other sees."""
    return copy.copy(_trained(name)[0])


def assert_still_samples(sampler):
    """That it makes the rows that it made before anything was asked of it."""
    rows = sampler.sample(3, 0, random_state=0)
    pd.testing.assert_frame_equal(rows, _trained(type(sampler).__name__)[1])


class _Untrained:
    """Stands where a trained GAN does: rows drawn at random, conditions kept."""

    history = None

    def __init__(self, width):
        self.width = width

    def generate(self, n, replica=0, seed=0, conditions=()):
        rows = np.random.default_rng([seed, replica]).random((n, self.width), "float32")
        for positions, values in conditions:
            rows[:, list(positions)] = values
        return rows


@contextlib.contextmanager
def no_training():
    """Within it, samplers read, refuse, select and decode as ever, but rows come at random."""
    from unittest import mock

    from gansmote_tf.training import Trained

    def train_tables(tables, labels, callbacks=(), verbose=0, *, into, **numbers):
        for table, own, results in zip(tables, labels, into, strict=True):
            for place, label in enumerate(own):
                results[label] = Trained(_Untrained(table.columns.width), place, [])
        return into

    with mock.patch("gansmote_tf.samplers.gansmote.train_tables", train_tables):
        yield
