"""What was learned of each attribute, as a DataFrame and as text for a terminal."""

from collections.abc import Sequence

import pandas as pd
from tabulate import tabulate

from gansmote_tf.columns.attributes import Attribute
from gansmote_tf.columns.groups import Group
from gansmote_tf.columns.wording import level_text

__all__ = ["attributes_frame", "attributes_text"]


def attributes_frame(attributes: Sequence[Attribute], groups: Sequence[Group]) -> pd.DataFrame:
    """What was learned of each attribute, one row each.

    Args:
        attributes: The attributes.
        groups: The group of each.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns.attributes import find_attributes
    >>> from gansmote_tf.columns.summary import attributes_frame
    >>> frame = pd.DataFrame({"size": [3, 5, 4]})
    >>> (size,) = find_attributes(frame)
    >>> group = size.placed(0, size.encode(frame), frame.columns)
    >>> attributes_frame([size], [group])[["attribute", "kind", "values"]]
      attribute     kind         values
    0      size  numeric  3 to 5, whole
    """
    return pd.DataFrame(
        {
            "attribute": group.name,
            "kind": group.kind,
            "columns": len(group.columns),
            "values": _values(attribute, group),
            "never set": ", ".join(map(level_text, group.levels_at(group.never))),
            "rows breaking it": group.breaking,
            "dtype": ", ".join(dict.fromkeys(str(v.dtype) for v in attribute.values)),
        }
        for attribute, group in zip(attributes, groups, strict=True)
    )


def attributes_text(frame: pd.DataFrame, widest: int = 40) -> str:
    """The same for a terminal.

    Args:
        frame: As :func:`attributes_frame` makes it.
        widest: Longer texts are cut off at so many characters.

    Example:

    >>> import pandas as pd
    >>> from gansmote_tf.columns import Columns
    >>> from gansmote_tf.columns.summary import attributes_text
    >>> learned = Columns().fit(pd.DataFrame({"size": [3, 5, 4]}))
    >>> print(attributes_text(learned.table_[["attribute", "values"]]))
    attribute    values
    -----------  -------------
    size         3 to 5, whole
    """
    text = frame.map(str)
    text = text.where(text.map(len) <= widest, text.map(lambda t: t[: widest - 3] + "..."))
    return tabulate(text, headers="keys", showindex=False, disable_numparse=True)


def _values(attribute, group):
    if group.exclusive:
        return ", ".join(map(level_text, group.levels))
    return "; ".join(dict.fromkeys(values.summary() for values in attribute.values))
