"""No sentence that a command prints speaks Python: it names flags, columns and what to do."""

import ast
import io
import json
import re
import shlex
import warnings
from pathlib import Path

import pandas as pd
import pytest

from gansmote_tf.cli import main
from gansmote_tf.cli.advice import told_in_flags
from tests.stub_training import no_training

PACKAGE = Path(__file__).parents[1] / "gansmote_tf"
ROOMS = (
    "benchmark/*.py",
    "columns/*.py",
    "datasets/*.py",
    "frequencies/*.py",
    "inspect*.py",
    "samplers/*.py",
    "selection/*.py",
    "tables/*.py",
)
#: Arguments, calls, attributes, subscripts and names of a program; `--groups '{"a": ...}'` is none.
PYTHON = re.compile(
    r"`|(?<![-\w])[a-zA-Z_]\w*=|\w\((?!s\))['\"\w*]|\w\.\w+\(|\w\[['\"]|\bX\b|\by\b|\bpd\.|\bpandas\b"
    r"|\bdtypes? \w|\bDataFrame\b|\brandom_state\b|\bsampling_strategy\b"
)
#: Beginnings of sentences that no command can bring about, and why.
NOT_REACHED = {
    "X must be a DataFrame": "it is one",
    "X must have rows and columns": "what reads files says so before",
    "Column names must be unique": "so does it here",
    "y must hold one label for each": "labels are a column of the table",
    "path tells where the real file is": "--data without --original is a table of one's own",
    "label must be one of the classes": "no command samples a class",
    "max_copies=": "no named recipe bounds copies",
    **dict.fromkeys(("n_levels", "weights must"), "made-up tables are for notebooks"),
    "X must be an array without masked": "what reads files masks nothing",
    "y must be a list, an array": "labels are a Series",
    "NAME must be a list of Group": "commands hand over the columns' own",
    "fixed": "no command holds attributes",
    **dict.fromkeys(("thing must", "name must be one that"), "a method of one's own is Python"),
    "reference must be a method that competes": "the plan of a comparison says so before",
    **dict.fromkeys(
        (
            "target must be a column of OpenML",
            "target must be a column with",
            "target must be named",
            "name must be a table",
            "OpenML must",
        ),
        "no command fetches from OpenML",
    ),
}


def shown(node):
    """A text as it would be printed, with NAME for what is filled in; None if it is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(map(filled_in, node.values))
    return None


def filled_in(part):
    if isinstance(part, ast.Constant):
        return part.value
    return "'NAME'" if part.conversion == ord("r") else "NAME"


def sentences():
    """Texts of the library's errors and warnings in the rooms that commands enter."""
    files = [file for room in ROOMS for file in sorted(PACKAGE.glob(room))]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text()))]
    raised = [node.exc for node in nodes if isinstance(node, ast.Raise)]
    warned = [node for node in nodes if getattr(getattr(node, "func", None), "attr", "") == "warn"]
    texts = [shown(call.args[0]) for call in raised + warned if getattr(call, "args", ())]
    return [text for text in texts if text is not None]


def test_every_sentence_of_the_library_that_a_command_can_reach():
    found = sentences()
    assert len(found) > 40
    reached = [one for one in found if not one.startswith(tuple(NOT_REACHED))]
    assert [one for one in map(told_in_flags, reached) if PYTHON.search(one)] == []


def test_what_is_not_reached_is_there():
    found = sentences()
    for begin in NOT_REACHED:
        assert any(one.startswith(begin) for one in found), begin


NUMBERS = "n,m,kind\n" + "".join(f"{row / 3:.3f},0{row:04},{'ab'[row % 2]}\n" for row in range(120))
BITS = "has_cat,has_dog,c,d,kind\n" + "1,0,1,0,a\n0,1,1,1,b\n0,0,0,1,a\n" * 9
WORDS = "word,kind\n" + "".join(f"w{row},{'ab'[row % 2]}\n" for row in range(120))


def parquet(**columns):
    out = io.BytesIO()
    pd.DataFrame({name: pd.Series(given) for name, given in columns.items()}).to_parquet(out)
    return out.getvalue()


DATES = pd.date_range("2020-01-01", periods=12)
KINDS = list("ab") * 6
GROUPS = [
    '"nothing"',
    "[1]",
    '{"A": []}',
    '{"A": "has_cat"}',
    '{"A": 5}',
    '{"A": ["no"]}',
    '{"A": [99]}',
    '{"A": ["some", ["c"]]}',
    '{"A": ["c"], "B": ["c"]}',
    '{"has_cat": ["c", "d"]}',
    '{"A": ["one_of", ["has_cat", "c"]]}',
    '{"A": ["numeric", ["c", "d"]]}',
]
CASES = {
    "identifiers.csv": (WORDS, []),
    "codes.csv": (NUMBERS, []),
    "it's.csv": (WORDS.replace("word", "it's {a}"), []),
    "bits.csv": (BITS, []),
    "one_class.csv": (WORDS.replace(",b", ",a"), []),
    "no_rows_for_folds.csv": ("n,kind\n1,a\n2,b\n", []),
    "dates.parquet": (parquet(day=DATES, kind=KINDS), []),
    "spans.parquet": (parquet(span=DATES - DATES[0], kind=KINDS), []),
    "gaps.parquet": (parquet(n=[1.5, None, 2.5] * 4, kind=KINDS), []),
    "lists.parquet": (parquet(n=[[1], [2, 3]] * 6, kind=KINDS), []),
    "bytes.parquet": (parquet(n=[b"a", b"b"] * 6, kind=KINDS), []),
    "continuous.parquet": (parquet(n=[1, 2] * 6, kind=[row / 7 for row in range(12)]), []),
    **{f"groups{place}.csv": (BITS, ["--groups", text]) for place, text in enumerate(GROUPS)},
}
STRATEGIES = ["nonsense", "0.1", "7", '{"a": 1}', '{"c": 9}', "[1]", '{"a": 0.5}', "-1", "true"]


def said(*arguments, capsys):
    """What a command prints on both streams."""
    with no_training(), warnings.catch_warnings():
        warnings.simplefilter("always")
        assert main([str(argument) for argument in arguments]) in (0, 2)
    streams = capsys.readouterr()
    return streams.out + streams.err


@pytest.mark.parametrize("name", CASES, ids=ascii)
def test_no_message_of_a_command_speaks_python(tmp_path, capsys, name):
    content, options = CASES[name]
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    for command in (["inspect"], ["resample", "--out", tmp_path / f"more{file.suffix}"]):
        text = said(*command, file, "--target", "kind", *options, capsys=capsys)
        assert not PYTHON.search(text.replace(str(tmp_path), "")), text


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_no_message_about_a_strategy_speaks_python(tmp_path, capsys, strategy):
    (tmp_path / "t.csv").write_text(BITS)
    out = ["--out", tmp_path / "more.csv", "--strategy", strategy]
    text = said("resample", tmp_path / "t.csv", "--target", "kind", *out, capsys=capsys)
    assert "--strategy" in text
    assert not PYTHON.search(text.replace(str(tmp_path), "")), text


def test_no_message_of_a_benchmark_speaks_python(tmp_path, capsys):
    (tmp_path / "t.csv").write_text(BITS)
    commands = [
        ["--data", tmp_path / "t.csv"],
        ["--data", tmp_path / "t.csv", "--target", "no"],
        ["--data", tmp_path / "t.csv", "--target", "kind", "--folds", "25"],
        ["--data", tmp_path, "--original"],
        ["--target", "kind"],
        ["trace", "--data", tmp_path / "t.csv"],
        ["scarce", tmp_path / "t.csv", "--target", "kind", "--rows", "90"],
    ]
    for command in commands:
        text = said("benchmark", *command, capsys=capsys)
        assert not PYTHON.search(text.replace(str(tmp_path), "")), text


def test_a_flag_that_is_advised_can_be_pasted_into_a_shell():
    names = ["depth", "it's {a}", 'say "no"', "a\\b", "C:\\x"]
    for name in names:
        for message in (
            f"say groups={{{name!r}: ('one_of', [{name!r}])}}.",
            f"make it a category (X[{name!r}].astype('category')).",
            f"Column {name!r} must ..., into a category (.astype('category')) or not.",
        ):
            told = told_in_flags(message)
            pasted = shlex.split(told[told.index("--groups") :])[1].rstrip(".,)")
            assert json.loads(pasted) == {name: ["one_of", [name]]}
