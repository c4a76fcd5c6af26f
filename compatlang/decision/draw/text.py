"""A drawing as text to read from top to bottom: numbered steps, each of which says where to go on.

A box that several edges lead to is one step, and named by its number everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compatlang.decision.draw.model import LEAVES, Box, Diagram, Drawing
from compatlang.decision.graph import NodeRef
from compatlang.diagnostics.render.paint import Paint

_WIDEST = 60
"""Cells of one box stand in a column; longer ones stick out."""

_LEGEND = "Right of -> stands whether the statement is met, or the step that comes next; step 1 is the first."
_MARKS = "Lines with > are the way that this node takes."


def lines(drawing: Drawing, paint: Paint) -> Iterator[str]:
    """The lines of a drawing."""
    yield paint.bold(drawing.title)
    yield _LEGEND
    if drawing.has_path:
        yield _MARKS
    for section in drawing.sections:
        if section.title:
            yield ""
            yield paint.bold(section.title)
        for diagram in section.diagrams:
            yield ""
            yield from _diagram(diagram, paint)


def _diagram(diagram: Diagram, paint: Paint) -> Iterator[str]:
    yield paint.bold(diagram.heading)
    if not diagram.boxes:
        yield _marked(f"always {LEAVES[diagram.root]}", paint, marked=diagram.answer is not None)
    steps = {box.node: number for number, box in enumerate(diagram.boxes, 1)}
    for box in diagram.boxes:
        yield from _box(box, steps, paint)


def _box(box: Box, steps: Mapping[NodeRef, int], paint: Paint) -> Iterator[str]:
    number = f"{steps[box.node]}. " if len(steps) > 1 else ""
    yield _marked(f"{number}{box.text}{_here(box)}", paint, marked=box.visited)
    indent = " " * (len(number) + 2)
    cells = [", ".join(each.cells) for each in box.edges]
    width = min(max(map(len, cells)), _WIDEST)
    for text, edge in zip(cells, box.edges, strict=True):
        target = LEAVES.get(edge.target) or f"step {steps[edge.target]}"
        begin = f"{text:{width}} " if text else ""
        yield _marked(f"{indent}{begin}-> {target}", paint, marked=edge.taken)


def _here(box: Box) -> str:
    """What the node says of a question; of a gate, what it comes to."""
    if box.answer is None:
        return ""
    return f"   (here: {box.seen or LEAVES[box.answer]})"


def _marked(line: str, paint: Paint, *, marked: bool) -> str:
    return paint.bold(f"  > {line}") if marked else f"    {line}"
