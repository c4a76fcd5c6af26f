"""The conformance cases drawn from NFD's own tests, as cases for the oracle, and what to expect of its answers.

The cases lie in a folder beside the checkout; where it is absent there are none.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.oracle.oracle import Answer, Case

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "nfd" / "corpus"
ABSENT = "the folder of shared cases is not beside the checkout"

Sample = dict[str, Any]
"""One case as its file has it."""


def samples(name: str) -> list[Sample]:
    path = FOLDER / f"{name}.json"
    if not path.exists():
        return []
    found: list[Sample] = json.loads(path.read_text(encoding="utf-8"))["cases"]
    return found


def asked(sample: Sample) -> Case:
    return ASKED[sample["kind"]](sample)


def differences(sample: Sample, answer: Answer) -> list[str]:
    """What of the answer is not as expected, a line each; a panic is as unexpected as a wrong answer."""
    if "panic" in answer or "fatal" in answer:
        return [str(answer)]
    return COMPARED[sample["kind"]](sample["expected"], answer)


def ask_expression(sample: Sample) -> Case:
    function, given = sample["func"], sample["input"]
    if not function.startswith("evaluate"):
        fields = ("matchExpressions", "matchName", "failFast")
        return {
            "kind": "set",
            "function": function,
            **given,
            **{each: sample[each] for each in fields if each in sample},
        }
    case = {"kind": "expression", "expression": sample["expression"]}
    if function == "evaluateMatchExpression":
        return case | {"valid": given["valid"], "value": given["value_str"]}
    elements = given.get("flags") or given.get("attributes") or {}
    value = elements.get(sample["key"])
    return case | {"valid": sample["key"] in elements, "value": value if isinstance(value, str) else None}


def ask_rule(sample: Sample) -> Case:
    return {each: sample[each] for each in ("kind", "rule", "failFast")} | {"features": sample["input"]["features"]}


def ask_validator(sample: Sample) -> Case:
    features = sample["input"]["features"]
    return {"kind": "validate_node", "spec": json.dumps(sample["spec"]), "features": features, "tags": sample["tags"]}


def ask_validation(sample: Sample) -> Case:
    names = {
        "labels": "map",
        "annotations": "map",
        "extendedResources": "map",
        "labelsTemplate": "template",
        "matchFeature": "matchFeatures",
    }
    fields = {names.get(name, name): value for name, value in sample["input"].items()}
    return {"kind": "validate", "function": sample["func"], **fields}


def ask_template(sample: Sample) -> Case:
    template = sample["template"]
    if isinstance(template, dict):
        text, times = template["$repeat"]
        template = text * times
    return {"kind": "validate", "function": "Template", "template": template}


def compare_expression(expected: Sample, answer: Answer) -> list[str]:
    if expected["error"]:
        return unless(answer["error"] is not None, "no error")
    found = unless(answer["error"] is None, f"error {answer['error']}")
    found += unless(answer["match"] == expected["match"], f"match {answer['match']}")
    if "matched" in expected:
        found += unless((answer["elements"] or []) == (expected["matched"] or []), f"elements {answer['elements']}")
    return found


def compare_rule(expected: Sample, answer: Answer) -> list[str]:
    """Null and empty maps differ, except where the expectation says that they do not."""
    if expected["error"]:
        return unless(answer["error"] is not None, "no error")
    found = unless(answer["error"] is None, f"error {answer['error']}")
    found += unless(answer["match"] == expected["match"], f"match {answer['match']}")
    for name in ("labels", "vars"):
        if name in expected:
            same = answer[name] == expected[name]
            both_empty = name in expected.get("empty_or_nil", ()) and not answer[name] and not expected[name]
            found += unless(same or both_empty, f"{name} {answer[name]}")
    return found


def compare_validator(expected: Sample, answer: Answer) -> list[str]:
    if expected["error"]:
        return unless(answer["error"] is not None, "no error")
    if answer["error"] is not None:
        return [f"error {answer['error']}"]
    same = without_nulls(json.loads(answer["output"])) == without_nulls(expected["output"])
    return unless(same, f"output {answer['output']}")


def without_nulls(value: Any) -> Any:
    """The expectations were written from Go's values, where a list that JSON omits is a null."""
    if isinstance(value, dict):
        return {name: without_nulls(each) for name, each in value.items() if each is not None}
    return [without_nulls(each) for each in value] if isinstance(value, list) else value


def compare_validation(expected: Sample, answer: Answer) -> list[str]:
    errors = answer["errors"]
    found = unless(bool(errors) == expected["error"], f"errors {errors}")
    if "error_is" in expected:
        found += unless([each["is"] for each in errors] == [expected["error_is"]], f"errors {errors}")
    if "error_contains" in expected:
        found += unless(expected["error_contains"] in errors[0]["text"], f"errors {errors}")
    if "errors" in expected:
        wanted = [each.get("is") or each["message"] for each in expected["errors"]]
        given = [each["is"] or each["text"] for each in errors]
        found += unless(sorted(given) == sorted(wanted), f"errors {errors}")
    return found


def unless(agrees: bool, difference: str) -> list[str]:
    return [] if agrees else [difference]


ASKED: dict[str, Callable[[Sample], Case]] = {
    "expression": ask_expression,
    "rule": ask_rule,
    "grouprule": ask_rule,
    "node-validator": ask_validator,
    "validate": ask_validation,
    "template": ask_template,
}
COMPARED: dict[str, Callable[[Sample, Answer], list[str]]] = {
    "expression": compare_expression,
    "rule": compare_rule,
    "grouprule": compare_rule,
    "node-validator": compare_validator,
    "validate": compare_validation,
    "template": compare_validation,
}
