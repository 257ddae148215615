"""The comparisons that there are, from tables and methods to a :class:`Study`."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from gansmote_tf.benchmark import augmentation, honest, scarce
from gansmote_tf.benchmark.competitor import Competitor
from gansmote_tf.benchmark.folds import Rules, folded_table
from gansmote_tf.benchmark.made_rows_report import picture_of_rows
from gansmote_tf.benchmark.study import Study, Tables
from gansmote_tf.benchmark.table_encoder import sizes_of


def scarce_study(
    tables: Tables,
    methods: Sequence[Competitor],
    *,
    frequent: Sequence[int] = (100,),
    rows: Sequence[int] = (6, 12, 25, 50),
    draws: int = 10,
    as_drawn: bool = False,
    share: float = 1.0,
    every_draw: bool = False,
    seed: int = 0,
) -> Study:
    """Classes of a few rows: see :mod:`~gansmote_tf.benchmark.scarce`.

    Args:
        tables: Name -> rows and labels.
        methods: What is compared; with a ``share`` those that cannot be asked for any number of
            rows are left out.
        frequent, rows, draws, as_drawn, share, every_draw, seed: See
            :func:`~gansmote_tf.benchmark.scarce.scarce_cells`.

    Raises:
        ValueError: Rows are nowhere fewer than frequent ones, or no method can be asked for any
            number.
    """
    from gansmote_tf.benchmark.scarce_report import kinds_of, report_scarce

    methods = methods if share == 1 else _sized(methods)
    frequent, rows = list(dict.fromkeys(frequent)), list(dict.fromkeys(rows))
    sizes = _pairs(frequent, rows)
    numbers = {"frequent": frequent, "rows": rows, "draws": draws, "seed": seed}
    numbers |= scarce.unusual(as_drawn=as_drawn, share=share, every_draw=every_draw)
    cells = scarce.scarce_cells(tables, methods, **numbers)
    tested = ", tested as scarce as drawn" if as_drawn else ""
    topped_up = f", topped up to {100 * share:g} % of them" if share != 1 else ""
    sizes_told = f"{_listed(rows)} rows against {_listed(frequent)}{topped_up}"
    return Study(
        title=f"Scarce classes: {sizes_told}, {draws} draws{tested}",
        tables={name: tables[name] for name in dict.fromkeys(_names(cells))},
        methods=methods,
        cells=cells,
        told=[*_too_small(tables, cells, sizes), *_nowhere(methods, cells)],
        settings={"protocol": "scarce", **numbers, "methods": [one.name for one in methods]},
        report=functools.partial(
            report_scarce, kinds=kinds_of(methods), picture=_picture(tables, cells, seed)
        ),
    )


def _picture(tables, cells, seed):
    """From names of methods to a picture of the rows that they make for the first cell, if any."""
    if not cells:
        return None
    keys = cells[0].keys
    known = {one.name: one for one in cells[0].methods}

    def draw_rows(names):
        table = tables[keys["table"]]
        sizes = {"frequent": keys["frequent"], "rows": keys["rows"]}
        chosen = [known[name] for name in names if name in known]
        return picture_of_rows(keys["table"], *table, chosen, **sizes, seed=seed)

    return draw_rows


def augmentation_study(
    tables: Tables,
    methods: Sequence[Competitor],
    *,
    frequent: int = 100,
    rows: Sequence[int] = (12, 50),
    draws: int = 5,
    seed: int = 0,
) -> Study:
    """Scores against the number of made rows: see :mod:`~gansmote_tf.benchmark.augmentation`.

    Args:
        tables: Name -> rows and labels.
        methods: What is compared; those that cannot be asked for any number are left out.
        frequent, rows, draws, seed: See
            :func:`~gansmote_tf.benchmark.augmentation.augmentation_cells`.

    Raises:
        ValueError: Rows are never fewer than frequent ones, or no method can be asked for any
            number.
    """
    from gansmote_tf.benchmark.augmentation_report import report_augmentation
    from gansmote_tf.benchmark.scarce_report import kinds_of

    methods = _sized(methods)
    rows = list(dict.fromkeys(rows))
    sizes = [(more, few) for _, few in _pairs([frequent], rows) for more in (frequent, few)]
    numbers = {"frequent": frequent, "rows": rows, "draws": draws, "seed": seed}
    cells = augmentation.augmentation_cells(tables, methods, **numbers)
    return Study(
        title=f"How many made rows: {_listed(rows)} rows, {draws} draws",
        tables={name: tables[name] for name in dict.fromkeys(_names(cells))},
        methods=methods,
        cells=cells,
        told=[*_too_small(tables, cells, sizes), *_nowhere(methods, cells)],
        settings={"protocol": "augment", **numbers, "methods": [one.name for one in methods]},
        report=functools.partial(report_augmentation, kinds=kinds_of(methods)),
    )


def honest_study(
    tables: Tables,
    methods: Sequence[Competitor],
    *,
    rules: Rules | None = None,
    repeats: int = 3,
    apart: bool = False,
    reference: str = honest.REFERENCE,
    seed: int = 0,
) -> Study:
    """Whole tables by repeated cross-validation: see :mod:`~gansmote_tf.benchmark.honest`.

    Args:
        tables: Name -> rows and labels.
        methods: What is compared; a ceiling, which needs further rows, is left out.
        rules: What is done to tables first; None for the usual ones.
        repeats, apart, seed: See :func:`~gansmote_tf.benchmark.folds.folded_table`.
        reference: The method that the others are compared with.

    Raises:
        ValueError: The reference is not among the methods, or can't be compared with all of them.
    """
    from gansmote_tf.benchmark.honest_report import report_honest
    from gansmote_tf.benchmark.scarce_report import kinds_of

    rules = rules or Rules()
    methods = [one for one in methods if one.kind != "ceiling"]
    _check_reference(reference, methods)
    numbers = {"folds": rules.folds, "repeats": repeats, "apart": apart, "seed": seed}
    kept, folded, told = _folded(tables, rules, numbers)
    what = next(iter(kept)) if len(kept) == 1 else f"{len(kept)} tables"
    return Study(
        title=f"{what} by {repeats} times {rules.folds}-fold cross-validation"
        + ", equal rows on one side" * apart,
        tables=kept,
        methods=methods,
        cells=honest.honest_cells(folded, methods, apart=apart, seed=seed),
        told=told,
        settings={
            "protocol": "honest",
            **numbers,
            **asdict(rules),
            "reference": reference,
            "methods": [one.name for one in methods],
        },
        report=functools.partial(
            report_honest, kinds=kinds_of(methods), reference=reference, tables=folded
        ),
    )


def _check_reference(reference, methods):
    able = [one.name for one in methods if one.model is None and one.columns == "any"]
    if reference not in able:
        raise ValueError(
            "reference must be a method that is compared, that goes with every classifier and is "
            f"for every table: {', '.join(able) or 'none of these is'}. "
            f"Received: reference={reference!r}."
        )


def _folded(tables: Tables, rules: Rules, numbers: Mapping):
    """The tables by the rules, the same with their folds, and in words what the rules did."""
    kept, folded, told = {}, [], []
    for name, table in tables.items():
        try:
            *ruled, done = rules.apply(*table, numbers["seed"])
            folded.append(folded_table(name, *ruled, **numbers))
        except ValueError as error:
            told.append(f"{name} is left out: {error}")
        else:
            kept[name] = tuple(ruled)
            told += [f"{name}: {what}." for what in done]
    return kept, folded, told


def _names(cells):
    return [cell.keys["table"] for cell in cells]


def _listed(numbers):
    return ", ".join(map(str, numbers))


def _sized(methods):
    """The methods that can be asked for any number of rows."""
    sized = [one for one in methods if one.sized]
    if not sized:
        raise ValueError(
            "methods must be such as can be asked for any number of rows. "
            f"Received: {', '.join(one.name for one in methods)}, none of which can."
        )
    return sized


def _pairs(frequent, rows):
    """The pairs of sizes in which rows are the fewer."""
    pairs = [(more, few) for more in frequent for few in rows if few < more]
    if not pairs:
        raise ValueError(
            "rows must be fewer than frequent in some pair of them. "
            f"Received: {_listed(rows)} rows against {_listed(frequent)}."
        )
    return pairs


def _too_small(tables: Tables, cells, sizes: Sequence) -> list[str]:
    """Which tables lack the rows for some of the sizes."""
    told = []
    for name, (_, y) in tables.items():
        found = sum(cell.keys["table"] == name for cell in cells)
        if found < len(sizes):
            largest = list(sizes_of(y).values())[:2]
            there = f"has {found} of {len(sizes)} pairs of sizes" if found else "is left out"
            told.append(
                f"{name} {there}: its two largest classes have {_listed(largest)} rows, of which "
                f"{scarce.LEAST_TESTED} each must be left to test on."
            )
    return told


def _nowhere(methods, cells):
    """The methods that are scored on no table."""
    scored = {one.name for cell in cells for one in cell.methods}
    named = [one.name for one in methods if one.name not in scored]
    return [f"Scored on no table, for want of rows or of columns: {', '.join(named)}."] * bool(
        named and cells
    )
