"""Figures as SVG: written by Matplotlib, then fitted into a page with light and dark themes."""

import io
import re
from xml.etree import ElementTree

import matplotlib
from matplotlib.figure import Figure as DrawnFigure

from gansmote_tf.benchmark.page.contents import Figure
from gansmote_tf.recipes import arguments

#: Elements that draw, and nothing that runs, links or loads.
_DRAWING = {
    *("svg", "g", "defs", "path", "use", "text", "tspan", "rect", "circle", "ellipse", "line"),
    *("polyline", "polygon", "clipPath", "mask", "pattern", "image", "linearGradient"),
    *("radialGradient", "stop", "marker"),
}
#: Matplotlib's only style sheet; in a page it would speak of every element.
_STYLE = re.compile(r"\s*\*\s*\{([\w\s:;-]*)\}\s*")
#: A colour, but no reference such as url(#abc).
_COLOUR = re.compile(r"(?<![(\w])#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
_COLOURED = ("style", "fill", "stroke", "stop-color", "color")


def figure_svg(figure: DrawnFigure) -> str:
    """A Matplotlib figure as SVG: text stays text, and the same figure gives the same bytes.

    Args:
        figure: The figure, with its layout.

    Raises:
        TypeError: It is no figure of Matplotlib's.

    Example:
        >>> from matplotlib.figure import Figure
        >>> from gansmote_tf.benchmark.page import figure_svg
        >>> figure = Figure(figsize=(3, 2))
        >>> _ = figure.text(0.5, 0.5, "F1 < 1")
        >>> "F1 &lt; 1</text>" in figure_svg(figure)
        True
    """
    arguments.instance("figure", figure, DrawnFigure, "a Figure of matplotlib")
    written = io.StringIO()
    with matplotlib.rc_context(
        {"svg.hashsalt": "gansmote_tf", "svg.fonttype": "none", "font.sans-serif": ["DejaVu Sans"]}
    ):
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return written.getvalue()


def inlined(figure: Figure) -> str:
    """A figure's SVG as a part of an HTML page.

    Its ids are its own, greys and black turn with the page's theme, other colours are lightened on
    dark ground, text takes the page's font, and title and alt stand inside for screen readers.

    Args:
        figure: The figure.

    Raises:
        ValueError: The SVG doesn't parse, or holds what :func:`figure_svg` doesn't write: scripts,
            links, whatever is loaded from elsewhere.

    Example:
        >>> from gansmote_tf.benchmark.page import Figure
        >>> from gansmote_tf.benchmark.page.figures import inlined
        >>> svg = '<svg viewBox="0 0 9 9"><path id="p" d="M0 0H9" stroke="#000"/></svg>'
        >>> print(inlined(Figure("line", "A line", svg, alt="It is level.")))  # doctest: +ELLIPSIS
        <svg viewBox="0 0 9 9" role="img" ...><title id="figure-line-title">A line</title>...
    """
    try:
        root = ElementTree.fromstring(figure.svg)
    except ElementTree.ParseError as error:
        raise ValueError(
            f"svg must be what figure_svg gives: {error}. "
            f"Received: svg={arguments.shown(figure.svg)}."
        ) from error
    own = f"figure-{figure.name}-"
    style = _take_out_what_a_page_has_no_use_for(root)
    colours: dict[str, str] = {}
    for element in root.iter():
        element.tag = _plain(element.tag)
        element.text, element.tail = (_none_if_blank(text) for text in (element.text, element.tail))
        _check(element, figure)
        given, element.attrib = element.attrib, {}
        for name, value in given.items():
            element.set(_plain(name), _fitted(_plain(name), value, own, colours))
    _finish_root(root, figure, own, style, colours)
    return ElementTree.tostring(root, encoding="unicode")


def _take_out_what_a_page_has_no_use_for(root):
    """Metadata, and the style sheet, whose declarations are given back."""
    declarations = ""
    for parent in list(root.iter()):
        for child in list(parent):
            sheet = _STYLE.fullmatch(child.text or "") if _plain(child.tag) == "style" else None
            if sheet:
                declarations += sheet[1] + ";"
            if sheet or _plain(child.tag) == "metadata":
                parent.remove(child)
    return declarations


def _check(element, figure):
    """Refuse what does more than draw."""
    faults = [] if element.tag in _DRAWING else [f"<{element.tag}>"]
    for name, value in element.attrib.items():
        short = _plain(name).lower()
        runs = short.startswith("on")
        leads = short == "href" and not re.match(r"#|data:image/png;base64,", value)
        loads = re.search(r"url\((?!#)|@import", value)
        if runs or leads or loads:
            faults.append(f"{short}={arguments.shown(value)}")
    if faults:
        raise ValueError(
            "svg must draw and no more, as what figure_svg gives. "
            f"Received: {faults[0]} in figure {figure.name!r}."
        )


def _fitted(name, value, own, colours):
    """An attribute's value with the figure's own ids, the page's font and the theme's colours."""
    if name == "id":
        return own + value
    if name == "href":
        return re.sub("^#", f"#{own}", value)
    value = re.sub(r"url\(#", f"url(#{own}", value)
    if name not in _COLOURED:
        return " ".join(value.split()) if name == "d" else value
    value = re.sub(r"font-family:[^;]*(;\s*|$)", "", value)
    return _COLOUR.sub(lambda found: _themed(found[0].lower(), colours), value)


def _themed(colour, colours):
    """A colour for both themes, kept in a custom property of the figure unless it is a grey."""
    full = "".join(2 * sign for sign in colour[1:]) if len(colour) == 4 else colour[1:]
    red, green, blue = (int(full[place : place + 2], 16) for place in (0, 2, 4))
    if red == green == blue:
        ink = round(100 - red / 2.55)
        mixed = f"color-mix(in srgb, currentColor {ink}%, var(--ground))"
        return "currentColor" if ink == 100 else mixed
    colours[f"--c{full}"] = f"light-dark(#{full}, color-mix(in srgb, #{full} 72%, #fff))"
    return f"var(--c{full})"


def _finish_root(root, figure, own, style, colours):
    """What the drawing as a whole needs: its size, its colours, its name and description."""
    box = [float(each) for each in root.get("viewBox", "0 0 0 0").split()]
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    declared = ";".join(f"{name}:{value}" for name, value in colours.items())
    # Matplotlib's unit is the point, of which CSS has 72 in 96 pixels.
    width = f"--width:{box[2] * 96 / 72:.0f}px"
    root.set("role", "img")
    root.set("aria-labelledby", f"{own}title")
    root.set("aria-describedby", f"{own}alt")
    root.set("fill", "currentColor")
    root.set("style", ";".join(filter(None, [width, style.strip("; "), declared])))
    for place, (tag, text) in enumerate((("title", figure.title), ("desc", figure.alt))):
        element = ElementTree.Element(tag, id=own + {"title": "title", "desc": "alt"}[tag])
        element.text = text
        root.insert(place, element)


def _plain(name):
    """A name without its namespace, which HTML knows by itself."""
    return name.rpartition("}")[2]


def _none_if_blank(text):
    return text if text and text.strip() else None
