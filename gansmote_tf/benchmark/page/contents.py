"""What a page holds: sections of tables and figures below a conclusion."""

import re
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from gansmote_tf.recipes import arguments

#: What a table's or a figure's name may be: it names files and anchors.
NAME = "[A-Za-z0-9][A-Za-z0-9_-]{0,79}"


@dataclass(frozen=True, eq=False)
class Table:
    """A table as it is to be read: a line per row of a tidy frame, whose index isn't shown.

    Args:
        name: Names the files ``tables/NAME.csv`` and so on: ASCII letters, digits, ``-``, ``_``.
        title: What it shows, in a line.
        frame: The values, ``(lines, columns)``; column names are different strings. NaN and None
            are missing. The first column says what each line is about.
        formats: Column to Python format specification, such as ``".3f"``, for its numbers.
        best: The cells to mark: a frame of booleans with the frame's index and some of its columns,
            or pairs (row's label in the index, column).
        best_means: What the mark says of a cell, for the legend.
        sortable: Whether the page sorts it by a click on a column's name.
        filterable: Whether the page has fields above it that pick lines.
        note: A sentence or more to stand below.

    Raises:
        TypeError, ValueError: An argument is not as described.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.page import Table
        >>> frame = pd.DataFrame({"method": ["GAN-SMOTE", "none"], "F1": [0.7123, 0.64]})
        >>> Table("f1", "F1 (macro)", frame, formats={"F1": ".3f"}, best={(0, "F1")}).name
        'f1'
    """

    name: str
    title: str
    frame: pd.DataFrame
    formats: Mapping[str, str] = field(default_factory=dict, kw_only=True)
    best: pd.DataFrame | Collection[tuple[Hashable, str]] = field(default=(), kw_only=True)
    best_means: str = field(default="best, or statistically tied with it", kw_only=True)
    sortable: bool = field(default=True, kw_only=True)
    filterable: bool = field(default=False, kw_only=True)
    note: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        _check_name(self.name)
        for name in ("title", "best_means", "note"):
            arguments.instance(name, getattr(self, name), str, "a string")
        arguments.flag("sortable", self.sortable)
        arguments.flag("filterable", self.filterable)
        columns = list(arguments.instance("frame", self.frame, pd.DataFrame, "a DataFrame").columns)
        named = all(isinstance(column, str) for column in columns)
        if not columns or not named or len(set(columns)) < len(columns):
            raise ValueError(
                "frame must have columns, each named by a string of its own: use reset_index() and "
                f"rename(). Received: frame.columns={arguments.shown(columns)}."
            )
        if unknown := [column for column in self.formats if column not in columns]:
            raise ValueError(
                f"formats must name columns of the frame, {arguments.shown(columns)}. "
                f"Received: formats[{unknown[0]!r}]."
            )
        self._check_best(columns)

    def _check_best(self, columns):
        if isinstance(self.best, pd.DataFrame):
            marks = self.best
            known = marks.index.equals(self.frame.index) and set(marks.columns) <= set(columns)
            fits = known and all(map(pd.api.types.is_bool_dtype, marks.dtypes))
        else:
            labels = set(self.frame.index)
            fits = all(
                isinstance(pair, tuple) and len(pair) == 2 and pair[0] in labels
                and pair[1] in columns
                for pair in self.best
            )  # fmt: skip
        if not fits:
            raise ValueError(
                "best must be pairs (label in the frame's index, column), or a frame of booleans "
                "with the frame's index and some of its columns. "
                f"Received: best={arguments.shown(self.best)}."
            )


@dataclass(frozen=True)
class Figure:
    """A figure.

    Args:
        name: Names the file ``figures/NAME.svg``, as a table's.
        title: What it shows, in a line.
        svg: The figure, as :func:`figure_svg` gives it.
        alt: What there is to see, in words, for those who can't.
        note: A sentence or more to stand below.

    Raises:
        TypeError, ValueError: An argument is not as described.

    Example:
        >>> import matplotlib.figure
        >>> from gansmote_tf.benchmark.page import Figure, figure_svg
        >>> drawn = figure_svg(matplotlib.figure.Figure())
        >>> Figure("empty", "Nothing", drawn, alt="An empty figure.").title
        'Nothing'
    """

    name: str
    title: str
    svg: str
    alt: str
    note: str = ""

    def __post_init__(self) -> None:
        _check_name(self.name)
        for name in ("title", "svg", "alt", "note"):
            arguments.instance(name, getattr(self, name), str, "a string")
        if not self.alt.strip():
            raise ValueError(
                "alt must say what the figure shows, for readers who can't see it. "
                f"Received: alt={self.alt!r}."
            )


@dataclass(frozen=True, eq=False)
class Section:
    """A heading, paragraphs, then tables and figures in their order.

    Args:
        title: The heading.
        text: The paragraphs, plain text.
        items: The tables and figures.

    Raises:
        TypeError: An argument is not as described.

    Example:
        >>> from gansmote_tf.benchmark.page import Section
        >>> Section("Method", ["Each method saw the same rows."]).items
        ()
    """

    title: str
    text: Sequence[str] = ()
    items: Sequence[Table | Figure] = ()

    def __post_init__(self) -> None:
        arguments.instance("title", self.title, str, "a string")
        _check_list("text", self.text, str, "strings, one per paragraph")
        _check_list("items", self.items, Table | Figure, "Tables and Figures")


@dataclass(frozen=True, eq=False)
class Page:
    """All of a report.

    Args:
        title: The heading of the page.
        conclusion: What came out, a sentence or more per string; it stands first.
        command: What was typed to get it; empty where nothing was.
        settings: All that it takes to run it again: name to value.
        versions: Package to version, as ``report.versions()`` gives them.
        data: A line per table of data: name, rows, hash; empty where there is none.
        sections: The rest.

    Raises:
        TypeError: An argument is not as described.
        ValueError: Two tables, or two figures, have one name; file systems tell no case.

    Example:
        >>> from gansmote_tf.benchmark.page import Page
        >>> Page("A race", ["Nobody won."], command="gansmote benchmark").sections
        ()
    """

    title: str
    conclusion: Sequence[str]
    command: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    data: pd.DataFrame = field(default_factory=pd.DataFrame)
    sections: Sequence[Section] = ()

    def __post_init__(self) -> None:
        for name in ("title", "command"):
            arguments.instance(name, getattr(self, name), str, "a string")
        for name in ("settings", "versions"):
            arguments.instance(name, getattr(self, name), Mapping, "a dict")
        arguments.instance("data", self.data, pd.DataFrame, "a DataFrame")
        _check_list("conclusion", self.conclusion, str, "strings, one per paragraph")
        _check_list("sections", self.sections, Section, "Sections")
        for items in (self.tables(), self.figures()):
            names = [item.name.lower() for item in items]
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(
                    "sections must hold tables, and figures, whose names differ: each names a file"
                    f"{' (data is taken)' * ('data' in twice)}. Received: {twice[0]!r} twice."
                )

    def tables(self) -> list[Table]:
        """The tables of all sections, and ``data`` as a table of that name, where there is one.

        Example:
            >>> from gansmote_tf.benchmark.page import Page
            >>> Page("A race", ["Nobody won."]).tables()
            []
        """
        found = [item for section in self.sections for item in section.items]
        own = [] if self.data.columns.empty else [Table("data", "Data", self.data, sortable=False)]
        return own + [item for item in found if isinstance(item, Table)]

    def figures(self) -> list[Figure]:
        """The figures of all sections.

        Example:
            >>> from gansmote_tf.benchmark.page import Page
            >>> Page("A race", ["Nobody won."]).figures()
            []
        """
        found = [item for section in self.sections for item in section.items]
        return [item for item in found if isinstance(item, Figure)]


def _check_name(name):
    if not isinstance(name, str) or not re.fullmatch(NAME, name):
        raise ValueError(
            "name must be 1 to 80 ASCII letters, digits, hyphens and underscores, the first one a "
            f"letter or digit: it names files. Received: name={arguments.shown(name)}."
        )


def _check_list(name, values, kind, what):
    """A list or tuple whose parts are of some type; a lone string is none."""
    arguments.instance(name, values, list | tuple, f"a list of {what}")
    for value in values:
        arguments.instance(f"each of {name}", value, kind, f"one of {what}")
