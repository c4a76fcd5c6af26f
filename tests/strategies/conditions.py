"""Conditions, values and patterns as text, directed by type, so that every one of them compiles.

A text is drawn with the looseness of its outermost operator; where it stands inside a tighter one it gets brackets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from hypothesis import strategies as st

from compatlang.values import pattern, scalar
from compatlang.values.scalar import SCALAR_TYPES, ScalarType
from tests.strategies import universe
from tests.strategies.names import Names, Parameter
from tests.strategies.values import literals, pattern_literals

OR, AND, NOT, COMPARISON, COALESCE, PRIMARY = range(6)
"""How tightly the outermost operator of a text binds."""

GLOBS = ("", "*", "a*", "*b", "?", "5.*", "*1*", "[", "a?b*", "\\")
EXPRESSIONS = ("", "a", "^a", "b$", "^[0-9.]+$", "up|down", "5\\.15", "(a)(b)?", "^$", ".")
"""Globs, and regular expressions that Python reads as RE2 does."""

_NAMED = re.compile(r"[a-z]+_[0-9]+: ")


class Text(NamedTuple):
    """A piece of a policy and how tightly it binds."""

    text: str
    level: int

    def at(self, level: int) -> str:
        """The text as an operand of something that binds so tightly."""
        return self.text if self.level >= level else f"({self.text})"


def conditions(names: Names, depth: int = 3) -> st.SearchStrategy[str]:
    """Conditions that compile where `names` are declared, at most so many levels deep."""
    return condition(names, depth).map(lambda made: made.text)


@st.composite
def condition(draw: st.DrawFn, names: Names, depth: int) -> Text:
    """A condition, with its looseness."""
    kinds: list[Callable[[st.DrawFn, Names, int], Text]] = [_literal_test, *_ATOMS]
    if names.rules:
        kinds.append(_rule_call)
    if names.tables:
        kinds += [_table_call, _table_call]
    if depth > 0:
        kinds += [_and, _or, _not, _group]
        if names.quantifiers:
            kinds += [_quantifier, _quantifier, _count, _count]
    return draw(st.sampled_from(kinds))(draw, names, depth)


def block(draw: st.DrawFn, names: Names, depth: int) -> str:
    """Conditions between braces."""
    made = draw(st.lists(condition(names, depth), min_size=1, max_size=2))
    return "{ " + draw(st.sampled_from(("; ", "\n"))).join(each.text for each in made) + " }"


# Connectives


def _and(draw: st.DrawFn, names: Names, depth: int) -> Text:
    operands = draw(st.lists(condition(names, depth - 1), min_size=2, max_size=3))
    return Text(" and ".join(each.at(NOT) for each in operands), AND)


def _or(draw: st.DrawFn, names: Names, depth: int) -> Text:
    operands = draw(st.lists(condition(names, depth - 1), min_size=2, max_size=3))
    return Text(" or ".join(each.at(AND) for each in operands), OR)


def _not(draw: st.DrawFn, names: Names, depth: int) -> Text:
    return Text(f"not {draw(condition(names, depth - 1)).at(NOT)}", NOT)


def _group(draw: st.DrawFn, names: Names, depth: int) -> Text:
    return Text(f"{draw(st.sampled_from(('any', 'all', 'none')))} of {block(draw, names, depth - 1)}", PRIMARY)


# Quantifiers


def _quantified(draw: st.DrawFn, names: Names, depth: int) -> str:
    domain = draw(st.sampled_from(universe.INSTANCES))
    alias = draw(st.sampled_from(("", "d")))
    inner = block(draw, names.inside(domain, alias), depth - 1)
    return f"{domain} as {alias} {inner}" if alias else f"{domain} {inner}"


def _quantifier(draw: st.DrawFn, names: Names, depth: int) -> Text:
    kind = draw(st.sampled_from(("any", "all", "none")))
    return Text(f"{kind} {_quantified(draw, names, depth)}", PRIMARY)


def _count(draw: st.DrawFn, names: Names, depth: int) -> Text:
    count = f"count {_quantified(draw, names, depth)}"
    match draw(st.sampled_from(("literal", "flipped", "in", "value"))):
        case "literal":
            return Text(f"{count} {draw(_operators('int'))} {draw(st.integers(0, 3))}", COMPARISON)
        case "flipped":
            return Text(f"{draw(st.integers(0, 3))} {draw(_operators('int'))} {count}", COMPARISON)
        case "in":
            word = draw(st.sampled_from(("in", "not in")))
            return Text(f"{count} {word} {draw(patterns('int', names))}", COMPARISON)
        case _:
            other = f"count {_quantified(draw, names, depth)}" if draw(st.booleans()) else draw(values("int", names))
            return Text(f"{count} {draw(_operators('int'))} {other}", COMPARISON)


# Questions


def _types(names: Names) -> st.SearchStrategy[ScalarType]:
    """Types of values to ask about; inside a quantifier, mostly those that an instance has."""
    near = [type_ for type_ in SCALAR_TYPES if names.attributes(type_)]
    return st.sampled_from([*near, *near, *near, *SCALAR_TYPES])


@cache
def _operators(type_: ScalarType) -> st.SearchStrategy[str]:
    return st.sampled_from(("==", "!=", "<", "<=", ">", ">=") if type_ in scalar.ORDERED_TYPES else ("==", "!="))


def _literal_test(draw: st.DrawFn, names: Names, depth: int) -> Text:
    type_ = draw(_types(names))
    value, literal = draw(values(type_, names)), draw(_literals_and_lets(type_, names))
    operator = draw(_operators(type_))
    sides = (value, literal) if draw(st.sampled_from((True, True, False))) else (literal, value)
    return Text(f"{sides[0]} {operator} {sides[1]}", COMPARISON)


def _literals_and_lets(type_: ScalarType, names: Names) -> st.SearchStrategy[str]:
    """What may stand beside a comparison's operator: a literal, perhaps a series, or the name of one."""
    lets = [name for name, each in names.lets.items() if each.type == type_ and each.literal]
    own = pattern_literals(type_)
    return st.one_of(own, own, st.sampled_from(lets)) if lets else own


def _pattern_test(draw: st.DrawFn, names: Names, depth: int) -> Text:
    type_ = draw(_types(names))
    word = draw(st.sampled_from(("in", "not in")))
    return Text(f"{draw(values(type_, names))} {word} {draw(patterns(type_, names))}", COMPARISON)


def _comparison(draw: st.DrawFn, names: Names, depth: int) -> Text:
    type_ = draw(_types(names))
    return Text(f"{draw(values(type_, names))} {draw(_operators(type_))} {draw(values(type_, names))}", COMPARISON)


def _has(draw: st.DrawFn, names: Names, depth: int) -> Text:
    domain = universe.DOMAINS[draw(st.sampled_from(universe.FLAGS))]
    lets = [name for name, each in names.lets.items() if each.type == "string"]
    flag = st.sampled_from(domain.flags).map(json.dumps)
    member = st.one_of(flag, flag, st.sampled_from(lets)) if lets else flag
    wanted = ["one", "all", "any"] + (["let", "any let"] if lets else [])
    match draw(st.sampled_from(wanted)):
        case "one":
            return Text(f"{domain.name} has {draw(flag)}", COMPARISON)
        case "let":
            return Text(f"{domain.name} has {draw(st.sampled_from(lets))}", COMPARISON)
        case "any let":
            return Text(f"{domain.name} has any {draw(st.sampled_from(lets))}", COMPARISON)
        case kind:
            word = "has any" if kind == "any" else "has"
            return Text(f"{domain.name} {word} [{', '.join(draw(st.lists(member, max_size=3)))}]", COMPARISON)


def _like(draw: st.DrawFn, names: Names, depth: int) -> Text:
    return Text(f"{draw(values('string', names))} like {json.dumps(draw(st.sampled_from(GLOBS)))}", COMPARISON)


def _matches(draw: st.DrawFn, names: Names, depth: int) -> Text:
    expression = json.dumps(draw(st.sampled_from(EXPRESSIONS)))
    return Text(f"{draw(values('string', names))} matches {expression}", COMPARISON)


def _present(draw: st.DrawFn, names: Names, depth: int) -> Text:
    state = draw(st.sampled_from(("present", "missing")))
    if draw(st.sampled_from((False, False, True))):
        domain = universe.DOMAINS[draw(st.sampled_from(universe.FLAGS))]
        subject = universe.path(domain.name, draw(st.sampled_from((*domain.flags, *domain.elements))))
    else:
        subject = draw(values(draw(_types(names)), names))
        if " ?? " in subject:
            subject = f"({subject})"
    return Text(f"{subject} is {state}", COMPARISON)


def _reported(draw: st.DrawFn, names: Names, depth: int) -> Text:
    if not names.reported:
        return _present(draw, names, depth)
    return Text(f"{draw(st.sampled_from(list(universe.DOMAINS)))} is reported", COMPARISON)


def _bool(draw: st.DrawFn, names: Names, depth: int) -> Text:
    if draw(st.sampled_from((False, False, True))):
        return Text(draw(st.sampled_from(("true", "false"))), PRIMARY)
    return Text(draw(values("bool", names)), COALESCE)


_ATOMS = (_pattern_test, _pattern_test, _comparison, _has, _like, _matches, _present, _reported, _bool)


# Calls


def _table_call(draw: st.DrawFn, names: Names, depth: int) -> Text:
    table = draw(st.sampled_from(list(names.tables)))
    columns = names.tables[table]
    asked = draw(st.lists(st.sampled_from(list(columns)), min_size=1, unique=True))
    positional = 0
    while positional < len(columns) and list(columns)[positional] in asked and draw(st.booleans()):
        positional += 1
    order = [*list(columns)[:positional], *(each for each in asked if each not in list(columns)[:positional])]
    given = [(name, draw(arguments(columns[name], names, depth))) for name in order]
    texts = [value if index < positional else f"{name}: {value}" for index, (name, value) in enumerate(given)]
    return Text(f"{table}({', '.join(texts)})", PRIMARY)


def _rule_call(draw: st.DrawFn, names: Names, depth: int) -> Text:
    callable_ = [name for name, each in names.rules.items() if names.quantifiers or not each.quantified]
    if not callable_:
        return _literal_test(draw, names, depth)
    rule = draw(st.sampled_from(callable_))
    return Text(call(draw, rule, names.rules[rule].parameters, lambda type_: arguments(type_, names, depth)), PRIMARY)


def call(
    draw: st.DrawFn,
    callee: str,
    parameters: Mapping[str, Parameter],
    argument: Callable[[ScalarType], st.SearchStrategy[str]],
) -> str:
    """A call of a rule or policy: some arguments by position, then some by name, those with defaults perhaps left out."""
    texts = []
    by_name = False
    for name, each in parameters.items():
        left_out = each.default and draw(st.booleans())
        by_name = by_name or left_out or draw(st.booleans())
        if not left_out:
            value = draw(argument(each.type))
            texts.append(f"{name}: {value}" if by_name else value)
    if by_name and draw(st.booleans()):
        positional = [each for each in texts if not _NAMED.match(each)]
        texts = [*positional, *reversed(texts[len(positional) :])]
    return f"{callee}({', '.join(texts)})"


def arguments(type_: ScalarType, names: Names, depth: int) -> st.SearchStrategy[str]:
    """What may be given to a rule or a table: one value, known or not."""
    lets = [name for name, each in names.lets.items() if each.type == type_ and each.value]
    kinds = [literals(type_), values(type_, names), values(type_, names)]
    if lets:
        kinds.append(st.sampled_from(lets))
    if type_ == "int" and names.quantifiers and depth > 0:
        kinds.append(_counts(names, depth))
    return st.one_of(kinds)


@st.composite
def _counts(draw: st.DrawFn, names: Names, depth: int) -> str:
    return f"count {_quantified(draw, names, depth)}"


# Values


@st.composite
def values(draw: st.DrawFn, type_: ScalarType, names: Names, depth: int = 1) -> str:
    """Values that are no constants."""
    own = [*names.attributes(type_), *(name for name, each in names.parameters.items() if each == type_)]
    features = [path for path, each in names.features.items() if each == type_]
    simple = st.sampled_from([*own, *own, *features, *universe.elements(type_)])
    kinds = ["simple", "simple", "simple"] + (["coalesce"] if depth else [])
    if type_ == "version" and depth:
        kinds.append("version")
    match draw(st.sampled_from(kinds)):
        case "simple":
            return draw(simple)
        case "coalesce":
            operands = draw(st.lists(values(type_, names, 0), min_size=1, max_size=2))
            last = draw(st.one_of(literals(type_), values(type_, names, 0)))
            return " ?? ".join([*operands, last])
        case _:
            return f"version({', '.join(draw(st.lists(_parts(names), min_size=1, max_size=3)))})"


def _parts(names: Names) -> st.SearchStrategy[str]:
    return st.one_of(
        values("int", names, 0), values("string", names, 0), values("version", names, 0), st.sampled_from(("5", '"15"'))
    )


# Patterns


@st.composite
def patterns(draw: st.DrawFn, type_: ScalarType, names: Names, depth: int = 1) -> str:
    """Patterns over a type."""
    lets = [name for name, each in names.lets.items() if each.type == type_]
    kinds = ["literal"]
    if type_ in scalar.ORDERED_TYPES:
        kinds += ["bound", "range"]
    if depth:
        kinds += ["set", "set"]
    if lets:
        kinds += ["let"]
    match draw(st.sampled_from(kinds)):
        case "literal":
            return draw(pattern_literals(type_))
        case "bound":
            operator = draw(st.sampled_from(("<", "<=", ">", ">=")))
            return f"{operator} {draw(_literals_and_lets(type_, names))}"
        case "range":
            return draw(_ranges(type_))
        case "let":
            return draw(st.sampled_from(lets))
        case _:
            return "[" + ", ".join(draw(st.lists(patterns(type_, names, depth - 1), max_size=3))) + "]"


@cache
@st.composite
def _ranges(draw: st.DrawFn, type_: ScalarType) -> str:
    """Ranges in which some value lies: an empty one is an error."""
    low, high = draw(pattern_literals(type_)), draw(pattern_literals(type_))
    half_open = draw(st.booleans())
    for first, last in ((low, high), (high, low)):
        if pattern.interval_set(pattern.Range(first, last, half_open), type_):
            return f"{first} {'..<' if half_open else '..'} {last}"
    return low
