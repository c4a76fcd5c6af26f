"""Every rule of the library is tested, and comes out both ways."""

from __future__ import annotations

from collections import defaultdict

import pytest

from compatlang.cli import library
from compatlang.source import SourceFile
from compatlang.syntax import ast, parse
from tests.library.summary import POLICIES


def expected(module: str) -> dict[str, set[str]]:
    """What the tests of a module expect of each of its rules."""
    path = POLICIES / "tests" / f"{module}.compat"
    tree, found = parse(SourceFile(path.name, path.read_text(encoding="utf-8")))
    assert found == ()
    outcomes: dict[str, set[str]] = defaultdict(set)
    for test in tree.items:
        for statement in test.statements if isinstance(test, ast.Test) else ():
            if isinstance(statement, ast.Expect):
                outcomes[str(statement.target.callee)].add(statement.outcome)
    return outcomes


@pytest.mark.parametrize("module", [each for each in library.names() if each != "pci"])
def test_every_rule_is_expected_to_hold_and_not_to(module: str) -> None:
    """Of a few rules the answer is never no, but unknown where they do not hold."""
    outcomes = expected(module)
    rules = [f"{module}.{each.name}" for each in library.describe(module).members if each.kind == "rule"]
    assert rules, "a module without rules has no tests to look at"
    assert {each: outcomes[each] for each in rules if "yes" not in outcomes[each] or len(outcomes[each]) < 2} == {}
