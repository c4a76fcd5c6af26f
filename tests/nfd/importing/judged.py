"""How NFD's own code finds rules to turn out on a node.

Each is asked several times, since Go walks maps in random order: the answer is every way in which the rules have turned out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from compatlang.nfd.features import Features
from compatlang.nfd.load import Document
from compatlang.nfd.model import ImageSpec, NodeFeatureGroup, NodeFeatureRule
from tests.nfd.exporting.judged import wire
from tests.nfd.importing.agreement import Way
from tests.nfd.importing.strategies import Json
from tests.oracle.oracle import Answer, Oracle

OFTEN = 8
"""How often a document is asked. Where an expression fails and another does not hold, either may be met first."""


def of_rules(oracle: Oracle, rules: Iterable[Json], features: Features) -> set[Way]:
    """Rules of a NodeFeatureRule, as nfd-master goes through them; the custom source does so, too."""
    made = [{"metadata": {"name": "random"}, "spec": {"rules": list(rules)}}]
    asked = oracle.answer({"kind": "rules", "objects": made, "features": wire(features), "repeat": OFTEN})
    return {tuple(each["match"] for each in outcome["rules"]) for outcome in asked["outcomes"]}


def of_group_rules(oracle: Oracle, rules: Iterable[Json], features: Features) -> set[Way]:
    """Rules of a NodeFeatureGroup, as nfd-master goes through them. It exports nothing of its loop, so this is one."""
    listed = list(rules)
    return {_once(oracle, listed, wire(features)) for _ in range(OFTEN)}


def _once(oracle: Oracle, rules: Iterable[Json], known: dict[str, Any]) -> Way:
    """The rules in order. What one that does not fail has set is known to those behind it."""
    way: list[bool | None] = []
    for rule in rules:
        answer = oracle.answer({"kind": "grouprule", "rule": rule, "features": known, "failFast": True})
        way.append(answer["match"])
        if answer["error"] is None:
            matched = known["attributes"].setdefault("rule.matched", {"elements": {}})
            matched["elements"].update(answer["vars"] or {})
    return tuple(way)


def of_image(oracle: Oracle, spec: str, features: Features) -> set[Way]:
    """The sets of an image, as `nfd compat validate-node` finds them; None alone where it fails."""
    asked = oracle.answer({"kind": "validate_node", "spec": spec, "features": wire(features), "repeat": OFTEN})
    return {_sets(each) for each in asked["outcomes"]}


def _sets(answer: Answer) -> Way:
    if answer.get("output") is None:
        return (None,)
    return tuple(all(rule["isMatch"] for rule in each["rules"] or ()) for each in json.loads(answer["output"]))


def of_document(oracle: Oracle, made: Document, text: str, features: Features) -> set[Way]:
    """A document as NFD's own code reads its text."""
    match made.model:
        case NodeFeatureRule():
            return of_rules(oracle, _read(oracle, "NodeFeatureRule", text)["spec"]["rules"], features)
        case NodeFeatureGroup():
            return of_group_rules(
                oracle, _read(oracle, "NodeFeatureGroup", text)["spec"]["featureGroupRules"], features
            )
        case ImageSpec():
            return of_image(oracle, text, features)
        case _:
            return of_rules(oracle, _read(oracle, "custom", text)["converted"], features)


def _read(oracle: Oracle, kind: str, text: str) -> Json:
    read = oracle.answer({"kind": "document", "type": kind, "text": text})
    assert read["error"] is None, read
    document: Json = read["document"]
    return document
