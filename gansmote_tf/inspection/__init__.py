"""What a table can bear, before a network sees it."""

from gansmote_tf.inspection.inspection import Inspection, inspect

__all__ = ["Inspection", "inspect"]
