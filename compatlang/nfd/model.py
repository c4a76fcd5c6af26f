"""The documents of NFD as Go holds them in memory.

After api/nfd/v1alpha1/types.go and api/image-compatibility/v1alpha1/spec.go. Fields that are not known are ignored, a
field that is missing has Go's zero value, and null is kept apart from empty only where NFD tells them apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel

from compatlang.nfd.go.quote import quote

T = TypeVar("T")


def _filled(value: object) -> object:
    return {} if value is None else value


Texts = Annotated[Mapping[str, str], BeforeValidator(_filled)]
"""`map[string]string` of which nobody asks whether it is nil."""

Filled = Annotated[T, BeforeValidator(_filled)]
"""A struct; null leaves it as it was, empty."""

Listed = Annotated[tuple[Filled[T], ...], BeforeValidator(lambda value: () if value is None else value)]
"""`[]T` of which nobody asks whether it is nil."""


class Model(BaseModel):
    """A struct of Go: frozen, with the field names of JSON as aliases."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)


class MatchExpression(Model):
    """What is asked of one element, or of every name of a feature."""

    op: str = ""
    value: Annotated[tuple[str, ...], BeforeValidator(lambda value: () if value is None else value)] = ()
    type: str = ""

    def __str__(self) -> str:
        """As NFD prints it, without its type."""
        if not self.value:
            return f"{{op: {quote(self.op)}}}"
        return f"{{op: {quote(self.op)}, value: [{' '.join(map(quote, self.value))}]}}"


Expressions = Mapping[str, MatchExpression | None]
"""Expressions by the element they ask for. A null one is a nil pointer, and NFD panics once it looks at it."""


class Term(Model):
    """What is asked of one feature; null `match_expressions` ask for nothing, empty ones for something to be there."""

    feature: str = ""
    match_expressions: Expressions | None = None
    match_name: MatchExpression | None = None


class MatchAnyElement(Model):
    """One of several alternatives."""

    match_features: Listed[Term] = ()


class GroupRule(Model):
    """A rule of a NodeFeatureGroup or of an image-compatibility set."""

    name: str = ""
    vars: Texts = {}
    vars_template: str = ""
    match_features: Listed[Term] = ()
    match_any: Listed[MatchAnyElement] = ()


class Taint(Model):
    """A taint that a rule puts on a node."""

    key: str = ""
    value: str = ""
    effect: str = ""


class Rule(GroupRule):
    """A rule of a NodeFeatureRule."""

    labels: Texts = {}
    labels_template: str = ""
    annotations: Texts = {}
    taints: Listed[Taint] = ()
    extended_resources: Texts = {}


class Metadata(Model):
    """What is used of the metadata of an object."""

    name: str = ""
    namespace: str = ""
    labels: Texts = {}


class Object(Model):
    """An object of Kubernetes."""

    api_version: str = ""
    kind: str = ""
    metadata: Filled[Metadata] = Metadata()


class RuleSpec(Model):
    """The rules of a NodeFeatureRule."""

    rules: Listed[Rule] = ()


class NodeFeatureRule(Object):
    """Rules that label nodes."""

    spec: Filled[RuleSpec] = RuleSpec()


class GroupSpec(Model):
    """The rules of a NodeFeatureGroup."""

    feature_group_rules: Listed[GroupRule] = ()


class NodeFeatureGroup(Object):
    """Rules that gather nodes."""

    spec: Filled[GroupSpec] = GroupSpec()


class FlagSet(Model):
    """Names; null is not the same as none."""

    elements: Mapping[str, object] | None = None


class AttributeSet(Model):
    """Values by name; null is not the same as none."""

    elements: Mapping[str, str] | None = None


class Instance(Model):
    """One instance of a feature."""

    attributes: Texts = {}


class InstanceSet(Model):
    """Instances; null is the same as none."""

    elements: Listed[Instance] = ()


class FeatureMaps(Model):
    """The three maps of features; a set that is null is there all the same, without elements."""

    flags: Annotated[Mapping[str, Filled[FlagSet]], BeforeValidator(_filled)] = {}
    attributes: Annotated[Mapping[str, Filled[AttributeSet]], BeforeValidator(_filled)] = {}
    instances: Annotated[Mapping[str, Filled[InstanceSet]], BeforeValidator(_filled)] = {}


class NodeFeatureSpec(Model):
    """What one object says of a node."""

    features: Filled[FeatureMaps] = FeatureMaps()
    labels: Texts = {}


class NodeFeature(Object):
    """Features of a node."""

    spec: Filled[NodeFeatureSpec] = NodeFeatureSpec()


class CompatibilitySet(Model):
    """One way in which an image fits a node."""

    rules: Listed[GroupRule] = ()
    weight: int = 0
    tag: str = ""
    description: str = ""


class ImageSpec(Model):
    """What an image needs of its host; the version is never looked at."""

    version: str = ""
    compatibilities: Listed[CompatibilitySet] = ()


class CustomRules(Model):
    """A file of custom.d, its short forms written out."""

    rules: Listed[Rule] = ()
