"""The file system below a root, read with care: a tree may be damaged, huge, or made by someone else.

Reads are bounded, one by one and in all. Only regular files are opened, so that no pipe or device can block. Below a root
other than `/`, links are followed as if the tree were the whole file system: an absolute one starts at the root, and `..`
ends there. A tree is not expected to change while it is read.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from compatlang.integrations.host.text import decode, encode

ATTRIBUTE_BYTES = 64 << 10
"""Size of one attribute in sysfs, which is at most a page (64 KiB on some machines)."""

FILE_BYTES = 4 << 20
"""Size of any other file, unless its reader says more (4 MiB)."""

TOTAL_BYTES = 256 << 20
"""Size of everything that is read below one root (256 MiB)."""

FOLDER_ENTRIES = 65_536
"""Entries of one folder."""

_LINKS = 40
"""Links that are followed for one path, as in the kernel."""

_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
"""How files are opened: never waiting, should one have become a pipe since it was looked at."""

_MISSING = frozenset({errno.ENOENT, errno.ENOTDIR})
_SILENT = _MISSING | {errno.EINVAL, errno.ENODEV, errno.ENXIO, errno.EOPNOTSUPP, errno.EIO}


class Unreadable(OSError):  # noqa: N818 - it reads as what it says
    """Something that is there but is not read, or was read and cannot be understood."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(errno.EINVAL, problem, path)


def is_missing(error: OSError) -> bool:
    """Whether what was asked for is not there."""
    return error.errno in _MISSING and not isinstance(error, Unreadable)


def has_no_value(error: OSError) -> bool:
    """Whether a driver says that it has no such value, or the file is not there: nothing is unknown then."""
    return error.errno in _SILENT and not isinstance(error, Unreadable)


class Root:
    """A root folder. Paths below it are texts without a leading `/`; methods raise `OSError` and nothing else."""

    def __init__(self, path: Path) -> None:
        self.is_system = path == Path("/")
        self._base = b"" if self.is_system else os.fsencode(path)
        self._left = TOTAL_BYTES

    def read(self, path: str, limit: int = FILE_BYTES) -> bytes:
        """The bytes of a regular file."""
        place = self._place(path)
        if not stat.S_ISREG(os.stat(place).st_mode):  # noqa: PTH116 - paths are bytes here
            raise Unreadable(path, "not a regular file")
        handle = os.open(place, _READING)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise Unreadable(path, "not a regular file")
            return self._bytes(handle, path, min(limit, self._left))
        finally:
            os.close(handle)

    def _bytes(self, handle: int, path: str, limit: int) -> bytes:
        pieces, left = [], limit + 1
        while left > 0:
            piece = os.read(handle, min(left, 1 << 20))
            if not piece:
                break
            pieces.append(piece)
            left -= len(piece)
        data = b"".join(pieces)
        if len(data) > limit:
            raise Unreadable(path, f"larger than {limit} bytes")
        self._left -= len(data)
        return data

    def text(self, path: str, limit: int = FILE_BYTES) -> str:
        """The text of a regular file, see `decode`."""
        return decode(self.read(path, limit))

    def attribute(self, path: str) -> str:
        """The text of an attribute of sysfs."""
        return self.text(path, ATTRIBUTE_BYTES)

    def names(self, path: str) -> list[str]:
        """The names in a folder, in the order of their bytes, as Go lists them."""
        found: list[bytes] = []
        with os.scandir(self._place(path)) as entries:
            for entry in entries:
                if len(found) == FOLDER_ENTRIES:
                    raise Unreadable(path, f"more than {FOLDER_ENTRIES} entries")
                found.append(entry.name)
        return [decode(name) for name in sorted(found)]

    def exists(self, path: str) -> bool:
        """Whether there is something at a path, links followed."""
        try:
            os.stat(self._place(path))  # noqa: PTH116
        except OSError as error:
            if is_missing(error):
                return False
            raise
        return True

    def has(self, path: str) -> bool:
        """Whether there certainly is something at a path. Raises nothing."""
        try:
            return self.exists(path)
        except OSError:
            return False

    def size(self, path: str) -> int | None:
        """The size of a regular file; None for anything else that is there."""
        found = os.stat(self._place(path))  # noqa: PTH116
        return found.st_size if stat.S_ISREG(found.st_mode) else None

    def is_folder(self, path: str) -> bool:
        """Whether a folder, and no link to one, is at a path."""
        folder, _, name = path.rpartition("/")
        return stat.S_ISDIR(os.lstat(self._place(folder) + b"/" + encode(name)).st_mode)

    def final_name(self, path: str) -> str:
        """The name of the file that a path leads to through all its links."""
        place = self._walk(path)
        os.stat(place)  # noqa: PTH116
        return decode(place.rpartition(b"/")[2])

    def _place(self, path: str) -> bytes:
        """Where a path is in the real file system."""
        if "\0" in path:
            raise Unreadable(path, "a path with a NUL character")
        return b"/" + encode(path) if self.is_system else self._walk(path)

    def _walk(self, path: str) -> bytes:
        """The same, with every link followed here and none left to the system."""
        if "\0" in path:
            raise Unreadable(path, "a path with a NUL character")
        pending = encode(path).split(b"/")[::-1]
        done: list[bytes] = []
        links = 0
        while pending:
            part = pending.pop()
            if part in (b"", b"."):
                continue
            if part == b"..":
                del done[-1:]
                continue
            target = _link(b"/".join([self._base, *done, part]))
            if target is None:
                done.append(part)
                continue
            links += 1
            if links > _LINKS:
                raise OSError(errno.ELOOP, "too many links", path)
            if target.startswith(b"/"):
                done.clear()
            pending += target.split(b"/")[::-1]
        return b"/".join([self._base, *done]) or b"/"


def _link(place: bytes) -> bytes | None:
    """Where a link leads; None where there is something that is no link."""
    try:
        return os.readlink(place)  # noqa: PTH115
    except OSError as error:
        if error.errno == errno.EINVAL:
            return None
        raise
