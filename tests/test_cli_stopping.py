"""Streams, versions, signals and readers that leave: how a command ends."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import types
from pathlib import Path

import pytest

from gansmote_tf import __version__
from gansmote_tf.cli import main, resample
from gansmote_tf.cli.stopping import Stopped, refuse_to_go_on_if_stopped, signals_that_stop
from tests.stub_training import no_training

ROOT = Path(__file__).parents[1]
TABLE = b"size;kind\r\n0.50;01\r\n0.75;1\r\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(TABLE)
    return path


def streams(monkeypatch, data=TABLE):
    """Standard input that holds some bytes, and what standard output gets."""
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=io.BytesIO(data)))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, write_through=True))
    return out


def test_a_stream_in_and_a_stream_out_with_messages_beside_it(monkeypatch, capsys):
    out = streams(monkeypatch)
    with no_training(made=4):
        assert main(["resample", "-", "--target", "kind", "--out", "-", "--quiet"]) == 0
    assert out.getvalue().startswith(TABLE)
    assert out.getvalue().count(b"\r\n") == 3 + 4
    said = capsys.readouterr().err
    assert said == "2 rows and 4 generated ones under them: standard output\n"


def test_inspect_reads_a_stream(monkeypatch):
    out = streams(monkeypatch, b"size,kind\n" + b"1,a\n2,b\n" * 9)
    assert main(["inspect", "-", "--target", "kind"]) == 0
    assert b"18 rows, 1 columns, 2 classes" in out.getvalue()


def test_what_a_stream_has_against_it_is_told(monkeypatch, capsys):
    streams(monkeypatch, b"size,kind\n1,a\n2\n")
    assert main(["inspect", "-", "--target", "kind"]) == 2
    assert "standard input, row 3: every row must have as many cells" in capsys.readouterr().err


def test_the_version(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"gansmote {__version__}\n"


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_while_it_works_ends_in_one_line(
    file, tmp_path, capsys, monkeypatch, number, status
):
    monkeypatch.setattr(resample, "set_up_tensorflow", lambda: signal.raise_signal(number))
    handlers = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    out = tmp_path / "more.csv"
    assert main(["resample", str(file), "--target", "kind", "--out", str(out)]) == status
    assert capsys.readouterr() == ("", "gansmote: stopped.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == handlers


@pytest.mark.parametrize("error", [ImportError("half a module"), SystemError("from a callback")])
def test_a_signal_that_a_library_made_an_error_of_is_still_one(
    file, tmp_path, capsys, monkeypatch, error
):
    def interrupted():
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt as stopped:
            raise error from stopped

    monkeypatch.setattr(resample, "set_up_tensorflow", interrupted)
    arguments = ["resample", str(file), "--target", "kind", "--out", str(tmp_path / "more.csv")]
    assert main(arguments) == 130
    assert capsys.readouterr() == ("", "gansmote: stopped.\n")


def test_a_signal_that_was_swallowed_keeps_the_file_from_being_written(
    file, tmp_path, capsys, monkeypatch
):
    def swallowed():
        with contextlib.suppress(Stopped):
            signal.raise_signal(signal.SIGTERM)

    with no_training():
        monkeypatch.setattr(resample, "set_up_tensorflow", swallowed)
        arguments = ["resample", str(file), "--target", "kind", "--out", str(tmp_path / "m.csv")]
        assert main(arguments) == 143
    assert capsys.readouterr() == ("", "gansmote: stopped.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]


def test_a_signal_counts_for_the_command_it_came_to():
    with pytest.raises(KeyboardInterrupt), signals_that_stop():
        signal.raise_signal(signal.SIGINT)
    with pytest.raises(Stopped):
        refuse_to_go_on_if_stopped()
    with signals_that_stop():
        refuse_to_go_on_if_stopped()


def python(program, **settings):
    return subprocess.Popen(
        [sys.executable, *program],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **settings,
    )


@pytest.mark.parametrize("module", ["gansmote_tf.cli.csv_text", "numpy", "sklearn", "imblearn"])
def test_ctrl_c_while_modules_load_ends_in_one_line(file, tmp_path, module):
    program = (
        "import builtins, signal, sys\n"
        "load = builtins.__import__\n"
        "def stop(name, *rest):\n"
        f"    if name.split('.')[0] == {module!r} or name == {module!r}:\n"
        "        signal.raise_signal(signal.SIGINT)\n"
        "    return load(name, *rest)\n"
        "builtins.__import__ = stop\n"
        "from gansmote_tf.__main__ import run\n"
        f"sys.argv[1:] = ['resample', {str(file)!r}, '--target', 'kind', '--out', 'no.csv']\n"
        "sys.exit(run())"
    )
    ran = python(["-c", program])
    assert ran.communicate() == ("", "gansmote: stopped.\n")
    assert ran.returncode == 130


def test_a_reader_that_has_gone_gets_no_traceback(tmp_path):
    file = tmp_path / "table.csv"
    file.write_text("size,kind\n" + "1,a\n2,b\n" * 9)
    for command in (["inspect", str(file), "--target", "kind"], ["--help"], ["--version"]):
        there, here = os.pipe()
        os.close(there)
        ran = subprocess.run(
            [sys.executable, "-m", "gansmote_tf", *command],
            cwd=ROOT,
            stdout=here,
            stderr=subprocess.PIPE,
            text=True,
        )
        os.close(here)
        assert ran.stderr == ""
        assert ran.returncode in (0, 141)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_an_output_that_is_full_is_one_sentence(tmp_path):
    file = tmp_path / "table.csv"
    file.write_text("size,kind\n" + "1,a\n2,b\n" * 9)
    with open("/dev/full", "w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "gansmote_tf", "inspect", str(file), "--target", "kind"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert ran.stderr == "gansmote: standard output can't be written (No space left on device).\n"
    assert ran.returncode == 2


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_process_of_ours_ends_at_once_where_an_exception_would_do_harm(number, status):
    program = (
        "import os, signal\n"
        "from gansmote_tf.cli import stopping\n"
        "stopping.process_is_ours()\n"
        "with stopping.signals_that_stop(), stopping.nothing_to_undo():\n"
        "    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)\n"
        "    try:\n"
        f"        signal.raise_signal({int(number)})\n"
        "    finally:\n"
        "        print('unwound')"
    )
    ran = python(["-c", program])
    assert ran.communicate() == ("", "gansmote: stopped.\n")
    assert ran.returncode == status


def test_where_something_is_to_be_undone_a_signal_raises():
    program = (
        "import signal\n"
        "from gansmote_tf.cli import stopping\n"
        "stopping.process_is_ours()\n"
        "with stopping.signals_that_stop():\n"
        "    with stopping.nothing_to_undo():\n"
        "        pass\n"
        "    try:\n"
        "        signal.raise_signal(signal.SIGTERM)\n"
        "    except stopping.Stopped as stopped:\n"
        "        print('undone', stopped.status)"
    )
    ran = python(["-c", program])
    assert ran.communicate() == ("undone 143\n", "")
