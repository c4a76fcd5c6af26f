"""A feature that NFD reports only from a release on: on a node with an older one, what asks for it is unknown.

Nothing is found where the declaration asks whether the domain is reported, or has another value behind `??`.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.lint.walk import every, walk
from compatlang.source import Spanned
from compatlang.typed import tree as typed


def find(view: View) -> Iterator[Diagnostic]:
    """Each such feature, once in each declaration."""
    for owner in view.owners:
        asked = {each.domain for each in every(owner, typed.Reported)}
        found: set[str] = set()
        fallbacks = {id(each) for joined in every(owner, typed.Coalesce) for each in joined.operands}
        for node in walk(owner):
            if id(node) in fallbacks or getattr(node, "domain", None) in asked:
                continue
            name, since = _introduced(node, view)
            if since and _number(since) > _number(view.options.nfd) and name not in found:
                found.add(name)
                yield lint.NEW_FEATURE.at(
                    node.span,
                    f"NFD reports `{name}` from {since} on, and policies are to work with {view.options.nfd}",
                    help=f"ask `{node.domain} is reported` first, or require newer ones: `--nfd-version {since}`"
                    if isinstance(node, typed.Element | typed.Attribute | typed.Has | typed.Quantified | typed.Count)
                    else "",
                )


def _introduced(node: Spanned, view: View) -> tuple[str, str]:
    """What a node reads, and the release of NFD that first reports it."""
    name = getattr(node, "domain", "")
    domain = view.catalog.domains.get(name) if name else None
    if domain is None:
        return "", ""
    if isinstance(node, typed.Element | typed.Attribute):
        element = domain.elements.get(node.name)
        if element is not None and element.since:
            return f"{name}.{node.name}", element.since
    return name, domain.since


def _number(release: str) -> tuple[int, ...]:
    return tuple(int(each) for each in release.removeprefix("v").split(".") if each.isdigit())


LINT = Lint(lint.NEW_FEATURE, find)
