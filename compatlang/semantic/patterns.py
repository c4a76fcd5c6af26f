"""Literals and patterns against a type. `let`s are expanded here, and typed where they are used."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, assert_never

from compatlang import limits
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import semantic
from compatlang.semantic import names
from compatlang.semantic.context import Context, Scope
from compatlang.syntax import ast
from compatlang.values import pattern, scalar
from compatlang.values.scalar import ScalarType

ARTICLES: dict[ScalarType, str] = {
    "bool": "a bool",
    "int": "an int",
    "string": "a string",
    "version": "a version",
    "quantity": "a quantity",
    "id": "an id",
}

LITERALS = (ast.String, ast.Integer, ast.Id, ast.Boolean, ast.Quantity, ast.Version, ast.Series)

_FITTING: dict[ScalarType, tuple[type[ast.Literal], ...]] = {
    "bool": (ast.Boolean,),
    "int": (ast.Integer,),
    "string": (ast.String,),
    "version": (ast.Version, ast.Series, ast.Integer),
    "quantity": (ast.Quantity, ast.Integer, ast.Version),
    "id": (ast.Id,),
}


def literal_text(literal: ast.Literal) -> str:
    """The raw text of a literal, as a snapshot would hold it."""
    match literal:
        case ast.String(value):
            return value
        case ast.Boolean(value):
            return "true" if value else "false"
        case ast.Integer(text) | ast.Id(text) | ast.Quantity(text) | ast.Version(text) | ast.Series(text):
            return text
    assert_never(literal)


def natural_type(literal: ast.Literal) -> ScalarType:
    """The type of a literal where nothing beside it says which."""
    match literal:
        case ast.String():
            return "string"
        case ast.Boolean():
            return "bool"
        case ast.Integer():
            return "int"
        case ast.Id():
            return "id"
        case ast.Quantity():
            return "quantity"
        case ast.Version() | ast.Series():
            return "version"
    assert_never(literal)


def check_literal(literal: ast.Literal, type_: ScalarType, scope: Scope, *, series: bool = True) -> str | None:
    """The text of a literal that fits a type, or None after a diagnostic. `series` says whether `5.15.*` may stand."""
    text = literal_text(literal)
    fits = isinstance(literal, _FITTING[type_])
    if fits and isinstance(literal, ast.Series):
        if not series:
            scope.error(
                semantic.NOT_A_VALUE,
                literal.span,
                f"`{text}` is a series of versions, not one",
                help=f"write one version, such as `{text[:-2]}`",
            )
            return None
        if scalar.literal_bounds(type_, text) is not None:
            return text
    elif fits and scalar.parse(type_, text) is not None:
        return text
    if fits:
        scope.error(semantic.TYPE_MISMATCH, literal.span, f"`{text}` is no {type_}: it is out of range or too long")
        return None
    scope.error(
        semantic.TYPE_MISMATCH,
        literal.span,
        f"{ARTICLES[type_]} is needed here, and `{scope.text(literal)}` is {ARTICLES[natural_type(literal)]}",
        help=_repair(literal, text, type_),
    )
    return None


def _repair(literal: ast.Literal, text: str, type_: ScalarType) -> str:
    """How a literal of another type would be written as the type that is needed, or the empty string."""
    match type_:
        case "string":
            return f'write `"{text}"`'
        case "id":
            digits = text.removeprefix("0x")
            if scalar.parse_id(digits) is None:
                return "ids are written like `0x10de`"
            decimal = isinstance(literal, ast.Integer) and not digits.startswith("0")
            return f"write `0x{digits}`" + (f", or `{int(digits):#x}` where {digits} is decimal" if decimal else "")
        case "bool" | "version" | "int" | "quantity":
            if isinstance(literal, ast.String) and scalar.parse(type_, text) is not None:
                return f"write `{text.lstrip('v')}` without quotes"
            return "write `true` or `false`" if type_ == "bool" else ""
    assert_never(type_)


class LetShape(NamedTuple):
    """What a `let` is once the `let`s in it are expanded."""

    members: int
    """How many literals it has; a name used twice counts twice."""
    depth: int
    """How deep its sets are nested."""
    types: frozenset[ScalarType]
    """The types that all its literals could have."""
    literal: ast.Literal | None
    """The literal, where it is one and not a set, a bound or a range."""
    scope: Scope
    """The scope that the literal stands in."""


def let_shape(found: names.DeclaredName, context: Context) -> LetShape | None:
    """The shape of a `let`, or None after a diagnostic: it is circular or too large."""
    item = found.item
    assert isinstance(item, ast.Let)
    scope = Scope(context, found.module)
    return context.typed_once(context.lets, found.identifier, item.name, lambda: _shape(item, scope))


def _shape(item: ast.Let, scope: Scope) -> LetShape | None:
    members = len(_literals(item.pattern))
    depth = own_depth = _depth(item.pattern)
    types = frozenset(each for each in scalar.SCALAR_TYPES if _fits(item.pattern, each))
    inner: LetShape | None = None
    for path in _paths(item.pattern):
        found = names.declared(path, scope, "`let`", ast.Let)
        inner = let_shape(found, scope.context) if found is not None else None
        if inner is None:
            return None
        members += inner.members
        depth = max(depth, own_depth + inner.depth)
        types &= inner.types
        if members > limits.SET_MEMBERS:
            scope.error(
                semantic.TOO_LARGE,
                item.name.span,
                f"`{item.name.text}` has more than {limits.SET_MEMBERS} members once the `let`s in it are expanded",
            )
            return None
    if depth > limits.EXPANDED_NESTING:
        scope.error(
            semantic.TOO_LARGE,
            item.name.span,
            f"`{item.name.text}` nests more than {limits.EXPANDED_NESTING} deep once the `let`s in it are expanded",
        )
        return None
    if isinstance(item.pattern, LITERALS):
        return LetShape(members, depth, types, item.pattern, scope)
    if isinstance(item.pattern, ast.Path) and inner is not None:
        return LetShape(members, depth, types, inner.literal, inner.scope)
    return LetShape(members, depth, types, None, scope)


def _depth(node: ast.Pattern) -> int:
    """How deep sets are nested in a pattern, names aside."""
    return 1 + max((_depth(each) for each in node.members), default=0) if isinstance(node, ast.SetOf) else 0


def let_literal(path: ast.Path, scope: Scope, membership: str = "in") -> tuple[ast.Literal, Scope] | None:
    """The literal that a path to a `let` means, and the scope it stands in, or None after a diagnostic.

    `membership` is the operator that the message proposes where the `let` is a set.
    """
    found = names.declared(path, scope, "`let`", ast.Let)
    shape = let_shape(found, scope.context) if found is not None else None
    if shape is None:
        return None
    if shape.literal is not None:
        return shape.literal, shape.scope
    scope.error(
        semantic.NOT_A_VALUE,
        path.span,
        f"`{path}` is a set or a range, and one value is needed here",
        help=f"to ask for membership, write `{membership} {path}`",
    )
    return None


def _paths(node: ast.Pattern) -> tuple[ast.Path, ...]:
    match node:
        case ast.Path():
            return (node,)
        case ast.Bound(_, operand):
            return (operand,) if isinstance(operand, ast.Path) else ()
        case ast.Range(low, high, _):
            return tuple(each for each in (low, high) if isinstance(each, ast.Path))
        case ast.SetOf(members):
            return tuple(path for each in members for path in _paths(each))
        case _:
            return ()


def check_let(item: ast.Let, scope: Scope) -> None:
    """Check a `let` by itself: no circle, and some type that all its literals have."""
    shape = let_shape(names.DeclaredName(scope.module, item), scope.context)
    if shape is None:
        return
    literals = _literals(item.pattern)
    natural = natural_type(literals[0]) if literals else "string"
    fitting = [each for each in scalar.SCALAR_TYPES if each in shape.types]
    if fitting and isinstance(item.pattern, ast.Path):
        return
    # It must be sound as some type; where it is as none, the first type's fault is the one to show.
    found = scope.context.diagnostics
    before = len(found)
    faults: list[Diagnostic] = []
    for type_ in fitting or [natural]:
        sound = check_pattern(item.pattern, type_, scope) is not None
        faults = faults or found[before:]
        del found[before:]
        if sound:
            return
    found.extend(faults)


def _literals(node: ast.Pattern) -> tuple[ast.Literal, ...]:
    match node:
        case ast.Bound(_, operand):
            return _literals(operand)
        case ast.Range(low, high, _):
            return (*_literals(low), *_literals(high))
        case ast.SetOf(members):
            return tuple(literal for each in members for literal in _literals(each))
        case ast.Path() | ast.Wildcard():
            return ()
        case _:
            return (node,)


def _fits(node: ast.Pattern, type_: ScalarType) -> bool:
    """Whether the pattern's own literals, names aside, could have a type."""
    if _needs_order(node) and type_ not in scalar.ORDERED_TYPES:
        return False
    return all(isinstance(each, _FITTING[type_]) for each in _literals(node))


def _needs_order(node: ast.Pattern) -> bool:
    return isinstance(node, ast.Bound | ast.Range) or (
        isinstance(node, ast.SetOf) and any(_needs_order(each) for each in node.members)
    )


def check_pattern(node: ast.Pattern, type_: ScalarType, scope: Scope, *, cell: bool = False) -> pattern.Pattern | None:
    """The pattern over values of a type, `let`s expanded, or None after a diagnostic. In a table `cell`, `*` may stand."""
    match node:
        case ast.Wildcard():
            if cell:
                return pattern.Anything()
            scope.error(semantic.NOT_A_VALUE, node.span, "`*` alone can stand only in a table's cell")
            return None
        case ast.Path():
            return _check_name(node, type_, scope)
        case ast.Bound(operator, operand):
            text = _check_end(node, operand, type_, scope)
            return None if text is None else pattern.Bound(operator, text)
        case ast.Range(low, high, half_open):
            return _check_range(node, low, high, half_open, type_, scope)
        case ast.SetOf(members):
            checked = [check_pattern(each, type_, scope, cell=cell) for each in members]
            kept = [each for each in checked if each is not None]
            return _any_of(kept) if len(kept) == len(checked) else None
        case _:
            text = check_literal(node, type_, scope)
            return None if text is None else pattern.Literal(text)


def _any_of(members: Iterable[pattern.Pattern]) -> pattern.AnyOf:
    """A set of patterns; the members of sets in it are its own."""
    return pattern.AnyOf(
        tuple(inner for each in members for inner in (each.members if isinstance(each, pattern.AnyOf) else (each,)))
    )


def _check_name(path: ast.Path, type_: ScalarType, scope: Scope) -> pattern.Pattern | None:
    if len(path.segments) == 1 and path.segments[0].text in scope.parameters:
        scope.error(
            semantic.NOT_A_VALUE,
            path.span,
            f"`{path}` is a parameter, and patterns are constant",
            help=f"compare with it: write `== {path}`",
        )
        return None
    found = names.declared(path, scope, "`let`", ast.Let)
    shape = let_shape(found, scope.context) if found is not None else None
    if found is None or shape is None:
        return None
    inner = Scope(scope.context, found.module)
    assert isinstance(found.item, ast.Let)
    if type_ not in shape.types:
        scope.error(
            semantic.TYPE_MISMATCH,
            path.span,
            f"{ARTICLES[type_]} is needed here, and `{path}` is `{inner.text(found.item.pattern)}`",
            help=_repair_let(found.item, type_),
        )
        return None
    key = (found.identifier, type_)
    if key not in scope.context.patterns:
        scope.context.patterns[key] = check_pattern(found.item.pattern, type_, inner)
    return scope.context.patterns[key]


def _repair_let(item: ast.Let, type_: ScalarType) -> str:
    literal = next(iter(_literals(item.pattern)), None)
    return "" if literal is None else _repair(literal, literal_text(literal), type_)


def _check_end(
    whole: ast.Bound | ast.Range, end: ast.Literal | ast.Path, type_: ScalarType, scope: Scope
) -> str | None:
    if type_ not in scalar.ORDERED_TYPES:
        scope.error(
            semantic.TYPE_MISMATCH,
            whole.span,
            f"{ARTICLES[type_]} has no order, so `{scope.text(whole)}` means nothing",
            help="strings that hold versions become versions through a `feature` declaration"
            if type_ == "string"
            else "",
        )
        return None
    if isinstance(end, ast.Path):
        found = let_literal(end, scope)
        if found is None:
            return None
        literal, inner = found
        if not isinstance(literal, _FITTING[type_]):
            scope.error(
                semantic.TYPE_MISMATCH,
                end.span,
                f"{ARTICLES[type_]} is needed here, and `{end}` is {ARTICLES[natural_type(literal)]}",
                help=_repair(literal, literal_text(literal), type_),
            )
            return None
        return check_literal(literal, type_, inner)
    return check_literal(end, type_, scope)


def _check_range(
    node: ast.Range,
    low: ast.Literal | ast.Path,
    high: ast.Literal | ast.Path,
    half_open: bool,
    type_: ScalarType,
    scope: Scope,
) -> pattern.Pattern | None:
    low_text = _check_end(node, low, type_, scope)
    if low_text is None and type_ not in scalar.ORDERED_TYPES:
        return None
    high_text = _check_end(node, high, type_, scope)
    if low_text is None or high_text is None:
        return None
    made = pattern.Range(low_text, high_text, half_open)
    if not pattern.interval_set(made, type_):
        swapped = pattern.Range(high_text, low_text, half_open)
        scope.error(
            semantic.EMPTY_RANGE,
            node.span,
            f"no {type_} lies in `{scope.text(node)}`",
            help=f"write `{pattern.show(swapped, type_)}`" if pattern.interval_set(swapped, type_) else "",
        )
        return None
    return made
