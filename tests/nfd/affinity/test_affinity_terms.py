"""Single constructs as terms of node affinity, and what is refused, with the characters that it points at."""

from __future__ import annotations

from typing import Any

import pytest

from compatlang import compile as compile_policies
from compatlang.nfd.affinity import Affinity, export
from compatlang.nfd.go.names import qualified_name

DECLARED = """feature acme.gpus: int = node.label["acme.example/gpus"]
feature acme.driver: version = node.label["acme.example/driver"]
"""
NFD = "feature.node.kubernetes.io"
NO_LABEL = "no label that NFD publishes by default says exactly this"


def exported(body: str, *, publish: bool = False) -> tuple[Affinity, str]:
    text = f"{DECLARED}policy main {{\n{body}\n}}\n"
    policies = compile_policies(text)
    assert policies.diagnostics == ()
    (identifier,) = policies.program.roots
    return export(policies.program, identifier, (), publish=publish), text


def shown(term: Any) -> list[str]:
    """A term, one expression a line."""
    return [" ".join([each["key"], each["operator"], *each.get("values", [])]) for each in term["matchExpressions"]]


def required(condition: str) -> list[list[str]] | None:
    """The required terms of a condition; None where every node will do."""
    made, _ = exported(f"require it: {condition}")
    assert made.diagnostics == ()
    return required_of(made)


def required_of(made: Affinity) -> list[list[str]] | None:
    """The required terms; None where every node will do."""
    node: Any = made.affinity["affinity"]
    terms = node["nodeAffinity"].get("requiredDuringSchedulingIgnoredDuringExecution")
    return None if terms is None else [shown(each) for each in terms["nodeSelectorTerms"]]


def preferred(body: str) -> list[tuple[int, list[str]]]:
    made, _ = exported(body)
    assert made.diagnostics == ()
    node: Any = made.affinity["affinity"]
    return [
        (each["weight"], shown(each["preference"]))
        for each in node["nodeAffinity"].get("preferredDuringSchedulingIgnoredDuringExecution", [])
    ]


@pytest.mark.parametrize(
    ("condition", "terms"),
    [
        ('node.label["a"] == "x"', [["a In x"]]),
        ('node.label["a"] in ["y", "x"]', [["a In x y"]]),
        ('node.label["a"] != "x"', [["a NotIn x"]]),
        ('node.label["a"] not in ["x"] and node.label["a"] != "y"', [["a NotIn x y"]]),
        ('node.label["a"] is present', [["a Exists"]]),
        ('node.label["a"] is missing', [["a DoesNotExist"]]),
        ('node.label["a"] is present and node.label["a"] != "x"', [["a Exists", "a NotIn x"]]),
        ("acme.gpus >= 8", [["acme.example/gpus Gt 7"]]),
        ("acme.gpus < 8", [["acme.example/gpus Lt 8"]]),
        ("acme.gpus == 8", [["acme.example/gpus Gt 7", "acme.example/gpus Lt 9"]]),
        ("acme.gpus >= 0", [["acme.example/gpus Lt 1"], ["acme.example/gpus Gt 0"]]),
        ('node.label["a"] == "x" or node.label["b"] == "x"', [["a In x"], ["b In x"]]),
        ('node.label["a"] == "x" and node.label["b"] == "x"', [["a In x", "b In x"]]),
        ('cpu.cpuid has "AVX2"', [[f"{NFD}/cpu-cpuid.AVX2 In true"]]),
        ("kernel.version.major >= 6", [[f"{NFD}/kernel-version.major Gt 5"]]),
        ('node.info.architecture == "arm64"', [["kubernetes.io/arch In arm64"]]),
        ("any pci.device { vendor == 0x10de; class == 0x0302 }", [[f"{NFD}/pci-0302_10de.present In true"]]),
        ("any storage.block { rotational == 0 }", [[f"{NFD}/storage-nonrotationaldisk In true"]]),
        ("memory.swap.enabled", [[f"{NFD}/memory-swap In true"]]),
        ("node.label is reported", None),
        ("true", None),
        (
            "not node.label is reported",
            [["kubernetes.io/hostname Exists", "kubernetes.io/hostname DoesNotExist"]],
        ),
        ("false", [["kubernetes.io/hostname Exists", "kubernetes.io/hostname DoesNotExist"]]),
        (
            'node.label["a"] == "no label at all"',
            [["kubernetes.io/hostname Exists", "kubernetes.io/hostname DoesNotExist"]],
        ),
    ],
)
def test_a_condition_becomes_terms(condition: str, terms: list[list[str]] | None) -> None:
    assert required(condition) == terms


def test_the_weight_of_a_preference_is_added_once() -> None:
    body = 'prefer it weight 20: node.label["a"] == "x" or node.label["b"] == "y"'
    assert preferred(body) == [(20, ["a In x"]), (20, ["b In y", "a NotIn x"])]


def test_only_the_heaviest_profile_that_holds_has_its_weight() -> None:
    body = """profile slow weight 1 { require it: node.label["b"] is present }
    profile fast weight 100 { require it: node.label["a"] is present }
    profile none weight 0 { }"""
    assert preferred(body) == [(100, ["a Exists"]), (1, ["b Exists", "a DoesNotExist"])]


def test_a_profile_that_is_heavier_than_a_term_can_be_has_several() -> None:
    """Weights of a thousand and of five hundred stay so far apart, and from preferences."""
    body = """profile slow weight 200 { require it: node.label["b"] is present }
    profile fast weight 250 { require it: node.label["a"] is present }
    prefer it weight 7: node.label["c"] is present"""
    fast, slow = ["a Exists"], ["b Exists", "a DoesNotExist"]
    assert preferred(body) == [(7, ["c Exists"]), (100, fast), (100, fast), (50, fast), (100, slow), (100, slow)]


def test_a_profile_that_every_node_has_needs_no_terms_however_heavy_it_is() -> None:
    assert preferred("profile all weight 1000000 { }") == []


@pytest.mark.parametrize(("weight", "terms"), [(6_500, 65), (1_000_000, 10_000)])
def test_a_profile_that_would_take_too_many_terms_is_refused(weight: int, terms: int) -> None:
    profile = f'profile fast weight {weight} {{ require it: node.label["a"] is present }}'
    made, text = exported(profile)
    (found,) = made.diagnostics
    takes = f"a weight of {weight} takes {terms} preferred terms"
    assert found.message == f"{takes}, each of 100 at most, and 64 are allowed"
    assert text[found.span.start : found.span.end].startswith("profile fast")


def test_preferences_of_profiles_are_bounded_with_the_terms_of_the_profile() -> None:
    """Nine terms of the profile, each with nine of the preference."""
    nine = " or ".join(f'node.label["{{0}}{each}"] == "x"' for each in range(9))
    own = f"prefer own weight 5: {nine.format('b')}"
    made, text = exported(f"profile p weight 1 {{ require it: {nine.format('a')}\n{own} }}")
    (found,) = made.diagnostics
    assert found.message == "node affinity would need more than 64 terms"
    assert text[found.span.start : found.span.end].startswith("prefer own")


@pytest.mark.parametrize(
    ("condition", "message", "place"),
    [
        ("kernel.version >= 5.15", NO_LABEL, "kernel.version >= 5.15"),
        ('cpu.cpuid has "SSE42"', NO_LABEL, 'cpu.cpuid has "SSE42"'),
        ('not cpu.cpuid has "AVX2"', NO_LABEL, 'cpu.cpuid has "AVX2"'),
        ("memory.swap.enabled == false", NO_LABEL, "memory.swap.enabled == false"),
        ("not pci.device is reported", NO_LABEL, "pci.device is reported"),
        ("not node.info is reported", "no label says exactly this", "node.info is reported"),
        ('kernel.config.PREEMPT == "y"', NO_LABEL, 'kernel.config.PREEMPT == "y"'),
        ("any pci.device { vendor == 0x10de }", NO_LABEL, "any pci.device { vendor == 0x10de }"),
        (
            "any pci.device { vendor == 0x15b3; class == 0x0207 }",
            NO_LABEL,
            "any pci.device { vendor == 0x15b3; class == 0x0207 }",
        ),
        (
            'node.label["a"] like "x*"',
            "a node selector compares labels as whole texts and as integers only",
            'node.label["a"] like "x*"',
        ),
        (
            "acme.driver >= 550",
            "a node selector compares labels as whole texts and as integers only",
            "acme.driver >= 550",
        ),
        (
            "count pci.device { vendor == 0x10de } >= 2",
            NO_LABEL,
            "count pci.device { vendor == 0x10de }",
        ),
    ],
)
def test_a_construct_is_refused_where_it_stands(condition: str, message: str, place: str) -> None:
    made, text = exported(f"require it: {condition}")
    places = [(each.message, text[each.span.start : each.span.end]) for each in made.diagnostics]
    assert [each for each, _ in places] == [message]
    assert place.endswith(places[0][1])


def test_terms_are_bounded() -> None:
    condition = " and ".join(f'(node.label["a{each}"] == "x" or node.label["b{each}"] == "x")' for each in range(7))
    made, _ = exported(f"require it: {condition}")
    assert [each.message for each in made.diagnostics] == ["node affinity would need more than 64 terms"]


def test_a_number_is_asked_for_behind_what_can_be_taken_from_it() -> None:
    """`Gt` and `Lt` have no opposite, so what comes behind them could not leave out what they admit."""
    body = 'prefer it weight 2: acme.gpus >= 8 or node.label["a"] == "x"'
    assert preferred(body) == [(2, ["a In x"]), (2, ["acme.example/gpus Gt 7", "a NotIn x"])]


def test_weights_that_would_add_up_are_refused() -> None:
    made, _ = exported("prefer it weight 2: acme.gpus >= 8 or kernel.version.major >= 6")
    assert [each.message for each in made.diagnostics] == [
        "several alternatives of this may hold, and node affinity would add up their weights"
    ]


def test_what_no_label_says_is_published_as_a_whole() -> None:
    body = 'require it: memory.swap.enabled == false and cpu.cpuid has "AVX2"\nrequire gpu: cpu.cpuid has "AVX2"'
    made, _ = exported(body, publish=True)
    assert made.diagnostics == ()
    text = made.rules_yaml()
    assert [each.rpartition(".")[0] for each in labels(made)] == ["main.it"]
    assert "main.gpu" not in text


def test_what_labels_of_kubernetes_say_is_not_published_with_the_rest() -> None:
    made, _ = exported('require it: node.label["a"] == "x" or memory.swap.enabled == false', publish=True)
    assert "# part of require it: " in made.rules_yaml()
    assert '"a"' in made.yaml()
    assert '"a"' not in made.rules_yaml()


def test_what_nfd_cannot_say_either_is_refused() -> None:
    made, _ = exported("require it: kernel.version.major == kernel.version.minor", publish=True)
    assert [each.message for each in made.diagnostics] == ["NFD cannot compare two features with each other"]
    assert (made.affinity, made.rules) == ({}, {})


def labels(made: Affinity) -> list[str]:
    """The labels that are published, without their prefix."""
    rules: Any = made.rules
    found = [key for each in rules["spec"]["rules"] for key in getattr(each, "node", each)["labels"]]
    return [each.removeprefix("compatlang.feature.node.kubernetes.io/") for each in found]


def test_a_label_is_named_after_its_requirement_and_a_digest_of_what_it_says() -> None:
    made, _ = exported("require swapless: memory.swap.enabled == false", publish=True)
    changed, _ = exported("require swapless: memory.numa.node_count > 1", publish=True)
    again, _ = exported('require swapless: memory.swap.enabled == false because "it stalls"', publish=True)
    assert labels(made) == labels(again) == ["main.swapless.1b2cd8d2"]
    assert labels(changed) != labels(made)


def test_a_label_of_a_long_name_is_shortened_and_the_digest_tells_it_from_others() -> None:
    name = "x" * 70
    asked = f"require {name}a: memory.swap.enabled == false\nrequire {name}b: memory.numa.is_numa == false"
    made, _ = exported(asked, publish=True)
    assert made.diagnostics == ()
    assert [len(each) for each in labels(made)] == [63, 63]
    assert len(set(labels(made))) == 2


@pytest.mark.parametrize(
    ("policy", "requirement", "name"), [("_main", "_it", "main._it"), ("_main_", "it", "main_.it"), ("_", "_", "")]
)
def test_a_label_begins_as_labels_have_to(policy: str, requirement: str, name: str) -> None:
    policies = compile_policies(f"policy {policy} {{ require {requirement}: memory.swap.enabled == false }}")
    (identifier,) = policies.program.roots
    (made,) = labels(export(policies.program, identifier, (), publish=True))
    assert not qualified_name(made)
    assert made.rpartition(".")[0] == name


def test_that_a_feature_is_missing_is_published_as_a_text_of_its_own() -> None:
    """One rule says that it is missing, and the next one takes that back: without either there is no label."""
    made, _ = exported("require it: not pci.device is reported", publish=True)
    assert labels(made)[0] == labels(made)[1]
    assert required_of(made) == [[f"compatlang.feature.node.kubernetes.io/{labels(made)[0]} In false"]]
    assert "# whether pci.device is reported" in made.rules_yaml()


def test_a_name_that_no_object_can_have_is_refused() -> None:
    text = f"policy {'p' * 250} {{ require it: memory.swap.enabled == false }}"
    policies = compile_policies(text)
    (identifier,) = policies.program.roots
    (found,) = export(policies.program, identifier, (), publish=True).diagnostics
    assert found.message.startswith("Kubernetes takes no name of a policy that is so long")
    assert export(policies.program, identifier, ()).diagnostics[0].message == NO_LABEL
