"""What is wrong with watched files now: each finding is told once, and the exit code knows of all that stand."""

from __future__ import annotations

from compatlang.snapshot.collected import Collected

PATHS = ""
"""The name under which findings stand that are about no file, but about the paths that were to give files."""


class WatchedFindings:
    """The findings that stand, by file."""

    def __init__(self) -> None:
        self._told: dict[str, frozenset[tuple[str, str]]] = {}
        """Codes and messages. Places are left out: a finding that moves down a line is no news."""
        self._faulty: set[str] = set()
        self._news = Collected()

    @property
    def any_error(self) -> bool:
        """Whether some file has an error now."""
        return bool(self._faulty)

    def note(self, file: str, collected: Collected) -> None:
        """Say what is wrong with a file now; what is new of it is told by the next `news`."""
        found = collected.diagnostics()
        self._news.join(collected, self._told.get(file, frozenset()))
        self.forget(file)
        if found:
            self._told[file] = frozenset((each.code, each.message) for each in found)
        if any(each.severity == "error" for each in found):
            self._faulty.add(file)

    def forget(self, file: str) -> None:
        """A file is gone, and what was wrong with it."""
        self._told.pop(file, None)
        self._faulty.discard(file)

    def news(self) -> Collected:
        """What was found since this was asked last."""
        news, self._news = self._news, Collected()
        return news
