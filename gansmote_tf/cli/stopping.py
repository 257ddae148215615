"""How a command ends when it is stopped: by Ctrl-C, by SIGTERM, or by a reader that has gone."""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator

#: Exit statuses, as shells tell them: 128 and the number of the signal.
INTERRUPTED, TERMINATED, NO_READER = 130, 143, 141

_caught: list[int] = []
_own_stderr: list[int] = []
_nothing_to_undo: list[bool] = []


class Stopped(BaseException):
    """The process was asked to end; no ``except Exception`` on the way holds it up.

    Args:
        status: What it exits with.
    """

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@contextlib.contextmanager
def signals_that_stop() -> Iterator[None]:
    """Within it, SIGTERM and Ctrl-C raise, and are remembered if something swallows that."""
    _caught.clear()
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    kept = {number: old for number, old in kept.items() if old is not signal.SIG_IGN}
    for number in kept:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, old in kept.items():
            signal.signal(number, signal.SIG_DFL if old is None else old)


def process_is_ours() -> None:
    """Say that the command is all there is to this process, which may end where it stands."""
    with contextlib.suppress(OSError):  # closed before we came: nothing is to be said
        # While TensorFlow loads, descriptor 2 leads elsewhere.
        _own_stderr.append(os.dup(2))


@contextlib.contextmanager
def nothing_to_undo() -> Iterator[None]:
    """Within it no file is half written, so that a signal may end a process of ours at once.

    An exception would have to pass through the compiled parts of libraries, and TensorFlow aborts
    where one comes while it loads.
    """
    _nothing_to_undo.append(True)
    try:
        yield
    finally:
        _nothing_to_undo.pop()


def refuse_to_go_on_if_stopped() -> None:
    """Raise again what a signal raised, if that never came out.

    Libraries turn a KeyboardInterrupt into errors of their own, or drop it in a callback.
    """
    if _caught:
        raise Stopped(_status(_caught[0]))


def stopped_status() -> int | None:
    """The exit status after the first signal that came, None if there was none."""
    return _status(_caught[0]) if _caught else None


def _stop(number, frame):
    _caught.append(number)
    if _own_stderr and _nothing_to_undo:
        _leave(_status(number))
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise Stopped(_status(number))


def _leave(status):
    with contextlib.suppress(OSError):  # nobody may be there to read it
        # A progress bar, or the terminal's ^C, stands on the line.
        there = _own_stderr[0]
        os.write(there, b"\n" * os.isatty(there) + b"gansmote: stopped.\n")
    os._exit(status)


def _status(number):
    return INTERRUPTED if number == signal.SIGINT else TERMINATED
