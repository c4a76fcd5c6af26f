"""What a lint sees of one policy file: its text, both trees, the files that it imports, and the catalog."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import TypeVar

from compatlang.diagnostics import Edit
from compatlang.lint.options import Options
from compatlang.lint.walk import walk
from compatlang.loader import Loader
from compatlang.schema import Catalog, DeclaredFeature
from compatlang.semantic.check import Checked
from compatlang.semantic.modules import Module
from compatlang.source import Span, Spanned
from compatlang.syntax import ast
from compatlang.typed import tree as typed

A = TypeVar("A", bound=Spanned)
T = TypeVar("T", bound=typed.Node)

Owner = typed.Rule | typed.Policy | typed.FeatureDeclaration
"""What conditions and values stand in."""


class View:
    """One file that compiles without an error. What lints ask more than once is found once."""

    def __init__(self, checked: Checked, name: str, catalog: Catalog, loader: Loader, options: Options) -> None:
        self.program = checked.program
        self.sources = checked.sources
        self.modules = checked.modules
        self.module: Module = checked.modules[name]
        self.file = self.module.file
        self.tree = self.module.tree
        declared = [DeclaredFeature(each.path, each.type, each.doc) for each in self.program.features.values()]
        self.catalog = catalog.extended(list(self.program.domains.values()), declared)
        self.loader = loader
        self.options = options

    # What was written

    def items(self, kind: type[A]) -> Iterator[A]:
        """The declarations of one kind, in the order of the file."""
        return (each for each in self.tree.items if isinstance(each, kind))

    def written(self, kind: type[A]) -> Iterator[A]:
        """Every node of the syntax tree of one kind, in the order of the text."""
        return (each for each in self._written.get(kind, ()) if isinstance(each, kind))

    def text(self, node: Spanned) -> str:
        """What the author wrote, on one line, shortened where it is long."""
        text = " ".join(self.file.slice(node.span).split())
        return text if len(text) <= 60 else text[:57] + "..."

    @cached_property
    def paths(self) -> tuple[ast.Path, ...]:
        """Every path of the file."""
        return tuple(self.written(ast.Path))

    @cached_property
    def callables(self) -> tuple[ast.Rule | ast.Policy, ...]:
        """The rules and policies of the file: what may have parameters."""
        return tuple(each for each in self.tree.items if isinstance(each, ast.Rule | ast.Policy))

    @cached_property
    def is_library(self) -> bool:
        """Whether the file has no policy, so that what it declares is there for others."""
        return not any(isinstance(each, ast.Policy) for each in self.tree.items)

    @cached_property
    def has_tests(self) -> bool:
        """Whether the file tests anything."""
        return any(isinstance(each, ast.Test) for each in self.tree.items)

    # What it means

    @cached_property
    def owners(self) -> tuple[Owner, ...]:
        """The rules, policies and declared features of the file, in its order."""
        program = self.program
        declared: tuple[Owner, ...] = (
            *program.rules.values(),
            *program.policies.values(),
            *program.features.values(),
        )
        own = [each for each in declared if each.span.file == self.file.name]
        return tuple(sorted(own, key=lambda each: each.span.start))

    @cached_property
    def rules(self) -> tuple[typed.Rule, ...]:
        """The rules of the file."""
        return tuple(each for each in self.owners if isinstance(each, typed.Rule))

    @cached_property
    def policies(self) -> tuple[typed.Policy, ...]:
        """The policies of the file."""
        return tuple(self.program.policies[each] for each in self.program.roots)

    @cached_property
    def tables(self) -> tuple[typed.Table, ...]:
        """The tables of the file, those whose rows stand in a CSV file too."""
        return tuple(each for each in self.program.tables.values() if each.span.file == self.file.name)

    @cached_property
    def tests(self) -> tuple[typed.TestCase, ...]:
        """The tests of the file."""
        return self.program.tests

    def meant(self, kind: type[T]) -> Iterator[T]:
        """Every node of one kind in the typed rules, policies and features of the file."""
        return (each for each in self._meant.get(kind, ()) if isinstance(each, kind))

    def meaning(self, node: Spanned, kind: type[T]) -> T | None:
        """The typed node of one kind that a node of the syntax tree became, or None."""
        return next((each for each in self._by_span.get(node.span, ()) if isinstance(each, kind)), None)

    # Each tree is walked once.

    @cached_property
    def _written(self) -> dict[type[Spanned], list[Spanned]]:
        found: dict[type[Spanned], list[Spanned]] = {}
        for node in walk(self.tree):
            found.setdefault(type(node), []).append(node)
        return found

    @cached_property
    def _meant(self) -> dict[type[Spanned], list[typed.Node]]:
        found: dict[type[Spanned], list[typed.Node]] = {}
        for node in self._nodes:
            found.setdefault(type(node), []).append(node)
        return found

    @cached_property
    def _by_span(self) -> dict[Span, list[typed.Node]]:
        found: dict[Span, list[typed.Node]] = {}
        for node in self._nodes:
            found.setdefault(node.span, []).append(node)
        return found

    @cached_property
    def _nodes(self) -> tuple[typed.Node, ...]:
        return tuple(each for owner in self.owners for each in walk(owner) if isinstance(each, typed.Node))

    # Repairs

    def replace(self, span: Span, text: str) -> tuple[Edit, ...]:
        """Another text in the place of a span; nothing where that would drop a comment."""
        return () if self._has_comment(span) else (Edit(span, text),)

    def remove_lines(self, span: Span) -> tuple[Edit, ...]:
        """The whole lines of a span taken out; nothing where something else stands on them."""
        lines = self._lines(span)
        around = self.file.text[lines.start : span.start] + self.file.text[span.end : lines.end]
        return () if around.strip() else self.replace(lines, "")

    def remove_comment(self, span: Span) -> tuple[Edit, ...]:
        """A comment taken out, with the blanks before it, or with its line where nothing else stands there."""
        lines = self._lines(span)
        before = self.file.text[lines.start : span.start].rstrip()
        return (Edit(Span(span.file, lines.start + len(before), span.end) if before else lines, ""),)

    def _lines(self, span: Span) -> Span:
        """The lines that a span touches, with their line ends."""
        starts = self.file.line_starts
        first, last = (bisect_right(starts, offset) for offset in (span.start, span.end))
        return Span(span.file, starts[first - 1], starts[last] if last < len(starts) else len(self.file.text))

    def _has_comment(self, span: Span) -> bool:
        return any(span.start < each.span.end and each.span.start < span.end for each in self.tree.comments)
