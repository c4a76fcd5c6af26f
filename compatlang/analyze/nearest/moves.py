"""The changes that bring a condition nearer to what is wanted of it.

Whatever makes a condition as it is wanted has to change one of the atoms that decide it now. So of an *and* that shall be
yes, one operand that is not yes is looked at, the one that is hardest to change; of an *or*, all of them. What is found for an
atom makes this atom as it is wanted; whether the policy follows is for the search to find out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple, TypeAlias, TypeVar, assert_never

from compatlang.analyze import choose
from compatlang.analyze.nearest.change import (
    Added,
    Attribute,
    Change,
    Feature,
    Flag,
    Removed,
    Report,
    Text,
    cost,
)
from compatlang.analyze.nearest.kinds import Kind, kind_of, kind_of_instances
from compatlang.analyze.nearest.pool import Pool
from compatlang.decision.graph import NO, YES, Graph
from compatlang.evaluate.atoms import Atoms
from compatlang.evaluate.observe import Absent, Counted, Known, Observation, Unparsable, Unreported
from compatlang.ir import model as ir
from compatlang.ir.accepted import Accepted, intersection
from compatlang.lower.accepted import accepted_by_comparison
from compatlang.schema import Domain
from compatlang.snapshot import Instance, Snapshot
from compatlang.values import scalar
from compatlang.values.scalar import Key
from compatlang.values.text import glob_matches, regex_matches

Records: TypeAlias = Callable[["Moves", str, ir.ConditionRef, "Now"], Sequence[Instance]]
"""Instances of a domain that a condition would hold of."""


Moved = TypeVar("Moved", bound=Collection[Change])

_MOST_INSTANCES = 1000
"""More devices than that nobody adds to a node; a policy may ask for any number."""


class Seen(NamedTuple):
    """The instance that a quantifier speaks of, and its place in the list; a new one has none."""

    attributes: Instance
    place: int | None


class Now(NamedTuple):
    """What has become of the node: the snapshot, and the instances that it had and has no longer, by domain and place."""

    snapshot: Snapshot
    gone: frozenset[tuple[str, int]] = frozenset()


class Wish(NamedTuple):
    """What a value shall be: a key that is accepted, or where `absent` says so, nothing.

    `within` is a set that the pool knows nothing of, since it depends on another value of the node.
    """

    accepts: Callable[[str, Key], bool]
    absent: bool = False
    within: Accepted | None = None


class Moves:
    """Finds changes, for the conditions of one program on a node and what becomes of it."""

    def __init__(self, program: ir.Ir, node: Snapshot, domains: Mapping[str, Domain], records: Records) -> None:
        self.program = program
        self.pool = Pool(program, domains)
        self.atoms = Atoms(Graph(program.values, program.conditions, program.features, program.tables, (), (), ()))
        self._node = Now(node)
        self._domains = domains
        self._records = records

    def towards(self, condition: ir.ConditionRef, wanted: bool, now: Now, seen: Seen | None = None) -> list[Change]:
        """Changes of which one at least is needed for the condition to be yes, or where not `wanted`, no."""
        asked = self.program.conditions[condition]
        match asked:
            case ir.Truth():
                return []
            case ir.Not(operand):
                return self.towards(operand, not wanted, now, seen)
            case ir.And(operands) | ir.Or(operands):
                open_ones = [each for each in operands if not self._is(each, wanted, now, seen)]
                if isinstance(asked, ir.And) is wanted:
                    return hardest([self.towards(each, wanted, now, seen) for each in open_ones])
                meant = [each for each in open_ones if self._is_meant(each, wanted, now)] or open_ones
                found = (change for each in meant for change in self.towards(each, wanted, now, seen))
                return list(dict.fromkeys(found))
            case ir.Flag(domain, name) | ir.Named(domain, name):
                return self._flag(domain, name, wanted, now)
            case ir.Reported(domain):
                return [Change(Kind.REPORT, (Report(domain),))] if wanted else []
            case ir.Exists(domain, inner):
                return list(self._exists(domain, inner, wanted, now))
            case ir.Compare(operator, left, right):
                return self._compare(operator, left, right, wanted, now, seen)
            case ir.Lookup(table, values):
                return list(self._lookup(self.program.tables[table], values, wanted, now, seen))
            case ir.Member() | ir.Like() | ir.Matches() | ir.Present():
                return list(self._reach(asked.value, _wish(asked, wanted), now, seen))
        assert_never(asked)

    def _is_meant(self, alternative: ir.ConditionRef, wanted: bool, now: Now) -> bool:
        """Whether an alternative is for such a node: one that asks whether a domain is reported is for some nodes only."""
        asked = self.program.conditions[alternative]
        joined = ir.And if wanted else ir.Or
        parts = asked.operands if isinstance(asked, joined) else (alternative,)
        guards = [each for each in parts if isinstance(self._without_not(each), ir.Reported)]
        return all(self._is(each, wanted, now, None) for each in guards)

    def _without_not(self, condition: ir.ConditionRef) -> ir.Condition:
        asked = self.program.conditions[condition]
        return self.program.conditions[asked.operand] if isinstance(asked, ir.Not) else asked

    def _is(self, condition: ir.ConditionRef, wanted: bool, now: Now, seen: Seen | None) -> bool:
        truth = self.atoms.truth(condition, now.snapshot, seen.attributes if seen is not None else None)
        return truth == (YES if wanted else NO)

    # Values

    def _reach(self, value: ir.ValueRef, wish: Wish, now: Now, seen: Seen | None) -> Iterator[Change]:
        """Changes that make a value what it shall be."""
        match self.program.values[value]:
            case ir.Constant():
                return
            case ir.Element(_, domain, name):
                before = self._text(value, now, seen)
                if before is None and self._lacks(domain, now):
                    yield Change(Kind.REPORT, (Report(domain),))
                    return
                kind = self._kind(domain, name)
                for change in self._texts(value, wish, before):
                    yield _of_kind(change, kind)._replace(effects=(Text(domain, name, change.after),))
            case ir.Attribute(_, domain, name):
                yield from self._attribute(value, domain, name, wish, now, seen)
            case ir.Declared(_, path):
                yield from self._declared(value, path, wish, now)
            case ir.Coalesce(_, operands):
                observed = [self._observe(each, now, seen) for each in operands]
                inside = (each for each, those in zip(operands, observed, strict=True) if not isinstance(those, Absent))
                yield from self._reach(next(inside, operands[0]), wish, now, seen)
            case ir.Join(parts):
                for change in self._texts(value, wish._replace(absent=False), self._text(value, now, seen)):
                    joined = self._parts(parts, change, now)
                    if joined is not None:
                        yield joined
            case ir.Count(domain, condition):
                yield from self._count(value, domain, condition, wish, now)

    def _texts(self, value: ir.ValueRef, wish: Wish, before: str | None) -> Iterator[Change]:
        """The texts that are as wished, not yet with what it takes to have them."""
        type_ = self.program.values[value].type
        rank = 0
        for candidate in self.pool.candidates(value, before):
            text: str | None = candidate.text
            if wish.within is not None:
                text = choose.admitted(type_, intersection(candidate.keys, wish.within), before)
            if text is not None and text != before and wish.accepts(text, scalar.parse(type_, text)):
                yield Change(Kind.SETTING, (), type_, before, text, "", rank, None if wish.within else value)
                rank += 1
        if wish.absent and before is not None:
            yield Change(Kind.SETTING, (), type_, before, None, rank=rank)

    def _attribute(
        self, value: ir.ValueRef, domain: str, name: str, wish: Wish, now: Now, seen: Seen | None
    ) -> Iterator[Change]:
        """Of an instance that is there, only what can be set; what is built into it makes it another one."""
        assert seen is not None, "an attribute stands only inside a quantifier"
        kind = Kind.SETTING if seen.place is None else kind_of(self._domains[domain], name)
        if kind is Kind.HARDWARE:
            return
        for change in self._texts(value, wish, self._text(value, now, seen)):
            place = -1 if seen.place is None else seen.place
            yield change._replace(kind=kind, effects=(Attribute(domain, place, name, change.after),))

    def _declared(self, value: ir.ValueRef, path: str, wish: Wish, now: Now) -> Iterator[Change]:
        """A source of a declared feature is changed; one that nothing publishes has to be reported."""
        feature = self.program.features[path]
        observed = self._observe(value, now, None)
        if isinstance(observed, Unreported) or path in now.snapshot.given:
            for change in self._texts(value, wish._replace(absent=False), None):
                assert change.after is not None
                yield change._replace(kind=Kind.REPORT, effects=(Feature(path, change.after),), feature=path)
            return
        closed = feature.closed and isinstance(self.program.values[feature.value], ir.Element)
        for change in self._reach(feature.value, wish._replace(absent=wish.absent and closed), now, None):
            yield change._replace(feature=change.feature or path)

    def _parts(self, parts: Sequence[ir.ValueRef], change: Change, now: Now) -> Change | None:
        """The change of a version that is joined from elements; None where they are not known, or cannot hold it."""
        elements = [each for each in map(self.program.values.__getitem__, parts) if isinstance(each, ir.Element)]
        unknown = change.before is None and any(self._lacks(each.domain, now) for each in elements)
        if unknown or len(elements) < len(parts) or change.after is None:
            return None
        kind = max(self._kind(each.domain, each.name) for each in elements)
        effects = tuple(Text(each.domain, each.name, None) for each in elements)
        return _of_kind(change, kind)._replace(effects=effects).with_text(change.after)

    def _observe(self, value: ir.ValueRef, now: Now, seen: Seen | None) -> Observation:
        return self.atoms.observe(value, now.snapshot, seen.attributes if seen is not None else None)

    def _text(self, value: ir.ValueRef, now: Now, seen: Seen | None) -> str | None:
        observed = self._observe(value, now, seen)
        return observed.text if isinstance(observed, Known | Unparsable) else None

    def _kind(self, domain: str, name: str) -> Kind:
        """Of what the node did not report, nobody knows what it would take."""
        section = self._node.snapshot.sections.get(domain)
        known = section is not None and (name in (section.attributes or {}) or name in (section.flags or ()))
        return Kind.REPORT if self._lacks(domain, self._node) and not known else kind_of(self._domains[domain], name)

    def _lacks(self, domain: str, now: Now) -> bool:
        section = now.snapshot.sections.get(domain)
        return section is None or section.partial or not section.has(self._domains[domain].kind)

    # Questions about several values, flags and instances

    def _compare(
        self,
        operator: ir.CompareOperator,
        left: ir.ValueRef,
        right: ir.ValueRef,
        wanted: bool,
        now: Now,
        seen: Seen | None,
    ) -> list[Change]:
        """Either of the two is changed, and the other stays."""
        found: list[Change] = []
        for value, other, asked in ((left, right, operator), (right, left, _MIRRORED[operator])):
            observed = self._observe(other, now, seen)
            if not isinstance(observed, Known):
                found += self._reach(other, Wish(lambda _, __: True), now, seen)
                continue
            constant = ir.Constant(self.program.values[other].type, observed.text)
            accepted = accepted_by_comparison(asked, constant)
            within = accepted if wanted else ~accepted
            wish = Wish(lambda _, key, within=within: key in within, absent=not wanted, within=within)  # type: ignore[misc]
            found += self._reach(value, wish, now, seen)
        return list(dict.fromkeys(found))

    def _lookup(
        self, table: ir.Table, values: Sequence[ir.ValueRef], wanted: bool, now: Now, seen: Seen | None
    ) -> Iterator[Change]:
        """One of the values is changed to what some row accepts, or to what not every row does."""
        for index, value in enumerate(values):
            cells = [row[index] for row in table.rows]

            def accepts(_: str, key: Key, cells: list[Accepted | None] = cells) -> bool:
                return (any if wanted else _not_all)(cell is None or key in cell for cell in cells)

            yield from self._reach(value, Wish(accepts, absent=not wanted), now, seen)

    def _flag(self, domain: str, name: str, wanted: bool, now: Now) -> list[Change]:
        """A flag, or an attribute of that name, which has to go where neither is wanted."""
        section = now.snapshot.sections.get(domain)
        if section is not None and name in (section.attributes or {}):
            return [Change(self._kind(domain, name), (Text(domain, name, None),))]
        if self._lacks(domain, now) and (wanted or section is None or name not in (section.flags or ())):
            return [Change(Kind.REPORT, (Report(domain),))]
        return [Change(self._kind(domain, name), (Flag(domain, name, wanted),))]

    def _exists(self, domain: str, inner: ir.ConditionRef, wanted: bool, now: Now) -> Iterator[Change]:
        if self._lacks(domain, now):
            yield Change(Kind.REPORT, (Report(domain),))
            return
        instances = self._instances(domain, now)
        if wanted:
            yield from self._more(domain, inner, 1, now)
            for each in instances:
                yield from self.towards(inner, True, now, each) if each.place is not None else ()
            return
        offending = [each for each in instances if not self._is(inner, False, now, each)]
        yield from hardest([list(self._less(domain, inner, each, now)) for each in offending])

    def _count(self, value: ir.ValueRef, domain: str, inner: ir.ConditionRef, wish: Wish, now: Now) -> Iterator[Change]:
        """As many instances more or fewer as are missing or too many, or one of those that are there changed."""
        if self._lacks(domain, now):
            yield Change(Kind.REPORT, (Report(domain),))
            return
        observed = self._observe(value, now, None)
        assert isinstance(observed, Counted)
        instances = self._instances(domain, now)
        for change in self._texts(value, wish._replace(absent=False), str(observed.certain)):
            missing = int(change.after or "0") - observed.certain
            if 0 < missing <= _MOST_INSTANCES:
                yield from self._more(domain, inner, missing, now)
                others = [each for each in instances if each.place is not None and not self._is(inner, True, now, each)]
                for each in others:
                    yield from self.towards(inner, True, now, each)
            elif missing < 0 or observed.possible != observed.certain:
                those = [each for each in instances if not self._is(inner, False, now, each)]
                for each in those:
                    yield from self._less(domain, inner, each, now)

    def _more(self, domain: str, inner: ir.ConditionRef, times: int, now: Now) -> Iterator[Change]:
        kind = Kind.REPORT if self._lacks(domain, self._node) else kind_of_instances(self._domains[domain])
        for rank, record in enumerate(self._records(self, domain, inner, now)):
            yield Change(kind, (Added(domain, tuple(sorted(record.items())), times),), rank=rank)

    def _less(self, domain: str, inner: ir.ConditionRef, instance: Seen, now: Now) -> Iterator[Change]:
        if instance.place is not None:
            yield Change(kind_of_instances(self._domains[domain]), (Removed(domain, instance.place),))
            yield from self.towards(inner, False, now, instance)

    def _instances(self, domain: str, now: Now) -> list[Seen]:
        """The instances that there are now; of those that the node had, the places where they stood."""
        had = len(_instances(domain, self._node.snapshot))
        places = [place for place in range(had) if (domain, place) not in now.gone]
        return [Seen(each, place) for each, place in zip_longest(_instances(domain, now.snapshot), places)]


def _instances(domain: str, snapshot: Snapshot) -> Sequence[Instance]:
    section = snapshot.sections.get(domain)
    return (section.instances if section is not None else None) or ()


def hardest(found: Sequence[Moved]) -> Moved:
    """Of several that all have to change, the changes of the one whose cheapest change costs most; none where one has none."""
    return max(found, key=lambda those: (not those, min((cost([each]) for each in those), default=())))


def _of_kind(change: Change, kind: Kind) -> Change:
    """The change with what it takes, and whether it goes back."""
    if kind not in (Kind.SOFTWARE, Kind.SYSTEM) or change.type != "version" or not change.before or not change.after:
        return change._replace(kind=kind)
    before, after = scalar.parse("version", change.before), scalar.parse("version", change.after)
    return change._replace(kind=kind, back=before is not None and after < before)


def _not_all(answers: Iterator[bool]) -> bool:
    return not all(answers)


def _wish(asked: ir.Member | ir.Like | ir.Matches | ir.Present, wanted: bool) -> Wish:
    match asked:
        case ir.Member(_, accepted, absent):
            return Wish(lambda _, key: (key in accepted) is wanted, absent is wanted)
        case ir.Like(_, glob):
            return Wish(lambda text, _: glob_matches(glob, text) is wanted, not wanted)
        case ir.Matches(_, regex):
            return Wish(lambda text, _: regex_matches(regex, text) is wanted, not wanted)
        case ir.Present():
            return Wish(lambda _, __: wanted, not wanted)
    assert_never(asked)


_MIRRORED: dict[ir.CompareOperator, ir.CompareOperator] = {"==": "==", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
