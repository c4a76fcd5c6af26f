"""What a document is: objects that speak of a node, or something else, which is refused by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import snapshot as codes
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.snapshot.findings import template
from compatlang.snapshot.objects import Mapped
from compatlang.snapshot.report import Report, kind_of
from compatlang.snapshot.tree import Parsed, Path, Value, shown

NFD_GROUP = "nfd.k8s-sigs.io"
NFD_VERSION = f"{NFD_GROUP}/v1alpha1"
EXPORT_KEYS = frozenset({"flags", "attributes", "instances"})
API = {"NodeFeature": NFD_VERSION, "NodeFeatureList": NFD_VERSION, "Node": "v1", "NodeList": "v1", "List": "v1"}
_RULES = {"NodeFeatureRule": "a rule", "NodeFeatureGroup": "a group of nodes"}
_ACCEPTED = "a snapshot is a NodeFeature, a Node, a List of them, or what `nfd export features` prints"


class Object(NamedTuple):
    """One object of a document; `item` is its place in a list, -1 where it stands alone."""

    kind: str
    value: Mapped
    item: int

    @property
    def path(self) -> Path:
        """Where the object stands in its document."""
        return ("items", self.item) if self.item >= 0 else ()


def objects_in(parsed: Parsed, implied: str = "") -> Iterator[Object | Diagnostic]:
    """The objects of a document, `Features` being the kind of an export, and findings about what is none.

    `implied` is the kind of a typed list from which the document was taken, as `NodeList`.
    """
    value = parsed.value
    report = Report(parsed)
    if implied:
        yield _item(report, implied, value, -1)
        return
    kind = _kind(report, value)
    if isinstance(kind, Diagnostic):
        yield kind
    elif isinstance(value, dict) and kind.endswith("List"):
        yield from _items(report, kind, value)
    elif isinstance(value, dict):
        yield Object(kind, value, -1)


def _items(report: Report, kind: str, value: Mapped) -> Iterator[Object | Diagnostic]:
    items = value.get("items")
    if items is not None and not isinstance(items, list):
        report.malformed(("items",), f"the `items` of a `{kind}` must be a list, found {kind_of(items)}")
        yield from report.diagnostics
        return
    for index, item in enumerate(items or []):
        yield _item(Report(report.parsed, ("items", index)), kind, item, index)


def _item(report: Report, kind: str, item: Value, index: int) -> Object | Diagnostic:
    """An item of a list of that kind."""
    if not isinstance(item, dict):
        return _refused(report, (), f"{kind_of(item)} is not a snapshot", _ACCEPTED)
    typed = item
    if kind != "List" and "kind" not in item:
        # The API server leaves out of a typed list what the list already says.
        typed = {"kind": kind.removesuffix("List"), "apiVersion": API[kind], **item}
    found = _kind(report, typed)
    if isinstance(found, Diagnostic):
        return found
    if found.endswith("List"):
        return _refused(report, ("kind",), f"a `{found}` stands inside a `{kind}`", _ACCEPTED)
    return Object(found, item, index)


def _kind(report: Report, value: Value) -> str | Diagnostic:
    """The kind of an object that can be read, or why it cannot."""
    if not isinstance(value, dict):
        return _refused(report, (), f"{kind_of(value)} is not a snapshot", _ACCEPTED)
    if "kind" not in value:
        return "Features" if value and EXPORT_KEYS.issuperset(value) else _kindless(report, value)
    kind, version = value["kind"], value.get("apiVersion")
    if not isinstance(kind, str):
        return _refused(report, ("kind",), f"the `kind` must be a text, found {kind_of(kind)}", _ACCEPTED)
    if "{{" in kind:
        return template(report.span(("kind",), "value"))
    if kind.removesuffix("List") in _RULES:
        return _rule(report, kind)
    if kind not in API:
        near = did_you_mean(kind, API)
        return _refused(report, ("kind",), f"unknown kind `{shown(kind)}`", near or _ACCEPTED)
    return _checked_version(report, kind, version)


def _checked_version(report: Report, kind: str, version: Value) -> str | Diagnostic:
    expected = API[kind]
    if version == expected:
        return kind
    repair = f"write `apiVersion: {expected}`"
    if version is None:
        return _refused(report, ("kind",), f"the `{kind}` has no `apiVersion`", repair)
    if not isinstance(version, str):
        return _refused(report, ("apiVersion",), f"the `apiVersion` must be a text, found {kind_of(version)}", repair)
    group, slash, _ = version.rpartition("/")
    if group == expected.rpartition("/")[0]:
        message = f"`{kind}` in version `{shown(version)}` cannot be read, only in `{expected}`"
        report.add(codes.UNSUPPORTED_VERSION, ("apiVersion",), message)
        return report.diagnostics[-1]
    found = f"of the group `{shown(group)}`" if slash else f"with `apiVersion: {shown(version)}`"
    return _refused(report, ("apiVersion",), f"a `{kind}` {found} is not known", repair)


def _rule(report: Report, kind: str) -> Diagnostic:
    what = _RULES[kind.removesuffix("List")]
    return _refused(
        report, ("kind",), f"a `{kind}` is {what}, not a snapshot", "pass it where a policy stands, and a snapshot here"
    )


def _kindless(report: Report, value: Mapped) -> Diagnostic:
    if "compatibilities" in value:
        return _refused(
            report,
            ("compatibilities",),
            "an image-compatibility spec is not a snapshot",
            "pass it where a policy stands, and a snapshot here",
            key=True,
        )
    if value and all(isinstance(each, (str, bool)) for each in value.values()) and any("/" in key for key in value):
        return _refused(
            report,
            (),
            "labels alone, without a Node object",
            "put them below `metadata: {name: …, labels: {…}}` of an object with `apiVersion: v1` and `kind: Node`",
        )
    near = did_you_mean("kind", value)
    message = "the document has no `kind`" if value else "an empty mapping is not a snapshot"
    return _refused(report, (), message, near or _ACCEPTED)


def _refused(report: Report, path: Path, message: str, repair: str, *, key: bool = False) -> Diagnostic:
    report.add(codes.NOT_A_SNAPSHOT, path, message, part="key" if key or not path else "value", help=repair)
    return report.diagnostics[-1]
