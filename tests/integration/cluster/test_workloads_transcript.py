"""The transcript in docs/cluster/workloads.md is what running it prints."""

from __future__ import annotations

import pytest

from tests.integration.cluster.workloads_transcript import PAGE, transcript
from tests.transcripts import shown


@pytest.mark.usefixtures("session_cluster")
def test_the_page_shows_what_is_printed() -> None:
    """Where no cluster can be had, the fixture skips."""
    page = PAGE.read_text("utf-8")
    assert shown(page) == transcript(), "write it anew: python -m tests.integration.cluster.workloads_transcript"
