"""What ``--out`` may name, and what is left of it when writing fails."""

import errno
import os
import stat
import threading

import pytest

from gansmote_tf.cli import main, outputs
from gansmote_tf.cli.outputs import CannotWrite, write_whole
from tests.stub_training import no_training


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("size,kind\n1,a\n2,b\n3,a\n")
    return path


def resample(file, out, *options):
    """The status of a command, which must leave no temporary file."""
    arguments = [str(file), "--target", "kind", "--out", str(out), "--quiet", *options]
    with no_training():
        status = main(["resample", *arguments])
    assert not list(file.parent.rglob(".gansmote-*"))
    return status


@pytest.fixture
def refused(file, capsys, monkeypatch):
    """A function that checks a refusal: one sentence, no training, the table untouched."""

    def check(out, *options):
        before = file.read_bytes()
        assert resample(file, out, *options) == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert shown.err.count("\n") == 1
        assert file.read_bytes() == before
        return shown.err

    return check


def test_the_table_itself_is_refused_by_whatever_name(file, refused, monkeypatch):
    (file.parent / "link.csv").symlink_to(file)
    (file.parent / "twin.csv").hardlink_to(file)
    (file.parent / "folder").mkdir()
    monkeypatch.chdir(file.parent)
    names = ("table.csv", "./table.csv", "folder/../table.csv", "link.csv", "twin.csv", file)
    for name in names:
        for options in ((), ("--force",)):
            assert "must be another file than the table itself" in refused(name, *options)


def test_a_file_that_is_there_is_replaced_with_force_only(file, refused, tmp_path):
    out = tmp_path / "more.csv"
    out.write_text("kept")
    assert "more.csv is there already; to replace it, say --force." in refused(out)
    assert out.read_text() == "kept"
    assert resample(file, out, "--force") == 0
    assert out.read_bytes().startswith(file.read_bytes())


def test_a_file_that_comes_while_it_trains_is_kept(file, tmp_path, capsys, monkeypatch):
    out = tmp_path / "more.csv"
    original = outputs.write_whole

    def late(*arguments):
        out.write_text("another's")
        original(*arguments)

    monkeypatch.setattr("gansmote_tf.cli.table_files.write_whole", late)
    assert resample(file, out) == 2
    assert "--force" in capsys.readouterr().err
    assert out.read_text() == "another's"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "a folder"),
        ("folder.csv", "a folder"),
        ("missing/more.csv", "there is no folder"),
        ("table.csv/more.csv", "directory"),
        ("loop.csv", "symbolic link"),
        ("pipe.csv", "no regular file"),
        ("x" * 300 + ".csv", "too long"),
        ("more.json", "must end in one of .csv"),
        ("more", "Received: no ending"),
    ],
)
def test_what_is_no_place_for_a_file_is_refused(file, refused, tmp_path, name, said):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    if name == "":
        name = "folder.csv"
    assert said in refused(tmp_path / name, "--force")


def test_a_folder_that_cannot_be_written_is_refused(file, refused, tmp_path, monkeypatch):
    def refuse(dir):
        raise PermissionError(errno.EACCES, "Permission denied")

    # Set by hand, because a write-protected folder keeps nobody out who runs tests as root.
    monkeypatch.setattr(outputs.tempfile, "TemporaryFile", refuse)
    assert "(Permission denied)" in refused(tmp_path / "more.csv")


def test_a_write_protected_file_is_refused_with_force_too(file, refused, tmp_path, monkeypatch):
    (tmp_path / "more.csv").write_text("kept")
    monkeypatch.setattr(outputs.os, "access", lambda *_: False)
    assert "it is write-protected" in refused(tmp_path / "more.csv", "--force")


def test_a_link_is_followed_and_stays_one(file, tmp_path):
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    assert resample(file, tmp_path / "link.csv", "--force") == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes().startswith(file.read_bytes())


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_replaced_file_keeps_its_permissions(file, tmp_path, mode):
    out = tmp_path / "more.csv"
    out.write_text("old")
    out.chmod(mode)
    assert resample(file, out, "--force") == 0
    assert stat.S_IMODE(out.stat().st_mode) == mode


def test_a_new_file_has_the_permissions_that_the_user_wants(file, tmp_path):
    kept = os.umask(0o027)
    try:
        assert resample(file, tmp_path / "more.csv") == 0
    finally:
        os.umask(kept)
    assert stat.S_IMODE((tmp_path / "more.csv").stat().st_mode) == 0o640


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 2, "No space left on device"),
        (KeyboardInterrupt(), 130, "stopped."),
    ],
)
def test_a_full_disk_or_ctrl_c_leaves_the_old_file(
    file, tmp_path, capsys, monkeypatch, call, error, status, said
):
    def fail(*_):
        raise error

    out = tmp_path / "more.csv"
    out.write_text("old")
    monkeypatch.setattr(outputs.os, call, fail)
    assert resample(file, out, "--force") == status
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""
    assert out.read_text() == "old"


def test_a_folder_that_goes_away_is_one_sentence(tmp_path):
    with pytest.raises(CannotWrite, match="could not be written"):
        write_whole(tmp_path / "gone" / "more.csv", b"")


def test_a_reader_sees_the_old_file_or_the_new_one_and_never_less(tmp_path):
    out, done, seen = tmp_path / "more.csv", threading.Event(), set()
    contents = [bytes([65 + turn]) * 200_000 for turn in range(20)]
    write_whole(out, contents[0])

    def read():
        while not done.is_set():
            seen.add(out.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for content in contents:
        write_whole(out, content, force=True)
    done.set()
    reader.join()
    assert seen <= set(contents)


def test_files_are_named_in_the_message_as_they_were_given(file, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert resample(file, "more.csv") == 0
    assert capsys.readouterr().out == "3 rows and 7 generated ones under them: more.csv\n"
