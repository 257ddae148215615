"""What is saved of columns: the container and the attributes, and how they are read again."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from gansmote_tf.columns.attributes import Attribute
from gansmote_tf.columns.containers import Container
from gansmote_tf.columns.groups import KINDS
from gansmote_tf.columns.numbers import Number
from gansmote_tf.columns.plain import from_plain, to_plain
from gansmote_tf.columns.plain_arrays import (
    dtype_from_plain,
    dtype_to_plain,
    index_from_plain,
    index_to_plain,
)
from gansmote_tf.columns.values import Bit, Levels

__all__ = ["columns_from_config", "columns_to_config"]

_SPARSE = [
    f"{layout}_{kind}"
    for layout in ("bsr", "coo", "csc", "csr", "dia", "dok", "lil")
    for kind in ("array", "matrix")
]
#: What a container may be, by name; nothing else is looked up.
_CONTAINERS = {kind.__name__: kind for kind in (pd.DataFrame, list, tuple, np.ndarray)}
_CONTAINERS |= {name: getattr(sparse, name) for name in _SPARSE}
_READ_AS = {values.kind: values for values in (Levels, Bit, Number)}


def columns_to_config(container: Container, attributes: Sequence[Attribute]) -> dict:
    """All that columns know, but for the rows, in terms of JSON and of NumPy arrays.

    Raises:
        ValueError: Some of it could be kept by pickle only.
    """
    return {
        "container": _container_to_config(container),
        "attributes": [_attribute_to_config(each) for each in attributes],
    }


def columns_from_config(
    config: dict, rows: np.ndarray
) -> tuple[Container, list[Attribute], list[np.ndarray]]:
    """What :func:`columns_to_config` was given, and each attribute's block of the encoded rows.

    Raises:
        ValueError: No columns of such rows can have been read so.
    """
    container = _container_from_config(config["container"])
    attributes = [_attribute_from_config(each) for each in config["attributes"]]
    read = sorted(place for each in attributes for place in each.columns)
    ends = np.cumsum([each.ends[-1] for each in attributes])
    names = container.names
    whole = len(names) == len(read) and read == list(range(len(read))) and names.is_unique
    if not whole or rows.shape[1:] != (*ends[-1:],):
        raise ValueError(f"no columns so read make encoded rows of shape {rows.shape}")
    return container, attributes, np.split(rows, ends[:-1], axis=1)


def _container_to_config(container):
    name = container.kind.__name__
    if _CONTAINERS.get(name) is not container.kind:
        raise ValueError(
            "X must be a DataFrame, an array, a list, a tuple or one of scipy's own sparse "
            f"matrices, to be saved without pickle. Received: {name}; fit on one of these."
        )
    return {
        "kind": name,
        "names": index_to_plain(container.names),
        "dtype": None if container.dtype is None else dtype_to_plain(container.dtype),
        "row": container.row.__name__,
    }


def _container_from_config(config):
    dtype = config["dtype"]
    return Container(
        _CONTAINERS[config["kind"]],
        index_from_plain(config["names"]),
        None if dtype is None else dtype_from_plain(dtype),
        {"list": list, "tuple": tuple}[config["row"]],
    )


def _attribute_to_config(attribute):
    return {
        "name": to_plain(attribute.name),
        "kind": attribute.kind,
        "columns": [int(column) for column in attribute.columns],
        "values": [[values.kind, values.to_config()] for values in attribute.values],
        "levels": to_plain(list(attribute.levels)),
        "inferred": bool(attribute.inferred),
    }


def _attribute_from_config(config):
    values = tuple(_READ_AS[kind].from_config(own) for kind, own in config["values"])
    attribute = Attribute(
        from_plain(config["name"]),
        config["kind"],
        tuple(config["columns"]),
        values,
        tuple(from_plain(config["levels"])),
        bool(config["inferred"]),
    )
    whole = len(values) == len(attribute.columns) and len(attribute.levels) == attribute.ends[-1]
    numbers = {each.kind == "numeric" for each in values}
    if attribute.kind not in KINDS or not whole or numbers != {attribute.kind == "numeric"}:
        raise ValueError(f"no attribute is of {len(values)} columns so read")
    return attribute
