"""What a command may do to its own process, and the library never does to a user's."""

import importlib
import os
import sys
import tempfile


def set_up_tensorflow() -> None:
    """Load TensorFlow for a command: one thread per operation, no start-up messages.

    One thread is faster than several for networks of this size. Both settings give way to
    environment variables that are already set. TensorFlow writes some messages straight to file
    descriptor 2 while it loads, whatever the log level, so that is where they are caught; they
    come out after all when loading fails.
    """
    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as caught:
        os.dup2(caught.fileno(), 2)
        try:
            importlib.import_module("tensorflow")
        except BaseException:
            caught.seek(0)
            os.write(kept, caught.read())
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)
