"""Whole policy files as text, every one of which compiles."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from hypothesis import strategies as st

from compatlang.values.scalar import SCALAR_TYPES, ScalarType
from tests.strategies import universe
from tests.strategies.conditions import block, call, condition, patterns, values
from tests.strategies.names import Let, Names, Parameter, Policy, Rule
from tests.strategies.values import literals

MAIN = "main"
"""The policy of a file that includes the others; it has no parameters."""


@dataclass
class _File:
    """A file while it is being written."""

    names: Names
    items: list[str] = field(default_factory=lambda: [universe.DECLARED])
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def fresh(self, word: str) -> str:
        """A name that nothing else has, and that no attribute of an instance has."""
        return f"{word}_{next(self.numbers)}"


@st.composite
def policies(draw: st.DrawFn, *, reported: bool = True, most: int = 5) -> str:
    """Files with a policy called `main` that takes no parameters. Without `reported`, nothing asks `is reported`.

    `most` bounds the statements of one block.
    """
    file = _declarations(draw, reported)
    for _ in range(draw(st.integers(0, 2))):
        _policy(draw, file, file.fresh("policy"), draw(_parameters(file)), most)
    _policy(draw, file, MAIN, {}, most)
    return "\n".join(file.items)


@st.composite
def declarations(draw: st.DrawFn, *, reported: bool = True) -> tuple[str, Names]:
    """A file without policies, and the names that it declares."""
    file = _declarations(draw, reported)
    return "\n".join(file.items), file.names


def _declarations(draw: st.DrawFn, reported: bool) -> _File:
    file = _File(Names(reported=reported))
    makers: list[Callable[[st.DrawFn, _File], None]] = [_let, _table, _feature, _rule]
    for make in draw(st.lists(st.sampled_from(makers), max_size=6)):
        make(draw, file)
    return file


def _let(draw: st.DrawFn, file: _File) -> None:
    type_ = draw(st.sampled_from(SCALAR_TYPES))
    name, text = file.fresh("let"), draw(patterns(type_, file.names))
    known = file.names.lets.get(text)
    literal = known.literal if known is not None else text[0] in '"-0123456789tf' and not _is_range(text)
    value = known.value if known is not None else literal and not text.endswith(".*")
    file.items.append(f"let {name} = {text}")
    file.names = replace(file.names, lets={**file.names.lets, name: Let(type_, literal, value)})


def _is_range(text: str) -> bool:
    return " .. " in text or " ..< " in text


def _table(draw: st.DrawFn, file: _File) -> None:
    name = file.fresh("table")
    types = draw(st.lists(st.sampled_from(SCALAR_TYPES), min_size=1, max_size=3))
    columns = {f"column_{index}": type_ for index, type_ in enumerate(types)}
    rows = []
    for _ in range(draw(st.integers(1, 3))):
        cells = [draw(st.one_of(st.just("*"), *[patterns(each, file.names)] * 3)) for each in columns.values()]
        rows.append(" | ".join(cells))
    if draw(st.booleans()):
        rows = [f"| {row} |" for row in rows]
    header = " | ".join(f"{column}: {type_}" for column, type_ in columns.items())
    file.items.append("\n  ".join([f'table {name} {{\n  source "somewhere"', header, *rows]) + "\n}")
    file.names = replace(file.names, tables={**file.names.tables, name: columns})


def _feature(draw: st.DrawFn, file: _File) -> None:
    path = f"declared.{file.fresh('feature')}"
    type_ = draw(st.sampled_from(SCALAR_TYPES))
    closed = draw(st.sampled_from(("", "closed ")))
    sources = st.one_of(values(type_, file.names), _converted(file.names))
    texts: list[str] = draw(st.lists(sources, min_size=1, max_size=2))
    if draw(st.sampled_from((False, False, True))):
        texts.append(draw(literals(type_)))
    file.items.append(f"{closed}feature {path}: {type_} = {' ?? '.join(texts)}")
    file.names = replace(file.names, features={**file.names.features, path: type_})


def _converted(names: Names) -> st.SearchStrategy[str]:
    """Strings, which a declared feature reads as what it declares."""
    return values("string", names, 0)


def _rule(draw: st.DrawFn, file: _File) -> None:
    quantified = draw(st.booleans())
    name, parameters = file.fresh("rule"), draw(_parameters(file))
    inner = replace(
        file.names, parameters={each: found.type for each, found in parameters.items()}, quantifiers=quantified
    )
    file.items.append(f"rule {name}{_signature(draw, parameters)} {block(draw, inner, 2)}")
    file.names = replace(file.names, rules={**file.names.rules, name: Rule(parameters, quantified)})


@st.composite
def _parameters(draw: st.DrawFn, file: _File) -> dict[str, Parameter]:
    types = draw(st.lists(st.sampled_from(SCALAR_TYPES), max_size=2))
    defaults = draw(st.integers(0, len(types)))
    return {
        file.fresh("p"): Parameter(type_, default=index >= len(types) - defaults) for index, type_ in enumerate(types)
    }


def _signature(draw: st.DrawFn, parameters: dict[str, Parameter]) -> str:
    texts = [
        f"{name}: {each.type}" + (f" = {draw(literals(each.type))}" if each.default else "")
        for name, each in parameters.items()
    ]
    if not texts:
        return draw(st.sampled_from(("", "()")))
    return f"({', '.join(texts)})"


# Policies


def _policy(draw: st.DrawFn, file: _File, name: str, parameters: dict[str, Parameter], most: int) -> None:
    names = replace(file.names, parameters={each: found.type for each, found in parameters.items()})
    signature = _signature(draw, parameters)
    block_ = _Block(draw, file, names)
    statements = block_.statements(most)
    if draw(st.booleans()):
        statements += [block_.profile() for _ in range(draw(st.integers(1, 3)))]
    file.items.append(f"policy {name}{signature} {{\n" + "\n".join(statements) + "\n}")
    made = Policy(parameters, block_.profiles)
    file.names = replace(file.names, policies={**file.names.policies, name: made})


class _Block:
    """The statements of one policy while they are being written."""

    def __init__(self, draw: st.DrawFn, file: _File, names: Names) -> None:
        self.draw = draw
        self.file = file
        self.names = names
        self.profiles = False
        """Whether the policy has profiles, of its own or included."""
        self._bare: set[str] = set()

    def statements(self, most: int, *, inner: bool = False, depth: int = 2) -> list[str]:
        """A few statements; `inner` ones stand in a `when` or a profile."""
        made = []
        for _ in range(self.draw(st.integers(0, most))):
            kinds = ["require", "require", "forbid", "warn", "prefer"]
            kinds += ["when"] if depth else []
            kinds += ["include", "include"] if self._includable(inner) else []
            made.append(self._statement(self.draw(st.sampled_from(kinds)), inner, depth))
        return made

    def _includable(self, inner: bool) -> list[str]:
        return [name for name, each in self.names.policies.items() if not (inner and each.profiles)]

    def _statement(self, kind: str, inner: bool, depth: int) -> str:
        match kind:
            case "when":
                guard = self.draw(condition(self.names, 1)).text
                statements = self.statements(3, inner=True, depth=depth - 1)
                return f"when {guard} {{\n" + "\n".join(statements) + "\n}"
            case "include":
                return self._include(inner)
            case "prefer":
                return f"prefer {self.file.fresh('prefer')} weight {self.draw(st.integers(1, 100))}{self._body()}"
            case _:
                return f"{kind} {self.file.fresh(kind)}{self._body()}{self._notes()}"

    def _body(self) -> str:
        if self.draw(st.booleans()):
            return ": " + self.draw(condition(self.names, 3)).text
        return " " + block(self.draw, self.names, 2)

    def _notes(self) -> str:
        notes = self.draw(
            st.sampled_from((((),) * 3) + (("because",), ("fix",), ("because", "fix"), ("fix", "because")))
        )
        return "".join(f"\n{word} {json.dumps(f'{word} it is so')}" for word in notes)

    def _include(self, inner: bool) -> str:
        name = self.draw(st.sampled_from(self._includable(inner)))
        policy = self.names.policies[name]
        self.profiles = self.profiles or policy.profiles
        if not inner and all(each.default for each in policy.parameters.values()) and self.draw(st.booleans()):
            return f"include {name}"  # as often as one likes: it is one
        target = call(self.draw, name, policy.parameters, self._arguments) if policy.parameters else name
        return f"include {target} as {self.file.fresh('include')}"

    def _arguments(self, type_: ScalarType) -> st.SearchStrategy[str]:
        """Few, so that the same ones are given twice."""
        features = [path for path, each in self.names.features.items() if each == type_]
        own = [name for name, each in self.names.parameters.items() if each == type_]
        lets = [name for name, each in self.names.lets.items() if each.type == type_ and each.value]
        fixed = {"bool": "true", "int": "2", "string": '"a"', "version": "5.15", "quantity": "1Gi", "id": "0x10de"}
        return st.sampled_from([fixed[type_], *own, *features, *lets, *universe.elements(type_)[:2]])

    def profile(self) -> str:
        """One of the policy's alternatives."""
        self.profiles = True
        tag = self.draw(st.sampled_from(("", ' tag "a"', ' tag "b"')))
        weight = self.draw(st.sampled_from((0, 1, 1, 5, 20)))
        statements = self.statements(3, inner=True)
        return f"profile {self.file.fresh('profile')} weight {weight}{tag} {{\n" + "\n".join(statements) + "\n}"
