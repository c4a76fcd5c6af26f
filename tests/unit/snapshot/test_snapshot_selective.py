"""Reading only what is wanted: what is kept, what is one object, what changes, and how it is read again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from compatlang import limits
from compatlang.errors import LoadError
from compatlang.snapshot import NFD_NAMESPACE, Section, Snapshot
from compatlang.snapshot.again import snapshot_again
from compatlang.snapshot.collected import Collected
from compatlang.snapshot.gather import Gatherer, ReadAgain
from compatlang.snapshot.locate import Locator
from compatlang.snapshot.pieces import Origin, Piece, Refused
from compatlang.snapshot.quick import QuickReader
from compatlang.snapshot.quick_sections import UnsureError
from compatlang.snapshot.remembered import Sections, Table
from compatlang.snapshot.stream import pieces
from compatlang.snapshot.wanted import Wanted

WANTED = Wanted(
    attributes={"kernel.version": frozenset({"full"}), "node.label": frozenset({"feature.node.kubernetes.io/a"})},
    flags={"cpu.cpuid": frozenset({"AVX", "none"})},
    instances={"pci.device": frozenset({"vendor"})},
    reported=frozenset({("usb.device", "instances")}),
)
FEATURES: dict[str, Any] = {
    "flags": {"cpu.cpuid": {"elements": {"AVX": {}, "AES": {}}}, "kernel.loadedmodule": {"elements": {"nvme": {}}}},
    "attributes": {"kernel.version": {"elements": {"full": "6.1.0", "major": "6"}}, "cpu.model": {"elements": {}}},
    "instances": {
        "pci.device": {"elements": [{"attributes": {"vendor": "10de", "class": "0302"}}, {"attributes": {}}]},
        "usb.device": {"elements": []},
    },
}


def feature(
    node: str = "n1", *, name: str = "", features: Any = FEATURES, labels: Any = None, **metadata: Any
) -> dict[str, Any]:
    return {
        "apiVersion": "nfd.k8s-sigs.io/v1alpha1",
        "kind": "NodeFeature",
        "metadata": {
            "name": name or node,
            "namespace": NFD_NAMESPACE,
            "labels": {"nfd.node.kubernetes.io/node-name": node},
            **metadata,
        },
        "spec": {"features": features, **({} if labels is None else {"labels": labels})},
    }


def compact(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def fed(*values: Any, wanted: Wanted | None = WANTED, **options: Any) -> tuple[Gatherer, Collected]:
    gatherer, collected = Gatherer(wanted, **options), Collected()
    for index, value in enumerate(values):
        gatherer.feed(Piece(f"{index}.json", value if isinstance(value, bytes) else compact(value)), collected)
    return gatherer, collected


def the_snapshot(*values: Any, wanted: Wanted | None = WANTED) -> Snapshot:
    gatherer, collected = fed(*values, wanted=wanted)
    assert not collected.diagnostics()
    (snapshot,) = gatherer.snapshots()
    return snapshot


def quick(value: Any) -> bool:
    data = value if isinstance(value, bytes) else compact(value)
    try:
        QuickReader(WANTED, Sections(WANTED)).read(Piece("a.json", data))
    except UnsureError:
        return False
    return True


# What is kept


def test_only_what_is_wanted_is_kept() -> None:
    assert the_snapshot(feature(labels={"a": "1", "b": "2"})).sections == {
        "cpu.cpuid": Section(flags=frozenset({"AVX"})),
        "kernel.version": Section(attributes={"full": "6.1.0"}),
        "node.label": Section(attributes={"feature.node.kubernetes.io/a": "1"}, partial=True),
        "pci.device": Section(instances=({"vendor": "10de"}, {})),
        "usb.device": Section(instances=()),
    }


def test_every_kind_of_a_wanted_domain_is_known_to_be_there() -> None:
    wanted = Wanted(attributes={"cpu.cpuid": frozenset({"x"})})
    assert the_snapshot(feature(), wanted=wanted).sections == {"cpu.cpuid": Section(flags=frozenset())}
    assert the_snapshot(feature(), wanted=wanted).sections["cpu.cpuid"].has("attributes")


def test_a_name_that_is_asked_for_as_a_flag_is_kept_as_an_attribute_too() -> None:
    features = {"attributes": {"cpu.cpuid": {"elements": {"AVX": "x", "AES": "y"}}}}
    assert the_snapshot(feature(features=features)).sections["cpu.cpuid"].attributes == {"AVX": "x"}


def test_parts_of_a_node() -> None:
    node = {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": "n1", "labels": {"a": "b", "c": "d"}, "annotations": {"x": "y"}},
        "status": {"nodeInfo": {"osImage": "z", "machineID": "m"}, "capacity": None, "images": [{"names": ["i"]}]},
    }
    wanted = Wanted(
        attributes={each: frozenset({"a", "osImage"}) for each in ("node.label", "node.info", "node.capacity")}
    )
    assert the_snapshot(node, wanted=wanted).sections == {
        "node.info": Section(attributes={"osImage": "z"}),
        "node.label": Section(attributes={"a": "b"}),
    }


def test_without_a_wish_everything_is_kept() -> None:
    assert set(the_snapshot(feature(), wanted=None).sections) == {
        *FEATURES["flags"],
        *FEATURES["attributes"],
        *FEATURES["instances"],
    }


def test_exports_are_named_by_a_section_that_nobody_asked_for() -> None:
    export = {**FEATURES, "attributes": {"system.name": {"elements": {"nodename": "host"}}}}
    snapshot = the_snapshot(export)
    assert snapshot.node == "host"
    assert "system.name" not in snapshot.sections
    assert quick(export)


# What is read quickly


@pytest.mark.parametrize(
    "value",
    [
        feature(),
        feature(annotations={"a": '{"b": "\\"c\\\\"}'}),
        feature(features={"attributes": {"kernel.version": {"elements": {"full": '"6.1\\', "é": "<"}}}}),
        json.dumps(feature(), indent=4).encode(),
        json.dumps(feature(), ensure_ascii=False).encode() + b"\r\n",
        {**feature(), "spec": {}},
        {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n"}, "spec": {"taints": []}, "status": {"x": 1}},
        {"apiVersion": "v1", "kind": "List", "items": [], "metadata": {}},
        json.dumps({"kind": "NodeList", "apiVersion": "v1", "items": [1, 2]}, indent=1).encode(),
        b'{"kind":"NodeFeature","apiVersion":"nfd.k8s-sigs.io/v1alpha1","metadata":{"name":"a"},"spec":{"features":{"flags":'
        b'{"unread":{"elements":{"a":{},"a":{}}}}}}}',
    ],
    ids=str,
)  # fmt: skip
def test_the_usual_shapes_are_read_quickly(value: Any) -> None:
    assert quick(value)


@pytest.mark.parametrize(
    "text",
    [
        b'{"kind":"NodeFeature","kind":"NodeFeature","apiVersion":"nfd.k8s-sigs.io/v1alpha1","metadata":{"name":"a"}}',
        b'{"kind":"NodeFeature","apiVersion":"nfd.k8s-sigs.io/v1alpha1","metadata":{"name":"a","name":"a"}}',
        b'{"kind":"NodeFeature","apiVersion":"nfd.k8s-sigs.io/v1alpha1","metadata":{"name":"a"},"more":1}',
        b'{"kind":"NodeFeature","apiVersion":"nfd.k8s-sigs.io/v1alpha1","metadata":{}}',
        b'{"kind":"NodeFeature","apiVersion":"v1","metadata":{"name":"a"}}',
        compact(feature()).replace(b'"AES":{}', b'"AVX":{}'),
        compact(feature()).replace(b'"AES":{}', b'"AES":1'),
        compact(feature()).replace(b'"major":"6"', b'"full":"6"'),
        compact(feature()).replace(b'"major":"6"', b'"major":6'),
        compact(feature()).replace(b'"major":"6"', b'"major":"\\ud800"'),
        compact(feature()).replace(b'"class":"0302"', b'"vendor":"0302"'),
        compact(feature()).replace(b'{"attributes":{}}', b"{}"),
        compact(feature()).replace(b'"usb.device"', b'"pci.device"'),
        compact(feature()).replace(b'"usb.device"', b'"node.label"'),
        compact(feature()).replace(b'"cpu.model"', b'"kernel.version"'),
        compact(feature()).replace(b'"kernel.loadedmodule"', b'"cpu.cpuid"'),
        compact(feature()).replace(b"nvme", b"\xff"),
        compact(feature()) + b"{}",
        b"",
        b"[]",
        b"{}",
        b"[" * 100_000,
    ],
    ids=lambda text: text[-60:].decode(errors="replace"),
)
def test_what_is_unusual_is_left_to_the_full_reader(text: bytes) -> None:
    assert not quick(text)


def test_an_object_past_the_size_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SNAPSHOT_BYTES", 100)
    _, collected = fed(feature())
    assert [each.code for each in collected.diagnostics()] == ["snapshot-limit"]


# What is one object


def test_equal_sections_are_one_object_however_they_are_written() -> None:
    other = json.dumps(feature("n2"), indent=2).replace('"class": "0302"', '"class": "0300"').encode()
    third = compact(feature("n3")).replace(b"full", b"f\\u0075ll")
    gatherer, collected = fed(feature("n1", labels={"a": "1", "b": "2"}), other, third)
    assert not collected.diagnostics()
    first, *others = gatherer.snapshots()
    assert len(others) == 2
    for snapshot in others:
        for domain, section in snapshot.sections.items():
            assert section is first.sections[domain]
    assert gatherer.snapshot("n1").sections["node.label"] is first.sections["node.label"]


def test_merged_sections_are_one_object_for_all_nodes() -> None:
    more = {"attributes": {"kernel.version": {"elements": {"full": "7"}}}, "flags": []}
    values = [
        each
        for node in ("a", "b")
        for each in (feature(node, labels={"a": "1"}), feature(node, name="z", features=more, labels={"a": "2"}))
    ]
    gatherer, _ = fed(*values)
    one, other = gatherer.snapshots()
    assert one.sections["kernel.version"] == Section(attributes={"full": "7"}, partial=True)
    for domain, section in one.sections.items():
        assert section is other.sections[domain]


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REMEMBERED_SECTIONS", 3)
    monkeypatch.setattr(limits, "REMEMBERED_BYTES", 1000)
    table: Table[int, int] = Table()
    for number in range(10):
        assert table.keep(number, -number) == -number
        assert table[number] == -number
        assert len(table) <= 3
    assert table.keep(99, 1, 1001) == 1
    assert 99 not in table
    table.clear()
    for number in range(3):
        table.keep(number, 0, 600)
        assert len(table) == 1
    nodes = [
        feature(f"n{each}", features={"attributes": {"kernel.version": {"elements": {"full": str(each)}}}})
        for each in range(20)
    ]
    gatherer, _ = fed(*nodes, *[{**each, "metadata": {**each["metadata"], "name": "z"}} for each in nodes])
    for each in range(20):
        assert gatherer.snapshot(f"n{each}").sections["kernel.version"] == Section(attributes={"full": str(each)})


# What changes


def test_what_a_piece_changed_is_told() -> None:
    gatherer, collected = Gatherer(WANTED), Collected()
    assert gatherer.feed(Piece("a", compact(feature())), collected, again=True) == ["n1"]
    assert gatherer.feed(Piece("a", compact(feature(resourceVersion="2"))), collected, again=True) == []
    newer = compact(feature()).replace(b"6.1.0", b"6.8.0")
    assert gatherer.feed(Piece("a", newer), collected, again=True) == ["n1"]
    assert gatherer.snapshot("n1").sections["kernel.version"].attributes == {"full": "6.8.0"}
    page = compact(
        {
            "kind": "NodeFeatureList",
            "apiVersion": "nfd.k8s-sigs.io/v1alpha1",
            "items": [feature("n2"), feature("n3"), feature("n1")],
        }
    )
    assert gatherer.feed(Piece("page", page), collected, again=True) == ["n2", "n3", "n1"]
    assert gatherer.nodes() == ("n1", "n2", "n3")
    assert not collected.diagnostics()


def test_an_object_that_is_gone_is_forgotten() -> None:
    gatherer, _ = fed(feature("n1"), feature("n1", name="z"), feature("n2"))
    identity = ("n1", "NodeFeature", NFD_NAMESPACE, "z")
    assert gatherer.forget(identity)
    assert not gatherer.forget(identity)
    assert [each.name for each in gatherer.objects("n1")] == ["n1"]
    assert gatherer.forget_file("0.json") == ["n1"]
    assert gatherer.nodes() == ("n2",)
    assert gatherer.snapshot("n1") == Snapshot("n1", {})


def test_the_same_object_twice_is_reported_where_nobody_expects_it() -> None:
    gatherer, collected = Gatherer(WANTED), Collected()
    changed = compact(feature()).replace(b"6.1.0", b"6.8.0")
    for number, data in enumerate((compact(feature()), compact(feature("n2")), changed)):
        gatherer.feed(Piece("a.jsonl", data, "line", 1000 * number, number + 1), collected)
    (found,) = collected.diagnostics()
    (label,) = found.labels
    file = collected.files()["a.jsonl"]
    assert found.code == "duplicate-object"
    assert file.slice(found.span) == '"name":"n1"'
    assert (file.position(found.span.start).line, file.position(label.span.start).line) == (3, 1)
    assert gatherer.snapshot("n1").sections["kernel.version"].attributes == {"full": "6.8.0"}


# Dynamic labels


DYNAMIC = {"a": "@cpu.model.vendor_id"}
MODEL = {"attributes": {"cpu.model": {"elements": {"vendor_id": "Intel"}}}}


def test_a_dynamic_label_is_looked_up_in_a_section_that_nobody_asked_for() -> None:
    data = [compact(feature(labels=DYNAMIC)), compact(feature(name="z", features=MODEL))]
    gatherer, collected = fed(*data, read_again=lambda origin: data[int(origin.file[0])])
    (snapshot,) = gatherer.snapshots()
    assert snapshot.sections["node.label"] == Section(
        attributes={"feature.node.kubernetes.io/a": "Intel"}, partial=True
    )
    assert "cpu.model" not in snapshot.sections
    assert not collected.diagnostics()


def test_a_dynamic_label_that_cannot_be_looked_up_is_unknown() -> None:
    def vanished(origin: Origin) -> bytes:
        raise LoadError("no such file")

    ways: list[ReadAgain | None] = [None, vanished]
    for read_again in ways:
        gatherer, _ = fed(feature(labels=DYNAMIC), feature(name="z", features=MODEL), read_again=read_again)
        (snapshot,) = gatherer.snapshots()
        assert snapshot.sections["node.label"] == Section(attributes={}, partial=True)
        assert snapshot.sections["kernel.version"] == Section(attributes={"full": "6.1.0"})


def test_dynamic_labels_are_looked_up_where_everything_is_read() -> None:
    snapshot = the_snapshot(feature(labels=DYNAMIC), feature(name="z", features=MODEL), wanted=None)
    assert snapshot.sections["node.label"].attributes == {"feature.node.kubernetes.io/a": "Intel"}


# Findings


def test_findings_show_their_lines_though_files_are_not_kept() -> None:
    lines = [compact(feature(f"n{each}")) for each in range(5)]
    lines[1] = lines[1].replace(b'"major":"6"', b'"major":6')
    lines[3] = b'{"kind": "Nodes"}'
    start = 0
    gatherer, collected = Gatherer(WANTED), Collected()
    for number, line in enumerate(lines, 1):
        gatherer.feed(Piece("a.jsonl", line, "line", start, number), collected)
        start += len(line) + 1
    file = collected.files()["a.jsonl"]
    told = [(each.code, file.position(each.span.start), file.slice(each.span)) for each in collected.diagnostics()]
    assert told == [
        ("unquoted-value", (2, lines[1].index(b"6}") + 1), "6"),
        ("not-a-snapshot", (4, 10), '"Nodes"'),
    ]
    assert file.line_text(2) == lines[1].decode()
    assert [file.line_text(each) for each in (1, 3, 5)] == ["", "", ""]
    assert gatherer.nodes() == ("n0", "n1", "n2", "n4")


def test_findings_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SNAPSHOT_FINDINGS", 3)
    monkeypatch.setattr(limits, "QUOTED_CHARACTERS", 20)
    gatherer, collected = Gatherer(WANTED), Collected()
    for number in range(1, 7):
        gatherer.feed(Piece("a.jsonl", b'{"kind": "Nodes"}', "line", number * 100, number), collected)
    found, file = collected.diagnostics(), collected.files()["a.jsonl"]
    assert [file.position(each.span.start).line for each in found[:3]] == [1, 2, 3]
    assert [file.slice(each.span) for each in found] == ['"Nodes"', "", "", ""]
    assert (found[3].code, found[3].severity) == ("snapshot-limit", "error")
    assert found[3].message == "more than 3 findings: 3 more are not shown"


def test_findings_left_out_are_a_warning_where_all_are() -> None:
    text = compact(feature()).replace(b'"major":"6"', b'"major":6')
    gatherer, collected = Gatherer(WANTED), Collected()
    for number in range(limits.SNAPSHOT_FINDINGS + 2):
        gatherer.feed(Piece("a.jsonl", text, "line", number, number + 1), collected, again=True)
    assert collected.diagnostics()[-1].severity == "warning"


# Cutting files into pieces


def cut(name: str, data: bytes, chunk: int = 5) -> list[Piece | Refused]:
    found = list(pieces(name, (data[at : at + chunk] for at in range(0, len(data), chunk))))
    for each in found:
        if isinstance(each, Piece):
            assert data[each.start : each.start + len(each.data)] == each.data
            assert data.count(b"\n", 0, each.start) + 1 == each.line
    return found


def texts(found: list[Piece | Refused]) -> list[bytes | str]:
    return [each.data if isinstance(each, Piece) else each.diagnostic.message for each in found]


def test_json_lines_are_cut_at_lines() -> None:
    found = cut("a.jsonl", b'\xef\xbb\xbf{"a":1}\n\n  \r\n{\n{"b":2}')
    assert texts(found) == [b'{"a":1}\n', b"{\n", b'{"b":2}']
    assert [each.line for each in found] == [1, 4, 5]


def test_a_line_that_is_too_long_is_refused_and_the_rest_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "JSON_LINE_BYTES", 1 << 20)
    data = b'{"a":1}\n"' + b"x" * (1 << 20) + b'"\n{"b":2}\n'
    first, second, third = cut("a.ndjson", data, 100_000)
    assert texts([first, second, third]) == [b'{"a":1}\n', "the line is longer than 1 MiB", b'{"b":2}\n']
    assert (second.start, second.line) == (8, 2)


@pytest.mark.parametrize("name", ["a.json", "<stdin>", "a.txt"])
def test_json_values_are_cut_where_lines_begin_with_a_brace(name: str) -> None:
    values = [b'{"a":1}\n', b'{\n "b": {\n }\n}\n\n', b'{"c":1}{"d":\n2}\n', b'{"e":x}\n', b'{"f":1}']
    assert texts(cut(name, b"\r\n" + b"".join(values))) == [b"\r\n" + values[0], *values[1:]]


def test_values_that_go_on_at_a_brace_are_put_together() -> None:
    flat = b'{"kind":\n"List",\n"items":[\n{},\n{}]}\n'
    assert texts(cut("a.json", b'{"a":1}\n' + flat + b'{"b":1}\n' + flat)) == [b'{"a":1}\n', flat, b'{"b":1}\n', flat]
    for whole in (b"[\n{},\n{}\n]", b"a: 1\n{}\n", b"", b"\n", b"{", b'{"a":1}', flat):
        assert texts(cut("a.json", whole)) == [whole]


def test_a_value_that_does_not_end_leaves_those_behind_it() -> None:
    data = [b'{"a":1}\n', b'{"b":\n', b'{"c":1}\n', b'{"d":[\n', b'{"e":[\n', b'{"f":1}\n', b'{"g"']
    assert texts(cut("a.json", b"".join(data))) == [data[0], data[1], data[2], data[3] + data[4], data[5], data[6]]


def test_yaml_is_one_piece() -> None:
    assert texts(cut("a.YML", b"\xef\xbb\xbf{a: 1}\n---\n{b: 2}\n")) == [b"{a: 1}\n---\n{b: 2}\n"]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.yaml"])
def test_what_is_no_text_is_refused(name: str) -> None:
    assert texts(cut(name, b"\x1f\x8bxyz")) == [f"cannot read `{name}`: compressed with gzip; decompress it first"]
    assert texts(cut(name, b"\xff\xfex\0")) == [f"cannot read `{name}`: UTF-16 text; save it as UTF-8"]


def test_a_file_that_cannot_be_cut_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SNAPSHOT_FILE_BYTES", 10)
    for name, data in (
        ("a.yaml", b"a: 123456789"),
        ("a.json", b'{"a":123456789}'),
        ("a.json", b"[1,\n{},\n{},\n1,\n1]"),
    ):
        (found,) = texts(cut(name, data))
        assert "larger than" in str(found)
    assert len(cut("a.jsonl", b"{}\n" * 10)) == len(cut("a.json", b"{}\n" * 10)) == 10


def test_lists_are_cut_into_items() -> None:
    items = [feature("n1"), feature("n2"), {"metadata": {"name": "n3"}}]
    head = {"metadata": {"items": ['"items":[']}, "apiVersion": "nfd.k8s-sigs.io/v1alpha1"}
    for indent in (None, 2):
        text = " \n" + json.dumps({**head, "items": items, "kind": "NodeFeatureList"}, indent=indent) + "\n"
        gatherer, collected = Gatherer(WANTED), Collected()
        gatherer.feed(Piece("a.json", text.encode(), "text", 100, 10), collected)
        assert not collected.diagnostics()
        assert gatherer.nodes() == ("n1", "n2", "n3")
        for node in gatherer.nodes():
            (origin,) = [each.origin for each in gatherer.objects(node)]
            begin = origin.start - 100
            assert json.loads(text[begin : begin + origin.size])["metadata"]["name"] == node
            assert text.count("\n", 0, begin) + 10 == origin.line
            assert origin.implied == "NodeFeatureList"


def test_a_bad_item_leaves_the_others() -> None:
    text = compact({"kind": "List", "apiVersion": "v1", "items": [feature("n1"), feature("n2"), 7, feature("n3")]})
    gatherer, collected = fed(text.replace(b'"n2"', b'"n2","name":"n2"', 1))
    assert gatherer.nodes() == ("n1", "n3")
    assert [each.code for each in collected.diagnostics()] == ["duplicate-key", "not-a-snapshot"]


# Reading again


def test_a_node_is_read_again_from_the_places_of_its_objects() -> None:
    other = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n2", "labels": {"é": "ü"}}, "status": {}}
    lines = [compact(each) for each in (feature("n1"), feature("n2"), feature("n3"))]
    data = b"\n".join([*lines, json.dumps(other, ensure_ascii=False).encode(), b""])
    gatherer, collected = Gatherer(WANTED), Collected()
    for piece in pieces("fleet.jsonl", [data]):
        assert isinstance(piece, Piece)
        gatherer.feed(piece, collected)
    parts = [(each, data[each.origin.start : each.origin.start + each.origin.size]) for each in gatherer.objects("n2")]
    again = snapshot_again(parts, WANTED, NFD_NAMESPACE)
    (snapshot,) = again.snapshots
    assert snapshot.sections["cpu.model"] == Section(attributes={})
    locator = Locator(snapshot)
    file = again.files["fleet.jsonl"]
    assert file.text.count("\n") < 4
    for span, line, text in (
        (locator.element("kernel.version", "full"), 2, '"full":"6.1.0"'),
        (locator.element("node.label", "é"), 4, '"é": "ü"'),
    ):
        assert span is not None
        assert (file.position(span.start).line, file.slice(span)) == (line, text)
        assert text in file.line_text(line)


@pytest.mark.parametrize(
    "now",
    [
        compact(feature("n2")),
        compact(feature()).replace(b"6.1.0", b"6.8.0"),
        compact(feature()).replace(b"nvme", b"nvm\xff"),
    ],
)
def test_what_has_changed_is_not_taken_for_what_was_read(now: bytes) -> None:
    gatherer, _ = fed(feature())
    (known,) = gatherer.objects("n1")
    with pytest.raises(LoadError, match="it has changed since it was read"):
        snapshot_again([(known, now)], WANTED, NFD_NAMESPACE)


def test_what_nobody_asked_about_may_be_another_when_it_is_read_again() -> None:
    gatherer, _ = fed(feature())
    (known,) = gatherer.objects("n1")
    now = compact(feature()).replace(b"nvme", b"nvme0")
    (snapshot,) = snapshot_again([(known, now)], WANTED, NFD_NAMESPACE).snapshots
    assert snapshot.sections["kernel.loadedmodule"].flags == frozenset({"nvme0"})


def test_what_has_an_error_where_nobody_looked_cannot_be_read_whole() -> None:
    data = compact(feature()).replace(b'"nvme":{}', b'"nvme":{},"nvme":{}')
    gatherer, collected = fed(data)
    assert not collected.diagnostics()
    (known,) = gatherer.objects("n1")
    with pytest.raises(LoadError, match="it cannot be read whole: the key `nvme` stands twice in one mapping"):
        snapshot_again([(known, data)], WANTED, NFD_NAMESPACE)


def test_what_nobody_asked_for_may_have_changed() -> None:
    gatherer, _ = fed(feature())
    (known,) = gatherer.objects("n1")
    now = compact(feature()).replace(b"nvme", b"sdhc")
    (snapshot,) = snapshot_again([(known, now)], WANTED, NFD_NAMESPACE).snapshots
    assert snapshot.sections["kernel.loadedmodule"].flags == frozenset({"sdhc"})
