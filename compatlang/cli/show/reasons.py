"""A requirement that is open, as lines: its name, why, and where in the policy; then what is below it.

driver  gpu.driver is 525.60.13, needs >= 550.54.14    train.compat:34
        table cuda_driver, row cuda 12.4.*
        fix: install NVIDIA driver 550.54.14 or newer
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import columns, plain
from compatlang.diagnostics.render.text import place
from compatlang.evaluate.report import Reason, RequirementResult
from compatlang.source import SourceFile, Span
from compatlang.values.truth import Truth

_NAME_WIDTH = 40
"""Names up to this width stand in a column of their own; longer ones push their line to the right."""

_TEXT_WIDTH = 76
"""Places stand in a column to the right of texts up to this width."""


class Line(NamedTuple):
    """A line of a block. `truth` colours the name, and is None where the line only continues."""

    text: str
    name: str = ""
    place: str = ""
    truth: Truth | None = None


def requirement_lines(
    requirement: RequirementResult, sources: Mapping[str, SourceFile], *, say_unknown: bool, seen: bool
) -> Iterator[Line]:
    """What became of a requirement that is not yes.

    `say_unknown` marks those that are unknown, for blocks in which others are no; `seen` adds places in the snapshot.
    """
    prefix = "unknown: " if say_unknown and requirement.truth is Truth.UNKNOWN else ""
    name, shown = requirement.name, ""
    for reason in requirement.reasons or (Reason(_bare(requirement), requirement.span),):
        where = place(tightest(requirement.span, reason.span), sources)
        yield Line(prefix + reason.message, name, where if where != shown else "", requirement.truth)
        yield from _below(reason, sources, child_depth(requirement, reason), seen)
        name, shown = "", where
    if requirement.because:
        yield Line(f"because: {requirement.because}")
    if requirement.fix:
        yield Line(f"fix: {requirement.fix}")


def tightest(outer: Span, inner: Span) -> Span:
    """The inner span where it lies within the outer one, else the outer one: a reason may stand in another file."""
    within = inner.file == outer.file and outer.start <= inner.start and inner.end <= outer.end
    return inner if within else outer


def child_depth(requirement: RequirementResult, reason: Reason) -> int:
    """How far what is below a reason is indented: not at all where it can belong to nothing else."""
    return 1 if len(requirement.reasons) > 1 or len(reason.children) > 1 else 0


def _bare(requirement: RequirementResult) -> str:
    return "cannot be decided" if requirement.truth is Truth.UNKNOWN else "not met"


def _below(reason: Reason, sources: Mapping[str, SourceFile], depth: int, seen: bool) -> Iterator[Line]:
    indent = "  " * depth
    if seen and reason.seen is not None:
        yield Line(f"{indent}seen at {place(reason.seen, sources)}")
    for child in reason.children:
        yield Line(indent + child.message)
        yield from _below(child, sources, depth + 1, seen)


def laid_out(lines: Iterable[Line], paint: Paint, indent: str = "  ") -> list[str]:
    """Lines with names, texts and places in columns."""
    lines = [Line(plain(each.text), plain(each.name), each.place, each.truth) for each in lines]
    names = max((columns(each.name) for each in lines if columns(each.name) <= _NAME_WIDTH), default=0)
    placed = [columns(each.text) for each in lines if each.place and columns(each.text) <= _TEXT_WIDTH]
    texts = max(placed, default=0)
    shown = []
    for line in lines:
        name = line.name + " " * (names - columns(line.name))
        text = line.text + (" " * (texts - columns(line.text)) if line.place else "")
        where = f"    {paint.dim(line.place)}" if line.place else ""
        shown.append(f"{indent}{_coloured(name, line.truth, paint)}  {_highlighted(text, paint)}{where}".rstrip())
    return shown


def _coloured(name: str, truth: Truth | None, paint: Paint) -> str:
    if not name.strip():
        return name
    match truth:
        case None:
            return name
        case Truth.YES:
            return paint.green(name)
        case Truth.UNKNOWN:
            return paint.yellow(name)
        case Truth.NO:
            return paint.red(name)


def _highlighted(text: str, paint: Paint) -> str:
    for word in ("fix:", "because:"):
        if text.startswith(word):
            return paint.bold(word) + text[len(word) :]
    return text
