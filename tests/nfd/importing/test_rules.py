"""What rules say of each other, and alternatives: every node of a small world."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import pytest

from compatlang.nfd.features import Features, to_snapshot
from compatlang.nfd.importing import imported
from compatlang.nfd.model import ImageSpec, NodeFeatureRule
from compatlang.nfd.references import labels_and_vars
from compatlang.nfd.validator import validate_node, verdict
from tests.nfd.importing.agreement import compare, document, report, same_as_nfd

MODULES = "abc"
NODES = [
    Features({"kernel.loadedmodule": frozenset(each)}) for count in range(4) for each in combinations(MODULES, count)
]
VALUES = ("true", "false", "x")
ASKED: tuple[dict[str, Any], ...] = (
    *({"op": op} for op in ("IsTrue", "IsFalse", "Exists", "DoesNotExist", "")),
    {"op": "In", "value": ["true", "x"]},
    {"op": "NotIn", "value": ["true"]},
    {"op": "InRegexp", "value": ["^f"]},
)


def loaded(name: str) -> dict[str, Any]:
    """A term that asks for a module."""
    return {"feature": "kernel.loadedmodule", "matchExpressions": {name: {"op": "Exists"}}}


def refers(asked: dict[str, Any]) -> dict[str, Any]:
    """A term that asks what was set."""
    return {"feature": "rule.matched", "matchExpressions": {"key": asked}}


@pytest.mark.parametrize("values", list(product(VALUES, VALUES)))
def test_the_last_rule_that_matched_wins(values: tuple[str, str]) -> None:
    setters = [
        {"name": name, "labels": {"key": value}, "matchFeatures": [loaded(name)]}
        for name, value in zip(MODULES, values, strict=False)
    ]
    setters[1]["vars"] = {"key": values[0]} if values[0] == "x" else {}
    askers = [{"name": "asks", "matchFeatures": [refers(each), loaded("c")]} for each in ASKED]
    made = document({"kind": "NodeFeatureRule", "spec": {"rules": [*setters, *askers]}})
    assert isinstance(made.model, NodeFeatureRule)
    result = imported(made)
    assert not result.refused
    for node in NODES:
        same_as_nfd(result, made.model.spec.rules, node, labels_and_vars)


@pytest.mark.parametrize("own", [(), ("c",)])
@pytest.mark.parametrize("asked", ASKED)
def test_variables_of_an_image_are_set_although_no_alternative_holds(
    own: tuple[str, ...], asked: dict[str, Any]
) -> None:
    """The setter's set is left out of the verdict, so that only what it hands on counts."""
    setter = {
        "name": "sets",
        "vars": {"key": "true"},
        "matchFeatures": [loaded(each) for each in own],
        "matchAny": [{"matchFeatures": [loaded("a")]}],
    }
    never = {"name": "never", "matchFeatures": [loaded("none")]}
    asker = {"name": "asks", "matchFeatures": [refers(asked)]}
    made = document({"compatibilities": [{"rules": [setter, never]}, {"rules": [asker], "weight": 1}]})
    assert isinstance(made.model, ImageSpec)
    result = imported(made)
    assert result.policies
    for node in NODES:
        [ours] = report(result, to_snapshot(node)).results
        wanted = verdict(validate_node(made.model, node))
        compare(ours.verdict, {wanted == "compatible"}, (), to_snapshot(node))


def test_alternatives_about_one_device_are_joined_only_where_that_is_the_same() -> None:
    """`vendor` and `class` must be those of one device: two alternatives that differ in both cannot become one."""
    ids = ("10de", "8086")
    pairs = list(product(ids, ("0300", "0302")))
    devices = [{"vendor": vendor, "class": class_} for vendor, class_ in pairs]
    nodes = [Features({}, {}, {"pci.device": each}) for count in range(3) for each in combinations(devices, count)]
    rules = [
        {"name": "some", "matchAny": [{"matchFeatures": [device(*each)]} for each in chosen]}
        for count in (1, 2, 3)
        for chosen in combinations(pairs, count)
    ]
    made = document({"kind": "NodeFeatureRule", "spec": {"rules": rules}})
    assert isinstance(made.model, NodeFeatureRule)
    result = imported(made)
    assert "vendor in [0x10de, 0x8086]" in result.text
    assert "any of {" in result.text
    for node in nodes:
        same_as_nfd(result, made.model.spec.rules, node, labels_and_vars)


def device(vendor: str, class_: str) -> dict[str, Any]:
    """A term that asks for a device."""
    return {
        "feature": "pci.device",
        "matchExpressions": {"vendor": {"op": "In", "value": [vendor]}, "class": {"op": "In", "value": [class_]}},
    }
