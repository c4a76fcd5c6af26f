"""What NFD may answer on a node of which not all is known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from compatlang.nfd import master
from compatlang.nfd.features import Features, of_snapshot, to_snapshot
from compatlang.nfd.load import Document, load_as
from compatlang.nfd.model import GroupRule, ImageSpec, NodeFeatureRule, Rule, RuleSpec
from compatlang.nfd.outcomes import Outcomes, union
from compatlang.nfd.partial import completions
from compatlang.nfd.validator import validate_node
from compatlang.snapshot import Section, Snapshot
from tests.nfd import ours
from tests.nfd.strategies import as_text, image_cases, sequence_cases
from tests.strategies import examples

Tree = dict[str, Any]
EXISTS, MISSING = {"op": "Exists"}, {"op": "DoesNotExist"}


def snapshot(**sections: Section) -> Snapshot:
    return Snapshot("w", {name.replace("_", "."): section for name, section in sections.items()})


def rule(feature: str, expressions: Mapping[str, Any] | None = None, **more: Any) -> Rule:
    term = {"feature": feature, "matchExpressions": expressions, "matchName": more.pop("name", None)}
    return Rule.model_validate({"matchFeatures": [term], **more})


def flag_sets(snapshot: Snapshot, *rules: GroupRule, of: str = "cpu.cpuid") -> list[set[str]]:
    """The flags of each completion, where there are no others."""
    found = completions(snapshot, rules)
    assert not found.more
    return [set(each.flags[of] or ()) for each in found.features]


CPUID = Section(flags=frozenset({"AVX"}), attributes={}, partial=True)


def test_what_is_known_whole_has_one_completion() -> None:
    whole = snapshot(cpu_cpuid=Section(flags=frozenset({"AVX"})))
    given = rule("cpu.cpuid", {"AVX2": EXISTS}, name={"op": "Exists"}, labelsTemplate="{{.}}")
    assert completions(whole, [given]) == ((of_snapshot(whole),), frozenset())


def test_what_nobody_reads_does_not_matter() -> None:
    node = snapshot(cpu_cpuid=CPUID, kernel_loadedmodule=Section(flags=frozenset({"nvme"})))
    given = [rule("kernel.loadedmodule", {"nvme": EXISTS}), rule("rule.matched", {"a": EXISTS}), rule("cpu.none", {})]
    assert completions(node, given) == ((of_snapshot(node),), frozenset())


def test_flags_that_are_asked_by_name_are_there_or_not() -> None:
    node = snapshot(cpu_cpuid=CPUID)
    assert flag_sets(node, rule("cpu.cpuid", {"AVX": EXISTS})) == [{"AVX"}]
    assert flag_sets(node, rule("CPU.cpuid", {"AVX": EXISTS, "AVX2": EXISTS})) == [{"AVX"}, {"AVX", "AVX2"}]
    assert flag_sets(node, rule("cpu.cpuid", {"A": MISSING}), rule("cpu.cpuid", {"B": EXISTS, "A": EXISTS})) == [
        *({"AVX"}, {"AVX", "B"}, {"AVX", "A"}, {"AVX", "A", "B"})
    ]


def test_alternatives_are_read_too() -> None:
    alternatives = [{"matchFeatures": [{"feature": "cpu.cpuid", "matchExpressions": {each: EXISTS}}]} for each in "AB"]
    given = GroupRule.model_validate({"matchAny": alternatives})
    assert len(flag_sets(snapshot(cpu_cpuid=CPUID), given)) == 4


def test_so_many_names_are_tried_and_no_more() -> None:
    node = snapshot(cpu_cpuid=CPUID)
    assert len(flag_sets(node, rule("cpu.cpuid", dict.fromkeys("ABCDEF", EXISTS)))) == 64
    assert completions(node, [rule("cpu.cpuid", dict.fromkeys("ABCDEFG", EXISTS))]) == (
        (of_snapshot(node),),
        frozenset({"cpu.cpuid is partial, and more names of it are asked than are tried"}),
    )


def test_operators_that_need_a_value_find_none_in_a_flag() -> None:
    expressions = {
        "A": {"op": "In", "value": ["x"]},
        "B": {"op": "IsTrue"},
        "C": {"op": ""},
        "D": {"op": "?"},
        "E": None,
    }
    assert flag_sets(snapshot(cpu_cpuid=CPUID), rule("cpu.cpuid", expressions)) == [{"AVX"}]


def test_what_must_not_exist_may_be_an_attribute() -> None:
    node = snapshot(cpu_cpuid=CPUID)
    found = completions(node, [rule("cpu.cpuid", {"AVX10_VERSION": MISSING})])
    assert [
        (set(each.flags["cpu.cpuid"] or ()), dict(each.attributes["cpu.cpuid"] or {})) for each in found.features
    ] == [
        ({"AVX"}, {}),
        ({"AVX", "AVX10_VERSION"}, {}),
        ({"AVX"}, {"AVX10_VERSION": ""}),
    ]
    assert not found.more


MODULES = Section(flags=frozenset({"nvme"}), partial=True)
RELEASE = Section(attributes={"ID": "debian"}, partial=True)
DEVICES = Section(instances=({"vendor": "10de"},), partial=True)
TEMPLATE = "{{range .cpu.cpuid}}{{.Name}}=1\n{{end}}"
OPEN = [
    (
        rule("cpu.cpuid", name={"op": "In", "value": ["AVX"]}),
        "cpu.cpuid is partial, and a term asks for any of its names",
    ),
    (rule("cpu.cpuid", {"AVX10_VERSION": {"op": "Gt", "value": ["1"]}}), "nobody knows the value of AVX10_VERSION"),
    (rule("cpu.cpuid", {"AVX": EXISTS}, labelsTemplate=TEMPLATE), "a template shows the attributes that a term finds"),
    (rule("cpu.cpuid", {"AVX": EXISTS}, varsTemplate=TEMPLATE), "a template shows the attributes that a term finds"),
    (rule("none", labelsTemplate="a=@cpu.cpuid.b"), "a template may ask for any of its attributes"),
    (rule("system.osrelease", {"VERSION": {"op": "In", "value": ["x"]}}), "nobody knows the value of VERSION"),
    (rule("none", labels={"a": "@system.osrelease.VERSION.x"}), "nobody knows the value of VERSION.x"),
    (rule("none", extendedResources={"a": "@system.osrelease.N"}), "nobody knows the value of N"),
    (rule("pci.device", {"vendor": EXISTS}), "nobody knows the instances that were not seen"),
]


@pytest.mark.parametrize(("given", "why"), OPEN, ids=lambda each: each if isinstance(each, str) else "")
def test_what_cannot_be_tried_is_told(given: Rule, why: str) -> None:
    node = snapshot(cpu_cpuid=CPUID, system_osrelease=RELEASE, pci_device=DEVICES)
    found = completions(node, [given])
    assert found.features[0] == of_snapshot(node)
    assert [each for each in found.more if why in each] == [*found.more]
    assert len(found.more) == 1 + (why == "a template may ask for any of its attributes")


CLOSED = [
    rule("kernel.loadedmodule", {"nvme": EXISTS}, labelsTemplate=TEMPLATE),
    rule(
        "none",
        labels={"a": "@system.osrelease.ID", "b": "system.osrelease.N"},
        annotations={"a": "@system.osrelease.N"},
    ),
    rule("system.osrelease", {"ID": {"op": "In", "value": ["x"]}}),
    rule("pci.device"),
]


@pytest.mark.parametrize("given", CLOSED, ids=str)
def test_what_is_not_there_does_not_always_matter(given: Rule) -> None:
    node = snapshot(kernel_loadedmodule=MODULES, system_osrelease=RELEASE, pci_device=DEVICES)
    assert completions(node, [given]) == ((of_snapshot(node),), frozenset())


def test_a_template_sees_flags_that_are_tried() -> None:
    node = snapshot(kernel_loadedmodule=MODULES)
    given = rule("kernel.loadedmodule", {"xfs": EXISTS}, labelsTemplate=TEMPLATE)
    assert flag_sets(node, given, of="kernel.loadedmodule") == [{"nvme"}, {"nvme", "xfs"}]


# Whatever is hidden, the answer on the whole node is among those that are possible

KNOWN = {"d.f": "kernel.loadedmodule", "d.g": "cpu.cpuid", "e.f": "system.osrelease"}
"""Names that make random cases speak of domains of the catalog, which have fewer kinds."""


@st.composite
def hidden(draw: st.DrawFn, full: Snapshot) -> Snapshot:
    """The same node, with some of it not seen."""

    def seen(names: Any) -> list[Any]:
        return [each for each in names if draw(st.booleans())]

    sections = {}
    for name, each in full.sections.items():
        if draw(st.integers(0, 3)):
            flags = None if each.flags is None else frozenset(seen(sorted(each.flags)))
            attributes = (
                None if each.attributes is None else {key: each.attributes[key] for key in seen(each.attributes)}
            )
            if flags is not None and not attributes and draw(st.booleans()):
                attributes = None
            instances = None if each.instances is None else tuple(seen(each.instances))
            sections[name] = Section(flags, attributes, instances, partial=True)
        else:
            sections[name] = each
    return msgspec.structs.replace(full, sections=sections)


def in_the_catalog(tree: Tree) -> Tree:
    """The same case about domains that the catalog knows, without the kinds that they do not have."""
    text = json.dumps(tree)
    for name, known in KNOWN.items():
        text = text.replace(name, known)
    changed: Tree = json.loads(text)
    of_kind = {"flags": ("kernel.loadedmodule", "cpu.cpuid"), "attributes": ("system.osrelease",), "instances": ()}
    for kind, names in of_kind.items():
        for name in KNOWN.values():
            if name not in names:
                changed["features"][kind].pop(name, None)
    return changed


def of_presence(tree: Any) -> Any:
    """The same case, asking only what is there; of most random questions the answer is no whatever is hidden."""
    if isinstance(tree, str) and tree.startswith("{"):
        try:
            return as_text(of_presence(json.loads(tree)))
        except json.JSONDecodeError:
            return tree
    if isinstance(tree, list):
        return [of_presence(each) for each in tree]
    if not isinstance(tree, dict):
        return tree
    if "op" in tree:
        return MISSING if tree["op"] in ("DoesNotExist", "NotIn", "IsFalse") else EXISTS
    return {key: of_presence(each) for key, each in tree.items() if key != "matchName"}


def cases(given: st.SearchStrategy[Tree]) -> st.SearchStrategy[tuple[Tree, Snapshot, Snapshot]]:
    """A case with the whole node and with what is seen of it."""
    asked = st.one_of(given, given.map(of_presence))
    either = st.one_of(asked, asked.map(in_the_catalog))

    def with_nodes(case: Tree) -> st.SearchStrategy[tuple[Tree, Snapshot, Snapshot]]:
        full = to_snapshot(ours.features(case["features"]))
        return hidden(full).map(lambda seen: (case, full, seen))

    return either.flatmap(with_nodes)


NAMES = st.sampled_from(["a", "b", "AVX10_VERSION"])


@st.composite
def presence_cases(draw: st.DrawFn) -> tuple[Tree, Snapshot, Snapshot]:
    """Rules that yield something, about one feature set of which only some is seen."""
    domain = draw(st.sampled_from(["d.f", "cpu.cpuid", "kernel.loadedmodule"]))
    flags, attributes = draw(st.frozensets(NAMES)), draw(st.dictionaries(NAMES, st.just("x")))
    if domain != "d.f":
        # The catalog knows one attribute of the one, and none of the other.
        attributes = {name: "1" for name in attributes if (domain, name) == ("cpu.cpuid", "AVX10_VERSION")}
    of_names = st.dictionaries(NAMES, st.sampled_from([EXISTS, MISSING]), min_size=1, max_size=2)
    rules = [
        {
            "name": name,
            "labels": {name: "1"},
            "matchFeatures": [{"feature": domain, "matchExpressions": draw(of_names)}],
            "labelsTemplate": draw(st.sampled_from(["", "", "{{range ." + domain + "}}l-{{.Name}}\n{{end}}"])),
        }
        for name in draw(st.sampled_from(["r", "rs"]))
    ]
    tree = {"spec": json.dumps({"compatibilities": [{"rules": rules}]}), "objects": [{"spec": {"rules": rules}}]}
    full = Snapshot("w", {domain: Section(flags, attributes)})
    return tree, full, draw(hidden(full))


def told(what: Outcomes[Any], possible: Outcomes[Any]) -> None:
    """Checks that all that is the answer is possible, unless it is told that there is more."""
    event("more is possible" if possible.more else f"{min(len(possible.results), 4)} results")
    if not possible.more:
        assert what.failures <= possible.failures
        assert [each for each in what.results if each not in possible.results] == []


def check_report(tree: Tree, full: Snapshot, seen: Snapshot) -> None:
    document = load_as("ImageSpec", tree["spec"], "spec.json")
    assert isinstance(document, Document)
    model = document.model
    assert isinstance(model, ImageSpec)
    found = completions(seen, [rule for each in model.compatibilities for rule in each.rules])
    told(
        validate_node(model, of_snapshot(full)),
        union((validate_node(model, each) for each in found.features), more=found.more),
    )


def check_outputs(tree: Tree, full: Snapshot, seen: Snapshot) -> None:
    rules = [Rule.model_validate(each) for object_ in tree["objects"] for each in object_["spec"]["rules"]]
    found = completions(seen, rules)

    def put(features: Features) -> Outcomes[Any]:
        done = master.process(master.Merged(features), [NodeFeatureRule(spec=RuleSpec(rules=tuple(rules)))])
        return done.map(lambda node: (node.labels, node.annotations, node.extended_resources, node.dropped))

    told(put(of_snapshot(full)), union(map(put, found.features), more=found.more))


@examples(300)
@given(cases(image_cases()))
def test_the_report_on_the_whole_node_is_possible(case: tuple[Tree, Snapshot, Snapshot]) -> None:
    check_report(*case)


@examples(300)
@given(cases(sequence_cases()))
def test_what_rules_put_on_the_whole_node_is_possible(case: tuple[Tree, Snapshot, Snapshot]) -> None:
    check_outputs(*case)


@examples(600)
@given(presence_cases())
def test_both_where_rules_ask_for_what_is_hidden(case: tuple[Tree, Snapshot, Snapshot]) -> None:
    check_report(*case)
    check_outputs(*case)


def test_a_section_that_is_only_hidden_is_still_a_feature_set() -> None:
    node = snapshot(cpu_cpuid=Section(attributes={}, partial=True))
    assert len(completions(node, [rule("cpu.cpuid", {"AVX10_VERSION": EXISTS})]).features) == 2
    assert len(completions(node, [rule("cpu.cpuid", {"AVX": EXISTS})]).features) == 1
