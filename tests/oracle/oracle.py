"""The oracle's process, built from the Go module beside this file and asked over its standard input and output.

Building it needs Go and, once, the Go module proxy. The program is kept in a cache folder under a digest of all that it
is built from, so that a change of the sources or of Go builds it anew.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

HERE = Path(__file__).parent
BUILD_FLAGS = ("-mod=readonly", "-buildvcs=false", "-ldflags=-s -w")
BUILD_SECONDS = 900
ANSWER_SECONDS = 60.0
ENVIRONMENT = dict(os.environ)
"""What was set when this module was read: the tests' own, empty cache folder would have Go compile everything again."""

Case = Mapping[str, Any]
Answer = dict[str, Any]


class OracleError(Exception):
    """Go cannot build the oracle, or a case has had no answer."""


class Oracle:
    """NFD's answers to cases; the process starts with the first case, and again after a case that ended it."""

    counts: ClassVar[Counter[str]] = Counter()
    """The `cases` that were asked in this process, and the `answers` to them: a case may be asked several times at once."""

    def __init__(self, seconds: float = ANSWER_SECONDS) -> None:
        self.seconds = seconds
        self.program = program()
        self.running: Running | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ask(self, cases: Iterable[Case]) -> list[Answer]:
        """The answers to the cases, in their order.

        A panic of NFD's is an answer, `panic`, and so is what ends its process, such as a stack without bounds:
        `fatal`. A case that is not well formed raises an error, as a test would otherwise prove nothing.
        """
        return list(self.stream(cases))

    def answer(self, case: Case) -> Answer:
        return self.ask([case])[0]

    def outcomes(self, case: Case, times: int) -> list[Answer]:
        """The different answers to a case that is asked so many times."""
        return different(self.answer({**case, "repeat": times}))

    def stream(self, cases: Iterable[Case]) -> Generator[Answer]:
        """The answers one by one; until the last, nothing else can be asked.

        All cases are sent at once, so that NFD works on the next while the answer to one is looked at.
        """
        waiting = deque(cases)
        running: Running | None = None
        try:
            while waiting:
                if running is None or running is not self.running:
                    running = self.running = self.running or Running(self.program)
                    running.send(waiting)
                yield self._next(running, waiting.popleft())
        finally:
            if waiting:
                self.close()  # answers to the others may be on their way

    def _next(self, running: Running, case: Case) -> Answer:
        try:
            line = running.lines.get(timeout=self.seconds)
        except queue.Empty:
            self.close()
            raise OracleError(f"no answer within {self.seconds} s to {shown(case)}") from None
        if not line:
            self.close()
            return {"fatal": "the process ended without an answer"}
        answer: Answer = json.loads(line)
        if "invalid" in answer:
            raise OracleError(f"{answer['invalid']}: {shown(case)}")
        self.counts.update(cases=1, answers=sum(answer.get("counts", [1])))
        return answer

    def close(self) -> None:
        """End the process, which may be at work still."""
        if self.running is not None:
            self.running.kill()
            self.running = None


class Running:
    """The process, and the thread that reads its answers, so that waiting for one can end."""

    def __init__(self, program: Path) -> None:
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.lines: queue.Queue[bytes] = queue.Queue()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self) -> None:
        """Queue every line and, at the end of them, an empty one."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(b"")

    def send(self, cases: Iterable[Case]) -> None:
        """Write cases, which are lost where the process has ended."""
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            for case in cases:
                self.process.stdin.write(json.dumps(case).encode() + b"\n")
            self.process.stdin.flush()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join()
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdout.close()
        with suppress(BrokenPipeError):
            self.process.stdin.close()


def different(answer: Answer) -> list[Answer]:
    """The different answers to a case that was asked several times."""
    return [answer] if "fatal" in answer else list(answer["outcomes"])


def shown(case: Case) -> str:
    return json.dumps(case)[:500]


@functools.cache
def available() -> str | None:
    """Why there can be no oracle here, or nothing: Go is not installed, is too old, or cannot reach its module proxy."""
    if shutil.which("go", path=ENVIRONMENT.get("PATH")) is None:
        return "go is not installed"
    listed = go("list", "-mod=readonly", "-deps", ".")
    if listed.returncode == 0:
        return None
    return "go cannot get the modules of the oracle: " + (last_line(listed.stderr) or f"status {listed.returncode}")


@functools.cache
def program() -> Path:
    """The oracle, built unless it is in the cache; a failure to compile is an error, never a reason to skip."""
    folder = cache() / f"oracle-{digest()}"
    built = folder / "oracle"
    with alone(folder):
        if not built.exists():
            unfinished = folder / "unfinished"
            done = go("build", *BUILD_FLAGS, "-o", str(unfinished), ".")
            if done.returncode != 0:
                raise OracleError(f"go build failed:\n{done.stderr}")
            unfinished.replace(built)
    return built


def cache() -> Path:
    """The folder of the tests in the user's cache or, where that cannot be written, a new one."""
    home = ENVIRONMENT.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(home) / "compatlang-tests"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="compatlang-tests-"))
    return folder


def digest() -> str:
    """Names all that the oracle is built from: its sources, the modules pinned, and Go itself, which NFD's answers use."""
    sources = [*sorted(HERE.glob("*.go")), HERE / "go.mod", HERE / "go.sum"]
    parts = [go("env", "GOVERSION", "GOOS", "GOARCH").stdout.encode(), repr(BUILD_FLAGS).encode()]
    parts += [part for path in sources for part in (path.name.encode(), path.read_bytes())]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keeps other processes out of a folder: the workers of a parallel run build the oracle once."""
    import fcntl  # only where the oracle is used: Windows has none

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def go(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["go", *arguments], cwd=HERE, env=ENVIRONMENT, capture_output=True, text=True, timeout=BUILD_SECONDS
    )


def last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2]
