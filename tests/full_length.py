"""Every notebook at the paper's length: ``python -m tests.full_length OUT [NOTEBOOK ...]``.

Each is executed with as many steps as the paper trains for and written to the folder OUT, with what
it put out; the committed ones stay as they are. The prose speaks of the reduced steps.
"""

import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from gansmote_tf import RECIPES

FOLDER = Path(__file__).parents[1] / "notebooks"
SWITCH = re.compile(r"^STEPS = [\d_]+$", re.MULTILINE)


def lengthened(source: str) -> str:
    """A cell's source with the paper's steps in place of the reduced ones."""
    return SWITCH.sub(f"STEPS = {RECIPES['paper'].steps}", source)


def run(path: Path, out: Path) -> float:
    """Execute one notebook at full length into a folder; the seconds that it took."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = lengthened(cell.source)
    started = time.perf_counter()
    resources = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(notebook, timeout=None, kernel_name="python3", resources=resources).execute()
    nbformat.write(notebook, out / path.name)
    return time.perf_counter() - started


if __name__ == "__main__":
    folder, *names = sys.argv[1:]
    Path(folder).mkdir(parents=True, exist_ok=True)
    for each in map(Path, names or sorted(FOLDER.glob("*.ipynb"))):
        print(f"{each.name}: {run(each, Path(folder)):.0f} s", flush=True)
