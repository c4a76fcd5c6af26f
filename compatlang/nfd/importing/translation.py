"""What becomes of a part of a document: a condition with notes, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias

import msgspec

from compatlang.nfd.go.yaml import Path
from compatlang.writing.condition import Condition, every


class Refusal(msgspec.Struct, frozen=True):
    """Why something cannot be imported, and where it stands."""

    path: Path
    message: str
    help: str = ""


class Difference(NamedTuple):
    """A way in which the imported text decides other than NFD, by design; `text` is what the file's header says of it."""

    order: int
    text: str


PRERELEASES = Difference(
    1,
    "Versions: NFD leaves out what follows the numbers, so 6.8.0-rc1 is 6.8.0 to it; here a pre-release comes before its "
    "release. NFD fails on 5.14.0-503.el9_5 and on four numbers; here they are versions like others.",
)
IDS = Difference(
    2,
    "Ids: NFD compares their texts, which it writes in lower case and with leading zeros; here they are numbers, so 0x10DE "
    "in a snapshot of another origin is 10de, too.",
)
VALUES = Difference(
    3,
    "Numbers and truth values: NFD compares texts; here 08 is 8, and a text that is no number is unknown, not unequal.",
)
VERSION_TEXTS = Difference(
    4,
    "Equal versions: NFD compares texts; here 9 and 9.0 are one version, and the version of a distribution stands for what is "
    "built from it, too.",
)
RELEASES = Difference(
    5, "Equal releases: NFD compares texts; here 6.8.0-41-generic and 6.8.0.41_generic are one release."
)
KNOWN_NAMES = Difference(
    6,
    "Names: NFD looks for a name among all that a node reports; here it is one of those that the catalog knows.",
)
EMPTY_INSTANCES = Difference(
    7,
    "Instances without any attribute, which NFD never reports, have no name to NFD; here they are instances like others.",
)


class Translated(NamedTuple):
    """A condition that decides as a part of a document does; `notes` belong beside it."""

    condition: Condition
    notes: tuple[str, ...] = ()
    differences: frozenset[Difference] = frozenset()


Result: TypeAlias = Translated | tuple[Refusal, ...]


def refused(path: Path, message: str, help_: str = "") -> tuple[Refusal, ...]:
    """A single reason."""
    return (Refusal(path, message, help_),)


def joined(results: Iterable[Result], join: Callable[[Iterable[Condition]], Condition] = every) -> Result:
    """Several parts as one; if any of them is refused, all reasons."""
    parts: list[Translated] = []
    refusals: list[Refusal] = []
    for each in results:
        if isinstance(each, Translated):
            parts.append(each)
        else:
            refusals.extend(each)
    if refusals:
        return tuple(refusals)
    return Translated(
        join(each.condition for each in parts),
        tuple(dict.fromkeys(note for each in parts for note in each.notes)),
        frozenset(each for part in parts for each in part.differences),
    )
