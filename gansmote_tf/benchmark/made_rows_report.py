"""What made rows are like, as a section of a report: measures over tables, and a picture."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from gansmote_tf.benchmark.competitor import Competitor
from gansmote_tf.benchmark.made_rows import FIDELITY
from gansmote_tf.benchmark.page import Figure, Section, Table, figure_svg
from gansmote_tf.benchmark.scarce import draw
from gansmote_tf.benchmark.table_encoder import TableEncoder, plain_table, rows_at, sizes_of
from gansmote_tf.benchmark.wording import listed
from gansmote_tf.streams import small_seed, stream_key

_WHERE = "Measured on {} draw of each table and size, against the fewest frequent rows."
_MOST_SHOWN = 300


def fidelity_section(scores: pd.DataFrame, kinds: Mapping[str, str]) -> Section | None:
    """The measures of ``FIDELITY`` per method, mean over tables and sizes; None without any.

    Args:
        scores: What :func:`~gansmote_tf.benchmark.resumable.run_cells` returns of the cells.
        kinds: Method -> kind.
    """
    import matplotlib.pyplot as plt

    from gansmote_tf.plots.fidelity import plot_fidelity

    rows = scores.dropna(subset="distinct")
    if rows.empty:
        return None
    over = rows.groupby(["table", "method"], sort=False)[list(FIDELITY)].mean()
    frame = over.groupby("method", sort=False).mean().reset_index()
    frame.insert(1, "kind", frame["method"].map(kinds))
    formats = dict.fromkeys(FIDELITY, ".3f") | {"distance": ".2f", "trained_on_made": ".1f"}
    table = Table(
        "fidelity",
        "What made rows of the scarce class are like, mean over tables and sizes",
        frame,
        formats=formats,
    )
    axes = plot_fidelity(rows)
    alt = "Measures of made rows, a panel each, a line per method with intervals over tables."
    figure = Figure("fidelity", "Made rows beside real ones", figure_svg(axes[0].figure), alt)
    plt.close(axes[0].figure)
    where = _WHERE.format("every" if rows["draw"].any() else "the first")
    told = [f"{name}: {what}." for name, what in FIDELITY.items()]
    return Section("What the rows are like", [where, " ".join(told)], [figure, table])


def added_nothing(scores: pd.DataFrame) -> list[str]:
    """Which methods sometimes made no row, as a sentence; nothing where none did.

    Args:
        scores: ``method`` and ``made``, a line per draw.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.made_rows_report import added_nothing
        >>> scores = pd.DataFrame({"method": ["ADASYN"] * 3 + ["prior"], "made": [94, 0, 90, 94]})
        >>> added_nothing(scores)
        ['Made no row, and so was scored as the original rows: ADASYN on 1 of 3 draws.']
    """
    told = []
    for method, made in scores.groupby("method", sort=False)["made"]:
        none = int((made == 0).sum())
        if none and (made > 0).any():
            told.append(f"{method} on {none} of {len(made)} draws")
    if not told:
        return []
    verb = "was" if len(told) == 1 else "were"
    return [f"Made no row, and so {verb} scored as the original rows: {listed(told)}."]


def picture_of_rows(
    name: str,
    X: pd.DataFrame,
    y: Sequence,
    methods: Sequence[Competitor],
    *,
    frequent: int,
    rows: int,
    seed: int,
) -> Figure | None:
    """Principal components of real rows of the scarce class that were not drawn, and of made ones.

    Args:
        name: The table's name.
        X, y: The table.
        methods: Whose rows to show, a panel each.
        frequent, rows, seed: The first draw of these is topped up.

    Returns:
        The picture; None where no method makes a row.
    """
    import matplotlib.pyplot as plt

    from gansmote_tf.plots.films import plot_pca_grid

    plain, labels = plain_table(X), np.asarray(y)
    encoder = TableEncoder(plain)
    encoded = encoder.encode(plain)
    drawn = draw(labels, frequent, rows, (seed, 0))
    scarce = list(sizes_of(labels))[1]
    real = encoded[drawn.test[labels[drawn.test] == scarce]][:_MOST_SHOWN]
    panels = []
    for method in methods:
        given = rows_at(encoded if method.encoded else plain, drawn.train), labels[drawn.train]
        own_seed = small_seed(stream_key(seed, "picture", method.name))
        ((X_more, y_more),) = method.top_up([given], [None], own_seed)
        X_more = np.asarray(X_more) if method.encoded else encoder.encode(X_more)
        made = X_more[len(drawn.train) :][np.asarray(y_more)[len(drawn.train) :] == scarce]
        if len(made):
            panels.append((method.name, made[:_MOST_SHOWN]))
    if not panels:
        return None
    axes = plot_pca_grid({name: real}, {name: panels}, most=len(panels))
    svg = figure_svg(axes[0, 0].figure)
    plt.close(axes[0, 0].figure)
    title = f"Rows of {name}, class {scarce}: made from {rows} rows, beside real ones not drawn"
    alt = "First two principal components of real and of made rows, a panel per method."
    return Figure("made-rows", title, svg, alt)
