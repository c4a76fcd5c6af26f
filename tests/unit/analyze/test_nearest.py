"""The nearest fix: what it proposes, and in which words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import compatlang
from compatlang.analyze.nearest import Nearest, Question, nearest
from compatlang.analyze.nearest.kinds import Kind, kind_of, kind_of_instances
from compatlang.schema.catalog import BASE
from compatlang.snapshot import EMPTY, Instance, Section, Snapshot

EXAMPLES = Path(__file__).resolve().parents[3] / "policies" / "examples"

DRIVER = """
feature gpu.driver: version =
  node.label["driver.full"] ?? version(node.label["driver.major"], node.label["driver.minor"], node.label["driver.rev"])
"""


def attributes(**texts: str) -> Section:
    return Section(attributes=texts)


def labels(texts: dict[str, str]) -> Section:
    return Section(attributes=texts)


def flags(*names: str) -> Section:
    return Section(flags=frozenset(names))


def devices(*those: Instance) -> Section:
    return Section(instances=those)


def asked(body: str, sections: dict[str, Section], before: str = "", budget: int = 500) -> Nearest:
    """What is nearest of a policy with these statements, on a node with these sections."""
    policies = compatlang.compile(f"{before}\npolicy p {{\n{body}\n}}")
    assert not policies.failed, policies.diagnostics
    ((identifier, arguments),) = policies.selected.items()
    domains = BASE.extended(list(policies.program.domains.values()), []).domains
    snapshot = Snapshot("node", sections)
    return nearest(Question(policies.program, identifier, arguments, frozenset(), snapshot, domains), budget)


def texts(found: Nearest) -> list[str]:
    return [each.text for each in found.fixes]


def test_nothing_is_to_be_done_on_a_compatible_node() -> None:
    assert asked("require a: kernel.version >= 5", {"kernel.version": attributes(full="6.1")}) == Nearest("compatible")


@pytest.mark.parametrize(
    ("body", "sections", "outcome", "expected"),
    [
        (
            "require a: kernel.version >= 5.15",
            {"kernel.version": attributes(full="5.4.0-1")},
            "fix",
            "upgrade kernel.version from 5.4.0-1 to 5.15 or newer",
        ),
        (
            "require a: kernel.version in [5.10.*, 5.15.*]",
            {"kernel.version": attributes(full="5.12.3")},
            "fix",
            "upgrade kernel.version from 5.12.3 to 5.15 (accepted: 5.15.*)",
        ),
        (
            "require a: kernel.version < 5.10",
            {"kernel.version": attributes(full="6.1")},
            "fix",
            "downgrade kernel.version from 6.1 to 5.9 or older",
        ),
        (
            'require a: kernel.loadedmodule has "ib_uverbs"',
            {"kernel.loadedmodule": flags()},
            "fix",
            "load kernel module ib_uverbs",
        ),
        (
            'forbid a: kernel.loadedmodule has "nouveau"',
            {"kernel.loadedmodule": flags("nouveau")},
            "fix",
            "unload kernel module nouveau",
        ),
        (
            'require a: node.label["zone"] == "b"',
            {"node.label": labels({"zone": "a"})},
            "fix",
            'change node.label.zone from a to "b"',
        ),
        ("forbid a: node.label.old is present", {"node.label": labels({"old": "1"})}, "fix", "remove node.label.old"),
        (
            'require a: kernel.config.BPF == "y"',
            {"kernel.config": attributes()},
            "fix",
            "boot a kernel that is built with CONFIG_BPF=y",
        ),
        (
            "require a: host.library[\"libcuda.so.1\"] >= 550",
            {"host.library": attributes()},
            "fix",
            'install host.library["libcuda.so.1"] 550 or newer',
        ),
        (
            "require a: cpu.security.sgx.enabled",
            {"cpu.security": attributes()},
            "fix",
            "set cpu.security.sgx.enabled to true, in the firmware",
        ),
        (
            'require a: any network.device { operstate == "up" }',
            {"network.device": devices({"name": "eth0", "operstate": "down"})},
            "fix",
            'change operstate of network.device eth0 from down to "up"',
        ),
        ('require a: cpu.cpuid has "AVX512F"', {"cpu.cpuid": flags()}, "hardware", "a processor with AVX512F"),
        (
            "require a: memory.numa.node_count >= 2",
            {"memory.numa": attributes(node_count="1")},
            "hardware",
            "a machine with memory.numa.node_count 2 or more, not 1",
        ),
        (
            "require a: count pci.device { vendor == 0x10de; class == 0x0302 } >= 2",
            {"pci.device": devices({"vendor": "10de", "class": "0302"})},
            "hardware",
            "a machine with one more pci.device, such as with vendor 0x10de and class 0x0302",
        ),
        (
            "forbid a: any pci.device { vendor == 0x10de }",
            {"pci.device": devices({"vendor": "10de", "device": "2330"})},
            "hardware",
            "a machine without pci.device 10de:2330",
        ),
        (
            "require a: kernel.version >= 5",
            {},
            "report",
            "report kernel.version, which has to be 5 or newer",
        ),
        ('require a: kernel.loadedmodule has "x"', {}, "report", "report kernel.loadedmodule, which has to have x"),
        ('forbid a: kernel.loadedmodule has "x"', {}, "report", "report kernel.loadedmodule"),
    ],
)  # fmt: skip
def test_one_change_in_words(body: str, sections: dict[str, Section], outcome: str, expected: str) -> None:
    found = asked(body, sections)
    assert (found.outcome, texts(found)) == (outcome, [expected])


def test_of_a_declared_feature_the_source_in_force_is_changed() -> None:
    parts = {"driver.major": "525", "driver.minor": "60", "driver.rev": "13"}
    found = asked("require a: gpu.driver >= 550.54.14", {"node.label": labels(parts)}, DRIVER)
    assert (found.outcome, texts(found)) == ("fix", ["upgrade gpu.driver from 525.60.13 to 550.54.14 or newer"])
    assert (found.fixes[0].before, found.fixes[0].after) == ("525.60.13", "550.54.14")


def test_a_feature_that_nothing_publishes_has_to_be_reported() -> None:
    found = asked("require a: gpu.driver >= 550.54.14", {"node.label": labels({})}, DRIVER)
    assert (found.outcome, texts(found)) == ("report", ["report gpu.driver, which has to be 550.54.14 or newer"])


def test_a_range_ends_where_another_requirement_ends_it() -> None:
    body = "require low: kernel.version >= 5.15\nforbid broken: kernel.version >= 6.8"
    found = asked(body, {"kernel.version": attributes(full="5.4")})
    assert texts(found) == ["upgrade kernel.version from 5.4 to 5.15 (accepted: 5.15 ..< 6.8)"]


def test_the_text_that_a_forbid_leaves_out_is_not_proposed() -> None:
    body = "require low: kernel.version >= 5.15\nforbid broken: kernel.version in 5.15.*"
    found = asked(body, {"kernel.version": attributes(full="5.4")})
    assert texts(found) == ["upgrade kernel.version from 5.4 to 5.16 or newer"]


def test_one_feature_that_two_requirements_read_is_changed_once() -> None:
    body = "require a: kernel.version >= 5.15\nrequire b: kernel.version >= 6.1"
    assert texts(asked(body, {"kernel.version": attributes(full="5.4")})) == [
        "upgrade kernel.version from 5.4 to 6.1 or newer"
    ]


def test_one_device_may_be_what_two_requirements_ask_for() -> None:
    body = "require a: any pci.device { vendor == 0x10de }\nrequire b: any pci.device { class == 0x0302 }"
    assert texts(asked(body, {"pci.device": devices()})) == [
        "a machine with one more pci.device, such as with vendor 0x10de and class 0x0302"
    ]


def test_the_lighter_of_two_alternatives_is_taken() -> None:
    sections = {"kernel.version": attributes(full="5.4"), "kernel.loadedmodule": flags()}
    body = 'require a: kernel.version >= 6.1 or kernel.loadedmodule has "backport"'
    assert texts(asked(body, sections)) == ["load kernel module backport"]


def test_many_light_changes_go_before_a_grave_one() -> None:
    sections = {"kernel.version": attributes(full="5.4"), "kernel.loadedmodule": flags()}
    body = 'require a: kernel.version >= 6.1 or kernel.loadedmodule has ["a", "b", "c"]'
    assert texts(asked(body, sections)) == ["load kernel module a", "load kernel module b", "load kernel module c"]


def test_of_profiles_the_nearest_is_made_to_hold_and_named() -> None:
    body = """profile new weight 9 { require k: kernel.version >= 6.1 }
    profile old weight 1 { require m: kernel.loadedmodule has "m" }"""
    found = asked(body, {"kernel.version": attributes(full="5.4"), "kernel.loadedmodule": flags()})
    assert [(each.requirement, each.text) for each in found.fixes] == [("old/m", "load kernel module m")]


def test_a_comparison_of_two_features_changes_either() -> None:
    sections = {"host.driver": attributes(nvidia="550.1"), "host.library": labels({"libcuda.so.1": "535.2"})}
    found = asked('require a: host.library["libcuda.so.1"] == host.driver.nvidia', sections)
    assert found.outcome == "fix"
    assert texts(found) == ['upgrade host.library["libcuda.so.1"] from 535.2 to 550.1']


def test_an_alternative_for_nodes_that_report_more_is_left_alone() -> None:
    body = """require a {
      any of {
        all of { host.driver is reported; host.driver.nvidia >= 550 }
        all of { not host.driver is reported; gpu.driver >= 550 }
      }
    }"""
    found = asked(body, {"node.label": labels({"driver.full": "525"})}, DRIVER)
    assert texts(found) == ["upgrade gpu.driver from 525 to 550 or newer"]


@pytest.mark.parametrize(
    ("body", "blocked"),
    [
        ("require a: false", ("a",)),
        ('require a: kernel.loadedmodule has "x"\nforbid b: kernel.loadedmodule has "x"', ("b",)),
    ],
)
def test_none_exists_where_requirements_exclude_each_other(body: str, blocked: tuple[str, ...]) -> None:
    found = asked(body, {"kernel.loadedmodule": flags()})
    assert (found.outcome, found.fixes, found.blocked) == ("none", (), blocked)


def test_a_search_that_is_given_up_says_so() -> None:
    body = "\n".join(f'require r{number}: kernel.loadedmodule has "m{number}"' for number in range(5))
    assert asked(body, {"kernel.loadedmodule": flags()}, budget=3).outcome == "unsettled"
    assert asked(body, {"kernel.loadedmodule": flags()}, budget=50).outcome == "fix"


def test_many_requirements_with_alternatives_are_met_within_the_budget() -> None:
    names = [(f"a{number}", f"b{number}", f"c{number}") for number in range(20)]
    body = "\n".join(
        f"require r{each[0]}: " + " or ".join(f'kernel.loadedmodule has "{name}"' for name in each) for each in names
    )
    found = asked(body, {"kernel.loadedmodule": flags()})
    assert texts(found) == [f"load kernel module a{number}" for number in range(20)]


def test_every_domain_of_the_catalog_has_a_kind() -> None:
    for domain in BASE.domains.values():
        assert kind_of(domain, next(iter(domain.elements), "name")) in Kind
    assert kind_of(BASE.domains["cpu.cpuid"], "AVX2") is Kind.HARDWARE
    assert kind_of(BASE.domains["node.label"], "nvidia.com/gpu.product") is Kind.HARDWARE
    assert kind_of(BASE.domains["node.label"], "nvidia.com/cuda.driver.major") is Kind.SOFTWARE
    assert kind_of(BASE.domains["node.label"], "team") is Kind.SETTING
    assert kind_of_instances(BASE.domains["pci.device"]) is Kind.HARDWARE
    assert kind_of_instances(BASE.domains["network.virtual"]) is Kind.SETTING


def test_nothing_known_of_a_node_asks_for_reports() -> None:
    found = asked("require a: kernel.version >= 5\nrequire b: memory.swap.enabled == false", dict(EMPTY.sections))
    assert found.outcome == "report"


def test_what_is_said_of_the_worked_examples(golden: Callable[[str, str], None]) -> None:
    lines: list[str] = []
    for folder in sorted(EXAMPLES.iterdir()):
        (policy,) = (each for each in folder.glob("*.compat") if each.name != "site.compat")
        policies = compatlang.compile_file(policy)
        domains = BASE.extended(list(policies.program.domains.values()), []).domains
        ((identifier, arguments),) = policies.selected.items()
        for snapshot in compatlang.read_snapshots(folder / "snapshots").snapshots:
            found = nearest(Question(policies.program, identifier, arguments, frozenset(), snapshot, domains))
            if found.outcome != "compatible":
                lines += ["", f"{folder.name}, {snapshot.node}: {found.outcome}"]
                lines += [f"  {each.requirement}: {each.text}" for each in found.fixes]
    golden("nearest-examples.txt", "\n".join(lines[1:]) + "\n")


def test_a_number_of_devices_that_no_node_has_is_not_tried() -> None:
    body = 'require many: count network.device { operstate == "up" } == 9223372036854775807'
    assert asked(body, {"network.device": devices()}).fixes == ()
    assert asked(body, {}).fixes == ()
