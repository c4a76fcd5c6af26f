"""Requirements of a node selector, and the questions to one label that they answer.

| question | requirements |
|---|---|
| is there, is not there | `Exists`, `DoesNotExist` |
| texts, truth values | `In`; `Exists` and `NotIn` |
| integers | `Gt`, `Lt` |

`NotIn` holds of a label that is absent, too. `Gt` and `Lt` compare int64, and hold of no label that is none. A value that no
label can have is not asked for, since Kubernetes refuses it; so integers below 0, which no label can be, are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from compatlang.ir.accepted import Names
from compatlang.nfd.exporting.questions import Absent, Among, Present, Question
from compatlang.nfd.go.names import label_value, qualified_name
from compatlang.values.interval import Interval, IntervalSet

Operator = Literal["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]

_HIGHEST = 2**63 - 1
_INTEGERS = IntervalSet([(0, _HIGHEST + 1)])
_OPPOSITE: dict[Operator, Operator] = {"In": "NotIn", "NotIn": "In", "Exists": "DoesNotExist", "DoesNotExist": "Exists"}


class Requirement(NamedTuple):
    """What is asked of the label `key`."""

    key: str
    operator: Operator
    values: tuple[str, ...] = ()


Term = tuple[Requirement, ...]
"""All of the requirements. To Kubernetes a term of none matches nothing; here it is always, until it is written."""


def askable(question: Question) -> bool:
    """Whether a selector can ask a question of one label."""
    match question:
        case Absent() | Present():
            return True
        case Among(type_, _):
            return type_ in {"string", "bool", "int"}
        case _:
            return False


def has_only_label_values(question: Question) -> bool:
    """Whether labels can have all texts that a question lists."""
    if not (isinstance(question, Among) and question.type == "string" and isinstance(question.keys, Names)):
        return True
    return question.keys.excluded or not any(label_value(each) for each in question.keys.keys)


def terms_of(key: str, question: Question) -> list[Term]:
    """The terms of which one must hold; `question` is askable."""
    if qualified_name(key):
        return [()] if question == Absent() else []
    match question:
        case Absent():
            return [(Requirement(key, "DoesNotExist"),)]
        case Among(_, IntervalSet() as keys):
            return [term for each in (keys & _INTEGERS).intervals for term in _between(key, each)]
        case Among("bool", keys):
            return _listed(key, [text for text, value in (("false", False), ("true", True)) if value in keys])
        case Among(_, Names() as names) if not names.excluded:
            return _listed(key, names.keys)
        case Among(_, Names() as names):
            return [(Requirement(key, "Exists"), *_unlike(key, names.keys))]
        case _:
            return [(Requirement(key, "Exists"),)]


def terms_unlike(key: str, texts: Iterable[str]) -> list[Term]:
    """The label is absent, or has none of the texts."""
    return [() if qualified_name(key) else _unlike(key, texts)]


def opposite(requirement: Requirement) -> Requirement | None:
    """What holds exactly where a requirement does not; None where no requirement does."""
    operator = _OPPOSITE.get(requirement.operator)
    return None if operator is None else requirement._replace(operator=operator)


def _unlike(key: str, texts: Iterable[str]) -> Term:
    values = _label_values(texts)
    return (Requirement(key, "NotIn", values),) if values else ()


def _listed(key: str, texts: Iterable[str]) -> list[Term]:
    values = _label_values(texts)
    return [(Requirement(key, "In", values),)] if values else []


def _label_values(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(each for each in texts if not label_value(each)))


def _between(key: str, interval: Interval) -> list[Term]:
    """Integers of an interval within those that labels can be. All of them are two terms: `Lt` 1, or `Gt` 0."""
    low, high = interval
    assert low is not None and high is not None, "the integers that labels can be have ends"  # noqa: PT018
    above = [Requirement(key, "Gt", (str(low - 1),))] if low > 0 else []
    below = [Requirement(key, "Lt", (str(high),))] if high <= _HIGHEST else []
    if above or below:
        return [(*above, *below)]
    return [(Requirement(key, "Lt", ("1",)),), (Requirement(key, "Gt", ("0",)),)]
