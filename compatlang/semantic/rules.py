"""Rules, parameters, and how large a condition is once everything it calls is expanded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compatlang import limits
from compatlang.diagnostics import Label
from compatlang.diagnostics.codes import semantic
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.semantic import conditions, names, values
from compatlang.semantic.context import Context, Scope
from compatlang.syntax import ast
from compatlang.typed import tree as typed
from compatlang.values import pattern, scalar
from compatlang.values.scalar import ScalarType

_SYNONYMS = {"integer": "int", "number": "int", "str": "string", "text": "string", "boolean": "bool", "hex": "id"}
"""What types are called elsewhere."""


def typed_rule(found: names.DeclaredName, context: Context) -> typed.Rule | None:
    """The typed rule of a declaration, or None after a diagnostic."""
    item = found.item
    assert isinstance(item, ast.Rule)
    return context.typed_once(context.rules, found.identifier, item.name, lambda: _check_rule(found, item, context))


def _check_rule(found: names.DeclaredName, item: ast.Rule, context: Context) -> typed.Rule | None:
    outer = Scope(context, found.module, owner=found.identifier)
    parameters = check_parameters(item.parameters, outer)
    scope = outer.within(item.parameters, parameters)
    if not item.conditions:
        scope.lacks(
            semantic.BAD_DECLARATION,
            item.name.span,
            f"rule `{item.name.text}` has no condition",
            help="write one, or `true`",
        )
        return None
    condition = conditions.check_block(item.conditions, scope, item.span)
    if condition is None or len(parameters) != len(item.parameters):
        return None
    if not within_limit(item.name, "rule", measure(condition, context.sizes), scope):
        return None
    context.sizes[found.identifier] = measure(condition, context.sizes)
    return typed.Rule(item.name.text, parameters, condition, item.doc, span=item.name.span)


def within_limit(name: ast.Name, what: str, size: int, scope: Scope) -> bool:
    """Report a rule or policy that expands past the limit."""
    if size <= limits.EXPANDED_CONDITIONS:
        return True
    scope.error(
        semantic.TOO_LARGE,
        name.span,
        f"{what} `{name.text}` grows to more than {limits.EXPANDED_CONDITIONS} conditions, members of sets and rows of"
        " tables",
        help="rules that call others several times multiply: ask less often, or split the policy",
    )
    return False


def check_parameters(parameters: Sequence[ast.Parameter], scope: Scope) -> tuple[typed.ParameterDeclaration, ...]:
    """The typed parameters of a rule or policy; faulty ones are reported and left out."""
    checked: dict[str, typed.ParameterDeclaration] = {}
    first: dict[str, ast.Name] = {}
    for each in parameters:
        earlier = first.setdefault(each.name.text, each.name)
        if earlier is not each.name:
            scope.error(
                semantic.DUPLICATE_NAME,
                each.name.span,
                f"parameter `{each.name.text}` is declared twice",
                labels=(Label(earlier.span, "first declared here"),),
            )
            continue
        type_ = scalar_type(each.type, scope)
        if type_ is None:
            continue
        default: typed.Constant | None = None
        if each.default is not None:
            value = values.check_value(each.default, Scope(scope.context, scope.module, owner=scope.owner), type_)
            if value is None:
                continue
            if not isinstance(value, typed.Constant):
                scope.error(semantic.NOT_A_VALUE, each.default.span, "a default is a literal or the name of a `let`")
                continue
            default = value
        elif any(earlier_one.default is not None for earlier_one in checked.values()):
            scope.error(
                semantic.BAD_DECLARATION,
                each.name.span,
                f"parameter `{each.name.text}` has no default and stands behind one that has",
                help="parameters with defaults come last",
            )
        checked[each.name.text] = typed.ParameterDeclaration(each.name.text, type_, default, span=each.span)
    return tuple(checked.values())


def scalar_type(name: ast.Name, scope: Scope) -> ScalarType | None:
    """The scalar type that a name means, or None after a diagnostic."""
    for type_ in scalar.SCALAR_TYPES:
        if name.text == type_:
            return type_
    if name.text in ("flags", "instances"):
        message, help_text = f"`{name.text}` is no type of one value", "only a `domain` can be that"
    else:
        message = f"there is no type `{name.text}`"
        synonym = _SYNONYMS.get(name.text)
        help_text = f"write `{synonym}`" if synonym else did_you_mean(name.text, scalar.SCALAR_TYPES)
        help_text = help_text or f"types are {', '.join(scalar.SCALAR_TYPES)}"
    scope.error(semantic.UNKNOWN_TYPE, name.span, message, help=help_text)
    return None


def measure(condition: typed.Condition, sizes: Mapping[str, int]) -> int:
    """How many conditions, members of sets and rows of tables a condition has once everything it calls is expanded."""
    match condition:
        case typed.And(operands) | typed.Or(operands):
            return 1 + sum(measure(each, sizes) for each in operands)
        case typed.Not(operand):
            return 1 + measure(operand, sizes)
        case typed.Quantified(_, _, inner):
            return 1 + measure(inner, sizes)
        case typed.RuleCall(rule, arguments):
            return 1 + sizes.get(rule, 0) + sum(_measure_value(each, sizes) for each in arguments)
        case typed.TableCall(table, arguments):
            given = (each for each in arguments if each is not None)
            return 1 + sizes.get(table, 0) + sum(_measure_value(each, sizes) for each in given)
        case typed.Test(subject, wanted, _):
            return members(wanted) + _measure_value(subject, sizes)
        case typed.Like(subject, _) | typed.Matches(subject, _) | typed.Present(subject):
            return 1 + _measure_value(subject, sizes)
        case typed.Has(_, flags, _):
            return max(1, len(flags))
        case typed.Compare(_, left, right):
            return 1 + _measure_value(left, sizes) + _measure_value(right, sizes)
        case _:
            return 1


def members(wanted: pattern.Pattern) -> int:
    """How many questions a pattern asks: one for each member of a set."""
    return max(1, len(wanted.members)) if isinstance(wanted, pattern.AnyOf) else 1


def _measure_value(value: typed.Value, sizes: Mapping[str, int]) -> int:
    match value:
        case typed.Count(_, condition):
            return measure(condition, sizes)
        case typed.Coalesce(operands, _) | typed.Join(operands):
            return sum(_measure_value(each, sizes) for each in operands)
        case _:
            return 0
