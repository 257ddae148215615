"""The command line."""

from gansmote_tf.cli.main import main

__all__ = ["main"]
