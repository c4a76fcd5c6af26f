"""An import of which no member is named, and no feature or domain read."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.semantic.modules import Module
from compatlang.syntax import ast


def find(view: View) -> Iterator[Diagnostic]:
    """Each such import."""
    written = [tuple(each.text for each in path.segments) for path in view.paths]
    for alias, item in view.module.import_spans.items():
        imported = view.module.imports.get(alias)
        if imported is None:
            continue
        members = {(alias, name) for name in imported.names}
        declared = set(_declared(imported))
        if not any(path in members or _begins(path, declared) for path in written):
            yield lint.UNUSED_IMPORT.at(
                item.span,
                f"nothing of `{alias}` is used",
                help="take the import out",
                edits=view.remove_lines(item.span),
            )


def _declared(module: Module) -> Iterator[tuple[str, ...]]:
    """The paths of the features and domains that a module and its imports declare, which are global."""
    for item in module.tree.items:
        if isinstance(item, ast.Feature | ast.Domain):
            yield tuple(each.text for each in item.path.segments)
    for inner in module.imports.values():
        yield from _declared(inner)


def _begins(path: tuple[str, ...], declared: set[tuple[str, ...]]) -> bool:
    return any(path[:length] in declared for length in range(1, len(path) + 1))


LINT = Lint(lint.UNUSED_IMPORT, find)
