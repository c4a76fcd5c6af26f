"""What is refused, in which words and at which line, and what is left unknown."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from compatlang import limits
from compatlang.diagnostics import Diagnostic
from compatlang.snapshot import Reading, Section, read, tree
from compatlang.source import SourceFile

HEAD = "apiVersion: nfd.k8s-sigs.io/v1alpha1\nkind: NodeFeature\nmetadata: {name: w}\n"
FEATURES = HEAD + "spec:\n  features:\n"
GOOD = HEAD + "spec: {features: {flags: {a.b: {elements: {x: {}}}}}}\n"


def reading(text: str, name: str = "a.yaml") -> Reading:
    return read([SourceFile(name, text)])


def line(result: Reading, diagnostic: Diagnostic) -> int:
    return result.files[diagnostic.span.file].position(diagnostic.span.start).line


def slice_of(result: Reading, diagnostic: Diagnostic) -> str:
    return result.files[diagnostic.span.file].slice(diagnostic.span)


class Refusal(NamedTuple):
    text: str
    code: str
    line: int
    message: str
    name: str = "a.yaml"


REFUSALS = [
    Refusal(
        "apiVersion: nfd.k8s-sigs.io/v1alpha1\nkind: NodeFeatureRule\n",
        "not-a-snapshot",
        2,
        "a `NodeFeatureRule` is a rule, not a snapshot",
    ),
    Refusal("kind: NodeFeatureRuleList\n", "not-a-snapshot", 1, "a `NodeFeatureRuleList` is a rule, not a snapshot"),
    Refusal(
        "kind: NodeFeatureGroup\n", "not-a-snapshot", 1, "a `NodeFeatureGroup` is a group of nodes, not a snapshot"
    ),
    Refusal("version: v1\ncompatibilities: []\n", "not-a-snapshot", 2, "an image-compatibility spec is not a snapshot"),
    Refusal("a/b: 'true'\nc: d\n", "not-a-snapshot", 1, "labels alone, without a Node object"),
    Refusal('{"a/b": "true"}', "not-a-snapshot", 1, "labels alone, without a Node object", "a.json"),
    Refusal("a: b\nkind: Snapshot\n", "not-a-snapshot", 2, "unknown kind `Snapshot`"),
    Refusal("metadata: {}\n", "not-a-snapshot", 1, "the document has no `kind`"),
    Refusal("{}", "not-a-snapshot", 1, "an empty mapping is not a snapshot"),
    Refusal("\n\nhello\n", "not-a-snapshot", 3, "the text `hello` is not a snapshot"),
    Refusal("12\n", "not-a-snapshot", 1, "`12` is not a snapshot"),
    Refusal("true", "not-a-snapshot", 1, "`true` is not a snapshot", "a.json"),
    Refusal("- a\n- b\n", "not-a-snapshot", 1, "a list is not a snapshot"),
    Refusal("kind: [a]\n", "not-a-snapshot", 1, "the `kind` must be a text, found a list"),
    Refusal("kind: Node\n", "not-a-snapshot", 1, "the `Node` has no `apiVersion`"),
    Refusal(
        "kind: Node\napiVersion: v2\n", "unsupported-version", 2, "`Node` in version `v2` cannot be read, only in `v1`"
    ),
    Refusal("kind: Node\napiVersion: {}\n", "not-a-snapshot", 2, "the `apiVersion` must be a text, found a mapping"),
    Refusal(
        "kind: NodeFeature\napiVersion: example.com/v1\n",
        "not-a-snapshot",
        2,
        "a `NodeFeature` of the group `example.com` is not known",
    ),
    Refusal(
        "kind: NodeFeature\napiVersion: nfd.k8s-sigs.io/v1beta1\n",
        "unsupported-version",
        2,
        "`NodeFeature` in version `nfd.k8s-sigs.io/v1beta1` cannot be read, only in `nfd.k8s-sigs.io/v1alpha1`",
    ),
    Refusal(
        "kind: List\napiVersion: v1\nitems:\n- kind: List\n  apiVersion: v1\n",
        "not-a-snapshot",
        4,
        "a `List` stands inside a `List`",
    ),
    Refusal("kind: List\napiVersion: v1\nitems:\n- 1\n", "not-a-snapshot", 4, "`1` is not a snapshot"),
    Refusal(
        "kind: List\napiVersion: v1\nitems: {}\n",
        "malformed-section",
        3,
        "the `items` of a `List` must be a list, found a mapping",
    ),
    Refusal("", "not-a-snapshot", 1, "the file is empty"),
    Refusal(" \n", "not-a-snapshot", 1, "the file is empty", "a.jsonl"),
    Refusal("---\n# nothing\n---\n", "not-a-snapshot", 1, "the file has nothing but comments"),
    Refusal(
        "a: 1\n{{- if .Values.x }}\nb: 2\n{{ end }}\n",
        "not-a-snapshot",
        2,
        "a template is not a snapshot: `{{` has not been filled in",
    ),
    Refusal("kind: {{ .x }}\n", "not-a-snapshot", 1, "a template is not a snapshot: `{{` has not been filled in"),
    Refusal('kind: "{{ .x }}"\n', "not-a-snapshot", 1, "a template is not a snapshot: `{{` has not been filled in"),
    Refusal("{{ .x }}", "not-a-snapshot", 1, "a template is not a snapshot: `{{` has not been filled in", "<stdin>"),
    Refusal(HEAD.replace("name: w", ""), "missing-node-name", 3, "the object does not say which node it speaks of"),
    Refusal("kind: Node\napiVersion: v1\n", "missing-node-name", 1, "the object does not say which node it speaks of"),
    Refusal("a: 1\nb:\n  c: 1\n  c: 2\n", "duplicate-key", 4, "the key `c` stands twice in one mapping"),
    Refusal("a: &a {x: 1}\nb:\n  <<: *a\n  <<: *a\n", "duplicate-key", 4, "the key `<<` stands twice in one mapping"),
    Refusal(
        "a: &a {x: 1}\nb:\n  <<: *a\n  y: 1\n  y: 2\n", "duplicate-key", 5, "the key `y` stands twice in one mapping"
    ),
    Refusal(
        '{"a": 1,\n"b": 1,\n"\\u0061": 2}', "duplicate-key", 3, "the key `a` stands twice in one mapping", "a.json"
    ),
    Refusal(
        '{"a": [{"a": 1}, {"a": 1,\n"a": 1}]}', "duplicate-key", 2, "the key `a` stands twice in one mapping", "a.json"
    ),
    Refusal("a:\n\t- b\n", "invalid-yaml", 2, "a tab indents the line"),
    Refusal("a: 'b\n", "invalid-yaml", 1, "the file ends too early to be YAML: found unexpected end of stream"),
    Refusal("a: [b\nc: d\n", "invalid-yaml", 2, "the document is not YAML: did not find expected `,` or `]`"),
    Refusal("a: \x01", "invalid-yaml", 1, "the character U+0001 is not allowed in YAML"),
    Refusal("a: *b", "invalid-yaml", 1, "the alias `*b` has no anchor before it"),
    Refusal("a: &b [*b]", "invalid-yaml", 1, "the alias `*b` stands inside the value that it repeats"),
    Refusal("a:\n  <<: 1", "invalid-yaml", 2, "`<<` brings in mappings, and this is none"),
    Refusal("[a]: b", "invalid-yaml", 1, "the key of a mapping must be a text"),
    Refusal("~: b", "invalid-yaml", 1, "the key of a mapping must be a text"),
    Refusal("a: !!binary aGk=", "invalid-yaml", 1, "the tag `!!binary` is not known"),
    Refusal("!!python/object:os.system {}", "invalid-yaml", 1, "the tag `!!python/object:os.system` is not known"),
    Refusal("- !x {}", "invalid-yaml", 1, "the tag `!x` is not known"),
    Refusal('{"a": NaN}', "invalid-json", 1, "`NaN` is not a JSON value", "a.json"),
    Refusal('{"a": [-Infinity]}', "invalid-json", 1, "`-Infinity` is not a JSON value", "a.json"),
    Refusal(
        '{"a": "\\ud800"}', "invalid-json", 1, "the text has half a surrogate pair, which is no character", "a.json"
    ),
    Refusal('{"a":\n["b",]}', "invalid-json", 2, "a `,` stands behind the last item", "a.json"),
    Refusal('{"a": {"b": 1 , }}', "invalid-json", 1, "a `,` stands behind the last item", "a.json"),
    Refusal('{"a":\n[,]}', "invalid-json", 2, "found `,` where JSON expects a value", "a.json"),
    Refusal('{"a" 1}', "invalid-json", 1, "found `1` where JSON expects a `:` after the key", "a.json"),
    Refusal(
        '{"a": 1 "b"',
        "invalid-json",
        1,
        'found `"` where JSON expects a `,` or the end of the list or mapping',
        "a.json",
    ),
    Refusal("{a: 1}", "invalid-json", 1, "found `a` where JSON expects a key in double quotes", "a.json"),
    Refusal('{"a":\n {"b": 1', "invalid-json", 2, "the file ends inside a JSON value", "a.json"),
    Refusal('{"a": "b', "invalid-json", 1, "a string begins here and never ends", "a.json"),
    Refusal('{"a": "\x01"}', "invalid-json", 1, "a string has the control character U+0001", "a.json"),
    Refusal('{"a": "\\x"}', "invalid-json", 1, "a string has an escape that JSON does not know", "a.json"),
    Refusal("\n[1", "invalid-json", 2, "the file ends inside a JSON value", "<stdin>"),
    Refusal("a: b\0", "cannot-read", 1, "a NUL character: the file is not text"),
    Refusal("a: \ud800", "cannot-read", 1, "half a surrogate pair, U+D800, is no character"),
    Refusal(
        "{a: " * 65 + "1" + "}" * 65, "snapshot-limit", 1, "more than 64 lists and mappings stand inside one another"
    ),
    Refusal(
        '{"a":' * 65 + "1" + "}" * 65,
        "snapshot-limit",
        1,
        "more than 64 lists and mappings stand inside one another",
        "a.json",
    ),
    Refusal("[" * 100_000, "snapshot-limit", 1, "more than 64 lists and mappings stand inside one another", "a.json"),
    Refusal(
        "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{x: *a{n - 1}}}\n" for n in range(1, 100)),
        "snapshot-limit",
        64,
        "more than 64 lists and mappings stand inside one another",
    ),
    Refusal(
        "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)),
        "snapshot-limit",
        6,
        "the document has more than 1000000 values",
    ),
    Refusal("%TAG !a! b\n" * 70 + "---\na: 1\n", "snapshot-limit", 1, "the document has more than 64 directives"),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.message[:40])
def test_refusals(refusal: Refusal) -> None:
    result = reading(refusal.text, refusal.name)
    (found,) = result.diagnostics
    assert (found.message, found.code, found.severity) == (refusal.message, refusal.code, "error")
    assert line(result, found) == refusal.line
    assert not result.snapshots
    assert 0 <= found.span.start <= found.span.end <= len(refusal.text)


def test_messages_follow_the_style() -> None:
    for refusal in REFUSALS:
        for each in reading(refusal.text, refusal.name).diagnostics:
            for text in filter(None, (each.message, each.help)):
                assert text[0] == "`" or text[0].islower() or text.startswith("JSON")
                assert not text.endswith(".")


def test_nesting_up_to_the_limit_is_read() -> None:
    for name, opening in (("a.yaml", "{a: "), ("a.json", '{"a": ')):
        text = opening * limits.NESTING + "1" + "}" * limits.NESTING
        assert [each.message for each in reading(text, name).diagnostics] == ["the document has no `kind`"]


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_a_document_past_the_size_limit_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SNAPSHOT_BYTES", 1 << 20)
    text = '{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n", "labels": {"a": "%s"}}}' % ("é" * (1 << 19))
    result = reading(text, name)
    assert [each.message for each in result.diagnostics] == ["the document is larger than 1 MiB"]
    assert not result.snapshots


def test_a_json_list_may_be_as_large_as_its_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SNAPSHOT_BYTES", 200)
    node = '{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n%d", "labels": {}}}'
    items = ", ".join(node % each for each in range(9))
    text = f'{{"kind": "List", "apiVersion": "v1", "items": [{items}]}}'
    assert len(reading(text, "a.json").snapshots) == 9


def test_documents_around_a_broken_one_are_read() -> None:
    other = GOOD.replace("name: w", "name: m")
    for broken in ("a: [x\n", "a: 'x\n", 'a: "x\n', "\ta: b\n", "a: b: c\n", "a: 1\na: 2\n", "kind: x\n"):
        result = reading(f"{GOOD}---\n{broken}---\n{other}")
        assert [each.node for each in result.snapshots] == ["m", "w"], broken
        assert len(result.diagnostics) == 1


def test_directives_belong_to_the_document_behind_them() -> None:
    result = reading(f"%YAML 1.1\n---\n{GOOD}...\n# more\n%YAML 1.1\n---\n{GOOD.replace('name: w', 'name: m')}")
    assert not result.diagnostics
    assert [each.node for each in result.snapshots] == ["m", "w"]


def test_values_around_a_broken_one_are_read() -> None:
    node = '{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "%s"}}'
    text = f'{node % "a"}\n{{"a": \n{node % "b"}x\n{node % "c"}\n'
    assert [each.node for each in reading(text, "a.json").snapshots] == ["a", "c"]


def test_a_bad_line_of_json_lines_leaves_the_others() -> None:
    node = '{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "%s"}}'
    text = f'{node % "a"}\n{{"b": \n\n{node % "c"} {{}}\nnope\n{node % "d"}'
    result = reading(text, "a.jsonl")
    assert [each.node for each in result.snapshots] == ["a", "d"]
    assert [(line(result, each), each.message) for each in result.diagnostics] == [
        (2, "the line ends inside a JSON value"),
        (4, "a second value stands on the line"),
        (5, "found `n` where JSON expects a value"),
    ]


def test_reading_stops_after_many_errors_of_one_json_text() -> None:
    result = reading("{\n" * 1000, "a.json")
    assert result.diagnostics[-1].message == "more than 100 errors: the rest of the file is not read"
    assert len(result.diagnostics) == 101


class Unknown(NamedTuple):
    """A part that cannot be understood, in the features from line 6 on, and what is left of its section."""

    text: str
    section: str
    left: Section
    line: int
    message: str


UNKNOWN = [
    Unknown("flags: {a.b: {elements: {x: {}, k: 1}}}", "a.b", Section(flags=frozenset({"x"}), partial=True), 6,
            "the flag `k` must stand with `{}`, found `1`"),
    Unknown("flags: {a.b: {elements: [x]}}", "a.b", Section(flags=frozenset(), partial=True), 6,
            "the flags of `a.b` must be a mapping of names, found a list"),
    Unknown("flags: {a.b: [x]}", "a.b", Section(flags=frozenset(), partial=True), 6,
            "`a.b` must be a mapping, found a list"),
    Unknown("flags: {a.b: {x: {}}}", "a.b", Section(flags=frozenset(), partial=True), 6, "`a.b` has no `elements`"),
    Unknown("attributes:\n      a.b:\n        elements:\n          x: '1'\n          k:\n", "a.b",
            Section(attributes={"x": "1"}, partial=True), 10, "`k` has no value"),
    Unknown("attributes: {a.b: {elements: {x: '1', k: [1]}}}", "a.b", Section(attributes={"x": "1"}, partial=True), 6,
            "the value of `k` must be a text, found a list"),
    Unknown("attributes: {a.b: {elements: x}}", "a.b", Section(attributes={}, partial=True), 6,
            "`elements` must be a mapping of names to texts, found the text `x`"),
    Unknown("instances: {a.b: {elements: {x: 1}}}", "a.b", Section(instances=(), partial=True), 6,
            "the instances of `a.b` must be a list, found a mapping"),
    Unknown("instances: {a.b: {elements: [{attributes: {x: '1'}}, 7]}}", "a.b",
            Section(instances=({"x": "1"},), partial=True), 6, "an instance must have `attributes`, found `7`"),
    Unknown("instances: {a.b: {elements: [{vendor: x}]}}", "a.b", Section(instances=(), partial=True), 6,
            "an instance must have `attributes`, found a mapping"),
    Unknown("instances:\n      a.b:\n        elements:\n        - attributes:\n            x: '1'\n            k: ~\n",
            "a.b", Section(instances=(), partial=True), 11, "`k` has no value"),
    Unknown("instances: {a.b: {elements: [{attributes: []}]}}", "a.b", Section(instances=(), partial=True), 6,
            "the attributes must be a mapping, found a list"),
    Unknown("flags: []\n    attributes: {a.b: {elements: {x: '1'}}}", "a.b",
            Section(attributes={"x": "1"}, partial=True), 6, "`flags` must be a mapping, found a list"),
    Unknown("attributes: {node.label: {elements: {}}, a.b: {elements: {}}}", "a.b", Section(attributes={}), 6,
            "`node.label` comes from the Kubernetes API, not from NFD"),
]  # fmt: skip


@pytest.mark.parametrize("case", UNKNOWN, ids=lambda case: case.message)
def test_what_cannot_be_understood_is_unknown_and_never_absent(case: Unknown) -> None:
    result = reading(FEATURES + "    " + case.text)
    (found,) = result.diagnostics
    assert (found.code, found.message, line(result, found)) == ("malformed-section", case.message, case.line)
    (snapshot,) = result.snapshots
    assert snapshot.sections == {case.section: case.left}


@pytest.mark.parametrize("text", ["spec: 1\n", "spec: {features: []}\n", "spec: {features: {flags: 3}}\n"])
def test_an_object_that_cannot_be_understood_makes_every_section_of_its_node_partial(text: str) -> None:
    result = read(
        [
            SourceFile("a.yaml", GOOD),
            SourceFile(
                "b.yaml", HEAD.replace("{name: w}", "{name: o, labels: {nfd.node.kubernetes.io/node-name: w}}") + text
            ),
        ]
    )
    assert [each.code for each in result.diagnostics] == ["malformed-section"]
    (snapshot,) = result.snapshots
    assert snapshot.sections == {"a.b": Section(flags=frozenset({"x"}), partial=True)}


UNQUOTED = [
    ("0302", "0302", "but NFD reads it as `194`"),
    ("1.10", "1.10", "but NFD reads it as `1.1`"),
    ("1e52", "1e52", "but NFD reads it as `1e+52`"),
    ("y", "y", "but NFD reads it as `true`"),
    ("No", "No", "but NFD reads it as `false`"),
    ("true", "true", "but Kubernetes wants a text"),
    ("6", "6", "but Kubernetes wants a text"),
    ("0x" + "f" * 20, "0x" + "f" * 20, "but NFD cannot read it"),
]


@pytest.mark.parametrize(("written", "value", "elsewhere"), UNQUOTED)
def test_a_value_without_quotes_is_taken_as_written(written: str, value: str, elsewhere: str) -> None:
    result = reading(FEATURES + f"    attributes:\n      a.b:\n        elements:\n          x: {written}\n")
    (found,) = result.diagnostics
    assert found.severity == "warning"
    assert found.message == f"`{written}` is not quoted: it is taken as written here, {elsewhere}"
    assert found.help == f'write `"{written}"`'
    assert (line(result, found), slice_of(result, found)) == (9, written)
    (snapshot,) = result.snapshots
    assert snapshot.sections["a.b"] == Section(attributes={"x": value})


@pytest.mark.parametrize("plain", ["5.15.0", "m", "2021-07-01", "1:30", "0.8.12", "5.15.0-91-generic", "10de", "yesno"])
def test_a_string_needs_no_quotes(plain: str) -> None:
    result = reading(FEATURES + f"    attributes: {{a.b: {{elements: {{x: {plain}}}}}}}")
    assert not result.diagnostics
    assert result.snapshots[0].sections["a.b"].attributes == {"x": plain}


def test_one_warning_speaks_of_a_whole_section() -> None:
    values = "".join(f"          k{each}: y\n" for each in range(9))
    result = reading(FEATURES + f"    attributes:\n      a.b:\n        elements:\n{values}")
    (found,) = result.diagnostics
    assert found.notes == ("`k1`, `k2`, `k3`, `k4`, `k5` and 3 more should be quoted as well",)


def test_json_numbers_and_truth_values_are_taken_as_written() -> None:
    text = '{"attributes": {"a.b": {"elements": {"x": 1.10, "y": true, "z": 123456789012345678901234567890}}}}'
    result = reading(text, "a.json")
    assert [each.code for each in result.diagnostics] == ["unquoted-value"]
    assert result.snapshots[0].sections["a.b"].attributes == {
        "x": "1.10",
        "y": "true",
        "z": "123456789012345678901234567890",
    }


def test_a_name_without_quotes_is_taken_as_written() -> None:
    result = reading(FEATURES + "    flags: {a.b: {elements: {on: {}}}}")
    (found,) = result.diagnostics
    assert found.message == "`on` is not quoted: it is taken as written here, but NFD reads it as `true`"
    assert result.snapshots[0].sections["a.b"].flags == frozenset({"on"})
    assert all(type(name) is str for name in result.snapshots[0].sections["a.b"].flags or ())


def test_a_long_word_is_cut_short_in_messages() -> None:
    (found,) = reading(f'{{"kind": "{"x" * 1000}\\u0007"}}', "a.json").diagnostics
    assert len(found.message) < 100
    assert tree.shown("a\x07b\n") == "a\\x07b\\n"


def test_the_same_object_twice_counts_once() -> None:
    text = FEATURES + "    instances: {a.b: {elements: [{attributes: {x: '1'}}]}}\n"
    result = read([SourceFile("a.yaml", text), SourceFile("b.yaml", text.replace("'1'", "'2'"))])
    (found,) = result.diagnostics
    assert (found.code, found.severity, found.span.file) == ("duplicate-object", "warning", "b.yaml")
    assert found.message == "the NodeFeature `w` was read before: this one counts, the earlier one does not"
    assert found.labels[0].span.file == "a.yaml"
    (snapshot,) = result.snapshots
    assert snapshot.sections["a.b"].instances == ({"x": "2"},)
    assert [each.file.name for each in snapshot.documents] == ["b.yaml"]
