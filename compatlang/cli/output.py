"""Where a command writes: its output stream, or a file that appears only once it is complete."""

from __future__ import annotations

import contextlib
import io
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TextIO

from compatlang.errors import CompatlangError


class CannotWrite(CompatlangError):  # noqa: N818 - it reads as what it says
    """The file of `--output` could not be written."""


@contextlib.contextmanager
def opened(path: str, out: TextIO) -> Iterator[TextIO]:
    """`out`, or where a path is given, a text that becomes the file's content when all has been written.

    Ctrl-C or an error leaves a file that was there as it was.
    """
    if not path:
        yield out
        return
    text = io.StringIO()
    yield text
    write_file(path, text.getvalue().encode("utf-8", "backslashreplace"))


def write_file(path: str, data: bytes) -> None:
    """Make some bytes the content of a file, all of them or none."""
    write_parts(path, (data,))


def write_parts(path: str, parts: Iterable[bytes]) -> None:
    """The same with bytes that come in parts and are never in memory as a whole."""
    try:
        _write(Path(path), parts)
    except OSError as error:
        raise CannotWrite(f"cannot write `{path}`: {(error.strerror or 'it failed').lower()}") from error


def make_folder(path: str) -> None:
    """A folder that is there, with those above it. Raises `CannotWrite`."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(f"cannot make the folder `{path}`: {(error.strerror or 'it failed').lower()}") from error


def write_pages(folder: str, pages: Mapping[str, str]) -> None:
    """Write pages by the names of their files into a folder. Raises `CannotWrite`."""
    make_folder(folder)
    for name, text in pages.items():
        write_file(str(Path(folder) / name), text.encode())


def _write(path: Path, parts: Iterable[bytes]) -> None:
    if path.exists() and not path.is_file():
        _write_to(path, parts)  # a device or a pipe cannot be replaced; a folder says so itself
        return
    target = path.resolve()
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        _write_to(partial, parts)
        if target.exists():
            partial.chmod(stat.S_IMODE(target.stat().st_mode))
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _write_to(path: Path, parts: Iterable[bytes]) -> None:
    with path.open("wb") as stream:
        stream.writelines(parts)
