"""Quirks of `nfd compat validate-node`: what its report says of expressions, and what goes from set to set."""

from __future__ import annotations

import io
import json
from pathlib import Path

import compatlang
from compatlang.cli.main import main
from tests.nfd.quirks.asking import (
    EXISTS,
    a_set,
    alternatives,
    asked,
    attributes,
    both,
    codes,
    details,
    documents,
    flags,
    image,
    in_order,
    instances,
    judged,
    matches,
    node,
    node_feature,
    on_node,
    op,
    refused,
    report,
    rule,
    term,
    validated,
    verdicts,
)
from tests.oracle.oracle import Oracle

ONE = attributes("d.f", {"a": "1"})
MANY = attributes("d.f", {"a": "many"})


def test_quirk_15_behind_a_term_that_fails_names_are_not_asked_for(oracle: Oracle) -> None:
    """They are reported as a mismatch, and the error that asking would have met is not found; the other way round, it is."""
    mismatch, there, fails = term("d.f", {"b": EXISTS}), term("d.f", name=EXISTS), term("d.f", name=op("Gt", "1"))
    of_names_first = [["d.f", "", False], ["d.f", "b", False]]
    assert asked(oracle, validated(image(a_set(rule(mismatch, there))), MANY), details) == both(of_names_first)
    assert asked(oracle, on_node(rule(mismatch, fails), MANY, fail_fast=False)) == both(False)
    assert asked(oracle, on_node(rule(fails, mismatch), MANY, fail_fast=False)) == both('not a number "a"')


def test_quirk_16_a_feature_in_upper_case_matches_and_no_detail_says_so(oracle: Oracle) -> None:
    written = image(a_set(rule(term("Kernel.Version", {"major": EXISTS}))))
    major = attributes("kernel.version", {"major": "6"})
    assert asked(oracle, validated(written, major), verdicts) == both([[True]])
    assert asked(oracle, validated(written, major), details) == both([["Kernel.Version", "major", False]])
    assert codes(written) == {"nfd-upper-case"}
    assert refused("Kernel.Version.major is present") == {"unknown-feature"}


def test_quirk_17_details_of_a_rule_that_does_not_match_may_all_say_that_they_do(oracle: Oracle) -> None:
    expressions = {"class": op("In", "0302"), "vendor": op("In", "10de")}
    two = instances("pci.device", {"vendor": "10de", "class": "0200"}, {"vendor": "8086", "class": "0302"})
    written = image(a_set(rule(term("pci.device", expressions))))
    assert asked(oracle, validated(written, two), verdicts) == both([[False]])
    all_well = [["pci.device", "class", True], ["pci.device", "vendor", True]]
    assert asked(oracle, validated(written, two), details) == both(all_well)
    in_nfd_mode = documents(written).check(node(two))
    assert why(in_nfd_mode) == ("incompatible", ["no pci.device with class In [0302] and vendor In [10de]"])
    policies = compatlang.compile("policy p { require r: any pci.device { vendor == 0x10de; class == 0x0302 } }")
    in_the_language = policies.check(node(two))
    assert why(in_the_language) == ("incompatible", ["no pci.device with vendor 0x10de and class 0x0302"])


def why(report_: compatlang.Report) -> tuple[str, list[str]]:
    """The verdict of the only policy, and the reasons for its only requirement."""
    [result] = report_.results
    return result.verdict, [each.message for each in result.requirements[0].reasons]


def test_quirk_17_terms_on_one_feature_lend_each_other_their_details(oracle: Oracle) -> None:
    """The second expression about names was never asked, and has the answer of the first; its type is not compared."""
    asking = rule(term("d.f", name=EXISTS), term("d.f", {"b": EXISTS}), term("d.f", name=op("Exists", type="version")))
    lent = [["d.f", "", True], ["d.f", "", True], ["d.f", "b", False]]
    assert asked(oracle, validated(image(a_set(asking)), ONE), details) == both(lent)


GIVEN = {"name": "given", "vars": {"v": "1"}}
NO_ALTERNATIVE = GIVEN | {"matchAny": alternatives([term("none.f")])}
BEHIND = rule(term("rule.matched", {"v": op("In", "1")}))


def test_quirk_18_a_rule_of_which_no_alternative_matches_hands_on_its_variables(oracle: Oracle) -> None:
    leaking = image(a_set(NO_ALTERNATIVE, BEHIND))
    assert asked(oracle, validated(leaking, ONE), verdicts) == both([[False, True]])
    terms_hold = NO_ALTERNATIVE | {"matchFeatures": [term("d.f")]}
    assert asked(oracle, validated(image(a_set(terms_hold, BEHIND)), ONE), verdicts) == both([[False, True]])
    terms_fail = NO_ALTERNATIVE | {"matchFeatures": [term("none.f")]}
    assert asked(oracle, validated(image(a_set(terms_fail, BEHIND)), ONE), verdicts) == both([[False, False]])
    assert asked(oracle, in_order(ONE, NO_ALTERNATIVE, BEHIND), matches) == both([False, False])


def test_quirk_19_a_set_sees_the_variables_of_the_sets_before_it_unless_tags_leave_them_out(oracle: Oracle) -> None:
    spec = image(a_set(GIVEN, tag="first"), a_set(BEHIND, tag="second"))
    assert asked(oracle, validated(spec, ONE), verdicts) == both([[True], [True]])
    assert asked(oracle, validated(spec, ONE, "first", "second"), verdicts) == both([[True], [True]])
    assert asked(oracle, validated(spec, ONE, "second"), verdicts) == both([[False]])


CPU = flags("cpu.cpuid")
LIGHT = a_set(rule(term("cpu.cpuid")), weight=1, tag="light")
HEAVY = LIGHT | {"weight": 9, "tag": "heavy"}
FAILING = a_set(rule(term("pci.device")))


def test_quirk_29_nfd_says_nothing_of_an_image_as_a_whole(oracle: Oracle, tmp_path: Path) -> None:
    """That no set holds is no error to it; here it is a verdict, which the shell is told."""
    assert asked(oracle, validated(image(FAILING), CPU), verdicts) == both([[False]])
    assert judged(image(FAILING), CPU) == "incompatible"
    assert exit_status(tmp_path, "image.json", json.dumps(image(FAILING))) == 1
    assert exit_status(tmp_path, "image.json", json.dumps(image(FAILING, LIGHT))) == 0
    assert exit_status(tmp_path, "p.compat", 'policy p { require r: cpu.cpuid has "AVX" }') == 1


def test_quirk_29_nfd_does_nothing_with_weights(oracle: Oracle) -> None:
    holds = [{"name": "r", "isMatch": True}]
    in_their_order = [{"rules": holds, "weight": 1, "tag": "light"}, {"rules": holds, "weight": 9, "tag": "heavy"}]
    assert asked(oracle, validated(image(LIGHT, HEAVY), CPU), report) == both(in_their_order)
    [result] = documents(image(LIGHT, HEAVY)).check(node(CPU)).results
    assert [each.chosen for each in result.groups] == ["heavy"]


def exit_status(folder: Path, name: str, text: str) -> int:
    """What `compatlang check` says to the shell of a file, on a node that reports no more than its processor."""
    (folder / name).write_text(text, encoding="utf-8")
    (folder / "node.json").write_text(json.dumps(node_feature(CPU)), encoding="utf-8")
    out = io.StringIO()
    argv = ["check", str(folder / name), "--snapshot", str(folder / "node.json")]
    return main(argv, out, out, environ={}, folder=folder)
