"""From states to a snapshot: each value gets a text of its cell, and what is compared gets texts that compare so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from compatlang.analyze.choose import admitted
from compatlang.analyze.comparing import GREAT, comparing, key_in, never
from compatlang.analyze.domains import Reporting
from compatlang.analyze.formula import ABSENT, FIRST_CELL, UNPARSABLE, UNREPORTED, States
from compatlang.analyze.ground import Compared, Grounding, Leaf
from compatlang.analyze.instances import Assignment, Blame
from compatlang.ir import model as ir
from compatlang.ir.accepted import Accepted, Names, intersection
from compatlang.ir.model import ValueRef
from compatlang.lower.accepted import accepted_by_comparison
from compatlang.schema.catalog import BASE
from compatlang.snapshot import Section, Snapshot
from compatlang.values import scalar
from compatlang.values.interval import FULL, IntervalSet
from compatlang.values.scalar import ScalarType

Place: TypeAlias = tuple[str, str]
"""A domain and the name of an element or attribute of it."""

_UNPARSABLE = "?"
"""A text that is no value of any type but a string."""

NODE = "witness"


def snapshot(
    grounding: Grounding, states: Sequence[States], instances: Mapping[str, Sequence[Assignment]]
) -> Snapshot | Blame:
    """The snapshot of a node in these states, whose domains have these instances."""
    texts = _Texts(grounding, states, "", {})
    blame = texts.choose()
    if blame is not None:
        return blame
    records: dict[str, list[dict[str, str]]] = {}
    for domain, each_of in instances.items():
        records[domain] = []
        for each in each_of:
            own = _Texts(grounding, each, domain, texts.texts)
            blame = own.choose()
            if blame is not None:
                return blame
            records[domain].append(own.named(domain))
    sections = {
        domain: section
        for domain, (variable, known) in grounding.domains.items()
        if (
            section := _section(
                grounding, domain, known.states[states[variable].bit_length() - 1], states, texts, records
            )
        )
    }
    return Snapshot(NODE, sections)


def _section(
    grounding: Grounding,
    domain: str,
    reporting: Reporting,
    states: Sequence[States],
    texts: _Texts,
    records: Mapping[str, Sequence[Mapping[str, str]]],
) -> Section | None:
    """What the snapshot says of one domain, or None where it says nothing."""
    if not reporting.kinds:
        return None
    there = frozenset(
        name for (owner, name), variable in grounding.flags.items() if owner == domain and states[variable] == 1 << 2
    )
    return Section(
        flags=there if "flags" in reporting.kinds else None,
        attributes=texts.named(domain) if "attributes" in reporting.kinds else None,
        instances=tuple(records.get(domain, ())) if "instances" in reporting.kinds else None,
        partial=reporting.partial,
    )


class _Reading(NamedTuple):
    """A text as one type reads it, and its state."""

    leaf: Leaf
    state: int


class _Texts:
    """The texts of the values of a node, or of one instance."""

    def __init__(self, grounding: Grounding, states: Sequence[States], domain: str, outer: Mapping[Place, str]) -> None:
        self.texts: dict[Place, str] = dict(outer)
        self._grounding = grounding
        self._states = states
        self._domain = domain
        self._readings: dict[Place, list[_Reading]] = {}
        self._narrowed: dict[Leaf, Accepted] = {}
        for leaf, variable in grounding.leaves.items():
            if grounding.space(leaf.value) == domain and not isinstance(leaf.value, ir.Join):
                reading = _Reading(leaf, states[variable].bit_length() - 1)
                self._readings.setdefault((leaf.value.domain, leaf.value.name), []).append(reading)

    def named(self, domain: str) -> dict[str, str]:
        """The texts of one domain by their names."""
        return {
            name: text
            for (owner, name), text in self.texts.items()
            if owner == domain and (owner, name) in self._readings
        }

    def choose(self) -> Blame | None:
        """Chooses all texts, or says which states no text was found for."""
        for compared in self._grounding.compared.values():
            if compared.domain == self._domain and not compared.counted:
                blame = self._compare(compared)
                if blame is not None:
                    return blame
        for leaf in self._grounding.leaves:
            if isinstance(leaf.value, ir.Join) and self._grounding.space(leaf.value) == self._domain:
                blame = self._join(leaf, leaf.value)
                if blame is not None:
                    return blame
        for place, readings in self._readings.items():
            if place not in self.texts and not self._place(place, readings):
                return self._blame([each.leaf for each in readings])
        return None

    def _state(self, leaf: Leaf) -> int:
        return self._states[self._grounding.leaves[leaf]].bit_length() - 1

    def _blame(self, leaves: Sequence[Leaf], *compared: Compared) -> Blame:
        variables = [*(self._grounding.leaves[each] for each in leaves), *(each.variable for each in compared)]
        return Blame(tuple((each, self._states[each]) for each in dict.fromkeys(variables)), proved=False)

    # One place

    def _place(self, place: Place, readings: Sequence[_Reading]) -> bool:
        """Chooses the text of a place, which all its readings take as their states say."""
        if readings[0].state in (UNREPORTED, ABSENT):
            return True
        text = next((each for each in self._candidates(readings) if self._fits(readings, each)), None)
        if text is not None:
            self.texts[place] = text
        return text is not None

    def _candidates(self, readings: Sequence[_Reading]) -> Iterator[str]:
        for leaf, state in readings:
            if state >= FIRST_CELL:
                text = self._text(leaf, self._keys(leaf, state))
                if text is not None:
                    yield text
        yield from (_UNPARSABLE, "0", "1", "true")

    def _text(self, leaf: Leaf, keys: Accepted) -> str | None:
        return admitted(leaf.type, keys, width=_width(leaf))

    def _keys(self, leaf: Leaf, state: int) -> Accepted:
        return self._narrowed.get(leaf) or self._grounding.cells[leaf].keys_of(state)

    def _fits(self, readings: Sequence[_Reading], text: str) -> bool:
        return all(self._takes(each, text) for each in readings)

    def _takes(self, reading: _Reading, text: str) -> bool:
        leaf, state = reading
        key = scalar.parse(leaf.type, text)
        if key is None or state < FIRST_CELL:
            return key is None and state == UNPARSABLE
        narrowed = self._narrowed.get(leaf)
        return self._grounding.cells[leaf].takes(state, key) and (narrowed is None or key in narrowed)

    # Joined versions

    def _join(self, leaf: Leaf, join: ir.Join) -> Blame | None:
        """A version in the cell, one part of it for each part of the join; what is left over are empty texts."""
        state = self._state(leaf)
        if state in (UNREPORTED, ABSENT):
            return None
        keys = self._keys(leaf, state) if state >= FIRST_CELL else FULL
        text = self._text(leaf, keys) if state >= FIRST_CELL else _UNPARSABLE
        if text is None:
            return self._blame([leaf])
        pieces = text.split(".", len(join.parts) - 1)
        pieces += [""] * (len(join.parts) - len(pieces))
        for part, piece in zip(join.parts, pieces, strict=True):
            if not self._put(part, piece):
                return self._blame([leaf])
        return None

    def _put(self, value: ValueRef, text: str) -> bool:
        """Gives a part its text, where it has none yet."""
        source = self._source(value, None)
        if not isinstance(source, Leaf) or isinstance(source.value, ir.Join):
            return source == text
        place = (source.value.domain, source.value.name)
        if place not in self.texts and place in self._readings and self._fits(self._readings[place], text):
            self.texts[place] = text
        return self.texts.get(place) == text

    def _source(self, value: ValueRef, type_: ScalarType | None) -> Leaf | str | None:
        """What a value is on this node: a leaf that is there, the text of a constant, or nothing."""
        program = self._grounding.program
        found = program.values[value]
        match found:
            case ir.Constant(_, text):
                return text
            case ir.Declared(own, path):
                return self._source(program.features[path].value, type_ or own)
            case ir.Coalesce(_, operands):
                sources = (self._source(each, type_) for each in operands)
                return next((each for each in sources if not self._is_absent(each)), None)
            case ir.Element() | ir.Attribute() | ir.Join():
                return Leaf(found, type_ or found.type)
            case ir.Count():
                return None

    def _is_absent(self, source: Leaf | str | None) -> bool:
        return source is None or (isinstance(source, Leaf) and self._state(source) == ABSENT)

    # Comparisons

    def _compare(self, compared: Compared) -> Blame | None:
        """Narrows the keys of both sides such that they compare as they shall."""
        type_ = self._grounding.program.values[compared.left].type
        left, right = (self._source(each, None) for each in (compared.left, compared.right))
        if not (self._is_known(left) and self._is_known(right)):
            return None
        holds = bool(self._states[compared.variable] >> 1 & 1)
        for key in self._keys_tried(left, right, type_):
            wanted = comparing(compared.operator, type_, key, holds=holds)
            others = intersection(self._accepted(right, type_), wanted)
            if left == right and key not in wanted:
                continue
            other = key if left == right else key_in(type_, others)
            if other is not None:
                self._fix(left, type_, key)
                self._fix(right, type_, other)
                return None
        blame = self._blame([each for each in (left, right) if isinstance(each, Leaf)], compared)
        if self.texts or self._narrowed or not (self._is_plain(compared.left) and self._is_plain(compared.right)):
            return blame  # what was chosen before may be to blame, or what is absent
        sides = self._accepted(left, type_), self._accepted(right, type_)
        return blame._replace(proved=never(compared.operator, type_, *sides, holds=holds))

    def _is_plain(self, value: ValueRef) -> bool:
        """Whether a value is the same element on every node."""
        program = self._grounding.program
        found = program.values[value]
        if isinstance(found, ir.Declared):
            return self._is_plain(program.features[found.path].value)
        return not isinstance(found, ir.Coalesce)

    def _is_known(self, source: Leaf | str | None) -> bool:
        return isinstance(source, str) or (source is not None and self._state(source) >= FIRST_CELL)

    def _accepted(self, source: Leaf | str | None, type_: ScalarType) -> Accepted:
        """The keys that one side may still have."""
        fixed = source if isinstance(source, str) else None
        if isinstance(source, Leaf) and not isinstance(source.value, ir.Join):
            fixed = self.texts.get((source.value.domain, source.value.name))
        if fixed is not None:
            return accepted_by_comparison("==", ir.Constant(type_, fixed))
        assert isinstance(source, Leaf), "what is known is a text or a leaf"
        return self._keys(source, self._state(source))

    def _keys_tried(self, left: Leaf | str | None, right: Leaf | str | None, type_: ScalarType) -> Iterator[scalar.Key]:
        """Keys of the left side: its least, one that the right side may have as well, and its greatest."""
        mine, other = self._accepted(left, type_), self._accepted(right, type_)
        for keys, near in ((mine, None), (intersection(mine, other), None), (mine, GREAT.get(type_))):
            text = admitted(type_, keys, near)
            if text is not None:
                yield scalar.parse(type_, text)
        if isinstance(mine, IntervalSet) and isinstance(other, IntervalSet):
            for low, high in other.intervals:
                for part in ([(None, low)] if low is not None else []) + ([(high, None)] if high is not None else []):
                    text = admitted(type_, mine & IntervalSet([part]))
                    if text is not None:
                        yield scalar.parse(type_, text)

    def _fix(self, source: Leaf | str | None, type_: ScalarType, key: scalar.Key) -> None:
        if isinstance(source, Leaf):
            ordered = type_ in scalar.ORDERED_TYPES
            one = IntervalSet([(key, scalar.successor(type_, key))]) if ordered else Names(frozenset({key}))
            self._narrowed[source] = one


def _width(leaf: Leaf) -> int:
    """How many digits NFD gives an id."""
    if isinstance(leaf.value, ir.Join):
        return 4
    domain = BASE.domains.get(leaf.value.domain)
    element = domain.elements.get(leaf.value.name) if domain is not None else None
    return element.width if element is not None and element.width else 4
