"""A policy without `image` in a file where others have one: `check --image` never finds it.

A policy that another one of the file includes is a part, and needs none.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.syntax import ast


def find(view: View) -> Iterator[Diagnostic]:
    """Each such policy."""
    named = {each.name for each in view.policies if each.images}
    included = {str(each.policy.callee) for each in view.written(ast.Include)}
    for policy in view.items(ast.Policy) if named else ():
        if policy.name.text not in named | included:
            yield lint.POLICY_WITHOUT_IMAGE.at(
                policy.name.span,
                f"policy `{policy.name.text}` names no image, and others of this file do",
                help='write `image "registry.example/…:*"` in it',
            )


LINT = Lint(lint.POLICY_WITHOUT_IMAGE, find)
