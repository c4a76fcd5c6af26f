"""The labels of boxes and edges in pictures, as lines that are short enough for a box."""

from __future__ import annotations

import textwrap

from compatlang.decision.draw.model import LEAVES, Box, Edge

_WIDTH = 44


def box_label(box: Box) -> list[str]:
    """What is asked, and below it what the snapshot says."""
    here = box.seen or (LEAVES[box.answer] if box.answer is not None else "")
    return [*_wrapped(box.text), *(_wrapped(f"here: {here}") if here else ())]


def edge_label(edge: Edge) -> list[str]:
    """The cells; none from a gate."""
    return _wrapped(", ".join(edge.cells))


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, break_on_hyphens=False)
