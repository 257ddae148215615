"""What rows of the default recipe give away of those that it was trained on, table by table.

As a program it prints the figures: ``python -m tests.privacy_tables mushroom.csv vote.csv``, with
the petrography stand-in as the last table.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from gansmote_tf import GANSMOTE, Columns, load_csv, load_petrography
from gansmote_tf.metrics import privacy_report

#: Rows of each class that are trained on; as many are held out.
SIZES = (12, 50, 200)

#: Rows generated of each class.
MADE = 500


def halves(y, n, seed):
    """Positions of ``n`` rows of each class that has twice as many, and of as many others."""
    rng = np.random.default_rng(seed)
    places = {label: np.flatnonzero(y == label) for label in np.unique(y)}
    drawn = [rng.permutation(own)[: 2 * n] for own in places.values() if len(own) >= 2 * n]
    return [np.concatenate([own[part] for own in drawn]) for part in (slice(n), slice(n, None))]


def reports(X, y, n, seed, recipe="default"):
    """A report for each class that is large enough: a sampler that saw ``n`` rows of each."""
    y = np.asarray(y)
    seen, held = halves(y, n, seed)
    columns = Columns().fit(X)
    sampler = GANSMOTE(recipe=recipe, random_state=seed).fit(X.iloc[seen], y[seen])
    for label in np.unique(y[seen]):
        made = sampler.sample(MADE, label, random_state=seed)
        tables = (X.iloc[seen[y[seen] == label]], made, X.iloc[held[y[held] == label]])
        yield privacy_report(*(columns.attributes(columns.encode(table)) for table in tables))


def measured(tables, seeds, sizes=SIZES, recipe="default"):
    """A line per table and size: means over classes and seeds, ± the standard error over seeds.

    Args:
        tables: Name to X and y. Sizes that fewer than two classes have twice are left out.
    """
    lines = []
    for name, (X, y) in tables.items():
        counts = pd.Series(np.asarray(y)).value_counts()
        for n in (size for size in sizes if (counts >= 2 * size).sum() > 1):
            found = [list(reports(X, y, n, seed, recipe)) for seed in seeds]
            areas = [np.mean([each.membership_auc for each in own]) for own in found]
            lines.append(
                {
                    "table": name,
                    "rows": n,
                    **means([each for own in found for each in own]),
                    **spread(areas),
                }
            )
    return pd.DataFrame(lines)


def means(found):
    """What is told of a size, each figure the mean over its reports."""
    of = {
        "copies": lambda each: each.copies_of_real,
        "copies of held out": lambda each: each.copies_of_holdout,
        "distance": lambda each: each.real_distances[1],
        "distance of held out": lambda each: each.holdout_distances[1],
        "nearer to trained": lambda each: each.nearer_to_real,
    }
    return {name: np.mean([value(each) for each in found]) for name, value in of.items()}


def spread(areas):
    """Mean and standard error of the areas of the seeds."""
    error = np.std(areas, ddof=1) / np.sqrt(len(areas))
    return {"membership AUC": np.mean(areas), "±": error}


if __name__ == "__main__":
    files = {Path(file).stem: load_csv(file, "target", binary=False) for file in sys.argv[1:]}
    found = measured(files | {"stand-in": load_petrography(original=False)}, range(5))
    text = found.to_markdown(index=False, floatfmt=("", "", ".1%", ".1%", *[".2f"] * 5))
    print(text)
