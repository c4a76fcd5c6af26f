"""`rule.matched`: what rules ask of the labels and variables of earlier rules, as calls of the conditions of those rules.

The value of a key is that of the last rule before that matched and sets it, so it is known for each way in which the rules
before may have turned out. That needs constant labels and variables: what a template sets is known to nobody here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from compatlang.nfd import expression as nfd
from compatlang.nfd.go.yaml import Path
from compatlang.nfd.importing.expression import sound
from compatlang.nfd.importing.templates import may_set
from compatlang.nfd.importing.translation import Result, Translated, joined, refused
from compatlang.nfd.model import MatchExpression, Term
from compatlang.nfd.outcomes import Failure
from compatlang.writing import spelling
from compatlang.writing.condition import YES, All, Atom, Condition, Truth, either, every, negated, size
from compatlang.writing.layout import block

_DEEPEST = 24
"""Rules that refer to each other; the language allows a few more."""

_MOST_TEMPLATE = 64 << 10
"""Characters of templates that are looked through."""

_LARGEST = 100_000
"""Questions of a rule with all rules that it refers to."""


class Earlier(NamedTuple):
    """A rule that was gone through: what it hands on, and under which condition; None where that cannot be said."""

    name: str
    values: Mapping[str, str]
    templates: tuple[str, ...]
    condition: Condition | None


class References:
    """The rules before, in order, and the rules of the language that stand for those which are referred to."""

    def __init__(self, names: spelling.Names) -> None:
        self._names = names
        self._earlier: list[Earlier] = []
        self._depths: list[int] = []
        self._sizes: list[int] = []
        self._called: dict[int, str] = {}
        self._used: set[int] = set()
        self._setters: dict[str, list[int]] = {}
        self._template_size = 0
        self._templated: dict[str, str | None] = {}

    def add(self, rule: Earlier) -> None:
        """One more rule that others may refer to; what was asked since the last one was asked by it."""
        for key in rule.values:
            self._setters.setdefault(key, []).append(len(self._earlier))
        self._earlier.append(rule)
        if rule.templates:
            self._template_size += sum(map(len, rule.templates))
            self._templated.clear()
        self._depths.append(1 + max((self._depths[each] for each in self._used), default=0))
        own = size(rule.condition) if rule.condition is not None else 0
        self._sizes.append(own + sum(self._sizes[each] for each in self._used))
        self._used = set()

    def condition(self, place: int) -> Condition | None:
        """The condition under which the rule at a place hands on what it sets."""
        return self._earlier[place].condition

    def called(self, place: int) -> str:
        """The rule of the language that stands for the rule at a place; empty where nothing refers to it."""
        return self._called.get(place, "")

    def lines(self, place: int) -> list[str]:
        """The declaration of that rule."""
        earlier = self._earlier[place]
        condition = earlier.condition
        assert condition is not None, "what nobody can say is not called"
        parts = condition.parts if isinstance(condition, All) else (condition,)
        doc = spelling.comment(f'What NFD rule "{earlier.name}" asks for; other rules ask whether it matched.', "##")
        return [*doc, *block(f"rule {self._called[place]}", parts)]

    def term(self, given: Term, where: Path) -> Result:
        """The condition of a term on `rule.matched`. The set is there once one rule was gone through."""
        if not self._earlier:
            return refused((*where, "feature"), "no rule of the document stands before this one")
        parts: list[Result] = [Translated(YES)]
        for key, expression in (given.match_expressions or {}).items():
            parts.append(self._about(key, expression, (*where, "matchExpressions", key)))
        if given.match_name is not None:
            parts.append(self._some_name(given.match_name, (*where, "matchName")))
        return joined(parts)

    def _some_name(self, asked: MatchExpression, where: Path) -> Result:
        expression = sound(asked, where)
        if not isinstance(expression, MatchExpression):
            return expression
        if any(each.templates for each in self._earlier):
            return refused(where, "a rule before sets labels or variables by a template, whose names are not known")
        keys: list[str] = []
        for key in dict.fromkeys(key for each in self._earlier for key in each.values):
            holds = nfd.evaluate(expression, True, key)
            if isinstance(holds, Failure):
                return refused(where, f"NFD fails on this for `{spelling.shown(key)}`: {spelling.shown(holds.text)}")
            if holds:
                keys.append(key)
        return joined([self._about(key, MatchExpression(op="Exists"), where) for key in keys], either)

    def _about(self, key: str, asked: MatchExpression | None, where: Path) -> Result:
        """The answer without any rule, then with each that sets the key, of which the last wins."""
        expression = sound(asked, where)
        if not isinstance(expression, MatchExpression):
            return expression
        template = self._template_for(key)
        if template is not None:
            message = f"rule `{spelling.shown(template)}` may set `{spelling.shown(key)}` by a template, which is not imported"
            return refused(where, message)
        answer = nfd.evaluate(expression, False, None)
        if isinstance(answer, Failure):
            return refused(where, f"NFD fails on this: {spelling.shown(answer.text)}")
        condition: Condition = Truth(answer)
        if key not in self._setters:
            return refused(where, f"no rule of the document before this one sets `{spelling.shown(key)}`")
        for place in self._setters[key]:
            earlier = self._earlier[place]
            holds = nfd.evaluate(expression, True, earlier.values[key])
            if isinstance(holds, Failure):
                return refused(where, f"NFD fails on this: {spelling.shown(holds.text)}")
            if earlier.condition is None:
                return refused(where, f"it refers to rule `{spelling.shown(earlier.name)}`, which cannot be imported")
            call = self._call(place, key)
            if call is None:
                return refused(where, "rules refer to each other more deeply than the language allows")
            condition = either([call, condition]) if holds else every([negated(call), condition])
        return Translated(condition)

    def _template_for(self, key: str) -> str | None:
        """The name of a rule whose template may set a key."""
        if key not in self._templated:
            with_templates = (each for each in self._earlier if each.templates)
            self._templated[key] = next((each.name for each in with_templates if self._may_set(each, key)), None)
        return self._templated[key]

    def _may_set(self, rule: Earlier, key: str) -> bool:
        return self._template_size > _MOST_TEMPLATE or any(may_set(text, key) for text in rule.templates)

    def _call(self, place: int, key: str) -> Condition | None:
        """The call of the condition of a rule; None past a limit."""
        condition = self._earlier[place].condition
        if isinstance(condition, Truth):
            return condition
        if (
            self._depths[place] >= _DEEPEST
            or self._sizes[place] + sum(self._sizes[each] for each in self._used) > _LARGEST
        ):
            return None
        self._used.add(place)
        if place not in self._called:
            self._called[place] = self._names.take(key, "rule")
        return Atom(f"{self._called[place]}()")
