"""What the columns of X are: X to numbers in [0, 1], and numbers back to rows like those of X."""

from gansmote_tf.columns.columns import Columns
from gansmote_tf.columns.conditions import Condition
from gansmote_tf.columns.groups import Group, Groups

__all__ = ["Columns", "Condition", "Group", "Groups"]
