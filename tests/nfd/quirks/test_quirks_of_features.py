"""Quirks of what a term asks of a whole feature: what is missing, instances, features of several kinds, order."""

from __future__ import annotations

from tests.nfd.quirks.asking import (
    EXISTS,
    MISSING,
    alternatives,
    asked,
    attributes,
    both,
    flags,
    group_of,
    instances,
    judged,
    on_node,
    op,
    rule,
    term,
    verdict,
)
from tests.oracle.oracle import Oracle

PCI = "pci.device"
GPU, NIC = {"vendor": "10de", "class": "0302"}, {"vendor": "15b3", "class": "0200"}


def test_quirk_03_what_must_not_exist_must_be_missing_from_something(oracle: Oracle) -> None:
    absent = rule(term("d.f", {"a": MISSING}))
    assert asked(oracle, on_node(absent, {})) == both(False)
    assert asked(oracle, on_node(absent, flags("d.f"))) == both(True)
    assert verdict("d.f.a is missing", {}, "domain d.f: attributes { a: string }") == "unknown"
    assert verdict("d.f.a is missing", attributes("d.f"), "domain d.f: attributes { a: string }") == "compatible"


def test_quirk_06_no_expressions_hold_of_no_instances_and_an_empty_set_of_them_does_not(oracle: Oracle) -> None:
    for features, empty in ((instances("d.f"), False), (instances("d.f", {}), True), (attributes("d.f"), True)):
        assert asked(oracle, on_node(rule(term("d.f")), features)) == both(True)
        assert asked(oracle, on_node(rule(term("d.f", {})), features)) == both(empty)
    assert verdict("pci.device is reported", instances(PCI)) == "compatible"
    assert verdict("any pci.device { }", instances(PCI)) == "incompatible"


def test_quirk_07_a_negation_asks_for_some_other_instance(oracle: Oracle) -> None:
    two = instances(PCI, GPU, NIC)
    assert asked(oracle, on_node(rule(term(PCI, {"vendor": op("NotIn", "10de")})), two)) == both(True)
    assert asked(oracle, on_node(rule(term(PCI, {"vendor": MISSING})), two)) == both(False)
    assert verdict("none pci.device { vendor == 0x10de }", two) == "incompatible"
    assert verdict("none pci.device { vendor == 0x10de }", instances(PCI, NIC)) == "compatible"
    assert verdict("all pci.device { vendor == 0x10de }", two) == "incompatible"
    assert verdict("count pci.device { vendor == 0x10de } >= 2", two) == "incompatible"


def test_quirk_08_two_terms_may_be_met_by_two_instances(oracle: Oracle) -> None:
    two = instances(PCI, GPU, NIC)
    vendor, class_ = {"vendor": op("In", "10de")}, {"class": op("In", "0200")}
    assert asked(oracle, on_node(rule(term(PCI, vendor), term(PCI, class_)), two)) == both(True)
    assert asked(oracle, on_node(rule(term(PCI, vendor | class_)), two)) == both(False)
    apart = "{ any pci.device { vendor == 0x10de }; any pci.device { class == 0x0200 } }"
    assert verdict(f"all of {apart}", two) == "compatible"
    assert verdict("any pci.device { vendor == 0x10de; class == 0x0200 }", two) == "incompatible"


def test_quirk_09_an_instance_without_the_attribute_hides_the_flag_that_must_not_exist(oracle: Oracle) -> None:
    absent = rule(term("d.f", {"a": MISSING}))
    flag = flags("d.f", "a")
    assert asked(oracle, on_node(absent, flag)) == both(False)
    assert asked(oracle, on_node(absent, flag | instances("d.f", {"b": "1"}))) == both(True)
    assert verdict('not d.f has "a"', flag | instances("d.f", {"b": "1"}), "domain d.f: flags") == "incompatible"


NUMBER = {"a": op("Gt", "1"), "b": EXISTS}
MANY = attributes("d.f", {"a": "many"})
FAILS = 'not a number "many"'


def test_quirk_11_whether_an_error_is_met_before_a_mismatch_is_chance(oracle: Oracle) -> None:
    failing = rule(term("d.f", NUMBER))
    assert asked(oracle, on_node(failing, MANY)) == both(False, FAILS)
    assert asked(oracle, on_node(failing, MANY, fail_fast=False)) == both(FAILS)
    two_errors = rule(term("d.f", {"a": op("Gt", "1"), "b": op("Gt", "1")}))
    two_words = attributes("d.f", {"a": "many", "b": "few"})
    assert asked(oracle, on_node(two_errors, two_words)) == both(FAILS, 'not a number "few"')


def test_quirk_11_an_answer_that_is_chance_is_unknown_and_the_language_has_none(oracle: Oracle) -> None:
    either = {"name": "either", "matchAny": alternatives([term("d.f", NUMBER)], [term("d.f", {"a": EXISTS})])}
    assert asked(oracle, on_node(either, MANY)) == both(True, FAILS)
    assert judged(group_of(either), MANY) == "unknown"
    declared = "domain d.f: attributes { a: int; b: string }"
    assert verdict("d.f.a > 1 and d.f.b is present", MANY, declared) == "incompatible"
    assert verdict("d.f.a > 1 or d.f.a is present", MANY, declared) == "compatible"


LISTED = "{{range .d.f}}{{.Name}}={{len .}}\n{{end}}"
"""A label for each name; of one that stands there twice the last wins, and an attribute has a value besides its name."""


def test_quirk_23_what_is_both_flag_and_attribute_is_there_twice_in_any_order(oracle: Oracle) -> None:
    def labelled(*names: str) -> dict[str, object]:
        asking = rule(term("d.f", dict.fromkeys(names, EXISTS)), labelsTemplate=LISTED)
        features = flags("d.f", *names) | attributes("d.f", {names[0]: "1"})
        return on_node(asking, features)

    assert asked(oracle, labelled("a"), lambda answer: answer["labels"]) == both({"a": "2"})
    names = [f"n{number:02}" for number in range(12)]
    long = asked(oracle, labelled(*names), lambda answer: answer["labels"]["n00"])
    assert long == both("1", "2")
