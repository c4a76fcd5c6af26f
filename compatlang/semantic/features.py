"""Declared domains and features: what a policy adds to the catalog."""

from __future__ import annotations

from collections.abc import Iterable

from compatlang import limits
from compatlang.diagnostics import Diagnostic, Label
from compatlang.diagnostics.codes import semantic
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.schema import Catalog, DeclaredFeature, Domain, Element, Kind
from compatlang.semantic import rules
from compatlang.semantic.context import Context, Scope
from compatlang.semantic.modules import Module
from compatlang.semantic.values import check_value
from compatlang.source import Span
from compatlang.syntax import ast
from compatlang.typed import tree as typed

_KINDS: tuple[Kind, ...] = ("flags", "attributes", "instances")


class Declarations:
    """The domains and features that all modules declare; they are global, so each stands once."""

    def __init__(self, base: Catalog, context: Context) -> None:
        self.base = base
        self.context = context
        self.domains: dict[str, Domain] = {}
        self.features: dict[str, tuple[Module, ast.Feature, DeclaredFeature]] = {}
        self._spans: dict[str, Span] = {}

    def collect(self, modules: Iterable[Module]) -> Catalog:
        """Read every declaration's signature; the catalog with them."""
        for module in modules:
            for item in module.tree.items:
                if isinstance(item, ast.Domain):
                    self._domain(item, Scope(self.context, module))
                elif isinstance(item, ast.Feature):
                    self._feature(item, Scope(self.context, module))
        declared = [signature for _, _, signature in self.features.values()]
        return self.base.extended(list(self.domains.values()), declared)

    def _domain(self, item: ast.Domain, scope: Scope) -> None:
        if not self._new(item.path, scope, "domain"):
            return
        kind = next((each for each in _KINDS if each == item.kind.text), None)
        if kind is None:
            scope.error(
                semantic.UNKNOWN_TYPE,
                item.kind.span,
                f"a domain is not `{item.kind.text}`",
                help=did_you_mean(item.kind.text, _KINDS) or f"it is one of {', '.join(_KINDS)}",
            )
            self.context.faulty.add(_dotted(item.path))
            return
        elements: dict[str, Element] = {}
        for each in item.elements or ():
            type_ = rules.scalar_type(each.type, scope)
            if each.name.text in elements:
                scope.error(semantic.DUPLICATE_NAME, each.name.span, f"element `{each.name.text}` is declared twice")
            elif type_ is None:
                self.context.faulty.add(f"{_dotted(item.path)}.{each.name.text}")
            else:
                elements[each.name.text] = Element(
                    each.name.text, type_, item.doc or f"declared by {scope.module.file.name}"
                )
        if kind == "flags" and item.elements is not None:
            scope.error(
                semantic.BAD_DECLARATION,
                item.span,
                "flags have names only, no elements with types",
                help="drop the block",
            )
        self.domains[_dotted(item.path)] = Domain(
            _dotted(item.path), kind, item.doc, "policy", elements=elements, open=item.elements is None
        )

    def _feature(self, item: ast.Feature, scope: Scope) -> None:
        if not self._new(item.path, scope, "feature"):
            return
        type_ = rules.scalar_type(item.type, scope)
        path = _dotted(item.path)
        if type_ is None:
            self.context.faulty.add(path)
        else:
            self.features[path] = (scope.module, item, DeclaredFeature(path, type_, item.doc))

    def _new(self, path: ast.Path, scope: Scope, what: str) -> bool:
        """Whether a path is free to be declared; a diagnostic where it is not."""
        name = _dotted(path)
        if len(path.segments) < 2:
            scope.error(
                semantic.BAD_DECLARATION,
                path.span,
                f"a {what} is a dotted path, and `{name}` has no dot",
                help=f"write a name before it, such as `vendor.{name}`",
            )
            return False
        if name in self._spans:
            scope.error(
                semantic.DUPLICATE_NAME,
                path.span,
                f"`{name}` is declared twice; features and domains are global",
                labels=(Label(self._spans[name], "first declared here"),),
            )
            return False
        found = self.base.find([each.text for each in path.segments])
        if found is not None:
            assert found.domain is not None
            scope.error(
                semantic.DUPLICATE_NAME,
                path.span,
                f"`{name}` is in the catalog already"
                if not found.rest
                else f"`{name}` lies in the domain `{found.domain.name}` of the catalog",
                notes=(f"`{found.domain.name}`: {found.domain.doc}",),
                help="choose another path",
            )
            return False
        self._spans[name] = path.span
        return True

    def check_imports(self, modules: Iterable[Module], catalog: Catalog) -> None:
        """A path that is both a module's member and a feature is an error at the import."""
        for module in modules:
            for alias, imported in list(module.imports.items()):
                for member, item in imported.names.items():
                    found = catalog.find([alias, member])
                    if found is None:
                        continue
                    span = module.import_spans[alias].span
                    diagnostic: Diagnostic = semantic.AMBIGUOUS_NAME.at(
                        span,
                        f"`{alias}.{member}` would be a member of this module and a feature too",
                        labels=[Label(item.name.span, "the member")],
                        help=f"import it under another name: `as {alias}_policy`",
                    )
                    self.context.diagnostics.append(diagnostic)
                    module.imports.pop(alias, None)
                    module.broken = True  # what the import would have brought is not reported again
                    self.context.faulty.add(f"{alias}.{member}")

    def typed_features(self) -> dict[str, typed.FeatureDeclaration]:
        """The features with their values checked. Faulty and recursive ones are reported and left out."""
        checked: dict[str, typed.FeatureDeclaration] = {}
        for path, (module, item, signature) in self.features.items():
            value = check_value(item.value, Scope(self.context, module), signature.type, convert=True)
            if value is not None and _counts(value):
                Scope(self.context, module).error(
                    semantic.NOT_A_VALUE,
                    item.value.span,
                    "a feature is read from node features, and a count is none",
                    help="write a `rule` that compares the count",
                )
            elif value is not None:
                checked[path] = typed.FeatureDeclaration(
                    path, signature.type, value, item.closed, item.doc, span=item.path.span
                )
        depths, self.context.feature_nesting = _depths(checked)
        for path in checked:
            module, item, _ = self.features[path]
            if path not in depths:
                Scope(self.context, module).error(
                    semantic.RECURSION,
                    item.path.span,
                    f"feature `{path}` is defined by itself, or by one that is",
                    help="a feature reads node features, or features declared from them",
                )
            elif depths[path] == limits.CALL_DEPTH + 1:
                Scope(self.context, module).error(
                    semantic.TOO_LARGE,
                    item.path.span,
                    f"features are declared from each other more than {limits.CALL_DEPTH} deep",
                )
            elif depths[path] <= limits.CALL_DEPTH and self.context.feature_nesting[path] > limits.EXPANDED_NESTING:
                Scope(self.context, module).error(
                    semantic.TOO_LARGE,
                    item.path.span,
                    f"feature `{path}` nests more than {limits.EXPANDED_NESTING} deep once what it reads is expanded",
                )
        return checked


def _dotted(path: ast.Path) -> str:
    return ".".join(each.text for each in path.segments)


def _depths(features: dict[str, typed.FeatureDeclaration]) -> tuple[dict[str, int], dict[str, int]]:
    """How many features deep each declaration goes, and how deep its value is nested with all that it reads.

    Those on a circle, or that read one, have neither.
    """
    reads = {path: set(_features_of(each.value)) & features.keys() for path, each in features.items()}
    readers: dict[str, list[str]] = {path: [] for path in features}
    for path, read in reads.items():
        for each in read:
            readers[each].append(path)
    missing = {path: len(read) for path, read in reads.items()}
    ready = [path for path, count in missing.items() if not count]
    depths: dict[str, int] = {}
    nesting: dict[str, int] = {}
    for path in ready:  # grows while it is walked
        depths[path] = 1 + max((depths[each] for each in reads[path]), default=0)
        nesting[path] = 1 + _levels(features[path].value) + max((nesting[each] for each in reads[path]), default=0)
        for reader in readers[path]:
            missing[reader] -= 1
            if not missing[reader]:
                ready.append(reader)
    return depths, nesting


def _levels(value: typed.Value) -> int:
    """How deep a value is nested, what the features in it are made from aside."""
    match value:
        case typed.Coalesce(parts, _) | typed.Join(parts):
            return 1 + max(_levels(each) for each in parts)
        case _:
            return 0


def _features_of(value: typed.Value) -> list[str]:
    match value:
        case typed.Feature(path, _):
            return [path]
        case typed.Coalesce(parts, _) | typed.Join(parts):
            return [path for each in parts for path in _features_of(each)]
        case _:
            return []


def _counts(value: typed.Value) -> bool:
    match value:
        case typed.Count():
            return True
        case typed.Coalesce(operands, _):
            return any(_counts(each) for each in operands)
        case _:
            return False
