"""compatlang's answers to the cases of the oracle, in the form of the oracle's own.

An answer is what NFD may answer: all results that are possible, and all failures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from compatlang.nfd import kubectl, master, validate
from compatlang.nfd.elements import Elements
from compatlang.nfd.expression import evaluate
from compatlang.nfd.features import Features, FeatureSet, Instances, of_document
from compatlang.nfd.go import names, semver
from compatlang.nfd.go.atoi import atoi
from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.quantity import parse_quantity
from compatlang.nfd.go.regexp import compile_
from compatlang.nfd.load import Document, Kind, load_as
from compatlang.nfd.match import Matched, match_expressions, match_instances, match_name
from compatlang.nfd.matcher import Found, HeldTerm
from compatlang.nfd.model import (
    Expressions,
    FeatureMaps,
    GroupRule,
    ImageSpec,
    MatchAnyElement,
    MatchExpression,
    Model,
    NodeFeature,
    NodeFeatureRule,
    Rule,
    Taint,
    Term,
)
from compatlang.nfd.outcomes import Failure, Outcomes, certain, failing
from compatlang.nfd.outputs import Config
from compatlang.nfd.references import Failed
from compatlang.nfd.rule import RuleOutput, execute
from compatlang.nfd.template import TemplateError, expand_map, parse
from compatlang.nfd.validator import Report, validate_node
from compatlang.nfd.validator_json import to_json
from tests.oracle.oracle import Answer, Case

Tree = dict[str, Any]


def answers(case: Case) -> Outcomes[Answer]:
    """All that NFD may answer to a case."""
    return ANSWERED[case["kind"]](case)


def said(outcomes: Outcomes[Answer]) -> Answer:
    """The one answer to a case that can have no other; a failure in the words that come first."""
    if outcomes.fails:
        return failed(min(outcomes.failures))
    assert outcomes.only is not None, outcomes
    return outcomes.only


def failed(failure: Failure) -> Answer:
    return {"panic": failure.text} if failure.panics else {"match": None, "output": None, "error": failure.text}


def answer_expression(case: Case) -> Outcomes[Answer]:
    asked = expression(case["expression"])
    verdict = evaluate(asked, case["valid"], case["value"])
    return failing(verdict) if isinstance(verdict, Failure) else certain({"match": verdict, "error": None})


def answer_set(case: Case) -> Outcomes[Answer]:
    return SETS[case["function"]](case).map(
        lambda matched: {
            "match": matched.holds,
            "elements": [dict(each) for each in matched.elements.items],
            "expressions": expressions(matched.expressions),
            "error": None,
        }
    )


def answer_rule(case: Case) -> Outcomes[Answer]:
    rule = Rule.model_validate(case["rule"])
    return execute(rule, features(case["features"]), case["failFast"]).map(lambda output: told(rule, output))


def answer_group_rule(case: Case) -> Outcomes[Answer]:
    rule = GroupRule.model_validate(case["rule"])
    return execute(rule, features(case["features"]), case["failFast"]).map(lambda output: told(rule, output))


def answer_rules(case: Case) -> Outcomes[Answer]:
    objects = [NodeFeatureRule.model_validate(each) for each in case["objects"]]
    merged = master.Merged(features(case["features"]), case.get("labels") or {})
    return master.process(merged, objects, Config(enable_taints=True)).map(told_of_node)


def answer_validation(case: Case) -> Outcomes[Answer]:
    found = VALIDATED[case["function"]](case)
    errors = (found,) if isinstance(found, GoError) else found or ()
    refused = [{"text": each.text, "is": named(each)} for each in errors]
    return certain({"errors": refused})


def answer_validator(case: Case) -> Outcomes[Answer]:
    spec = loaded("ImageSpec", case["spec"])
    assert isinstance(spec, ImageSpec)
    reports = validate_node(spec, features(case["features"]), case.get("tags") or ())
    return reports.then(answer_report)


def answer_report(report: Report) -> Outcomes[Answer]:
    """What is printed, and that it may be printed in another order, too."""
    varies = any(rule.order_varies for each in report for rule in each.rules)
    more = frozenset({"details that are alike are printed in any order"}) if varies else frozenset[str]()
    return Outcomes(({"output": to_json(report), "error": None},), more=more)


def answer_kubectl_validate(case: Case) -> Outcomes[Answer]:
    rules = loaded("NodeFeatureRule", case["rules"])
    assert isinstance(rules, NodeFeatureRule)
    printed = [f"Validating rule:  {each.name}" for each in rules.spec.rules]
    return certain({"printed": as_lines(printed), "errors": [each.text for each in kubectl.validate(rules)]})


def answer_dry_run(case: Case) -> Outcomes[Answer]:
    rules, node = loaded("NodeFeatureRule", case["rules"]), loaded("NodeFeature", case["features"])
    assert isinstance(rules, NodeFeatureRule)
    assert isinstance(node, NodeFeature)
    names = [each.name for each in rules.spec.rules]
    return kubectl.dry_run(rules, of_document(node.spec.features)).map(lambda tried: told_of_try(names, tried))


def answer_template(case: Case) -> Outcomes[Answer]:
    """The output, and the lines of it as a map; or which step went wrong, and how."""
    template = parse(case["template"])
    if isinstance(template, TemplateError):
        return _not_expanded(template, "parse", "invalid template: ")
    output, expanded = template.expand(case["data"]), expand_map(template, case["data"])
    if isinstance(output, TemplateError):
        return _not_expanded(output, "execute")
    if isinstance(expanded, TemplateError):
        return _not_expanded(expanded, "expand", output=output)
    return certain({"output": output, "expanded": expanded, "stage": None, "error": None})


def _not_expanded(error: TemplateError, stage: str, why: str = "", output: str | None = None) -> Outcomes[Answer]:
    if error.refused:
        return Outcomes(more=frozenset({error.text}))
    return certain({"output": output, "expanded": None, "stage": stage, "error": why + error.text})


def answer_scalar(case: Case) -> Outcomes[Answer]:
    found = SCALARS[case["function"]](case)
    if isinstance(found, GoError):
        return certain({"value": None, "error": found.text})
    if isinstance(found, tuple) and not isinstance(found, semver.Version):
        return certain({"value": not found, "errors": list(found)})
    value = found._asdict() if isinstance(found, semver.Version) else found
    return certain({"value": value, "error": None})


def searched(case: Case) -> bool | GoError:
    pattern = compile_(case["pattern"])
    return pattern if isinstance(pattern, GoError) else pattern.search(case["text"])


def told(rule: GroupRule, output: RuleOutput) -> Answer:
    """What is said of a rule; maps are null where it has yielded nothing."""
    answer: Answer = {"match": output.matches, "error": None, "vars": dict(output.vars)}
    if isinstance(rule, Rule):
        answer |= {
            "labels": dict(output.labels),
            "annotations": dict(output.annotations),
            "extendedResources": dict(output.extended_resources),
            "taints": taints(output.taints),
        }
    if not output.matches:
        answer = {name: each if name in ("match", "error") else each or None for name, each in answer.items()}
    own = None if output.found is None else found(output.found)
    status = {"matchFeatures": own, "matchAny": [found(each) for each in output.alternatives]}
    return answer | {"status": status}


def told_of_node(output: master.NodeOutput) -> Answer:
    return {
        "rules": [{"object": each.object, "rule": each.rule} | told_of_rule(each.result) for each in output.rules],
        "node": {
            "labels": dict(output.labels),
            "annotations": dict(output.annotations),
            "extendedResources": dict(output.extended_resources),
            "taints": taints(output.taints),
        },
    }


def told_of_rule(result: RuleOutput | Failed) -> Answer:
    """What became of one rule among others; if it failed, with one of these errors."""
    if isinstance(result, Failed):
        return {"match": None, "error": list(result.texts)}
    answer = {
        "match": result.matches,
        "labels": dict(result.labels),
        "vars": dict(result.vars),
        "annotations": dict(result.annotations),
        "extendedResources": dict(result.extended_resources),
        "taints": taints(result.taints),
    }
    return answer | {"error": None}


def told_of_try(rules: Iterable[str], tried: kubectl.Tried) -> Answer:
    """What `kubectl nfd dryrun` prints, of which the order within a section varies, and its errors."""
    sections = {
        "Taints": ([f"{{{each.key} {each.value} {each.effect} <nil>}}" for each in tried.taints], "taint"),
        "Labels": (_assigned(tried.labels), "label"),
        "Extended Resources": (_assigned(tried.extended_resources), "extended resource"),
        "Annotations": (_assigned(tried.annotations), "annotation"),
    }
    printed = [f"Processing rule:  {each}" for each in rules]
    for title, (lines, what) in sections.items():
        if lines:
            refused = [each.text for each in tried.refused if each.text.startswith(f"invalid {what} ")]
            printed += [f"***\t{title}\t***", *lines, *(["\t-Validation errors-", *refused] if refused else [])]
    return {"printed": as_lines(printed), "errors": [each.text for each in tried.errors]}


def _assigned(given: Mapping[str, str]) -> list[str]:
    return [f"{key}={value}" for key, value in given.items()]


def as_lines(printed: Iterable[str]) -> str:
    return "".join(f"{each}\n" for each in printed)


def found(given: Found) -> Tree:
    elements: dict[str, dict[str, list[Tree]]] = {}
    for (domain, feature), each in given.elements.items():
        elements.setdefault(domain, {})[feature] = listed(each)
    return {"elements": elements, "terms": [term(each) for each in given.held]}


def term(held: HeldTerm) -> Tree:
    return {
        "feature": held.feature,
        "matchExpressions": None if held.expressions is None else expressions(held.expressions),
        "matchName": None if held.name is None else as_json(held.name),
    }


def listed(elements: Elements) -> list[Tree]:
    return [dict(each) for each in elements.items]


def taints(given: Iterable[Taint]) -> list[Tree]:
    return [{name: value for name, value in each.model_dump().items() if value or name != "value"} for each in given]


def expressions(given: Mapping[str, MatchExpression | None]) -> Tree:
    return {name: None if each is None else as_json(each) for name, each in given.items()}


def as_json(given: MatchExpression) -> Tree:
    """An expression as Go writes it, without the fields that are empty."""
    return {"op": given.op} | {name: each for name, each in _fields(given).items() if each}


def _fields(given: MatchExpression) -> Tree:
    return {"value": list(given.value), "type": given.type}


def expression(raw: Tree | None) -> MatchExpression | None:
    return None if raw is None else MatchExpression.model_validate(raw)


def asked(case: Case) -> Expressions:
    return {name: expression(each) for name, each in (case["matchExpressions"] or {}).items()}


def named_expression(case: Case) -> MatchExpression:
    return MatchExpression.model_validate(case["matchName"])


def flags(case: Case) -> frozenset[str] | None:
    return None if case.get("flags") is None else frozenset(case["flags"])


def instances(case: Case) -> Instances:
    return tuple(each.get("attributes") or {} for each in case.get("instances") or ())


def loaded(kind: Kind, text: str) -> Model:
    """A document from its text."""
    document = load_as(kind, text, "document.json")
    assert isinstance(document, Document), document
    return document.model


def features(raw: Tree) -> Features:
    return of_document(FeatureMaps.model_validate(raw))


def terms(raw: Iterable[Tree]) -> list[Term]:
    return [Term.model_validate(each) for each in raw]


def named(error: GoError) -> str:
    """The name of an error that callers of NFD compare with."""
    for name, text in NAMED.items():
        if error.text == text or error.text.endswith((f" {text}", f": {text}")):
            return name
    return "ErrTemplateTooLarge" if "template exceeds maximum allowed size" in error.text else ""


NAMED = {
    "ErrNSNotAllowed": validate.NAMESPACE_NOT_ALLOWED.text,
    "ErrUnprefixedKeysNotAllowed": validate.UNPREFIXED.text,
    "ErrInvalidTaintEffect": validate.INVALID_EFFECT.text,
    "ErrEmptyTaintEffect": validate.EMPTY_EFFECT.text,
}

SETS: dict[str, Callable[[Case], Outcomes[Matched]]] = {
    "MatchGetKeys": lambda case: match_expressions(
        asked(case), FeatureSet(flags(case) or frozenset(), None, ()), fail_fast=True
    ),
    "MatchGetValues": lambda case: match_expressions(
        asked(case), FeatureSet(None, case.get("attributes") or {}, ()), case["failFast"]
    ),
    "MatchGetInstances": lambda case: match_instances(asked(case), instances(case), case["failFast"]),
    "MatchMulti": lambda case: match_expressions(
        asked(case), FeatureSet(flags(case), case.get("attributes"), instances(case)), case["failFast"]
    ),
    "MatchKeyNames": lambda case: match_name(named_expression(case), FeatureSet(flags(case), None, ())),
    "MatchValueNames": lambda case: match_name(named_expression(case), FeatureSet(None, case.get("attributes"), ())),
    "MatchInstanceAttributeNames": lambda case: match_name(
        named_expression(case), FeatureSet(None, None, instances(case))
    ),
    "MatchNamesMulti": lambda case: match_name(
        named_expression(case), FeatureSet(flags(case), case.get("attributes"), instances(case))
    ),
}

VALIDATED: dict[str, Callable[[Case], GoError | tuple[GoError, ...] | None]] = {
    "Label": lambda case: validate.label(case["key"], case["value"]),
    "Annotation": lambda case: validate.annotation(case["key"], case["value"]),
    "ExtendedResource": lambda case: validate.extended_resource(case["key"], case["value"]),
    "Taint": lambda case: validate.taint(Taint.model_validate(case["taint"])),
    "Labels": lambda case: validate.all_labels(case["map"]),
    "Annotations": lambda case: validate.all_annotations(case["map"]),
    "ExtendedResources": lambda case: validate.all_extended_resources(case["map"]),
    "Taints": lambda case: validate.all_taints(Taint.model_validate(each) for each in case["taints"]),
    "Template": lambda case: validate.template(case["template"]),
    "MatchFeatures": lambda case: validate.match_features(terms(case["matchFeatures"])),
    "MatchAny": lambda case: validate.match_any(MatchAnyElement.model_validate(each) for each in case["matchAny"]),
}

SCALARS: dict[str, Callable[[Case], object]] = {
    "atoi": lambda case: atoi(case["text"]),
    "semver": lambda case: semver.parse(case["text"]),
    "regexp": searched,
    "quantity": lambda case: parse_quantity(case["text"]),
    "qualified_name": lambda case: names.qualified_name(case["text"]),
    "label_value": lambda case: names.label_value(case["text"]),
    "dns1123_label": lambda case: names.dns1123_label(case["text"]),
    "dns1123_subdomain": lambda case: names.dns1123_subdomain(case["text"]),
}

ANSWERED: dict[str, Callable[[Case], Outcomes[Answer]]] = {
    "expression": answer_expression,
    "set": answer_set,
    "rule": answer_rule,
    "grouprule": answer_group_rule,
    "rules": answer_rules,
    "validate": answer_validation,
    "validate_node": answer_validator,
    "kubectl_validate": answer_kubectl_validate,
    "kubectl_dryrun": answer_dry_run,
    "template": answer_template,
    "scalar": answer_scalar,
}
