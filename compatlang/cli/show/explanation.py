"""`explain` as text: everything a policy asks of one node, met or not, what was observed and where.

train on node-b02: incompatible

requirements
  ok  kernel  kernel.version in lts or kernel.version >= 6.8       train.compat:41
  no  driver  gpu.driver is 525.60.13, needs >= 550.54.14          train.compat:45
              seen at b02.yaml:12: nvidia.com/cuda.driver-version.full: "525.60.13"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from compatlang.cli.checked import Node
from compatlang.cli.show.nodes import group_line
from compatlang.cli.show.quoting import condition_text, snapshot_line
from compatlang.cli.show.reasons import Line, child_depth, laid_out, tightest
from compatlang.cli.show.words import coloured, is_scored, score_text
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import plain
from compatlang.diagnostics.render.text import place
from compatlang.evaluate.report import GroupResult, PolicyResult, PreferenceResult, Reason, RequirementResult
from compatlang.source import SourceFile
from compatlang.values.truth import Truth

_WORDS = {Truth.YES: "ok", Truth.NO: "no", Truth.UNKNOWN: "unknown"}

Sources = Mapping[str, SourceFile]


def explanation_lines(node: Node, about: Iterable[str], sources: Sources, paint: Paint) -> Iterator[str]:
    """The whole explanation of a node's only outcome. `about` is what the policy says of itself, in lines."""
    (outcome,) = node.outcomes
    result = outcome.result
    verdict = coloured(result.verdict, result.verdict, paint)
    degraded = f", {paint.yellow('degraded')}" if result.degraded and result.verdict == "compatible" else ""
    yield f"{paint.bold(f'{plain(outcome.label)} on {plain(node.name)}')}: {verdict}{degraded}"
    yield from (paint.dim(plain(line)) for line in about)
    yield from _section("requirements", (_requirement(each, sources) for each in result.requirements), paint)
    for group in result.groups:
        yield from _group(group, sources, paint)
    yield from _section("warnings", (_requirement(each, sources) for each in result.warnings), paint)
    preferences = [[_preference(each, sources)] for each in result.preferences]
    yield from _section("preferences", preferences, paint)
    if is_scored(result):
        yield ""
        yield from _score(result, paint)


def _section(title: str, blocks: Iterable[Iterable[Line]], paint: Paint) -> Iterator[str]:
    lines = [line for block in blocks for line in block]
    if lines:
        yield ""
        yield paint.bold(title)
        yield from laid_out(lines, paint)


def _group(group: GroupResult, sources: Sources, paint: Paint) -> Iterator[str]:
    of = f" of {plain(group.owner)}" if group.owner else ""
    yield ""
    yield paint.bold(f"profiles{of}, of which one must hold")
    if not group.chosen:
        yield f"  {plain(group_line(group).text)}"
    lines: list[Line] = []
    for profile in group.profiles:
        tag = f", tag {profile.tag}" if profile.tag else ""
        chosen = ", chosen" if profile.name == group.chosen else ""
        where = place(profile.span, sources)
        text = f"weight {profile.weight}{tag}{chosen}"
        lines.append(Line(text, _named(profile.truth, profile.name), where, profile.truth))
        for requirement in profile.requirements:
            lines.extend(_requirement(requirement, sources))
    yield from laid_out(lines, paint)


def _requirement(requirement: RequirementResult, sources: Sources) -> Iterator[Line]:
    truth = requirement.truth
    name = _named(truth, requirement.name)
    if not requirement.reasons:
        text = ("forbidden: " if requirement.kind == "forbid" else "") + condition_text(requirement.span, sources)
        yield Line(text, name, place(requirement.span, sources), truth)
    shown = ""
    for reason in requirement.reasons:
        where = place(tightest(requirement.span, reason.span), sources)
        yield Line(reason.message, name, where if where != shown else "", truth)
        yield from _below(reason, sources, child_depth(requirement, reason))
        name, shown = "", where
    if truth is not Truth.YES and requirement.because:
        yield Line(f"because: {requirement.because}")
    if truth is not Truth.YES and requirement.fix:
        yield Line(f"fix: {requirement.fix}")


def _preference(preference: PreferenceResult, sources: Sources) -> Line:
    text = f"weight {preference.weight}: {condition_text(preference.span, sources)}"
    name = _named(preference.truth, preference.name)
    # Nothing is wrong where a preference does not hold.
    colour = Truth.YES if preference.truth is Truth.YES else None
    return Line(text, name, place(preference.span, sources), colour)


def _named(truth: Truth, name: str) -> str:
    return f"{_WORDS[truth]:7}  {name}"


def _below(reason: Reason, sources: Sources, depth: int) -> Iterator[Line]:
    indent = "  " * depth
    if reason.seen is not None:
        line = snapshot_line(reason.seen, sources)
        yield Line(f"{indent}seen at {place(reason.seen, sources)}" + (f": {line}" if line else ""))
    for child in reason.children:
        yield Line(indent + child.message)
        yield from _below(child, sources, depth + 1)


def _score(result: PolicyResult, paint: Paint) -> Iterator[str]:
    parts = [f"{each.name} {each.weight}" for each in result.preferences if each.truth is Truth.YES]
    for group in result.groups:
        parts.extend(f"{each.name} {each.weight}" for each in group.profiles if each.name == group.chosen)
    of = f" ({plain(' + '.join(parts))})" if parts else ""
    yield paint.bold(score_text(result.score)) + of
