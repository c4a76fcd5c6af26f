"""Why a rule of NFD does not match, or fails: the sentences, where they point, and that they agree with the evaluation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import dedent, indent
from typing import Any

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from compatlang import limits
from compatlang.evaluate.report import Reason
from compatlang.nfd.features import Features, of_document
from compatlang.nfd.importing.documents import Placed, image_sets, independent_rules
from compatlang.nfd.load import Document, load, load_as
from compatlang.nfd.model import FeatureMaps, ImageSpec
from compatlang.nfd.reasons import reasons
from compatlang.nfd.reasons.wording import sentence
from compatlang.nfd.rule import execute
from tests.nfd import strategies
from tests.strategies import examples

Tree = dict[str, Any]

NODE = Features(
    flags={
        "cpu.cpuid": frozenset({"AVX", "AVX2"}),
        "kernel.loadedmodule": frozenset({"ahci", "btrfs", "e1000e"}),
        "null.flags": None,
        "some.mix": frozenset({"f"}),
    },
    attributes={
        "cpu.cpuid": {},
        "cpu.model": {"vendor_id": "Intel"},
        "kernel.config": {"X": "y"},
        "kernel.version": {"major": "4", "full": "5.14.0-503.el9_5", "revision": ""},
        "some.mix": {"a": "1"},
    },
    instances={
        "pci.device": (
            {"vendor": "8086", "device": "1533", "class": "0200"},
            {"vendor": "15b3", "device": "1017", "class": "0200"},
            {"vendor": "15b3", "device": "1019", "class": "0207"},
        ),
        "some.mix": ({"name": "x", "a": "2"},),
        "usb.device": (),
    },
)


def document(rule: str) -> tuple[Document, Placed]:
    """A specification with one rule, and the rule in it."""
    loaded = load(f"compatibilities:\n- rules:\n  - name: r\n{indent(dedent(rule).strip(), '    ')}\n", "image.yaml")
    assert isinstance(loaded, Document)
    assert isinstance(loaded.model, ImageSpec)
    [[placed]] = image_sets(loaded.model, loaded.source)
    return loaded, placed


def term(feature: str, expressions: str) -> str:
    return f"matchFeatures:\n- feature: {feature}\n  matchExpressions: {expressions}\n"


def name(feature: str, expression: str) -> str:
    return f"matchFeatures:\n- feature: {feature}\n  matchName: {expression}\n"


def shown(found: tuple[Reason, ...], loaded: Document, depth: int = 0) -> Iterator[str]:
    """Each sentence with the first line of what it points at."""
    for each in found:
        pointed = loaded.source.file.text[each.span.start : each.span.end].strip().split("\n")[0]
        yield f"{'  ' * depth}{each.message} @ {pointed}"
        yield from shown(each.children, loaded, depth + 1)


def told(rule: str, *, met: bool = False, fail_fast: bool = False, node: Features = NODE) -> list[str]:
    loaded, placed = document(rule)
    found = reasons(placed.rule, node, loaded.source, placed.path, met=met, fail_fast=fail_fast)
    return list(shown(found, loaded))


GT_5 = "{op: Gt, value: ['5']}"
GPU = "{vendor: {op: In, value: [10de]}, class: {op: In, value: ['0300', '0302']}}"
NIC = "{vendor: {op: In, value: [15b3]}, class: {op: In, value: ['0300', '0302']}, sriov: {op: Exists}}"


@pytest.mark.parametrize(
    ("feature", "expressions", "expected"),
    [
        ("kernel.version", f"{{major: {GT_5}}}", [f"kernel.version.major is 4, needs Gt 5 @ {GT_5}"]),
        (
            "kernel.version",
            "{major: {op: GeLe, value: ['5', '6.1'], type: version}}",
            [
                "kernel.version.major is 4, needs GeLe [5, 6.1] as versions"
                " @ {op: GeLe, value: ['5', '6.1'], type: version}"
            ],
        ),
        (
            "kernel.version",
            "{revision: {op: In, value: [a b, 'c,', d]}}",
            ['kernel.version.revision is empty, needs In ["a b", "c,", d] @ {op: In, value: [a b, \'c,\', d]}'],
        ),
        (
            "kernel.config",
            "{X: {op: DoesNotExist}, Z: {op: NotIn, value: [m]}, T: {op: IsTrue}}",
            [
                "kernel.config.X is y, needs DoesNotExist @ {op: DoesNotExist}",
                "kernel.config.Z is absent, needs NotIn [m], and NFD takes what is absent for no"
                " @ {op: NotIn, value: [m]}",
                "kernel.config.T is absent, needs IsTrue @ {op: IsTrue}",
            ],
        ),
        (
            "cpu.cpuid",
            "{AVX512F: {op: Exists}, AVX2: {op: Exists}, AVX: {op: DoesNotExist}}",
            [
                "cpu.cpuid.AVX512F is absent, needs Exists @ {op: Exists}",
                "cpu.cpuid.AVX is present, needs DoesNotExist @ {op: DoesNotExist}",
            ],
        ),
        (
            "cpu.cpuid",
            "{AVX: {op: IsTrue}}",
            ["cpu.cpuid.AVX is present, needs IsTrue, and a flag has no value @ {op: IsTrue}"],
        ),
        (
            "nvme.device",
            "{}",
            ["nvme.device is not reported, and NFD takes that for no @ nvme.device"],
        ),
        (
            "NVME.Device",
            "{}",
            [
                "nvme.device is not reported, and NFD takes that for no; NVME.Device is looked up in lower case"
                " @ NVME.Device"
            ],
        ),
        ("usb.device", "{}", ["usb.device is empty, needs at least one instance @ {}"]),
        ("null.flags", "{}", ["null.flags is empty, needs at least one instance @ {}"]),
    ],
)
def test_elements(feature: str, expressions: str, expected: list[str]) -> None:
    assert told(term(feature, expressions)) == expected


@pytest.mark.parametrize(
    ("expressions", "expected"),
    [
        (GPU, [f"no pci.device with vendor In [10de] and class In [0300, 0302] @ {GPU}"]),
        (
            NIC,
            [
                f"no pci.device with vendor In [15b3] and class In [0300, 0302] and sriov Exists @ {NIC}",
                f"  nearest: 15b3:1017 has class 0200, needs In [0300, 0302]; has no sriov, needs Exists @ {NIC}",
            ],
        ),
        (
            "{vendor: {op: In, value: [15b3]}, serial: {op: NotIn, value: [x]}}",
            [
                "no pci.device with vendor In [15b3] and serial NotIn [x]"
                " @ {vendor: {op: In, value: [15b3]}, serial: {op: NotIn, value: [x]}}",
                "  nearest: 15b3:1017 has no serial, needs NotIn [x], and NFD takes what is absent for no"
                " @ {op: NotIn, value: [x]}",
            ],
        ),
        (
            "{vendor: {op: In, value: [10de]}}",
            [
                "no pci.device with vendor In [10de] @ {vendor: {op: In, value: [10de]}}",
                "  nearest: 8086:1533 has vendor 8086, needs In [10de] @ {op: In, value: [10de]}",
            ],
        ),
        (
            "{vendor: {op: Exists}, device: {op: Lt, value: [x]}}",
            ['8086:1533 has device 1533, and NFD fails there: not a number "x" in {op: "Lt", value: ["x"]}'
             " @ {op: Lt, value: [x]}"],
        ),
    ],
)  # fmt: skip
def test_instances(expressions: str, expected: list[str]) -> None:
    assert told(term("pci.device", expressions)) == expected


def test_no_instances_have_no_nearest() -> None:
    assert told(term("usb.device", GPU)) == [f"no usb.device with vendor In [10de] and class In [0300, 0302] @ {GPU}"]


def test_both_parts_of_a_feature_that_has_elements_and_instances() -> None:
    asked = "{a: {op: In, value: ['3']}, b: {op: Exists}}"
    assert told(term("some.mix", asked)) == [
        f"neither the flags and attributes of some.mix nor one of its instances have what is needed @ {asked}",
        "  some.mix.a is 1, needs In [3] @ {op: In, value: ['3']}",
        "  some.mix.b is absent, needs Exists @ {op: Exists}",
        f"  no some.mix with a In [3] and b Exists @ {asked}",
    ]
    asked = "{a: {op: In, value: ['2']}}"
    assert told(term("some.mix", asked)) == []
    assert told(term("some.mix", asked), met=True) == [f"1 some.mix with a In [2]: x @ {asked}"]


@pytest.mark.parametrize(
    ("feature", "expression", "expected"),
    [
        (
            "kernel.loadedmodule",
            "{op: InRegexp, value: [^mlx]}",
            "no name in kernel.loadedmodule is InRegexp [^mlx] (names: ahci, btrfs, e1000e)",
        ),
        ("usb.device", "{op: Exists}", "no name in usb.device is Exists (there are none)"),
        (
            "kernel.loadedmodule",
            "{op: Gt, value: ['1']}",
            'kernel.loadedmodule has the name ahci, and NFD fails there: not a number "ahci"',
        ),
    ],
)
def test_names(feature: str, expression: str, expected: str) -> None:
    assert told(name(feature, expression)) == [f"{expected} @ {expression}"]


def test_names_are_told_behind_a_term_that_does_not_hold_though_nfd_does_not_ask() -> None:
    first = term("kernel.version", f"{{major: {GT_5}}}")
    module = "- feature: kernel.loadedmodule\n  matchName: "
    unmet = f"kernel.version.major is 4, needs Gt 5 @ {GT_5}"
    assert told(f"{first}{module}{{op: In, value: [nvme]}}\n") == [
        unmet,
        "no name in kernel.loadedmodule is In [nvme] (names: ahci, btrfs, e1000e) @ {op: In, value: [nvme]}",
    ]
    assert told(f"{first}{module}{{op: In, value: [ahci]}}\n") == [unmet]
    assert told(f"{first}{module}{GT_5}\n") == [
        unmet,
        f"no name in kernel.loadedmodule is Gt 5 (names: ahci, btrfs, e1000e) @ {GT_5}",
    ]


FAILING = "{full: {op: Gt, value: ['5'], type: version}}"
FAILS = (
    'kernel.version.full is 5.14.0-503.el9_5, and NFD fails there: not a version "5.14.0-503.el9_5"'
    " @ {op: Gt, value: ['5'], type: version}"
)


@pytest.mark.parametrize(
    ("feature", "expressions", "expected"),
    [
        ("kernel.version", FAILING, FAILS),
        (
            "cpu.cpuid",
            "{NOPE: {op: Is}}",
            'cpu.cpuid.NOPE is absent, and NFD fails there: invalid Op "Is" @ {op: Is}',
        ),
        (
            "kernel.config",
            "{X: }",
            "the expression of kernel.config.X is null, and NFD crashes there: "
            "invalid memory address or nil pointer dereference @ X",
        ),
        (
            "pci.device",
            "{vendor: }",
            "the expression of pci.device.vendor is null, and NFD crashes there: "
            "invalid memory address or nil pointer dereference @ vendor",
        ),
    ],
)
def test_failures(feature: str, expressions: str, expected: str) -> None:
    assert told(term(feature, expressions)) == [expected]


def test_failures_come_first_and_what_nfd_does_not_come_to_does_not_fail() -> None:
    unmet = f"kernel.version.major is 4, needs Gt 5 @ {GT_5}"
    both = term("kernel.version", f"{{major: {GT_5}}}") + term("kernel.version", FAILING).split("\n", 1)[1]
    assert told(both) == [FAILS, unmet]
    assert told(both, fail_fast=True) == [
        unmet,
        "kernel.version.full is 5.14.0-503.el9_5, needs Gt 5 as a version @ {op: Gt, value: ['5'], type: version}",
    ]
    null = term("kernel.version", f"{{major: {GT_5}}}") + term("kernel.config", "{X: }").split("\n", 1)[1]
    assert told(null, fail_fast=True) == [unmet, "the expression of kernel.config.X is null @ X"]


@pytest.mark.parametrize(
    ("templates", "field"),
    [
        ({"varsTemplate": "left"}, "left"),
        ({"labelsTemplate": "right"}, "right"),
        ({"varsTemplate": "left", "labelsTemplate": "right"}, "right"),
        ({"varsTemplate": "left", "labelsTemplate": "a=b"}, "left"),
    ],
)
def test_templates_that_fail(templates: Tree, field: str) -> None:
    """The labels are expanded first."""
    rule = {"matchFeatures": [{"feature": "kernel.version"}], **templates}
    loaded = load(json.dumps({"kind": "NodeFeatureRule", "spec": {"rules": [rule]}}), "rule.yaml")
    assert isinstance(loaded, Document)
    [placed] = independent_rules(loaded) or []
    found = reasons(placed.rule, NODE, loaded.source, placed.path)
    [failure] = execute(placed.rule, NODE, fail_fast=False).failures
    assert f'line "{field}"' in failure.text
    assert list(shown(found, loaded)) == [f'NFD fails on the template: {failure.text} @ "{field}"']


def test_a_rule_that_asks_for_nothing_rests_on_nothing() -> None:
    assert told("vars: {a: b}", met=True) == []


AMD = """
- matchFeatures:
  - feature: cpu.model
    matchExpressions: {vendor_id: {op: In, value: [AMD, Hygon]}}
"""
SVE = """
- matchFeatures:
  - feature: cpu.cpuid
    matchExpressions: {SVE: {op: Exists}, SME: {op: Exists}}
"""
INTEL = AMD.replace("AMD, Hygon", "Intel")
BROKEN = f"""
- matchFeatures:
  - feature: kernel.version
    matchExpressions: {FAILING}
"""


def test_alternatives() -> None:
    amd = "cpu.model.vendor_id is Intel, needs In [AMD, Hygon] @ {op: In, value: [AMD, Hygon]}"
    assert told(f"matchAny:{AMD}") == [amd]
    assert told(f"matchAny:{AMD}{SVE}") == [
        "none of 2 alternatives holds @ - matchFeatures:",
        f"  {amd}",
        "  alternative 2: all of these are needed @ matchFeatures:",
        "    cpu.cpuid.SVE is absent, needs Exists @ {op: Exists}",
        "    cpu.cpuid.SME is absent, needs Exists @ {op: Exists}",
    ]
    assert told(f"matchAny:{AMD}{INTEL}") == []
    assert told(f"matchAny:{AMD}{INTEL}", met=True) == [
        "cpu.model.vendor_id is Intel (needs In [Intel]) @ {op: In, value: [Intel]}"
    ]
    assert told("matchAny: [{matchFeatures: []}]", met=True) == []


def test_an_alternative_that_fails_fails_the_rule_unless_nfd_stops_before() -> None:
    assert told(f"matchAny:{INTEL}{BROKEN}") == [FAILS]
    assert told(f"matchAny:{INTEL}{BROKEN}", fail_fast=True) == []


def test_a_rule_that_matches_says_what_it_rests_on() -> None:
    rule = """
        matchFeatures:
        - feature: kernel.version
          matchExpressions: {major: {op: Lt, value: ['5']}, patch: {op: DoesNotExist}}
        - feature: cpu.cpuid
        - feature: pci.device
          matchExpressions: {vendor: {op: In, value: [15b3]}}
          matchName: {op: InRegexp, value: ['^c', vendor]}
        - feature: usb.device
        - feature: cpu.model
          matchExpressions: {}
    """
    assert told(rule) == []
    assert told(rule, met=True) == [
        "kernel.version.major is 4 (needs Lt 5) @ {op: Lt, value: ['5']}",
        "kernel.version.patch is absent (needs DoesNotExist) @ {op: DoesNotExist}",
        "cpu.cpuid is reported @ cpu.cpuid",
        "2 pci.device with vendor In [15b3]: 15b3:1017, 15b3:1019 @ {vendor: {op: In, value: [15b3]}}",
        "2 names in pci.device are InRegexp [^c, vendor]: class, vendor @ {op: InRegexp, value: ['^c', vendor]}",
        "usb.device is reported @ usb.device",
        "cpu.model is reported, and nothing is asked of it @ {}",
    ]


def test_the_parts_of_a_sentence() -> None:
    loaded, placed = document(term("kernel.version", f"{{major: {GT_5}}}") + term("pci.device", GPU).split("\n", 1)[1])
    one, some = reasons(placed.rule, NODE, loaded.source, placed.path)
    assert (one.subject, one.observed, one.accepted) == ("kernel.version.major", "4", "Gt 5")
    assert (some.subject, some.observed) == ("pci.device", "3 instances")
    assert some.accepted == "one with vendor In [10de] and class In [0300, 0302]"
    assert (one.seen, some.seen) == (None, None)


def test_rules_of_custom_d_point_at_their_short_forms() -> None:
    loaded = load("- name: r\n  matchFeatures:\n  - feature: cpu.cpuid\n    matchExpressions: [SVE]\n", "c.yaml")
    assert isinstance(loaded, Document)
    [placed] = independent_rules(loaded) or []
    found = reasons(placed.rule, NODE, loaded.source, placed.path)
    assert list(shown(found, loaded)) == ["cpu.cpuid.SVE is absent, needs Exists @ [SVE]"]


def test_long_values_and_many_parts_are_cut() -> None:
    long = "x" * 10_000
    node = Features(attributes={"d.f": {"a": long}}, instances={"d.g": tuple({"name": long} for _ in range(1000))})
    values = json.dumps([f"{long}{number}" for number in range(50)])
    expressions = json.dumps({f"{long[:900]}{number}": {"op": "Exists"} for number in range(50)})
    rule = term("d.f", f"{{a: {{op: In, value: {values}}}}}") + f"matchAny:{AMD * 50}"
    rule += f"- matchFeatures:\n  - feature: d.g\n    matchExpressions: {expressions}\n"
    loaded, placed = document(rule)
    found = reasons(placed.rule, node, loaded.source, placed.path)
    assert found[0].message.startswith("d.f.a is xxx")
    assert found[0].message.endswith(" and 42 more]")
    assert found[1].message == "none of 51 alternatives holds"
    assert found[1].children[-1].message == f"and {51 - limits.EXPLAINED_REASONS} more"
    assert max(len(each.message) for each in every(found)) < 1500
    whole = reasons(document(term("d.g", "{name: {op: Exists}}"))[1].rule, node, loaded.source, (), met=True)
    assert whole[0].message.endswith(" and 992 more")


def every(found: tuple[Reason, ...]) -> Iterator[Reason]:
    for each in found:
        yield each
        yield from every(each.children)


@st.composite
def asked(draw: st.DrawFn) -> tuple[Document, Tree]:
    """An image, or an object, with a rule that is drawn for the features of a node."""
    node = draw(strategies.nodes())
    if draw(st.booleans()):
        tree: Tree = {"compatibilities": [{"rules": [draw(strategies.group_rules(node))]}]}
        return _load("ImageSpec", tree), node.features
    return _load("NodeFeatureRule", {"spec": {"rules": [draw(strategies.rules(node))]}}), node.features


def _load(kind: Any, tree: Tree) -> Document:
    loaded = load_as(kind, strategies.as_text(tree), "file.yaml")
    assert isinstance(loaded, Document)
    return loaded


@examples(500)
@given(asked(), st.booleans())
def test_reasons_agree_with_the_evaluation(case: tuple[Document, Tree], fail_fast: bool) -> None:
    """There is a reason unless the rule certainly matches; where NFD may fail, the first says what it may say."""
    loaded, tree = case
    features = of_document(FeatureMaps.model_validate(tree))
    model = loaded.model
    [placed] = image_sets(model, loaded.source)[0] if isinstance(model, ImageSpec) else independent_rules(loaded) or []
    answer = execute(placed.rule, features, fail_fast)
    assume(not answer.more)
    found = reasons(placed.rule, features, loaded.source, placed.path, fail_fast=fail_fast)
    matches = not answer.failures and all(each.matches for each in answer.results)
    event("fails" if answer.fails else "may fail" if answer.failures else "matches" if matches else "does not match")
    assert (found == ()) is matches
    if answer.failures:
        assert any(sentence(each.text) in found[0].message for each in answer.failures)
    else:
        assert not any(" NFD fails " in each.message or " NFD crashes " in each.message for each in every(found))
    with_met = reasons(placed.rule, features, loaded.source, placed.path, met=True, fail_fast=fail_fast)
    assert matches or with_met == found
    whole = loaded.source.span(placed.path)
    for each in (*every(found), *every(with_met)):
        assert each.message
        assert whole.start <= each.span.start <= each.span.end <= whole.end
