"""What ``--out`` may name: found out before the work, so that no result is lost after it."""

import tempfile
from pathlib import Path


def writable_folder(path: Path) -> Path:
    """The folder, made where it is missing, after a file was written in it as a trial.

    Raises:
        OSError: It can't be made or written.
    """
    try:
        _try_writing_in(path)
    except OSError as error:
        raise OSError(_refusal("a folder", path, error)) from error
    return path


def writable_file(path: Path) -> Path:
    """The file, which stays as it is until it is written; its folder is made where it is missing.

    Raises:
        OSError: It can't be written.
    """
    try:
        _try_writing_in(path.parent)
        if path.exists():
            path.open("ab").close()
    except OSError as error:
        raise OSError(_refusal("a file", path, error)) from error
    return path


def _try_writing_in(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        pass


def _refusal(what, path, error):
    return (
        f"--out must be {what} that can be written. Received: {path} ({error.strerror}); "
        "name another."
    )
