"""The fleet evaluator: all policies of a decision graph on many nodes in one sweep, and after that node by node.

Nodes are put into blocks as they come; nothing is decided until something is asked, and then for a whole block at once. A node
that changes moves its bits, and only the policies that read what changed are looked at again, for that node alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, repeat
from typing import NamedTuple

from compatlang.decision.graph import NO, UNKNOWN, YES, Graph
from compatlang.evaluate.block import ROWS, Block, Sets, rows_of
from compatlang.evaluate.node import VERDICTS, Answers, NodeEvaluator
from compatlang.evaluate.reading import States
from compatlang.evaluate.report import Verdict
from compatlang.evaluate.sweep import Prepared, Sweep
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
        layout = self._node.reading.layout
        self._sweep = Sweep(graph, layout)
        self._sizes = [[graph.variables[each].size for each in those] for those in layout]
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
            names = [each.node for each in chunk]
            states = self._node.reading.many(chunk)
            new = dict.fromkeys(names)
            if self._free or len(new) < len(names) or not self._places.keys().isdisjoint(new):
                self._put(names, states)
            else:
                self._append(names, states)

    def update(self, snapshot: Snapshot) -> tuple[Change, ...]:
        """What is known of one node now, and the verdicts that are not what they were."""
        node, states = snapshot.node, self._node.reading.states(snapshot)
        after = self._node.answers(states)
        place = self._places.get(node)
        if place is None:
            self._write(self._placed(node, states), range(len(self.policies)), after)
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
            if possible is not certain:
                unknown += (possible & ~certain).bit_count()
        return Tally(compatible, len(self) - compatible - unknown, unknown)

    def nodes(self, policy: int, verdict: Verdict) -> Iterator[str]:
        """The nodes that have a verdict of a policy, in the order in which they came."""
        for index, block in enumerate(self._blocks):
            certain, possible = self._settled(index)[policy]
            chosen = {"compatible": certain, "unknown": possible & ~certain, "incompatible": block.full & ~possible}
            names = self._names[index]
            yield from (names[row] for row in rows_of(chosen.get(verdict, 0)))

    def sets(self, policy: int) -> Sets:
        """The nodes on which a policy is compatible for certain, and those on which it may be.

        Bit i is the node that came as number i, as long as none has been removed.
        """
        certain = possible = 0
        for block in reversed(range(len(self._blocks))):
            settled = self._settled(block)[policy]
            certain, possible = certain << ROWS | settled.certain, possible << ROWS | settled.possible
        return Sets(certain, possible)

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

    def _put(self, names: Sequence[str], states: Sequence[Sequence[bytes]]) -> None:
        """Nodes of which some may be known, or may stand where others were removed."""
        for node, own in zip(names, zip(*states, strict=True), strict=True):
            place = self._places.get(node)
            if place is None:
                place = self._placed(node, own)
            else:
                self._blocks[place // ROWS].replace(place % ROWS, own)
            self._forget(place // ROWS)

    def _placed(self, node: str, states: States) -> int:
        """A place for a new node, which leaves what was settled of the others."""
        if self._free:
            place = self._places[node] = self._free.pop()
            block, row = divmod(place, ROWS)
            self._blocks[block].replace(row, states)
            self._names[block][row] = node
            self._prepared[block] = None
            return place
        verdicts = self._verdicts[-1] if self._blocks and self._blocks[-1].rows < ROWS else None
        self._append([node], [[each] for each in states])
        self._verdicts[-1] = verdicts
        return self._places[node]

    def _append(self, names: Sequence[str], states: Sequence[Sequence[bytes]]) -> None:
        """New nodes, after all others."""
        start = 0
        while start < len(names):
            if not self._blocks or self._blocks[-1].rows == ROWS:
                self._blocks.append(Block(self._sizes))
                self._names.append([])
                self._prepared.append(None)
                self._verdicts.append(None)
            block = self._blocks[-1]
            stop = start + ROWS - block.rows
            fitting = names[start:stop]
            first = (len(self._blocks) - 1) * ROWS + block.rows
            self._names[-1] += fitting
            self._places.update(zip(fitting, range(first, first + len(fitting)), strict=True))
            block.extend([each[start:stop] for each in states], len(fitting))
            self._forget(-1)
            start = stop

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
            yes = certain | bit if truth == YES else certain & ~bit
            if certain is possible and truth != UNKNOWN:
                verdicts[policy] = Sets(yes, yes)
            else:
                verdicts[policy] = Sets(yes, possible | bit if truth != NO else possible & ~bit)
