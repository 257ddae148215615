"""``python -m gansmote_tf``, and the program ``gansmote``."""

import os
import signal
import sys

_STOPPED = (130, 143)


def run() -> int:
    """Run a command; Ctrl-C ends in one line even while the first modules load."""
    try:
        from gansmote_tf.cli.main import main
        from gansmote_tf.cli.stopping import process_is_ours

        process_is_ours()
        status = main()
    except KeyboardInterrupt:
        sys.stderr.write("gansmote: stopped.\n")
        status = 130
    # What is left is to close. Ctrl-C would only show a traceback of that, SIGTERM hide that the
    # work is done.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    if status in _STOPPED:
        # Where an interrupt passed through an exec(), Python would end by the signal after all, and
        # libraries that were stopped midway may not close well.
        sys.stderr.flush()
        os._exit(status)
    return status


if __name__ == "__main__":
    sys.exit(run())
