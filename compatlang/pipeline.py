"""Source text -> policies: one line a stage, nothing else decides the order.

A faulty policy yields `Policies` too, with diagnostics, and checks as *error*; nothing here raises for what a text contains.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from compatlang.diagnostics import Diagnostic
from compatlang.evaluate.report import PolicyResult, Report
from compatlang.loader import Loader
from compatlang.snapshot import Snapshot
from compatlang.source import SourceFile
from compatlang.typed import tree as typed


class Policies:
    """The policies of one file, ready to check nodes. Immutable and safe to share between threads."""

    name: str
    """The file's name as the user gave it."""
    diagnostics: tuple[Diagnostic, ...]
    """Everything that was found while compiling; with an error among them, every check yields *error*."""
    sources: Mapping[str, SourceFile]
    """Every text that spans point into, by name."""
    program: typed.Program

    @property
    def policies(self) -> tuple[str, ...]:
        """The names of the policies that `check` evaluates: those of the file whose parameters all have a value."""
        raise NotImplementedError

    @property
    def failed(self) -> bool:
        """Whether a diagnostic is an error."""
        raise NotImplementedError

    def select(self, policies: tuple[str, ...] = (), parameters: Mapping[str, str] | None = None, tags: tuple[str, ...] = ()) -> Policies:
        """These policies only, with these parameters (raw texts by name), and the profiles that have one of the tags.

        Raises `UsageError` where a name is unknown or a text does not parse as the parameter's type.
        """
        raise NotImplementedError

    def check(self, snapshot: Snapshot) -> Report:
        """The verdict of each policy on a node, with the reasons for every requirement that is not yes."""
        raise NotImplementedError


def compile(text: str, *, name: str = "<text>", loader: Loader | None = None) -> Policies:
    """Compile a policy text. Without a loader only the standard library can be imported."""
    raise NotImplementedError


def compile_file(path: str | Path) -> Policies:
    """Compile a policy file; imports resolve below its folder. Raises `LoadError` where the file itself cannot be read."""
    raise NotImplementedError
