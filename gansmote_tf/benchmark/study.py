"""A comparison of methods over tables: what it is made of, from the tables to the report."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from gansmote_tf.benchmark.competitor import Competitor
from gansmote_tf.benchmark.page import Page, Section, Table, write_page
from gansmote_tf.benchmark.report import versions
from gansmote_tf.benchmark.resumable import Cell, check_folder, run_cells
from gansmote_tf.benchmark.table_encoder import sizes_of
from gansmote_tf.datasets import data_hash

#: Name -> rows and labels.
Tables = Mapping[str, tuple[pd.DataFrame, pd.Series]]


@dataclass(frozen=True)
class Study:
    """A comparison, ready to run.

    Args:
        title: What it is, in a line.
        tables: As the rules left them.
        methods: What is compared.
        cells: The work.
        told: What was done to tables, and which were left out, in words.
        settings: All that it takes to run it again.
        report: From the scores to the sentences that they force and the sections of the report.
    """

    title: str
    tables: Tables
    methods: Sequence[Competitor]
    cells: Sequence[Cell]
    told: Sequence[str]
    settings: Mapping[str, Any]
    report: Callable[[pd.DataFrame], tuple[list[str], list[Section]]]

    def check(self, folder: Path, replace: bool) -> None:
        """Refuse what cannot be run into a folder.

        Raises:
            ValueError: No table or no method can be used, or the folder holds scores of other
                settings.
        """
        if not self.cells:
            reasons = "; ".join(each.rstrip(".") for each in self.told)
            raise ValueError(
                f"the tables must have enough rows for the protocol. Received: none that has; "
                f"{reasons}."
            )
        if not any(cell.methods for cell in self.cells):
            named = ", ".join(one.name for one in self.methods)
            raise ValueError(f"methods must apply to some table. Received: {named}; none does.")
        if not replace:
            check_folder(self.cells, folder)

    def run(
        self,
        folder: Path,
        *,
        jobs: int | None = None,
        replace: bool = False,
        watch: Callable[..., Iterable] | None = None,
        command: str = "",
    ) -> Page:
        """Compute what the folder does not hold yet, and write the report.

        Args:
            folder: An existing folder.
            jobs, replace, watch: See :func:`~gansmote_tf.benchmark.resumable.run_cells`.
            command: The command line, for the report.
        """
        scores = run_cells(self.cells, folder, jobs=jobs, replace=replace, watch=watch)
        page = self.page(scores, command)
        write_page(folder, page)
        return page

    def page(self, scores: pd.DataFrame, command: str) -> Page:
        """The report of some scores."""
        conclusion, sections = self.report(scores)
        return Page(
            title=self.title,
            conclusion=conclusion,
            command=command,
            settings=dict(self.settings),
            versions=versions(),
            data=self._data(),
            sections=[*sections, self._methods(), *self._rules()],
        )

    def _data(self):
        lines = []
        for name, (X, y) in self.tables.items():
            sizes = ", ".join(map(str, sizes_of(y).values()))
            line = {"table": name, "rows": len(X), "columns": X.shape[1], "classes": sizes}
            lines.append({**line, "hash": data_hash(X, y)[:12]})
        return pd.DataFrame(lines)

    def _methods(self):
        lines = [
            {"method": one.name, "kind": one.kind, "source": one.citation or "none"}
            for one in self.methods
        ]
        table = Table("methods", "Methods and where they come from", pd.DataFrame(lines))
        return Section("Methods", [], [table])

    def _rules(self):
        return [Section("Rules that applied", list(self.told))] if self.told else []
