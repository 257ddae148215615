"""A page's files: the page itself, and each table and figure beside it, to paste elsewhere."""

import re
from pathlib import Path

import pandas as pd
from tabulate import tabulate

from gansmote_tf.archive.atomic import write_atomically
from gansmote_tf.benchmark.page.cells import MISSING, columns_of, notes
from gansmote_tf.benchmark.page.contents import Page, Table
from gansmote_tf.benchmark.page.html import render

#: Longer tables break over the pages of a LaTeX document.
_LINES_OF_A_PAGE = 40

_LATEX = {
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "[": "{[}",  # after a line's \\ it would start an argument
    "\u2212": "$-$",
}


def write_page(folder: Path, page: Page) -> Path:
    """Write ``report.html``, ``tables/NAME.csv``, ``.md``, ``.tex`` and ``figures/NAME.svg``.

    The same page gives the same bytes. Files of other names stay as they are.

    Args:
        folder: Where to; made where it isn't there.
        page: What to write.

    Returns:
        The path of ``report.html``.

    Raises:
        ValueError: A table's value doesn't fit its format, or a figure isn't what
            :func:`figure_svg` gives.
        OSError: A file can't be written.

    Example:
        >>> import pathlib, tempfile
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.page import Page, Section, Table, write_page
        >>> table = Table("f1", "F1", pd.DataFrame({"method": ["none"], "F1": [0.5]}))
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> page = Page("A race", ["One ran."], sections=[Section("All", (), [table])])
        >>> write_page(folder, page).name
        'report.html'
        >>> (folder / "tables" / "f1.csv").read_text()
        'method,F1\\nnone,0.5\\n'
    """
    folder = Path(folder)
    files = {"report.html": render(page)}
    for table in page.tables():
        for ending, write in (("csv", csv), ("md", markdown), ("tex", latex)):
            files[f"tables/{table.name}.{ending}"] = write(table)
    files |= {f"figures/{figure.name}.svg": figure.svg for figure in page.figures()}
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / name, lambda file, content=content: file.write(content.encode()))
    return folder / "report.html"


def csv(table: Table) -> str:
    """A table as CSV, its numbers unrounded, so that others can go on with them.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.page import Table
        >>> from gansmote_tf.benchmark.page.files import csv
        >>> csv(Table("f1", "F1", pd.DataFrame({"F1": [0.7123]}), formats={"F1": ".1f"}))
        'F1\\n0.7123\\n'
    """
    return table.frame.to_csv(index=False, lineterminator="\n")


def markdown(table: Table) -> str:
    """A table as Markdown, the figures as the page shows them, marked ones bold.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.page import Table
        >>> from gansmote_tf.benchmark.page.files import markdown
        >>> frame = pd.DataFrame({"method": ["a|b"], "F1": [0.7123]})
        >>> print(markdown(Table("f1", "F1", frame, formats={"F1": ".2f"}, best={(0, "F1")})))
        | method   |       F1 |
        |:---------|---------:|
        | a\\|b     | **0.71** |
        <BLANKLINE>
        Bold: best, or statistically tied with it.
        <BLANKLINE>
    """
    columns, cells = _cells(table, _markdown_text, "**{}**", MISSING)
    text = tabulate(
        cells,
        headers=[_markdown_text(column.name) for column in columns],
        tablefmt="pipe",
        colalign=["right" if column.numeric else "left" for column in columns],
        disable_numparse=True,
    )
    below = [_markdown_text(part) for part in notes(table)]
    return "\n\n".join([text, *below]) + "\n"


def latex(table: Table) -> str:
    """A table as LaTeX with the package booktabs, and longtable where it is long.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.page import Table
        >>> from gansmote_tf.benchmark.page.files import latex
        >>> frame = pd.DataFrame({"method": ["a_b"], "F1": [0.7123]})
        >>> print(latex(Table("f1", "F1 & more", frame, best={(0, "F1")})))
        \\begin{table}
        \\centering
        \\caption{F1 \\& more. Bold: best, or statistically tied with it.}
        \\label{tab:f1}
        \\begin{tabular}{lr}
        \\toprule
        method & F1 \\\\
        \\midrule
        a\\_b & \\textbf{0.7123} \\\\
        \\bottomrule
        \\end{tabular}
        \\end{table}
        <BLANKLINE>
    """
    columns, cells = _cells(table, _latex_text, r"\textbf{{{}}}", "--")
    names = [_latex_text(column.name) for column in columns]
    long = len(cells) > _LINES_OF_A_PAGE
    title = table.title.rstrip(".") + "."
    return (
        pd.DataFrame(cells, columns=names, dtype=object)
        .style.hide(axis="index")
        .to_latex(
            hrules=True,
            column_format="".join("r" if column.numeric else "l" for column in columns),
            caption=" ".join(_latex_text(part) for part in (title, *notes(table))),
            label=f"tab:{table.name}",
            environment="longtable" if long else None,
            position_float=None if long else "centering",
        )
    )


def _cells(table, escape, bold, missing):
    """The columns, and the lines of their texts."""
    columns = columns_of(table)
    written = []
    for column in columns:
        texts = [missing if text is None else escape(text) for text in column.texts]
        marked = zip(texts, column.marks, strict=True)
        written.append([bold.format(text) if mark else text for text, mark in marked])
    return columns, [list(line) for line in zip(*written, strict=True)]


def _markdown_text(text):
    """Text that Markdown shows as it is; underscores within words need no help."""
    text = re.sub(r"([\\`*\[\]<>|~&])", r"\\\1", text)
    return re.sub(r"(?<!\w)_|_(?!\w)", r"\_", text)


def _latex_text(text):
    return "".join(_LATEX.get(sign, sign) for sign in text)
