"""What `diff` found as results: an item for each policy that both files have, that is new or gone, and for each flip.

Nothing of it is good or bad, but as `diff` exits with 1 where something changed, what changed has failed.
"""

from __future__ import annotations

from compatlang.analyze.difference import Difference, PolicyDifference
from compatlang.cli.compared import Comparison, is_open, parts_of
from compatlang.cli.formats.results import Item, Place, Problem, Results, Status, worst
from compatlang.cli.show.difference import part_lines, summary, title
from compatlang.cli.watch_changes import VerdictChange
from compatlang.diagnostics.render.paint import Paint

_POLICIES = "policies"
_NODES = "nodes"


def of_diff(comparison: Comparison, new: str) -> Results:
    """A whole comparison with the file called `new`."""
    items = [_policy(each, new) for each in comparison.policies]
    items += [_whole(name, "new", new) for name in comparison.added]
    items += [_whole(name, "gone", new) for name in comparison.removed]
    items += [_flip(each) for each in comparison.flips]
    return Results("compatlang diff", "change", (summary(comparison),), tuple(items))


def _policy(found: PolicyDifference, file: str) -> Item:
    changed = [each for each in parts_of(found) if not each.same]
    text = "\n".join(line for each in changed for line in part_lines(each, Paint()))
    problems = tuple(_problem(each, found.new, file) for each in changed)
    if not changed:
        return Item(_POLICIES, title(found), "passed", "the same")
    status = worst(each.status for each in problems)
    verdict = "undecided" if status == "unknown" else "changed"
    return Item(_POLICIES, title(found), status, verdict, text, problems)


def _problem(part: Difference, policy: str, file: str) -> Problem:
    name = part.name or part.kind
    lines = [each.strip() for each in part_lines(part, Paint())]
    message, *notes = [each for each in lines if each != name] or lines
    status: Status = "unknown" if is_open(part) else "failed"
    return Problem(f"{policy}/{name}", status, message, Place(file), notes=tuple(notes))


def _whole(name: str, verdict: str, file: str) -> Item:
    problem = Problem(name, "failed", f"the policy is {verdict}", Place(file))
    return Item(_POLICIES, name, "failed", verdict, problem.message, (problem,))


def _flip(change: VerdictChange) -> Item:
    text = f"{change.before} -> {change.after}"
    problem = Problem(change.label, "failed", text, Place(change.file))
    return Item(_NODES, change.node, "failed", text, f"{change.label}: {text}", (problem,))
