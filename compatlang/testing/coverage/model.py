"""Coverage as values: what there is to see, and what of it was seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from compatlang.source import Span
from compatlang.testing.percent import Share, total

Kind: TypeAlias = Literal[
    "requirement", "warning", "preference", "profile", "when", "condition", "rule", "table", "row"
]

OUTCOMES: Mapping[Kind, tuple[str, ...]] = {
    "requirement": ("yes", "no"),
    "warning": ("yes", "no"),
    "preference": ("yes", "no"),
    "profile": ("chosen", "no"),
    "when": ("yes", "no"),
    "condition": ("yes", "no"),
    "rule": ("yes", "no"),
    "table": ("no",),
    "row": ("yes",),
}
"""What has to be seen of each kind. A table is *yes* by its rows, and *no* where none of them admits what is asked."""


class Item(msgspec.Struct, frozen=True):
    """Something that is to be seen: a statement, a condition, a row. `name` is what its author calls it, or empty."""

    kind: Kind
    name: str
    span: Span


class ItemCoverage(NamedTuple):
    """An item and what was seen of it."""

    item: Item
    seen: frozenset[str]

    @property
    def missing(self) -> tuple[str, ...]:
        """What was not seen."""
        return tuple(each for each in OUTCOMES[self.item.kind] if each not in self.seen)

    @property
    def is_partly_seen(self) -> bool:
        """Whether some of it was seen."""
        return len(self.missing) < len(OUTCOMES[self.item.kind])


class FileCoverage(NamedTuple):
    """The items of one text, in source order."""

    file: str
    items: tuple[ItemCoverage, ...]

    @property
    def share(self) -> Share:
        """How much of the file was seen."""
        wanted = sum(len(OUTCOMES[each.item.kind]) for each in self.items)
        return Share(wanted - sum(len(each.missing) for each in self.items), wanted)


class Coverage:
    """What was seen of each item. Those of several programs that read one text are joined."""

    def __init__(self, seen: Mapping[Item, frozenset[str]] | None = None) -> None:
        self.seen = dict(seen or {})

    def joined(self, others: Iterable[Coverage]) -> Coverage:
        """What this and others have seen together."""
        seen = dict(self.seen)
        for other in others:
            for item, outcomes in other.seen.items():
                seen[item] = seen.get(item, frozenset()) | outcomes
        return Coverage(seen)

    def renamed(self, name: Callable[[str], str | None]) -> Coverage:
        """The same under other names of files; what stands in files without a name is left out."""
        seen = {}
        for item, outcomes in self.seen.items():
            file = name(item.span.file)
            if file is not None:
                seen[msgspec.structs.replace(item, span=msgspec.structs.replace(item.span, file=file))] = outcomes
        return Coverage(seen)

    def files(self) -> Iterator[FileCoverage]:
        """The files that have items, by name."""
        found: dict[str, list[ItemCoverage]] = {}
        for item, outcomes in self.seen.items():
            found.setdefault(item.span.file, []).append(ItemCoverage(item, outcomes))
        for name in sorted(found):
            ordered = sorted(found[name], key=lambda each: (each.item.span.start, -each.item.span.end, each.item.kind))
            yield FileCoverage(name, tuple(ordered))

    @property
    def share(self) -> Share:
        """How much of all files was seen."""
        return total([each.share for each in self.files()])
