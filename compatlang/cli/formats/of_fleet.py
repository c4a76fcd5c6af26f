"""What `check` found on a fleet as results, without reading all of it: every node has its verdict and what is open.

The reason is that of one node for each requirement, and says so. It is asked for on few nodes, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from compatlang.cli.checked import Checked
from compatlang.cli.fleet import Fleet, counted_decisions, explained
from compatlang.cli.fleet_tally import PolicyTally, Tally
from compatlang.cli.formats.of_check import FINDINGS, TITLE, Strictness, requirement_problem
from compatlang.cli.formats.of_diagnostics import file_items, problem
from compatlang.cli.formats.results import Item, Place, Problem, Results, Status
from compatlang.cli.show.fleet import result_of, summary_of
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.render.paint import Paint
from compatlang.evaluate.report import Decision, Open
from compatlang.source import SourceFile
from compatlang.values.truth import Truth

_MOST_EXPLAINED = 40
"""Nodes that are read again for a reason."""

Sources = Mapping[str, SourceFile]
Problems = dict[Open, Problem]


class _Policy(NamedTuple):
    """A policy of the fleet, and what to say wherever one of its requirements is open."""

    tally: PolicyTally
    problems: Problems
    faults: tuple[Problem, ...]


def of_fleet(fleet: Fleet, tally: Tally, found: Sequence[Diagnostic], sources: Sources, strict: Strictness) -> Results:
    """A whole run. Where a reason does not bear out a decision, the policy of the tally gets that error."""
    decided = list(counted_decisions(fleet, tally))
    policies = _policies(fleet, tally, set(found), sources, strict)
    items = [
        *file_items(FINDINGS, found, sources, warning="error" if strict.strict_snapshots else "warning"),
        *(
            _item(node, decisions[number], policy, strict)
            for number, policy in enumerate(policies)
            for node, decisions in decided
        ),
    ]
    summary = tuple(summary_of(tally.policies, len(tally.policies) > 1, Paint())) if decided else ()
    return Results(TITLE, "node", summary, tuple(items))


def _policies(fleet: Fleet, tally: Tally, told: set[Diagnostic], sources: Sources, strict: Strictness) -> list[_Policy]:
    by_badness = sorted(tally.policies, key=PolicyTally.badness, reverse=True)
    examples = dict.fromkeys(each.examples[open_][0] for each in by_badness for open_ in each.open)
    reasons = explained(fleet, list(examples)[:_MOST_EXPLAINED])
    return [_policy(each, reasons, told, sources, strict) for each in tally.policies]


def _policy(
    tally: PolicyTally,
    reasons: Mapping[str, Checked | str],
    told: set[Diagnostic],
    sources: Sources,
    strict: Strictness,
) -> _Policy:
    problems: Problems = {}
    for each in tally.open:
        node = tally.examples[each][0]
        checked = reasons.get(node, "")
        result = result_of(tally, checked)
        if result is not None and result.diagnostics:
            tally.errors = result.diagnostics
        problems[each] = _problem(tally, each, node, checked, strict)
    faults = tuple(problem(each, sources) for each in tally.errors if each not in told)
    return _Policy(tally, problems, faults)


def _problem(tally: PolicyTally, open_: Open, node: str, checked: Checked | str, strict: Strictness) -> Problem:
    """What to say of a requirement on any node, with the reason on the one that was explained."""
    status: Status = "failed" if open_.truth is Truth.NO else strict.unknown
    message = "not met" if open_.truth is Truth.NO else "unknown"
    bare = Problem(f"{tally.label}/{open_.name}", status, message, Place(tally.file))
    result = result_of(tally, checked)
    if result is None or isinstance(checked, str):
        return bare
    for each in result.open():
        if (each.name, each.truth) == open_:
            reason = requirement_problem(each, tally.label, checked, strict)
            return reason._replace(message=message, notes=(f"such as on {node}: {reason.message}", *reason.notes))
    return bare


def _item(node: str, decision: Decision, policy: _Policy, strict: Strictness) -> Item:
    tally = policy.tally
    if tally.errors:
        return Item(tally.label, node, "error", "error", problems=policy.faults)
    status = strict.of_verdict(decision.verdict, degraded=decision.degraded)
    problems = tuple(policy.problems[each] for each in dict.fromkeys(decision.open))
    return Item(tally.label, node, status, _verdict(decision), "\n".join(_lines(decision)), problems)


def _verdict(decision: Decision) -> str:
    return f"{decision.verdict}, degraded" if decision.degraded else decision.verdict


def _lines(decision: Decision) -> Iterator[str]:
    for each in dict.fromkeys(decision.open):
        yield f"{each.name}  {'not met' if each.truth is Truth.NO else 'unknown'}"
