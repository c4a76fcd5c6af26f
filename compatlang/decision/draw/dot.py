"""A drawing in Graphviz's language, https://graphviz.org/doc/info/lang.html."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compatlang.decision.draw.labels import box_label, edge_label
from compatlang.decision.draw.model import LEAVES, Box, Diagram, Drawing

_TAKEN = 'color="#c2410c", fontcolor="#c2410c", penwidth=2.5'
"""How the path is drawn."""


def lines(drawing: Drawing) -> Iterator[str]:
    """The lines of a drawing: a cluster for each statement, one below the other."""
    yield "digraph policy {"
    yield f"  label={_string([drawing.title])}; labelloc=t;"
    yield "  rankdir=LR;"
    yield '  node [shape=box, fontname="Courier", fontsize=11];'
    yield '  edge [fontname="Courier", fontsize=10];'
    diagrams = [(section.title, each) for section in drawing.sections for each in section.diagrams]
    # From left to right, what is written first is laid out at the bottom.
    for number, (section, diagram) in reversed(list(enumerate(diagrams))):
        yield from _diagram(diagram, f"s{number}", section)
    yield "}"


def _diagram(diagram: Diagram, prefix: str, section: str) -> Iterator[str]:
    yield f"  subgraph cluster_{prefix} {{"
    yield f"    label={_string([*([section] if section else ()), diagram.heading])};"
    for box in diagram.boxes:
        yield f"    {prefix}_{box.node} [{_box_attributes(box)}];"
    for leaf in reversed(diagram.leaves):
        taken = f", {_TAKEN}" if leaf in diagram.reached else ""
        yield f"    {prefix}_{leaf} [label={_string([LEAVES[leaf]])}, shape=ellipse{taken}];"
    for box in diagram.boxes:
        for edge in box.edges:
            attributes = ", ".join(
                [*([f"label={_string(edge_label(edge))}"] if edge.cells else ()), *([_TAKEN] if edge.taken else ())]
            )
            yield f"    {prefix}_{box.node} -> {prefix}_{edge.target}{f' [{attributes}]' if attributes else ''};"
    yield "  }"


def _box_attributes(box: Box) -> str:
    shape = ", shape=hexagon" if box.kind == "gate" else ""
    return f"label={_string(box_label(box))}{shape}{f', {_TAKEN}' if box.visited else ''}"


def _string(lines: Sequence[str]) -> str:
    r"""A quoted string. A backslash would begin an escape such as `\N`, an ampersand an entity."""
    escaped = [each.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") for each in lines]
    return '"' + "\\n".join(escaped) + '"'
