"""docs/cli.md is what the parsers say."""

from __future__ import annotations

from pathlib import Path

from compatlang.cli import commands, reference

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cli.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference.page(), "python -m compatlang.cli.reference > docs/cli.md"


def test_every_command_has_a_section() -> None:
    assert all(f"\n## {name}\n" in reference.page() for name in commands.SUMMARIES)
