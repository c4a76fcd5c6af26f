"""Every policy on every node: what `check` and `explain` show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from compatlang.cli.checked import Checked, Node, Outcome
from compatlang.cli.exit_codes import ExitCode, worst
from compatlang.cli.inputs import PolicyFile
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import evaluation as codes
from compatlang.evaluate.node import NodeEvaluator
from compatlang.evaluate.report import Decision, PolicyResult, Score
from compatlang.snapshot import Snapshot
from compatlang.snapshot.read import Reading
from compatlang.source import SourceFile, Span


def evaluate(files: Sequence[PolicyFile], reading: Reading, *, met: bool = False) -> Checked:
    """The outcomes on each node. A faulty file's policies are *error*; an unreadable file is an outcome itself.

    With `met`, requirements that are met have reasons too.
    """
    labels = labels_of(files)
    evaluators = {
        each.name: each.policies.evaluator() for each in files if each.policies is not None and not each.faulty
    }
    sources: dict[str, SourceFile] = dict(reading.files)
    for each in files:
        if each.policies is not None:
            sources |= each.policies.sources
    nodes = tuple(_node(snapshot, files, labels, evaluators, met) for snapshot in reading.snapshots)
    diagnostics = tuple(found for each in files for found in each.diagnostics)
    return Checked(tuple(node for node in nodes if node.outcomes), (*diagnostics, *reading.diagnostics), sources)


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


def _node(
    snapshot: Snapshot,
    files: Sequence[PolicyFile],
    labels: dict[tuple[str, str], str],
    evaluators: dict[str, NodeEvaluator],
    met: bool,
) -> Node:
    outcomes: list[Outcome] = []
    diagnostics: dict[Diagnostic, None] = {}
    for each in files:
        if each.policies is None:
            outcomes.append(Outcome(each.name, each.name, unreadable(each)))
            continue
        report = each.policies.explain(snapshot) if met else each.policies.check(snapshot)
        results = report.results
        if each.name in evaluators:
            decisions = evaluators[each.name].evaluate(snapshot).decisions
            results = tuple(agreed(each.name, snapshot.node, *pair) for pair in zip(results, decisions, strict=True))
        outcomes.extend(
            Outcome(labels.get((each.name, found.policy), found.policy), each.name, found) for found in results
        )
        diagnostics |= dict.fromkeys(report.diagnostics)
    return Node(snapshot.node, tuple(outcomes), tuple(diagnostics))


def labels_of(files: Sequence[PolicyFile]) -> dict[tuple[str, str], str]:
    """What each policy is called in this run: its name, with its file where two files have a policy of that name."""
    names = [
        (each.name, name)
        for each in files
        if each.policies is not None
        for name in (each.policies.declared if each.faulty else each.policies.policies)
    ]
    count = Counter(name for _, name in names)
    return {(file, name): f"{name} ({file})" if count[name] > 1 else name for file, name in names}
