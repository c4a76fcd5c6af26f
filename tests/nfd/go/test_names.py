"""Names as Kubernetes checks them. The expected values are what k8s.io/apimachinery v0.35.3 returned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.nfd.go.names import dns1123_label, dns1123_subdomain, label_value, qualified_name
from tests.strategies import examples

RULE_1 = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end "
    "with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex "
    "used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)
RULE_2 = (
    "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and "
    "must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  "
    "or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix "
    "and '/' (e.g. 'example.com/MyName')"
)
RULE_3 = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, "
    "'-' or '.', and must start and end with an alphanumeric character (e.g. "
    "'example.com', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
RULE_4 = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', "
    "'_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  "
    "or 'my_value',  or '12345', regex used for validation is "
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)
RULE_5 = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or "
    "'-', and must start and end with an alphanumeric character (e.g. 'my-name',  or "
    "'123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)

QUALIFIED: list[tuple[str, list[str]]] = [
    ("a", []),
    ("A.b_c-d", []),
    ("a/b", []),
    ("feature.node.kubernetes.io/cpu-cpuid.AVX", []),
    ("", ["name part must be non-empty", "name part " + RULE_1]),
    ("/", ["prefix part must be non-empty", "name part must be non-empty", "name part " + RULE_1]),
    ("a/", ["name part must be non-empty", "name part " + RULE_1]),
    ("/a", ["prefix part must be non-empty"]),
    ("a/b/c", [RULE_2]),
    ("A/b", ["prefix part " + RULE_3]),
    ("a..b/c", ["prefix part " + RULE_3]),
    ("-a", ["name part " + RULE_1]),
    ("a-", ["name part " + RULE_1]),
    ("a b", ["name part " + RULE_1]),
    ("é", ["name part " + RULE_1]),
    ("a" * 63, []),
    ("a" * 64, ["name part must be no more than 63 bytes"]),
    ("b" * 253 + "/a", []),
    ("b" * 254 + "/a", ["prefix part must be no more than 253 bytes"]),
    ("a\n", ["name part " + RULE_1]),
    ("x/\n", ["name part " + RULE_1]),
]

LABELVALUE: list[tuple[str, list[str]]] = [
    ("", []),
    ("a", []),
    ("true", []),
    ("5.14.0-503.el9_5", []),
    ("-a", [RULE_4]),
    ("a-", [RULE_4]),
    ("a b", [RULE_4]),
    ("a/b", [RULE_4]),
    ("é", [RULE_4]),
    ("a" * 63, []),
    ("a" * 64, ["must be no more than 63 bytes"]),
    ("\n", [RULE_4]),
]

LABEL: list[tuple[str, list[str]]] = [
    ("", [RULE_5]),
    ("a", []),
    ("a-b", []),
    ("a.b", ["must not contain dots"]),
    ("A", [RULE_5]),
    ("-a", [RULE_5]),
    ("a" * 63, []),
    ("a" * 64, ["must be no more than 63 characters"]),
]

SUBDOMAIN: list[tuple[str, list[str]]] = [
    ("", [RULE_3]),
    ("a", []),
    ("a.b", []),
    ("a..b", [RULE_3]),
    ("A", [RULE_3]),
    ("a_b", [RULE_3]),
    ("a." * 126 + "a", []),
    ("a." * 127 + "a", ["must be no more than 253 characters"]),
    ("b\n", [RULE_3]),
]


@pytest.mark.parametrize(("text", "expected"), QUALIFIED)
def test_qualified_name(text: str, expected: list[str]) -> None:
    assert list(qualified_name(text)) == expected


@pytest.mark.parametrize(("text", "expected"), LABELVALUE)
def test_label_value(text: str, expected: list[str]) -> None:
    assert list(label_value(text)) == expected


@pytest.mark.parametrize(("text", "expected"), LABEL)
def test_dns1123_label(text: str, expected: list[str]) -> None:
    assert list(dns1123_label(text)) == expected


@pytest.mark.parametrize(("text", "expected"), SUBDOMAIN)
def test_dns1123_subdomain(text: str, expected: list[str]) -> None:
    assert list(dns1123_subdomain(text)) == expected


@examples(300)
@given(st.text("aZ0-_./é", max_size=8))
def test_a_qualified_name_is_a_label_value_behind_a_subdomain(text: str) -> None:
    prefix, slash, name = text.rpartition("/")
    good = name and not label_value(name) and not (slash and dns1123_subdomain(prefix))
    assert bool(good) == (not qualified_name(text))
