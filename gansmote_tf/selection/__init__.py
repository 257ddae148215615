"""Which generated rows are kept, and where every row of a topped-up table comes from."""

from gansmote_tf.selection.apart import OtherClasses
from gansmote_tf.selection.class_check import ClassCheck
from gansmote_tf.selection.select import Selected, select, select_classes

__all__ = ["ClassCheck", "OtherClasses", "Selected", "select", "select_classes"]
