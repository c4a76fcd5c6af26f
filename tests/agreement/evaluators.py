"""Every way to evaluate policies but the reference. A further evaluator is one more entry of `EVALUATORS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeAlias

import msgspec

import compatlang
from compatlang.decision.build import build
from compatlang.evaluate.fleet import FleetEvaluator
from compatlang.evaluate.node import NodeEvaluator
from compatlang.evaluate.report import Decision, Verdict
from compatlang.lower import lower
from compatlang.pipeline import load_bundle
from compatlang.snapshot import Section, Snapshot


class Answers(Protocol):
    """What an evaluator says of one node."""

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdict of each policy."""

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decision of each policy."""


Evaluator: TypeAlias = Callable[[compatlang.Policies, Sequence[Snapshot]], Iterator[tuple[str, Answers]]]
"""Answers about the selected policies, each with the name of its node; a node may be asked about more than once."""


def node(made: compatlang.Policies, snapshots: Sequence[Snapshot]) -> Iterator[tuple[str, Answers]]:
    """One node after the other, each twice: first anew, then as it is remembered, by sections and by their contents."""
    evaluator = made.evaluator()
    for again in (snapshots, snapshots, [copied(each) for each in snapshots]):
        for each in again:
            yield each.node, evaluator.evaluate(each)


def unoptimized(made: compatlang.Policies, snapshots: Sequence[Snapshot]) -> Iterator[tuple[str, Answers]]:
    """A graph of the conditions as they were lowered, which has other atoms and shares less."""
    evaluator = NodeEvaluator(build(lower(made.program, made.selected)))
    for each in snapshots:
        yield each.node, evaluator.evaluate(each)


def fleet(made: compatlang.Policies, snapshots: Sequence[Snapshot]) -> Iterator[tuple[str, Answers]]:
    """All nodes at once."""
    evaluator = FleetEvaluator(made.graph)
    evaluator.add(snapshots)
    for each in snapshots:
        yield each.node, evaluator.answers(each.node)


def bundle(made: compatlang.Policies, snapshots: Sequence[Snapshot]) -> Iterator[tuple[str, Answers]]:
    """A compiled bundle, written and loaded, and its own graph; then the graph made again from the typed tree in it."""
    loaded = load_bundle(made.bundle("0"))
    for evaluator in (loaded.evaluator(), loaded.select(made.policies).evaluator()):
        for each in snapshots:
            yield each.node, evaluator.evaluate(each)


EVALUATORS: dict[str, Evaluator] = {
    "node": node,
    "node, not optimized": unoptimized,
    "fleet": fleet,
    "bundle": bundle,
}
"""By the names under which disagreements are told."""


def copied(snapshot: Snapshot) -> Snapshot:
    """An equal snapshot of which no part is the same object."""
    sections = {name: _copied(each) for name, each in snapshot.sections.items()}
    return msgspec.structs.replace(snapshot, sections=sections)


def _copied(section: Section) -> Section:
    return Section(
        None if section.flags is None else frozenset([*section.flags]),
        None if section.attributes is None else {**section.attributes},
        None if section.instances is None else tuple({**each} for each in section.instances),
        section.partial,
    )
