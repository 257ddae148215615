"""What the columns of a table are: the table to numbers in [0, 1], and back to the table."""

from gansmote_tf.columns.columns import Columns
from gansmote_tf.columns.conditions import Held
from gansmote_tf.columns.groups import Group, Groups

__all__ = ["Columns", "Group", "Groups", "Held"]
