"""Every case of the pages beside this file: findings are written beside the lines that they are of, and nothing else is found.

A page is called as the lint that it is about, and only that one runs on it. A block of `csv` or `compat` that begins with
`# file` is a file that the policy of its case reads; `tests/language/README.md` says how a finding is written.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from compatlang.lint.registry import CODES
from tests.language.expected import beside
from tests.language.page import Case, cases
from tests.lint.linting import MAIN, linted

FOLDER = Path(__file__).parent
CASES = [case for page in sorted(FOLDER.glob("*.md")) for case in cases(page)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_finds_what_its_page_says(case: Case) -> None:
    files = {block.name: block.text for block in case.blocks if block.name}
    for block in case.blocks:
        if block.name:
            continue
        result = linted(block.text, {case.page.removesuffix(".md")}, files)
        source = result.sources[MAIN]
        found = [
            (block.line + source.position(each.span.start).line - 1, each.code, each.message)
            for each in result.findings
        ]
        expected = [(each.line, each.code, each.message) for each in beside(block)]
        assert [each[:2] for each in found] == [each[:2] for each in expected], case.title
        for (*_, said), (*_, wanted) in zip(found, expected, strict=True):
            assert wanted in (None, said), case.title


def test_every_lint_has_a_page_with_findings_and_without() -> None:
    by_page: dict[str, set[bool]] = {}
    for case in CASES:
        for block in case.blocks:
            if not block.name:
                by_page.setdefault(case.page.removesuffix(".md"), set()).add(any(beside(block)))
    assert by_page == {code: {False, True} for code in CODES}
