"""`check` as text for a fleet: what is open on how many nodes, the worst first, with one node explained for each.

    train
      driver: not met on 412 nodes, such as node-001, node-004
        node-001: gpu.driver is 470.57.02, needs >= 550.54.14    train.compat:34
        fix: install NVIDIA driver 550.54.14 or newer
      rdma: unknown on 17 nodes, such as node-000, node-011
        node-000: pci.device is not reported    train.compat:45

    10000 nodes: 9571 compatible, 412 incompatible, 17 unknown

However large the fleet is, it takes at most `MOST_LINES` lines, and so few nodes are explained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from compatlang.cli.checked import Checked
from compatlang.cli.fleet_tally import PolicyTally, Tally
from compatlang.cli.show.limits import MOST_LINES
from compatlang.cli.show.reasons import tightest
from compatlang.cli.show.words import coloured, counted
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import columns, plain
from compatlang.diagnostics.render.text import counts, place
from compatlang.evaluate.report import Open, PolicyResult, RequirementResult
from compatlang.values.truth import Truth

Explain = Callable[[Sequence[str]], Mapping[str, Checked | str]]
"""Nodes with reasons, or why there are none."""

_LINES_A_REQUIREMENT = 3
"""What is said of a requirement: on how many nodes, why on one of them, and how it is put right."""

_LINES_A_POLICY = 2 + 2 * _LINES_A_REQUIREMENT
"""Room for a heading, the two worst requirements, and how many more there are."""


def fleet_lines(tally: Tally, explain: Explain, paint: Paint) -> list[str]:
    """The whole output. Where an explanation does not bear out a decision, the policy of the tally gets that error."""
    by_badness = sorted(tally.policies, key=PolicyTally.badness, reverse=True)
    most = MOST_LINES // 3
    shown = by_badness[:most] if len(by_badness) > most else list(tally.policies)
    room = MOST_LINES - len(shown) - 3
    open_ = [each for each in by_badness if each.errors or each.open]
    told = open_[: room // _LINES_A_POLICY]
    lines: list[str] = []
    for policy in (each for each in tally.policies if each in told):
        lines += _policy_lines(policy, room // len(told), explain, paint)
    summary = summary_of(shown, len(tally.policies) > 1, paint)
    if len(told) < len(open_):
        summary.insert(0, f"{counted(len(told), 'policy')} shown of {len(open_)}; --policy NAME shows another")
    if len(shown) < len(tally.policies):
        summary.append(f"… and {counted(len(tally.policies) - len(shown), 'policy')} more, none worse")
    return [*lines, *([""] if lines else []), *summary]


def _policy_lines(policy: PolicyTally, room: int, explain: Explain, paint: Paint) -> Iterator[str]:
    if policy.errors:
        yield _error_line(policy, paint)
        return
    causes = sorted(policy.open, key=lambda each: (each.truth is not Truth.NO, -policy.open[each]))
    shown = causes[: max((room - 2) // _LINES_A_REQUIREMENT, 1)]
    results = explain([policy.examples[each][0] for each in shown])
    disagreeing = [found for each in results.values() if (found := result_of(policy, each)) and found.diagnostics]
    if disagreeing:
        policy.errors = disagreeing[0].diagnostics
        yield _error_line(policy, paint)
        return
    yield paint.bold(plain(policy.label))
    for each in shown:
        yield from _cause_lines(policy, each, results[policy.examples[each][0]], paint)
    if len(shown) < len(causes):
        left = [plain(each.name) for each in causes[len(shown) :]]
        yield f"  … and {counted(len(left), 'requirement')} more"


def _error_line(policy: PolicyTally, paint: Paint) -> str:
    why = plain(policy.errors[0].message) if len(policy.errors) == 1 else f"the policy has {counts(policy.errors)}"
    return f"{coloured('error', 'error', paint)} with {plain(policy.label)}: {why}"


def _cause_lines(policy: PolicyTally, cause: Open, explained: Checked | str, paint: Paint) -> Iterator[str]:
    colour, what = (paint.red, "not met") if cause.truth is Truth.NO else (paint.yellow, "unknown")
    examples = policy.examples[cause]
    such_as = ", such as " if policy.open[cause] > len(examples) else ": "
    nodes = ", ".join(plain(each) for each in examples)
    yield f"  {colour(plain(cause.name))}: {what} on {counted(policy.open[cause], 'node')}{such_as}{nodes}"
    yield from (f"    {line}" for line in _why(policy, cause, examples[0], explained, paint))


def _why(policy: PolicyTally, cause: Open, node: str, explained: Checked | str, paint: Paint) -> Iterable[str]:
    if isinstance(explained, str):
        yield paint.dim(f"{plain(node)} cannot be explained: {plain(explained)}")
        return
    result = result_of(policy, explained)
    for each in result.open() if result is not None else ():
        if (each.name, each.truth) == cause:
            yield f"{plain(node)}: {_reason(each)}    {paint.dim(_place(each, explained))}".rstrip()
            if each.fix:
                yield f"{paint.bold('fix')}: {plain(each.fix)}"
            return


def result_of(policy: PolicyTally, explained: Checked | str) -> PolicyResult | None:
    """A policy's result on a node that was explained."""
    if isinstance(explained, str):
        return None
    outcomes = explained.nodes[0].outcomes
    return next(each.result for each in outcomes if (each.file, each.result.policy) == (policy.file, policy.policy))


def _reason(requirement: RequirementResult) -> str:
    """The first reason, with the first of what it comes down to."""
    if not requirement.reasons:
        return "cannot be decided" if requirement.truth is Truth.UNKNOWN else "not met"
    first, *more = requirement.reasons
    text = f"{first.message}: {first.children[0].message}" if first.children and not first.subject else first.message
    return plain(text) + (f"; and {counted(len(more), 'more reason')}" if more else "")


def _place(requirement: RequirementResult, explained: Checked) -> str:
    span = tightest(requirement.span, requirement.reasons[0].span) if requirement.reasons else requirement.span
    return place(span, explained.sources)


def summary_of(policies: Sequence[PolicyTally], several: bool, paint: Paint) -> list[str]:
    """How many nodes have which verdict, a line for each policy."""
    width = max((columns(plain(each.label)) for each in policies), default=0)
    return [_summary_line(each, width, several, paint) for each in policies]


def _summary_line(policy: PolicyTally, width: int, several: bool, paint: Paint) -> str:
    lead = plain(policy.label) + " " * (width - columns(plain(policy.label)) + 2) if several else ""
    nodes = policy.verdicts.total()
    if policy.errors:
        return f"{lead}{counted(nodes, 'node')}: {coloured('error', f'{nodes} error', paint)}"
    return f"{lead}{counted(nodes, 'node')}: {', '.join(_tally(policy, paint))}"


def _tally(policy: PolicyTally, paint: Paint) -> Iterator[str]:
    for verdict in ("compatible", "incompatible", "unknown"):
        count = policy.verdicts[verdict]
        if count:
            degraded = policy.degraded[verdict]
            more = f" ({degraded} degraded)" if degraded and verdict == "compatible" else ""
            yield coloured(verdict, f"{count} {verdict}", paint) + more
