"""The page of every code is right: what it tells to avoid is found, and nothing else, and what it prefers is clean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pytest

import compatlang
from compatlang.cli.rule_page import rule_page
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import ALL, STAGES
from compatlang.nfd.exporting import export
from compatlang.nfd.importing import read
from compatlang.nvidia import assignment, imported
from compatlang.source import SourceFile
from compatlang.syntax.formatting import format_source
from tests.diagnostics.pages import Shown, section

LINTS = {code.name for code in STAGES["lint"]}
"""Their blocks are tested in `tests/lint`."""

IMPORTED = {"nfd-import", "nfd-import-empty", "nfd-import-never"}
"""Codes of a document that becomes a policy."""

EXPORTED = {"nfd-not-expressible", "nfd-left-out"}
"""Codes of a policy that becomes a document."""

NOT_IN_A_BLOCK = {
    "bad-table-file": "a CSV file is wrong",
    "cannot-read": "a file that is no text, or is not there",
    "evaluators-disagree": "nobody can write it: compatlang itself is wrong",
    "failed-expectation": "a test has to run, and fail",
    "import-cycle": "two files import each other",
    "import-depth": "as many files as the limit",
    "nfd-fails": "it takes a node beside the document",
    "not-a-policy": "it depends on the name of the file",
    "nvidia-limit": "a variable that is larger than the limit",
    "unparsable-value": "it takes a node beside the policy",
}
"""Codes that no block alone can show, and why. Their pages have an example to read instead."""


def compiled(text: str) -> Iterable[Diagnostic]:
    return compatlang.compile(text).diagnostics


def exported(text: str) -> Iterable[Diagnostic]:
    policies = compatlang.compile(text)
    assert policies.diagnostics == ()
    [(name, arguments)] = policies.selected.items()
    return export(policies.program, name, arguments, "spec", policies.tags).diagnostics


def with_variables(text: str) -> Iterable[Diagnostic]:
    variables = [assignment(line) for line in text.splitlines()]
    return imported(dict(each for each in variables if each)).diagnostics


READERS: dict[str, Callable[[str], Iterable[Diagnostic]]] = {
    "compat": compiled,
    "environment": with_variables,
    "nfd": lambda text: compatlang.read_documents(text).diagnostics,
    "snapshot": lambda text: compatlang.parse_snapshots(text).diagnostics,
}
"""What reads a block of each kind."""


def found(code: str, block: Shown) -> set[str]:
    """The codes of what is found in a block by what can find this code."""
    if code in IMPORTED:
        return {each.code for each in read(block.text, "<text>").diagnostics}
    reader = exported if code in EXPORTED else READERS[block.kind]
    return {each.code for each in reader(block.text)}


IN_A_BLOCK = [code for code in ALL if code not in NOT_IN_A_BLOCK and code not in LINTS]


@pytest.mark.parametrize("code", ALL)
def test_a_page_begins_with_the_code_and_its_summary(code: str) -> None:
    summary = ALL[code].summary
    head = f"# {code}\n\n{summary[0].upper()}{summary[1:]}.\n\n## Why\n\n"
    assert rule_page(code).startswith(head)


@pytest.mark.parametrize("code", ALL)
def test_the_headings_are_those_of_every_page(code: str) -> None:
    example = ["Example"] if code in NOT_IN_A_BLOCK else ["Avoid", "Prefer"]
    headings = re.findall(r"^## (.*)$", rule_page(code), re.MULTILINE)
    assert headings in (["Why", *example], ["Why", *example, "Notes"])


@pytest.mark.parametrize("code", IN_A_BLOCK)
def test_what_is_to_be_avoided_is_found_alone(code: str) -> None:
    block = section(code, "Avoid")
    assert block
    assert found(code, block) == {code}


@pytest.mark.parametrize("code", IN_A_BLOCK)
def test_what_is_preferred_is_clean(code: str) -> None:
    block = section(code, "Prefer")
    assert block
    assert found(code, block) == set()


@pytest.mark.parametrize("code", NOT_IN_A_BLOCK)
def test_what_no_block_can_show_has_an_example_to_read(code: str) -> None:
    block = section(code, "Example")
    assert block
    assert block.kind == "text"


@pytest.mark.parametrize("code", [code for code in ALL if code not in NOT_IN_A_BLOCK])
def test_a_policy_that_is_preferred_is_laid_out_as_all_are(code: str) -> None:
    block = section(code, "Prefer")
    assert block
    assert block.kind != "compat" or format_source(SourceFile("<text>", block.text))[0] == block.text
