"""A table that GANs are trained on: what the trainer has to know, and what makes rows after."""

import functools
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from gansmote_tf.columns import Columns, Condition
from gansmote_tf.columns.calibration import Calibration
from gansmote_tf.columns.plain import from_plain, to_plain
from gansmote_tf.columns.plain_arrays import packed_rows, unpacked_rows
from gansmote_tf.frequencies.level_draws import TableLevels, independent
from gansmote_tf.recipes import RECIPES, Recipe
from gansmote_tf.selection import ClassCheck
from gansmote_tf.streams import small_seed, stream_key
from gansmote_tf.tables.read_table import Maker, ReadTable
from gansmote_tf.tables.trial import Trial

# Reading a table takes no TensorFlow, and neither does refusing one.
if TYPE_CHECKING:
    import keras

    from gansmote_tf.training import Job, Trained

# Rows of a generator by which its numbers are ranked: a rank is known to a thousandth or so.
_CALIBRATION_ROWS = 2_000


class LearnedTable(ReadTable):
    """A table to train GANs on.

    Args:
        X: The table without its labels, in any container that :class:`Columns` reads.
        y: Its labels, an array ``(rows,)``.
        recipe: All numbers of the method.
        seed: Decides every bit of the result.
        groups: Which columns describe one attribute, see :class:`Columns`; or the columns, learned.

    Example:
        >>> from gansmote_tf import RECIPES, make_one_hot
        >>> from gansmote_tf.tables import LearnedTable, train_tables
        >>> X, y = make_one_hot(n_samples=60, weights=[0.8, 0.2], random_state=0)
        >>> table = LearnedTable(X, y.to_numpy(), RECIPES["paper"].scaled(20), seed=0)
        >>> (trained,) = train_tables([table], [[1]])
        >>> makers = {1: table.maker(1, trained[1], seed=0)}
        >>> X_more, y_more, provenance = table.top_up(X, makers, {1: 36})
        >>> len(X_more), int(provenance["synthetic"].sum())
        (96, 36)
    """

    def __init__(
        self,
        X: Any,
        y: np.ndarray,
        recipe: Recipe,
        seed: int,
        groups: str | Mapping[Hashable, Any] | Columns = "auto",
    ):
        super().__init__(X, y, seed, groups)
        self.recipe = recipe

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
        table.recipe = Recipe.from_config(config["recipe"])
        table.seed = config["seed"]
        return table

    def job(self, label: Hashable) -> "Job":
        """What the trainer has to know to train on one class."""
        from gansmote_tf.training import Job

        return Job(
            self.rows_learned(label),
            self.recipe_of(label),
            self.seed,
            label,
            self.columns.groups,
            background=self.rows.mean(axis=0),
        )

    def recipe_of(self, label: Hashable) -> Recipe:
        """What a class is trained by: the recipe's numbers for its size."""
        return self.recipe.for_rows(int((self.y == label).sum()))

    def size_learned(self, label: Hashable) -> int:
        """How many rows a class's GAN trains on."""
        return max(int((self.y == label).sum()), self.recipe_of(label).redrawn_rows)

    def rows_learned(self, label: Hashable) -> np.ndarray:
        """See :class:`ReadTable`: a class's GAN trains on its own rows, or on more, redrawn."""
        recipe = self.recipe_of(label)
        own, wanted, limit = self.y == label, self.size_learned(label), recipe.flip_rows
        if own.sum() == wanted:
            return self.rows[own]
        key = stream_key(self.seed, "redrawn rows", replica=self.place_of(label))
        target = self._levels.target(own, recipe.shrinkage)
        draw = independent(target, self._levels.levels.starts)
        rows = self._levels.maker(own, draw, key)(wanted)
        if limit is None or own.sum() <= limit:
            return rows
        # Of a class of more rows each attribute is left as it was with some probability.
        random = np.random.default_rng(stream_key(key, "kept"))
        kept = np.resize(random.permutation(np.flatnonzero(own)), wanted)
        for group in self.columns.groups:
            places = np.flatnonzero(random.random(wanted) >= limit / own.sum())
            positions = list(group.positions)
            rows[np.ix_(places, positions)] = self.rows[np.ix_(kept[places], positions)]
        return rows

    def _numbers_like(self, label):
        """The rows whose numbers generated ones are brought to: drawn ones of a few real ones."""
        own = self.rows_of(label)
        few = len(own) <= (self.recipe_of(label).flip_rows or 0)
        return self.rows_learned(label) if few else own

    @functools.cached_property
    def _levels(self):
        return TableLevels(self.columns, self.rows)

    def copied(self, sizes: Mapping[Hashable, int]) -> dict[Hashable, float]:
        """See :class:`ReadTable`: a recipe may have copies added, or tried against other rows."""
        recipe = self.recipe
        if recipe.max_copies is not None:
            return dict.fromkeys(sizes, 0.0)  # what is generated may reach the bound
        trial = Trial(self.columns, self.rows, self.y, self.seed, recipe.shrinkage, recipe.apart)
        return {
            label: 1.0
            if recipe.tried_below and trial.prefers_copies(label, n, recipe.tried_below)
            else recipe.copies
            for label, n in sizes.items()
        }

    def selection(self, held: bool = False) -> dict[str, Any]:
        """See :class:`ReadTable`: a recipe may leave rows that break their groups as they are."""
        return {"project": self.recipe.project or held, "max_copies": self.recipe.max_copies}

    def _shares_kept(self, label):
        """See :class:`ReadTable`: they depend on the class's size."""
        recipe = self.recipe_of(label)
        return recipe.apart, recipe.herded

    def class_check(self) -> Callable[[np.ndarray, np.ndarray], ClassCheck] | None:
        """See :class:`ReadTable`."""
        if not self.recipe.check:
            return None
        return functools.partial(ClassCheck, seed=small_seed(stream_key(self.seed, "class check")))

    def maker(
        self,
        label: Hashable,
        trained: "Trained",
        seed: int,
        conditions: Sequence[Condition] = (),
    ) -> Maker:
        """What makes rows of a class, its numbers brought to the distribution of the real ones.

        Args:
            label: The class.
            trained: Its GAN.
            seed: The same seed gives the same rows.
            conditions: What is held.
        """
        generate = functools.partial(trained.gan.generate, replica=trained.replica)
        numeric = self.columns.groups.numeric
        if not numeric.size:
            return functools.partial(generate, seed=seed, conditions=conditions)
        place = self.place_of(label)
        own = stream_key(self.seed, "calibration", replica=place)
        ranks = stream_key(seed, "ranks", replica=place)
        calibration = Calibration(
            generate(_CALIBRATION_ROWS, seed=own),
            self._numbers_like(label),
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


def _draws(key, rows, numbers):
    """Uniform draws of ranks; more rows begin with the same ones."""
    return np.random.Generator(np.random.Philox(key)).random((rows, numbers, 2))


def copied_classes(X: Any, y: np.ndarray, columns: Columns) -> tuple[Hashable, ...]:
    """The classes that the default recipe balances by nothing but copies of their rows.

    Args:
        X, y: See :class:`LearnedTable`.
        columns: What the columns are.

    Example:
        >>> from gansmote_tf import Columns, make_one_hot
        >>> from gansmote_tf.tables import copied_classes
        >>> X, y = make_one_hot(n_samples=80, weights=[0.8, 0.2], random_state=0)
        >>> copied_classes(X, y.to_numpy(), Columns().fit(X))
        ()
    """
    table = LearnedTable(X, y, RECIPES["default"], 0, columns)
    labels, rows = np.unique(y, return_counts=True)
    lacking = zip(labels.tolist(), (rows.max() - rows).tolist(), strict=True)
    copied = table.copied({label: n for label, n in lacking if n})
    return tuple(label for label, share in copied.items() if share == 1)


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
