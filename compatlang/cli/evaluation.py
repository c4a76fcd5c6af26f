"""Every policy on every node: what `check` and `explain` show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from compatlang.cli.checked import Checked, Node, Outcome
from compatlang.cli.exit_codes import ExitCode, worst
from compatlang.cli.inputs import PolicyFile
from compatlang.decision.graph import Graph
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import evaluation as codes
from compatlang.evaluate.parsable import Parsable
from compatlang.evaluate.report import Decision, PolicyResult, Report, Score
from compatlang.pipeline import Policies
from compatlang.snapshot import Snapshot
from compatlang.snapshot.read import Reading
from compatlang.source import SourceFile, Span

if TYPE_CHECKING:
    from compatlang.nfd.judging import Outputs


def evaluate(files: Sequence[PolicyFile], reading: Reading, *, met: bool = False, terse: bool = False) -> Checked:
    """The outcomes on each node. A faulty file's policies are *error*; an unreadable file is an outcome itself.

    With `met`, requirements that are met have reasons too. With `terse`, policies with nothing to tell but that they are
    compatible have their verdict alone, from the decision graph; wherever there is more, the reference says it, but not
    where in the snapshot it was seen.
    """
    labels = labels_of(files)
    judges = [_Judge(each, met=met, terse=terse) for each in files]
    nodes = tuple(_node(snapshot, judges, labels) for snapshot in reading.snapshots)
    sources: dict[str, SourceFile] = dict(reading.files)
    for each in judges:
        sources |= each.sources()
    told = tuple(node for node in nodes if node.outcomes or node.outputs)
    diagnostics = tuple(found for each in files for found in each.diagnostics)
    return Checked(told, (*diagnostics, *reading.diagnostics), sources)


def exit_codes(checked: Checked, *, unknown_passes: bool, fail_on_warn: bool) -> Iterable[ExitCode]:
    """What each verdict says to the shell."""
    for node in checked.nodes:
        for outcome in node.outcomes:
            match outcome.result.verdict:
                case "error":
                    yield ExitCode.ERROR
                case "incompatible":
                    yield ExitCode.FAILED
                case "unknown":
                    yield ExitCode.OK if unknown_passes else ExitCode.UNKNOWN
                case "compatible":
                    yield ExitCode.OK
            if outcome.result.degraded and fail_on_warn:
                yield ExitCode.FAILED
        for outputs in node.outputs:
            if outputs.fails:
                yield ExitCode.ERROR
            elif not outputs.certain:
                yield ExitCode.OK if unknown_passes else ExitCode.UNKNOWN


def severity_code(diagnostics: Iterable[Diagnostic], *, strict: bool = False) -> ExitCode:
    """2 where there is an error, or with `strict` a warning."""
    return worst(ExitCode.ERROR if strict or each.severity == "error" else ExitCode.OK for each in diagnostics)


def agreed(file: str, node: str, result: PolicyResult, decision: Decision) -> PolicyResult:
    """A result of the reference evaluator where the decision graph says the same, else *error*: neither is preferred."""
    found = disagreement(file, node, result.decision, decision)
    if found is None:
        return result
    return PolicyResult(result.policy, "error", False, Score(0, 0), diagnostics=(found,))


def disagreement(file: str, node: str, reference: Decision, graph: Decision) -> Diagnostic | None:
    """The finding that two evaluators do not decide the same."""
    if reference == graph:
        return None
    return codes.EVALUATORS_DISAGREE.at(
        Span(file, 0, 0),
        f"the evaluators disagree about `{reference.policy}` on node `{node}`",
        notes=[f"the reference says {_shown(reference)}", f"the decision graph says {_shown(graph)}"],
        help="this is a mistake of compatlang itself: report it with the policy and the snapshot of that node",
    )


def unreadable(file: PolicyFile) -> PolicyResult:
    """What a policy file that could not be read is on each node."""
    return PolicyResult(file.name, "error", False, Score(0, 0), diagnostics=file.diagnostics)


def _shown(decision: Decision) -> str:
    """All that a decision says, so that two that differ look different."""
    parts = [decision.verdict, *(["degraded"] if decision.degraded else [])]
    parts.append(f"score {decision.score.certain} to {decision.score.possible}")
    parts += [f"profile {each}" for each in decision.chosen]
    parts += [f"{each.name} is {each.truth.word}" for each in decision.open]
    return ", ".join(parts)


class _Judge:
    """A policy file, and what decides for it."""

    def __init__(self, file: PolicyFile, *, met: bool, terse: bool) -> None:
        self.file = file
        self._met = met
        self._evaluator = None if file.policies is None or file.faulty else file.policies.evaluator()
        self._terse = _Terse(self._evaluator.graph) if terse and self._evaluator is not None else None
        self._told = bool(file.diagnostics)

    def outputs(self, snapshot: Snapshot) -> tuple[Outputs, ...]:
        """What rules of NFD yield on a node."""
        documents = self.file.documents
        return () if documents is None or self.file.faulty else documents.outputs(snapshot, met=self._met)

    def report(self, snapshot: Snapshot) -> Report:
        """What the policies are on a node."""
        documents = self.file.documents
        if documents is not None:
            self._told = True
            return documents.explain(snapshot) if self._met else documents.check(snapshot)
        policies, evaluator = self.file.policies, self._evaluator
        if policies is None:
            return Report(snapshot.node, (unreadable(self.file),))
        if evaluator is None:
            return policies.check(snapshot)
        decisions = evaluator.evaluate(snapshot).decisions
        if self._terse is not None and self._terse.suffices(decisions, snapshot):
            return Report(snapshot.node, tuple(map(_compatible, decisions)))
        self._told = True
        report = self._explained(policies, snapshot)
        pairs = zip(report.results, decisions, strict=True)
        results = tuple(agreed(self.file.name, snapshot.node, *pair) for pair in pairs)
        return Report(report.node, results, report.diagnostics)

    def _explained(self, policies: Policies, snapshot: Snapshot) -> Report:
        if self._met:
            return policies.explain(snapshot)
        if self._terse is not None:
            # Of places in the snapshot only those of warnings are shown; to find one, its document is read again.
            report = policies.check(msgspec.structs.replace(snapshot, documents=()))
            if not report.diagnostics:
                return report
        return policies.check(snapshot)

    def sources(self) -> Mapping[str, SourceFile]:
        """The texts that what was told may point into."""
        return self.file.held.sources if self.file.held is not None and self._told else {}


class _Terse:
    """Tells whether there is anything to say of policies but that they are compatible."""

    def __init__(self, graph: Graph) -> None:
        self._parsable = Parsable(graph)
        self._plain = not any(
            each.groups or any(statement.kind == "prefer" for statement in each.statements) for each in graph.policies
        )

    def suffices(self, decisions: Sequence[Decision], snapshot: Snapshot) -> bool:
        """Whether the decisions on a node say it all."""
        compatible = all(each.verdict == "compatible" and not each.degraded for each in decisions)
        return self._plain and compatible and self._parsable.all_in(snapshot)


def _compatible(decision: Decision) -> PolicyResult:
    return PolicyResult(decision.policy, decision.verdict, decision.degraded, decision.score)


def _node(snapshot: Snapshot, judges: Sequence[_Judge], labels: dict[tuple[str, str], str]) -> Node:
    outcomes: list[Outcome] = []
    outputs: list[Outputs] = []
    diagnostics: dict[Diagnostic, None] = {}
    for each in judges:
        report = each.report(snapshot)
        name = each.file.name
        outcomes.extend(
            Outcome(labels.get((name, found.policy), found.policy), name, found) for found in report.results
        )
        outputs += each.outputs(snapshot)
        diagnostics |= dict.fromkeys(report.diagnostics)
    return Node(snapshot.node, tuple(outcomes), tuple(diagnostics), tuple(outputs))


def labels_of(files: Sequence[PolicyFile]) -> dict[tuple[str, str], str]:
    """What each policy is called in this run: its name, with its file where two files have a policy of that name.

    One that came with a base image is called by the image first: `registry.example/cuda:12.4/driver`.
    """
    names = [
        (each.name, name, f"{each.owner}/{name}" if each.owner else name)
        for each in files
        if each.held is not None
        for name in (each.held.declared if each.faulty else each.held.policies)
    ]
    count = Counter(shown for _, _, shown in names)
    return {(file, name): f"{shown} ({file})" if count[shown] > 1 else shown for file, name, shown in names}
