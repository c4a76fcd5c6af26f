"""The way in: a file is compiled, every lint that was asked for looks at it, and suppressions are taken off."""

from __future__ import annotations

from typing import NamedTuple

from compatlang.diagnostics import Diagnostic, sort_diagnostics
from compatlang.lint.options import Options
from compatlang.lint.registry import LINTS
from compatlang.lint.rules import suppressions as comments
from compatlang.lint.suppression import sift, suppressions
from compatlang.lint.view import View
from compatlang.loader import Loader
from compatlang.schema.catalog import BASE
from compatlang.semantic.check import check
from compatlang.source import SourceFile


class Linted(NamedTuple):
    """What was found in a file. One that does not compile has diagnostics of the compiler and no findings."""

    file: SourceFile
    diagnostics: tuple[Diagnostic, ...]
    findings: tuple[Diagnostic, ...]
    sources: dict[str, SourceFile]

    @property
    def faulty(self) -> bool:
        """Whether the file does not compile, so that no lint has looked at it."""
        return any(each.severity == "error" for each in self.diagnostics)

    @property
    def fixable(self) -> int:
        """How many findings carry their repair."""
        return sum(bool(each.edits) for each in self.findings)


def lint(file: SourceFile, loader: Loader, options: Options) -> Linted:
    """Everything that the lints of `options` find in a file."""
    checked = check(file, loader, BASE)
    linted = Linted(file, checked.diagnostics, (), checked.sources)
    if linted.faulty:
        return linted
    view = View(checked, file.name, BASE, loader, options)
    found = [each for rule in LINTS if rule.code.name in options.codes for each in rule.find(view)]
    known = suppressions(view.tree, file)
    sifted = sift(found, known, file)
    about_comments = comments.find(view, known, sifted.used)
    return linted._replace(findings=sort_diagnostics((*sifted.findings, *about_comments)))
