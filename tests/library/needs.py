"""`python -m tests.library.needs`: tests that each rule needs everything that it says it needs, and no more.

They stand in policies/tests/needs, one file a module. Of a rule that asks for flags and elements only, they give what makes it
hold, each alternative once, and then all of that but one thing. What a rule comes to is worked out here with plain truth and
falsehood, since a test gives everything that is asked, and not by what evaluates the tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

import compatlang
from compatlang.cli import library
from compatlang.loader import LibraryLoader
from compatlang.schema.show import feature_path
from compatlang.typed import tree as typed
from compatlang.values.pattern import AnyOf, Literal, Pattern, show_literal
from compatlang.values.scalar import ScalarType
from compatlang.values.show import quoted
from tests.library.rows import write

FOLDER = Path(__file__).resolve().parents[2] / "policies" / "tests" / "needs"

_WIDTH = 120


class Flag(NamedTuple):
    """A flag of a domain."""

    domain: str
    name: str

    @property
    def given(self) -> str:
        """As a test gives it."""
        return f"given {self.domain} += {quoted(self.name)}"

    @property
    def shown(self) -> str:
        """As the title of a test has it."""
        return self.name


class Value(NamedTuple):
    """An element of a domain with a value."""

    domain: str
    name: str
    type: ScalarType
    text: str

    @property
    def given(self) -> str:
        """As a test gives it."""
        return f"given {feature_path(self.domain, self.name)} = {show_literal(self.type, self.text)}"

    @property
    def shown(self) -> str:
        """As the title of a test has it."""
        return f"{self.name} = {self.text}"


Fact: TypeAlias = Flag | Value


class OutOfReachError(Exception):
    """A rule asks something else than flags and elements."""


class Needs:
    """What conditions of one program need, where all that they speak of is reported."""

    def __init__(self, program: typed.Program) -> None:
        self._program = program

    def ways(self, condition: typed.Condition) -> list[tuple[Fact, ...]]:
        """Sets of facts that make a condition hold, such that each alternative in it stands in one of them."""
        match condition:
            case typed.And(operands):
                return _together([self.ways(each) for each in operands])
            case typed.Or(operands):
                return [way for each in operands for way in self.ways(each)]
            case typed.Has(domain, names, any_):
                flags = tuple(Flag(domain, each) for each in names)
                return [(each,) for each in flags] if any_ else [flags]
            case typed.Test(typed.Element(domain, name, type_), pattern, _):
                return [(Value(domain, name, type_, each),) for each in _texts(pattern)]
            case typed.RuleCall(rule, ()):
                return self.ways(self._program.rules[rule].condition)
            case typed.Reported():
                return [()]
            case typed.Not(typed.Reported()):
                return []
            case _:
                raise OutOfReachError

    def holds(self, condition: typed.Condition, facts: frozenset[Fact]) -> bool:
        """Whether a condition holds where these are the facts and there are no others."""
        match condition:
            case typed.And(operands):
                return all(self.holds(each, facts) for each in operands)
            case typed.Or(operands):
                return any(self.holds(each, facts) for each in operands)
            case typed.RuleCall(rule, ()):
                return self.holds(self._program.rules[rule].condition, facts)
            case _:
                return any(facts.issuperset(way) for way in self.ways(condition))

    def domains(self, condition: typed.Condition) -> dict[str, None]:
        """The domains that a condition speaks of."""
        found: dict[str, None] = {}
        match condition:
            case typed.And(operands) | typed.Or(operands):
                for each in operands:
                    found |= self.domains(each)
            case typed.Not(operand):
                found |= self.domains(operand)
            case typed.RuleCall(rule, ()):
                found |= self.domains(self._program.rules[rule].condition)
            case typed.Has(domain) | typed.Reported(domain) | typed.Test(typed.Element(domain)):
                found[domain] = None
            case _:
                raise OutOfReachError
        return found


def _together(parts: list[list[tuple[Fact, ...]]]) -> list[tuple[Fact, ...]]:
    """Ways of all parts at once: as many as the part with most has, not as many as there are combinations."""
    if not all(parts):
        return []
    longest = max(map(len, parts), default=0)
    joined = [[fact for part in parts for fact in part[min(number, len(part) - 1)]] for number in range(longest)]
    return [tuple(dict.fromkeys(each)) for each in joined] or [()]


def _texts(pattern: Pattern) -> list[str]:
    match pattern:
        case Literal(text) if not text.endswith(".*"):
            return [text]
        case AnyOf(members):
            return [text for each in members for text in _texts(each)]
        case _:
            raise OutOfReachError


def files() -> dict[str, str]:
    """The text of each file of tests by the name of its module; modules without such rules have none."""
    made = {name: _file(name) for name in library.names()}
    return {name: text for name, text in made.items() if text}


def _file(name: str) -> str:
    source = LibraryLoader().load_module(name)
    program = compatlang.compile(source.text, name=source.name).program
    own = [each for key, each in program.rules.items() if key.startswith(f"{source.name}#") and not each.parameters]
    tests = [line for each in own for line in _rule(name, each, Needs(program))]
    lines = ["edition 1", "", "# Made by `python -m tests.library.needs`, which writes it anew.", "", f"import {name}"]
    return "\n".join([*lines, *tests]) + "\n" if tests else ""


def _rule(module: str, rule: typed.Rule, needs: Needs) -> Iterator[str]:
    """The tests of a rule: each way, and each way but for one thing; none where there is but one thing to it."""
    try:
        ways = needs.ways(rule.condition)
        domains = list(needs.domains(rule.condition))
    except OutOfReachError:
        return
    if sum(map(len, ways)) < 2:
        return
    written: set[frozenset[Fact]] = set()
    for number, way in enumerate(ways, start=1):
        cases = [("all of it", way), *((f"without {lost.shown}", _without(way, lost)) for lost in way)]
        for title, facts in cases:
            if frozenset(facts) not in written:
                written.add(frozenset(facts))
                outcome = "yes" if needs.holds(rule.condition, frozenset(facts)) else "no"
                ending = f"expect {module}.{rule.name}(): {outcome}"
                yield from _test(f"{rule.name}, way {number}, {title}", domains, facts, ending)


def _without(way: tuple[Fact, ...], lost: Fact) -> tuple[Fact, ...]:
    return tuple(each for each in way if each is not lost)


def _test(title: str, domains: Iterable[str], facts: Iterable[Fact], ending: str) -> Iterator[str]:
    yield ""
    yield f"test {quoted(title)} {{"
    line = ""
    for each in [*(f"given no {domain}" for domain in domains), *(fact.given for fact in facts), ending]:
        if line and len(line) + len(each) + 4 > _WIDTH:
            yield f"  {line}"
            line = ""
        line = f"{line}; {each}" if line else each
    yield f"  {line}"
    yield "}"


if __name__ == "__main__":
    write(FOLDER, files())
