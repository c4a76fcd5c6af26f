"""Conditions: what is true, false or unknown of a node."""

from __future__ import annotations

from collections.abc import Sequence

from compatlang.diagnostics.codes import semantic
from compatlang.schema import Domain, FeaturePath
from compatlang.semantic import calls, names, quantifiers
from compatlang.semantic.context import Scope
from compatlang.semantic.patterns import ARTICLES, LITERALS, check_pattern, let_literal
from compatlang.semantic.values import check_value, is_constant, type_of, unwrapped
from compatlang.source import Span
from compatlang.syntax import ast
from compatlang.typed import tree as typed
from compatlang.values import pattern, scalar
from compatlang.values.text import regex_error

_FLIPPED: dict[ast.CompareOperator, ast.CompareOperator] = {
    "==": "==",
    "!=": "!=",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}


def check_block(block: Sequence[ast.Expression], scope: Scope, span: Span) -> typed.Condition | None:
    """The conditions of a block, joined by *and*; None where one of them is faulty."""
    checked = [check_condition(each, scope) for each in block]
    kept = tuple(each for each in checked if each is not None)
    if len(kept) != len(checked):
        return None
    return kept[0] if len(kept) == 1 else typed.And(kept, span=span)


def check_condition(node: ast.Expression, scope: Scope) -> typed.Condition | None:
    """The typed condition, or None after a diagnostic."""
    with scope.context.deeper() as within_limit:
        return _check_condition(node, scope) if within_limit else None


def _check_condition(node: ast.Expression, scope: Scope) -> typed.Condition | None:
    match node:
        case ast.Parenthesized(inner):
            return check_condition(inner, scope)
        case ast.And(operands):
            return None if _lists_values(operands, "and", scope) else check_block(operands, scope, node.span)
        case ast.Or(operands):
            return None if _lists_values(operands, "or", scope) else _check_or(operands, scope, node.span)
        case ast.Not(operand):
            checked = check_condition(operand, scope)
            return None if checked is None else typed.Not(checked, span=node.span)
        case ast.Group(kind, operands):
            return _check_group(node, kind, operands, scope)
        case ast.Compare():
            return _check_compare(node, scope)
        case ast.In(subject, expected, negated):
            return _check_in(node, subject, expected, negated, scope)
        case ast.Has():
            return _check_has(node, scope)
        case ast.Like(subject, glob):
            value = check_value(subject, scope, "string")
            return None if value is None else typed.Like(value, glob.value, span=node.span)
        case ast.Matches(subject, regex):
            return _check_matches(node, subject, regex, scope)
        case ast.Is():
            return _check_is(node, scope)
        case ast.Quantifier():
            return quantifiers.check_quantifier(node, scope)
        case ast.Call():
            return calls.check_call(node, scope)
        case ast.Boolean(value):
            return typed.Truth(value, span=node.span)
        case ast.Path() | ast.Coalesce():
            return _check_bool_value(node, scope)
        case _:
            scope.error(
                semantic.NOT_A_CONDITION,
                node.span,
                f"`{scope.text(node)}` is a value, and a condition is needed here",
                help=f"compare it: `{scope.text(node)} >= 1`"
                if isinstance(node, ast.Count)
                else "compare a feature with it",
            )
            return None


def _lists_values(operands: Sequence[ast.Expression], word: str, scope: Scope) -> bool:
    """Report `x == 1 or 2`, which is said like that and means nothing: one question, and then only values."""
    first, *values = (unwrapped(each) for each in operands)
    if not all(isinstance(each, LITERALS) and not isinstance(each, ast.Boolean) for each in values):
        return False
    match first:
        case ast.Compare(operator, left, right) if (operator, word) in (("==", "or"), ("!=", "and")):
            question, asked = f"{scope.text(left)} {'in' if word == 'or' else 'not in'}", scope.text(right)
        case ast.Has(subject, (name,), False):
            question, asked = f"{scope.text(subject)} has{' any' if word == 'or' else ''}", scope.text(name)
        case _:
            return False
    scope.error(
        semantic.NOT_A_CONDITION,
        values[0].span,
        f"`{scope.text(values[0])}` is a value, and a condition is needed here",
        help=f"write `{question} [{', '.join([asked, *map(scope.text, values)])}]`",
    )
    return True


def _check_or(operands: Sequence[ast.Expression], scope: Scope, span: Span) -> typed.Condition | None:
    checked = [check_condition(each, scope) for each in operands]
    kept = tuple(each for each in checked if each is not None)
    return typed.Or(kept, span=span) if len(kept) == len(checked) else None


def _check_group(
    node: ast.Group, kind: ast.QuantifierKind, operands: Sequence[ast.Expression], scope: Scope
) -> typed.Condition | None:
    if not operands:
        scope.lacks(semantic.BAD_DECLARATION, node.span, f"`{kind} of` has no condition", help="write one, or `true`")
        return None
    if kind == "all":
        return check_block(operands, scope, node.span)
    either = _check_or(operands, scope, node.span)
    return typed.Not(either, span=node.span) if either is not None and kind == "none" else either


def _check_bool_value(node: ast.Path | ast.Coalesce, scope: Scope) -> typed.Condition | None:
    """A bool alone is the question whether it is true."""
    if isinstance(node, ast.Path) and _names_a_call(node, scope):
        return None
    value = check_value(node, scope)
    if value is None:
        return None
    if type_of(value) != "bool":
        scope.error(
            semantic.NOT_A_CONDITION,
            node.span,
            f"`{scope.text(node)}` is {ARTICLES[type_of(value)]}, and a condition is needed here",
            help=f"compare it, or ask whether it is there: `{scope.text(node)} is present`",
        )
        return None
    return typed.Test(value, pattern.Literal("true"), "bool", span=node.span)


def _names_a_call(path: ast.Path, scope: Scope) -> bool:
    """Report a rule or table that is named and not called."""
    segments = path.segments
    module = scope.module if len(segments) == 1 else scope.module.imports.get(segments[0].text)
    item = module.names.get(segments[-1].text) if module is not None and len(segments) <= 2 else None
    shadowed = len(segments) == 1 and (
        segments[0].text in scope.parameters
        or (scope.instance is not None and segments[0].text in scope.instance.domain.elements)
    )
    if shadowed or not isinstance(item, ast.Rule | ast.Table):
        return False
    scope.error(
        semantic.NOT_A_CONDITION,
        path.span,
        f"`{path}` is {names.kind_of(item)} and has to be called",
        help=f"write `{path}({', '.join('…' for _ in getattr(item, 'parameters', getattr(item, 'columns', ())))})`",
    )
    return True


def _check_compare(node: ast.Compare, scope: Scope) -> typed.Condition | None:
    operator, left, right = node.operator, node.left, node.right
    if is_constant(left, scope) and not is_constant(right, scope):
        operator, left, right = _FLIPPED[operator], right, left
    elif is_constant(left, scope):
        scope.error(
            semantic.TYPE_MISMATCH, node.span, "both sides are constants", help="compare a feature with one of them"
        )
        return None
    if is_constant(right, scope):
        return _check_with_constant(node, operator, left, unwrapped(right), scope)
    first, second = check_value(left, scope), check_value(right, scope)
    if first is None or second is None:
        return None
    if type_of(first) != type_of(second):
        scope.error(
            semantic.TYPE_MISMATCH,
            node.span,
            f"`{scope.text(left)}` is {ARTICLES[type_of(first)]} and `{scope.text(right)}` is {ARTICLES[type_of(second)]}",
            help="strings that hold another type are read through a `feature` declaration"
            if "string" in (type_of(first), type_of(second))
            else "",
        )
        return None
    if operator not in ("==", "!=") and not _ordered(node, left, first, scope):
        return None
    if operator == "!=":
        return typed.Not(typed.Compare("==", first, second, span=node.span), span=node.span)
    return typed.Compare(operator, first, second, span=node.span)


def _ordered(node: ast.Compare, subject: ast.Expression, value: typed.Value, scope: Scope) -> bool:
    """Whether the type of `value`, which `subject` stands for, has an order; a diagnostic where it has none."""
    type_ = type_of(value)
    if type_ in scalar.ORDERED_TYPES:
        return True
    scope.error(
        semantic.TYPE_MISMATCH,
        node.span,
        f"`{node.operator}` needs an order, and {ARTICLES[type_]} has none",
        help=f"a string that holds a version is read through `feature NAME: version = {scope.text(subject)}`"
        if type_ == "string"
        else "",
    )
    return False


def _check_with_constant(
    node: ast.Compare, operator: ast.CompareOperator, subject: ast.Expression, constant: ast.Expression, scope: Scope
) -> typed.Condition | None:
    if _compares_flags(node, subject, constant, scope):
        return None
    value = check_value(subject, scope)
    if value is None:
        return None
    if operator not in ("==", "!=") and not _ordered(node, subject, value, scope):
        return None
    type_ = type_of(value)
    wanted = _constant_pattern(constant, operator, type_, subject, scope)
    if wanted is None:
        return None
    match operator:
        case "==":
            return typed.Test(value, wanted, type_, span=node.span)
        case "!=":
            return typed.Not(typed.Test(value, wanted, type_, span=node.span), span=node.span)
        case _:
            assert isinstance(wanted, pattern.Literal)
            return typed.Test(value, pattern.Bound(operator, wanted.text), type_, span=node.span)


def _compares_flags(node: ast.Compare, subject: ast.Expression, constant: ast.Expression, scope: Scope) -> bool:
    """Report `cpu.cpuid == "AVX2"`."""
    if not isinstance(subject, ast.Path) or not isinstance(constant, ast.String):
        return False
    found = scope.context.catalog.find([each.text for each in subject.segments])
    if found is None or found.domain is None or found.domain.kind != "flags" or found.rest:
        return False
    negation = "not " if node.operator == "!=" else ""
    scope.error(
        semantic.TYPE_MISMATCH,
        node.span,
        f"`{subject}` is a set of flags, and `{node.operator}` compares one value",
        help=f"write `{negation}{subject} has {scope.text(constant)}`",
    )
    return True


def _constant_pattern(
    constant: ast.Expression,
    operator: ast.CompareOperator,
    type_: scalar.ScalarType,
    subject: ast.Expression,
    scope: Scope,
) -> pattern.Pattern | None:
    if isinstance(constant, ast.SetOf):
        word = "not in" if operator == "!=" else "in"
        scope.error(
            semantic.TYPE_MISMATCH,
            constant.span,
            f"`{operator}` compares with one value, and this is a set",
            help=f"write `{scope.text(subject)} {word} {scope.text(constant)}`",
        )
        return None
    if isinstance(constant, ast.Path):
        if let_literal(constant, scope, "not in" if operator == "!=" else "in") is None:
            return None
        return check_pattern(constant, type_, scope)
    if isinstance(constant, LITERALS):
        return check_pattern(constant, type_, scope)
    raise AssertionError(constant)


def _check_in(
    node: ast.In, subject: ast.Expression, expected: ast.Pattern, negated: bool, scope: Scope
) -> typed.Condition | None:
    if is_constant(subject, scope):
        scope.error(
            semantic.TYPE_MISMATCH,
            subject.span,
            f"`{scope.text(subject)}` is a constant, and a feature is needed left of `in`",
            help=_has_instead(subject, expected, scope),
        )
        return None
    value = check_value(subject, scope)
    if value is None:
        return None
    wanted = check_pattern(expected, type_of(value), scope)
    if wanted is None:
        return None
    test = typed.Test(value, wanted, type_of(value), span=node.span)
    return typed.Not(test, span=node.span) if negated else test


def _has_instead(subject: ast.Expression, expected: ast.Pattern, scope: Scope) -> str:
    """`"AVX2" in cpu.cpuid` is what people write who come from Python."""
    if isinstance(expected, ast.Path) and isinstance(subject, ast.String):
        found = scope.context.catalog.find([each.text for each in expected.segments])
        if found is not None and found.domain is not None and found.domain.kind == "flags":
            return f"write `{expected} has {scope.text(subject)}`"
    return ""


def _check_has(node: ast.Has, scope: Scope) -> typed.Condition | None:
    domain = quantifiers.domain_of(node.subject, scope) if isinstance(node.subject, ast.Path) else None
    if domain is None:
        if not isinstance(node.subject, ast.Path):
            scope.error(
                semantic.TYPE_MISMATCH, node.subject.span, "`has` asks a set of flags", help="such as `cpu.cpuid`"
            )
        return None
    if domain.kind != "flags":
        scope.error(
            semantic.TYPE_MISMATCH,
            node.subject.span,
            f"`has` asks a set of flags, and `{domain.name}` is {quantifiers.KINDS[domain.kind]}",
            help=f"ask about its instances: `any {domain.name} {{ … }}`"
            if domain.kind == "instances"
            else f"compare it: `{domain.name} == …`"
            if domain.default
            else f"ask for an element: `{domain.name}.NAME is present`",
        )
        return None
    flags: list[str] = []
    for name in node.names:
        found = _flag_names(name, scope)
        if found is None:
            return None
        flags.extend(found)
    return typed.Has(domain.name, tuple(dict.fromkeys(flags)), node.any, span=node.span)


def _flag_names(node: ast.String | ast.Path, scope: Scope) -> list[str] | None:
    if isinstance(node, ast.String):
        return [node.value]
    made = check_pattern(node, "string", scope)
    members = made.members if isinstance(made, pattern.AnyOf) else (made,)
    if made is None:
        return None
    return [each.text for each in members if isinstance(each, pattern.Literal)]


def _check_matches(
    node: ast.Matches, subject: ast.Expression, regex: ast.String, scope: Scope
) -> typed.Condition | None:
    value = check_value(subject, scope, "string")
    fault = regex_error(regex.value)
    if fault is not None:
        scope.error(
            semantic.BAD_REGEX,
            regex.span,
            f"not a regular expression: {fault}",
            notes=("the syntax is RE2's, as in Go and NFD: no look-around, no back-references",),
        )
        return None
    return None if value is None else typed.Matches(value, regex.value, span=node.span)


def _check_is(node: ast.Is, scope: Scope) -> typed.Condition | None:
    subject = unwrapped(node.subject)
    if not isinstance(subject, ast.Path):
        return _check_present(node, subject, scope)
    whole = _whole_domain(subject, scope)
    if node.state == "reported":
        if whole is not None:
            return typed.Reported(whole.name, whole.kind, span=node.span)
        _not_a_domain(node, subject, scope)
        return None
    if whole is not None and (not whole.default or whole.kind != "attributes"):
        verb = "is reported" if node.state == "present" else "is reported` after `not"
        scope.error(
            semantic.TYPE_MISMATCH,
            subject.span,
            f"`{subject}` is a domain, and `is {node.state}` asks about one element, flag or declared feature",
            help=f"write `{subject} {verb}`" if node.state == "present" else f"write `not {subject} is reported`",
        )
        return None
    return _check_present(node, subject, scope)


def _whole_domain(path: ast.Path, scope: Scope) -> Domain | None:
    if len(path.segments) == 1 or (scope.instance is not None and path.segments[0].text == scope.instance.alias):
        return None
    found = scope.context.catalog.find([each.text for each in path.segments])
    return found.domain if found is not None and found.domain is not None and not found.rest else None


def _not_a_domain(node: ast.Is, subject: ast.Path, scope: Scope) -> None:
    meaning = names.resolve(subject, scope)
    if meaning is None:
        return
    domain = meaning.domain.name if isinstance(meaning, FeaturePath) and meaning.domain is not None else ""
    scope.error(
        semantic.TYPE_MISMATCH,
        subject.span,
        f"`is reported` asks about a domain, and `{subject}` is none",
        help=f"write `{domain} is reported`, or `{subject} is present`" if domain else f"write `{subject} is present`",
    )


def _check_present(node: ast.Is, subject: ast.Expression, scope: Scope) -> typed.Condition | None:
    present: typed.Condition | None = None
    if isinstance(subject, ast.Path) and node.state != "reported":
        found = scope.context.catalog.find([each.text for each in subject.segments])
        alias = scope.instance.alias if scope.instance is not None else None
        if (
            found is not None
            and found.domain is not None
            and found.domain.kind == "flags"
            and subject.segments[0].text != alias
            and len(subject.segments) > 1
        ):
            present = typed.FlagPresent(found.domain.name, found.rest, span=node.span)
    if present is None:
        value = check_value(subject, scope)
        if value is None:
            return None
        if node.state == "reported" or isinstance(value, typed.Count | typed.Constant):
            scope.error(
                semantic.TYPE_MISMATCH,
                subject.span,
                f"`is {node.state}` means nothing of `{scope.text(subject)}`",
            )
            return None
        present = typed.Present(value, span=node.span)
    return typed.Not(present, span=node.span) if node.state == "missing" else present
