"""Commands: an option that is wrong is named in one line, and the status is 2."""

import shlex

import pytest

from gansmote_tf.cli import main

FILE = "FILE"
COMMANDS = [
    (f"{command} {option} {value}", option)
    for command, option, values in [
        (
            "resample FILE --target label --out more.csv",
            "--steps",
            ["0", "-1", "2.5", "ten", "1e3", "nan", "²", "''", "0x10", "10**12"],
        ),
        ("resample FILE --target label --out more.csv", "--seed", ["-1", "0.5", "x", "None"]),
        ("resample FILE --target label --out more.csv", "--recipe", ["papers", "''", "3"]),
        (
            "resample FILE --target label --out more.csv",
            "--strategy",
            [
                "alll",
                "2",
                "-1",
                "0",
                "NaN",
                "[1]",
                "null",
                "true",
                '{"a":"9"}',
                '{"a":1.5}',
                '{"q":9}',
                '{"a":1}',
                '{"a":-3}',
                '{"a":1000000000000}',
                "{",
            ],
        ),
        (
            "resample FILE --target label --out more.csv",
            "--groups",
            [
                "A",
                "3",
                "null",
                "[1]",
                '{"A":3}',
                '{"A":["q"]}',
                '{"A":["one-of",["x"]]}',
                '{"A":[["x"],["y"]]}',
                "{",
            ],
        ),
        ("resample FILE --target label --out more.csv", "--mark", ["x", "label"]),
        ("resample FILE --target label --out more.csv", "--encoding", ["utf-9", "''"]),
        ("inspect FILE --target label", "--folds", ["1", "0", "-3", "2.5", "x", "999"]),
        ("inspect FILE", "--target", ["q", "''"]),
        ("benchmark", "--folds", ["1", "x", "2.5", "999"]),
        ("benchmark", "--seed", ["-1", "x"]),
        ("benchmark", "--steps", ["0", "x", "1.5"]),
        ("benchmark", "--processes", ["0", "-1", "x"]),
        ("benchmark", "--methods", ["SMOTEX", "''"]),
        ("benchmark", "--target", ["label"]),
        ("benchmark --data FILE", "--target", ["q"]),
        ("benchmark scarce FILE", "--draws", ["0", "x"]),
        ("benchmark scarce FILE", "--rows", ["0", "x", "1,", "''"]),
        ("benchmark speed", "--repeats", ["0", "-2", "x", "1.5"]),
        ("benchmark trace --data FILE", "--steps", ["0", "x"]),
    ]
    for value in values
]


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("tables") / "table.csv"
    rows = [f"{k % 2},{(k + 1) % 2},{'ab'[k % 3 == 0]}" for k in range(12)]
    path.write_text("\n".join(["x,y,label", *rows]) + "\n")
    return path


@pytest.mark.parametrize(("line", "option"), COMMANDS, ids=[line for line, _ in COMMANDS])
def test_commands_name_the_option_and_end_with_status_2(
    line, option, file, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    words = [str(file) if word == FILE else word for word in shlex.split(line, posix=True)]
    try:
        status = main(words)
    except SystemExit as end:
        status = end.code
    said = capsys.readouterr().err
    assert status == 2, said
    # Where the value is right and the file has no such column, the column is what is named.
    assert option.lstrip("-") in said or "column 'q'" in said
    assert said.count("\n") == 1, said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []
