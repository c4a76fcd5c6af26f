"""Domains that a NodeFeature names as known in part, by whichever way it is read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from compatlang.snapshot import NFD_NAMESPACE, Section, Snapshot, read
from compatlang.snapshot.annotation import PARTIAL_ANNOTATION
from compatlang.snapshot.collected import Collected
from compatlang.snapshot.gather import Gatherer
from compatlang.snapshot.pieces import Piece, Refused
from compatlang.snapshot.quick import QuickReader
from compatlang.snapshot.quick_sections import UnsureError
from compatlang.snapshot.remembered import Sections
from compatlang.snapshot.stream import pieces
from compatlang.snapshot.wanted import Wanted
from compatlang.source import SourceFile

WANTED = Wanted(flags={"cpu.cpuid": frozenset({"AVX"}), "kernel.loadedmodule": frozenset({"nvme"})})
FLAGS: dict[str, Any] = {"cpu.cpuid": {"elements": {"AVX": {}}}, "kernel.loadedmodule": {"elements": {}}}


def feature(annotations: Any, name: str = "w", flags: Any = FLAGS) -> dict[str, Any]:
    return {
        "apiVersion": "nfd.k8s-sigs.io/v1alpha1",
        "kind": "NodeFeature",
        "metadata": {
            "name": name,
            "namespace": NFD_NAMESPACE,
            "labels": {"nfd.node.kubernetes.io/node-name": "w"},
            "annotations": annotations,
        },
        "spec": {"features": {"flags": flags}},
    }


def texts(*objects: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The same objects in every form that is read in a way of its own."""
    yield "a.yaml", yaml.safe_dump_all(objects)
    yield "list.yaml", yaml.safe_dump({"apiVersion": "v1", "kind": "List", "items": [*objects]})
    yield "a.jsonl", "\n".join(map(json.dumps, objects))
    yield "a.json", "\n".join(json.dumps(each, indent=2) for each in objects)
    yield "list.json", json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})
    typed = [{key: each[key] for key in ("metadata", "spec")} for each in objects]
    version = objects[0]["apiVersion"]
    yield "typed.json", json.dumps({"apiVersion": version, "kind": "NodeFeatureList", "items": typed})


def ways(*objects: dict[str, Any]) -> Iterator[tuple[Snapshot, list[str]]]:
    """What every way of reading says of the node, and the codes of its diagnostics."""
    for name, text in texts(*objects):
        whole = read([SourceFile(name, text)])
        yield whole.snapshots[0], [each.code for each in whole.diagnostics]
        for wanted in (None, WANTED):
            gatherer, collected = Gatherer(wanted), Collected()
            for piece in pieces(name, [text.encode()]):
                assert not isinstance(piece, Refused)
                gatherer.feed(piece, collected)
            yield gatherer.snapshot("w"), [each.code for each in collected.diagnostics()]


def partial(snapshot: Snapshot) -> set[str]:
    return {name for name, section in snapshot.sections.items() if section.partial}


def quick(data: bytes) -> frozenset[str]:
    """What is left open, read the quick way. Raises `UnsureError`."""
    found = QuickReader(WANTED, Sections(WANTED)).read(Piece("a.json", data))
    assert not isinstance(found, Iterator)
    return found.partial_domains


@pytest.mark.parametrize(
    ("text", "domains"),
    [
        ("", set()),
        ("cpu.cpuid", {"cpu.cpuid"}),
        (" kernel.loadedmodule\ncpu.cpuid ", {"cpu.cpuid", "kernel.loadedmodule"}),
        ("cpu.rdt vendor-x.some_thing.2", set()),
    ],
)
def test_named_domains_are_partial(text: str, domains: set[str]) -> None:
    value = feature({PARTIAL_ANNOTATION: text, "other": "1"})
    for snapshot, codes in ways(value):
        assert not codes
        assert partial(snapshot) == domains
        assert set(snapshot.sections) == {"cpu.cpuid", "kernel.loadedmodule"}, (
            "a domain that is only named is unreported"
        )
    assert quick(json.dumps(value).encode()) == domains


@pytest.mark.parametrize(
    "annotations",
    [
        *({PARTIAL_ANNOTATION: each} for each in ("cpu.cpuid,cpu.rdt", "cpuid", "*", None, 1.5, True, ["cpu.cpuid"])),
        "cpu.cpuid",
        [PARTIAL_ANNOTATION],
    ],
)
def test_where_the_names_cannot_be_understood_every_domain_is_partial(annotations: Any) -> None:
    value = feature(annotations)
    for snapshot, codes in ways(value):
        assert codes == ["malformed-annotation"]
        assert partial(snapshot) == {"cpu.cpuid", "kernel.loadedmodule"}
    with pytest.raises(UnsureError):
        quick(json.dumps(value).encode())


@pytest.mark.parametrize(
    "annotations", [None, {}, {"other": "cpu.cpuid"}, {"other": None}, {"other": PARTIAL_ANNOTATION}]
)
def test_other_annotations_are_ignored(annotations: Any) -> None:
    for snapshot, codes in ways(feature(annotations)):
        assert not codes
        assert not partial(snapshot)


@pytest.mark.parametrize("name", [r"compatlang\/partial", r"\u0063ompatlang/partial"])
def test_the_name_may_be_written_with_escapes(name: str) -> None:
    data = json.dumps(feature({PARTIAL_ANNOTATION: "cpu.cpuid"})).replace(PARTIAL_ANNOTATION, name)
    assert quick(data.encode()) == {"cpu.cpuid"}
    assert partial(read([SourceFile("a.json", data)]).snapshots[0]) == {"cpu.cpuid"}


def test_what_one_object_leaves_open_no_other_closes() -> None:
    first = feature({PARTIAL_ANNOTATION: "cpu.cpuid"}, "w", {"cpu.cpuid": {"elements": {}}})
    second = feature({}, "zz")
    for objects in ((first, second), (second, first)):
        for snapshot, _ in ways(*objects):
            assert snapshot.sections == {
                "cpu.cpuid": Section(flags=frozenset({"AVX"}), partial=True),
                "kernel.loadedmodule": Section(flags=frozenset()),
            }


def test_a_domain_of_which_an_object_only_says_that_there_may_be_more_is_partial() -> None:
    for snapshot, _ in ways(feature({PARTIAL_ANNOTATION: "cpu.cpuid"}, "zz", {}), feature({})):
        assert partial(snapshot) == {"cpu.cpuid"}


def test_what_the_api_server_says_of_a_node_is_all() -> None:
    text = json.dumps({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "w", "labels": {"a": "b"}}})
    text += "\n" + json.dumps(feature({PARTIAL_ANNOTATION: "node.label"}))
    (snapshot,) = read([SourceFile("a.jsonl", text)]).snapshots
    assert snapshot.sections["node.label"] == Section(attributes={"a": "b"})


def test_an_annotation_of_a_node_is_a_fact_like_any_other() -> None:
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "w", "annotations": {PARTIAL_ANNOTATION: "*"}}}
    reading = read([SourceFile("a.json", json.dumps(node))])
    assert not reading.diagnostics
    assert reading.snapshots[0].sections == {"node.annotation": Section(attributes={PARTIAL_ANNOTATION: "*"})}


def test_an_object_that_leaves_something_else_open_says_something_else() -> None:
    gatherer, collected = Gatherer(WANTED), Collected()

    def changed(text: str) -> bool:
        value = feature({PARTIAL_ANNOTATION: text})
        return bool(gatherer.feed(Piece("a.json", json.dumps(value).encode()), collected, again=True))

    assert [changed(each) for each in ("", "cpu.cpuid", "cpu.cpuid ", "cpu.cpuid cpu.rdt", "")] == [
        *(True, True, False, False, True)
    ]


def test_objects_that_leave_the_same_open_share_it() -> None:
    sections = Sections(WANTED)
    first, second = (sections.left_open(frozenset(["cpu.cpuid", each])) for each in ("cpu.rdt", "cpu.sst"))
    assert first == {"cpu.cpuid"}
    assert first is second
