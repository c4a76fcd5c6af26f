"""What the tests of the diagnostics' pages share: the blocks of a page."""

from __future__ import annotations

import re
from typing import NamedTuple

from compatlang.cli.rule_page import rule_page


class Shown(NamedTuple):
    """A fenced block of a page: the word behind the fence, and what it holds."""

    kind: str
    text: str


def section(code: str, title: str) -> Shown | None:
    """The block below a heading of a page; None where the page has no such heading or no block right below it."""
    found = re.search(rf"^## {title}\n\n```(\w+)\n(.*?)^```$", rule_page(code), re.MULTILINE | re.DOTALL)
    return Shown(found[1], found[2]) if found else None
