"""What the notebooks' kernels inherit: this checkout's package, and a quiet TensorFlow."""

import os
from pathlib import Path

_ROOT = str(Path(__file__).parents[1])
_PATHS = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
os.environ["PYTHONPATH"] = os.pathsep.join([_ROOT, *_PATHS])
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# One thread is faster on networks this small, and several notebooks may share the machine.
for _variable in ("TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")
