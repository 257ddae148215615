"""A table that has been read: what it takes to train on its classes and to top them up."""

import functools
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from imblearn.utils import check_sampling_strategy

from gansmote_tf.columns import Columns
from gansmote_tf.columns.calibration import Calibration
from gansmote_tf.columns.plain import from_plain, to_plain
from gansmote_tf.columns.plain_arrays import packed_rows, unpacked_rows
from gansmote_tf.recipes import Recipe, arguments
from gansmote_tf.selection import ClassCheck, select, select_classes
from gansmote_tf.streams import small_seed, stream_key

# Reading a table takes no TensorFlow, and neither does refusing one.
if TYPE_CHECKING:
    import keras

    from gansmote_tf.training import Job, Trained

# Rows of a generator by which its numbers are ranked: a rank is known to a thousandth or so.
_CALIBRATION_ROWS = 2_000


class LearnedTable:
    """What there is to know of a table before training, and what is made of it after.

    Args:
        X: The table without its labels, in any container that :class:`Columns` reads.
        y: Its labels, an array ``(rows,)``.
        recipe: All numbers of the method.
        seed: Decides every bit of the result.
        groups: Which columns describe one attribute, see :class:`Columns`.

    Example:
        >>> from gansmote_tf import RECIPES, make_one_hot
        >>> from gansmote_tf.learned_table import LearnedTable, train_tables
        >>> X, y = make_one_hot(n_samples=60, weights=[0.8, 0.2], random_state=0)
        >>> table = LearnedTable(X, y.to_numpy(), RECIPES["paper"].scaled(20), seed=0)
        >>> (trained,) = train_tables([table], [[1]])
        >>> X_more, y_more, provenance = table.top_up(X, trained, {1: 36})
        >>> len(X_more), int(provenance["synthetic"].sum())
        (96, 36)
    """

    def __init__(
        self,
        X: Any,
        y: np.ndarray,
        recipe: Recipe,
        seed: int,
        groups: str | Mapping[Hashable, Any] = "auto",
    ):
        self.columns = Columns(groups).fit(X)
        self.rows = self.columns.encode(X)
        self.y = np.asarray(y)
        self.recipe = recipe
        self.seed = seed

    def to_config(self) -> dict:
        """All that :meth:`from_config` needs, in terms of JSON and of NumPy arrays.

        Raises:
            ValueError: A level, a name or a label could be kept by pickle only.
        """
        classes, codes = np.unique(self.y, return_inverse=True)
        return {
            "columns": self.columns.to_config(),
            "rows": packed_rows(self.rows),
            "classes": to_plain(classes),
            "labels": codes.astype(np.min_scalar_type(len(classes))),
            "recipe": asdict(self.recipe),
            "seed": self.seed,
        }

    @classmethod
    def from_config(
        cls, config: dict, groups: str | Mapping[Hashable, Any] = "auto"
    ) -> "LearnedTable":
        """A table as it was learned.

        Args:
            config: What :meth:`to_config` returned.
            groups: The argument that it was learned with.

        Raises:
            ValueError: No table can have been learned so.
        """
        table = cls.__new__(cls)
        table.rows = unpacked_rows(config["rows"])
        table.columns = Columns.from_config(config["columns"], table.rows, groups)
        table.y = from_plain(config["classes"])[config["labels"]]
        if table.y.shape != table.rows.shape[:1]:
            raise ValueError(f"{len(table.rows)} rows can't have labels of shape {table.y.shape}")
        table.recipe = Recipe(**config["recipe"])
        table.seed = config["seed"]
        return table

    def rows_of(self, label: Hashable) -> np.ndarray:
        """The encoded rows of one class."""
        return self.rows[self.y == label]

    def job(self, label: Hashable) -> "Job":
        """What the trainer has to know to train on one class."""
        from gansmote_tf.training import Job

        return Job(
            self.rows_of(label),
            self.recipe,
            self.seed,
            label,
            self.columns.groups,
            background=self.rows.mean(axis=0),
        )

    def sample(
        self,
        n: int,
        label: Hashable,
        trained: "Trained",
        seed: int,
        fixed: Mapping[Hashable, Any] | None = None,
    ) -> Any:
        """Generated rows of one class, in the user's container.

        Args:
            n: How many.
            label: The class.
            trained: Its GAN.
            seed: The same seed gives the same rows.
            fixed: Attribute to the value it is held at.
        """
        conditions = [] if fixed is None else self.columns.conditions(fixed)
        made = select(
            self._maker(label, trained, seed, conditions),
            n,
            self.columns,
            project=self.recipe.project or bool(conditions),
            real=self.rows_of(label),
            label=label,
            max_copies=self.recipe.max_copies,
        )
        return self.columns.decode(made.rows, fixed)

    def top_up(
        self, X: Any, trained: "Mapping[Hashable, Trained]", sizes: Mapping[Hashable, int]
    ) -> tuple[Any, np.ndarray, pd.DataFrame]:
        """The user's rows and, under them, generated ones.

        Args:
            X: The table that was learned.
            trained: Label to its GAN.
            sizes: Label to the number of rows to generate.

        Returns:
            Rows in the user's container, labels, and one line per row on where it comes from.
        """
        makers = {label: self._maker(label, own, self.seed) for label, own in trained.items()}
        check_seed = small_seed(stream_key(self.seed, "class check"))
        rows, provenance = select_classes(
            makers,
            sizes,
            self.columns,
            self.rows,
            self.y,
            project=self.recipe.project,
            check=functools.partial(ClassCheck, seed=check_seed) if self.recipe.check else None,
            max_copies=self.recipe.max_copies,
        )
        labels = provenance["class"].to_numpy(dtype=self.y.dtype)
        return self.columns.extend(X, rows), labels, provenance

    def _maker(self, label, trained, seed, conditions=()):
        """What makes rows of a class, its numbers brought to the distribution of the real ones."""
        generate = functools.partial(trained.gan.generate, replica=trained.replica)
        numeric = self.columns.groups.numeric
        if not numeric.size:
            return functools.partial(generate, seed=seed, conditions=conditions)
        place = int(np.flatnonzero(np.unique(self.y) == label)[0])
        own = stream_key(self.seed, "calibration", replica=place)
        ranks = stream_key(seed, "ranks", replica=place)
        calibration = Calibration(
            generate(_CALIBRATION_ROWS, seed=own),
            self.rows_of(label),
            self.columns.groups,
            _draws(own, _CALIBRATION_ROWS, numeric.size),
        )
        asked = calibration.asked_of_generator(conditions)

        def make(n):
            numbers = generate(n, seed=seed, conditions=asked)
            rows = calibration.real(numbers, _draws(ranks, n, numeric.size))
            for positions, values in conditions:
                rows[:, positions] = values
            return rows

        return make


def sizes_asked(sampling_strategy: Any, y: np.ndarray) -> dict[Hashable, int]:
    """How many rows a sampling strategy asks for of each class that gets some.

    Args:
        sampling_strategy: Any of imbalanced-learn's forms for over-sampling.
        y: The labels.

    Raises:
        ValueError: It asks for what cannot be: classes that are not there, fewer rows than there
            are, or no whole numbers of them.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.learned_table import sizes_asked
        >>> sizes_asked("auto", np.array(["a", "a", "a", "b"])) == {"b": 2}
        True
    """
    asked = sampling_strategy(y) if callable(sampling_strategy) else sampling_strategy
    name = f"sampling_strategy={arguments.shown(sampling_strategy)}"
    if callable(sampling_strategy) or isinstance(asked, Mapping):
        what = "a dict from labels to whole numbers of rows"
        asked = arguments.instance("sampling_strategy", asked, Mapping, what)
        asked = {
            label: arguments.number(f"sampling_strategy[{label!r}]", rows, 0, whole=True)
            for label, rows in asked.items()
        }
    try:
        sizes = check_sampling_strategy(asked, y, "over-sampling")
    except (TypeError, ValueError) as error:
        if len(np.unique(y)) < 2:
            raise  # it names the labels
        said = " ".join(str(error).split()).rstrip(".")
        raise ValueError(
            f"sampling_strategy must ask for rows that can be generated. Received: {name}; {said}."
        ) from error
    return {label: n for label, n in sizes.items() if n > 0}


def _draws(key, rows, numbers):
    """Uniform draws of ranks; more rows begin with the same ones."""
    return np.random.Generator(np.random.Philox(key)).random((rows, numbers, 2))


def train_tables(
    tables: Sequence[LearnedTable],
    labels: Sequence[Sequence[Hashable]],
    callbacks: "Sequence[keras.callbacks.Callback]" = (),
    verbose: int = 0,
    *,
    into: "Sequence[dict[Hashable, Trained]] | None" = None,
    **numbers: int,
) -> "list[dict[Hashable, Trained]]":
    """Train classes of several tables side by side.

    Args:
        tables: The tables.
        labels: The classes of each to train on.
        callbacks, verbose: See :func:`~gansmote_tf.training.train_jobs`.
        into: Per table a dict to put the results into; what was trained is there also where
            training is broken off.
        **numbers: ``first_replica`` and ``pad_rows_to``, see there.

    Returns:
        Per table its labels and their GANs.
    """
    into = [{} for _ in tables] if into is None else list(into)
    places = [(table, label) for table, own in enumerate(labels) for label in own]
    if not places:
        return into
    from gansmote_tf.training import train_jobs

    def keep(place, trained):
        table, label = places[place]
        into[table][label] = trained

    jobs = [tables[table].job(label) for table, label in places]
    train_jobs(jobs, callbacks, verbose, keep=keep, **numbers)
    return into
