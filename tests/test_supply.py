"""Where everything comes from: versions with bounds on both sides, downloads that are checked."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "gansmote_tf").rglob("*.py"))

#: Modules that fetch from the network; only pooch compares what came with a hash.
FETCHING = {"aiohttp", "ftplib", "http", "httpx", "requests", "socket", "urllib", "urllib3"}


def requirements():
    """What requirements.txt asks for: name to requirement."""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {each.name: each for each in found}


def dependencies():
    """What the package itself asks for, the extras included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    return [Requirement(each) for own in lists for each in own]


@pytest.mark.parametrize("name", sorted(requirements()))
def test_every_version_has_a_lower_and_an_upper_bound(name):
    operators = [each.operator for each in requirements()[name].specifier]
    assert sorted(operators) == ["<", ">="]


def test_the_package_asks_for_what_requirements_txt_asks_for():
    asked = {each.name: str(each.specifier) for each in dependencies()}
    tried = {name: str(each.specifier) for name, each in requirements().items()}
    assert asked == {name: tried.get(name) for name in asked}


def nodes(kind):
    """Every node of a kind in the package's code, with the name of its file."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, kind):
                yield path.name, node


def test_every_address_in_the_package_is_https():
    texts = [path.read_text() for path in SOURCES]
    schemes = {scheme for text in texts for scheme in re.findall(r"\b(\w+)://", text)}
    assert schemes == {"https"}


def test_nothing_but_pooch_fetches_and_pooch_is_given_a_sha256():
    imported = {
        (file, name.split(".")[0])
        for file, node in nodes(ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None) or "", *(each.name for each in node.names)]
    }
    fetching = {pair for pair in imported if pair[1] in FETCHING | {"get_file"}}
    assert fetching == {("openml.py", "urllib")}  # an error's name
    assert {file for file, name in imported if name == "pooch"} == {"petrography.py"}
    calls = [
        node
        for _, node in nodes(ast.Call)
        if isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "pooch"
    ]
    fetching = [call for call in calls if call.func.attr != "get_logger"]
    assert [call.func.attr for call in fetching] == ["retrieve"]
    (known,) = [each.value for each in fetching[0].keywords if each.arg == "known_hash"]
    assert ast.unparse(known) == "f'sha256:{PETROGRAPHY_SHA256}'"
    from gansmote_tf.datasets import petrography

    assert re.fullmatch("[0-9a-f]{64}", petrography.PETROGRAPHY_SHA256)


@pytest.mark.parametrize("attribute", ["get_file", "urlopen", "urlretrieve", "fetch_openml"])
def test_no_other_librarys_download_is_called(attribute):
    """But scikit-learn's own of OpenML's tables, in one place: a user's choice of data."""
    called = {
        file
        for file, node in nodes(ast.Call)
        if attribute in (getattr(node.func, "attr", ""), getattr(node.func, "id", ""))
    }
    assert called == ({"openml.py"} if attribute == "fetch_openml" else set())


def test_of_urllib_nothing_but_an_error_is_imported():
    names = {
        name.name
        for _, node in nodes(ast.ImportFrom)
        if (node.module or "").startswith("urllib")
        for name in node.names
    }
    assert names == {"URLError"}
