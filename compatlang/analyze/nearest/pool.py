"""The texts that are worth trying for a value, the nearest to what was observed first.

There is one for each set of keys between which no question of the policy tells a difference. Values that read the same
element are asked together: of one that is read as it is and through a declared feature, all questions cut the keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from compatlang.analyze import choose
from compatlang.analyze.formula import FIRST_CELL
from compatlang.analyze.matching import Question
from compatlang.analyze.variables import Cells, KeyQuestion
from compatlang.ir import model as ir
from compatlang.ir.accepted import Accepted, Names
from compatlang.schema import Domain
from compatlang.values import scalar
from compatlang.values.scalar import ScalarType


class Candidate(NamedTuple):
    """A text, and the keys that no question tells from it."""

    text: str
    keys: Accepted


class Pool:
    """The candidates of each value of a program."""

    def __init__(self, program: ir.Ir, domains: Mapping[str, Domain]) -> None:
        self._program = program
        self._domains = domains
        self._asked: dict[ir.ValueRef, list[KeyQuestion]] = {}
        for value, question in _questions(program):
            self._asked.setdefault(value, []).append(question)
        self._leaves = {each: frozenset(self._read(each)) for each in range(len(program.values))}
        self._cells: dict[ir.ValueRef, list[tuple[ScalarType, Accepted]]] = {}
        self._candidates: dict[tuple[ir.ValueRef, str | None], list[Candidate]] = {}

    def candidates(self, value: ir.ValueRef, near: str | None) -> list[Candidate]:
        """Every text that makes a difference for a value, the nearest to an observed one first."""
        key = (value, near)
        if key not in self._candidates:
            self._candidates[key] = self._nearest(value, near)
        return self._candidates[key]

    def keys(self, domain: str, name: str, text: str) -> Accepted | None:
        """The keys that no question tells from a text of an attribute; None where none is asked about it."""
        for value, read in enumerate(self._program.values):
            if isinstance(read, ir.Attribute) and (read.domain, read.name) == (domain, name):
                found = (each.keys for each in self.candidates(value, None) if each.text == text)
                return next(found, None)
        return None

    def _nearest(self, value: ir.ValueRef, near: str | None) -> list[Candidate]:
        type_, width = self._program.values[value].type, self._width(value)
        found: dict[str, Candidate] = {}
        for read_as, keys in self._cells_of(value):
            text = choose.admitted(read_as, keys, near, width=width)
            if text is not None and scalar.parse(type_, text) is not None:
                found.setdefault(text, Candidate(text, keys))
        return sorted(found.values(), key=lambda each: _distance(type_, each, near))

    def _cells_of(self, value: ir.ValueRef) -> list[tuple[ScalarType, Accepted]]:
        if value not in self._cells:
            by_type: dict[ScalarType, list[KeyQuestion]] = {self._program.values[value].type: []}
            for other, leaves in self._leaves.items():
                if other == value or leaves & self._leaves[value]:
                    by_type.setdefault(self._program.values[other].type, []).extend(self._asked.get(other, ()))
            cells = {type_: Cells(type_, asked) for type_, asked in by_type.items()}
            self._cells[value] = [
                (type_, each.keys_of(state)) for type_, each in cells.items() for state in range(FIRST_CELL, each.size)
            ]
        return self._cells[value]

    def _read(self, value: ir.ValueRef) -> Iterator[tuple[str, ...]]:
        """The elements, attributes, joins and declared features that a value is read from as they are."""
        match self._program.values[value]:
            case ir.Element(_, domain, name):
                yield domain, name
            case ir.Attribute(_, domain, name):
                yield domain, name
            case ir.Declared(_, path):
                yield (path,)
                yield from self._read(self._program.features[path].value)
            case ir.Coalesce(_, operands):
                for each in operands:
                    yield from self._read(each)
            case ir.Join():
                yield "join", str(value)
            case _:
                pass

    def _width(self, value: ir.ValueRef) -> int:
        match self._program.values[value]:
            case ir.Element(_, domain, name) | ir.Attribute(_, domain, name):
                element = self._domains[domain].element(name)
                return (element.width if element is not None else 0) or 1
            case _:
                return 1


def _questions(program: ir.Ir) -> Iterator[tuple[ir.ValueRef, KeyQuestion]]:
    for condition in program.conditions:
        match condition:
            case ir.Member(value, accepted):
                yield value, accepted
            case ir.Like(value, glob):
                yield value, Question("glob", glob)
            case ir.Matches(value, regex):
                yield value, Question("regex", regex)
            case ir.Lookup(table, values):
                for row in program.tables[table].rows:
                    yield from ((value, cell) for value, cell in zip(values, row, strict=True) if cell is not None)
            case _:
                pass


def _distance(type_: ScalarType, candidate: Candidate, near: str | None) -> tuple[bool, bool, object]:
    """Above what was observed first, upwards; then below, downwards. What is only not some names comes last."""
    if type_ not in scalar.ORDERED_TYPES:
        return isinstance(candidate.keys, Names) and candidate.keys.excluded, False, candidate.text
    key, seen = scalar.parse(type_, candidate.text), None if near is None else scalar.parse(type_, near)
    if seen is None or key >= seen:
        return False, False, _Up(key)
    return False, True, _Down(key)


class _Up:
    """A key in its own order."""

    def __init__(self, key: scalar.Key) -> None:
        self.key = key

    def __lt__(self, other: _Up) -> bool:
        return bool(self.key < other.key)


class _Down(_Up):
    """A key in the opposite order."""

    def __lt__(self, other: _Up) -> bool:
        return bool(other.key < self.key)
