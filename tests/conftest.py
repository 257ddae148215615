"""What every test shares: where the real data lie, and quiet, single-threaded TensorFlow."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "Agg")

collect_ignore = ["fuzz_archive.py", "fuzz_tables.py"]  # need atheris, and run as long as let

_BESIDE = Path(__file__).parents[2] / "shared" / "data"
if _BESIDE.is_dir():
    os.environ.setdefault("GANSMOTE_TF_DATA", str(_BESIDE))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with the real petrography file and the suite of categorical sets."""
    folder = Path(os.environ.get("GANSMOTE_TF_DATA", ""))
    if not (folder / "petrography.csv").is_file():
        pytest.skip("needs the real data: set GANSMOTE_TF_DATA to a folder with petrography.csv")
    return folder
