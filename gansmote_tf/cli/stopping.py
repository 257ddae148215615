"""How a command ends when it is stopped: by Ctrl-C, by SIGTERM, or by a reader that has gone."""

import contextlib
import signal
import threading
from collections.abc import Iterator

#: Exit statuses, as shells tell them: 128 and the number of the signal.
INTERRUPTED, TERMINATED, NO_READER = 130, 143, 141

_caught: list[int] = []


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
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise Stopped(_status(number))


def _status(number):
    return INTERRUPTED if number == signal.SIGINT else TERMINATED
