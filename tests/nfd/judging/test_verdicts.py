"""Whether an image fits a node and whether a node belongs to a group, with the reasons."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from compatlang.evaluate.report import Score
from compatlang.nfd.judging import read
from compatlang.snapshot import Snapshot
from compatlang.values.truth import Truth
from tests.nfd.judging.nodes import NODE, documents, node, result, sentences, told, verdicts

AVX = "matchFeatures: [{feature: cpu.cpuid, matchExpressions: {AVX: {op: Exists}}}]"
AVX2 = AVX.replace("AVX", "AVX2")
NEW = "matchFeatures: [{feature: kernel.version, matchExpressions: {full: {op: Ge, type: version, value: ['5']}}}]"
EITHER = "matchFeatures: [{feature: kernel.version, matchExpressions: {full: {op: Lt, value: ['5']}, x: {op: Exists}}}]"
"""What NFD may find no match for, or fail on, since it happens to look at one or the other first."""
CRASHES = "matchFeatures: [{feature: kernel.version, matchExpressions: {full: }}]"
RHEL = node(full="5.14.0-503.11.1.el9_5.x86_64")
FAILS = 'NFD fails on this node: not a version "5.14.0-503.11.1.el9_5.x86_64"'
NO_ORDER = "what the node reports in part decides it, or the order in which NFD happens to look"


def image(*sets: str) -> str:
    return "version: v1alpha1\ncompatibilities:\n" + "".join(f"- {each}\n" for each in sets)


def one_set(*rules: str, **fields: object) -> str:
    """A set with rules called a, b, and so on."""
    named = [f"{{name: {name}, {rule}}}" for name, rule in zip("abcdef", rules, strict=False)]
    return "{" + "".join(f"{name}: {value}, " for name, value in fields.items()) + f"rules: [{', '.join(named)}]}}"


def group(*rules: str) -> str:
    named = [f"  - {{name: {name}, {rule}}}\n" for name, rule in zip("abcdef", rules, strict=False)]
    return f"kind: NodeFeatureGroup\nmetadata: {{name: group}}\nspec:\n  featureGroupRules:\n{''.join(named)}"


# An image


def test_all_rules_of_a_set_must_match() -> None:
    """The only set is the policy itself, without profiles."""
    loaded = documents(image(one_set(AVX, NEW)))
    fits, does_not = result(loaded), result(loaded, node(["AVX2"]))
    assert (fits.verdict, does_not.verdict) == ("compatible", "incompatible")
    assert told(fits.requirements) == {"a": ["yes"], "b": ["yes"]}
    assert told(does_not.requirements) == {
        "a": ["no", "cpu.cpuid.AVX is absent, needs Exists"],
        "b": ["yes"],
    }
    assert fits.groups == does_not.groups == ()


def test_the_heaviest_set_that_holds_is_chosen() -> None:
    light, heavy = one_set(AVX, weight=1, tag="light"), one_set(AVX2, weight=10, description="the heavy one")
    loaded = documents(image(light, heavy, one_set(AVX, weight=1, tag="light")))
    both, only_light, neither = (result(loaded, node(each)) for each in (["AVX", "AVX2"], ["AVX"], []))
    assert [(each.verdict, each.chosen, each.score) for each in (both, only_light, neither)] == [
        ("compatible", ("the_heavy_one",), Score(10, 10)),
        ("compatible", ("light",), Score(1, 1)),
        ("incompatible", (), Score(0, 0)),
    ]
    [profiles] = only_light.groups
    assert [(each.name, each.weight, each.tag, each.truth) for each in profiles.profiles] == [
        ("the_heavy_one", 10, "", Truth.NO),
        ("light", 1, "light", Truth.YES),
        ("light_2", 1, "light", Truth.YES),
    ]
    assert told(neither.open()) == {"a": ["no", "cpu.cpuid.AVX is absent, needs Exists"]}


def test_a_profile_stands_where_its_set_does() -> None:
    text = image(one_set(AVX, weight=1), one_set(AVX2, weight=2))
    [profiles] = result(documents(text)).groups
    assert [text[each.span.start : each.span.end] for each in profiles.profiles] == [
        one_set(AVX2, weight=2),
        one_set(AVX, weight=1),
    ]


def test_an_image_without_sets_says_nothing() -> None:
    loaded = documents("version: v1alpha1\ncompatibilities: []\n")
    assert result(loaded).verdict == "unknown"
    assert told(result(loaded).requirements) == {
        "compatibilities": ["unknown", "the image has no compatibility set, so it does not say where it runs"]
    }


@pytest.mark.parametrize("sets", [["{rules: []}"], [one_set(AVX2, weight=1), "{weight: 0}"]])
def test_a_set_without_rules_holds_everywhere(sets: list[str]) -> None:
    """As it does to NFD, which is told of as a warning."""
    loaded = documents(image(*sets))
    found = result(loaded, node([]))
    assert (found.verdict, found.open()) == ("compatible", ())
    assert found.chosen == tuple(["set_2"] if len(sets) > 1 else [])
    assert "nfd-always-true" in {each.code for each in loaded.diagnostics}


def test_rules_without_names_are_numbered() -> None:
    rules = ", ".join([f"{{{AVX}}}", f"{{name: x, {AVX}}}", f"{{name: x, {NEW}}}", f"{{name: z, {NEW}}}"])
    requirements = result(documents(image(f"{{rules: [{rules}]}}"))).requirements
    assert [each.name for each in requirements] == ["rule #1", "x #2", "x #3", "z"]


def test_what_nfd_fails_on_is_an_error() -> None:
    """NFD reports nothing then, of other sets neither; what would become of them is told all the same."""
    loaded = documents(image(one_set(AVX, weight=2), one_set(NEW, AVX2)))
    assert verdicts(loaded) == {"document": "compatible"}
    found = result(loaded, RHEL)
    assert (found.verdict, found.chosen, found.score) == ("error", (), Score(0, 0))
    assert [(each.code, each.severity, each.message) for each in found.diagnostics] == [("nfd-fails", "error", FAILS)]
    [profiles] = found.groups
    assert [told(each.requirements) for each in profiles.profiles] == [
        {"a": ["yes"]},
        {
            "a": [
                "unknown",
                "kernel.version.full is 5.14.0-503.11.1.el9_5.x86_64, and NFD fails there:"
                ' not a version "5.14.0-503.11.1.el9_5.x86_64"',
            ],
            "b": ["no", "cpu.cpuid.AVX2 is absent, needs Exists"],
        },
    ]


def test_the_only_set_that_fails_is_an_error_too() -> None:
    found = result(documents(image(one_set(NEW))), RHEL)
    assert (found.verdict, [each.message for each in found.diagnostics]) == ("error", [FAILS])


def test_a_set_that_the_tags_leave_out_cannot_fail() -> None:
    loaded = documents(image(one_set(NEW, tag="new"), one_set(AVX, tag="avx")))
    assert verdicts(loaded, RHEL) == {"document": "error"}
    assert verdicts(loaded.select(tags=["avx"]), RHEL) == {"document": "compatible"}


def test_a_crash_is_an_error() -> None:
    found = result(read(image(one_set(CRASHES)), "document.yaml"))
    assert found.verdict == "error"
    assert [each.message for each in found.diagnostics] == [
        "NFD crashes on this node: invalid memory address or nil pointer dereference"
    ]


def test_nfd_does_not_stop_at_a_mismatch_in_an_image() -> None:
    """Where a group is left with what does not match, an image comes to what fails."""
    both = f"{AVX2[:-1]}, {NEW[16:]}"
    assert verdicts(documents(image(one_set(AVX2, NEW))), RHEL) == {"document": "error"}
    in_group, in_image = result(documents(group(both)), RHEL), result(documents(image(one_set(both))), RHEL)
    absent = "cpu.cpuid.AVX2 is absent, needs Exists"
    seen = "kernel.version.full is 5.14.0-503.11.1.el9_5.x86_64"
    assert (in_group.verdict, told(in_group.requirements)) == (
        "incompatible",
        {"a": ["no", absent, f"{seen}, needs Ge 5 as a version"]},
    )
    assert (in_image.verdict, told(in_image.requirements)) == (
        "error",
        {"a": ["unknown", f'{seen}, and NFD fails there: not a version "{seen.rpartition(" ")[2]}"', absent]},
    )


def test_variables_go_from_set_to_set() -> None:
    seen = "matchFeatures: [{feature: rule.matched, matchExpressions: {v: {op: IsTrue}}}]"
    loaded = documents(image(one_set(f"vars: {{v: 'true'}}, {AVX}", tag="a"), one_set(seen, tag="b", weight=5)))
    assert result(loaded).chosen == ("b",)
    assert result(loaded, node([])).verdict == "incompatible"
    assert result(loaded.select(tags=["b"])).verdict == "incompatible"


# What is not known


PARTIAL = node(["AVX"], partial=True)


def test_what_may_be_there_is_unknown() -> None:
    loaded = documents(image(one_set(AVX2)))
    found = result(loaded, PARTIAL)
    assert (found.verdict, found.diagnostics) == ("unknown", ())
    assert told(found.requirements) == {
        "a": ["unknown", f"NFD may say yes or no: {NO_ORDER}", "cpu.cpuid.AVX2 is absent, needs Exists"]
    }
    assert verdicts(documents(image(one_set(AVX))), PARTIAL) == {"document": "compatible"}


def test_whichever_it_is_one_of_two_sets_holds() -> None:
    """Then the image fits, and nobody can say for which of them."""
    missing = AVX2.replace("Exists", "DoesNotExist")
    loaded = documents(image(one_set(AVX2, weight=5), one_set(missing, weight=3)))
    found = result(loaded, PARTIAL)
    assert (found.verdict, found.chosen, found.score.certain) == ("compatible", (), 0)


def test_a_score_is_bounded_by_what_may_hold() -> None:
    never = "matchFeatures: [{feature: usb.device, matchName: {op: Exists}}]"
    sets = [one_set(AVX2, weight=2), one_set(never, weight=9), one_set(AVX2, weight=5), one_set(AVX2, never, weight=7)]
    assert result(documents(image(*sets)), PARTIAL).score == Score(0, 5)
    assert result(documents(image(*sets)), node(["AVX2"])).score == Score(5, 5)


def test_a_rule_is_unknown_for_what_it_asks_itself() -> None:
    """That another asks for what cannot be tried leaves this one certain."""
    any_name = "matchFeatures: [{feature: cpu.cpuid, matchName: {op: In, value: [AVX9]}}]"
    found = result(documents(image(one_set(any_name, NEW, AVX2))), PARTIAL)
    assert found.verdict == "unknown"
    assert [words[0] for words in told(found.requirements).values()] == ["unknown", "yes", "unknown"]
    assert told(found.requirements)["a"][1] == "not known: cpu.cpuid is partial, and a term asks for any of its names"


def test_a_certain_mismatch_is_one_whatever_else_is_unknown() -> None:
    loaded = documents(image(one_set(AVX2, "matchFeatures: [{feature: usb.device}]")))
    assert verdicts(loaded, PARTIAL) == {"document": "incompatible"}


def test_a_template_that_is_not_expanded_leaves_the_rule_unknown() -> None:
    """Only where it would be expanded, since nobody knows whether it fails there."""
    loaded = documents(image(one_set(f"varsTemplate: 'a={{{{now}}}}', {AVX}", NEW)))
    found = result(loaded)
    assert found.verdict == "unknown"
    assert [words[0] for words in told(found.requirements).values()] == ["unknown", "yes"]
    assert told(found.requirements)["a"][1].startswith("not known: a template cannot be decided: ")
    assert verdicts(loaded, node([])) == {"document": "incompatible"}


# A group


def test_what_varies_from_run_to_run_is_unknown() -> None:
    """The first alternative may fail, and then the second is not tried."""
    rule = f"matchAny: [{{{EITHER}}}, {{{AVX}}}]"
    found = result(documents(group(rule)))
    assert found.verdict == "unknown"
    assert told(found.requirements)["a"][:2] == ["unknown", f"NFD may say yes or no: {NO_ORDER}"]
    assert verdicts(documents(group(rule)), node([])) == {"group": "incompatible"}
    assert verdicts(documents(group(rule, AVX))) == {"group": "compatible"}


def test_more_than_can_be_told_apart_is_unknown() -> None:
    """Of this node 64 are possible, and the second rule may hand on something or nothing on each of them."""
    flags = ", ".join(f"{name}: {{op: Exists}}" for name in "ABCDEF")
    every = f"matchFeatures: [{{feature: cpu.cpuid, matchExpressions: {{{flags}}}}}]"
    seen = "matchFeatures: [{feature: rule.matched}, {feature: cpu.cpuid, matchExpressions: {A: {op: Exists}}}]"
    after_some = result(documents(group(AVX2, seen)), PARTIAL)
    after_many = result(documents(group(every, EITHER, seen)), PARTIAL)
    assert told(after_some.open())["b"][0] == "unknown"
    assert (after_many.verdict, told(after_many.open())["c"][0]) == ("unknown", "unknown")


def test_one_rule_of_a_group_is_enough() -> None:
    loaded = documents(group(AVX2, AVX))
    found = result(loaded)
    assert (found.verdict, found.chosen, found.score) == ("compatible", ("b",), Score(0, 0))
    [profiles] = found.groups
    assert [(each.name, each.weight, each.truth) for each in profiles.profiles] == [
        ("a", 0, Truth.NO),
        ("b", 0, Truth.YES),
    ]
    neither = result(loaded, node([]))
    assert (neither.verdict, neither.chosen) == ("incompatible", ())
    assert told(neither.open()) == {
        "a": ["no", "cpu.cpuid.AVX2 is absent, needs Exists"],
        "b": ["no", "cpu.cpuid.AVX is absent, needs Exists"],
    }


def test_the_only_rule_of_a_group_is_a_requirement() -> None:
    found = result(documents(group(AVX)), node([]))
    assert (found.verdict, found.groups) == ("incompatible", ())
    assert told(found.requirements) == {"a": ["no", "cpu.cpuid.AVX is absent, needs Exists"]}


def test_a_rule_that_fails_does_not_match() -> None:
    """To a group that is no error; what NFD writes to its log is told as the reason."""
    found = result(documents(group(NEW)), RHEL)
    assert (found.verdict, found.diagnostics) == ("incompatible", ())
    [state, *why] = told(found.requirements)["a"]
    assert (state, why) == (
        "no",
        [
            "kernel.version.full is 5.14.0-503.11.1.el9_5.x86_64, and NFD fails there:"
            ' not a version "5.14.0-503.11.1.el9_5.x86_64"'
        ],
    )
    assert verdicts(documents(group(NEW, AVX)), RHEL) == {"group": "compatible"}


def test_a_rule_that_may_fail_and_never_matches_does_not_match() -> None:
    found = result(documents(group(EITHER)))
    assert found.verdict == "incompatible"
    assert told(found.requirements)["a"][:2] == [
        "no",
        'kernel.version.full is 6.8.0, and NFD fails there: not a number "6.8.0"',
    ]


def test_a_rule_behind_one_that_fails_sees_nothing_of_it() -> None:
    seen = "matchFeatures: [{feature: rule.matched, matchExpressions: {v: {op: Exists}}}]"
    loaded = documents(group(f"vars: {{v: x}}, {NEW}", seen))
    assert verdicts(loaded) == {"group": "compatible"}
    assert verdicts(loaded, RHEL) == {"group": "incompatible"}


@pytest.mark.parametrize(("rules", "verdict"), [([CRASHES], "error"), ([AVX, CRASHES], "error")])
def test_a_crash_of_nfd_ends_every_group(rules: list[str], verdict: str) -> None:
    found = result(read(group(*rules), "document.yaml"))
    assert found.verdict == verdict
    assert [(each.code, each.message) for each in found.diagnostics] == [
        ("nfd-fails", "NFD crashes on this node: invalid memory address or nil pointer dereference")
    ]


def test_where_nfd_may_crash_nothing_is_known() -> None:
    may = CRASHES.replace("full: ", "full: , x: {op: Exists}")
    found = result(read(group(AVX, may), "document.yaml"))
    assert (found.verdict, found.diagnostics) == ("unknown", ())
    assert told(found.open())["b"][0] == "unknown"


def test_one_rule_that_certainly_matches_is_enough_whatever_is_unknown() -> None:
    any_name = "matchFeatures: [{feature: cpu.cpuid, matchName: {op: In, value: [AVX9]}}]"
    now = f"varsTemplate: 'a={{{{now}}}}', {AVX}"
    assert verdicts(documents(group(any_name, AVX)), PARTIAL) == {"group": "compatible"}
    assert verdicts(documents(group(now, NEW))) == {"group": "compatible"}
    assert verdicts(documents(group(any_name, AVX2)), PARTIAL) == {"group": "unknown"}
    assert verdicts(documents(group(now, AVX2))) == {"group": "unknown"}
    assert verdicts(documents(group(now, AVX2)), node([])) == {"group": "incompatible"}


def test_a_group_without_rules_has_no_nodes() -> None:
    found = result(documents("kind: NodeFeatureGroup\nmetadata: {name: group}\nspec: {}\n"))
    assert found.verdict == "incompatible"
    assert told(found.requirements) == {"spec": ["no", "the group has no rules, so no node belongs to it"]}


# Reasons

RULE = """\
matchFeatures:
- feature: cpu.cpuid
  matchExpressions: {AVX: {op: Exists}}
- feature: pci.device
  matchExpressions: {vendor: {op: In, value: [10de]}}
"""


def block(rule: str) -> str:
    return f"compatibilities:\n- rules:\n  - name: r\n{indent(dedent(rule).strip(), '    ')}\n"


def test_reasons_point_into_the_document() -> None:
    text = block(RULE)
    [requirement] = result(documents(text)).requirements
    [reason] = requirement.reasons
    assert text[requirement.span.start : requirement.span.end].startswith("name: r\n")
    assert text[reason.span.start : reason.span.end] == "{vendor: {op: In, value: [10de]}}"
    assert (reason.subject, reason.observed, reason.accepted) == (
        "pci.device",
        "1 instance",
        "one with vendor In [10de]",
    )


def test_explain_says_what_a_rule_that_matches_rests_on() -> None:
    loaded = documents(block(RULE.replace("10de", "15b3")))
    [checked] = loaded.check(NODE).results
    [explained] = loaded.explain(NODE).results
    assert checked.requirements[0].reasons == ()
    assert list(sentences(explained.requirements[0].reasons)) == [
        "cpu.cpuid.AVX is present (needs Exists)",
        "1 pci.device with vendor In [15b3]: pci.device number 1",
    ]
    assert checked.decision == explained.decision


def test_the_node_is_named() -> None:
    report = documents(block(RULE)).check(Snapshot("gpu-a01", NODE.sections))
    assert (report.node, report.verdict, report.diagnostics) == ("gpu-a01", "incompatible", ())
