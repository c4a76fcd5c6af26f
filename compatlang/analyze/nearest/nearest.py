"""The nearest fix of a policy on a node, in words: what to do, the least that there is, and how far each thing may go."""

from __future__ import annotations

from typing import Literal

import msgspec

from compatlang.analyze.nearest.change import Change, Feature, Report
from compatlang.analyze.nearest.kinds import Kind
from compatlang.analyze.nearest.search import Question, Search, Steps
from compatlang.analyze.nearest.wording import Wording
from compatlang.ir.accepted import Accepted, union
from compatlang.values import scalar
from compatlang.values.interval import IntervalSet

BUDGET = 1500
"""Sets of changes that are looked at before the search gives up: a second or two."""

Outcome = Literal["compatible", "fix", "report", "hardware", "none", "unsettled"]


class Fix(msgspec.Struct, frozen=True):
    """One thing to do: the requirement that asks for it, what it takes, and the sentence.

    `before` is what was observed and `after` what it shall be, where it is a value; each is empty where there is none.
    """

    requirement: str
    kind: str
    text: str
    before: str = ""
    after: str = ""


class Nearest(msgspec.Struct, frozen=True):
    """What would make a node compatible.

    The changes of a *fix* make it so. With *report* facts are missing, and the changes say what they would have to be. With
    *hardware* nothing short of another machine helps, with *none* nothing at all; `blocked` are the requirements in the way. It
    is *unsettled* where the search was given up.
    """

    outcome: Outcome
    fixes: tuple[Fix, ...] = ()
    blocked: tuple[str, ...] = ()


def nearest(question: Question, budget: int = BUDGET) -> Nearest:
    """The least that has to be changed on a node to make it compatible with a policy."""
    search = Search(question)
    steps = search.run(budget)
    if steps is None:
        return Nearest("unsettled" if search.gave_up else "none", blocked=search.blocked)
    if not steps:
        return Nearest("compatible")
    kinds = {each.kind for each in steps}
    outcome: Outcome = "hardware" if Kind.HARDWARE in kinds else "report" if Kind.REPORT in kinds else "fix"
    return Nearest(outcome, tuple(_fixes(question, search, steps)))


def _fixes(question: Question, search: Search, steps: Steps) -> list[Fix]:
    """One for each sentence: to load a module may be what two requirements ask for in different words."""
    words = Wording(question, search.moves.pool)
    order = search.order(steps)
    told: dict[str, Fix] = {}
    for change in sorted(steps, key=lambda each: (order[steps[each]], repr(each.effects))):
        if _goes_without_saying(change, steps):
            continue
        text = words.sentence(change, _accepted(question, search, steps, change))
        fix = Fix(steps[change], change.kind.name.lower(), text, change.before or "", change.after or "")
        told.setdefault(text, fix)
    return list(told.values())


def _goes_without_saying(change: Change, steps: Steps) -> bool:
    """Whether it only says that a domain has to be reported of which another change says so, too."""
    (effect, *_) = change.effects
    if not isinstance(effect, Report):
        return False
    others = (each for other in steps if other is not change for each in other.effects)
    return any(not isinstance(each, Feature) and each.domain == effect.domain for each in others)


def _accepted(question: Question, search: Search, steps: Steps, change: Change) -> Accepted | None:
    """All keys that the changed value may have, the other changes made as they are; None where that was not asked."""
    if change.value is None or change.after is None:
        return None
    others = [each for each in steps if each is not change]
    fitting: list[Accepted] = []
    for text, keys in search.moves.pool.candidates(change.value, change.before):
        other = change.with_text(text)
        if other is not None and question.is_compatible([*others, other]):
            fitting.append(keys)
    alike = [each for each in fitting if isinstance(each, IntervalSet) is (change.type in scalar.ORDERED_TYPES)]
    return union(*alike) if alike else None
