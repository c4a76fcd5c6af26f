"""A small model of how the scheduler reads node affinity, and of what the API server refuses before.

After `component-helpers/scheduling/corev1/nodeaffinity` and `apimachinery/pkg/labels` of Kubernetes, written anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Labels = Mapping[str, str]

_INT64 = range(-(2**63), 2**63)
_VALUE = re.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")
_KEY = re.compile(r"([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")


def admits(affinity: Any, labels: Labels) -> bool:
    """Whether a node with these labels may be chosen."""
    required = affinity["affinity"]["nodeAffinity"].get("requiredDuringSchedulingIgnoredDuringExecution")
    if required is None:
        return True
    assert required["nodeSelectorTerms"], "a required affinity must have a term"
    return any(term_matches(each, labels) for each in required["nodeSelectorTerms"])


def score(affinity: Any, labels: Labels) -> int:
    """The sum of the weights of all preferred terms that match."""
    preferred = affinity["affinity"]["nodeAffinity"].get("preferredDuringSchedulingIgnoredDuringExecution", [])
    assert all(1 <= each["weight"] <= 100 for each in preferred)
    return sum(each["weight"] for each in preferred if term_matches(each["preference"], labels))


def term_matches(term: Any, labels: Labels) -> bool:
    """All expressions hold; a term without any matches nothing."""
    answers = [expression_matches(each, labels) for each in term.get("matchExpressions", [])]
    return bool(answers) and all(answers)


def expression_matches(expression: Any, labels: Labels) -> bool:
    """One expression, which must be one that the API server takes."""
    key, operator, values = expression["key"], expression["operator"], expression.get("values", [])
    assert _KEY.fullmatch(key), key
    assert len(key.rpartition("/")[2]) <= 63, key
    assert all(_VALUE.fullmatch(each) and len(each) <= 63 for each in values), values
    match operator:
        case "In" | "NotIn":
            assert values
            return (key in labels and labels[key] in values) is (operator == "In")
        case "Exists" | "DoesNotExist":
            assert not values
            return (key in labels) is (operator == "Exists")
        case "Gt" | "Lt":
            (wanted,) = values
            return key in labels and compares(operator, labels[key], wanted)
    raise AssertionError(operator)


def compares(operator: str, text: str, wanted: str) -> bool:
    """Whether both are int64, and the label is greater, or less."""
    assert re.fullmatch("[0-9]+", wanted), wanted
    assert int(wanted) in _INT64, wanted
    if not re.fullmatch("[+-]?[0-9]+", text) or int(text) not in _INT64:
        return False
    return int(text) > int(wanted) if operator == "Gt" else int(text) < int(wanted)
