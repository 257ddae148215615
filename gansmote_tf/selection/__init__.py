"""Which generated rows are kept, and where every row of a topped-up table comes from."""

from gansmote_tf.selection.apart import OtherClasses, evenly_spread
from gansmote_tf.selection.class_check import ClassCheck
from gansmote_tf.selection.select import Selected, select, select_classes

__all__ = [
    "ClassCheck",
    "OtherClasses",
    "Selected",
    "evenly_spread",
    "select",
    "select_classes",
]
