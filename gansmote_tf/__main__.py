"""``python -m gansmote_tf``."""

import sys

from gansmote_tf.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
