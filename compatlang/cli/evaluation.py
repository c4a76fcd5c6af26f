"""Every policy on every node: what `check` and `explain` show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from compatlang.cli.checked import Checked, Node, Outcome
from compatlang.cli.exit_codes import ExitCode, worst
from compatlang.cli.inputs import PolicyFile
from compatlang.diagnostics import Diagnostic
from compatlang.evaluate.report import PolicyResult, Score
from compatlang.snapshot import Snapshot
from compatlang.snapshot.read import Reading
from compatlang.source import SourceFile


def evaluate(files: Sequence[PolicyFile], reading: Reading, *, met: bool = False) -> Checked:
    """The outcomes on each node. A faulty file's policies are *error*; an unreadable file is an outcome itself.

    With `met`, requirements that are met have reasons too.
    """
    labels = _labels(files)
    sources: dict[str, SourceFile] = dict(reading.files)
    for each in files:
        if each.policies is not None:
            sources |= each.policies.sources
    nodes = tuple(_node(snapshot, files, labels, met) for snapshot in reading.snapshots)
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


def _node(snapshot: Snapshot, files: Sequence[PolicyFile], labels: dict[tuple[str, str], str], met: bool) -> Node:
    outcomes: list[Outcome] = []
    diagnostics: dict[Diagnostic, None] = {}
    for each in files:
        if each.policies is None:
            result = PolicyResult(each.name, "error", False, Score(0, 0), diagnostics=each.diagnostics)
            outcomes.append(Outcome(each.name, each.name, result))
            continue
        report = each.policies.explain(snapshot) if met else each.policies.check(snapshot)
        outcomes.extend(
            Outcome(labels.get((each.name, found.policy), found.policy), each.name, found) for found in report.results
        )
        diagnostics |= dict.fromkeys(report.diagnostics)
    return Node(snapshot.node, tuple(outcomes), tuple(diagnostics))


def _labels(files: Sequence[PolicyFile]) -> dict[tuple[str, str], str]:
    """What each policy is called in this run: its name, with its file where two files have a policy of that name."""
    names = [
        (each.name, name)
        for each in files
        if each.policies is not None
        for name in (each.policies.declared if each.faulty else each.policies.policies)
    ]
    count = Counter(name for _, name in names)
    return {(file, name): f"{name} ({file})" if count[name] > 1 else name for file, name in names}
