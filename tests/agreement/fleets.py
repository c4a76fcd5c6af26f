"""The life of a fleet: nodes come, change, go and come again, and after each step the fleet says what the reference says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from unittest.mock import patch

import msgspec

from compatlang.evaluate import fleet
from compatlang.evaluate.fleet import Change, FleetEvaluator
from compatlang.snapshot import Snapshot
from tests.agreement.expected import VERDICTS, Expected, Facts, Reference, facts


@contextmanager
def blocks_of(rows: int) -> Iterator[None]:
    """Fleets whose blocks have so few rows that a few nodes fill several."""
    with patch.object(fleet, "ROWS", rows):
        yield


class Life:
    """A fleet beside what is expected of its nodes. `problems` is what differed so far."""

    def __init__(self, reference: Reference) -> None:
        self.problems: list[str] = []
        self._reference = reference
        self._fleet: FleetEvaluator = reference.made.fleet()
        self._expected: dict[str, Expected] = {}

    def add(self, snapshots: Sequence[Snapshot]) -> None:
        """Nodes come, or change, at once."""
        self._fleet.add(snapshots)
        self._expected |= {each.node: self._reference.expected(each) for each in snapshots}

    def update(self, snapshot: Snapshot) -> None:
        """A node comes or changes by itself."""
        after = self._reference.expected(snapshot)
        changes = self._changes(snapshot.node, self._expected.get(snapshot.node), after)
        self._compare(f"update of {snapshot.node}", self._fleet.update(snapshot), changes)
        self._expected[snapshot.node] = after

    def remove(self, node: str) -> None:
        """A node goes; one that is not there does so without a trace."""
        changes = self._changes(node, self._expected.pop(node, None), None)
        self._compare(f"removal of {node}", self._fleet.remove(node), changes)

    def look(self) -> None:
        """Everything that the fleet says of its nodes now."""
        self._compare("number of nodes", len(self._fleet), len(self._expected))
        for node, each in self._expected.items():
            self._compare(f"presence of {node}", node in self._fleet, True)
            self._compare(f"answers of {node}", self._fleet.answers(node).decisions, each.decisions)
        for policy, name in enumerate(self._fleet.policies):
            self._compare(f"facts of {name}", self._facts(policy), facts(self._expected, policy))

    def _facts(self, policy: int) -> Facts:
        nodes = {verdict: list(self._fleet.nodes(policy, verdict)) for verdict in VERDICTS}
        for verdict, names in nodes.items():
            self._compare(f"number of {verdict} nodes", len(names), len(set(names)))
        return Facts(
            self._fleet.tally(policy),
            {verdict: frozenset(names) for verdict, names in nodes.items()},
            # Where there are no nodes, the fleet need not know the names of requirements.
            self._fleet.failing(policy) if self._expected else (),
        )

    def _changes(self, node: str, before: Expected | None, after: Expected | None) -> tuple[Change, ...]:
        nothing = (None,) * len(self._reference.made.policies)
        return tuple(
            Change(node, policy, was, now)
            for policy, was, now in zip(
                self._reference.made.policies,
                before.verdicts if before is not None else nothing,
                after.verdicts if after is not None else nothing,
                strict=True,
            )
            if was != now
        )

    def _compare(self, what: str, found: object, wanted: object) -> None:
        if found != wanted:
            self.problems.append(f"fleet, {what}: {found} instead of {wanted}")


def live(reference: Reference, snapshots: Sequence[Snapshot], *, watched: bool, at_once: bool) -> list[str]:
    """What differs while the nodes of a fleet come, change places, go, and come again.

    A fleet that is `watched` is asked after each step, so that what it has worked out must be kept true; another is asked in
    the end only. Nodes come at once, or one by one.
    """
    life = Life(reference)
    for _ in _steps(life, snapshots, at_once):
        if watched:
            life.look()
    life.look()
    return life.problems


def _steps(life: Life, snapshots: Sequence[Snapshot], at_once: bool) -> Iterator[None]:
    """Takes one step after the other."""
    if at_once:
        life.add(snapshots)
        yield
    else:
        for each in snapshots:
            life.update(each)
            yield
    exchanged = _exchanged(snapshots)
    for each in exchanged:
        life.update(each)
        yield
    for each in snapshots[::2]:
        life.remove(each.node)
        life.remove(each.node)
        yield
    for each in snapshots[1:]:
        # Those that are there change back, those that went come again, into the places that are free.
        life.update(each)
        yield
    life.add(exchanged)
    yield


def _exchanged(snapshots: Sequence[Snapshot]) -> list[Snapshot]:
    """Each node with what the next one was."""
    others = [*snapshots[1:], *snapshots[:1]]
    return [msgspec.structs.replace(other, node=each.node) for each, other in zip(snapshots, others, strict=True)]
