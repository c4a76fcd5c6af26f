"""Suppressions: comments that say which finding is meant to be so, and why.

    let lts = [5.10.*, 5.15.*]  # lint: ignore[range-gap] 5.16 to 5.19 are never built

A comment behind a statement is for its line, one on a line of its own for the next line with a statement, and
`# lint: ignore-file[…] reason` for the file. A finding stands on the line on which its place begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from compatlang.diagnostics import Diagnostic
from compatlang.source import SourceFile, Span
from compatlang.syntax import ast

_COMMENT = re.compile(r"#+\s*lint:\s*(ignore-file|ignore)\b\s*(?:\[([^\]]*)\])?\s*(.*)", re.DOTALL)


class Suppression(NamedTuple):
    """One comment: the codes that it names, its reason, and the line that it is for, 0 for the whole file."""

    span: Span
    codes: tuple[str, ...]
    reason: str
    line: int

    def covers(self, diagnostic: Diagnostic, file: SourceFile) -> bool:
        """Whether a finding is one of those that it names."""
        line = file.position(diagnostic.span.start).line
        return diagnostic.code in self.codes and self.line in (0, line)


def suppressions(tree: ast.Module, file: SourceFile) -> tuple[Suppression, ...]:
    """The suppressions of a file, in its order."""
    return tuple(_read(tree.comments, file))


def _read(comments: Iterable[ast.Comment], file: SourceFile) -> Iterator[Suppression]:
    for comment in comments:
        found = _COMMENT.match(comment.text)
        if found is not None:
            codes = tuple(each.strip() for each in (found[2] or "").split(",") if each.strip())
            line = 0 if found[1] == "ignore-file" else _line(comment, file)
            yield Suppression(comment.span, codes, found[3].strip(), line)


def _line(comment: ast.Comment, file: SourceFile) -> int:
    """The comment's own line, or where nothing else stands on it, the next one that is neither empty nor a comment."""
    line = file.position(comment.span.start).line
    if not comment.own_line:
        return line
    for number in range(line + 1, len(file.line_starts) + 1):
        text = file.line_text(number).strip()
        if text and not text.startswith("#"):
            return number
    return line


class Sifted(NamedTuple):
    """What is left of the findings, and which suppressions were needed."""

    findings: tuple[Diagnostic, ...]
    used: frozenset[tuple[Suppression, str]]
    """Each suppression with each of its codes that it was needed for."""


def sift(findings: Sequence[Diagnostic], known: Sequence[Suppression], file: SourceFile) -> Sifted:
    """The findings that no suppression covers."""
    left: list[Diagnostic] = []
    used: set[tuple[Suppression, str]] = set()
    for finding in findings:
        covering = [each for each in known if finding.span.file == file.name and each.covers(finding, file)]
        used.update((each, finding.code) for each in covering)
        if not covering:
            left.append(finding)
    return Sifted(tuple(left), frozenset(used))
