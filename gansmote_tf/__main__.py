"""``python -m gansmote_tf``, and the program ``gansmote``."""

import signal
import sys


def run() -> int:
    """Run a command; Ctrl-C ends in one line even while the first modules load."""
    try:
        from gansmote_tf.cli.main import main

        status = main()
    except KeyboardInterrupt:
        sys.stderr.write("gansmote: stopped.\n")
        status = 130
    # What is left is to close; a second Ctrl-C would only show a traceback of that.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return status


if __name__ == "__main__":
    sys.exit(run())
