"""The policies that every engine decides: one description, which each engine's own file translates.

A policy is a list of requirements; a requirement is met where one of its atoms holds, or, where it is `forbidden`, where
none does. All questions have the answers yes and no, which is what engines without an *unknown* can be compared on.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias, TypeVar, Union

from tests.bench import vocabulary

Numbers = tuple[int, int, int]
Flavour = Literal["shared", "diverse"]
T = TypeVar("T")

FLAVOURS: tuple[Flavour, ...] = ("shared", "diverse")
REQUIREMENTS = 5
POOL = 120
"""How many different atoms there are where policies share them."""


class KernelIn(NamedTuple):
    """The kernel is `low` or newer, and older than `high`."""

    low: Numbers
    high: Numbers


class HasFlag(NamedTuple):
    """The processor has a flag."""

    name: str


class HasModule(NamedTuple):
    """A kernel module is loaded."""

    name: str


class HasOption(NamedTuple):
    """The kernel was built with an option of this value."""

    name: str
    value: str


class HasDevice(NamedTuple):
    """Some PCI device has both vendor and class."""

    vendor: int
    class_: int


class HasLabel(NamedTuple):
    """A label has this value."""

    key: str
    value: str


class DriverFrom(NamedTuple):
    """There is a driver, and it is `low` or newer."""

    low: Numbers


Atom: TypeAlias = Union[KernelIn, HasFlag, HasModule, HasOption, HasDevice, HasLabel, DriverFrom]  # noqa: UP007 - an alias


class Requirement(NamedTuple):
    """At least one of the atoms; where `forbidden`, none."""

    atoms: tuple[Atom, ...]
    forbidden: bool


class Policy(NamedTuple):
    """A name that is an identifier in every engine, and what must be met."""

    name: str
    requirements: tuple[Requirement, ...]


class Workload(NamedTuple):
    """Policies, and which atoms they are made of: `shared` ones from a small pool, or `diverse` ones."""

    flavour: Flavour
    policies: tuple[Policy, ...]

    @property
    def atoms(self) -> frozenset[Atom]:
        """The different questions that the policies ask."""
        return frozenset(atom for policy in self.policies for each in policy.requirements for atom in each.atoms)


def workload(count: int, flavour: Flavour) -> Workload:
    """So many policies. The first hundred of a thousand are those of a workload of a hundred."""
    chance = random.Random(f"workload {flavour}")
    pool = [_atom(chance) for _ in range(POOL)] if flavour == "shared" else None
    return Workload(flavour, tuple(_policy(number, chance, pool) for number in range(count)))


def _policy(number: int, chance: random.Random, pool: list[Atom] | None) -> Policy:
    requirements = tuple(_requirement(chance, pool) for _ in range(REQUIREMENTS))
    return Policy(f"p{number:04}", requirements)


def _requirement(chance: random.Random, pool: list[Atom] | None) -> Requirement:
    forbidden = chance.random() < 0.1
    count = 1 if forbidden or chance.random() < 0.8 else 2
    return Requirement(tuple(chance.choice(pool) if pool else _atom(chance) for _ in range(count)), forbidden)


def _atom(chance: random.Random) -> Atom:
    """An atom that many nodes satisfy: policies that fail at once say little about an evaluator."""
    match chance.randrange(7):
        case 0:
            return KernelIn(_near(chance, chance.choice(_OLDEST)), _near(chance, chance.choice(_NEWEST)))
        case 1:
            return HasFlag(_mostly(chance, vocabulary.FLAGS, 120))
        case 2:
            return HasModule(_mostly(chance, vocabulary.MODULES, 96))
        case 3:
            name = _mostly(chance, vocabulary.OPTIONS, 160)
            return HasOption(name, _mostly(chance, vocabulary.OPTION_VALUES, 1))
        case 4:
            return HasDevice(*_mostly(chance, vocabulary.DEVICES, vocabulary.COMMON_DEVICES))
        case 5:
            key = _mostly(chance, tuple(vocabulary.LABELS), 30)
            return HasLabel(key, _mostly(chance, vocabulary.LABELS[key], 1))
        case _:
            return DriverFrom(_near(chance, chance.choice(vocabulary.DRIVERS[:5]).numbers))


_OLDEST = ((4, 18, 0), (5, 4, 0), (5, 10, 0))
_NEWEST = ((6, 5, 0), (6, 8, 0), (7, 0, 0))


def _mostly(chance: random.Random, choices: Sequence[T], common: int) -> T:
    """One of those that stand first, which most nodes have, four times of five."""
    return chance.choice(choices[:common] if chance.random() < 0.8 else choices)


def _near(chance: random.Random, version: Numbers) -> Numbers:
    return (version[0], version[1], version[2] + chance.randrange(200))
