"""What changes from one policy to another: statement by statement, with a snapshot on which each change is seen.

A statement that only one of the policies has is compared with what its absence comes to: a requirement or warning that is
not there is met, a preference or profile that is not there never holds. Whether the text of a statement changed is of no
interest; two statements differ where some snapshot tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from compatlang.analyze.answers import Proved, Undecided, Witness
from compatlang.analyze.policies import Policy
from compatlang.analyze.solver import NO, STEPS, UNKNOWN, YES, Confirm, Solver, Wanted
from compatlang.analyze.window import Window, read_by, windows
from compatlang.evaluate.verdict import Evaluation
from compatlang.ir.builder import Builder
from compatlang.ir.model import ConditionRef
from compatlang.snapshot import Snapshot
from compatlang.values.truth import Truth

Presence: TypeAlias = Literal["both", "added", "removed"]
Kind: TypeAlias = Literal["verdict", "require", "warn", "prefer", "profile"]

TRANSITIONS = (
    (Truth.YES, Truth.NO),
    (Truth.YES, Truth.UNKNOWN),
    (Truth.NO, Truth.YES),
    (Truth.UNKNOWN, Truth.YES),
    (Truth.UNKNOWN, Truth.NO),
    (Truth.NO, Truth.UNKNOWN),
)
"""Every way in which an answer can change, what matters most first."""

_STATES = {Truth.YES: YES, Truth.NO: NO, Truth.UNKNOWN: UNKNOWN}
_VERDICTS = {"compatible": Truth.YES, "incompatible": Truth.NO, "unknown": Truth.UNKNOWN}
_VERDICT = ""
"""What the verdict is called among the parts of a policy; no statement is."""


class Change(msgspec.Struct, frozen=True):
    """One way in which the answer changes, a snapshot on which it does, and how far single features of that may move."""

    before: Truth
    after: Truth
    witness: Snapshot
    windows: tuple[Window, ...]


class Difference(msgspec.Struct, frozen=True):
    """What became of a part of a policy. Without `changes` and not `undecided`, both are proved to answer alike."""

    kind: Kind
    name: str
    presence: Presence
    changes: tuple[Change, ...]
    undecided: bool
    weights: tuple[int, int] | None = None
    """The weights before and after, where they differ."""

    @property
    def same(self) -> bool:
        """Whether nothing changed, which is proved."""
        return not self.changes and not self.undecided and self.weights is None and self.presence == "both"


class PolicyDifference(msgspec.Struct, frozen=True):
    """Two policies compared: first what becomes of the verdict, then of each statement and profile."""

    old: str
    new: str
    verdict: Difference
    parts: tuple[Difference, ...]


class _Part(NamedTuple):
    """A statement or profile of one policy. `weight` is 0 where it has none."""

    kind: Kind
    condition: ConditionRef
    weight: int = 0


def difference(old: Policy, new: Policy, steps: int = STEPS) -> PolicyDifference:
    """Two policies of one call of `policies.policies`, compared. Each question may take so many `steps`."""
    return _Comparison(old, new, steps).difference()


class _Comparison:
    def __init__(self, old: Policy, new: Policy, steps: int) -> None:
        self._old = old
        self._new = new
        self._build = Builder()
        self._build.values += old.ir.values
        self._build.conditions += old.ir.conditions
        self._before = self._parts(old)
        self._after = self._parts(new)
        roots = [each.condition for parts in (self._before, self._after) for each in parts.values()]
        absent = [self._build.truth(value) for value in (False, True)]
        program = msgspec.structs.replace(old.ir, conditions=tuple(self._build.conditions))
        self._program = program
        self._features = {**read_by(old.compiled.program), **read_by(new.compiled.program)}
        self._solver = Solver(program, [*roots, *absent], steps)

    def _parts(self, policy: Policy) -> dict[str, _Part]:
        """The verdict, the statements and the profiles, by the names that reports show."""
        found = {_VERDICT: _Part("verdict", policy.verdict)}
        own = policy.lowered
        for statement in own.statements:
            found[statement.name] = _Part(statement.kind, statement.condition, statement.weight)
        for profile in (each for group in own.groups for each in group.profiles):
            required = [each.condition for each in profile.statements if each.kind == "require"]
            found[profile.name] = _Part("profile", self._build.both(required), profile.weight)
            for statement in profile.statements:
                found[statement.name] = _Part(statement.kind, statement.condition, statement.weight)
        return found

    def difference(self) -> PolicyDifference:
        names = dict.fromkeys([*self._after, *self._before])
        lonely = {
            each for each in names if self._is_profile(each) and not (each in self._before and each in self._after)
        }
        parts = [
            self._compared(each)
            for each in names
            if each != _VERDICT and (each in lonely or each.rpartition("/")[0] not in lonely)
        ]
        verdict = _about(self._compared(_VERDICT), parts)
        return PolicyDifference(self._old.name, self._new.name, verdict, tuple(parts))

    def _is_profile(self, name: str) -> bool:
        return any(parts[name].kind == "profile" for parts in (self._before, self._after) if name in parts)

    def _compared(self, name: str) -> Difference:
        before, after = self._before.get(name), self._after.get(name)
        known = after or before
        assert known is not None, "the name is that of a part"
        absent = self._build.truth(known.kind in ("require", "warn"))
        pair = tuple(absent if each is None else each.condition for each in (before, after))
        answers = [self._changed(name, (pair[0], pair[1]), each) for each in TRANSITIONS] if pair[0] != pair[1] else []
        weights = None
        if before is not None and after is not None and before.weight != after.weight:
            weights = (before.weight, after.weight)
        return Difference(
            known.kind,
            name,
            "added" if before is None else "removed" if after is None else "both",
            tuple(each for each in answers if isinstance(each, Change)),
            any(isinstance(each, Undecided) for each in answers),
            weights,
        )

    def _changed(
        self, name: str, pair: tuple[ConditionRef, ConditionRef], transition: tuple[Truth, Truth]
    ) -> Change | Proved | Undecided:
        confirm = self._confirm(name, transition)
        wanted = [Wanted(each, _STATES[truth]) for each, truth in zip(pair, transition, strict=True)]
        answer = self._solver.find(wanted, confirm)
        if not isinstance(answer, Witness):
            return answer
        return Change(
            *transition, answer.snapshot, windows(self._program, pair, answer.snapshot, confirm, self._features)
        )

    def _confirm(self, name: str, transition: tuple[Truth, Truth]) -> Confirm:
        def confirm(snapshot: Snapshot) -> bool:
            found = (
                self._truth(self._old, self._before, name, snapshot),
                self._truth(self._new, self._after, name, snapshot),
            )
            return found == transition

        return confirm

    def _truth(self, policy: Policy, parts: Mapping[str, _Part], name: str, snapshot: Snapshot) -> Truth:
        """What the reference evaluator answers, or what the absence of the part comes to."""
        if name in parts:
            return dict(_truths(policy.evaluate(snapshot)))[name]
        other = self._before if parts is self._after else self._after
        return Truth.YES if other[name].kind in ("require", "warn") else Truth.NO


def _about(verdict: Difference, parts: Sequence[Difference]) -> Difference:
    """Of the verdict's windows those that some statement has: the others only say that nothing else stands in the way."""
    moved = {(each.domain, each.name) for part in parts for change in part.changes for each in change.windows}
    changes = tuple(
        msgspec.structs.replace(
            change, windows=tuple(each for each in change.windows if (each.domain, each.name) in moved)
        )
        for change in verdict.changes
    )
    return msgspec.structs.replace(verdict, changes=changes)


def _truths(evaluation: Evaluation) -> Iterator[tuple[str, Truth]]:
    yield _VERDICT, _VERDICTS[evaluation.decision.verdict]
    yield from ((each.placed.name, each.truth) for each in evaluation.answers)
    for group in evaluation.groups:
        for profile in group.profiles:
            yield profile.name, profile.truth
            yield from ((each.placed.name, each.truth) for each in profile.answers)


def pairs(old: Sequence[Policy], new: Sequence[Policy]) -> Iterator[tuple[Policy | None, Policy | None]]:
    """Policies of two files that are meant to be the same: those of one name, or the only ones of both files."""
    if len(old) == len(new) == 1:
        yield old[0], new[0]
        return
    by_name = {each.name: each for each in new}
    for each in old:
        yield each, by_name.pop(each.name, None)
    yield from ((None, each) for each in by_name.values())
