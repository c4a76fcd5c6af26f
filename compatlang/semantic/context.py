"""What checking shares: the catalog, the modules, what has been typed so far, and the diagnostics.

Declarations are typed when first asked for and remembered; one that is asked for while it is being typed is recursive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from compatlang import limits
from compatlang.diagnostics import Code, Diagnostic, Label
from compatlang.diagnostics.codes import semantic
from compatlang.loader import Loader
from compatlang.schema import Catalog, Domain
from compatlang.semantic.modules import Module
from compatlang.source import SourceFile, Span
from compatlang.syntax import ast
from compatlang.typed import tree as typed
from compatlang.values.pattern import Pattern
from compatlang.values.scalar import ScalarType

if TYPE_CHECKING:
    from compatlang.semantic.patterns import LetShape

T = TypeVar("T")

_CALL = 4
"""Levels of nesting that a call counts for."""

_MISSING_NAMES = frozenset({semantic.UNKNOWN_NAME.name, semantic.UNKNOWN_FEATURE.name, semantic.BAD_EXPECT.name})


@dataclass(eq=False)
class Context:
    """The state of one run of the checker."""

    catalog: Catalog
    loader: Loader
    modules: Mapping[str, Module]
    sources: dict[str, SourceFile] = field(default_factory=dict)
    """Every file that spans point into; CSV tables are added as they are read."""
    diagnostics: list[Diagnostic] = field(default_factory=list)
    lets: dict[str, LetShape | None] = field(default_factory=dict)
    patterns: dict[tuple[str, ScalarType], Pattern | None] = field(default_factory=dict)
    """What a `let` means as values of a type, by its identifier; one that is used often is shared."""
    feature_nesting: dict[str, int] = field(default_factory=dict)
    """How deep the values are nested that a declared feature is made from, by its path."""
    faulty: set[str] = field(default_factory=set)
    """Paths whose declarations are faulty or that mean two things; what follows from that is not reported again."""
    rules: dict[str, typed.Rule | None] = field(default_factory=dict)
    tables: dict[str, typed.Table | None] = field(default_factory=dict)
    policies: dict[str, typed.Policy | None] = field(default_factory=dict)
    quantified: set[str] = field(default_factory=set)
    """Identifiers of rules that contain a quantifier, directly or through the rules they call."""
    sizes: dict[str, int] = field(default_factory=dict)
    """How many conditions, set members and table rows a rule or policy has once expanded, by identifier."""
    statements: dict[str, int] = field(default_factory=dict)
    """How many statements a policy has once its includes are expanded, by identifier."""
    with_profiles: set[str] = field(default_factory=set)
    """Identifiers of policies that have profiles, of their own or included."""
    _open: list[str] = field(default_factory=list)
    _nesting: int = 0
    _deepest: int = 0
    _depths: dict[str, int] = field(default_factory=dict)

    def report(self, module: Module, diagnostic: Diagnostic) -> None:
        """Add a diagnostic, unless it only says that a name is missing which a syntax error may have hidden.

        One that proposes another name stands: the declaration that it looks for is there.
        """
        hidden = module.broken or any(each.broken for each in module.imports.values())
        if hidden and diagnostic.code in _MISSING_NAMES and not diagnostic.help.startswith("did you mean"):
            return
        self.diagnostics.append(diagnostic)

    def is_faulty(self, path: str) -> bool:
        """Whether a path is, or lies in, something whose declaration is faulty."""
        return any(path == each or path.startswith(f"{each}.") for each in self.faulty)

    def typed_once(
        self, memory: dict[str, T | None], key: str, name: ast.Name, make: Callable[[], T | None]
    ) -> T | None:
        """The typed declaration called `key`, made when first asked for; a diagnostic and None where it is recursive."""
        if key in memory:
            self.reaches(self._depths.get(key, 0))
            return memory[key]
        if key in self._open:
            circle = [each.split("#")[-1] for each in (*self._open[self._open.index(key) :], key)]
            self.diagnostics.append(
                semantic.RECURSION.at(
                    name.span,
                    f"`{name.text}` is defined by itself",
                    notes=[" -> ".join(f"`{each}`" for each in circle)],
                    help="rules, policies and `let`s may not form a circle",
                )
            )
            memory[key] = None
            return None
        self._open.append(key)
        outer, self._deepest = self._deepest, self._nesting
        with self.deeper(_CALL) as within_limit:
            made = make() if within_limit else None
        if self._deepest > limits.EXPANDED_NESTING:
            self.diagnostics.append(
                semantic.TOO_LARGE.at(
                    name.span,
                    f"`{name.text}` nests more than {limits.EXPANDED_NESTING} deep once what it calls is expanded",
                    notes=[f"each call counts as {_CALL} levels"],
                )
            )
            made, self._deepest = None, self._nesting
        self._depths[key] = self._deepest - self._nesting
        self._deepest = max(outer, self._deepest)
        self._open.pop()
        return memory.setdefault(key, made)

    def reaches(self, levels: int) -> None:
        """Note that what is used here nests so many levels deeper."""
        self._deepest = max(self._deepest, self._nesting + levels)

    @contextmanager
    def deeper(self, levels: int = 1) -> Iterator[bool]:
        """Go down some levels of nesting; yields whether that is within the limit."""
        self._nesting += levels
        self._deepest = max(self._deepest, self._nesting)
        try:
            yield self._nesting <= limits.EXPANDED_NESTING
        finally:
            self._nesting -= levels


@dataclass(frozen=True)
class InstanceScope:
    """The instance that a quantifier speaks of."""

    domain: Domain
    alias: str | None


@dataclass(frozen=True)
class Scope:
    """What names mean at one place of a file."""

    context: Context
    module: Module
    parameters: Mapping[str, ScalarType] = field(default_factory=dict)
    untyped: frozenset[str] = frozenset()
    """Parameters whose type is faulty, which has been reported; nothing more is said of them."""
    instance: InstanceScope | None = None
    owner: str = ""
    """The identifier of the rule or policy around the place."""

    def within(self, written: Sequence[ast.Parameter], checked: Sequence[typed.ParameterDeclaration]) -> Scope:
        """The scope of a rule's or policy's body, whose parameters are these."""
        types = {each.name: each.type for each in checked}
        untyped = frozenset(each.name.text for each in written if each.name.text not in types)
        return replace(self, parameters=types, untyped=untyped)

    def inside(self, instance: InstanceScope) -> Scope:
        """The scope within a quantifier's block."""
        return replace(self, instance=instance)

    def error(
        self,
        code: Code,
        span: Span,
        message: str,
        *,
        annotation: str = "",
        labels: tuple[Label, ...] = (),
        notes: tuple[str, ...] = (),
        help: str = "",  # noqa: A002 - the word that users see
    ) -> None:
        """Report a diagnostic of this file."""
        self.context.report(
            self.module, code.at(span, message, annotation=annotation, labels=labels, notes=notes, help=help)
        )

    def lacks(self, code: Code, span: Span, message: str, *, help: str = "") -> None:  # noqa: A002
        """Report that a block is empty, unless a syntax error of the file may be what emptied it."""
        if not self.module.broken:
            self.error(code, span, message, help=help)

    def text(self, node: ast.Name | ast.Path | ast.Expression | ast.Pattern) -> str:
        """What the author wrote, on one line, shortened where it is long."""
        text = " ".join(self.module.file.slice(node.span).split())
        return text if len(text) <= 60 else text[:57] + "..."
