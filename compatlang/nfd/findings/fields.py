"""Fields: those that NFD does not know and drops without a word, and those of an image."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import nfd as codes
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.nfd.go import yaml
from compatlang.nfd.go.types import List, Map, Ptr, Raw, Str, Struct, Type
from compatlang.nfd.go.yaml import Diagnostics, Path
from compatlang.nfd.load import FORMS, Document
from compatlang.nfd.model import ImageSpec
from compatlang.nfd.shapes import ANYTHING, RULE

SPEC_VERSION = "v1alpha1"
_OPEN = ("ObjectMeta", "Nil")
"""Structs of Kubernetes' own, of which only some fields are described here."""
_OF_SERVER = ("status",)
"""What the API server adds to an object."""

_EXPRESSION = Struct({"op": Str(), "value": Raw()}, "MatchExpression")
_MATCHER = List(
    Struct(
        {"feature": Str(), "matchExpressions": Map(_EXPRESSION), "matchName": _EXPRESSION},
        "FeatureMatcherTerm",
    )
)
_ALTERNATIVE = Struct({"matchFeatures": _MATCHER}, "MatchAnyElem")
_OF_CUSTOM = List(Struct({**RULE.fields, "matchFeatures": _MATCHER, "matchAny": List(_ALTERNATIVE)}, "Rule"))
"""Rules of custom.d with their expressions. Those read themselves and are not strict about it, as everything else is."""


def unknown(document: Document) -> Iterator[Diagnostic]:
    """Fields that are not in the Go types."""
    shape = _OF_CUSTOM if document.kind == "CustomRules" else FORMS[document.kind].shape
    raw = yaml.decode(document.source.file.text, document.source.file.name, ANYTHING)
    if not isinstance(raw, Diagnostics):
        yield from _unknown(document, raw.value, shape, ())


def _unknown(document: Document, value: object, shape: Type, path: Path) -> Iterator[Diagnostic]:
    match shape, value:
        case Ptr(of=of), _:
            yield from _unknown(document, value, of, path)
        case List(of=of), list():
            for number, each in enumerate(value):
                yield from _unknown(document, each, of, (*path, number))
        case Map(of=of), dict():
            for key, each in value.items():
                yield from _unknown(document, each, of, (*path, key))
        case Struct(fields=known, name=name), dict() if name not in _OPEN:
            yield from _fields(document, value, known, path)


def _fields(document: Document, value: dict[str, object], known: dict[str, Type], path: Path) -> Iterator[Diagnostic]:
    by_lower = {each.lower(): each for each in known}
    for key, each in value.items():
        field = by_lower.get(str(key).lower())
        if field is not None:
            yield from _unknown(document, each, known[field], (*path, key))
        elif path or key not in _OF_SERVER:
            message = f"`{key}` is no field here, and NFD passes over it without a word"
            help_ = did_you_mean(str(key), known)
            yield codes.UNKNOWN_FIELD.at(document.source.key_span((*path, key)), message, help=help_)


def no_rules(document: Document) -> Iterator[Diagnostic]:
    """A document whose list of rules is empty or missing."""
    says = "so no node belongs to the group" if document.kind == "NodeFeatureGroup" else "so nothing is put on any node"
    yield codes.EMPTY.at(document.source.span(("spec",)), f"there are no rules, {says}")


def of_image(document: Document, spec: ImageSpec) -> Iterator[Diagnostic]:
    """What NFD does not look at."""
    if spec.version != SPEC_VERSION:
        said = f"the version is `{spec.version}`" if spec.version else "there is no version"
        message = f"{said}; NFD does not look at it, and the only one that there is is `{SPEC_VERSION}`"
        yield codes.SPEC_VERSION.at(document.source.span(("version",)), message)
    if not spec.compatibilities:
        message = "there is no compatibility set, so nothing is said of any node"
        yield codes.EMPTY.at(document.source.span(("compatibilities",)), message)
    for number, each in enumerate(spec.compatibilities):
        if not each.rules:
            message = "the set has no rules, so it holds on every node"
            yield codes.ALWAYS_TRUE.at(document.source.span(("compatibilities", number)), message)
