"""Every form in which a snapshot may come, and that YAML and JSON say the same."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import yaml

from compatlang.snapshot import Reading, Section, Snapshot, read
from compatlang.source import SourceFile

FEATURE = """\
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeature
metadata:
  name: n1
  namespace: node-feature-discovery
  labels:
    nfd.node.kubernetes.io/node-name: n1
spec:
  features:
    flags:
      kernel.loadedmodule:
        elements: {nvme: {}, ext4: null}
      cpu.cpuid:
        elements: {AVX: {}}
    attributes:
      cpu.cpuid:
        elements: {}
      kernel.version:
        elements: {full: "5.15.0-91-generic"}
      kernel.selinux: {}
      memory.swap:
        elements: null
      kernel.kvm: null
    instances:
      pci.device:
        elements:
        - attributes: {vendor: "10de"}
        - attributes: {}
        - {}
      usb.device:
        elements: []
  labels:
    plain: "1"
"""
OBJECT = {
    "apiVersion": "nfd.k8s-sigs.io/v1alpha1",
    "kind": "NodeFeature",
    "metadata": {
        "name": "n1",
        "namespace": "node-feature-discovery",
        "labels": {"nfd.node.kubernetes.io/node-name": "n1"},
    },
    "spec": {
        "features": {
            "flags": {
                "kernel.loadedmodule": {"elements": {"nvme": {}, "ext4": None}},
                "cpu.cpuid": {"elements": {"AVX": {}}},
            },
            "attributes": {
                "cpu.cpuid": {"elements": {}},
                "kernel.version": {"elements": {"full": "5.15.0-91-generic"}},
                "kernel.selinux": {},
                "memory.swap": {"elements": None},
                "kernel.kvm": None,
            },
            "instances": {
                "pci.device": {"elements": [{"attributes": {"vendor": "10de"}}, {"attributes": {}}, {}]},
                "usb.device": {"elements": []},
            },
        },
        "labels": {"plain": "1"},
    },
}
NODE = {
    "apiVersion": "v1",
    "kind": "Node",
    "metadata": {"name": "n1", "labels": {"a/b": "c"}, "annotations": {}},
    "status": {
        "nodeInfo": {"kernelVersion": "6.1", "swap": {"capacity": 8}},
        "capacity": {"cpu": "8", "memory": "16Gi"},
    },
}


def reading(text: str, name: str = "a.yaml") -> Reading:
    return read([SourceFile(name, text)])


def the_snapshot(text: str, name: str = "a.yaml") -> Snapshot:
    result = reading(text, name)
    assert not result.diagnostics, [each.message for each in result.diagnostics]
    (snapshot,) = result.snapshots
    return snapshot


def test_a_node_feature_has_flags_attributes_and_instances() -> None:
    assert the_snapshot(FEATURE).sections == {
        "kernel.loadedmodule": Section(flags=frozenset({"nvme", "ext4"})),
        "cpu.cpuid": Section(flags=frozenset({"AVX"}), attributes={}),
        "kernel.version": Section(attributes={"full": "5.15.0-91-generic"}),
        "kernel.selinux": Section(attributes={}),
        "memory.swap": Section(attributes={}),
        "kernel.kvm": Section(attributes={}),
        "pci.device": Section(instances=({"vendor": "10de"}, {}, {})),
        "usb.device": Section(instances=()),
        "node.label": Section(attributes={"feature.node.kubernetes.io/plain": "1"}, partial=True),
    }


@pytest.mark.parametrize("indent", [None, 4])
def test_json_and_yaml_say_the_same(indent: int | None) -> None:
    from_json = the_snapshot(json.dumps(OBJECT, indent=indent), "a.json")
    assert from_json.sections == the_snapshot(FEATURE).sections


@pytest.mark.parametrize("name", ["a.json", "a.yaml", "<stdin>", "other.txt", "A.YML", "A.JSON"])
def test_json_is_known_by_its_first_character(name: str) -> None:
    assert the_snapshot(json.dumps(OBJECT), name).node == "n1"


def test_a_mapping_in_braces_may_be_yaml() -> None:
    assert the_snapshot("{apiVersion: v1, kind: Node, metadata: {name: w, labels: {}}}").node == "w"


def test_a_byte_order_mark_counts_for_nothing() -> None:
    assert the_snapshot("\ufeff" + FEATURE).node == the_snapshot("\ufeff" + json.dumps(OBJECT), "a.json").node == "n1"


def test_a_node_knows_its_labels_for_certain() -> None:
    assert the_snapshot(json.dumps(NODE), "a.json").sections == {
        "node.label": Section(attributes={"a/b": "c"}),
        "node.annotation": Section(attributes={}),
        "node.info": Section(attributes={"kernelVersion": "6.1", "swap.capacity": "8"}),
        "node.capacity": Section(attributes={"cpu": "8", "memory": "16Gi"}),
    }


def test_what_a_node_leaves_out_is_unreported() -> None:
    assert not the_snapshot("{apiVersion: v1, kind: Node, metadata: {name: w}}").sections


def test_a_node_completes_the_labels_of_its_node_feature() -> None:
    for texts in ([FEATURE, json.dumps(NODE)], [json.dumps(NODE), FEATURE]):
        (snapshot,) = read([SourceFile(f"{index}.yaml", text) for index, text in enumerate(texts)]).snapshots
        assert snapshot.sections["node.label"] == Section(attributes={"a/b": "c"})
        assert "pci.device" in snapshot.sections


@pytest.mark.parametrize(
    ("kind", "version", "items"),
    [
        ("List", "v1", [OBJECT, NODE]),
        ("NodeFeatureList", "nfd.k8s-sigs.io/v1alpha1", [OBJECT]),
        ("NodeFeatureList", "nfd.k8s-sigs.io/v1alpha1", [{"metadata": {"name": "n1"}}]),
        ("NodeList", "v1", [NODE]),
        ("NodeList", "v1", [{"metadata": {"name": "n1"}}]),
    ],
)
def test_lists(kind: str, version: str, items: list[object]) -> None:
    text = json.dumps({"kind": kind, "apiVersion": version, "metadata": {}, "items": items})
    snapshot = the_snapshot(text, "a.json")
    assert snapshot.node == "n1"
    assert sorted(document.index for document in snapshot.documents) == list(range(len(items)))


@pytest.mark.parametrize("items", ["[]", "null"])
def test_an_empty_list_has_no_nodes(items: str) -> None:
    result = reading(f"{{kind: List, apiVersion: v1, items: {items}}}")
    assert not result.snapshots
    assert not result.diagnostics


def test_several_yaml_documents() -> None:
    text = "# one\n---\n" + FEATURE + "---\n# nothing\n---\n" + FEATURE.replace("n1", "n2") + "...\n---\n"
    assert [each.node for each in reading(text).snapshots] == ["n1", "n2"]
    assert not reading(text).diagnostics


@pytest.mark.parametrize("name", ["a.json", "a.yaml", "a.jsonl", "a.ndjson"])
def test_several_json_values(name: str) -> None:
    other = json.dumps(OBJECT).replace("n1", "n2")
    result = reading(f"{json.dumps(OBJECT)}\r\n\r\n  {other}\n", name)
    assert [each.node for each in result.snapshots] == ["n1", "n2"]
    assert not result.diagnostics


def test_json_values_need_no_line_between_them() -> None:
    other = json.dumps(OBJECT).replace("n1", "n2")
    assert len(reading(json.dumps(OBJECT) + other, "a.json").snapshots) == 2


def test_nodes_sort_as_people_count() -> None:
    texts = [FEATURE.replace("n1", name) for name in ("node-10", "node-2", "a", "10", "9")]
    result = reading("---\n".join(texts))
    assert [each.node for each in result.snapshots] == ["9", "10", "a", "node-2", "node-10"]


@pytest.mark.parametrize("indent", [None, 4])
def test_exported_features(indent: int | None) -> None:
    features = {
        "flags": {"cpu.cpuid": {"elements": {"AVX": {}}}},
        "attributes": {"system.name": {"elements": {"nodename": "w1"}}},
        "instances": {"pci.device": {"elements": None}},
    }
    snapshot = the_snapshot(json.dumps(features, indent=indent), "some/host.json")
    assert snapshot.node == "w1"
    assert snapshot.sections["pci.device"] == Section(instances=())


@pytest.mark.parametrize(
    ("name", "node"), [("some/host.name.json", "host.name"), ("<stdin>", "stdin"), (".json", ".json")]
)
def test_an_export_without_a_node_name_is_called_after_its_file(name: str, node: str) -> None:
    text = '{"attributes": {"system.name": {"elements": {"nodename": ""}}}}'
    assert the_snapshot(text, name).node == node


def test_the_label_names_the_node_and_else_the_object_does() -> None:
    assert the_snapshot(FEATURE.replace("node-name: n1", "node-name: other")).node == "other"
    assert the_snapshot(FEATURE.replace("node-name: n1", 'node-name: ""')).node == "n1"
    assert the_snapshot(FEATURE.replace("nfd.node.kubernetes.io/node-name", "x")).node == "n1"


def test_merge_keys_and_aliases() -> None:
    text = FEATURE.replace(
        "        elements: {nvme: {}, ext4: null}",
        "        elements: &modules {nvme: {}, ext4: null}",
    ).replace("        elements: {AVX: {}}", "        elements: {AVX: {}, <<: *modules}")
    assert the_snapshot(text).sections["cpu.cpuid"].flags == frozenset({"AVX", "nvme", "ext4"})


def test_what_is_written_wins_over_what_is_merged_in() -> None:
    text = (
        "attributes:\n  a.a: &a {elements: &e {x: one, k: one}}\n"
        "  b.b: {elements: {<<: [{z: first}, {z: second}, *e], x: two}}\n"
    )
    assert the_snapshot(text).sections["b.b"].attributes == {"x": "two", "k": "one", "z": "first"}


def test_unknown_fields_are_ignored() -> None:
    text = FEATURE.replace("spec:\n", "status: [1]\nspec:\n  more: {a: [1, 2]}\n")
    assert the_snapshot(text).sections == the_snapshot(FEATURE).sections


def test_the_parser_in_python_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\ufeff# größe 😀\r\n---\r\n" + FEATURE.replace("\n", "\r\n") + "---\r\na: [\r\n"
    fast = reading(text)
    monkeypatch.delattr(yaml, "CSafeLoader")
    slow = reading(text)
    assert slow.snapshots[0].sections == fast.snapshots[0].sections
    places = [(each.start, each.end) for each in slow.snapshots[0].documents]
    assert places == [(each.start, each.end) for each in fast.snapshots[0].documents]
    assert [each.code for each in slow.diagnostics] == [each.code for each in fast.diagnostics] == ["invalid-yaml"]


def test_reading_json_does_not_load_a_yaml_parser() -> None:
    program = (
        "import sys\nfrom compatlang.snapshot import read\nfrom compatlang.source import SourceFile\n"
        f"assert read([SourceFile('a.json', {json.dumps(OBJECT)!r})]).snapshots\n"
        "sys.exit('yaml' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
