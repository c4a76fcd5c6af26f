"""`matches "nvidia.com"` takes `nvidia-com`, too, and `matches "^5.1"` takes 561.

A dot that stands between a letter or digit and another one was meant as a dot; `.*`, `.+` and `.?` were not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.syntax import ast

_CLASS = re.compile(r"\[\^?\]?[^\]]*\]")
_DOT = re.compile(r"(?<![\\])([A-Za-z0-9])\.(?=[A-Za-z0-9])")


def find(view: View) -> Iterator[Diagnostic]:
    """Each regular expression that has such a dot."""
    for node in view.written(ast.Matches):
        if _DOT.search(_CLASS.sub("[]", node.regex.value)):
            yield lint.UNESCAPED_DOT.at(
                node.regex.span,
                f"any character matches the dot in {view.text(node.regex)}",
                help=r"for a dot itself, write `\\.`",
            )


LINT = Lint(lint.UNESCAPED_DOT, find)
