"""Reading snapshots: nothing raises, formats agree, merging is what NFD's is, and places are where values stand."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from compatlang.snapshot import NFD_NAMESPACE, Reading, Section, read
from compatlang.snapshot.json_places import JsonPlaces
from compatlang.snapshot.locate import Locator
from compatlang.snapshot.read import natural
from compatlang.snapshot.tree import Parsed, Path
from compatlang.snapshot.yaml_tree import yaml_documents
from compatlang.source import SourceFile

FILES = st.sampled_from(["a.yaml", "a.yml", "a.json", "a.jsonl", "<stdin>"])
WORDS = st.text("abY01é😀.~ #:-'\"\\\n\t{}", max_size=6)
NAMES = st.text("abcxy", min_size=1, max_size=2)
DOMAINS = st.sampled_from(["kernel.version", "pci.device", "cpu.cpuid"])
FEATURES = st.fixed_dictionaries(
    {},
    optional={
        "flags": st.dictionaries(DOMAINS, st.fixed_dictionaries({"elements": st.dictionaries(NAMES, st.just({}))})),
        "attributes": st.dictionaries(DOMAINS, st.fixed_dictionaries({"elements": st.dictionaries(NAMES, WORDS)})),
        "instances": st.dictionaries(
            DOMAINS,
            st.fixed_dictionaries(
                {
                    "elements": st.lists(
                        st.fixed_dictionaries({"attributes": st.dictionaries(NAMES, WORDS, max_size=3)}), max_size=3
                    )
                }
            ),
        ),
    },
)


@st.composite
def node_features(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "apiVersion": "nfd.k8s-sigs.io/v1alpha1",
        "kind": "NodeFeature",
        "metadata": {
            "name": draw(st.sampled_from(["w", "a", "zz"])),
            "namespace": draw(st.sampled_from([NFD_NAMESPACE, "default", "zz"])),
            "labels": {"nfd.node.kubernetes.io/node-name": "w"},
        },
        "spec": {"features": draw(FEATURES)},
    }


def identity(value: dict[str, Any]) -> tuple[str, str]:
    return value["metadata"]["name"], value["metadata"]["namespace"]


OBJECTS = st.lists(node_features(), min_size=1, max_size=4, unique_by=identity)
SEED = """\
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeature
metadata:
  name: "w"  # größe
  labels: {nfd.node.kubernetes.io/node-name: w}
spec:
  features:
    flags: {cpu.cpuid: {elements: &e {AVX: {}, AES: }}}
    attributes:
      kernel.version:
        elements:
          full: "5.15.0"
          note: |
            several
            lines
      kernel.config: {elements: {<<: *e, NET: y}}
    instances:
      pci.device:
        elements:
        - attributes: {vendor: "10de"}
---
{"kind": "List", "apiVersion": "v1", "items": [{"kind": "Node", "apiVersion": "v1", "metadata": {"name": "w"}}]}
"""


def sound(result: Reading, text: str) -> None:
    """Places lie within the text, and every value has its line."""
    for diagnostic in result.diagnostics:
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(text)
        assert diagnostic.message.isprintable()
        diagnostic.message.encode()
    for snapshot in result.snapshots:
        locator = Locator(snapshot)
        for domain, section in snapshot.sections.items():
            assert locator.domain(domain)
            for name in section.attributes or ():
                if domain != "node.label":
                    assert locator.element(domain, name)
            for name in section.flags or ():
                assert locator.element(domain, name)
            for index, instance in enumerate(section.instances or ()):
                assert locator.instance(domain, index)
                assert all(locator.instance(domain, index, name) for name in instance)


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.text(), st.text("{}[]:,-&*!|>'\"%@`#?~<. \n\r\tab1\ufeff\x85\u2028\0\ud800", max_size=60)), FILES)
def test_any_text_is_read_without_raising(text: str, name: str) -> None:
    sound(read([SourceFile(name, text)]), text)


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200), FILES)
def test_any_bytes_are_read_without_raising(data: bytes, name: str) -> None:
    text = data.decode("utf-8", "surrogateescape")
    sound(read([SourceFile(name, text)]), text)


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        length = draw(st.integers(0, 12))
        middle = draw(st.one_of(st.just(""), st.text("{}[]:,-&*!|>'\"%#?~<. \n\r\tay1é😀\x85", max_size=4)))
        text = text[:at] + middle + text[at + length :]
    return text


JSON_SEED = json.dumps(yaml.safe_load_all(SEED).__next__(), indent=1) + "\n" + SEED.rpartition("---\n")[2]


@settings(deadline=None, max_examples=400)
@given(st.one_of(mutated(SEED), mutated(JSON_SEED)), FILES)
def test_damaged_documents_are_read_without_raising(text: str, name: str) -> None:
    sound(read([SourceFile(name, text)]), text)


@settings(deadline=None, max_examples=300)
@given(node_features(), st.sampled_from([None, 2]), st.booleans(), st.booleans())
def test_json_and_yaml_of_one_object_are_one_snapshot(
    value: dict[str, Any], indent: int | None, flow: bool, crlf: bool
) -> None:
    from_json = read([SourceFile("a.json", json.dumps(value, indent=indent))])
    text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=True)
    text = text.replace("\n", "\r\n") if crlf else text
    from_yaml = read([SourceFile("a.yaml", text)])
    assert from_json.snapshots[0].sections == from_yaml.snapshots[0].sections
    assert not from_json.diagnostics
    # PyYAML leaves some strings without quotes that NFD does not take for strings.
    assert {each.code for each in from_yaml.diagnostics} <= {"unquoted-value"}
    sound(from_yaml, text)


def naive(objects: list[dict[str, Any]]) -> dict[str, Section]:
    """Merging as NFD's documentation tells it: sort, then go through everything one by one."""
    objects = sorted(
        objects,
        key=lambda each: (
            each["metadata"]["namespace"] != NFD_NAMESPACE,
            each["metadata"]["name"],
            each["metadata"]["namespace"],
        ),
    )
    found: dict[str, dict[str, Any]] = {}
    for each in objects:
        for kind, domains in each["spec"]["features"].items():
            for domain, feature_set in domains.items():
                into = found.setdefault(domain, {}).setdefault(kind, [] if kind == "instances" else {})
                if kind == "instances":
                    into.extend(element["attributes"] for element in feature_set["elements"])
                else:
                    for name, value in feature_set["elements"].items():
                        into[name] = value
    return {
        domain: Section(
            frozenset(kinds["flags"]) if "flags" in kinds else None,
            kinds.get("attributes"),
            tuple(kinds["instances"]) if "instances" in kinds else None,
        )
        for domain, kinds in found.items()
    }


@settings(deadline=None, max_examples=300)
@given(OBJECTS, st.randoms(), st.sampled_from(["files", "list", "lines"]))
def test_merging_is_nfds_whatever_the_order(objects: list[dict[str, Any]], random: Any, form: str) -> None:
    shuffled = random.sample(objects, len(objects))
    match form:
        case "files":
            files = [SourceFile(f"{index}.json", json.dumps(each)) for index, each in enumerate(shuffled)]
        case "list":
            files = [SourceFile("a.json", json.dumps({"kind": "List", "apiVersion": "v1", "items": shuffled}))]
        case _:
            files = [SourceFile("a.jsonl", "\n".join(map(json.dumps, shuffled)))]
    result = read(files)
    assert not result.diagnostics
    (snapshot,) = result.snapshots
    assert snapshot.sections == naive(objects)
    locator = Locator(snapshot)
    for domain, section in snapshot.sections.items():
        for index, instance in enumerate(section.instances or ()):
            for name, value in instance.items():
                span = locator.instance(domain, index, name)
                assert span is not None
                assert json.dumps(value) in result.files[span.file].slice(span)
        for name, value in (section.attributes or {}).items():
            span = locator.element(domain, name)
            assert span is not None
            assert json.dumps(value) in result.files[span.file].slice(span)


JSON_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), WORDS, st.integers(), st.floats(allow_nan=False, allow_infinity=False)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(WORDS, inner, max_size=4)),
    max_leaves=12,
)


def every_path(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(path, value), *(found for step, each in inside for found in every_path(each, (*path, step)))]


@settings(deadline=None)
@given(JSON_VALUES, st.sampled_from([None, 1]), st.booleans())
def test_places_of_json_values(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = " \r\n" + json.dumps(value, indent=indent, ensure_ascii=ascii_only) + " "
    places = JsonPlaces(text, 3, len(text) - 1)
    for path, each in every_path(value):
        place = places.find(path)
        assert place is not None
        assert json.loads(text[place.start : place.end]) == each
        if path and isinstance(path[-1], str):
            assert json.loads(text[place.key_start : place.key_end]) == path[-1]
    assert places.find((*every_path(value)[-1][0], "none")) is None


@settings(deadline=None)
@given(JSON_VALUES, st.booleans())
def test_places_of_yaml_values(value: Any, flow: bool) -> None:
    dumped = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=True, sort_keys=False)
    text = "# größe 😀\r\n---\r\n" + dumped
    documents = list(yaml_documents(SourceFile("a.yaml", text)))
    if not all(isinstance(each, Parsed) for each in documents):
        # A key that PyYAML writes as null or as `<<` is none to us.
        assert re.search(r"~|<<|null|\?", text)
        return
    parsed = documents[-1]
    assert isinstance(parsed, Parsed)
    for path, each in every_path(value):
        place = parsed.places.find(path)
        assert place is not None
        written = text[place.start : place.end]
        assert not written.endswith((" ", "\n")), "an end is trimmed"
        if isinstance(each, str) and each.isalnum():
            assert yaml.safe_load(written) == each


@given(st.lists(st.text("ab01", min_size=1, max_size=5)))
def test_natural_order_is_total_and_counts(names: list[str]) -> None:
    assert sorted(set(names), key=natural) == sorted(sorted(set(names), reverse=True), key=natural)


@pytest.mark.parametrize("name", ["a.yaml", "a.json", "a.jsonl"])
@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "{",
        '{"a":',
        "- ",
        "? ",
        "{a: ",
        "\n",
        "a: b\n",
        "---\n",
        "[\n",
        "{\n",
        '"',
        "'",
        "&a ",
        "!a ",
        "%TAG !a! b\n",
        "#",
        "9",
        "a",
        "é",
        '"\\',
        "{{",
        "| ",
        "*a\n",
        "--- a\n",
        "...\n",
        "\ufeff",
        "{}",
        "NaN",
        '"a"\n',
        "\t",
        ",\n",
    ],
)
def test_long_repetitions_neither_raise_nor_hang(name: str, piece: str) -> None:
    text = piece * ((1 << 18) // len(piece))
    sound(read([SourceFile(name, text)]), text)
