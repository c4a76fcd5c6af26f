"""What is asked of a value becomes questions to the elements that it is made from.

A value is known with a certain text, or absent, or neither: unreported, or a text that does not parse. `known` and `absent` say
when the first two are so; neither holds for the third, so a question that is not settled is never a match.

`a ?? b` has a text of b only where a is absent. A declared feature whose sources are all absent is unknown, unless it is
closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, assert_never

from compatlang.nfd.exporting import formula, questions
from compatlang.nfd.exporting.asking import JOINED, Asked, Joined, asked_of_rules, refused
from compatlang.nfd.exporting.features import Features
from compatlang.nfd.exporting.formula import NEVER, Element, Formula
from compatlang.nfd.exporting.questions import ABSENT, Question
from compatlang.source import Span
from compatlang.typed import tree as typed


class Bound(NamedTuple):
    """What a parameter means: a value, and the scope that its own parameters belong to."""

    value: typed.Value
    scope: Scope


Scope = Mapping[str, Bound]
"""The parameters of the rule or policy around."""

Counted = Callable[[typed.Count, Scope, Question], Formula]
"""When a question certainly holds of a count."""


class Values:
    """Questions to the values of one program."""

    def __init__(self, program: typed.Program, counted: Counted, features: Features, asked: Asked) -> None:
        self._program = program
        self._counted = counted
        self._asked = asked
        self.features = features

    def resolved(self, bound: Bound) -> Bound:
        """What a parameter means in the end; any other value means itself."""
        while isinstance(bound.value, typed.Parameter):
            bound = bound.scope[bound.value.name]
        return bound

    def constant(self, value: typed.Value, scope: Scope) -> typed.Constant | None:
        """The constant that a value is, whatever the node."""
        match value:
            case typed.Constant():
                return value
            case typed.Parameter(name, _):
                return self.constant(*scope[name])
            case typed.Coalesce(operands, _):
                return self.constant(operands[0], scope)
            case _:
                return None

    def known(self, value: typed.Value, scope: Scope, question: Question, span: Span) -> Formula:
        """When a value is known with a text that the question holds of; `span` is where the question is asked."""
        match value:
            case typed.Constant(_, text):
                return formula.truth(questions.admits(question, text))
            case typed.Element(domain, name, _):
                return self._feature(value) or self.element(domain, name, question, span)
            case typed.Attribute(domain, name, _):
                return self.element(domain, name, question, span, instance=True)
            case typed.Feature(path, _):
                return self.known(self._program.features[path].value, {}, question, span)
            case typed.Parameter(name, _):
                return self.known(*scope[name], question, span)
            case typed.Coalesce(operands, _):
                return formula.any_of(
                    formula.all_of([*before, self.known(each, scope, question, span)])
                    for each, before in self._choices(operands, scope, span)
                )
            case typed.Join():
                return self._joined(value, question)
            case typed.Count():
                return self._counted(value, scope, question)
        assert_never(value)

    def absent(self, value: typed.Value, scope: Scope, span: Span) -> Formula:
        """When a value is certainly absent."""
        match value:
            case typed.Constant() | typed.Count():
                return NEVER
            case typed.Element(domain, name, _):
                return self._feature(value) or self.element(domain, name, ABSENT, span)
            case typed.Attribute(domain, name, _):
                return self.element(domain, name, ABSENT, span, instance=True)
            case typed.Feature(path, _):
                declaration = self._program.features[path]
                return self.absent(declaration.value, {}, span) if declaration.closed else NEVER
            case typed.Parameter(name, _):
                return self.absent(*scope[name], span)
            case typed.Coalesce(operands, _):
                return formula.all_of(self.absent(each, scope, span) for each in operands)
            case typed.Join():
                return self._joined(value, ABSENT)
        assert_never(value)

    def _choices(
        self, operands: tuple[typed.Value, ...], scope: Scope, span: Span
    ) -> Iterator[tuple[typed.Value, list[Formula]]]:
        """Each operand of `??` with when all before it are absent."""
        before: list[Formula] = []
        for each in operands:
            yield each, list(before)
            before.append(self.absent(each, scope, span))

    def _joined(self, value: typed.Join, question: Question) -> Formula:
        """A question to a version that is joined from elements of one domain."""
        elements = [each for each in value.parts if isinstance(each, typed.Element)]
        domains = {each.domain for each in elements}
        if len(elements) < len(value.parts) or len(domains) != 1:
            return refused(JOINED, value.span)
        return self._asked(Joined(domains.pop(), tuple(each.name for each in elements), question), value.span)

    def _feature(self, value: typed.Element) -> Formula | None:
        """A refusal of a value whose domain is no feature of NFD; it points at the value, not at the question."""
        why_not = self.features.refusal(value.domain)
        return None if why_not is None else refused(why_not, value.span)

    def element(self, domain: str, name: str, question: Question, span: Span, *, instance: bool = False) -> Formula:
        """A question to an element of a feature, or to an attribute of the instance that is spoken of."""
        asked = asked_of_rules if instance else self._asked
        return asked(Element(domain, name, question, instance), span)
