"""Generators of tables by others, compared where they are installed; none is required.

Each learns from the rows of one class and is asked for as many as that class lacks. Written for,
and tried with:

- arfpy 0.1.1, MIT licence;
- ctgan 0.12.1, which needs pandas below 3; Business Source License 1.1: free to use but for
  offering synthetic data as a service, no open-source licence until a release is four years old;
- ForestDiffusion 1.0.6, MIT licence; takes minutes per class of a dozen rows;
- smote-variants 1.0.1, MIT licence.
"""

import contextlib
import functools
import logging
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import metadata
from unittest import mock

import joblib
import numpy as np
import pandas as pd
from imblearn.utils import check_sampling_strategy
from threadpoolctl import threadpool_limits

from gansmote_tf.benchmark.competitor import Competitor
from gansmote_tf.benchmark.table_encoder import filled, numbers_of
from gansmote_tf.benchmark.top_up import Table, seeds_of

#: From the rows of one class (no value missing), the number of rows to make and a seed to rows.
Generator = Callable[[pd.DataFrame, int, int], pd.DataFrame]


def extra_competitors() -> dict[str, Competitor]:
    """Every one of them by its name, installed or not.

    Example:
        >>> from gansmote_tf.benchmark.extra_competitors import extra_competitors
        >>> extra_competitors()["arfpy"].extra
        'arfpy'
    """
    diffusion = "Jolicoeur-Martineau, Fatras & Kachman 2024"
    found = [
        _by_class("arfpy", "arfpy", "Watson, Blesch, Kapar & Wright 2023", adversarial_forest),
        _by_class("CTGAN", "ctgan", "Xu et al. 2019", functools.partial(ctgan, "CTGAN")),
        _by_class("TVAE", "ctgan", "Xu et al. 2019", functools.partial(ctgan, "TVAE")),
        _by_class("ForestDiffusion", "ForestDiffusion", diffusion, forest_diffusion),
        Competitor(
            "ProWSyn",
            "baseline",
            "Barua, Islam & Murase 2013; smote-variants, Kovács 2019",
            functools.partial(_top_up, prowsyn, "ProWSyn"),
            settings=f"ProWSyn, {_version('smote_variants')}",
            encoded=True,
            extra="smote_variants",
        ),
    ]
    return {one.name: one for one in found}


def _by_class(name, extra, citation, generate):
    top_up = functools.partial(top_up_by_class, generate, name=name)
    settings = f"{name}, {_version(extra)}"
    return Competitor(name, "baseline", citation, top_up, settings=settings, extra=extra)


def _version(package):
    """A package and its version, where it is installed: scores of another one are others."""
    try:
        return f"{package} {metadata.version(package)}"
    except metadata.PackageNotFoundError:
        return package


def top_up_by_class(
    generate: Generator,
    tables: Sequence[Table],
    sizes: Sequence[Mapping | None],
    seed: int,
    *,
    name: str = "generator",
) -> list[Table]:
    """Top up tables with a generator that learns from one class at a time.

    A class whose rows the generator cannot learn from, of one row for instance, stays as it is, and
    a warning says why.

    Args:
        generate: The generator. It may draw from NumPy's global one, which gets a seed before and
            its own state back after.
        tables: Rows and labels of each.
        sizes: Label -> size of each, None for balance.
        seed: Decides the rows as far as the generator lets a seed decide.
        name: What warnings call it.

    Raises:
        ImportError, AttributeError, TypeError: The generator's package is not installed, or is not
            the one that the generator was written for.

    Example:
        >>> import numpy as np, pandas as pd
        >>> from gansmote_tf.benchmark.extra_competitors import top_up_by_class
        >>> X, y = pd.DataFrame({"a": ["x", "y", "y"]}), np.array([0, 1, 1])
        >>> copies = lambda rows, n, seed: rows.sample(n, replace=True, random_state=seed)
        >>> top_up_by_class(copies, [(X, y)], [None], 0)[0][0]["a"].tolist()
        ['x', 'y', 'y', 'x']
    """

    def make(X, of_class, n, own):
        rows = X[of_class].reset_index(drop=True)
        return generate(rows, n, own)[list(X)].astype(X.dtypes)

    return _top_up(make, name, [(filled(X), y) for X, y in tables], sizes, seed)


def _top_up(make, name, tables, sizes, seed):
    """``make`` gets rows, which of them are of the class, how many are asked for, and a seed."""
    results = []
    for (X, y), size, own in zip(tables, sizes, seeds_of(seed, tables), strict=True):
        y = np.asarray(y)
        asked = check_sampling_strategy(size or "auto", y, "over-sampling")
        parts, labels = [X], [y]
        for (label, n), each in zip(asked.items(), seeds_of(own, asked), strict=True):
            made = _made(make, (name, label), X, y == label, n, each) if n else X[:0]
            parts.append(made)
            labels.append(np.repeat(np.array([label], y.dtype), len(made)))
        join = np.concatenate if isinstance(X, np.ndarray) else _stacked
        results.append((join(parts), np.concatenate(labels)))
    return results


def _stacked(parts):
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def _made(make, names, X, of_class, n, seed):
    """Rows of a class; none, and a warning, where its own rows do not do."""
    try:
        with _alone(seed):
            made = make(X, of_class, n, seed)
        missing = int(pd.DataFrame(made).isna().to_numpy().sum())
        if len(made) != n or missing:
            raise ValueError(
                f"{n} rows were asked for, {len(made)} came, with {missing} values missing."
            )
    except (ImportError, AttributeError, TypeError):
        raise  # no rows are at fault: the package is not what the generator was written for
    except Exception as error:
        name, label = names
        rows = "row" if of_class.sum() == 1 else "rows"
        reason = " ".join(str(error).split()) or type(error).__name__
        warnings.warn(
            f"{name} added nothing to the {of_class.sum()} {rows} of class {label}: {reason}",
            UserWarning,
            stacklevel=2,
        )
        return X[:0]
    return made


@contextlib.contextmanager
def _alone(seed: int) -> Iterator[None]:
    """NumPy's global generator is seeded and put back; joblib starts no processes.

    Packages draw from that generator, and smote_variants seeds it when it is imported.
    """
    state = np.random.get_state()  # noqa: NPY002
    np.random.seed(seed)  # noqa: NPY002
    try:
        with joblib.parallel_config(backend="sequential"):
            yield
    finally:
        np.random.set_state(state)  # noqa: NPY002


def adversarial_forest(rows: pd.DataFrame, n: int, seed: int) -> pd.DataFrame:
    """Rows of an adversarial random forest, by the package arfpy.

    Args:
        rows: Rows of one class: categories, numbers and bits.
        n: How many to make.
        seed: For scikit-learn's forest; the package also draws from NumPy's global generator.

    Raises:
        ValueError: There are numbers, and one row only.
    """
    from arfpy import arf

    numbers = numbers_of(rows)
    if numbers and len(rows) == 1:
        raise ValueError("a class must have at least 2 rows, to tell how its numbers vary.")
    kinds = {name: "category" for name in rows if name not in numbers}
    # By number: the package looks columns up by position, which pandas 3 takes for a name.
    numbered = rows.astype(kinds).set_axis(range(rows.shape[1]), axis=1)
    with mock.patch.object(np, "in1d", np.isin, create=True):  # gone from NumPy 2.4
        forest = arf.arf(x=numbered, random_state=seed, verbose=False)
        forest.forde()
        return forest.forge(n=n).set_axis(list(rows), axis=1)


def ctgan(name: str, rows: pd.DataFrame, n: int, seed: int) -> pd.DataFrame:
    """Rows of a CTGAN or a TVAE, by the package ctgan, with its own 300 epochs, on the CPU.

    Args:
        name: ``"CTGAN"`` or ``"TVAE"``.
        rows: Rows of one class: categories, numbers and bits. One row with numbers is too few.
        n: How many to make.
        seed: Decides the rows.
    """
    import ctgan as package

    # Its encoders take names of text only.
    named = rows.set_axis([f"column {place}" for place in range(rows.shape[1])], axis=1)
    numbers = numbers_of(named)
    with threadpool_limits(1):
        # A GPU's own generator would be left unseeded.
        model = getattr(package, name)(enable_gpu=False)
        model.set_random_state(seed)
        model.fit(named, [column for column in named if column not in numbers])
        return model.sample(n).set_axis(list(rows), axis=1)


def forest_diffusion(rows: pd.DataFrame, n: int, seed: int) -> pd.DataFrame:
    """Rows of boosted trees that learn a flow, by ForestDiffusion, in 20 noise levels.

    Categories are coded here as the package would, a bit for every level but the first, because its
    own decoding takes the levels of column 11 for some of column 1.

    Args:
        rows: Rows of one class: categories, numbers and bits.
        n: How many to make.
        seed: Decides the rows.
    """
    from ForestDiffusion import ForestDiffusionModel

    numbers = numbers_of(rows)
    levels = {name: np.unique(rows[name]) for name in rows if name not in numbers}
    blocks = [
        rows[[name]].to_numpy() == levels[name][1:] if name in levels else rows[[name]]
        for name in rows
    ]
    with threadpool_limits(1):
        coded = np.hstack(blocks).astype("float64")
        model = ForestDiffusionModel(coded, n_t=20, n_jobs=1, seed=seed)
        made = model.generate(batch_size=n)
    ends = np.cumsum([block.shape[1] for block in blocks])[:-1]
    columns = dict(zip(rows, np.split(made, ends, axis=1), strict=True))
    for name in levels:
        # The first level, where no bit of another is nearer to one than to zero.
        others = columns[name]
        columns[name] = levels[name][np.hstack([np.full((n, 1), 0.5), others]).argmax(axis=1)]
    return pd.DataFrame({name: np.ravel(column) for name, column in columns.items()})


def prowsyn(X: np.ndarray, of_class: np.ndarray, n: int, seed: int) -> np.ndarray:
    """Rows between those of a class, more where others are near, by smote-variants.

    Args:
        X: Encoded rows of all classes.
        of_class: Which of them are of the class.
        n: How many to make.
        seed: Decides the rows.

    Raises:
        ValueError: The class has fewer than three rows; the package would return none, silently.
    """
    import smote_variants

    logging.getLogger("smote_variants").setLevel(logging.WARNING)  # it tells of every step
    if of_class.sum() < 3:
        raise ValueError("a class must have at least 3 rows.")
    own, others = X[of_class], X[~of_class]
    # The class must be the smaller one. Others are only asked for their neighbours in it: repeated,
    # they name the same.
    others = np.tile(others, (len(own) // len(others) + 1, 1))
    rows = np.concatenate([others, own])
    labels = np.repeat([0, 1], [len(others), len(own)])
    share = (n + 0.5) / (len(others) - len(own))  # of what balance lacks, rounded down
    sampler = smote_variants.ProWSyn(proportion=share, random_state=seed)
    return sampler.sample(rows, labels)[0][len(rows) :].astype(X.dtype)
