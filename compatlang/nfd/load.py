"""From a text to a document of NFD: what kind it is, and its model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import msgspec

from compatlang.diagnostics.codes import nfd as codes
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.nfd import custom, shapes
from compatlang.nfd.custom_expression import Wrong
from compatlang.nfd.go import yaml
from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.types import Type
from compatlang.nfd.go.yaml import Diagnostics
from compatlang.nfd.model import CustomRules, ImageSpec, Model, NodeFeature, NodeFeatureGroup, NodeFeatureRule
from compatlang.source import SourceFile, Span

Kind = Literal["NodeFeature", "NodeFeatureRule", "NodeFeatureGroup", "ImageSpec", "CustomRules"]

API_VERSION = "nfd.k8s-sigs.io/v1alpha1"
OLD_API_VERSION = "nfd.openshift.io/v1alpha1"
"""What the operator of OpenShift called the same objects."""


class Document(msgspec.Struct, frozen=True):
    """A document of NFD, and the text it was read from, for places."""

    kind: Kind
    model: Model
    source: yaml.Document


class _Form(NamedTuple):
    """How one kind of document is decoded."""

    shape: Type
    model: type[Model]
    strict: bool = False


FORMS: Mapping[Kind, _Form] = {
    "NodeFeature": _Form(shapes.NODE_FEATURE, NodeFeature),
    "NodeFeatureRule": _Form(shapes.NODE_FEATURE_RULE, NodeFeatureRule),
    "NodeFeatureGroup": _Form(shapes.NODE_FEATURE_GROUP, NodeFeatureGroup),
    "ImageSpec": _Form(shapes.IMAGE_SPEC, ImageSpec),
    "CustomRules": _Form(shapes.CUSTOM_RULES, CustomRules, strict=True),
}


def load(text: str | bytes, file: str) -> Document | Diagnostics:
    """The first document of a text, whatever kind it is: objects say it, other documents are known by their shape."""
    first = yaml.decode(text, file, shapes.ANYTHING)
    if isinstance(first, Diagnostics):
        return _unrendered(text, file) or first
    kind = _kind(first)
    if isinstance(kind, Diagnostics):
        return kind
    return load_as(kind, text, file)


def load_as(kind: Kind, text: str | bytes, file: str) -> Document | Diagnostics:
    """The first document of a text as NFD reads it where it expects that kind; NFD looks at neither kind nor version."""
    form = FORMS[kind]
    source = yaml.decode(text, file, form.shape, strict=form.strict)
    if isinstance(source, Diagnostics):
        return _unrendered(text, file) or source
    value = source.value
    if kind == "CustomRules":
        wrong: list[Wrong] = []
        value = {"rules": custom.convert(value or [], wrong)}
        if wrong:
            return _refused(source, wrong)
    return Document(kind, form.model.model_validate({} if value is None else value), source)


def _kind(first: yaml.Document) -> Kind | Diagnostics:
    """What a document is. Go takes field names in letters of either case."""
    if isinstance(first.value, list):
        return "CustomRules"
    if not isinstance(first.value, dict):
        return _no_document(first, "a document of NFD is a mapping, or a list of rules for custom.d")
    fields = {str(key).lower(): (key, value) for key, value in first.value.items()}
    if "kind" not in fields:
        if "compatibilities" in fields:
            return "ImageSpec"
        return _no_document(first, "the document has no `kind`, and no `compatibilities` as an image has")
    key, name = fields["kind"]
    for kind in FORMS:
        if name == kind and kind not in ("ImageSpec", "CustomRules"):
            return _with_version(first, kind, fields.get("apiversion", ("", None))[1])
    help_ = did_you_mean(str(name), [kind for kind in FORMS if kind not in ("ImageSpec", "CustomRules")])
    return _no_document(first, f"`{name}` is no kind of NFD that can be evaluated", (key,), help_)


def _with_version(first: yaml.Document, kind: Kind, version: object) -> Kind | Diagnostics:
    if version in (None, "", API_VERSION, OLD_API_VERSION):
        return kind
    return _no_document(
        first, f"`{version}` is no version of {kind} that is known", ("apiVersion",), f"write `{API_VERSION}`"
    )


def _no_document(source: yaml.Document, message: str, path: tuple[str | int, ...] = (), help_: str = "") -> Diagnostics:
    found = codes.NOT_A_DOCUMENT.at(source.span(path), message, help=help_)
    return Diagnostics(GoError(message), (found,), source.file)


def _refused(source: yaml.Document, wrong: list[Wrong]) -> Diagnostics:
    """What the custom source does not accept; NFD reports the first, and reads no rule of the file."""
    found = tuple(codes.REFUSED.at(source.span(each.path), each.text) for each in wrong)
    error = GoError(f"error unmarshaling JSON: while decoding JSON: {wrong[0].text}")
    return Diagnostics(error, found, source.file)


def _unrendered(text: str | bytes, file: str) -> Diagnostics | None:
    """What is said of a text that is no YAML because Helm has not been over it."""
    decoded = text if isinstance(text, str) else text.decode("utf-8", "replace")
    at = decoded.find("{{")
    if at < 0:
        return None
    end = decoded.find("}}", at)
    span = Span(file, at, end + 2 if end >= 0 else at + 2)
    source = SourceFile(file, decoded)
    line = source.position(at).line
    message = f"line {line} is an action of a Helm template, and the document cannot be read as YAML with it"
    found = codes.UNRENDERED.at(span, message, help="render the chart with `helm template` first")
    return Diagnostics(GoError(message), (found,), source)
