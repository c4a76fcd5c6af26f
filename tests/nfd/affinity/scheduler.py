"""A small model of how the scheduler reads node affinity, and of what the API server refuses before.

After `component-helpers/scheduling/corev1/nodeaffinity` and `apimachinery/pkg/labels` of Kubernetes, written anew.
`test_scheduler.py` holds it against that code itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

_INT64 = range(-(2**63), 2**63)
_NAME = re.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
_PREFIX = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")


class Node(NamedTuple):
    """What affinity may ask of a node: its labels, and its name, the only field."""

    labels: Mapping[str, str]
    name: str = "node"


class InvalidTermError(ValueError):
    """A term that Kubernetes refuses."""


def admits(affinity: Any, node: Node) -> bool:
    """Whether a node may be chosen; terms that are invalid are an error where no other one matches."""
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution")
    if required is None:
        return True
    answers = list(_answers(required["nodeSelectorTerms"], node))
    if True not in answers and None in answers:
        raise InvalidTermError(required)
    return True in answers


def score(affinity: Any, node: Node) -> int:
    """The sum of the weights of all preferred terms that match; those of weight 0 are not even read."""
    preferred = affinity.get("preferredDuringSchedulingIgnoredDuringExecution", [])
    return sum(each["weight"] for each in preferred if each["weight"] and term_matches(each["preference"], node))


def refused(affinity: Any) -> bool:
    """Whether the API server does not take an affinity: some term is invalid, or there is none, or a weight too many."""
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution", {"nodeSelectorTerms": [{}]})
    preferred = affinity.get("preferredDuringSchedulingIgnoredDuringExecution", [])
    every = [*required["nodeSelectorTerms"], *(each["preference"] for each in preferred)]
    weights_are_right = all(1 <= each["weight"] <= 100 for each in preferred)
    return not required["nodeSelectorTerms"] or not weights_are_right or None in _answers(every, Node({}))


def _answers(terms: Any, node: Node) -> Iterator[bool | None]:
    """What each term says of a node; None of one that is invalid."""
    for each in terms:
        try:
            yield term_matches(each, node)
        except InvalidTermError:
            yield None


def term_matches(term: Any, node: Node) -> bool:
    """All expressions and fields hold; a term without any matches nothing. Each must be valid, also behind one that fails."""
    answers = [_label_matches(each, node.labels) for each in term.get("matchExpressions", [])]
    answers += [_name_matches(each, node.name) for each in term.get("matchFields", [])]
    return bool(answers) and all(answers)


def _label_matches(expression: Any, labels: Mapping[str, str]) -> bool:
    key, operator, values = expression["key"], expression["operator"], expression.get("values", [])
    _expect(_is_key(key) and all(each == "" or _is_name(each) for each in values), expression)
    match operator:
        case "In" | "NotIn":
            _expect(bool(values), expression)
            return (key in labels and labels[key] in values) is (operator == "In")
        case "Exists" | "DoesNotExist":
            _expect(not values, expression)
            return (key in labels) is (operator == "Exists")
        case "Gt" | "Lt":
            wanted = [_integer(each) for each in values]
            _expect(len(wanted) == 1 and wanted[0] is not None, expression)
            return key in labels and _compares(operator, _integer(labels[key]), wanted[0])
        case _:
            raise InvalidTermError(expression)


def _name_matches(expression: Any, name: str) -> bool:
    """The field `metadata.name`; any other is empty. A node without a name has no fields, and then none is asked."""
    operator, values = expression["operator"], expression.get("values", [])
    _expect(operator in {"In", "NotIn"} and len(values) == 1, expression)
    text = name if expression["key"] == "metadata.name" else ""
    return not name or (text == values[0]) is (operator == "In")


def _compares(operator: str, number: int | None, wanted: int | None) -> bool:
    """Whether a label that is an integer is greater, or less."""
    assert wanted is not None
    return number is not None and (number > wanted if operator == "Gt" else number < wanted)


def _integer(text: str) -> int | None:
    """An int64, as Go reads it; None where it is none."""
    if not re.fullmatch("[+-]?[0-9]+", text):
        return None
    return int(text) if int(text) in _INT64 else None


def _is_key(key: str) -> bool:
    """A name, perhaps with a domain before it."""
    prefix, slash, name = key.rpartition("/")
    return _is_name(name) and (not slash or (len(prefix) <= 253 and _PREFIX.fullmatch(prefix) is not None))


def _is_name(text: str) -> bool:
    return len(text) <= 63 and _NAME.fullmatch(text) is not None


def _expect(valid: bool, expression: Any) -> None:
    if not valid:
        raise InvalidTermError(expression)
