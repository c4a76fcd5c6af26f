"""Walks a condition from the top and keeps only what decided.

Of an *and* that is no, those are the operands that are no; of one that is unknown, those that are unknown; under *not*, the
other way round. So an explanation has no line whose change alone would not have mattered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from compatlang import limits
from compatlang.evaluate.explain import instances, tables, wording
from compatlang.evaluate.explain.support import support
from compatlang.evaluate.explain.wording import Accepted
from compatlang.evaluate.observe import Absent, Known, Observation, Place
from compatlang.evaluate.reference import Environment, Evaluator
from compatlang.evaluate.report import Reason
from compatlang.evaluate.verdict import Answer
from compatlang.snapshot.locate import Locator
from compatlang.source import Span
from compatlang.typed import tree as typed
from compatlang.typed.show import quoted, show_condition, show_value
from compatlang.values.pattern import show_literal
from compatlang.values.truth import Truth


class Here(NamedTuple):
    """Where an explanation stands: what names mean, and what the author wrote for each parameter."""

    environment: Environment
    written: Mapping[str, str]

    def shown(self, value: typed.Value) -> str:
        """A value as the author of the policy named it, not as the rule that was called does."""
        if isinstance(value, typed.Parameter):
            return self.written.get(value.name, value.name)
        return show_value(value)


class Explainer:
    """Explains answers of one evaluator; `locator` finds the places in the snapshot's documents.

    With `met`, a statement that is yes is explained too, by what it rests on.
    """

    def __init__(self, evaluator: Evaluator, locator: Locator, *, met: bool = False) -> None:
        self.evaluator = evaluator
        self.locator = locator
        self.met = met
        self._remembered: dict[object, tuple[Reason, ...]] = {}

    def reasons(self, answer: Answer) -> tuple[Reason, ...]:
        """Why a statement is not yes; of one that is, nothing or what it rests on."""
        if answer.truth is Truth.YES:
            return self._support(answer) if self.met else ()
        placed = answer.placed
        statement = placed.statement
        wanted = not (isinstance(statement, typed.Requirement) and statement.kind == "forbid")
        found = list(self.explain(statement.condition, self._at(placed.frame), wanted))
        for guard in placed.guards:
            here = self._at(guard.frame)
            if self.evaluator.condition(guard.condition, here.environment) is Truth.UNKNOWN:
                why = self.explain(guard.condition, here, True)
                message = f"it is not known whether `when {show_condition(guard.condition)}` applies"
                found.append(Reason(message, guard.condition.span, children=capped(why)))
        return capped(found)

    def _support(self, answer: Answer) -> tuple[Reason, ...]:
        """What a statement that is yes rests on."""
        for guard in answer.placed.guards:
            here = self._at(guard.frame)
            if self.evaluator.condition(guard.condition, here.environment) is Truth.NO:
                message = f"`when {show_condition(guard.condition)}` does not apply"
                why = support(self, guard.condition, here)
                return (Reason(message, guard.condition.span, children=capped(why)),)
        return capped(support(self, answer.placed.statement.condition, self._at(answer.placed.frame)))

    def _at(self, frame: Mapping[str, typed.Value]) -> Here:
        return Here(self.evaluator.environment(frame), {name: show_value(value) for name, value in frame.items()})

    def explain(self, condition: typed.Condition, here: Here, wanted: bool) -> tuple[Reason, ...]:
        """Why a condition is not yes where that is `wanted`, or why it is not no."""
        truth = self.evaluator.condition(condition, here.environment)
        if truth is (Truth.YES if wanted else Truth.NO):
            return ()
        match condition:
            case typed.Not(operand):
                return self.explain(operand, here, not wanted)
            case typed.And(operands):
                return self._operands(condition, operands, here, truth, wanted, every=wanted)
            case typed.Or(operands):
                return self._operands(condition, operands, here, truth, wanted, every=not wanted)
            case typed.RuleCall(rule, arguments):
                inner, called = self.evaluator.program.rules[rule].condition, self.called(rule, arguments, here)
                return self.once((rule, wanted), called, lambda: self.explain(inner, called, wanted))
            case typed.TableCall():
                return (tables.explain(self, condition, here, truth, wanted),)
            case typed.Quantified():
                return (instances.explain(self, condition, here, truth, wanted),)
            case _:
                return (self._atom(condition, here, truth, wanted),)

    def once(self, asked: object, here: Here, explain: Callable[[], tuple[Reason, ...]]) -> tuple[Reason, ...]:
        """The reasons of a rule that is called with the same arguments again are the same."""
        key = (asked, *here.environment.parameters.values(), *here.written.values())
        if key not in self._remembered:
            self._remembered[key] = explain()
        return self._remembered[key]

    def called(self, rule: str, arguments: Sequence[typed.Value], here: Here) -> Here:
        """Where the explanation of a called rule stands."""
        names = [each.name for each in self.evaluator.program.rules[rule].parameters]
        written = {name: here.shown(each) for name, each in zip(names, arguments, strict=True)}
        return Here(self.evaluator.call(rule, arguments, here.environment), written)

    def _operands(
        self,
        condition: typed.Condition,
        operands: Sequence[typed.Condition],
        here: Here,
        truth: Truth,
        wanted: bool,
        *,
        every: bool,
    ) -> tuple[Reason, ...]:
        """Of `every` operand that had to be as wanted, or of alternatives of which one would have been enough."""
        deciding = [each for each in operands if self.evaluator.condition(each, here.environment) is truth]
        if wanted and not every:
            deciding = [each for each in deciding if self._is_meant(each, here)] or deciding
        found = [(each, self.explain(each, here, wanted)) for each in deciding]
        if every or len(found) < 2:
            return capped([reason for _, reasons in found for reason in reasons])
        children = [
            reasons[0] if len(reasons) == 1 else Reason("all of these are needed", each.span, children=reasons)
            for each, reasons in found
            if reasons
        ]
        merged = _merged(condition, children)
        if merged is not None:
            return (merged,)
        if wanted:
            word = "none of these holds" if truth is Truth.NO else "it is not known whether one of these holds"
        else:
            word = "all of these hold" if truth is Truth.YES else "it is not known whether all of these hold"
        return (Reason(word, condition.span, children=capped(children)),)

    def _is_meant(self, alternative: typed.Condition, here: Here) -> bool:
        """Whether an alternative is meant for such a node, and for such arguments.

        One that asks whether a domain is reported is for some nodes only, and one that asks a table only what the policy
        itself says is for some of its parameters only.
        """
        parts = alternative.operands if isinstance(alternative, typed.And) else (alternative,)
        guards = (each for each in parts if self._is_guard(each.operand if isinstance(each, typed.Not) else each, here))
        return all(self.evaluator.condition(each, here.environment) is Truth.YES for each in guards)

    def _is_guard(self, condition: typed.Condition, here: Here) -> bool:
        if isinstance(condition, typed.TableCall):
            return all(self._is_written(each, here) for each in condition.arguments if each is not None)
        return isinstance(condition, typed.Reported)

    def _is_written(self, value: typed.Value, here: Here) -> bool:
        """Whether a value is a literal of the policy, perhaps by way of parameters."""
        if not isinstance(value, typed.Constant | typed.Parameter):
            return False
        observed = self.evaluator.observe(value, here.environment)
        return isinstance(observed, Known) and here.shown(value) == show_literal(value.type, observed.text)

    # One question

    def _atom(self, condition: typed.Condition, here: Here, truth: Truth, wanted: bool) -> Reason:
        match condition:
            case typed.Test(subject) | typed.Like(subject) | typed.Matches(subject) | typed.Present(subject):
                accepted = self.accepted(condition, here, wanted)
                assert accepted is not None
                return self.about(condition, subject, here, accepted)
            case typed.Compare(_, left, _):
                accepted = self.accepted(condition, here, wanted)
                assert accepted is not None
                return self.about(condition, left, here, accepted)
            case typed.Has(domain, names, any_):
                return self._flags(condition, domain, names, any_, truth, wanted)
            case typed.FlagPresent(domain, name):
                return self._flags(condition, domain, (name,), False, truth, wanted)
            case typed.Reported(domain):
                observed = "not reported" if truth is Truth.NO else "reported"
                needed = "to be reported" if wanted else "not to be reported"
                return Reason(f"{domain} is {observed}, needs {needed}", condition.span, domain, observed, needed)
            case _:
                return Reason(f"`{show_condition(condition)}` is {truth.word}", condition.span)

    def about(
        self,
        condition: typed.Condition,
        subject: typed.Value,
        here: Here,
        accepted: Accepted,
        children: tuple[Reason, ...] = (),
    ) -> Reason:
        """The reason that one value was not what was accepted."""
        if isinstance(subject, typed.Count):
            return instances.explain_count(self, condition, subject, here, accepted)
        observed = self.evaluator.observe(subject, here.environment)
        shown = here.shown(subject)
        if isinstance(subject, typed.Attribute):
            sentence = wording.attribute_state(subject.name, observed)
        else:
            sentence = f"{shown} {wording.state(observed)}"
        message = f"{sentence}, {accepted.verb} {accepted.text}"
        return Reason(
            message, condition.span, shown, wording.word(observed), accepted.phrase, self.seen(observed), children
        )

    def accepted(self, condition: typed.Condition, here: Here, wanted: bool) -> Accepted | None:
        """What a question about one value accepts, or where not `wanted`, what it leaves; None of other conditions."""
        match condition:
            case typed.Test(_, accepted, type_):
                return wording.accepted_values(accepted, type_, wanted)
            case typed.Like(_, glob):
                return _asked(wanted, "be like", "to be like", quoted(glob))
            case typed.Matches(_, regex):
                return _asked(wanted, "match", "to match", quoted(regex))
            case typed.Present():
                return Accepted("needs", "to be present" if wanted else "to be missing")
            case typed.Compare(operator, _, right):
                against = self.evaluator.observe(right, here.environment)
                if isinstance(against, Known) and against.place is None:
                    text = f"{operator} {against.text}"
                else:
                    text = f"{operator} {here.shown(right)}, which {wording.state(against)}"
                return Accepted("needs" if wanted else "must not be", text)
            case _:
                return None

    def _flags(
        self, condition: typed.Condition, domain: str, names: Sequence[str], any_: bool, truth: Truth, wanted: bool
    ) -> Reason:
        answers = {name: self.evaluator.flag(domain, name) for name in names}
        section = self.evaluator.snapshot.sections.get(domain)
        listed = ", ".join(names) if len(names) < 2 or not any_ else f"any of {', '.join(names)}"
        accepted = Accepted("needs" if wanted else "must not have", listed)
        if truth is Truth.UNKNOWN:
            missing = section is None or section.flags is None
            observed = "not reported" if missing else "only partly known"
            message = f"{domain} is {observed}, {accepted.verb} {listed}"
            return Reason(message, condition.span, domain, observed, accepted.phrase)
        if wanted:
            lacking = [name for name, answer in answers.items() if answer is Truth.NO]
            message = f"{domain} has no {' and no '.join(lacking)}"
            observed, seen = f"no {', '.join(lacking)}", self.locator.domain(domain)
        else:
            found = [name for name, answer in answers.items() if answer is Truth.YES]
            message = f"{domain} has {', '.join(found)}, must not"
            observed, seen = ", ".join(found), self.locator.element(domain, found[0]) if found else None
        return Reason(message, condition.span, domain, observed, accepted.phrase, seen)

    def seen(self, observed: Observation) -> Span | None:
        """Where in the snapshot an observed value stands; of an absent attribute, where its instance does."""
        place = getattr(observed, "place", None)
        if not isinstance(place, Place):
            return None
        if place.instance >= 0:
            return self.locator.instance(
                place.domain, place.instance, None if isinstance(observed, Absent) else place.name
            )
        return None if isinstance(observed, Absent) else self.locator.element(place.domain, place.name)


def _asked(wanted: bool, verb: str, needed: str, text: str) -> Accepted:
    return Accepted("needs", f"{needed} {text}") if wanted else Accepted(f"must not {verb}", text)


def _merged(condition: typed.Condition, reasons: Sequence[Reason]) -> Reason | None:
    """Alternatives for one and the same value, as one sentence: "…, needs one of 5.10.*, 5.15.* or >= 6.8"."""
    first = reasons[0]
    alike = all(
        each.subject
        and each.message.rsplit(", needs ", 1)[0] == first.message.rsplit(", needs ", 1)[0]
        and not each.children
        for each in reasons
    )
    if not alike or not all(f", needs {each.accepted}" in each.message for each in reasons):
        return None
    accepted = " or ".join(dict.fromkeys(each.accepted for each in reasons))
    message = first.message.rsplit(", needs ", 1)[0] + f", needs {accepted}"
    return Reason(message, condition.span, first.subject, first.observed, accepted, first.seen)


def capped(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Each reason once, at most `limits.EXPLAINED_REASONS`, then how many more there are."""
    reasons = tuple(dict.fromkeys(reasons))
    more = len(reasons) - limits.EXPLAINED_REASONS
    if more <= 0:
        return reasons
    kept = reasons[: limits.EXPLAINED_REASONS]
    return (*kept, Reason(f"and {more} more", reasons[limits.EXPLAINED_REASONS].span))
