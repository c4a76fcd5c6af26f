"""The page that says how much the tests of the library notice: what it is made of, and that its scores are high enough."""

from __future__ import annotations

import re
from typing import Any

from compatlang.cli import library
from tests.library.mutation import PAGE, modules, page

LEAST = 90.0


def survivor(line: int, was: str, becomes: str | None, accepted: str | None) -> dict[str, Any]:
    span = {"file": "policies/x86.compat", "line": line}
    return {"span": span, "was": was, "becomes": becomes, "tests": 1, "accepted": accepted}


def document() -> dict[str, Any]:
    """What `compatlang test` could find out."""
    survivors = [survivor(3, "a | b", None, "because"), survivor(4, ">= 5", "> 5", None)]
    mutated = {"file": "policies/x86.compat", "killed": 2, "total": 3, "equivalent": 1, "survivors": survivors}
    span = {"file": "policies/x86/table.csv", "line": 2}
    unseen = {"kind": "row", "name": "t", "span": span, "missing": ["yes"]}
    covered = [
        {"file": "policies/x86.compat", "covered": 9, "total": 10, "missing": []},
        {"file": "policies/x86/table.csv", "covered": 1, "total": 2, "missing": [unseen]},
        {"file": "policies/tests/x86.compat", "covered": 0, "total": 9, "missing": []},
    ]
    return {"coverage": {"files": covered}, "mutation": {"files": [mutated]}}


def test_a_module_and_its_tables_are_counted_together() -> None:
    (found,) = [each for each in modules(document()) if each.name == "x86"]
    assert (found.seen, found.wanted, found.killed, found.mutants, found.equivalent) == (10, 12, 2, 3, 1)


def test_survivors_are_shown_with_their_reasons() -> None:
    text = page([each for each in modules(document()) if each.name == "x86"])
    assert "| [x86](x86.md) | 83.3 % | 3 | 2 | 66.6 % | 1 | 1 |" in text
    assert "| x86.compat:3 | without `a \\| b` | because |" in text
    assert "| x86.compat:4 | `>= 5` as `> 5` |  |" in text


def test_what_no_test_sees_is_shown() -> None:
    assert "| x86/table.csv:2 | row `t` | yes |" in page(modules(document()))


def test_the_page_has_every_module_and_no_low_score() -> None:
    rows = re.findall(
        r"^\| \[(\w+)\]\(.*\| ([\d.]+) % \| \d* \| \d* \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [name for name, _ in rows] == [each for each in library.names() if each != "pci"]
    assert {name: score for name, score in rows if float(score) < LEAST} == {}
