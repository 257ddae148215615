"""Which generated rows are kept, and where every row of a topped-up table comes from."""

from gansmote_tf.selection.apart import FarApart, OtherClasses, evenly_spread
from gansmote_tf.selection.class_check import ClassCheck
from gansmote_tf.selection.herding import Herding
from gansmote_tf.selection.select import Preference, Selected, select, select_classes

__all__ = [
    "ClassCheck",
    "FarApart",
    "Herding",
    "OtherClasses",
    "Preference",
    "Selected",
    "evenly_spread",
    "select",
    "select_classes",
]
