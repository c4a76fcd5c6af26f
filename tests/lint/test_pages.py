"""The page of every lint is right: what it tells to avoid is found, and nothing else, and what it prefers is clean."""

from __future__ import annotations

import re

import pytest

import compatlang
from compatlang.diagnostics import Code
from compatlang.diagnostics.codes import ALL
from compatlang.diagnostics.codes import lint as all_codes
from compatlang.lint.registry import CODES, DEFAULT, LINTS
from tests.lint.linting import codes
from tests.test_docs import ROOT

PAGES = ROOT / "compatlang" / "diagnostics" / "pages"
RULES = ROOT / "compatlang" / "lint" / "rules"


def section(code: str, title: str) -> str:
    """The block below a heading of a page."""
    text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {title}\n\n```compat\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found, f"{code}.md has no block below `{title}`"
    return found[1]


@pytest.mark.parametrize("code", CODES)
def test_what_is_to_be_avoided_is_found_alone(code: str) -> None:
    assert codes(section(code, "Avoid"), {*DEFAULT, code}) == [code]


@pytest.mark.parametrize("code", CODES)
def test_what_is_preferred_is_clean(code: str) -> None:
    assert codes(section(code, "Prefer"), {*DEFAULT, code}) == []


@pytest.mark.parametrize("code", CODES)
def test_a_page_begins_with_the_code_and_its_summary(code: str) -> None:
    summary = ALL[code].summary
    head = f"# {code}\n\n{summary[0].upper()}{summary[1:]}.\n\n## Why\n\n"
    assert (PAGES / f"{code}.md").read_text(encoding="utf-8").startswith(head)


def test_every_code_is_a_lint_and_every_lint_is_registered() -> None:
    declared = [each.name for each in vars(all_codes).values() if isinstance(each, Code)]
    assert sorted(CODES) == sorted(declared)
    files = {path.stem for path in RULES.glob("*.py")} - {"__init__", "suppressions"}
    assert files == {each.code.name.replace("-", "_") for each in LINTS}


@pytest.mark.parametrize("code", CODES)
def test_preferred_policies_compile_for_everybody(code: str) -> None:
    assert compatlang.compile(section(code, "Prefer")).diagnostics == ()
