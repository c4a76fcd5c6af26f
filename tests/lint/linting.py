"""What the tests of lints share: a text is linted, with files beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from compatlang.lint.lint import Linted, lint
from compatlang.lint.options import Options
from compatlang.lint.registry import DEFAULT
from compatlang.loader import MemoryLoader
from compatlang.source import SourceFile

MAIN = "main.compat"
TODAY = "2026-11-29"


def options(codes: Iterable[str] = DEFAULT) -> Options:
    """The options of every test: some codes, and a day that does not pass."""
    return Options(frozenset(codes), TODAY)


def linted(text: str, codes: Iterable[str] = DEFAULT, files: Mapping[str, str] | None = None) -> Linted:
    """What the lints find in a text that compiles."""
    found = lint(SourceFile(MAIN, text), MemoryLoader(files or {}), options(codes))
    assert not found.diagnostics, [each.message for each in found.diagnostics]
    return found


def codes(text: str, selected: Iterable[str] = DEFAULT, files: Mapping[str, str] | None = None) -> list[str]:
    """The codes of what is found, in the order of the text."""
    return [each.code for each in linted(text, selected, files).findings]
