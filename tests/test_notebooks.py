"""The committed notebooks: what stands in them, without running them (nbval does that)."""

import ast
import json
import re
import statistics
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.full_length import lengthened

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))

# Names of folders and machines that no output may give away.
LOCAL = re.compile(r"(?:/home/|/root/|/Users/|/tmp/|/var/folders/|[A-Z]:\\\\|file://|localhost)")
TROUBLE = re.compile(r"\b\w*(?:Warning|Error)\b|Traceback|oneDNN|cuda", re.IGNORECASE)
# The tag of a cell that writes a whole model before the reader's eyes, as somebody else would.
WHOLE_MODEL = "whole-model"
# The notebook whose subject is how the GAN is written: class and helpers are what is to be read.
FROM_SCRATCH = "03_from_scratch"
# The cell that holds the reduced steps.
SWITCH = re.compile(r"^([A-Z_]+) = [\d_]+$", re.MULTILINE)


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request) -> dict:
    content = json.loads(request.param.read_text(encoding="utf-8"))
    content["path"] = request.param
    return content


def code_cells(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def short_cells(notebook):
    """Code cells but for the one that may write a whole model."""
    return [c for c in code_cells(notebook) if WHOLE_MODEL not in c["metadata"].get("tags", [])]


def source(cell) -> str:
    return "".join(cell["source"])


def from_scratch(notebook) -> bool:
    return notebook["path"].stem == FROM_SCRATCH


def prose(notebook) -> str:
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    return "\n".join(source(cell) for cell in cells)


def tree(cell) -> ast.Module:
    lines = [line for line in source(cell).splitlines() if not line.startswith(("%", "!"))]
    return ast.parse("\n".join(lines))


def texts(cell) -> str:
    """All text that a cell put out, pictures left out."""
    found = []
    for output in cell["outputs"]:
        found.append("".join(output.get("text", [])))
        data = output.get("data", {})
        found += ["".join(data[kind]) for kind in ("text/plain", "text/html") if kind in data]
    return "\n".join(found)


def test_there_are_notebooks_and_their_numbers_are_unique():
    numbers = [path.name[:2] for path in NOTEBOOKS]
    assert numbers
    assert all(number.isdecimal() for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_every_cell_was_executed_once_from_top_to_bottom(notebook):
    counts = [cell["execution_count"] for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1))
    for cell in code_cells(notebook):
        for output in cell["outputs"]:
            assert output.get("execution_count") in (None, cell["execution_count"])


def test_outputs_hold_no_error_no_warning_and_nothing_of_stderr(notebook):
    for cell in code_cells(notebook):
        for output in cell["outputs"]:
            assert output["output_type"] != "error"
            assert output.get("name") != "stderr"
        assert not TROUBLE.search(texts(cell)), source(cell)


def test_nothing_names_a_local_path(notebook):
    for cell in notebook["cells"]:
        assert not LOCAL.search(source(cell))
        if cell["cell_type"] == "code":
            assert not LOCAL.search(texts(cell)), source(cell)


def test_cells_are_few_and_short(notebook):
    assert len(code_cells(notebook)) <= 25
    lengths = [len(source(cell).splitlines()) for cell in short_cells(notebook)]
    assert statistics.median(lengths) <= (6 if from_scratch(notebook) else 4)
    assert max(lengths) <= 12


def test_cells_hold_no_program(notebook):
    """No class but a subclass of one method, no loop of training, no helper over five lines."""
    longest = 10 if from_scratch(notebook) else 5
    for cell in short_cells(notebook):
        for node in ast.walk(tree(cell)):
            if isinstance(node, ast.ClassDef):
                assert node.bases, "a class of its own belongs into the package"
                assert sum(isinstance(part, ast.FunctionDef) for part in node.body) == 1
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno < longest
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("GradientTape", "apply_gradients", "train_on_batch")


def test_two_notebooks_at_most_write_a_whole_model_in_one_cell():
    """The one that writes the GAN from scratch, and the one with somebody else's model."""
    whole = {}
    for path in NOTEBOOKS:
        cells = code_cells(json.loads(path.read_text(encoding="utf-8")))
        whole[path.stem] = [c for c in cells if WHOLE_MODEL in c["metadata"].get("tags", [])]
    own = whole.pop(FROM_SCRATCH)
    others = [cell for cells in whole.values() for cell in cells]
    assert len(own) <= 1
    assert len(others) <= 1
    for cell in [*own, *others]:
        (model,) = tree(cell).body
        assert isinstance(model, ast.ClassDef)
        assert [ast.unparse(base) for base in model.bases] == ["keras.Model"]
        assert len(source(cell).splitlines()) <= 30


def test_imports_come_with_requirements_txt(notebook):
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    required = {re.split(r"[<>=\[ ]", line)[0].lower() for line in lines if line[:1].isalpha()}
    known = packages_distributions()
    for cell in code_cells(notebook):
        for node in ast.walk(tree(cell)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            for name in {name.partition(".")[0] for name in names}:
                own = name == "gansmote_tf" or name in sys.stdlib_module_names
                distributions = {known_as.lower() for known_as in known.get(name, [])}
                assert own or distributions & required, f"{name} is not in requirements.txt"


def test_the_first_cell_says_how_to_install(notebook):
    first = notebook["cells"][0]
    assert first["cell_type"] == "markdown"
    assert source(first).startswith("# ")
    assert "pip install" in source(first)


def test_reduced_steps_are_a_cell_of_their_own_and_told(notebook):
    for cell in code_cells(notebook):
        switches = SWITCH.findall(source(cell))
        if "scaled(" in source(cell):
            assert re.search(r"scaled\([A-Z]", source(cell)), "a number of steps is hidden here"
        if switches:
            assert len(source(cell).splitlines()) <= 2
            assert all(f"`{name}" in prose(notebook) for name in switches)


def test_one_command_trains_for_the_papers_steps(notebook):
    before = "\n".join(source(cell) for cell in code_cells(notebook))
    if "STEPS = " in before:
        assert "\nSTEPS = 40000\n" in lengthened(before)
        assert len(lengthened(before).splitlines()) == len(before.splitlines())


def test_something_is_checked_when_the_notebook_is_run(notebook):
    marked = [
        cell
        for cell in code_cells(notebook)
        if "nbval-check-output" in cell["metadata"].get("tags", [])
    ]
    assert len(marked) >= 2
    assert all(cell["outputs"] for cell in marked)


def test_links_and_files_are_there(notebook):
    links = re.findall(r"\]\(([^)#]+?)\)", prose(notebook))
    for link in links:
        if not link.startswith("http"):
            assert (notebook["path"].parent / link).exists(), link


def test_pictures_are_there_and_not_blank(notebook):
    pictures = [
        "".join(output["data"]["image/png"])
        for cell in code_cells(notebook)
        for output in cell["outputs"]
        if "image/png" in output.get("data", {})
    ]
    assert pictures
    # A blank figure of usual size has some 3,000 characters.
    assert min(map(len, pictures)) > 6_000
