"""A benchmark on paper: the table for terminal and Markdown, and the files of a results folder."""

import json
import platform
from importlib import metadata
from pathlib import Path

import pandas as pd
from tabulate import tabulate

from gansmote_tf.version import __version__

_PACKAGES = ("tensorflow", "keras", "numpy", "pandas", "scikit-learn", "imbalanced-learn")


def render_table(
    summary: pd.DataFrame, paper: pd.DataFrame | None = None, style: str = "simple"
) -> str:
    """The table as text, the paper's numbers beside ours where they are given.

    Args:
        summary: What ``statistics.summarise`` returns.
        paper: ``statistics.PAPER_TABLE`` beside the paper's own data, else ``None``.
        style: One of tabulate's formats: ``"simple"`` for a terminal, ``"github"`` for Markdown.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.report import render_table
        >>> numbers = {"accuracy": 70.0, "accuracy_sd": 9.0, "f1_micro": 0.7, "f1_macro": 0.69}
        >>> summary = pd.DataFrame([{**numbers, "epoch": 31.0}], index=["SMOTE"])
        >>> print(render_table(summary, style="github").splitlines()[-1])
        | SMOTE    |   70.00 ± 9.00 |        0.700 |        0.690 |                31 |
    """
    lines = []
    for method, row in summary.iterrows():
        line = {
            "method": method,
            "accuracy (%)": f"{row.accuracy:.2f} ± {row.accuracy_sd:.2f}",
            "F1 (micro)": f"{row.f1_micro:.3f}",
            "F1 (macro)": f"{row.f1_macro:.3f}",
            "epochs (median)": f"{row.epoch:g}",
        }
        if paper is not None:
            theirs = paper.loc[method]
            line["paper: accuracy (%)"] = f"{theirs.accuracy:.2f} ± {theirs.accuracy_sd:.2f}"
            line["paper: F1"] = f"{theirs.f1:.3f}"
        lines.append(line)
    alignment = ("left", *["right"] * (len(lines[0]) - 1))
    return tabulate(
        lines, headers="keys", tablefmt=style, colalign=alignment, disable_numparse=True
    )


def write_report(
    folder: Path, *, scores: pd.DataFrame, table: str, notes: str, settings: dict
) -> None:
    """Write ``scores.csv``, ``table.md`` and ``settings.json``; the figure is drawn elsewhere.

    The first two hold nothing but results: the same seed gives the same bytes.

    Args:
        folder: An existing folder.
        scores: What ``run_paper_protocol`` returns.
        table: The table in Markdown.
        notes: The lines below it.
        settings: All that it takes to run the benchmark again.
    """
    scores.to_csv(folder / "scores.csv", index=False, lineterminator="\n")
    write_text(folder / "table.md", f"{table}\n\n{notes}\n")
    write_text(folder / "settings.json", json.dumps(settings, indent=2) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write text as UTF-8 with plain line ends, on every system the same bytes."""
    path.write_bytes(text.encode())


def versions() -> dict[str, str]:
    """The versions of Python, this package and what it computes with.

    Example:
        >>> from gansmote_tf.benchmark.report import versions
        >>> "keras" in versions()
        True
    """
    return {
        "python": platform.python_version(),
        "gansmote_tf": __version__,
        **{package: metadata.version(package) for package in _PACKAGES},
    }
