"""Programs that tests build from Go modules of their own.

Building one needs Go and, once, the Go module proxy. Programs are kept in a cache folder under a digest of all that they
are built from, so that a change of the sources, of the modules pinned or of Go builds them anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

BUILD_FLAGS = ("-mod=readonly", "-buildvcs=false")
LINK_FLAGS = "-s -w"
BUILD_SECONDS = 900
ENVIRONMENT = dict(os.environ)
"""What was set when this module was read: the tests' own, empty cache folder would have Go compile everything again."""


class GoError(Exception):
    """Go cannot build a program."""


class GoModule(NamedTuple):
    """A Go module of the tests."""

    folder: Path
    packages: tuple[str, ...] = (".",)
    """What is built of it: packages, or `tool`, the tools that its go.mod names."""
    flags: tuple[str, ...] = ()
    """Flags for its build, besides those for all."""
    link_flags: str = LINK_FLAGS
    seconds: float = BUILD_SECONDS
    """How long a build may take."""

    def available(self) -> str | None:
        """Why it cannot be built here, or nothing: Go is not installed, is too old, or cannot reach its module proxy."""
        if shutil.which("go", path=ENVIRONMENT.get("PATH")) is None:
            return "go is not installed"
        listed = self.go("list", "-mod=readonly", "-deps", *self.packages)
        if listed.returncode == 0:
            return None
        why = last_line(listed.stderr) or f"status {listed.returncode}"
        return f"go cannot get the modules of tests/{self.folder.name}: {why}"

    def programs(self) -> Path:
        """The folder of its programs, built unless they are in the cache; a failure to compile is an error."""
        folder = cache() / f"{self.folder.name}-{self.digest()}"
        built = folder / "programs"
        with alone(folder):
            if not built.exists():
                unfinished = folder / "unfinished"
                done = self.go("build", *self.build_flags(), "-o", f"{unfinished}{os.sep}", *self.packages)
                if done.returncode != 0:
                    raise GoError(f"go build failed:\n{done.stderr}")
                unfinished.replace(built)
        return built

    def build_flags(self) -> tuple[str, ...]:
        return (*BUILD_FLAGS, *self.flags, f"-ldflags={self.link_flags}")

    def digest(self) -> str:
        """Names all that it is built from: its sources, the modules pinned, and Go itself, whose library answers, too."""
        sources = [*sorted(self.folder.rglob("*.go")), self.folder / "go.mod", self.folder / "go.sum"]
        parts = [
            self.go("env", "GOVERSION", "GOOS", "GOARCH", "CGO_ENABLED").stdout.encode(),
            repr(self.build_flags()).encode(),
        ]
        for each in sources:
            parts += [each.relative_to(self.folder).as_posix().encode(), each.read_bytes()]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]

    def go(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Go, run in the module's folder. Programs of pure Go run wherever they are copied to."""
        environment = {**ENVIRONMENT, "CGO_ENABLED": "0"}
        return subprocess.run(
            ["go", *arguments], cwd=self.folder, env=environment, capture_output=True, text=True, timeout=self.seconds
        )


def cache() -> Path:
    """The folder of the tests in the user's cache or, where that cannot be written, a new one."""
    home = ENVIRONMENT.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(home) / "compatlang-tests"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="compatlang-tests-"))
    return folder


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keeps other processes out of a folder: the workers of a parallel run build a program once."""
    import fcntl  # only where programs are built: Windows has none

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def last_line(text: str) -> str:
    """The last line of what a program has printed, which says why it failed."""
    return text.strip().rpartition("\n")[2]
