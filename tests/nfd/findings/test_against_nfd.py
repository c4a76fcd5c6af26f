"""What is found, held against what NFD's own code does with the same document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compatlang.diagnostics import Diagnostic
from compatlang.nfd.expression import NUMERIC
from compatlang.nfd.findings import findings
from compatlang.nfd.load import Document, Kind, load_as
from tests.nfd.disagreements import verdict
from tests.nfd.random_values import Theme, values
from tests.nfd.strategies import Seen, as_text, expressions, kubectl_validate_cases
from tests.oracle.oracle import Oracle
from tests.strategies import examples

Tree = dict[str, Any]


def found_in(text: str, kind: Kind = "NodeFeatureRule") -> tuple[Diagnostic, ...]:
    """What is found in a document of that kind."""
    loaded = load_as(kind, text, "document.json")
    assert isinstance(loaded, Document), loaded
    return findings(loaded)


def of_expression(expression: Tree | None, field: str = "matchExpressions") -> tuple[Diagnostic, ...]:
    """What is found in a rule with that expression about an attribute that NFD knows, or about names."""
    asked = {"full": expression} if field == "matchExpressions" else expression
    term = {"feature": "kernel.version", field: asked}
    return found_in(as_text({"spec": {"rules": [{"name": "r", "matchFeatures": [term]}]}}))


# Expressions

TEXTS = (Seen("n", True, "1"), Seen("v", True, "1.2"), Seen("t", True, "a"), Seen("b", True, "true"))
BOTH = "0"
"""A value that is an integer and a version, so that whatever NFD fails on is the expression's own fault."""

some_expression = st.sampled_from(TEXTS).flatmap(expressions)


@examples(300)
@given(some_expression | st.none())
def test_an_error_of_an_expression_is_what_nfd_fails_on(oracle: Oracle, expression: Tree | None) -> None:
    """And NFD fails on nothing else, wherever the value can be compared at all."""
    case = {"kind": "expression", "expression": expression, "valid": True, "value": BOTH}
    errors = [each for each in of_expression(expression) if each.severity == "error"]
    assert bool(errors) == (verdict(oracle.answer(case)) == "error")


@examples(150)
@given(some_expression)
def test_an_error_of_an_expression_about_names_is_one_too(oracle: Oracle, expression: Tree) -> None:
    case = {"kind": "set", "function": "MatchKeyNames", "flags": {BOTH: {}}, "matchName": expression}
    errors = [each for each in of_expression(expression, "matchName") if each.severity == "error"]
    assert bool(errors) == (verdict(oracle.answer(case)) == "error")


def never(found: Iterable[Diagnostic]) -> bool:
    return any(each.code == "nfd-never" for each in found)


@st.composite
def ranges(draw: st.DrawFn) -> Tree:
    """A range of integers or of versions that NFD does not fail on."""
    theme: Theme = draw(st.sampled_from(("number", "version")))
    made = {
        "op": draw(st.sampled_from(("GtLt", "GeLe"))),
        "value": draw(st.lists(values(theme), min_size=2, max_size=2)),
    }
    made |= {"type": "version"} if theme == "version" else {}
    assume(all(each.severity == "warning" for each in of_expression(made)))
    return made


NEAR = [f"{major}.{minor}.{patch}" for major in range(4) for minor in range(4) for patch in range(4)]


@examples(100)
@given(ranges(), st.lists(values("number") | values("version"), max_size=5))
def test_what_never_holds_never_does(oracle: Oracle, expression: Tree, more: list[str]) -> None:
    """Whatever value is asked, one near the bounds first of all."""
    value = [*more, *expression["value"], *map(str, range(-10, 100)), *(NEAR if "type" in expression else ())]
    cases = [{"kind": "expression", "expression": expression, "valid": True, "value": each} for each in value]
    held = any(answer.get("match") for answer in oracle.ask(cases))
    assert not (held and never(of_expression(expression)))


@pytest.mark.parametrize(
    ("low", "high", "holds"),
    [("4", "5", False), ("4", "6", True), ("1.2.3", "1.2.4", False), ("1.2.3", "1.3", True), ("1.2", "1.2.2", True)],
)
def test_an_open_range_is_looked_into(oracle: Oracle, low: str, high: str, holds: bool) -> None:
    type_ = {"type": "version"} if "." in low else {}
    expression = {"op": "GtLt", "value": [low, high], **type_}
    between = {"4": "5", "1.2.3": "1.2.4", "1.2": "1.2.1"}[low]
    case = {"kind": "expression", "expression": expression, "valid": True, "value": between}
    assert oracle.answer(case)["match"] is holds
    assert never(of_expression(expression)) is not holds


@pytest.mark.parametrize("op", [*NUMERIC, "In", "NotIn", "InRegexp", "IsTrue", "IsFalse"])
def test_a_flag_has_no_value(oracle: Oracle, op: str) -> None:
    takes = {"GtLt": ["0", "9"], "GeLe": ["0", "9"], "IsTrue": [], "IsFalse": []}
    expression = {"op": op, "value": takes.get(op, ["1"])}
    case = {"kind": "expression", "expression": expression, "valid": True, "value": None}
    assert oracle.answer(case)["match"] is False
    rule = {"name": "r", "matchFeatures": [{"feature": "cpu.cpuid", "matchExpressions": {"AVX": expression}}]}
    assert never(found_in(as_text({"spec": {"rules": [rule]}})))


# Documents

OF_A_KEY = re.compile(r"(?:nfd-master does not set )?the (label|annotation|extended resource|taint) `")
SAID = {
    "nfd-rule-name": "rule name cannot be empty",
    "nfd-template": "invalid template",
    "nfd-feature-name": "invalid feature name",
}


def as_kubectl_says(found: Iterable[Diagnostic]) -> Counter[str]:
    """The findings that `kubectl nfd validate` has too, as it begins to say them."""
    kinds: Counter[str] = Counter()
    for each in found:
        of_a_key = OF_A_KEY.match(each.message)
        if each.code in SAID:
            kinds[SAID[each.code]] += 1
        elif of_a_key and each.code in ("nfd-output", "nfd-unprefixed"):
            kinds[f"invalid {of_a_key[1]}"] += 1
    return kinds


def kubectl_says(errors: Iterable[str]) -> Counter[str]:
    """The errors of `kubectl nfd validate`, by what they are about."""
    begins = (*SAID.values(), *(f"invalid {what}" for what in ("label", "annotation", "extended resource", "taint")))
    return Counter(begin for each in errors for begin in begins if each.startswith(begin))


@examples(200)
@given(kubectl_validate_cases())
def test_what_kubectl_refuses_is_found_as_often(oracle: Oracle, case: Tree) -> None:
    """Names, keys, values and templates: neither more nor less of them than `kubectl nfd validate` counts."""
    errors = oracle.answer(case)["errors"]
    said = kubectl_says(errors)
    assert said.total() == len(errors)
    assert as_kubectl_says(found_in(case["rules"])) == said


@pytest.mark.parametrize(
    ("rule", "severity"),
    [
        ({"labels": {"a": "1"}}, "warning"),
        ({"annotations": {"a": "1"}}, "warning"),
        ({"extendedResources": {"a": "1"}}, "warning"),
        ({"taints": [{"key": "a", "effect": "NoSchedule"}]}, "warning"),
        ({"labelsTemplate": "{{"}, "error"),
        ({"labelsTemplate": "{{now}}{{end}}"}, "error"),
        ({"name": ""}, "error"),
        ({"matchFeatures": [{"feature": "nodot", "matchName": {"op": "Exists"}}]}, "error"),
    ],
    ids=str,
)
def test_whatever_kubectl_refuses_is_told(oracle: Oracle, rule: Tree, severity: str) -> None:
    """What nfd-master does all the same is a warning."""
    asked = [{"feature": "cpu.cpuid", "matchExpressions": {"AVX": {"op": "Exists"}}}]
    text = as_text({"spec": {"rules": [{"name": "r", "matchFeatures": asked} | rule]}})
    assert oracle.answer({"kind": "kubectl_validate", "rules": text})["errors"]
    assert [each.severity for each in found_in(text)] == [severity]
