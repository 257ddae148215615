"""Writing a file that leaves all or nothing, whatever happens."""

import contextlib
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def write_atomically(
    path: Path,
    write: Callable[[BinaryIO], object],
    last_check: Callable[[], None] = lambda: None,
) -> None:
    """Write a file, or leave what is there as it is: nothing in between.

    The bytes go to a temporary file beside it, and are on the disk before that takes its name. A
    file that is replaced keeps its permissions.

    Args:
        path: The file, no symbolic link.
        write: Writes all of it to an open file.
        last_check: Called when all is on the disk; what it raises leaves the old file there.

    Raises:
        OSError: The disk is full, or the folder gone.

    Example:
        >>> import pathlib, tempfile
        >>> from gansmote_tf.archive.atomic import write_atomically
        >>> file = pathlib.Path(tempfile.mkdtemp(), "t.csv")
        >>> write_atomically(file, lambda out: out.write(b"a,b\\n"))
        >>> file.read_bytes(), len(list(file.parent.iterdir()))
        (b'a,b\\n', 1)
    """
    temporary = path.parent / f".gansmote-{secrets.token_hex(8)}.tmp"
    try:
        # Not tempfile's: that one would not follow the umask as a file of the user's does.
        with temporary.open("xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            os.chmod(temporary, stat.S_IMODE(path.stat().st_mode))
        last_check()
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder):
    """Have the new name on the disk too, where the system offers that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
