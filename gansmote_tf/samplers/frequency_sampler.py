"""What over-samplers have in common that learn nothing but frequencies of levels."""

from abc import abstractmethod
from numbers import Real

from sklearn.utils._param_validation import Interval, StrOptions

from gansmote_tf.frequencies.level_draws import TableLevels
from gansmote_tf.recipes import arguments
from gansmote_tf.samplers.table_sampler import TABLE_CONSTRAINTS, TableSampler
from gansmote_tf.streams import stream_key
from gansmote_tf.tables import ReadTable

#: What the arguments may be that every sampler from frequencies has.
FREQUENCY_CONSTRAINTS = {
    **TABLE_CONSTRAINTS,
    "apart": [Interval(Real, 0, 1, closed="right")],
    "herded": [Interval(Real, 0, 1, closed="right")],
    "shrinkage": [Interval(Real, 0, None, closed="left"), StrOptions({"two_points", "mixture"})],
}


class FrequencySampler(TableSampler):
    """Over-sampler that makes rows of the frequencies of the attributes' levels.

    One built on it says by ``_level_draw`` how rows are drawn. Its argument ``shrinkage`` says how
    the frequencies of a class are drawn towards the table's, see
    :func:`~gansmote_tf.frequencies.shares.shrunk`, and ``apart`` and ``herded`` which of the rows
    made top a class up, see :class:`~gansmote_tf.selection.FarApart` and
    :class:`~gansmote_tf.selection.Herding`.
    """

    _parameter_constraints = FREQUENCY_CONSTRAINTS

    @abstractmethod
    def _level_draw(self, own, target, held):
        """A :class:`LevelDraw` for a class.

        ``own`` says which rows of the table are the class's, ``target`` which frequencies its
        levels are to have, ``(levels,)``, and ``held`` which attributes are held, and where.
        """

    def _read(self, X, y, seed):
        return ReadTable(X, y, seed, self.groups, self.apart, self.herded)

    def _refuse_own(self):
        if not isinstance(self.shrinkage, str):
            arguments.number("shrinkage", self.shrinkage, 0)
        arguments.number("apart", self.apart, 0, 1, above=True)
        arguments.number("herded", self.herded, 0, 1, above=True)

    def _learn(self, labels):
        # A class is looked at when its rows are asked for; by then arguments may have changed.
        self._arguments = self.get_params(deep=False)
        self._levels = TableLevels(self.columns_, self._table.rows)

    def _maker(self, label, seed, conditions=()):
        own = self._table.y == label
        target = self._levels.target(own, self._arguments["shrinkage"])
        draw = self._level_draw(own, target, self._levels.levels.held(conditions))
        key = stream_key(seed, type(self).__name__, replica=self._table.place_of(label))
        return self._levels.maker(own, draw, key, conditions)
