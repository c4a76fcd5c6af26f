"""The transcript in docs/registry.md is what running it prints."""

from __future__ import annotations

import pytest

from tests.integration.registry.real.nfd import program
from tests.integration.registry.transcript import PAGE, transcript
from tests.transcripts import shown, written


@pytest.mark.usefixtures("programs")
def test_the_page_shows_what_is_printed() -> None:
    page = PAGE.read_text("utf-8")
    assert shown(page) == transcript(program()), "write it anew: python -m tests.integration.registry.transcript"


def test_what_stands_around_a_transcript_stays() -> None:
    page = PAGE.read_text("utf-8")
    changed = written(page, "another\n")
    assert shown(changed) == "another\n"
    assert written(changed, shown(page)) == page
