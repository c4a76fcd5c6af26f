"""What rules yield on a node: what is put on it and what is not, and what became of each rule."""

from __future__ import annotations

import pytest

from compatlang.nfd.judging import Outputs, read
from compatlang.nfd.master import NodeOutput
from compatlang.nfd.model import Taint
from compatlang.nfd.outputs import Dropped
from compatlang.snapshot import Section, Snapshot
from tests.nfd.judging.nodes import NODE, documents, node, sentences

AVX = "matchFeatures: [{feature: cpu.cpuid, matchExpressions: {AVX: {op: Exists}}}]"
AVX2 = AVX.replace("AVX", "AVX2")
EITHER = "matchFeatures: [{feature: kernel.version, matchExpressions: {full: {op: Lt, value: ['5']}, x: {op: Exists}}}]"
"""What NFD may find no match for, or fail on, since it happens to look at one or the other first."""
FAILS = EITHER.replace(", x: {op: Exists}", "")
CRASHES = "matchFeatures: [{feature: kernel.version, matchExpressions: {full: }}]"
PREFIX = "feature.node.kubernetes.io/"
NO_ORDER = "what the node reports in part decides it, or the order in which NFD happens to look"


def rules(*given: str, name: str = "rules") -> str:
    """A NodeFeatureRule with rules called a, b, and so on."""
    named = [f"  - {{name: {name}, {each}}}\n" for name, each in zip("abcdef", given, strict=False)]
    return f"kind: NodeFeatureRule\nmetadata: {{name: {name}}}\nspec:\n  rules:\n{''.join(named)}"


def custom(*given: str) -> str:
    """A file of custom.d with rules called a, b, and so on."""
    return "".join(f"- {{name: {name}, {each}}}\n" for name, each in zip("abcdef", given, strict=False))


def asking(feature: str, expressions: str) -> str:
    return f"matchFeatures: [{{feature: {feature}, matchExpressions: {{{expressions}}}}}]"


def outputs(text: str, snapshot: Snapshot = NODE, *, met: bool = False) -> Outputs:
    """What the only group of rules of a file yields."""
    [only] = read(text, "rules.yaml").outputs(snapshot, met=met)
    return only


def put(text: str, snapshot: Snapshot = NODE) -> NodeOutput:
    """The one thing that can come of rules."""
    found = outputs(text, snapshot)
    assert found.certain
    assert found.possible.only is not None
    return found.possible.only


def labels(text: str, snapshot: Snapshot = NODE) -> dict[str, str]:
    return dict(put(text, snapshot).labels)


def states(found: Outputs) -> list[str]:
    return [each.state for each in found.rules]


def why(found: Outputs) -> list[list[str]]:
    """What is said of each rule."""
    return [list(sentences(each.reasons)) for each in found.rules]


# What is put on the node


def test_everything_that_a_rule_yields() -> None:
    text = rules(
        "labels: {vendor.io/a: x}, annotations: {vendor.io/b: any text}, extendedResources: {vendor.io/c: 2},"
        f" taints: [{{key: vendor.io/d, value: e, effect: NoExecute}}], {AVX}"
    )
    found = put(text)
    assert (found.labels, found.annotations, found.extended_resources, found.taints, found.dropped) == (
        {"vendor.io/a": "x"},
        {"vendor.io/b": "any text"},
        {"vendor.io/c": "2"},
        (Taint(key="vendor.io/d", value="e", effect="NoExecute"),),
        (),
    )
    nothing = put(text, node([]))
    assert (nothing.labels, nothing.annotations, nothing.extended_resources, nothing.taints) == ({}, {}, {}, ())


def test_what_has_no_prefix_gets_one() -> None:
    found = put(rules(f"labels: {{a: x}}, annotations: {{b: x}}, extendedResources: {{c: 1}}, {AVX}"))
    assert [*found.labels, *found.annotations, *found.extended_resources] == [f"{PREFIX}{each}" for each in "abc"]


def test_a_later_rule_wins() -> None:
    first, second = f"labels: {{vendor.io/a: first}}, {AVX}", f"labels: {{vendor.io/a: second}}, {AVX}"
    assert labels(rules(first, second)) == {"vendor.io/a": "second"}
    assert labels(f"{rules(second, name='b')}---\n{rules(first, name='a')}") == {"vendor.io/a": "second"}


@pytest.mark.parametrize(
    ("given", "dropped"),
    [
        (
            "labels: {kubernetes.io/a: x}",
            Dropped("label", "kubernetes.io/a", "x", 'namespace "kubernetes.io" is not allowed'),
        ),
        (
            "labels: {vendor.io/a: '@kernel.version.none'}",
            Dropped(
                *("label", "vendor.io/a", "@kernel.version.none"), "element none not found on feature kernel.version"
            ),
        ),
        (
            "annotations: {kubernetes.io/a: x}",
            Dropped("annotation", "kubernetes.io/a", "x", "namespace is not allowed"),
        ),
        (
            "extendedResources: {vendor.io/a: '@none.at.all'}",
            Dropped("extended resource", "vendor.io/a", "@none.at.all", "feature none.at not found"),
        ),
        (
            "taints: [{key: a, value: x, effect: NoSchedule}]",
            Dropped("taint", "a", "x", "unprefixed keys are not allowed"),
        ),
        ("taints: [{key: vendor.io/a}]", Dropped("taint", "vendor.io/a", "", "empty taint effect")),
    ],
    ids=str,
)
def test_what_is_refused_is_told_with_the_reason(given: str, dropped: Dropped) -> None:
    found = put(rules(f"{given}, {AVX}", f"labels: {{vendor.io/kept: x}}, {AVX}"))
    assert (found.labels, found.dropped) == ({"vendor.io/kept": "x"}, (dropped,))
    assert (found.annotations, found.extended_resources, found.taints) == ({}, {}, ())


def test_values_are_taken_from_attributes() -> None:
    text = rules(
        f"labels: {{vendor.io/a: '@kernel.version.full'}}, extendedResources: {{vendor.io/b: '@kernel.version.major'}},"
        f" annotations: {{vendor.io/c: '@kernel.version.full'}}, {AVX}"
    )
    found = put(text)
    assert (found.labels, found.extended_resources) == ({"vendor.io/a": "6.8.0"}, {"vendor.io/b": "6"})
    assert found.annotations == {"vendor.io/c": "@kernel.version.full"}


def test_values_may_come_from_later_rules() -> None:
    first, later = f"labels: {{vendor.io/a: '@rule.matched.v'}}, {AVX}", f"vars: {{v: later}}, {AVX}"
    assert labels(rules(first, later)) == {"vendor.io/a": "later"}


def test_templates_are_expanded_with_what_matched() -> None:
    text = rules(
        r'labelsTemplate: "{{range .pci.device}}vendor.io/{{.vendor}}={{.class}}\n{{end}}",'
        " labels: {vendor.io/15b3: 'wins', vendor.io/other: x}, " + asking("pci.device", "vendor: {op: Exists}"),
        r'varsTemplate: "v={{(index .pci.device 0).class}}", ' + asking("pci.device", "vendor: {op: Exists}"),
        "labels: {vendor.io/v: '@rule.matched.v'}, " + AVX,
    )
    assert labels(text) == {"vendor.io/15b3": "wins", "vendor.io/other": "x", "vendor.io/v": "0200"}


# One rule after another


def test_rules_see_what_earlier_objects_have_yielded() -> None:
    """Objects go by their names, wherever they stand in the file; labels are seen as they are written."""
    seen = asking("rule.matched", "a: {op: IsTrue}, v: {op: In, value: [x]}")
    later = rules(f"labels: {{vendor.io/seen: x}}, {seen}", name="later")
    earlier = rules(f"labels: {{a: 'true'}}, vars: {{v: x}}, {AVX}", name="earlier")
    found = outputs(f"{later}---\n{earlier}")
    assert [(each.object, each.name, each.state) for each in found.rules] == [
        ("earlier", "a", "matches"),
        ("later", "a", "matches"),
    ]
    assert labels(f"{later}---\n{earlier}") == {f"{PREFIX}a": "true", "vendor.io/seen": "x"}
    other = later.replace("name: later", "name: an-earlier-one")
    assert states(outputs(f"{earlier}---\n{other}")) == ["does not match", "matches"]


def test_a_rule_that_fails_hands_on_nothing_and_the_others_go_on() -> None:
    seen = asking("rule.matched", "v: {op: Exists}")
    found = outputs(rules(f"vars: {{v: x}}, {FAILS}", f"labels: {{vendor.io/b: x}}, {seen}", AVX))
    assert states(found) == ["fails", "does not match", "matches"]
    assert (found.fails, found.certain) == (True, True)
    assert why(found) == [
        ['kernel.version.full is 6.8.0, and NFD fails there: not a number "6.8.0"'],
        ["rule.matched is not reported, and NFD takes that for no"],
        [],
    ]


def test_a_template_that_fails_is_told() -> None:
    found = outputs(rules(f'labelsTemplate: "a={{{{index .none 1}}}}", {AVX}', f'varsTemplate: "a", {AVX}'))
    assert states(found) == ["fails", "fails"]
    assert [each[0].split(":")[0] for each in why(found)] == ["NFD fails on the template"] * 2


def test_what_nfd_never_comes_to_does_not_fail() -> None:
    """It stops at the first term that does not hold, and nothing is said of a failure behind it."""
    found = outputs(rules(f"{AVX2[:-1]}, {FAILS[16:]}"))
    assert states(found) == ["does not match"]
    assert why(found) == [
        ["cpu.cpuid.AVX2 is absent, needs Exists", "kernel.version.full is 6.8.0, needs Lt 5"],
    ]


def test_a_crash_of_nfd_puts_nothing_on_the_node() -> None:
    found = outputs(rules(f"labels: {{vendor.io/a: x}}, {AVX}", CRASHES))
    assert (states(found), found.fails, found.certain) == (["matches", "fails"], True, False)
    assert (found.possible.results, [each.panics for each in found.possible.failures]) == ((), [True])


def test_explain_says_what_a_rule_that_matches_rests_on() -> None:
    text = rules(AVX, "labels: {vendor.io/b: x}")
    assert why(outputs(text)) == [[], []]
    assert why(outputs(text, met=True)) == [["cpu.cpuid.AVX is present (needs Exists)"], []]


def test_states_point_at_their_rules() -> None:
    text = f"{rules(AVX, name='b')}---\n{rules(AVX2, name='a')}"
    found = outputs(text)
    assert [text[each.span.start : each.span.end] for each in found.rules] == [
        f"{{name: a, {AVX2}}}",
        f"{{name: a, {AVX}}}",
    ]
    assert (found.file, found.node) == ("rules.yaml", "node-1")


def test_rules_without_names_are_numbered() -> None:
    text = f"kind: NodeFeatureRule\nspec: {{rules: [{{{AVX}}}, {{name: b, {AVX}}}, {{name: b, {AVX}}}]}}\n"
    assert [each.name for each in outputs(text).rules] == ["rule #1", "b #2", "b #3"]


# What is not known

PARTIAL = node(["AVX"], partial=True)


def test_what_may_fail_is_unknown() -> None:
    found = outputs(rules(f"labels: {{vendor.io/a: x}}, {EITHER}", f"labels: {{vendor.io/b: x}}, {AVX}"))
    assert (states(found), found.certain, found.fails) == (["unknown", "matches"], False, False)
    assert why(found)[0] == [
        f"NFD may say no or fail: {NO_ORDER}",
        'kernel.version.full is 6.8.0, and NFD fails there: not a number "6.8.0"',
        "kernel.version.x is absent, needs Exists",
    ]
    assert found.possible.only is not None
    assert found.possible.only.labels == {"vendor.io/b": "x"}


def test_what_was_not_seen_may_be_there() -> None:
    found = outputs(rules(f"labels: {{vendor.io/a: x}}, {AVX2}", f"labels: {{vendor.io/b: x}}, {AVX}"), PARTIAL)
    assert (states(found), found.certain, found.fails) == (["unknown", "matches"], False, False)
    assert [dict(each.labels) for each in found.possible.results] == [
        {"vendor.io/b": "x"},
        {"vendor.io/a": "x", "vendor.io/b": "x"},
    ]


def test_what_makes_no_difference_is_certain() -> None:
    """One alternative holds, whether or not the other does."""
    text = rules(f"labels: {{vendor.io/a: x}}, matchAny: [{{{AVX2}}}, {{{AVX}}}]")
    assert labels(text, PARTIAL) == {"vendor.io/a": "x"}
    assert labels(text, node([])) == {}


def test_a_failure_on_what_may_be_there_is_told() -> None:
    found = outputs(rules(f"{AVX2[:-1]}, {FAILS[16:]}"), PARTIAL)
    assert states(found) == ["unknown"]
    assert why(found)[0] == [
        f"NFD may say no or fail: {NO_ORDER}",
        'kernel.version.full is 6.8.0, and NFD fails there: not a number "6.8.0"',
    ]


def test_a_rule_is_unknown_for_what_it_asks_itself() -> None:
    """The template of one shows what nobody has seen; what the next one asks is known."""
    template = r'labelsTemplate: "{{range .cpu.cpuid}}vendor.io/{{.Name}}=x\n{{end}}"'
    found = outputs(
        rules(f"{template}, {AVX}", f"labels: {{vendor.io/b: x}}, {AVX}", asking("rule.matched", "")), PARTIAL
    )
    assert states(found) == ["unknown", "matches", "unknown"]
    assert found.possible.more == {"cpu.cpuid is partial, and a template shows the attributes that a term finds"}
    assert not found.certain


def test_what_a_template_that_is_not_expanded_hands_on_is_not_known() -> None:
    now, seen = f'varsTemplate: "v={{{{now}}}}", {AVX}', asking("rule.matched", "v: {op: Exists}")
    found = outputs(rules(now, seen, AVX2))
    assert states(found) == ["unknown", "unknown", "does not match"]
    assert found.possible.results == ()
    assert not found.fails
    assert states(outputs(rules(now, seen, AVX2), node([]))) == ["does not match", "does not match", "does not match"]


# custom.d


def test_custom_rules_yield_labels() -> None:
    assert labels(custom(f"labels: {{a: x, vendor.io/b: '@kernel.version.major'}}, {AVX}")) == {
        f"{PREFIX}a": "x",
        "vendor.io/b": "6",
    }
    found = put(custom(f"labels: {{kubernetes.io/a: x}}, {AVX}"))
    assert found.dropped == (Dropped("label", "kubernetes.io/a", "x", 'namespace "kubernetes.io" is not allowed'),)


def test_custom_rules_see_those_that_the_source_has_of_its_own() -> None:
    """`rdma.capable` is set there, and is not shown here."""
    found = outputs(custom(f"labels: {{seen: x}}, {asking('rule.matched', 'rdma.capable: {op: IsTrue}')}"))
    assert states(found) == ["matches"]
    assert found.possible.only is not None
    assert found.possible.only.labels == {f"{PREFIX}seen": "x"}
    without = Snapshot("node-1", {"pci.device": Section(instances=())})
    text = custom(asking("rule.matched", "rdma.capable: {op: IsTrue}"), f"vars: {{v: x}}, {AVX}")
    assert states(outputs(text, without)) == ["does not match", "does not match"]
    assert why(outputs(text, without))[0] == ["rule.matched.rdma.capable is absent, needs IsTrue"]


def test_to_nfd_master_labels_of_custom_rules_are_those_of_a_node_feature() -> None:
    """It knows nothing of their variables, and a key that is written with its prefix wins over one that is not."""
    dynamic = put(custom(f"labels: {{a: '@rule.matched.v'}}, vars: {{v: x}}, {AVX}"))
    assert dynamic.labels == {}
    assert [each.why for each in dynamic.dropped] == ["feature rule.matched not found"]
    assert labels(custom(f"labels: {{{PREFIX}a: with}}, {AVX}", f"labels: {{a: without}}, {AVX}")) == {
        f"{PREFIX}a": "with"
    }


def test_custom_rules_that_fail_are_passed_over() -> None:
    """An integer that is none on this node: what is wrong in the file itself is refused when it is read."""
    found = outputs(
        custom(f"labels: {{a: x}}, {asking('kernel.version', 'full: {op: Gt, value: 5}')}", f"labels: {{b: x}}, {AVX}")
    )
    assert states(found) == ["fails", "matches"]
    assert found.possible.only is not None
    assert found.possible.only.labels == {f"{PREFIX}b": "x"}
    behind = custom(f"{AVX2[:-1]}, {{feature: kernel.version, matchExpressions: {{full: {{op: Gt, value: 5}}}}}}]")
    assert states(outputs(behind)) == ["does not match"]


def test_each_kind_of_rules_has_outputs_of_its_own() -> None:
    loaded = documents(f"{rules(AVX)}---\n{custom(AVX)}", "both.yaml")
    assert [[(each.object, each.name) for each in found.rules] for found in loaded.outputs(NODE)] == [
        [("rules", "a")],
        [("", "a")],
    ]
