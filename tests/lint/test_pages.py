"""The page of every lint is right: what it tells to avoid is found, and nothing else, and what it prefers is clean."""

from __future__ import annotations

import pytest

import compatlang
from compatlang.diagnostics import Code
from compatlang.diagnostics.codes import lint as all_codes
from compatlang.lint.registry import CODES, DEFAULT, LINTS
from tests.diagnostics.pages import section
from tests.lint.linting import codes
from tests.test_docs import ROOT

RULES = ROOT / "compatlang" / "lint" / "rules"


def policy(code: str, title: str) -> str:
    """The policy below a heading of a page."""
    shown = section(code, title)
    assert shown, f"{code}.md has no block below `{title}`"
    assert shown.kind == "compat"
    return shown.text


@pytest.mark.parametrize("code", CODES)
def test_what_is_to_be_avoided_is_found_alone(code: str) -> None:
    assert codes(policy(code, "Avoid"), {*DEFAULT, code}) == [code]


@pytest.mark.parametrize("code", CODES)
def test_what_is_preferred_is_clean(code: str) -> None:
    assert codes(policy(code, "Prefer"), {*DEFAULT, code}) == []


def test_every_code_is_a_lint_and_every_lint_is_registered() -> None:
    declared = [each.name for each in vars(all_codes).values() if isinstance(each, Code)]
    assert sorted(CODES) == sorted(declared)
    files = {path.stem for path in RULES.glob("*.py")} - {"__init__", "suppressions"}
    assert files == {each.code.name.replace("-", "_") for each in LINTS}


@pytest.mark.parametrize("code", CODES)
def test_preferred_policies_compile_for_everybody(code: str) -> None:
    assert compatlang.compile(policy(code, "Prefer")).diagnostics == ()
