"""`fmt` as text: which files change, and how many do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from compatlang.cli.show.words import counted
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.render.plain import plain
from compatlang.source import SourceFile


class Formatted(NamedTuple):
    """A file as it was found and as it should be; `after` is None where it could not be read, and `diagnostics` say why."""

    path: str
    before: SourceFile
    after: str | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def changes(self) -> bool:
        """Whether the file is not as it should be."""
        return self.after is not None and self.after != self.before.text


def summary(files: Sequence[Formatted], *, looking: bool) -> Iterator[str]:
    """The lines that say what was done, or when only `looking`, what would be."""
    changed = [each for each in files if each.changes]
    if looking:
        yield from (f"would be reformatted: {plain(each.before.name)}" for each in changed)
    faulty = sum(each.after is None for each in files)
    same = len(files) - len(changed) - faulty
    parts = []
    if changed:
        parts.append(f"{counted(len(changed), 'file')} {'would be ' if looking else ''}reformatted")
    if faulty:
        parts.append(f"{counted(faulty, 'file')} with errors")
    if same and parts:
        parts.append(f"{same} left as {'it is' if same == 1 else 'they are'}")
    elif same:
        parts.append(f"{counted(same, 'file')} left as {'it is' if same == 1 else 'they are'}")
    yield ", ".join(parts)
