"""Values: what stands for one fact, as an argument, a side of a comparison, or the source of a declared feature."""

from __future__ import annotations

from compatlang.diagnostics.codes import semantic
from compatlang.schema import FeaturePath
from compatlang.semantic import names, quantifiers
from compatlang.semantic.context import Scope
from compatlang.semantic.patterns import ARTICLES, LITERALS, check_literal, let_literal, natural_type
from compatlang.syntax import ast
from compatlang.typed import tree as typed
from compatlang.values.scalar import ScalarType

_CONDITIONS = (
    ast.And,
    ast.Or,
    ast.Not,
    ast.Compare,
    ast.In,
    ast.Has,
    ast.Like,
    ast.Matches,
    ast.Is,
    ast.Quantifier,
    ast.Group,
)


def type_of(value: typed.Value) -> ScalarType:
    """The type of a typed value."""
    match value:
        case typed.Join():
            return "version"
        case typed.Count():
            return "int"
        case _:
            return value.type


def is_constant(node: ast.Expression, scope: Scope) -> bool:
    """Whether an expression is a literal, a set, or the name of a `let`: something with a pattern's meaning."""
    node = unwrapped(node)
    if isinstance(node, (*LITERALS, ast.SetOf)):
        return True
    if not isinstance(node, ast.Path) or len(node.segments) > 2:
        return False
    module, name = scope.module, node.segments[-1].text
    if len(node.segments) == 2:
        imported = module.imports.get(node.segments[0].text)
        return imported is not None and isinstance(imported.names.get(name), ast.Let)
    instance = scope.instance
    is_attribute = instance is not None and name in instance.domain.elements
    return (
        isinstance(module.names.get(name), ast.Let)
        and name not in scope.parameters
        and not (instance is not None and is_attribute and instance.alias is None)
    )


def unwrapped(node: ast.Expression) -> ast.Expression:
    """The expression inside any parentheses."""
    while isinstance(node, ast.Parenthesized):
        node = node.inner
    return node


def check_value(
    node: ast.Expression, scope: Scope, expected: ScalarType | None = None, *, convert: bool = False
) -> typed.Value | None:
    """The typed value, of the `expected` type where one is given, or None after a diagnostic.

    With `convert`, strings become the expected type: the source of a declared feature is read as what it declares.
    """
    with scope.context.deeper() as within_limit:
        value = _check(unwrapped(node), scope, expected, convert) if within_limit else None
    if value is None or expected is None or type_of(value) == expected:
        return value
    scope.error(
        semantic.TYPE_MISMATCH,
        node.span,
        f"{ARTICLES[expected]} is needed here, and `{scope.text(node)}` is {ARTICLES[type_of(value)]}",
        help="only a string is read as another type" if convert else _repair(value, expected, scope.text(node)),
    )
    return None


def _repair(value: typed.Value, expected: ScalarType, text: str) -> str:
    if type_of(value) == "string":
        return f"a string becomes {ARTICLES[expected]} through `feature NAME: {expected} = {text}`"
    if (type_of(value), expected) == ("version", "string"):
        return f"versions have patterns of their own, as in `{text} in 5.15.*`"
    return ""


def _check(node: ast.Expression, scope: Scope, expected: ScalarType | None, convert: bool) -> typed.Value | None:
    match node:
        case ast.Path():
            return _check_path(node, scope, expected, convert)
        case ast.Coalesce(left, right):
            return _check_coalesce(node, left, right, scope, expected, convert)
        case ast.Call(callee, arguments):
            return _check_call(node, callee, arguments, scope)
        case ast.Count():
            return quantifiers.check_count(node, scope)
        case ast.SetOf():
            scope.error(
                semantic.NOT_A_VALUE, node.span, "a set is no value", help="to ask for membership, write `in […]`"
            )
            return None
        case ast.Parenthesized(inner):
            return _check(inner, scope, expected, convert)
        case _ if isinstance(node, _CONDITIONS):
            scope.error(
                semantic.NOT_A_VALUE,
                node.span,
                f"`{scope.text(node)}` is a condition, and a value is needed here",
                help="name it with `rule`, and call that where a condition can stand",
            )
            return None
        case _:
            return _constant(node, scope, expected or natural_type(node), scope)


def _constant(literal: ast.Literal, place: Scope, type_: ScalarType, scope: Scope) -> typed.Constant | None:
    text = check_literal(literal, type_, scope, series=False)
    return None if text is None else typed.Constant(type_, text, span=literal.span)


def _check_path(path: ast.Path, scope: Scope, expected: ScalarType | None, convert: bool) -> typed.Value | None:
    meaning = names.resolve(path, scope)
    match meaning:
        case None:
            return None
        case names.ParameterName(name, type_):
            return typed.Parameter(name, type_, span=path.span)
        case names.AttributeName(domain, element):
            return typed.Attribute(domain.name, element.name, _read_as(element.type, expected, convert), span=path.span)
        case names.DeclaredName(_, item):
            if isinstance(item, ast.Let):
                found = let_literal(path, scope)
                if found is None:
                    return None
                literal, inner = found
                text = check_literal(literal, expected or natural_type(literal), inner, series=False)
                return None if text is None else typed.Constant(expected or natural_type(literal), text, span=path.span)
            scope.error(
                semantic.NOT_A_VALUE,
                path.span,
                f"`{path}` is {names.kind_of(item)}, and a value is needed here",
                help=f"call it: `{path}(…)`" if isinstance(item, ast.Rule | ast.Table) else "",
            )
            return None
        case FeaturePath(declared, None, _):
            assert declared is not None
            scope.context.reaches(scope.context.feature_nesting.get(declared.path, 0))
            return typed.Feature(declared.path, _read_as(declared.type, expected, convert), span=path.span)
        case FeaturePath(_, domain, rest):
            assert domain is not None
            if domain.kind == "instances" or (domain.kind == "flags" and rest not in domain.elements):
                _not_an_element(path, meaning, scope)
                return None
            found_element = names.element_of(meaning, path, scope)
            if found_element is None:
                return None
            type_ = _read_as(found_element.type, expected, convert)
            return typed.Element(domain.name, found_element.name, type_, span=path.span)


def _read_as(type_: ScalarType, expected: ScalarType | None, convert: bool) -> ScalarType:
    return expected if convert and expected is not None and type_ == "string" else type_


def _not_an_element(path: ast.Path, found: FeaturePath, scope: Scope) -> None:
    domain = found.domain
    assert domain is not None
    if domain.kind == "instances":
        message, help_text = (
            f"`{domain.name}` is a list of instances, and a value is needed here",
            f"ask about its instances: `any {domain.name} {{ … }}` or `count {domain.name} {{ … }} >= 1`",
        )
    elif found.rest:
        message, help_text = (
            f"`{path}` is a flag, and a value is needed here",
            f'write `{domain.name} has "{found.rest}"`',
        )
    else:
        message, help_text = (
            f"`{domain.name}` is a set of flags, and a value is needed here",
            f'ask for a flag: `{domain.name} has "NAME"`',
        )
    scope.error(semantic.NOT_A_VALUE, path.span, message, help=help_text)


def _check_coalesce(
    node: ast.Coalesce,
    left: ast.Expression,
    right: ast.Expression,
    scope: Scope,
    expected: ScalarType | None,
    convert: bool,
) -> typed.Value | None:
    operands: list[ast.Expression] = [right]
    while isinstance(left, ast.Coalesce):
        operands.append(left.right)
        left = left.left
    operands.append(left)
    type_ = expected
    checked = []
    for operand in reversed(operands):
        value = check_value(operand, scope, type_, convert=convert)
        if type_ is None and value is not None:
            type_ = type_of(value)
        checked.append(value)
    kept = tuple(each for each in checked if each is not None)
    if type_ is None or len(kept) != len(checked):
        return None
    return typed.Coalesce(kept, type_, span=node.span)


def _check_call(
    node: ast.Call, callee: ast.Path, arguments: tuple[ast.Argument, ...], scope: Scope
) -> typed.Value | None:
    if str(callee) != "version":
        found = names.declared(callee, scope, "rule or table", (ast.Rule, ast.Table))
        if found is not None:
            scope.error(
                semantic.NOT_A_VALUE,
                node.span,
                f"`{callee}(…)` is a condition, and a value is needed here",
                help="rules and tables answer yes or no; only `version(…)` makes a value",
            )
        return None
    if not arguments or any(each.name is not None for each in arguments):
        scope.error(
            semantic.WRONG_ARGUMENTS,
            node.span,
            "`version(…)` takes the parts of a version, in order",
            help='such as `version(node.label["a"], node.label["b"])`',
        )
        return None
    parts = []
    for argument in arguments:
        part = check_value(argument.value, scope)
        if isinstance(part, typed.Count) or (part is not None and type_of(part) not in ("string", "int", "version")):
            scope.error(
                semantic.TYPE_MISMATCH,
                argument.span,
                f"a part of a version is a string or an int, and `{scope.text(argument.value)}` is neither",
            )
            part = None
        parts.append(part)
    kept = tuple(each for each in parts if each is not None)
    return typed.Join(kept, span=node.span) if len(kept) == len(parts) else None
