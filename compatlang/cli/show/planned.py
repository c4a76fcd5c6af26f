"""`plan` as text and as JSON: for each policy the nodes whose verdicts change, and what is responsible.

train
  node-a01, node-a02  compatible -> incompatible
    driver  gpu.driver is 535.104.05, needs >= 550.54.14    train.compat:45
  node-b02  incompatible -> compatible
    kernel  was: kernel.version is 5.4.0, needs >= 5.10     train.compat:41

4 nodes: 2 worse, 1 better, 1 unchanged
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from compatlang.cli.planned import Flip, Planned
from compatlang.cli.show.documents import reason_value
from compatlang.cli.show.reasons import laid_out, requirement_lines
from compatlang.cli.show.words import coloured, counted, some
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.render.json import diagnostic_values, span_value
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import plain
from compatlang.source import SourceFile

Sources = Mapping[str, SourceFile]

_MOST_NAMES = 8
"""Names of nodes in one line."""


def planned_lines(planned: Sequence[Planned], nodes: int, sources: Sources, paint: Paint) -> Iterator[str]:
    """The policies of which some verdict changes, then how many nodes there are and what becomes of them."""
    for each in planned:
        if each.flips:
            yield paint.bold(plain(each.label))
            yield from _flips(each.flips, sources, paint)
            yield ""
    several = len(planned) > 1
    for each in planned:
        lead = f"{plain(each.label)}: " if several else ""
        yield f"{lead}{counted(nodes, 'node')}: {_tally(each)}"


def _flips(flips: Iterable[Flip], sources: Sources, paint: Paint) -> Iterator[str]:
    """Nodes of which the same is to be said stand together."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for flip in flips:
        before, after = coloured(flip.before, flip.before, paint), coloured(flip.after, flip.after, paint)
        said = (f"{before} -> {after}", *_responsible(flip, sources, paint))
        alike.setdefault(said, []).append(flip.node)
    for (head, *lines), names in alike.items():
        yield f"  {some(names, _MOST_NAMES)}  {head}"
        yield from lines


def _responsible(flip: Flip, sources: Sources, paint: Paint) -> Iterator[str]:
    for requirement in flip.requirements:
        lines = list(requirement_lines(requirement, sources, say_unknown=False, seen=False))
        if not flip.is_worse:
            # What it takes is told of what is in the way, not of what was.
            lines = [lines[0]._replace(text=f"was: {lines[0].text}", truth=None)]
        yield from laid_out(lines, paint, "    ")


def _tally(planned: Planned) -> str:
    parts = ((planned.worse, "worse"), (planned.better, "better"), (planned.unchanged, "unchanged"))
    return ", ".join(f"{count} {word}" for count, word in parts if count) or "nothing changes"


def plan_document(
    planned: Iterable[Planned], supposed: Sequence[str], nodes: int, diagnostics: Iterable[Diagnostic], sources: Sources
) -> dict[str, Any]:
    """The same for programs."""
    return {
        "schema": "compatlang.plan/1",
        "supposed": list(supposed),
        "nodes": nodes,
        "policies": [_policy(each, sources) for each in planned],
        "diagnostics": diagnostic_values(diagnostics, sources),
    }


def _policy(planned: Planned, sources: Sources) -> dict[str, Any]:
    return {
        "policy": planned.policy,
        "file": planned.file,
        "worse": planned.worse,
        "better": planned.better,
        "unchanged": planned.unchanged,
        "flips": [_flip_value(each, sources) for each in planned.flips],
    }


def _flip_value(flip: Flip, sources: Sources) -> dict[str, Any]:
    return {
        "node": flip.node,
        "from": flip.before,
        "to": flip.after,
        "requirements": [
            {
                "name": each.name,
                "truth": each.truth.word,
                "span": span_value(each.span, sources),
                "reasons": [reason_value(reason, sources) for reason in each.reasons],
            }
            for each in flip.requirements
        ],
    }
