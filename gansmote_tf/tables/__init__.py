"""A table that has been read, what GANs learn of it, and how many rows its classes get."""

from gansmote_tf.tables.learned_table import LearnedTable, copied_classes, train_tables
from gansmote_tf.tables.read_table import Maker, ReadTable
from gansmote_tf.tables.sizes import sizes_asked

__all__ = [
    "LearnedTable",
    "Maker",
    "ReadTable",
    "copied_classes",
    "sizes_asked",
    "train_tables",
]
