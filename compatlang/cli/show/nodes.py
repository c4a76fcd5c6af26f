"""`check` as text, node by node: what is open in full, what is compatible in one line."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.cli.checked import Checked, Outcome
from compatlang.cli.show.reasons import Line, laid_out, requirement_lines
from compatlang.cli.show.words import coloured, counted, is_scored, score_text
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import columns, plain
from compatlang.diagnostics.render.text import counts
from compatlang.evaluate.report import GroupResult, PolicyResult
from compatlang.values.truth import Truth


def node_lines(checked: Checked, paint: Paint, *, verbose: bool) -> Iterator[str]:
    """Every node of a run. With several policies a node is a heading of its own."""
    width = max((columns(plain(node.name)) for node in checked.nodes), default=0)
    for node in checked.nodes:
        name = paint.bold(plain(node.name))
        if len(node.outcomes) == 1:
            lead = name + " " * (width - columns(plain(node.name)))
            yield from _outcome(node.outcomes[0], f"{lead}  ", "  ", checked, paint, verbose)
        else:
            yield name
            for outcome in node.outcomes:
                yield from _outcome(outcome, "  ", "    ", checked, paint, verbose)


def _outcome(outcome: Outcome, lead: str, indent: str, checked: Checked, paint: Paint, verbose: bool) -> Iterator[str]:
    result = outcome.result
    head = f"{coloured(result.verdict, result.verdict, paint)} with {plain(outcome.label)}"
    if result.verdict == "error":
        yield f"{lead}{head}: {_why_error(result)}"
    else:
        yield lead + ", ".join([head, *(particulars(result, paint) if result.verdict == "compatible" else ())])
    yield from laid_out(open_lines(result, checked, verbose), paint, indent)


def particulars(result: PolicyResult, paint: Paint) -> Iterator[str]:
    """What a compatible node is further: its profiles, its score, what it is degraded by."""
    if result.chosen:
        yield ("profile " if len(result.chosen) == 1 else "profiles ") + plain(" and ".join(result.chosen))
    if is_scored(result):
        yield score_text(result.score)
    if result.degraded:
        names = [each.name for each in result.warnings if each.truth is not Truth.YES]
        yield paint.yellow("degraded") + f" by {plain(' and '.join(names))}"


def _why_error(result: PolicyResult) -> str:
    if not result.diagnostics:
        return "the policy could not be evaluated"
    if len(result.diagnostics) == 1:
        return plain(result.diagnostics[0].message)
    return f"the policy has {counts(result.diagnostics)}"


def open_lines(result: PolicyResult, checked: Checked, verbose: bool) -> Iterator[Line]:
    """The requirements that are open, then the profiles of which none holds; warnings too where everything is shown."""
    say_unknown = result.verdict == "incompatible"
    for requirement in result.requirements:
        if requirement.truth is not Truth.YES:
            yield from requirement_lines(requirement, checked.sources, say_unknown=say_unknown, seen=verbose)
    for group in result.groups:
        if not group.chosen:
            yield from _group(group, checked, say_unknown, verbose)
    if verbose:
        for warning in result.warnings:
            if warning.truth is not Truth.YES:
                first, *rest = requirement_lines(warning, checked.sources, say_unknown=True, seen=True)
                yield first._replace(text=f"warning: {first.text}", truth=Truth.UNKNOWN)
                yield from rest


def _group(group: GroupResult, checked: Checked, say_unknown: bool, verbose: bool) -> Iterator[Line]:
    yield group_line(group)
    for profile in group.profiles:
        for requirement in profile.requirements:
            if requirement.truth is not Truth.YES:
                yield from requirement_lines(requirement, checked.sources, say_unknown=say_unknown, seen=verbose)


def group_line(group: GroupResult) -> Line:
    """That no profile of a group holds, or that it is not known which does."""
    name = f"{group.owner}/profile" if group.owner else "profile"
    names = [each.name for each in group.profiles]
    if not names:
        return Line("no profile has one of the tags that were asked for", name, "", Truth.NO)
    certain = all(each.truth is Truth.NO for each in group.profiles)
    if len(names) == 1:
        verb = "does not hold" if certain else "is not known to hold"
        return Line(f"{names[0]} {verb}", name, "", Truth.NO if certain else Truth.UNKNOWN)
    verb = "holds" if certain else "is known to hold"
    text = f"none of {', '.join(names)} {verb}; one is enough"
    return Line(text, name, "", Truth.NO if certain else Truth.UNKNOWN)


def summary_lines(checked: Checked, paint: Paint) -> list[str]:
    """How many nodes have which verdict; with several policies, a line for each."""
    total = counted(len(checked.nodes), "node")
    tallies = {plain(label): _tally(found, paint) for label, found in checked.by_policy().items()}
    if len(tallies) <= 1:
        return [": ".join([total, *tallies.values()])]
    width = max(map(columns, tallies))
    return [label + " " * (width - columns(label)) + f"  {total}: {tally}" for label, tally in tallies.items()]


def _tally(found: list[tuple[str, PolicyResult]], paint: Paint) -> str:
    results = [result for _, result in found]
    parts = []
    for verdict in ("compatible", "incompatible", "unknown", "error"):
        count = sum(each.verdict == verdict for each in results)
        degraded = sum(each.degraded and each.verdict == verdict for each in results)
        if count:
            more = f" ({degraded} degraded)" if degraded and verdict == "compatible" else ""
            parts.append(coloured(verdict, f"{count} {verdict}", paint) + more)
    return ", ".join(parts)
