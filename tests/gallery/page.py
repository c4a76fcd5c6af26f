"""The page of the gallery, from the policies beside this file."""

from __future__ import annotations

from pathlib import Path

import compatlang
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.text import render

FOLDER = Path(__file__).parent
PAGE = FOLDER.parents[1] / "docs" / "gallery.md"

_HEAD = """\
# Ten policies with one deliberate mistake each

What compatlang says of the mistakes that authors make most. Each message names what was found at its tightest place, what was
expected there, and what to write.

This page is made from the policies in `tests/gallery/` by `python -m tests.gallery`; a test checks that it is current.
"""


def policies() -> list[Path]:
    """The policies of the gallery, in their order."""
    return sorted(FOLDER.glob("*.compat"))


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(_section(number, path) for number, path in enumerate(policies(), 1))])


def _section(number: int, path: Path) -> str:
    """One policy: the comment at its head is the title and the text, the rest what is compiled."""
    comment, _, text = path.read_text(encoding="utf-8").partition("\n\n")
    title, *prose = [line.removeprefix("#").strip() for line in comment.splitlines()]
    name = f"{path.stem.partition('-')[2]}.compat"
    compiled = compatlang.compile(text, name=name)
    messages = "\n".join(render(each, compiled.sources, Paint()) for each in compiled.diagnostics)
    words = "\n".join(line for line in prose if line)
    return f"## {number}. {title}\n\n{words}\n\n```text\n{text}```\n\n```text\n{messages}```\n"
