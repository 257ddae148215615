"""Small tables for the tests of the benchmark's methods and protocols."""

import contextlib

import numpy as np
import pandas as pd

from gansmote_tf.benchmark.classifiers import CLASSIFIERS

COLUMNS = ("categories", "mixed", "bits")


def make_table(columns, sizes=(45, 15), seed=0):
    """Rows and labels of some kind of columns: attribute 0 tells of the label."""
    rng = np.random.default_rng(seed)
    y = np.repeat([0, 1], sizes)
    shifts = [y if attribute == 0 else 0 * y for attribute in range(4)]
    codes = np.stack([(rng.integers(0, 3, len(y)) + shift) % 3 for shift in shifts], axis=1)
    X = pd.DataFrame(np.array(["low", "mid", "high"])[codes], columns=list("ABCD"), dtype=object)
    if columns == "bits":
        names = [f"{name}({level})" for name in X for level in ("low", "mid", "high")]
        return pd.get_dummies(X, prefix_sep="(").add_suffix(")").astype("int64")[names], y
    X.iloc[3, 1] = None
    if columns == "mixed":
        X["depth"] = rng.normal(size=len(y)) + y
    return X, y


def telling_table(sizes=(60, 40)):
    """A table whose first attribute is the label."""
    y = np.repeat([0, 1], sizes)
    return pd.DataFrame({"told": np.where(y, "yes", "no"), "same": "x"}, dtype=object), y


def write_csv(path, X, y):
    """The table as the commands read it."""
    X.assign(target=y).to_csv(path, index=False)
    return path


@contextlib.contextmanager
def one_classifier(kept="naive Bayes"):
    """Within it the benchmark trains nothing but a quick classifier, in this process."""
    every = dict(CLASSIFIERS)
    CLASSIFIERS.clear()
    CLASSIFIERS[kept] = every[kept]
    try:
        yield
    finally:
        CLASSIFIERS.clear()
        CLASSIFIERS.update(every)  # in their order, which is that of the scores' columns
