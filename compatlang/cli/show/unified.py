"""How a file would change, as a unified difference."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import plain


def unified(name: str, before: str, after: str, paint: Paint) -> Iterator[str]:
    """The lines of the difference, each with its line end; none where the texts are equal."""
    shown = plain(name)
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for line in difflib.unified_diff(old, new, f"a/{shown}", f"b/{shown}"):
        yield _coloured(line.removesuffix("\n"), paint) + "\n"
        if not line.endswith("\n"):
            yield "\\ no newline at the end of the file\n"


def _coloured(line: str, paint: Paint) -> str:
    if line.startswith(("---", "+++")):
        return paint.bold(line)
    if line.startswith("@@"):
        return paint.blue(line)
    if line.startswith("-"):
        return paint.red(line)
    return paint.green(line) if line.startswith("+") else line
