"""`matches "^nvidia$"` is `== "nvidia"`; without `^` or `$` it is a glob, such as `like "nvidia*"`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.source import Span
from compatlang.syntax import ast

_PLAIN = re.compile(r"(\^?)((?:[\w /:,@=-]|\\[./+-])+)(\$?)", re.ASCII)


def find(view: View) -> Iterator[Diagnostic]:
    """Each regular expression without any special character but `^` and `$` at its ends."""
    for node in view.written(ast.Matches):
        plain = _PLAIN.fullmatch(node.regex.value)
        if plain is not None:
            asked = _asked(plain)
            tail = Span(view.file.name, node.subject.span.end, node.span.end)
            yield lint.REGEX_FOR_LITERAL.at(
                node.regex.span,
                f"{view.text(node.regex)} is a plain text",
                help=f"write `{asked}`",
                edits=view.replace(tail, f" {asked}"),
            )


def _asked(plain: re.Match[str]) -> str:
    begin, escaped, end = plain.groups()
    text = escaped.replace("\\", "")
    glob = ("" if begin else "*") + text + ("" if end else "*")
    word = "==" if begin and end else "like"
    return f"{word} {msgspec.json.encode(glob).decode()}"


LINT = Lint(lint.REGEX_FOR_LITERAL, find)
