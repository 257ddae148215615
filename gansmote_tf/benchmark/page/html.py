"""The page itself: one HTML file with everything in it."""

import base64
import hashlib
import re
from collections.abc import Iterator
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup

from gansmote_tf.benchmark.page.cells import MISSING, columns_of, notes
from gansmote_tf.benchmark.page.cells import text as cell_text
from gansmote_tf.benchmark.page.contents import Page, Section, Table
from gansmote_tf.benchmark.page.figures import inlined

#: Longer tables scroll within their box, and only so many lines of them are printed.
LONG_TABLE = 40


def render(page: Page) -> str:
    """The page as HTML: styles, script and figures inside, nothing loaded from elsewhere.

    Whatever a page holds comes out as text, markup included. The same page gives the same bytes.

    Args:
        page: What to show.

    Raises:
        ValueError: A table's value doesn't fit its format, or a figure isn't what
            :func:`figure_svg` gives.

    Example:
        >>> from gansmote_tf.benchmark.page import Page, render
        >>> html = render(Page("<script>", ["Nobody won."]))
        >>> "<h1>&lt;script&gt;</h1>" in html
        True
    """
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("gansmote_tf.benchmark", "page"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = (_asset(f"page.{kind}") for kind in ("css", "js"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return environment.get_template("page.html").render(
        page=page,
        style=Markup(style),
        script=Markup(script),
        policy=f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'",
        data=page.tables()[0] if len(page.data.columns) else None,
        sections=list(_numbered(page.sections)),
        columns_of=columns_of,
        lines_of=_lines,
        notes=notes,
        svg=lambda figure: Markup(inlined(figure)),
        setting=_setting,
        missing=MISSING,
        most=LONG_TABLE,
    )


def _asset(name):
    return resources.files("gansmote_tf.benchmark.page").joinpath(name).read_text("utf-8")


def _numbered(sections: tuple[Section, ...]) -> Iterator[tuple[Section, list]]:
    """Each section with its items as (kind, number, item), counted through the page."""
    counts = {"Table": 0, "Figure": 0}
    for section in sections:
        items = []
        for item in section.items:
            kind = "Table" if isinstance(item, Table) else "Figure"
            counts[kind] += 1
            items.append((kind, counts[kind], item))
        yield section, items


def _lines(columns):
    """The table's lines as (text, class, marked) cells; a minus sign stands in front of numbers."""
    cells = []
    for column in columns:
        kind = "n" if column.numeric else ""
        texts = [_with_minus(text) if column.numeric else text for text in column.texts]
        cells.append([(text, kind, mark) for text, mark in zip(texts, column.marks, strict=True)])
    return list(zip(*cells, strict=True))


def _with_minus(text):
    """A hyphen before a digit as the minus that screen readers speak; exponents keep theirs."""
    return text and re.sub(r"(?<![\w.])-(?=[\di])", "\u2212", text)


def _setting(value: Any) -> str:
    """A setting in words: lists with commas, the rest as in tables."""
    if isinstance(value, list | tuple | set | frozenset):
        parts = [_setting(each) for each in value]
        return ", ".join(sorted(parts) if isinstance(value, set | frozenset) else parts)
    shown = cell_text(value)
    return "none" if shown is None else shown
