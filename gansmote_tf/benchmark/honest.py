"""Methods compared on whole tables by repeated cross-validation, without a look at the test rows.

In each fold rows are topped up, numbers scaled and missing ones filled in by the training part
alone. A network's stopping epoch is chosen on a split of that part, whose own training rows are
topped up by themselves; it is then trained anew on the whole part, topped up, for as many epochs.
What a method sees of the test part is what a data dictionary says: which columns are numbers, and
which levels the others have.
"""

import functools
from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.metrics import log_loss
from sklearn.utils.class_weight import compute_sample_weight

from gansmote_tf.benchmark.classifiers import CLASSIFIERS, fit
from gansmote_tf.benchmark.competitor import Competitor
from gansmote_tf.benchmark.folds import INNER_FOLDS, FoldedTable
from gansmote_tf.benchmark.measures import measures
from gansmote_tf.benchmark.resumable import Cell
from gansmote_tf.benchmark.table_encoder import TableEncoder, rows_at, with_medians_of
from gansmote_tf.datasets import data_hash
from gansmote_tf.streams import small_seed, stream_key

#: What the differences are to.
REFERENCE = "original rows"

#: The classifier whose stopping epoch is chosen on an inner split; its epochs at most, and how many
#: without a lower loss end the search.
NETWORK, MOST_EPOCHS, PATIENCE = "network (100 units)", 60, 10


def honest_cells(
    tables: Sequence[FoldedTable], methods: Sequence[Competitor], *, apart: bool, seed: int
) -> list[Cell]:
    """The work of the protocol: a cell for each table and repetition of its folds.

    Args:
        tables: With their folds.
        methods: What is compared; a ceiling, which needs further rows, is left out.
        apart: Whether the folds keep rows that equal each other on one side.
        seed: What decided the folds, and decides the methods.
    """
    cells = []
    for table in tables:
        own = [one for one in methods if one.kind != "ceiling" and one.applies_to(table.X)]
        score = functools.partial(score_method, table, seed=seed)
        settings = {
            "protocol": "honest 2",
            "folds": len(table.folds[0]),
            "apart": apart,
            "seed": seed,
            "classifiers": {name: repr(model) for name, model in CLASSIFIERS.items()},
            "network": [MOST_EPOCHS, PATIENCE, INNER_FOLDS],
        }
        data = data_hash(table.X, table.y)
        for repeat in range(len(table.folds)):
            keys = {"table": table.name, "repeat": repeat}
            cells.append(Cell(keys, own, score, settings, data))
    return cells


def score_method(
    folded: FoldedTable, method: Competitor, *, table: str, repeat: int, seed: int
) -> list[dict]:
    """One method's scores on one repetition of a table's folds.

    Args:
        folded: The table with its folds.
        method: The method.
        table, repeat: What tells the cell.
        seed: Decides what the method does.

    Returns:
        Per fold and classifier its measures, and of the network the ``epochs`` that it was trained.
    """
    folds, y = folded.folds[repeat], folded.y
    parts = [_Part(folded, one.train) for one in folds]
    if method.model is None:
        parts += [_Part(folded, one.inner) for one in folds]
    own_seed = small_seed(stream_key(seed, "honest", f"{table}/{method.name}", repeat))
    topped_up = _topped_up(method, parts, y, own_seed)
    lines = []
    for number, one in enumerate(folds):
        stop = None
        if method.model is None:
            inner = len(folds) + number
            held = parts[inner].encode(one.held), y[one.held]
            stop = functools.partial(best_epochs, *topped_up[inner], *held, method.weighted)
        test = parts[number].encode(one.test), y[one.test]
        for name, model, epochs in _trained(method, topped_up[number], stop):
            scores = measures(model, *test, np.unique(y))
            lines.append({"fold": number, "classifier": name, **scores, "epochs": epochs})
    return lines


class _Part:
    """Rows to train on, and the table as they tell of it: missing numbers and scales."""

    def __init__(self, folded: FoldedTable, places: np.ndarray) -> None:
        self.places = places
        self._X = with_medians_of(folded.X, folded.missing, places)
        self.encoder = TableEncoder(self._X, self.rows(places))

    def rows(self, places: np.ndarray) -> pd.DataFrame:
        return rows_at(self._X, places)

    def encode(self, places: np.ndarray) -> np.ndarray:
        return self.encoder.encode(self.rows(places))


def _topped_up(method, parts, y, seed):
    """Each part's rows, encoded, and labels, with those that the method adds; all in one call."""
    read = [part.encode if method.encoded else part.rows for part in parts]
    tables = [(rows(part.places), y[part.places]) for rows, part in zip(read, parts, strict=True)]
    made = method.top_up(tables, [None] * len(tables), seed)
    return [
        (np.asarray(rows) if method.encoded else part.encoder.encode(rows), np.asarray(labels))
        for part, (rows, labels) in zip(parts, made, strict=True)
    ]


def _trained(method, rows, stop):
    """Name, trained classifier and epochs of each, or of the one that the method is."""
    if method.model is not None:
        model, name = method.model
        yield name, fit(clone(model), *rows), None
        return
    for name, model in CLASSIFIERS.items():
        model, epochs = clone(model), None
        if name == NETWORK:
            epochs = stop()
            model.set_params(max_iter=epochs, n_iter_no_change=epochs)
        yield name, fit(model, *rows, weighted=method.weighted), epochs


def best_epochs(
    X: np.ndarray, y: np.ndarray, X_held: np.ndarray, y_held: np.ndarray, weighted: bool = False
) -> int:
    """After how many epochs the network does best on rows held out, by log loss.

    Args:
        X, y: Encoded rows to train on, topped up, and their labels.
        X_held, y_held: Rows that neither these nor the generated ones among them stem from.
        weighted: See :func:`~gansmote_tf.benchmark.classifiers.fit`.

    Returns:
        From 1 to ``MOST_EPOCHS``. The search ends when ``PATIENCE`` epochs bring nothing better.
    """
    labels = np.unique(y)
    known = np.isin(y_held, labels)
    losses = []
    for model in _epochs(X, y, weighted):
        losses.append(log_loss(y_held[known], model.predict_proba(X_held[known]), labels=labels))
        if len(losses) - 1 - np.argmin(losses) == PATIENCE:
            break
    return int(np.argmin(losses)) + 1


def _epochs(X, y, weighted):
    """The network after each epoch."""
    # With a number for a seed, every call would shuffle the rows alike.
    random = np.random.RandomState(0)
    model = clone(CLASSIFIERS[NETWORK]).set_params(random_state=random)
    weights = {"sample_weight": compute_sample_weight("balanced", y)} if weighted else {}
    for _ in range(MOST_EPOCHS):
        yield model.partial_fit(X, y, classes=np.unique(y), **weights)
