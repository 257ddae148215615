"""What a command may do to its own process, and the library never does to a user's."""

import importlib
import os
import sys
import tempfile

# One thread is faster than several for networks of this size; TensorFlow's own allocator keeps the
# memory that glibc's hands back to the system and fetches anew, at each step, for tensors of 100 to
# 250 KB (10 to 30 replicas), which takes half of the time.
_SETTINGS = {
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_CPU_ALLOCATOR_USE_BFC": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


def set_up_tensorflow() -> None:
    """Load TensorFlow for a command: one thread per operation, no start-up messages.

    The settings give way to environment variables that are already set.
    """
    announce_settings()
    load_tensorflow()


def announce_settings() -> None:
    """Put a command's settings into the environment, for the processes that it starts."""
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)


def load_tensorflow() -> None:
    """Load TensorFlow as it is, without its start-up messages.

    TensorFlow writes some messages straight to file descriptor 2 while it loads, whatever the log
    level, so that is where they are caught; they come out after all when loading fails (not when it
    is stopped by Ctrl-C).
    """
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as caught:
        os.dup2(caught.fileno(), 2)
        try:
            importlib.import_module("tensorflow")
        except Exception:
            caught.seek(0)
            os.write(kept, caught.read())
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)
