"""Small fitted samplers, and their files changed with hashes made to fit."""

import functools
import hashlib
import json
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from gansmote_tf import GANSMOTE, RECIPES
from gansmote_tf.archive.container import MANIFEST

FAST = replace(
    RECIPES["default"].scaled(5),
    generator_units=(4,),
    discriminator_units=(4,),
    tried_below=0.0,
)


def small_table():
    """A dozen rows of a category, a number, a level per column and missing values; labels."""
    bits = np.eye(2, dtype=int)[[0, 1, 1, 0] * 3]
    X = pd.DataFrame(
        {
            "colour": pd.Categorical(["red", "blue", None] * 4, ["blue", "red", "green"]),
            "size": np.linspace(0.5, 9, 12) ** 3,
            "mixed": pd.Series([1, "a", None, ("t", 2.5)] * 3, dtype=object),
            "flag": pd.array([True, None, False, True] * 3, "boolean"),
            "S(x)": bits[:, 0],
            "S(y)": bits[:, 1],
        }
    )
    return X, np.array(["rare", "common", "common"] * 4)


@functools.cache
def small_sampler():
    """A sampler fitted on the small table."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return GANSMOTE(recipe=FAST, random_state=0).fit(*small_table())


def members(path: Path) -> dict[str, bytes]:
    """Every member of a zip file."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(source: Path, target: Path, changes: dict[str, bytes | None], **manifest) -> Path:
    """A sampler's file with members changed, added or (None) left out, the manifest made to fit."""
    parts = members(source) | changes
    parts = {name: data for name, data in parts.items() if data is not None}
    head = json.loads(parts.pop(MANIFEST))
    head["sha256"] = {name: hashlib.sha256(data).hexdigest() for name, data in parts.items()}
    head |= manifest
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in {MANIFEST: json.dumps(head).encode(), **parts}.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return target
