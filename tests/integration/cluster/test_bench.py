"""The benchmark of reading a cluster runs, and all that it compares read the same objects."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.bench.cluster import READERS
from tests.bench.tables.processes import ROOT
from tests.go_programs import ENVIRONMENT


@pytest.mark.usefixtures("session_cluster")
def test_every_reader_reads_a_small_cluster() -> None:
    """It starts one of its own; where none can be had, the fixture skips."""
    command = [sys.executable, "-m", "tests.bench.cluster", "--nodes", "3", "--runs", "1"]
    # In the environment from outside: in the tests' own there is no cache that has the programs of the cluster.
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    assert "3 Nodes and as many NodeFeatures of 60 KB" in done.stdout
    assert all(each in done.stdout for each in READERS)
