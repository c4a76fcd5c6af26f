"""A policy that no test expects anything of, in a file that has tests. What a tested policy includes is tested with it."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.lint.walk import every
from compatlang.syntax import ast
from compatlang.typed import tree as typed


def find(view: View) -> Iterator[Diagnostic]:
    """Each such policy."""
    if not view.has_tests:
        return
    tested = {each.policy for test in view.tests for each in test.expects if isinstance(each, typed.ExpectPolicy)}
    todo = list(tested)
    for identifier in todo:  # grows while it is walked
        included = {each.policy for each in every(view.program.policies[identifier], typed.Include)}
        todo.extend(included - tested)
        tested |= included
    for policy in view.items(ast.Policy):
        if view.module.identifier(policy.name.text) not in tested:
            yield lint.UNTESTED_POLICY.at(
                policy.name.span,
                f"no test expects anything of policy `{policy.name.text}`",
                help=f"write `expect {policy.name.text}: …` in a test",
            )


LINT = Lint(lint.UNTESTED_POLICY, find)
