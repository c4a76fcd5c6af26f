"""Instances that a node could have: the smallest records that a quantifier's block holds of.

One device may be what several quantifiers ask for, so the records of all that speak of its domain are tried, and what each two
of them come to together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from compatlang.analyze.nearest.change import Attribute
from compatlang.analyze.nearest.moves import Moves, Now, Seen
from compatlang.decision.graph import YES
from compatlang.ir import model as ir
from compatlang.snapshot import Instance

_MOST_RECORDS = 4
_MOST_STEPS = 60


def records(moves: Moves, domain: str, inner: ir.ConditionRef, now: Now) -> list[Instance]:
    """Records that the block of a quantifier holds of, the plainest first."""
    own = list(_smallest(moves, inner, now))
    others = [
        each
        for other in _blocks(moves.program, domain)
        if other != inner
        for each in list(_smallest(moves, other, now))[:1]
    ]
    joined = [{**one, **other} for one, other in combinations([*own, *others], 2) if _agree(one, other)]
    found: list[Instance] = []
    for each in [*own, *others, *joined]:
        if each not in found and moves.atoms.truth(inner, now.snapshot, each) == YES:
            found.append(each)
    return found


def _blocks(program: ir.Ir, domain: str) -> Iterator[ir.ConditionRef]:
    """The blocks of all quantifiers over a domain, and of all counts."""
    for each in (*program.conditions, *program.values):
        if isinstance(each, ir.Exists | ir.Count) and each.domain == domain:
            yield each.condition


def _smallest(moves: Moves, inner: ir.ConditionRef, now: Now) -> Iterator[Instance]:
    """From the empty record on, one attribute more at a time."""
    waiting: list[dict[str, str]] = [{}]
    found = 0
    for record in waiting:
        if moves.atoms.truth(inner, now.snapshot, record) == YES:
            yield record
            found += 1
            if found == _MOST_RECORDS:
                return
            continue
        for each in _larger(moves, inner, record, now):
            if each not in waiting and len(waiting) < _MOST_STEPS:
                waiting.append(each)


def _larger(moves: Moves, inner: ir.ConditionRef, record: Mapping[str, str], now: Now) -> Iterator[dict[str, str]]:
    for change in moves.towards(inner, True, now, Seen(record, None)):
        for effect in change.effects:
            if isinstance(effect, Attribute) and effect.name not in record and effect.text is not None:
                yield {**record, effect.name: effect.text}


def _agree(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return all(one[name] == other[name] for name in one.keys() & other.keys())
