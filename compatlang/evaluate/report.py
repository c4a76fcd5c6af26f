"""What a check yields: verdicts with their reasons, as values.

Everything here is data; rendering is elsewhere. Names are those that a person sees: `driver`, `site.baseline/kernel`,
`fast/gds`.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from compatlang.diagnostics import Diagnostic
from compatlang.source import Span
from compatlang.values.truth import Truth

Verdict = Literal["compatible", "incompatible", "unknown", "error"]


class Reason(msgspec.Struct, frozen=True):
    """Why a condition is not as it should be.

    `message` is the whole sentence, such as "gpu.driver is 525.60.13, needs >= 550.54.14". For a single question `subject`,
    `observed` and `accepted` hold its parts. `seen` is the place in the snapshot that was observed, where one is known.
    `children` are what a group, a table or a quantifier comes down to: the alternatives, the nearest rows, the conditions
    that fail on the nearest instance.
    """

    message: str
    span: Span
    subject: str = ""
    observed: str = ""
    accepted: str = ""
    seen: Span | None = None
    children: tuple[Reason, ...] = ()


class Score(NamedTuple):
    """The bounds of a score: what is certain, and what is possible if all that is unknown turned out well."""

    certain: int
    possible: int


class Open(NamedTuple):
    """A requirement that is not yes."""

    name: str
    truth: Truth


class Decision(msgspec.Struct, frozen=True):
    """A policy's verdict on one node without reasons: what evaluators agree on.

    `open` are the requirements that are not yes; those of profiles too, of groups in which no profile certainly holds.
    `chosen` are the names of the chosen profiles, one a group at most.
    """

    policy: str
    verdict: Verdict
    degraded: bool
    score: Score
    open: tuple[Open, ...]
    chosen: tuple[str, ...]


class RequirementResult(msgspec.Struct, frozen=True):
    """A requirement or a warning: what became of it, and why where it is not yes.

    `truth` is yes where the requirement is met, so for `forbid` it is yes where the condition does not hold.
    """

    name: str
    kind: Literal["require", "forbid", "warn"]
    truth: Truth
    span: Span
    reasons: tuple[Reason, ...] = ()
    because: str = ""
    fix: str = ""


class PreferenceResult(msgspec.Struct, frozen=True):
    """A preference and whether it holds."""

    name: str
    weight: int
    truth: Truth
    span: Span


class ProfileResult(msgspec.Struct, frozen=True):
    """One profile of a group: whether it holds, and its own requirements."""

    name: str
    weight: int
    tag: str
    truth: Truth
    span: Span
    requirements: tuple[RequirementResult, ...]


class GroupResult(msgspec.Struct, frozen=True):
    """The profiles of one policy, of which one must hold. `chosen` is a profile's name, or empty where none certainly holds.

    `owner` is the name of the include that brought the profiles in, empty for the policy's own.
    """

    owner: str
    profiles: tuple[ProfileResult, ...]
    chosen: str


class PolicyResult(msgspec.Struct, frozen=True):
    """A policy's verdict on one node.

    `requirements` are the policy's own and its includes', in source order, met ones too; `warnings` and `preferences` include
    those of the chosen profiles. Where the verdict is `error`, `diagnostics` say why and the rest is empty, unless it is a
    document of NFD: its rules stand here all the same, with what NFD fails on among the reasons.
    """

    policy: str
    verdict: Verdict
    degraded: bool
    score: Score
    requirements: tuple[RequirementResult, ...] = ()
    warnings: tuple[RequirementResult, ...] = ()
    preferences: tuple[PreferenceResult, ...] = ()
    groups: tuple[GroupResult, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The names of the chosen profiles, one a group at most."""
        return tuple(group.chosen for group in self.groups if group.chosen)

    @property
    def decision(self) -> Decision:
        """The same without reasons."""
        requirements = tuple(Open(each.name, each.truth) for each in self.open())
        return Decision(self.policy, self.verdict, self.degraded, self.score, requirements, self.chosen)

    def open(self) -> tuple[RequirementResult, ...]:
        """The requirements that are not yes; those of profiles too, of groups in which no profile certainly holds."""
        profiles = [profile for group in self.groups if not group.chosen for profile in group.profiles]
        inner = [each for profile in profiles for each in profile.requirements]
        return tuple(each for each in (*self.requirements, *inner) if each.truth is not Truth.YES)


class Report(msgspec.Struct, frozen=True):
    """The verdicts of several policies on one node. `diagnostics` are those about the snapshot's values."""

    node: str
    results: tuple[PolicyResult, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The worst verdict: error, then incompatible, then unknown, then compatible. Without results, unknown."""
        verdicts = {each.verdict for each in self.results}
        for verdict in WORST_FIRST:
            if verdict in verdicts:
                return verdict
        return "unknown"


WORST_FIRST: tuple[Verdict, ...] = ("error", "incompatible", "unknown", "compatible")
