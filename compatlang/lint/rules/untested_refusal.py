"""A policy of which every test expects `compatible`: one that refuses nothing would pass them all."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.syntax import ast
from compatlang.typed import tree as typed


def find(view: View) -> Iterator[Diagnostic]:
    """Each such policy, where it requires anything."""
    expected: dict[str, set[str]] = {}
    for test in view.tests:
        for each in test.expects:
            if isinstance(each, typed.ExpectPolicy):
                expected.setdefault(each.policy, set()).add(each.verdict)
    for policy in view.items(ast.Policy):
        verdicts = expected.get(view.module.identifier(policy.name.text))
        refuses = any(isinstance(each, ast.Requirement) and each.kind != "warn" for each in policy.statements)
        if verdicts == {"compatible"} and refuses:
            yield lint.UNTESTED_REFUSAL.at(
                policy.name.span,
                f"no test shows that policy `{policy.name.text}` refuses a node",
                help=f"write a test that ends with `expect {policy.name.text}: incompatible at …`",
            )


LINT = Lint(lint.UNTESTED_REFUSAL, find)
