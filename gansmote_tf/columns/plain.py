"""Values as JSON has them, and back: what a saved sampler keeps of levels, names and arguments.

JSON has None, booleans, whole numbers, finite floats, strings and lists. Of anything else a dict of
one item says what it is: ``{"tuple": [1, 2]}``. NumPy's arrays stay arrays, which go to a file of
their own.
"""

import datetime
import decimal
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["from_plain", "to_plain"]

_JSON = (type(None), bool, int, str)
#: Kinds of NumPy's numbers that come back from a Python number.
_NUMBERS = "biufcmM"


def to_plain(value: Any) -> Any:
    """A value in terms of JSON and of NumPy arrays.

    Args:
        value: A level, a name or an argument: None, a number, text, bytes, a date or time, one of
            NumPy's and pandas's scalars; a list, tuple, dict, range or array of such, or an Index,
            which comes back as a list.

    Raises:
        ValueError: It is something else, or would not come back as it is.

    Example:

    >>> from gansmote_tf.columns.plain import from_plain, to_plain
    >>> to_plain(("a", 1, float("inf")))
    {'tuple': ['a', 1, {'float': 'inf'}]}
    >>> from_plain(to_plain(("a", 1, float("inf"))))
    ('a', 1, inf)
    """
    kind = type(value)
    if kind in _JSON or (kind is float and math.isfinite(value)):
        return value
    if kind is list or isinstance(value, pd.Index):
        return [to_plain(each) for each in value]
    if kind is tuple:
        return {"tuple": to_plain(list(value))}
    if kind is dict:
        return {"dict": [[to_plain(key), to_plain(each)] for key, each in value.items()]}
    if kind is np.ndarray and value.dtype.kind in _NUMBERS + "SU":
        return value
    if kind is np.ndarray and value.dtype == object and value.ndim == 1:
        return {"objects": [to_plain(each) for each in value]}
    plain = _spelled(value)
    if plain is None or not _comes_back(value, plain):
        raise ValueError(
            "A value must be None, a number, text, bytes, a date or a time, or a list, tuple or "
            f"dict of such, to be saved without pickle. Received: {value!r} of type "
            f"{kind.__name__}; make text of it (str)."
        )
    return plain


def from_plain(plain: Any) -> Any:
    """The value that :func:`to_plain` spelled.

    Raises:
        ValueError: It spelled nothing like it.

    Example:

    >>> from gansmote_tf.columns.plain import from_plain
    >>> from_plain({"date": "2001-05-17"})
    datetime.date(2001, 5, 17)
    """
    if isinstance(plain, (*_JSON, float, np.ndarray)):
        return plain
    if isinstance(plain, list):
        return [from_plain(each) for each in plain]
    if not isinstance(plain, dict) or len(plain) != 1 or not set(plain) <= set(SPELLINGS):
        raise ValueError(f"no value is spelled {plain!r:.80}")
    ((name, parts),) = plain.items()
    return SPELLINGS[name](parts)


def _spelled(value):
    """A dict of one item, or None where there is no spelling."""
    if isinstance(value, np.generic):
        return _numpy_scalar(value)
    for name, (kind, write, _) in _KINDS.items():
        if type(value) is kind:
            return {name: write(value)}
    return None


def _numpy_scalar(value):
    if type(value) in (np.str_, np.bytes_):
        return {type(value).__name__: to_plain(value.item())}
    number = value.view("int64").item() if value.dtype.kind in "mM" else value.item()
    # What Python has no number for, as for the longest floats, stays NumPy's.
    return (
        None if isinstance(number, np.generic) else {"numpy": [value.dtype.str, to_plain(number)]}
    )


def _from_numpy(parts):
    name, number = parts
    dtype = np.dtype(name)
    if dtype.kind not in _NUMBERS:
        raise ValueError(f"no number is of dtype {dtype}")
    return np.array(from_plain(number), dtype)[()]


def _comes_back(value, plain):
    """Whether it does, by how Python writes it: NaN is no NaN's equal, and 1 is 1.0's."""
    try:
        restored = from_plain(plain)
    except ValueError:
        return False
    return type(value) is type(restored) and repr(value) == repr(restored)


def _write_timestamp(value):
    """Counted in its own unit, in UTC, because text has no name of a time zone."""
    utc = value if value.tz is None else value.tz_convert("UTC").tz_localize(None)
    return [int(utc.asm8.view("int64")), value.unit, None if value.tz is None else str(value.tz)]


def _read_timestamp(parts):
    count, unit, zone = parts
    naive = pd.Timestamp(np.datetime64(count, unit))
    return naive if zone is None else naive.tz_localize("UTC").tz_convert(zone)


def _write_timedelta(value):
    return [int(value.asm8.view("int64")), value.unit]


def _read_objects(parts):
    array = np.empty(len(parts), object)
    for place, part in enumerate(parts):
        array[place] = from_plain(part)
    return array


#: Name: type, what is written of it, and how that is read.
_KINDS: dict[str, tuple[type, Callable, Callable]] = {
    "float": (float, repr, float),
    "complex": (complex, repr, complex),
    "bytes": (bytes, bytes.hex, bytes.fromhex),
    "range": (
        range,
        lambda value: [value.start, value.stop, value.step],
        lambda parts: range(*parts),
    ),
    "Decimal": (decimal.Decimal, str, decimal.Decimal),
    "date": (datetime.date, datetime.date.isoformat, datetime.date.fromisoformat),
    "time": (datetime.time, datetime.time.isoformat, datetime.time.fromisoformat),
    "datetime": (
        datetime.datetime,
        datetime.datetime.isoformat,
        datetime.datetime.fromisoformat,
    ),
    "timedelta": (
        datetime.timedelta,
        lambda value: [value.days, value.seconds, value.microseconds],
        lambda parts: datetime.timedelta(*parts),
    ),
    "NA": (type(pd.NA), lambda value: None, lambda parts: pd.NA),
    "NaT": (type(pd.NaT), lambda value: None, lambda parts: pd.NaT),
    "Timestamp": (pd.Timestamp, _write_timestamp, _read_timestamp),
    "Timedelta": (
        pd.Timedelta,
        _write_timedelta,
        lambda parts: pd.Timedelta(np.timedelta64(*parts)),
    ),
    "Period": (
        pd.Period,
        lambda value: [value.ordinal, value.freqstr],
        lambda parts: pd.Period(ordinal=int(parts[0]), freq=str(parts[1])),
    ),
    "Interval": (
        pd.Interval,
        lambda value: [to_plain(value.left), to_plain(value.right), value.closed],
        lambda parts: pd.Interval(from_plain(parts[0]), from_plain(parts[1]), str(parts[2])),
    ),
}
#: How each kind of value is read, by its name.
SPELLINGS = {name: read for name, (_, _, read) in _KINDS.items()} | {
    "str_": lambda parts: np.str_(from_plain(parts)),
    "bytes_": lambda parts: np.bytes_(from_plain(parts)),
    "numpy": _from_numpy,
    "objects": _read_objects,
    "tuple": lambda parts: tuple(from_plain(parts)),
    "dict": lambda parts: {from_plain(key): from_plain(each) for key, each in parts},
}
