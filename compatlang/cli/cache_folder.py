"""A folder of things that can be made again: read if they are sound, written if possible, bounded, and never an error.

Many processes may use it at once. An entry appears whole or not at all. What someone else could have written is not there.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

MOST_ENTRIES = 256
MOST_BYTES = 64 << 20
"""Of all entries together; those that were not used for longest make room."""

LARGEST = MOST_BYTES // 4
"""A larger entry is not kept."""

_SUFFIX = ".entry"
_PARTIAL = ".partial"
_FORGOTTEN = 3600.0
"""Seconds after which a file that was never completed is garbage."""

_BINARY = getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class CacheFolder:
    """Entries by name. The folder is made when there is something to keep."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, name: str) -> bytes | None:
        """The bytes of an entry, None where there is none that this user alone can have written."""
        path = self.path / f"{name}{_SUFFIX}"
        try:
            with os.fdopen(os.open(path, os.O_RDONLY | _NO_LINK | _BINARY), "rb") as file:
                if not (_is_own(self.path.stat()) and _is_own(os.fstat(file.fileno()))):
                    return None
                data = file.read(LARGEST + 1)
        except OSError:
            return None
        with contextlib.suppress(OSError):  # where the folder can only be read, nothing makes room either
            os.utime(path)
        return data if len(data) <= LARGEST else None

    def write(self, name: str, data: bytes) -> None:
        """Keep an entry, if there is a place for it."""
        if len(data) > LARGEST:
            return
        with contextlib.suppress(OSError):
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_own(self.path.stat()):
                self._write(name, data)
                self._make_room()

    def _write(self, name: str, data: bytes) -> None:
        partial = self.path / f"{name}.{os.getpid()}{_PARTIAL}"
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            partial.replace(self.path / f"{name}{_SUFFIX}")
        except BaseException:
            partial.unlink(missing_ok=True)
            raise

    def _make_room(self) -> None:
        """Remove what is too much, and what was never completed."""
        forgotten = time.time() - _FORGOTTEN
        entries = []
        for path, status in self._files():
            if path.suffix == _SUFFIX:
                entries.append((status.st_mtime_ns, status.st_size, path))
            elif path.suffix == _PARTIAL and status.st_mtime < forgotten:
                path.unlink(missing_ok=True)
        total = 0
        for count, (_, size, path) in enumerate(sorted(entries, reverse=True), 1):
            total += size
            if count > MOST_ENTRIES or total > MOST_BYTES:
                path.unlink(missing_ok=True)

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        for path in self.path.iterdir():
            with contextlib.suppress(FileNotFoundError):  # another process makes room, too
                yield path, path.lstat()


def user_folder() -> Path | None:
    """Where this user's programs keep what they can make again, None where there is no telling.

    https://specifications.freedesktop.org/basedir-spec/latest/ and what is usual elsewhere.
    """
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if given.is_absolute():
        return given
    if sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA", ""))
    else:
        home = Path(os.path.expanduser("~"))  # noqa: PTH111 - `Path.expanduser` raises where there is no home
        folder = home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache"
    return folder if folder.is_absolute() else None


def _is_own(status: os.stat_result) -> bool:
    """Whether nobody but this user, and who may do everything, can have written a file or into a folder."""
    if not (stat.S_ISDIR(status.st_mode) or stat.S_ISREG(status.st_mode)):
        return False
    if sys.platform == "win32":
        return True  # the user's folders are the user's own
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
