"""`In`, `NotIn`, `IsTrue` and `IsFalse`: comparisons with values.

`NotIn` asks for an element that is there and differs. In the language what is absent differs from everything, so that has
to be said.
"""

from __future__ import annotations

from collections.abc import Sequence

from compatlang.nfd.importing.needs import Needs
from compatlang.nfd.importing.subject import Subject
from compatlang.nfd.importing.translation import RELEASES, Refusal, Result, Translated, refused
from compatlang.nfd.importing.values import Literals, literals
from compatlang.nfd.model import MatchExpression
from compatlang.writing.condition import NO, Atom, Condition, either, equal, every, negated, unequal

_TRUTHS = ("true", "false")
_KERNEL = ("kernel.version", "full")
"""The element whose texts have suffixes as a rule: there a literal would stand for much more than NFD's text."""


def is_in(expression: MatchExpression, subject: Subject, needs: Needs) -> Result:
    """Equal to one of the values."""
    read = _read(expression, subject)
    if not isinstance(read, Literals):
        return read
    if _is_kernel(subject):
        return Translated(_releases(read, needs), read.notes, frozenset({RELEASES}))
    return Translated(among_literals(read.texts, subject), read.notes, read.differences)


def not_in(expression: MatchExpression, subject: Subject, needs: Needs) -> Result:
    """There, and equal to none of the values."""
    read = _read(expression, subject)
    if not isinstance(read, Literals):
        return read
    if _is_kernel(subject):
        other = every([_present(subject), negated(_releases(read, needs))])
        return Translated(other, read.notes, frozenset({RELEASES}))
    return Translated(_none_of(read.texts, subject), read.notes, read.differences)


def is_truth(expression: MatchExpression, subject: Subject, needs: Needs) -> Result:
    """`IsTrue` and `IsFalse`: equal to `true` or `false`."""
    if expression.value:
        return refused(subject.where, f"`{expression.op}` takes no value; NFD fails where the element is there")
    text = "true" if expression.op == "IsTrue" else "false"
    return is_in(MatchExpression(op="In", value=(text,)), subject, needs)


def among_literals(texts: Sequence[str], subject: Subject) -> Condition:
    """Equal to one of some literals; without any, nothing is."""
    return equal(subject.text, texts) if texts else NO


def _none_of(texts: Sequence[str], subject: Subject) -> Condition:
    others = [each for each in _TRUTHS if each not in texts]
    if subject.type == "bool" and others:
        return equal(subject.text, others)
    if not texts:
        return _present(subject)
    return every([_present(subject), unequal(subject.text, texts)])


def _read(expression: MatchExpression, subject: Subject) -> Literals | tuple[Refusal, ...]:
    if not expression.value:
        return refused(
            subject.where, f"`{expression.op}` takes at least one value; NFD fails where the element is there"
        )
    return literals(expression.value, subject)


def _is_kernel(subject: Subject) -> bool:
    return (subject.domain, subject.element.name) == _KERNEL


def _releases(read: Literals, needs: Needs) -> Condition:
    return either(Atom(f"{needs.release()}({each})") for each in read.texts)


def _present(subject: Subject) -> Condition:
    return Atom(f"{subject.text} is present")
