"""The statements of a policy once its includes are expanded: a flat list, each with its name and what it stands under.

Expansion depends on the policy and its arguments alone, never on a snapshot. Conditions stay as they are; the frame says what
the parameters in them mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from compatlang.typed import tree as typed

Frame: TypeAlias = Mapping[str, typed.Value]
"""What the parameters of a policy mean: values without parameters in them."""


class Guard(NamedTuple):
    """The condition of a `when`, and the frame that it stands in."""

    condition: typed.Condition
    frame: Frame


class Placed(NamedTuple):
    """A requirement, warning or preference: its name as a report shows it, the `when`s around it, and its frame."""

    name: str
    statement: typed.Requirement | typed.Preference
    guards: tuple[Guard, ...]
    frame: Frame


class PlacedProfile(NamedTuple):
    """A profile and the statements in it."""

    name: str
    profile: typed.Profile
    statements: tuple[Placed, ...]


class Group(NamedTuple):
    """The profiles of one policy. `owner` is the name of the include that brought them in, empty for the policy itself."""

    owner: str
    profiles: tuple[PlacedProfile, ...]


class Expansion(NamedTuple):
    """A policy's statements outside profiles, in source order, and its groups of profiles."""

    statements: tuple[Placed, ...]
    groups: tuple[Group, ...]


def expand(program: typed.Program, policy: str, arguments: Sequence[typed.Value]) -> Expansion:
    """Expand the policy called `policy`, given one value for each of its parameters."""
    expander = _Expander(program)
    statements: list[Placed] = []
    declared = program.policies[policy]
    frame = {each.name: value for each, value in zip(declared.parameters, arguments, strict=True)}
    expander.walk(declared.statements, "", (), frame, statements)
    groups = tuple(Group(owner, tuple(profiles)) for owner, profiles in expander.groups.items())
    return Expansion(tuple(statements), groups)


def with_tags(expansion: Expansion, tags: frozenset[str]) -> Expansion:
    """Only the profiles that have one of the tags, in groups where some profile has; without tags, all."""
    if not tags:
        return expansion
    groups = []
    for group in expansion.groups:
        kept = tuple(each for each in group.profiles if each.profile.tag in tags)
        groups.append(group._replace(profiles=kept or group.profiles))
    return expansion._replace(groups=tuple(groups))


def substituted(value: typed.Value, frame: Frame) -> typed.Value:
    """The value with a parameter replaced by what it means. Arguments of includes are no deeper than that."""
    return frame[value.name] if isinstance(value, typed.Parameter) else value


class _Expander:
    def __init__(self, program: typed.Program) -> None:
        self.program = program
        self.groups: dict[str, list[PlacedProfile]] = {}
        self._included: set[tuple[object, ...]] = set()

    def walk(
        self,
        statements: Iterable[typed.Statement],
        prefix: str,
        guards: tuple[Guard, ...],
        frame: Frame,
        into: list[Placed],
        profile: str = "",
    ) -> None:
        for each in statements:
            match each:
                case typed.Requirement(_, name) | typed.Preference(name):
                    into.append(Placed(prefix + name, each, guards, frame))
                case typed.When(condition, inner):
                    self.walk(inner, prefix, (*guards, Guard(condition, frame)), frame, into, profile)
                case typed.Include():
                    self._include(each, prefix, guards, frame, into, profile)
                case typed.Profile(name, _, _, inner):
                    placed: list[Placed] = []
                    self.walk(inner, f"{prefix}{name}/", guards, frame, placed, prefix + name)
                    owner = prefix.removesuffix("/")
                    self.groups.setdefault(owner, []).append(PlacedProfile(prefix + name, each, tuple(placed)))

    def _include(
        self,
        include: typed.Include,
        prefix: str,
        guards: tuple[Guard, ...],
        frame: Frame,
        into: list[Placed],
        profile: str,
    ) -> None:
        """The same policy with the same arguments, under the same conditions, is one however often it is included."""
        arguments = tuple(substituted(each, frame) for each in include.arguments)
        conditions = tuple((guard.condition, tuple(sorted(guard.frame.items()))) for guard in guards)
        key = (include.policy, arguments, conditions, profile)
        if key in self._included:
            return
        self._included.add(key)
        policy = self.program.policies[include.policy]
        inner = {each.name: value for each, value in zip(policy.parameters, arguments, strict=True)}
        self.walk(policy.statements, f"{prefix}{include.name}/", guards, inner, into, profile)
