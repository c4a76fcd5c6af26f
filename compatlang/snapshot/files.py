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
from compatlang.loader import decode
from compatlang.snapshot.parse import ENDINGS
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
        yield SourceFile(STDIN_NAME, _text(stdin.read(limits.SNAPSHOT_FILE_BYTES + 1)))
    except (LoadError, OSError, ValueError) as error:
        yield _unreadable(STDIN_NAME, error)


def _load(path: str) -> Iterator[SourceFile | Diagnostic]:
    # ValueError: a path with a NUL character.
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError) as error:
        yield _unreadable(_shown(path), error)
        return
    if stat.S_ISDIR(mode):
        yield from _load_folder(path)
    else:
        # A pipe is what a shell passes for `<(kubectl get …)`.
        yield (
            _load_file(path)
            if stat.S_ISREG(mode) or stat.S_ISFIFO(mode)
            else _unreadable(_shown(path), LoadError("not a regular file"))
        )


def _load_folder(path: str) -> Iterator[SourceFile | Diagnostic]:
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
                yield _load_file(entry.as_posix())
        except OSError as error:
            empty = False
            yield _unreadable(_shown(entry.as_posix()), error)
    if empty:
        yield _unreadable(_shown(path), LoadError(f"no file in the folder ends in {', '.join(ENDINGS)}"))


def _belongs(entry: Path) -> bool:
    return not entry.is_symlink() if entry.is_dir() else entry.name.lower().endswith(ENDINGS)


def _load_file(path: str) -> SourceFile | Diagnostic:
    name = _shown(path)
    try:
        with Path(path).open("rb") as stream:
            return SourceFile(name, _text(stream.read(limits.SNAPSHOT_FILE_BYTES + 1)))
    except (LoadError, OSError) as error:
        return _unreadable(name, error)


def _text(data: bytes) -> str:
    """UTF-8 text. Raises `LoadError`."""
    if len(data) > limits.SNAPSHOT_FILE_BYTES:
        raise LoadError(f"larger than {limits.SNAPSHOT_FILE_BYTES >> 30} GiB")
    if data.startswith(b"\x1f\x8b"):
        raise LoadError("compressed with gzip; decompress it first")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise LoadError("UTF-16 text; save it as UTF-8")
    if b"\0" in data:
        raise LoadError("binary data, not text")
    return decode(data)


def _unreadable(name: str, error: Exception) -> Diagnostic:
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


def _shown(path: str) -> str:
    """A path as messages show it: `/` between folders, and no characters that UTF-8 cannot write."""
    return Path(path).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
