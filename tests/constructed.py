"""Tables made by hand, shared by the tests of what columns are."""

import numpy as np
import pandas as pd

from gansmote_tf.columns import Columns


def one_hot(codes, names):
    """0/1 columns of which each row sets the one its code names, or none for -1."""
    bits = np.vstack([np.eye(len(names), dtype=int), np.zeros(len(names), int)])[codes]
    return pd.DataFrame(bits, columns=names)


def round_trip(X, groups="auto"):
    columns = Columns(groups).fit(X)
    return columns.decode(columns.encode(X))


def learned(codes, kind, names=("x", "y", "z")):
    return Columns({"A": (kind, list(names))}).fit(one_hot(codes, list(names)))


def mixed_columns():
    """A table of every kind of column, read."""
    X = one_hot([0, 1, -1, 0, 1], ["S(Well)", "S(Poor)", "S(Odd)"])
    X = X.assign(
        F=[0, 1, 1, 0, 1],
        one=1,
        age=[30, 40, 50, 35, 45],
        colour=["red", None, "blue", "red", "red"],
        flag=[True, False, True, True, False],
    )
    return Columns().fit(X)
