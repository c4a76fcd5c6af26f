"""The page of a diagnostic's code, which is packaged beside the codes."""

from __future__ import annotations

from pathlib import Path

from compatlang.diagnostics.codes import ALL

_FOLDER = Path(__file__).resolve().parents[1] / "diagnostics" / "pages"


def rule_page(code: str) -> str:
    """What the page says, as Markdown; empty where the code has none."""
    path = _FOLDER / f"{code}.md"
    return path.read_text(encoding="utf-8") if code in ALL and path.is_file() else ""
