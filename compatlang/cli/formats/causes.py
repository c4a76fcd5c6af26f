"""Problems of many items that are one and the same, put together.

Of three hundred nodes with an old driver nobody wants three hundred annotations on one line of the policy.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from compatlang.cli.formats.results import WORST_FIRST, Item, Problem, Results
from compatlang.cli.show.words import counted, some

_MOST_MESSAGES = 3


class Cause(NamedTuple):
    """A problem, and the items that have it. `problem` is that of the first."""

    problem: Problem
    items: tuple[Item, ...]
    messages: tuple[tuple[str, int], ...]
    """What is said of them, the most frequent first, and of how many."""
    notes: tuple[str, ...]
    """What holds for all of them."""

    def message(self) -> str:
        """What is said, in one line."""
        if len(self.messages) == 1:
            return self.messages[0][0]
        shown = [f"{message} ({count})" for message, count in self.messages[:_MOST_MESSAGES]]
        left = sum(count for _, count in self.messages[_MOST_MESSAGES:])
        return "; ".join(shown) + (f"; … and {left} more" if left else "")

    def lines(self) -> list[str]:
        """All that is said, a line each: what is the matter, what else is to be known, what to do."""
        help_ = [f"fix: {self.problem.help}"] if self.problem.help else []
        return [self.message(), *self.notes, *help_]

    def whose(self, noun: str) -> str:
        """The items, in a few words."""
        names = [each.name for each in self.items]
        return f"{noun} {some(names)}" if len(names) == 1 else f"{counted(len(names), noun)}: {some(names)}"


def causes(results: Results) -> list[Cause]:
    """All problems, each once: the worst first, then those of most items."""
    found: dict[object, list[tuple[Problem, Item]]] = {}
    for item in results.items:
        for each in item.problems:
            found.setdefault((each.rule, each.status, each.place), []).append((each, item))
    made = [_cause(each) for each in found.values()]
    return sorted(made, key=lambda each: (WORST_FIRST.index(each.problem.status), -len(each.items)))


def _cause(found: list[tuple[Problem, Item]]) -> Cause:
    items = {id(item): item for _, item in found}  # to compare long texts would take long
    first = found[0][0]
    messages = Counter(each.message for each, _ in found).most_common()
    notes = tuple(note for note in first.notes if all(note in each.notes for each, _ in found))
    return Cause(first, tuple(items.values()), tuple(messages), notes)
