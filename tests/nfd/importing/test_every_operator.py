"""Every operator with many values on every element of the random universe, against every text that it may hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

import pytest

from compatlang.nfd.features import Features
from compatlang.nfd.importing import imported
from compatlang.nfd.model import NodeFeatureRule
from compatlang.nfd.references import labels_and_vars
from tests.nfd.importing import strategies
from tests.nfd.importing.agreement import document, same_as_nfd
from tests.nfd.importing.strategies import ATTRIBUTES, FLAGS, INSTANCES, NUMBERS, VERSIONS, Element


def _ranges(bounds: tuple[str, ...]) -> Iterator[list[str]]:
    """Some pairs of bounds, most in order."""
    yield from ([low, high] for low, high in list(combinations(dict.fromkeys(bounds), 2))[::4])


def _numeric(element: Element) -> Iterator[dict[str, Any]]:
    for type_ in element.numeric:
        bounds = VERSIONS if type_ else NUMBERS
        typed = {"type": type_} if type_ else {}
        for op, value in product(("Gt", "Ge", "Lt", "Le"), dict.fromkeys(bounds)):
            yield {"op": op, "value": [value], **typed}
        for op, values in product(("GtLt", "GeLe"), _ranges(bounds)):
            yield {"op": op, "value": values, **typed}


def _others(element: Element) -> Iterator[dict[str, Any]]:
    for op in ("Exists", "DoesNotExist", "IsTrue", "IsFalse", ""):
        yield {"op": op}
    for op, value in product(("In", "NotIn"), (*element.texts, *element.odd)):
        yield {"op": op, "value": [value]}
    for op, values in product(("In", "NotIn"), combinations(element.texts, 2)):
        yield {"op": op, "value": list(values)}
    for value in element.patterns:
        yield {"op": "InRegexp", "value": [value]}
    yield {"op": "InRegexp", "value": list(element.patterns[:2])}


def _agree(domain: str, asked: list[dict[str, dict[str, Any]]], nodes: list[Features]) -> None:
    rules = [{"name": "one", "matchFeatures": [{"feature": domain, "matchExpressions": each}]} for each in asked]
    made = document({"kind": "NodeFeatureRule", "spec": {"rules": rules}})
    assert isinstance(made.model, NodeFeatureRule)
    result = imported(made)
    for node in nodes:
        same_as_nfd(result, made.model.spec.rules, node, labels_and_vars)


@pytest.mark.parametrize(
    ("domain", "name"), [(domain, name) for domain, elements in ATTRIBUTES.items() for name in elements]
)
def test_an_attribute(domain: str, name: str) -> None:
    """Present with each text, missing, and missing with all others."""
    element = ATTRIBUTES[domain][name]
    flags = {domain: frozenset({"AVX"})} if domain in FLAGS else {}
    records = [{}, {"another": "x"}, *({name: text} for text in element.texts)]
    nodes = [Features(flags, {domain: record}) for record in records] + [Features()]
    for asked in (_others(element), _numeric(element)):
        _agree(domain, [{name: each} for each in asked], nodes)


@pytest.mark.parametrize(
    ("domain", "name"), [(domain, name) for domain, elements in INSTANCES.items() for name in elements]
)
def test_an_attribute_of_an_instance(domain: str, name: str) -> None:
    """No instance, one with each text, one without, and a pair; alone, and beside another attribute."""
    element = INSTANCES[domain][name]
    other, beside = next((key, value) for key, value in INSTANCES[domain].items() if key != name)
    records = [{other: beside.texts[0]}, *({name: text} for text in element.texts)]
    pair = [{name: element.texts[0], other: beside.texts[0]}, {name: element.texts[1], other: beside.texts[1]}]
    nodes = [Features({}, {}, {domain: (record,)}) for record in records]
    nodes += [Features({}, {}, {domain: tuple(pair)}), Features({}, {}, {domain: ()}), Features()]
    asked = [*_others(element), *_numeric(element)]
    _agree(domain, [{name: each} for each in asked], nodes)
    _agree(domain, [{name: each, other: {"op": "In", "value": [beside.texts[1]]}} for each in asked], nodes)


@pytest.mark.parametrize(
    "asked",
    [
        {"op": "In", "value": ["true", "false"]},
        {"op": "In", "value": ["false", "true", "true"]},
        {"op": "InRegexp", "value": ["e$"]},
        {"op": "NotIn", "value": ["true", "false"]},
    ],
)
def test_both_truth_values_are_not_whatever_is_there(asked: dict[str, Any]) -> None:
    """NFD says that a text that is neither is neither; here it is unknown, and never true."""
    nodes = [Features({}, {"memory.swap": {"enabled": each}}) for each in ("true", "false", "neither")]
    _agree("memory.swap", [{"enabled": asked}], nodes)


@pytest.mark.parametrize("domain", list(FLAGS))
def test_flags(domain: str) -> None:
    """One flag, and two together, each wanted or not."""
    names = FLAGS[domain]
    nodes = [Features({domain: frozenset(each)}) for count in range(3) for each in combinations(names, count)]
    ops = ("Exists", "DoesNotExist", "", "In", "NotIn", "IsFalse", "Gt")
    asked = [{name: strategies.with_values(op)} for name, op in product(names, ops)]
    asked += [
        {one: {"op": first}, two: {"op": second}}
        for one, two in combinations(names, 2)
        for first, second in product(("Exists", "DoesNotExist"), repeat=2)
    ]
    _agree(
        domain,
        [each for each in asked if domain != "acme.capability" or "value" not in str(each)],
        [*nodes, Features()],
    )
