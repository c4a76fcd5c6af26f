"""What NFD does with labels and with unquoted scalars, and its own documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from compatlang.snapshot import Section, Snapshot, read
from compatlang.snapshot.coercion import as_nfd_reads, is_null, is_text
from compatlang.snapshot.labels import granted, prefixed, written_key
from compatlang.snapshot.locate import Locator
from compatlang.source import SourceFile

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
DOCUMENTS = [
    *sorted((SHARED / "data" / "snapshots").glob("*.[yj]*")),
    *sorted((SHARED / "nfd" / "corpus" / "yaml").glob("*.[yj]*")),
]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("010", "8"),
        ("0302", "194"),
        ("0908", "908"),
        ("0x10", "16"),
        ("0o17", "15"),
        ("0b11", "3"),
        ("-0x10", "-16"),
        ("+12", "12"),
        ("1_000", "1000"),
        ("18446744073709551615", "18446744073709551615"),
        ("18446744073709551616", "1.8446744073709552e+19"),
        ("-9223372036854775809", "-9.223372036854776e+18"),
        ("1.10", "1.1"),
        ("1.0", "1"),
        ("0.0", "0"),
        ("-0.0", "-0"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1e3", "1000"),
        ("1e52", "1e+52"),
        ("1000000.5", "1.0000005e+06"),
        ("123456.5", "123456.5"),
        ("0.0001", "0.0001"),
        ("0.00001", "1e-05"),
        (".inf", "+Inf"),
        ("-.INF", "-Inf"),
        ("1e999", "+Inf"),
        (".NaN", "NaN"),
        ("y", "true"),
        ("OFF", "false"),
        ("0x" + "f" * 17, None),
        ("9" * 1000, None),
    ],
)
def test_what_nfd_makes_of_a_plain_scalar(written: str, read: str | None) -> None:
    assert not is_text(written)
    assert as_nfd_reads(written) == read


@pytest.mark.parametrize(
    "plain", ["a", "1.2.3", "yEs", "1:30", "2021-07-01", "0x", "0b12", "+", ".", "-", "_1", "<<", "e5", "٣"]
)
def test_plain_scalars_that_are_strings(plain: str) -> None:
    assert is_text(plain)
    assert as_nfd_reads(plain) == plain


@pytest.mark.parametrize("plain", ["", "~", "null", "Null", "NULL"])
def test_plain_scalars_that_are_null(plain: str) -> None:
    assert is_null(plain)
    assert not is_text(plain)


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("vendor.example/x", "1", True),
        ("feature.node.kubernetes.io/x", "", True),
        ("sub.feature.node.kubernetes.io/x", "1", True),
        ("profile.node.kubernetes.io/x", "1", True),
        ("sub.profile.node.kubernetes.io/x", "1", True),
        ("kubernetes.io/x", "1", False),
        ("node.kubernetes.io/x", "1", False),
        ("xfeature.node.kubernetes.io/x", "1", False),
        ("vendor.example/" + "x" * 63, "x" * 63, True),
        ("vendor.example/" + "x" * 64, "1", False),
        ("vendor.example/x", "x" * 64, False),
        ("vendor.example/a/b", "1", False),
        ("Vendor.example/x", "1", False),
        ("/x", "1", False),
        ("vendor.example/", "1", False),
        ("vendor.example/x", "a b", False),
        ("vendor.example/x", "-a", False),
        ("vendor.example/x\n", "1", False),
        ("vendor.example/x", "@kernel.version.full", True),
        ("vendor.example/x", "@kernel.version.none", False),
        ("vendor.example/x", "@kernel.none.full", False),
        ("vendor.example/x", "@kernel", False),
    ],
)
def test_labels_that_nfd_lets_through(key: str, value: str, kept: bool) -> None:
    sections = {"kernel.version": Section(attributes={"full": "6.1"})}
    result = granted({key: value}, sections)
    assert result == ({key: "6.1" if value.startswith("@") else value} if kept else {})


def test_a_key_with_its_prefix_wins_in_one_object() -> None:
    labels = {"a": "1", "feature.node.kubernetes.io/a": "2", "b": "3", "c/d": "4"}
    merged = prefixed(labels)
    assert merged == {"feature.node.kubernetes.io/a": "2", "feature.node.kubernetes.io/b": "3", "c/d": "4"}
    assert {key: labels[written_key(labels, key) or ""] for key in merged} == merged
    assert written_key(labels, "b") is None
    assert written_key(labels, "feature.node.kubernetes.io/none") is None


def test_labels_of_several_objects() -> None:
    def feature(name: str, namespace: str, labels: str) -> SourceFile:
        text = (
            "apiVersion: nfd.k8s-sigs.io/v1alpha1\nkind: NodeFeature\n"
            f"metadata: {{name: {name}, namespace: {namespace}, labels: {{nfd.node.kubernetes.io/node-name: w}}}}\n"
            f"spec: {{labels: {labels}}}\n"
        )
        return SourceFile(f"{namespace}-{name}.yaml", text)

    files = [
        feature("zzz", "node-feature-discovery", "{a: own, b: own, kubernetes.io/c: own}"),
        feature("aaa", "default", "{feature.node.kubernetes.io/a: foreign, d: '@x.y.z'}"),
    ]
    for order in (files, files[::-1]):
        (snapshot,) = read(order).snapshots
        assert snapshot.sections == {
            "node.label": Section(
                attributes={"feature.node.kubernetes.io/a": "foreign", "feature.node.kubernetes.io/b": "own"},
                partial=True,
            )
        }
    (snapshot,) = read(files, nfd_namespace="default").snapshots
    assert (snapshot.sections["node.label"].attributes or {})["feature.node.kubernetes.io/a"] == "own"


@pytest.mark.skipif(not DOCUMENTS, reason="the shared documents are not beside this checkout")
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_real_documents(path: Path) -> None:
    text = path.read_text("utf-8")
    result = read([SourceFile(path.name, text)])
    if "kind: NodeFeature\n" in text or "kind: Node\n" in text:
        assert not result.diagnostics
        assert result.snapshots
        for snapshot in result.snapshots:
            every_value_has_its_line(snapshot)
    else:
        assert not result.snapshots
        assert {each.code for each in result.diagnostics} == {"not-a-snapshot"}
        documents = text.count("\nkind: NodeFeatureRule") if "kind: NodeFeatureRule" in text else 1
        assert len(result.diagnostics) == max(1, documents)


def every_value_has_its_line(snapshot: Snapshot) -> None:
    locator = Locator(snapshot)
    (file,) = {each.file for each in snapshot.documents}
    for domain, section in snapshot.sections.items():
        assert locator.domain(domain)
        for name, value in (section.attributes or {}).items():
            span = locator.element(domain, name)
            assert span is not None
            assert value in file.slice(span)
        for name in section.flags or ():
            span = locator.element(domain, name)
            assert span is not None
            assert file.slice(span) == name
        for index, instance in enumerate(section.instances or ()):
            assert locator.instance(domain, index)
            for name, value in instance.items():
                span = locator.instance(domain, index, name)
                assert span is not None
                assert value in file.slice(span)
