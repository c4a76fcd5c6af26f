"""Files that are watched: which there are, and which are not what they were when they were read.

No change is lost: a file counts as read in the state in which it was before reading began. Two states that the file system
cannot tell apart, since its clock did not tick between them, are told apart by reading a file that was new once more later.
"""

from __future__ import annotations

import io
import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from compatlang.cli.watched import Looked, Read
from compatlang.diagnostics import Diagnostic
from compatlang.errors import LoadError
from compatlang.loader import shown_path
from compatlang.snapshot.collected import Collected
from compatlang.snapshot.files import find_files, unreadable
from compatlang.snapshot.gather import Gatherer
from compatlang.snapshot.pieces import Piece, Refused
from compatlang.snapshot.stream_files import SnapshotFiles

_SECOND = 1_000_000_000
_COARSE = 2 * _SECOND
"""How far apart two times are at least on file systems that keep whole seconds."""

_FINE = _SECOND // 10
"""And on all others, with room to spare."""


class Stamp(NamedTuple):
    """What tells two states of a file apart without reading it."""

    modified: int
    changed: int
    size: int
    inode: int

    def is_young(self, now: int) -> bool:
        """Whether the file may have been written again since, and look the same."""
        return any(abs(now - each) < _granularity(each) for each in (self.modified, self.changed))


class _Seen(NamedTuple):
    """The state in which a file was read. A young one is read once more."""

    stamp: Stamp
    young: bool


class WatchedFiles(SnapshotFiles):
    """Files and folders of snapshots, and in which state each of them was read."""

    complete = True
    needs_node = False

    def __init__(self, paths: Sequence[str], now: Callable[[], int] = time.time_ns) -> None:
        super().__init__(paths, io.BytesIO())
        self._watched = tuple(dict.fromkeys(paths))
        self._now = now
        self._seen: dict[str, _Seen] = {}

    def look(self) -> Looked[Path]:
        """What is not as it was read. The files that are gone are forgotten by that, the others once they are read.

        Where a folder cannot be listed, though it is there, its files are taken to be as they were.
        """
        there: dict[str, Path] = {}
        stamps: dict[str, Stamp] = {}
        refused: dict[str, Diagnostic] = {}
        for path in self._watched:
            for found in map(_stamped, find_files(path)):
                if isinstance(found, Diagnostic):
                    refused[found.span.file] = found
                elif found is not None:
                    file, stamp = found
                    name = _name(file)
                    there.pop(name, None)
                    there[name], stamps[name] = file, stamp
        hidden = tuple(name for name in refused if _is_hidden(name))
        gone = [each for each in self._seen if each not in there and not _is_below(each, hidden)]
        for each in gone:
            del self._seen[each]
        changed = {name: path for name, path in there.items() if self._is_news(name, stamps[name])}
        return Looked({name: place for place, name in enumerate(there)}, changed, gone, refused)

    def read(self, path: Path, gatherer: Gatherer, tick: Callable[[], None]) -> Read | None:
        """What a file says now; None where there is none any more, as `look` will say. Each piece of it is a `tick`.

        A file that is written meanwhile is read once more. Then something is made of it, whatever happens to it, or a file
        that is always being written would never be read; what was found wrong counts only once it stands still.
        """
        for _ in range(2):
            now = self._now()
            before = _state(path)
            collected = Collected()
            objects = gatherer.apart(_readable(self.pieces_of(path), collected, tick), collected)
            after = _state(path)
            if before is None or after is None:
                return None
            stamp = _stamp(before)
            self._seen[_name(path)] = _Seen(stamp, stamp.is_young(now))
            if stamp == _stamp(after):
                return Read(objects, collected, not _is_faulty(collected))
        return Read(objects, Collected(), whole=False)

    def _is_news(self, name: str, stamp: Stamp) -> bool:
        seen = self._seen.get(name)
        return seen is None or seen.stamp != stamp or (seen.young and not stamp.is_young(self._now()))


def _granularity(moment: int) -> int:
    return _FINE if moment % _SECOND else _COARSE


def _name(path: Path) -> str:
    return shown_path(path.as_posix())


def _state(path: Path) -> os.stat_result | None:
    """What the system says of a file; None where there is none."""
    try:
        return path.stat()
    except OSError:
        return None


def _stamp(state: os.stat_result) -> Stamp:
    return Stamp(state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino)


def _stamped(found: Path | Diagnostic) -> tuple[Path, Stamp] | Diagnostic | None:
    """A file with its stamp; None where it went away meanwhile."""
    if isinstance(found, Diagnostic):
        return found
    state = _state(found)
    if state is not None and stat.S_ISFIFO(state.st_mode):
        return unreadable(_name(found), LoadError("a pipe cannot be watched"))
    return None if state is None else (found, _stamp(state))


def _is_hidden(name: str) -> bool:
    """Whether something is there, though it cannot be said what."""
    try:
        if stat.S_ISDIR(Path(name).stat().st_mode):
            os.scandir(name).close()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError):
        return True
    return False


def _is_below(name: str, folders: Sequence[str]) -> bool:
    return any(name == each or name.startswith(f"{each.rstrip('/')}/") for each in folders)


def _readable(parts: Iterator[Piece | Refused], collected: Collected, tick: Callable[[], None]) -> Iterator[Piece]:
    for each in parts:
        tick()
        if isinstance(each, Refused):
            collected.add_refused(each)
        else:
            yield each


def _is_faulty(collected: Collected) -> bool:
    return any(each.severity == "error" for each in collected.diagnostics())
