"""What a command found, in the one form that every format is made from.

    Results   compatlang check, 3 nodes: 1 compatible, 1 incompatible, 1 unknown
      Item      node-b02 of train, failed: incompatible
        Problem   train/driver, failed, at train.compat:32: gpu.driver is 525.60.13, needs >= 550.54.14

An item is what somebody asked about: a policy on a node, a test, a file. A problem is a reason why it is not as it should
be, at one place of a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from compatlang.diagnostics.render.json import span_value
from compatlang.source import SourceFile, Span

Status = Literal["passed", "warning", "unknown", "failed", "error"]
"""What an item says to the exit code: passed and warning are 0, failed is 1, error 2 and unknown 3."""

WORST_FIRST: tuple[Status, ...] = ("error", "failed", "unknown", "warning", "passed")


class Place(NamedTuple):
    """A place as people count, the end exclusive; without numbers where the text is not at hand.

    `text` is its first line, without indentation.
    """

    file: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    text: str = ""

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


class Fix(NamedTuple):
    """A safe repair: `text` in the place of what stands there."""

    place: Place
    text: str


class Problem(NamedTuple):
    """Why something is not as it should be.

    `rule` is the requirement, such as `train/driver`, or the code of a diagnostic, and `about` says in one line what that is.
    `message` is one line, `notes` are further ones, and `help` is what to do.
    """

    rule: str
    status: Status
    message: str
    place: Place
    about: str = ""
    notes: tuple[str, ...] = ()
    help: str = ""
    fixes: tuple[Fix, ...] = ()


class Item(NamedTuple):
    """One thing that was asked about. `verdict` is the word for its status, `text` what the text format shows of it."""

    group: str
    name: str
    status: Status
    verdict: str
    text: str = ""
    problems: tuple[Problem, ...] = ()
    place: Place | None = None


class Results(NamedTuple):
    """A whole run. `noun` is what an item is called: a node, a test, a file."""

    title: str
    noun: str
    summary: tuple[str, ...]
    items: tuple[Item, ...]

    @property
    def status(self) -> Status:
        """The worst of its items."""
        return worst(each.status for each in self.items)

    def by_group(self) -> dict[str, list[Item]]:
        """The items of each group, in the order in which groups were met."""
        groups: dict[str, list[Item]] = {}
        for each in self.items:
            groups.setdefault(each.group, []).append(each)
        return groups

    def worst_first(self) -> list[Item]:
        """The items, those first that need somebody; equals stay in their order."""
        return sorted(self.items, key=lambda each: WORST_FIRST.index(each.status))


def worst(statuses: Iterable[Status]) -> Status:
    """The worst of some statuses; of none, passed."""
    found = set(statuses)
    return next((each for each in WORST_FIRST if each in found), "passed")


def place_of(span: Span, sources: Mapping[str, SourceFile]) -> Place:
    """Where a span is."""
    place = Place(**span_value(span, sources))
    return place if place.line is None else place._replace(text=sources[span.file].line_text(place.line).strip())
