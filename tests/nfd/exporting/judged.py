"""What NFD's own code says of a document, of the text as it was written, and of a node."""

from __future__ import annotations

import json
from typing import Any

from compatlang.nfd.exporting import Kind
from compatlang.nfd.features import Features
from tests.oracle.oracle import Oracle

TYPES: dict[Kind, str] = {"spec": "ImageCompatibilitySpec", "rule": "NodeFeatureRule", "group": "NodeFeatureGroup"}


def wire(features: Features) -> dict[str, Any]:
    """The features of a node as NFD's own types hold them."""
    maps: dict[str, dict[str, Any]] = {
        "flags": {name: each if each is None else {key: {} for key in each} for name, each in features.flags.items()},
        "attributes": {name: each if each is None else dict(each) for name, each in features.attributes.items()},
        "instances": {name: [{"attributes": dict(one)} for one in each] for name, each in features.instances.items()},
    }
    return {kind: {name: {"elements": each} for name, each in sets.items()} for kind, sets in maps.items()}


def judged(oracle: Oracle, kind: Kind, text: str, features: Features) -> bool:
    """Whether a document matches; nothing in it may be an error, and failing fast may make no difference."""
    node = wire(features)
    if kind == "spec":
        answer = oracle.answer({"kind": "validate_node", "spec": text, "features": node})
        assert answer["error"] is None
        return any(all(rule["isMatch"] for rule in each["rules"] or ()) for each in json.loads(answer["output"]))
    document = oracle.answer({"kind": "document", "type": TYPES[kind], "text": text})
    assert document["error"] is None
    (rule,) = document["document"]["spec"]["rules" if kind == "rule" else "featureGroupRules"]
    asked = "rule" if kind == "rule" else "grouprule"
    answers = [
        oracle.answer({"kind": asked, "rule": rule, "features": node, "failFast": each}) for each in (True, False)
    ]
    assert [each["error"] for each in answers] == [None, None]
    assert answers[0]["match"] is answers[1]["match"]
    return bool(answers[0]["match"])
