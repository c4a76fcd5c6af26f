"""From a snapshot to the states of all variables: one byte a variable, and what was seen before is remembered.

The variables that read one domain only are asked together, as a *block*: the section of a domain decides them. Sections that
many nodes share are one object (a reader remembers the bytes that it has seen), so a block is found by the section's
identity; a new section is taken apart, and its flags, texts and instances are looked up one by one in tables that map them to
states. Only what is in no table is asked atom by atom. A fleet has few distinct values, so nearly all is found.

Every table is emptied when it is full, so no snapshot can make them grow without bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from operator import attrgetter, getitem, itemgetter
from typing import Any, Literal, TypeAlias, cast

from compatlang.decision.graph import NO, UNKNOWN, YES, Graph, Question, Variable
from compatlang.evaluate.atoms import Atoms, member
from compatlang.evaluate.observe import Counted
from compatlang.evaluate.reads import Reads
from compatlang.evaluate.remembered import Remembered
from compatlang.ir import model as ir
from compatlang.snapshot import Instance, Section, Snapshot

_MOST_SECTIONS = 1 << 13
"""Sections are kept alive, so fewer of them."""

_LANE = 32
"""Bits of one counter; a document cannot hold as many instances."""

_Kind: TypeAlias = Literal["flags", "elements", "instances", "other"]
States: TypeAlias = tuple[bytes, ...]
"""The states of all variables: for each block one byte a variable. Equal blocks are most often one object."""


class Reading:
    """Puts snapshots into states of one graph's variables. `order` is the variable of each byte, `layout` by block."""

    def __init__(self, graph: Graph) -> None:
        self._atoms = Atoms(graph)
        reads = Reads(graph)
        by_domain: dict[str, list[int]] = {}
        mixed: list[int] = []
        for index, variable in enumerate(graph.variables):
            domains = {each.domain for each in reads.variable(variable)}
            if len(domains) == 1:
                by_domain.setdefault(domains.pop(), []).append(index)
            else:
                mixed.append(index)
        self._blocks = [_Block(domain, graph, indexes, reads, self._atoms) for domain, indexes in by_domain.items()]
        self._mixed = _Mixed(graph, mixed, reads, self._atoms) if mixed else None
        self.layout: tuple[tuple[int, ...], ...] = (*(tuple(each.order) for each in self._blocks), tuple(mixed))
        """The variables of each block; the last block has those that read several domains, or none."""
        self.order = tuple(chain.from_iterable(self.layout))
        self._lookups = [(each.domain, each.seen.get, each) for each in self._blocks]
        self._variables = graph.variables

    def states(self, snapshot: Snapshot) -> States:
        """The state of each variable, as `layout` says."""
        if snapshot.given:
            # A test overrides declared features, which no section shows.
            return tuple(
                bytes([self._atoms.state(self._variables[each], snapshot) for each in block]) for block in self.layout
            )
        section = snapshot.sections.get
        found = []
        for domain, seen, block in self._lookups:
            each = section(domain)
            states = seen(id(each))
            found.append(block.states(each) if states is None else states)
        found.append(self._mixed.states(snapshot) if self._mixed is not None else b"")
        return tuple(found)

    def many(self, snapshots: Sequence[Snapshot]) -> list[list[bytes]]:
        """The same for many nodes, a block at a time, which is faster than a node at a time: of each block its states."""
        if any(map(attrgetter("given"), snapshots)):
            return list(map(list, zip(*map(self.states, snapshots), strict=True)))
        nodes = [each.sections for each in snapshots]
        blocks = [block.many([each.get(domain) for each in nodes]) for domain, _, block in self._lookups]
        mixed = self._mixed
        blocks.append([b""] * len(nodes) if mixed is None else list(map(mixed.states, snapshots)))
        return blocks


class _Mixed:
    """Variables that read several domains, or none: asked anew for each combination of sections."""

    def __init__(self, graph: Graph, indexes: Sequence[int], reads: Reads, atoms: Atoms) -> None:
        self._atoms = atoms
        self._variables = [graph.variables[each] for each in indexes]
        self._domains = sorted({each.domain for variable in self._variables for each in reads.variable(variable)})
        self._seen: dict[tuple[int, ...], tuple[list[Section | None], bytes]] = {}

    def states(self, snapshot: Snapshot) -> bytes:
        sections = [snapshot.sections.get(each) for each in self._domains]
        key = tuple(map(id, sections))
        seen = self._seen.get(key)
        if seen is None:
            if len(self._seen) >= _MOST_SECTIONS:
                self._seen.clear()
            # The sections are kept, so that no other object can take their identity.
            states = bytes([self._atoms.state(each, snapshot) for each in self._variables])
            seen = self._seen[key] = (sections, states)
        return seen[1]


class _Block:
    """The variables that read one domain. `seen` has the states of sections by their identity."""

    def __init__(self, domain: str, graph: Graph, indexes: Sequence[int], reads: Reads, atoms: Atoms) -> None:
        self.domain = domain
        self.seen: dict[int, bytes] = {}
        self._kept: list[Section | None] = []
        """The sections that were seen, so that no other object can take the identity of one."""
        parts: list[tuple[list[int], _Part]] = []
        for kind, those in _by_kind(graph, indexes, reads).items():
            parts.append(_part(kind, domain, graph, those, reads, atoms))
        self.order = [index for those, _ in parts for index in those]
        self._parts = [part.states for _, part in parts]
        nothing = Snapshot("", {})
        self._unreported = bytes([atoms.state(graph.variables[each], nothing) for each in self.order])
        self._known: Remembered[bytes, bytes] = Remembered(lambda states: states)

    def states(self, section: Section | None) -> bytes:
        """The states that a section puts the variables into, which are then remembered."""
        own = self._unreported if section is None else b"".join([part(section) for part in self._parts])
        states = self._known[own]
        if len(self._kept) >= _MOST_SECTIONS:
            self.seen.clear()
            self._kept.clear()
        self.seen[id(section)] = states
        self._kept.append(section)
        return states

    def many(self, sections: Sequence[Section | None]) -> list[bytes]:
        """The states that each section puts the variables into."""
        found = list(map(self.seen.get, map(id, sections)))
        if None in found:
            return [
                (self.seen.get(id(section)) or self.states(section)) if states is None else states
                for section, states in zip(sections, found, strict=True)
            ]
        return cast(list[bytes], found)


class _Part:
    """Variables of one domain that are read in the same way: this one asks each by itself."""

    def __init__(self, domain: str, variables: Sequence[Variable], atoms: Atoms) -> None:
        self.domain = domain
        self.variables = variables
        self.atoms = atoms

    def states(self, section: Section) -> bytes:
        """The states that a section puts the variables into."""
        snapshot = Snapshot("", {self.domain: section})
        return bytes([self.atoms.state(each, snapshot) for each in self.variables])


def _by_kind(graph: Graph, indexes: Sequence[int], reads: Reads) -> dict[_Kind, list[int]]:
    """The variables of one domain by how they are read: all flags together, all elements, all quantified questions."""
    kinds: dict[_Kind, list[int]] = {}
    for index in indexes:
        variable = graph.variables[index]
        how = {each.kind for each in reads.variable(variable)}
        if how == {"flag"} and isinstance(variable, Question):
            kind: _Kind = "flags"
        elif how == {"element"}:
            kind = "elements"
        elif how <= {"instances", "attribute"} and _is_quantified(graph, variable):
            kind = "instances"
        else:
            kind = "other"
        kinds.setdefault(kind, []).append(index)
    return kinds


def _is_quantified(graph: Graph, variable: Variable) -> bool:
    if not isinstance(variable, Question):
        return False
    match graph.conditions[variable.condition]:
        case ir.Exists():
            return True
        case ir.Member(value):
            return isinstance(graph.values[value], ir.Count)
        case _:
            return False


def _part(
    kind: _Kind, domain: str, graph: Graph, indexes: list[int], reads: Reads, atoms: Atoms
) -> tuple[list[int], _Part]:
    """The part that reads some variables, and their order in it."""
    if kind == "elements":
        elements = _Elements(domain, graph, indexes, reads, atoms)
        return elements.order, elements
    variables = [graph.variables[each] for each in indexes]
    match kind:
        case "flags":
            return indexes, _Flags(domain, graph, variables, atoms)
        case "instances":
            return indexes, _Instances(domain, graph, variables, reads, atoms)
        case "other":
            return indexes, _Part(domain, variables, atoms)


class _Flags(_Part):
    """Whether there are flags, by the set of those that are."""

    def __init__(self, domain: str, graph: Graph, variables: Sequence[Variable], atoms: Atoms) -> None:
        super().__init__(domain, variables, atoms)
        asked = [graph.conditions[each.condition] for each in variables if isinstance(each, Question)]
        self._names = [each.name for each in asked if isinstance(each, ir.Flag)]
        self._asked = frozenset(self._names)
        self._unreported = bytes([UNKNOWN]) * len(variables)
        self._complete: Remembered[frozenset[str], bytes] = Remembered(lambda there: self._states(there, NO))
        self._partial: Remembered[frozenset[str], bytes] = Remembered(lambda there: self._states(there, UNKNOWN))

    def states(self, section: Section) -> bytes:
        if section.flags is None:
            return self._unreported
        return (self._partial if section.partial else self._complete)[self._asked & section.flags]

    def _states(self, there: frozenset[str], otherwise: int) -> bytes:
        return bytes([YES if each in there else otherwise for each in self._names])


class _Elements(_Part):
    """Variables over elements: what the texts of some names say is remembered for each text, or each combination of texts."""

    def __init__(self, domain: str, graph: Graph, indexes: Sequence[int], reads: Reads, atoms: Atoms) -> None:
        by_names: dict[tuple[str, ...], list[int]] = {}
        for index in indexes:
            names = tuple(sorted(each.name for each in reads.variable(graph.variables[index])))
            by_names.setdefault(names, []).append(index)
        groups = sorted(by_names.items(), key=lambda group: len(group[0]) > 1)
        self.order = [index for _, those in groups for index in those]
        super().__init__(domain, [graph.variables[each] for each in self.order], atoms)
        singles = [names[0] for names, _ in groups if len(names) == 1]
        self._names = list(dict.fromkeys([*singles, *[name for names in by_names for name in names]]))
        self._complete = self._tables(graph, groups, partial=False)
        self._partial = self._tables(graph, groups, partial=True)
        self._singles = len(singles)
        self._combined = [itemgetter(*map(self._names.index, names)) for names, _ in groups[len(singles) :]]

    def states(self, section: Section) -> bytes:
        attributes = section.attributes
        if attributes is None:
            return super().states(section)
        tables = self._partial if section.partial else self._complete
        texts = list(map(attributes.get, self._names))
        if not self._combined:
            return b"".join(map(getitem, tables, texts))
        combinations = [own(texts) for own in self._combined]
        return b"".join(map(getitem, tables, chain(texts[: self._singles], combinations)))

    def _tables(
        self, graph: Graph, groups: Iterable[tuple[tuple[str, ...], list[int]]], *, partial: bool
    ) -> list[Remembered[Any, bytes]]:
        return [
            Remembered(
                _Texts(self.domain, names, [graph.variables[each] for each in those], self.atoms, partial).states_of
            )
            for names, those in groups
        ]


class _Texts(_Part):
    """Variables over the same elements, by their texts."""

    def __init__(
        self, domain: str, names: Sequence[str], variables: Sequence[Variable], atoms: Atoms, partial: bool
    ) -> None:
        super().__init__(domain, variables, atoms)
        self._names = names
        self._is_partial = partial

    def states_of(self, texts: Any) -> bytes:
        """The states that texts put the variables into; of one element only, its text itself."""
        found = zip(self._names, (texts,) if len(self._names) == 1 else texts, strict=True)
        attributes = {name: text for name, text in found if text is not None}
        return self.states(Section(attributes=attributes, partial=self._is_partial))


class _Instances(_Part):
    """Quantified questions, by the instances there are.

    What an instance answers to all questions is one number: two counters a question, of the instances of which it holds and
    of those of which it may hold. The sum over the instances decides every question.
    """

    def __init__(self, domain: str, graph: Graph, variables: Sequence[Variable], reads: Reads, atoms: Atoms) -> None:
        super().__init__(domain, variables, atoms)
        self._questions = [_quantified(graph, each) for each in variables]
        self._inner = list(dict.fromkeys(condition for condition, _ in self._questions))
        self._names = sorted(
            {each.name for variable in variables for each in reads.variable(variable) if each.kind == "attribute"}
        )
        self._getter = itemgetter(*self._names) if self._names else None
        self._unreported = bytes([atoms.state(each, Snapshot("", {})) for each in variables])
        self._by_instance: Remembered[Any, int] = Remembered(self._counters)
        self._by_instances: Remembered[tuple[Any, ...], int] = Remembered(self._total)
        self._complete: Remembered[int, bytes] = Remembered(lambda total: self._states(total, partial=False))
        self._partial: Remembered[int, bytes] = Remembered(lambda total: self._states(total, partial=True))

    def states(self, section: Section) -> bytes:
        if section.instances is None:
            return self._unreported
        total = self._by_instances[self._keys(section.instances)]
        return (self._partial if section.partial else self._complete)[total]

    def _keys(self, instances: Sequence[Instance]) -> tuple[Any, ...]:
        """Of each instance the texts that some question reads; of one attribute only, the text itself."""
        if self._getter is None:
            return ((),) * len(instances)
        try:
            return tuple(map(self._getter, instances))
        except KeyError:
            if len(self._names) == 1:
                return tuple([each.get(self._names[0]) for each in instances])
            return tuple([tuple(map(each.get, self._names)) for each in instances])

    def _total(self, keys: tuple[Any, ...]) -> int:
        return sum(map(self._by_instance.__getitem__, keys))

    def _counters(self, texts: Any) -> int:
        found = zip(self._names, (texts,) if len(self._names) == 1 else texts, strict=True)
        instance = {name: text for name, text in found if text is not None}
        nothing = Snapshot("", {})
        counters = 0
        for position, condition in enumerate(self._inner):
            truth = self.atoms.truth(condition, nothing, instance)
            counters |= ((truth == YES) << _LANE | (truth != NO)) << 2 * _LANE * position
        return counters

    def _states(self, total: int, *, partial: bool) -> bytes:
        mask = (1 << _LANE) - 1
        counted = {
            condition: (total >> (2 * position + 1) * _LANE & mask, total >> 2 * position * _LANE & mask)
            for position, condition in enumerate(self._inner)
        }
        states = bytearray()
        for condition, wanted in self._questions:
            certain, possible = counted[condition]
            if wanted is None:
                states.append(YES if certain else UNKNOWN if possible or partial else NO)
            else:
                states.append(member(Counted(certain, None if partial else possible), wanted.accepted))
        return bytes(states)


def _quantified(graph: Graph, variable: Variable) -> tuple[ir.ConditionRef, ir.Member | None]:
    """The condition that a question asks of each instance, and of a count the numbers that it accepts."""
    assert isinstance(variable, Question), "quantified questions are questions"
    match graph.conditions[variable.condition]:
        case ir.Exists(_, condition):
            return condition, None
        case ir.Member(value) as wanted:
            count = graph.values[value]
            assert isinstance(count, ir.Count), "only a count is quantified"
            return count.condition, wanted
    raise AssertionError("only these are quantified")
