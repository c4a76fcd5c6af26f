"""Snapshot files from disk and standard input. The only part of this package that opens anything."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from compatlang import limits
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import snapshot as codes
from compatlang.errors import LoadError
from compatlang.loader import shown_path
from compatlang.snapshot.parse import ENDINGS
from compatlang.snapshot.text import text
from compatlang.source import SourceFile, Span

STDIN_NAME = "<stdin>"


def load_files(paths: Sequence[str], stdin: BinaryIO) -> tuple[tuple[SourceFile, ...], tuple[Diagnostic, ...]]:
    """The texts of files, of all snapshot files below folders, and of standard input where a path is `-`.

    What cannot be read gives a diagnostic at the start of a file of that name, and the rest is read. Of a folder, files
    with other endings than those of snapshots, hidden files and links to folders are left out. Raises nothing.
    """
    files: list[SourceFile] = []
    diagnostics: list[Diagnostic] = []
    if paths.count("-") > 1:
        # Standard input can be read only once.
        paths = list(dict.fromkeys(paths))
    for path in paths:
        for found in _load_stdin(stdin) if path == "-" else _load(path):
            if isinstance(found, SourceFile):
                files.append(found)
            else:
                diagnostics.append(found)
    return tuple(files), tuple(diagnostics)


def _load_stdin(stdin: BinaryIO) -> Iterator[SourceFile | Diagnostic]:
    try:
        yield SourceFile(STDIN_NAME, text(stdin.read(limits.SNAPSHOT_FILE_BYTES + 1)))
    except (LoadError, OSError, ValueError) as error:
        yield unreadable(STDIN_NAME, error)


def _load(path: str) -> Iterator[SourceFile | Diagnostic]:
    for found in find_files(path):
        yield found if isinstance(found, Diagnostic) else _load_file(found)


def find_files(path: str) -> Iterator[Path | Diagnostic]:
    """The file that a path names, or the snapshot files below that folder, and what is none."""
    # ValueError: a path with a NUL character.
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError) as error:
        yield unreadable(shown_path(path), error)
        return
    if stat.S_ISDIR(mode):
        yield from _files_below(path)
    elif stat.S_ISREG(mode) or stat.S_ISFIFO(mode):
        # A pipe is what a shell passes for `<(kubectl get …)`.
        yield Path(path)
    else:
        yield unreadable(shown_path(path), LoadError("not a regular file"))


def _files_below(path: str) -> Iterator[Path | Diagnostic]:
    waiting = [Path(path)]
    empty = True
    while waiting:
        entry = waiting.pop()
        try:
            if entry.is_dir():
                inside = [each for each in entry.iterdir() if not each.name.startswith(".")]
                waiting += sorted((each for each in inside if _belongs(each)), reverse=True)
            elif entry.is_file():
                empty = False
                yield entry
        except OSError as error:
            empty = False
            yield unreadable(shown_path(entry.as_posix()), error)
    if empty:
        yield unreadable(shown_path(path), LoadError(f"no file in the folder ends in {', '.join(ENDINGS)}"))


def _belongs(entry: Path) -> bool:
    return not entry.is_symlink() if entry.is_dir() else entry.name.lower().endswith(ENDINGS)


def _load_file(path: Path) -> SourceFile | Diagnostic:
    name = shown_path(path.as_posix())
    try:
        with path.open("rb") as stream:
            return SourceFile(name, text(stream.read(limits.SNAPSHOT_FILE_BYTES + 1)))
    except (LoadError, OSError) as error:
        return unreadable(name, error)


def unreadable(name: str, error: Exception) -> Diagnostic:
    """The finding that a file cannot be read."""
    match error:
        case FileNotFoundError():
            reason = "no such file"
        case OSError():
            reason = (error.strerror or "cannot be read").lower()
        case LoadError():
            reason = str(error)
        case _:
            reason = "it cannot be opened"
    return codes.CANNOT_READ.at(Span(name, 0, 0), f"cannot read `{name}`: {reason}")
