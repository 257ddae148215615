"""A benchmark's results as one HTML page that needs nothing else, and its tables to paste.

``contents`` says what a page holds and knows no protocol, ``cells`` turns a table's values into
text, ``figures`` makes SVG of Matplotlib's figures and fits it into the page, ``html`` renders the
page from ``page.html``, ``page.css`` and ``page.js``, and ``files`` writes all of it.
"""

from gansmote_tf.benchmark.page.contents import Figure, Page, Section, Table
from gansmote_tf.benchmark.page.figures import figure_svg
from gansmote_tf.benchmark.page.files import write_page
from gansmote_tf.benchmark.page.html import render

__all__ = ["Figure", "Page", "Section", "Table", "figure_svg", "render", "write_page"]
