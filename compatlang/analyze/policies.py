"""Policies as questions are asked about them: what the conditions of each come down to, and what the reference says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from compatlang.analyze.joined import joined
from compatlang.evaluate.reference import Evaluator
from compatlang.evaluate.verdict import Evaluation, evaluate
from compatlang.ir import model as ir
from compatlang.ir.builder import Builder
from compatlang.ir.model import ConditionRef
from compatlang.snapshot import Snapshot
from compatlang.typed import tree as typed


class Compiled(NamedTuple):
    """A compiled file, as `pipeline.Policies` has it: the policies that are selected, in the order of `ir.policies`."""

    program: typed.Program
    selected: Mapping[str, Sequence[typed.Value]]
    tags: frozenset[str]
    ir: ir.Ir


class Part(NamedTuple):
    """A requirement, a profile or a group: what reports call it, and its condition."""

    name: str
    condition: ConditionRef


class Profile(NamedTuple):
    """A profile: its condition, which is all of its requirements, and these."""

    name: str
    weight: int
    condition: ConditionRef
    requirements: tuple[Part, ...]


class Group(NamedTuple):
    """A group of profiles: its condition is that one of them holds."""

    owner: str
    condition: ConditionRef
    profiles: tuple[Profile, ...]


class Policy(NamedTuple):
    """A policy: compatible where `verdict` is yes, incompatible where it is no."""

    name: str
    compiled: Compiled
    identifier: str
    ir: ir.Ir
    verdict: ConditionRef
    requirements: tuple[Part, ...]
    groups: tuple[Group, ...]
    lowered: ir.Policy
    """All of its statements, those that never decide too."""

    def evaluate(self, snapshot: Snapshot) -> Evaluation:
        """What the reference evaluator makes of the policy on a node."""
        program, selected, tags, _ = self.compiled
        return evaluate(Evaluator(program, snapshot), self.identifier, selected[self.identifier], tags)


def policies(*files: Compiled) -> list[Policy]:
    """The policies of files, over one pair of tables, so that they can be compared."""
    whole = joined([each.ir for each in files])
    build = Builder()
    build.values += whole.values
    build.conditions += whole.conditions
    owners = [(compiled, identifier) for compiled in files for identifier in compiled.selected]
    found = [
        _policy(build, policy, compiled, identifier, whole)
        for policy, (compiled, identifier) in zip(whole.policies, owners, strict=True)
    ]
    extended = msgspec.structs.replace(whole, conditions=tuple(build.conditions))
    return [each._replace(ir=extended) for each in found]


def _policy(build: Builder, policy: ir.Policy, compiled: Compiled, identifier: str, program: ir.Ir) -> Policy:
    requirements = _requirements(policy.statements)
    groups = tuple(_group(build, each) for each in policy.groups)
    parts = [*(each.condition for each in requirements), *(each.condition for each in groups)]
    verdict = build.both(parts)
    return Policy(policy.name, compiled, identifier, program, verdict, requirements, groups, policy)


def _group(build: Builder, group: ir.Group) -> Group:
    profiles = tuple(_profile(build, each) for each in group.profiles)
    return Group(group.owner, build.either([each.condition for each in profiles]), profiles)


def _profile(build: Builder, profile: ir.Profile) -> Profile:
    requirements = _requirements(profile.statements)
    condition = build.both([each.condition for each in requirements])
    return Profile(profile.name, profile.weight, condition, requirements)


def _requirements(statements: Sequence[ir.Statement]) -> tuple[Part, ...]:
    return tuple(Part(each.name, each.condition) for each in statements if each.kind == "require")


def conditions(policy: Policy) -> Iterator[ConditionRef]:
    """Everything that questions about one policy ask."""
    yield policy.verdict
    yield from (each.condition for each in policy.requirements)
    yield from (each.condition for each in policy.groups)
    for group in policy.groups:
        for profile in group.profiles:
            yield profile.condition
            yield from (each.condition for each in profile.requirements)
