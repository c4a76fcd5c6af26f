"""Colour: a handful of ANSI codes, or none."""

from __future__ import annotations

from typing import NamedTuple


class Paint(NamedTuple):
    """Colours texts where `enabled`, and returns them as they are where not."""

    enabled: bool = False

    def red(self, text: str) -> str:
        """What failed."""
        return self._in("1;31", text)

    def green(self, text: str) -> str:
        """What is as it should be."""
        return self._in("32", text)

    def yellow(self, text: str) -> str:
        """What is unknown, or only a warning."""
        return self._in("1;33", text)

    def blue(self, text: str) -> str:
        """What frames a source line, and second places."""
        return self._in("1;34", text)

    def bold(self, text: str) -> str:
        """What a reader looks for first."""
        return self._in("1", text)

    def dim(self, text: str) -> str:
        """What a reader may skip."""
        return self._in("2", text)

    def _in(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.enabled and text else text
