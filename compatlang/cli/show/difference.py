"""`diff` as text and as JSON: what changed, where, and a node on which it is seen.

train
  verdict
    compatible -> incompatible where nvidia.driver in 550.54.14 ..< 570.26 (from host.driver.nvidia)
      seen on: host.driver.nvidia = "550.54.14", kernel.version.full = "6.8"
  driver
    yes -> no where nvidia.driver in 550.54.14 ..< 570.26 (from host.driver.nvidia)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from compatlang.analyze.difference import Change, Difference, PolicyDifference
from compatlang.analyze.window import Window
from compatlang.cli.compared import Comparison, parts_of
from compatlang.cli.show.changes import change_line, change_value
from compatlang.cli.show.witness import witness_text
from compatlang.cli.show.words import counted
from compatlang.cli.witnesses import witness_document
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import plain
from compatlang.ir.show import show_accepted
from compatlang.typed.show import feature_path
from compatlang.values.truth import Truth

_VERDICTS = {Truth.YES: "compatible", Truth.NO: "incompatible", Truth.UNKNOWN: "unknown"}
_PRESENCE = {"both": "", "added": "new", "removed": "gone"}


def difference_lines(comparison: Comparison, paint: Paint) -> Iterator[str]:
    """Each policy with what changed in it, the nodes whose verdicts flip, and a summary."""
    for found in comparison.policies:
        changed = [each for each in parts_of(found) if not each.same]
        if changed:
            yield paint.bold(plain(title(found)))
            for part in changed:
                yield from part_lines(part, paint)
    yield from (f"{paint.bold(plain(each))}  new" for each in comparison.added)
    yield from (f"{paint.bold(plain(each))}  gone" for each in comparison.removed)
    yield from (change_line(each, paint) for each in comparison.flips)
    yield summary(comparison)


def title(found: PolicyDifference) -> str:
    """The policy's name, or both names where it has another."""
    return found.new if found.old == found.new else f"{found.old} -> {found.new}"


def part_lines(part: Difference, paint: Paint) -> Iterator[str]:
    """What became of a part."""
    name = "verdict" if part.kind == "verdict" else plain(part.name)
    about = [_PRESENCE[part.presence]] if part.presence != "both" else []
    if part.weights is not None:
        about.append("weight {} -> {}".format(*part.weights))
    if part.undecided:
        about.append(paint.yellow("undecided past the budget"))
    elif not part.changes and part.presence != "both":
        about.append("changes nothing, proved")
    yield f"  {paint.bold(name)}{'  ' if about else ''}{', '.join(about)}"
    for change in part.changes:
        where = " and ".join(map(window_text, change.windows))
        yield f"    {_transition(part, change, paint)}{' where ' if where else ''}{where}"
        if part.kind == "verdict":
            yield paint.dim(f"      seen on: {witness_text(change.witness)}")


def _transition(part: Difference, change: Change, paint: Paint) -> str:
    words = _VERDICTS if part.kind == "verdict" else {each: each.word for each in Truth}
    text = f"{words[change.before]} -> {words[change.after]}"
    return paint.green(text) if change.after > change.before else paint.red(text)


def window_text(window: Window) -> str:
    """`kernel.version in 5.15 ..< 6.1`, as an author would write it."""
    element = feature_path(window.domain, window.name)
    accepted = show_accepted(window.type, window.values)
    text = f"{window.feature or element} {'' if accepted[:1] in '<>' else 'in '}{accepted}"
    return f"{text} (from {element})" if window.feature else text


def summary(comparison: Comparison) -> str:
    """How much was compared, and how much of it changed."""
    changed = sum(any(not each.same for each in parts_of(found)) for found in comparison.policies)
    total = len(comparison.policies)
    parts = [f"{counted(total, 'policy')} compared, {changed} changed"]
    parts += [f"{len(comparison.added)} new"] if comparison.added else []
    parts += [f"{len(comparison.removed)} gone"] if comparison.removed else []
    if comparison.nodes:
        parts.append(f"{len(comparison.flips)} of {counted(comparison.nodes * total, 'verdict')} flip")
    return ", ".join(parts)


def difference_document(comparison: Comparison) -> dict[str, Any]:
    """The whole comparison; parts that are proved to be the same have no changes."""
    return {
        "schema": "compatlang.diff/1",
        "policies": [
            {
                "old": found.old,
                "new": found.new,
                "verdict": _part_value(found.verdict),
                "parts": [_part_value(each) for each in found.parts],
            }
            for found in comparison.policies
        ],
        "added": list(comparison.added),
        "removed": list(comparison.removed),
        "nodes": comparison.nodes,
        "flips": [change_value(each) for each in comparison.flips],
    }


def _part_value(part: Difference) -> dict[str, Any]:
    return {
        "kind": part.kind,
        "name": part.name or None,
        "presence": part.presence,
        "weights": None if part.weights is None else list(part.weights),
        "undecided": part.undecided,
        "changes": [
            {
                "before": each.before.word,
                "after": each.after.word,
                "windows": [
                    {
                        "element": feature_path(window.domain, window.name),
                        "feature": window.feature or None,
                        "type": window.type,
                        "values": show_accepted(window.type, window.values),
                    }
                    for window in each.windows
                ],
                "witness": witness_document(each.witness),
            }
            for each in part.changes
        ],
    }
