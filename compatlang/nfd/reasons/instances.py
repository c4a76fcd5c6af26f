"""What the instances of a feature answer to the expressions of a term, of which one instance must satisfy all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compatlang.evaluate.explain.wording import instance_name
from compatlang.evaluate.report import Reason
from compatlang.nfd.expression import Verdict, evaluate
from compatlang.nfd.features import Instances
from compatlang.nfd.model import Expressions
from compatlang.nfd.outcomes import Failure
from compatlang.nfd.reasons import wording
from compatlang.nfd.reasons.told import Told, Where

Answers = Mapping[str, Verdict]
"""What one instance answers, by attribute."""


def tell(asked: Expressions, feature: str, instances: Instances, where: Where) -> list[Told]:
    """The instances that satisfy all expressions, or that none does and which is nearest, or on which NFD fails."""
    asking = _Asking(asked, feature, instances, where)
    answers = [
        {name: evaluate(expression, name in each, each.get(name, "")) for name, expression in asked.items()}
        for each in instances
    ]
    failures = where.met([verdict for each in answers for verdict in each.values()])
    if failures:
        return asking.failing(answers, failures)
    holding = [place for place, each in enumerate(answers) if all(verdict is True for verdict in each.values())]
    return [asking.holding(holding) if holding else asking.none(answers)]


class _Asking:
    """One question to the instances of one feature."""

    def __init__(self, asked: Expressions, feature: str, instances: Instances, where: Where) -> None:
        self._asked = asked
        self._feature = feature
        self._instances = instances
        self._where = where
        self._phrase = wording.phrase(tuple(asked.items()))

    def failing(self, answers: Sequence[Answers], failures: frozenset[Failure]) -> list[Told]:
        """The expressions on which NFD fails, on the first instance on which it does."""
        first = next(place for place, each in enumerate(answers) if failures.intersection(each.values()))
        return [
            self._failing(first, name, verdict, failures)
            for name, verdict in answers[first].items()
            if isinstance(verdict, Failure) and verdict in failures
        ]

    def _failing(self, place: int, name: str, failure: Failure, failures: frozenset[Failure]) -> Told:
        """The words of other instances are not repeated: NFD comes to them only where it goes on behind this one."""
        where, expression = self._where.at(name), self._asked[name]
        span = where.span if expression is not None else where.key_span
        value = self._instances[place].get(name)
        state = "absent" if value is None else wording.clipped(value)
        message = wording.fails(self._attribute(place, name), failure)
        subject = wording.clipped(f"{self._feature}.{name}")
        return Told(False, Reason(message, span, subject, state, wording.needs(expression)), failures)

    def holding(self, places: Sequence[int]) -> Told:
        """How many instances satisfy all, and which."""
        called = wording.listed([self._called(each) for each in places])
        message = f"{len(places)} {self._feature} with {self._phrase}: {called}"
        return Told(True, self._reason(message, str(len(places))))

    def none(self, answers: Sequence[Answers]) -> Told:
        """That no instance satisfies all, and below, what the nearest lacks."""
        message = f"no {self._feature} with {self._phrase}"
        number = len(self._instances)
        seen = {0: "no instances", 1: "1 instance"}.get(number, f"{number} instances")
        return Told(False, self._reason(message, seen, self._nearest(answers)))

    def _nearest(self, answers: Sequence[Answers]) -> tuple[Reason, ...]:
        """The first instance of which most expressions hold.

        Nobody is nearest that has nothing in common with what is asked, unless there is one question only.
        """
        ranks = [sum(verdict is True for verdict in each.values()) for each in answers]
        best = max(ranks, default=-1)
        if best < (1 if len(self._asked) > 1 else 0):
            return ()
        place = ranks.index(best)
        called = self._called(place)
        lacking = [name for name, verdict in answers[place].items() if verdict is not True]
        told = "; ".join(self._lacking(place, name).removeprefix(f"{called} ") for name in lacking)
        where = self._where.at(lacking[0]) if len(lacking) == 1 else self._where
        return (Reason(wording.sentence(f"nearest: {called} {told}"), where.span, self._feature, called),)

    def _lacking(self, place: int, name: str) -> str:
        expression = self._asked[name]
        why = "" if name in self._instances[place] else wording.absence(expression)
        return wording.asked(self._attribute(place, name), expression, False, why)

    def _attribute(self, place: int, name: str) -> str:
        if self._asked[name] is None:
            return wording.null(f"{self._feature}.{name}")
        return wording.attribute(self._called(place), name, self._instances[place].get(name))

    def _called(self, place: int) -> str:
        return wording.clipped(instance_name(self._feature, place, self._instances[place]))

    def _reason(self, message: str, seen: str, children: tuple[Reason, ...] = ()) -> Reason:
        accepted = f"one with {self._phrase}"
        return Reason(message, self._where.span, self._feature, seen, accepted, children=children)
