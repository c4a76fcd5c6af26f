"""Documents as NFD decodes them. The expected values are what sigs.k8s.io/yaml v1.6.0 did, run by Go with the same types."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang import limits
from compatlang.nfd.go.types import Bool, Int, List, Map, Ptr, Raw, Str, Struct, zero
from compatlang.nfd.go.yaml import Diagnostics, Document, decode
from tests.strategies import examples

YAML = "error converting YAML to JSON: yaml: "
JSONABLE = "error converting YAML to JSON: "
JSON = "error unmarshaling JSON: while decoding JSON: json: "

EXPRESSION = Struct(
    {"op": Str("main.MatchOp"), "value": List(Str(), "main.MatchValue"), "type": Str()}, "main.MatchExpression"
)
TERM = Struct(
    {
        "feature": Str(),
        "matchExpressions": Ptr(Map(Ptr(EXPRESSION), "main.MatchExpressionSet")),
        "matchName": Ptr(EXPRESSION),
    },
    "main.FeatureMatcherTerm",
)
TERMS = List(TERM, "main.FeatureMatcher")
ANY = Struct({"matchFeatures": TERMS}, "main.MatchAnyElem")
RULE = Struct(
    {"name": Str(), "vars": Map(Str()), "varsTemplate": Str(), "matchFeatures": TERMS, "matchAny": List(ANY)},
    "main.GroupRule",
)
SET = Struct({"rules": List(RULE), "weight": Int(), "tag": Str(), "description": Str()}, "main.Compatibility")
SPEC = Struct(
    {
        "kind": Str(),
        "apiVersion": Str(),
        "version": Str(),
        "compatibilities": List(SET),
        "flag": Bool(),
        "any": Raw(),
        "attributes": Map(Str()),
    },
    "main.Spec",
    {"kind": "TypeMeta", "apiVersion": "TypeMeta"},
)

DOCUMENTS: list[tuple[str, str, dict[str, Any]]] = [
    ("first document only", "version: a\n---\nversion: b\n", {"version": "a"}),
    ("an empty text", "", {}),
    ("comments only", "# x\n", {}),
    ("null", "~", {}),
    ("names of any case", "Version: a\nCOMPATIBILITIES: []\n", {"compatibilities": [], "version": "a"}),
    ("two cases of one name", "version: b\nVersion: a\nVERSION: c\n", {"version": "b"}),
    ("the Kelvin sign and the long s", "\u212aind: a\nver\u017fion: b\n", {"kind": "a", "version": "b"}),
    ("unknown names", "versions: x\n", {}),
    ("the same key twice", "version: a\nversion: b\n", {"version": "b"}),
    ("empty and absent lists", "compatibilities: []\n", {"compatibilities": []}),
    (
        "null in lists and mappings",
        "compatibilities: [~, {rules: [~]}]\nattributes: {a: ~}\n",
        {
            "attributes": {"a": ""},
            "compatibilities": [
                {"description": "", "rules": None, "tag": "", "weight": 0},
                {
                    "description": "",
                    "rules": [{"matchAny": None, "matchFeatures": None, "name": "", "vars": None, "varsTemplate": ""}],
                    "tag": "",
                    "weight": 0,
                },
            ],
        },
    ),
    (
        "a null expression",
        "compatibilities: [{rules: [{matchFeatures: [{matchExpressions: {AVX: }}]}]}]\n",
        {
            "compatibilities": [
                {
                    "description": "",
                    "rules": [
                        {
                            "matchAny": None,
                            "matchFeatures": [{"feature": "", "matchExpressions": {"AVX": None}, "matchName": None}],
                            "name": "",
                            "vars": None,
                            "varsTemplate": "",
                        }
                    ],
                    "tag": "",
                    "weight": 0,
                }
            ]
        },
    ),
    (
        "an empty mapping of expressions",
        "compatibilities: [{rules: [{matchFeatures: [{matchExpressions: {}}]}]}]\n",
        {
            "compatibilities": [
                {
                    "description": "",
                    "rules": [
                        {
                            "matchAny": None,
                            "matchFeatures": [{"feature": "", "matchExpressions": {}, "matchName": None}],
                            "name": "",
                            "vars": None,
                            "varsTemplate": "",
                        }
                    ],
                    "tag": "",
                    "weight": 0,
                }
            ]
        },
    ),
    (
        "an absent mapping of expressions",
        "compatibilities: [{rules: [{matchFeatures: [{feature: a}]}]}]\n",
        {
            "compatibilities": [
                {
                    "description": "",
                    "rules": [
                        {
                            "matchAny": None,
                            "matchFeatures": [{"feature": "a", "matchExpressions": None, "matchName": None}],
                            "name": "",
                            "vars": None,
                            "varsTemplate": "",
                        }
                    ],
                    "tag": "",
                    "weight": 0,
                }
            ]
        },
    ),
    (
        "lists decoded into lists",
        "compatibilities: [{tag: a, weight: 1}, {tag: b}]\nCompatibilities: [{weight: 2}]\n",
        {
            "compatibilities": [
                {"description": "", "rules": None, "tag": "a", "weight": 1},
                {"description": "", "rules": None, "tag": "b", "weight": 0},
            ]
        },
    ),
    (
        "mappings decoded into mappings",
        "attributes: {a: x, b: y}\nAttributes: {b: z}\n",
        {"attributes": {"a": "x", "b": "true"}},
    ),
    (
        "keys that are no texts",
        "attributes: {1: a, 0x2: b, 1.50: c, yes: d, 1e6: e, .inf: f, 2020-01-01: g}\n",
        {"attributes": {".inf": "f", "1": "a", "1.5": "c", "1e+06": "e", "2": "b", "2020-01-01": "g", "true": "d"}},
    ),
    ("a merge", "any: {<<: {a: 1, b: 2}, b: 3}\n", {"any": {"a": 1, "b": 3}}),
    ("a merge behind the key", "any: {b: 3, <<: {a: 1, b: 2}}\n", {"any": {"a": 1, "b": 2}}),
    ("a merge of several", "any: {<<: [{a: 1}, {a: 2, b: 2}]}\n", {"any": {"a": 1, "b": 2}}),
    ("a quoted merge sign", 'any: {"<<": {a: 1}}\n', {"any": {"<<": {"a": 1}}}),
    ("aliases", "any: [&a {x: 1}, *a, {<<: *a, y: 2}]\n", {"any": [{"x": 1}, {"x": 1}, {"true": 2, "x": 1}]}),
    ("an anchor used again", "any: [&a 1, *a, &a 2, *a]\n", {"any": [1, 1, 2, 2]}),
    (
        "numbers for a number",
        "compatibilities: [{weight: 010}, {weight: 1e3}, {weight: 10.0}, {weight: -0.0}]\n",
        {
            "compatibilities": [
                {"description": "", "rules": None, "tag": "", "weight": 8},
                {"description": "", "rules": None, "tag": "", "weight": 1000},
                {"description": "", "rules": None, "tag": "", "weight": 10},
                {"description": "", "rules": None, "tag": "", "weight": 0},
            ]
        },
    ),
    ("an embedded struct", "kind: abc\napiVersion: 'v1'\n", {"apiVersion": "v1", "kind": "abc"}),
    ("JSON", '{"version": "a\\u00e9", "flag": true}', {"flag": True, "version": "aé"}),
    ("an apostrophe that is escaped", 'version: "don\\\'t"\n', {"version": "don't"}),
    ("block scalars", "version: |\n  a\n  b\ndescription: >-\n  x\n", {"version": "a\nb\n"}),
    ("Windows line ends", "version: a\r\nflag: yes\r\n", {"flag": True, "version": "a"}),
    ("a byte order mark", "\ufeffversion: a\n", {"version": "a"}),
    ("question marks in texts", "version: a?b\nany: ['a?b']\n", {"any": ["a?b"], "version": "a?b"}),
    ("a question mark in front", "version: ?a\n", {"version": "?a"}),
]
"""A document, and its fields but for those with zero values."""

ERRORS = [
    (
        "a mapping for a string",
        "version: {a: b}\n",
        JSON + "cannot unmarshal object into Go struct field Spec.version of type string",
    ),
    (
        "a list for a string",
        "version: [a]\n",
        JSON + "cannot unmarshal array into Go struct field Spec.version of type string",
    ),
    (
        "a string for a list",
        "compatibilities: a\n",
        JSON + ("cannot unmarshal string into Go struct field Spec.compatibilities of type []main.Compatibility"),
    ),
    ("a list for the document", "[a]\n", JSON + "cannot unmarshal array into Go value of type main.Spec"),
    ("a text for the document", "abc\n", JSON + "cannot unmarshal string into Go value of type main.Spec"),
    (
        "a string for a number",
        "compatibilities: [{weight: '1'}]\n",
        JSON + ("cannot unmarshal string into Go struct field Compatibility.compatibilities.weight of type int"),
    ),
    (
        "a fraction for a number",
        "compatibilities: [{weight: 1.5}]\n",
        JSON + ("cannot unmarshal number 1.5 into Go struct field Compatibility.compatibilities.weight of type int"),
    ),
    (
        "a large number",
        "compatibilities: [{weight: 1e21}]\n",
        JSON + ("cannot unmarshal number 1e+21 into Go struct field Compatibility.compatibilities.weight of type int"),
    ),
    (
        "a number beyond 64 bits",
        "compatibilities: [{weight: 1e20}]\n",
        JSON
        + (
            "cannot unmarshal number 100000000000000000000 into Go struct field "
            "Compatibility.compatibilities.weight of type int"
        ),
    ),
    (
        "a truth value for a number",
        "compatibilities: [{weight: yes}]\n",
        JSON + ("cannot unmarshal bool into Go struct field Compatibility.compatibilities.weight of type int"),
    ),
    (
        "a number for a truth value",
        "flag: 1\n",
        JSON + "cannot unmarshal number into Go struct field Spec.flag of type bool",
    ),
    (
        "deep inside",
        ("compatibilities: [{rules: [{matchFeatures: [{matchExpressions: {A: {op: In, value: 5}}}]}]}]\n"),
        JSON
        + (
            "cannot unmarshal number into Go struct field "
            "MatchExpression.compatibilities.rules.matchFeatures.matchExpressions.value of type "
            "main.MatchValue"
        ),
    ),
    (
        "a number in an embedded struct",
        "kind: 10\n",
        JSON + "cannot unmarshal number into Go struct field Spec.TypeMeta.kind of type string",
    ),
    (
        "the first error in the order of keys",
        "version: {}\nattributes: []\n",
        JSON + ("cannot unmarshal array into Go struct field Spec.attributes of type map[string]string"),
    ),
    ("infinity outside strings", "any: .inf\n", JSONABLE + "json: unsupported value: +Inf"),
    ("not a number, unknown field", "x: .nan\n", JSONABLE + "json: unsupported value: NaN"),
    ("a key of null", "any: {~: 1}\n", JSONABLE + "unsupported map key of type: %!s(<nil>), key: <nil>, value: 1"),
    (
        "a key beyond 63 bits",
        "any: {18446744073709551615: [a, 1, yes, ~]}\n",
        JSONABLE
        + (
            "unsupported map key of type: uint64, key: 0xffffffffffffffff, value: []interface "
            '{}{"a", 1, true, interface {}(nil)}'
        ),
    ),
    ("a list as a key", "any: {[a, 1]: b}\n", YAML + 'invalid map key: []interface {}{"a", 1}'),
    ("a mapping as a key", "any: {{a: 1}: b}\n", YAML + 'invalid map key: map[interface {}]interface {}{"a":1}'),
    ("a merge of a text", "any: {<<: a}\n", YAML + "map merge requires map or sequence of maps as the value"),
    ("a merge of null", "any: {<<: }\n", YAML + "map merge requires map or sequence of maps as the value"),
    ("an unknown alias", "any: *a\n", YAML + "unknown anchor 'a' referenced"),
    ("an alias inside its value", "any: &a [*a]\n", YAML + "anchor 'a' value contains itself"),
    ("a tab", "version:\n\ta: b\n", YAML + "line 2: found character that cannot start any token"),
    ("an open bracket", "version: [a\n", YAML + "line 1: did not find expected ',' or ']'"),
    ("an open quote", "a: b\nversion: 'a\n", YAML + "line 3: found unexpected end of stream"),
    ("two colons", "a: b: c\n", YAML + "mapping values are not allowed in this context"),
    (
        "a template",
        "version: {{ .x }}\n",
        YAML + 'invalid map key: map[interface {}]interface {}{".x":interface {}(nil)}',
    ),
    ("a bad indentation", "a:\n  b: c\n d: e\n", YAML + "line 2: did not find expected key"),
    ("a control character", "version: a\x07\n", YAML + "control characters are not allowed"),
    ("version 1.2", "%YAML 1.2\n---\nversion: a\n", YAML + "found incompatible YAML document"),
    ("an escaped slash", '{"version": "a\\/b"}', YAML + "found unknown escape character"),
    ("an unknown escape", 'a: b\nversion: "\\q"\n', YAML + "line 2: found unknown escape character"),
    ("an @", "version: @a\n", YAML + "found character that cannot start any token"),
    ("a question mark in a list", "a: b\nany: [colou?r]\n", YAML + "line 1: did not find expected ',' or ']'"),
    ("a question mark in a mapping", "any: {op: In?}\n", YAML + "did not find expected ',' or '}'"),
    (
        "a mapping of several as a key",
        "any: {{b: 1, a: 2}: c}\n",
        YAML + 'invalid map key: map[interface {}]interface {}{"a":2, "b":1}',
    ),
]

STRICT: list[tuple[str, str, str | None]] = [
    ("an unknown field", "version: a\nversions: b\n", JSON + 'unknown field "versions"'),
    (
        "the same key twice",
        "a: 1\nversion: a\nversion: b\n",
        YAML + 'unmarshal errors:\n  line 3: key "version" already set in map',
    ),
    (
        "a merge over a key",
        "any: {b: 3, <<: {b: 2}}\n",
        YAML + 'unmarshal errors:\n  line 1: key "b" already set in map',
    ),
    ("names of any case", "Version: a\n", None),
    ("an unknown field inside", 'compatibilities: [{rule: "x"}]\n', JSON + 'unknown field "rule"'),
    ("inside interface{}", "any: {x: y}\n", None),
]
"""A document, and what strict reading says of it, None where it takes it."""

BYTES = [
    (b"version: \x80", YAML + "invalid leading UTF-8 octet"),
    (b"version: \xc3", YAML + "incomplete UTF-8 octet sequence"),
    (b"version: \xc3a", YAML + "invalid trailing UTF-8 octet"),
    (b"version: \xc0\x80", YAML + "invalid length of a UTF-8 sequence"),
    (b"version: \xed\xa0\x80", YAML + "invalid Unicode character"),
    (b"version: \xff", YAML + "invalid leading UTF-8 octet"),
    (b"version: \xe2\x82", YAML + "incomplete UTF-8 octet sequence"),
    (b"version: \xf0\x82\x82\xac", YAML + "invalid length of a UTF-8 sequence"),
    (b"\xff\xfea", YAML + "incomplete UTF-16 character"),
]


@pytest.mark.parametrize(("text", "expected"), [each[1:] for each in DOCUMENTS], ids=[each[0] for each in DOCUMENTS])
def test_what_go_decoded(text: str, expected: dict[str, Any]) -> None:
    found = decode(text, "case.yaml", SPEC)
    assert isinstance(found, Document), found
    assert found.value == {**zero(SPEC), **expected}
    assert decode(text.encode(), "case.yaml", SPEC).file.text == found.file.text


@pytest.mark.parametrize(("text", "expected"), [each[1:] for each in ERRORS], ids=[each[0] for each in ERRORS])
def test_what_go_refused(text: str, expected: str) -> None:
    found = decode(text, "case.yaml", SPEC)
    assert isinstance(found, Diagnostics), found.value
    assert found.error.text == expected
    assert all(0 <= each.span.start <= each.span.end <= len(text) + 1 for each in found.found)


@pytest.mark.parametrize(("text", "expected"), [each[1:] for each in STRICT], ids=[each[0] for each in STRICT])
def test_strict(text: str, expected: str | None) -> None:
    found = decode(text, "case.yaml", SPEC, strict=True)
    assert (found.error.text if isinstance(found, Diagnostics) else None) == expected
    assert isinstance(decode(text, "case.yaml", SPEC), Document)


@pytest.mark.parametrize(("data", "expected"), BYTES)
def test_bytes_that_are_no_text(data: bytes, expected: str) -> None:
    found = decode(data, "case.yaml", SPEC)
    assert isinstance(found, Diagnostics)
    assert found.error.text == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    found = decode("version: é\n".encode(encoding), "case.yaml", SPEC)
    assert isinstance(found, Document)
    assert found.value["version"] == "é"
    assert found.file.slice(found.span(("version",))) == "é"


def test_places() -> None:
    text = 'Version: "don\\\'t"\ncompatibilities:\n  - rules:\n    - name: 010\n      vars: &v {a: b}\n    - vars: *v\n'
    found = decode(text, "case.yaml", SPEC)
    assert isinstance(found, Document)

    def shown(*path: str | int) -> tuple[str, str]:
        return found.file.slice(found.key_span(path)), found.file.slice(found.span(path))

    assert shown("version") == ("Version", '"don\\\'t"')
    assert shown("compatibilities", 0, "rules", 0, "name") == ("name", "010")
    assert shown("compatibilities", 0, "rules", 1, "vars", "a") == ("a", "b")
    assert shown("compatibilities", 0, "rules", 1, "nothing", 3)[1] == "vars: *v"


def test_every_mismatch_is_found_with_its_place() -> None:
    text = "version: {}\nflag: 1\ncompatibilities: [{tag: [x]}]\n"
    found = decode(text, "case.yaml", SPEC)
    assert isinstance(found, Diagnostics)
    assert [(each.message, found.file.slice(each.span)) for each in found.found] == [
        ("`tag` must be a text, and this is a list", "[x]"),
        ("`flag` must be `true` or `false`, and this is a number", "1"),
        ("`version` must be a text, and this is a mapping", "{}"),
    ]


def test_keys_that_only_yaml_tells_apart_are_reported() -> None:
    found = decode("attributes: {1: a, '1': b, 2: c}\n", "case.yaml", SPEC)
    assert isinstance(found, Document)
    assert [found.file.slice(each) for each in found.unsure] == ["'1'"]
    assert found.value["attributes"] == {"1": "b", "2": "c"}


BOMB = "any:\n  a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"  a{each}: &a{each} [{', '.join([f'*a{each - 1}'] * 9)}]\n" for each in range(1, 9)
)


def test_aliases_do_not_explode() -> None:
    found = decode(BOMB, "case.yaml", SPEC)
    assert isinstance(found, Diagnostics)
    assert found.error.text == "error converting YAML to JSON: yaml: document contains excessive aliasing"


@pytest.mark.parametrize(
    "text",
    [
        "any: " + "[" * limits.NESTING + "]" * limits.NESTING,
        "[" * 100_000,
        "- " * 5000,
        "? " * 5000,
        "any: [&a0 []" + "".join(f", &a{each} [*a{each - 1}]" for each in range(1, 100)) + "]",
        "%a b\n" * 100 + "---\n",
        "version: " + "a" * limits.SNAPSHOT_BYTES,
        "any: [!!str, a]",
        "version: a\n\ufeffflag: true\n",
        "version: \ud800",
    ],
    ids=["deep", "deeper", "dashes", "keys", "deep by aliases", "directives", "size", "tag", "mark", "surrogate"],
)
def test_what_is_refused_though_go_might_read_it(text: str) -> None:
    assert isinstance(decode(text, "case.yaml", SPEC), Diagnostics)


FRAGMENTS = [
    *(
        "a",
        "b: ",
        "- ",
        "? ",
        ": ",
        "\n",
        "\n  ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "# c",
        "'",
        '"',
        "|\n",
        ">-\n",
        "&a ",
        "*a",
    ),
    *(
        "!!str ",
        "!x ",
        "%YAML 1.1\n",
        "---\n",
        "...\n",
        "\t",
        "1",
        "~",
        "<<: ",
        "\\",
        "\\'",
        "\\/",
        "@",
        "\ufeff",
        "\r",
        "\0",
    ),
    *("version: ", "compatibilities: ", "rules: ", "weight: ", "any: ", "attributes: ", "é", "!!int ", "!!binary "),
]


@examples(300)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join), st.booleans())
def test_every_text_is_decoded_or_refused(text: str, strict: bool) -> None:
    found = decode(text, "case.yaml", SPEC, strict=strict)
    if isinstance(found, Document):
        assert found.value.keys() == SPEC.fields.keys()
    else:
        assert found.error.text.startswith("error ")
        assert found.found


@examples(200)
@given(st.binary(max_size=12))
def test_every_byte_string_is_decoded_or_refused(data: bytes) -> None:
    assert isinstance(decode(data, "case.yaml", SPEC), (Document, Diagnostics))
