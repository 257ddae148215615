"""What ``--out`` may name, found out before the work, and writing that leaves all or nothing."""

import contextlib
import os
import stat
import sys
import tempfile
from pathlib import Path

from gansmote_tf.archive.atomic import write_atomically
from gansmote_tf.cli.stopping import refuse_to_go_on_if_stopped


class CannotWrite(OSError):
    """A result that could not be written, which is no mistake of ours."""


def say(text: str) -> None:
    """Write to standard output at once, so that a reader who has gone is noticed here.

    Letters that the terminal lacks, and bytes of file names that are none, come as escapes.

    Raises:
        BrokenPipeError: Nobody reads it any more.
        CannotWrite: It can't be written: the disk that it goes to is full, say.
    """
    try:
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        leave_output()
        raise CannotWrite(f"standard output can't be written ({error.strerror}).") from error


def leave_output() -> None:
    """Have what is still to be written go nowhere, or the interpreter complains at its end."""
    with contextlib.suppress(OSError, ValueError):
        descriptor = os.open(os.devnull, os.O_WRONLY)
        os.dup2(descriptor, sys.stdout.fileno())
        os.close(descriptor)


def writable_folder(path: Path) -> Path:
    """The folder, made where it is missing, after a file was written in it as a trial.

    Raises:
        OSError: It can't be made or written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        _try_writing_in(path)
    except OSError as error:
        raise OSError(_refusal("a folder", path, error.strerror)) from error
    return path


def writable_file(path: Path, source: Path | None = None, force: bool = False) -> Path:
    """The file that a path names, which stays as it is until it is replaced.

    Args:
        path: May be a symbolic link; what it leads to is what will be replaced.
        source: A file that it must not be, by whatever name.
        force: Whether it may be there already.

    Raises:
        OSError: It is the source, a folder, a device, there already without ``force``, in a folder
            that is not there, or can't be written.
    """
    try:
        file = Path(os.path.realpath(path))
        found = _stat(file)
        if found and source and source.exists() and os.path.samestat(found, source.stat()):
            raise OSError(
                f"--out must be another file than the table itself. Received: {path}, which is "
                f"{source}; name another."
            )
        if found and not stat.S_ISREG(found.st_mode):
            what = "a folder" if stat.S_ISDIR(found.st_mode) else "no regular file"
            raise OSError(_refusal("a file", path, what))
        if not file.parent.is_dir():
            raise OSError(_refusal("a file", path, f"there is no folder {file.parent}"))
        if found and not force:
            raise OSError(_already_there(path))
        _try_writing_in(file.parent)
        if found and not os.access(file, os.W_OK):
            raise OSError(_refusal("a file", path, "it is write-protected"))
    except OSError as error:
        if error.strerror is None:
            raise
        raise OSError(_refusal("a file", path, error.strerror)) from error
    return file


def write_whole(path: Path, data: bytes, force: bool = False) -> None:
    """Write a file, or leave what is there as it is, see :mod:`gansmote_tf.archive.atomic`.

    Args:
        path: As :func:`writable_file` returns it.
        data: All of the file.
        force: Whether to replace a file that is there.

    Raises:
        CannotWrite: The disk is full, the folder gone, or a file came there in the meantime.

    Example:
        >>> import pathlib, tempfile
        >>> from gansmote_tf.cli.outputs import write_whole
        >>> file = pathlib.Path(tempfile.mkdtemp(), "t.csv")
        >>> write_whole(file, b"a,b\\n")
        >>> file.read_bytes()
        b'a,b\\n'
    """

    def last_check():
        if path.exists() and not force:
            raise CannotWrite(_already_there(path))
        refuse_to_go_on_if_stopped()

    try:
        write_atomically(path, lambda file: file.write(data), last_check)
    except OSError as error:
        if isinstance(error, CannotWrite):
            raise
        raise CannotWrite(
            f"{path} could not be written ({error.strerror or error}); it is as it was."
        ) from error


def _stat(file):
    try:
        return file.stat()
    except FileNotFoundError:
        return None


def _try_writing_in(folder):
    with tempfile.TemporaryFile(dir=folder):
        pass


def _already_there(path):
    return f"{path} is there already; to replace it, say --force."


def _refusal(what, path, reason):
    return f"--out must be {what} that can be written. Received: {path} ({reason}); name another."
