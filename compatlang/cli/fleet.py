"""Every policy on every node of a fleet: read once and in part, decided by the graphs, explained only where it is shown.

Memory grows with the nodes and with the features that the policies read, not with what the snapshots hold besides.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple, TextIO

from compatlang.cli.checked import Checked, Node, Outcome
from compatlang.cli.evaluation import agreed, labels_of, unreadable
from compatlang.cli.fleet_tally import PolicyTally, Tally
from compatlang.cli.inputs import PolicyFile
from compatlang.cli.progress import Progress
from compatlang.errors import LoadError
from compatlang.evaluate.block import Sets
from compatlang.evaluate.fleet import FleetEvaluator
from compatlang.evaluate.report import Decision, PolicyResult
from compatlang.evaluate.wanted import wanted
from compatlang.snapshot import Snapshot
from compatlang.snapshot.collected import Collected
from compatlang.snapshot.gather import Gatherer
from compatlang.snapshot.pieces import Refused
from compatlang.snapshot.read import NFD_NAMESPACE
from compatlang.snapshot.readable import Readable, explain
from compatlang.snapshot.wanted import Wanted

_CHUNK = 4096


class _Judge(NamedTuple):
    """A policy file. A faulty one has no evaluator but results, which are *error* and the same on each node."""

    file: PolicyFile
    evaluator: FleetEvaluator | None
    faults: tuple[PolicyResult, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.policy for each in self.faults) if self.evaluator is None else self.evaluator.policies

    def decisions(self, node: str) -> tuple[Decision, ...]:
        if self.evaluator is None:
            return tuple(each.decision for each in self.faults)
        return self.evaluator.answers(node).decisions


class Fleet:
    """The nodes of all inputs, and what the policies answer on each."""

    def __init__(
        self, files: Sequence[PolicyFile], snapshots: Readable, err: TextIO, nfd_namespace: str = NFD_NAMESPACE
    ) -> None:
        self.collected = Collected()
        """What was found on reading."""
        self._judges = [_judge(each) for each in files]
        self._labels = labels_of(files)
        self._snapshots = snapshots
        self._nfd_namespace = nfd_namespace
        evaluators = [each.evaluator for each in self._judges if each.evaluator is not None]
        with Progress(err) as progress:
            self._gatherer = self._gathered(_all_of([wanted(each.graph) for each in evaluators]), progress)
            self.nodes = self._gatherer.nodes()
            """The names of the nodes, `node-2` before `node-10`."""
            waiting = map(self._gatherer.snapshot, self.nodes)
            done = 0
            while chunk := list(islice(waiting, _CHUNK)):
                for evaluator in evaluators:
                    evaluator.add(chunk)
                done += len(chunk)
                progress.show("deciding", done, "nodes")

    def tally(self) -> Tally:
        """An empty tally of the policies."""
        return Tally([self._counter(judge, each) for judge in self._judges for each in judge.names])

    def decisions(self, node: str) -> tuple[Decision, ...]:
        """The decision of each policy on a node, in the order of the tally."""
        return tuple(decision for judge in self._judges for decision in judge.decisions(node))

    def decision(self, node: str, policy: int) -> Decision:
        """That of one policy, by its place in the tally."""
        for judge in self._judges:
            if policy < len(judge.names):
                return judge.decisions(node)[policy]
            policy -= len(judge.names)
        raise IndexError(policy)

    def sets(self) -> tuple[Sets | None, ...]:
        """For each policy, in the order of the tally, the nodes on which it is compatible for certain, and possibly.

        Bit i is the node `nodes[i]`. A faulty policy has none.
        """
        return tuple(
            None if judge.evaluator is None else judge.evaluator.sets(index)
            for judge in self._judges
            for index in range(len(judge.names))
        )

    def explain(self, node: str, files: Container[str] | None = None) -> Checked:
        """One node with the reasons for what is open, from all of its snapshot. Raises `LoadError` where that is gone.

        Where the reasons do not bear out what was decided, the policy's verdict is *error*. With `files` only their policies
        are explained.
        """
        reading = explain(self._snapshots, self._gatherer, node)
        outcomes: list[Outcome] = []
        sources = dict(reading.files)
        for judge in self._judges:
            if files is not None and judge.file.name not in files:
                continue
            if judge.evaluator is None or judge.file.policies is None:
                results = judge.faults
            else:
                report = judge.file.policies.check(reading.snapshots[0])
                decisions = judge.decisions(node)
                results = tuple(
                    agreed(judge.file.name, node, result, decision)
                    for result, decision in zip(report.results, decisions, strict=True)
                )
                sources |= judge.file.policies.sources
            outcomes += (Outcome(self._label(judge, each.policy), judge.file.name, each) for each in results)
        return Checked((Node(node, tuple(outcomes)),), (), sources)

    def _gathered(self, wants: Wanted, progress: Progress) -> Gatherer:
        gatherer = self._gatherer_of(wants)
        known: set[str] = set()
        for piece in self._snapshots.pieces():
            if isinstance(piece, Refused):
                self.collected.add_refused(piece)
                continue
            known.update(gatherer.feed(piece, self.collected))
            reached = self._snapshots.reached()
            if reached is None:
                progress.show("reading", len(known), "nodes")
            else:
                progress.show("reading", reached.done, reached.what, reached.total)
        return gatherer

    def _gatherer_of(self, wants: Wanted) -> Gatherer:
        return Gatherer(wants, nfd_namespace=self._nfd_namespace, read_again=self._snapshots.read_again)

    def _counter(self, judge: _Judge, policy: str) -> PolicyTally:
        counter = PolicyTally(self._label(judge, policy), judge.file.name, policy)
        counter.errors = next((each.diagnostics for each in judge.faults if each.policy == policy), ())
        return counter

    def _label(self, judge: _Judge, policy: str) -> str:
        return self._labels.get((judge.file.name, policy), policy)


def explained(fleet: Fleet, nodes: Sequence[str]) -> Mapping[str, Checked | str]:
    """Some nodes with reasons, or why there are none."""
    found: dict[str, Checked | str] = {}
    for node in dict.fromkeys(nodes):
        try:
            found[node] = fleet.explain(node)
        except LoadError as error:
            found[node] = str(error)
    return found


def counted_decisions(fleet: Fleet, tally: Tally) -> Iterator[tuple[str, tuple[Decision, ...]]]:
    """The decisions on each node, which the tally has counted once they come out; none where there is no policy."""
    for node in fleet.nodes if tally.policies else ():
        decisions = fleet.decisions(node)
        tally.count(node, decisions)
        yield node, decisions


def _judge(file: PolicyFile) -> _Judge:
    if file.policies is None:
        return _Judge(file, None, (unreadable(file),))
    if file.faulty:
        return _Judge(file, None, file.policies.check(Snapshot("", {})).results)
    return _Judge(file, file.policies.fleet(), ())


def _all_of(wants: Sequence[Wanted]) -> Wanted:
    """What any of several wants."""
    return Wanted(
        _joined([each.attributes for each in wants]),
        _joined([each.flags for each in wants]),
        _joined([each.instances for each in wants]),
        frozenset(pair for each in wants for pair in each.reported),
    )


def _joined(names: Sequence[Mapping[str, frozenset[str]]]) -> dict[str, frozenset[str]]:
    joined: dict[str, frozenset[str]] = {}
    for each in names:
        for domain, those in each.items():
            joined[domain] = joined.get(domain, frozenset()) | those
    return joined
