"""What `check` found as results: a group a policy, an item a node.

What an item says to the exit code is its status, so that a dashboard and the shell never differ: `--unknown=pass` makes
an unknown verdict a warning, `--fail-on-warn` makes a degraded one a failure.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from compatlang.cli.checked import Checked, Node, Outcome
from compatlang.cli.formats.of_diagnostics import drawn, file_items, problem
from compatlang.cli.formats.results import Item, Problem, Results, Status, place_of
from compatlang.cli.show.nodes import open_lines, particulars, summary_lines
from compatlang.cli.show.quoting import condition_text
from compatlang.cli.show.reasons import laid_out, tightest
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.render.paint import Paint
from compatlang.evaluate.report import PolicyResult, Reason, RequirementResult, Verdict
from compatlang.values.truth import Truth

TITLE = "compatlang check"

FINDINGS = "policies and snapshots"
"""The group of what is wrong with files, beside those of the policies."""


class Strictness(NamedTuple):
    """What counts as what: the flags of `check` that change the exit code."""

    unknown_passes: bool = False
    fail_on_warn: bool = False
    strict_snapshots: bool = False

    def of_verdict(self, verdict: Verdict, *, degraded: bool) -> Status:
        """The status of a policy on a node."""
        match verdict:
            case "error":
                return "error"
            case "incompatible":
                return "failed"
            case _ if degraded and self.fail_on_warn:
                return "failed"
            case "unknown":
                return self.unknown
            case "compatible":
                return "warning" if degraded else "passed"

    @property
    def unknown(self) -> Status:
        """The status of what is unknown."""
        return "warning" if self.unknown_passes else "unknown"

    @property
    def degraded(self) -> Status:
        """The status of a warning that is not met."""
        return "failed" if self.fail_on_warn else "warning"


def strictness(arguments: argparse.Namespace) -> Strictness:
    """What the command line says of it."""
    return Strictness(arguments.unknown == "pass", arguments.fail_on_warn, arguments.strict)


def of_check(checked: Checked, found: Sequence[Diagnostic], strict: Strictness) -> Results:
    """A whole run; `found` is all that was found about policies and snapshots."""
    items = [*_findings(found, checked, strict), *_verdicts(checked, found, strict)]
    if any(node.outputs for node in checked.nodes):
        from compatlang.cli.formats.of_outputs import output_items

        items += output_items(checked, strict.unknown)
    summary = tuple(summary_lines(checked, Paint())) if any(node.outcomes for node in checked.nodes) else ()
    return Results(TITLE, "node", summary, tuple(items))


def _findings(found: Sequence[Diagnostic], checked: Checked, strict: Strictness) -> tuple[Item, ...]:
    return file_items(FINDINGS, found, checked.sources, warning="error" if strict.strict_snapshots else "warning")


def _verdicts(checked: Checked, found: Sequence[Diagnostic], strict: Strictness) -> Iterator[Item]:
    told = set(found)
    for node in checked.nodes:
        for each in node.outcomes:
            yield _item(node, each, checked, told, strict)


def _item(node: Node, outcome: Outcome, checked: Checked, told: set[Diagnostic], strict: Strictness) -> Item:
    result = outcome.result
    status = strict.of_verdict(result.verdict, degraded=result.degraded)
    problems = [
        *(problem(each, checked.sources) for each in result.diagnostics if each not in told),
        *(requirement_problem(each, outcome.label, checked, strict) for each in result.open()),
        *(_warning(each, outcome.label, checked, strict) for each in result.warnings if each.truth is not Truth.YES),
    ]
    verdict = ", ".join([result.verdict, *(particulars(result, Paint()) if result.verdict == "compatible" else ())])
    return Item(outcome.label, node.name, status, verdict, _text(result, checked), tuple(problems))


def _text(result: PolicyResult, checked: Checked) -> str:
    if result.verdict == "error":
        return drawn(result.diagnostics, checked.sources)
    return "\n".join(laid_out(open_lines(result, checked, verbose=True), Paint(), indent=""))


def requirement_problem(requirement: RequirementResult, label: str, checked: Checked, strict: Strictness) -> Problem:
    """A requirement of the policy called `label` that is not yes."""
    status: Status = "failed" if requirement.truth is Truth.NO else strict.unknown
    return _open(requirement, label, checked, status)


def _warning(warning: RequirementResult, label: str, checked: Checked, strict: Strictness) -> Problem:
    return _open(warning, label, checked, strict.degraded)


def _open(requirement: RequirementResult, label: str, checked: Checked, status: Status) -> Problem:
    reasons = requirement.reasons or (Reason("not met", requirement.span),)
    first = reasons[0].message
    message = f"unknown: {first}" if requirement.truth is Truth.UNKNOWN else first
    notes = [line for each in reasons for line in _told(each)][1:]
    if requirement.because:
        notes.append(f"because: {requirement.because}")
    return Problem(
        f"{label}/{requirement.name}",
        status,
        message,
        place_of(tightest(requirement.span, reasons[0].span), checked.sources),
        about=condition_text(requirement.span, checked.sources),
        notes=tuple(notes),
        help=requirement.fix,
    )


def _told(reason: Reason) -> Iterator[str]:
    yield reason.message
    for each in reason.children:
        yield from _told(each)
