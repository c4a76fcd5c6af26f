"""The vectors as they stand in files. README.md says what each field means, schema.json which shape it has."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from compatlang.evaluate.report import Decision, Open, Score, Verdict
from compatlang.values.truth import Truth

FOLDER = Path(__file__).parent
SCHEMA = FOLDER / "schema.json"
BUNDLES = FOLDER / "bundles.json"

Reasons = list[dict[str, Any]]
"""The reasons of a result as JSON values."""


class OpenVector(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A requirement that is not yes."""

    name: str
    truth: str


class ScoreVector(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bounds of a score."""

    certain: int
    possible: int


class Result(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one policy must answer."""

    policy: str
    verdict: Verdict
    degraded: bool
    score: ScoreVector
    chosen: tuple[str, ...]
    open: tuple[OpenVector, ...]
    reasons: Reasons = []

    @property
    def decision(self) -> Decision:
        """The same as evaluators say it, without reasons."""
        return Decision(
            self.policy,
            self.verdict,
            self.degraded,
            Score(self.score.certain, self.score.possible),
            tuple(Open(each.name, Truth[each.truth.upper()]) for each in self.open),
            self.chosen,
        )


class SectionVector(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of one domain."""

    flags: list[str] | None = None
    attributes: dict[str, str] | None = None
    instances: list[dict[str, str]] | None = None
    partial: bool = False


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A node, as a document or as sections, and the results of the policies that are asked about it."""

    name: str
    results: tuple[Result, ...]
    about: str = ""
    snapshot: dict[str, Any] | None = None
    sections: dict[str, SectionVector] | None = None
    policies: tuple[str, ...] = ()
    parameters: dict[str, str] = {}
    tags: tuple[str, ...] = ()

    @property
    def selects(self) -> bool:
        """Whether it asks for other policies than those that need no argument, or for other values or profiles."""
        return bool(self.policies or self.parameters or self.tags)


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A file of vectors: one policy file, with all that it imports, and its cases."""

    schema: str
    topic: str
    about: str
    file: str
    sources: dict[str, list[str]]
    cases: tuple[Case, ...]
    tables: dict[str, list[str]] = {}

    @cached_property
    def texts(self) -> dict[str, str]:
        """Every policy and table by its name."""
        return {name: text(lines) for name, lines in (self.sources | self.tables).items()}


class BundleVector(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole bundle in a file of its own, the text that it was compiled from, and its cases."""

    name: str
    about: str
    bundle: str
    file: str
    source: list[str]
    cases: tuple[Case, ...]


class Refused(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bytes that are no bundle which may be used."""

    name: str
    about: str
    bundle: str
    refusal: str


class Bundles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The vectors for those who evaluate bundles and have no parser."""

    schema: str
    topic: str
    about: str
    bundles: tuple[BundleVector, ...]
    refused: tuple[Refused, ...]


def text(lines: list[str]) -> str:
    """A text from its lines, each of which ends with a line feed."""
    return "".join(f"{line}\n" for line in lines)


def topic_files() -> list[Path]:
    """The files of vectors, but for those of bundles."""
    return sorted(each for each in FOLDER.glob("*.json") if each not in (SCHEMA, BUNDLES))


def topics() -> list[Topic]:
    """Every topic, by name."""
    return [msgspec.json.decode(each.read_bytes(), type=Topic) for each in topic_files()]


def bundles() -> Bundles:
    """The vectors of bundles."""
    return msgspec.json.decode(BUNDLES.read_bytes(), type=Bundles)
