"""What explanations say: observed against accepted, down to what decided."""

from pathlib import Path

import pytest

import compatlang
from compatlang.evaluate.report import Reason, RequirementResult

NODE = """\
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeature
metadata:
  name: a
  labels: {nfd.node.kubernetes.io/node-name: a}
spec:
  labels:
    acme.io/driver: "535.104.05"
  features:
    flags:
      kernel.loadedmodule:
        elements: {overlay: {}, ib_uverbs: {}}
    attributes:
      kernel.version:
        elements: {full: 5.4.0-91-generic, major: "5", minor: "4", revision: "0"}
      cpu.model:
        elements: {vendor_id: Intel, family: "6"}
      memory.numa:
        elements: {is_numa: "true", node_count: many}
    instances:
      pci.device:
        elements:
        - attributes: {vendor: 15b3, device: "1017", class: "0200"}
        - attributes: {vendor: 10de, device: "2330", class: "0302"}
        - attributes: {vendor: "8086", device: "0000"}
"""

DECLARATIONS = """\
import pci
let lts = [5.10.*, 5.15.*]
feature acme.driver: version = node.label["acme.io/driver"]
feature acme.other: version = node.label["acme.io/other"]
closed feature acme.shut: string = cpu.model.hypervisor
table needs {
  cuda: version | driver: version
  12.4.*        | >= 550.54.14
  11.8.*        | >= 450.80.02
}
rule at_least(v: version, least: version = 6.1) { v >= least }
rule gpus(n: int) { count pci.device { vendor == pci.nvidia } >= n }
"""


def requirement(text: str, *, met: bool = False) -> RequirementResult:
    policies = compatlang.compile(DECLARATIONS + "policy p {\n" + text + "\n}")
    assert [each.message for each in policies.diagnostics] == []
    (snapshot,) = compatlang.parse_snapshots(NODE, name="a.yaml").snapshots
    report = policies.explain(snapshot) if met else policies.check(snapshot)
    (result,) = report.results[0].requirements
    return result


def lines(reasons: tuple[Reason, ...], indent: str = "") -> list[str]:
    found = []
    for each in reasons:
        found += [indent + each.message, *lines(each.children, indent + "  ")]
    return found


FAILING = [
    ("kernel.version >= 5.10", ["kernel.version is 5.4.0-91-generic, needs >= 5.10"]),
    ("kernel.version in lts", ["kernel.version is 5.4.0-91-generic, needs one of 5.10.*, 5.15.*"]),
    (
        "kernel.version in lts or kernel.version >= 6.8",
        ["kernel.version is 5.4.0-91-generic, needs one of 5.10.*, 5.15.* or >= 6.8"],
    ),
    ('cpu.model.vendor_id == "AMD"', ['cpu.model.vendor_id is Intel, needs "AMD"']),
    ('cpu.model.vendor_id != "Intel"', ['cpu.model.vendor_id is Intel, must not be "Intel"']),
    ("kernel.version not in 5.4.*", ["kernel.version is 5.4.0-91-generic, must not be 5.4.*"]),
    ("not kernel.version >= 5.0", ["kernel.version is 5.4.0-91-generic, needs < 5.0"]),
    ("kernel.version not in 5.0 .. 6.0", ["kernel.version is 5.4.0-91-generic, must not be in 5.0 .. 6.0"]),
    ("cpu.model.id == 1", ["cpu.model.id is absent, needs 1"]),
    ("cpu.model.id is present", ["cpu.model.id is absent, needs to be present"]),
    ("cpu.model.family is missing", ["cpu.model.family is 6, needs to be missing"]),
    ("memory.numa.node_count >= 2", ['memory.numa.node_count is "many", which is no int, needs >= 2']),
    ("memory.swap.enabled == false", ["memory.swap.enabled is not known (`memory.swap` is not reported), needs false"]),
    ("memory.swap is reported", ["memory.swap is not reported, needs to be reported"]),
    ('cpu.model.vendor_id like "A*"', ['cpu.model.vendor_id is Intel, needs to be like "A*"']),
    ('not cpu.model.vendor_id matches "^I"', ['cpu.model.vendor_id is Intel, must not match "^I"']),
    ('kernel.loadedmodule has "nvidia_fs"', ["kernel.loadedmodule has no nvidia_fs"]),
    ('kernel.loadedmodule has ["overlay", "a", "b"]', ["kernel.loadedmodule has no a and no b"]),
    ('not kernel.loadedmodule has "overlay"', ["kernel.loadedmodule has overlay, must not"]),
    ('cpu.cpuid has any ["A", "B"]', ["cpu.cpuid is not reported, needs any of A, B"]),
    (
        'node.label["acme.io/other"] == "x"',
        ['node.label["acme.io/other"] is not known (`node.label` is only partly known), needs "x"'],
    ),
    ("acme.driver >= 550", ["acme.driver is 535.104.05, needs >= 550"]),
    ("acme.other >= 550", ["acme.other is not known (`node.label` is only partly known), needs >= 550"]),
    ('acme.shut == "kvm"', ['acme.shut is absent, needs "kvm"']),
    ("kernel.version >= acme.driver", ["kernel.version is 5.4.0-91-generic, needs >= acme.driver, which is 535.104.05"]),
    ("at_least(acme.driver, 550)", ["acme.driver is 535.104.05, needs >= 550"]),
    ("at_least(kernel.version)", ["kernel.version is 5.4.0-91-generic, needs >= 6.1"]),
    ("gpus(2)", ["1 pci.device with vendor 0x10de, needs >= 2"]),
    (
        "needs(cuda: 12.4, driver: acme.driver)",
        ["acme.driver is 535.104.05, needs >= 550.54.14", "  table needs, row cuda 12.4.*"],
    ),
    (
        "needs(cuda: 9.0, driver: acme.driver)",
        ["table needs has no row for cuda 9.0, driver 535.104.05", "  nearest row: cuda 11.8.*, driver >= 450.80.02"],
    ),
    ("not needs(cuda: 11.8, driver: acme.driver)", [
        "table needs has a row for cuda 11.8, driver 535.104.05",
        "  row cuda 11.8.*, driver >= 450.80.02",
    ]),
    (
        "any of { needs(cuda: 12.4, driver: acme.driver); all of { not needs(cuda: 12.4); acme.driver >= 1 } }",
        ["acme.driver is 535.104.05, needs >= 550.54.14", "  table needs, row cuda 12.4.*"],
    ),
    (
        "any of { needs(cuda: kernel.version); kernel.version >= 6.1 }",
        [
            "none of these holds",
            "  table needs has no row for cuda 5.4.0-91-generic",
            "    nearest row: cuda 12.4.*",
            "    nearest row: cuda 11.8.*",
            "  kernel.version is 5.4.0-91-generic, needs >= 6.1",
        ],
    ),
    (
        "any pci.device { vendor == pci.mellanox; class == 0x0207 }",
        ["no pci.device with vendor 0x15b3 and class 0x0207", "  nearest: 15b3:1017 has class 0200, needs 0x0207"],
    ),
    (
        "any pci.device { vendor == pci.intel; class == 0x0b40 }",
        ["no pci.device with vendor 0x8086 and class 0x0b40", "  nearest: 8086:0000 has no class, needs 0x0b40"],
    ),
    (
        "none pci.device { vendor == pci.nvidia }",
        ["1 pci.device with vendor 0x10de, needs none", "  the first: 10de:2330"],
    ),
    (
        "all pci.device { class is present }",
        ["1 pci.device without class is present, needs all", "  the first: 8086:0000 has no class, needs to be present"],
    ),
    (
        'any network.device { operstate == "up" }',
        ['network.device is not reported, needs one with operstate "up"'],
    ),
    (
        'any of { kernel.version >= 6.1; all of { kernel.version >= 5.10; kernel.loadedmodule has "x" } }',
        [
            "none of these holds",
            "  kernel.version is 5.4.0-91-generic, needs >= 6.1",
            "  all of these are needed",
            "    kernel.version is 5.4.0-91-generic, needs >= 5.10",
            "    kernel.loadedmodule has no x",
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "expected"), FAILING, ids=[condition for condition, _ in FAILING])
def test_a_requirement_that_is_not_met_says_why(condition: str, expected: list[str]) -> None:
    assert lines(requirement(f"require r: {condition}").reasons) == expected


MET = [
    ("require r: kernel.version >= 5.4", ["kernel.version is 5.4.0-91-generic (needs >= 5.4)"]),
    ("forbid r: kernel.version >= 6.1", ["kernel.version is 5.4.0-91-generic (needs < 6.1)"]),
    ('require r: kernel.loadedmodule has any ["x", "overlay"]', ["kernel.loadedmodule has overlay"]),
    ('forbid r: kernel.loadedmodule has "nouveau"', ["kernel.loadedmodule has no nouveau"]),
    ("require r: cpu.model.id is missing", ["cpu.model.id is absent (needs to be missing)"]),
    ("require r: kernel.version is reported", ["kernel.version is reported"]),
    ("require r: true", ["`true` always holds"]),
    ("require r: any pci.device { vendor == pci.nvidia }", ["1 pci.device with vendor 0x10de: 10de:2330"]),
    ("require r: none pci.device { vendor == pci.amazon }", ["no pci.device with vendor 0x1d0f"]),
    ("require r: all pci.device { vendor is present }", ["all 3 pci.device with vendor is present"]),
    ("require r: gpus(1)", ["1 pci.device with vendor 0x10de (needs >= 1)"]),
    (
        "require r: needs(cuda: 11.8, driver: acme.driver)",
        ["acme.driver is 535.104.05 (table needs, row cuda 11.8.*, driver >= 450.80.02)"],
    ),
    (
        'require r: cpu.model.vendor_id == "AMD" or kernel.version >= 5',
        ["kernel.version is 5.4.0-91-generic (needs >= 5)"],
    ),
    (
        'when cpu.model.vendor_id == "AMD" { require r: kernel.version >= 6 }',
        ['`when cpu.model.vendor_id == "AMD"` does not apply', '  cpu.model.vendor_id is Intel (must not be "AMD")'],
    ),
]


@pytest.mark.parametrize(("statement", "expected"), MET, ids=[statement for statement, _ in MET])
def test_a_requirement_that_is_met_says_what_it_rests_on(statement: str, expected: list[str]) -> None:
    assert requirement(statement).reasons == ()
    assert lines(requirement(statement, met=True).reasons) == expected


def test_a_guard_that_is_not_known_is_explained() -> None:
    result = requirement("when memory.swap.enabled { require r: kernel.version >= 6.1 }")
    assert lines(result.reasons) == [
        "kernel.version is 5.4.0-91-generic, needs >= 6.1",
        "it is not known whether `when memory.swap.enabled == true` applies",
        "  memory.swap.enabled is not known (`memory.swap` is not reported), needs true",
    ]


def test_because_and_fix_are_carried() -> None:
    result = requirement('require r: kernel.version >= 6.1\n because "why"\n fix "how"')
    assert (result.because, result.fix) == ("why", "how")


@pytest.mark.parametrize(
    ("condition", "line"),
    [
        ("kernel.version >= 6.1", "elements: {full: 5.4.0-91-generic"),
        ("acme.driver >= 550", 'acme.io/driver: "535.104.05"'),
        ('not kernel.loadedmodule has "overlay"', "overlay: {}"),
        ("any pci.device { vendor == pci.mellanox; class == 0x0207 }", "vendor: 15b3"),
    ],
)
def test_a_reason_points_at_the_snapshot(condition: str, line: str) -> None:
    result = requirement(f"require r: {condition}")
    reading = compatlang.parse_snapshots(NODE, name="a.yaml")
    (reason,) = result.reasons
    seen = reason.seen or reason.children[0].seen
    assert seen is not None
    assert line in reading.files["a.yaml"].line_text(reading.files["a.yaml"].position(seen.start).line)


def test_a_reason_points_at_the_policy(tmp_path: Path) -> None:
    policy = tmp_path / "p.compat"
    policy.write_text("policy p {\n  require r {\n    kernel.version >= 5\n    kernel.version >= 6.1\n  }\n}\n")
    policies = compatlang.compile_file(policy)
    (snapshot,) = compatlang.parse_snapshots(NODE).snapshots
    (reason,) = policies.check(snapshot).results[0].requirements[0].reasons
    source = policies.sources[reason.span.file]
    assert source.position(reason.span.start) == (4, 5)
    assert source.slice(reason.span) == "kernel.version >= 6.1"


def test_very_many_reasons_are_counted() -> None:
    flags = " or ".join(f'kernel.loadedmodule has "m{number}"' for number in range(40))
    found = lines(requirement(f"require r: {flags}").reasons)
    assert len(found) == 22
    assert found[-1] == "  and 20 more"


def test_rules_that_ask_twice_are_explained_once() -> None:
    chain = "".join(f"rule r{number} {{ r{number - 1}() and r{number - 1}() }}\n" for number in range(1, 17))
    text = f'rule r0 {{ cpu.cpuid has "A" }}\n{chain}policy p {{ require r: r16(); forbid f: not r16() }}'
    (snapshot,) = compatlang.parse_snapshots(NODE.replace("kernel.loadedmodule", "cpu.cpuid")).snapshots
    result = compatlang.compile(text).explain(snapshot).results[0]
    assert [lines(each.reasons) for each in result.requirements] == [["cpu.cpuid has no A"]] * 2
