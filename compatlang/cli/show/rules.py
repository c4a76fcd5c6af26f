"""The codes of diagnostics and the page of one, as text and as JSON."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from compatlang.cli.rule_page import rule_page
from compatlang.diagnostics.codes import ALL, STAGES
from compatlang.diagnostics.diagnostic import Code

TITLES = {
    "syntax": "Syntax",
    "loading": "Files and imports",
    "semantic": "Names, types and values",
    "snapshot": "Snapshots",
    "evaluation": "Evaluation",
    "lint": "Lints",
    "nfd": "Documents of Node Feature Discovery",
    "nvidia": "Requirements of NVIDIA's images",
}
"""What a reader calls the stages, in the order of `STAGES`."""

_LINK = re.compile(r"\[([^\]]+)\]\([^)\s]+\)")
_WORDS = r"\1"


def overview_text() -> Iterator[str]:
    """One line a code, by stage."""
    width = max(map(len, ALL))
    for stage, codes in STAGES.items():
        yield TITLES[stage]
        yield from (f"  {each.name:{width}}  {each.severity:7}  {each.summary}" for each in codes)
        yield ""
    yield "more of one: compatlang rule CODE"


def overview_markdown() -> Iterator[str]:
    """A table a stage; each code leads to its page in the same folder."""
    yield from ("# Diagnostics", "")
    yield "Each finding of compatlang has a code that stays. `compatlang rule CODE` prints the page of one."
    for stage, codes in STAGES.items():
        yield from ("", f"## {TITLES[stage]}", "", "| code | severity | says |", "|---|---|---|")
        yield from (f"| [`{each.name}`]({each.name}.md) | {each.severity} | {each.summary} |" for each in codes)


def page_text(page: str) -> Iterator[str]:
    """A page without Markdown's marks: what stands below a heading is indented, code once more."""
    code = False
    for line in page.splitlines():
        if line.startswith("```"):
            code = not code
        elif code:
            yield f"    {line}".rstrip()
        elif line.startswith("#"):
            yield line.lstrip("#").strip()
        else:
            yield f"  {_LINK.sub(_WORDS, line)}".rstrip()


def document(wanted: Collection[Code]) -> dict[str, Any]:
    """Codes as JSON; the page is null where a code has none."""
    rules = [
        {
            "code": code.name,
            "stage": stage,
            "severity": code.severity,
            "summary": code.summary,
            "page": rule_page(code.name) or None,
        }
        for stage, codes in STAGES.items()
        for code in codes
        if code in wanted
    ]
    return {"schema": "compatlang.rule/1", "rules": rules}
