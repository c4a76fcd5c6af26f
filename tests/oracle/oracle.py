"""The oracle's process, built from the Go module beside this file and asked over its standard input and output."""

from __future__ import annotations

import functools
import json
import queue
import subprocess
import threading
from collections import Counter, deque
from collections.abc import Generator, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

from tests.go_programs import GoModule

MODULE = GoModule(Path(__file__).parent)
ANSWER_SECONDS = 60.0

Case = Mapping[str, Any]
Answer = dict[str, Any]


class OracleError(Exception):
    """A case has had no answer."""


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
    """Why there can be no oracle here, or nothing: see `GoModule.available`."""
    return MODULE.available()


@functools.cache
def program() -> Path:
    """The oracle, built unless it is in the cache."""
    return MODULE.programs() / "oracle"
