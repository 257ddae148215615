"""What rows that nobody had to learn reach in a fidelity report."""

from typing import Any

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state, resample

from gansmote_tf.metrics.fidelity import FidelityReport, fidelity_report
from gansmote_tf.metrics.tables import FittedColumns, check_whole, read_tables


def fidelity_baselines(
    real: Any,
    held_out: Any,
    n: int | None = None,
    *,
    columns: FittedColumns | None = None,
    random_state: Any = 0,
    **how: Any,
) -> dict[str, FidelityReport]:
    """What rows that nobody had to learn reach on the same table.

    Args:
        real, held_out, columns, random_state: As :func:`fidelity_report` takes them.
        n: Rows that are drawn; as many as ``real`` if None.
        how: ``valid``, ``bins`` and ``trees`` of :func:`fidelity_report`.

    Returns:
        A report for each: ``"held out"``, the rows held out against those trained on, which is
        what perfect rows reach; ``"copies"``, rows drawn from ``real`` with replacement, as random
        oversampling does, and ``"attributes alone"``, each attribute drawn from ``real``
        without regard to the others, both against the rows held out.

    Raises:
        TypeError: ``n`` is no whole number, and as :func:`fidelity_report`.
        ValueError: ``n`` is below 1, and as :func:`fidelity_report`.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.metrics import fidelity_baselines
        >>> rows = np.repeat(np.random.default_rng(0).integers(0, 3, (400, 1)), 4, axis=1)
        >>> found = fidelity_baselines(rows[:200], rows[200:], trees=0)
        >>> {name: round(report.pair_variation, 2) for name, report in found.items()}
        {'held out': 0.06, 'copies': 0.07, 'attributes alone': 0.66}
    """
    random = check_random_state(random_state)
    size = len(read_tables(real=real)["real"]) if n is None else check_whole("n", n, 1)
    seed = random.randint(2**31)
    same = {"columns": columns, "random_state": seed, **how}
    copied = resample(real, n_samples=size, random_state=random)
    alone = _attributes_drawn(real, size, columns, random)
    return {
        "held out": fidelity_report(real, held_out, **same),
        "copies": fidelity_report(real, copied, held_out, **same),
        "attributes alone": fidelity_report(real, alone, held_out, **same),
    }


def _attributes_drawn(real, n, columns, random):
    """Rows of which each attribute is that of some row of ``real``."""
    if columns is None:
        frame = read_tables(real=real)["real"]
        drawn = [
            frame.iloc[random.randint(len(frame), size=n), [place]].reset_index(drop=True)
            for place in range(frame.shape[1])
        ]
        return pd.concat(drawn, axis=1)
    rows = columns.encode(real)
    made = np.empty((n, rows.shape[1]), rows.dtype)
    for group in columns.groups:
        blocks = [group.positions] if group.exclusive else np.transpose([group.positions])
        for block in blocks:
            made[:, list(block)] = rows[random.randint(len(rows), size=n)][:, list(block)]
    return columns.decode(made)
