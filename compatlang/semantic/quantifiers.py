"""Questions about the instances of a domain: `any`, `all`, `none` and `count`."""

from __future__ import annotations

from compatlang.diagnostics.codes import semantic
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.schema import Domain, Kind
from compatlang.semantic import conditions
from compatlang.semantic.context import InstanceScope, Scope
from compatlang.syntax import ast
from compatlang.typed import tree as typed

KINDS: dict[Kind, str] = {
    "flags": "a set of flags",
    "attributes": "a set of attributes",
    "instances": "a list of instances",
}
"""What the domains of each kind are, for messages."""


def check_quantifier(node: ast.Quantifier, scope: Scope) -> typed.Quantified | None:
    """`any F { … }` and its like."""
    checked = _check(node, node.domain, node.alias, node.conditions, scope)
    if checked is None:
        return None
    return typed.Quantified(node.kind, checked[0], checked[1], span=node.span)


def check_count(node: ast.Count, scope: Scope) -> typed.Count | None:
    """`count F { … }`."""
    checked = _check(node, node.domain, node.alias, node.conditions, scope)
    return None if checked is None else typed.Count(checked[0], checked[1], span=node.span)


def _check(
    node: ast.Quantifier | ast.Count,
    path: ast.Path,
    alias: ast.Name | None,
    block: tuple[ast.Expression, ...],
    scope: Scope,
) -> tuple[str, typed.Condition] | None:
    if scope.instance is not None:
        scope.error(
            semantic.NESTED_QUANTIFIER,
            node.span,
            "a quantifier cannot stand inside another",
            help="ask both questions side by side, joined by `and`",
        )
        return None
    scope.context.quantified.add(scope.owner)
    domain = _instances(path, scope)
    if domain is None:
        return None
    inner = scope.inside(InstanceScope(domain, alias.text if alias is not None else None))
    condition = conditions.check_block(block, inner, node.span)
    return None if condition is None else (domain.name, condition)


def _instances(path: ast.Path, scope: Scope) -> Domain | None:
    domain = domain_of(path, scope)
    if domain is None or domain.kind == "instances":
        return domain
    scope.error(
        semantic.TYPE_MISMATCH,
        path.span,
        f"`{domain.name}` has no instances: it is {KINDS[domain.kind]}",
        help=f'ask for a flag: `{domain.name} has "NAME"`'
        if domain.kind == "flags"
        else f"compare an element: `{domain.name}.{next(iter(domain.elements), 'name')} == …`",
    )
    return None


def domain_of(path: ast.Path, scope: Scope) -> Domain | None:
    """The domain that a path names as a whole, or None after a diagnostic."""
    catalog = scope.context.catalog
    found = catalog.find([each.text for each in path.segments])
    if found is not None and found.domain is not None and not found.rest:
        return found.domain
    if found is None:
        written = ".".join(each.text for each in path.segments)
        if scope.context.is_faulty(written):
            return None
        scope.error(
            semantic.UNKNOWN_FEATURE,
            path.span,
            f"there is no domain `{path}`",
            help=did_you_mean(written, catalog.domains) or "a vendor's own domain is declared with `domain`",
        )
    elif found.declared is not None:
        scope.error(semantic.TYPE_MISMATCH, path.span, f"`{path}` is a declared feature, not a domain")
    else:
        assert found.domain is not None
        scope.error(
            semantic.TYPE_MISMATCH,
            path.span,
            f"`{path}` is an element, and a domain is needed here",
            help=f"write `{found.domain.name}`",
        )
    return None
