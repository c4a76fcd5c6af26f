"""What compiling asked of the files around a policy, and whether they would answer the same today.

Compilation depends on nothing but the policy's text and on what its loader answers, refusals included. So what was
compiled once is still right where every question has the answer that it had, however files have come and gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

import msgspec

from compatlang import limits
from compatlang.digest import digest
from compatlang.errors import LoadError
from compatlang.loader import Loader
from compatlang.source import SourceFile

Answer: TypeAlias = SourceFile | tuple[str, ...] | LoadError


class Question(msgspec.Struct, frozen=True, array_like=True):
    """A call of a loader. `path` is the name of a module where one is asked for."""

    kind: Literal["file", "module", "modules"]
    path: str = ""
    importer: str = ""
    limit: int = 0


class Answered(msgspec.Struct, frozen=True, array_like=True):
    """A question and the digest of its answer."""

    question: Question
    digest: str


class RecordingLoader:
    """Loads as another loader does, and keeps what was asked and answered."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader
        self.answered: list[Answered] = []

    def load(self, path: str, importer: str, limit: int = limits.SOURCE_BYTES) -> SourceFile:
        """See `Loader.load`."""
        return self._file(Question("file", path, importer, limit))

    def load_module(self, name: str) -> SourceFile:
        """See `Loader.load_module`."""
        return self._file(Question("module", name))

    def modules(self) -> tuple[str, ...]:
        """See `Loader.modules`."""
        names = self._answer(Question("modules"))
        assert isinstance(names, tuple), "that is what a loader answers"
        return names

    def _file(self, question: Question) -> SourceFile:
        file = self._answer(question)
        if isinstance(file, LoadError):
            raise file
        assert isinstance(file, SourceFile), "that is what a loader answers"
        return file

    def _answer(self, question: Question) -> Answer:
        answer = _ask(question, self._loader)
        self.answered.append(Answered(question, _digest(answer)))
        return answer


def unchanged(answered: Iterable[Answered], loader: Loader) -> bool:
    """Whether a loader answers every question as it was answered then."""
    return all(_digest(_ask(each.question, loader)) == each.digest for each in answered)


def _ask(question: Question, loader: Loader) -> Answer:
    try:
        match question.kind:
            case "file":
                return loader.load(question.path, question.importer, question.limit)
            case "module":
                return loader.load_module(question.path)
            case "modules":
                return loader.modules()
    except LoadError as error:
        return error


def _digest(answer: Answer) -> str:
    said: tuple[str, ...]
    match answer:
        case SourceFile():
            said = ("file", answer.name, answer.text)
        case LoadError():
            said = ("refused", str(answer))
        case _:
            said = ("modules", *answer)
    return digest("\0".join(said).encode("utf-8", "surrogatepass"))
