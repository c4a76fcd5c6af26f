"""What the tests of quirks ask, and whom: NFD's own code, compatlang's NFD mode, and a policy of the language."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import compatlang
from compatlang.nfd import judging
from compatlang.nfd.judging import Documents
from compatlang.snapshot import Snapshot
from tests.nfd import ours
from tests.nfd.disagreements import OFTEN, judge
from tests.oracle.oracle import Answer, Oracle

Tree = dict[str, Any]
Told = Callable[[Answer], object]

PANICS = "NFD panics"
"""What is told of a panic. Its words are compared as well, but not shown."""


class Answers(NamedTuple):
    """What NFD's own code answers to a case that it is asked often, and what compatlang says that it may answer."""

    nfd: list[Any]
    ours: list[Any]


def both(*answers: object) -> Answers:
    """The same answers from both; several where Go's random order decides between them."""
    return Answers(_each_once(answers), _each_once(answers))


def asked(oracle: Oracle, case: Tree, told: Told = lambda answer: answer["match"]) -> Answers:
    """What both answer: an error as its text, and of everything else what is to be told."""
    judgement = judge(case, oracle.outcomes(case, OFTEN), oracle)
    assert not judgement.wrong, judgement
    possible = judgement.possible
    said = (*possible.results, *map(ours.failed, possible.failures))
    return Answers(*(_each_once(_short(each, told) for each in answers) for answers in (judgement.given, said)))


def _short(answer: Answer, told: Told) -> object:
    return PANICS if "panic" in answer else answer.get("error") or told(answer)


def _each_once(answers: Iterable[object]) -> list[Any]:
    return [json.loads(text) for text in sorted({json.dumps(each, sort_keys=True) for each in answers})]


# Features of a node

Features = dict[str, dict[str, Any]]


def flags(name: str, *elements: str) -> Features:
    return {"flags": {name: {"elements": {each: {} for each in elements}}}}


def attributes(name: str, elements: Mapping[str, str] | None = None) -> Features:
    return {"attributes": {name: {"elements": dict(elements or {})}}}


def instances(name: str, *elements: Mapping[str, str]) -> Features:
    return {"instances": {name: {"elements": [{"attributes": dict(each)} for each in elements]}}}


# Documents of NFD


def op(name: str, *values: str, **more: str) -> Tree:
    """A match expression."""
    return {"op": name, "value": list(values), **more}


EXISTS, MISSING = op("Exists"), op("DoesNotExist")


def term(feature: str, expressions: Mapping[str, Tree | None] | None = None, name: Tree | None = None) -> Tree:
    """A term of `matchFeatures`, without what is not given."""
    given = {"feature": feature, "matchExpressions": expressions, "matchName": name}
    return {key: each for key, each in given.items() if each is not None}


def rule(*terms: Tree, **more: Any) -> Tree:
    return {"name": "r", "matchFeatures": list(terms), **more}


def alternatives(*matchers: Sequence[Tree]) -> list[Tree]:
    """The value of `matchAny`."""
    return [{"matchFeatures": list(each)} for each in matchers]


def image(*sets: Tree) -> Tree:
    return {"version": "v1alpha1", "compatibilities": list(sets)}


def a_set(*rules: Tree, **more: Any) -> Tree:
    return {"rules": list(rules), **more}


def object_of(name: str, *rules: Tree) -> Tree:
    """A NodeFeatureRule."""
    head = {"apiVersion": "nfd.k8s-sigs.io/v1alpha1", "kind": "NodeFeatureRule", "metadata": {"name": name}}
    return head | {"spec": {"rules": list(rules)}}


def group_of(*rules: Tree) -> Tree:
    """A NodeFeatureGroup."""
    head = {"apiVersion": "nfd.k8s-sigs.io/v1alpha1", "kind": "NodeFeatureGroup", "metadata": {"name": "group"}}
    return head | {"spec": {"featureGroupRules": list(rules)}}


# Cases


ABSENT: Tree = {"valid": False, "value": None}
FLAG: Tree = {"valid": True, "value": None}


def text(value: str) -> Tree:
    """An element that has a value."""
    return {"valid": True, "value": value}


def one(expression: Tree | None, element: Tree) -> Tree:
    """One expression of one element."""
    return {"kind": "expression", "expression": expression, **element}


def on_node(given: Tree, features: Features, *, fail_fast: bool = True) -> Tree:
    """A rule on a node. Without `fail_fast` nothing stops at a mismatch, as in `validate-node`."""
    return {"kind": "rule", "rule": given, "features": features, "failFast": fail_fast}


def in_order(features: Features, *rules: Tree) -> Tree:
    """Rules of one object, as nfd-master runs them."""
    return {"kind": "rules", "objects": [object_of("object", *rules)], "features": features}


def validated(spec: Tree, features: Features, *tags: str) -> Tree:
    """An image, as `nfd compat validate-node` reports on it."""
    return {"kind": "validate_node", "spec": json.dumps(spec), "features": features, "tags": list(tags)}


# What is told of an answer


def matches(answer: Answer) -> list[bool | None]:
    """Of rules one after another whether each matches, null where it fails."""
    return [each["match"] for each in answer["rules"]]


def report(answer: Answer) -> list[Tree]:
    """The compatibility sets of the validator's report."""
    sets: list[Tree] = json.loads(answer["output"])
    return sets


def verdicts(answer: Answer) -> list[list[bool]]:
    """Of each rule of each set of an image whether it matches."""
    return [[each["isMatch"] for each in given["rules"]] for given in report(answer)]


def details(answer: Answer) -> list[tuple[str, str, bool]]:
    """Of each expression of the first rule its feature, its name and whether it is said to match."""
    return [
        (each["feature"], each["name"], each["isMatch"]) for each in report(answer)[0]["rules"][0]["matchedExpressions"]
    ]


# NFD mode, and the language


def node_feature(features: Features) -> Tree:
    """A NodeFeature of a node that reports these features and no others."""
    metadata = {"name": "n", "labels": {"nfd.node.kubernetes.io/node-name": "n"}}
    head = {"apiVersion": "nfd.k8s-sigs.io/v1alpha1", "kind": "NodeFeature", "metadata": metadata}
    return head | {"spec": {"features": features}}


def node(features: Features) -> Snapshot:
    """Its snapshot."""
    [snapshot] = compatlang.parse_snapshots(json.dumps(node_feature(features))).snapshots
    return snapshot


def documents(document: Tree | str) -> Documents:
    """A document, or its text, in the place of a policy."""
    return judging.read(document if isinstance(document, str) else json.dumps(document), "document.yaml")


def codes(document: Tree | str) -> set[str]:
    """The codes of what is found in a document without any node."""
    return {each.code for each in documents(document).diagnostics}


def judged(document: Tree, features: Features) -> str:
    """The verdict of NFD mode."""
    return documents(document).check(node(features)).verdict


def verdict(condition: str, features: Features, declared: str = "") -> str:
    """The verdict of a policy of the language that requires nothing else."""
    policies = _policies(condition, declared)
    assert not policies.failed, policies.diagnostics
    return policies.check(node(features)).verdict


def refused(condition: str, declared: str = "") -> set[str]:
    """The codes of what is wrong with a policy that requires this."""
    policies = _policies(condition, declared)
    assert policies.failed
    return {each.code for each in policies.diagnostics}


def _policies(condition: str, declared: str) -> compatlang.Policies:
    return compatlang.compile(f"{declared}\npolicy p {{\n  require r: {condition}\n}}\n", name="p.compat")
