"""`test` declarations: what is given, and what is expected."""

from __future__ import annotations

from typing import Literal

from compatlang.diagnostics.codes import semantic
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.schema import Domain, FeaturePath
from compatlang.semantic import calls, names, policies, quantifiers, rules
from compatlang.semantic.context import Scope
from compatlang.semantic.patterns import check_literal, let_literal, literal_text
from compatlang.syntax import ast
from compatlang.typed import tree as typed
from compatlang.values.scalar import ScalarType

_OUTCOMES: dict[ast.Outcome, Literal["yes", "no", "unknown"]] = {"yes": "yes", "no": "no", "unknown": "unknown"}


def check_test(item: ast.Test, scope: Scope) -> typed.TestCase | None:
    """The typed test, or None after a diagnostic."""
    givens: list[typed.Given] = []
    expects: list[typed.Expect] = []
    sound, expected = True, False
    for statement in item.statements:
        if isinstance(statement, ast.Expect):
            expected = True
            expect = _check_expect(statement, scope)
            sound = sound and expect is not None
            if expect is not None:
                expects.append(expect)
        else:
            if expected:
                scope.error(
                    semantic.BAD_GIVEN,
                    statement.span,
                    "this `given` stands behind an `expect`",
                    help="a test has all its `given`s first; write another test for what changes",
                )
            given = _check_given(statement, scope)
            sound = sound and given is not None
            if given is not None:
                givens.append(given)
    if not expected:
        scope.lacks(
            semantic.BAD_EXPECT, item.title.span, "this test expects nothing", help="write `expect POLICY: compatible`"
        )
        return None
    if not sound:
        return None
    return typed.TestCase(item.title.value, scope.module.file.name, tuple(givens), tuple(expects), span=item.title.span)


def _check_given(
    node: ast.GivenSnapshot | ast.GivenValue | ast.GivenAbsent | ast.GivenUnreported | ast.GivenChange, scope: Scope
) -> typed.Given | None:
    if isinstance(node, ast.GivenSnapshot):
        return typed.GivenSnapshot(node.path.value, span=node.span)
    found = _target(node.target, scope)
    if found is None:
        return None
    match node:
        case ast.GivenValue(target, value):
            return _given_value(node, target, value, found, scope)
        case ast.GivenAbsent(target):
            if found.declared is not None:
                return typed.GivenFeature(found.declared.path, "absent", span=node.span)
            domain = _domain(found)
            name = found.rest
            if name and domain.kind == "attributes" and names.element_of(found, target, scope) is None:
                return None
            return typed.GivenAbsent(domain.name, name, span=node.span)
        case ast.GivenUnreported(target):
            if found.declared is not None:
                return typed.GivenFeature(found.declared.path, "unreported", span=node.span)
            if found.rest:
                scope.error(
                    semantic.BAD_GIVEN,
                    target.span,
                    f"`{target}` is an element; only a whole domain or a declared feature is unreported",
                    help=f"write `given unreported {_domain(found).name}`, or `given no {target}` for an absent element",
                )
                return None
            return typed.GivenUnreported(_domain(found).name, span=node.span)
        case ast.GivenChange(target, value, added):
            return _given_change(node, target, value, added, found, scope)


def _target(path: ast.Path, scope: Scope) -> FeaturePath | None:
    """The feature that a `given` speaks of: never a name of the file."""
    if len(path.segments) > 1:
        meaning = names.resolve(path, scope)
        if isinstance(meaning, FeaturePath):
            return meaning
        if meaning is None:
            return None
    scope.error(semantic.BAD_GIVEN, path.span, f"`{path}` is no feature", help="a test gives features of a node")
    return None


def _domain(found: FeaturePath) -> Domain:
    assert found.domain is not None
    return found.domain


def _text(value: ast.Literal | ast.Path, type_: ScalarType, scope: Scope) -> str | None:
    """The raw text of a given value: a string is the text itself, another literal must fit the type."""
    if isinstance(value, ast.Path):
        found = let_literal(value, scope)
        if found is None:
            return None
        literal, inner = found
    else:
        literal, inner = value, scope
    if isinstance(literal, ast.String):
        return literal.value
    if type_ == "string":
        return literal_text(literal)
    text = check_literal(literal, type_, inner, series=False)
    return text.removeprefix("0x") if text is not None and type_ == "id" else text


def _given_value(
    node: ast.GivenValue, target: ast.Path, value: ast.Literal | ast.Path, found: FeaturePath, scope: Scope
) -> typed.Given | None:
    if found.declared is not None:
        text = _text(value, found.declared.type, scope)
        return None if text is None else typed.GivenFeature(found.declared.path, "known", text, span=node.span)
    domain = _domain(found)
    if domain.kind == "instances" or (domain.kind == "flags" and found.rest not in domain.elements):
        operation = f'given {domain.name} += "{found.rest or "NAME"}"'
        if domain.kind == "instances":
            operation = f"given {domain.name} += {{ … }}"
        scope.error(
            semantic.BAD_GIVEN,
            target.span,
            f"`{domain.name}` is {quantifiers.KINDS[domain.kind]}, and has no value",
            help=f"write `{operation}`",
        )
        return None
    element = names.element_of(found, target, scope)
    if element is None:
        return None
    text = _text(value, element.type, scope)
    return None if text is None else typed.GivenValue(domain.name, element.name, text, span=node.span)


def _given_change(
    node: ast.GivenChange,
    target: ast.Path,
    value: ast.String | ast.Record,
    added: bool,
    found: FeaturePath,
    scope: Scope,
) -> typed.Given | None:
    domain = found.domain
    sign = "+=" if added else "-="
    if domain is None or found.rest or domain.kind == "attributes":
        scope.error(
            semantic.BAD_GIVEN,
            target.span,
            f"`{sign}` changes a set of flags or a list of instances, and `{target}` is neither",
            help=f"write `given {target} = …`",
        )
        return None
    if isinstance(value, ast.String):
        if domain.kind == "instances":
            scope.error(
                semantic.BAD_GIVEN,
                value.span,
                "an instance is a record",
                help=f"write `{{ name = {scope.text(value)} }}`",
            )
            return None
        return typed.GivenFlag(domain.name, value.value, added, span=node.span)
    if domain.kind == "flags":
        scope.error(semantic.BAD_GIVEN, value.span, "a flag is a string", help='such as `"AVX2"`')
        return None
    attributes: dict[str, str] = {}
    types: list[ScalarType] = []
    for each in value.fields:
        element = domain.element(each.name.text)
        if element is None and scope.context.is_faulty(f"{domain.name}.{each.name.text}"):
            return None
        if element is None:
            scope.error(
                semantic.UNKNOWN_NAME,
                each.name.span,
                f"an instance of `{domain.name}` has no attribute `{each.name.text}`",
                help=did_you_mean(each.name.text, domain.elements),
            )
            return None
        if element.name in attributes:
            scope.error(semantic.DUPLICATE_NAME, each.name.span, f"attribute `{element.name}` is given twice")
            return None
        text = _text(each.value, element.type, scope)
        if text is None:
            return None
        attributes[element.name] = text
        types.append(element.type)
    return typed.GivenInstance(domain.name, tuple(attributes.items()), tuple(types), added, span=node.span)


def _check_expect(node: ast.Expect, scope: Scope) -> typed.Expect | None:
    found = names.declared(node.target.callee, scope, "policy or rule", (ast.Policy, ast.Rule))
    if found is None:
        return None
    if isinstance(found.item, ast.Rule):
        return _expect_rule(node, found, scope)
    policy = policies.typed_policy(found, scope.context)
    if policy is None:
        return None
    if node.outcome == "yes" or node.outcome == "no":
        _wrong_outcome(node, "policy", "compatible, incompatible or unknown", scope)
        return None
    given = calls.check_arguments(node.target, calls.slots(policy.parameters), scope, f"policy `{node.target.callee}`")
    if given is None or not _names_exist(node, policy, scope):
        return None
    return typed.ExpectPolicy(
        found.identifier,
        tuple(each for each in given if each is not None),
        node.outcome,
        node.degraded,
        tuple(each.text for each in node.at),
        node.only,
        node.profile.text if node.profile is not None else None,
        int(node.score.text) if node.score is not None and len(node.score.text) < 16 else None,
        span=node.span,
    )


def _expect_rule(node: ast.Expect, found: names.DeclaredName, scope: Scope) -> typed.Expect | None:
    rule = rules.typed_rule(found, scope.context)
    if rule is None:
        return None
    outcome = _OUTCOMES.get(node.outcome)
    if outcome is None or node.at or node.degraded or node.profile is not None or node.score is not None:
        _wrong_outcome(node, "rule", "yes, no or unknown", scope)
        return None
    given = calls.check_arguments(node.target, calls.slots(rule.parameters), scope, f"rule `{node.target.callee}`")
    if given is None:
        return None
    arguments = tuple(each for each in given if each is not None)
    return typed.ExpectRule(found.identifier, arguments, outcome, span=node.span)


def _wrong_outcome(node: ast.Expect, what: str, outcomes: str, scope: Scope) -> None:
    scope.error(semantic.BAD_EXPECT, node.span, f"a {what} is {outcomes}, and nothing else can be expected of it")


def _names_exist(node: ast.Expect, policy: typed.Policy, scope: Scope) -> bool:
    """Whether the requirements and the profile that an `expect` names exist."""
    known, profiles = statement_names(policy, scope)
    sound = True
    for each in node.at:
        if each.text not in known:
            scope.error(
                semantic.BAD_EXPECT,
                each.span,
                f"policy `{policy.name}` has no requirement `{each.text}`",
                help=did_you_mean(each.text, known),
            )
            sound = False
    if node.profile is not None and node.profile.text not in profiles:
        scope.error(
            semantic.BAD_EXPECT,
            node.profile.span,
            f"policy `{policy.name}` has no profile `{node.profile.text}`",
            help=did_you_mean(node.profile.text, profiles),
        )
        sound = False
    return sound


def statement_names(policy: typed.Policy, scope: Scope) -> tuple[list[str], list[str]]:
    """The names of a policy's requirements and warnings, and of its profiles, as a report shows them."""
    known: list[str] = []
    profiles: list[str] = []

    def walk(statements: tuple[typed.Statement, ...], prefix: str) -> None:
        for each in statements:
            match each:
                case typed.Requirement():
                    known.append(prefix + each.name)
                case typed.When(_, inner):
                    walk(inner, prefix)
                case typed.Profile(name, _, _, inner):
                    profiles.append(prefix + name)
                    walk(inner, f"{prefix}{name}/")
                case typed.Include(identifier, _, name):
                    included = scope.context.policies.get(identifier)
                    if included is not None:
                        walk(included.statements, f"{prefix}{name}/")
                case typed.Preference():
                    pass

    walk(policy.statements, "")
    return known, profiles
