"""`planted.compat` has one mistake of every kind, and all of them are found, each where it was planted."""

from __future__ import annotations

import re
from pathlib import Path

from compatlang.lint.registry import CODES
from tests.lint.linting import MAIN, linted

TEXT = (Path(__file__).parent / "planted.compat").read_text(encoding="utf-8")


def planted() -> list[tuple[int, str]]:
    """The line and code of every comment that says what was planted on its line, or below it."""
    found = []
    for number, line in enumerate(TEXT.splitlines(), 1):
        marked = re.search(r"# planted( below)?: ([a-z, -]+)$", line)
        if marked is not None:
            found += [(number + bool(marked[1]), code.strip()) for code in marked[2].split(",")]
    return found


def test_every_kind_of_mistake_is_planted() -> None:
    assert {code for _, code in planted()} == set(CODES)


def test_exactly_what_was_planted_is_found() -> None:
    result = linted(TEXT, CODES)
    source = result.sources[MAIN]
    found = [(source.position(each.span.start).line, each.code) for each in result.findings]
    assert sorted(found) == sorted(planted())
