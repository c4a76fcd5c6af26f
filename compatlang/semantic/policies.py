"""Policies: their statements, what they include, and the names in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from compatlang import limits
from compatlang.diagnostics import Label
from compatlang.diagnostics.codes import semantic
from compatlang.semantic import calls, conditions, names, rules
from compatlang.semantic.context import Context, Scope
from compatlang.source import Span
from compatlang.syntax import ast
from compatlang.typed import tree as typed


def typed_policy(found: names.DeclaredName, context: Context) -> typed.Policy | None:
    """The typed policy of a declaration, or None after a diagnostic."""
    item = found.item
    assert isinstance(item, ast.Policy)
    return context.typed_once(
        context.policies, found.identifier, item.name, lambda: _check_policy(found, item, context)
    )


def _check_policy(found: names.DeclaredName, item: ast.Policy, context: Context) -> typed.Policy | None:
    outer = Scope(context, found.module, owner=found.identifier)
    parameters = rules.check_parameters(item.parameters, outer)
    scope = outer.within(item.parameters, parameters)
    block = Block(scope)
    before = len(context.diagnostics)
    statements = block.check(item.statements)
    if (
        not block.complete
        or len(parameters) != len(item.parameters)
        or any(
            each.severity == "error" and each.span.file == found.module.file.name
            for each in context.diagnostics[before:]
        )
    ):
        return None
    if not rules.within_limit(item.name, "policy", block.size, scope):
        return None
    if block.statements > limits.EXPANDED_STATEMENTS:
        scope.error(
            semantic.TOO_LARGE,
            item.name.span,
            f"policy `{item.name.text}` grows to more than {limits.EXPANDED_STATEMENTS} statements",
            help="policies that include others several times multiply: include each once, or split the policy",
        )
        return None
    context.sizes[found.identifier] = block.size
    context.statements[found.identifier] = block.statements
    if block.has_profiles:
        context.with_profiles.add(found.identifier)
    return typed.Policy(
        item.name.text,
        item.title.value if item.title is not None else "",
        parameters,
        statements,
        tuple(block.images),
        item.doc,
        span=item.name.span,
    )


@dataclass
class Block:
    """A block of statements: a policy's or a profile's, with the `when`s in it."""

    scope: Scope
    profile: str = ""
    size: int = 0
    """What it takes to evaluate the block, as `rules.measure` counts."""
    statements: int = 0
    """How many statements there are once includes are expanded; an include counts as one more."""
    has_profiles: bool = False
    """Whether there are profiles, the block's own or included."""
    complete: bool = True
    """Whether no statement had to be left out because of what it calls or includes, which is reported where that stands."""
    images: list[str] = field(default_factory=list)
    _names: dict[str, Span] = field(default_factory=dict)
    _includes: set[tuple[str, tuple[typed.Value, ...]]] = field(default_factory=set)
    _guards: int = 0
    _guards_size: int = 0
    """What it takes to evaluate the `when`s around; each statement in them asks all of them."""

    def check(self, statements: Sequence[ast.Statement]) -> tuple[typed.Statement, ...]:
        """The typed statements; faulty ones are reported and left out."""
        checked = [self._check(each) for each in statements]
        return tuple(each for each in checked if each is not None)

    def _check(self, statement: ast.Statement) -> typed.Statement | None:
        match statement:
            case ast.Image(glob):
                if self._guards or self.profile:
                    self._misplaced(statement.span, "`image`")
                else:
                    self.images.append(glob.value)
                return None
            case ast.Include():
                return self._include(statement)
            case ast.Requirement():
                return self._requirement(statement)
            case ast.Preference():
                return self._preference(statement)
            case ast.When():
                return self._when(statement)
            case ast.Profile():
                return self._profile(statement)

    def _misplaced(self, span: Span, what: str) -> None:
        block = "`when`" if self._guards else "a profile"
        self.scope.error(
            semantic.MISPLACED_STATEMENT,
            span,
            f"{what} cannot stand inside {block}",
            help="move it to the policy itself",
        )

    def _named(self, name: str, span: Span, help_text: str = "give one of them another name") -> None:
        earlier = self._names.setdefault(name, span)
        if earlier is not span:
            self.scope.error(
                semantic.DUPLICATE_NAME,
                span,
                f"`{name}` names two statements of this {'profile' if self.profile else 'policy'}",
                labels=(Label(earlier, "first named here"),),
                help=help_text,
            )

    def _condition(self, block: tuple[ast.Expression, ...], name: ast.Name) -> typed.Condition | None:
        if not block:
            self.scope.lacks(
                semantic.BAD_DECLARATION, name.span, f"`{name.text}` has no condition", help="write one, or `true`"
            )
            return None
        condition = conditions.check_block(block, self.scope, block[0].span.to(block[-1].span))
        if condition is None:
            self.complete = False
            return None
        self.size += rules.measure(condition, self.scope.context.sizes) + self._guards_size
        self.statements += 1
        return condition

    def _requirement(self, statement: ast.Requirement) -> typed.Requirement | None:
        self._named(statement.name.text, statement.name.span)
        condition = self._condition(statement.conditions, statement.name)
        if condition is None:
            return None
        notes = statement.notes
        return typed.Requirement(
            statement.kind,
            statement.name.text,
            condition,
            notes.because.value if notes.because is not None else "",
            notes.fix.value if notes.fix is not None else "",
            span=statement.span,
        )

    def _preference(self, statement: ast.Preference) -> typed.Preference | None:
        self._named(statement.name.text, statement.name.span)
        weight = self._weight(statement.weight, 1, limits.PREFERENCE_WEIGHT, "a preference")
        condition = self._condition(statement.conditions, statement.name)
        if condition is None or weight is None:
            return None
        return typed.Preference(statement.name.text, weight, condition, span=statement.span)

    def _weight(self, weight: ast.Integer, least: int, most: int, what: str) -> int | None:
        value = int(weight.text) if len(weight.text) < 12 else most + 1
        if least <= value <= most:
            return value
        self.scope.error(
            semantic.BAD_WEIGHT,
            weight.span,
            f"the weight of {what} is {least} to {most}, and this is {weight.text[:24]}",
        )
        return None

    def _when(self, statement: ast.When) -> typed.When | None:
        condition = conditions.check_condition(statement.condition, self.scope)
        own = 1 if condition is None else rules.measure(condition, self.scope.context.sizes)
        self.size += own
        self._guards += 1
        self._guards_size += own
        statements = self.check(statement.statements)
        self._guards -= 1
        self._guards_size -= own
        if condition is None:
            self.complete = False
            return None
        return typed.When(condition, statements, span=statement.span)

    def _profile(self, statement: ast.Profile) -> typed.Profile | None:
        if self._guards or self.profile:
            self._misplaced(statement.span, "a profile")
            return None
        self._named(statement.name.text, statement.name.span)
        weight = self._weight(statement.weight, 0, limits.PROFILE_WEIGHT, "a profile")
        inner = Block(self.scope, profile=statement.name.text)
        statements = inner.check(statement.statements)
        self.complete = self.complete and inner.complete
        self.size += 1 + inner.size
        self.statements += 1 + inner.statements
        self.has_profiles = True
        if weight is None:
            return None
        tag = statement.tag.value if statement.tag is not None else ""
        return typed.Profile(statement.name.text, weight, tag, statements, span=statement.span)

    def _include(self, statement: ast.Include) -> typed.Include | None:
        call = statement.policy
        scope = self.scope
        found = names.declared(call.callee, scope, "policy", ast.Policy)
        if found is None:
            return None
        policy = typed_policy(found, scope.context)
        if policy is None:
            self.complete = False
            return None
        if found.identifier in scope.context.with_profiles:
            if self._guards or self.profile:
                self._misplaced(statement.span, f"`{call.callee}` has profiles, so it")
                return None
            self.has_profiles = True
        given = calls.check_arguments(call, calls.slots(policy.parameters), scope, f"policy `{call.callee}`")
        if given is None:
            self.complete = False
            return None
        arguments = tuple(each for each in given if each is not None)
        for argument in arguments:
            if isinstance(argument, typed.Coalesce | typed.Join | typed.Count):
                scope.error(
                    semantic.NOT_A_VALUE,
                    argument.span,
                    "an included policy takes a literal, a parameter or a feature",
                    help="declare the value as a `feature` and give that",
                )
                return None
        name = statement.alias.text if statement.alias is not None else str(call.callee)
        included = (found.identifier, arguments)
        if not self._guards:
            if included in self._includes:
                return None  # the same policy with the same arguments twice is one
            self._includes.add(included)
        self._named(name, statement.span, f"give it a name of its own: `include {call.callee}(…) as NAME`")
        statements = 1 + scope.context.statements.get(found.identifier, 0)
        self.statements += statements
        self.size += 1 + scope.context.sizes.get(found.identifier, 0) + statements * self._guards_size
        return typed.Include(found.identifier, arguments, name, span=statement.span)
