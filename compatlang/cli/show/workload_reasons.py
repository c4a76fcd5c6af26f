"""Why a node is not what the images of a workload need, policy by policy.

incompatible with train
driver  gpu.driver is 525.60.13, needs >= 550.54.14    train.compat:34
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from compatlang.cli.fleet_tally import PolicyTally
from compatlang.cli.placement import Workload
from compatlang.cli.show.fleet import result_of
from compatlang.cli.show.nodes import open_lines
from compatlang.cli.show.reasons import laid_out
from compatlang.cli.show.words import coloured
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import plain
from compatlang.diagnostics.render.text import counts
from compatlang.errors import LoadError

if TYPE_CHECKING:
    from compatlang.cli.workloads import Found

MOST_REASONS = 12
"""Lines of reasons, unless all are asked for."""


def reason_lines(workload: Workload, node: str, found: Found, paint: Paint, *, named: bool, verbose: bool) -> list[str]:
    """The lines about one node, which all is read again of for that. It is `named` where it is one of several."""
    place = found.placement.place(node)
    if place is None:
        return [f"nothing is known of {plain(node)}"]
    lines: list[str] = []
    for number in found.placement.open_at(workload.images, place):
        verdict, policy = found.placement.verdict_of(number, place), found.policies[number]
        where = f" on {plain(node)}" if named else ""
        lines.append(f"{coloured(verdict, verdict, paint)} with {plain(policy.policy)}{where}")
        lines += _policy_lines(policy, node, found, paint, verbose)
    if verbose or len(lines) <= MOST_REASONS:
        return lines
    return [*lines[: MOST_REASONS - 1], f"… and {len(lines) - MOST_REASONS + 1} lines more; --verbose shows them"]


def _policy_lines(policy: PolicyTally, node: str, found: Found, paint: Paint, verbose: bool) -> Iterator[str]:
    if policy.errors:
        yield from _faults(policy.errors)
        return
    try:
        checked = found.fleet.explain(node, (policy.file,))
    except LoadError as error:
        yield f"  it cannot be explained: {plain(str(error))}"
        return
    result = result_of(policy, checked)
    if result is not None:
        yield from _faults(result.diagnostics)
        yield from laid_out(open_lines(result, checked, verbose), paint, "  ")


def _faults(diagnostics: tuple[Diagnostic, ...]) -> Iterator[str]:
    if diagnostics:
        yield f"  {plain(diagnostics[0].message) if len(diagnostics) == 1 else f'it has {counts(diagnostics)}'}"
