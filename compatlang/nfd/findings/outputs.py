"""What a rule puts on a node, as far as it can be told that nfd-master does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import nfd as codes
from compatlang.nfd import validate
from compatlang.nfd.dynamic import resolve
from compatlang.nfd.features import Features
from compatlang.nfd.findings.features import OF_NFD
from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.yaml import Path
from compatlang.nfd.load import Document
from compatlang.nfd.model import Rule
from compatlang.nfd.outputs import prefixed

_NOTHING = Features()


def all_of(document: Document, rule: Rule, path: Path) -> Iterator[Diagnostic]:
    """The outputs that are refused, and values that come from nowhere."""
    yield from _mapping(document, rule.labels, (*path, "labels"), "label", validate.label, dynamic=True)
    resources = validate.extended_resource
    yield from _mapping(
        document, rule.extended_resources, (*path, "extendedResources"), "extended resource", resources, dynamic=True
    )
    annotations = (*path, "annotations")
    yield from _mapping(document, rule.annotations, annotations, "annotation", validate.annotation, dynamic=False)
    for number, taint in enumerate(rule.taints):
        wrong = validate.taint(taint)
        if wrong:
            message = f"nfd-master does not set the taint `{taint.key}`: {wrong.text}"
            yield codes.OUTPUT.at(document.source.span((*path, "taints", number)), message)


def _mapping(
    document: Document, given: Mapping[str, str], path: Path, what: str, check: validate.Check, *, dynamic: bool
) -> Iterator[Diagnostic]:
    for key, value in given.items():
        [full] = prefixed({key: value})
        looked_up = dynamic and value.startswith("@")
        if looked_up:
            yield from _dynamic(document, value, (*path, key), what)
        elif value.startswith("@"):
            message = f"`@` means nothing in an {what}: its value will be `{value}`"
            yield codes.OUTPUT.at(document.source.span((*path, key)), message)
        wrong = check(full, "0" if looked_up else value)
        span = document.source.key_span((*path, key))
        if wrong:
            yield codes.OUTPUT.at(span, f"nfd-master does not set the {what} `{key}`: {wrong.text}")
        elif full != key and document.kind == "NodeFeatureRule":
            message = f"the {what} `{key}` has no prefix: nfd-master adds one, and `kubectl nfd validate` refuses it"
            yield codes.UNPREFIXED.at(span, message, help=f"write `{full}`")


def _dynamic(document: Document, value: str, path: Path, what: str) -> Iterator[Diagnostic]:
    """A value that is taken from an attribute of the node."""
    span = document.source.span(path)
    parts = value[1:].split(".", 2)
    if len(parts) != 3:
        found = resolve(value, _NOTHING)
        text = found.text if isinstance(found, GoError) else value
        yield codes.OUTPUT.at(span, f"nfd-master does not set this {what}: {text}")
        return
    domain = OF_NFD.get(f"{parts[0]}.{parts[1]}")
    if domain is None:
        return
    if domain.kind == "instances":
        message = f"`@` takes attributes, and `{domain.name}` has instances: nfd-master never sets this {what}"
        yield codes.OUTPUT.at(span, message)
    elif domain.element(parts[2]) is None:
        message = f"`{domain.name}` has no attribute `{parts[2]}`, so nfd-master does not set this {what}"
        yield codes.OUTPUT.at(span, message)
