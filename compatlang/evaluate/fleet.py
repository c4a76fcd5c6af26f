"""The fleet evaluator: all policies of a decision graph on many nodes in one sweep, and after that node by node.

Nodes are put into blocks as they come; nothing is decided until something is asked, and then for a whole block at once. A node
that changes moves its bits, and only the policies that read what changed are looked at again, for that node alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, repeat
from typing import NamedTuple

from compatlang.decision.graph import NO, YES, Graph
from compatlang.evaluate.block import ROWS, Block, rows_of
from compatlang.evaluate.node import VERDICTS, Answers, NodeEvaluator
from compatlang.evaluate.report import Verdict
from compatlang.evaluate.sweep import Prepared, Sets, Sweep
from compatlang.snapshot import Snapshot

_CHUNK = 4096
"""Nodes that are put into states together."""

_NOTHING = repeat(None)
"""The verdicts of a node that is not there."""


class Change(NamedTuple):
    """A verdict that is not what it was. `before` is None for a node that is new, `after` for one that is gone."""

    node: str
    policy: str
    before: Verdict | None
    after: Verdict | None


class Tally(NamedTuple):
    """How many nodes have each verdict."""

    compatible: int
    incompatible: int
    unknown: int


class Failing(NamedTuple):
    """How many nodes have a requirement that is no, and how many one that is unknown."""

    requirement: str
    no: int
    unknown: int


class FleetEvaluator:
    """Evaluates one graph on a fleet."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.policies = tuple(each.name for each in graph.policies)
        self._node = NodeEvaluator(graph)
        self._sweep = Sweep(graph, self._node.reading.order)
        self._width = len(self._node.reading.order)
        self._blocks: list[Block] = []
        self._prepared: list[Prepared | None] = []
        self._verdicts: list[list[Sets] | None] = []
        self._names: list[list[str]] = []
        self._places: dict[str, int] = {}
        self._free: list[int] = []

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, node: str) -> bool:
        return node in self._places

    def add(self, snapshots: Iterable[Snapshot]) -> None:
        """Nodes, or what is known of them now. What they answer is worked out when it is asked for."""
        waiting = iter(snapshots)
        while chunk := list(islice(waiting, _CHUNK)):
            states = dict(zip([each.node for each in chunk], self._node.reading.many(chunk), strict=True))
            for node in self._places.keys() & states.keys():
                place = self._places[node]
                self._blocks[place // ROWS].replace(place % ROWS, states.pop(node))
                self._forget(place // ROWS)
            self._append(states)

    def update(self, snapshot: Snapshot) -> tuple[Change, ...]:
        """What is known of one node now, and the verdicts that are not what they were."""
        node, states = snapshot.node, self._node.reading.states(snapshot)
        after = self._node.answers(states)
        place = self._places.get(node)
        if place is None:
            self._write(self._append({node: states}), range(len(self.policies)), after)
            return tuple(Change(node, *each) for each in zip(self.policies, _NOTHING, after.verdicts, strict=False))
        block, row = self._blocks[place // ROWS], place % ROWS
        before = self._node.answers(block.row(row))
        block.replace(row, states)
        self._prepared[place // ROWS] = None
        flipped = list(rows_of((before.refused ^ after.refused) | (before.open ^ after.open)))
        self._write(place, flipped, after)
        return tuple(
            Change(node, self.policies[each], VERDICTS[before.truth(each)], VERDICTS[after.truth(each)])
            for each in flipped
        )

    def remove(self, node: str) -> tuple[Change, ...]:
        """A node is gone; the verdicts that went with it, none where there was no such node."""
        place = self._places.pop(node, None)
        if place is None:
            return ()
        block, row = self._blocks[place // ROWS], place % ROWS
        before = self._node.answers(block.row(row))
        block.remove(row)
        self._write(place, range(len(self.policies)), None)
        self._prepared[place // ROWS] = None
        self._free.append(place)
        return tuple(Change(node, *each) for each in zip(self.policies, before.verdicts, _NOTHING, strict=False))

    def answers(self, node: str) -> Answers:
        """What the policies answer on one node, as the node evaluator gives it. Raises `KeyError`."""
        place = self._places[node]
        return self._node.answers(self._blocks[place // ROWS].row(place % ROWS))

    def tally(self, policy: int) -> Tally:
        """How many nodes have each verdict of a policy."""
        compatible = unknown = 0
        for block in range(len(self._blocks)):
            certain, possible = self._settled(block)[policy]
            compatible += certain.bit_count()
            unknown += (possible & ~certain).bit_count()
        return Tally(compatible, len(self) - compatible - unknown, unknown)

    def nodes(self, policy: int, verdict: Verdict) -> Iterator[str]:
        """The nodes that have a verdict of a policy, in the order in which they came."""
        for index, block in enumerate(self._blocks):
            certain, possible = self._settled(index)[policy]
            chosen = {"compatible": certain, "unknown": possible & ~certain, "incompatible": block.full & ~possible}
            names = self._names[index]
            yield from (names[row] for row in rows_of(chosen.get(verdict, 0)))

    def failing(self, policy: int) -> tuple[Failing, ...]:
        """Of each requirement of a policy, in source order, how many nodes do not have it for certain."""
        counts: dict[str, list[int]] = {}
        for block in self._blocks:
            full = block.full
            for statement, (certain, possible) in self._sweep.statements(block, policy):
                if statement.kind == "require":
                    count = counts.setdefault(statement.name, [0, 0])
                    count[0] += (full & ~possible).bit_count()
                    count[1] += (possible & ~certain).bit_count()
        return tuple(Failing(name, no, unknown) for name, (no, unknown) in counts.items())

    def _append(self, states: Mapping[str, bytes]) -> int:
        """Places for new nodes; that of the last."""
        waiting = list(states.items())
        place = -1
        while waiting and self._free:
            node, row = waiting.pop()
            place = self._free.pop()
            self._blocks[place // ROWS].replace(place % ROWS, row)
            self._names[place // ROWS][place % ROWS] = node
            self._places[node] = place
            self._forget(place // ROWS)
        while waiting:
            if not self._blocks or self._blocks[-1].rows == ROWS:
                self._blocks.append(Block(self._width))
                self._names.append([])
                self._prepared.append(None)
                self._verdicts.append(None)
            block = self._blocks[-1]
            fitting, waiting = waiting[: ROWS - block.rows], waiting[ROWS - block.rows :]
            first = (len(self._blocks) - 1) * ROWS + block.rows
            names = [name for name, _ in fitting]
            self._names[-1] += names
            self._places.update(zip(names, range(first, first + len(names)), strict=True))
            block.extend([row for _, row in fitting])
            place = first + len(names) - 1
            if len(fitting) > 1:
                self._forget(place // ROWS)
            else:
                self._prepared[place // ROWS] = None
        return place

    def _forget(self, block: int) -> None:
        """Rows of a block are not what they were when it was last swept."""
        self._prepared[block] = self._verdicts[block] = None

    def _filled(self, block: int) -> Prepared:
        prepared = self._prepared[block]
        if prepared is None:
            prepared = self._prepared[block] = self._sweep.prepare(self._blocks[block])
        return prepared

    def _settled(self, block: int) -> list[Sets]:
        verdicts = self._verdicts[block]
        if verdicts is None:
            verdicts = self._verdicts[block] = self._sweep.verdicts(self._filled(block))
        return verdicts

    def _write(self, place: int, policies: Iterable[int], answers: Answers | None) -> None:
        """What some policies answer for one row now, where the block's verdicts were worked out; None for no node."""
        verdicts = self._verdicts[place // ROWS]
        if verdicts is None:
            return
        bit = 1 << place % ROWS
        for policy in policies:
            certain, possible = verdicts[policy]
            truth = NO if answers is None else answers.truth(policy)
            verdicts[policy] = Sets(
                certain | bit if truth == YES else certain & ~bit, possible | bit if truth != NO else possible & ~bit
            )
