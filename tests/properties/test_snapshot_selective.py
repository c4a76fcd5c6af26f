"""Reading only what is wanted says of it exactly what reading everything says."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
import yaml
from hypothesis import assume, event, given, target
from hypothesis import strategies as st

from compatlang import limits
from compatlang.diagnostics import Diagnostic
from compatlang.snapshot import NFD_NAMESPACE, Reading, Section, Snapshot, read
from compatlang.snapshot.again import snapshot_again
from compatlang.snapshot.annotation import PARTIAL_ANNOTATION
from compatlang.snapshot.collected import Collected
from compatlang.snapshot.gather import Gatherer
from compatlang.snapshot.json_places import JsonPlaces
from compatlang.snapshot.locate import Locator
from compatlang.snapshot.objects import NODE_SECTIONS
from compatlang.snapshot.pieces import Origin, Piece, Refused
from compatlang.snapshot.quick import QuickReader
from compatlang.snapshot.quick_sections import UnsureError, strings
from compatlang.snapshot.read import READ_FIRST
from compatlang.snapshot.remembered import Sections
from compatlang.snapshot.shape import holds_only
from compatlang.snapshot.stream import pieces
from compatlang.snapshot.wanted import Wanted
from compatlang.source import SourceFile
from tests.strategies import examples

WORDS = st.text("abY01é😀.~ #:-'\"\\@/,{}[]\n\t", max_size=6)
NAMES = st.sampled_from(["a", "b", "ab", "größe", 'q"', "b\\"])
LABELS = st.sampled_from(["a", "feature.node.kubernetes.io/a", "vendor.example/b", "kubernetes.io/c"])
DOMAINS = st.sampled_from(["kernel.version", "pci.device", "cpu.cpuid", "system.name"])
NODES = st.sampled_from(["w", "w2", "größe"])


def elements(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({"elements": values})


SETS = {
    "flags": elements(st.dictionaries(NAMES, st.sampled_from([{}, None]), max_size=3)),
    "attributes": elements(st.one_of(st.none(), st.dictionaries(NAMES, WORDS, max_size=3))),
    "instances": elements(
        st.lists(st.fixed_dictionaries({"attributes": st.dictionaries(NAMES, WORDS, max_size=3)}), max_size=3)
    ),
}
FEATURES = st.fixed_dictionaries({}, optional={kind: st.dictionaries(DOMAINS, each) for kind, each in SETS.items()})
LABEL_VALUES = st.sampled_from(["", "1", "x y", "yes", "@kernel.version.a", "@cpu.cpuid.b", "@none"])


PARTIAL = st.lists(DOMAINS, max_size=3).map(" ".join)
ANNOTATIONS = st.fixed_dictionaries({}, optional={"x": WORDS, PARTIAL_ANNOTATION: PARTIAL})
WRONG_ANNOTATIONS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.sampled_from(["x", [PARTIAL_ANNOTATION], 1]),
    st.fixed_dictionaries({PARTIAL_ANNOTATION: st.one_of(WORDS, st.none(), st.just(["cpu.cpuid"]))}),
)


@st.composite
def node_features(draw: st.DrawFn) -> dict[str, Any]:
    node = draw(NODES)
    spec: dict[str, Any] = draw(
        st.fixed_dictionaries(
            {}, optional={"features": FEATURES, "labels": st.dictionaries(LABELS, LABEL_VALUES, max_size=3)}
        )
    )
    return {
        "apiVersion": "nfd.k8s-sigs.io/v1alpha1",
        "kind": "NodeFeature",
        "metadata": {
            "annotations": draw(st.one_of(ANNOTATIONS, ANNOTATIONS, WRONG_ANNOTATIONS)),
            "name": draw(st.sampled_from([node, "a", "zz"])),
            "namespace": draw(st.sampled_from([NFD_NAMESPACE, "default"])),
            "labels": {"nfd.node.kubernetes.io/node-name": node},
        },
        **({"spec": spec} if draw(st.integers(0, 9)) else {}),
    }


TEXTS = st.dictionaries(LABELS, WORDS, max_size=3)


@st.composite
def plain_nodes(draw: st.DrawFn) -> dict[str, Any]:
    more = draw(st.fixed_dictionaries({}, optional={"labels": TEXTS, "annotations": TEXTS}))
    numbers = st.dictionaries(NAMES, st.one_of(WORDS, st.integers()), max_size=2)
    info = st.dictionaries(NAMES, st.one_of(WORDS, st.just({"capacity": 8})), max_size=3)
    status = st.fixed_dictionaries({}, optional={"nodeInfo": info, "capacity": numbers, "allocatable": TEXTS})
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": draw(NODES), **more},
        **draw(st.fixed_dictionaries({}, optional={"spec": TEXTS, "status": status})),
    }


OBJECTS = st.lists(st.one_of(node_features(), node_features(), plain_nodes(), FEATURES), min_size=1, max_size=4)
SOME = st.frozensets(NAMES, max_size=3)
ALL_DOMAINS = st.one_of(DOMAINS, st.sampled_from([*NODE_SECTIONS]))
WANTED = st.builds(
    Wanted,
    attributes=st.dictionaries(ALL_DOMAINS, st.one_of(SOME, st.frozensets(LABELS, max_size=3)), max_size=3),
    flags=st.dictionaries(ALL_DOMAINS, SOME, max_size=2),
    instances=st.dictionaries(DOMAINS, SOME, max_size=2),
    reported=st.frozensets(st.tuples(ALL_DOMAINS, st.sampled_from(["flags", "attributes", "instances"])), max_size=2),
)


class Selected:
    """A text read by pieces, in chunks of some size."""

    def __init__(self, name: str, data: bytes, wanted: Wanted | None, chunk: int = 7) -> None:
        self.data = data
        self.collected = Collected()
        self.gatherer = Gatherer(wanted, read_again=self.read_again)
        for piece in pieces(name, (data[at : at + chunk] for at in range(0, len(data), chunk))):
            if isinstance(piece, Refused):
                self.collected.add_refused(piece)
            else:
                self.gatherer.feed(piece, self.collected)

    def read_again(self, origin: Origin) -> bytes:
        return self.data[origin.start : origin.start + origin.size]

    def snapshots(self) -> list[Snapshot]:
        return list(self.gatherer.snapshots())

    def findings(self) -> list[Told]:
        return findings(self.collected.diagnostics(), self.collected.files())


class Told(NamedTuple):
    """What a reader is told of a finding, and where."""

    code: str
    message: str
    line: int
    last_line: int
    column: int
    last_column: int
    help: str
    notes: tuple[str, ...]
    labels: tuple[tuple[str, int], ...]


def findings(diagnostics: Iterable[Diagnostic], files: Mapping[str, SourceFile]) -> list[Told]:
    found = []
    for each in diagnostics:
        file = files.get(each.span.file) or SourceFile(each.span.file, "")
        start, end = file.position(each.span.start), file.position(each.span.end)
        if end.line - start.line >= limits.QUOTED_LINES:
            # Of a finding on many lines only the first are kept.
            end = start
        labels = [(label.message, files[label.span.file].position(label.span.start).line) for label in each.labels]
        # Of an object that was read before only the beginning is known, and not where it says its name.
        labels = [(message, 0 if message == READ_FIRST else line) for message, line in labels]
        found.append(
            Told(
                *(each.code, each.message, start.line, end.line, start.column, end.column),
                *(each.help, each.notes, tuple(labels)),
            )
        )
    return sorted(found)


def pruned(reading: Reading, wanted: Wanted | None) -> list[Snapshot]:
    """What selective reading must give: the full reader's snapshots without what nobody asked for."""
    snapshots = [msgspec.structs.replace(each, documents=()) for each in reading.snapshots]
    return snapshots if wanted is None else [wanted.pruned_snapshot(each) for each in snapshots]


def written(objects: list[dict[str, Any]], form: str, ascii_only: bool) -> tuple[str, str]:
    """A file's name and text."""
    compact: Any = {"separators": (",", ":"), "ensure_ascii": ascii_only}
    match form:
        case "lines":
            return "a.jsonl", "\r\n".join(json.dumps(each, **compact) for each in objects)
        case "values":
            return "a.json", "\n".join(json.dumps(each, **compact) for each in objects)
        case "indented values":
            return "<stdin>", "\n".join(json.dumps(each, indent=2, ensure_ascii=ascii_only) for each in objects)
        case "spaced":
            return "a.json", " ".join(json.dumps(each, ensure_ascii=ascii_only) for each in objects)
        case "flat values":
            return "a.json", "\n\n".join(json.dumps(each, indent=0) for each in objects)
        case "flat list":
            return "a.json", json.dumps({"kind": "List", "apiVersion": "v1", "items": objects}, indent=0)
        case "list" | "indented list":
            value = {"apiVersion": "v1", "items": objects, "kind": "List", "metadata": {"resourceVersion": "["}}
            more: Any = compact if form == "list" else {"indent": 4, "ensure_ascii": ascii_only}
            return "a.json", json.dumps(value, **more) + "\n"
        case _:
            return "a.yaml", yaml.safe_dump_all(objects, allow_unicode=not ascii_only, sort_keys=False)


FORMS = st.sampled_from(
    [*("lines", "values", "indented values", "flat values", "spaced"), *("list", "indented list", "flat list", "yaml")]
)


def without_columns(found: list[Told]) -> list[Told]:
    """Where a list stands on one line, columns count from the item."""
    return sorted(each._replace(column=0, last_column=0) for each in found)


@examples(400)
@given(OBJECTS, WANTED, FORMS, st.booleans(), st.integers(1, 200))
def test_what_is_wanted_is_what_the_full_reader_says(
    objects: list[dict[str, Any]], wanted: Wanted, form: str, ascii_only: bool, chunk: int
) -> None:
    name, text = written(objects, form, ascii_only)
    selected = Selected(name, text.encode(), wanted, chunk)
    full = read([SourceFile(name, text)], wanted=wanted)
    assert selected.snapshots() == pruned(full, wanted)
    assert without_columns(selected.findings()) == without_columns(findings(full.diagnostics, full.files))
    if form != "list":
        assert selected.findings() == findings(full.diagnostics, full.files)


@examples(100)
@given(OBJECTS, FORMS, st.booleans())
def test_without_saying_what_is_wanted_everything_is_read(
    objects: list[dict[str, Any]], form: str, ascii_only: bool
) -> None:
    name, text = written(objects, form, ascii_only)
    selected = Selected(name, text.encode(), None)
    full = read([SourceFile(name, text)])
    assert selected.snapshots() == pruned(full, None)
    assert selected.findings() == findings(full.diagnostics, full.files)


# What the full reader says when it is told what is wanted

ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, 1, 1.5, True, [], ["x"], {}, {"x": 1}, "x", {"elements": None}, {"attributes": {}}]
)


@st.composite
def odd_features(draw: st.DrawFn) -> dict[str, Any]:
    """A NodeFeature in which a few values are replaced by others, mostly of the wrong type."""
    value = copy.deepcopy(draw(node_features()))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(list(inner_paths(value)) or [()]))
        if path:
            holder: Any = value
            for step in path[:-1]:
                holder = holder[step]
            holder[path[-1]] = copy.deepcopy(draw(ODD))
    return value


def inner_paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in inside:
        yield (*path, step)
        yield from inner_paths(each, (*path, step))


def without_unwanted(value: dict[str, Any], wanted: Wanted) -> dict[str, Any]:
    """The same object, had its author left out what nobody asks for."""
    value = copy.deepcopy(value)
    spec = value.get("spec")
    if not isinstance(spec, dict):
        return value
    if not wanted.has("node.label"):
        spec.pop("labels", None)
    features = spec.get("features")
    for kind in ("flags", "attributes", "instances"):
        sets = features.get(kind) if isinstance(features, dict) else None
        if isinstance(sets, dict):
            for domain in [each for each in sets if not wanted.has(each)]:
                del sets[domain]
    return value


def told(found: list[Told]) -> list[tuple[str, str]]:
    return [(each.code, each.message) for each in found]


@examples(400)
@given(odd_features(), WANTED, st.sampled_from([None, 2]))
def test_what_is_not_wanted_is_as_if_it_were_not_there(
    value: dict[str, Any], wanted: Wanted, indent: int | None
) -> None:
    name, text = "a.json", json.dumps(value, indent=indent)
    less = read([SourceFile(name, json.dumps(without_unwanted(value, wanted)))])
    # A label may look into sections that are not there any more.
    assume("@" not in text)
    selected = Selected(name, text.encode(), wanted)
    assert selected.snapshots() == pruned(less, wanted)
    assert told(selected.findings()) == told(findings(less.diagnostics, less.files))


# Damaged texts


@st.composite
def damaged(draw: st.DrawFn, text: bytes) -> bytes:
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["insert", "remove", "repeat", "twice", "swap"]))
        at = draw(st.integers(0, len(text)))
        to = min(len(text), at + draw(st.integers(0, 30)))
        match kind:
            case "insert":
                bits = [
                    b'"',
                    b"\\",
                    b",",
                    b"{",
                    b"}",
                    b":",
                    b" ",
                    b"\n",
                    b"\xff",
                    b"\xc3",
                    b"\0",
                    b"\x01",
                    b"1",
                    b"null",
                ]
                bits += [
                    b'"a":{},',
                    b'"a":"b",',
                    b'"elements":{},',
                    b"\\u0061",
                    b"\\ud800",
                    b"\xef\xbb\xbf",
                    b"NaN",
                    b"[]",
                ]
                text = text[:at] + draw(st.sampled_from(bits)) + text[at:]
            case "remove":
                text = text[:at] + text[to:]
            case "repeat":
                text = text[:to] + draw(st.sampled_from([b"", b","])) + text[at:]
            case "twice":
                members = list(re.finditer(rb'"[^"]*" ?: ?(?:"[^"]*"|\{\})', text))
                if members:
                    member = draw(st.sampled_from(members))
                    text = text[: member.start()] + member.group() + b"," + text[member.start() :]
            case _:
                begin = text.find(b'"', at)
                end = text.find(b'"', begin + 1)
                if 0 <= begin < end:
                    text = (
                        text[:begin]
                        + draw(st.sampled_from([b"1", b"null", b'"kind"', b'"a"', b"{}"]))
                        + text[end + 1 :]
                    )
    return text


@st.composite
def damaged_objects(draw: st.DrawFn) -> bytes:
    value = draw(st.one_of(node_features(), plain_nodes(), FEATURES))
    separators = draw(st.sampled_from([(",", ":"), (", ", ": ")]))
    text = json.dumps(value, indent=draw(st.sampled_from([None, 1])), separators=separators, ensure_ascii=False)
    return draw(damaged(text.encode()))


def read_quickly(data: bytes, wanted: Wanted) -> bool:
    try:
        QuickReader(wanted, Sections(wanted)).read(Piece("a.json", data))
    except UnsureError:
        return False
    return True


def unread(text: str, wanted: Wanted) -> Iterator[tuple[int, int]]:
    """The places of values that are not looked into."""
    begin = len(text) - len(text.lstrip(" \t\r\n"))
    places = JsonPlaces(text, begin, len(text))
    value = json.loads(text)
    spec, metadata = value.get("spec") or {}, value.get("metadata") or {}
    of_node = [each for each in NODE_SECTIONS if wanted.has(each) and value.get("kind") == "Node"]
    read_of_node = {NODE_SECTIONS[each] for each in of_node}
    paths: list[tuple[str, ...]] = [("metadata", each) for each in metadata]
    paths += [("status", each) for each in value.get("status") or {}]
    paths = [each for each in paths if each not in read_of_node and each[1] not in ("name", "namespace")]
    if value.get("kind") == "NodeFeature":
        paths = [each for each in paths if each != ("metadata", "labels")]
        paths += [] if wanted.has("node.label") else [("spec", "labels")]
    if value.get("kind") == "Node":
        paths.append(("spec",))
    base: tuple[str, ...] = ("spec", "features") if value.get("kind") == "NodeFeature" else ()
    features = (spec.get("features") or {}) if base else value
    for kind in ("flags", "attributes", "instances"):
        paths += [(*base, kind, each) for each in features.get(kind) or {} if not wanted.has(each)]
    for path in paths:
        place = places.find(path)
        if place is not None:
            yield place.start, place.end


@examples(1500)
@given(damaged_objects(), WANTED)
def test_damaged_objects_are_read_as_the_full_reader_reads_them(data: bytes, wanted: Wanted) -> None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        assert {each.code for each in Selected("a.json", data, wanted).collected.diagnostics()} == {"cannot-read"}
        return
    assume("\0" not in text and not text.startswith("\ufeff"))
    full = read([SourceFile("a.json", text)], wanted=wanted)
    quick = read_quickly(data, wanted)
    event(f"read quickly: {quick}")
    target(float(quick))
    if quick and any(each.severity == "error" for each in full.diagnostics):
        (error,) = full.diagnostics
        assert error.code in ("duplicate-key", "invalid-json")
        assert any(start <= error.span.start < end for start, end in unread(text, wanted)), "only there nobody looked"
        return
    assert not (quick and full.diagnostics)
    selected = Selected("a.json", data, wanted)
    assert selected.snapshots() == pruned(full, wanted)
    if "\n{" in text:
        # Read as a stream, a line that begins like an object ends what came before, which then has words of its own.
        assert bool(selected.findings()) == bool(full.diagnostics)
    else:
        assert selected.findings() == findings(full.diagnostics, full.files)


@examples(300)
@given(st.lists(damaged_objects(), max_size=4), WANTED, st.integers(1, 100))
def test_a_damaged_line_leaves_the_others(lines: list[bytes], wanted: Wanted, chunk: int) -> None:
    lines = [each.replace(b"\n", b" ") for each in lines]
    data = b"\n".join(lines)
    assume(not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b")))
    selected = Selected("a.jsonl", data, wanted, chunk)
    alone = Gatherer(wanted, read_again=selected.read_again)
    collected = Collected()
    start = 0
    for number, line in enumerate(lines, 1):
        line += b"\n" if number < len(lines) else b""
        if line.strip():
            alone.feed(Piece("a.jsonl", line, "line", start, number), collected)
        start += len(line)
    assert selected.snapshots() == list(alone.snapshots())
    if any(each.strip() for each in lines):
        assert told(selected.findings()) == told(findings(collected.diagnostics(), collected.files()))
    for diagnostic in selected.collected.diagnostics():
        file = selected.collected.files().get(diagnostic.span.file) or SourceFile("", "")
        assert 1 <= file.position(diagnostic.span.start).line <= max(1, len(lines))


def is_text(data: bytes) -> bool:
    return b"\0" not in data and "\ufffd" not in data.decode("utf-8", "replace")


@st.composite
def damaged_fleets(draw: st.DrawFn) -> tuple[list[str], list[bytes]]:
    """The nodes of the objects that are whole, and all objects."""
    nodes, objects = [], []
    for number in range(draw(st.integers(1, 4))):
        if draw(st.booleans()):
            objects.append(draw(damaged_objects()))
        else:
            nodes.append(f"whole-{number}")
            node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": nodes[-1], "labels": {"a": "b"}}}
            objects.append(json.dumps(node, indent=draw(st.sampled_from([None, 1]))).encode())
    return nodes, objects


@examples(400)
@given(damaged_fleets(), WANTED, st.integers(1, 100), st.sampled_from(["a.json", "<stdin>"]))
def test_a_damaged_value_leaves_the_others(
    fleet: tuple[list[str], list[bytes]], wanted: Wanted, chunk: int, name: str
) -> None:
    nodes, objects = fleet
    data = b"\n".join(objects)
    assume(data.startswith(b"{"))
    # What begins with no `{` is read together with what stands before it, and bytes that are no text spoil both.
    assume(all(each.startswith(b"{") or is_text(each) for each in objects))
    selected = Selected(name, data, wanted, chunk)
    assert {*nodes} <= {*selected.gatherer.nodes()}
    sections = {"node.label": Section(attributes={"a": "b"})}
    for node in nodes:
        assert selected.gatherer.snapshot(node).sections == wanted.pruned_sections(sections)


@examples(300)
@given(st.one_of(st.binary(max_size=200), st.text('{}[]:,"\\ \n\r\tab1-é\ufeff').map(str.encode)), st.integers(1, 50))
def test_any_bytes_are_gathered_without_raising(data: bytes, chunk: int) -> None:
    for name in ("a.json", "a.jsonl", "a.yaml", "<stdin>"):
        for wanted in (None, Wanted({"a": frozenset("b")})):
            selected = Selected(name, data, wanted, chunk)
            for snapshot in selected.snapshots():
                assert snapshot.node
            files = selected.collected.files()
            for each in selected.collected.diagnostics():
                size = len(files[each.span.file].text) if each.span.file in files else 0
                assert 0 <= each.span.start <= each.span.end <= size


JSON_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), WORDS, st.integers()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(WORDS, inner, max_size=4)),
    max_leaves=12,
)


def count_strings(value: Any) -> int:
    if isinstance(value, dict):
        return sum(1 + count_strings(each) for each in value.values())
    return sum(map(count_strings, value)) if isinstance(value, list) else isinstance(value, str)


@examples(300)
@given(JSON_VALUES, st.booleans())
def test_strings_are_counted(value: Any, ascii_only: bool) -> None:
    assert strings(json.dumps(value, ensure_ascii=ascii_only).encode()) == count_strings(value)


@examples(300)
@given(st.lists(st.tuples(WORDS, JSON_VALUES), max_size=4), st.sampled_from([(",", ":"), (" , ", " :\n")]))
def test_a_key_too_many_is_noticed(members: list[tuple[str, Any]], separators: tuple[str, str]) -> None:
    comma, colon = separators
    text = "{" + comma.join(f"{json.dumps(key)}{colon}{json.dumps(each)}" for key, each in members) + "}"
    decoded = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    unique = len(decoded) == len(members)
    plain = all(json.dumps(key, ensure_ascii=False) == json.dumps(key) for key, _ in members)
    holds = holds_only(text.encode(), decoded)
    assert not holds or unique
    if plain and not any('"' in key for key, _ in members):
        assert holds == unique
    if members:
        _, *rest = decoded.items()
        assert not holds_only(text.encode(), dict(rest)), "one that was not expected"


# Reading again


@examples(200)
@given(OBJECTS, WANTED, st.sampled_from(["lines", "values", "list", "indented list", "yaml"]), st.booleans())
def test_reading_again_gives_everything(
    objects: list[dict[str, Any]], wanted: Wanted, form: str, ascii_only: bool
) -> None:
    name, text = written(objects, form, ascii_only)
    full = read([SourceFile(name, text)])
    assume(not full.diagnostics)
    selected = Selected(name, text.encode(), wanted)
    for snapshot in full.snapshots:
        known = selected.gatherer.objects(snapshot.node)
        again = snapshot_again([(each, selected.read_again(each.origin)) for each in known], wanted, NFD_NAMESPACE)
        (found,) = again.snapshots
        assert found.sections == snapshot.sections
        assert len(found.documents) == len(snapshot.documents)
        assert same_places(found, again, snapshot, full)


def same_places(found: Snapshot, again: Reading, snapshot: Snapshot, full: Reading) -> bool:
    one, other = Locator(found), Locator(snapshot)
    for domain, section in snapshot.sections.items():
        spans = [(one.domain(domain), other.domain(domain))]
        spans += [(one.element(domain, each), other.element(domain, each)) for each in section.attributes or ()]
        spans += [(one.element(domain, each), other.element(domain, each)) for each in section.flags or ()]
        for index, instance in enumerate(section.instances or ()):
            spans += [(one.instance(domain, index, each), other.instance(domain, index, each)) for each in instance]
        for here, there in spans:
            if here is None or there is None:
                assert here is there
                continue
            assert again.files[here.file].slice(here) == full.files[there.file].slice(there)
            line = again.files[here.file].position(here.start).line
            assert line == full.files[there.file].position(there.start).line
    return True
