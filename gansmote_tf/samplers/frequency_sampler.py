"""What over-samplers have in common that learn nothing but frequencies of levels."""

from abc import abstractmethod
from collections.abc import Callable
from numbers import Real
from typing import NamedTuple

import numpy as np
from sklearn.utils._param_validation import Interval, StrOptions

from gansmote_tf.frequencies.attribute_levels import AttributeLevels
from gansmote_tf.frequencies.shares import frequencies, shrunk
from gansmote_tf.recipes import arguments
from gansmote_tf.samplers.table_sampler import TABLE_CONSTRAINTS, TableSampler
from gansmote_tf.streams import stream_key

# Uniform numbers drawn at once: what a chunk of rows takes is never above 32 MB of them.
_MOST_DRAWS = 2**22


class LevelDraw(NamedTuple):
    """What draws levels.

    Args:
        width: How many uniform numbers it takes for a row.
        codes: From those, ``(rows, width)`` in [0, 1), to the level of each attribute, ``(rows,
            attributes)``.
    """

    width: int
    codes: Callable[[np.ndarray], np.ndarray]


#: What the arguments may be that every sampler from frequencies has.
FREQUENCY_CONSTRAINTS = {
    **TABLE_CONSTRAINTS,
    "shrinkage": [Interval(Real, 0, None, closed="left"), StrOptions({"two_points", "mixture"})],
}


class FrequencySampler(TableSampler):
    """Over-sampler that makes rows of the frequencies of the attributes' levels.

    One built on it says by ``_level_draw`` how rows are drawn. Its argument ``shrinkage`` says how
    the frequencies of a class are drawn towards the table's, see
    :func:`~gansmote_tf.frequencies.shares.shrunk`.
    """

    _parameter_constraints = FREQUENCY_CONSTRAINTS

    @abstractmethod
    def _level_draw(self, own, target, held):
        """A :class:`LevelDraw` for a class.

        ``own`` says which rows of the table are the class's, ``target`` which frequencies its
        levels are to have, ``(levels,)``, and ``held`` which attributes are held, and where.
        """

    def _refuse_own(self):
        if not isinstance(self.shrinkage, str):
            arguments.number("shrinkage", self.shrinkage, 0)

    def _learn(self, wanted):
        # A class is looked at when its rows are asked for; by then arguments may have changed.
        self._arguments = self.get_params(deep=False)
        self._levels = AttributeLevels(self.columns_)
        self._codes = self._levels.codes(self._table.rows)
        self._frequencies = frequencies(self._levels.counts(self._codes), self._levels.starts)

    def _labels(self):
        return dict.fromkeys(self.classes_.tolist())

    def _maker(self, label, seed, conditions=()):
        levels, own = self._levels, self._table.y == label
        counts = levels.counts(self._codes[own])
        target = shrunk(counts, self._frequencies, levels.starts, self._arguments["shrinkage"])
        draw = self._level_draw(own, target, levels.held(conditions))
        numbers = levels.numbers_of(self._codes, self._table.rows, own)
        width = draw.width + self.columns_.groups.numeric.size
        key = stream_key(seed, type(self).__name__, replica=self._table.place_of(label))

        def make(n):
            generator = np.random.Generator(np.random.Philox(key))
            rows = np.empty((n, self.columns_.width), "float32")
            # A generator goes on where it was: chunks are drawn as the whole would be.
            chunk = max(1, _MOST_DRAWS // width)
            for first in range(0, n, chunk):
                part = rows[first : first + chunk]
                uniform = generator.random((len(part), width))
                codes = draw.codes(uniform[:, : draw.width])
                part[:] = levels.rows(codes, numbers, uniform[:, draw.width :])
            for positions, values in conditions:
                rows[:, positions] = values
            return rows

        return make
