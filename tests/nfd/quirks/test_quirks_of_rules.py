"""Quirks of rules behind one another: what they hand on, their templates, groups, and `kubectl nfd`."""

from __future__ import annotations

import json

from compatlang.nfd import group, kubectl, master
from compatlang.nfd.model import NodeFeature, NodeFeatureGroup
from tests.nfd import ours
from tests.nfd.quirks.asking import (
    EXISTS,
    MISSING,
    PANICS,
    Features,
    a_set,
    alternatives,
    asked,
    attributes,
    both,
    group_of,
    image,
    in_order,
    instances,
    judged,
    matches,
    node,
    object_of,
    on_node,
    op,
    rule,
    term,
    validated,
    verdict,
    verdicts,
)
from tests.oracle.oracle import Answer, Oracle

MATCHED = "rule.matched"
KERNEL = attributes("kernel.version", {"full": "6.8.0", "major": "6"})
MANY = attributes("d.f", {"a": "many"})
FAILING = rule(term("d.f", {"a": op("Gt", "1")}), vars={"v": "1"})
BEHIND = rule(term(MATCHED, {"v": op("In", "1")}), labels={"behind": "1"})


def test_quirk_20_rules_see_labels_as_they_are_written(oracle: Oracle) -> None:
    def told(answer: Answer) -> object:
        return [matches(answer), answer["node"]["labels"]]

    giving = rule(labels={"release": "@kernel.version.full"})
    seeing = rule(term(MATCHED, {"release": op("In", "@kernel.version.full")}))
    prefixed = rule(term(MATCHED, {"feature.node.kubernetes.io/release": EXISTS}))
    expected = [[True, True, False], {"feature.node.kubernetes.io/release": "6.8.0"}]
    assert asked(oracle, in_order(KERNEL, giving, seeing, prefixed), told) == both(expected)


def test_quirk_21_rule_matched_is_not_there_before_a_rule_that_does_not_fail(oracle: Oracle) -> None:
    absent, empty = rule(term(MATCHED, {"v": MISSING})), rule(term("none.f"))
    assert asked(oracle, in_order(MANY, absent, absent), matches) == both([False, True])
    assert asked(oracle, in_order(MANY, FAILING, absent), matches) == both([None, False])
    assert asked(oracle, in_order(MANY, empty, absent), matches) == both([False, True])


TEMPLATE = "{{range .pci.device}}vendor={{.vendor}}\n{{end}}"
NO_PCI = 'failed to expand template: template: :1:12: executing "" at <.pci.device>: map has no entry for key "pci"'
GPU = instances("pci.device", {"vendor": "10de"})


def labels(answer: Answer) -> object:
    return answer["labels"]


def test_quirk_22_a_template_is_expanded_for_each_matcher_with_what_that_one_has_found(oracle: Oracle) -> None:
    pci, kernel = [term("pci.device", {"vendor": EXISTS})], [term("kernel.version", {"major": EXISTS})]
    templated = {"name": "r", "labelsTemplate": TEMPLATE}
    first = templated | {"matchAny": alternatives(pci)}
    assert asked(oracle, on_node(first, GPU | KERNEL), labels) == both({"vendor": "10de"})
    two = templated | {"matchAny": alternatives(pci, kernel)}
    assert asked(oracle, on_node(two, GPU | KERNEL), labels) == both(NO_PCI)
    own = first | {"matchFeatures": kernel}
    assert asked(oracle, on_node(own, GPU | KERNEL), labels) == both(NO_PCI)
    condition = "any of { any pci.device { vendor == 0x10de }; kernel.version.major is present }"
    assert verdict(condition, GPU | KERNEL) == "compatible"


WRITTEN = "{{range .Kernel.Version}}{{.Name}}={{.Value}}{{end}}"
LOOKED_UP = WRITTEN.replace("Kernel.Version", "kernel.version")
NO_KERNEL = (
    'failed to expand template: template: :1:15: executing "" at <.kernel.version>: map has no entry for key "kernel"'
)


def test_quirk_24_templates_know_a_feature_as_the_rule_writes_it(oracle: Oracle) -> None:
    upper = term("Kernel.Version", {"major": EXISTS})
    assert asked(oracle, on_node(rule(upper, labelsTemplate=WRITTEN), KERNEL), labels) == both({"major": "6"})
    assert asked(oracle, on_node(rule(upper, labelsTemplate=LOOKED_UP), KERNEL), labels) == both(NO_KERNEL)


NO_VALUE = "failed to expand template: missing value in expanded template line \"a\", (format must be '<key>=<value>')"


def test_quirk_25_a_line_of_a_template_without_an_equals_sign_is_an_error(oracle: Oracle) -> None:
    there = term("kernel.version")
    fine = {"a": "", "b ": " c"}
    assert asked(oracle, on_node(rule(there, labelsTemplate=" a=\n\nb = c "), KERNEL), labels) == both(fine)
    assert asked(oracle, on_node(rule(there, labelsTemplate="a"), KERNEL), labels) == both(NO_VALUE)


def named(name: str) -> Features:
    """A node that says what it is called."""
    return {"attributes": KERNEL["attributes"] | attributes("system.name", {"nodename": name})["attributes"]}


def test_quirk_30_a_group_has_the_nodes_of_which_some_rule_matches_by_the_names_in_their_features() -> None:
    either = group_of(FAILING, rule(term("d.f")), rule(term("kernel.version")))
    nodes = [named("b"), named("a"), attributes("e.f"), KERNEL, MANY, named("b")]
    found = group.members(NodeFeatureGroup.model_validate(either), [ours.features(each) for each in nodes])
    assert found.only == ("b", "a", "")
    assert judged(either, named("b")) == judged(either, MANY) == "compatible"
    assert judged(either, attributes("e.f")) == "incompatible"


def test_quirk_31_what_a_rule_has_yielded_stays_as_it_was(oracle: Oracle) -> None:
    first, second = {"name": "a", "labels": {"l": "1"}, "vars": {"v": "1"}}, {"name": "b", "vars": {"w": "2"}}
    case = in_order({}, first, second)
    yielded = both([[{"l": "1"}, {"v": "1"}], [{}, {"w": "2"}]])
    assert asked(oracle, case, lambda answer: [[each["labels"], each["vars"]] for each in answer["rules"]]) == yielded


def test_quirk_32_kubectl_hands_nothing_on_and_puts_no_prefix(oracle: Oracle) -> None:
    giving = rule(labels={"bare": "1"}, vars={"v": "1"})
    rules, features = object_of("object", giving, BEHIND), {"spec": {"features": KERNEL}}
    case = {"kind": "kubectl_dryrun", "rules": json.dumps(rules), "features": json.dumps(features)}
    printed = [
        "Processing rule:  r",
        "Processing rule:  r",
        "***\tLabels\t***",
        "bare=1",
        "\t-Validation errors-",
        'invalid label "bare":"1" unprefixed keys are not allowed',
    ]
    assert asked(oracle, case, lambda answer: [answer["printed"].splitlines(), answer["errors"]]) == both([printed, []])
    node_labels = asked(oracle, in_order(KERNEL, giving, BEHIND), lambda answer: answer["node"]["labels"])
    assert node_labels == both({"feature.node.kubernetes.io/bare": "1", "feature.node.kubernetes.io/behind": "1"})


def test_quirk_32_kubectl_merges_objects_in_the_order_in_which_they_are_listed() -> None:
    def saying(name: str, major: str) -> NodeFeature:
        spec = {"features": attributes("kernel.version", {"major": major})}
        return NodeFeature.model_validate({"metadata": {"name": name}, "spec": spec})

    listed = [saying("b", "6"), saying("a", "5")]
    assert kubectl.merge(listed).attributes == {"kernel.version": {"major": "5"}}
    assert master.merge(listed).features.attributes == {"kernel.version": {"major": "6"}}


def test_quirk_35_nothing_can_be_handed_on_where_the_node_says_null(oracle: Oracle) -> None:
    null: Features = {"attributes": {MATCHED: {"elements": None}}}
    giving, quiet = rule(vars={"v": "1"}), rule(labels={})
    assert asked(oracle, in_order(null, giving), matches) == both(PANICS)
    assert asked(oracle, validated(image(a_set(giving)), null), verdicts) == both(PANICS)
    assert asked(oracle, in_order(null, quiet), matches) == both([True])
    assert node(null).sections[MATCHED].attributes == {}
    assert verdict("rule.matched.v is missing", null) == "compatible"
