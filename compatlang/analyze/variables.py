"""Which states there are: of a value the cells that questions cut it into, of a domain what a snapshot may say of it.

As in the decision graph, all sets asked of one value cut its keys into cells between which no question tells a difference.
Texts that match globs and regular expressions are cut by them, too.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from operator import xor
from typing import NamedTuple, TypeAlias

from compatlang.analyze.formula import ABSENT, FIRST_CELL, UNPARSABLE, UNREPORTED, States
from compatlang.analyze.matching import Question as TextQuestion
from compatlang.analyze.matching import Texts, texts
from compatlang.ir.accepted import Accepted, Names
from compatlang.values import scalar
from compatlang.values.interval import IntervalSet
from compatlang.values.scalar import ScalarType
from compatlang.values.truth import Truth

KeyQuestion: TypeAlias = Accepted | TextQuestion | bool
"""Which keys answer yes: those of a set, those that match, all or none."""


class Question(NamedTuple):
    """A question about one value: the answers where there is no key, and the keys that answer yes; others answer no."""

    unreported: Truth
    unparsable: Truth
    absent: Truth
    keys: KeyQuestion


class Cells:
    """The states of one value, and the keys or texts in each cell."""

    def __init__(self, type_: ScalarType, asked: Sequence[KeyQuestion]) -> None:
        self.type = type_
        sets = [each for each in dict.fromkeys(asked) if isinstance(each, IntervalSet | Names)]
        self.accepted: list[Accepted] = []
        """The keys of each cell, where it is a set of keys."""
        self.texts: list[Texts] = []
        """The texts of each cell, where globs and expressions cut the value."""
        self._admitting: dict[KeyQuestion, States] = {}
        self._wanted = wanted = [each for each in dict.fromkeys(asked) if isinstance(each, TextQuestion)]
        self._exact: frozenset[str] = frozenset()
        if type_ in scalar.ORDERED_TYPES:
            self._ordered([each for each in sets if isinstance(each, IntervalSet)])
        else:
            names = [each for each in sets if isinstance(each, Names)]
            self._textual(names, wanted) if wanted else self._named(names)
        self.size = FIRST_CELL + max(len(self.accepted), len(self.texts))
        self.cells: States = (1 << self.size) - (1 << FIRST_CELL)
        """All states but those without a key."""

    def _ordered(self, sets: Sequence[IntervalSet]) -> None:
        """One sweep over all ends; a cell has the keys between two cuts, and keys of other cells that answer alike."""
        cuts = sorted({end for each in sets for ends in each.intervals for end in ends if end is not None})
        toggles = [0] * (len(cuts) + 1)
        for bit, each in enumerate(sets):
            for low, high in each.intervals:
                toggles[0 if low is None else bisect_left(cuts, low) + 1] ^= 1 << bit
                if high is not None:
                    toggles[bisect_left(cuts, high) + 1] ^= 1 << bit
        signatures = list(accumulate(toggles, xor))
        parts: dict[int, list[tuple[scalar.Key | None, scalar.Key | None]]] = {}
        for place, signature in enumerate(signatures):
            low = cuts[place - 1] if place else None
            parts.setdefault(signature, []).append((low, cuts[place] if place < len(cuts) else None))
        self.accepted = [IntervalSet(each) for each in parts.values()]
        self._admit(sets, list(parts))

    def _named(self, sets: Sequence[Names]) -> None:
        """Keys that no set names are all alike."""
        keys = sorted({key for each in sets for key in each.keys})
        others = sum(1 << bit for bit, each in enumerate(sets) if each.excluded)
        parts: dict[int, list[scalar.Key]] = {}
        for key in keys:
            parts.setdefault(sum(1 << bit for bit, each in enumerate(sets) if key in each), []).append(key)
        rest = Names(
            frozenset(key for signature, those in parts.items() if signature != others for key in those), excluded=True
        )
        cells = {signature: Names(frozenset(those)) for signature, those in parts.items() if signature != others}
        if self.type != "bool" or len(rest.keys) < 2:
            cells[others] = rest
        self.accepted = list(cells.values())
        self._admit(sets, list(cells))

    def _textual(self, sets: Sequence[Names], asked: Sequence[TextQuestion]) -> None:
        self._exact = frozenset(key for each in sets for key in each.keys)
        self.texts = texts(self._exact, asked)
        for question in asked:
            position = asked.index(question)
            self._admitting[question] = _bits(each.answers[position] for each in self.texts)
        for names in sets:
            self._admitting[names] = _bits(
                (each.text in names.keys) is not names.excluded if each.exact else names.excluded for each in self.texts
            )

    def _admit(self, sets: Sequence[Accepted], signatures: Sequence[int]) -> None:
        for bit, each in enumerate(sets):
            self._admitting[each] = _bits(signature >> bit & 1 for signature in signatures)

    def answers(self, question: Question) -> tuple[States, States, States]:
        """The states that answer no, unknown and yes."""
        keys = question.keys
        yes = (self.cells if keys else 0) if isinstance(keys, bool) else self._admitting[keys]
        answers = [self.cells & ~yes, 0, yes]
        for state, truth in (
            (UNREPORTED, question.unreported),
            (UNPARSABLE, question.unparsable),
            (ABSENT, question.absent),
        ):
            answers[truth] |= 1 << state
        return answers[0], answers[1], answers[2]

    def keys_of(self, state: int) -> Accepted:
        """The keys of a cell."""
        if self.texts:
            found = self.texts[state - FIRST_CELL]
            return Names(frozenset() if found.text is None else frozenset((found.text,)))
        return self.accepted[state - FIRST_CELL]

    def takes(self, state: int, key: scalar.Key) -> bool:
        """Whether a key lies in a cell."""
        if not self.texts:
            return key in self.accepted[state - FIRST_CELL]
        cell = self.texts[state - FIRST_CELL]
        if cell.exact or key in self._exact:
            return bool(key == cell.text)
        return tuple(each.matches(key) for each in self._wanted) == cell.answers


def _bits(flags: Iterable[object]) -> States:
    return sum(1 << (FIRST_CELL + place) for place, flag in enumerate(flags) if flag)
