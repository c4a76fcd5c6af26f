"""Pages of layouts: below a heading, a block `before` and the block `after` it, or one that stays as it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from compatlang.source import SourceFile
from compatlang.syntax.formatting import format_source

PAGES = sorted(Path(__file__).parent.glob("*.md"))
_BLOCK = re.compile(r"^```compat( before| after)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Case(NamedTuple):
    """What is formatted, and what comes of it."""

    name: str
    before: str
    after: str


def cases() -> list[Case]:
    """The blocks of every page; `after` blocks belong to the one above."""
    found: list[Case] = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        pending = ""
        for match in _BLOCK.finditer(text):
            name = f"{page.name}:{text.count(chr(10), 0, match.start()) + 1}"
            if match[1] == " before":
                assert not pending, f"{name}: the block before has no `after`"
                pending = match[2]
            else:
                assert bool(pending) == (match[1] == " after"), f"{name}: `before` and `after` come in pairs"
                found.append(Case(name, pending or match[2], match[2]))
                pending = ""
        assert not pending, f"{page.name}: the last block has no `after`"
    return found


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_layout(case: Case) -> None:
    assert format_source(SourceFile("case", case.before)) == (case.after, ())
    assert format_source(SourceFile("case", case.after)) == (case.after, ())
