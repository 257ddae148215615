"""A table of every shape of number beside categories that they depend on, and how well it is kept.

As a program it prints the figures over seeds: ``python -m tests.numeric_tables 10``.
"""

import sys

import numpy as np
import pandas as pd

from gansmote_tf import GANSMOTE

#: Columns of numbers.
NUMBERS = ("lognormal", "bimodal", "count", "bounded", "heavy", "constant")


def numeric_table(seed, rows=100):
    """Three classes of as many rows: numbers that depend on two categories and on the class.

    Returns:
        X and y, a class too many: ``"rest"`` of twice the rows is what the others are topped up to.
    """
    rng = np.random.default_rng(seed)
    y = np.repeat(["rest", "a", "b"], [2 * rows, rows, rows])
    high = rng.random(len(y)) < np.select([y == "a", y == "b"], [0.5, 0.3], 0.4)
    warm = rng.random(len(y)) < np.where(high, 0.7, 0.3)
    shift = np.select([y == "a", y == "b"], [0.5, -0.5], 0.0)
    normal = rng.normal(size=(3, len(y)))
    heavy = rng.standard_t(2, len(y))
    X = pd.DataFrame(
        {
            "level": np.where(high, "high", "low"),
            "heat": np.where(warm, "warm", "cold"),
            "lognormal": np.exp(3 + shift + 1.2 * high + normal[0]),
            "bimodal": np.where(warm, 5.0, -5.0) + shift + normal[1],
            "count": rng.poisson(np.where(high, 9, 3)),
            "bounded": 1 / (1 + np.exp(-(shift + 1.5 * warm - 0.75 + normal[2]))),
            "heavy": 2.0 * high + shift + heavy,
            "constant": 7.5,
        }
    )
    return X, y


def departures(real, made):
    """How far rows of a class are from its real ones, a line per number.

    Returns:
        Departures of the mean and of the sd, as shares of the real ones (the mean's of the sd,
        where it lies within half an sd of 0); of the three quartiles, as shares of the
        interquartile range; and correlations with the category that the number depends on, real
        and made.
    """
    lines = {}
    for name in NUMBERS:
        own, new = real[name].astype(float), made[name].astype(float)
        quarters = [0.25, 0.5, 0.75]
        iqr = own.quantile(0.75) - own.quantile(0.25)
        moved = (new.quantile(quarters) - own.quantile(quarters)).abs() / (iqr or 1.0)
        by, level = ("heat", "warm") if name in ("bimodal", "bounded") else ("level", "high")
        constant = own.std() == 0
        size = abs(own.mean()) if abs(own.mean()) > own.std() / 2 else own.std()
        lines[name] = {
            "mean": abs(new.mean() - own.mean()) / size,
            "sd": 0.0 if constant and new.std() == 0 else abs(new.std() / own.std() - 1),
            **dict(zip(("q1", "q2", "q3"), moved, strict=True)),
            "r real": np.nan if constant else own.corr((real[by] == level).astype(float)),
            "r made": np.nan if constant else new.corr((made[by] == level).astype(float)),
        }
    return pd.DataFrame(lines).T.rename_axis("column")


def measured(seeds, rows=1_000, recipe="default"):
    """Departures of both classes over seeds, rows being made of each."""
    found = []
    for seed in seeds:
        X, y = numeric_table(seed)
        sampler = GANSMOTE(recipe=recipe, random_state=seed).fit(X, y)
        for label in ("a", "b"):
            made = sampler.sample(rows, label, random_state=seed)
            found.append(departures(X[y == label], made).assign(seed=seed, label=label))
    return pd.concat(found).set_index(["seed", "label"], append=True)


def medians(found):
    """Medians over seeds and classes; the correlation's departure is the median of departures."""
    found = found.assign(correlation=(found["r made"] - found["r real"]).abs())
    return found.groupby("column", sort=False).median()


if __name__ == "__main__":
    print(medians(measured(range(int(sys.argv[1])))).round(3).to_string())
