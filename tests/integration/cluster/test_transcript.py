"""The transcript in docs/cluster.md is what running it prints."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.integration.cluster.transcript import PAGE, transcript
from tests.oracle import oracle
from tests.tools import missing
from tests.transcripts import shown


@pytest.mark.usefixtures("session_cluster")
def test_the_page_shows_what_is_printed() -> None:
    reason = oracle.available()
    if reason is not None:
        missing(reason)
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        missing("kubectl is not installed")
    page = PAGE.read_text("utf-8")
    assert shown(page) == transcript(Path(kubectl)), "write it anew: python -m tests.integration.cluster.transcript"
