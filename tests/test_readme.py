"""What the README says can be done, done."""

import re
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from gansmote_tf.benchmark.ablation import worth_of_parts
from gansmote_tf.benchmark.competitors import competitors
from gansmote_tf.benchmark.page import Table
from gansmote_tf.benchmark.page.files import markdown
from gansmote_tf.benchmark.resumable import read_scores
from gansmote_tf.benchmark.scarce_report import kinds_of, report_scarce
from tests.readme_tables import TABLES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def names():
    """What the example leaves behind."""
    example = BLOCKS[0]
    assert len(example.strip().splitlines()) <= 16
    names = {}
    exec(compile(example, "README.md", "exec"), names)
    return names


def test_the_example_runs_and_tops_up(names):
    assert names["y_more"].value_counts().to_dict() == {"common": 32, "rare": 32}
    assert names["X_more"][:40].equals(names["X"])
    assert (names["more"]["sorting"] == "well").all()


def test_the_sampler_goes_to_a_file_and_back(names, tmp_path, monkeypatch):
    (saving,) = [block for block in BLOCKS if "sampler.save" in block]
    monkeypatch.chdir(tmp_path)
    own = dict(names)
    exec(compile(saving, "README.md", "exec"), own)
    assert own["again"].equals(names["sampler"].sample(5, label="rare", random_state=0))


def test_the_film_is_drawn(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {}
    (film,) = (block for block in BLOCKS if "plot_pca_grid" in block)
    exec(compile(film.replace("40_000", "2_000"), "README.md", "exec"), names)
    assert names["axes"].shape == (2, 2)
    assert (tmp_path / "film.gif").stat().st_size > 10_000
    plt.close("all")


def test_a_method_of_ones_own_joins_the_benchmark(names, capsys):
    (example,) = (block for block in BLOCKS if "@register" in block)
    own = dict(names)
    exec(compile(example, "README.md", "exec"), own)
    ours, smote = own["competitors"](["first_rows_again", "smote"])
    assert (ours.name, smote.name) == ("first_rows_again", "SMOTE")
    ((X_more, y_more),) = ours.top_up([(own["X"], own["y"])], [None], 0)
    assert len(X_more) == len(y_more) == len(own["X"]) + 5


def test_no_network_is_needed_for_rows(names):
    (example,) = (block for block in BLOCKS if "TranslationOverSampler" in block)
    own = dict(names)
    exec(compile(example, "README.md", "exec"), own)
    assert own["y_more"].value_counts().to_dict() == {"common": 32, "rare": 32}


def test_privacy_is_measured_against_rows_held_out(capsys):
    (example,) = (block for block in BLOCKS if "privacy_report" in block)
    exec(compile(example, "README.md", "exec"), {})
    said = capsys.readouterr().out
    assert said.startswith("500 synthetic rows")
    assert "Membership inference: AUC" in said


def test_every_module_stands_in_the_layout():
    layout = README.split("## Layout")[1].split("##")[0]
    modules = [path.name for path in (ROOT / "gansmote_tf").glob("*.py")]
    modules += [f"{path.parent.name}/" for path in (ROOT / "gansmote_tf").glob("*/__init__.py")]
    modules = [name for name in modules if not name.startswith("__")]
    assert [name for name in modules if f"`{name}`" not in layout] == []


def test_every_command_of_the_readme_is_known():
    from gansmote_tf.cli import main

    commands = set(re.findall(r"(?:python -m gansmote_tf |`)(benchmark [a-z]+) ", README))
    commands |= set(re.findall(r"python -m gansmote_tf ((?:[a-z]+ ?)+)", README))
    assert len(commands) >= 4
    for command in commands:
        words = [word for word in command.split() if word in _WORDS]
        with pytest.raises(SystemExit) as stopped:
            main([*words, "--help"])
        assert stopped.value.code == 0


_BENCHMARKS = ("trace", "scarce", "honest", "augment", "suite", "speed")
_WORDS = ("benchmark", *_BENCHMARKS, "inspect", "resample")


def test_the_table_of_parts_is_that_of_the_committed_scores():
    scores = read_scores(ROOT / "notebooks" / "results" / "ablation" / "scores.csv")
    table = worth_of_parts(scores)
    lines = [re.sub(r"[ |]+", " ", line).strip() for line in README.splitlines()]
    for change, told in table.iterrows():
        assert " ".join([change, *told]) in lines
    assert list(table) == ["6 : 100", "25 : 100"]


@pytest.mark.parametrize("table", TABLES)
def test_the_tables_of_other_protocols_are_those_of_the_committed_scores(table):
    assert table() in README


def test_the_table_of_scarce_classes_and_its_sentences_are_those_of_the_committed_scores():
    scores = read_scores(ROOT / "notebooks" / "results" / "scarce" / "scores.csv")
    conclusion, sections = report_scarce(scores, kinds_of(competitors()))
    items = [item for section in sections for item in section.items]
    (table,) = (item for item in items if isinstance(item, Table) and item.name == "gains")
    text, *_ = markdown(table).split("\n\n")
    assert text in README
    quoted = " ".join(line.removeprefix(">").strip() for line in README.splitlines())
    told = [paragraph for paragraph in conclusion if paragraph in quoted]
    assert [paragraph[: paragraph.index(",")] for paragraph in told] == [
        f"With {rows} rows against {frequent}" for frequent in (100, 500) for rows in (6, 12)
    ]
