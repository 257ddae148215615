"""How many rows each class gets."""

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
from imblearn.utils import check_sampling_strategy

from gansmote_tf.recipes import arguments


def sizes_asked(sampling_strategy: Any, y: np.ndarray) -> dict[Hashable, int]:
    """How many rows a sampling strategy asks for of each class that gets some.

    Args:
        sampling_strategy: Any of imbalanced-learn's forms for over-sampling.
        y: The labels.

    Raises:
        ValueError: It asks for what cannot be: classes that are not there, fewer rows than there
            are, or no whole numbers of them.

    Example:
        >>> import numpy as np
        >>> from gansmote_tf.tables import sizes_asked
        >>> sizes_asked("auto", np.array(["a", "a", "a", "b"])) == {"b": 2}
        True
    """
    asked = sampling_strategy(y) if callable(sampling_strategy) else sampling_strategy
    name = f"sampling_strategy={arguments.shown(sampling_strategy)}"
    if callable(sampling_strategy) or isinstance(asked, Mapping):
        what = "a dict from labels to whole numbers of rows"
        asked = arguments.instance("sampling_strategy", asked, Mapping, what)
        asked = {
            label: arguments.number(f"sampling_strategy[{label!r}]", rows, 0, whole=True)
            for label, rows in asked.items()
        }
    try:
        sizes = check_sampling_strategy(asked, y, "over-sampling")
    except (TypeError, ValueError) as error:
        if len(np.unique(y)) < 2:
            raise  # it names the labels
        said = " ".join(str(error).split()).rstrip(".")
        raise ValueError(
            f"sampling_strategy must ask for rows that can be generated. Received: {name}; {said}."
        ) from error
    return {label: n for label, n in sizes.items() if n > 0}
