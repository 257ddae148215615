"""Layers, schedules and callbacks on TensorFlow here, on JAX in a process of its own."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.backend_contract import *  # noqa: F403

ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="needs jax to be installed")
def test_all_of_this_holds_on_jax_too():
    options = ["-q", "-p", "no:cacheprovider", "-o", "addopts=", "--tb=short"]
    shown = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "tests/other_backends.py"],
        cwd=ROOT,
        env={**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.returncode == 0, shown.stdout[-6000:] + shown.stderr[-2000:]
    assert "skipped" not in shown.stdout
