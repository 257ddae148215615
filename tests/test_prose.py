"""What the notebooks and the README say: numbers that were seen, and one word for one thing."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

# Numbers that the paper, its program or its data give, and that no cell has to show.
OF_THE_PAPER = {
    "40000": "steps (section 3.2)",
    "140": "rows of the real table",
    "58": "its columns",
    "30": "% of the bits turned over at first",
    "1000": "steps between two restarts",
    "2000": "steps before the first",
    "50": "the distance's scale at first (its program)",
    "67.86": "% accuracy (table 1)",
    "69.29": "% accuracy (table 1)",
    "95": "% of an interval",
}
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w])")
NOT_PROSE = re.compile(
    r"!?\[[^\]]*\]\([^)]*\)"  # links and pictures
    r"|```.*?```|`[^`]*`|^    .*?$|\$[^$]*\$|<[^>]+>"  # code, formulas, tags
    # what has a number for its name, and years
    r"|\b(?:[Nn]otebook|[Ss]ection|Table|Figure)s? \d[\d.]*(?:(?:,| and| to) \d[\d.]*)*"
    r"|\b(?:19|20)\d\d\b",
    re.DOTALL | re.MULTILINE,
)


def cells_of(path, kind):
    content = json.loads(path.read_text(encoding="utf-8"))
    return [cell for cell in content["cells"] if cell["cell_type"] == kind]


def text_of(path):
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    return "\n\n".join("".join(cell["source"]) for cell in cells_of(path, "markdown"))


def shown_in(path):
    """All that the code cells say and put out, without pictures."""
    for cell in cells_of(path, "code"):
        yield "".join(cell["source"])
        for output in cell["outputs"]:
            data = output.get("data", {})
            yield "".join(output.get("text", []))
            yield "".join(data.get("text/plain", []))
            yield re.sub(r"<[^>]+>", " ", "".join(data.get("text/html", [])))


def numbers_in(text):
    return [each.rstrip(",").replace(",", "") for each in NUMBER.findall(text)]


def numbers_shown(path):
    found = re.findall(r"\d[\d_,]*(?:\.\d+)?(?:e[+-]?\d+)?", "\n".join(shown_in(path)))
    return {float(each.strip("_,").replace("_", "").replace(",", "")) for each in found}


def stands_among(number, shown):
    """Whether one of the numbers shown is this one to its digits, as it is or as a percentage."""
    digits = len(number.partition(".")[2])
    wanted = float(number)
    close = 0.5 * 10.0**-digits + 1e-9
    return any(abs(factor * each - wanted) <= close for each in shown for factor in (1, 100))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_number_in_prose_was_shown_by_a_cell(path):
    shown = numbers_shown(path)
    prose = NOT_PROSE.sub(" ", text_of(path))
    unseen = [
        number
        for number in numbers_in(prose)
        if number not in OF_THE_PAPER and float(number) > 10 and not stands_among(number, shown)
    ]
    assert unseen == []


# One word for one thing, see the glossary in the README; and what no evidence here carries.
NOT_USED = re.compile(
    r"\b(?:characters?|dealings?|dealt|slips?|mended|mends?|cure[ds]?|curing)\b", re.IGNORECASE
)
PAGES = [ROOT / "README.md", ROOT / "data" / "README.md", ROOT / "CONTRIBUTING.md", *NOTEBOOKS]


@pytest.fixture(params=PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def page(request):
    return request.param


def test_one_word_for_one_thing(page):
    assert NOT_USED.findall(text_of(page)) == []


def test_twins_are_told_what_they_are_where_they_first_come_up(page):
    # A heading goes with the paragraph below it.
    parts = re.sub(r"^(#.*)\n\n", r"\1\n", text_of(page), flags=re.MULTILINE).split("\n\n")
    first = next((part for part in parts if "twin" in part.lower()), None)
    assert first is None or "equal" in first
