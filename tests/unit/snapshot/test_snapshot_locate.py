"""Finding the lines of a snapshot's values."""

from __future__ import annotations

import json

import pytest

from compatlang.snapshot import Reading, Snapshot, read
from compatlang.snapshot.locate import Locator
from compatlang.source import SourceFile, Span

FEATURE = """\
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeature
metadata:
  name: NAME
  labels: {nfd.node.kubernetes.io/node-name: w}
spec:
  features:
    flags:
      kernel.loadedmodule:
        elements: {nvme: {}, "größe": {}}
    attributes:
      kernel.version:
        elements:
          full: "5.15.0-NAME"   # a comment
          note: |
            several
            lines
          major: '5'
    instances:
      pci.device:
        elements:
        - attributes: {vendor: "v0-NAME", device: "d0-NAME"}
        - bad
        - attributes:
            vendor: "v1-NAME"
  labels:
    plain: l-NAME
    vendor.example/x: x-NAME
"""


def located(*texts: str, name: str = "f{}.yaml") -> tuple[Reading, Snapshot, Locator]:
    reading = read([SourceFile(name.format(index), text) for index, text in enumerate(texts)])
    (snapshot,) = reading.snapshots
    return reading, snapshot, Locator(snapshot)


def text_at(reading: Reading, span: Span | None) -> str:
    assert span is not None
    return reading.files[span.file].slice(span)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_places_in_yaml(newline: str) -> None:
    reading, _, locator = located(("# größe 😀\n---\n" + FEATURE).replace("\n", newline))
    assert text_at(reading, locator.element("kernel.version", "full")) == 'full: "5.15.0-NAME"'
    note = text_at(reading, locator.element("kernel.version", "note"))
    assert (note[:7], note[-5:]) == ("note: |", "lines")
    assert text_at(reading, locator.element("kernel.version", "major")) == "major: '5'"
    assert text_at(reading, locator.element("kernel.loadedmodule", "nvme")) == "nvme"
    assert text_at(reading, locator.element("kernel.loadedmodule", "größe")) == '"größe"'
    assert text_at(reading, locator.domain("pci.device")) == "pci.device"
    assert text_at(reading, locator.instance("pci.device", 0)).startswith("attributes: {vendor")
    assert text_at(reading, locator.instance("pci.device", 0, "device")) == 'device: "d0-NAME"'
    assert text_at(reading, locator.instance("pci.device", 1, "vendor")) == 'vendor: "v1-NAME"'
    assert text_at(reading, locator.element("node.label", "feature.node.kubernetes.io/plain")) == "plain: l-NAME"
    assert text_at(reading, locator.element("node.label", "vendor.example/x")) == "vendor.example/x: x-NAME"
    assert text_at(reading, locator.domain("node.label")) == "labels"


def test_places_in_json() -> None:
    value = {
        "apiVersion": "v1",
        "kind": "List",
        "items": [
            {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "other"}},
            {
                "apiVersion": "v1",
                "kind": "Node",
                "metadata": {"name": "w", "labels": {"a/😀": "ä", "b": "c"}, "annotations": {"x": ""}},
                "status": {"nodeInfo": {"swap": {"capacity": 8}, "osImage": "y"}, "capacity": {"cpu": "8"}},
            },
        ],
    }
    for indent in (None, 2):
        text = "\r\n" + json.dumps(value, indent=indent, ensure_ascii=False) + "\n"
        reading = read([SourceFile("a.json", text)])
        snapshot = next(each for each in reading.snapshots if each.node == "w")
        locator = Locator(snapshot)
        assert text_at(reading, locator.element("node.label", "a/😀")) == '"a/😀": "ä"'
        assert text_at(reading, locator.element("node.annotation", "x")) == '"x": ""'
        assert text_at(reading, locator.element("node.info", "swap.capacity")) == '"capacity": 8'
        assert text_at(reading, locator.element("node.info", "osImage")) == '"osImage": "y"'
        assert text_at(reading, locator.element("node.capacity", "cpu")) == '"cpu": "8"'
        assert text_at(reading, locator.domain("node.info")) == '"nodeInfo"'
        assert locator.domain("node.allocatable") is None
        assert locator.element("node.label", "none") is None


def test_the_object_that_won_is_shown() -> None:
    reading, snapshot, locator = located(FEATURE.replace("NAME", "b"), FEATURE.replace("NAME", "a"))
    assert [each.file.name for each in snapshot.documents] == ["f1.yaml", "f0.yaml"]
    assert text_at(reading, locator.element("kernel.version", "full")) == 'full: "5.15.0-b"'
    instances = snapshot.sections["pci.device"].instances or ()
    assert [each["vendor"] for each in instances] == ["v0-a", "v1-a", "v0-b", "v1-b"]
    for index, instance in enumerate(instances):
        assert instance["vendor"] in text_at(reading, locator.instance("pci.device", index, "vendor"))


def test_a_value_that_could_not_be_read_did_not_win() -> None:
    broken = FEATURE.replace("NAME", "b").replace('full: "5.15.0-b"', "full:")
    reading, _, locator = located(broken, FEATURE.replace("NAME", "a"))
    assert text_at(reading, locator.element("kernel.version", "full")) == 'full: "5.15.0-a"'


def test_labels_of_a_node_stand_in_the_node() -> None:
    node = "apiVersion: v1\nkind: Node\nmetadata:\n  name: w\n  labels:\n    vendor.example/x: 'yes'\n"
    reading, _, locator = located(node, FEATURE)
    assert text_at(reading, locator.element("node.label", "vendor.example/x")) == "vendor.example/x: 'yes'"
    assert locator.element("node.label", "feature.node.kubernetes.io/plain") is None


def test_places_of_an_export() -> None:
    text = (
        '{"attributes": {"system.name": {"elements": {"nodename": "w"}}},\n"flags": {"a.b": {"elements": {"x": {}}}}}'
    )
    reading, _, locator = located(text, name="f{}.json")
    assert text_at(reading, locator.element("system.name", "nodename")) == '"nodename": "w"'
    assert text_at(reading, locator.element("a.b", "x")) == '"x"'
    assert text_at(reading, locator.domain("a.b")) == '"a.b"'


def test_what_is_not_there_has_no_place() -> None:
    _, _, locator = located(FEATURE)
    assert locator.element("kernel.version", "none") is None
    assert locator.element("none", "none") is None
    assert locator.instance("pci.device", 2) is None
    assert locator.instance("pci.device", -1) is None
    assert locator.instance("pci.device", 0, "none") is None
    assert locator.domain("none") is None
    assert Locator(Snapshot("w", {})).element("kernel.version", "full") is None


def test_places_behind_an_indented_document_and_in_flow_yaml() -> None:
    reading, _, locator = located("  apiVersion: v1\n  kind: Node\n  metadata: {name: w, labels: {k: v}}\n")
    assert text_at(reading, locator.element("node.label", "k")) == "k: v"
    reading, _, locator = located("---\n{apiVersion: v1, kind: Node, metadata: {name: w, labels: {k: v}}}\n---\n")
    assert text_at(reading, locator.element("node.label", "k")) == "k: v"
    reading, _, locator = located("\ufeff{apiVersion: v1, kind: Node, metadata: {name: w, labels: {k: v}}}\n")
    assert text_at(reading, locator.element("node.label", "k")) == "k: v"
