"""A drawing as a Mermaid flowchart, https://mermaid.js.org/syntax/flowchart.html, for Markdown pages that render it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from compatlang.decision.draw.labels import box_label, edge_label
from compatlang.decision.draw.model import LEAVES, Diagram, Drawing

_TAKEN = "stroke:#c2410c,stroke-width:3px"
"""How the path is drawn."""

_SPECIAL = re.compile(r"[^\w ,/.-]|\.(?= )|^[.-]")
"""Everything that Mermaid might read as its own: quotes, brackets, bars, entities, Markdown's lists."""


def lines(drawing: Drawing) -> Iterator[str]:
    """The lines of a drawing: a subgraph for each statement, all within that of the policy."""
    diagrams = [(section.title, each) for section in drawing.sections for each in section.diagrams]
    yield "flowchart LR"
    yield f"  subgraph policy[{_string([drawing.title])}]"
    for number, (section, diagram) in enumerate(diagrams):
        yield from _diagram(diagram, f"s{number}", section)
    yield "  end"
    yield from _way([diagram for _, diagram in diagrams])


def _diagram(diagram: Diagram, prefix: str, section: str) -> Iterator[str]:
    yield f"  subgraph {prefix}[{_string([*([section] if section else ()), diagram.heading])}]"
    for box in diagram.boxes:
        begin, end = ("{{", "}}") if box.kind == "gate" else ("[", "]")
        yield f"    {prefix}_{box.node}{begin}{_string(box_label(box))}{end}"
    for leaf in diagram.leaves:
        yield f"    {prefix}_{leaf}([{_string([LEAVES[leaf]])}])"
    for box in diagram.boxes:
        for edge in box.edges:
            label = f"|{_string(edge_label(edge))}|" if edge.cells else ""
            yield f"    {prefix}_{box.node} -->{label} {prefix}_{edge.target}"
    yield "  end"


def _way(diagrams: Sequence[Diagram]) -> Iterator[str]:
    """The path, if there is one. Edges are named by their number, in the order in which they were written."""
    nodes = [
        f"s{number}_{ref}"
        for number, diagram in enumerate(diagrams)
        for ref in [*(box.node for box in diagram.boxes if box.visited), *sorted(diagram.reached)]
    ]
    edges = [edge for diagram in diagrams for box in diagram.boxes for edge in box.edges]
    taken = [str(number) for number, edge in enumerate(edges) if edge.taken]
    if nodes:
        yield f"  classDef way {_TAKEN}"
        yield f"  class {','.join(nodes)} way"
    if taken:
        yield f"  linkStyle {','.join(taken)} {_TAKEN}"


def _string(lines: Sequence[str]) -> str:
    return f'"{"<br/>".join(_SPECIAL.sub(_entity, each) for each in lines)}"'


def _entity(character: re.Match[str]) -> str:
    return f"#{ord(character[0])};"
