"""Generators of tables by others, compared where they are installed; none is required.

Each learns from the rows of one class and is asked for as many as that class lacks. CTGAN and TVAE
(the package ctgan) are under the Business Source License, which is no open-source one.
"""

import functools
from collections.abc import Callable
from importlib import metadata

import numpy as np
import pandas as pd
from imblearn.utils import check_sampling_strategy

from gansmote_tf.benchmark.competitor import Competitor
from gansmote_tf.benchmark.table_encoder import filled, numbers_of
from gansmote_tf.benchmark.top_up import seeds_of

#: From the rows of one class (no value missing), the number of rows to make and a seed to rows.
Generator = Callable[[pd.DataFrame, int, int], pd.DataFrame]


def extra_competitors() -> dict[str, Competitor]:
    """Every one of them by its name, installed or not.

    Example:
        >>> from gansmote_tf.benchmark.extra_competitors import extra_competitors
        >>> extra_competitors()["arfpy"].extra
        'arfpy'
    """
    found = [
        _per_class("arfpy", "arfpy", "Watson, Blesch, Kapar & Wright 2023", adversarial_forest),
        _per_class("CTGAN", "ctgan", "Xu et al. 2019", functools.partial(ctgan, "CTGAN")),
        _per_class("TVAE", "ctgan", "Xu et al. 2019", functools.partial(ctgan, "TVAE")),
        _per_class(
            "ForestDiffusion",
            "ForestDiffusion",
            "Jolicoeur-Martineau, Fatras & Kachman 2024",
            forest_diffusion,
        ),
    ]
    citation = "Barua, Islam & Murase 2013; smote-variants, Kovács 2019"
    found.append(
        Competitor(
            "ProWSyn",
            "baseline",
            citation,
            _prowsyn,
            encoded=True,
            sized=False,
            settings=_version("smote_variants"),
            extra="smote_variants",
        )
    )
    return {one.name: one for one in found}


def _per_class(name, extra, citation, generate):
    top_up = functools.partial(top_up_by_class, generate)
    settings = f"{name}, {_version(extra)}"
    return Competitor(name, "baseline", citation, top_up, settings=settings, extra=extra)


def _version(package):
    """A package and its version, where it is installed."""
    try:
        return f"{package} {metadata.version(package)}"
    except metadata.PackageNotFoundError:
        return package


def top_up_by_class(generate: Generator, tables: list, sizes: list, seed: int) -> list:
    """Top up tables with a generator that learns from one class at a time.

    Args:
        generate: The generator.
        tables: Rows and labels of each.
        sizes: Label -> size of each, None for balance.
        seed: Decides the rows as far as the generator lets a seed decide.

    Example:
        >>> import numpy as np, pandas as pd
        >>> from gansmote_tf.benchmark.extra_competitors import top_up_by_class
        >>> X, y = pd.DataFrame({"a": ["x", "y", "y"]}), np.array([0, 1, 1])
        >>> copies = lambda rows, n, seed: rows.sample(n, replace=True, random_state=seed)
        >>> top_up_by_class(copies, [(X, y)], [None], 0)[0][0]["a"].tolist()
        ['x', 'y', 'y', 'x']
    """
    results = []
    for (X, y), size, own in zip(tables, sizes, seeds_of(seed, tables), strict=True):
        asked = check_sampling_strategy(size or "auto", np.asarray(y), "over-sampling")
        X, parts, labels = filled(X), [filled(X)], [np.asarray(y)]
        for label, n in asked.items():
            if n > 0:
                rows = X[np.asarray(y) == label].reset_index(drop=True)
                parts.append(generate(rows, n, own)[list(X)])
                labels.append(np.full(n, label))
        results.append((pd.concat(parts, ignore_index=True), np.concatenate(labels)))
    return results


def adversarial_forest(rows: pd.DataFrame, n: int, seed: int) -> pd.DataFrame:
    """Rows of an adversarial random forest, by the package arfpy."""
    from arfpy import arf

    np.random.seed(seed)  # noqa: NPY002 (the package draws from it)
    bits = rows.select_dtypes("int64").columns  # numbers, to the package
    forest = arf.arf(x=rows.astype(dict.fromkeys(bits, "str")), random_state=seed, verbose=False)
    forest.forde()
    return forest.forge(n=n).astype(dict.fromkeys(bits, "int64"))


def ctgan(name: str, rows: pd.DataFrame, n: int, seed: int) -> pd.DataFrame:
    """Rows of a CTGAN or a TVAE, by the package ctgan, with its own 300 epochs."""
    import ctgan as package

    model = getattr(package, name)()
    model.set_random_state(seed)
    model.fit(rows, [column for column in rows if column not in numbers_of(rows)])
    return model.sample(n)


def forest_diffusion(rows: pd.DataFrame, n: int, seed: int) -> pd.DataFrame:
    """Rows of boosted trees that learn a flow, by ForestDiffusion, in 20 noise levels."""
    from ForestDiffusion import ForestDiffusionModel

    codes = {name: pd.factorize(rows[name]) for name in rows if name not in numbers_of(rows)}
    numbers = rows.assign(**{name: code for name, (code, _) in codes.items()}).to_numpy("float64")
    places = [rows.columns.get_loc(name) for name in codes]
    two = [place for place in places if len(codes[rows.columns[place]][1]) <= 2]
    model = ForestDiffusionModel(
        numbers,
        n_t=20,
        diffusion_type="flow",
        cat_indexes=[place for place in places if place not in two],
        bin_indexes=two,
        n_jobs=1,
        seed=seed,
    )
    made = pd.DataFrame(model.generate(batch_size=n), columns=rows.columns)
    for name, (_, levels) in codes.items():
        made[name] = levels.take(made[name].round().astype(int).clip(0, len(levels) - 1))
    return made


def _prowsyn(tables, sizes, seed):
    import smote_variants

    return [
        smote_variants.ProWSyn(random_state=own).sample(np.asarray(X), np.asarray(y))
        for (X, y), own in zip(tables, seeds_of(seed, tables), strict=True)
    ]
