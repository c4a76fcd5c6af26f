"""A parameter called as a declaration of the file, or an `as` name called as what it hides within its block."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic, Label
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.source import Spanned
from compatlang.syntax import ast


def find(view: View) -> Iterator[Diagnostic]:
    """Each name that hides another."""
    hidden: dict[str, Spanned] = {name: item.name for name, item in view.module.names.items()}
    for owner in view.callables:
        for parameter in owner.parameters:
            yield from _hides(parameter.name, "the parameter", hidden)
    hidden |= view.module.import_spans
    domains = {name.split(".", 1)[0] for name in view.catalog.domains}
    named: tuple[ast.Quantifier | ast.Count, ...] = (*view.written(ast.Quantifier), *view.written(ast.Count))
    for node in named:
        if node.alias is not None:
            yield from _hides(node.alias, "the instance", hidden, domains)


def _hides(
    name: ast.Name, what: str, hidden: dict[str, Spanned], domains: set[str] | None = None
) -> Iterator[Diagnostic]:
    earlier = hidden.get(name.text)
    if earlier is not None or name.text in (domains or ()):
        yield lint.SHADOWED_NAME.at(
            name.span,
            f"{what} `{name.text}` hides " + ("a declaration" if earlier else f"the features `{name.text}.…`"),
            labels=[Label(earlier.span, "what is hidden")] if earlier else [],
            help="give it another name",
        )


LINT = Lint(lint.SHADOWED_NAME, find)
