"""What a path means: an attribute of the instance, a parameter, a declaration, a module's member, or a node feature."""

from __future__ import annotations

from typing import NamedTuple

from compatlang.diagnostics import Label
from compatlang.diagnostics.codes import semantic
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.schema import Domain, Element, FeaturePath
from compatlang.semantic.context import Scope
from compatlang.semantic.modules import Declaration, Module
from compatlang.syntax import ast
from compatlang.values.scalar import ScalarType


class ParameterName(NamedTuple):
    """A parameter of the rule or policy around."""

    name: str
    type: ScalarType


class AttributeName(NamedTuple):
    """An attribute of the instance that the quantifier speaks of."""

    domain: Domain
    element: Element


class DeclaredName(NamedTuple):
    """A `let`, `table`, `rule` or `policy`, and the module it stands in."""

    module: Module
    item: Declaration

    @property
    def identifier(self) -> str:
        """As the typed tree names it."""
        return self.module.identifier(self.item.name.text)


Meaning = ParameterName | AttributeName | DeclaredName | FeaturePath

_KINDS = {ast.Let: "a `let`", ast.Table: "a table", ast.Rule: "a rule", ast.Policy: "a policy"}


def kind_of(item: Declaration) -> str:
    """`a rule` and the like, for messages."""
    return _KINDS[type(item)]


def resolve(path: ast.Path, scope: Scope) -> Meaning | None:
    """What a path means at this place, or None after a diagnostic."""
    first, rest = path.segments[0], path.segments[1:]
    instance = scope.instance
    if not rest:
        return _bare_name(path, first.text, scope)
    if instance is not None and first.text == instance.alias:
        return _attribute(path, ".".join(each.text for each in rest), instance.domain, scope)
    if scope.context.is_faulty(_dotted(path)):
        return None
    imported = scope.module.imports.get(first.text)
    if imported is not None and len(rest) == 1 and rest[0].text in imported.names:
        return DeclaredName(imported, imported.names[rest[0].text])
    found = scope.context.catalog.find([each.text for each in path.segments])
    if found is not None:
        return found
    _unknown_path(path, scope)
    return None


def _dotted(path: ast.Path) -> str:
    return ".".join(each.text for each in path.segments)


def _bare_name(path: ast.Path, name: str, scope: Scope) -> Meaning | None:
    outer: ParameterName | DeclaredName | None = None
    if name in scope.parameters:
        outer = ParameterName(name, scope.parameters[name])
    elif name in scope.module.names:
        outer = DeclaredName(scope.module, scope.module.names[name])
    elif name in scope.untyped:
        return None
    if scope.instance is None:
        if outer is None:
            _unknown_name(path, name, scope)
        return outer
    domain, alias = scope.instance.domain, scope.instance.alias
    known = domain.elements.get(name)
    if known is not None and outer is not None:
        if alias is not None:
            return outer
        what = "a parameter" if isinstance(outer, ParameterName) else kind_of(outer.item)
        scope.error(
            semantic.AMBIGUOUS_NAME,
            path.span,
            f"`{name}` is an attribute of `{domain.name}` and {what} too",
            help=f"name the instance: write `{domain.name} as d {{ … }}` and `d.{name}` for the attribute",
        )
        return None
    if outer is not None:
        return outer
    element = domain.element(name)
    if element is None:
        _unknown_attribute(path, name, domain, scope)
        return None
    return AttributeName(domain, element)


def _attribute(path: ast.Path, name: str, domain: Domain, scope: Scope) -> AttributeName | None:
    element = domain.element(name)
    if element is None:
        _unknown_attribute(path, name, domain, scope)
        return None
    return AttributeName(domain, element)


def element_of(found: FeaturePath, path: ast.Path, scope: Scope) -> Element | None:
    """The element that a path into an attribute domain means, or None after a diagnostic."""
    domain = found.domain
    assert domain is not None
    name = found.rest or domain.default
    element = domain.element(name) if name else None
    if element is not None:
        return element
    if not name:
        scope.error(
            semantic.NOT_A_VALUE,
            path.span,
            f"`{domain.name}` is a domain, and a value is needed here",
            notes=_elements_note(domain),
            help=f"name one of its elements, such as `{domain.name}.{next(iter(domain.elements), 'name')}`",
        )
        return None
    if scope.context.is_faulty(f"{domain.name}.{name}"):
        return None
    elements = [f"{domain.name}.{each}" for each in domain.elements]
    scope.error(
        semantic.UNKNOWN_FEATURE,
        path.span,
        f"`{domain.name}` has no element `{name}`",
        notes=_elements_note(domain),
        help=did_you_mean(f"{domain.name}.{name}", elements),
    )
    return None


def _elements_note(domain: Domain) -> tuple[str, ...]:
    names = list(domain.elements)
    if not names:
        return ()
    shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return (f"elements of `{domain.name}`: {shown}",)


def _unknown_attribute(path: ast.Path, name: str, domain: Domain, scope: Scope) -> None:
    if scope.context.is_faulty(f"{domain.name}.{name}"):
        return
    names = [*domain.elements, *scope.parameters, *scope.module.names]
    scope.error(
        semantic.UNKNOWN_NAME,
        path.span,
        f"an instance of `{domain.name}` has no attribute `{name}`",
        notes=(f"attributes: {', '.join(domain.elements)}",) if domain.elements else (),
        help=did_you_mean(name, names),
    )


def _unknown_name(path: ast.Path, name: str, scope: Scope) -> None:
    candidates = [*scope.parameters, *scope.module.names]
    help_text = did_you_mean(name, candidates)
    if name in scope.module.imports:
        members = list(scope.module.imports[name].names)
        scope.error(
            semantic.NOT_A_VALUE,
            path.span,
            f"`{name}` is a module",
            help=f"name one of its members, such as `{name}.{members[0]}`" if members else "",
        )
        return
    if not help_text:
        quoted = f'"{name}"'
        features = [each for each in scope.context.catalog.paths() if each.rsplit(".", 1)[-1] == name][:3]
        help_text = f"did you mean {' or '.join(f'`{each}`' for each in features)}?" if features else ""
        help_text = help_text or f"a string is written `{quoted}`; a feature is a dotted path such as `kernel.version`"
    scope.error(semantic.UNKNOWN_NAME, path.span, f"nothing here is called `{name}`", help=help_text)


def _unknown_path(path: ast.Path, scope: Scope) -> None:
    written = _dotted(path)
    imported = scope.module.imports.get(path.segments[0].text)
    if imported is not None and len(path.segments) == 2:
        member = path.segments[1].text
        scope.error(
            semantic.UNKNOWN_NAME,
            path.segments[1].span,
            f"module `{path.segments[0].text}` has no member `{member}`",
            help=did_you_mean(member, imported.names),
        )
        return
    catalog = scope.context.catalog
    help_text = did_you_mean(written, [*catalog.paths()])
    if not help_text and len(path.segments) > 2:
        domain = ".".join(each.text for each in path.segments[:2])
        help_text = did_you_mean(domain, catalog.domains)
    if not help_text and len(path.segments) == 2 and imported is None:
        help_text = _import_help(path.segments[0].text, scope)
    if not help_text:
        siblings = [each for each in catalog.domains if each.startswith(path.segments[0].text + ".")]
        if siblings:
            help_text = f"features of `{path.segments[0].text}`: {', '.join(siblings[:8])}"
    scope.error(
        semantic.UNKNOWN_FEATURE,
        path.span,
        f"there is no feature `{path}`",
        help=help_text or "`compatlang catalog` lists the features; a vendor's own is declared with `domain`",
    )


def _import_help(module: str, scope: Scope) -> str:
    """What to write where a module of the standard library was meant, else nothing."""
    known = scope.context.loader.modules()
    return f"to use the standard module, write `import {module}` at the top" if module in known else ""


def declared(
    path: ast.Path, scope: Scope, wanted: str, kinds: type[Declaration] | tuple[type[Declaration], ...]
) -> DeclaredName | None:
    """The declaration that a path names and that is one of `kinds`, or None after a diagnostic; `wanted` is for the message."""
    segments = path.segments
    module: Module | None = scope.module
    if len(segments) == 2:
        module = scope.module.imports.get(segments[0].text)
    name = segments[-1].text
    item = module.names.get(name) if module is not None and len(segments) <= 2 else None
    if item is None and scope.context.is_faulty(_dotted(path)):
        return None
    if item is None and scope.context.catalog.find([each.text for each in segments]) is not None:
        scope.error(
            semantic.TYPE_MISMATCH,
            path.span,
            f"`{path}` is a feature, not a {wanted}",
            help="patterns are constant; two features are compared with `==`" if kinds is ast.Let else "",
        )
        return None
    if module is None or item is None:
        pool = [each for each, found in (module.names if module else {}).items() if isinstance(found, kinds)]
        prefix = f"{segments[0].text}." if len(segments) == 2 and module is not None else ""
        help_text = did_you_mean(str(path), [prefix + each for each in pool])
        if not help_text and module is None:
            help_text = _import_help(segments[0].text, scope)
        scope.error(semantic.UNKNOWN_NAME, path.span, f"there is no {wanted} called `{path}`", help=help_text)
        return None
    if not isinstance(item, kinds):
        scope.error(
            semantic.TYPE_MISMATCH,
            path.span,
            f"`{path}` is {kind_of(item)}, not a {wanted}",
            labels=(Label(item.name.span, "declared here"),),
        )
        return None
    return DeclaredName(module, item)
